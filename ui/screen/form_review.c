/* The review page: drawing it, and what Enter does on its lines. */
#include "screen/ask.h"
#include "screen/form.h"
#include "screen/frame.h"
#include "screen/review.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- drawing
 * ------------------------------------------------------------------------------------------------
 */

static struct review *build(struct form *form)
{
    return review_build(form, form->layout.body.columns);
}

static bool is_line(const struct line *line, int kind, size_t index)
{
    return (int)line->kind == kind && line->index == index;
}

static void stand(struct form *form, const struct review *review, size_t at)
{
    form->rows[ITEM_REVIEW] = at;
    form->review_line = (int)review->lines[at].kind;
    form->review_index = review->lines[at].index;
}

/* Lines come and go with findings, and with the width: the cursor stays with its own. */
static void settle_cursor(struct form *form, const struct review *review)
{
    size_t *at = &form->rows[ITEM_REVIEW];

    for (size_t i = 0; i < review->count && form->review_line != LINE_HEADING; i++)
        if (is_line(&review->lines[i], form->review_line, form->review_index))
            *at = i;
    if (*at >= review->count)
        *at = review->count - 1;
    while (*at < review->count && !review_selectable(&review->lines[*at]))
        ++*at;
    while (*at >= review->count || !review_selectable(&review->lines[*at]))
        --*at;
    stand(form, review, *at);
}

/* What is done on one line may add or take away others: the cursor stays with its line. */
static void follow(struct form *form, enum line_kind kind, size_t index)
{
    struct review *review = build(form);

    for (size_t i = 0; review && i < review->count; i++)
        if (is_line(&review->lines[i], (int)kind, index))
            stand(form, review, i);
    free(review);
}

static void draw_line(struct ui_host *host, struct ui_rect rect, const struct line *line, bool here)
{
    struct ui_grid *grid = host->grid;
    int column = rect.column + 2;
    int labels = rect.columns < 44 ? LINE_LABEL_NARROW : LINE_LABEL_COLUMNS;
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
        int room = rect.column + labels - 1 - column;
        ui_grid_put_cut(grid, rect.row, column, room < 16 ? room : 16,
                        here ? style : UI_STYLE_LABEL, bq_span_str(line->label));
        column = rect.column + labels;
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

/* The cursor goes to what keeps the report from being ready, and the message says it. */
static void show_first(struct form *form, struct ui_host *host)
{
    size_t first, left = review_in_the_way(form, &first);
    const struct bq_finding *finding = &bq_session_findings(form->session)->items[first];

    if (left == 1)
        ui_host_say(host, UI_TONE_BAD, "Not ready yet: %s", finding->message);
    else
        ui_host_say(host, UI_TONE_BAD, "Not ready yet: %s, and %zu more", finding->message,
                    left - 1);
    follow(form, LINE_FINDING, first);
}

static void toggle_ready(struct form *form, struct ui_host *host)
{
    const char *next = review_is_ready(form) ? "draft" : "ready";
    size_t first;
    struct bq_err err;

    while (bq_session_check(form->session, true))
        continue;
    if (!review_is_ready(form) && review_in_the_way(form, &first))
        show_first(form, host);
    else if (bq_session_set_text(form->session, BQ_FIELD_STATUS, next, strlen(next), &err))
        ui_host_say_error(host, &err);
    else {
        form_changed(form);
        follow(form, LINE_READY, 0);
    }
}

static void filed_done(void *owner, struct ui_host *host, int result, const char *text)
{
    if (result == ASK_CANCEL)
        return;
    form_mark_filed(owner, host, text);
    follow(owner, LINE_FILED, 0);
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
    follow(form, LINE_CVSS, 0);
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

void form_review_show(struct form *form, size_t finding)
{
    follow(form, LINE_FINDING, finding);
}

/* To the finding's field; what is settled on this page has its line here. */
static void go_to_finding(struct form *form, size_t index)
{
    static const struct {
        enum bq_field field;
        enum line_kind kind;
    } lines[] = { { BQ_FIELD_TERMS_ACCEPTED, LINE_TERMS },
                  { BQ_FIELD_CVSS, LINE_CVSS },
                  { BQ_FIELD_PROGRAM, LINE_PROGRAM } };
    enum bq_field field = bq_session_findings(form->session)->items[index].field;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (lines[i].field == field) {
            follow(form, lines[i].kind, 0);
            return;
        }
    }
    if (field == BQ_FIELD_PRIORITY || field == BQ_FIELD_PRIORITY_REASON)
        form_focus(form, ITEM_TYPE);
    else if (form_item_of(field) != ITEM_REVIEW)
        form_finding_goto(form, index);
}

static void do_line(struct form *form, struct ui_host *host, const struct line *line)
{
    switch (line->kind) {
    case LINE_FINDING:
        go_to_finding(form, line->index);
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
        if (review_selectable(&review->lines[at])) {
            stand(form, review, at);
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
        if (done->kind != LINE_FINDING && done->kind != LINE_READY)
            follow(form, done->kind, done->index);
    }
    free(review);
    return used;
}
