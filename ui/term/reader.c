/* Waiting for input, and pastes. */
#include "term/reader.h"
#include "term/signals.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, BARE_MIN = 16 };
static const char paste_end[] = "\033[201~";
enum { PASTE_END_LEN = sizeof paste_end - 1 };

struct ui_reader {
    int fd, signals, esc_delay;
    bool bare_pastes;
    const struct ui_sequences *sequences;
    char bytes[CHUNK];
    size_t start, len; /* what is unread in bytes */
    char *paste;
    size_t paste_len, paste_room;
    int64_t tail_until; /* input before this moment belongs to the paste before */
    bool gone;
};

static int64_t steady_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct ui_reader *ui_reader_new(int fd, int signals, const struct ui_sequences *sequences,
                                int esc_delay_ms, bool bare_pastes)
{
    /* Not cleared: that would touch all pages of `bytes`, of which a key takes a few bytes. */
    struct ui_reader *reader = malloc(sizeof *reader);

    if (!reader)
        return NULL;
    reader->start = reader->len = 0;
    reader->paste = NULL;
    reader->paste_len = reader->paste_room = 0;
    reader->tail_until = 0;
    reader->gone = false;
    reader->fd = fd;
    reader->signals = signals;
    reader->sequences = sequences;
    reader->esc_delay = esc_delay_ms;
    reader->bare_pastes = bare_pastes;
    return reader;
}

void ui_reader_free(struct ui_reader *reader)
{
    if (!reader)
        return;
    free(reader->paste);
    free(reader);
}

enum wait { WAIT_INPUT, WAIT_SIGNAL, WAIT_TIMEOUT };

static enum wait wait_for(const struct ui_reader *reader, int timeout_ms)
{
    struct pollfd fds[2] = { { .fd = reader->fd, .events = POLLIN },
                             { .fd = reader->signals, .events = POLLIN } };

    for (;;) {
        int ready = poll(fds, 2, timeout_ms);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return WAIT_TIMEOUT;
        if (fds[1].revents & POLLIN)
            return WAIT_SIGNAL;
        return WAIT_INPUT; /* also when it hung up: reading tells */
    }
}

/* Reads what is there behind what is unread. False: the terminal is gone. */
static bool fill(struct ui_reader *reader)
{
    ssize_t got;

    if (reader->start) {
        memmove(reader->bytes, reader->bytes + reader->start, reader->len);
        reader->start = 0;
    }
    if (reader->len == CHUNK)
        return true;
    do
        got = read(reader->fd, reader->bytes + reader->len, CHUNK - reader->len);
    while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN)
        return true;
    if (got <= 0) {
        reader->gone = true;
        return false;
    }
    reader->len += (size_t)got;
    return true;
}

static void take(struct ui_reader *reader, size_t count)
{
    reader->start += count;
    reader->len -= count;
}

/* ---- pastes
 * -------------------------------------------------------------------------------------- */

static bool paste_room(struct ui_reader *reader, size_t extra)
{
    size_t want = reader->paste_room ? reader->paste_room : CHUNK;
    char *more;

    if (reader->paste_len + extra > UI_PASTE_MAX)
        return false;
    while (want < reader->paste_len + extra)
        want *= 2;
    if (want == reader->paste_room)
        return true;
    more = realloc(reader->paste, want);
    if (!more)
        return false;
    reader->paste = more;
    reader->paste_room = want;
    return true;
}

static void paste_add(struct ui_reader *reader, const char *bytes, size_t len)
{
    if (paste_room(reader, len)) {
        memcpy(reader->paste + reader->paste_len, bytes, len);
        reader->paste_len += len;
    }
}

/* CR LF and CR become LF: terminals send a return for every line end. */
static size_t normalise(char *s, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\r') {
            if (i + 1 < len && s[i + 1] == '\n')
                i++;
            s[out++] = '\n';
        } else {
            s[out++] = s[i];
        }
    }
    return out;
}

/* Where the end mark begins in the unread bytes; the unread length when it is not there. */
static size_t find_end(const struct ui_reader *reader)
{
    const char *s = reader->bytes + reader->start;
    const char *at = memmem(s, reader->len, paste_end, PASTE_END_LEN);

    return at ? (size_t)(at - s) : reader->len;
}

/* How many of the last unread bytes may be the beginning of the end mark. */
static size_t partial_end(const struct ui_reader *reader)
{
    const char *s = reader->bytes + reader->start;

    for (size_t n = PASTE_END_LEN - 1; n > 0; n--)
        if (reader->len >= n && memcmp(s + reader->len - n, paste_end, n) == 0)
            return n;
    return 0;
}

static void give_paste(struct ui_reader *reader, struct ui_key *out)
{
    reader->paste_len = normalise(reader->paste, reader->paste_len);
    out->code = UI_KEY_PASTE;
    out->mods = 0;
    out->paste = reader->paste ? reader->paste : "";
    out->paste_len = reader->paste_len;
    reader->tail_until = steady_ms() + UI_PASTE_TAIL;
}

static void read_paste(struct ui_reader *reader, struct ui_key *out)
{
    reader->paste_len = 0;
    for (;;) {
        size_t end = find_end(reader);
        if (end < reader->len) {
            paste_add(reader, reader->bytes + reader->start, end);
            take(reader, end + PASTE_END_LEN);
            break;
        }
        size_t sure = reader->len - partial_end(reader);
        paste_add(reader, reader->bytes + reader->start, sure);
        take(reader, sure);
        if (wait_for(reader, UI_PASTE_SILENCE) != WAIT_INPUT || !fill(reader)) {
            paste_add(reader, reader->bytes + reader->start, reader->len);
            take(reader, reader->len);
            break;
        }
    }
    give_paste(reader, out);
}

/*
 * A clipboard may hold an end mark of its own, so that what follows would act as keys. What comes
 * right behind a paste is text of that paste.
 */
static bool read_tail(struct ui_reader *reader, struct ui_key *out)
{
    size_t end;

    if (!reader->tail_until || !reader->len)
        return false;
    if (steady_ms() >= reader->tail_until) {
        reader->tail_until = 0;
        return false;
    }
    end = find_end(reader);
    reader->paste_len = 0;
    paste_add(reader, reader->bytes + reader->start, end);
    take(reader, end < reader->len ? end + PASTE_END_LEN : end);
    give_paste(reader, out);
    return true;
}

/* Several lines at once from a terminal that does not mark pastes. */
static bool read_bare(struct ui_reader *reader, struct ui_key *out)
{
    const char *s = reader->bytes + reader->start;
    size_t run = 0;
    bool inner = false;

    while (reader->bare_pastes && run < reader->len) {
        unsigned char c = (unsigned char)s[run];
        if ((c < 0x20 && c != '\r' && c != '\n' && c != '\t') || c == 0x7f)
            break;
        inner |= (c == '\r' || c == '\n') && run + 1 < reader->len;
        run++;
    }
    if (run < BARE_MIN || !inner)
        return false;
    reader->paste_len = 0;
    paste_add(reader, s, run);
    take(reader, run);
    give_paste(reader, out);
    reader->tail_until = 0;
    return true;
}

/* ---- keys
 * ------------------------------------------------------------------------------------------ */

/* One key of what is unread; false when more bytes are needed. */
static bool next_key(struct ui_reader *reader, bool final, struct ui_key *out)
{
    while (reader->len) {
        if (read_tail(reader, out) || read_bare(reader, out))
            return true;
        size_t taken =
            ui_decode(reader->sequences, reader->bytes + reader->start, reader->len, final, out);
        if (!taken)
            return false;
        take(reader, taken);
        if (out->code == UI_KEY_PASTE_BEGIN)
            read_paste(reader, out);
        if (out->code == UI_KEY_PASTE_END)
            continue;
        if (out->code != UI_KEY_NONE)
            return true;
    }
    return false;
}

static bool take_signal(struct ui_key *out)
{
    int number = ui_signals_take();

    if (!number)
        return false;
    out->code = UI_KEY_SIGNAL;
    out->rune = (uint32_t)number;
    return true;
}

void ui_reader_read(struct ui_reader *reader, int timeout_ms, struct ui_key *out)
{
    bool final = false;

    memset(out, 0, sizeof *out);
    for (;;) {
        if (take_signal(out) || next_key(reader, final, out))
            return;
        if (reader->gone) {
            out->code = UI_KEY_GONE;
            return;
        }
        int patience = reader->len ? reader->esc_delay : timeout_ms;
        switch (wait_for(reader, patience)) {
        case WAIT_INPUT:
            fill(reader);
            final = false;
            break;
        case WAIT_SIGNAL:
            break;
        case WAIT_TIMEOUT:
            if (!reader->len) {
                out->code = UI_KEY_TIMEOUT;
                return;
            }
            final = true;
        }
    }
}

bool ui_reader_pending(struct ui_reader *reader)
{
    struct pollfd input = { .fd = reader->fd, .events = POLLIN };

    return reader->len > 0 || poll(&input, 1, 0) > 0;
}
