#include "report/report_impl.h"

#include <stdlib.h>
#include <strings.h>

int bq_report_kind_parse(const char *word)
{
    static const char *const words[] = { "markdown", "html", "json", "hackerone", "osv" };
    for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
        if (!strcmp(words[i], word))
            return i;
    return -1;
}

int bq_report_flavour_parse(const char *word)
{
    static const char *const words[] = { "bugcrowd", "hackerone", "github" };
    for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
        if (!strcmp(words[i], word))
            return BQ_FLAVOUR_BUGCROWD + i;
    return -1;
}

const struct bq_program_info *bq_report_program(const struct bq_report *report)
{
    static const struct bq_program_info none = { .id = "",
                                                 .name = "",
                                                 .platform = "",
                                                 .as_of = "",
                                                 .source = "",
                                                 .summary = "",
                                                 .submit_url = "",
                                                 .disclosure = "",
                                                 .safe_harbor = "",
                                                 .test_account = "",
                                                 .test_header = "",
                                                 .form = { .attachment_ref = "", .taxonomy = "" } };
    return report->program ? bq_program_info(report->program) : &none;
}

const struct bq_type *bq_report_type(const struct bq_report *report)
{
    const char *id = bq_draft_text(report->draft, BQ_FIELD_TYPE, NULL);
    return report->taxonomy && *id ? bq_taxonomy_find(report->taxonomy, id) : NULL;
}

bool bq_report_confidential(const struct bq_report *report)
{
    return bq_report_program(report)->confidential;
}

enum bq_report_flavour bq_report_flavour_of(const struct bq_report *report,
                                            enum bq_report_flavour flavour)
{
    const char *platform = bq_report_program(report)->platform;
    if (flavour != BQ_FLAVOUR_PLATFORM)
        return flavour;
    if (!strcasecmp(platform, "hackerone"))
        return BQ_FLAVOUR_HACKERONE;
    return strcasecmp(platform, "github") ? BQ_FLAVOUR_BUGCROWD : BQ_FLAVOUR_GITHUB;
}

int bq_report_format(const struct bq_report *report, enum bq_report_kind kind,
                     enum bq_report_flavour flavour, char **out, size_t *len, struct bq_err *err)
{
    struct bq_buf buf;
    int status = BQ_OK;
    *out = NULL;
    bq_buf_init(&buf, BQ_REPORT_MAX);
    flavour = bq_report_flavour_of(report, flavour);
    switch (kind) {
    case BQ_REPORT_MARKDOWN:
        bq_report_markdown(&buf, report, flavour);
        break;
    case BQ_REPORT_HTML:
        status = bq_report_html(&buf, report, flavour, err);
        break;
    case BQ_REPORT_JSON:
        bq_report_json(&buf, report);
        break;
    case BQ_REPORT_HACKERONE:
        bq_report_hackerone(&buf, report);
        break;
    case BQ_REPORT_OSV:
        bq_report_osv(&buf, report);
        break;
    }
    if (!status)
        status = bq_buf_check(&buf, err);
    if (!status)
        *out = bq_buf_take(&buf, len);
    bq_buf_clear(&buf);
    return status;
}

size_t bq_report_trouble(const struct bq_report *report, enum bq_report_kind kind, char *out,
                         size_t size)
{
    if (size)
        *out = 0;
    if (size && kind == BQ_REPORT_HACKERONE)
        return bq_hackerone_trouble(report, out, size);
    return size && kind == BQ_REPORT_OSV ? bq_osv_trouble(report, out, size) : 0;
}
