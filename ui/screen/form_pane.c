/* The preview pane of wide screens: the long text in focus, laid out, scrolled along with the
 * cursor. */
#include "screen/form.h"
#include <stdio.h>

enum { PREVIEW_LIVE_MAX = 256 << 10 }; /* longer texts are laid out on request only (preview key) */

/* On pages without a long text the description is shown. */
static enum form_item shown_item(const struct form *form)
{
    return form_item_info(form->focus)->kind == FORM_AREA ? form->focus : ITEM_DESCRIPTION;
}

static bool lay_out(struct form *form, struct ui_host *host, enum form_item item, int columns)
{
    struct bq_text *text = bq_session_text(form->session, form_item_info(item)->field);
    struct bq_span span;
    struct bq_err err;

    if (!form->preview)
        form->preview = ui_preview_new();
    if (!form->preview || !text || bq_text_len(text) > PREVIEW_LIVE_MAX)
        return false;
    if (form->previewed == item && form->preview_revision == bq_text_revision(text) + 1 &&
        form->preview_columns == columns)
        return true;
    span = bq_text_span(text);
    if (ui_preview_set(form->preview, span.s, span.len, columns, host->ascii, &err))
        return false;
    form->previewed = item;
    form->preview_revision = bq_text_revision(text) + 1; /* 0: none yet */
    form->preview_columns = columns;
    return true;
}

void form_pane_draw(struct form *form, struct ui_host *host)
{
    struct ui_rect pane = form->layout.preview, text;
    enum form_item item = shown_item(form);
    size_t row, rows, top = 0;
    char title[96], key[UI_KEY_NAME_MAX];

    if (pane.rows < 3)
        return;
    ui_keymap_brief(&host->keymap, UI_DO_PREVIEW, key);
    snprintf(title, sizeof title, "%s, as it will be read", form_item_info(item)->label);
    ui_grid_put_cut(host->grid, pane.row, pane.column + 1, pane.columns - 10, UI_STYLE_DIM,
                    bq_span_str(title));
    snprintf(title, sizeof title, "%s: all", key);
    ui_grid_put_right(host->grid, pane.row, pane.column + pane.columns - 1, 9, UI_STYLE_DIM,
                      bq_span_str(title));
    text = (struct ui_rect){ pane.row + 1, pane.column + 1, pane.rows - 1, pane.columns - 2 };
    if (!lay_out(form, host, item, text.columns)) {
        ui_grid_put_cut(host->grid, text.row, text.column, text.columns, UI_STYLE_DIM,
                        bq_span_str("too long to follow along"));
        return;
    }
    rows = ui_preview_rows(form->preview);
    if (item == form->focus) {
        row = ui_preview_row_of(form->preview, form_text_cursor(form, item));
        top = row > (size_t)text.rows / 2 ? row - (size_t)text.rows / 2 : 0;
    }
    if (top + (size_t)text.rows > rows)
        top = rows > (size_t)text.rows ? rows - (size_t)text.rows : 0;
    ui_preview_draw(form->preview, host->grid, text, top);
}
