/* Lines, boxes and bars. */
#include "grid/grid.h"

#include <string.h>

enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

/* The character for lines leaving a cell in these directions, and its likeness in ASCII. */
static const struct {
    uint32_t code;
    char ascii;
} pieces[16] = {
    [0] = { ' ', ' ' },
    [UP] = { 0x2575, '|' },
    [DOWN] = { 0x2577, '|' },
    [UP | DOWN] = { 0x2502, '|' },
    [LEFT] = { 0x2574, '-' },
    [RIGHT] = { 0x2576, '-' },
    [LEFT | RIGHT] = { 0x2500, '-' },
    [DOWN | RIGHT] = { 0x250c, '+' },
    [DOWN | LEFT] = { 0x2510, '+' },
    [UP | RIGHT] = { 0x2514, '+' },
    [UP | LEFT] = { 0x2518, '+' },
    [UP | DOWN | RIGHT] = { 0x251c, '+' },
    [UP | DOWN | LEFT] = { 0x2524, '+' },
    [DOWN | LEFT | RIGHT] = { 0x252c, '+' },
    [UP | LEFT | RIGHT] = { 0x2534, '+' },
    [UP | DOWN | LEFT | RIGHT] = { 0x253c, '+' },
};

static unsigned sides_of(const struct ui_cell *cell)
{
    if (cell->code[0] < 0x2500 || cell->code[0] > 0x257f)
        return 0;
    for (unsigned i = 1; i < 16; i++) {
        if (cell->code[0] == pieces[i].code)
            return i;
    }
    return 0;
}

static void put_piece(struct ui_grid *grid, int row, int column, unsigned sides,
                      enum ui_style style)
{
    const struct ui_cell *cell;

    if (!ui_rect_holds(grid->clip, row, column))
        return;
    cell = &grid->cells[(size_t)row * (size_t)grid->columns + (size_t)column];
    if (grid->ascii) {
        bool crosses = (cell->code[0] == '|' && sides & (LEFT | RIGHT)) ||
                       (cell->code[0] == '-' && sides & (UP | DOWN)) || cell->code[0] == '+';
        char ascii[1] = { crosses ? '+' : pieces[sides].ascii };

        ui_grid_put_cluster(grid, row, column, style, ascii, 1);
        return;
    }
    uint32_t code = pieces[sides | sides_of(cell)].code;
    if (cell->width == 1) { /* lines are most of a frame: straight into the cell */
        struct ui_cell piece = { .code = { code }, .width = 1, .style = (uint8_t)style };

        grid->cells[(size_t)row * (size_t)grid->columns + (size_t)column] = piece;
        return;
    }
    /* all pieces lie in U+2500..U+257F: three bytes */
    char utf8[3] = { (char)0xe2, (char)(0x80 | (code >> 6 & 0x3f)), (char)(0x80 | (code & 0x3f)) };

    ui_grid_put_cluster(grid, row, column, style, utf8, 3);
}

/* Does a line that ends here meet one beyond? Then it grows an arm towards it. */
static void grow_arm(struct ui_grid *grid, int row, int column, unsigned arm, enum ui_style style)
{
    const struct ui_cell *cell;

    if (!ui_rect_holds(grid->clip, row, column))
        return;
    cell = &grid->cells[(size_t)row * (size_t)grid->columns + (size_t)column];
    if (grid->ascii ? cell->code[0] == '|' || cell->code[0] == '-' : sides_of(cell) != 0)
        put_piece(grid, row, column, arm, style);
}

void ui_grid_hline(struct ui_grid *grid, int row, int column, int columns, enum ui_style style)
{
    for (int i = 0; i < columns; i++)
        put_piece(grid, row, column + i, LEFT | RIGHT, style);
}

void ui_grid_vline(struct ui_grid *grid, int row, int column, int rows, enum ui_style style)
{
    for (int i = 0; i < rows; i++)
        put_piece(grid, row + i, column, UP | DOWN, style);
    if (rows > 0) {
        grow_arm(grid, row - 1, column, DOWN, style);
        grow_arm(grid, row + rows, column, UP, style);
    }
}

void ui_grid_box(struct ui_grid *grid, struct ui_rect rect, enum ui_style style)
{
    int bottom = rect.row + rect.rows - 1, right = rect.column + rect.columns - 1;

    if (rect.rows < 2 || rect.columns < 2)
        return;
    for (int column = rect.column + 1; column < right; column++) {
        put_piece(grid, rect.row, column, LEFT | RIGHT, style);
        put_piece(grid, bottom, column, LEFT | RIGHT, style);
    }
    for (int row = rect.row + 1; row < bottom; row++) {
        put_piece(grid, row, rect.column, UP | DOWN, style);
        put_piece(grid, row, right, UP | DOWN, style);
    }
    put_piece(grid, rect.row, rect.column, DOWN | RIGHT, style);
    put_piece(grid, rect.row, right, DOWN | LEFT, style);
    put_piece(grid, bottom, rect.column, UP | RIGHT, style);
    put_piece(grid, bottom, right, UP | LEFT, style);
}

void ui_grid_scroll_bar(struct ui_grid *grid, int row, int column, int rows, size_t top,
                        size_t seen, size_t total)
{
    size_t room = rows > 0 ? (size_t)rows : 0, length, start;

    if (room == 0 || total <= seen)
        return;
    length = (size_t)((double)seen * (double)room / (double)total);
    length = length < 1 ? 1 : length > room ? room : length;
    start = (size_t)((double)top * (double)(room - length) / (double)(total - seen));
    if (start > room - length)
        start = room - length;
    for (size_t i = 0; i < room; i++) {
        bool thumb = i >= start && i < start + length;
        const char *piece = grid->ascii ? thumb ? "#" : "|" : thumb ? "\u2588" : "\u2502";

        ui_grid_put_cluster(grid, row + (int)i, column, UI_STYLE_BAR, piece, strlen(piece));
    }
}
