/*
 * One run of the checks over one draft: what check functions may ask, and how they report.
 *
 * A check function looks at one thing and reports findings of one or a few rules. It stands in
 * checks.def with the fields it reads; the checker runs it again only when one of those changed, so
 * it must not look at others. It keeps nothing between runs.
 *
 * What is worked out once and used by many (prose, phrases, scope answer, type) comes from the
 * bq_run_ functions below, on demand.
 */
#ifndef CHECK_RUN_H
#define CHECK_RUN_H

#include "bqi/buf.h"
#include "bqi/prose.h"
#include "bugquill/check.h"
#include "bugquill/scope.h"
#include "check/phrases.h"

/* ---- rules -------------------------------------------------------------------------------------
 */

/* BQ_R_TITLE_MISSING ...: rules.def, in the order of the catalogue. */
enum bq_rule {
#define BQ_RULE(name, id, severity, flags, reads, what, why, hint, source) BQ_R_##name,
#include "check/rules.def"
#undef BQ_RULE
    BQ_R_COUNT,
    BQ_R_POLICY = BQ_R_COUNT /* a rule of the program's policy */
};

enum {
    BQ_RF_MISSING_PART =
        1, /* something is not there yet: an error only in a draft that says it is ready */
    BQ_RF_SECRET = 2,   /* looked at in filed reports too */
    BQ_RF_NAMES = 8,    /* its messages name the program, its targets or hosts */
    BQ_RF_LOW_VALUE = 4 /* a class that programs seldom take: silent when the type itself says P5 */
};
unsigned bq_rule_flags(enum bq_rule rule);
const char *bq_rule_hint(enum bq_rule rule);

/* ---- the run -----------------------------------------------------------------------------------
 */

/* What a check reads beside fields: the context's files and the other drafts. */
#define BQ_READS_FILES ((bq_field_set)1 << 30)
#define BQ_READS_PEERS ((bq_field_set)1 << 31)

enum bq_run_status { BQ_RUN_DRAFT, BQ_RUN_READY, BQ_RUN_FILED };

struct bq_secrets; /* secrets.h */
struct bq_policy;  /* policy.h */
struct bq_facts;   /* worked out on demand, checker.c */
struct bq_report;  /* where findings go, report.c */

struct bq_check_run {
    const struct bq_check_options *options; /* the checker's copy; never NULL */
    const struct bq_program_info *program;  /* NULL: none */
    const struct bq_scope *scope;           /* NULL: no program */
    const struct bq_taxonomy *taxonomy;
    const struct bq_draft *draft;
    const struct bq_check_context *context; /* never NULL; may be empty */
    bool discreet;                          /* asked for, and the program is confidential */
    bool have_context;                      /* the caller gave one */
    enum bq_run_status status;
    struct bq_policy *policy;
    struct bq_secrets *secrets;
    struct bq_facts *facts;
    struct bq_report *report;
};

struct bq_span bq_run_text(const struct bq_check_run *run, enum bq_field field);
/* Nothing but blanks? */
bool bq_run_empty(const struct bq_check_run *run, enum bq_field field);
/*
 * DESCRIPTION, IMPACT and POC as Markdown; TITLE, TYPE (its names), URL, TARGET, REQUEST and
 * PRIORITY_REASON as one paragraph. Never NULL; empty without memory.
 */
const struct bq_prose *bq_run_prose(const struct bq_check_run *run, enum bq_field field);
bool bq_run_has_prose(enum bq_field field);
/* Where the phrases of a word list stand in a field that has prose. */
const struct bq_hits *bq_run_hits(const struct bq_check_run *run, enum bq_field field,
                                  unsigned list);
/* How many words of the author's prose the field has. */
size_t bq_run_words(const struct bq_check_run *run, enum bq_field field);
struct bq_word_count bq_run_word_count(const struct bq_check_run *run, enum bq_field field);
/* The draft's type in the loaded taxonomy, or NULL. */
const struct bq_type *bq_run_type(const struct bq_check_run *run);
/* Is the type one of these (or below it)? ids end with NULL. */
bool bq_run_type_is(const struct bq_check_run *run, const char *const *ids);
/* The chosen target, or NULL. */
const struct bq_target *bq_run_target(const struct bq_check_run *run);
/* Is there one, and does it denote hosts or addresses, not an app or a label? */
bool bq_run_target_is_host(const struct bq_check_run *run);
/* Classes of bugs the title names. */
const struct bq_type *const *bq_run_title_classes(const struct bq_check_run *run, size_t *count);
/* The verdict on the URL; NULL without a URL or a program. */
const struct bq_scope_answer *bq_run_answer(const struct bq_check_run *run);
/* The URL as read; NULL when there is none or it can't be read. */
const struct bq_url *bq_run_url(const struct bq_check_run *run);
/* Is it about something that speaks HTTP? Reads URL, TARGET and TYPE. */
bool bq_run_is_web(const struct bq_check_run *run);
/* Is this one of the person's own handles, addresses or hosts (`me:` in the settings)? Case folds;
 * a host covers what is below it. */
bool bq_run_is_mine(const struct bq_check_run *run, struct bq_span text);

/* ---- findings ----------------------------------------------------------------------------------
 */

/*
 * A finding in the making. Zero everything, set rule and field, then what is known. start == end:
 * the whole field.
 */
struct bq_emit {
    enum bq_rule rule;
    const struct bq_policy_rule *policy; /* of BQ_R_POLICY: the rule, and the program it is of */
    const char *policy_of;
    enum bq_field field;
    bool has_item;
    int item;
    size_t start, end;
    struct bq_span
        match; /* what the fingerprint is made of; s NULL: start..end, or a one-line field's text */
    const char *hint;          /* NULL: the rule's */
    const char *why;           /* NULL: the rule's */
    const char *source;        /* NULL: the rule's */
    const char *as_of, *route; /* NULL: "" */
    const char *fix;           /* NULL: none; replaces start..end */
    size_t fix_len;
    bool lighter; /* one severity less than the rule's (a case that matters less) */
};
/*
 * Adds it with a message of one line. The message may quote the draft (it is shown safely) but
 * never a secret. Past BQ_FINDINGS_MAX, or without memory, it is counted and dropped; the run fails
 * then.
 */
void bq_run_add(const struct bq_check_run *run, const struct bq_emit *emit, const char *format, ...)
    BQ_PRINTF(3, 4);

#endif
