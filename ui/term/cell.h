/*
 * One cell of a screen, as the grid holds it and the terminal shows it.
 *
 * A cell holds one character that takes columns, followed by marks that take none (accents,
 * joiners, variation selectors). A character two columns wide fills its cell and the one to the
 * right, whose width is 0. Everything that reaches a cell has been made harmless before
 * (bqi/show.h).
 */
#ifndef UI_TERM_CELL_H
#define UI_TERM_CELL_H

#include <stdint.h>

enum { UI_CELL_CODES = 5 };

struct ui_cell {
    uint32_t code[UI_CELL_CODES]; /* unused ones are 0; a blank is U+0020 */
    uint8_t width;                /* 1 or 2; 0: the right half of the cell before */
    uint8_t style;                /* index into the palette given to the terminal */
};

/* Colours by number: -1 the terminal's own, 0..7 the eight named ones, 8..15 their bright forms, up
 * to 255. */
enum { UI_COLOR_DEFAULT = -1 };
enum {
    UI_ATTR_BOLD = 1,
    UI_ATTR_DIM = 2,
    UI_ATTR_UNDERLINE = 4,
    UI_ATTR_REVERSE = 8,
    UI_ATTR_ITALIC = 16
};
/* How a style looks. The theme makes one for each style the grid uses. */
struct ui_look {
    int16_t fg, bg;
    uint16_t attrs;
};

enum { UI_STYLES_MAX = 64 };

#endif
