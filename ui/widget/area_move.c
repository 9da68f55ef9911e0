/* Moving the cursor: by keys and by mouse. */
#include "bqi/move.h"
#include "widget/area_impl.h"

static size_t line_start(const struct ui_area *area)
{
    return bq_text_line_start(area->text, bq_text_line_of(area->text, area->cursor));
}

static size_t line_end(const struct ui_area *area)
{
    return bq_text_line_end(area->text, bq_text_line_of(area->text, area->cursor));
}

static size_t home(const struct ui_area *area, const struct bq_row *row)
{
    if (area->options.one_line || area->cursor == row->start)
        return line_start(area);
    return row->start;
}

/* The last place that still shows on the row; again: the line's end. */
static size_t end_of(const struct ui_area *area, const struct bq_row *row)
{
    size_t last;

    if (area->options.one_line || row->last)
        return line_end(area);
    last = bq_move_left(area->text, row->end);
    return area->cursor == last ? line_end(area) : last;
}

/* Up or down, to the column the walk began in; beyond the first and last row to the text's ends. */
static size_t by_rows(struct ui_area *area, long rows)
{
    size_t row = bq_wrap_row_of(area->wrap, area->cursor);
    size_t last = bq_wrap_row_count(area->wrap) - 1, step = (size_t)(rows < 0 ? -rows : rows);
    struct bq_row here = bq_wrap_row(area->wrap, row);

    if (area->goal < 0)
        area->goal = bq_wrap_column(area->wrap, &here, area->cursor);
    if (rows < 0 && row == 0)
        return 0;
    if (rows > 0 && row == last)
        return bq_text_len(area->text);
    if (rows < 0)
        row = row > step ? row - step : 0;
    else
        row = last - row > step ? row + step : last;
    here = bq_wrap_row(area->wrap, row);
    return bq_wrap_offset(area->wrap, &here, area->goal);
}

static long page(const struct ui_area *area)
{
    return area->rect.rows > 2 ? area->rect.rows - 1 : 1;
}

static size_t target(struct ui_area *area, enum ui_edit edit)
{
    struct bq_row row = bq_wrap_row(area->wrap, bq_wrap_row_of(area->wrap, area->cursor));

    switch (edit) {
    case UI_EDIT_LEFT:
        return bq_move_left(area->text, area->cursor);
    case UI_EDIT_RIGHT:
        return bq_move_right(area->text, area->cursor);
    case UI_EDIT_UP:
        return by_rows(area, -1);
    case UI_EDIT_DOWN:
        return by_rows(area, 1);
    case UI_EDIT_WORD_LEFT:
        return bq_move_word_left(area->text, area->cursor);
    case UI_EDIT_WORD_RIGHT:
        return bq_move_word_right(area->text, area->cursor);
    case UI_EDIT_PARAGRAPH_UP:
        return bq_move_paragraph_up(area->text, area->cursor);
    case UI_EDIT_PARAGRAPH_DOWN:
        return bq_move_paragraph_down(area->text, area->cursor);
    case UI_EDIT_HOME:
        return home(area, &row);
    case UI_EDIT_END:
        return end_of(area, &row);
    case UI_EDIT_PAGE_UP:
        return by_rows(area, -page(area));
    case UI_EDIT_PAGE_DOWN:
        return by_rows(area, page(area));
    case UI_EDIT_TEXT_START:
        return 0;
    default:
        return bq_text_len(area->text);
    }
}

static bool goes_by_rows(enum ui_edit edit)
{
    return edit == UI_EDIT_UP || edit == UI_EDIT_DOWN || edit == UI_EDIT_PAGE_UP ||
           edit == UI_EDIT_PAGE_DOWN;
}

enum ui_area_result area_move(struct ui_area *area, enum ui_edit edit, bool extend)
{
    size_t start, end;
    bool marked = ui_area_marked(area, &start, &end);

    if (area->options.one_line &&
        (goes_by_rows(edit) || edit == UI_EDIT_PARAGRAPH_UP || edit == UI_EDIT_PARAGRAPH_DOWN))
        return UI_AREA_IGNORED;
    bq_wrap_update(area->wrap);
    area_clamp(area);
    if (!goes_by_rows(edit))
        area->goal = -1;
    if (marked && !extend && !area->sticky && edit == UI_EDIT_LEFT)
        area_set_cursor(area, start, false);
    else if (marked && !extend && !area->sticky && edit == UI_EDIT_RIGHT)
        area_set_cursor(area, end, false);
    else
        area_set_cursor(area, target(area, edit), extend);
    return UI_AREA_USED;
}

/* ---- mouse --------------------------------------------------------------------------------- */

static size_t place_of(struct ui_area *area, const struct ui_key *key)
{
    long row = key->row - area->rect.row;
    int column = key->column - area->rect.column - area->gutter;
    struct bq_row there;

    if (area->options.one_line) {
        there = (struct bq_row){
            .start = area->left, .end = bq_text_len(area->text), .first = true, .last = true
        };
        return bq_wrap_offset(area->wrap, &there, column);
    }
    row += (long)area->top;
    there = bq_wrap_row(area->wrap, row < 0 ? 0 : (size_t)row);
    return bq_wrap_offset(area->wrap, &there, column < 0 ? 0 : column);
}

static void wheel(struct ui_area *area, bool up)
{
    size_t count = bq_wrap_row_count(area->wrap), rows = (size_t)area->rect.rows;
    size_t most = count > rows ? count - rows : 0;

    if (up)
        area->top = area->top > AREA_WHEEL ? area->top - AREA_WHEEL : 0;
    else
        area->top = area->top + AREA_WHEEL < most ? area->top + AREA_WHEEL : most;
    area->scrolled = true;
}

enum ui_area_result area_mouse(struct ui_area *area, const struct ui_key *key)
{
    bool inside = ui_rect_holds(area->rect, key->row, key->column);

    if (!inside && !area->dragging)
        return UI_AREA_IGNORED;
    bq_wrap_update(area->wrap);
    area_clamp(area);
    area->goal = -1;
    switch (key->button) {
    case UI_BUTTON_PRESS:
        area->sticky = false;
        area->dragging = true;
        area_set_cursor(area, place_of(area, key), (key->mods & UI_MOD_SHIFT) != 0);
        return UI_AREA_USED;
    case UI_BUTTON_DRAG:
        if (area->dragging)
            area_set_cursor(area, place_of(area, key), true);
        return UI_AREA_USED;
    case UI_BUTTON_RELEASE:
        area->dragging = false;
        return UI_AREA_USED;
    case UI_BUTTON_WHEEL_UP:
    case UI_BUTTON_WHEEL_DOWN:
        if (area->options.one_line)
            return UI_AREA_IGNORED;
        wheel(area, key->button == UI_BUTTON_WHEEL_UP);
        return UI_AREA_USED;
    default:
        return UI_AREA_IGNORED;
    }
}
