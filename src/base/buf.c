/* Growing bytes with a maximum from birth: see bqi/buf.h. */
#include "bqi/buf.h"
#include "base/pages.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* What an empty buffer shows. Never written: every write reserves first. */
static const char empty[1];

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool bq_span_equal(struct bq_span a, struct bq_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0);
}

static bool same_nocase(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (fold(a[i]) != fold(b[i]))
            return false;
    return true;
}

bool bq_span_equal_nocase(struct bq_span a, struct bq_span b)
{
    return a.len == b.len && same_nocase(a.s, b.s, a.len);
}

bool bq_span_is(struct bq_span a, const char *s)
{
    return bq_span_equal(a, bq_span_str(s));
}

bool bq_span_starts(struct bq_span a, const char *prefix)
{
    size_t len = strlen(prefix);
    return a.len >= len && memcmp(a.s, prefix, len) == 0;
}

bool bq_span_ends(struct bq_span a, const char *suffix)
{
    size_t len = strlen(suffix);
    return a.len >= len && memcmp(a.s + (a.len - len), suffix, len) == 0;
}

struct bq_span bq_span_trim(struct bq_span a)
{
    while (a.len && is_blank(a.s[0])) {
        a.s++;
        a.len--;
    }
    while (a.len && is_blank(a.s[a.len - 1]))
        a.len--;
    return a;
}

size_t bq_span_find_nocase(struct bq_span a, size_t from, const char *needle)
{
    size_t len = strlen(needle);
    char first = fold(needle[0]);
    for (size_t i = from; len <= a.len && i <= a.len - len; i++)
        if ((len == 0 || fold(a.s[i]) == first) && same_nocase(a.s + i, needle, len))
            return i;
    return a.len;
}

void bq_buf_init(struct bq_buf *buf, size_t max)
{
    /* One byte is always left for the terminator. */
    buf->max = max < SIZE_MAX ? max : SIZE_MAX - 1;
    buf->data = (char *)(uintptr_t)empty;
    buf->len = buf->cap = 0;
    buf->failed = false;
}

void bq_buf_clear(struct bq_buf *buf)
{
    if (buf->cap)
        free(buf->data);
    bq_buf_init(buf, buf->max);
}

void bq_buf_reset(struct bq_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->cap)
        buf->data[0] = '\0';
}

void bq_buf_truncate(struct bq_buf *buf, size_t len)
{
    if (len < buf->len) {
        buf->len = len;
        buf->data[len] = '\0';
    }
}

bool bq_buf_reserve(struct bq_buf *buf, size_t extra)
{
    if (buf->failed || extra > buf->max - buf->len) {
        buf->failed = true;
        return false;
    }
    size_t need = buf->len + extra;
    if (buf->cap && need <= buf->cap)
        return true;
    size_t cap = buf->cap > buf->max / 2 ? buf->max : buf->cap * 2;
    if (cap < need)
        cap = need;
    if (cap < 64 && buf->max >= 64)
        cap = 64;
    char *data = realloc(buf->cap ? buf->data : NULL, cap + 1);
    if (!data) {
        buf->failed = true;
        return false;
    }
    buf->data = data;
    buf->cap = cap;
    buf->data[buf->len] = '\0';
    bq_pages_ready(buf->data + buf->len, extra);
    return true;
}

void bq_buf_add(struct bq_buf *buf, const void *bytes, size_t len)
{
    if (len && bq_buf_reserve(buf, len)) {
        memcpy(buf->data + buf->len, bytes, len);
        buf->len += len;
        buf->data[buf->len] = '\0';
    }
}

void bq_buf_adds(struct bq_buf *buf, const char *s)
{
    bq_buf_add(buf, s, strlen(s));
}

void bq_buf_addc(struct bq_buf *buf, char c)
{
    bq_buf_add(buf, &c, 1);
}

void bq_buf_add_repeat(struct bq_buf *buf, char c, size_t count)
{
    if (count && bq_buf_reserve(buf, count)) {
        memset(buf->data + buf->len, c, count);
        buf->len += count;
        buf->data[buf->len] = '\0';
    }
}

void bq_buf_addf(struct bq_buf *buf, const char *format, ...)
{
    char room[256];
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(room, sizeof room, format, args);
    if (n < 0) {
        buf->failed = true;
    } else if ((size_t)n < sizeof room) {
        bq_buf_add(buf, room, (size_t)n);
    } else if (bq_buf_reserve(buf, (size_t)n)) {
        vsnprintf(buf->data + buf->len, (size_t)n + 1, format, again);
        buf->len += (size_t)n;
    }
    va_end(again);
    va_end(args);
}

bool bq_buf_failed(const struct bq_buf *buf)
{
    return buf->failed;
}

int bq_buf_check(const struct bq_buf *buf, struct bq_err *err)
{
    if (!buf->failed)
        return BQ_OK;
    return bq_err_set(err, BQ_ELIMIT, "more than %zu bytes, or out of memory", buf->max);
}

struct bq_span bq_buf_span(const struct bq_buf *buf)
{
    return bq_span_of(buf->data, buf->len);
}

char *bq_buf_take(struct bq_buf *buf, size_t *len)
{
    char *data = NULL;
    size_t taken = 0;
    if (!buf->failed && (buf->cap || bq_buf_reserve(buf, 0))) {
        taken = buf->len;
        data = buf->data;
        buf->cap = 0;
    }
    bq_buf_clear(buf);
    if (len)
        *len = taken;
    return data;
}

char *bq_span_dup(struct bq_span span)
{
    char *copy = span.len < SIZE_MAX ? malloc(span.len + 1) : NULL;
    if (copy) {
        if (span.len)
            memcpy(copy, span.s, span.len);
        copy[span.len] = '\0';
    }
    return copy;
}

int bq_array_grow(void **items, size_t count, size_t *cap, size_t size, size_t max)
{
    if (count < *cap)
        return BQ_OK;
    if (count >= max)
        return BQ_ELIMIT;
    size_t wanted = *cap ? (*cap > max / 2 ? max : *cap * 2) : (max < 8 ? max : 8);
    if (wanted > SIZE_MAX / size)
        return BQ_ELIMIT;
    void *moved = realloc(*items, wanted * size);
    if (!moved)
        return BQ_ENOMEM;
    *items = moved;
    *cap = wanted;
    return BQ_OK;
}
