/* An area's life, and where its cursor and marking are. */
#include "bqi/move.h"
#include "widget/area_impl.h"

#include <stdlib.h>

static int plain_replace(void *context, size_t at, size_t removed, const char *s, size_t len,
                         enum bq_text_group group, struct bq_err *err)
{
    struct ui_area *area = context;

    return bq_text_replace(area->text, at, removed, s, len, group, area->now_ms, err);
}

static bool plain_undo(void *context, size_t *cursor)
{
    return bq_text_undo(((struct ui_area *)context)->text, cursor);
}

static bool plain_redo(void *context, size_t *cursor)
{
    return bq_text_redo(((struct ui_area *)context)->text, cursor);
}

static const struct ui_area_ops plain_ops = { plain_replace, plain_undo, plain_redo };

static struct bq_wrap_options wrap_options(const struct ui_area *area, int columns)
{
    return (struct bq_wrap_options){ columns, area->options.tab ? area->options.tab : 4,
                                     area->options.lists };
}

struct ui_area *ui_area_new(struct bq_text *text, const struct ui_area_ops *ops, void *context)
{
    struct ui_area *area = calloc(1, sizeof *area);
    struct bq_wrap_options options;

    if (!area)
        return NULL;
    area->text = text;
    area->ops = ops ? ops : &plain_ops;
    area->context = ops ? context : area;
    area->goal = -1;
    area->rect = (struct ui_rect){ 0, 0, AREA_ROWS_FIRST, AREA_COLUMNS_FIRST };
    options = wrap_options(area, AREA_COLUMNS_FIRST - 1);
    area->wrap = bq_wrap_new(text, &options);
    if (!area->wrap) {
        free(area);
        return NULL;
    }
    return area;
}

void ui_area_free(struct ui_area *area)
{
    if (!area)
        return;
    bq_wrap_free(area->wrap);
    free(area);
}

void ui_area_set_options(struct ui_area *area, const struct ui_area_options *options)
{
    area->options = *options;
}

void ui_area_set_clip(struct ui_area *area, struct bq_buf *clip)
{
    area->clip = clip;
}

void ui_area_set_time(struct ui_area *area, int64_t now_ms)
{
    area->now_ms = now_ms;
}

const char *ui_area_notice(const struct ui_area *area)
{
    return area->notice;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static int gutter_columns(const struct ui_area *area, int columns)
{
    int digits = 2;

    if (!area->options.numbers || area->options.one_line)
        return 0;
    for (size_t n = bq_text_line_count(area->text); n >= 100; n /= 10)
        digits++;
    return columns > digits + 12 ? digits + 1 : 0;
}

void area_wrap(struct ui_area *area, int columns)
{
    int gutter = gutter_columns(area, columns);
    struct bq_wrap_options options = wrap_options(area, columns - gutter - 1);
    bool moved = columns - gutter != area->rect.columns - area->gutter;
    size_t first = moved ? bq_wrap_row(area->wrap, area->top).start : 0;

    area->gutter = gutter;
    bq_wrap_set(area->wrap, &options);
    bq_wrap_update(area->wrap);
    area_clamp(area);
    if (moved && area->top > 0)
        area->top = bq_wrap_row_of(
            area->wrap, first <= bq_text_len(area->text) ? first : bq_text_len(area->text));
}

size_t ui_area_rows(struct ui_area *area, int columns)
{
    if (area->options.one_line)
        return 1;
    area_wrap(area, columns);
    area->rect.columns = columns;
    return bq_wrap_row_count(area->wrap);
}

/* ---- cursor and marking -------------------------------------------------------------------- */

static size_t on_code(const struct bq_text *text, size_t at)
{
    size_t len = bq_text_len(text);
    char c;

    if (at > len)
        at = len;
    while (at > 0 && bq_text_copy(text, at, &c, 1) == 1 && ((unsigned char)c & 0xc0) == 0x80)
        at--;
    return at;
}

void area_clamp(struct ui_area *area)
{
    area->cursor = on_code(area->text, area->cursor);
    area->anchor = on_code(area->text, area->anchor);
    area->left = on_code(area->text, area->left);
}

void area_set_cursor(struct ui_area *area, size_t at, bool extend)
{
    extend = extend || area->sticky;
    if (extend && !area->marking)
        area->anchor = area->cursor;
    area->marking = extend;
    if (at != area->cursor)
        bq_text_break(area->text);
    area->cursor = at;
    area->scrolled = false;
}

size_t ui_area_cursor(const struct ui_area *area)
{
    return area->cursor;
}

bool ui_area_marked(const struct ui_area *area, size_t *start, size_t *end)
{
    bool forward = area->anchor <= area->cursor;

    *start = forward ? area->anchor : area->cursor;
    *end = forward ? area->cursor : area->anchor;
    return area->marking && *start < *end;
}

void ui_area_move_to(struct ui_area *area, size_t at)
{
    size_t next;

    at = on_code(area->text, at);
    next = bq_move_right(area->text, bq_move_left(area->text, at));
    if (at > 0 && next != at) /* inside a cluster */
        at = bq_move_left(area->text, at);
    area->sticky = false;
    area->goal = -1;
    area->center = true;
    area_set_cursor(area, at, false);
}

void ui_area_show(struct ui_area *area, size_t at, size_t end)
{
    ui_area_move_to(area, at);
    area->show_end = on_code(area->text, end);
}

void ui_area_go_to_line(struct ui_area *area, size_t line)
{
    size_t count = bq_text_line_count(area->text);

    line = line < 1 ? 1 : line > count ? count : line;
    ui_area_move_to(area, bq_text_line_start(area->text, line - 1));
}

void ui_area_place(struct ui_area *area, size_t *line, size_t *column)
{
    char bytes[4096];
    size_t number = bq_text_line_of(area->text, area->cursor);
    size_t at = bq_text_line_start(area->text, number);

    *line = number + 1;
    *column = 1;
    while (at < area->cursor) {
        size_t want = area->cursor - at < sizeof bytes ? area->cursor - at : sizeof bytes;
        size_t got = bq_text_copy(area->text, at, bytes, want);

        for (size_t i = 0; i < got; i++)
            *column += ((unsigned char)bytes[i] & 0xc0) != 0x80;
        at += got;
    }
}

void ui_area_leave(struct ui_area *area)
{
    area->marking = area->sticky = area->dragging = false;
    area->goal = -1;
    bq_text_break(area->text);
}

/* ---- search -------------------------------------------------------------------------------- */

bool ui_area_find(struct ui_area *area, const char *s, size_t len, enum ui_area_search direction,
                  bool *wrapped)
{
    size_t at = 0, found = 0, start, end;
    bool round = false, ok;

    bq_needle_init_smart(&area->needle, s, len);
    if (wrapped)
        *wrapped = false;
    if (area->needle.count == 0)
        return false;
    if (!ui_area_marked(area, &start, &end))
        start = end = area->cursor;
    if (direction == UI_SEARCH_PREVIOUS) {
        ok = bq_find_previous(area->text, &area->needle, start, &at, &found);
        round = !ok;
        ok = ok || bq_find_previous(area->text, &area->needle, SIZE_MAX, &at, &found);
    } else {
        ok = bq_find_next(area->text, &area->needle, direction == UI_SEARCH_HERE ? start : end, &at,
                          &found);
        round = !ok;
        ok = ok || bq_find_next(area->text, &area->needle, 0, &at, &found);
    }
    if (!ok)
        return false;
    if (wrapped)
        *wrapped = round;
    ui_area_show(area, at, at + found);
    area->anchor = at;
    area->cursor = at + found;
    area->marking = true;
    return true;
}
