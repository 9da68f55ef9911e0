/* Texts to read: help, previews, differences. Markdown, shown plainly for the time being. */
#include "bqi/show.h"
#include "screen/frame.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pager {
    struct ui_layer layer;
    char title[160];
    char *text;
    int top, rows, total; /* rows of the text in view, as last drawn */
};

static void pager_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct pager *pager = (struct pager *)layer;
    struct ui_grid *grid = host->grid;
    struct ui_rect page = frame_page(host, pager->title, "Esc: back"), before;
    struct ui_rect text = { page.row, page.column + 1, page.rows, page.columns - 3 };

    pager->rows = page.rows;
    pager->total = ui_grid_put_wrapped(grid, (struct ui_rect){ 0, 0, 0, text.columns },
                                       UI_STYLE_NORMAL, bq_span_str(pager->text));
    if (pager->top > pager->total - page.rows)
        pager->top = pager->total - page.rows;
    if (pager->top < 0)
        pager->top = 0;
    before = ui_grid_narrow(grid, page);
    text.row -= pager->top;
    text.rows += pager->top;
    ui_grid_put_wrapped(grid, text, UI_STYLE_NORMAL, bq_span_str(pager->text));
    ui_grid_widen(grid, before);
    ui_grid_scroll_bar(grid, page.row, page.column + page.columns - 1, page.rows,
                       (size_t)pager->top, (size_t)page.rows, (size_t)pager->total);
}

static void pager_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                      enum ui_action action)
{
    struct pager *pager = (struct pager *)layer;

    (void)action;
    switch (key->code) {
    case UI_KEY_UP:
        pager->top--;
        break;
    case UI_KEY_DOWN:
        pager->top++;
        break;
    case UI_KEY_PAGE_UP:
        pager->top -= pager->rows - 1;
        break;
    case UI_KEY_PAGE_DOWN:
        pager->top += pager->rows - 1;
        break;
    case UI_KEY_HOME:
        pager->top = 0;
        break;
    case UI_KEY_END:
        pager->top = pager->total;
        break;
    case UI_KEY_MOUSE:
        pager->top += key->button == UI_BUTTON_WHEEL_UP     ? -3
                      : key->button == UI_BUTTON_WHEEL_DOWN ? 3
                                                            : 0;
        break;
    case UI_KEY_RUNE:
        if (key->rune == ' ')
            pager->top += pager->rows - 1;
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
    free(((struct pager *)layer)->text);
    free(layer);
}

static const struct ui_layer_ops pager_ops = { .draw = pager_draw,
                                               .key = pager_key,
                                               .where = pager_where,
                                               .footer = pager_footer,
                                               .free = pager_free };

void screen_pager_push(struct ui_host *host, const char *title, char *markdown)
{
    struct pager *pager = markdown ? calloc(1, sizeof *pager) : NULL;

    if (!pager) {
        free(markdown);
        return;
    }
    pager->layer.ops = &pager_ops;
    snprintf(pager->title, sizeof pager->title, "%s", title);
    pager->text = markdown;
    ui_host_push(host, &pager->layer);
}
