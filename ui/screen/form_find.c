/* The find bar and going to a line. */
#include "screen/ask.h"
#include "screen/entry.h"
#include "screen/form.h"
#include "screen/frame.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct find {
    struct ui_layer layer;
    struct form *form;
    struct entry entry;
    bool found, wrapped;
};

static void look(struct find *find, int direction)
{
    find->found =
        !find->entry.len || form_text_find(find->form, find->entry.text, direction, &find->wrapped);
}

static void find_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct find *find = (struct find *)layer;
    struct ui_grid *grid = host->grid;
    int row = find->form->layout.foot_rule >= 0 ? find->form->layout.foot_rule : grid->rows - 1;
    const char *state = !find->found ? "not found" : find->wrapped ? "from the other end" : "";
    struct ui_rect bar = { row, 0, 1, grid->columns };
    int column;

    ui_grid_fill(grid, bar, UI_STYLE_NORMAL);
    column = ui_grid_put(grid, row, 1, UI_STYLE_LABEL, "Find") + 1;
    entry_draw(&find->entry, grid, row, column, grid->columns - column - 22, true);
    ui_grid_put_right(grid, row, grid->columns - 1, 20,
                      find->found ? UI_STYLE_DIM : UI_STYLE_WARNING, bq_span_str(state));
    frame_footer(host, find->form->layout.footer);
}

static void find_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                     enum ui_action action)
{
    struct find *find = (struct find *)layer;

    (void)action;
    find->wrapped = false;
    if (key->code == UI_KEY_ESC || (key->code == UI_KEY_ENTER && !find->entry.len)) {
        bool wrapped;
        form_text_find(find->form, "", 0, &wrapped);
        ui_host_pop(host);
    } else if (key->code == UI_KEY_ENTER || key->code == UI_KEY_DOWN ||
               ui_key_is(key, 'f', UI_MOD_CTRL)) {
        look(find, 1);
    } else if (key->code == UI_KEY_UP) {
        look(find, -1);
    } else if (entry_key(&find->entry, key)) {
        snprintf(find->form->sought, sizeof find->form->sought, "%.250s", find->entry.text);
        look(find, 0);
    }
}

static unsigned find_where(const struct ui_layer *layer)
{
    (void)layer;
    return IN_LAYER;
}

static const struct ui_footer_item *find_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item items[] = { { UI_DO_NONE, 0, "next", "Enter" },
                                                   { UI_DO_NONE, 0, "previous", "Up" },
                                                   { UI_DO_NONE, 0, "done", "Esc" },
                                                   { 0 } };

    (void)layer;
    return items;
}

static void find_free(struct ui_layer *layer)
{
    free(layer);
}

static const struct ui_layer_ops find_ops = { .draw = find_draw,
                                              .key = find_key,
                                              .where = find_where,
                                              .footer = find_footer,
                                              .free = find_free,
                                              .overlay = true };

void form_find(struct form *form, struct ui_host *host)
{
    struct find *find = calloc(1, sizeof *find);

    if (!find)
        return;
    find->layer.ops = &find_ops;
    find->form = form;
    find->found = true;
    entry_set(&find->entry, form->sought);
    ui_host_push(host, &find->layer);
    if (find->entry.len)
        look(find, 0);
}

static void line_done(void *owner, struct ui_host *host, int result, const char *text)
{
    char *end;
    unsigned long line = strtoul(text, &end, 10);

    if (result == ASK_CANCEL)
        return;
    if (*end || !line)
        ui_host_say(host, UI_TONE_BAD, "A line is a number from 1 on");
    else
        form_text_go_to_line(owner, line);
}

void form_ask_line(struct form *form, struct ui_host *host)
{
    struct ask_spec spec = {
        .title = "Go to line", .prompt = "Line", .owner = form, .done = line_done
    };

    ask_push(host, &spec);
}
