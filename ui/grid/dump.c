/* A frame as text: for golden screens, and for pictures in documents. */
#include "bqi/utf8.h"
#include "grid/grid.h"

static void add_code(struct bq_buf *out, uint32_t code)
{
    char bytes[4];

    bq_buf_add(out, bytes, bq_utf8_encode(code, bytes));
}

static void dump_text(struct bq_buf *out, const struct ui_cell *row, int columns)
{
    size_t start = out->len;

    for (int i = 0; i < columns; i++) {
        for (int k = 0; row[i].width && k < UI_CELL_CODES && row[i].code[k]; k++)
            add_code(out, row[i].code[k]);
    }
    while (out->len > start && out->data[out->len - 1] == ' ')
        bq_buf_truncate(out, out->len - 1);
    bq_buf_addc(out, '\n');
}

static void dump_styles(struct bq_buf *out, const struct ui_cell *row, int columns)
{
    bool any = false;

    for (int i = 0, end; i < columns; i = end) {
        for (end = i + 1; end < columns && row[end].style == row[i].style;)
            end++;
        if (row[i].style == UI_STYLE_NORMAL)
            continue;
        bq_buf_addf(out, "%s%d-%d %s", any ? ", " : "    ~ ", i, end - 1,
                    ui_style_word(row[i].style));
        any = true;
    }
    if (any)
        bq_buf_addc(out, '\n');
}

void ui_frame_dump(struct bq_buf *out, const struct ui_frame *frame, bool styled)
{
    for (int i = 0; i < frame->rows; i++) {
        const struct ui_cell *row = frame->cells + (size_t)i * (size_t)frame->columns;

        dump_text(out, row, frame->columns);
        if (styled)
            dump_styles(out, row, frame->columns);
    }
    if (styled && frame->cursor_row >= 0)
        bq_buf_addf(out, "    cursor %d,%d\n", frame->cursor_row, frame->cursor_column);
    else if (styled)
        bq_buf_adds(out, "    no cursor\n");
}
