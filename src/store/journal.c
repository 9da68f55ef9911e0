/*
 * The journal's writer. Callers put jobs in a queue and go on; a thread turns them into records,
 * writes them at once (so that the death of the process costs nothing) and syncs them within a
 * second (so that the death of the machine costs a second).
 *
 * `tail` holds all bytes that are not known to be on the disk. After a failed write or sync the old
 * file is not trusted any further: what a failed fsync dropped stays dropped, and a torn record
 * hides all behind it. So the writer makes a new file of what was synced and the tail, and renames
 * it over the old one; it tries again every second until that works.
 */
#include "store/internal.h"
#include "store/record.h"

#include "base/retry.h"
#include "bugquill/io.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    SYNC_MS = 900,    /* after the first byte that is not synced */
    IDLE_MS = 300,    /* or after this long without another */
    RETRY_MS = 1000,  /* after a failure */
    SMALL = 64 << 10, /* a journal below this is never rewritten to be shorter */
    TAIL_MAX = BQ_DRAFT_FILE_MAX * 2
};

struct job {
    struct job *next;
    struct bq_draft *draft; /* a whole state, or NULL: an edit, encoded */
    struct bq_buf edit;
};

struct bq_journal {
    struct bq_paths paths;
    char path[BQ_PATH_MAX];   /* the draft */
    char folder[BQ_PATH_MAX]; /* of journals */
    char file[BQ_PATH_MAX];   /* the journal */

    pthread_mutex_t mutex;
    pthread_cond_t wake, settled;
    pthread_t thread;
    bool running;
    /* under the mutex */
    struct job *first, *last;
    bool stop, failing, wants_draft;
    bool lost; /* a job had no memory: edits after it would go to wrong places */
    uint64_t sync_asked, sync_done;
    struct bq_err trouble;
    struct bq_file_stamp base;

    /* the thread's own */
    int fd;
    struct bq_process process;
    struct bq_journal_key key;
    uint64_t number; /* of the next record */
    size_t synced;   /* bytes of the file that are on the disk */
    size_t written;  /* bytes of the tail that are in the file */
    struct bq_buf tail;
    bool rewrite; /* the tail must go into a new file ... */
    bool fresh;   /* ... of its own, without what was synced before */
    bool have_state;
    size_t state_size, since_state;
    int64_t first_unsynced, last_put; /* ms, 0: none */
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the thread: records ------------------------------------------------------------------------
 */

static void add_record(struct bq_journal *journal, char kind, const void *bytes, size_t len)
{
    bq_record_add(&journal->tail, &journal->key, journal->number, kind, bytes, len);
    if (!bq_buf_failed(&journal->tail))
        journal->number++;
}

/* A new file that begins with this state: nothing older is needed. */
static int begin_file(struct bq_journal *journal, struct bq_err *err)
{
    struct bq_buf owner;
    int status;

    bq_buf_init(&owner, 2 * BQ_PATH_MAX);
    pthread_mutex_lock(&journal->mutex);
    bq_record_owner(&owner, &journal->process, &journal->base, journal->path);
    pthread_mutex_unlock(&journal->mutex);
    status = bq_buf_check(&owner, err);
    if (!status) {
        bq_buf_reset(&journal->tail);
        journal->written = 0;
        journal->number = 0;
        bq_journal_head(&journal->tail, &journal->key);
        add_record(journal, 'P', owner.data, owner.len);
        journal->rewrite = true;
        journal->fresh = true;
    }
    bq_buf_clear(&owner);
    return status;
}

static int add_state(struct bq_journal *journal, const struct bq_draft *draft, struct bq_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int status = bq_draft_format(draft, &text, &len, err);

    if (status) {
        journal->have_state = false;
        return status;
    }
    if (journal->fd < 0 || journal->rewrite || journal->synced + journal->tail.len > SMALL)
        status = begin_file(journal, err);
    if (!status) {
        add_record(journal, 'S', text, len);
        status = bq_buf_check(&journal->tail, err);
    }
    free(text);
    journal->state_size = len;
    journal->since_state = 0;
    journal->have_state = !status;
    return status;
}

static int take_job(struct bq_journal *journal, struct job *job, struct bq_err *err)
{
    if (job->draft)
        return add_state(journal, job->draft, err);
    /* An edit of a state that is not here is worth nothing: a state is asked for. */
    if (!journal->have_state)
        return BQ_OK;
    add_record(journal, 'E', job->edit.data, job->edit.len);
    journal->since_state += job->edit.len + BQ_RECORD_HEAD;
    journal->have_state = !bq_buf_failed(&journal->tail);
    return bq_buf_check(&journal->tail, err);
}

/* ---- the thread: the file
 * ------------------------------------------------------------------------ */

static int write_bytes(int fd, const char *bytes, size_t len, size_t *written)
{
    while (*written < len) {
        ssize_t n;

        BQ_RETRY(n, write(fd, bytes + *written, len - *written));
        if (n < 0)
            return -1;
        if (n == 0) {
            errno = ENOSPC;
            return -1;
        }
        *written += (size_t)n;
    }
    return 0;
}

/* Copies what is safe of the old file. */
static int copy_synced(struct bq_journal *journal, int to)
{
    char block[32768];
    size_t at = 0;

    while (at < journal->synced) {
        size_t want = journal->synced - at < sizeof block ? journal->synced - at : sizeof block;
        size_t done = 0;
        ssize_t n;

        BQ_RETRY(n, pread(journal->fd, block, want, (off_t)at));
        if (n <= 0) {
            errno = n ? errno : EIO;
            return -1;
        }
        if (write_bytes(to, block, (size_t)n, &done) < 0)
            return -1;
        at += (size_t)n;
    }
    return 0;
}

static int sync_folder(const char *folder)
{
    int fd, result, code;

    BQ_RETRY(fd, open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd < 0)
        return -1;
    BQ_RETRY(result, fsync(fd));
    code = errno;
    close(fd);
    /* Some file systems can't sync a folder; they have nothing to sync then. */
    errno = code;
    return result < 0 && code != EINVAL ? -1 : 0;
}

static int sync_file(int fd)
{
    int result;

    BQ_RETRY(result, fdatasync(fd));
    return result;
}

static int fill_new(struct bq_journal *journal, const char *temp, int fd, struct bq_err *err)
{
    struct stat st;
    int result;
    size_t written = 0, whole = (journal->fresh ? 0 : journal->synced) + journal->tail.len;

    /* The lock that tells everybody that we live. A file system without locks has only our name. */
    (void)!flock(fd, LOCK_EX | LOCK_NB);
    if (!journal->fresh && copy_synced(journal, fd) < 0)
        return bq_err_system(err, journal->file, errno, "copy");
    if (write_bytes(fd, journal->tail.data, journal->tail.len, &written) < 0)
        return bq_err_system(err, journal->file, errno, "write");
    BQ_RETRY(result, fstat(fd, &st));
    if (result < 0 || (uint64_t)st.st_size != whole)
        return bq_err_at(err, BQ_EIO, journal->file, 0, 0, "the file came out short");
    if (sync_file(fd) < 0)
        return bq_err_system(err, journal->file, errno, "sync");
    BQ_RETRY(result, rename(temp, journal->file));
    if (result < 0)
        return bq_err_system(err, journal->file, errno, "replace");
    if (sync_folder(journal->folder) < 0)
        return bq_err_system(err, journal->folder, errno, "sync");
    return BQ_OK;
}

static int write_new(struct bq_journal *journal, struct bq_err *err)
{
    char temp[BQ_PATH_MAX] = "", suffix[40];
    uint64_t tag;
    int fd, status = bq_file_make_dir(journal->folder, err);

    if (status)
        return status;
    bq_random(&tag, sizeof tag);
    snprintf(suffix, sizeof suffix, ".%016" PRIx64 ".tmp", tag);
    status = bq_store_append(temp, journal->file, err);
    if (!status)
        status = bq_store_append(temp, suffix, err);
    if (status)
        return status;
    BQ_RETRY(fd, open(temp, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd < 0)
        return bq_err_system(err, journal->file, errno, "create");
    status = fill_new(journal, temp, fd, err);
    if (status) {
        (void)!unlink(temp);
        close(fd);
        return status;
    }
    if (journal->fd >= 0)
        close(journal->fd);
    journal->fd = fd;
    journal->synced = (journal->fresh ? 0 : journal->synced) + journal->tail.len;
    journal->rewrite = journal->fresh = false;
    bq_buf_reset(&journal->tail);
    journal->written = 0;
    journal->first_unsynced = 0;
    return BQ_OK;
}

/* Somebody removed the file: what is written to it still succeeds, and nobody would find it. */
static bool is_gone(const struct bq_journal *journal)
{
    struct stat st;

    return journal->fd >= 0 && fstat(journal->fd, &st) == 0 && st.st_nlink == 0;
}

/* Into the file, in the kernel's hands. */
static int write_out(struct bq_journal *journal, struct bq_err *err)
{
    bool gone = is_gone(journal);

    if (!journal->tail.len && !gone)
        return BQ_OK;
    if (journal->rewrite || journal->fd < 0 || gone)
        return write_new(journal, err);
    if (write_bytes(journal->fd, journal->tail.data, journal->tail.len, &journal->written) < 0) {
        journal->rewrite = true;
        return bq_err_system(err, journal->file, errno, "write");
    }
    return BQ_OK;
}

/* Onto the disk. */
static int sync_out(struct bq_journal *journal, struct bq_err *err)
{
    if (!journal->tail.len)
        return BQ_OK;
    if (sync_file(journal->fd) < 0) {
        journal->rewrite = true;
        return bq_err_system(err, journal->file, errno, "sync");
    }
    journal->synced += journal->tail.len;
    bq_buf_reset(&journal->tail);
    journal->written = 0;
    journal->first_unsynced = 0;
    return BQ_OK;
}

/* ---- the thread: its loop
 * ------------------------------------------------------------------------- */

/* When the thread has something to do though nobody calls; 0: never. */
static int64_t deadline(const struct bq_journal *journal)
{
    int64_t idle;

    if (journal->failing)
        return journal->last_put + RETRY_MS;
    if (!journal->first_unsynced)
        return 0;
    idle = journal->last_put + IDLE_MS;
    return idle < journal->first_unsynced + SYNC_MS ? idle : journal->first_unsynced + SYNC_MS;
}

static void wait_for_work(struct bq_journal *journal)
{
    for (;;) {
        int64_t until = deadline(journal);
        struct timespec at = { (time_t)(until / 1000), (long)(until % 1000) * 1000000 };

        if (journal->first || journal->stop || journal->sync_asked != journal->sync_done)
            return;
        if (!until)
            pthread_cond_wait(&journal->wake, &journal->mutex);
        else if (until <= now_ms() ||
                 pthread_cond_timedwait(&journal->wake, &journal->mutex, &at) == ETIMEDOUT)
            return;
    }
}

static void free_job(struct job *job)
{
    bq_draft_free(job->draft);
    bq_buf_clear(&job->edit);
    free(job);
}

/* Everything that was put, then what is due. Called without the mutex. */
static int work(struct bq_journal *journal, struct job *jobs, bool sync, struct bq_err *err)
{
    int status = BQ_OK, step;
    int64_t now;

    for (struct job *job = jobs, *next; job; job = next) {
        next = job->next;
        step = take_job(journal, job, err);
        status = step ? step : status;
        free_job(job);
    }
    now = now_ms();
    if (jobs)
        journal->last_put = now;
    if (journal->tail.len && !journal->first_unsynced)
        journal->first_unsynced = now;
    if (bq_buf_failed(&journal->tail)) {
        /* Too much to hold: only a new state helps. */
        bq_buf_clear(&journal->tail);
        journal->written = 0;
        journal->rewrite = true;
        journal->have_state = false;
    }
    step = write_out(journal, err);
    if (!step && (sync || deadline(journal) <= now))
        step = sync_out(journal, err);
    if (step)
        journal->last_put = now; /* the retry counts from here */
    return step ? step : status;
}

static void *writer(void *context)
{
    struct bq_journal *journal = context;
    bool stop = false;

    /* Here, not when it is opened: asking for the user's name reads files, and a screen waits. */
    bq_process_self(&journal->process);
    pthread_mutex_lock(&journal->mutex);
    while (!stop) {
        struct bq_err err = { 0 };
        struct job *jobs;
        uint64_t asked;
        int status;

        wait_for_work(journal);
        jobs = journal->first;
        journal->first = journal->last = NULL;
        asked = journal->sync_asked;
        stop = journal->stop;
        pthread_mutex_unlock(&journal->mutex);
        status = work(journal, jobs, stop || asked != journal->sync_done, &err);
        pthread_mutex_lock(&journal->mutex);
        /* What was lost stays trouble until a whole state comes. */
        if (status)
            journal->trouble = err;
        journal->failing = status || journal->lost || !journal->have_state;
        journal->wants_draft = journal->lost || !journal->have_state ||
                               journal->since_state > SMALL + 2 * journal->state_size;
        journal->sync_done = asked;
        pthread_cond_broadcast(&journal->settled);
        stop = stop && !journal->first;
    }
    pthread_mutex_unlock(&journal->mutex);
    return NULL;
}

/* ---- callers
 * ---------------------------------------------------------------------------------------- */

/* The thread starts with the first put; signals are not its business. */
static bool start_thread(struct bq_journal *journal)
{
    sigset_t all, old;
    int code;

    if (journal->running)
        return true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    code = pthread_create(&journal->thread, NULL, writer, journal);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (code) {
        bq_err_system(&journal->trouble, journal->file, code, "start the writer of");
        return false;
    }
    journal->running = true;
    return true;
}

/* Takes the job; NULL is one that had no memory. After that only a whole state counts. */
static void put(struct bq_journal *journal, struct job *job)
{
    pthread_mutex_lock(&journal->mutex);
    if (job && job->draft)
        journal->lost = false;
    if (!job || (!journal->lost && !start_thread(journal)))
        journal->lost = true;
    if (journal->lost) {
        if (!job)
            bq_err_nomem(&journal->trouble);
        journal->failing = true;
        journal->wants_draft = true;
        if (job)
            free_job(job);
    } else {
        if (journal->last)
            journal->last->next = job;
        else
            journal->first = job;
        journal->last = job;
        pthread_cond_signal(&journal->wake);
    }
    pthread_mutex_unlock(&journal->mutex);
}

int bq_journal_open(const struct bq_paths *paths, const char *path, struct bq_journal **out,
                    struct bq_err *err)
{
    struct bq_journal *journal;
    pthread_condattr_t monotonic;
    char key[BQ_STORE_KEY_LEN], name[64];
    uint64_t tag;
    int status;

    *out = NULL;
    if (!paths->state[0])
        return bq_err_set(err, BQ_ENOTFOUND,
                          "there is no home folder to keep recovery files in (set HOME)");
    if (strlen(path) >= BQ_PATH_MAX)
        return bq_err_set(err, BQ_ELIMIT, "a path is longer than %d bytes", BQ_PATH_MAX);
    journal = calloc(1, sizeof *journal);
    if (!journal)
        return bq_err_nomem(err);
    bq_random(&tag, sizeof tag);
    bq_store_key(path, key);
    snprintf(name, sizeof name, "%.16s-%016" PRIx64 ".jnl", path[0] ? key : "new", tag);
    status = bq_path_join(journal->folder, paths->state, "journal", err);
    if (!status)
        status = bq_path_join(journal->file, journal->folder, name, err);
    if (status) {
        free(journal);
        return status;
    }
    /* Absolute, so that the journal still finds the draft from elsewhere. */
    if (path[0] && path[0] != '/') {
        char *here = getcwd(NULL, 0);

        if (here && bq_path_join(journal->path, here, path, NULL))
            journal->path[0] = '\0';
        free(here);
    } else {
        memcpy(journal->path, path, strlen(path) + 1);
    }
    journal->fd = -1;
    bq_buf_init(&journal->tail, TAIL_MAX);
    pthread_mutex_init(&journal->mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&journal->wake, &monotonic);
    pthread_cond_init(&journal->settled, NULL);
    pthread_condattr_destroy(&monotonic);
    *out = journal;
    return BQ_OK;
}

void bq_journal_set_base(struct bq_journal *journal, const struct bq_file_stamp *stamp)
{
    pthread_mutex_lock(&journal->mutex);
    journal->base = *stamp;
    pthread_mutex_unlock(&journal->mutex);
}

void bq_journal_put_draft(struct bq_journal *journal, const struct bq_draft *draft)
{
    struct job *job = calloc(1, sizeof *job);

    if (job) {
        bq_buf_init(&job->edit, 1);
        job->draft = bq_draft_copy(draft);
        if (!job->draft) {
            free_job(job);
            job = NULL;
        }
    }
    put(journal, job);
}

void bq_journal_put_edit(struct bq_journal *journal, enum bq_field field, size_t at, size_t removed,
                         const char *added, size_t len)
{
    struct job *job = calloc(1, sizeof *job);

    if (job) {
        bq_buf_init(&job->edit, BQ_FIELD_TEXT_MAX + 4096);
        bq_record_edit(&job->edit, field, at, removed, added, len);
        if (bq_buf_failed(&job->edit)) {
            free_job(job);
            job = NULL;
        }
    }
    put(journal, job);
}

bool bq_journal_wants_draft(struct bq_journal *journal)
{
    bool wants;

    pthread_mutex_lock(&journal->mutex);
    /* One is enough: the flag comes back should the next state fail too. */
    wants = journal->wants_draft;
    journal->wants_draft = false;
    pthread_mutex_unlock(&journal->mutex);
    return wants;
}

int bq_journal_sync(struct bq_journal *journal, struct bq_err *err)
{
    uint64_t ticket;
    int status = BQ_OK;

    pthread_mutex_lock(&journal->mutex);
    if (journal->running) {
        ticket = ++journal->sync_asked;
        pthread_cond_signal(&journal->wake);
        while (journal->sync_done < ticket)
            pthread_cond_wait(&journal->settled, &journal->mutex);
    }
    if (journal->failing) {
        status = journal->trouble.status;
        if (err)
            *err = journal->trouble;
    }
    pthread_mutex_unlock(&journal->mutex);
    return status;
}

int bq_journal_trouble(struct bq_journal *journal, struct bq_err *err)
{
    int status = BQ_OK;

    pthread_mutex_lock(&journal->mutex);
    if (journal->failing) {
        status = journal->trouble.status;
        if (err)
            *err = journal->trouble;
    }
    pthread_mutex_unlock(&journal->mutex);
    return status;
}

void bq_journal_close(struct bq_journal *journal, bool keep)
{
    if (!journal)
        return;
    if (journal->running) {
        pthread_mutex_lock(&journal->mutex);
        journal->stop = true;
        pthread_cond_signal(&journal->wake);
        pthread_mutex_unlock(&journal->mutex);
        pthread_join(journal->thread, NULL);
    }
    if (!keep && journal->fd >= 0)
        (void)!unlink(journal->file);
    if (journal->fd >= 0)
        close(journal->fd);
    bq_buf_clear(&journal->tail);
    pthread_mutex_destroy(&journal->mutex);
    pthread_cond_destroy(&journal->wake);
    pthread_cond_destroy(&journal->settled);
    free(journal);
}
