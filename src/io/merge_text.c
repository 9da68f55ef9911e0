/*
 * Three-way merge by lines: lines of the base that both sides still have are fixed points; between
 * two of them one side's change is taken, and where both changed differently both stand between
 * markers.
 */
#include "bqi/diff.h"
#include "bqi/merge.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 1000000 };

struct lines {
    struct bq_span *items; /* with their LF */
    size_t count;
};

struct side {
    struct lines lines;
    size_t *of_base; /* for each line of the base its line here, SIZE_MAX when it is gone */
};

struct merge {
    struct lines base;
    struct side ours, theirs;
    const struct bq_merge_names *names;
    struct bq_buf *out;
    size_t conflicts;
};

static int split(struct bq_span text, struct lines *lines, struct bq_err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.s[i] == '\n';
    count += text.len > 0 && text.s[text.len - 1] != '\n';
    if (count > LINES_MAX)
        return bq_err_set(err, BQ_ELIMIT, "more than %d lines to merge", LINES_MAX);
    lines->items = malloc((count ? count : 1) * sizeof *lines->items);
    if (!lines->items)
        return bq_err_nomem(err);
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.s + at, '\n', text.len - at);
        size_t n = end ? (size_t)(end - text.s) + 1 - at : text.len - at;
        lines->items[lines->count++] = bq_span_of(text.s + at, n);
        at += n;
    }
    return BQ_OK;
}

static int map_side(struct bq_span base, size_t base_count, struct bq_span text, struct side *side,
                    struct bq_err *err)
{
    struct bq_diff diff = { NULL, 0 };
    int rc = split(text, &side->lines, err);
    if (rc != BQ_OK)
        return rc;
    side->of_base = malloc((base_count ? base_count : 1) * sizeof *side->of_base);
    if (!side->of_base)
        return bq_err_nomem(err);
    for (size_t i = 0; i < base_count; i++)
        side->of_base[i] = SIZE_MAX;
    rc = bq_diff_make(base, text, &diff, err);
    for (size_t i = 0; rc == BQ_OK && i < diff.count; i++) {
        const struct bq_diff_run *run = &diff.items[i];
        for (size_t k = 0; run->kind == BQ_DIFF_SAME && k < run->count; k++)
            side->of_base[run->old_line - 1 + k] = run->new_line - 1 + k;
    }
    bq_diff_clear(&diff);
    return rc;
}

/* Lines from..to as one span; they stand one behind the other. */
static struct bq_span range(const struct lines *lines, size_t from, size_t to)
{
    if (from >= to)
        return bq_span_of("", 0);
    const char *end = lines->items[to - 1].s + lines->items[to - 1].len;
    return bq_span_of(lines->items[from].s, (size_t)(end - lines->items[from].s));
}

static void put_side(struct bq_buf *out, struct bq_span text)
{
    bq_buf_add(out, text.s, text.len);
    if (text.len && text.s[text.len - 1] != '\n')
        bq_buf_addc(out, '\n');
}

static void put_chunk(struct merge *m, struct bq_span base, struct bq_span ours,
                      struct bq_span theirs)
{
    if (bq_span_equal(ours, theirs) || bq_span_equal(base, theirs)) {
        bq_buf_add(m->out, ours.s, ours.len);
    } else if (bq_span_equal(base, ours)) {
        bq_buf_add(m->out, theirs.s, theirs.len);
    } else {
        bq_buf_addf(m->out, "<<<<<<< %s\n", m->names->ours);
        put_side(m->out, ours);
        bq_buf_adds(m->out, "=======\n");
        put_side(m->out, theirs);
        bq_buf_addf(m->out, ">>>>>>> %s\n", m->names->theirs);
        m->conflicts++;
    }
}

static void walk(struct merge *m)
{
    size_t b = 0, o = 0, t = 0;
    for (size_t next = 0; next <= m->base.count; next++) {
        bool end = next == m->base.count;
        size_t to_o = end ? m->ours.lines.count : m->ours.of_base[next];
        size_t to_t = end ? m->theirs.lines.count : m->theirs.of_base[next];
        if (to_o == SIZE_MAX || to_t == SIZE_MAX)
            continue;
        put_chunk(m, range(&m->base, b, next), range(&m->ours.lines, o, to_o),
                  range(&m->theirs.lines, t, to_t));
        if (!end)
            bq_buf_add(m->out, m->base.items[next].s, m->base.items[next].len);
        b = next + 1;
        o = to_o + 1;
        t = to_t + 1;
    }
}

int bq_text_merge(struct bq_span base, struct bq_span ours, struct bq_span theirs,
                  const struct bq_merge_names *names, struct bq_buf *out, size_t *conflicts,
                  struct bq_err *err)
{
    struct merge m;
    memset(&m, 0, sizeof m);
    m.names = names;
    m.out = out;
    int rc = split(base, &m.base, err);
    if (rc == BQ_OK)
        rc = map_side(base, m.base.count, ours, &m.ours, err);
    if (rc == BQ_OK)
        rc = map_side(base, m.base.count, theirs, &m.theirs, err);
    if (rc == BQ_OK) {
        walk(&m);
        *conflicts += m.conflicts;
        rc = bq_buf_check(out, err);
    }
    free(m.base.items);
    free(m.ours.lines.items);
    free(m.ours.of_base);
    free(m.theirs.lines.items);
    free(m.theirs.of_base);
    return rc;
}
