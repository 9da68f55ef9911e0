/*
 * Earlier versions: state/versions/KEY/SECONDS-N.yaml, one file for each save that was replaced.
 * All of today stay, of earlier days the last; never more than VERSIONS_MAX files.
 */
#include "store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSIONS_MAX = 400, VERSIONS_LISTED_MAX = 10000, DAY = 86400 };

static int folder_of(const struct bq_paths *paths, const char *draft_path, char *out,
                     struct bq_err *err)
{
    char key[BQ_STORE_KEY_LEN];
    int status = bq_store_state_dir(paths, "versions", out, err);

    if (status)
        return status;
    bq_store_key(draft_path, key);
    status = bq_store_append(out, "/", err);
    return status ? status : bq_store_append(out, key, err);
}

/* "1764000000-3.yaml": when it was saved, and which of that second. */
static bool read_name(const char *name, int64_t *saved, unsigned *number)
{
    char *end;
    long long seconds;
    unsigned long n;

    if (name[0] < '0' || name[0] > '9')
        return false;
    errno = 0;
    seconds = strtoll(name, &end, 10);
    if (errno || *end != '-' || end[1] < '0' || end[1] > '9')
        return false;
    n = strtoul(end + 1, &end, 10);
    if (errno || n > 1000000 || strcmp(end, ".yaml") != 0)
        return false;
    *saved = seconds;
    *number = (unsigned)n;
    return true;
}

static int newest_first(const void *a, const void *b)
{
    const struct bq_version *x = a, *y = b;
    int64_t seconds;
    unsigned i = 0, j = 0;

    if (x->saved != y->saved)
        return x->saved < y->saved ? 1 : -1;
    read_name(bq_path_base(x->path), &seconds, &i);
    read_name(bq_path_base(y->path), &seconds, &j);
    return (i < j) - (i > j);
}

static int list_folder(const char *folder, struct bq_version_list *list, struct bq_err *err)
{
    DIR *dir = opendir(folder);
    struct dirent *item;
    size_t cap = 0;
    int status = BQ_OK;

    if (!dir)
        return errno == ENOENT ? BQ_OK : bq_err_system(err, folder, errno, "open folder");
    while (!status && (errno = 0, item = readdir(dir)) != NULL) {
        struct bq_version *version;
        void *items = list->items;
        struct stat st;
        int64_t saved;
        unsigned number;

        if (!read_name(item->d_name, &saved, &number) ||
            fstatat(dirfd(dir), item->d_name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
            continue;
        status = bq_array_grow(&items, list->count, &cap, sizeof *list->items, VERSIONS_LISTED_MAX);
        list->items = items;
        if (status) {
            status = bq_err_at(err, status, folder, 0, 0, "too many versions");
            break;
        }
        version = &list->items[list->count];
        version->saved = saved;
        version->size = (uint64_t)st.st_size;
        status = bq_path_join(version->path, folder, item->d_name, err);
        list->count += !status;
    }
    if (!status && errno)
        status = bq_err_system(err, folder, errno, "read folder");
    closedir(dir);
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, newest_first);
    return status;
}

int bq_versions_list(const struct bq_paths *paths, const char *draft_path,
                     struct bq_version_list *list, struct bq_err *err)
{
    char folder[BQ_PATH_MAX];
    int status;

    *list = (struct bq_version_list){ 0 };
    if (!paths->state[0])
        return BQ_OK;
    status = folder_of(paths, draft_path, folder, err);
    if (!status)
        status = list_folder(folder, list, err);
    if (status)
        bq_version_list_clear(list);
    return status;
}

void bq_version_list_clear(struct bq_version_list *list)
{
    free(list->items);
    *list = (struct bq_version_list){ 0 };
}

/* A version is the file itself under another name, or a copy of that time and size. */
int bq_versions_find(const struct bq_paths *paths, const char *draft_path,
                     const struct bq_file_stamp *stamp, char *out, struct bq_err *err)
{
    struct bq_version_list list;
    size_t found = 0;
    int status = bq_versions_list(paths, draft_path, &list, err);

    out[0] = '\0';
    for (size_t i = 0; !status && i < list.count; i++) {
        const struct bq_version *version = &list.items[i];
        struct bq_file_stamp there;

        if (version->saved != stamp->mtime_sec || version->size != stamp->size)
            continue;
        snprintf(out, BQ_PATH_MAX, "%s", version->path);
        found++;
        if (!bq_file_stat(version->path, &there, NULL) && bq_file_same(&there, stamp)) {
            found = 1;
            break;
        }
    }
    bq_version_list_clear(&list);
    if (!status && found != 1)
        status = bq_err_at(err, BQ_ENOTFOUND, draft_path, 0, 0, "that version was not kept");
    return status;
}

static int64_t day_of(int64_t seconds)
{
    return seconds >= 0 ? seconds / DAY : -((-seconds + DAY - 1) / DAY);
}

/* Walks from the newest: a day that is not today keeps only its newest. */
static void thin(const char *folder, int64_t now)
{
    struct bq_version_list list = { 0 };
    size_t kept = 0;
    int64_t day = INT64_MIN;

    if (list_folder(folder, &list, NULL)) {
        bq_version_list_clear(&list);
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        int64_t own = day_of(list.items[i].saved);
        bool first = own != day;

        day = own;
        if ((own >= day_of(now) || first) && kept < VERSIONS_MAX)
            kept++;
        else
            (void)!unlink(list.items[i].path);
    }
    bq_version_list_clear(&list);
}

/* A file in a folder that can't be written is overwritten in place: a second name would follow. */
static bool in_writable_folder(const char *path)
{
    char folder[BQ_PATH_MAX];

    return !bq_store_folder(path, folder, NULL) &&
           faccessat(AT_FDCWD, folder, W_OK, AT_EACCESS) == 0;
}

/*
 * The save that follows replaces the file by a rename, so the old inode can simply get a second
 * name; copying is for other file systems and for files that will be overwritten in place.
 */
static int keep_file(const char *path, const char *to, bool *linked, struct bq_err *err)
{
    struct stat st;
    char *bytes = NULL;
    size_t len = 0;
    int status;

    if (lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_nlink == 1 &&
        st.st_uid == geteuid() && in_writable_folder(path) &&
        linkat(AT_FDCWD, path, AT_FDCWD, to, 0) == 0) {
        *linked = true;
        return BQ_OK;
    }
    status = bq_file_read(path, BQ_DRAFT_FILE_MAX, &bytes, &len, NULL, err);
    if (!status)
        status =
            bq_file_write(to, bytes, len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE, NULL, NULL, err);
    free(bytes);
    return status;
}

/* A save that died between keeping and replacing left one file with two names: take the other name
 * back. */
static void unshare(const char *path, const struct bq_version_list *list)
{
    struct stat st, other;

    if (stat(path, &st) || st.st_nlink == 1)
        return;
    for (size_t i = 0; i < list->count; i++)
        if (lstat(list->items[i].path, &other) == 0 && other.st_ino == st.st_ino &&
            other.st_dev == st.st_dev)
            (void)!unlink(list->items[i].path);
}

int bq_versions_keep(const struct bq_paths *paths, const char *path, int64_t now, bool *linked,
                     struct bq_err *err)
{
    char folder[BQ_PATH_MAX], to[BQ_PATH_MAX], name[64];
    struct bq_version_list list = { 0 };
    struct bq_file_stamp stamp;
    unsigned number = 0;
    int64_t saved;
    int status = folder_of(paths, path, folder, err);

    *linked = false;
    if (!status)
        status = bq_file_stat(path, &stamp, err);
    if (status || !stamp.exists)
        return status;
    status = bq_file_make_dir(folder, err);
    if (!status)
        status = list_folder(folder, &list, err);
    if (status)
        goto done;
    unshare(path, &list);
    for (size_t i = 0; i < list.count; i++)
        if (read_name(bq_path_base(list.items[i].path), &saved, &number) &&
            saved == stamp.mtime_sec) {
            number++;
            break;
        } else {
            number = 0;
        }
    snprintf(name, sizeof name, "%" PRId64 "-%u.yaml", stamp.mtime_sec < 0 ? 0 : stamp.mtime_sec,
             number);
    status = bq_path_join(to, folder, name, err);
    if (!status)
        status = keep_file(path, to, linked, err);
    if (!status)
        thin(folder, now);
done:
    bq_version_list_clear(&list);
    return status;
}
