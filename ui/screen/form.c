/* The form: what its keys do, and moving about in it. */
#include "screen/form.h"
#include "bqi/show.h"
#include "screen/entry.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECK_TROUBLE_MS = 1000 };

/* ---- moving
 * ---------------------------------------------------------------------------------------- */

bool form_item_shown(const struct form *form, enum form_item item)
{
    (void)form;
    (void)item;
    return true;
}

enum form_page form_page(const struct form *form)
{
    return form_item_info(form->focus)->page;
}

void form_focus(struct form *form, enum form_item item)
{
    if (item == form->focus)
        return;
    form_text_leave(form);
    form->focus = item;
    form->finding = FORM_NO_FINDING;
}

void form_go_page(struct form *form, enum form_page page)
{
    for (int i = 0; i < ITEM_COUNT; i++) {
        if (form_item_info((enum form_item)i)->page == page &&
            form_item_shown(form, (enum form_item)i)) {
            form_focus(form, (enum form_item)i);
            return;
        }
    }
}

void form_step(struct form *form, int direction)
{
    int at = (int)form->focus;

    do
        at += direction;
    while (at >= 0 && at < ITEM_COUNT && !form_item_shown(form, (enum form_item)at));
    if (at >= 0 && at < ITEM_COUNT)
        form_focus(form, (enum form_item)at);
}

unsigned form_where(const struct form *form)
{
    switch (form_item_info(form->focus)->kind) {
    case FORM_LINE:
    case FORM_TARGET:
        return IN_LINE;
    case FORM_AREA:
        return IN_AREA;
    case FORM_REVIEW:
        return IN_REVIEW;
    default:
        return IN_CHOICE;
    }
}

void form_say_edit(struct ui_host *host, int status, const struct bq_err *err)
{
    if (status)
        ui_host_say_error(host, err);
}

void form_typed(const struct ui_key *key, char *out, size_t size)
{
    struct entry entry;

    entry_set(&entry, "");
    entry_key(&entry, key);
    bq_show_cut(out, size, entry.text, entry.len);
}

void form_changed(struct form *form)
{
    form->unfinished = bq_session_check(form->session, false);
}

/* ---- keys
 * ------------------------------------------------------------------------------------------- */

static void go_page_by(struct form *form, int by)
{
    int page = (int)form_page(form) + by;

    if (page >= 0 && page < PAGE_COUNT)
        form_go_page(form, (enum form_page)page);
}

/* What a key does on all pages. False: not such a key. */
static bool do_action(struct form *form, struct ui_host *host, enum ui_action action)
{
    switch (action) {
    case UI_DO_NEXT:
        form_step(form, 1);
        return true;
    case UI_DO_BACK:
        form_step(form, -1);
        return true;
    case UI_DO_NEXT_PAGE:
        go_page_by(form, 1);
        return true;
    case UI_DO_BACK_PAGE:
        go_page_by(form, -1);
        return true;
    case UI_DO_PAGE_1:
    case UI_DO_PAGE_2:
    case UI_DO_PAGE_3:
    case UI_DO_PAGE_4:
    case UI_DO_PAGE_5:
        form_go_page(form, (enum form_page)(action - UI_DO_PAGE_1));
        return true;
    case UI_DO_FINDING:
        form_finding_next(form, host);
        return true;
    case UI_DO_ALLOW:
        form_finding_allow(form, host);
        return true;
    case UI_DO_FIX:
        form_finding_fix(form, host);
        return true;
    case UI_DO_ALIKE:
        form_look_alike(form, host);
        return true;
    case UI_DO_SAVE:
        form->leaving = false;
        form_save(form, host);
        return true;
    case UI_DO_EDITOR:
        if (!ui_host_too_soon(host))
            form_editor(form, host);
        return true;
    case UI_DO_PREVIEW:
        form_preview(form, host);
        return true;
    case UI_DO_PROGRAM:
        form_pick_program(form, host);
        return true;
    case UI_DO_DRAFTS:
        form->to_drafts = true;
        form_leave(form, host);
        return true;
    default:
        return false;
    }
}

/* Enter, Up and Down in one-line fields; false: the field itself takes the key. */
static bool walk_key(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    enum form_kind kind = form_item_info(form->focus)->kind;

    if (key->mods || (kind != FORM_LINE && kind != FORM_TARGET && kind != FORM_TYPE))
        return false;
    if (key->code == UI_KEY_UP || key->code == UI_KEY_DOWN) {
        form_step(form, key->code == UI_KEY_UP ? -1 : 1);
        return true;
    }
    if (key->code != UI_KEY_ENTER)
        return false;
    if (kind == FORM_TARGET)
        form_pick_target(form, host, NULL);
    else if (kind == FORM_TYPE)
        form_pick_type(form, host, NULL);
    else
        form_step(form, 1);
    return true;
}

/* The type is never typed: a letter begins a search, Backspace empties. */
static void type_key(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    char typed[ENTRY_TYPED_MAX];

    if (ui_key_types(key) || key->code == UI_KEY_PASTE) {
        form_typed(key, typed, sizeof typed);
        form_pick_type(form, host, typed);
    } else if (key->code == UI_KEY_BACKSPACE || key->code == UI_KEY_DELETE) {
        form_text_set(form, host, ITEM_TYPE, "");
    }
}

/* Lists: the wheel walks, a click stands on a row, a second one does what Enter does. */
static void list_mouse(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    bool review = form->focus == ITEM_REVIEW;
    size_t first = review ? form->review_top : 0;
    int row = key->row - form->places[form->focus].row - !review;
    struct ui_key press = { .code = UI_KEY_ENTER };

    if (key->button == UI_BUTTON_WHEEL_UP || key->button == UI_BUTTON_WHEEL_DOWN) {
        press.code = key->button == UI_BUTTON_WHEEL_UP ? UI_KEY_UP : UI_KEY_DOWN;
        if (review)
            form_review_key(form, host, &press);
    } else if (key->button == UI_BUTTON_PRESS && row >= 0) {
        bool again = form->rows[form->focus] == first + (size_t)row;
        form->rows[form->focus] = first + (size_t)row;
        form->review_line = 0; /* another one */
        if (again && review)
            form_review_key(form, host, &press);
        else if (again)
            form_table_key(form, host, &press);
    }
}

static bool pane_mouse(struct form *form, const struct ui_key *key)
{
    struct ui_rect pane = form->layout.findings;
    int row = key->row - pane.row;

    if (key->button != UI_BUTTON_PRESS || !ui_rect_holds(pane, key->row, key->column) ||
        row >= FORM_PANE_ROWS || form->pane[row] < 0 ||
        (size_t)form->pane[row] >= bq_session_findings(form->session)->count)
        return false;
    form_finding_goto(form, (size_t)form->pane[row]);
    return true;
}

static void mouse(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    const struct ui_layout *layout = &form->layout;
    int row = key->row - layout->rail.row;

    if (key->button == UI_BUTTON_PRESS && ui_rect_holds(layout->rail, key->row, key->column) &&
        row < PAGE_COUNT) {
        form_go_page(form, (enum form_page)row);
        return;
    }
    if (pane_mouse(form, key))
        return;
    for (int i = 0; i < ITEM_COUNT; i++) {
        enum form_item item = (enum form_item)i;
        enum form_kind kind = form_item_info(item)->kind;
        if (form_item_info(item)->page != form_page(form) ||
            !ui_rect_holds(form->places[i], key->row, key->column))
            continue;
        if (key->button == UI_BUTTON_PRESS)
            form_focus(form, item);
        if (item == form->focus && (kind == FORM_TABLE || kind == FORM_REVIEW))
            list_mouse(form, host, key);
        else if (item == form->focus)
            form_text_mouse(form, host, key);
        return;
    }
}

static void to_field(struct form *form, struct ui_host *host, const struct ui_key *key,
                     enum ui_action action)
{
    switch (form_item_info(form->focus)->kind) {
    case FORM_LINE:
    case FORM_TARGET:
    case FORM_AREA:
        if (action == UI_DO_NONE || !form_text_action(form, host, action))
            form_text_key(form, host, key);
        break;
    case FORM_TYPE:
        if (action == UI_DO_COPY)
            form_copy_field(form, host, ITEM_TYPE);
        else if (action == UI_DO_UNDO || action == UI_DO_REDO)
            form_text_action(form, host, action);
        else
            type_key(form, host, key);
        break;
    case FORM_TABLE:
        form_table_key(form, host, key);
        break;
    case FORM_REVIEW:
        form_review_key(form, host, key);
        break;
    }
}

/* Grows with every change of the text in focus; other fields count as changed by every key. */
static uint64_t revision(const struct form *form)
{
    const struct form_item_info *info = form_item_info(form->focus);
    struct bq_text *text =
        info->kind == FORM_AREA ? bq_session_text(form->session, info->field) : NULL;

    return text ? bq_text_revision(text) + 1 : 0;
}

static void form_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                     enum ui_action action)
{
    struct form *form = (struct form *)layer;
    enum form_item before = form->focus;
    uint64_t was = revision(form);

    form->copied_before = form->copied;
    form->copied = FORM_COPIED_NOTHING;
    if (key->code == UI_KEY_MOUSE)
        mouse(form, host, key);
    else if (host->literal_next || (!do_action(form, host, action) && !walk_key(form, host, key)))
        to_field(form, host, key, action);
    /* moving about in a long text changes no finding */
    if (host->top == layer && (!was || form->focus != before || revision(form) != was))
        form_changed(form);
}

/* ---- the layer
 * ------------------------------------------------------------------------------------------ */

static unsigned layer_where(const struct ui_layer *layer)
{
    return form_where((const struct form *)layer);
}

static const struct ui_footer_item *form_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item line[] = { { UI_DO_NEXT, 0, NULL, NULL },
                                                  { UI_DO_BACK, 0, NULL, NULL },
                                                  { UI_DO_NEXT_PAGE, UI_DO_BACK_PAGE, NULL, NULL },
                                                  { UI_DO_FINDING, 0, NULL, NULL },
                                                  { UI_DO_SAVE, 0, NULL, NULL },
                                                  { UI_DO_LEAVE, 0, NULL, NULL },
                                                  { UI_DO_PREVIEW, 0, NULL, NULL },
                                                  { UI_DO_UNDO, 0, NULL, NULL },
                                                  { UI_DO_PROGRAM, 0, NULL, NULL },
                                                  { UI_DO_COPY, 0, NULL, NULL },
                                                  { 0 } };
    static const struct ui_footer_item area[] = { { UI_DO_NEXT, 0, NULL, NULL },
                                                  { UI_DO_BACK, 0, NULL, NULL },
                                                  { UI_DO_NEXT_PAGE, UI_DO_BACK_PAGE, NULL, NULL },
                                                  { UI_DO_EDITOR, 0, NULL, NULL },
                                                  { UI_DO_PREVIEW, 0, NULL, NULL },
                                                  { UI_DO_SAVE, 0, NULL, NULL },
                                                  { UI_DO_LEAVE, 0, NULL, NULL },
                                                  { UI_DO_FIND, 0, NULL, NULL },
                                                  { UI_DO_UNDO, 0, NULL, NULL },
                                                  { UI_DO_MARK, 0, NULL, NULL },
                                                  { UI_DO_COPY, 0, NULL, NULL },
                                                  { 0 } };
    static const struct ui_footer_item choice[] = { { UI_DO_NONE, 0, "choose", "Enter" },
                                                    { UI_DO_NEXT, 0, NULL, NULL },
                                                    { UI_DO_BACK, 0, NULL, NULL },
                                                    { UI_DO_NEXT_PAGE, UI_DO_BACK_PAGE, NULL,
                                                      NULL },
                                                    { UI_DO_SAVE, 0, NULL, NULL },
                                                    { UI_DO_LEAVE, 0, NULL, NULL },
                                                    { UI_DO_FINDING, 0, NULL, NULL },
                                                    { UI_DO_PREVIEW, 0, NULL, NULL },
                                                    { 0 } };
    static const struct ui_footer_item table[] = { { UI_DO_NONE, 0, "change", "Enter" },
                                                   { UI_DO_NONE, 0, "add", "a" },
                                                   { UI_DO_NONE, 0, "remove", "d" },
                                                   { UI_DO_NEXT, 0, NULL, NULL },
                                                   { UI_DO_NEXT_PAGE, UI_DO_BACK_PAGE, NULL, NULL },
                                                   { UI_DO_SAVE, 0, NULL, NULL },
                                                   { UI_DO_LEAVE, 0, NULL, NULL },
                                                   { UI_DO_FINDING, 0, NULL, NULL },
                                                   { 0 } };
    static const struct ui_footer_item review[] = {
        { UI_DO_NONE, 0, "move", "Up/Down" }, { UI_DO_NONE, 0, "do it", "Enter" },
        { UI_DO_PREVIEW, 0, NULL, NULL },     { UI_DO_BACK_PAGE, 0, NULL, NULL },
        { UI_DO_PROGRAM, 0, NULL, NULL },     { UI_DO_SAVE, 0, NULL, NULL },
        { UI_DO_LEAVE, 0, NULL, NULL },       { 0 }
    };

    switch (form_item_info(((const struct form *)layer)->focus)->kind) {
    case FORM_AREA:
        return area;
    case FORM_TARGET:
    case FORM_TYPE:
        return choice;
    case FORM_TABLE:
        return table;
    case FORM_REVIEW:
        return review;
    default:
        return line;
    }
}

/* A recovery file that can't be written is more than a message about some file. */
static void say_trouble(struct ui_host *host, const struct bq_err *err)
{
    const char *state = host->paths->state;
    size_t len = strlen(state);

    if (len && strncmp(err->file, state, len) == 0)
        ui_host_say(host, UI_TONE_BAD, "NOT kept for recovery, save soon: %s", err->text);
    else
        ui_host_say_error(host, err);
}

/* Checks that were left for a quiet moment, and the writer's troubles. */
static bool form_idle(struct ui_layer *layer, struct ui_host *host)
{
    struct form *form = (struct form *)layer;
    struct bq_err err;

    if (form->unfinished)
        form->unfinished = bq_session_check(form->session, true);
    bq_err_clear(&err);
    if (bq_session_trouble(form->session, &err) && !host->message[0])
        say_trouble(host, &err);
    return form->unfinished;
}

static void form_leave_layer(struct ui_layer *layer, struct ui_host *host)
{
    ((struct form *)layer)->to_drafts = false;
    form_leave((struct form *)layer, host);
}

static void form_abandon(struct ui_layer *layer, struct ui_host *host)
{
    struct form *form = (struct form *)layer;
    struct bq_err err;

    (void)host;
    if (bq_session_sync(form->session, &err))
        ui_host_say_error(host, &err);
}

static void form_free(struct ui_layer *layer)
{
    struct form *form = (struct form *)layer;

    for (int i = 0; i < ITEM_COUNT; i++)
        form_text_free(form->texts[i]);
    bq_buf_clear(&form->clip);
    free(form->elsewhere);
    ui_preview_free(form->preview);
    bq_session_close(form->session, bq_session_dirty(form->session));
    free(form);
}

static const struct ui_layer_ops form_ops = {
    .draw = form_draw,
    .key = form_key,
    .where = layer_where,
    .footer = form_footer,
    .help = form_help,
    .idle = form_idle,
    .leave = form_leave_layer,
    .abandon = form_abandon,
    .free = form_free,
};

int screen_form_push(struct ui_host *host, struct bq_session *session, struct bq_err *err)
{
    struct form *form = calloc(1, sizeof *form);

    if (!form) {
        bq_session_close(session, true);
        return bq_err_nomem(err);
    }
    form->layer.ops = &form_ops;
    form->session = session;
    bq_buf_init(&form->clip, BQ_FIELD_TEXT_MAX);
    form->finding = FORM_NO_FINDING;
    ui_host_push(host, &form->layer);
    form->unfinished = true; /* the first screen does not wait for the first check */
    return BQ_OK;
}
