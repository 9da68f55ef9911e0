/*
 * Results as text for people and machines: findings as lines, JSON, SARIF or workflow commands;
 * reports as Markdown, HTML, JSON and what platforms take. Everything is safe for hostile text,
 * stable byte for byte, and holds no matched secret.
 */
#ifndef BUGQUILL_REPORT_H
#define BUGQUILL_REPORT_H

#include "bugquill/check.h"
#include "bugquill/draft.h"
#include "bugquill/program.h"
#include "bugquill/taxonomy.h"

#ifdef __cplusplus
extern "C" {
#endif

enum bq_findings_format {
    BQ_FINDINGS_TEXT,
    BQ_FINDINGS_JSON,
    BQ_FINDINGS_SARIF,
    BQ_FINDINGS_GITHUB
};
/* -1 when the word is none. */
int bq_findings_format_parse(const char *word);

/* Receives output piece by piece. */
typedef void bq_write_fn(void *context, const char *bytes, size_t len);

/* A run over several drafts: SARIF needs a head and a tail, the others do not mind. */
struct bq_findings_writer;
int bq_findings_writer_new(enum bq_findings_format format, bq_write_fn *write, void *context,
                           struct bq_findings_writer **out, struct bq_err *err) BQ_MUST_USE;
int bq_findings_writer_add(struct bq_findings_writer *writer, const char *file,
                           const struct bq_findings *findings, struct bq_err *err) BQ_MUST_USE;
/* Writes the tail. */
int bq_findings_writer_end(struct bq_findings_writer *writer, struct bq_err *err) BQ_MUST_USE;
void bq_findings_writer_free(struct bq_findings_writer *writer);

/* ---- the report itself -------------------------------------------------------------------------
 */

/* What is written. program and taxonomy may be NULL: what they say is left out then. */
struct bq_report {
    const struct bq_draft *draft;
    const struct bq_program *program;
    const struct bq_taxonomy *taxonomy;
};

enum bq_report_kind {
    BQ_REPORT_MARKDOWN,
    BQ_REPORT_HTML,      /* one self-contained page without scripts */
    BQ_REPORT_JSON,      /* described in doc/REPORT-JSON.md */
    BQ_REPORT_HACKERONE, /* body of POST https://api.hackerone.com/v1/hackers/reports */
    BQ_REPORT_OSV        /* an OSV 1.6 record, for open source targets */
};
/* "markdown", "html", "json", "hackerone", "osv"; -1 when the word is none. */
int bq_report_kind_parse(const char *word);

enum bq_report_flavour {
    BQ_FLAVOUR_PLATFORM, /* by the program's platform; Bugcrowd's without one */
    BQ_FLAVOUR_BUGCROWD,
    BQ_FLAVOUR_HACKERONE,
    BQ_FLAVOUR_GITHUB /* a GitHub security advisory */
};
/* "bugcrowd", "hackerone", "github"; -1 when the word is none. */
int bq_report_flavour_parse(const char *word);

/*
 * Writes the report; the caller frees *out, which is terminated UTF-8. The flavour matters to
 * Markdown and HTML only. Equal drafts give equal bytes. Control, bidi and invisible characters
 * become visible marks, but in JSON, where they are escaped. Private parts (notes, answers to
 * findings, outcome) are never in it.
 */
int bq_report_format(const struct bq_report *report, enum bq_report_kind kind,
                     enum bq_report_flavour flavour, char **out, size_t *len,
                     struct bq_err *err) BQ_MUST_USE;
/*
 * What the receiver of that kind would refuse, one line each ("impact: the API asks for it"), into
 * out (always terminated). Returns how many.
 */
size_t bq_report_trouble(const struct bq_report *report, enum bq_report_kind kind, char *out,
                         size_t size);

/* ---- a bundle: one ustar archive
 * ----------------------------------------------------------------- */

struct bq_bundle;
/* Files get the time mtime (seconds since 1970), mode 0600 and no owner, so that equal content is
 * equal bytes. */
int bq_bundle_new(int64_t mtime, bq_write_fn *write, void *context, struct bq_bundle **out,
                  struct bq_err *err) BQ_MUST_USE;
/* name: relative, at most 255 bytes, without "..". Adds its SHA-256 to the manifest. */
int bq_bundle_add(struct bq_bundle *bundle, const char *name, const void *bytes, size_t len,
                  struct bq_err *err) BQ_MUST_USE;
/* Writes MANIFEST (lines as sha256sum -c reads them) and the end. */
int bq_bundle_end(struct bq_bundle *bundle, struct bq_err *err) BQ_MUST_USE;
void bq_bundle_free(struct bq_bundle *bundle);

#ifdef __cplusplus
}
#endif
#endif
