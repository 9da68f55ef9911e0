/*
 * Checks: what will get a report rejected, downgraded or embarrassing, as findings.
 *
 * A checker is made once for a program, a taxonomy and a person's settings, and then checks any
 * number of drafts. All built-in rules stand in one table (bq_rule_table); a program's policy adds
 * its own.
 */
#ifndef BUGQUILL_CHECK_H
#define BUGQUILL_CHECK_H

#include "bugquill/draft.h"
#include "bugquill/errors.h"
#include "bugquill/program.h"
#include "bugquill/taxonomy.h"
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- rules -------------------------------------------------------------------------------------
 */

struct bq_rule_info {
    const char *id; /* stable, kebab-case */
    enum bq_severity severity;
    bq_field_set reads;
    const char *what;   /* one line: when it fires */
    const char *why;    /* one line: what it costs */
    const char *source; /* where that is written */
    const char *hint;   /* one line: what to do */
};
/* All built-in rules in the order of the catalogue. */
const struct bq_rule_info *bq_rule_table(size_t *count);
/* NULL when there is none. */
const struct bq_rule_info *bq_rule_find(const char *id);

/* ---- findings ----------------------------------------------------------------------------------
 */

enum { BQ_FINDINGS_MAX = 2000, BQ_FINGERPRINT_LEN = 9 };

/* All strings are owned by the list the finding is in and never NULL. */
struct bq_finding {
    const char *rule; /* id of a built-in rule, or "PROGRAM/ID" of a policy rule */
    enum bq_severity severity;
    enum bq_field field;
    int item;              /* index in a list field, else -1 */
    size_t start, end;     /* bytes of the field's text it speaks of; equal: the whole field */
    unsigned line, column; /* in the file, 0 when unknown */
    const char *message; /* what: one line, already without secrets; may hold text from the draft */
    const char *hint;    /* what to do */
    const char *why;
    const char *source;             /* where it is written */
    const char *as_of;              /* date of that, "" unknown */
    const char *route;              /* where it belongs instead, "" */
    char match[BQ_FINGERPRINT_LEN]; /* fingerprint of the matched text, for `allow` */
    bool allowed;                   /* the author answered for it */
    const char *allow_reason;
    bool has_fix; /* replacing start..end by fix mends it */
    const char *fix;
};

struct bq_findings {
    struct bq_finding *items; /* by field order, then start, then severity (worst first) */
    size_t count;
    void *storage; /* the library's */
};
void bq_findings_init(struct bq_findings *findings);
void bq_findings_clear(struct bq_findings *findings);
/* How many of at least this severity are not answered for. */
size_t bq_findings_count(const struct bq_findings *findings, enum bq_severity at_least);

/* ---- the checker -------------------------------------------------------------------------------
 */

/* What is the person's own and so no finding: handles, addresses, hosts. */
struct bq_check_options {
    const struct bq_program *program;   /* NULL: no program; scope and policy rules are silent */
    const struct bq_taxonomy *taxonomy; /* required */
    struct bq_strings me;
    const struct bq_link *raise; /* rule id -> severity word, from config; may only raise */
    size_t raise_count;
    struct bq_strings no_allow; /* rule ids whose `allow` entries do not count */
    int64_t now;                /* for ages */
    bool discreet;              /* messages name neither a confidential program nor its targets */
    const char *status;         /* overrides the draft's status; NULL: no */
};
struct bq_checker;
/* Keeps pointers to program and taxonomy; copies the rest. */
int bq_checker_new(const struct bq_check_options *options, struct bq_checker **out,
                   struct bq_err *err) BQ_MUST_USE;
void bq_checker_free(struct bq_checker *checker);

/* A file that belongs to the draft, opened by the front end (the core opens nothing by itself). */
struct bq_check_file {
    const char *path; /* as the draft names it */
    int status;       /* BQ_OK, or why it could not be read */
    int64_t size;
    const char *sha256; /* of what is there now, "" unknown */
    const char *head;   /* its first bytes, for kind and, when text, for secrets */
    size_t head_len;
};
/* Another draft to compare with (look-alikes). sketch comes from bq_sketch_of. */
struct bq_sketch;
struct bq_check_peer {
    const char *id;
    const struct bq_sketch *sketch;
};
struct bq_check_context {
    const struct bq_check_file *files;
    size_t file_count;
    const struct bq_check_peer *peers;
    size_t peer_count;
    const struct bq_sketch *sketch; /* of the draft itself, where it is at hand; else NULL */
};
/*
 * Checks the whole draft: replaces what findings held. context may be NULL (attachments and
 * look-alikes are not looked at).
 */
int bq_checker_run(struct bq_checker *checker, const struct bq_draft *draft,
                   const struct bq_check_context *context, struct bq_findings *findings,
                   struct bq_err *err) BQ_MUST_USE;
/*
 * The same, but only the rules that read a field whose revision changed since the last call with
 * this checker and draft; the result equals that of bq_checker_run. Drafts are told apart by their
 * address: begin with bq_checker_run when another draft may have got the address of one that was
 * freed.
 */
int bq_checker_update(struct bq_checker *checker, const struct bq_draft *draft,
                      const struct bq_check_context *context, struct bq_findings *findings,
                      struct bq_err *err) BQ_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
