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

#ifdef __cplusplus
}
#endif
#endif
