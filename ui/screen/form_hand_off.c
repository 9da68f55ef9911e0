/*
 * The hand-off: the report goes into the platform's own form, field by field. Enter copies one,
 * ticks it and moves on.
 */
#include "bqi/clock.h"
#include "screen/form.h"
#include "screen/frame.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 16 };

struct hand_off {
    struct ui_layer layer;
    struct form *form;
    enum form_item steps[STEPS_MAX]; /* ITEM_REVIEW: the last step, filed */
    bool ticked[STEPS_MAX];
    size_t count, at;
};

static void list_steps(struct hand_off *hand_off)
{
    static const enum form_item order[] = {
        ITEM_TITLE,       ITEM_TARGET, ITEM_TYPE, ITEM_URL,
        ITEM_DESCRIPTION, ITEM_IMPACT, ITEM_POC,  ITEM_REQUEST
    };
    const struct bq_draft *draft = bq_session_draft(hand_off->form->session);

    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
        if (form_item_filled(order[i], draft))
            hand_off->steps[hand_off->count++] = order[i];
    hand_off->steps[hand_off->count++] = ITEM_REVIEW;
}

static int draw_files(const struct hand_off *hand_off, struct ui_host *host, struct ui_rect page,
                      int row)
{
    size_t count;
    const struct bq_attachment *all =
        bq_draft_attachments(bq_session_draft(hand_off->form->session), &count);
    char text[512];

    for (size_t i = 0; i < count && row < page.row + page.rows - 2; i++, row++) {
        snprintf(text, sizeof text, "attach by hand: %.400s (%" PRId64 " bytes)", all[i].path,
                 all[i].size);
        ui_grid_put_cut(host->grid, row, page.column + 7, page.columns - 8, UI_STYLE_DIM,
                        bq_span_str(text));
    }
    return row;
}

static void hand_off_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct hand_off *hand_off = (struct hand_off *)layer;
    struct form *form = hand_off->form;
    const struct bq_program *program = bq_session_program(form->session);
    struct ui_rect page = frame_page(host, "Hand off, field by field", "");
    struct ui_grid *grid = host->grid;
    char text[600];
    int row = page.row;

    snprintf(text, sizeof text, "Open the platform's form: %.500s",
             program && bq_program_info(program)->submit_url[0]
                 ? bq_program_info(program)->submit_url
                 : "(the program names no address)");
    ui_grid_put_cut(grid, row++, page.column + 1, page.columns - 2, UI_STYLE_LINK,
                    bq_span_str(text));
    for (size_t i = 0; i < hand_off->count && row < page.row + page.rows; i++, row++) {
        bool here = i == hand_off->at, last = hand_off->steps[i] == ITEM_REVIEW;
        enum ui_style style = here ? UI_STYLE_SELECTED : UI_STYLE_NORMAL;
        const struct form_item_info *info = form_item_info(hand_off->steps[i]);
        char value[400];
        if (last)
            row = draw_files(hand_off, host, page, row);
        form_item_text(form, hand_off->steps[i], value, sizeof value);
        if (here)
            ui_grid_fill(grid, (struct ui_rect){ row, page.column, 1, page.columns }, style);
        snprintf(text, sizeof text, "%s %s %s", here ? ">" : " ",
                 hand_off->ticked[i] ? "[x]" : "[ ]", last ? "Filed" : info->label);
        ui_grid_put_cut(grid, row, page.column + 1, 22, style, bq_span_str(text));
        ui_grid_put_cut(grid, row, page.column + 24, page.columns - 25, here ? style : UI_STYLE_DIM,
                        bq_span_str(last ? "note the report's link" : value));
    }
}

static void hand_off_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                         enum ui_action action)
{
    struct hand_off *hand_off = (struct hand_off *)layer;
    enum form_item item = hand_off->steps[hand_off->at];

    (void)action;
    if (key->code == UI_KEY_ESC) {
        ui_host_pop(host);
    } else if (key->code == UI_KEY_UP) {
        hand_off->at -= hand_off->at > 0;
    } else if (key->code == UI_KEY_DOWN || key->code == UI_KEY_TAB) {
        hand_off->at += hand_off->at + 1 < hand_off->count;
    } else if (ui_key_is(key, 'v', 0) && item != ITEM_REVIEW) {
        form_show_raw(hand_off->form, host, item);
    } else if (key->code == UI_KEY_ENTER && item == ITEM_REVIEW) {
        ui_host_pop(host);
        form_ask_filed(hand_off->form, host);
    } else if (key->code == UI_KEY_ENTER) {
        form_copy_field(hand_off->form, host, item);
        hand_off->ticked[hand_off->at++] = true;
    }
}

static unsigned hand_off_where(const struct ui_layer *layer)
{
    (void)layer;
    return IN_LAYER;
}

static const struct ui_footer_item *hand_off_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item items[] = { { UI_DO_NONE, 0, "copy and next", "Enter" },
                                                   { UI_DO_NONE, 0, "move", "Up/Down" },
                                                   { UI_DO_NONE, 0, "show as plain text", "v" },
                                                   { UI_DO_NONE, 0, "back", "Esc" },
                                                   { 0 } };

    (void)layer;
    return items;
}

static void hand_off_free(struct ui_layer *layer)
{
    free(layer);
}

static const struct ui_layer_ops hand_off_ops = { .draw = hand_off_draw,
                                                  .key = hand_off_key,
                                                  .where = hand_off_where,
                                                  .footer = hand_off_footer,
                                                  .free = hand_off_free };

void form_hand_off(struct form *form, struct ui_host *host)
{
    struct hand_off *hand_off = calloc(1, sizeof *hand_off);

    if (!hand_off)
        return;
    hand_off->layer.ops = &hand_off_ops;
    hand_off->form = form;
    list_steps(hand_off);
    ui_host_push(host, &hand_off->layer);
}

void form_mark_filed(struct form *form, struct ui_host *host, const char *link)
{
    char date[BQ_DATE_LEN];
    struct bq_filed filed = { link, date };
    struct bq_err err;
    int status;

    bq_date_format(ui_host_now(host), date);
    status = bq_draft_set_filed(bq_session_begin(form->session), &filed, &err);
    bq_session_end(form->session);
    if (!status)
        status = bq_session_set_text(form->session, BQ_FIELD_STATUS, "filed", 5, &err);
    if (status)
        ui_host_say_error(host, &err);
    else
        form_save(form, host);
    form_changed(form);
}
