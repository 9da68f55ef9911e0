/*
 * Growing bytes with a maximum from birth, and a borrowed view of bytes.
 *
 * A struct bq_buf always holds a terminated string (data[len] is 0), also when empty. Appending
 * past the maximum or without memory leaves the contents as they were and sets `failed`, which
 * stays set: append freely, ask bq_buf_failed once at the end.
 *
 *     struct bq_buf b;
 *     bq_buf_init(&b, 1 << 20);
 *     bq_buf_addf(&b, "%s: %u", name, count);
 *     if (bq_buf_failed(&b)) ...
 *     text = bq_buf_take(&b, &len);
 */
#ifndef BQI_BUF_H
#define BQI_BUF_H

#include "bugquill/errors.h"
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A view: nobody's property, valid as long as what it points into. Not terminated. */
struct bq_span {
    const char *s;
    size_t len;
};

static inline struct bq_span bq_span_of(const char *s, size_t len)
{
    struct bq_span span = { s, len };
    return span;
}

static inline struct bq_span bq_span_str(const char *s)
{
    return bq_span_of(s, s ? strlen(s) : 0);
}

bool bq_span_equal(struct bq_span a, struct bq_span b);
/* ASCII letters compare without case; other bytes exactly. */
bool bq_span_equal_nocase(struct bq_span a, struct bq_span b);
bool bq_span_is(struct bq_span a, const char *s);
bool bq_span_starts(struct bq_span a, const char *prefix);
bool bq_span_ends(struct bq_span a, const char *suffix);
/* Without ASCII blanks (space, tab, CR, LF) at both ends. */
struct bq_span bq_span_trim(struct bq_span a);
/* First place of needle in a at or after from, or a.len when there is none. ASCII case folds. */
size_t bq_span_find_nocase(struct bq_span a, size_t from, const char *needle);

struct bq_buf {
    char *data;
    size_t len, cap, max;
    bool failed;
};

/* An empty buffer that may hold up to max bytes. Takes no memory yet. */
void bq_buf_init(struct bq_buf *buf, size_t max);
/* Frees; the buffer is as after init and may be used again. */
void bq_buf_clear(struct bq_buf *buf);
/* Empties without giving the memory back, and forgets a failure. */
void bq_buf_reset(struct bq_buf *buf);
/* Cuts to len, which is at most the present length. */
void bq_buf_truncate(struct bq_buf *buf, size_t len);
/* Room for extra more bytes; false (and failed) when there is none. */
bool bq_buf_reserve(struct bq_buf *buf, size_t extra);
void bq_buf_add(struct bq_buf *buf, const void *bytes, size_t len);
void bq_buf_adds(struct bq_buf *buf, const char *s);
void bq_buf_addc(struct bq_buf *buf, char c);
void bq_buf_add_repeat(struct bq_buf *buf, char c, size_t count);
void bq_buf_addf(struct bq_buf *buf, const char *format, ...) BQ_PRINTF(2, 3);
bool bq_buf_failed(const struct bq_buf *buf);
/* BQ_OK, or the failure in words (limit or memory). */
int bq_buf_check(const struct bq_buf *buf, struct bq_err *err);
struct bq_span bq_buf_span(const struct bq_buf *buf);
/*
 * Hands the bytes over: the caller frees them; never NULL unless failed. len may be NULL.
 * The buffer is empty afterwards.
 */
char *bq_buf_take(struct bq_buf *buf, size_t *len) BQ_MUST_USE;

/* A copy of span with a terminator, or NULL without memory. The caller frees. */
char *bq_span_dup(struct bq_span span) BQ_MUST_USE;

/*
 * Makes room for one more in an array of `size`-byte items: *items is moved when count reaches
 * *cap. Never more than max items. BQ_OK, BQ_ENOMEM or BQ_ELIMIT.
 */
int bq_array_grow(void **items, size_t count, size_t *cap, size_t size, size_t max) BQ_MUST_USE;

#endif
