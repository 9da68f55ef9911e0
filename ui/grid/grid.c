#include "grid/grid.h"

#include "bqi/cluster.h"

#include <stdlib.h>
#include <string.h>

static const struct ui_cell blank_cell = { { ' ' }, 1, UI_STYLE_NORMAL };

void ui_grid_init(struct ui_grid *grid)
{
    memset(grid, 0, sizeof *grid);
    grid->cursor_row = -1;
}

void ui_grid_clear(struct ui_grid *grid)
{
    bool ascii = grid->ascii;

    free(grid->cells);
    ui_grid_init(grid);
    grid->ascii = ascii;
}

static int side(int n)
{
    return n < 0 ? 0 : n > UI_GRID_SIDE_MAX ? UI_GRID_SIDE_MAX : n;
}

int ui_grid_resize(struct ui_grid *grid, int rows, int columns, struct bq_err *err)
{
    size_t need;

    rows = side(rows);
    columns = side(columns);
    need = (size_t)rows * (size_t)columns;
    if (need > grid->cap) {
        struct ui_cell *cells = realloc(grid->cells, need * sizeof *cells);

        if (!cells)
            return bq_err_nomem(err);
        grid->cells = cells;
        grid->cap = need;
    }
    grid->rows = rows;
    grid->columns = columns;
    ui_grid_erase(grid);
    return BQ_OK;
}

void ui_grid_erase(struct ui_grid *grid)
{
    size_t count = (size_t)grid->rows * (size_t)grid->columns;

    for (size_t i = 0; i < count; i++)
        grid->cells[i] = blank_cell;
    grid->clip = ui_grid_rect(grid);
    grid->cursor_row = -1;
    grid->cursor_column = 0;
}

struct ui_rect ui_grid_rect(const struct ui_grid *grid)
{
    return (struct ui_rect){ 0, 0, grid->rows, grid->columns };
}

struct ui_frame ui_grid_frame(const struct ui_grid *grid, const struct ui_look *looks)
{
    return (struct ui_frame){ .cells = grid->cells,
                              .rows = grid->rows,
                              .columns = grid->columns,
                              .cursor_row = grid->cursor_row,
                              .cursor_column = grid->cursor_column,
                              .looks = looks,
                              .look_count = UI_STYLE_COUNT };
}

/* ---- rectangles ---------------------------------------------------------------------------- */

static int lesser(int a, int b)
{
    return a < b ? a : b;
}

static int greater(int a, int b)
{
    return a > b ? a : b;
}

struct ui_rect ui_rect_cut(struct ui_rect a, struct ui_rect b)
{
    int row = greater(a.row, b.row), column = greater(a.column, b.column);
    int rows = lesser(a.row + a.rows, b.row + b.rows) - row;
    int columns = lesser(a.column + a.columns, b.column + b.columns) - column;

    return (struct ui_rect){ row, column, greater(rows, 0), greater(columns, 0) };
}

struct ui_rect ui_rect_inset(struct ui_rect rect, int rows, int columns)
{
    return (struct ui_rect){ rect.row + rows, rect.column + columns,
                             greater(rect.rows - 2 * rows, 0),
                             greater(rect.columns - 2 * columns, 0) };
}

bool ui_rect_holds(struct ui_rect rect, int row, int column)
{
    return row >= rect.row && row < rect.row + rect.rows && column >= rect.column &&
           column < rect.column + rect.columns;
}

struct ui_rect ui_grid_narrow(struct ui_grid *grid, struct ui_rect rect)
{
    struct ui_rect before = grid->clip;

    grid->clip = ui_rect_cut(before, rect);
    return before;
}

void ui_grid_widen(struct ui_grid *grid, struct ui_rect before)
{
    grid->clip = before;
}

/* ---- cells --------------------------------------------------------------------------------- */

/* NULL outside the clip. */
static struct ui_cell *cell_at(struct ui_grid *grid, int row, int column)
{
    if (!ui_rect_holds(grid->clip, row, column))
        return NULL;
    return &grid->cells[(size_t)row * (size_t)grid->columns + (size_t)column];
}

/* Whatever half of a wide character stands at the place, its other half becomes a blank. */
static void free_place(struct ui_grid *grid, struct ui_cell *cell, int column)
{
    if (cell->width == 0 && column > 0) {
        cell[-1].width = 1;
        memset(cell[-1].code, 0, sizeof cell[-1].code);
        cell[-1].code[0] = ' ';
    } else if (cell->width == 2 && column + 1 < grid->columns) {
        uint8_t style = cell[1].style;

        cell[1] = blank_cell;
        cell[1].style = style;
    }
}

/* False where nothing, or only a blank for half of it, could be drawn. */
static bool set_cell(struct ui_grid *grid, int row, int column, uint32_t code, int width,
                     enum ui_style style)
{
    struct ui_cell *cell = cell_at(grid, row, column);
    struct ui_cell *right = width == 2 ? cell_at(grid, row, column + 1) : NULL;

    if (!cell)
        return false;
    free_place(grid, cell, column);
    *cell = blank_cell;
    cell->style = (uint8_t)style;
    if (width == 2 && !right)
        return false;
    if (right) {
        free_place(grid, right, column + 1);
        memset(right, 0, sizeof *right);
        right->style = (uint8_t)style;
    }
    cell->code[0] = code;
    cell->width = (uint8_t)width;
    return true;
}

/* One more code point on the cell; what has no room is left out on the screen only. */
static void join_cell(struct ui_grid *grid, int row, int column, uint32_t code)
{
    struct ui_cell *cell = cell_at(grid, row, column);

    for (int i = 1; cell && i < UI_CELL_CODES; i++) {
        if (cell->code[i] == 0) {
            cell->code[i] = code;
            return;
        }
    }
}

/* ---- text ---------------------------------------------------------------------------------- */

int ui_grid_put_cluster(struct ui_grid *grid, int row, int column, enum ui_style style,
                        const char *s, size_t len)
{
    struct bq_glyphs glyphs;
    struct bq_glyph glyph;
    int start = column, base = column;
    bool based = false;

    if (len == 1 && (unsigned char)(*s - 0x20) < 0x5f) {
        set_cell(grid, row, column, (unsigned char)*s, 1, style);
        return 1;
    }
    bq_glyphs_init(&glyphs, s, len);
    while (bq_glyphs_next(&glyphs, &glyph)) {
        if (glyph.kind == BQ_GLYPH_JOIN) {
            if (based)
                join_cell(grid, row, base, glyph.code);
        } else if (glyph.kind == BQ_GLYPH_BASE) {
            base = column;
            based = set_cell(grid, row, column, glyph.code, glyph.columns, style);
        } else {
            for (int i = 0; i < glyph.columns; i++)
                set_cell(grid, row, column + i, (unsigned char)glyph.mark[i], 1, UI_STYLE_HIDDEN);
        }
        column += glyph.columns;
    }
    return column - start;
}

/* One cluster of a label: what would end the line or jump is a blank. */
static int put_label_cluster(struct ui_grid *grid, int row, int column, enum ui_style style,
                             const char *s, size_t len)
{
    bool jumps = len == 1 && (*s == '\t' || *s == '\n');

    return ui_grid_put_cluster(grid, row, column, style, jumps ? " " : s, len);
}

int ui_grid_put_span(struct ui_grid *grid, int row, int column, enum ui_style style,
                     struct bq_span span)
{
    int edge = grid->clip.column + grid->clip.columns;

    for (size_t at = 0; at < span.len && column < edge;) {
        size_t next = bq_cluster_next(span.s, span.len, at);

        column += put_label_cluster(grid, row, column, style, span.s + at, next - at);
        at = next;
    }
    return column;
}

int ui_grid_put(struct ui_grid *grid, int row, int column, enum ui_style style, const char *s)
{
    return ui_grid_put_span(grid, row, column, style, bq_span_str(s));
}

static int label_columns(const char *s, size_t len)
{
    return len == 1 && (*s == '\t' || *s == '\n') ? 1 : bq_cluster_columns(s, len);
}

/* How many bytes of span fit in `room` columns; their columns in *used. */
static size_t fitting(struct bq_span span, int room, int *used)
{
    size_t at = 0;

    *used = 0;
    while (at < span.len) {
        size_t next = bq_cluster_next(span.s, span.len, at);
        int columns = label_columns(span.s + at, next - at);

        if (*used + columns > room)
            break;
        *used += columns;
        at = next;
    }
    return at;
}

int ui_grid_put_cut(struct ui_grid *grid, int row, int column, int room, enum ui_style style,
                    struct bq_span span)
{
    int used;
    size_t fits;

    if (room <= 0)
        return column;
    fits = fitting(span, room, &used);
    if (fits == span.len)
        return ui_grid_put_span(grid, row, column, style, span);
    fits = fitting(span, greater(room - 2, 0), &used);
    column = ui_grid_put_span(grid, row, column, style, bq_span_of(span.s, fits));
    return ui_grid_put_span(grid, row, column, style, bq_span_of("..", room < 2 ? 1 : 2));
}

void ui_grid_put_right(struct ui_grid *grid, int row, int end, int room, enum ui_style style,
                       struct bq_span span)
{
    int used;

    fitting(span, room, &used);
    ui_grid_put_cut(grid, row, end - used, used, style, span);
}

/* Bytes of the next row of words; *skip is set to the blanks behind it. */
static size_t row_of_words(struct bq_span span, int columns, size_t *skip)
{
    int used;
    const char *lf = memchr(span.s, '\n', span.len);
    size_t line = lf ? (size_t)(lf - span.s) : span.len;
    size_t fits = fitting(bq_span_of(span.s, line), columns, &used), cut = fits;

    *skip = 0;
    if (fits == line) {
        *skip = lf ? 1 : 0;
        return fits;
    }
    while (cut > 0 && span.s[cut] != ' ')
        cut--;
    if (cut == 0) /* one long word: cut it, but never stand still */
        return fits ? fits : bq_cluster_next(span.s, span.len, 0);
    while (cut + *skip < line && span.s[cut + *skip] == ' ')
        ++*skip;
    return cut;
}

int ui_grid_put_wrapped(struct ui_grid *grid, struct ui_rect rect, enum ui_style style,
                        struct bq_span span)
{
    struct ui_rect before = ui_grid_narrow(grid, rect);
    int row = 0;

    while (span.len > 0 && rect.columns > 0) {
        size_t skip, take = row_of_words(span, rect.columns, &skip);

        ui_grid_put_span(grid, rect.row + row, rect.column, style, bq_span_of(span.s, take));
        span = bq_span_of(span.s + take + skip, span.len - take - skip);
        row++;
    }
    ui_grid_widen(grid, before);
    return row;
}

void ui_grid_restyle(struct ui_grid *grid, struct ui_rect rect, enum ui_style style)
{
    rect = ui_rect_cut(rect, grid->clip);
    for (int row = rect.row; row < rect.row + rect.rows; row++) {
        for (int column = rect.column; column < rect.column + rect.columns; column++) {
            struct ui_cell *cell = cell_at(grid, row, column);
            if (cell)
                cell->style = (uint8_t)style;
        }
    }
}

void ui_grid_fill(struct ui_grid *grid, struct ui_rect rect, enum ui_style style)
{
    rect = ui_rect_cut(rect, grid->clip);
    for (int row = rect.row; row < rect.row + rect.rows; row++) {
        for (int column = rect.column; column < rect.column + rect.columns; column++)
            set_cell(grid, row, column, ' ', 1, style);
    }
}

void ui_grid_cursor(struct ui_grid *grid, int row, int column)
{
    if (!ui_rect_holds(ui_grid_rect(grid), row, column))
        row = -1;
    grid->cursor_row = row;
    grid->cursor_column = column;
}
