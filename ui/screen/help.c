/* Help, made from the tables: what this place wants, and the keys that work here. */
#include "screen/form.h"
#include "screen/screens.h"
#include <stdlib.h>
#include <string.h>

void screen_help_literal(struct bq_buf *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("\\`*_{}[]<>()#+-.!|~&", *text))
            bq_buf_addc(out, '\\');
        bq_buf_adds(out, *text == '\n' ? "\n\n" : (const char[]){ *text, '\0' });
    }
}

void form_help(struct ui_layer *layer, struct ui_host *host, struct bq_buf *out)
{
    const struct form *form = (const struct form *)layer;
    const struct form_item_info *info = form_item_info(form->focus);

    form_finding_help(form, host, out);
    bq_buf_addf(out, "## %s\n\n%s\n\n", info->label, info->wants);
    if (info->good[0])
        bq_buf_addf(out, "**Good:**\n\n```\n%s\n```\n\n", info->good);
    if (info->bad[0])
        bq_buf_addf(out, "**Not so good:**\n\n```\n%s\n```\n\n", info->bad);
}

/* Keys that texts understand and no action names. */
static void text_keys(struct bq_buf *out)
{
    static const char *const keys[][2] = {
        { "Home, End", "start and end of the row, then of the line" },
        { "Ctrl-Left, Ctrl-Right", "a word back, a word on" },
        { "Ctrl-Up, Ctrl-Down", "a paragraph back, a paragraph on" },
        { "Ctrl-Delete", "erases the word after the cursor" },
        { "Ctrl-Home, Ctrl-End", "start and end of the text" },
        { "PageUp, PageDown", "a screen up, a screen down" },
        { "Shift with arrows", "marks on the way" },
        { "Alt-Backspace", "takes one code point, such as an accent off its letter" },
        { "Ctrl-V Tab", "a tab (Tab alone leaves the field)" },
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        bq_buf_addf(out, "| %s | %s |\n", keys[i][0], keys[i][1]);
}

/* What lies on top of a screen has keys of its own, as its footer has them; the screens name theirs
 * themselves. */
static void own_keys(const struct ui_layer *layer, struct bq_buf *out)
{
    const struct ui_footer_item *item = layer->ops->footer ? layer->ops->footer(layer) : NULL;

    for (; item && (item->key || item->action); item++)
        if (item->action == UI_DO_NONE)
            bq_buf_addf(out, "| %s | %s |\n", item->key, item->label);
}

static void all_keys(const struct ui_layer *layer, struct ui_host *host, struct bq_buf *out)
{
    unsigned where = layer->ops->where(layer);

    bq_buf_adds(out, "## Keys that work here\n\n| key | does |\n|---|---|\n");
    if (where & IN_LAYER)
        own_keys(layer, out);
    for (int i = 1; i < UI_ACTIONS; i++) {
        enum ui_action action = (enum ui_action)i;
        if (!(ui_action_info(action)->where & where) || !host->keymap.counts[i])
            continue;
        bq_buf_adds(out, "| ");
        ui_keymap_names(&host->keymap, action, out);
        bq_buf_addf(out, " | %s |\n", ui_action_info(action)->help);
    }
    if (where & IN_TEXT)
        text_keys(out);
    bq_buf_adds(out, "\nEsc closes what is on top and never discards text. Keys can be changed "
                     "under `keys:` in config.yaml; `bugquill where` says where that is.\n");
}

void screen_help_push(struct ui_host *host)
{
    struct ui_layer *top = host->top;
    struct bq_buf text;

    bq_buf_init(&text, 1 << 16);
    if (top->ops->help)
        top->ops->help(top, host, &text);
    all_keys(top, host, &text);
    bq_buf_addc(&text, '\0');
    screen_pager_push(host, "Help", PAGER_MARKDOWN,
                      bq_buf_failed(&text) ? NULL : bq_buf_take(&text, NULL));
    bq_buf_clear(&text);
}
