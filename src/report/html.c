/*
 * The report as one page: no script, nothing loaded from anywhere. The content security policy
 * allows the one style sheet below, by its hash, and nothing else.
 */
#include "report/report_impl.h"

#include "bqi/file.h"
#include "report/base64.h"

static const char style[] =
    ":root{color-scheme:light "
    "dark;--ink:#1b1f24;--paper:#fff;--soft:#f3f4f6;--line:#d0d7de;--mark:#0b57d0}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15181c;--soft:#20252b;--line:#"
    "3a414a;--mark:#8ab4f8}}"
    "body{margin:0 auto;max-width:52rem;padding:2rem "
    "1.25rem;background:var(--paper);color:var(--ink);"
    "font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}"
    "h1{font-size:1.6rem;line-height:1.25;border-bottom:2px solid var(--line);padding-bottom:.5rem}"
    "h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1.08rem}"
    "pre,code{font-family:ui-monospace,monospace;font-size:.9em;background:var(--soft);border-"
    "radius:4px}"
    "code{padding:.1em .3em}pre{padding:.8rem;overflow-x:auto;border:1px solid var(--line)}"
    "pre code{padding:0;background:none}"
    "blockquote{margin:0;padding:0 1rem;border-left:4px solid var(--line)}"
    "table{border-collapse:collapse}th,td{border:1px solid var(--line);padding:.3rem .6rem}"
    ".center{text-align:center}.right{text-align:right}"
    "a{color:var(--mark)}.dead{text-decoration:underline dotted}.image{font-style:italic}"
    "@page{margin:18mm}@media "
    "print{:root{--ink:#000;--paper:#fff;--soft:#fff;--line:#999;--mark:#000}"
    "body{max-width:none;padding:0;font-size:10.5pt}pre{white-space:pre-wrap;overflow:visible}"
    "h1,h2,h3{break-after:avoid}pre,table,blockquote{break-inside:avoid-page}"
    "a::after{content:\" (\" attr(href) \")\"}}";

static unsigned hex_value(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* 'sha256-...' of the style sheet, as a policy names it. */
static void add_style_hash(struct bq_buf *out)
{
    char hex[65];
    unsigned char digest[32];
    bq_sha256_hex(style, sizeof style - 1, hex);
    for (size_t i = 0; i < sizeof digest; i++)
        digest[i] = (unsigned char)(hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1]));
    bq_buf_adds(out, "'sha256-");
    bq_base64(out, digest, sizeof digest);
    bq_buf_adds(out, "'");
}

static void add_head(struct bq_buf *out, const struct bq_report *report)
{
    struct bq_span title = bq_report_text(report, BQ_FIELD_TITLE);
    bq_buf_adds(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ");
    add_style_hash(out);
    bq_buf_adds(
        out, "; base-uri 'none'; form-action 'none'\">\n"
             "<meta name=\"referrer\" content=\"no-referrer\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    if (bq_report_confidential(report) || !title.len)
        bq_buf_adds(out, "Vulnerability report");
    else
        bq_html_text(out, title);
    bq_buf_addf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", style);
}

int bq_report_html(struct bq_buf *out, const struct bq_report *report,
                   enum bq_report_flavour flavour, struct bq_err *err)
{
    struct bq_buf markdown;
    bq_buf_init(&markdown, BQ_REPORT_MAX);
    bq_report_markdown(&markdown, report, flavour);
    int status = bq_buf_check(&markdown, err);
    if (!status) {
        add_head(out, report);
        status = bq_md_html(out, bq_buf_span(&markdown), err);
        bq_buf_adds(out, "</body>\n</html>\n");
    }
    bq_buf_clear(&markdown);
    return status;
}
