/*
 * Markdown shown as it will be read: headings, lists, code, quotes, tables, links with their
 * targets in sight. Nothing of the text is left out but markup; raw HTML shows as it stands.
 *
 * Laid out once for a text and a width; drawing costs what is in view.
 */
#ifndef UI_WIDGET_PREVIEW_H
#define UI_WIDGET_PREVIEW_H

#include "bqi/buf.h"
#include "grid/grid.h"

struct ui_preview;

struct ui_preview *ui_preview_new(void) BQ_MUST_USE; /* NULL without memory */
void ui_preview_free(struct ui_preview *preview);
/*
 * Lays out s in so many columns (at least 10 are used). Nothing of s is kept. ascii: bullets and
 * bars in ASCII. BQ_ENOMEM or BQ_ELIMIT leave an empty preview.
 */
int ui_preview_set(struct ui_preview *preview, const char *s, size_t len, int columns, bool ascii,
                   struct bq_err *err) BQ_MUST_USE;
size_t ui_preview_rows(const struct ui_preview *preview);
/* The row that shows byte `at` of the text, for scrolling along with it. */
size_t ui_preview_row_of(const struct ui_preview *preview, size_t at);
/* Draws rows from `top` on. */
void ui_preview_draw(const struct ui_preview *preview, struct ui_grid *grid, struct ui_rect rect,
                     size_t top);

#endif
