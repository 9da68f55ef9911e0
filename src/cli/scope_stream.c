#include "scope_stream.h"

#include "bqi/show.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    CHUNK_SIZE = 128 << 10,
    CHUNK_OUT_MAX = 64 << 20,
    CHUNKS_MAX = 2 * SCOPE_THREADS_MAX + 2,
    TICK_MS = 500
};

enum chunk_state { CHUNK_FREE, CHUNK_FULL, CHUNK_BUSY, CHUNK_DONE };

struct chunk {
    char *in;
    size_t len;
    struct bq_buf out;
    uint64_t lines, other;
    enum chunk_state state;
};

struct stream {
    struct cli *cli;
    const struct scope_job *job;
    struct scope_totals *totals;
    unsigned threads;
    int fd;
    const char *name;
    bool end;   /* of the input */
    char *rest; /* what was read behind the last whole line */
    size_t rest_len;
    int64_t started, shown; /* milliseconds; for progress */
    bool progress;
    /* The ring: chunks[first .. first+used) are on their way, in order. */
    struct chunk chunks[CHUNKS_MAX];
    size_t chunk_count, first, used;
    pthread_mutex_t lock;
    pthread_cond_t work, done;
    bool stop;
};

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void show_progress(struct stream *s)
{
    int64_t now;

    if (!s->progress) {
        return;
    }
    now = now_ms();
    if (now - s->started > 2 * TICK_MS && now - s->shown > TICK_MS) {
        s->shown = now;
        fprintf(s->cli->err, "\r%llu lines", (unsigned long long)s->totals->lines);
        (void)fflush(s->cli->err);
    }
}

/* ---- chunks ---------------------------------------------------------------------------------- */

/* Counts on this thread's stack: chunks stand side by side, and their lines of the cache belong to
 * several threads. */
static void work_chunk(const struct scope_job *job, struct chunk *chunk)
{
    const char *at = chunk->in, *end = chunk->in + chunk->len;
    struct bq_span lines[BQ_ASK_LINES];
    struct bq_buf out = chunk->out;
    uint64_t all = 0, other = 0;

    bq_buf_reset(&out);
    while (at < end) {
        size_t count = 0;

        while (at < end && count < BQ_ASK_LINES) {
            const char *newline = memchr(at, '\n', (size_t)(end - at));
            size_t len = (size_t)((newline ? newline : end) - at);
            size_t shown = len > 0 && at[len - 1] == '\r' ? len - 1 : len;

            lines[count++] = bq_span_of(at, shown);
            at += len + 1;
        }
        all += count;
        other += scope_lines(job, lines, count, &out);
    }
    chunk->out = out;
    chunk->lines = all;
    chunk->other = other;
}

/* The oldest chunk that nobody has taken; NULL for none. Under the lock. */
static struct chunk *untaken(struct stream *s)
{
    for (size_t i = 0; i < s->used; i++) {
        struct chunk *chunk = &s->chunks[(s->first + i) % s->chunk_count];

        if (chunk->state == CHUNK_FULL) {
            return chunk;
        }
    }
    return NULL;
}

/* Answers a chunk of the ring. Called with the lock, returns with it; without it meanwhile. */
static void answer_chunk(struct stream *s, struct chunk *chunk)
{
    chunk->state = CHUNK_BUSY;
    (void)pthread_mutex_unlock(&s->lock);
    work_chunk(s->job, chunk);
    (void)pthread_mutex_lock(&s->lock);
    chunk->state = CHUNK_DONE;
}

static void help(struct stream *s)
{
    (void)pthread_mutex_lock(&s->lock);
    for (;;) {
        struct chunk *chunk = untaken(s);

        if (chunk) {
            answer_chunk(s, chunk);
            if (chunk == &s->chunks[s->first]) {
                (void)pthread_cond_signal(&s->done);
            }
        } else if (s->stop) {
            break;
        } else {
            (void)pthread_cond_wait(&s->work, &s->lock);
        }
    }
    (void)pthread_mutex_unlock(&s->lock);
}

static void emit(struct stream *s, struct chunk *chunk)
{
    if (bq_buf_failed(&chunk->out) || !cli_put(s->cli, &chunk->out)) {
        s->totals->trouble = true;
    }
    s->totals->lines += chunk->lines;
    s->totals->other += chunk->other;
    show_progress(s);
}

/* Until the oldest chunk is done. Who waits could as well work: the reader is one of the threads.
 */
static void await_oldest(struct stream *s, const struct chunk *oldest)
{
    while (oldest->state != CHUNK_DONE) {
        struct chunk *chunk = untaken(s);

        if (chunk) {
            answer_chunk(s, chunk);
        } else {
            (void)pthread_cond_wait(&s->done, &s->lock);
        }
    }
}

/* Writes what is done, in order; waits for the oldest chunk when `wait`. False when nothing is on
 * its way. */
static bool write_oldest(struct stream *s, bool wait)
{
    struct chunk *chunk = &s->chunks[s->first];

    if (s->used == 0) {
        return false;
    }
    if (s->threads > 1) {
        (void)pthread_mutex_lock(&s->lock);
        if (wait) {
            await_oldest(s, chunk);
        }
        if (chunk->state != CHUNK_DONE) {
            (void)pthread_mutex_unlock(&s->lock);
            return false;
        }
        (void)pthread_mutex_unlock(&s->lock);
    }
    emit(s, chunk);
    (void)pthread_mutex_lock(&s->lock);
    chunk->state = CHUNK_FREE;
    s->first = (s->first + 1) % s->chunk_count;
    s->used--;
    (void)pthread_mutex_unlock(&s->lock);
    return true;
}

static void drain(struct stream *s)
{
    while (write_oldest(s, true)) {
    }
}

/* A chunk to fill; waits for one when all are on their way. */
static struct chunk *free_chunk(struct stream *s)
{
    while (write_oldest(s, s->used == s->chunk_count)) {
    }
    return &s->chunks[(s->first + s->used) % s->chunk_count];
}

static void send(struct stream *s, struct chunk *chunk)
{
    if (s->threads <= 1) {
        work_chunk(s->job, chunk);
        emit(s, chunk);
        return;
    }
    (void)pthread_mutex_lock(&s->lock);
    chunk->state = CHUNK_FULL;
    s->used++;
    (void)pthread_cond_signal(&s->work);
    (void)pthread_mutex_unlock(&s->lock);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Up to size bytes; 0 at the end or when it fails (then there is a message). */
static size_t read_some(struct stream *s, char *to, size_t size)
{
    struct bq_err err;
    ssize_t n;

    do {
        n = read(s->fd, to, size);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        bq_err_clear(&err);
        bq_err_system(&err, s->name, errno, "read");
        (void)cli_fail(s->cli, &err);
        s->totals->trouble = true;
    }
    s->end = s->end || n <= 0;
    return n > 0 ? (size_t)n : 0;
}

/* A line that is too long, up to its end. What follows it goes to the rest. */
static void skip_line(struct stream *s, char *buffer, size_t size)
{
    struct bq_err err;

    bq_err_clear(&err);
    bq_err_at(&err, BQ_ELIMIT, s->name, (unsigned)(s->totals->lines + 1), 1,
              "a line over %d MiB is skipped", BQ_URL_INPUT_MAX >> 20);
    (void)cli_fail(s->cli, &err);
    s->totals->trouble = true;
    s->totals->lines++;
    s->rest_len = 0;
    while (!s->end) {
        size_t n = read_some(s, buffer, size);
        const char *newline = memchr(buffer, '\n', n);

        if (newline) {
            s->rest_len = n - (size_t)(newline + 1 - buffer);
            memcpy(s->rest, newline + 1, s->rest_len);
            return;
        }
    }
}

/* Room for more of a long line: half as much again, never beyond the cap and one byte. */
static bool grow(char **line, size_t *cap)
{
    size_t bigger = *cap + *cap / 2;
    char *moved;

    if (bigger > (size_t)BQ_URL_INPUT_MAX + 2) {
        bigger = (size_t)BQ_URL_INPUT_MAX + 2;
    }
    moved = realloc(*line, bigger);
    if (!moved) {
        return false;
    }
    *line = moved;
    *cap = bigger;
    return true;
}

/*
 * A line longer than a chunk, of which `chunk` holds the beginning: read on in a buffer of its own,
 * answered alone, so that memory is that of the line.
 */
static void long_line(struct stream *s, struct chunk *chunk)
{
    size_t cap = 4 * (size_t)CHUNK_SIZE, len = chunk->len;
    char *line = malloc(cap);
    const char *newline = NULL;

    drain(s);
    if (!line) {
        s->totals->trouble = s->end = true;
        return;
    }
    memcpy(line, chunk->in, len);
    while (!s->end && !newline) {
        size_t n;

        if (len > (size_t)BQ_URL_INPUT_MAX + 1) {
            free(line);
            skip_line(s, chunk->in, CHUNK_SIZE);
            return;
        }
        if (len == cap && !grow(&line, &cap)) {
            s->totals->trouble = s->end = true;
            break;
        }
        n = read_some(s, line + len, cap - len < CHUNK_SIZE ? cap - len : CHUNK_SIZE);
        newline = memchr(line + len, '\n', n);
        len += n;
    }
    s->rest_len = 0;
    if (newline) {
        s->rest_len = (size_t)(line + len - (newline + 1));
        memcpy(s->rest, newline + 1, s->rest_len);
        len = (size_t)(newline - line);
    }
    if (len > 0 && line[len - 1] == '\r') {
        len--;
    }
    s->totals->lines++;
    s->totals->other += scope_long_line(s->job, line, len, s->cli->out) != BQ_IN;
    free(line);
}

/* Before a wait for more input, what was asked is answered: people type, and `tail -f` dawdles. */
static void answer_before_waiting(struct stream *s)
{
    struct pollfd input = { s->fd, POLLIN, 0 };

    if (poll(&input, 1, 0) == 0) {
        drain(s);
        (void)fflush(s->cli->out);
    }
}

/* Fills a chunk with whole lines. */
static void next_chunk(struct stream *s)
{
    struct chunk *chunk;
    const char *newline;

    answer_before_waiting(s);
    chunk = free_chunk(s);

    memcpy(chunk->in, s->rest, s->rest_len);
    chunk->len = s->rest_len;
    s->rest_len = 0;
    while (!s->end && chunk->len < CHUNK_SIZE) {
        size_t n = read_some(s, chunk->in + chunk->len, CHUNK_SIZE - chunk->len);

        chunk->len += n;
        /* A pipe that trickles is answered as it comes. */
        if (n > 0 && n < CHUNK_SIZE / 8 && chunk->in[chunk->len - 1] == '\n') {
            break;
        }
    }
    newline = memrchr(chunk->in, '\n', chunk->len);
    if (!newline && !s->end) {
        long_line(s, chunk);
        return;
    }
    if (!s->end) {
        s->rest_len = chunk->len - (size_t)(newline + 1 - chunk->in);
        memcpy(s->rest, newline + 1, s->rest_len);
        chunk->len -= s->rest_len;
    }
    if (chunk->len > 0) {
        send(s, chunk);
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool open_stream(struct stream *s)
{
    bool fine;

    s->chunk_count = s->threads > 1 ? 2 * s->threads + 2 : 1;
    s->rest = malloc(CHUNK_SIZE);
    fine = s->rest != NULL;
    for (size_t i = 0; i < s->chunk_count; i++) {
        s->chunks[i].in = malloc(CHUNK_SIZE);
        bq_buf_init(&s->chunks[i].out, CHUNK_OUT_MAX);
        fine = fine && s->chunks[i].in;
    }
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_cond_init(&s->work, NULL);
    (void)pthread_cond_init(&s->done, NULL);
    s->progress = isatty(fileno(s->cli->err)) && !isatty(fileno(s->cli->out));
    s->started = s->shown = now_ms();
    return fine;
}

static void close_stream(struct stream *s)
{
    for (size_t i = 0; i < s->chunk_count; i++) {
        free(s->chunks[i].in);
        bq_buf_clear(&s->chunks[i].out);
    }
    free(s->rest);
    (void)pthread_mutex_destroy(&s->lock);
    (void)pthread_cond_destroy(&s->work);
    (void)pthread_cond_destroy(&s->done);
}

/* Ends with the input, or when nothing can be written: the lines may never end. */
static void read_stream(struct stream *s)
{
    while ((!s->end || s->rest_len > 0) && !ferror(s->cli->out)) {
        next_chunk(s);
    }
    drain(s);
    if (s->shown != s->started) {
        fprintf(s->cli->err, "\r%llu lines\n", (unsigned long long)s->totals->lines);
    }
    (void)pthread_mutex_lock(&s->lock);
    s->stop = true;
    (void)pthread_cond_broadcast(&s->work);
    (void)pthread_mutex_unlock(&s->lock);
}

static void take_part(void *context, unsigned number)
{
    if (number == 0) {
        read_stream(context);
    } else {
        help(context);
    }
}

void scope_stream(struct cli *cli, const struct scope_job *job, int fd, const char *name,
                  struct scope_totals *totals)
{
    struct stream *s = calloc(1, sizeof(*s));

    if (!s) {
        totals->trouble = true;
        return;
    }
    s->cli = cli;
    s->job = job;
    s->totals = totals;
    s->threads = bq_pool_threads(job->pool);
    s->fd = fd;
    s->name = name;
    if (open_stream(s)) {
        bq_pool_run(job->pool, take_part, s);
    } else {
        totals->trouble = true;
    }
    close_stream(s);
    free(s);
}
