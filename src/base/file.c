/* Files read with a cap and written whole or not at all: see bqi/file.h. */
#include "bqi/file.h"
#include "bqi/paths.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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

int bq_file_stat(const char *path, struct bq_file_stamp *stamp, struct bq_err *err)
{
    struct stat st;
    memset(stamp, 0, sizeof *stamp);
    if (stat(path, &st) < 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            return BQ_OK;
        return bq_err_system(err, path, errno, "look at");
    }
    stamp_of(&st, stamp);
    return BQ_OK;
}

bool bq_file_same(const struct bq_file_stamp *a, const struct bq_file_stamp *b)
{
    if (!a->exists || !b->exists)
        return a->exists == b->exists;
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->mtime_sec == b->mtime_sec && a->mtime_nsec == b->mtime_nsec;
}

static const char *kind_of(mode_t mode)
{
    return S_ISDIR(mode)                    ? "a folder"
           : S_ISFIFO(mode)                 ? "a pipe"
           : S_ISSOCK(mode)                 ? "a socket"
           : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
                                            : "not a regular file";
}

int bq_file_read_fd(int fd, const char *name, size_t cap, char **out, size_t *len,
                    struct bq_err *err)
{
    struct bq_buf buf;
    int status = BQ_OK;
    *out = NULL;
    *len = 0;
    bq_buf_init(&buf, cap + 1);
    for (;;) {
        size_t room = buf.len < 65536 ? 65536 : buf.len;
        if (room > buf.max - buf.len)
            room = buf.max - buf.len;
        if (room == 0) {
            status = bq_err_at(err, BQ_ELIMIT, name, 0, 0, "larger than %zu bytes", cap);
            break;
        }
        if (!bq_buf_reserve(&buf, room)) {
            status = bq_err_nomem(err);
            break;
        }
        ssize_t n = read(fd, buf.data + buf.len, room);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            status = bq_err_system(err, name, errno, "read");
        if (n <= 0)
            break;
        buf.len += (size_t)n;
        buf.data[buf.len] = '\0';
    }
    if (status == BQ_OK && buf.len > cap)
        status = bq_err_at(err, BQ_ELIMIT, name, 0, 0, "larger than %zu bytes", cap);
    if (status == BQ_OK) {
        *out = bq_buf_take(&buf, len);
        if (!*out)
            status = bq_err_nomem(err);
    }
    bq_buf_clear(&buf);
    return status;
}

int bq_file_read(const char *path, size_t cap, char **out, size_t *len, struct bq_file_stamp *stamp,
                 struct bq_err *err)
{
    struct stat st;
    int status = BQ_OK;
    *out = NULL;
    *len = 0;
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return bq_err_system(err, path, errno, "open");
    if (fstat(fd, &st) < 0)
        status = bq_err_system(err, path, errno, "look at");
    else if (!S_ISREG(st.st_mode))
        status = bq_err_at(err, BQ_EIO, path, 0, 0, "%s, not a file", kind_of(st.st_mode));
    else if ((uint64_t)st.st_size > cap)
        status = bq_err_at(err, BQ_ELIMIT, path, 0, 0, "larger than %zu bytes", cap);
    else
        status = bq_file_read_fd(fd, path, cap, out, len, err);
    if (status == BQ_OK && stamp)
        stamp_of(&st, stamp);
    close(fd);
    return status;
}

static int write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, bytes, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return -1;
        bytes += n;
        len -= (size_t)n;
    }
    return 0;
}

/* Splits path into the folder and the name of the file that links lead to. */
static int resolve(const char *path, char *dir, char *name, struct bq_err *err)
{
    char real[BQ_PATH_MAX];
    struct stat st;
    const char *target = path;
    if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode)) {
        char *found = realpath(path, NULL);
        if (!found)
            return bq_err_system(err, path, errno, "follow");
        int n = snprintf(real, sizeof real, "%s", found);
        free(found);
        if (n >= (int)sizeof real)
            return bq_err_at(err, BQ_ELIMIT, path, 0, 0,
                             "the link leads to a path that is too long");
        target = real;
    }
    const char *slash = strrchr(target, '/');
    int dir_len = !slash ? 1 : slash == target ? 1 : (int)(slash - target);
    snprintf(dir, BQ_PATH_MAX, "%.*s", dir_len, slash ? target : ".");
    int n = snprintf(name, NAME_MAX + 1, "%s", slash ? slash + 1 : target);
    if (n <= 0)
        return bq_err_at(err, BQ_EINVAL, path, 0, 0, "a folder, not a file name");
    if (n > NAME_MAX)
        return bq_err_at(err, BQ_ELIMIT, path, 0, 0, "a file name over %d bytes", NAME_MAX);
    return BQ_OK;
}

/* Fills a fresh file beside the target and makes sure that it is on the disk. */
static int fill_temp(int dirfd, const char *temp, const char *path, const void *bytes, size_t len,
                     mode_t mode, bool sync, struct bq_err *err)
{
    struct stat st;
    int status = BQ_OK;
    int fd = openat(dirfd, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return bq_err_system(err, path, errno, "create a file beside");
    if (write_all(fd, bytes, len) < 0)
        status = bq_err_system(err, path, errno ? errno : EIO, "write");
    else if (fstat(fd, &st) < 0 || (uint64_t)st.st_size != len)
        status = bq_err_at(err, BQ_EIO, path, 0, 0, "cannot write: the file came out short");
    else if (mode != 0600 && fchmod(fd, mode) < 0)
        status = bq_err_system(err, path, errno, "keep the mode of");
    else if (sync && fsync(fd) < 0)
        status = bq_err_system(err, path, errno, "sync");
    if (close(fd) < 0 && status == BQ_OK)
        status = bq_err_system(err, path, errno, "close");
    return status;
}

static int commit(int dirfd, const char *temp, const char *name, const char *path, unsigned flags,
                  struct bq_err *err)
{
    if (flags & BQ_FILE_KEEP_BACKUP) {
        char backup[NAME_MAX + 2];
        snprintf(backup, sizeof backup, "%s~", name);
        unlinkat(dirfd, backup, 0);
        /* Best effort: some file systems have no links. */
        if (linkat(dirfd, name, dirfd, backup, 0) < 0)
            errno = 0;
    }
    if (flags & BQ_FILE_EXCLUSIVE) {
        if (linkat(dirfd, temp, dirfd, name, 0) < 0)
            return bq_err_system(err, path, errno, "create");
        unlinkat(dirfd, temp, 0);
    } else if (renameat(dirfd, temp, dirfd, name) < 0) {
        return bq_err_system(err, path, errno, "replace");
    }
    if (!(flags & BQ_FILE_NO_SYNC) && fsync(dirfd) < 0)
        return bq_err_system(err, path, errno, "sync the folder of");
    return BQ_OK;
}

int bq_file_write(const char *path, const void *bytes, size_t len, unsigned flags,
                  const struct bq_file_stamp *expect, struct bq_file_stamp *after,
                  struct bq_err *err)
{
    char dir[BQ_PATH_MAX], name[NAME_MAX + 1], temp[NAME_MAX + 1];
    struct bq_file_stamp now;
    uint64_t tag;
    int status = resolve(path, dir, name, err);
    if (status == BQ_OK)
        status = bq_file_stat(path, &now, err);
    if (status < 0)
        return status;
    if (expect && !bq_file_same(expect, &now))
        return bq_err_at(err, BQ_ECONFLICT, path, 0, 0, "changed on disk since it was read");
    if ((flags & BQ_FILE_EXCLUSIVE) && now.exists)
        return bq_err_at(err, BQ_EEXIST, path, 0, 0, "exists already");
    int dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dirfd < 0)
        return bq_err_system(err, dir, errno, "open the folder");
    bq_random(&tag, sizeof tag);
    snprintf(temp, sizeof temp, ".%.200s.%016llx.tmp", name, (unsigned long long)tag);
    mode_t mode = now.exists && !(flags & BQ_FILE_PRIVATE) ? (mode_t)(now.mode & 0777) : 0600;
    status = fill_temp(dirfd, temp, path, bytes, len, mode, !(flags & BQ_FILE_NO_SYNC), err);
    if (status == BQ_OK)
        status = commit(dirfd, temp, name, path, flags, err);
    if (status < 0)
        unlinkat(dirfd, temp, 0);
    close(dirfd);
    if (status == BQ_OK && after)
        status = bq_file_stat(path, after, err);
    return status;
}

int bq_file_make_dir(const char *path, struct bq_err *err)
{
    char part[BQ_PATH_MAX];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof part)
        return bq_err_set(err, BQ_EINVAL, "no folder name");
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0700) < 0 && errno != EEXIST && errno != EROFS && errno != EACCES)
            return bq_err_system(err, part, errno, "make the folder");
    }
    struct stat st;
    if (stat(path, &st) < 0)
        return bq_err_system(err, path, errno, "make the folder");
    if (!S_ISDIR(st.st_mode))
        return bq_err_at(err, BQ_EIO, path, 0, 0, "not a folder");
    return BQ_OK;
}
