/* What the writers of findings share. */
#ifndef REPORT_FINDINGS_IMPL_H
#define REPORT_FINDINGS_IMPL_H

#include "bqi/buf.h"
#include "bugquill/report.h"

enum { BQ_SARIF_RULES_MAX = 4096, BQ_FINDING_TEXT_MAX = 1 << 20 };

/* A rule that had a finding in this run; the strings are ours. */
struct bq_sarif_rule {
    char *id, *why, *source;
};

struct bq_findings_writer {
    enum bq_findings_format format;
    bq_write_fn *write;
    void *context;
    struct bq_buf buf; /* one finding */
    struct bq_sarif_rule *rules;
    size_t rule_count, rule_cap;
    bool begun, ended;
};

/* Head, one finding, and tail of a SARIF log, into writer->buf. */
void bq_sarif_begin(struct bq_findings_writer *writer);
int bq_sarif_add(struct bq_findings_writer *writer, const char *file,
                 const struct bq_finding *finding, struct bq_err *err);
void bq_sarif_end(struct bq_findings_writer *writer);
void bq_sarif_clear(struct bq_findings_writer *writer);

/* A finding without a place of its own stands at the top of its file. */
static inline unsigned bq_finding_line(const struct bq_finding *finding)
{
    return finding->line ? finding->line : 1;
}
static inline unsigned bq_finding_column(const struct bq_finding *finding)
{
    return finding->line && finding->column ? finding->column : 1;
}
/* The field's key, "" for the draft as a whole. */
const char *bq_finding_field(const struct bq_finding *finding);

/* ,"KEY":"VALUE" */
void bq_json_pair(struct bq_buf *out, const char *key, const char *value);

#endif
