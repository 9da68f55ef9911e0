#include "check_files.h"
#include "bqi/file.h"
#include "bqi/paths.h"
#include "bqi/store.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 10000000, DEPTH_MAX = 32, HEAD_MAX = 1 << 20, ATTACHMENT_MAX = 512 << 20 };

static bool add(struct cli_files *files, const char *path)
{
    if (bq_array_grow((void **)&files->items, files->count, &files->cap, sizeof(char *),
                      FILES_MAX) < 0)
        return false;
    char *copy = bq_span_dup(bq_span_str(path));
    if (!copy)
        return false;
    files->items[files->count++] = copy;
    return true;
}

static void fail(struct cli *cli, struct cli_files *files, const struct bq_err *err)
{
    cli_fail(cli, err);
    files->trouble = CLI_FILE;
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_draft_name(const char *name)
{
    return bq_span_ends(bq_span_str(name), ".yaml") || bq_span_ends(bq_span_str(name), ".yml");
}

/* Everything below a folder, sorted; hidden names and links to folders are passed over. */
static void walk(struct cli *cli, struct cli_files *files, const char *folder, unsigned depth)
{
    struct dirent **entries = NULL;
    struct bq_err err;
    char path[BQ_PATH_MAX];
    int count = depth < DEPTH_MAX ? scandir(folder, &entries, is_shown, alphasort) : -1;
    bq_err_clear(&err);
    if (count < 0) {
        bq_err_system(&err, folder, errno, "read the folder");
        fail(cli, files, &err);
        return;
    }
    for (int i = 0; i < count; i++) {
        struct stat st;
        if (bq_path_join(path, folder, entries[i]->d_name, &err) < 0)
            fail(cli, files, &err);
        else if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
            walk(cli, files, path, depth + 1);
        else if (is_draft_name(path) && !add(files, path))
            files->trouble = CLI_FILE;
        free(entries[i]);
    }
    free(entries);
}

/* A gate that looks at an empty folder lets everything through: better said than guessed. */
static void walk_named(struct cli *cli, struct cli_files *files, const char *folder)
{
    size_t before = files->count;
    walk(cli, files, folder, 0);
    if (files->count > before || files->trouble)
        return;
    fputs("bugquill: ", cli->err);
    cli_show(cli->err, folder);
    fputs(": no drafts (*.yaml) in this folder\n", cli->err);
}

void cli_files_collect(struct cli *cli, struct cli_files *files, int argc, char **argv)
{
    char path[BQ_PATH_MAX];
    struct bq_err err;
    struct stat st;
    memset(files, 0, sizeof *files);
    for (int i = 0; i < argc; i++) {
        bq_err_clear(&err);
        if (strcmp(argv[i], "-") == 0)
            add(files, "-");
        else if (stat(argv[i], &st) == 0 && S_ISDIR(st.st_mode))
            walk_named(cli, files, argv[i]);
        else if (bq_store_find(&cli->paths, argv[i], path, &err) < 0)
            fail(cli, files, &err);
        else
            add(files, path);
    }
}

void cli_files_clear(struct cli_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->items[i]);
    free(files->items);
    memset(files, 0, sizeof *files);
}

/* ---- attachments -------------------------------------------------------------------------------
 */

static void read_one(struct bq_check_file *file, const char *folder)
{
    char path[BQ_PATH_MAX], *bytes = NULL, *digest = NULL;
    size_t len = 0;
    struct bq_err err;
    file->sha256 = file->head = "";
    file->status = bq_path_below(path, folder, file->path, &err);
    if (file->status)
        return;
    file->status = bq_file_read(path, ATTACHMENT_MAX, &bytes, &len, NULL, &err);
    if (file->status == BQ_EIO && err.sys_errno == ENOENT)
        file->status = BQ_ENOTFOUND;
    digest = malloc(65);
    if (file->status < 0 || !digest) {
        free(digest);
        free(bytes);
        return;
    }
    bq_sha256_hex(bytes, len, digest);
    file->size = (int64_t)len;
    file->sha256 = digest;
    file->head = bytes;
    file->head_len = len < HEAD_MAX ? len : HEAD_MAX;
}

void cli_attachments_read(struct cli_attachments *files, const struct bq_draft *draft,
                          const char *folder)
{
    size_t count;
    const struct bq_attachment *attachments = bq_draft_attachments(draft, &count);
    memset(files, 0, sizeof *files);
    if (!count || !(files->items = calloc(count, sizeof *files->items)))
        return;
    files->count = count;
    for (size_t i = 0; i < count; i++) {
        files->items[i].path = attachments[i].path;
        read_one(&files->items[i], folder);
    }
}

void cli_attachments_clear(struct cli_attachments *files)
{
    for (size_t i = 0; i < files->count; i++) {
        if (files->items[i].status < 0)
            continue;
        free((char *)(uintptr_t)files->items[i].sha256);
        free((char *)(uintptr_t)files->items[i].head);
    }
    free(files->items);
    memset(files, 0, sizeof *files);
}
