/* What the review page says: what is left to mend, what the report is worth, the terms, what comes
 * next. */
#include "bqi/cluster.h"
#include "screen/frame.h"
#include "screen/review.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

bool review_selectable(const struct line *line)
{
    return line->kind != LINE_HEADING && line->kind != LINE_TEXT;
}

/* How much of s stands in so many columns, broken at a blank where there is one. */
static size_t fitting(struct bq_span s, int columns)
{
    size_t end = 0, blank = 0;

    for (size_t at = 0; at < s.len; at = end) {
        end = bq_cluster_next(s.s, s.len, at);
        columns -= bq_cluster_columns(s.s + at, end - at);
        if (s.s[at] == ' ')
            blank = at;
        if (columns < 0)
            return blank ? blank : at ? at : end;
    }
    return s.len;
}

/* A text of as many rows as it needs; rows after the first are indented like it. */
static void add_wrapped(struct review *review, int columns, const char *mark, const char *text)
{
    struct bq_span rest = bq_span_str(text);
    int indent = (int)strlen(mark), room = columns - 4 - indent;

    for (bool first = true; rest.len && review->count < LINES_MAX - 40; first = false) {
        size_t len = fitting(rest, room > 16 ? room : 16);
        add(review, LINE_TEXT, UI_STYLE_NORMAL, "", "", "%*s%.*s", indent, first ? mark : "",
            (int)len, rest.s);
        rest = bq_span_trim(bq_span_of(rest.s + len, rest.len - len));
    }
}

/* ---- what it says
 * ---------------------------------------------------------------------------------------- */

static const char *field_label(enum bq_field field)
{
    return field == BQ_FIELD_NONE ? "Report" : bq_field_info(field)->label;
}

/* Only a note so far, but an error once the report says that it is ready. */
static bool is_missing_part(const struct bq_finding *finding)
{
    const struct bq_rule_info *rule = bq_rule_find(finding->rule);

    return rule && rule->severity == BQ_ERROR && finding->severity == BQ_NOTE && !finding->allowed;
}

size_t review_in_the_way(const struct form *form, size_t *first)
{
    const struct bq_findings *findings = bq_session_findings(form->session);
    size_t errors = 0, missing = 0;

    for (size_t i = findings->count; i-- > 0;) {
        const struct bq_finding *finding = &findings->items[i];
        bool error = finding->severity == BQ_ERROR && !finding->allowed;
        if (error || (is_missing_part(finding) && !errors))
            *first = i;
        errors += error;
        missing += is_missing_part(finding);
    }
    return errors + missing;
}

enum group { GROUP_ERRORS, GROUP_MISSING, GROUP_WARNINGS, GROUP_NOTES, GROUP_ANSWERED, GROUPS };

static enum group group_of(const struct bq_finding *finding)
{
    if (finding->allowed)
        return GROUP_ANSWERED;
    if (finding->severity == BQ_ERROR)
        return GROUP_ERRORS;
    if (finding->severity == BQ_WARNING)
        return GROUP_WARNINGS;
    return is_missing_part(finding) ? GROUP_MISSING : GROUP_NOTES;
}

static void add_findings(struct review *review, const struct form *form, enum group group)
{
    static const char *const headings[GROUPS] = { "Mend these, or answer for them", "Still missing",
                                                  "Warnings", "Notes", "Answered for" };
    bool allowed = group == GROUP_ANSWERED;
    const struct bq_findings *findings = bq_session_findings(form->session);
    bool headed = false;

    for (size_t i = 0; i < findings->count && review->count < LINES_MAX - 60; i++) {
        const struct bq_finding *finding = &findings->items[i];
        if (group_of(finding) != group)
            continue;
        if (!headed)
            add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "%s", headings[group]);
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

static const struct bq_reward *reward_of(const struct bq_program *program, const char *level)
{
    const struct bq_program_info *info = program ? bq_program_info(program) : NULL;

    for (size_t i = 0; info && i < info->reward_count; i++)
        if (strcmp(info->rewards[i].level, level) == 0)
            return &info->rewards[i];
    return NULL;
}

static void add_worth(struct review *review, const struct form *form, int columns)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    const char *claimed = bq_draft_text(draft, BQ_FIELD_PRIORITY, NULL);
    const struct bq_type *type = bq_taxonomy_find(bq_session_taxonomy(form->session),
                                                  bq_draft_text(draft, BQ_FIELD_TYPE, NULL));
    const char *level = *claimed ? claimed : type ? bq_priority_name(type->priority) : "";
    const struct bq_reward *reward = reward_of(bq_session_program(form->session), level);
    bool typical = type && strcmp(level, bq_priority_name(type->priority)) == 0;
    char text[LINE_TEXT_MAX];

    add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "Worth");
    if (!*level) {
        add(review, LINE_TEXT, UI_STYLE_DIM, "", "", "known once the type is chosen");
    } else if (reward) {
        snprintf(text, sizeof text, "%s: %" PRId64 " to %" PRId64 " %s%s%s%s", level, reward->min,
                 reward->max, reward->currency, reward->verified ? "" : " (not verified)",
                 reward->as_of[0] ? ", as of " : "", reward->as_of);
        add_wrapped(review, columns, "", text);
    } else {
        snprintf(text, sizeof text, "%s: %s", level,
                 typical && type->priority == BQ_PRIORITY_VARIES ? "depends on the case"
                                                                 : "no reward is on record for it");
        add_wrapped(review, columns, "", text);
    }
}

static void add_terms(struct review *review, const struct form *form, int columns)
{
    const struct bq_program *program = bq_session_program(form->session);
    const struct bq_program_info *info = program ? bq_program_info(program) : NULL;
    bool accepted = bq_draft_terms_accepted(bq_session_draft(form->session));

    add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "Terms");
    for (size_t i = 0; info && i < info->terms.count; i++)
        add_wrapped(review, columns, "- ", info->terms.items[i]);
    add(review, LINE_TERMS, UI_STYLE_NORMAL, accepted ? "[x]" : "[ ]", "",
        "I have read and accept the program's terms");
}

bool review_is_ready(const struct form *form)
{
    return strcmp(bq_draft_text(bq_session_draft(form->session), BQ_FIELD_STATUS, NULL), "ready") ==
           0;
}

static void add_actions(struct review *review, const struct form *form)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    const struct bq_program *program = bq_session_program(form->session);
    size_t first, left = review_in_the_way(form, &first);
    const char *box = review_is_ready(form) ? "[x]" : "[ ]";
    struct bq_filed filed = bq_draft_filed(draft);
    const char *cvss = bq_draft_text(draft, BQ_FIELD_CVSS, NULL);

    add(review, LINE_HEADING, UI_STYLE_HEADING, "", "", "What next?");
    if (left)
        add(review, LINE_READY, UI_STYLE_DIM, box, "Ready", "%zu thing%s in its way", left,
            left == 1 ? " stands" : "s stand");
    else
        add(review, LINE_READY, UI_STYLE_NORMAL, box, "Ready", "nothing stands in its way");
    add(review, LINE_PREVIEW, UI_STYLE_NORMAL, "", "Preview", "all of it, as it will be read");
    add(review, LINE_HAND_OFF, UI_STYLE_NORMAL, "", "Hand off", "copy it field by field");
    add(review, LINE_FILED, UI_STYLE_NORMAL, "", "Filed", "%s%s%s",
        filed.url[0] ? filed.url : "note its link once it is filed", filed.date[0] ? ", " : "",
        filed.date);
    add(review, LINE_CVSS, UI_STYLE_NORMAL, "", "CVSS", "%s", *cvss ? cvss : "optional");
    add(review, LINE_PROGRAM, UI_STYLE_NORMAL, "", "Program", "%s",
        program ? bq_program_info(program)->name : "none");
    add(review, LINE_TEXT, UI_STYLE_DIM, "", "",
        "Once filed, collaborators and shares can't be changed.");
}

struct review *review_build(struct form *form, int columns)
{
    struct review *review = calloc(1, sizeof *review);

    if (!review)
        return NULL;
    for (int group = 0; group < GROUPS; group++)
        add_findings(review, form, (enum group)group);
    add_items(review, form);
    add_worth(review, form, columns);
    add_terms(review, form, columns);
    add_actions(review, form);
    return review;
}
