/* Changing the text. */
#include "bqi/move.h"
#include "bqi/paste.h"
#include "bqi/utf8.h"
#include "widget/area_impl.h"

#include <stdio.h>

enum { PREFIX_MAX = 80, INDENT = 2 };

enum ui_area_result area_replace(struct ui_area *area, size_t at, size_t removed, const char *s,
                                 size_t len, enum bq_text_group group, struct bq_err *err)
{
    if (area->ops->replace(area->context, at, removed, s, len, group, err) < 0)
        return UI_AREA_REFUSED;
    area->cursor = area->anchor = at + len;
    area->marking = area->sticky = false;
    area->scrolled = false;
    area->goal = -1;
    return UI_AREA_EDITED;
}

enum ui_area_result ui_area_insert(struct ui_area *area, const char *s, size_t len,
                                   enum bq_text_group group, struct bq_err *err)
{
    size_t start, end;

    area_clamp(area);
    if (!ui_area_marked(area, &start, &end))
        start = end = area->cursor;
    return area_replace(area, start, end - start, s, len, group, err);
}

enum ui_area_result ui_area_paste(struct ui_area *area, const char *s, size_t len,
                                  struct bq_err *err)
{
    struct bq_paste_note note;
    struct bq_buf clean;
    enum ui_area_result result = UI_AREA_REFUSED;

    /* what is longer than the text may get is refused below; three bytes stand for one malformed */
    bq_buf_init(&clean, 3 * bq_text_max(area->text) + 16);
    bq_paste_clean(&clean, s, len, area->options.one_line, &note);
    if (bq_buf_check(&clean, err) == BQ_OK) {
        bq_paste_note_text(&note, area->notice, sizeof area->notice);
        result = ui_area_insert(area, clean.data, clean.len, BQ_TEXT_STEP, err);
    }
    bq_buf_clear(&clean);
    return result;
}

/* ---- erasing ------------------------------------------------------------------------------- */

static enum ui_area_result erase(struct ui_area *area, size_t start, size_t end,
                                 enum bq_text_group group, struct bq_err *err)
{
    if (start == end)
        return UI_AREA_USED;
    return area_replace(area, start, end - start, "", 0, group, err);
}

static size_t line_start(const struct ui_area *area)
{
    return bq_text_line_start(area->text, bq_text_line_of(area->text, area->cursor));
}

static size_t line_end(const struct ui_area *area)
{
    return bq_text_line_end(area->text, bq_text_line_of(area->text, area->cursor));
}

static enum ui_area_result erase_some(struct ui_area *area, enum ui_edit edit, struct bq_err *err)
{
    size_t at = area->cursor, start, end;

    if (ui_area_marked(area, &start, &end))
        return erase(area, start, end, BQ_TEXT_STEP, err);
    switch (edit) {
    case UI_EDIT_ERASE_LEFT:
        return erase(area, bq_move_left(area->text, at), at, BQ_TEXT_ERASING, err);
    case UI_EDIT_ERASE_RIGHT:
        return erase(area, at, bq_move_right(area->text, at), BQ_TEXT_ERASING, err);
    case UI_EDIT_ERASE_CODE:
        return erase(area, bq_move_code_left(area->text, at), at, BQ_TEXT_ERASING, err);
    case UI_EDIT_ERASE_WORD:
        return erase(area, bq_move_word_left(area->text, at), at, BQ_TEXT_STEP, err);
    case UI_EDIT_ERASE_WORD_RIGHT:
        return erase(area, at, bq_move_word_right(area->text, at), BQ_TEXT_STEP, err);
    case UI_EDIT_ERASE_START:
        start = line_start(area);
        return erase(area, start == at ? bq_move_left(area->text, at) : start, at, BQ_TEXT_STEP,
                     err);
    default:
        end = line_end(area);
        return erase(area, at, end == at ? bq_move_right(area->text, at) : end, BQ_TEXT_STEP, err);
    }
}

/* ---- new lines and lists ------------------------------------------------------------------- */

static size_t marker_length(const char *s, size_t len, unsigned long *number)
{
    size_t at = 0;

    *number = 0;
    if (len >= 2 && strchr("-*+>", s[0]) && s[1] == ' ')
        return 2;
    while (at < len && at < 9 && s[at] >= '0' && s[at] <= '9')
        *number = *number * 10 + (unsigned long)(s[at++] - '0');
    if (at == 0 || at + 1 >= len || (s[at] != '.' && s[at] != ')') || s[at + 1] != ' ')
        return 0;
    return at + 2;
}

/*
 * What a new line after the line `s` begins with, into out behind its LF: the indentation, and the
 * next marker of a list. *marker: how long indentation and marker are in s itself, 0 when there is
 * no marker.
 */
static void continuation(const char *s, size_t len, size_t *marker, char out[PREFIX_MAX])
{
    size_t blanks = 0, length;
    unsigned long number;

    while (blanks < len && blanks < PREFIX_MAX / 2 && (s[blanks] == ' ' || s[blanks] == '\t'))
        blanks++;
    length = marker_length(s + blanks, len - blanks, &number);
    *marker = length ? blanks + length : 0;
    if (length > 0 && s[blanks] >= '0' && s[blanks] <= '9')
        snprintf(out, PREFIX_MAX, "\n%.*s%lu%c ", (int)blanks, s, number + 1,
                 s[blanks + length - 2]);
    else
        snprintf(out, PREFIX_MAX, "\n%.*s", (int)(blanks + length), s);
}

/* Is the line from start to the cursor nothing but what the last newline began it with? */
static bool is_made_indent(const struct ui_area *area, size_t start, size_t len)
{
    return len > 0 && area->indent == len && area->cursor == start + len &&
           area->indent_revision == bq_text_revision(area->text) &&
           line_end(area) == area->cursor;
}

/* A new line that begins with `out` behind its LF; remembers what of it are blanks of ours. */
static enum ui_area_result put_line(struct ui_area *area, size_t at, size_t removed,
                                    const char *out, struct bq_err *err)
{
    size_t len = strlen(out), blanks = strspn(out + 1, " \t");
    enum ui_area_result result =
        area_replace(area, at, removed, out, len, BQ_TEXT_TYPING, err);

    area->indent = result == UI_AREA_EDITED && blanks + 1 == len ? blanks : 0;
    area->indent_revision = bq_text_revision(area->text);
    return result;
}

static enum ui_area_result newline(struct ui_area *area, struct bq_err *err)
{
    char head[PREFIX_MAX], out[PREFIX_MAX] = "\n";
    size_t start, end, marker = 0;

    if (area->options.one_line)
        return UI_AREA_IGNORED;
    if (area->options.lists && !ui_area_marked(area, &start, &end)) {
        size_t len;

        start = line_start(area);
        len = area->cursor - start < sizeof head ? area->cursor - start : sizeof head;
        continuation(head, bq_text_copy(area->text, start, head, len), &marker, out);
        /* an item with nothing in it ends the list */
        if (marker > 0 && area->cursor == start + marker && line_end(area) == area->cursor)
            return area_replace(area, start, marker, "", 0, BQ_TEXT_STEP, err);
        /* an indentation that Enter made, with nothing behind it, moves on to the next line */
        if (is_made_indent(area, start, len))
            return put_line(area, start, len, out, err);
    }
    if (!ui_area_marked(area, &start, &end))
        start = end = area->cursor;
    return put_line(area, start, end - start, out, err);
}

/* ---- whole lines --------------------------------------------------------------------------- */

static void marked_lines(const struct ui_area *area, size_t *first, size_t *last)
{
    size_t start, end;

    if (!ui_area_marked(area, &start, &end))
        start = end = area->cursor;
    *first = bq_text_line_of(area->text, start);
    *last = bq_text_line_of(area->text, end);
    if (*last > *first && end == bq_text_line_start(area->text, *last))
        --*last; /* only its LF before is marked */
}

static size_t indentation(const char *s, size_t len)
{
    size_t n = 0;

    if (len > 0 && *s == '\t')
        return 1;
    while (n < len && n < INDENT && s[n] == ' ')
        n++;
    return n;
}

/* Each line of s further in or out, into out. */
static void shift_lines(struct bq_buf *out, struct bq_span s, bool in)
{
    while (s.len > 0) {
        const char *lf = memchr(s.s, '\n', s.len);
        size_t line = lf ? (size_t)(lf + 1 - s.s) : s.len;
        size_t skip = in ? 0 : indentation(s.s, line);

        if (in && *s.s != '\n')
            bq_buf_add_repeat(out, ' ', INDENT);
        bq_buf_add(out, s.s + skip, line - skip);
        s = bq_span_of(s.s + line, s.len - line);
    }
}

static enum ui_area_result indent(struct ui_area *area, bool in, struct bq_err *err)
{
    size_t first, last, start, end, was, from, cursor = area->cursor;
    enum ui_area_result result = UI_AREA_REFUSED;
    bool marked = ui_area_marked(area, &from, &end);
    struct bq_buf out;

    if (area->options.one_line)
        return UI_AREA_IGNORED;
    marked_lines(area, &first, &last);
    start = bq_text_line_start(area->text, first);
    was = bq_text_line_end(area->text, last) - start;
    bq_buf_init(&out, 2 * bq_text_max(area->text) + 16);
    shift_lines(&out, bq_span_of(bq_text_span(area->text).s + start, was), in);
    if (bq_buf_check(&out, err) == BQ_OK && out.len == was) /* nothing to undo */
        result = UI_AREA_USED;
    else if (bq_buf_check(&out, err) == BQ_OK)
        result = area_replace(area, start, was, out.data, out.len, BQ_TEXT_STEP, err);
    if (result == UI_AREA_EDITED && marked) {
        area->anchor = start;
        area->marking = true;
    } else if (result == UI_AREA_EDITED) { /* the cursor stays in its word */
        size_t moved = out.len > was ? cursor + (out.len - was) : cursor - (was - out.len);

        area->cursor = cursor < start + (was > out.len ? was - out.len : 0) ? start : moved;
    }
    bq_buf_clear(&out);
    return result;
}

/* ---- cut, copy, undo ----------------------------------------------------------------------- */

static bool to_clip(struct ui_area *area, size_t start, size_t end, struct bq_err *err)
{
    struct bq_span all = bq_text_span(area->text);

    bq_buf_reset(area->clip);
    bq_buf_add(area->clip, all.s + start, end - start);
    return bq_buf_check(area->clip, err) == BQ_OK;
}

static enum ui_area_result cut(struct ui_area *area, bool erasing, struct bq_err *err)
{
    size_t start, end;

    if (!ui_area_marked(area, &start, &end)) {
        if (!erasing)
            return UI_AREA_IGNORED;
        start = line_start(area);
        end = bq_move_right(area->text, line_end(area));
    }
    if (!area->clip || start == end)
        return UI_AREA_USED;
    if (!to_clip(area, start, end, err))
        return UI_AREA_REFUSED;
    if (erasing)
        return erase(area, start, end, BQ_TEXT_STEP, err);
    area->marking = area->sticky = false;
    return UI_AREA_USED;
}

static enum ui_area_result paste_clip(struct ui_area *area, struct bq_err *err)
{
    if (!area->clip || area->clip->len == 0)
        return UI_AREA_USED;
    return ui_area_paste(area, area->clip->data, area->clip->len, err);
}

static enum ui_area_result undo(struct ui_area *area, bool back)
{
    size_t cursor = area->cursor;
    bool done =
        back ? area->ops->undo(area->context, &cursor) : area->ops->redo(area->context, &cursor);

    if (!done)
        return UI_AREA_USED;
    ui_area_move_to(area, cursor);
    return UI_AREA_EDITED;
}

static enum ui_area_result mark(struct ui_area *area, enum ui_edit edit)
{
    size_t start, end;
    bool was = area->marking || area->sticky;

    if (edit == UI_EDIT_UNMARK && !was)
        return UI_AREA_IGNORED;
    if (edit == UI_EDIT_MARK_ALL) {
        area->anchor = 0;
        area->cursor = bq_text_len(area->text);
        area->marking = true;
        return UI_AREA_USED;
    }
    if (edit == UI_EDIT_UNMARK || area->sticky || ui_area_marked(area, &start, &end)) {
        area->marking = area->sticky = false;
    } else {
        area->anchor = area->cursor;
        area->marking = area->sticky = true;
    }
    return UI_AREA_USED;
}

enum ui_area_result area_edit(struct ui_area *area, enum ui_edit edit, struct bq_err *err)
{
    area_clamp(area);
    switch (edit) {
    case UI_EDIT_NEWLINE:
        return newline(area, err);
    case UI_EDIT_INDENT:
    case UI_EDIT_UNINDENT:
        return indent(area, edit == UI_EDIT_INDENT, err);
    case UI_EDIT_UNDO:
    case UI_EDIT_REDO:
        return undo(area, edit == UI_EDIT_UNDO);
    case UI_EDIT_MARK:
    case UI_EDIT_UNMARK:
    case UI_EDIT_MARK_ALL:
        return mark(area, edit);
    case UI_EDIT_CUT:
    case UI_EDIT_COPY:
        return cut(area, edit == UI_EDIT_CUT, err);
    case UI_EDIT_PASTE:
        return paste_clip(area, err);
    default:
        return erase_some(area, edit, err);
    }
}
