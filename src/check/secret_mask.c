/*
 * Masks. What stays must let a triager tell one value from another and let nobody use it: the
 * beginning that says what it is, and the last four of a long one. The sign in the middle is … once
 * for a value that is short, twice for one of more than 64 bytes, three times over 256: its class
 * of length.
 */
#include "check/secret_scan.h"
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

enum { SHORT = 12, LONG = 64, VERY_LONG = 256, TAIL = 4 };

static void add_middle(struct bq_buf *out, size_t len)
{
    bq_buf_adds(out, ELLIPSIS);
    if (len > LONG)
        bq_buf_adds(out, ELLIPSIS);
    if (len > VERY_LONG)
        bq_buf_adds(out, ELLIPSIS);
}

/* The end of value may be kept only when it is plain and a small part of the whole. */
static bool tail_is_plain(struct bq_span value)
{
    size_t i;

    for (i = value.len - TAIL; i < value.len; i++) {
        if (!bq_secret_is_word(value.s[i]))
            return false;
    }
    return true;
}

static void mask_token(struct bq_buf *out, struct bq_span value, size_t keep)
{
    size_t secret = value.len - (keep < value.len ? keep : value.len);

    if (secret < SHORT) {
        bq_buf_add(out, value.s, value.len - secret);
        bq_buf_adds(out, secret < SHORT && keep == 0 ? "***" : ELLIPSIS);
        return;
    }
    bq_buf_add(out, value.s, value.len - secret);
    add_middle(out, value.len);
    if (tail_is_plain(value))
        bq_buf_add(out, value.s + value.len - TAIL, TAIL);
}

/* name=value; name=value */
static void mask_pairs(struct bq_buf *out, struct bq_span pairs)
{
    size_t at = 0;

    while (at < pairs.len) {
        const char *end = memchr(pairs.s + at, ';', pairs.len - at);
        size_t stop = end ? (size_t)(end - pairs.s) : pairs.len;
        const char *equals = memchr(pairs.s + at, '=', stop - at);
        size_t value = equals ? (size_t)(equals - pairs.s) + 1 : stop;
        struct bq_span name = bq_span_trim(bq_span_of(pairs.s + at, value - at - (equals != NULL)));
        struct bq_span body = bq_span_of(pairs.s + value, stop - value);

        bq_buf_add(out, pairs.s + at, value - at);
        if (equals && bq_secret_cookie_value(name, body))
            mask_token(out, body, 0);
        else
            bq_buf_add(out, body.s, body.len);
        if (end)
            bq_buf_addc(out, ';');
        at = stop + (end != NULL);
    }
}

static void mask_email(struct bq_buf *out, struct bq_span address)
{
    size_t dot = address.len;

    while (dot > 0 && address.s[dot - 1] != '.')
        dot--;
    bq_buf_add(out, address.s, 1);
    bq_buf_adds(out, ELLIPSIS "@" ELLIPSIS ".");
    bq_buf_add(out, address.s + dot, address.len - dot);
}

void bq_secret_mask(struct bq_buf *out, struct bq_span text, const struct bq_secret_found *found)
{
    struct bq_span value = bq_span_of(text.s + found->start, found->end - found->start);

    switch (found->mask) {
    case BQ_MASK_TOKEN:
        mask_token(out, value, found->keep);
        break;
    case BQ_MASK_ALL:
        bq_buf_adds(out, "***");
        break;
    case BQ_MASK_PAIRS:
        mask_pairs(out, value);
        break;
    case BQ_MASK_EMAIL:
        mask_email(out, value);
        break;
    case BQ_MASK_DIGITS:
        bq_buf_adds(out, ELLIPSIS);
        if (value.len > 8)
            bq_buf_add(out, value.s + value.len - TAIL, TAIL);
        break;
    }
}
