/* Inside of a preview. */
#ifndef UI_WIDGET_PREVIEW_IMPL_H
#define UI_WIDGET_PREVIEW_IMPL_H

#include "bqi/prose.h"
#include "widget/preview.h"

enum { PREVIEW_BYTES_MAX = 128 << 20, PREVIEW_COLUMNS_MIN = 10 };

/* Part of a row: bytes of the rich text, at a column. */
struct preview_piece {
    size_t start, len;
    int column;
};
struct preview_row {
    size_t first_piece;
    size_t source; /* the byte of the Markdown it comes from */
};

struct ui_preview {
    struct bq_buf text;   /* what is shown */
    struct bq_buf styles; /* one byte for each byte of text */
    struct preview_piece *pieces;
    size_t piece_count, piece_cap;
    struct preview_row *rows;
    size_t row_count, row_cap;
    int columns;
    bool ascii;
    bool failed; /* no memory on the way */
};

/* ---- rich text ----------------------------------------------------------------------------- */

void preview_add(struct ui_preview *preview, const char *s, size_t len, enum ui_style style);
void preview_adds(struct ui_preview *preview, const char *s, enum ui_style style);
/*
 * Adds the words of start..end of the Markdown without their markup. `next` is the first inline of
 * prose not before start, kept up to date. base is the style of plain words.
 */
void preview_inline(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                    size_t start, size_t end, enum ui_style base);

/* ---- rows ---------------------------------------------------------------------------------- */

/* Begins a row; pieces added next are on it. */
void preview_row(struct ui_preview *preview, size_t source);
void preview_piece(struct ui_preview *preview, size_t start, size_t len, int column);
/* Bytes of start..end that make the next row of so many columns, and the blanks behind it to skip.
 */
size_t preview_take(const struct ui_preview *preview, size_t start, size_t end, int columns,
                    size_t *skip);
/*
 * The rich text start..end in rows from column `indent` on. prefix_len bytes at prefix stand before
 * each row; first_len bytes at first instead before the first one.
 */
struct preview_prefix {
    size_t first, first_len, rest, rest_len;
    int indent; /* where prefixes begin */
};
void preview_flow(struct ui_preview *preview, size_t start, size_t end,
                  const struct preview_prefix *prefix, size_t source);
void preview_blocks(struct ui_preview *preview, const struct bq_prose *prose);
void preview_table(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                   const struct bq_block *block);

#endif
