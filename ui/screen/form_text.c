/* Texts in the form: the widget that edits them, joined to the session that owns them. */
#include "bqi/skeleton.h"
#include "bqi/utf8.h"
#include "screen/form.h"
#include "widget/area.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARKS_MAX = 256 };

struct form_text {
    struct form *form;
    enum bq_field field;
    struct ui_area *area;
    struct ui_area_options options;
};

static enum bq_field field_of(enum form_item item)
{
    return form_item_info(item)->field;
}

/* ---- the session behind the widget
 * ------------------------------------------------------------------ */

static int replace(void *context, size_t at, size_t removed, const char *s, size_t len,
                   enum bq_text_group group, struct bq_err *err)
{
    const struct form_text *text = context;

    return bq_session_edit(text->form->session, text->field, at, removed, s, len, group, err);
}

static bool undo(void *context, size_t *cursor)
{
    const struct form_text *text = context;

    return bq_session_undo(text->form->session, text->field, cursor);
}

static bool redo(void *context, size_t *cursor)
{
    const struct form_text *text = context;

    return bq_session_redo(text->form->session, text->field, cursor);
}

static const struct ui_area_ops session_ops = { replace, undo, redo };

void form_text_free(struct form_text *text)
{
    if (!text)
        return;
    ui_area_free(text->area);
    free(text);
}

static struct form_text *make(struct form *form, enum form_item item)
{
    struct form_text *text = calloc(1, sizeof *text);
    struct bq_text *buffer = bq_session_text(form->session, field_of(item));

    if (!text || !buffer) {
        free(text);
        return NULL;
    }
    text->form = form;
    text->field = field_of(item);
    text->area = ui_area_new(buffer, &session_ops, text);
    if (!text->area) {
        free(text);
        return NULL;
    }
    text->options.one_line = form_item_info(item)->kind != FORM_AREA;
    text->options.lists =
        item == ITEM_DESCRIPTION || item == ITEM_NOTES || item == ITEM_IMPACT || item == ITEM_POC;
    text->options.blanks = item == ITEM_POC || item == ITEM_REQUEST;
    ui_area_set_options(text->area, &text->options);
    ui_area_set_clip(text->area, &form->clip);
    return text;
}

static struct ui_area *area_of(struct form *form, enum form_item item)
{
    if (!form->texts[item])
        form->texts[item] = make(form, item);
    return form->texts[item] ? form->texts[item]->area : NULL;
}

/* ---- keys
 * --------------------------------------------------------------------------------------------- */

static bool settle(struct form *form, struct ui_host *host, enum ui_area_result result,
                   const struct bq_err *err)
{
    struct ui_area *area = area_of(form, form->focus);

    if (result == UI_AREA_REFUSED)
        ui_host_say_error(host, err);
    else if (result == UI_AREA_EDITED && ui_area_notice(area)[0])
        ui_host_say(host, UI_TONE_PLAIN, "Pasted; %s", ui_area_notice(area));
    if (result == UI_AREA_EDITED)
        form->finding = FORM_NO_FINDING;
    return result != UI_AREA_IGNORED;
}

/* Ctrl-V: what comes next goes into the text as it is, a tab above all. */
static bool literal(struct form *form, struct ui_host *host, struct ui_area *area,
                    const struct ui_key *key)
{
    struct bq_err err;

    host->literal_next = false;
    if (key->code == UI_KEY_TAB)
        return settle(form, host, ui_area_insert(area, "\t", 1, BQ_TEXT_STEP, &err), &err);
    if (key->code == UI_KEY_ESC)
        return true;
    return settle(form, host, ui_area_key(area, key, &err), &err);
}

bool form_text_key(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    struct ui_area *area = area_of(form, form->focus);
    struct ui_key plain;
    struct bq_err err;

    if (!area)
        return false;
    if (host->literal_next)
        return literal(form, host, area, key);
    if (key->code == UI_KEY_PASTE || key->code == UI_KEY_MOUSE)
        return settle(form, host, ui_area_key(area, key, &err), &err);
    plain = ui_keymap_plain(&host->keymap, key, form_where(form));
    return settle(form, host, ui_area_key(area, &plain, &err), &err);
}

static void copy(struct form *form, struct ui_host *host, struct ui_area *area)
{
    struct bq_err err;
    size_t start, end;

    /* copying unmarks: the same key once more still means what was marked */
    bool again = form->copied_before == FORM_COPIED_MARKED;
    if (!again && !ui_area_marked(area, &start, &end)) {
        form_copy_field(form, host, form->focus);
        return;
    }
    if (!again)
        ui_area_do(area, UI_EDIT_COPY, &err);
    if (form->clip.len)
        form_copy_bytes(form, host, "Marked text", form->clip.data, form->clip.len,
                        FORM_COPIED_MARKED);
}

/* A skeleton for the type goes to the cursor; what is there stays. The cursor goes to its first
 * prompt. */
static void skeleton(struct form *form, struct ui_host *host, struct ui_area *area)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    struct bq_skeleton skeleton = { 0 };
    struct bq_err err;
    size_t start = ui_area_cursor(area);
    int status = bq_skeleton_open(host->paths, bq_draft_text(draft, BQ_FIELD_PROGRAM, NULL),
                                  bq_draft_text(draft, BQ_FIELD_TYPE, NULL), &skeleton, &err);

    if (!status)
        status = bq_skeleton_fill(&skeleton, draft, bq_session_program(form->session),
                                  bq_session_taxonomy(form->session), &err);
    if (status) {
        ui_host_say_error(host, &err);
    } else if (settle(form, host,
                      ui_area_insert(area, skeleton.text, skeleton.len, BQ_TEXT_STEP, &err),
                      &err)) {
        const char *prompt = strstr(skeleton.text, "{{");
        ui_area_move_to(area, start + (prompt ? (size_t)(prompt - skeleton.text) : 0));
        ui_host_say(host, UI_TONE_GOOD,
                    "Put in: %s; F2 goes to the next prompt, Alt-U takes it out", skeleton.name);
    }
    bq_skeleton_clear(&skeleton);
}

bool form_text_action(struct form *form, struct ui_host *host, enum ui_action action)
{
    static const struct {
        enum ui_action action;
        enum ui_edit edit;
    } edits[] = { { UI_DO_UNDO, UI_EDIT_UNDO },
                  { UI_DO_REDO, UI_EDIT_REDO },
                  { UI_DO_MARK, UI_EDIT_MARK },
                  { UI_DO_CUT, UI_EDIT_CUT },
                  { UI_DO_PASTE, UI_EDIT_PASTE } };
    struct ui_area *area = area_of(form, form->focus);
    struct form_text *text = form->texts[form->focus];
    struct bq_err err;

    if (!area)
        return false;
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
        if (edits[i].action == action)
            return settle(form, host, ui_area_do(area, edits[i].edit, &err), &err);
    if (action == UI_DO_COPY) {
        copy(form, host, area);
    } else if (action == UI_DO_VERBATIM) {
        host->literal_next = true;
        ui_host_say(host, UI_TONE_PLAIN, "The next key goes into the text as it is");
    } else if (action == UI_DO_NUMBERS) {
        text->options.numbers = !text->options.numbers;
        ui_area_set_options(area, &text->options);
    } else if (action == UI_DO_FIND) {
        form_find(form, host);
    } else if (action == UI_DO_GOTO) {
        form_ask_line(form, host);
    } else if (action == UI_DO_SKELETON) {
        skeleton(form, host, area);
    } else {
        return false;
    }
    return true;
}

void form_text_mouse(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    if (form_item_info(form->focus)->kind == FORM_AREA ||
        form_item_info(form->focus)->kind == FORM_LINE ||
        form_item_info(form->focus)->kind == FORM_TARGET)
        form_text_key(form, host, key);
}

/* ---- from outside
 * ------------------------------------------------------------------------------------ */

void form_text_goto(struct form *form, enum form_item item, size_t start, size_t end)
{
    struct ui_area *area = area_of(form, item);

    if (area)
        ui_area_show(area, start, end);
}

size_t form_text_cursor(const struct form *form, enum form_item item)
{
    return form->texts[item] ? ui_area_cursor(form->texts[item]->area) : 0;
}

void form_text_go_to_line(struct form *form, size_t line)
{
    struct ui_area *area = area_of(form, form->focus);

    if (area)
        ui_area_go_to_line(area, line);
}

bool form_text_find(struct form *form, const char *words, int direction, bool *wrapped)
{
    struct ui_area *area = area_of(form, form->focus);
    enum ui_area_search search = direction == 0  ? UI_SEARCH_HERE
                                 : direction > 0 ? UI_SEARCH_NEXT
                                                 : UI_SEARCH_PREVIOUS;

    *wrapped = false;
    return area && ui_area_find(area, words, strlen(words), search, wrapped);
}

void form_text_leave(struct form *form)
{
    if (form->texts[form->focus])
        ui_area_leave(form->texts[form->focus]->area);
}

void form_text_set(struct form *form, struct ui_host *host, enum form_item item, const char *s)
{
    struct ui_area *area = area_of(form, item);
    struct bq_err err;

    if (bq_session_set_text(form->session, field_of(item), s, strlen(s), &err))
        ui_host_say_error(host, &err);
    else if (area)
        ui_area_move_to(area, strlen(s));
}

static void count_words(struct bq_text *buffer, char *out, size_t size)
{
    size_t lines = bq_text_line_count(buffer), len = bq_text_len(buffer);

    if (len < 10000)
        snprintf(out, size, "%zu line%s", lines, lines == 1 ? "" : "s");
    else
        snprintf(out, size, "%zu lines, %zu kB", lines, (len + 500) / 1000);
}

void form_text_measure(struct form *form, enum form_item item, char *out, size_t size)
{
    struct bq_text *buffer = bq_session_text(form->session, field_of(item));
    const struct bq_program *program = bq_session_program(form->session);
    struct bq_span span;

    out[0] = '\0';
    if (!buffer || !bq_text_len(buffer))
        return;
    if (form_item_info(item)->kind == FORM_AREA) {
        count_words(buffer, out, size);
        return;
    }
    span = bq_text_span(buffer);
    unsigned limit = program ? bq_program_info(program)->form.title_length : 0;
    if (limit)
        snprintf(out, size, "%zu/%u", bq_utf8_count(span.s, span.len), limit);
    else
        snprintf(out, size, "%zu", bq_utf8_count(span.s, span.len));
}

/* ---- drawing
 * -------------------------------------------------------------------------------------------- */

static size_t marks_of(const struct form *form, enum form_item item, struct ui_area_mark *marks)
{
    static const enum ui_style styles[] = { [BQ_NOTE] = UI_STYLE_MARK_NOTE,
                                            [BQ_WARNING] = UI_STYLE_MARK_WARNING,
                                            [BQ_ERROR] = UI_STYLE_MARK_ERROR };
    const struct bq_findings *findings = bq_session_findings(form->session);
    size_t count = 0;

    for (int severity = BQ_NOTE; severity <= (int)BQ_ERROR; severity++) {
        for (size_t i = 0; i < findings->count && count < MARKS_MAX; i++) {
            const struct bq_finding *finding = &findings->items[i];
            if ((int)finding->severity == severity && finding->field == field_of(item) &&
                finding->end > finding->start && !finding->allowed)
                marks[count++] =
                    (struct ui_area_mark){ finding->start, finding->end, styles[severity] };
        }
    }
    return count;
}

/* In an empty description, below the cursor: where to get headings from. */
static void offer_skeleton(struct ui_host *host, struct ui_rect rect)
{
    char key[UI_KEY_NAME_MAX], text[96];

    ui_keymap_brief(&host->keymap, UI_DO_SKELETON, key);
    if (!key[0] || rect.rows < 2)
        return;
    snprintf(text, sizeof text, "%s: prompts that fit the type", key);
    ui_grid_put_cut(host->grid, rect.row + 1, rect.column, rect.columns - 1, UI_STYLE_DIM,
                    bq_span_str(text));
}

void form_text_draw(struct form *form, struct ui_host *host, enum form_item item,
                    struct ui_rect rect)
{
    struct ui_area_mark marks[MARKS_MAX];
    struct ui_area *area = area_of(form, item);

    if (!area || rect.rows < 1)
        return;
    if (item != form->focus && form->texts[item]->options.one_line) {
        /* out of focus a line shows its start, wherever its cursor was left */
        ui_grid_put_cut(host->grid, rect.row, rect.column, rect.columns, UI_STYLE_FIELD,
                        bq_text_span(bq_session_text(form->session, field_of(item))));
        return;
    }
    ui_area_draw(area, host->grid, rect, item == form->focus && host->top == &form->layer, marks,
                 marks_of(form, item, marks));
    if (item == ITEM_DESCRIPTION && !bq_text_len(bq_session_text(form->session, field_of(item))))
        offer_skeleton(host, rect);
}
