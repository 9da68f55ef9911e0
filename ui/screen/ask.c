/* Questions. */
#include "screen/ask.h"
#include "screen/entry.h"
#include "screen/frame.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = 4096, LABEL_MAX = 160, BOX_COLUMNS = 58 };

struct ask {
    struct ui_layer layer;
    struct ask_spec spec;
    char title[LABEL_MAX], body[BODY_MAX], prompt[LABEL_MAX], word[32];
    char labels[ASK_CHOICES_MAX][LABEL_MAX], details[ASK_CHOICES_MAX][LABEL_MAX];
    struct entry entry;
    int at;
    struct ui_rect list; /* the choices, as last drawn */
    bool wrong;          /* the line was not the word asked for */
};

static void answer(struct ask *ask, struct ui_host *host, int result, const char *text)
{
    ui_host_pop(host); /* the memory stays until this key is done with */
    ask->spec.done(ask->spec.owner, host, result, text);
}

/* ---- drawing
 * -------------------------------------------------------------------------------------- */

static int draw_choices(struct ask *ask, struct ui_host *host, struct ui_rect in, int row)
{
    struct ui_grid *grid = host->grid;

    ask->list = (struct ui_rect){ row, in.column, ask->spec.count, in.columns };
    for (int i = 0; i < ask->spec.count; i++, row++) {
        enum ui_style style = i == ask->at ? UI_STYLE_SELECTED : UI_STYLE_NORMAL;
        struct ui_rect line = { row, in.column, 1, in.columns };
        ui_grid_fill(grid, line, style);
        ui_grid_put(grid, row, in.column, style, i == ask->at ? "> " : "  ");
        int end = ui_grid_put_cut(grid, row, in.column + 2, in.columns - 2, style,
                                  bq_span_str(ask->labels[i]));
        /* a hint that would run into its choice says less than none */
        if (ask->details[i][0] && end + 1 + (int)strlen(ask->details[i]) <= in.column + in.columns)
            ui_grid_put_right(grid, row, in.column + in.columns, in.columns / 2,
                              i == ask->at ? style : UI_STYLE_DIM, bq_span_str(ask->details[i]));
    }
    return row;
}

static void draw_line(struct ask *ask, struct ui_host *host, struct ui_rect in, int row)
{
    struct ui_grid *grid = host->grid;
    int end = in.column + in.columns;
    int column = ui_grid_put_cut(grid, row, in.column, in.columns / 2, UI_STYLE_LABEL,
                                 bq_span_str(ask->prompt));

    column += ask->prompt[0] != '\0';
    ui_grid_put(grid, row, column, UI_STYLE_NORMAL, "[");
    ui_grid_put(grid, row, end - 1, UI_STYLE_NORMAL, "]");
    entry_draw(&ask->entry, grid, row, column + 1, end - column - 2, true);
    if (ask->wrong && ask->word[0]) {
        char text[80];
        snprintf(text, sizeof text, "Type %s, or press Esc", ask->word);
        ui_grid_put_cut(grid, row + 1, in.column, in.columns, UI_STYLE_ERROR, bq_span_str(text));
    }
}

static int body_rows(struct ui_host *host, const char *body, int columns)
{
    struct ui_rect nowhere = { 0, 0, 0, columns };

    return *body ? ui_grid_put_wrapped(host->grid, nowhere, UI_STYLE_NORMAL, bq_span_str(body)) : 0;
}

static void ask_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct ask *ask = (struct ask *)layer;
    struct ui_grid *grid = host->grid;
    int columns = grid->columns < BOX_COLUMNS + 6 ? grid->columns - 6 : BOX_COLUMNS;
    int lines = body_rows(host, ask->body, grid->columns < 40 ? grid->columns - 2 : columns);
    int own = ask->spec.count ? ask->spec.count : 2;
    struct ui_rect in = frame_box(host, lines + (lines > 0) + own + 2 + 2, columns + 4, ask->title);
    struct ui_rect text = in;
    bool roomy = in.rows >= lines + 1 + own;
    int row = in.row + roomy;

    /* the choices are what must be seen; words give way */
    text.row = row;
    text.rows = in.rows - own - roomy;
    if (text.rows > lines)
        text.rows = lines;
    if (text.rows > 0) {
        ui_grid_put_wrapped(grid, text, ask->spec.bad ? UI_STYLE_ERROR : UI_STYLE_NORMAL,
                            bq_span_str(ask->body));
        row += text.rows + (in.rows > text.rows + own + roomy);
    }
    ui_grid_cursor(grid, -1, -1);
    if (ask->spec.count)
        draw_choices(ask, host, in, row);
    else
        draw_line(ask, host, in, row);
    frame_footer(host, (struct ui_rect){ grid->rows - 1, 0, grid->rows >= 10, grid->columns });
}

/* ---- keys
 * --------------------------------------------------------------------------------------------- */

static void line_key(struct ask *ask, struct ui_host *host, const struct ui_key *key)
{
    if (key->code == UI_KEY_ESC) {
        answer(ask, host, ASK_CANCEL, "");
    } else if (key->code == UI_KEY_ENTER) {
        ask->wrong = ask->word[0] ? strcmp(ask->entry.text, ask->word) != 0 : !ask->entry.len;
        if (!ask->wrong && !(ask->word[0] && ui_host_too_soon(host)))
            answer(ask, host, 0, ask->entry.text);
    } else {
        ask->wrong = false;
        entry_key(&ask->entry, key);
    }
}

static void choice_mouse(struct ask *ask, struct ui_host *host, const struct ui_key *key)
{
    size_t at = (size_t)ask->at;
    bool enter = frame_list_mouse(key, ask->list, 0, (size_t)ask->spec.count, &at);

    ask->at = (int)at;
    if (enter && !ui_host_too_soon(host))
        answer(ask, host, ask->at, "");
}

static void choice_key(struct ask *ask, struct ui_host *host, const struct ui_key *key)
{
    int count = ask->spec.count;

    if (key->code == UI_KEY_MOUSE) {
        choice_mouse(ask, host, key);
    } else if (key->code == UI_KEY_ESC) {
        answer(ask, host, ASK_CANCEL, "");
    } else if (key->code == UI_KEY_ENTER) {
        if (!ui_host_too_soon(host))
            answer(ask, host, ask->at, "");
    } else if (key->code == UI_KEY_UP || (key->code == UI_KEY_TAB && key->mods & UI_MOD_SHIFT)) {
        ask->at -= ask->at > 0; /* no way round onto the last choice, which may destroy */
    } else if (key->code == UI_KEY_DOWN || key->code == UI_KEY_TAB) {
        ask->at += ask->at + 1 < count;
    } else if (ui_key_types(key) && !ui_host_too_soon(host)) {
        for (int i = 0; i < count; i++) {
            if (ask->spec.choices[i].letter && (uint32_t)ask->spec.choices[i].letter == key->rune) {
                answer(ask, host, i, "");
                return;
            }
        }
    }
}

static void ask_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                    enum ui_action action)
{
    struct ask *ask = (struct ask *)layer;

    (void)action;
    if (ask->spec.count)
        choice_key(ask, host, key);
    else
        line_key(ask, host, key);
}

static unsigned ask_where(const struct ui_layer *layer)
{
    (void)layer;
    return IN_LAYER;
}

static const struct ui_footer_item *ask_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item choices[] = { { UI_DO_NONE, 0, "choose", "Enter" },
                                                     { UI_DO_NONE, 0, "back", "Esc" },
                                                     { UI_DO_NONE, 0, "move", "Up/Down" },
                                                     { 0 } };
    static const struct ui_footer_item line[] = { { UI_DO_NONE, 0, "accept", "Enter" },
                                                  { UI_DO_NONE, 0, "back", "Esc" },
                                                  { 0 } };

    return ((const struct ask *)layer)->spec.count ? choices : line;
}

static void ask_help(struct ui_layer *layer, struct ui_host *host, struct bq_buf *out)
{
    const struct ask *ask = (const struct ask *)layer;

    (void)host;
    bq_buf_adds(out, "## ");
    screen_help_literal(out, ask->title);
    bq_buf_adds(out, "\n\n");
    screen_help_literal(out, ask->body);
    bq_buf_adds(out, ask->spec.count
                         ? "\n\nEsc goes back and does nothing. At once, by a letter:\n\n"
                         : "\n\nEsc goes back and does nothing.\n\n");
    for (int i = 0; i < ask->spec.count; i++)
        if (ask->spec.choices[i].letter) {
            bq_buf_addf(out, "- `%c` ", ask->spec.choices[i].letter);
            screen_help_literal(out, ask->labels[i]);
            bq_buf_addc(out, '\n');
        }
    bq_buf_addc(out, '\n');
}

static void ask_free(struct ui_layer *layer)
{
    free(layer);
}

static const struct ui_layer_ops ask_ops = {
    .draw = ask_draw,
    .key = ask_key,
    .where = ask_where,
    .footer = ask_footer,
    .help = ask_help,
    .free = ask_free,
    .overlay = true,
};

void ask_push(struct ui_host *host, const struct ask_spec *spec)
{
    struct ask *ask = calloc(1, sizeof *ask);

    if (!ask) {
        spec->done(spec->owner, host, ASK_CANCEL, "");
        return;
    }
    ask->layer.ops = &ask_ops;
    ask->spec = *spec;
    snprintf(ask->title, sizeof ask->title, "%s", spec->title ? spec->title : "");
    snprintf(ask->body, sizeof ask->body, "%s", spec->body ? spec->body : "");
    snprintf(ask->prompt, sizeof ask->prompt, "%s", spec->prompt ? spec->prompt : "");
    snprintf(ask->word, sizeof ask->word, "%s", spec->word ? spec->word : "");
    for (int i = 0; i < spec->count; i++) {
        const struct ask_choice *choice = &spec->choices[i];
        snprintf(ask->labels[i], LABEL_MAX, "%s", choice->label);
        snprintf(ask->details[i], LABEL_MAX, "%s", choice->detail ? choice->detail : "");
    }
    entry_set(&ask->entry, spec->initial ? spec->initial : "");
    ui_host_push(host, &ask->layer);
}
