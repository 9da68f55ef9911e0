#include "wrap.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static enum fault_mode mode;
static int calls, fail_at, fail_second, fail_code;
static char failed[32];
static bool recording;
static struct event *events;
static size_t event_count, event_cap;

/* ---- who fails when
 * ------------------------------------------------------------------------------ */

void fault_arm(enum fault_mode new_mode, int at, int code, int second)
{
    pthread_mutex_lock(&mutex);
    mode = new_mode;
    calls = 0;
    fail_at = at;
    fail_second = second;
    fail_code = code;
    failed[0] = '\0';
    pthread_mutex_unlock(&mutex);
}

int fault_disarm(void)
{
    int count;

    pthread_mutex_lock(&mutex);
    count = calls;
    mode = FAULT_NONE;
    fail_at = 0;
    pthread_mutex_unlock(&mutex);
    return count;
}

const char *fault_name(void)
{
    return failed;
}

/* 0: the call may go on; else what it must answer. */
static int decide(const char *name)
{
    int code = 0;
    bool hit;

    pthread_mutex_lock(&mutex);
    if (mode == FAULT_MEMORY) {
        pthread_mutex_unlock(&mutex);
        return 0;
    }
    calls++;
    hit = calls == fail_at || (fail_second && calls == fail_second);
    if (mode == FAULT_SAME && failed[0])
        hit = strcmp(failed, name) == 0;
    if (mode == FAULT_ALL && failed[0])
        hit = true;
    if (hit && mode == FAULT_KILL)
        kill(getpid(), SIGKILL);
    if (hit && fail_at) {
        code = fail_code;
        if (!failed[0])
            snprintf(failed, sizeof failed, "%s", name);
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

/* Calls that can't be short fail then as on a full disk. */
static int answer(const char *name)
{
    int code = decide(name);

    if (code == FAULT_SHORT)
        code = ENOSPC;
    errno = code;
    return code ? -1 : 0;
}

static size_t shorter(size_t len)
{
    return len > 1 ? len / 2 : len;
}

/* ---- recording
 * ------------------------------------------------------------------------------------- */

void events_start(void)
{
    for (size_t i = 0; i < event_count; i++)
        free(events[i].bytes);
    event_count = 0;
    recording = true;
}

void events_continue(void)
{
    recording = true;
}

const struct event *events_stop(size_t *count)
{
    recording = false;
    *count = event_count;
    return events;
}

static uint64_t inode_of(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 ? (uint64_t)st.st_ino : 0;
}

static const char *last(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void record(enum event_kind kind, uint64_t inode, const char *from, const char *to,
                   const void *bytes, size_t len, int64_t at)
{
    struct event *event;

    if (!recording)
        return;
    if (event_count == event_cap) {
        event_cap = event_cap ? 2 * event_cap : 64;
        events = realloc(events, event_cap * sizeof *events);
        if (!events)
            abort();
    }
    event = &events[event_count++];
    *event = (struct event){ .kind = kind, .inode = inode, .len = len, .at = at };
    snprintf(event->from, sizeof event->from, "%s", last(from));
    snprintf(event->to, sizeof event->to, "%s", last(to));
    if (bytes) {
        event->bytes = malloc(len + 1);
        if (!event->bytes)
            abort();
        memcpy(event->bytes, bytes, len);
    }
}

/* ---- the calls
 * ------------------------------------------------------------------------------------- */

#define WRAP(type, name, parameters, arguments)                                                    \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        if (answer(#name))                                                                         \
            return (type)-1;                                                                       \
        return __real_##name arguments;                                                            \
    }

WRAP(int, fstat, (int fd, struct stat *st), (fd, st))
WRAP(int, stat, (const char *path, struct stat *st), (path, st))
WRAP(int, lstat, (const char *path, struct stat *st), (path, st))
WRAP(int, fstatat, (int dir, const char *path, struct stat *st, int flags), (dir, path, st, flags))
WRAP(int, mkdir, (const char *path, mode_t bits), (path, bits))
WRAP(int, chmod, (const char *path, mode_t bits), (path, bits))
WRAP(int, fchmod, (int fd, mode_t bits), (fd, bits))
WRAP(int, fchown, (int fd, uid_t user, gid_t group), (fd, user, group))
WRAP(int, flock, (int fd, int operation), (fd, operation))
WRAP(ssize_t, readlink, (const char *path, char *out, size_t size), (path, out, size))

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int dir, const char *path, int flags, ...);
int __wrap_openat(int dir, const char *path, int flags, ...);

static mode_t bits_of(int flags, va_list arguments)
{
    return flags & O_CREAT ? (mode_t)va_arg(arguments, int) : 0;
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    mode_t bits;
    int fd;

    va_start(arguments, flags);
    bits = bits_of(flags, arguments);
    va_end(arguments);
    if (answer("open"))
        return -1;
    fd = __real_open(path, flags, bits);
    if (fd >= 0 && (flags & O_CREAT) && recording)
        record(EVENT_CREATE, inode_of(fd), "", path, NULL, 0, 0);
    return fd;
}

int __wrap_openat(int dir, const char *path, int flags, ...)
{
    va_list arguments;
    mode_t bits;
    int fd;

    va_start(arguments, flags);
    bits = bits_of(flags, arguments);
    va_end(arguments);
    if (answer("openat"))
        return -1;
    fd = __real_openat(dir, path, flags, bits);
    if (fd >= 0 && (flags & O_CREAT) && recording)
        record(EVENT_CREATE, inode_of(fd), "", path, NULL, 0, 0);
    return fd;
}

DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path);
DIR *__wrap_opendir(const char *path)
{
    return answer("opendir") ? NULL : __real_opendir(path);
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    int code = decide("close");
    int result = __real_close(fd);

    /* A close that fails has closed all the same. */
    if (code) {
        errno = code == FAULT_SHORT ? EIO : code;
        return -1;
    }
    return result;
}

#define WRAP_TRANSFER(name, type, parameters, short_arguments, arguments, fd_arguments)            \
    ssize_t __real_##name parameters;                                                              \
    ssize_t __wrap_##name parameters;                                                              \
    ssize_t __wrap_##name parameters                                                               \
    {                                                                                              \
        int code = decide(#name);                                                                  \
        ssize_t n;                                                                                 \
        if (code > 0) {                                                                            \
            errno = code;                                                                          \
            return -1;                                                                             \
        }                                                                                          \
        n = code ? __real_##name short_arguments : __real_##name arguments;                        \
        fd_arguments return n;                                                                     \
    }

WRAP_TRANSFER(read, void, (int fd, void *out, size_t len), (fd, out, shorter(len)),
              (fd, out, len), )
WRAP_TRANSFER(pread, void, (int fd, void *out, size_t len, off_t at), (fd, out, shorter(len), at),
              (fd, out, len, at), )
WRAP_TRANSFER(write, const void, (int fd, const void *bytes, size_t len), (fd, bytes, shorter(len)),
              (fd, bytes, len),
              if (n > 0 && recording) record(EVENT_WRITE, inode_of(fd), "", "", bytes, (size_t)n,
                                             lseek(fd, 0, SEEK_CUR) - n);)
WRAP_TRANSFER(pwrite, const void, (int fd, const void *bytes, size_t len, off_t at),
              (fd, bytes, shorter(len), at), (fd, bytes, len, at),
              if (n > 0 && recording)
                  record(EVENT_WRITE, inode_of(fd), "", "", bytes, (size_t)n, at);)

int __real_ftruncate(int fd, off_t len);
int __wrap_ftruncate(int fd, off_t len);
int __wrap_ftruncate(int fd, off_t len)
{
    if (answer("ftruncate"))
        return -1;
    if (recording)
        record(EVENT_TRUNCATE, inode_of(fd), "", "", NULL, 0, len);
    return __real_ftruncate(fd, len);
}

/* Nothing here needs a real disk to be waited for. */
static int sync_call(const char *name, int fd)
{
    struct stat st;

    if (answer(name))
        return -1;
    if (recording && fstat(fd, &st) == 0)
        record(S_ISDIR(st.st_mode) ? EVENT_SYNC_FOLDER : EVENT_SYNC, (uint64_t)st.st_ino, "", "",
               NULL, 0, 0);
    return 0;
}

int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    return sync_call("fsync", fd);
}

int __wrap_fdatasync(int fd);
int __wrap_fdatasync(int fd)
{
    return sync_call("fdatasync", fd);
}

#define WRAP_NAMES(name, kind, parameters, arguments, from, to)                                    \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters                                                                   \
    {                                                                                              \
        int result;                                                                                \
        if (answer(#name))                                                                         \
            return -1;                                                                             \
        result = __real_##name arguments;                                                          \
        if (result == 0)                                                                           \
            record(kind, 0, from, to, NULL, 0, 0);                                                 \
        return result;                                                                             \
    }

WRAP_NAMES(rename, EVENT_RENAME, (const char *from, const char *to), (from, to), from, to)
WRAP_NAMES(renameat, EVENT_RENAME, (int fd, const char *from, int fd2, const char *to),
           (fd, from, fd2, to), from, to)
WRAP_NAMES(renameat2, EVENT_RENAME,
           (int fd, const char *from, int fd2, const char *to, unsigned flags),
           (fd, from, fd2, to, flags), from, to)
WRAP_NAMES(link, EVENT_LINK, (const char *from, const char *to), (from, to), from, to)
WRAP_NAMES(linkat, EVENT_LINK, (int fd, const char *from, int fd2, const char *to, int flags),
           (fd, from, fd2, to, flags), from, to)
WRAP_NAMES(unlink, EVENT_UNLINK, (const char *path), (path), path, "")
WRAP_NAMES(unlinkat, EVENT_UNLINK, (int fd, const char *path, int flags), (fd, path, flags), path,
           "")

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *context);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *context);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *context)
{
    if (answer("pthread_create"))
        return EAGAIN;
    return __real_pthread_create(thread, attributes, run, context);
}

/* ---- memory
 * ----------------------------------------------------------------------------------------- */

static bool no_memory(void)
{
    bool none = false;

    pthread_mutex_lock(&mutex);
    if (mode == FAULT_MEMORY) {
        none = ++calls == fail_at;
        if (none)
            snprintf(failed, sizeof failed, "memory");
    }
    pthread_mutex_unlock(&mutex);
    if (none)
        errno = ENOMEM;
    return none;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return no_memory() ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    return no_memory() ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size)
{
    return no_memory() ? NULL : __real_realloc(old, size);
}
