/*
 * Writing a file whole or not at all.
 *
 * The new bytes go to a file of their own beside the old one, are counted, synced, and take the old
 * one's name; then the folder is synced. At every moment the name leads to all of the old bytes or
 * all of the new. After a failed fsync the new file is garbage (the kernel forgets what it could
 * not write), so the next try always begins with another one.
 *
 * Only where a rename would cut what belongs together (hard links, another owner, a folder that
 * can't be written) are the bytes overwritten in place, after a synced copy of the old ones was
 * made elsewhere.
 */
#include "base/retry.h"
#include "bqi/file.h"
#include "bqi/paths.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Bytes handed to one write. With all of a large file in one call ext4 looks for large runs of free
 * memory, and 10 MB took 35 to 160 ms; in pieces of this size 2 to 15.
 */
enum { LINKS_MAX = 32, WRITE_MAX = 128 << 10 };

/* One write in progress. */
struct save {
    const char *path; /* as the caller named it, for messages */
    const char *bytes;
    size_t len;
    unsigned flags;
    const char *safe; /* folder for a copy of the old bytes, may be NULL */
    char folder[BQ_PATH_MAX];
    char name[NAME_MAX + 1];
    char temp[NAME_MAX + 1];
    int dirfd;
    bool exists;
    struct stat old, now; /* the file before; the new one */
    bool touched; /* the file is not what it was before: new bytes, or a failed try to write them */
};

static int fail(const struct save *save, struct bq_err *err, int code, const char *what)
{
    return bq_err_system(err, save->path, code, what);
}

/* ---- where the bytes belong --------------------------------------------------------------------
 */

/*
 * In a folder where everybody may put files (/tmp) a link that a stranger put there is a trap. The
 * folder's owner and root could do worse than links.
 */
static bool is_planted(const char *folder, const struct stat *link)
{
    struct stat st;

    return link->st_uid != geteuid() && link->st_uid != 0 && stat(folder, &st) == 0 &&
           (st.st_mode & S_IWOTH) && (st.st_mode & S_ISVTX) && link->st_uid != st.st_uid;
}

static int split(struct save *save, const char *path, struct bq_err *err)
{
    const char *base = bq_path_base(path);
    size_t len = (size_t)(base - path);

    while (len > 1 && path[len - 1] == '/')
        len--;
    if (!*base || strcmp(base, ".") == 0 || strcmp(base, "..") == 0)
        return bq_err_at(err, BQ_EINVAL, save->path, 0, 0, "a folder, not a file");
    if (strlen(base) > NAME_MAX || len >= sizeof save->folder)
        return bq_err_at(err, BQ_ELIMIT, save->path, 0, 0, "the name is too long");
    memcpy(save->folder, len ? path : ".", len ? len : 1);
    save->folder[len ? len : 1] = '\0';
    memcpy(save->name, base, strlen(base) + 1);
    return BQ_OK;
}

/* The path one link further: what it holds, seen from the folder it lies in. */
static int follow(struct save *save, char *path, struct bq_err *err)
{
    char target[BQ_PATH_MAX];
    ssize_t n;

    BQ_RETRY(n, readlink(path, target, sizeof target - 1));
    if (n < 0)
        return fail(save, err, errno, "follow the link");
    target[n] = '\0';
    if (target[0] == '/') {
        memcpy(path, target, (size_t)n + 1);
        return BQ_OK;
    }
    return bq_path_join(path, save->folder, target, err);
}

/* Follows links to the file they mean, so that the link stays a link; also one whose file is gone.
 */
static int resolve(struct save *save, struct bq_err *err)
{
    char path[BQ_PATH_MAX];
    struct stat st;
    int status = BQ_OK, result;

    if (strlen(save->path) >= sizeof path)
        return bq_err_set(err, BQ_ELIMIT, "a path is longer than %d bytes", BQ_PATH_MAX);
    memcpy(path, save->path, strlen(save->path) + 1);
    for (int links = 0; !status; links++) {
        status = split(save, path, err);
        if (status)
            break;
        BQ_RETRY(result, lstat(path, &st));
        if (result < 0 && errno != ENOENT && errno != ENOTDIR)
            return fail(save, err, errno, "look at");
        if (result < 0 || !S_ISLNK(st.st_mode))
            return BQ_OK;
        if (links == LINKS_MAX)
            return fail(save, err, ELOOP, "follow the links");
        if (is_planted(save->folder, &st))
            return bq_err_at(err, BQ_EIO, save->path, 0, 0,
                             "a link made by another user, in a folder that is open to all");
        status = follow(save, path, err);
    }
    return status;
}

static int look(struct save *save, struct bq_err *err)
{
    int result;

    BQ_RETRY(save->dirfd, open(save->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (save->dirfd < 0)
        return bq_err_system(err, save->folder, errno, "open the folder");
    BQ_RETRY(result, fstatat(save->dirfd, save->name, &save->old, AT_SYMLINK_NOFOLLOW));
    if (result < 0 && errno != ENOENT)
        return fail(save, err, errno, "look at");
    save->exists = result == 0;
    if (save->exists && !S_ISREG(save->old.st_mode))
        return bq_err_at(err, BQ_EIO, save->path, 0, 0, "not a regular file");
    return BQ_OK;
}

static void stamp_of(const struct stat *st, struct bq_file_stamp *stamp)
{
    stamp->exists = true;
    stamp->device = (uint64_t)st->st_dev;
    stamp->inode = (uint64_t)st->st_ino;
    stamp->size = (uint64_t)st->st_size;
    stamp->mtime_sec = (int64_t)st->st_mtim.tv_sec;
    stamp->mtime_nsec = st->st_mtim.tv_nsec;
    stamp->mode = (unsigned)(st->st_mode & 07777);
}

static int expected(const struct save *save, const struct bq_file_stamp *expect, struct bq_err *err)
{
    struct bq_file_stamp now = { 0 };

    if (save->exists)
        stamp_of(&save->old, &now);
    if (expect && !bq_file_same(expect, &now))
        return bq_err_at(err, BQ_ECONFLICT, save->path, 0, 0,
                         !now.exists      ? "removed since it was read"
                         : expect->exists ? "changed on disk since it was read"
                                          : "a file of this name is there already");
    if ((save->flags & BQ_FILE_EXCLUSIVE) && save->exists)
        return bq_err_at(err, BQ_EEXIST, save->path, 0, 0, "there is such a file already");
    return BQ_OK;
}

/* ---- the new file ------------------------------------------------------------------------------
 */

static int write_all(int fd, const char *bytes, size_t len, off_t at)
{
    while (len) {
        ssize_t n;

        BQ_RETRY(n, pwrite(fd, bytes, len < WRITE_MAX ? len : WRITE_MAX, at));
        if (n == 0)
            errno = ENOSPC;
        if (n <= 0)
            return -1;
        bytes += n;
        at += n;
        len -= (size_t)n;
    }
    return 0;
}

/* After this the descriptor is gone in any case. Interrupted closes are closed, on Linux. */
static int close_file(int fd)
{
    return close(fd) < 0 && errno != EINTR ? -1 : 0;
}

static int set_mode(const struct save *save, int fd, const struct stat *st)
{
    bool kept = save->exists && !(save->flags & BQ_FILE_PRIVATE);
    mode_t mode = kept ? save->old.st_mode & 0777 : 0600;
    int result = 0;

    /* Root saves other people's files; they stay theirs. */
    if (kept && st->st_uid != save->old.st_uid)
        (void)!fchown(fd, save->old.st_uid, (gid_t)-1);
    /* The group goes along where that is allowed; else its rights are what all others have. */
    if (kept && st->st_gid != save->old.st_gid && fchown(fd, (uid_t)-1, save->old.st_gid) < 0)
        mode = (mode & ~(mode_t)070) | (mode & (mode << 3) & 070);
    if ((st->st_mode & 0777) != mode)
        BQ_RETRY(result, fchmod(fd, mode));
    return result;
}

static int fill(struct save *save, int fd, struct bq_err *err)
{
    struct stat st;
    int result;

    BQ_RETRY(result, fstat(fd, &st));
    if (result < 0 || set_mode(save, fd, &st) < 0)
        return fail(save, err, errno, "set the mode of");
    if (write_all(fd, save->bytes, save->len, 0) < 0)
        return fail(save, err, errno, "write");
    BQ_RETRY(result, fstat(fd, &save->now));
    if (result < 0)
        return fail(save, err, errno, "look at");
    if ((uint64_t)save->now.st_size != save->len)
        return bq_err_at(err, BQ_EIO, save->path, 0, 0,
                         "cannot write: %zu bytes given, %" PRId64 " arrived", save->len,
                         (int64_t)save->now.st_size);
    if (save->flags & BQ_FILE_NO_SYNC)
        return BQ_OK;
    BQ_RETRY(result, fsync(fd));
    return result < 0 ? fail(save, err, errno, "sync") : BQ_OK;
}

static void name_temp(struct save *save)
{
    uint64_t tag;

    bq_random(&tag, sizeof tag);
    snprintf(save->temp, sizeof save->temp, ".%.200s.%016" PRIx64 ".tmp", save->name, tag);
}

static int make_temp(struct save *save, struct bq_err *err)
{
    int fd, status;

    name_temp(save);
    BQ_RETRY(fd, openat(save->dirfd, save->temp,
                        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd < 0) {
        status = fail(save, err, errno, "make a file beside");
        save->temp[0] = '\0';
        return status;
    }
    /* Says that the file is in use: bq_file_clean leaves it. */
    (void)!flock(fd, LOCK_EX | LOCK_NB);
    status = fill(save, fd, err);
    if (close_file(fd) < 0 && !status)
        status = fail(save, err, errno, "close");
    return status;
}

/* ---- taking the name ---------------------------------------------------------------------------
 */

/* Did the name go over to our file, whatever the call said? (NFS loses answers.) */
static bool arrived(struct save *save)
{
    struct stat st;

    return fstatat(save->dirfd, save->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           st.st_ino == save->now.st_ino && st.st_dev == save->now.st_dev;
}

static int rename_new(struct save *save)
{
    int result;

#ifdef RENAME_NOREPLACE
    BQ_RETRY(result, renameat2(save->dirfd, save->temp, save->dirfd, save->name, RENAME_NOREPLACE));
    if (result == 0 || (errno != EINVAL && errno != ENOSYS))
        return result;
#endif
    BQ_RETRY(result, linkat(save->dirfd, save->temp, save->dirfd, save->name, 0));
    if (result == 0)
        (void)!unlinkat(save->dirfd, save->temp, 0);
    return result;
}

static int rename_over(struct save *save)
{
    int result;

    BQ_RETRY(result, renameat(save->dirfd, save->temp, save->dirfd, save->name));
    return result;
}

/* One previous version beside the file; a file system without links goes without. */
static void keep_backup(struct save *save)
{
    char backup[NAME_MAX + 2];

    if (strlen(save->name) >= NAME_MAX)
        return;
    snprintf(backup, sizeof backup, "%s~", save->name);
    (void)!unlinkat(save->dirfd, backup, 0);
    (void)!linkat(save->dirfd, save->name, save->dirfd, backup, 0);
}

static int sync_folder(struct save *save, struct bq_err *err)
{
    int result;

    if (save->flags & BQ_FILE_NO_SYNC)
        return BQ_OK;
    BQ_RETRY(result, fsync(save->dirfd));
    /* Some file systems can't sync a folder; they say EINVAL and have nothing to sync. */
    if (result < 0 && errno != EINVAL)
        return bq_err_at(err, BQ_EIO, save->path, 0, 0,
                         "written, but its folder could not be synced: %s", strerror(errno));
    return BQ_OK;
}

static int take_name(struct save *save, const struct bq_file_stamp *expect, struct bq_err *err)
{
    bool new_name = (save->flags & BQ_FILE_EXCLUSIVE) || (expect && !expect->exists);
    int status, code, result;

    /* Writing took a while: once more, as late as can be. */
    if (expect) {
        BQ_RETRY(result, fstatat(save->dirfd, save->name, &save->old, AT_SYMLINK_NOFOLLOW));
        save->exists = result == 0;
        status = expected(save, expect, err);
        if (status)
            return status;
    }
    if ((save->flags & BQ_FILE_KEEP_BACKUP) && save->exists)
        keep_backup(save);
    if ((new_name ? rename_new(save) : rename_over(save)) < 0) {
        code = errno;
        if (!arrived(save))
            return code == EEXIST ? bq_err_at(err, expect ? BQ_ECONFLICT : BQ_EEXIST, save->path, 0,
                                              0, "a file of this name is there already")
                                  : fail(save, err, code, "replace");
    }
    save->temp[0] = '\0';
    save->touched = true;
    return sync_folder(save, err);
}

/* ---- in place ----------------------------------------------------------------------------------
 */

/* Would a new file part what belongs together, or is there no way to make one? */
static bool must_stay(const struct save *save)
{
    nlink_t links = save->flags & BQ_FILE_LINKED ? 2 : 1;

    if (!save->exists || (save->flags & BQ_FILE_EXCLUSIVE))
        return false;
    if (save->old.st_nlink > links)
        return true;
    if (save->old.st_uid != geteuid() && geteuid() != 0)
        return true;
    return faccessat(save->dirfd, ".", W_OK, AT_EACCESS) < 0 &&
           faccessat(save->dirfd, save->name, W_OK, AT_EACCESS) == 0;
}

/* A synced copy of the old bytes under a name that says what it is. */
static int copy_old(const struct save *save, const char *old, size_t len, char *copy,
                    struct bq_err *err)
{
    char name[NAME_MAX + 1];
    uint64_t tag;
    int status;

    bq_random(&tag, sizeof tag);
    snprintf(name, sizeof name, "%.200s.%016" PRIx64 ".old", save->name, tag);
    status = bq_path_join(copy, save->safe && save->safe[0] ? save->safe : save->folder, name, err);
    return status ? status
                  : bq_file_write(copy, old, len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE, NULL, NULL,
                                  err);
}

static int overwrite(int fd, const char *bytes, size_t len)
{
    int result;

    if (write_all(fd, bytes, len, 0) < 0)
        return -1;
    BQ_RETRY(result, ftruncate(fd, (off_t)len));
    if (result == 0)
        BQ_RETRY(result, fsync(fd));
    return result;
}

static int in_place(struct save *save, struct bq_err *err)
{
    char copy[BQ_PATH_MAX] = "";
    char *old = NULL;
    size_t len = 0;
    int fd, status, result, code;

    BQ_RETRY(fd, openat(save->dirfd, save->name, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (fd < 0)
        return fail(save, err, errno, "open");
    BQ_RETRY(result, fstat(fd, &save->now));
    if (result < 0 || save->now.st_ino != save->old.st_ino || !S_ISREG(save->now.st_mode)) {
        status =
            bq_err_at(err, BQ_ECONFLICT, save->path, 0, 0, "changed on disk since it was read");
        goto done;
    }
    status = bq_file_read_fd(fd, save->path, (size_t)1 << 30, &old, &len, err);
    if (!status)
        status = copy_old(save, old, len, copy, err);
    if (status)
        goto done;
    save->touched = true;
    if (overwrite(fd, save->bytes, save->len) < 0) {
        code = errno;
        if (overwrite(fd, old, len) == 0) {
            status = fail(save, err, code, "write");
            (void)!unlink(copy);
        } else {
            status = bq_err_at(err, BQ_EIO, save->path, 0, 0,
                               "damaged by a write that failed (%s); what it was is in %s",
                               strerror(code), copy);
        }
        goto done;
    }
    (void)!unlink(copy);
    if (fstat(fd, &save->now) < 0)
        save->now = save->old;
done:
    free(old);
    if (close_file(fd) < 0 && !status)
        status = fail(save, err, errno, "close");
    return status;
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

int bq_file_write_safe(const char *path, const void *bytes, size_t len, unsigned flags,
                       const struct bq_file_stamp *expect, const char *safe,
                       struct bq_file_stamp *after, struct bq_err *err)
{
    struct save save = {
        .path = path, .bytes = bytes, .len = len, .flags = flags, .safe = safe, .dirfd = -1
    };
    struct stat st;
    int status = resolve(&save, err);

    if (!status)
        status = look(&save, err);
    if (!status)
        status = expected(&save, expect, err);
    if (!status && must_stay(&save)) {
        status = in_place(&save, err);
    } else if (!status) {
        status = make_temp(&save, err);
        if (!status)
            status = take_name(&save, expect, err);
        if (save.temp[0])
            (void)!unlinkat(save.dirfd, save.temp, 0);
    }
    if (save.touched && after) {
        if (fstatat(save.dirfd, save.name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            st = save.now;
        stamp_of(&st, after);
    }
    if (save.dirfd >= 0)
        close(save.dirfd);
    return status;
}

int bq_file_write(const char *path, const void *bytes, size_t len, unsigned flags,
                  const struct bq_file_stamp *expect, struct bq_file_stamp *after,
                  struct bq_err *err)
{
    return bq_file_write_safe(path, bytes, len, flags, expect, NULL, after, err);
}

/* ---- what dead writers leave -------------------------------------------------------------------
 */

bool bq_file_is_temp(const char *name)
{
    size_t len = strlen(name);

    return name[0] == '.' && len > 22 && strcmp(name + len - 4, ".tmp") == 0 &&
           name[len - 21] == '.' && strspn(name + len - 20, "0123456789abcdef") == 16;
}

void bq_file_clean(int dirfd, const char *name, int64_t older_than)
{
    struct stat st;
    int fd;

    if (!bq_file_is_temp(name))
        return;
    fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
        (int64_t)st.st_mtime < older_than && flock(fd, LOCK_EX | LOCK_NB) == 0)
        (void)!unlinkat(dirfd, name, 0);
    close(fd);
}
