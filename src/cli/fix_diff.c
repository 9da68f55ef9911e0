/* Corrections as a diff for people. */
#include "bqi/show.h"
#include "fix_edits.h"
#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 3 };

struct view {
    const struct fix_edits *edits;
    struct bq_span text;
    struct bq_buf *out;
    bool color;
    size_t *starts; /* of lines, and the text's length at the end */
    size_t lines;
};

/* Lines a..b (b not included) that one or several corrections touch, and those corrections. */
struct change {
    size_t a, b, first, last; /* last: behind the last edit */
};

static size_t line_of(const struct view *view, size_t at)
{
    size_t low = 0, high = view->lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (view->starts[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Splits bytes into lines and writes each behind its sign, safely. */
static void add_lines(const struct view *view, char sign, struct bq_span bytes)
{
    const char *color = sign == '-' ? "\033[31m" : sign == '+' ? "\033[32m" : "";
    size_t at = 0;
    while (at < bytes.len) {
        const char *end = memchr(bytes.s + at, '\n', bytes.len - at);
        size_t stop = end ? (size_t)(end - bytes.s) : bytes.len;
        if (view->color)
            bq_buf_adds(view->out, color);
        bq_buf_addc(view->out, sign);
        bq_show(view->out, bytes.s + at, stop - at, BQ_SHOW_TEXT);
        if (view->color && *color)
            bq_buf_adds(view->out, "\033[0m");
        bq_buf_addc(view->out, '\n');
        at = stop + 1;
    }
}

/* [RULE] for each line of what is hidden, so that lines keep their numbers. */
static void add_hidden(struct bq_buf *out, struct bq_span bytes, const char *rule)
{
    size_t at = 0;
    for (;;) {
        const char *end = memchr(bytes.s + at, '\n', bytes.len - at);
        bq_buf_addf(out, "[%s]", rule);
        if (!end)
            return;
        bq_buf_addc(out, '\n');
        at = (size_t)(end - bytes.s) + 1;
    }
}

/* Bytes from..to as they are (after false) or would be, secrets hidden. */
static void add_range(const struct view *view, char sign, size_t from, size_t to, bool after)
{
    struct bq_buf shown;
    size_t at = from;
    bq_buf_init(&shown, (to - from) * 4 + (1 << 20));
    for (size_t i = 0; i < view->edits->count; i++) {
        const struct fix_edit *edit = &view->edits->items[i];
        if (edit->end <= from || edit->start >= to)
            continue;
        bq_buf_add(&shown, view->text.s + at, edit->start - at);
        if (after && edit->apply)
            bq_buf_adds(&shown, edit->with);
        else if (edit->secret)
            add_hidden(&shown, bq_span_of(view->text.s + edit->start, edit->end - edit->start),
                       edit->rule);
        else
            bq_buf_add(&shown, view->text.s + edit->start, edit->end - edit->start);
        at = edit->end;
    }
    if (at < to)
        bq_buf_add(&shown, view->text.s + at, to - at);
    add_lines(view, sign, bq_buf_span(&shown));
    bq_buf_clear(&shown);
}

static void add_line_range(const struct view *view, char sign, size_t a, size_t b, bool after)
{
    if (a < b)
        add_range(view, sign, view->starts[a], view->starts[b], after);
}

/* The next change at or behind edit i; false after the last. */
static bool next_change(const struct view *view, size_t i, struct change *change)
{
    const struct fix_edits *edits = view->edits;
    while (i < edits->count && !edits->items[i].apply)
        i++;
    if (i == edits->count)
        return false;
    change->first = i;
    change->a = line_of(view, edits->items[i].start);
    change->b = line_of(view, edits->items[i].end - 1) + 1;
    for (i++; i < edits->count && line_of(view, edits->items[i].start) < change->b; i++) {
        size_t b = line_of(view, edits->items[i].end - 1) + 1;
        if (edits->items[i].apply && b > change->b)
            change->b = b;
    }
    change->last = i;
    return true;
}

static size_t newlines(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += *s == '\n';
    return n;
}

/* How many lines a change has afterwards. */
static size_t lines_after(const struct view *view, const struct change *change)
{
    size_t n = change->b - change->a;
    for (size_t i = change->first; i < change->last; i++) {
        const struct fix_edit *edit = &view->edits->items[i];
        if (!edit->apply)
            continue;
        n -= line_of(view, edit->end - 1) - line_of(view, edit->start);
        n += newlines(edit->with);
    }
    return n;
}

/* One hunk: changes that lie closer than two contexts. Returns the edit behind it. */
static size_t add_hunk(const struct view *view, struct change change, size_t *shift)
{
    struct change all = change, next;
    size_t from = change.a > CONTEXT ? change.a - CONTEXT : 0, to, old, now, at;
    now = lines_after(view, &change);
    old = change.b - change.a;
    while (next_change(view, all.last, &next) && next.a <= all.b + 2 * CONTEXT) {
        now += lines_after(view, &next);
        old += next.b - next.a;
        all.b = next.b;
        all.last = next.last;
    }
    to = all.b + CONTEXT < view->lines ? all.b + CONTEXT : view->lines;
    bq_buf_addf(view->out, "%s@@ -%zu,%zu +%zu,%zu @@%s\n", view->color ? "\033[36m" : "", from + 1,
                to - from, from + 1 + *shift, to - from + now - old, view->color ? "\033[0m" : "");
    *shift += now - old;
    for (at = from; next_change(view, change.first, &change) && change.first < all.last;
         change.first = change.last) {
        add_line_range(view, ' ', at, change.a, false);
        add_line_range(view, '-', change.a, change.b, false);
        add_line_range(view, '+', change.a, change.b, true);
        at = change.b;
    }
    add_line_range(view, ' ', at, to, false);
    return all.last;
}

static bool find_lines(struct view *view)
{
    size_t cap = 0, at = 0;
    void *items = NULL;
    for (;;) {
        if (bq_array_grow(&items, view->lines, &cap, sizeof *view->starts, BQ_DRAFT_FILE_MAX) < 0) {
            free(items);
            return false;
        }
        view->starts = items;
        view->starts[view->lines] = at;
        if (at >= view->text.len)
            return true;
        const char *end = memchr(view->text.s + at, '\n', view->text.len - at);
        at = end ? (size_t)(end - view->text.s) + 1 : view->text.len;
        view->lines++;
    }
}

void fix_edits_show(const struct fix_edits *edits, struct bq_span text, bool color,
                    struct bq_buf *out)
{
    struct view view = { .edits = edits, .text = text, .out = out, .color = color };
    struct change change;
    size_t at = 0, shift = 0;
    if (!find_lines(&view)) {
        out->failed = true;
        return;
    }
    while (next_change(&view, at, &change))
        at = add_hunk(&view, change, &shift);
    free(view.starts);
}
