/*
 * One-permutation MinHash (Li, Owen, Zhang 2012) over runs of three words: each run has one hash,
 * whose top bits name a bin and whose next bits compete for the minimum there. The share of equal
 * bins estimates the share of equal runs. Empty bins of short texts take the value of the next one
 * (Shrivastava, Li 2014).
 */
#include "check/sketch_impl.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { BIN_SHIFT = 57, VALUE_SHIFT = 41 };

#define PRIME 0x9E3779B97F4A7C15u

static uint64_t mix(uint64_t h)
{
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    return h ^ h >> 32;
}

/* What words are made of: letters, digits, and all of what is beyond ASCII. */
/* clang-format off */
static const bool in_word[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
/* clang-format on */

/* Up to eight bytes, all of them. */
static uint64_t load(const char *s, size_t len)
{
    uint32_t first, last;
    uint64_t whole;

    if (len == 8) {
        memcpy(&whole, s, 8);
        return whole;
    }
    if (len < 4)
        return (uint64_t)(unsigned char)s[0] << 16 | (uint64_t)(unsigned char)s[len / 2] << 8 |
               (unsigned char)s[len - 1];
    memcpy(&first, s, 4);
    memcpy(&last, s + len - 4, 4);
    return (uint64_t)first << 32 | last;
}

/* Eight bytes at a time. The bit that tells a from A is set in digits anyway. */
static uint64_t hash_word(const char *s, size_t len)
{
    uint64_t h = PRIME ^ len;

    while (true) {
        size_t n = len < 8 ? len : 8;
        h = (h ^ (load(s, n) | 0x2020202020202020u)) * 0xD6E8FEB86659FD93u;
        h ^= h >> 32;
        if (n == len)
            return h;
        s += n;
        len -= n;
    }
}

/* The hash of the next word at or behind *at, 0 when there is none. */
static uint64_t next_word(const char *s, size_t len, size_t *at)
{
    size_t p = *at, start;

    while (p < len && !in_word[(unsigned char)s[p]])
        p++;
    start = p;
    while (p < len && in_word[(unsigned char)s[p]])
        p++;
    *at = p;
    return p == start ? 0 : hash_word(s + start, p - start) | 1;
}

/* ---- texts
 * ------------------------------------------------------------------------------------------ */

static void add_text(struct bq_sketch *sketch, const char *s, size_t len)
{
    size_t at = 0;
    uint64_t first = next_word(s, len, &at), second = next_word(s, len, &at), third, h;

    while ((third = next_word(s, len, &at)) != 0) {
        unsigned bin;
        uint16_t value;
        h = mix(first * 3 + second * 5 + third * PRIME);
        bin = (unsigned)(h >> BIN_SHIFT);
        value = (uint16_t)((h >> VALUE_SHIFT) | 1);
        if (!sketch->bins[bin] || value < sketch->bins[bin])
            sketch->bins[bin] = value;
        sketch->runs++;
        first = second;
        second = third;
    }
}

static void fill_empty_bins(struct bq_sketch *sketch)
{
    uint16_t filled[SKETCH_BINS];
    unsigned i, step;

    if (!sketch->runs)
        return;
    for (i = 0; i < SKETCH_BINS; i++) {
        for (step = 0; !sketch->bins[(i + step) % SKETCH_BINS]; step++)
            continue;
        filled[i] = (uint16_t)(sketch->bins[(i + step) % SKETCH_BINS] + step * 2);
    }
    memcpy(sketch->bins, filled, sizeof filled);
}

/* ---- title, type, URL
 * -------------------------------------------------------------------------------- */

static int by_value(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return a < b ? -1 : a > b;
}

static void add_title(struct bq_sketch *sketch, const char *s, size_t len)
{
    size_t at = 0;
    uint64_t h;
    uint32_t i, n = 0;

    while (sketch->title_count < SKETCH_TITLE_WORDS && (h = next_word(s, len, &at)) != 0)
        sketch->title[sketch->title_count++] = (uint32_t)(mix(h) >> 32);
    qsort(sketch->title, sketch->title_count, sizeof sketch->title[0], by_value);
    for (i = 0; i < sketch->title_count; i++) {
        if (i == 0 || sketch->title[i] != sketch->title[i - 1])
            sketch->title[n++] = sketch->title[i];
    }
    sketch->title_count = n;
}

static uint64_t hash_text(const char *s, size_t len)
{
    uint64_t h = PRIME;
    size_t i;

    if (len == 0)
        return 0;
    for (i = 0; i < len; i++)
        h = (h ^ (unsigned char)s[i]) * 0x100000001B3u;
    return mix(h) | 1;
}

/* Host and path; without scheme, query, fragment, final slash, and with the host's case folded. */
static uint64_t hash_url(const char *s, size_t len)
{
    char plain[1024];
    size_t i, n = 0;
    bool host = true;

    for (i = 0; i + 2 < len; i++) {
        if (s[i] == ':' && s[i + 1] == '/' && s[i + 2] == '/') {
            s += i + 3;
            len -= i + 3;
            break;
        }
    }
    for (i = 0; i < len && n < sizeof plain && s[i] != '?' && s[i] != '#'; i++) {
        host = host && s[i] != '/';
        plain[n++] = host ? (char)tolower((unsigned char)s[i]) : s[i];
    }
    while (n > 0 && plain[n - 1] == '/')
        n--;
    return hash_text(plain, n);
}

struct bq_sketch *bq_sketch_of(const struct bq_draft *draft)
{
    static const enum bq_field texts[] = { BQ_FIELD_DESCRIPTION, BQ_FIELD_IMPACT, BQ_FIELD_POC,
                                           BQ_FIELD_REQUEST };
    struct bq_sketch *sketch = calloc(1, sizeof *sketch);
    const char *s;
    size_t len, i;

    if (!sketch)
        return NULL;
    s = bq_draft_text(draft, BQ_FIELD_PROGRAM, &len);
    sketch->program = hash_text(s, len);
    s = bq_draft_text(draft, BQ_FIELD_TYPE, &len);
    sketch->type = hash_text(s, len);
    s = bq_draft_text(draft, BQ_FIELD_URL, &len);
    sketch->url = hash_url(s, len);
    if (sketch->type && sketch->url)
        sketch->place = mix(sketch->type * 3 + sketch->url) | 1;
    s = bq_draft_text(draft, BQ_FIELD_TITLE, &len);
    add_title(sketch, s, len);
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        s = bq_draft_text(draft, texts[i], &len);
        add_text(sketch, s, len);
    }
    fill_empty_bins(sketch);
    return sketch;
}

void bq_sketch_free(struct bq_sketch *sketch)
{
    free(sketch);
}

/* ---- comparing
 * ----------------------------------------------------------------------------------------- */

static unsigned text_percent(const struct bq_sketch *a, const struct bq_sketch *b)
{
    unsigned i, same = 0;

    if (a->runs < SKETCH_TEXT_MIN || b->runs < SKETCH_TEXT_MIN)
        return 0;
    for (i = 0; i < SKETCH_BINS; i++)
        same += a->bins[i] == b->bins[i];
    return same * 100 / SKETCH_BINS;
}

static unsigned title_percent(const struct bq_sketch *a, const struct bq_sketch *b)
{
    uint32_t i = 0, k = 0, both = 0;

    if (a->title_count < SKETCH_TITLE_MIN || b->title_count < SKETCH_TITLE_MIN)
        return 0;
    while (i < a->title_count && k < b->title_count) {
        if (a->title[i] == b->title[k]) {
            both++;
            i++;
            k++;
        } else if (a->title[i] < b->title[k]) {
            i++;
        } else {
            k++;
        }
    }
    return both * 100 / (a->title_count + b->title_count - both);
}

enum bq_likeness bq_sketch_compare(const struct bq_sketch *a, const struct bq_sketch *b,
                                   unsigned *percent)
{
    unsigned text;

    if (percent)
        *percent = 0;
    if (a->program != b->program)
        return BQ_LIKE_NOT;
    text = text_percent(a, b);
    if (percent)
        *percent = text;
    if (a->place && a->place == b->place)
        return BQ_LIKE_PLACE;
    if (text >= SKETCH_TEXT_ALIKE)
        return BQ_LIKE_TEXT;
    return title_percent(a, b) >= SKETCH_TITLE_ALIKE ? BQ_LIKE_TITLE : BQ_LIKE_NOT;
}
