/*
 * Three texts, cut at 0xFF: what only one side changed comes out as that side has it, and a merge
 * with itself changes nothing.
 */
#include "bqi/merge.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct bq_span take(const uint8_t *data, size_t size, size_t *at)
{
    size_t start = *at;
    while (*at < size && data[*at] != 0xFF)
        (*at)++;
    struct bq_span span = bq_span_of((const char *)data + start, *at - start);
    if (*at < size)
        (*at)++;
    return span;
}

static void check(struct bq_span base, struct bq_span ours, struct bq_span theirs,
                  const struct bq_span *want)
{
    static const struct bq_merge_names names = { "ours", "theirs" };
    struct bq_buf out;
    struct bq_err err;
    size_t conflicts = 0;
    bq_buf_init(&out, 64 << 20);
    if (bq_text_merge(base, ours, theirs, &names, &out, &conflicts, &err) != BQ_OK)
        abort();
    if (want && (conflicts || !bq_span_equal(bq_buf_span(&out), *want)))
        abort();
    bq_buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t at = 0;
    struct bq_span a = take(data, size, &at), b = take(data, size, &at), c = take(data, size, &at);
    check(a, b, c, NULL);
    check(a, b, a, &b);
    check(a, a, c, &c);
    check(a, b, b, &b);
    return 0;
}
