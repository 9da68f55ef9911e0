/* The platform's own form, field by field. */
#include "bqi/handoff.h"

#include "bugquill/cvss.h"
#include "report/report_impl.h"
#include <stdlib.h>

/* Where a step's text comes from. */
enum source { FIELD, TYPE, CWE, BODY, SEVERITY, FILES, PEOPLE };

struct step {
    enum bq_field field;
    enum source source;
    const char *label, *note;
    bool required;
};

static const struct step bugcrowd[] = {
    { BQ_FIELD_TITLE, FIELD, "Submission title", "", true },
    { BQ_FIELD_TARGET, FIELD, "Target", "choose from the list", true },
    { BQ_FIELD_TYPE, TYPE, "Technical severity (VRT)", "choose in the tree", true },
    { BQ_FIELD_URL, FIELD, "URL / Location of vulnerability", "", false },
    { BQ_FIELD_DESCRIPTION, BODY, "Description", "", true },
    { BQ_FIELD_ATTACHMENTS, FILES, "Attachments", "add these files", false },
    { BQ_FIELD_COLLABORATORS, PEOPLE, "Collaborators", "by user name; frozen once submitted",
      false },
};
static const struct step hackerone[] = {
    { BQ_FIELD_TARGET, FIELD, "Asset", "choose from the list", true },
    { BQ_FIELD_TYPE, CWE, "Weakness", "search for the number", false },
    { BQ_FIELD_CVSS, SEVERITY, "Severity", "choose, or use the calculator", false },
    { BQ_FIELD_TITLE, FIELD, "Title", "", true },
    { BQ_FIELD_DESCRIPTION, BODY, "Description", "", true },
    { BQ_FIELD_IMPACT, FIELD, "Impact", "", true },
    { BQ_FIELD_ATTACHMENTS, FILES, "Attachments", "add these files", false },
    { BQ_FIELD_COLLABORATORS, PEOPLE, "Collaborators", "by user name", false },
};
static const struct step general[] = {
    { BQ_FIELD_TITLE, FIELD, "Title", "", true },
    { BQ_FIELD_TARGET, FIELD, "Target", "", true },
    { BQ_FIELD_TYPE, TYPE, "Type", "", false },
    { BQ_FIELD_URL, FIELD, "URL", "", false },
    { BQ_FIELD_CVSS, SEVERITY, "Severity", "", false },
    { BQ_FIELD_DESCRIPTION, BODY, "Description", "", true },
    { BQ_FIELD_IMPACT, FIELD, "Impact", "", false },
    { BQ_FIELD_ATTACHMENTS, FILES, "Attachments", "add these files", false },
    { BQ_FIELD_COLLABORATORS, PEOPLE, "Collaborators", "", false },
};

static void add_files(struct bq_buf *out, const struct bq_draft *draft)
{
    size_t count;
    const struct bq_attachment *files = bq_draft_attachments(draft, &count);
    for (size_t i = 0; i < count; i++)
        bq_buf_addf(out, "%s%s", i ? "\n" : "", files[i].path);
}

static void add_people(struct bq_buf *out, const struct bq_draft *draft)
{
    size_t count;
    const struct bq_collaborator *people = bq_draft_collaborators(draft, &count);
    for (size_t i = 0; i < count; i++) {
        bq_buf_addf(out, "%s%s", i ? "\n" : "", people[i].name);
        if (people[i].share != INT64_MIN)
            bq_buf_addf(out, " %lld %%", (long long)people[i].share);
    }
}

static void add_severity(struct bq_buf *out, const struct bq_report *report)
{
    struct bq_span vector = bq_report_text(report, BQ_FIELD_CVSS);
    if (vector.len)
        bq_buf_add(out, vector.s, vector.len);
    else
        bq_buf_adds(out, bq_report_rating(report));
}

static void add_step_text(struct bq_buf *out, const struct bq_report *report,
                          const struct step *step, bool apart)
{
    const struct bq_type *type = bq_report_type(report);
    struct bq_span text = bq_report_text(report, BQ_FIELD_TYPE);
    switch (step->source) {
    case TYPE:
        bq_buf_add(out, type ? type->path : text.s, type ? strlen(type->path) : text.len);
        break;
    case CWE:
        bq_buf_add(out, type && *type->cwe ? type->cwe : text.s,
                   type && *type->cwe ? strlen(type->cwe) : text.len);
        break;
    case BODY:
        bq_report_body(out, report, apart, BQ_REPORT_EXACT);
        break;
    case SEVERITY:
        add_severity(out, report);
        break;
    case FILES:
        add_files(out, report->draft);
        break;
    case PEOPLE:
        add_people(out, report->draft);
        break;
    case FIELD:
        text = bq_report_text(report, step->field);
        bq_buf_add(out, text.s, text.len);
        break;
    }
}

static int add_step(struct bq_handoff *out, const struct bq_report *report, const struct step *step,
                    bool apart, struct bq_err *err)
{
    struct bq_buf text;
    struct bq_handoff_step *item = &out->items[out->count];
    bq_buf_init(&text, BQ_REPORT_MAX);
    add_step_text(&text, report, step, apart);
    int status = bq_buf_check(&text, err);
    if (!status) {
        *item = (struct bq_handoff_step){ .field = step->field,
                                          .label = step->label,
                                          .note = step->note,
                                          .required = step->required };
        item->text = bq_buf_take(&text, &item->len);
        out->count++;
    }
    bq_buf_clear(&text);
    return status;
}

int bq_handoff_make(const struct bq_report *report, struct bq_handoff *out, struct bq_err *err)
{
    enum bq_report_flavour flavour = bq_report_flavour_of(report, BQ_FLAVOUR_PLATFORM);
    const struct bq_program_info *program = bq_report_program(report);
    bool other = *program->platform && strcmp(program->platform, "bugcrowd") != 0;
    const struct step *steps = bugcrowd;
    size_t count = sizeof bugcrowd / sizeof *bugcrowd;
    if (flavour == BQ_FLAVOUR_HACKERONE)
        steps = hackerone, count = sizeof hackerone / sizeof *hackerone;
    else if (other)
        steps = general, count = sizeof general / sizeof *general;
    bool apart = program->form.impact_apart || flavour == BQ_FLAVOUR_HACKERONE;
    int status = BQ_OK;
    *out = (struct bq_handoff){ 0 };
    for (size_t i = 0; i < count && !status; i++) {
        if (steps[i].field == BQ_FIELD_IMPACT && !apart)
            continue;
        status = add_step(out, report, &steps[i], apart, err);
    }
    if (status)
        bq_handoff_clear(out);
    return status;
}

void bq_handoff_clear(struct bq_handoff *handoff)
{
    for (size_t i = 0; i < handoff->count; i++)
        free(handoff->items[i].text);
    *handoff = (struct bq_handoff){ 0 };
}

const struct bq_handoff_step *bq_handoff_find(const struct bq_handoff *handoff, enum bq_field field)
{
    for (size_t i = 0; i < handoff->count; i++)
        if (handoff->items[i].field == field)
            return &handoff->items[i];
    return NULL;
}
