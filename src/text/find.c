#include "bqi/find.h"

#include "bqi/cluster.h"
#include "bqi/utf8.h"

/* A match has at most this many bytes; windows overlap by as much. */
enum { MATCH_MAX = 4 * BQ_FIND_MAX, WINDOW = 16384 };

void bq_needle_init(struct bq_needle *needle, const char *s, size_t len, bool fold)
{
    uint32_t code;
    size_t n;

    needle->count = 0;
    needle->fold = fold;
    while (len > 0 && needle->count < BQ_FIND_MAX) {
        n = bq_utf8_decode(s, len, &code);
        if (n == 0)
            n = 1;
        needle->code[needle->count++] = fold ? bq_code_fold(code) : code;
        s += n;
        len -= n;
    }
}

void bq_needle_init_smart(struct bq_needle *needle, const char *s, size_t len)
{
    struct bq_needle exact;

    bq_needle_init(needle, s, len, true);
    bq_needle_init(&exact, s, len, false);
    for (size_t i = 0; i < exact.count; i++) {
        if (exact.code[i] != needle->code[i]) {
            *needle = exact;
            return;
        }
    }
}

/* Bytes that match at s, or 0. */
static size_t match_at(const char *s, size_t len, const struct bq_needle *needle)
{
    size_t at = 0;

    for (size_t i = 0; i < needle->count; i++) {
        uint32_t code;
        size_t n = at < len ? bq_utf8_decode(s + at, len - at, &code) : 0;

        if (n == 0 || (needle->fold ? bq_code_fold(code) : code) != needle->code[i])
            return 0;
        at += n;
    }
    return at;
}

/* Can a match begin with this byte? Spares most of the decoding. */
static bool may_begin(const struct bq_needle *needle, unsigned char c)
{
    uint32_t first = needle->code[0];

    if (first < 0x80 && c < 0x80)
        return needle->fold ? bq_code_fold(c) == first : c == first;
    return c >= 0xc0; /* a letter and its other case may have different lengths, ASCII included */
}

bool bq_find_bytes(const char *s, size_t size, const struct bq_needle *needle, size_t from,
                   size_t *at, size_t *len)
{
    if (needle->count == 0)
        return false;
    for (size_t i = from; i < size; i++) {
        if (may_begin(needle, (unsigned char)s[i]) &&
            (*len = match_at(s + i, size - i, needle)) > 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

bool bq_find_within(const struct bq_text *text, const struct bq_needle *needle, size_t from,
                    size_t to, size_t *at, size_t *len)
{
    char scratch[WINDOW];
    size_t end = bq_text_len(text);

    if (needle->count == 0 || to > end)
        to = needle->count ? end : 0;
    while (from < to) {
        size_t want = to - from < WINDOW - MATCH_MAX ? to - from + MATCH_MAX : WINDOW;
        struct bq_span window = bq_text_peek(text, from, want, scratch);

        if (bq_find_bytes(window.s, window.len, needle, 0, at, len)) {
            *at += from;
            return *at < to;
        }
        if (from + window.len == end || want < WINDOW)
            break;
        from += WINDOW - MATCH_MAX;
    }
    return false;
}

bool bq_find_next(const struct bq_text *text, const struct bq_needle *needle, size_t from,
                  size_t *at, size_t *len)
{
    return bq_find_within(text, needle, from, SIZE_MAX, at, len);
}

/* The last match in bytes that begins before `before`. */
static bool last_in(const char *s, size_t size, const struct bq_needle *needle, size_t before,
                    size_t *at, size_t *len)
{
    for (size_t i = before; i-- > 0;) {
        if (may_begin(needle, (unsigned char)s[i]) &&
            (*len = match_at(s + i, size - i, needle)) > 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

bool bq_find_previous(const struct bq_text *text, const struct bq_needle *needle, size_t before,
                      size_t *at, size_t *len)
{
    char scratch[WINDOW];

    if (needle->count == 0)
        return false;
    if (before > bq_text_len(text))
        before = bq_text_len(text);
    while (before > 0) {
        size_t step = WINDOW - MATCH_MAX, start = before > step ? before - step : 0;
        struct bq_span window = bq_text_peek(text, start, before - start + MATCH_MAX, scratch);

        if (last_in(window.s, window.len, needle, before - start, at, len)) {
            *at += start;
            return true;
        }
        before = start;
    }
    return false;
}
