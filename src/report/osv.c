/*
 * An OSV record (https://ossf.github.io/osv-schema/), for targets that are open source: id,
 * summary, details, severity, one affected package named as the target. Withheld until published:
 * the person fills in versions. What the draft does not know is left out and told, never made up.
 */
#include "report/report_impl.h"

#include "bqi/show.h"
#include "bugquill/cvss.h"
#include <stdio.h>

static void pair(struct bq_buf *out, const char *name, struct bq_span value)
{
    bq_buf_addf(out, ",\n  \"%s\": ", name);
    bq_json_string(out, value.s, value.len);
}

static void add_severity(struct bq_buf *out, struct bq_span vector)
{
    struct bq_cvss cvss;
    if (bq_cvss_parse(vector.s, vector.len, &cvss, NULL) != BQ_OK)
        return;
    bq_buf_addf(out, ",\n  \"severity\": [{\"type\": \"%s\", \"score\": ",
                cvss.version == BQ_CVSS_40 ? "CVSS_V4" : "CVSS_V3");
    bq_json_string(out, vector.s, vector.len);
    bq_buf_adds(out, "}]");
}

static void add_reference(struct bq_buf *out, struct bq_span url)
{
    if (!bq_span_starts(url, "https://") && !bq_span_starts(url, "http://"))
        return;
    bq_buf_adds(out, ",\n  \"references\": [{\"type\": \"WEB\", \"url\": ");
    bq_json_string(out, url.s, url.len);
    bq_buf_adds(out, "}]");
}

static void add_cwe(struct bq_buf *out, const char *list)
{
    const char *before = ",\n  \"database_specific\": {\"cwe_ids\": [";
    for (; *list; before = ", ") {
        size_t len = strcspn(list, ",");
        bq_buf_adds(out, before);
        bq_json_string(out, list, len);
        list += len + (list[len] == ',');
        if (!*list)
            bq_buf_adds(out, "]}");
    }
}

static struct bq_span last_change(const struct bq_report *report)
{
    struct bq_span updated = bq_report_text(report, BQ_FIELD_UPDATED);
    return updated.len ? updated : bq_report_text(report, BQ_FIELD_CREATED);
}

size_t bq_osv_trouble(const struct bq_report *report, char *out, size_t size)
{
    bool id = bq_report_text(report, BQ_FIELD_ID).len, time = last_change(report).len;
    snprintf(out, size, "%s%s",
             id ? ""
                : "id: OSV asks for one and the draft has none: save it once in the form, or "
                  "write the advisory's own behind `id:`\n",
             time ? ""
                  : "updated: OSV asks when the record changed and the draft does not say: save "
                    "it once in the form\n");
    return (size_t)!id + !time;
}

void bq_report_osv(struct bq_buf *out, const struct bq_report *report)
{
    struct bq_buf details;
    const struct bq_type *type = bq_report_type(report);
    struct bq_span id = bq_report_text(report, BQ_FIELD_ID), modified = last_change(report);
    bq_buf_init(&details, BQ_REPORT_MAX);
    bq_report_advisory(&details, report, BQ_REPORT_EXACT);
    bq_buf_adds(out, "{\n  \"schema_version\": \"1.6.0\"");
    if (id.len)
        pair(out, "id", id);
    if (modified.len)
        pair(out, "modified", modified);
    pair(out, "summary", bq_report_text(report, BQ_FIELD_TITLE));
    pair(out, "details", bq_buf_span(&details));
    add_severity(out, bq_report_text(report, BQ_FIELD_CVSS));
    add_reference(out, bq_report_text(report, BQ_FIELD_URL));
    if (type)
        add_cwe(out, type->cwe);
    bq_buf_adds(out, "\n}\n");
    out->failed = out->failed || bq_buf_failed(&details);
    bq_buf_clear(&details);
}
