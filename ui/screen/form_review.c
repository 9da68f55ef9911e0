/* The review page: what is left to mend, what the report is worth, the terms, and what comes next.
 */
#include "screen/ask.h"
#include "screen/form.h"
#include "screen/frame.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum line_kind {
    LINE_HEADING,
    LINE_TEXT,
    LINE_FINDING, /* Enter goes to its place */
    LINE_ITEM,    /* Enter goes to the field */
    LINE_TERMS,
    LINE_READY,
    LINE_PREVIEW,
    LINE_HAND_OFF,
    LINE_FILED,
    LINE_PROGRAM,
    LINE_CVSS
};
enum { LINES_MAX = 400, LINE_TEXT_MAX = 300 };

struct line {
    enum line_kind kind;
    size_t index; /* of the finding or item */
    enum ui_style style;
    const char *mark;
    char label[24], text[LINE_TEXT_MAX];
};
struct review {
    struct line lines[LINES_MAX];
    size_t count;
};

static struct line *add(struct review *review, enum line_kind kind, enum ui_style style,
                        const char *mark, const char *label, const char *format, ...)
    BQ_PRINTF(6, 7);

static struct line *add(struct review *review, enum line_kind kind, enum ui_style style,
                        const char *mark, const char *label, const char *format, ...)
{
    struct line *line = &review->lines[review->count < LINES_MAX ? review->count : LINES_MAX - 1];
    va_list args;

    review->count += review->count < LINES_MAX;
    line->kind = kind;
    line->style = style;
    line->mark = mark;
    snprintf(line->label, sizeof line->label, "%s", label);
    va_start(args, format);
    vsnprintf(line->text, sizeof line->text, format, args);
    va_end(args);
    return line;
}

static bool selectable(const struct line *line)
{
    return line->kind != LINE_HEADING && line->kind != LINE_TEXT;
}

/* ---- what it says
 * ---------------------------------------------------------------------------------------- */

static const char *field_label(enum bq_field field)
{
    return field == BQ_FIELD_NONE ? "Report" : bq_field_info(field)->label;
}

static void add_findings(struct review *review, const struct form *form, bool allowed, int severity,
                         const char *heading)
{
    const struct bq_findings *findings = bq_session_findings(form->session);
    bool headed = false;

    for (size_t i = 0; i < findings->count && review->count < LINES_MAX - 60; i++) {
        const struct bq_finding *finding = &findings->items[i];
        if (finding->allowed != allowed || (severity >= 0 && (int)finding->severity != severity))
            continue;
        if (!headed)
            add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "%s", heading);
        headed = true;
        struct line *line = add(
            review, LINE_FINDING, allowed ? UI_STYLE_DIM : frame_style(finding->severity),
            frame_mark(finding->severity), field_label(finding->field), "%s%s%s", finding->message,
            allowed ? "; answered: " : "", allowed ? finding->allow_reason : "");
        line->index = i;
    }
}

static void add_items(struct review *review, struct form *form)
{
    const struct bq_draft *draft = bq_session_draft(form->session);

    add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "Fields");
    for (int i = 0; i < ITEM_REVIEW; i++) {
        enum form_item item = (enum form_item)i;
        const struct form_item_info *info = form_item_info(item);
        bool filled = form_item_filled(item, draft);
        char text[LINE_TEXT_MAX] = "";
        if (!filled && !info->required)
            continue;
        if (info->kind == FORM_AREA)
            form_text_measure(form, item, text, sizeof text);
        else if (info->kind == FORM_TABLE)
            form_table_summary(form, item, text, sizeof text);
        else
            form_item_text(form, item, text, sizeof text);
        struct line *line = add(review, LINE_ITEM, filled ? UI_STYLE_NORMAL : UI_STYLE_WARNING,
                                filled ? "ok" : "--", info->label, "%s", filled ? text : "to do");
        line->index = (size_t)i;
    }
}

static void add_worth(struct review *review, const struct form *form)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    const struct bq_program *program = bq_session_program(form->session);
    const char *claimed = bq_draft_text(draft, BQ_FIELD_PRIORITY, NULL);
    const struct bq_type *type = bq_taxonomy_find(bq_session_taxonomy(form->session),
                                                  bq_draft_text(draft, BQ_FIELD_TYPE, NULL));
    const char *level = *claimed ? claimed : type ? bq_priority_name(type->priority) : "";
    const struct bq_program_info *info = program ? bq_program_info(program) : NULL;
    bool found = false;

    add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "Worth");
    if (!*level) {
        add(review, LINE_TEXT, UI_STYLE_DIM, "", "", "known once the type is chosen");
        return;
    }
    for (size_t i = 0; info && i < info->reward_count; i++) {
        const struct bq_reward *reward = &info->rewards[i];
        if (strcmp(reward->level, level) != 0)
            continue;
        add(review, LINE_TEXT, UI_STYLE_NORMAL, "", level, "%" PRId64 " to %" PRId64 " %s%s%s%s",
            reward->min, reward->max, reward->currency, reward->verified ? "" : " (not verified)",
            reward->as_of[0] ? ", as of " : "", reward->as_of);
        found = true;
    }
    if (!found)
        add(review, LINE_TEXT, UI_STYLE_NORMAL, "", level, "%s",
            type && type->priority == BQ_PRIORITY_VARIES ? "depends on the case"
                                                         : "no reward is on record for it");
}

static void add_terms(struct review *review, const struct form *form)
{
    const struct bq_program *program = bq_session_program(form->session);
    const struct bq_program_info *info = program ? bq_program_info(program) : NULL;
    bool accepted = bq_draft_terms_accepted(bq_session_draft(form->session));

    add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "Terms");
    for (size_t i = 0; info && i < info->terms.count; i++)
        add(review, LINE_TEXT, UI_STYLE_NORMAL, "", "", "- %s", info->terms.items[i]);
    add(review, LINE_TERMS, UI_STYLE_NORMAL, accepted ? "[x]" : "[ ]", "",
        "I have read and accept the program's terms");
}

static bool ready(const struct form *form)
{
    return strcmp(bq_draft_text(bq_session_draft(form->session), BQ_FIELD_STATUS, NULL), "ready") ==
           0;
}

static void add_actions(struct review *review, const struct form *form)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    const struct bq_program *program = bq_session_program(form->session);
    size_t errors = bq_findings_count(bq_session_findings(form->session), BQ_ERROR);
    struct bq_filed filed = bq_draft_filed(draft);
    const char *cvss = bq_draft_text(draft, BQ_FIELD_CVSS, NULL);

    add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "What next?");
    if (errors)
        add(review, LINE_READY, UI_STYLE_DIM, ready(form) ? "[x]" : "[ ]", "Ready",
            "needs: %zu error%s mended, or answered for", errors, errors == 1 ? "" : "s");
    else
        add(review, LINE_READY, UI_STYLE_NORMAL, ready(form) ? "[x]" : "[ ]", "Ready",
            "nothing stands in its way");
    add(review, LINE_PREVIEW, UI_STYLE_NORMAL, "", "Preview", "all of it, as it will be read");
    add(review, LINE_HAND_OFF, UI_STYLE_NORMAL, "", "Hand off",
        "copy it field by field into the platform's form");
    add(review, LINE_FILED, UI_STYLE_NORMAL, "", "Filed", "%s%s%s",
        filed.url[0] ? filed.url : "note the report's link once it is filed",
        filed.date[0] ? ", " : "", filed.date);
    add(review, LINE_CVSS, UI_STYLE_NORMAL, "", "CVSS", "%s", *cvss ? cvss : "optional");
    add(review, LINE_PROGRAM, UI_STYLE_NORMAL, "", "Program", "%s",
        program ? bq_program_info(program)->name : "none");
    add(review, LINE_TEXT, UI_STYLE_DIM, "", "",
        "Once filed, collaborators and shares can't be changed.");
}

static struct review *build(struct form *form)
{
    struct review *review = calloc(1, sizeof *review);

    if (!review)
        return NULL;
    add_findings(review, form, false, BQ_ERROR, "Mend these, or answer for them");
    add_findings(review, form, false, BQ_WARNING, "Warnings");
    add_findings(review, form, false, BQ_NOTE, "Notes");
    add_findings(review, form, true, -1, "Answered for");
    add_items(review, form);
    add_worth(review, form);
    add_terms(review, form);
    add_actions(review, form);
    return review;
}

/* ---- drawing
 * ------------------------------------------------------------------------------------------------
 */

static void settle_cursor(struct form *form, const struct review *review)
{
    size_t *at = &form->rows[ITEM_REVIEW];

    if (*at >= review->count)
        *at = review->count - 1;
    while (*at < review->count && !selectable(&review->lines[*at]))
        ++*at;
    while (*at >= review->count || !selectable(&review->lines[*at]))
        --*at;
}

/* What is done on one line may add or take away others: the cursor stays with its line. */
static void follow(struct form *form, enum line_kind kind, size_t index)
{
    struct review *review = build(form);

    for (size_t i = 0; review && kind != LINE_FINDING && i < review->count; i++)
        if (review->lines[i].kind == kind && review->lines[i].index == index)
            form->rows[ITEM_REVIEW] = i;
    free(review);
}

static void draw_line(struct ui_host *host, struct ui_rect rect, const struct line *line, bool here)
{
    struct ui_grid *grid = host->grid;
    int column = rect.column + 2;
    enum ui_style style = here ? UI_STYLE_SELECTED : line->style;

    if (line->kind == LINE_HEADING) {
        ui_grid_put_cut(grid, rect.row, rect.column + 1, rect.columns - 2, UI_STYLE_HEADING,
                        bq_span_str(line->text));
        return;
    }
    if (here)
        ui_grid_fill(grid, rect, style);
    ui_grid_put(grid, rect.row, rect.column, style, here ? ">" : " ");
    if (line->mark[0])
        column = ui_grid_put(grid, rect.row, column, style, line->mark) + 1;
    if (line->label[0]) {
        ui_grid_put_cut(grid, rect.row, column, 16, here ? style : UI_STYLE_LABEL,
                        bq_span_str(line->label));
        column = rect.column + 22;
    }
    ui_grid_put_cut(grid, rect.row, column, rect.column + rect.columns - 1 - column,
                    here                         ? style
                    : line->kind == LINE_FINDING ? UI_STYLE_NORMAL
                                                 : style,
                    bq_span_str(line->text));
}

void form_review_draw(struct form *form, struct ui_host *host, struct ui_rect rect)
{
    struct review *review = build(form);
    struct ui_rect before;
    size_t at, rows = (size_t)(rect.rows > 0 ? rect.rows : 1);

    if (!review)
        return;
    settle_cursor(form, review);
    at = form->rows[ITEM_REVIEW];
    /* the pane says all about the finding under the cursor */
    form->finding =
        review->lines[at].kind == LINE_FINDING ? (long)review->lines[at].index : FORM_NO_FINDING;
    if (at < form->review_top + 1) /* the heading above comes into view with its first line */
        form->review_top = at > 0 ? at - 1 : 0;
    if (at >= form->review_top + rows)
        form->review_top = at - rows + 1;
    if (form->review_top + rows > review->count)
        form->review_top = review->count > rows ? review->count - rows : 0;
    before = ui_grid_narrow(host->grid, rect);
    for (size_t i = 0; i < rows && form->review_top + i < review->count; i++)
        draw_line(host, (struct ui_rect){ rect.row + (int)i, rect.column, 1, rect.columns - 1 },
                  &review->lines[form->review_top + i], form->review_top + i == at);
    ui_grid_widen(host->grid, before);
    ui_grid_scroll_bar(host->grid, rect.row, rect.column + rect.columns - 1, rect.rows,
                       form->review_top, rows, review->count);
    form->places[ITEM_REVIEW] = rect;
    free(review);
}

/* ---- doing
 * ----------------------------------------------------------------------------------------------------
 */

static void toggle_terms(struct form *form)
{
    bool accepted = bq_draft_terms_accepted(bq_session_draft(form->session));

    bq_draft_set_terms_accepted(bq_session_begin(form->session), !accepted);
    bq_session_end(form->session);
}

static void toggle_ready(struct form *form, struct ui_host *host)
{
    const char *next = ready(form) ? "draft" : "ready";
    size_t errors = bq_findings_count(bq_session_findings(form->session), BQ_ERROR);
    struct bq_err err;

    if (!ready(form) && errors) {
        ui_host_say(host, UI_TONE_BAD, "%zu error%s first: mend, or answer for with a reason",
                    errors, errors == 1 ? "" : "s");
        return;
    }
    if (bq_session_set_text(form->session, BQ_FIELD_STATUS, next, strlen(next), &err)) {
        ui_host_say_error(host, &err);
        return;
    }
    /* missing parts count as errors only now */
    while (bq_session_check(form->session, true))
        continue;
    errors = bq_findings_count(bq_session_findings(form->session), BQ_ERROR);
    if (ready(form) && errors) {
        if (bq_session_set_text(form->session, BQ_FIELD_STATUS, "draft", 5, &err))
            ui_host_say_error(host, &err);
        ui_host_say(host, UI_TONE_BAD, "Not ready yet: %zu part%s missing or wrong", errors,
                    errors == 1 ? " is" : "s are");
    }
}

static void filed_done(void *owner, struct ui_host *host, int result, const char *text)
{
    if (result != ASK_CANCEL)
        form_mark_filed(owner, host, text);
}

void form_ask_filed(struct form *form, struct ui_host *host)
{
    struct bq_filed filed = bq_draft_filed(bq_session_draft(form->session));
    struct ask_spec spec = { .title = "Filed",
                             .body = "The report's link on the platform. The draft is then kept "
                                     "as filed, with today's date, and checked for secrets only.",
                             .prompt = "Link",
                             .initial = filed.url,
                             .owner = form,
                             .done = filed_done };

    ask_push(host, &spec);
}

static void cvss_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    struct bq_err err;

    if (result == ASK_CANCEL)
        return;
    if (strcmp(text, "-") == 0)
        text = "";
    if (bq_session_set_text(form->session, BQ_FIELD_CVSS, text, strlen(text), &err))
        ui_host_say_error(host, &err);
    form_changed(form);
}

static void ask_cvss(struct form *form, struct ui_host *host)
{
    const char *now = bq_draft_text(bq_session_draft(form->session), BQ_FIELD_CVSS, NULL);
    const struct bq_type *type =
        bq_taxonomy_find(bq_session_taxonomy(form->session),
                         bq_draft_text(bq_session_draft(form->session), BQ_FIELD_TYPE, NULL));
    char initial[128];
    struct ask_spec spec = { .title = "CVSS",
                             .body =
                                 "A vector, such as CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:N/A:N. "
                                 "`bugquill cvss VECTOR` scores it and puts it in words. A "
                                 "single - takes it away.",
                             .prompt = "Vector",
                             .initial = initial,
                             .owner = form,
                             .done = cvss_done };

    snprintf(initial, sizeof initial, "%.120s", now);
    if (!*now && type && type->cvss_v3[0])
        snprintf(initial, sizeof initial, "CVSS:3.1/%.100s", type->cvss_v3);
    ask_push(host, &spec);
}

static void do_line(struct form *form, struct ui_host *host, const struct line *line)
{
    switch (line->kind) {
    case LINE_FINDING:
        if (form_item_of(bq_session_findings(form->session)->items[line->index].field) ==
            ITEM_REVIEW)
            form->finding = (long)line->index;
        else
            form_finding_goto(form, line->index);
        break;
    case LINE_ITEM:
        form_focus(form, (enum form_item)line->index);
        break;
    case LINE_TERMS:
        toggle_terms(form);
        break;
    case LINE_READY:
        toggle_ready(form, host);
        break;
    case LINE_PREVIEW:
        form_preview(form, host);
        break;
    case LINE_HAND_OFF:
        form_hand_off(form, host);
        break;
    case LINE_FILED:
        form_ask_filed(form, host);
        break;
    case LINE_PROGRAM:
        form_pick_program(form, host);
        break;
    case LINE_CVSS:
        ask_cvss(form, host);
        break;
    case LINE_HEADING:
    case LINE_TEXT:
        break;
    }
}

static void move_by(struct form *form, const struct review *review, int direction)
{
    size_t at = form->rows[ITEM_REVIEW];

    while ((direction < 0 && at > 0) || (direction > 0 && at + 1 < review->count)) {
        at = direction < 0 ? at - 1 : at + 1;
        if (selectable(&review->lines[at])) {
            form->rows[ITEM_REVIEW] = at;
            break;
        }
    }
}

bool form_review_key(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    struct review *review = build(form);
    const struct line *done = NULL;
    bool used = true;

    if (!review)
        return false;
    settle_cursor(form, review);
    if (key->code == UI_KEY_UP || key->code == UI_KEY_DOWN)
        move_by(form, review, key->code == UI_KEY_UP ? -1 : 1);
    else if (key->code == UI_KEY_PAGE_UP || key->code == UI_KEY_PAGE_DOWN)
        for (int i = 0; i < 10; i++)
            move_by(form, review, key->code == UI_KEY_PAGE_UP ? -1 : 1);
    else if (key->code == UI_KEY_HOME || key->code == UI_KEY_END)
        for (size_t i = 0; i < review->count; i++)
            move_by(form, review, key->code == UI_KEY_HOME ? -1 : 1);
    else if (key->code == UI_KEY_ENTER || ui_key_is(key, ' ', 0))
        done = &review->lines[form->rows[ITEM_REVIEW]];
    else
        used = false;
    if (done) {
        do_line(form, host, done);
        form_changed(form);
        follow(form, done->kind, done->index);
    }
    free(review);
    return used;
}
