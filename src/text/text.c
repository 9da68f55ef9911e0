#include "bqi/text.h"

#include "bqi/utf8.h"
#include "text/gap.h"
#include "text/sums.h"
#include "text/tuning.h"
#include "text/undo.h"

#include <assert.h>
#include <stdlib.h>

enum { TEXT_MAX = 1 << 30, CHANGES_KEPT = 32, LINES_ON_STACK = 64 };

struct bq_text {
    struct gap bytes;
    struct sums *lines; /* length of each line with its LF */
    struct undo undo;
    size_t max;
    uint64_t revision;
    uint64_t loaded; /* revision of the last load */
    /* changes[r % CHANGES_KEPT] led to revision r */
    struct bq_text_change changes[CHANGES_KEPT];
    uint64_t taken; /* revision that take_change saw */
    size_t taken_len;
};

struct bq_text *bq_text_new_tuned(size_t max, unsigned block)
{
    static const uint32_t empty_line = 0;
    struct bq_text *text = calloc(1, sizeof *text);

    if (!text)
        return NULL;
    text->max = max < TEXT_MAX ? max : TEXT_MAX;
    text->lines = calloc(1, sizeof *text->lines);
    if (text->lines)
        sums_init(text->lines, block);
    if (!text->lines || !sums_splice(text->lines, 0, 0, &empty_line, 1)) {
        bq_text_free(text);
        return NULL;
    }
    return text;
}

struct bq_text *bq_text_new(size_t max)
{
    return bq_text_new_tuned(max, TEXT_BLOCK);
}

void bq_text_free(struct bq_text *text)
{
    if (!text)
        return;
    gap_clear(&text->bytes);
    if (text->lines)
        sums_clear(text->lines);
    free(text->lines);
    undo_clear(&text->undo);
    free(text);
}

size_t bq_text_len(const struct bq_text *text)
{
    return gap_len(&text->bytes);
}

size_t bq_text_max(const struct bq_text *text)
{
    return text->max;
}

uint64_t bq_text_revision(const struct bq_text *text)
{
    return text->revision;
}

struct bq_span bq_text_span(struct bq_text *text)
{
    return bq_span_of(gap_whole(&text->bytes), bq_text_len(text));
}

static size_t clip(const struct bq_text *text, size_t at, size_t want)
{
    size_t len = bq_text_len(text);

    if (at >= len)
        return 0;
    return want < len - at ? want : len - at;
}

size_t bq_text_copy(const struct bq_text *text, size_t at, char *out, size_t len)
{
    len = clip(text, at, len);
    if (len)
        gap_copy(&text->bytes, at, out, len);
    return len;
}

struct bq_span bq_text_peek(const struct bq_text *text, size_t at, size_t want, char *scratch)
{
    size_t len;
    const char *piece;

    want = clip(text, at, want);
    if (want == 0)
        return bq_span_of("", 0);
    piece = gap_piece(&text->bytes, at, &len);
    if (len >= want)
        return bq_span_of(piece, want);
    gap_copy(&text->bytes, at, scratch, want);
    return bq_span_of(scratch, want);
}

/* ---- the door ------------------------------------------------------------------------------ */

static int refuse(struct bq_err *err, const char *s, size_t bad, const char *what)
{
    unsigned line, column;

    bq_utf8_place(s, bad, &line, &column);
    return bq_err_at(err, BQ_EPARSE, NULL, line, column, "the text holds %s", what);
}

/* Does the text stay what the invariant says with len bytes of s in it? */
static int admit(const char *s, size_t len, struct bq_err *err)
{
    size_t bad;
    const char *p;

    if (len == 0)
        return BQ_OK;
    if (!bq_utf8_valid(s, len, &bad))
        return refuse(err, s, bad, "bytes that are not UTF-8");
    if ((p = memchr(s, 0, len)))
        return refuse(err, s, (size_t)(p - s), "U+0000");
    if ((p = memchr(s, '\r', len)))
        return refuse(err, s, (size_t)(p - s), "a carriage return");
    return BQ_OK;
}

static bool on_boundary(const struct bq_text *text, size_t at)
{
    return at == bq_text_len(text) || (gap_byte(&text->bytes, at) & 0xc0) != 0x80;
}

/* ---- one change of bytes and lines --------------------------------------------------------- */

static size_t count_lf(const char *s, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += s[i] == '\n';
    return count;
}

/* Lengths of the lines of s; head bytes stand before it on its first line, tail bytes behind on its
 * last. */
static void line_lengths(const char *s, size_t len, size_t head, size_t tail, uint32_t *out)
{
    const char *end = s + len, *lf;

    while (s < end && (lf = memchr(s, '\n', (size_t)(end - s)))) {
        *out++ = (uint32_t)(head + (size_t)(lf + 1 - s));
        head = 0;
        s = lf + 1;
    }
    *out = (uint32_t)(head + (size_t)(end - s) + tail);
}

static bool splice_lines(struct bq_text *text, size_t at, size_t removed, const char *s, size_t len)
{
    uint32_t few[LINES_ON_STACK], *lengths = few;
    size_t first_start, last_start, added = count_lf(s, len) + 1;
    size_t first = sums_find(text->lines, at, &first_start);
    size_t last = sums_find(text->lines, at + removed, &last_start);
    size_t last_end = last_start + sums_get(text->lines, last);
    bool ok;

    if (added > LINES_ON_STACK && !(lengths = malloc(added * sizeof *lengths)))
        return false;
    line_lengths(s, len, at - first_start, last_end - (at + removed), lengths);
    if (added == 1 && first == last) {
        sums_set(text->lines, first, lengths[0]);
        return true;
    }
    ok = sums_splice(text->lines, first, last - first + 1, lengths, added);
    if (lengths != few)
        free(lengths);
    return ok;
}

static void note_change(struct bq_text *text, size_t at, size_t removed, size_t added)
{
    text->revision++;
    text->changes[text->revision % CHANGES_KEPT] = (struct bq_text_change){ at, removed, added };
}

/* Bytes and line index together, or nothing. */
static bool change(struct bq_text *text, size_t at, size_t removed, const char *s, size_t len)
{
    if (len == 0)
        s = "";
    if (!gap_reserve(&text->bytes, len) || !splice_lines(text, at, removed, s, len))
        return false;
    gap_replace(&text->bytes, at, removed, s, len);
    note_change(text, at, removed, len);
    return true;
}

/* ---- edits --------------------------------------------------------------------------------- */

static int too_long(const struct bq_text *text, struct bq_err *err)
{
    return bq_err_set(err, BQ_ELIMIT, "a text may hold %zu bytes, not more", text->max);
}

int bq_text_load(struct bq_text *text, const char *s, size_t len, struct bq_err *err)
{
    int status = admit(s, len, err);

    if (status < 0)
        return status;
    if (len > text->max)
        return too_long(text, err);
    if (!change(text, 0, bq_text_len(text), s, len))
        return bq_err_nomem(err);
    undo_clear(&text->undo);
    text->loaded = text->revision;
    return BQ_OK;
}

static char *bytes_of(const struct bq_text *text, size_t at, size_t len)
{
    char *bytes = malloc(len ? len : 1);

    if (bytes)
        gap_copy(&text->bytes, at, bytes, len);
    return bytes;
}

static int check_range(const struct bq_text *text, size_t at, size_t removed, struct bq_err *err)
{
    size_t len = bq_text_len(text);

    if (at > len || removed > len - at)
        return bq_err_set(err, BQ_EINVAL, "the edit lies outside the text");
    if (!on_boundary(text, at) || !on_boundary(text, at + removed))
        return bq_err_set(err, BQ_EINVAL, "the edit would cut a character");
    return BQ_OK;
}

int bq_text_replace(struct bq_text *text, size_t at, size_t removed, const char *s, size_t len,
                    enum bq_text_group group, int64_t now_ms, struct bq_err *err)
{
    struct undo_edit edit = { at, removed, s, len, group, now_ms };
    char *was = NULL;
    int status = check_range(text, at, removed, err);

    if (status < 0 || (status = admit(s, len, err)) < 0 || (removed == 0 && len == 0))
        return status;
    if (len > text->max || bq_text_len(text) - removed > text->max - len)
        return too_long(text, err);
    if (!undo_reserve(&text->undo) || (removed && !(was = bytes_of(text, at, removed))))
        return bq_err_nomem(err);
    if (!change(text, at, removed, s, len)) {
        free(was);
        return bq_err_nomem(err);
    }
    undo_note(&text->undo, &edit, was);
    return BQ_OK;
}

void bq_text_break(struct bq_text *text)
{
    text->undo.broken = true;
}

/* Swaps what a step would put back with what stands there. False without memory. */
static bool swap(struct bq_text *text, struct undo_step *step, size_t *cursor)
{
    char *now = NULL;

    if (step->now_len && !(now = bytes_of(text, step->at, step->now_len)))
        return false;
    if (!change(text, step->at, step->now_len, step->was, step->was_len)) {
        free(now);
        return false;
    }
    *cursor = step->at + step->was_len;
    text->undo.bytes = text->undo.bytes - step->was_len + step->now_len;
    free(step->was);
    step->was = now;
    size_t len = step->was_len;
    step->was_len = step->now_len;
    step->now_len = len;
    return true;
}

bool bq_text_undo(struct bq_text *text, size_t *cursor)
{
    struct undo *undo = &text->undo;
    struct undo_step *step;
    bool moved = false, more = true;

    while (more && (step = undo_back(undo)) && swap(text, step, cursor)) {
        more = step->joined;
        undo->done--;
        moved = true;
    }
    undo->broken = true;
    return moved;
}

bool bq_text_redo(struct bq_text *text, size_t *cursor)
{
    struct undo *undo = &text->undo;
    struct undo_step *step;
    bool moved = false;

    while ((step = undo_forward(undo)) && (!moved || step->joined) && swap(text, step, cursor)) {
        undo->done++;
        moved = true;
    }
    undo->broken = true;
    return moved;
}

/* ---- lines --------------------------------------------------------------------------------- */

size_t bq_text_line_count(const struct bq_text *text)
{
    return text->lines->count;
}

size_t bq_text_line_start(const struct bq_text *text, size_t line)
{
    return line < text->lines->count ? sums_before(text->lines, line) : bq_text_len(text);
}

size_t bq_text_line_end(const struct bq_text *text, size_t line)
{
    size_t count = text->lines->count, end;

    if (line + 1 >= count)
        return bq_text_len(text);
    end = sums_before(text->lines, line) + sums_get(text->lines, line);
    return end - 1;
}

size_t bq_text_line_length(const struct bq_text *text, size_t line)
{
    size_t len = sums_get(text->lines, line);

    return line + 1 < text->lines->count ? len - 1 : len;
}

size_t bq_text_line_of(const struct bq_text *text, size_t at)
{
    size_t before;

    return sums_find(text->lines, at, &before);
}

/* ---- what changed -------------------------------------------------------------------------- */

/* First `a`, then `b`, as one change. */
static struct bq_text_change merge(struct bq_text_change a, struct bq_text_change b)
{
    size_t start = a.at < b.at ? a.at : b.at;
    size_t a_end = a.at + a.added, b_end = b.at + b.removed;
    size_t between = (a_end > b_end ? a_end : b_end) - start;

    return (struct bq_text_change){ start, between - a.added + a.removed,
                                    between - b.removed + b.added };
}

enum bq_text_since bq_text_changes(const struct bq_text *text, uint64_t since,
                                   struct bq_text_change *out)
{
    if (since == text->revision)
        return BQ_TEXT_SAME;
    if (since > text->revision || since < text->loaded || text->revision - since > CHANGES_KEPT)
        return BQ_TEXT_UNKNOWN;
    *out = text->changes[(since + 1) % CHANGES_KEPT];
    for (uint64_t r = since + 2; r <= text->revision; r++)
        *out = merge(*out, text->changes[r % CHANGES_KEPT]);
    return BQ_TEXT_CHANGED;
}

bool bq_text_take_change(struct bq_text *text, struct bq_text_change *out)
{
    enum bq_text_since since = bq_text_changes(text, text->taken, out);

    if (since == BQ_TEXT_UNKNOWN)
        *out = (struct bq_text_change){ 0, text->taken_len, bq_text_len(text) };
    text->taken = text->revision;
    text->taken_len = bq_text_len(text);
    return since != BQ_TEXT_SAME;
}
