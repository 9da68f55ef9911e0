/*
 * The hand-off: the report goes into the platform's own form, field by field in its order. Enter
 * copies one, ticks it and moves on; the last step notes the report's link.
 */
#include "bqi/clock.h"
#include "bqi/handoff.h"
#include "screen/form.h"
#include "screen/frame.h"
#include "screen/screens.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hand_off {
    struct ui_layer layer;
    struct form *form;
    struct bq_handoff steps;
    size_t at;  /* steps.count: the last step, filed */
    size_t top; /* the first line that is shown */
    struct ui_rect list;
};

/* Of the step's text, never 0: a text that changed after it was copied is to be copied again. */
static uint32_t hash_of(const struct bq_handoff_step *step)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < step->len; i++)
        hash = (hash ^ (unsigned char)step->text[i]) * 16777619u;
    return hash ? hash : 1;
}

static bool ticked(const struct hand_off *hand_off, size_t step)
{
    return hand_off->form->handed_over[step] == hash_of(&hand_off->steps.items[step]);
}

/* ---- drawing
 * ---------------------------------------------------------------------------------------------- */

/* Labels are the platform's own: room for the longest where the screen has it. */
static int label_columns(const struct ui_host *host)
{
    return host->grid->columns >= 72 ? 40 : 24;
}

static void put_step(struct ui_host *host, struct ui_rect line, bool here, bool ticked,
                     const char *label, const char *value)
{
    enum ui_style style = here ? UI_STYLE_SELECTED : UI_STYLE_NORMAL;
    int room = label_columns(host);
    char text[160];

    if (here)
        ui_grid_fill(host->grid, line, style);
    snprintf(text, sizeof text, "%s %s %.120s", here ? ">" : " ", ticked ? "[x]" : "[ ]", label);
    ui_grid_put_cut(host->grid, line.row, line.column + 1, room, style, bq_span_str(text));
    ui_grid_put_cut(host->grid, line.row, line.column + room + 2, line.columns - room - 3,
                    here ? style : UI_STYLE_DIM, bq_span_str(value));
}

static size_t lines_of(const struct bq_handoff_step *step)
{
    size_t lines = 1;

    for (size_t i = 0; i + 1 < step->len; i++)
        lines += step->text[i] == '\n';
    return lines;
}

static void step_value(const struct bq_handoff_step *step, char *out, size_t size)
{
    size_t first = step->len ? strcspn(step->text, "\n") : 0;

    if (!step->len)
        snprintf(out, size, "%s", step->required ? "empty, and the platform asks for it" : "empty");
    else if (first + 1 < step->len)
        snprintf(out, size, "%zu lines, %zu bytes", lines_of(step), step->len);
    else
        snprintf(out, size, "%.*s", (int)(first < 300 ? first : 300), step->text);
}

static void put_file(struct ui_host *host, struct ui_rect line, const struct bq_attachment *file)
{
    char text[512];

    if (file->size < 0)
        snprintf(text, sizeof text, "attach by hand: %.400s", file->path);
    else
        snprintf(text, sizeof text, "attach by hand: %.400s (%" PRId64 " bytes)", file->path,
                 file->size);
    ui_grid_put_cut(host->grid, line.row, line.column + 7, line.columns - 8, UI_STYLE_DIM,
                    bq_span_str(text));
}

/* A line of the list: the steps, the files, and last that it is filed. */
static void put_line(const struct hand_off *hand_off, struct ui_host *host, struct ui_rect line,
                     size_t index)
{
    size_t files, steps = hand_off->steps.count;
    const struct bq_attachment *all =
        bq_draft_attachments(bq_session_draft(hand_off->form->session), &files);
    char value[512];

    if (index < steps) {
        step_value(&hand_off->steps.items[index], value, sizeof value);
        put_step(host, line, index == hand_off->at, ticked(hand_off, index),
                 hand_off->steps.items[index].label, value);
    } else if (index < steps + files) {
        put_file(host, line, &all[index - steps]);
    } else {
        put_step(host, line, hand_off->at == steps, false, "Filed", "note the report's link");
    }
}

/* The list from `row` on, scrolled so that the step at hand is in it. Returns the last row. */
static int put_list(struct hand_off *hand_off, struct ui_host *host, struct ui_rect page, int row)
{
    size_t files, rows = (size_t)(page.row + page.rows - row), i;

    bq_draft_attachments(bq_session_draft(hand_off->form->session), &files);
    size_t total = hand_off->steps.count + files + 1;
    size_t cursor = hand_off->at == hand_off->steps.count ? total - 1 : hand_off->at;
    if (cursor < hand_off->top)
        hand_off->top = cursor;
    if (cursor >= hand_off->top + rows)
        hand_off->top = cursor - rows + 1;
    if (hand_off->top + rows > total)
        hand_off->top = total > rows ? total - rows : 0;
    hand_off->list = (struct ui_rect){ row, page.column, (int)rows, page.columns };
    for (i = 0; i < rows && hand_off->top + i < total; i++)
        put_line(hand_off, host,
                 (struct ui_rect){ row + (int)i, page.column, 1, page.columns - (total > rows) },
                 hand_off->top + i);
    if (total > rows)
        ui_grid_scroll_bar(host->grid, row, page.column + page.columns - 1, (int)rows,
                           hand_off->top, rows, total);
    return row + (int)i - 1;
}

/* Below the list: what goes out at Enter, as far as there is room, and what to do with it. */
static void put_text(const struct hand_off *hand_off, struct ui_host *host, struct ui_rect page,
                     int row)
{
    const struct bq_handoff_step *step = &hand_off->steps.items[hand_off->at];
    struct ui_rect rect = { row + 2, page.column + 3, page.row + page.rows - row - 2,
                            page.columns - 4 };
    size_t at = 0;

    if (hand_off->at == hand_off->steps.count || rect.rows < 2)
        return;
    ui_grid_hline(host->grid, row + 1, page.column, page.columns, UI_STYLE_RULE);
    if (*step->note)
        ui_grid_put_cut(host->grid, rect.row++, rect.column, rect.columns, UI_STYLE_NOTE,
                        bq_span_str(step->note));
    for (; at < step->len && rect.row < page.row + page.rows; rect.row++) {
        struct bq_span line = bq_span_of(step->text + at, strcspn(step->text + at, "\n"));
        ui_grid_put_cut(host->grid, rect.row, rect.column, rect.columns, UI_STYLE_DIM, line);
        at += line.len + 1;
    }
}

/* Where the words leave it no room it stands alone, on two rows if it has to: it is to be read. */
static int put_address(const struct hand_off *hand_off, struct ui_host *host, struct ui_rect page)
{
    const struct bq_program *program = bq_session_program(hand_off->form->session);
    const char *url = program ? bq_program_info(program)->submit_url : "";
    struct bq_span text = bq_span_str(*url ? url : "the program names no address");
    enum ui_style style = *url ? UI_STYLE_LINK : UI_STYLE_DIM;
    int column = page.column + 1, row = page.row, rows = page.rows >= 12 ? 2 : 1;

    if (page.columns >= 60) {
        column = ui_grid_put(host->grid, row, column, UI_STYLE_NORMAL, "The platform's form: ");
    } else if (page.rows >= 6 && text.len > (size_t)page.columns - 2) {
        struct bq_span head = bq_span_of(text.s, (size_t)page.columns - 2);
        ui_grid_put_cut(host->grid, row++, column, page.columns - 2, style, head);
        text = bq_span_of(text.s + head.len, text.len - head.len);
    }
    ui_grid_put_cut(host->grid, row, column, page.columns - column - 1, style, text);
    return row + rows;
}

static void hand_off_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct hand_off *hand_off = (struct hand_off *)layer;
    struct ui_rect page = frame_page(host, "Hand off, field by field", "");
    int row = put_address(hand_off, host, page);

    if (row >= page.row + page.rows)
        return;
    row = put_list(hand_off, host, page, row);
    put_text(hand_off, host, page, row);
}

/* ---- keys
 * --------------------------------------------------------------------------------------------------
 */

static void show_bare(struct ui_host *host, const struct bq_handoff_step *step)
{
    screen_pager_push(host, step->label, PAGER_BARE,
                      bq_span_dup(bq_span_of(step->text, step->len)));
}

static void copy(struct hand_off *hand_off, struct ui_host *host)
{
    const struct bq_handoff_step *step = &hand_off->steps.items[hand_off->at];

    if (step->len)
        form_copy_bytes(hand_off->form, host, step->label, step->text, step->len,
                        FORM_COPIED_NOTHING);
    else
        ui_host_say(host, UI_TONE_PLAIN, "%s is empty", step->label);
    hand_off->form->handed_over[hand_off->at++] = hash_of(step);
}

/* The files between the steps and the last one are no steps: the mouse passes them by. */
static bool hand_off_mouse(struct hand_off *hand_off, const struct ui_key *key)
{
    size_t files, steps = hand_off->steps.count, at = hand_off->at;

    bq_draft_attachments(bq_session_draft(hand_off->form->session), &files);
    if (at == steps)
        at += files;
    bool enter = frame_list_mouse(key, hand_off->list, hand_off->top, steps + files + 1, &at);
    hand_off->at = at < steps ? at : at >= steps + files ? steps : hand_off->at;
    if (at >= steps && at < steps + files && key->button == UI_BUTTON_WHEEL_DOWN)
        hand_off->at = steps;
    return enter;
}

static void hand_off_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                         enum ui_action action)
{
    struct hand_off *hand_off = (struct hand_off *)layer;
    bool click = key->code == UI_KEY_MOUSE && hand_off_mouse(hand_off, key);
    bool last = hand_off->at == hand_off->steps.count;
    bool enter = click || key->code == UI_KEY_ENTER;

    (void)action;
    if (key->code == UI_KEY_ESC) {
        ui_host_pop(host);
    } else if (key->code == UI_KEY_UP) {
        hand_off->at -= hand_off->at > 0;
    } else if (key->code == UI_KEY_HOME) {
        hand_off->at = 0;
    } else if (key->code == UI_KEY_END) {
        hand_off->at = hand_off->steps.count;
    } else if (key->code == UI_KEY_DOWN || key->code == UI_KEY_TAB) {
        hand_off->at += !last;
    } else if (!last && ui_key_is(key, 'v', 0)) {
        show_bare(host, &hand_off->steps.items[hand_off->at]);
    } else if (!last && ui_key_is(key, 'w', 0)) {
        const struct bq_handoff_step *step = &hand_off->steps.items[hand_off->at];
        form_copy_elsewhere(hand_off->form, host, step->label, step->text, step->len,
                            "The terminal's clipboard can't be asked whether it took a text.");
    } else if (enter && last) {
        ui_host_pop(host);
        form_ask_filed(hand_off->form, host);
    } else if (enter) {
        copy(hand_off, host);
    }
}

static unsigned hand_off_where(const struct ui_layer *layer)
{
    (void)layer;
    return IN_LAYER;
}

static const struct ui_footer_item *hand_off_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item items[] = {
        { UI_DO_NONE, 0, "copy, next", "Enter" }, { UI_DO_NONE, 0, "other ways", "w" },
        { UI_DO_NONE, 0, "bare text", "v" },      { UI_DO_NONE, 0, "move", "Up/Down" },
        { UI_DO_NONE, 0, "back", "Esc" },         { 0 }
    };

    (void)layer;
    return items;
}

static void hand_off_help(struct ui_layer *layer, struct ui_host *host, struct bq_buf *out)
{
    (void)layer;
    (void)host;
    bq_buf_adds(out,
                "## Handing the report over\n\nOpen the platform's form in a browser. Enter copies "
                "the field under the cursor to the terminal's clipboard, ticks it and moves on; "
                "paste it there.\n\nTerminals don't say whether they took the text, and many have "
                "this switched off. If nothing arrives: `v` shows the bare text, so that the "
                "terminal's own selection can take it; `w` offers a file or a helper program that "
                "is there. In tmux: `set -g set-clipboard on`.\n\n");
}

static void hand_off_free(struct ui_layer *layer)
{
    bq_handoff_clear(&((struct hand_off *)layer)->steps);
    free(layer);
}

static const struct ui_layer_ops hand_off_ops = { .draw = hand_off_draw,
                                                  .key = hand_off_key,
                                                  .where = hand_off_where,
                                                  .footer = hand_off_footer,
                                                  .help = hand_off_help,
                                                  .free = hand_off_free };

void form_hand_off(struct form *form, struct ui_host *host)
{
    struct hand_off *hand_off = calloc(1, sizeof *hand_off);
    struct bq_report report = form_report(form);
    struct bq_err err;

    if (!hand_off)
        return;
    hand_off->layer.ops = &hand_off_ops;
    hand_off->form = form;
    if (bq_handoff_make(&report, &hand_off->steps, &err)) {
        ui_host_say_error(host, &err);
        free(hand_off);
        return;
    }
    /* where it was left */
    while (hand_off->at < hand_off->steps.count && ticked(hand_off, hand_off->at))
        hand_off->at++;
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
