/* Drawing what is in view. */
#include "bqi/cluster.h"
#include "bqi/move.h"
#include "widget/area_impl.h"

#include <stdio.h>

enum { ROW_BYTES = 8192, NEAR_MAX = 64, MATCHES_MAX = 256 };

/* What stands out in the rows in view: marks first, then matches. */
struct paint {
    struct ui_area_mark near[NEAR_MAX + MATCHES_MAX];
    size_t count;
    size_t marked_start, marked_end; /* selection */
};

static void add_near(struct paint *paint, size_t start, size_t end, enum ui_style style,
                     size_t room)
{
    if (paint->count < room)
        paint->near[paint->count++] = (struct ui_area_mark){ start, end, style };
}

static void find_matches(const struct ui_area *area, struct paint *paint, size_t from, size_t to)
{
    size_t back = 4 * BQ_FIND_MAX, at = from > back ? from - back : 0, len;

    while (area->needle.count > 0 && bq_find_within(area->text, &area->needle, at, to, &at, &len)) {
        bool now = paint->marked_start == at && paint->marked_end == at + len;

        add_near(paint, at, at + len, now ? UI_STYLE_MATCH_NOW : UI_STYLE_MATCH,
                 NEAR_MAX + MATCHES_MAX);
        at += len;
    }
}

/* What of it lies in from..to. */
static void prepare(const struct ui_area *area, struct paint *paint, size_t from, size_t to,
                    const struct ui_area_mark *marks, size_t count)
{
    paint->count = 0;
    if (!ui_area_marked(area, &paint->marked_start, &paint->marked_end))
        paint->marked_start = paint->marked_end = 0;
    for (size_t i = 0; i < count; i++) {
        if (marks[i].start < to && marks[i].end > from)
            add_near(paint, marks[i].start, marks[i].end, marks[i].style, NEAR_MAX);
    }
    find_matches(area, paint, from, to);
}

/* The part of `all` that lies in the row, so that each cell looks at little. */
static void narrow(const struct paint *all, struct paint *row, size_t from, size_t to)
{
    row->count = 0;
    row->marked_start = all->marked_start;
    row->marked_end = all->marked_end;
    for (size_t i = 0; i < all->count; i++) {
        if (all->near[i].start < to && all->near[i].end > from)
            row->near[row->count++] = all->near[i];
    }
}

static enum ui_style style_at(const struct paint *paint, size_t at)
{
    enum ui_style style = UI_STYLE_FIELD;

    for (size_t i = 0; i < paint->count; i++) {
        if (at >= paint->near[i].start && at < paint->near[i].end)
            style = paint->near[i].style;
    }
    if (at >= paint->marked_start && at < paint->marked_end && style != UI_STYLE_MATCH_NOW)
        style = UI_STYLE_SELECTION;
    return style;
}

/* ---- one row ------------------------------------------------------------------------------- */

/* A row on the screen: where it stands, which bytes. */
struct line {
    struct ui_grid *grid;
    int row, column; /* of its first cell */
    struct bq_span bytes;
    size_t at;       /* offset of bytes */
    size_t trailing; /* blanks from here on end the line */
    int indent;
};

static void put_blank(const struct ui_area *area, const struct line *line, int column, int columns,
                      enum ui_style style, bool tab)
{
    bool ascii = line->grid->ascii;
    const char *sign = tab ? ascii ? ">" : "\u2192" : ascii ? "." : "\u00b7";
    bool visible = area->options.blanks || (tab && area->options.one_line);

    for (int i = 0; i < columns; i++)
        ui_grid_put_cluster(line->grid, line->row, line->column + column + i, style, " ", 1);
    if (visible)
        ui_grid_put_cluster(line->grid, line->row, line->column + column,
                            style == UI_STYLE_FIELD ? UI_STYLE_BLANK : style, sign, strlen(sign));
}

static void put_row(const struct ui_area *area, const struct line *line, const struct paint *paint,
                    int edge)
{
    const char *s = line->bytes.s;
    size_t len = line->bytes.len;
    int column = line->indent;

    for (size_t i = 0; i < len && column < edge;) {
        size_t next = bq_cluster_next(s, len, i);
        int columns = bq_wrap_cluster_columns(area->wrap, s + i, next - i, column);
        enum ui_style style = style_at(paint, line->at + i);
        bool tab = s[i] == '\t';

        if (tab || (s[i] == ' ' && next == i + 1 && i >= line->trailing))
            put_blank(area, line, column, columns, style, tab);
        else
            ui_grid_put_cluster(line->grid, line->row, line->column + column, style, s + i,
                                next - i);
        column += columns;
        i = next;
    }
    /* a marked LF shows as one marked blank */
    if (paint->marked_start < paint->marked_end && line->at + len >= paint->marked_start &&
        line->at + len < paint->marked_end && column < edge && line->trailing != SIZE_MAX)
        ui_grid_put_cluster(line->grid, line->row, line->column + column, UI_STYLE_SELECTION, " ",
                            1);
}

static size_t trailing_blanks(struct bq_span bytes)
{
    size_t at = bytes.len;

    while (at > 0 && (bytes.s[at - 1] == ' ' || bytes.s[at - 1] == '\t'))
        at--;
    return at;
}

static void draw_row(const struct ui_area *area, struct ui_grid *grid, const struct bq_row *row,
                     int screen_row, const struct paint *all)
{
    char scratch[ROW_BYTES];
    struct paint paint;
    size_t want = row->end - row->start < ROW_BYTES ? row->end - row->start : ROW_BYTES;
    struct line line = { .grid = grid,
                         .row = screen_row,
                         .column = area->rect.column + area->gutter,
                         .at = row->start,
                         .indent = row->indent };

    line.bytes = bq_text_peek(area->text, row->start, want, scratch);
    line.trailing = row->last ? trailing_blanks(line.bytes) : SIZE_MAX;
    narrow(all, &paint, row->start, row->end);
    put_row(area, &line, &paint, area->rect.columns - area->gutter);
    if (area->gutter && row->first) {
        char number[24];

        snprintf(number, sizeof number, "%*zu", area->gutter - 1, row->line + 1);
        ui_grid_put(grid, screen_row, area->rect.column, UI_STYLE_NUMBER, number);
    }
}

/* ---- many rows ----------------------------------------------------------------------------- */

static void scroll_to(struct ui_area *area, size_t row, size_t rows)
{
    bool away = row < area->top || row >= area->top + rows;

    if (away && area->center)
        area->top = row > rows / 3 ? row - rows / 3 : 0;
    else if (row < area->top)
        area->top = row;
    else if (away)
        area->top = row - rows + 1;
    if (area->show_end > area->cursor) {
        size_t last = bq_wrap_row_of(area->wrap, area->show_end);

        if (last >= area->top + rows)
            area->top = last - row < rows ? last - rows + 1 : row;
    }
}

static void scroll(struct ui_area *area)
{
    size_t rows = (size_t)area->rect.rows, count = bq_wrap_row_count(area->wrap);

    if (!area->scrolled)
        scroll_to(area, bq_wrap_row_of(area->wrap, area->cursor), rows);
    if (area->top + rows > count)
        area->top = count > rows ? count - rows : 0;
}

static void draw_cursor(struct ui_area *area, struct ui_grid *grid)
{
    size_t at = bq_wrap_row_of(area->wrap, area->cursor);
    struct bq_row row = bq_wrap_row(area->wrap, at);
    int column = bq_wrap_column(area->wrap, &row, area->cursor) + area->gutter;

    if (at < area->top || at >= area->top + (size_t)area->rect.rows)
        return;
    if (column >= area->rect.columns) /* behind a blank that hangs over */
        column = area->rect.columns - 1;
    ui_grid_cursor(grid, area->rect.row + (int)(at - area->top), area->rect.column + column);
}

static void draw_rows(struct ui_area *area, struct ui_grid *grid, bool focus,
                      const struct ui_area_mark *marks, size_t mark_count)
{
    size_t rows = (size_t)area->rect.rows, count, last;
    struct paint paint;

    scroll(area);
    if (bq_wrap_settle(area->wrap, area->top, area->top + rows))
        scroll(area);
    count = bq_wrap_row_count(area->wrap);
    last = area->top + rows < count ? area->top + rows : count;
    prepare(area, &paint, bq_wrap_row(area->wrap, area->top).start,
            bq_wrap_row(area->wrap, last - 1).end, marks, mark_count);
    for (size_t i = area->top; i < last; i++) {
        struct bq_row row = bq_wrap_row(area->wrap, i);

        draw_row(area, grid, &row, area->rect.row + (int)(i - area->top), &paint);
    }
    ui_grid_scroll_bar(grid, area->rect.row, area->rect.column + area->rect.columns - 1,
                       area->rect.rows, area->top, rows, count);
    area->center = false;
    area->show_end = 0;
    if (focus)
        draw_cursor(area, grid);
}

/* ---- one line, scrolled sideways ----------------------------------------------------------- */

/* Columns from `left` to the cursor, at most `room` + 1. */
static int columns_between(const struct ui_area *area, size_t left, size_t to, int room)
{
    int columns = 0;

    while (left < to && columns <= room) {
        char scratch[ROW_BYTES];
        size_t next = bq_move_right(area->text, left);
        struct bq_span bytes = bq_text_peek(
            area->text, left, next - left < ROW_BYTES ? next - left : ROW_BYTES, scratch);

        columns += bytes.len == 1 && *bytes.s == '\t'
                       ? bq_wrap_cluster_columns(area->wrap, "\t", 1, columns)
                       : bq_cluster_columns(bytes.s, bytes.len);
        left = next;
    }
    return columns;
}

/* Moves the view so that the cursor stands in it, with something before it to be seen. */
static void scroll_sideways(struct ui_area *area, int columns)
{
    int before = columns > 8 ? columns / 4 : 0;

    if (area->cursor >= area->left &&
        columns_between(area, area->left, area->cursor, columns) < columns)
        return;
    if (area->cursor > area->left)
        before = columns - 1 - (columns > 8 ? columns / 4 : 0);
    area->left = area->cursor;
    while (area->left > 0) {
        size_t left = bq_move_left(area->text, area->left);

        if (columns_between(area, left, area->cursor, columns) > before)
            break;
        area->left = left;
    }
}

static void draw_line(struct ui_area *area, struct ui_grid *grid, bool focus,
                      const struct ui_area_mark *marks, size_t mark_count)
{
    size_t len = bq_text_len(area->text);
    struct bq_row row = { .end = len, .first = true, .last = true };
    struct paint paint;

    area->gutter = 0;
    scroll_sideways(area, area->rect.columns);
    row.start = area->left;
    if (row.end - row.start > ROW_BYTES) {
        row.end = row.start + ROW_BYTES;
        row.last = false;
    }
    prepare(area, &paint, row.start, row.end, marks, mark_count);
    draw_row(area, grid, &row, area->rect.row, &paint);
    if (focus)
        ui_grid_cursor(grid, area->rect.row,
                       area->rect.column +
                           columns_between(area, area->left, area->cursor, area->rect.columns));
}

void ui_area_draw(struct ui_area *area, struct ui_grid *grid, struct ui_rect rect, bool focus,
                  const struct ui_area_mark *marks, size_t count)
{
    struct ui_rect before;

    area_clamp(area);
    if (rect.rows < 1 || rect.columns < 1)
        return;
    area_wrap(area, rect.columns);
    area->rect = rect;
    before = ui_grid_narrow(grid, rect);
    ui_grid_fill(grid, rect, UI_STYLE_FIELD);
    if (area->options.one_line)
        draw_line(area, grid, focus, marks, count);
    else
        draw_rows(area, grid, focus, marks, count);
    ui_grid_widen(grid, before);
}
