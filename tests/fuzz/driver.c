/*
 * Replays files through a fuzz target without a fuzzer, so that seeds and finds are ordinary regression
 * tests: every file named, or every file in the folders named.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 16 << 20, NAME_LEN = 4096 };

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = file ? malloc(INPUT_MAX) : NULL;
    if (!bytes) {
        fprintf(stderr, "%s: cannot be read\n", path);
        if (file)
            fclose(file);
        return 1;
    }
    size_t len = fread(bytes, 1, INPUT_MAX, file);
    fclose(file);
    /* an allocation of the exact size lets the sanitizer see reads past the end */
    uint8_t *exact = malloc(len ? len : 1);
    if (exact) {
        memcpy(exact, bytes, len);
        LLVMFuzzerTestOneInput(exact, len);
    }
    free(exact);
    free(bytes);
    return 0;
}

static int replay_folder(const char *folder, int *count)
{
    int bad = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        char path[NAME_LEN];
        int n = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || n >= (int)sizeof path)
            continue;
        bad += replay(path);
        ++*count;
    }
    if (dir)
        closedir(dir);
    return bad;
}

int main(int argc, char **argv)
{
    int bad = 0, count = 0;
    for (int i = 1; i < argc; i++) {
        struct stat st;
        if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode)) {
            bad += replay_folder(argv[i], &count);
        } else {
            bad += replay(argv[i]);
            count++;
        }
    }
    printf("%d inputs\n", count);
    return bad || count == 0;
}
