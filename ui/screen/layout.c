/* The form's arithmetic. */
#include "screen/layout.h"
#include <string.h>

enum {
    RAIL = 20,
    RAIL_WIDE = 20,
    RAIL_FROM = 80,
    SIDE_FROM = 110,
    SIDE_MIN = 42,
    COMPACT_BELOW = 14,
    FINDINGS = 3
};

static struct ui_rect box(int row, int column, int rows, int columns)
{
    struct ui_rect made = { row, column, rows > 0 ? rows : 0, columns > 0 ? columns : 0 };

    return made;
}

static void single(int rows, int columns, struct ui_layout *out)
{
    bool footer = rows >= 5;

    out->kind = UI_SINGLE;
    out->header = box(0, 0, rows >= 4, columns);
    out->body = box(out->header.rows, 0, rows - out->header.rows - footer, columns);
    out->footer = box(rows - 1, 0, footer, columns);
}

static void compact(int rows, int columns, struct ui_layout *out)
{
    out->kind = UI_COMPACT;
    out->header = box(0, 0, 1, columns);
    out->top_rule = 1;
    out->body = box(2, 0, rows - 5, columns);
    out->foot_rule = rows - 3;
    out->findings = box(rows - 2, 0, 1, columns);
    out->footer = box(rows - 1, 0, 1, columns);
}

static void standard(int rows, int columns, struct ui_layout *out)
{
    int findings = rows >= 20 ? FINDINGS + (rows - 20) / 8 : 2;
    int left = columns >= RAIL_FROM ? RAIL : 0;
    int body_rows = rows - 5 - findings;

    out->kind = UI_STANDARD;
    out->header = box(0, 0, 1, columns);
    out->top_rule = 1;
    out->rail = box(2, 0, left ? body_rows : 0, left);
    out->rail_rule = left ? left : -1;
    out->body = box(2, left ? left + 1 : 0, body_rows, columns - (left ? left + 1 : 0));
    out->bottom_rule = 2 + body_rows;
    out->findings = box(out->bottom_rule + 1, 0, findings, columns);
    out->foot_rule = rows - 2;
    out->footer = box(rows - 1, 0, 1, columns);
}

static void wide(int rows, int columns, struct ui_layout *out)
{
    int side = columns * 35 / 100 > SIDE_MIN ? columns * 35 / 100 : SIDE_MIN;
    int body_rows = rows - 4;
    int findings = body_rows >= 16 ? body_rows * 2 / 5 : body_rows;
    int body = columns - RAIL_WIDE - 2 - side;

    out->kind = UI_WIDE;
    out->header = box(0, 0, 1, columns);
    out->top_rule = 1;
    out->rail = box(2, 0, body_rows, RAIL_WIDE);
    out->rail_rule = RAIL_WIDE;
    out->body = box(2, RAIL_WIDE + 1, body_rows, body);
    out->side_rule = RAIL_WIDE + 1 + body;
    out->findings = box(2, out->side_rule + 1, findings, side);
    out->preview_rule = findings < body_rows ? 2 + findings : -1;
    out->preview = box(3 + findings, out->side_rule + 1, body_rows - findings - 1, side);
    out->foot_rule = rows - 2;
    out->footer = box(rows - 1, 0, 1, columns);
}

void ui_layout_form(int rows, int columns, struct ui_layout *out)
{
    memset(out, 0, sizeof *out);
    out->top_rule = out->bottom_rule = out->foot_rule = -1;
    out->rail_rule = out->side_rule = out->preview_rule = -1;
    if (rows < 3 || columns < 20)
        out->kind = UI_TINY;
    else if (rows < 10 || columns < 40)
        single(rows, columns, out);
    else if (rows < COMPACT_BELOW)
        compact(rows, columns, out);
    else if (columns < SIDE_FROM)
        standard(rows, columns, out);
    else
        wide(rows, columns, out);
}
