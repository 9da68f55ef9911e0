/* Texts to read: help, previews, differences, bare texts to copy by hand. */
#include "screen/frame.h"
#include "screen/screens.h"
#include "widget/preview.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pager {
    struct ui_layer layer;
    enum pager_kind kind;
    char title[160];
    char *text;
    struct ui_preview *preview; /* of Markdown */
    int columns;                /* it is laid out for */
    int top, rows, total;       /* rows of the text in view, as last drawn */
};

static void lay_out(struct pager *pager, struct ui_host *host, int columns)
{
    struct bq_err err;

    if (pager->columns == columns)
        return;
    pager->columns = columns;
    if (pager->kind == PAGER_MARKDOWN &&
        ui_preview_set(pager->preview, pager->text, strlen(pager->text), columns, host->ascii,
                       &err))
        ui_host_say_error(host, &err);
    if (pager->kind == PAGER_MARKDOWN)
        pager->total = (int)ui_preview_rows(pager->preview);
    else
        pager->total = ui_grid_put_wrapped(host->grid, (struct ui_rect){ 0, 0, 0, columns },
                                           UI_STYLE_NORMAL, bq_span_str(pager->text));
}

static void put_plain(const struct pager *pager, struct ui_host *host, struct ui_rect rect)
{
    struct ui_rect before = ui_grid_narrow(host->grid, rect);

    rect.row -= pager->top;
    rect.rows += pager->top;
    ui_grid_put_wrapped(host->grid, rect, UI_STYLE_NORMAL, bq_span_str(pager->text));
    ui_grid_widen(host->grid, before);
}

static void pager_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct pager *pager = (struct pager *)layer;
    struct ui_grid *grid = host->grid;
    bool bare = pager->kind == PAGER_BARE;
    struct ui_rect page = bare ? ui_grid_rect(grid) : frame_page(host, pager->title, "Esc: back");
    struct ui_rect text = { page.row, page.column + !bare, page.rows,
                            page.columns - (bare ? 0 : 3) };

    if (bare) {
        ui_grid_fill(grid, page, UI_STYLE_NORMAL);
        ui_grid_cursor(grid, -1, -1);
    }
    lay_out(pager, host, text.columns > 0 ? text.columns : 1);
    pager->rows = page.rows;
    if (pager->top > pager->total - page.rows)
        pager->top = pager->total - page.rows;
    if (pager->top < 0)
        pager->top = 0;
    if (pager->kind == PAGER_MARKDOWN)
        ui_preview_draw(pager->preview, grid, text, (size_t)pager->top);
    else
        put_plain(pager, host, text);
    if (bare && pager->total + 1 < page.rows && page.columns >= 20)
        ui_grid_put(grid, page.rows - 1, 1, UI_STYLE_DIM, "Esc: back");
    if (!bare)
        ui_grid_scroll_bar(grid, page.row, page.column + page.columns - 1, page.rows,
                           (size_t)pager->top, (size_t)page.rows, (size_t)pager->total);
}

static void scroll_by(struct pager *pager, int rows)
{
    pager->top += rows;
}

static void pager_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                      enum ui_action action)
{
    struct pager *pager = (struct pager *)layer;
    int page = pager->rows > 1 ? pager->rows - 1 : 1;

    (void)action;
    switch (key->code) {
    case UI_KEY_UP:
        scroll_by(pager, -1);
        break;
    case UI_KEY_DOWN:
        scroll_by(pager, 1);
        break;
    case UI_KEY_PAGE_UP:
        scroll_by(pager, -page);
        break;
    case UI_KEY_PAGE_DOWN:
        scroll_by(pager, page);
        break;
    case UI_KEY_HOME:
        pager->top = 0;
        break;
    case UI_KEY_END:
        pager->top = pager->total;
        break;
    case UI_KEY_MOUSE:
        if (key->button == UI_BUTTON_WHEEL_UP || key->button == UI_BUTTON_WHEEL_DOWN)
            scroll_by(pager, key->button == UI_BUTTON_WHEEL_UP ? -3 : 3);
        break;
    case UI_KEY_RUNE:
        if (key->rune == ' ')
            scroll_by(pager, page);
        else if (key->rune == 'q' && !key->mods)
            ui_host_pop(host);
        break;
    case UI_KEY_ESC:
    case UI_KEY_ENTER:
        ui_host_pop(host);
        break;
    default:
        break;
    }
}

static unsigned pager_where(const struct ui_layer *layer)
{
    (void)layer;
    return IN_LAYER;
}

static const struct ui_footer_item *pager_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item items[] = { { UI_DO_NONE, 0, "scroll", "Up/Down" },
                                                   { UI_DO_NONE, 0, "page", "PgUp/PgDn" },
                                                   { UI_DO_NONE, 0, "back", "Esc" },
                                                   { 0 } };

    (void)layer;
    return items;
}

static void pager_free(struct ui_layer *layer)
{
    struct pager *pager = (struct pager *)layer;

    ui_preview_free(pager->preview);
    free(pager->text);
    free(pager);
}

static const struct ui_layer_ops pager_ops = { .draw = pager_draw,
                                               .key = pager_key,
                                               .where = pager_where,
                                               .footer = pager_footer,
                                               .free = pager_free };

void screen_pager_push(struct ui_host *host, const char *title, enum pager_kind kind, char *text)
{
    struct pager *pager = text ? calloc(1, sizeof *pager) : NULL;

    if (!pager) {
        free(text);
        return;
    }
    pager->layer.ops = &pager_ops;
    pager->kind = kind;
    pager->text = text;
    snprintf(pager->title, sizeof pager->title, "%s", title);
    if (kind == PAGER_MARKDOWN)
        pager->preview = ui_preview_new();
    if (kind == PAGER_MARKDOWN && !pager->preview) {
        pager_free(&pager->layer);
        return;
    }
    ui_host_push(host, &pager->layer);
}
