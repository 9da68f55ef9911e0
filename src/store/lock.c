/*
 * Locks: .NAME.lock beside the draft holds one line that says who has it. The file appears whole (a
 * link of a file written before), so nobody ever reads half a line. It is removed by its owner; a
 * stale one is replaced under flock(), so that of several who find it stale only one gets it.
 */
#include "store/internal.h"

#include "base/retry.h"

#include "bqi/clock.h"
#include "bqi/process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LOCK_TRIES = 20, LOCK_LINE_MAX = 512 };

struct bq_lock {
    char path[BQ_PATH_MAX];
    char line[LOCK_LINE_MAX]; /* what we wrote: the lock is ours while it says so */
};

/* dir/.NAME.lock */
static int lock_path(const char *dir, const char *name, char *out, struct bq_err *err)
{
    int status = bq_path_join(out, dir, ".", err);

    if (!status)
        status = bq_store_append(out, name, err);
    return status ? status : bq_store_append(out, ".lock", err);
}

static int read_line(const char *path, char *line, struct stat *st, int *fd)
{
    ssize_t n;

    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (*fd < 0)
        return -1;
    n = fstat(*fd, st) == 0 && S_ISREG(st->st_mode) ? read(*fd, line, LOCK_LINE_MAX - 1) : -1;
    line[n > 0 ? n : 0] = '\0';
    line[strcspn(line, "\n")] = '\0';
    return n < 0 ? -1 : 0;
}

static int write_line(int fd, const char *line)
{
    size_t len = strlen(line);

    while (len) {
        ssize_t n;

        BQ_RETRY(n, write(fd, line, len));
        if (n == 0)
            errno = ENOSPC;
        if (n <= 0)
            return -1;
        line += n;
        len -= (size_t)n;
    }
    return 0;
}

static int make_temp(const char *path, const char *line, char *temp, struct bq_err *err)
{
    uint64_t tag;
    char suffix[32];
    int fd;

    bq_random(&tag, sizeof tag);
    snprintf(suffix, sizeof suffix, ".%016" PRIx64 ".tmp", tag);
    temp[0] = '\0';
    if (bq_store_append(temp, path, err) || bq_store_append(temp, suffix, err))
        return BQ_ELIMIT;
    fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return bq_err_system(err, path, errno, "make the lock");
    if (write_line(fd, line) < 0) {
        int code = errno;

        close(fd);
        unlink(temp);
        return bq_err_system(err, path, code, "write the lock");
    }
    close(fd);
    return BQ_OK;
}

static int held(const char *path, const char *line, struct bq_err *err)
{
    struct bq_process who;
    const char *since = strrchr(line, ' ');

    if (!bq_process_parse(line, &who))
        return bq_err_at(err, BQ_ELOCKED, path, 0, 0,
                         "another session seems to have the draft open (remove this file if not)");
    return bq_err_at(err, BQ_ELOCKED, path, 0, 0,
                     "%s has the draft open on %s (process %" PRId64 ", since %s)", who.user,
                     who.host, who.pid, since ? since + 1 : "?");
}

/* An empty or torn line is what a power cut leaves of a lock: nobody lives behind it. */
static bool is_stale(const char *line)
{
    struct bq_process who;

    return !bq_process_parse(line, &who) || bq_process_look(&who) == BQ_PROCESS_GONE;
}

/* One try. BQ_OK: ours. BQ_ECONFLICT: things moved, look again. */
static int try_take(const struct bq_lock *lock, const char *temp, struct bq_err *err)
{
    char line[LOCK_LINE_MAX];
    struct stat opened, named;
    int fd = -1, status = BQ_ECONFLICT;

    if (link(temp, lock->path) == 0)
        return BQ_OK;
    if (errno != EEXIST) {
        /* No links here: create it whole as far as one small write can. */
        fd = open(lock->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd >= 0) {
            bool whole = write_line(fd, lock->line) == 0;
            int code = errno;

            close(fd);
            if (whole)
                return BQ_OK;
            unlink(lock->path);
            return bq_err_system(err, lock->path, code, "write the lock");
        }
        if (errno != EEXIST)
            return bq_err_system(err, lock->path, errno, "make the lock");
    }
    if (read_line(lock->path, line, &opened, &fd)) {
        status =
            errno == ENOENT ? BQ_ECONFLICT : bq_err_system(err, lock->path, errno, "read the lock");
        goto done;
    }
    if (!is_stale(line)) {
        status = held(lock->path, line, err);
        goto done;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        goto done; /* somebody is taking it over right now */
    if (stat(lock->path, &named) == 0 && named.st_ino == opened.st_ino &&
        named.st_dev == opened.st_dev && rename(temp, lock->path) == 0)
        status = BQ_OK;
done:
    if (fd >= 0)
        close(fd);
    return status;
}

static int take_at(struct bq_lock *lock, struct bq_err *err)
{
    char temp[BQ_PATH_MAX];
    int status = make_temp(lock->path, lock->line, temp, err);

    if (status)
        return status;
    status = BQ_ECONFLICT;
    for (int i = 0; status == BQ_ECONFLICT && i < LOCK_TRIES; i++) {
        if (i)
            usleep(5000);
        status = try_take(lock, temp, err);
    }
    if (status == BQ_ECONFLICT)
        status = bq_err_at(err, BQ_ELOCKED, lock->path, 0, 0,
                           "other sessions are opening the draft at this moment");
    (void)!unlink(temp);
    return status;
}

static bool cannot_write_there(const struct bq_err *err)
{
    return err->sys_errno == EACCES || err->sys_errno == EROFS || err->sys_errno == EPERM;
}

static int take_in_state(const struct bq_paths *paths, const char *path, struct bq_lock *lock,
                         struct bq_err *err)
{
    char dir[BQ_PATH_MAX], key[BQ_STORE_KEY_LEN];
    int status = bq_store_state_dir(paths, "locks", dir, err);

    bq_store_key(path, key);
    if (!status)
        status = lock_path(dir, key, lock->path, err);
    return status ? status : take_at(lock, err);
}

int bq_lock_take(const struct bq_paths *paths, const char *path, int64_t now, struct bq_lock **out,
                 struct bq_err *err)
{
    struct bq_process self;
    struct bq_err first = { 0 };
    struct bq_lock *lock = calloc(1, sizeof *lock);
    char who[300], since[BQ_TIME_LEN], dir[BQ_PATH_MAX];
    char *real = NULL;
    int status;

    *out = NULL;
    if (!lock)
        return bq_err_nomem(err);
    bq_process_self(&self);
    bq_process_format(&self, who, sizeof who);
    bq_time_format(now, since);
    snprintf(lock->line, sizeof lock->line, "%s %s\n", who, since);
    /* The lock belongs to the file, whatever link it was opened by. */
    real = realpath(path, NULL);
    if (real)
        path = real;
    status = bq_store_folder(path, dir, &first);
    if (!status)
        status = lock_path(dir, bq_path_base(path), lock->path, &first);
    if (!status)
        status = take_at(lock, &first);
    if (status == BQ_EIO && cannot_write_there(&first))
        status = take_in_state(paths, path, lock, &first);
    free(real);
    if (status) {
        if (err)
            *err = first;
        free(lock);
        return status;
    }
    *out = lock;
    return BQ_OK;
}

int bq_lock_break(const struct bq_paths *paths, const char *path, struct bq_err *err)
{
    char dir[BQ_PATH_MAX], key[BQ_STORE_KEY_LEN], lock[BQ_PATH_MAX];
    char *real = realpath(path, NULL);
    int status = bq_store_folder(real ? real : path, dir, err);

    if (!status)
        status = lock_path(dir, bq_path_base(real ? real : path), lock, err);
    if (!status && unlink(lock) != 0 && errno != ENOENT)
        status = bq_err_system(err, lock, errno, "remove the lock");
    bq_store_key(real ? real : path, key);
    if (!status)
        status = bq_store_state_dir(paths, "locks", dir, err);
    if (!status)
        status = lock_path(dir, key, lock, err);
    if (!status && unlink(lock) != 0 && errno != ENOENT)
        status = bq_err_system(err, lock, errno, "remove the lock");
    free(real);
    return status;
}

void bq_lock_release(struct bq_lock *lock)
{
    char line[LOCK_LINE_MAX];
    struct stat st;
    int fd = -1;

    if (!lock)
        return;
    lock->line[strcspn(lock->line, "\n")] = '\0';
    /* Nobody takes it from a living process, so it is ours, also when it can't be read just now. */
    if (read_line(lock->path, line, &st, &fd) != 0 ? errno != ENOENT
                                                   : strcmp(line, lock->line) == 0)
        (void)!unlink(lock->path);
    if (fd >= 0)
        close(fd);
    free(lock);
}
