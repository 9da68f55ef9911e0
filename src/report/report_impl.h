/* What the writers of a report share. */
#ifndef REPORT_REPORT_IMPL_H
#define REPORT_REPORT_IMPL_H

#include "bqi/buf.h"
#include "bugquill/report.h"

enum { BQ_REPORT_MAX = 128 << 20 };

/* A draft's text field. */
static inline struct bq_span bq_report_text(const struct bq_report *report, enum bq_field field)
{
    size_t len;
    const char *text = bq_draft_text(report->draft, field, &len);
    return bq_span_of(text, len);
}
/* The program's facts, or those of no program: never NULL. */
const struct bq_program_info *bq_report_program(const struct bq_report *report);
/* The draft's type, NULL when it is none of the taxonomy. */
const struct bq_type *bq_report_type(const struct bq_report *report);
/* The flavour that is meant. */
enum bq_report_flavour bq_report_flavour_of(const struct bq_report *report,
                                            enum bq_report_flavour flavour);
/* Its name may not stand in titles and metadata. */
bool bq_report_confidential(const struct bq_report *report);

/* How the author's text comes in. */
enum bq_report_mode {
    BQ_REPORT_EXACT, /* byte for byte: for pasting */
    BQ_REPORT_INERT, /* control, bidi and invisible characters as marks: for files that are shown */
    /* Inert, and raw HTML as text, for Markdown that is rendered by others ... */
    BQ_REPORT_NO_HTML,
    /* ... but bare tags that only lay out (<details>, <kbd>) stay, where they are rendered. */
    BQ_REPORT_LAYOUT_HTML
};

/* ---- Markdown (markdown.c)
 * ----------------------------------------------------------------------- */

/*
 * A text of many lines, ending with one line end; a fence or an HTML block left open in it is
 * closed, so that it can't swallow what follows.
 */
void bq_md_text(struct bq_buf *out, struct bq_span text, enum bq_report_mode mode);
/* One line of plain words: everything that Markdown or HTML would read is escaped. */
void bq_md_words(struct bq_buf *out, struct bq_span text);
/* `text` with enough backticks around. */
void bq_md_code(struct bq_buf *out, struct bq_span text);
/* A fenced block, its fence longer than any run of backticks inside. */
void bq_md_fence(struct bq_buf *out, struct bq_span text, const char *language,
                 enum bq_report_mode mode);

/* ---- sections (body.c)
 * ----------------------------------------------------------------------------- */

/*
 * Description, impact (unless apart), proof, request, accounts, attachments, severity: what goes
 * into a platform's description field.
 */
void bq_report_body(struct bq_buf *out, const struct bq_report *report, bool impact_apart,
                    enum bq_report_mode mode);
/* The same parts under a GitHub advisory's headings. */
void bq_report_advisory(struct bq_buf *out, const struct bq_report *report,
                        enum bq_report_mode mode);
/* "P2", or the severity word that the draft's CVSS vector or priority stands for: none, low ...
 * critical; "" unknown. */
const char *bq_report_rating(const struct bq_report *report);

/* ---- one file each
 * ----------------------------------------------------------------------------------- */

void bq_report_markdown(struct bq_buf *out, const struct bq_report *report,
                        enum bq_report_flavour flavour);
int bq_report_html(struct bq_buf *out, const struct bq_report *report,
                   enum bq_report_flavour flavour, struct bq_err *err);
void bq_report_json(struct bq_buf *out, const struct bq_report *report);
void bq_report_hackerone(struct bq_buf *out, const struct bq_report *report);
void bq_report_osv(struct bq_buf *out, const struct bq_report *report);
/* bq_report_trouble of one kind; out is terminated, size is not 0. */
size_t bq_osv_trouble(const struct bq_report *report, char *out, size_t size);
size_t bq_hackerone_trouble(const struct bq_report *report, char *out, size_t size);
/* Markdown as an HTML fragment: raw HTML as text, links to http, https and mailto only, no images.
 */
int bq_md_html(struct bq_buf *out, struct bq_span markdown, struct bq_err *err);
/* Appends Markdown with each < of raw HTML outside of code as &lt;; layout: see
 * BQ_REPORT_LAYOUT_HTML. */
int bq_md_no_html(struct bq_buf *out, struct bq_span markdown, bool layout, struct bq_err *err);
/* Text with & < > " ' escaped and what is hidden as marks. */
void bq_html_text(struct bq_buf *out, struct bq_span text);

#endif
