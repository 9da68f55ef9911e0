/*
 * The body of POST /v1/hackers/reports (JSON:API). It takes a team, title, information, impact, and
 * a severity word; attachments, collaborators and the CVSS vector have no place in it. Weakness and
 * scope are numbers that only the platform knows, so they stay out.
 */
#include "report/report_impl.h"

#include "bqi/show.h"
#include "bqi/utf8.h"
#include <stdarg.h>
#include <stdio.h>

enum { TITLE_MAX = 150 };

/* The last part of the program's address on the platform, else the program's id. */
static struct bq_span team_handle(const struct bq_report *report)
{
    const struct bq_program_info *info = bq_report_program(report);
    for (size_t i = 0; i < info->urls.count; i++) {
        struct bq_span url = bq_span_str(info->urls.items[i]);
        size_t at = bq_span_find_nocase(url, 0, "hackerone.com/");
        if (at == url.len)
            continue;
        struct bq_span handle = bq_span_of(url.s + at + 14, url.len - at - 14);
        for (size_t n = 0; n < handle.len; n++)
            if (strchr("/?#", handle.s[n]))
                handle.len = n;
        if (handle.len)
            return handle;
    }
    return bq_report_text(report, BQ_FIELD_PROGRAM);
}

static void pair(struct bq_buf *out, const char *name, struct bq_span value)
{
    bq_buf_addf(out, "      \"%s\": ", name);
    bq_json_string(out, value.s, value.len);
}

static void add_information(struct bq_buf *out, const struct bq_report *report)
{
    struct bq_buf body;
    bq_buf_init(&body, BQ_REPORT_MAX);
    bq_report_body(&body, report, true, BQ_REPORT_EXACT);
    pair(out, "vulnerability_information", bq_buf_span(&body));
    out->failed = out->failed || bq_buf_failed(&body);
    bq_buf_clear(&body);
}

void bq_report_hackerone(struct bq_buf *out, const struct bq_report *report)
{
    const char *rating = bq_report_rating(report);
    bq_buf_adds(out, "{\n  \"data\": {\n    \"type\": \"report\",\n    \"attributes\": {\n");
    pair(out, "team_handle", team_handle(report));
    bq_buf_adds(out, ",\n");
    pair(out, "title", bq_report_text(report, BQ_FIELD_TITLE));
    bq_buf_adds(out, ",\n");
    add_information(out, report);
    bq_buf_adds(out, ",\n");
    pair(out, "impact", bq_report_text(report, BQ_FIELD_IMPACT));
    if (*rating) {
        bq_buf_adds(out, ",\n");
        pair(out, "severity_rating", bq_span_str(rating));
    }
    bq_buf_adds(out, "\n    }\n  }\n}\n");
}

static void say(char *out, size_t size, size_t *count, const char *format, ...) BQ_PRINTF(4, 5);
static void say(char *out, size_t size, size_t *count, const char *format, ...)
{
    size_t used = strlen(out);
    va_list args;
    va_start(args, format);
    if (used + 1 < size)
        vsnprintf(out + used, size - used, format, args);
    va_end(args);
    ++*count;
}

size_t bq_hackerone_trouble(const struct bq_report *report, char *out, size_t size)
{
    size_t count = 0;
    struct bq_span title = bq_report_text(report, BQ_FIELD_TITLE);
    const char *platform = bq_report_program(report)->platform;
    size_t title_len = bq_utf8_count(title.s, title.len), files;
    if (*platform && strcmp(platform, "hackerone") != 0)
        say(out, size, &count, "program: it is not at HackerOne but at %s\n", platform);
    if (!team_handle(report).len)
        say(out, size, &count, "program: the API asks for the team's handle\n");
    if (!title_len)
        say(out, size, &count, "title: the API asks for it\n");
    if (title_len > TITLE_MAX)
        say(out, size, &count, "title: %zu characters, the platform takes %d\n", title_len,
            TITLE_MAX);
    if (!bq_draft_has(report->draft, BQ_FIELD_DESCRIPTION) &&
        !bq_draft_has(report->draft, BQ_FIELD_POC))
        say(out, size, &count, "description: the API asks for it\n");
    if (!bq_draft_has(report->draft, BQ_FIELD_IMPACT))
        say(out, size, &count, "impact: the API asks for it\n");
    bq_draft_attachments(report->draft, &files);
    if (files)
        say(out, size, &count,
            "attachments: the API takes none here; add them on the report's page\n");
    return count;
}
