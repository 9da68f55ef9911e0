/*
 * Where findings are kept between runs, by check, and how they become the list a person sees.
 */
#ifndef CHECK_REPORT_H
#define CHECK_REPORT_H

#include "check/run.h"

/* Strings are offsets + 1 into the list's buffer; 0: the rule's own, or none. */
struct bq_raw_list;
struct bq_raw {
    const struct bq_raw_list *list; /* the one it is in */
    enum bq_rule rule;
    const struct bq_policy_rule *policy;
    const char *policy_of;
    enum bq_severity severity;
    enum bq_field field;
    int item;
    size_t start, end;
    char match[BQ_FINGERPRINT_LEN];
    size_t message, hint, why, source, as_of, route, fix;
    bool has_fix;
};
struct bq_raw_list {
    struct bq_raw *items;
    size_t count, cap;
    struct bq_buf strings;
};

struct bq_report {
    struct bq_raw_list *lists; /* by check */
    size_t list_count;
    struct bq_raw_list *open;           /* what bq_run_add adds to */
    const enum bq_severity *severities; /* by rule, raised ones in it */
    const struct bq_raw **order;        /* scratch of the last step */
    size_t order_cap;
    int status;
};

int bq_report_init(struct bq_report *report, size_t checks, struct bq_err *err) BQ_MUST_USE;
void bq_report_clear(struct bq_report *report);
/* What bq_run_add adds from now on belongs to this check; forgets what it had found. */
void bq_report_begin(struct bq_report *report, size_t check);
/* Joins all lists into findings: one finding for one cause, allowed ones marked, sorted. */
int bq_report_finish(struct bq_report *report, const struct bq_check_run *run,
                     struct bq_findings *findings, struct bq_err *err) BQ_MUST_USE;

#endif
