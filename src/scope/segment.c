/*
 * Address ranges as sorted, disjoint segments, each owned by the narrowest range that covers it.
 */
#include "scope/index.h"

#include <stdlib.h>
#include <string.h>

struct bq_address_key bq_address_key_of(const unsigned char address[16])
{
    struct bq_address_key key = { 0, 0 };

    for (int i = 0; i < 8; i++) {
        key.high = key.high << 8 | address[i];
        key.low = key.low << 8 | address[8 + i];
    }
    return key;
}

static int compare(struct bq_address_key a, struct bq_address_key b)
{
    if (a.high != b.high) {
        return a.high < b.high ? -1 : 1;
    }
    return (a.low > b.low) - (a.low < b.low);
}

/* The address after a; wraps to 0 behind the last. */
static struct bq_address_key next(struct bq_address_key a)
{
    a.low++;
    a.high += a.low == 0;
    return a;
}

static struct bq_address_key size_of(const struct bq_range *r)
{
    struct bq_address_key size = { r->last.high - r->first.high, r->last.low - r->first.low };

    size.high -= r->last.low < r->first.low;
    return size;
}

/* Narrow ones first, then by place; what is out before what is in (rules stand out first). */
static int by_width(const void *a, const void *b)
{
    const struct bq_range *x = a, *y = b;
    int order = compare(size_of(x), size_of(y));

    if (order == 0) {
        order = compare(x->first, y->first);
    }
    return order ? order : (x->rule > y->rule) - (x->rule < y->rule);
}

static int by_start(const void *a, const void *b)
{
    return compare(((const struct bq_segment *)a)->start, ((const struct bq_segment *)b)->start);
}

/* Every place where the owner may change, sorted, once each. */
static size_t boundaries(struct bq_segment *out, const struct bq_range *ranges, size_t count)
{
    static const struct bq_address_key zero = { 0, 0 };
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < count; i++) {
        struct bq_address_key end = next(ranges[i].last);

        out[n++].start = ranges[i].first;
        if (compare(end, zero) != 0) {
            out[n++].start = end;
        }
    }
    qsort(out, n, sizeof(*out), by_start);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || compare(out[i].start, out[kept - 1].start) != 0) {
            out[kept] = out[i];
            out[kept++].rule = UINT32_MAX;
        }
    }
    return kept;
}

/* The last segment that starts at or before key; count when there is none. */
static size_t find(const struct bq_segment *segments, size_t count, struct bq_address_key key)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(segments[middle].start, key) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low ? low - 1 : count;
}

/* The first segment at or after i that nobody owns yet; follows and shortens the chain. */
static size_t first_free(uint32_t *skip, size_t i)
{
    size_t root = i;

    while (skip[root] != root) {
        root = skip[root];
    }
    while (skip[i] != root) {
        size_t up = skip[i];

        skip[i] = (uint32_t)root;
        i = up;
    }
    return root;
}

int bq_segments_build(struct bq_scope *scope, struct bq_range *ranges, size_t count,
                      struct bq_err *err)
{
    struct bq_segment *segments;
    uint32_t *skip = NULL;
    size_t n;

    if (count == 0) {
        return BQ_OK;
    }
    segments = calloc(2 * count, sizeof(*segments));
    skip = calloc(2 * count + 1, sizeof(*skip));
    if (!segments || !skip) {
        free(segments);
        free(skip);
        return bq_err_nomem(err);
    }
    n = boundaries(segments, ranges, count);
    for (size_t i = 0; i <= n; i++) {
        skip[i] = (uint32_t)i;
    }
    qsort(ranges, count, sizeof(*ranges), by_width);
    for (size_t i = 0; i < count; i++) {
        size_t at = first_free(skip, find(segments, n, ranges[i].first));

        for (; at < n && compare(segments[at].start, ranges[i].last) <= 0;
             at = first_free(skip, at)) {
            segments[at].rule = ranges[i].rule;
            skip[at] = (uint32_t)(at + 1);
        }
    }
    free(skip);
    scope->segments = segments;
    scope->segment_count = n;
    return BQ_OK;
}

const struct bq_rule *bq_segments_find(const struct bq_scope *scope,
                                       const unsigned char address[16])
{
    size_t at;

    if (scope->segment_count == 0) {
        return NULL;
    }
    at = find(scope->segments, scope->segment_count, bq_address_key_of(address));
    if (at == scope->segment_count || scope->segments[at].rule == UINT32_MAX) {
        return NULL;
    }
    return &scope->rules[scope->segments[at].rule];
}
