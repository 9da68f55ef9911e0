/* The sections of a report, as a platform's description field takes them. */
#include "report/report_impl.h"

#include "bqi/show.h"
#include "bugquill/cvss.h"
#include <stdio.h>

/* Does the author's text begin with a heading of its own? */
static bool has_heading(struct bq_span text)
{
    size_t marks = 0;
    text = bq_span_trim(text);
    while (marks < text.len && text.s[marks] == '#')
        marks++;
    return marks >= 1 && marks <= 6 && marks < text.len && text.s[marks] == ' ';
}

static void begin(struct bq_buf *out, size_t start, const char *mark, const char *heading)
{
    if (out->len > start)
        bq_buf_addc(out, '\n');
    if (heading)
        bq_buf_addf(out, "%s %s\n\n", mark, heading);
}

/* One text under its heading, which a text that brings its own does not get. */
static void add_section(struct bq_buf *out, size_t start, const struct bq_report *report,
                        enum bq_field field, const char *mark, const char *heading,
                        enum bq_report_mode mode)
{
    struct bq_span text = bq_report_text(report, field);
    if (!bq_span_trim(text).len)
        return;
    begin(out, start, mark, has_heading(text) ? NULL : heading);
    bq_md_text(out, text, mode);
}

static void add_request(struct bq_buf *out, size_t start, const struct bq_report *report,
                        const char *mark, enum bq_report_mode mode)
{
    struct bq_span text = bq_report_text(report, BQ_FIELD_REQUEST);
    if (!bq_span_trim(text).len)
        return;
    begin(out, start, mark, "HTTP request");
    bq_md_fence(out, text, "http", mode);
}

static void add_accounts(struct bq_buf *out, size_t start, const struct bq_report *report,
                         const char *mark)
{
    size_t count;
    const struct bq_account *accounts = bq_draft_accounts(report->draft, &count);
    if (!count)
        return;
    begin(out, start, mark, "Test accounts");
    for (size_t i = 0; i < count; i++) {
        bq_buf_adds(out, "- ");
        bq_md_words(out, bq_span_str(accounts[i].role));
        bq_buf_adds(out, *accounts[i].role && *accounts[i].id ? ": " : "");
        bq_md_words(out, bq_span_str(accounts[i].id));
        bq_buf_addc(out, '\n');
    }
}

/* A file as the platform's text names it, by the form's own pattern; %s stands for the name. */
static void add_reference(struct bq_buf *out, const char *pattern, const char *path)
{
    const char *name = strrchr(path, '/');
    const char *hole = strstr(pattern, "%s");
    struct bq_span base = bq_span_str(name ? name + 1 : path);
    if (!hole) {
        bq_md_code(out, base);
        return;
    }
    bq_show(out, pattern, (size_t)(hole - pattern), BQ_SHOW_LINE);
    bq_show(out, base.s, base.len, BQ_SHOW_LINE);
    bq_show(out, hole + 2, strlen(hole + 2), BQ_SHOW_LINE);
}

static void add_attachments(struct bq_buf *out, size_t start, const struct bq_report *report,
                            const char *mark)
{
    size_t count;
    const struct bq_attachment *files = bq_draft_attachments(report->draft, &count);
    const char *pattern = bq_report_program(report)->form.attachment_ref;
    if (!count)
        return;
    begin(out, start, mark, "Attachments");
    for (size_t i = 0; i < count; i++) {
        bq_buf_adds(out, "- ");
        add_reference(out, pattern, files[i].path);
        if (files[i].size >= 0)
            bq_buf_addf(out, ", %lld bytes", (long long)files[i].size);
        if (strlen(files[i].sha256) == 64 &&
            !files[i].sha256[strspn(files[i].sha256, "0123456789abcdef")])
            bq_buf_addf(out, ", SHA-256 %s", files[i].sha256);
        bq_buf_addc(out, '\n');
    }
}

/* What the author claims and why; a type's own priority needs no words. */
static void add_severity(struct bq_buf *out, size_t start, const struct bq_report *report,
                         const char *mark)
{
    struct bq_span priority = bq_report_text(report, BQ_FIELD_PRIORITY);
    struct bq_span reason = bq_report_text(report, BQ_FIELD_PRIORITY_REASON);
    if (!priority.len && !reason.len)
        return;
    begin(out, start, mark, "Severity");
    if (priority.len) {
        bq_buf_adds(out, "Claimed: ");
        bq_md_words(out, priority);
        bq_buf_adds(out, reason.len ? ". " : ".");
    }
    bq_md_words(out, reason);
    bq_buf_addc(out, '\n');
}

void bq_report_body(struct bq_buf *out, const struct bq_report *report, bool impact_apart,
                    enum bq_report_mode mode)
{
    size_t start = out->len;
    add_section(out, start, report, BQ_FIELD_DESCRIPTION, "##", "Description", mode);
    if (!impact_apart)
        add_section(out, start, report, BQ_FIELD_IMPACT, "##", "Impact", mode);
    add_section(out, start, report, BQ_FIELD_POC, "##", "Proof of concept", mode);
    add_request(out, start, report, "##", mode);
    add_accounts(out, start, report, "##");
    add_severity(out, start, report, "##");
    add_attachments(out, start, report, "##");
}

void bq_report_advisory(struct bq_buf *out, const struct bq_report *report,
                        enum bq_report_mode mode)
{
    size_t start = out->len;
    struct bq_span title = bq_report_text(report, BQ_FIELD_TITLE);
    if (title.len) {
        begin(out, start, "###", "Summary");
        bq_md_words(out, title);
        bq_buf_addc(out, '\n');
    }
    add_section(out, start, report, BQ_FIELD_DESCRIPTION, "###", "Details", mode);
    add_section(out, start, report, BQ_FIELD_POC, "###", "PoC", mode);
    add_request(out, start, report, "####", mode);
    add_accounts(out, start, report, "####");
    add_attachments(out, start, report, "####");
    add_section(out, start, report, BQ_FIELD_IMPACT, "###", "Impact", mode);
    add_severity(out, start, report, "####");
}

const char *bq_report_rating(const struct bq_report *report)
{
    static const char *const by_priority[] = {
        "", "critical", "high", "medium", "low", "none", ""
    };
    static const char *const words[] = { "None",   "none", "Low",  "low",      "Medium",
                                         "medium", "High", "high", "Critical", "critical" };
    struct bq_cvss cvss;
    struct bq_span vector = bq_report_text(report, BQ_FIELD_CVSS);
    struct bq_span claimed = bq_report_text(report, BQ_FIELD_PRIORITY);
    const struct bq_type *type = bq_report_type(report);
    if (vector.len && bq_cvss_parse(vector.s, vector.len, &cvss, NULL) == BQ_OK) {
        const char *severity = bq_cvss_severity(bq_cvss_overall(&cvss));
        for (size_t i = 0; i < sizeof words / sizeof *words; i += 2)
            if (!strcmp(words[i], severity))
                return words[i + 1];
    }
    if (claimed.len == 2 && claimed.s[0] == 'P' && claimed.s[1] >= '1' && claimed.s[1] <= '5')
        return by_priority[claimed.s[1] - '0'];
    return type ? by_priority[type->priority] : "";
}
