/* A program's policy rules, made ready to run: phrases in the dictionary, patterns compiled at
 * first use. */
#ifndef CHECK_POLICY_H
#define CHECK_POLICY_H

#include "bugquill/program.h"
#include "check/phrases.h"

struct bq_policy;
struct bq_check_run;

/*
 * Takes the program's own rules and those of the named policies it adopts
 * (data/policies/NAME.yaml). program may be NULL: no rules. Keeps pointers to it.
 */
int bq_policy_new(const struct bq_program *program, struct bq_phrases *phrases,
                  struct bq_policy **out, struct bq_err *err) BQ_MUST_USE;
void bq_policy_free(struct bq_policy *policy);
/* Reports the findings of all rules that hold. */
void bq_policy_run(struct bq_policy *policy, const struct bq_check_run *run);

#endif
