#include "bqi/wrap.h"

#include "bqi/cluster.h"
#include "text/row.h"
#include "text/sums.h"
#include "text/tuning.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS_ON_STACK = 64, ROWS_BACK = 3, RAGGED_MAX = 8 };

/*
 * A line whose rows are all kept.
 *
 * In a line without blanks a new letter moves every row behind it. So wrapping stops a good way
 * behind a change: the row there is cut short (ragged) where an old row begins, and the old rows
 * stay. When a ragged row is about to be seen, wrapping goes on from it, again only so far.
 */
struct long_line {
    size_t line;
    int hang;
    struct sums rows;          /* bytes of each row */
    size_t ragged[RAGGED_MAX]; /* where ragged rows begin, in the line, in order */
    size_t ragged_count;
};

struct bq_wrap {
    const struct bq_text *text;
    struct bq_wrap_options options;
    uint64_t revision;
    bool ready;              /* rows and longs are those of the revision */
    struct sums rows;        /* rows of each line */
    struct long_line *longs; /* by line */
    size_t long_count, long_cap;
    struct bq_wrap_tuning tuning;
};

static struct bq_wrap_options sane(const struct bq_wrap_options *options)
{
    struct bq_wrap_options out = *options;

    if (out.columns < 1)
        out.columns = 1;
    if (out.tab < 1)
        out.tab = 1;
    return out;
}

struct bq_wrap *bq_wrap_new_tuned(const struct bq_text *text, const struct bq_wrap_options *options,
                                  const struct bq_wrap_tuning *tuning)
{
    struct bq_wrap *wrap = calloc(1, sizeof *wrap);

    if (!wrap)
        return NULL;
    wrap->text = text;
    wrap->options = sane(options);
    wrap->tuning = *tuning;
    sums_init(&wrap->rows, tuning->block);
    return wrap;
}

struct bq_wrap *bq_wrap_new(const struct bq_text *text, const struct bq_wrap_options *options)
{
    static const struct bq_wrap_tuning tuning = { TEXT_BLOCK, TEXT_LONG_LINE, TEXT_FAR_ROWS };

    return bq_wrap_new_tuned(text, options, &tuning);
}

static void forget(struct bq_wrap *wrap)
{
    for (size_t i = 0; i < wrap->long_count; i++)
        sums_clear(&wrap->longs[i].rows);
    wrap->long_count = 0;
    sums_clear(&wrap->rows);
    wrap->ready = false;
}

void bq_wrap_free(struct bq_wrap *wrap)
{
    if (!wrap)
        return;
    forget(wrap);
    free(wrap->longs);
    free(wrap);
}

void bq_wrap_set(struct bq_wrap *wrap, const struct bq_wrap_options *options)
{
    struct bq_wrap_options next = sane(options);

    if (next.columns != wrap->options.columns || next.tab != wrap->options.tab ||
        next.hang != wrap->options.hang)
        wrap->ready = false;
    wrap->options = next;
}

/* ---- one line ------------------------------------------------------------------------------ */

/* A walk over the rows of a line. */
struct walk {
    const struct bq_wrap *wrap;
    size_t line_start, line_end;
    size_t at; /* start of the next row */
    int hang;
    char scratch[ROW_BYTES_MAX];
};

static int hang_of(const struct bq_wrap *wrap, size_t start, size_t end)
{
    char scratch[ROW_HANG_BYTES];
    size_t want = end - start < ROW_HANG_BYTES ? end - start : ROW_HANG_BYTES;
    struct bq_span head = bq_text_peek(wrap->text, start, want, scratch);

    return row_hang(&wrap->options, head.s, head.len);
}

static void walk_init(struct walk *walk, const struct bq_wrap *wrap, size_t line)
{
    walk->wrap = wrap;
    walk->line_start = walk->at = bq_text_line_start(wrap->text, line);
    walk->line_end = bq_text_line_end(wrap->text, line);
    walk->hang = hang_of(wrap, walk->line_start, walk->line_end);
}

static int walk_indent(const struct walk *walk)
{
    return walk->at == walk->line_start ? 0 : walk->hang;
}

/* Cuts what the window's end left of a code point. */
static size_t whole_codes(struct bq_span window)
{
    size_t len = window.len, back = 0;

    while (back < 3 && back < len && ((unsigned char)window.s[len - 1 - back] & 0xc0) == 0x80)
        back++;
    return back < len && (unsigned char)window.s[len - 1 - back] >= 0xc0 ? len - 1 - back : len;
}

/* Goes over one row; returns its bytes, 0 at the line's end. */
static size_t walk_next(struct walk *walk)
{
    size_t left = walk->line_end - walk->at, len;
    struct bq_span window;
    bool whole = left <= ROW_BYTES_MAX;

    if (left == 0)
        return 0;
    window = bq_text_peek(walk->wrap->text, walk->at, whole ? left : ROW_BYTES_MAX, walk->scratch);
    len = whole ? window.len : whole_codes(window);
    len = row_length(&walk->wrap->options, window.s, len, whole, walk_indent(walk));
    walk->at += len;
    return len;
}

/* ---- long lines ---------------------------------------------------------------------------- */

/* Index of the first long line at or after `line`. */
static size_t long_index(const struct bq_wrap *wrap, size_t line)
{
    size_t low = 0, high = wrap->long_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (wrap->longs[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct long_line *long_find(const struct bq_wrap *wrap, size_t line)
{
    size_t i = long_index(wrap, line);

    return i < wrap->long_count && wrap->longs[i].line == line ? &wrap->longs[i] : NULL;
}

/* Forgets long lines first..first+removed-1; those behind move by added - removed. */
static void long_shift(struct bq_wrap *wrap, size_t first, size_t removed, size_t added)
{
    size_t from = long_index(wrap, first), to = long_index(wrap, first + removed);

    for (size_t i = from; i < to; i++)
        sums_clear(&wrap->longs[i].rows);
    if (from == wrap->long_count)
        return;
    memmove(wrap->longs + from, wrap->longs + to, (wrap->long_count - to) * sizeof *wrap->longs);
    wrap->long_count -= to - from;
    for (size_t i = from; i < wrap->long_count; i++)
        wrap->longs[i].line = wrap->longs[i].line - removed + added;
}

/* A growing list of row lengths. */
struct lengths {
    uint32_t few[ROWS_ON_STACK], *many;
    size_t count, cap;
};

static void lengths_init(struct lengths *lengths)
{
    lengths->many = NULL;
    lengths->count = 0;
    lengths->cap = ROWS_ON_STACK;
}

static uint32_t *lengths_of(struct lengths *lengths)
{
    return lengths->many ? lengths->many : lengths->few;
}

static bool lengths_add(struct lengths *lengths, size_t value)
{
    if (lengths->count == lengths->cap) {
        size_t cap = lengths->cap * 4;
        uint32_t *many = realloc(lengths->many, cap * sizeof *many);

        if (!many)
            return false;
        if (!lengths->many)
            memcpy(many, lengths->few, sizeof lengths->few);
        lengths->many = many;
        lengths->cap = cap;
    }
    lengths_of(lengths)[lengths->count++] = (uint32_t)value;
    return true;
}

/* Notes the rows of a long line that has none noted. Returns how many, 0 without memory. */
static size_t long_add(struct bq_wrap *wrap, struct walk *walk, size_t line)
{
    size_t i = long_index(wrap, line), len, count = 0;
    struct long_line made = { .line = line, .hang = walk->hang };
    struct lengths lengths;
    bool ok = true;

    if (bq_array_grow((void **)&wrap->longs, wrap->long_count, &wrap->long_cap, sizeof *wrap->longs,
                      SIZE_MAX / 2 / sizeof *wrap->longs) < 0)
        return 0;
    lengths_init(&lengths);
    sums_init(&made.rows, wrap->tuning.block);
    while (ok && (len = walk_next(walk)) > 0)
        ok = lengths_add(&lengths, len);
    if (ok && sums_splice(&made.rows, 0, 0, lengths_of(&lengths), lengths.count)) {
        memmove(wrap->longs + i + 1, wrap->longs + i, (wrap->long_count - i) * sizeof *wrap->longs);
        wrap->longs[i] = made;
        wrap->long_count++;
        count = lengths.count;
    }
    free(lengths.many);
    return count;
}

/* Where the rows stop differing from the old ones behind a change. */
struct resync {
    struct sums *old;
    size_t row, start; /* an old row and where it began */
    size_t from;       /* old offsets from here on are behind the change */
    ptrdiff_t shift;   /* new minus old */
};

/* Goes to the last old row that begins at or before new offset `at`. */
static void follow(struct resync *sync, size_t at)
{
    while (sync->row < sync->old->count) {
        size_t next = sync->start + sums_get(sync->old, sync->row);

        if ((ptrdiff_t)next + sync->shift > (ptrdiff_t)at)
            break;
        sync->start = next;
        sync->row++;
    }
}

/* The place of the old row followed, in new offsets, if a new row may begin there; else 0. */
static size_t old_place(const struct resync *sync, size_t behind)
{
    ptrdiff_t place = (ptrdiff_t)sync->start + sync->shift;

    /* a line's first row is indented otherwise: it is no row to go on with */
    if (sync->start == 0 || sync->start < sync->from || sync->row >= sync->old->count)
        return 0;
    return place > (ptrdiff_t)behind ? (size_t)place : 0;
}

/* Ragged rows between the old offsets from and to are gone, those behind move. */
static void ragged_shift(struct long_line *line, size_t from, size_t to, ptrdiff_t shift)
{
    size_t kept = 0;

    for (size_t i = 0; i < line->ragged_count; i++) {
        size_t at = line->ragged[i];

        if (at < from)
            line->ragged[kept++] = at;
        else if (at >= to)
            line->ragged[kept++] = (size_t)((ptrdiff_t)at + shift);
    }
    line->ragged_count = kept;
}

static void ragged_add(struct long_line *line, size_t at)
{
    size_t i = line->ragged_count++;

    for (; i > 0 && line->ragged[i - 1] > at; i--)
        line->ragged[i] = line->ragged[i - 1];
    line->ragged[i] = at;
}

/*
 * Rows from walk->at on until they are the old ones again, or so many that nobody looks: then
 * *ragged is where a row was cut short. False without memory.
 */
static bool wrap_on(struct walk *walk, struct resync *sync, size_t limit, struct lengths *lengths,
                    size_t *ragged)
{
    size_t start = walk->at - walk->line_start, len;

    *ragged = SIZE_MAX;
    for (; (len = walk_next(walk)) > 0; start += len) {
        size_t place;

        follow(sync, start + len);
        place = old_place(sync, start);
        if (place == start + len)
            return lengths_add(lengths, len);
        if (lengths->count >= limit && place > 0) {
            *ragged = start;
            return lengths_add(lengths, place - start);
        }
        if (!lengths_add(lengths, len))
            return false;
    }
    sync->row = sync->old->count;
    sync->start = sync->old->total;
    return true;
}

/* Wraps a long line anew from a little before the change. */
static bool long_rewrap(struct long_line *line, struct walk *walk, size_t limit,
                        const struct bq_text_change *change)
{
    size_t rel = change->at - walk->line_start, before, ragged, start;
    size_t row = sums_find(&line->rows, rel, &before);
    size_t first = row > ROWS_BACK ? row - ROWS_BACK : 0;
    struct resync sync = { &line->rows, first, 0, rel + change->removed,
                           (ptrdiff_t)change->added - (ptrdiff_t)change->removed };
    struct lengths lengths;
    bool ok;

    if (change->removed + change->added == 0) /* a ragged row: it must not go on with itself */
        sync.from++;
    start = sync.start = sums_before(&line->rows, first);
    walk->at += start;
    lengths_init(&lengths);
    ok = wrap_on(walk, &sync, limit, &lengths, &ragged) &&
         sums_splice(&line->rows, first, sync.row - first, lengths_of(&lengths), lengths.count);
    free(lengths.many);
    ragged_shift(line, start, sync.start, sync.shift);
    if (ragged != SIZE_MAX)
        ragged_add(line, ragged);
    return ok;
}

/* ---- taking in changes --------------------------------------------------------------------- */

/* Rows of the line at `start`, about which nothing is noted; 0 without memory. */
static size_t count_rows(struct bq_wrap *wrap, struct walk *walk, size_t line, size_t start)
{
    size_t count = 0;

    walk->wrap = wrap;
    walk->line_start = walk->at = start;
    walk->line_end = start + bq_text_line_length(wrap->text, line);
    if (walk->line_end - start >= wrap->tuning.long_from) {
        walk->hang = hang_of(wrap, start, walk->line_end);
        return long_add(wrap, walk, line);
    }
    while (walk_next(walk) > 0) {
        if (count++ == 0 && walk->at < walk->line_end)
            walk->hang = hang_of(wrap, start, walk->line_end);
    }
    return count ? count : 1;
}

/* Lines first.. : `removed` old ones became `added` new ones. */
static bool recount(struct bq_wrap *wrap, struct walk *walk, size_t first, size_t removed,
                    size_t added)
{
    uint32_t few[ROWS_ON_STACK], *counts = few;
    size_t start = bq_text_line_start(wrap->text, first);
    bool ok = true;

    if (added > ROWS_ON_STACK && !(counts = malloc(added * sizeof *counts)))
        return false;
    long_shift(wrap, first, removed, added);
    for (size_t i = 0; ok && i < added; i++) {
        counts[i] = (uint32_t)count_rows(wrap, walk, first + i, start);
        start += bq_text_line_length(wrap->text, first + i) + 1;
        ok = counts[i] > 0;
    }
    if (ok && removed == 1 && added == 1)
        sums_set(&wrap->rows, first, counts[0]);
    else
        ok = ok && sums_splice(&wrap->rows, first, removed, counts, added);
    if (counts != few)
        free(counts);
    return ok;
}

/* A change within one long line. */
static bool take_long(struct bq_wrap *wrap, struct walk *walk, struct long_line *line,
                      const struct bq_text_change *change)
{
    size_t number = line->line;

    walk_init(walk, wrap, number);
    if (walk->hang != line->hang || walk->line_end - walk->line_start < wrap->tuning.long_from ||
        line->ragged_count == RAGGED_MAX)
        return recount(wrap, walk, number, 1, 1);
    if (!long_rewrap(line, walk, wrap->tuning.far_rows + ROWS_BACK + 2, change))
        return false;
    sums_set(&wrap->rows, number, (uint32_t)line->rows.count);
    return true;
}

static bool take_change(struct bq_wrap *wrap, struct walk *walk,
                        const struct bq_text_change *change)
{
    size_t first = bq_text_line_of(wrap->text, change->at);
    size_t added = bq_text_line_of(wrap->text, change->at + change->added) - first + 1;
    size_t removed = added + wrap->rows.count - bq_text_line_count(wrap->text);
    struct long_line *line = removed == 1 && added == 1 ? long_find(wrap, first) : NULL;

    if (!line)
        return recount(wrap, walk, first, removed, added);
    return take_long(wrap, walk, line, change);
}

bool bq_wrap_update(struct bq_wrap *wrap)
{
    struct bq_text_change change;
    struct walk walk;
    enum bq_text_since since = bq_text_changes(wrap->text, wrap->revision, &change);
    bool ok = true;

    if (!wrap->ready || since == BQ_TEXT_UNKNOWN) {
        forget(wrap);
        ok = recount(wrap, &walk, 0, 0, bq_text_line_count(wrap->text));
    } else if (since == BQ_TEXT_CHANGED) {
        ok = take_change(wrap, &walk, &change);
    }
    if (!ok)
        forget(wrap);
    wrap->ready = ok;
    wrap->revision = bq_text_revision(wrap->text);
    return ok;
}

/* The first ragged row between rows first and last, its offset in *at; NULL: none. */
static struct long_line *ragged_in(struct bq_wrap *wrap, size_t first, size_t last, size_t *at)
{
    size_t before, line = sums_find(&wrap->rows, first, &before);

    for (size_t i = long_index(wrap, line); i < wrap->long_count; i++) {
        struct long_line *kept = &wrap->longs[i];
        size_t base = sums_before(&wrap->rows, kept->line);

        if (base > last)
            break;
        for (size_t k = 0; k < kept->ragged_count; k++) {
            size_t row = base + sums_find(&kept->rows, kept->ragged[k], &before);

            if (row >= first && row <= last) {
                *at = bq_text_line_start(wrap->text, kept->line) + kept->ragged[k];
                return kept;
            }
        }
    }
    return NULL;
}

bool bq_wrap_settle(struct bq_wrap *wrap, size_t first, size_t last)
{
    struct long_line *line;
    struct walk walk;
    size_t at;

    while (wrap->rows.count > 0 && (line = ragged_in(wrap, first, last, &at))) {
        struct bq_text_change nothing = { at, 0, 0 };

        if (!take_long(wrap, &walk, line, &nothing)) {
            forget(wrap);
            return false;
        }
    }
    return true;
}

/* ---- questions ----------------------------------------------------------------------------- */

size_t bq_wrap_row_count(struct bq_wrap *wrap)
{
    return wrap->rows.total ? wrap->rows.total : 1;
}

/* Row number `sub` of a line whose rows are not kept, or the row that holds offset `at`. */
static struct bq_row short_row(struct bq_wrap *wrap, size_t line, size_t sub, size_t at,
                               size_t *found)
{
    struct walk walk;
    struct bq_row row;

    walk_init(&walk, wrap, line);
    row.line = line;
    for (*found = 0;; ++*found) {
        row.start = walk.at;
        row.indent = walk_indent(&walk);
        walk_next(&walk);
        row.end = walk.at;
        if (*found == sub || row.end == walk.line_end || at < row.end)
            break;
    }
    row.first = row.start == walk.line_start;
    row.last = row.end == walk.line_end;
    return row;
}

static struct bq_row long_row(struct bq_wrap *wrap, struct long_line *line, size_t sub)
{
    size_t start = bq_text_line_start(wrap->text, line->line);
    struct bq_row row = { .line = line->line, .first = sub == 0 };

    row.last = sub + 1 >= line->rows.count;
    row.start = start + sums_before(&line->rows, sub);
    row.end = row.start + sums_get(&line->rows, sub);
    row.indent = row.first ? 0 : line->hang;
    return row;
}

struct bq_row bq_wrap_row(struct bq_wrap *wrap, size_t row)
{
    size_t line, before, found;
    struct long_line *kept;

    if (wrap->rows.count == 0)
        return (struct bq_row){ 0, 0, bq_text_len(wrap->text), 0, true, true };
    if (row >= wrap->rows.total)
        row = wrap->rows.total - 1;
    line = sums_find(&wrap->rows, row, &before);
    kept = long_find(wrap, line);
    if (kept)
        return long_row(wrap, kept, row - before);
    return short_row(wrap, line, row - before, SIZE_MAX, &found);
}

size_t bq_wrap_row_of(struct bq_wrap *wrap, size_t at)
{
    size_t line = bq_text_line_of(wrap->text, at), before, found;
    struct long_line *kept;

    if (line >= wrap->rows.count)
        return 0;
    kept = long_find(wrap, line);
    if (kept)
        found = sums_find(&kept->rows, at - bq_text_line_start(wrap->text, line), &before);
    else
        short_row(wrap, line, SIZE_MAX, at, &found);
    return sums_before(&wrap->rows, line) + found;
}

size_t bq_wrap_row_of_line(struct bq_wrap *wrap, size_t line)
{
    if (line >= wrap->rows.count)
        line = wrap->rows.count ? wrap->rows.count - 1 : 0;
    return wrap->rows.count ? sums_before(&wrap->rows, line) : 0;
}

int bq_wrap_cluster_columns(const struct bq_wrap *wrap, const char *s, size_t len, int column)
{
    return row_cluster_columns(&wrap->options, s, len, column);
}

/* The row's bytes; scratch has room for ROW_BYTES_MAX. */
static struct bq_span row_bytes(const struct bq_wrap *wrap, const struct bq_row *row, char *scratch)
{
    size_t want = row->end - row->start;

    return bq_text_peek(wrap->text, row->start, want < ROW_BYTES_MAX ? want : ROW_BYTES_MAX,
                        scratch);
}

int bq_wrap_column(struct bq_wrap *wrap, const struct bq_row *row, size_t at)
{
    char scratch[ROW_BYTES_MAX];
    struct bq_span bytes = row_bytes(wrap, row, scratch);
    int column = row->indent;

    for (size_t i = 0; i < bytes.len && row->start + i < at;) {
        size_t next = bq_cluster_next(bytes.s, bytes.len, i);

        if (row->start + next > at)
            break;
        column += row_cluster_columns(&wrap->options, bytes.s + i, next - i, column);
        i = next;
    }
    return column;
}

size_t bq_wrap_offset(struct bq_wrap *wrap, const struct bq_row *row, int wanted)
{
    char scratch[ROW_BYTES_MAX];
    struct bq_span bytes = row_bytes(wrap, row, scratch);
    int column = row->indent;
    size_t at = 0;

    while (at < bytes.len) {
        size_t next = bq_cluster_next(bytes.s, bytes.len, at);

        column += row_cluster_columns(&wrap->options, bytes.s + at, next - at, column);
        if (column > wanted || (next == bytes.len && !row->last))
            break;
        at = next;
    }
    return row->start + at;
}
