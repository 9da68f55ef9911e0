/* Myers' greedy algorithm (An O(ND) difference algorithm, 1986) over hashed lines, with a limit on
 * D. */
#include "bqi/diff.h"

#include "bqi/file.h"
#include "bqi/show.h"

#include <stdint.h>
#include <stdlib.h>

enum { DIFF_LINES_MAX = 4 << 20, DIFF_STEPS_MAX = 2000, AROUND = 3 };

struct lines {
    struct bq_span *items;
    uint64_t *hash;
    size_t count;
};

static void lines_clear(struct lines *lines)
{
    free(lines->items);
    free(lines->hash);
    *lines = (struct lines){ 0 };
}

static int split(struct bq_span text, struct lines *lines, struct bq_err *err)
{
    static const unsigned char key[16] = "bugquill diff";
    size_t count = 0, at = 0;

    for (size_t i = 0; i < text.len; i++)
        count += text.s[i] == '\n' || i + 1 == text.len;
    if (count > DIFF_LINES_MAX)
        return bq_err_set(err, BQ_ELIMIT, "more than %d lines", DIFF_LINES_MAX);
    lines->items = calloc(count + 1, sizeof *lines->items);
    lines->hash = calloc(count + 1, sizeof *lines->hash);
    if (!lines->items || !lines->hash)
        return bq_err_nomem(err);
    while (at < text.len) {
        const char *end = memchr(text.s + at, '\n', text.len - at);
        size_t len = end ? (size_t)(end - text.s) - at + 1 : text.len - at;

        lines->items[lines->count] = bq_span_of(text.s + at, len);
        lines->hash[lines->count++] = bq_hash64(key, text.s + at, len);
        at += len;
    }
    return BQ_OK;
}

struct maker {
    struct lines old, now;
    size_t head, old_left, now_left; /* what is same before, and lengths of what is compared */
    bool *gone, *fresh;              /* by line: not in the other text */
};

static bool same(const struct maker *maker, size_t i, size_t j)
{
    i += maker->head;
    j += maker->head;
    return maker->old.hash[i] == maker->now.hash[j] &&
           bq_span_equal(maker->old.items[i], maker->now.items[j]);
}

/* Walks back from the end through what each step had reached, marking what was removed and added.
 */
static void trace(struct maker *maker, int32_t *const *reached, int steps)
{
    int64_t x = (int64_t)maker->old_left, y = (int64_t)maker->now_left;

    for (int d = steps; d > 0; d--) {
        const int32_t *v = reached[d - 1] + d; /* diagonals -d .. d of the step before */
        int64_t k = x - y;
        bool down = k == -d || (k != d && v[k - 1] < v[k + 1]);

        x = down ? v[k + 1] : v[k - 1];
        y = x - (down ? k + 1 : k - 1);
        if (down)
            maker->fresh[maker->head + (size_t)y] = true;
        else
            maker->gone[maker->head + (size_t)x] = true;
    }
}

/* One step: how far every diagonal gets with d differences. True when the end is reached. */
static bool advance(const struct maker *maker, const int32_t *before, int32_t *v, int d)
{
    int64_t n = (int64_t)maker->old_left, m = (int64_t)maker->now_left;

    for (int64_t k = -d; k <= d; k += 2) {
        int64_t x, y;

        if (d == 0)
            x = 0;
        else if (k == -d || (k != d && before[k - 1] < before[k + 1]))
            x = before[k + 1];
        else
            x = before[k - 1] + 1;
        y = x - k;
        while (x < n && y < m && x >= 0 && y >= 0 && same(maker, (size_t)x, (size_t)y)) {
            x++;
            y++;
        }
        v[k] = (int32_t)x;
        if (x >= n && y >= m)
            return true;
    }
    return false;
}

static void all_differ(struct maker *maker)
{
    for (size_t i = 0; i < maker->old_left; i++)
        maker->gone[maker->head + i] = true;
    for (size_t i = 0; i < maker->now_left; i++)
        maker->fresh[maker->head + i] = true;
}

static int compare(struct maker *maker, struct bq_err *err)
{
    int32_t *reached[DIFF_STEPS_MAX + 1] = { 0 };
    int status = BQ_OK, d;
    bool done = false;

    for (d = 0; d <= DIFF_STEPS_MAX && !done; d++) {
        size_t size = 2 * (size_t)d + 3;

        reached[d] = calloc(size, sizeof *reached[d]);
        if (!reached[d]) {
            status = bq_err_nomem(err);
            break;
        }
        /* Diagonals are counted from the middle; one more on both sides is never reached. */
        for (size_t i = 0; i < size; i++)
            reached[d][i] = -1;
        done = advance(maker, d ? reached[d - 1] + d : NULL, reached[d] + d + 1, d);
    }
    if (done)
        trace(maker, reached, d - 1);
    else if (!status)
        all_differ(maker);
    for (d = 0; d <= DIFF_STEPS_MAX; d++)
        free(reached[d]);
    return status;
}

static int add_run(struct bq_diff *diff, size_t *cap, enum bq_diff_kind kind,
                   const struct lines *lines, size_t from, size_t to, size_t i, size_t j)
{
    void *items = diff->items;
    const char *start, *end;

    if (from == to)
        return BQ_OK;
    if (bq_array_grow(&items, diff->count, cap, sizeof *diff->items, 2 * DIFF_LINES_MAX))
        return BQ_ENOMEM;
    diff->items = items;
    start = lines->items[from].s;
    end = lines->items[to - 1].s + lines->items[to - 1].len;
    diff->items[diff->count++] = (struct bq_diff_run){
        .kind = kind,
        .lines = bq_span_of(start, (size_t)(end - start)),
        .count = to - from,
        .old_line = i + 1,
        .new_line = j + 1,
    };
    return BQ_OK;
}

static int collect(const struct maker *maker, struct bq_diff *diff, struct bq_err *err)
{
    size_t i = 0, j = 0, cap = 0;
    int status = BQ_OK;

    while (!status && (i < maker->old.count || j < maker->now.count)) {
        size_t a = i, b = j;

        while (a < maker->old.count && b < maker->now.count && !maker->gone[a] && !maker->fresh[b])
            a++, b++;
        status = add_run(diff, &cap, BQ_DIFF_SAME, &maker->old, i, a, i, j);
        i = a;
        j = b;
        while (a < maker->old.count && maker->gone[a])
            a++;
        if (!status)
            status = add_run(diff, &cap, BQ_DIFF_REMOVED, &maker->old, i, a, i, j);
        i = a;
        while (b < maker->now.count && maker->fresh[b])
            b++;
        if (!status)
            status = add_run(diff, &cap, BQ_DIFF_ADDED, &maker->now, j, b, i, j);
        j = b;
    }
    return status ? bq_err_nomem(err) : BQ_OK;
}

int bq_diff_make(struct bq_span old, struct bq_span now, struct bq_diff *diff, struct bq_err *err)
{
    struct maker maker = { 0 };
    size_t tail = 0;
    int status;

    *diff = (struct bq_diff){ 0 };
    status = split(old, &maker.old, err);
    if (!status)
        status = split(now, &maker.now, err);
    if (status)
        goto done;
    maker.old_left = maker.old.count;
    maker.now_left = maker.now.count;
    while (maker.head < maker.old_left && maker.head < maker.now_left && same(&maker, 0, 0))
        maker.head++;
    while (tail < maker.old_left - maker.head && tail < maker.now_left - maker.head &&
           bq_span_equal(maker.old.items[maker.old.count - 1 - tail],
                         maker.now.items[maker.now.count - 1 - tail]))
        tail++;
    maker.old_left -= maker.head + tail;
    maker.now_left -= maker.head + tail;
    maker.gone = calloc(maker.old.count + 1, sizeof *maker.gone);
    maker.fresh = calloc(maker.now.count + 1, sizeof *maker.fresh);
    status = maker.gone && maker.fresh ? compare(&maker, err) : bq_err_nomem(err);
    if (!status)
        status = collect(&maker, diff, err);
done:
    if (status)
        bq_diff_clear(diff);
    lines_clear(&maker.old);
    lines_clear(&maker.now);
    free(maker.gone);
    free(maker.fresh);
    return status;
}

void bq_diff_clear(struct bq_diff *diff)
{
    free(diff->items);
    *diff = (struct bq_diff){ 0 };
}

/* ---- showing -----------------------------------------------------------------------------------
 */

/* Lines from..to of a run, each with a sign before it. */
static void show_lines(const struct bq_diff_run *run, size_t from, size_t to, struct bq_buf *out)
{
    static const char signs[] = { ' ', '-', '+' };
    size_t at = 0;

    for (size_t line = 0; line < to && at < run->lines.len; line++) {
        const char *s = run->lines.s + at;
        const char *end = memchr(s, '\n', run->lines.len - at);
        size_t len = end ? (size_t)(end - s) : run->lines.len - at;

        at += len + 1;
        if (line < from)
            continue;
        bq_buf_addc(out, signs[run->kind]);
        bq_show(out, s, len, BQ_SHOW_TEXT);
        bq_buf_addc(out, '\n');
        if (!end)
            bq_buf_adds(out, "\\ no newline at the end\n");
    }
}

void bq_diff_show(const struct bq_diff *diff, struct bq_buf *out)
{
    for (size_t i = 0; i < diff->count; i++) {
        const struct bq_diff_run *run = &diff->items[i];
        bool first = i == 0, last = i + 1 == diff->count;
        size_t before, after;

        if (run->kind != BQ_DIFF_SAME) {
            if (first)
                bq_buf_addf(out, "@@ line %zu @@\n", run->new_line);
            show_lines(run, 0, run->count, out);
            continue;
        }
        after = first ? 0 : AROUND;
        before = last ? 0 : AROUND;
        if (run->count <= after + before) {
            if (first)
                bq_buf_addf(out, "@@ line %zu @@\n", run->new_line);
            show_lines(run, 0, run->count, out);
            continue;
        }
        show_lines(run, 0, after, out);
        if (last)
            continue;
        bq_buf_addf(out, "@@ line %zu @@\n", run->new_line + run->count - before);
        show_lines(run, run->count - before, run->count, out);
    }
}
