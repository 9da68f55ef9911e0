/*
 * The screen as cells: what widgets and screens draw into, and what one file below sends to the
 * terminal.
 *
 * Drawing never fails and never leaves the clip: what lies outside is cut. All text goes through
 * the same sanitiser on its way into a cell (bqi/cluster.h), so whatever bytes a widget is given,
 * no cell holds a control, bidi or invisible character; what can't be shown becomes a mark like ^[
 * or <U+202E>. Rows and columns count from 0.
 */
#ifndef UI_GRID_GRID_H
#define UI_GRID_GRID_H

#include "bqi/buf.h"
#include "bugquill/errors.h"
#include "grid/theme.h"
#include "term/term.h"
#include <stdbool.h>
#include <stddef.h>

struct ui_rect {
    int row, column, rows, columns;
};

struct ui_grid {
    int rows, columns;
    struct ui_cell *cells; /* rows * columns */
    size_t cap;
    struct ui_rect clip;
    int cursor_row, cursor_column; /* row -1: hidden */
    bool ascii;                    /* lines and boxes in ASCII */
};

enum { UI_GRID_SIDE_MAX = 2000 }; /* rows or columns; more is not drawn */

/* All zero is an empty grid of no size. */
void ui_grid_init(struct ui_grid *grid);
void ui_grid_clear(struct ui_grid *grid);
/* Another size, all blank, clip whole, cursor hidden. BQ_ENOMEM leaves the old size. */
int ui_grid_resize(struct ui_grid *grid, int rows, int columns, struct bq_err *err) BQ_MUST_USE;
/* All blank, clip whole, cursor hidden. */
void ui_grid_erase(struct ui_grid *grid);
struct ui_rect ui_grid_rect(const struct ui_grid *grid);
/* What the terminal draws; borrowed. */
struct ui_frame ui_grid_frame(const struct ui_grid *grid, const struct ui_look *looks);

/* Draw only within rect (cut to what was the clip); returns what the clip was, for giving back. */
struct ui_rect ui_grid_narrow(struct ui_grid *grid, struct ui_rect rect);
void ui_grid_widen(struct ui_grid *grid, struct ui_rect before);
/* The common part; one without rows or columns when there is none. */
struct ui_rect ui_rect_cut(struct ui_rect a, struct ui_rect b);
/* Smaller by so many rows and columns on each side. */
struct ui_rect ui_rect_inset(struct ui_rect rect, int rows, int columns);
bool ui_rect_holds(struct ui_rect rect, int row, int column);

/* ---- text ---------------------------------------------------------------------------------- */

/*
 * One line of text at a place; returns the column behind it (also when it was cut). Tabs and LF
 * show as blanks.
 */
int ui_grid_put(struct ui_grid *grid, int row, int column, enum ui_style style, const char *s);
int ui_grid_put_span(struct ui_grid *grid, int row, int column, enum ui_style style,
                     struct bq_span span);
/* The same in at most `room` columns, ending in ".." where it had to be cut. */
int ui_grid_put_cut(struct ui_grid *grid, int row, int column, int room, enum ui_style style,
                    struct bq_span span);
/* Ends at column `end` (not included), cut from the right when longer than room. */
void ui_grid_put_right(struct ui_grid *grid, int row, int end, int room, enum ui_style style,
                       struct bq_span span);
/* One cluster; returns its columns, drawn or not. Marks get style HIDDEN. */
int ui_grid_put_cluster(struct ui_grid *grid, int row, int column, enum ui_style style,
                        const char *s, size_t len);
/* Text broken at words into rect; returns how many rows it takes (more than rect has: cut). */
int ui_grid_put_wrapped(struct ui_grid *grid, struct ui_rect rect, enum ui_style style,
                        struct bq_span span);
/* Another style for cells that are there. */
void ui_grid_restyle(struct ui_grid *grid, struct ui_rect rect, enum ui_style style);

/* ---- lines and boxes ----------------------------------------------------------------------- */

void ui_grid_fill(struct ui_grid *grid, struct ui_rect rect, enum ui_style style);
/* Lines; they join with lines that are there (T pieces, crossings). */
void ui_grid_hline(struct ui_grid *grid, int row, int column, int columns, enum ui_style style);
void ui_grid_vline(struct ui_grid *grid, int row, int column, int rows, enum ui_style style);
void ui_grid_box(struct ui_grid *grid, struct ui_rect rect, enum ui_style style);
/* A scroll bar of `rows` rows: of `total` units, `seen` from `top` are in view. Nothing when all
 * are. */
void ui_grid_scroll_bar(struct ui_grid *grid, int row, int column, int rows, size_t top,
                        size_t seen, size_t total);

void ui_grid_cursor(struct ui_grid *grid, int row, int column);

/* ---- for tests and documents --------------------------------------------------------------- */

/*
 * The frame as text, one line a row, blanks at the ends kept out. styled: below each row that has
 * any, a line "    ~ FIRST-LAST STYLE, ..." with columns from 0 for all cells that are not normal;
 * and the cursor's place at the end.
 */
void ui_frame_dump(struct bq_buf *out, const struct ui_frame *frame, bool styled);

#endif
