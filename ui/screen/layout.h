/*
 * Where the parts of the form stand on a screen of any size. Pure arithmetic.
 *
 *   tiny      under 20x3: only "make me larger"
 *   single    under 40x10: one field and its question
 *   compact   under 14 rows: the field in focus open, the others one line each
 *   standard  a rail of pages from 80 columns on, findings below
 *   wide      from 110 columns on: a third pane with findings and preview
 */
#ifndef UI_SCREEN_LAYOUT_H
#define UI_SCREEN_LAYOUT_H

#include "grid/grid.h"

enum ui_layout_kind { UI_TINY, UI_SINGLE, UI_COMPACT, UI_STANDARD, UI_WIDE };

/* A part that is not shown has no rows. */
struct ui_layout {
    enum ui_layout_kind kind;
    struct ui_rect header, rail, body, findings, preview, footer;
    int top_rule, bottom_rule; /* rows of the rules around the body, -1 none */
    int foot_rule;             /* above the footer; holds the message, -1 none */
    int rail_rule, side_rule;  /* columns of the upright rules, -1 none */
    int preview_rule;          /* row of the rule between findings and preview, -1 none */
};

void ui_layout_form(int rows, int columns, struct ui_layout *out);

#endif
