/*
 * A program: who pays, for what, under which rules. Made once by a loader (io.h,
 * importers), then read only: every pointer in the structs below lives as long as the program.
 * Strings are never NULL unless said; "" when absent.
 */
#ifndef BUGQUILL_PROGRAM_H
#define BUGQUILL_PROGRAM_H

#include "bugquill/draft.h"
#include "bugquill/errors.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BQ_PROGRAM_FILE_MAX = 32 << 20,
    BQ_PROGRAM_TARGETS_MAX = 1000000,
    BQ_PROGRAM_RULES_MAX = 2000,
    BQ_PROGRAM_FORMAT = 1
};

/* Severity of findings, lowest first. */
enum bq_severity { BQ_NOTE, BQ_WARNING, BQ_ERROR };
const char *bq_severity_name(enum bq_severity severity);
/* -1 when the word is none. */
int bq_severity_parse(const char *word);

/* One entry of a scope list, as the platform's dropdown names it. */
struct bq_target {
    const char *name;  /* the key: two targets may share one asset */
    const char *kind;  /* what the platform calls it: website, api, ios, ...; may lie */
    const char *asset; /* uri or pattern as listed; "" when only the name tells */
    const char *note, *group, *max_severity;
    bool out;    /* on the out-of-scope side */
    bool bounty; /* false: in scope, unpaid */
};

/* Reward of a priority (1..5) or, for platforms that pay by severity, a severity word. */
struct bq_reward {
    const char *level; /* "P1" .. "P5", "critical" ... */
    int64_t min, max;
    const char *currency, *source, *as_of;
    bool verified;
};

/* A list of strings. */
struct bq_strings {
    const char *const *items;
    size_t count;
};

/*
 * A policy rule as data. `when` holds when every group that is given holds; a group holds when any
 * of its entries does. `unless` cancels when any of its groups holds.
 */
struct bq_condition {
    struct bq_strings types;    /* VRT id prefixes, whole parts: "a.b" covers "a.b.c" */
    struct bq_strings words;    /* words or phrases; ASCII case folds, runs of blanks match one;
                                   "jailbreak*" by prefix */
    struct bq_strings patterns; /* PCRE2, bounded */
    bq_field_set fields; /* where words and patterns are looked for; 0: title, type and prose */
    struct bq_strings targets;  /* target names or groups */
    struct bq_strings verdicts; /* in, out, unlisted, conflict, invalid */
    struct bq_strings absent;   /* what is required and must be missing: "header: X-Name", "field:
                                   impact", "words: ..." */
};
struct bq_policy_rule {
    const char *id;
    enum bq_severity severity;
    struct bq_condition when, unless;
    const char *message, *route, *clause, *source, *as_of;
    bool verified;
};

struct bq_link {
    const char *name, *url;
};

/* What the platform's form accepts. 0 means unknown. */
struct bq_form_limits {
    uint64_t attachment_size; /* bytes a file */
    unsigned attachment_count;
    const char *attachment_ref; /* how one is named in the text, with %s for the name: "{%s}" */
    unsigned title_length;      /* code points */
    const char *taxonomy;       /* "vrt", "cwe" or "none" */
    unsigned collaborators_max;
    unsigned shares_total; /* 100: author and others add up to it; 0: no shares */
    bool impact_apart;     /* the platform asks for impact in a field of its own */
};

struct bq_program_info {
    const char *id, *name, *platform, *as_of, *source, *summary;
    struct bq_strings urls;
    const char *submit_url;
    const char *disclosure;  /* in words */
    const char *safe_harbor; /* full, partial, none, "" */
    const char *test_account, *test_header;
    bool verified, confidential;
    struct bq_form_limits form;
    const struct bq_target *targets; /* both sides; target.out tells */
    size_t target_count;
    const struct bq_reward *rewards;
    size_t reward_count;
    const struct bq_policy_rule *rules;
    size_t rule_count;
    struct bq_strings terms;       /* what has to be accepted before filing */
    struct bq_strings policies;    /* named policies it adopts, e.g. "hackerone-standard" */
    struct bq_strings vendors;     /* hosts of third parties that must not be tested */
    const struct bq_link *related; /* other engagements: name is a program id */
    size_t related_count;
    const struct bq_link *raise; /* built-in rule id -> severity word; may only raise */
    size_t raise_count;
};

struct bq_program;

void bq_program_free(struct bq_program *program);
const struct bq_program_info *bq_program_info(const struct bq_program *program);
/* The target of that name on either side, or NULL. When names repeat: the one that is in. */
const struct bq_target *bq_program_target(const struct bq_program *program, const char *name);

#ifdef __cplusplus
}
#endif
#endif
