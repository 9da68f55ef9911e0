/* One screen for the first visit: what this is, where files go, what to do. */
#include "screen/frame.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct welcome {
    struct ui_layer layer;
    int at;
    struct ui_rect list; /* the choices, as last drawn */
};
enum { WELCOME_NEW, WELCOME_DRAFTS, WELCOME_CHOICES };

static void welcome_draw(struct ui_layer *layer, struct ui_host *host)
{
    static const char *const choices[WELCOME_CHOICES] = { "Start a report for OpenAI's program",
                                                          "Look at the drafts screen first" };
    struct welcome *welcome = (struct welcome *)layer;
    struct ui_rect page = frame_page(host, "bugquill", "");
    char folder[512], text[2048];
    struct ui_rect rect = { page.row, page.column + 2, page.rows - WELCOME_CHOICES - 1,
                            page.columns - 4 };
    int row;

    if (host->grid->rows < 3 || host->grid->columns < 20) {
        frame_too_small(host);
        return;
    }
    ui_host_path(host, host->paths->drafts, folder, sizeof folder);
    snprintf(text, sizeof text,
             "A report in seven answers: title, target, type, URL, description, proof, people. "
             "While you write it says what would get the report rejected.\n\n"
             "Nothing leaves this machine: no account, no network. You file the report yourself, "
             "field by field.\n\n"
             "Drafts are plain YAML files, readable only by you, in\n%s\n\n"
             "What you type is on disk within a second, also before you save.\n"
             "Another program's scope: bugquill program import FILE\n",
             folder);
    row = rect.row + ui_grid_put_wrapped(host->grid, rect, UI_STYLE_NORMAL, bq_span_str(text));
    if (row > rect.row + rect.rows)
        row = rect.row + rect.rows;
    welcome->list = (struct ui_rect){ row, page.column + 1, WELCOME_CHOICES, page.columns - 2 };
    for (int i = 0; i < WELCOME_CHOICES; i++) {
        enum ui_style style = i == welcome->at ? UI_STYLE_SELECTED : UI_STYLE_NORMAL;
        struct ui_rect line = { row + i, page.column + 1, 1, page.columns - 2 };
        ui_grid_fill(host->grid, line, style);
        ui_grid_put(host->grid, row + i, line.column, style, i == welcome->at ? ">" : " ");
        ui_grid_put_cut(host->grid, row + i, line.column + 2, line.columns - 3, style,
                        bq_span_str(choices[i]));
    }
}

static void choose(struct welcome *welcome, struct ui_host *host)
{
    struct bq_session *session = NULL;
    struct bq_err err;
    int status;

    ui_host_pop(host);
    if (welcome->at != WELCOME_NEW)
        return;
    status = bq_session_new(host->session_env, "", &session, &err);
    if (!status)
        status = screen_form_push(host, session, &err);
    if (status)
        ui_host_say_error(host, &err);
}

static void welcome_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                        enum ui_action action)
{
    struct welcome *welcome = (struct welcome *)layer;

    size_t at = (size_t)welcome->at;

    (void)action;
    if (key->code == UI_KEY_MOUSE) {
        bool enter = frame_list_mouse(key, welcome->list, 0, WELCOME_CHOICES, &at);
        welcome->at = (int)at;
        if (enter)
            choose(welcome, host);
    } else if (key->code == UI_KEY_UP || key->code == UI_KEY_DOWN || key->code == UI_KEY_TAB)
        welcome->at = (welcome->at + 1) % WELCOME_CHOICES;
    else if (key->code == UI_KEY_ENTER)
        choose(welcome, host);
    else if (key->code == UI_KEY_ESC)
        ui_host_pop(host);
    else if (ui_key_is(key, 'q', 0))
        ui_host_quit(host, CLI_OK);
}

static unsigned welcome_where(const struct ui_layer *layer)
{
    (void)layer;
    return IN_LAYER;
}

static const struct ui_footer_item *welcome_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item items[] = { { UI_DO_NONE, 0, "move", "Up/Down" },
                                                   { UI_DO_NONE, 0, "choose", "Enter" },
                                                   { UI_DO_NONE, 0, "leave", "q" },
                                                   { 0 } };

    (void)layer;
    return items;
}

static void welcome_free(struct ui_layer *layer)
{
    free(layer);
}

static const struct ui_layer_ops welcome_ops = { .draw = welcome_draw,
                                                 .key = welcome_key,
                                                 .where = welcome_where,
                                                 .footer = welcome_footer,
                                                 .free = welcome_free };

void screen_welcome_push(struct ui_host *host)
{
    struct welcome *welcome = calloc(1, sizeof *welcome);

    if (!welcome)
        return;
    welcome->layer.ops = &welcome_ops;
    ui_host_push(host, &welcome->layer);
}
