/* The report as JSON; the shape is described in doc/REPORT-JSON.md. */
#include "report/report_impl.h"

#include "bqi/show.h"

static void key(struct bq_buf *out, const char *name)
{
    bq_buf_addf(out, "%s\"%s\": ", out->len > 2 ? ",\n  " : "  ", name);
}

static void pair(struct bq_buf *out, const char *name, struct bq_span value)
{
    key(out, name);
    bq_json_string(out, value.s, value.len);
}

static void field(struct bq_buf *out, const struct bq_report *report, enum bq_field id)
{
    pair(out, bq_field_info(id)->key, bq_report_text(report, id));
}

/* "name": "value" inside an object on one line. */
static void inner(struct bq_buf *out, const char *before, const char *name, const char *value)
{
    bq_buf_addf(out, "%s\"%s\": ", before, name);
    bq_json_string(out, value, strlen(value));
}

static void add_program(struct bq_buf *out, const struct bq_report *report)
{
    const struct bq_program_info *info = bq_report_program(report);
    struct bq_span id = bq_report_text(report, BQ_FIELD_PROGRAM);
    key(out, "program");
    bq_buf_adds(out, "{\"id\": ");
    bq_json_string(out, id.s, id.len);
    inner(out, ", ", "name", info->name);
    inner(out, ", ", "platform", info->platform);
    bq_buf_addc(out, '}');
}

static void add_type(struct bq_buf *out, const struct bq_report *report)
{
    const struct bq_type *type = bq_report_type(report);
    struct bq_span id = bq_report_text(report, BQ_FIELD_TYPE);
    key(out, "type");
    bq_buf_adds(out, "{\"id\": ");
    bq_json_string(out, id.s, id.len);
    if (type) {
        inner(out, ", ", "path", type->path);
        inner(out, ", ", "priority", bq_priority_name(type->priority));
        inner(out, ", ", "cwe", type->cwe);
        inner(out, ", ", "taxonomy", bq_taxonomy_version(report->taxonomy));
    }
    bq_buf_addc(out, '}');
}

static void add_attachments(struct bq_buf *out, const struct bq_draft *draft)
{
    size_t count;
    const struct bq_attachment *files = bq_draft_attachments(draft, &count);
    key(out, "attachments");
    bq_buf_addc(out, '[');
    for (size_t i = 0; i < count; i++) {
        inner(out, i ? ", {" : "{", "path", files[i].path);
        inner(out, ", ", "sha256", files[i].sha256);
        if (files[i].size >= 0)
            bq_buf_addf(out, ", \"size\": %lld", (long long)files[i].size);
        bq_buf_addc(out, '}');
    }
    bq_buf_addc(out, ']');
}

static void add_people(struct bq_buf *out, const struct bq_draft *draft)
{
    size_t count;
    const struct bq_collaborator *people = bq_draft_collaborators(draft, &count);
    int64_t own = bq_draft_number(draft, BQ_FIELD_OWN_SHARE);
    if (own != INT64_MIN) {
        key(out, "own_share");
        bq_buf_addf(out, "%lld", (long long)own);
    }
    key(out, "collaborators");
    bq_buf_addc(out, '[');
    for (size_t i = 0; i < count; i++) {
        inner(out, i ? ", {" : "{", "name", people[i].name);
        if (people[i].share != INT64_MIN)
            bq_buf_addf(out, ", \"share\": %lld", (long long)people[i].share);
        bq_buf_addc(out, '}');
    }
    bq_buf_addc(out, ']');
}

static void add_accounts(struct bq_buf *out, const struct bq_draft *draft)
{
    size_t count;
    const struct bq_account *accounts = bq_draft_accounts(draft, &count);
    key(out, "accounts");
    bq_buf_addc(out, '[');
    for (size_t i = 0; i < count; i++) {
        inner(out, i ? ", {" : "{", "role", accounts[i].role);
        inner(out, ", ", "id", accounts[i].id);
        bq_buf_addc(out, '}');
    }
    bq_buf_addc(out, ']');
}

void bq_report_json(struct bq_buf *out, const struct bq_report *report)
{
    static const enum bq_field texts[] = { BQ_FIELD_URL, BQ_FIELD_REQUEST, BQ_FIELD_DESCRIPTION,
                                           BQ_FIELD_IMPACT, BQ_FIELD_POC };
    static const enum bq_field more[] = {
        BQ_FIELD_CVSS,   BQ_FIELD_PRIORITY, BQ_FIELD_PRIORITY_REASON,
        BQ_FIELD_STATUS, BQ_FIELD_CREATED,  BQ_FIELD_UPDATED
    };
    struct bq_filed filed = bq_draft_filed(report->draft);
    bq_buf_adds(out, "{\n");
    key(out, "bugquill_report");
    bq_buf_adds(out, "1");
    field(out, report, BQ_FIELD_ID);
    add_program(out, report);
    field(out, report, BQ_FIELD_TITLE);
    field(out, report, BQ_FIELD_TARGET);
    add_type(out, report);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        field(out, report, texts[i]);
    add_attachments(out, report->draft);
    add_people(out, report->draft);
    add_accounts(out, report->draft);
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        field(out, report, more[i]);
    if (*filed.url || *filed.date) {
        key(out, "filed");
        inner(out, "{", "url", filed.url);
        inner(out, ", ", "date", filed.date);
        bq_buf_addc(out, '}');
    }
    bq_buf_adds(out, "\n}\n");
}
