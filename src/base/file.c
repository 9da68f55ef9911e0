/* Files: what they are, reading them with a cap, folders. Writing is in file_write.c. */
#include "bqi/file.h"

#include "base/retry.h"
#include "bqi/paths.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void stamp_of(const struct stat *st, struct bq_file_stamp *stamp)
{
    *stamp = (struct bq_file_stamp){
        .exists = true,
        .device = (uint64_t)st->st_dev,
        .inode = (uint64_t)st->st_ino,
        .size = (uint64_t)st->st_size,
        .mtime_sec = (int64_t)st->st_mtim.tv_sec,
        .mtime_nsec = st->st_mtim.tv_nsec,
        .mode = (unsigned)(st->st_mode & 07777),
    };
}

int bq_file_stat(const char *path, struct bq_file_stamp *stamp, struct bq_err *err)
{
    struct stat st;
    int result;

    *stamp = (struct bq_file_stamp){ 0 };
    BQ_RETRY(result, stat(path, &st));
    if (result < 0)
        return errno == ENOENT || errno == ENOTDIR ? BQ_OK
                                                   : bq_err_system(err, path, errno, "look at");
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

/* ---- reading -----------------------------------------------------------------------------------
 */

static const char *kind_of(mode_t mode)
{
    return S_ISDIR(mode)                    ? "a folder"
           : S_ISFIFO(mode)                 ? "a pipe"
           : S_ISSOCK(mode)                 ? "a socket"
           : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
                                            : "not a regular file";
}

/* The cap in the unit people count it in. */
static int too_large(const char *name, size_t cap, struct bq_err *err)
{
    if (cap >= 1u << 20 && cap % (1u << 20) == 0)
        return bq_err_at(err, BQ_ELIMIT, name, 0, 0, "larger than %zu MiB", cap >> 20);
    return bq_err_at(err, BQ_ELIMIT, name, 0, 0, "larger than %zu bytes", cap);
}

/* Reads to the end; expect is how much there probably is. */
static int read_all(int fd, const char *name, size_t cap, size_t expect, struct bq_buf *buf,
                    struct bq_err *err)
{
    for (;;) {
        size_t room = buf->len ? buf->len : expect + 1;
        ssize_t n;

        if (room > buf->max - buf->len)
            room = buf->max - buf->len;
        if (!room)
            return too_large(name, cap, err);
        /* What is reserved already is read into first: a file of the expected size is two reads. */
        if (buf->cap > buf->len + 1 && buf->cap - buf->len - 1 < room)
            room = buf->cap - buf->len - 1;
        if (!bq_buf_reserve(buf, room))
            return bq_err_nomem(err);
        BQ_RETRY(n, read(fd, buf->data + buf->len, room));
        if (n < 0)
            return bq_err_system(err, name, errno, "read");
        if (n == 0)
            return buf->len > cap ? too_large(name, cap, err) : BQ_OK;
        buf->len += (size_t)n;
        buf->data[buf->len] = '\0';
    }
}

static int read_into(int fd, const char *name, size_t cap, size_t expect, char **out, size_t *len,
                     struct bq_err *err)
{
    struct bq_buf buf;
    int status;

    bq_buf_init(&buf, cap + 1);
    status = read_all(fd, name, cap, expect, &buf, err);
    if (!status) {
        *out = bq_buf_take(&buf, len);
        status = *out ? BQ_OK : bq_err_nomem(err);
    }
    bq_buf_clear(&buf);
    return status;
}

int bq_file_read_fd(int fd, const char *name, size_t cap, char **out, size_t *len,
                    struct bq_err *err)
{
    *out = NULL;
    *len = 0;
    return read_into(fd, name, cap, cap < 65536 ? cap : 65536, out, len, err);
}

int bq_file_read(const char *path, size_t cap, char **out, size_t *len, struct bq_file_stamp *stamp,
                 struct bq_err *err)
{
    struct stat st;
    int fd, result, status;

    *out = NULL;
    *len = 0;
    /* O_NONBLOCK: opening a FIFO must not wait for a writer. */
    BQ_RETRY(fd, open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (fd < 0)
        return bq_err_system(err, path, errno, "open");
    BQ_RETRY(result, fstat(fd, &st));
    if (result < 0)
        status = bq_err_system(err, path, errno, "look at");
    else if (!S_ISREG(st.st_mode))
        status = bq_err_at(err, BQ_EIO, path, 0, 0, "%s, not a file", kind_of(st.st_mode));
    else if ((uint64_t)st.st_size > cap)
        status = too_large(path, cap, err);
    else
        status = read_into(fd, path, cap, (size_t)st.st_size, out, len, err);
    if (!status && stamp)
        stamp_of(&st, stamp);
    close(fd);
    return status;
}

/* ---- folders ------------------------------------------------------------------------------------
 */

/* A new folder is only there for good when its parent says so on the disk. */
static void sync_parent(const char *path)
{
    char parent[BQ_PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    int fd;

    memcpy(parent, path, len);
    parent[len] = '\0';
    if (!len)
        memcpy(parent, slash ? "/" : ".", 2);
    fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)!fsync(fd);
    close(fd);
}

/* One folder whose parent is there. True also when it is there already. */
static bool make_one(const char *path)
{
    struct stat st;
    int result;

    BQ_RETRY(result, mkdir(path, 0700));
    if (result < 0)
        return errno == EEXIST;
    /* The process may have a umask that takes our own bits away. */
    if (stat(path, &st) == 0 && (st.st_mode & 0777) != 0700)
        (void)!chmod(path, 0700);
    sync_parent(path);
    return true;
}

int bq_file_make_dir(const char *path, struct bq_err *err)
{
    char part[BQ_PATH_MAX];
    size_t len = strlen(path);
    struct stat st;
    int code = 0, result;

    if (!len)
        return bq_err_set(err, BQ_EINVAL, "the name of a folder is empty");
    if (len >= sizeof part)
        return bq_err_set(err, BQ_ELIMIT, "a path is longer than %d bytes", BQ_PATH_MAX);
    BQ_RETRY(result, stat(path, &st));
    if (result < 0) {
        for (size_t i = 1; i <= len; i++) {
            if (path[i] != '/' && path[i] != '\0')
                continue;
            memcpy(part, path, i);
            part[i] = '\0';
            /* A parent that is not ours to make may be there all the same: the last one decides. */
            if (!make_one(part))
                code = errno;
            else
                code = 0;
        }
        if (code)
            return bq_err_system(err, path, code, "make the folder");
        BQ_RETRY(result, stat(path, &st));
        if (result < 0)
            return bq_err_system(err, path, errno, "make the folder");
    }
    if (!S_ISDIR(st.st_mode))
        return bq_err_at(err, BQ_EIO, path, 0, 0, "not a folder");
    return BQ_OK;
}
