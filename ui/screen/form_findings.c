/* Findings in the form: below their fields, in the pane, one after the other by key. */
#include "screen/ask.h"
#include "screen/form.h"
#include "screen/frame.h"
#include "screen/screens.h"
#include <stdio.h>
#include <string.h>

static const struct bq_findings *findings_of(const struct form *form)
{
    return bq_session_findings(form->session);
}

enum { NARROW = 60 };

static const char *label_of(const struct bq_finding *finding)
{
    return finding->field == BQ_FIELD_NONE ? "Report" : bq_field_info(finding->field)->label;
}

static bool open_finding(const struct bq_finding *finding)
{
    return !finding->allowed;
}

int form_item_severity(const struct form *form, enum form_item item)
{
    const struct bq_findings *findings = findings_of(form);
    int worst = -1;

    for (size_t i = 0; i < findings->count; i++) {
        const struct bq_finding *finding = &findings->items[i];
        if (open_finding(finding) && form_item_of(finding->field) == item &&
            (int)finding->severity > worst)
            worst = (int)finding->severity;
    }
    return worst;
}

/* ---- one after the other
 * ------------------------------------------------------------------------------ */

void form_finding_goto(struct form *form, size_t index)
{
    const struct bq_finding *finding = &findings_of(form)->items[index];
    enum form_item item = form_item_of(finding->field);

    form_focus(form, item);
    if (form_item_info(item)->kind == FORM_TABLE) {
        form->rows[item] = finding->item >= 0 ? (size_t)finding->item : 0;
    } else if (form_item_info(item)->kind == FORM_REVIEW) {
        form_review_show(form, index);
    } else if (form_item_info(item)->kind != FORM_TYPE) {
        form_text_goto(form, item, finding->start, finding->end);
    }
    form->finding = (long)index;
}

/* Where the walk goes on from: the finding last shown, else the place of the focus. */
static long walk_from(const struct form *form)
{
    const struct bq_findings *findings = findings_of(form);

    if (form->finding >= 0 && (size_t)form->finding < findings->count)
        return form->finding;
    for (size_t i = 0; i < findings->count; i++)
        if (form_item_of(findings->items[i].field) >= form->focus)
            return (long)i - 1;
    return -1;
}

void form_finding_next(struct form *form, struct ui_host *host)
{
    const struct bq_findings *findings = findings_of(form);
    long from;

    while (bq_session_check(form->session, true))
        continue;
    from = walk_from(form);
    for (size_t step = 1; step <= findings->count; step++) {
        size_t index = (size_t)(from + (long)step) % findings->count;
        if (open_finding(&findings->items[index])) {
            form_finding_goto(form, index);
            return;
        }
    }
    ui_host_say(host, UI_TONE_GOOD, "Nothing to mend");
}

long form_finding_here(const struct form *form)
{
    const struct bq_findings *findings = findings_of(form);
    long best = FORM_NO_FINDING;

    if (form->finding >= 0 && (size_t)form->finding < findings->count)
        return form->finding;
    for (size_t i = 0; i < findings->count; i++) {
        const struct bq_finding *finding = &findings->items[i];
        if (open_finding(finding) && form_item_of(finding->field) == form->focus &&
            (best < 0 || finding->severity > findings->items[best].severity))
            best = (long)i;
    }
    return best;
}

/* ---- answering and fixing
 * ------------------------------------------------------------------------------ */

static void allow_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    struct bq_err err;
    long at = form_finding_here(form);

    if (result == ASK_CANCEL || at < 0)
        return;
    if (bq_session_allow(form->session, (size_t)at, text, &err)) {
        ui_host_say_error(host, &err);
        return;
    }
    form->finding = FORM_NO_FINDING;
    form_changed(form);
    ui_host_say(host, UI_TONE_GOOD,
                "Answered for. It stays on Review, and lapses when the text changes");
}

void form_finding_allow(struct form *form, struct ui_host *host)
{
    long at = form_finding_here(form);
    char body[1500];

    if (at < 0) {
        ui_host_say(host, UI_TONE_PLAIN, "No finding here; F2 goes to the next one");
        return;
    }
    const struct bq_finding *finding = &findings_of(form)->items[at];
    snprintf(body, sizeof body,
             "%s %s\n\nYou answer for this one finding; the rule goes on "
             "looking. Why is it all right?",
             frame_mark(finding->severity), finding->message);
    struct ask_spec spec = { .title = "Answer for a finding",
                             .body = body,
                             .prompt = "Reason",
                             .owner = form,
                             .done = allow_done };
    ask_push(host, &spec);
}

void form_finding_fix(struct form *form, struct ui_host *host)
{
    const struct bq_findings *findings = findings_of(form);
    long at = form_finding_here(form);
    struct bq_err err;

    if (at < 0 || !findings->items[at].has_fix) {
        at = FORM_NO_FINDING;
        for (size_t i = 0; at < 0 && i < findings->count; i++)
            if (findings->items[i].has_fix && open_finding(&findings->items[i]) &&
                form_item_of(findings->items[i].field) == form->focus)
                at = (long)i;
    }
    if (at < 0) {
        ui_host_say(host, UI_TONE_PLAIN, "No finding here offers a fix");
        return;
    }
    form_finding_goto(form, (size_t)at);
    if (bq_session_fix(form->session, (size_t)at, &err)) {
        ui_host_say_error(host, &err);
        return;
    }
    form->finding = FORM_NO_FINDING;
    form_changed(form);
    ui_host_say(host, UI_TONE_GOOD, "Done; undo takes it back");
}

/* ---- below a field
 * ----------------------------------------------------------------------------------------- */

/* What to do, in words, and the key that shows the draft a finding speaks of. */
static void add_hint(const struct ui_host *host, const struct bq_finding *finding,
                     struct bq_buf *text)
{
    char key[UI_KEY_NAME_MAX];

    if (finding->hint[0])
        bq_buf_addf(text, ": %s", finding->hint);
    if (strcmp(finding->rule, "look-alike") != 0)
        return;
    ui_keymap_brief(&host->keymap, UI_DO_ALIKE, key);
    bq_buf_addf(text, "; %s reads it", key);
}

/* One finding in words, with what to do (below its field) or with its field; returns its rows. */
static int put_finding(struct ui_host *host, struct ui_rect rect, const struct bq_finding *finding,
                       bool hint)
{
    struct bq_buf text;
    struct ui_rect words = { rect.row, rect.column + 4, rect.rows, rect.columns - 5 };
    int rows;

    bq_buf_init(&text, 8192);
    if (!hint)
        bq_buf_addf(&text, "%s: ", label_of(finding));
    bq_buf_adds(&text, finding->message);
    if (hint)
        add_hint(host, finding, &text);
    if (rect.rows > 0)
        ui_grid_put(host->grid, rect.row, rect.column + 2, frame_style(finding->severity),
                    frame_mark(finding->severity));
    rows =
        ui_grid_put_wrapped(host->grid, words, frame_style(finding->severity), bq_buf_span(&text));
    bq_buf_clear(&text);
    return rows;
}

int form_item_findings(struct form *form, struct ui_host *host, enum form_item item,
                       struct ui_rect rect)
{
    const struct bq_findings *findings = findings_of(form);
    bool measure = rect.rows == 0;
    int rows = 0;

    for (int severity = BQ_ERROR; severity >= (int)BQ_NOTE; severity--) {
        for (size_t i = 0; i < findings->count; i++) {
            const struct bq_finding *finding = &findings->items[i];
            if ((int)finding->severity != severity || !open_finding(finding) ||
                form_item_of(finding->field) != item)
                continue;
            /* what is merely missing is told by the label; it is listed in the pane */
            if (finding->start == finding->end &&
                !form_item_filled(item, bq_session_peek(form->session)))
                continue;
            if (!measure && rows >= rect.rows)
                return rows;
            struct ui_rect rest = { rect.row + rows, rect.column, measure ? 0 : rect.rows - rows,
                                    rect.columns };
            rows += put_finding(host, rest, finding, true);
        }
    }
    return rows;
}

/* ---- the pane
 * -------------------------------------------------------------------------------------------------
 */

static void count_text(const struct bq_findings *findings, char *out, size_t size)
{
    size_t counts[3] = { 0 }, allowed = 0, used = 0;
    static const char *const words[3][2] = { { "note", "notes" },
                                             { "warning", "warnings" },
                                             { "error", "errors" } };

    for (size_t i = 0; i < findings->count; i++) {
        counts[findings->items[i].severity] += open_finding(&findings->items[i]);
        allowed += !open_finding(&findings->items[i]);
    }
    out[0] = '\0';
    for (int i = BQ_ERROR; i >= (int)BQ_NOTE; i--)
        if (counts[i] && used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%zu %s", used ? ", " : "",
                                     counts[i], words[i][counts[i] != 1]);
    if (allowed && used < size)
        used +=
            (size_t)snprintf(out + used, size - used, "%s%zu answered", used ? ", " : "", allowed);
    if (!used)
        snprintf(out, size, "nothing found");
}

static void put_title(struct form *form, struct ui_host *host, struct ui_rect rect)
{
    const struct bq_findings *findings = findings_of(form);
    char text[96], key[UI_KEY_NAME_MAX], right[64];
    bool errors = bq_findings_count(findings, BQ_ERROR) > 0;

    count_text(findings, text, sizeof text);
    ui_keymap_brief(&host->keymap, UI_DO_FINDING, key);
    snprintf(right, sizeof right, "%s: next", key);
    ui_grid_put_right(host->grid, rect.row, rect.column + rect.columns - 1, (int)strlen(right),
                      UI_STYLE_DIM, bq_span_str(right));
    ui_grid_put_cut(host->grid, rect.row, rect.column + 1, rect.columns - 4 - (int)strlen(right),
                    errors            ? UI_STYLE_ERROR
                    : findings->count ? UI_STYLE_WARNING
                                      : UI_STYLE_OK,
                    bq_span_str(text));
}

static int put_row(struct ui_host *host, struct ui_rect rect, const struct bq_finding *finding,
                   bool here)
{
    enum ui_style style = frame_style(finding->severity);
    /* in a narrow row the message has the room: the cursor is where the label says */
    int at = here && rect.columns < NARROW ? 3 : 15;

    ui_grid_put(host->grid, rect.row, rect.column + 1, style, frame_mark(finding->severity));
    if (at > 3)
        ui_grid_put_cut(host->grid, rect.row, rect.column + 3, 11,
                        here ? UI_STYLE_FOCUS : UI_STYLE_LABEL, bq_span_str(label_of(finding)));
    ui_grid_put_cut(host->grid, rect.row, rect.column + at, rect.columns - at - 1, UI_STYLE_NORMAL,
                    bq_span_str(finding->message));
    return 1;
}

/* Everything about one finding: what, what to do, why, who says so and how old that is. */
static int put_details(struct ui_host *host, struct ui_rect rect, const struct bq_finding *finding)
{
    struct bq_buf text;
    int rows;

    bq_buf_init(&text, 16384);
    bq_buf_adds(&text, finding->message);
    add_hint(host, finding, &text);
    if (finding->route[0])
        bq_buf_addf(&text, ". It belongs to: %s", finding->route);
    if (finding->why[0])
        bq_buf_addf(&text, "\nWhy: %s", finding->why);
    if (finding->source[0])
        bq_buf_addf(&text, "\nSource: %s%s%s", finding->source, finding->as_of[0] ? ", as of " : "",
                    finding->as_of);
    ui_grid_put(host->grid, rect.row, rect.column + 1, frame_style(finding->severity),
                frame_mark(finding->severity));
    rows = ui_grid_put_wrapped(
        host->grid, (struct ui_rect){ rect.row, rect.column + 3, rect.rows, rect.columns - 4 },
        UI_STYLE_NORMAL, bq_buf_span(&text));
    bq_buf_clear(&text);
    return rows;
}

void form_finding_help(const struct form *form, const struct ui_host *host, struct bq_buf *out)
{
    const struct bq_findings *findings = findings_of(form);
    const struct bq_finding *finding;
    struct bq_buf hint;

    if (form->finding < 0 || (size_t)form->finding >= findings->count)
        return;
    finding = &findings->items[form->finding];
    bq_buf_init(&hint, 8192);
    add_hint(host, finding, &hint);
    bq_buf_addf(out, "## %s ", frame_mark(finding->severity));
    screen_help_literal(out, label_of(finding));
    bq_buf_adds(out, "\n\n");
    screen_help_literal(out, finding->message);
    screen_help_literal(out, hint.len ? hint.data : "");
    if (finding->route[0]) {
        bq_buf_adds(out, "\n\n**It belongs to:** ");
        screen_help_literal(out, finding->route);
    }
    if (finding->why[0]) {
        bq_buf_adds(out, "\n\n**Why:** ");
        screen_help_literal(out, finding->why);
    }
    if (finding->source[0]) {
        bq_buf_adds(out, "\n\n**Source:** ");
        screen_help_literal(out, finding->source);
        bq_buf_addf(out, "%s%s", finding->as_of[0] ? ", as of " : "", finding->as_of);
    }
    bq_buf_adds(out, "\n\n");
    bq_buf_clear(&hint);
}

/* Errors first, then in the order of the form. Fills order with indexes; returns how many are open.
 */
static size_t sorted(const struct bq_findings *findings, size_t *order, size_t max)
{
    size_t count = 0;

    for (int severity = BQ_ERROR; severity >= (int)BQ_NOTE; severity--)
        for (size_t i = 0; i < findings->count && count < max; i++)
            if ((int)findings->items[i].severity == severity && open_finding(&findings->items[i]))
                order[count++] = i;
    return count;
}

static void put_keys(struct form *form, struct ui_host *host, struct ui_rect rect,
                     const struct bq_finding *finding)
{
    char allow[UI_KEY_NAME_MAX], fix[UI_KEY_NAME_MAX], text[128];

    (void)form;
    ui_keymap_brief(&host->keymap, UI_DO_ALLOW, allow);
    ui_keymap_brief(&host->keymap, UI_DO_FIX, fix);
    snprintf(text, sizeof text, "%s answer for it%s%s%s", allow, finding->has_fix ? "  " : "",
             finding->has_fix ? fix : "", finding->has_fix ? " mend it" : "");
    ui_grid_put_cut(host->grid, rect.row, rect.column + 3, rect.columns - 4, UI_STYLE_DIM,
                    bq_span_str(text));
}

static void draw_compact(struct form *form, struct ui_host *host, struct ui_rect pane)
{
    const struct bq_findings *findings = findings_of(form);
    long at = form->finding;

    if (at >= 0 && (size_t)at < findings->count)
        put_row(host, pane, &findings->items[at], true);
    else
        put_title(form, host, pane);
}

void form_findings_draw(struct form *form, struct ui_host *host)
{
    enum { SHOWN_MAX = 64 };
    const struct bq_findings *findings = findings_of(form);
    struct ui_rect pane = form->layout.findings, before;
    size_t order[SHOWN_MAX], count;
    int row = 1;

    if (!pane.rows)
        return;
    before = ui_grid_narrow(host->grid, pane);
    if (pane.rows == 1) {
        draw_compact(form, host, pane);
        ui_grid_widen(host->grid, before);
        return;
    }
    for (int i = 0; i < FORM_PANE_ROWS; i++)
        form->pane[i] = FORM_NO_FINDING;
    put_title(form, host, pane);
    if (form->finding >= 0 && (size_t)form->finding < findings->count) {
        const struct bq_finding *finding = &findings->items[form->finding];
        struct ui_rect rest = { pane.row + row, pane.column, pane.rows - row, pane.columns };
        int rows = put_details(host, rest, finding);
        row += rows;
        if (row < pane.rows)
            put_keys(form, host, (struct ui_rect){ pane.row + row, pane.column, 1, pane.columns },
                     finding);
        row += 2;
    }
    count = sorted(findings, order, SHOWN_MAX);
    for (size_t i = 0; i < count && row < pane.rows; i++) {
        struct ui_rect rest = { pane.row + row, pane.column, pane.rows - row, pane.columns };
        int first = row;
        if ((long)order[i] == form->finding)
            continue;
        if (form->layout.kind == UI_WIDE && pane.rows >= 12)
            row += put_finding(
                host, (struct ui_rect){ rest.row, rest.column - 1, rest.rows, rest.columns + 1 },
                &findings->items[order[i]], false);
        else
            row += put_row(host, rest, &findings->items[order[i]], false);
        for (int at = first; at < row && at < FORM_PANE_ROWS; at++)
            form->pane[at] = (long)order[i];
    }
    ui_grid_widen(host->grid, before);
}
