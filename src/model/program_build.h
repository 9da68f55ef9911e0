/*
 * Making a program: what the YAML reader and the importers share. All strings stand in the
 * program's own memory and live as long as it does:
 *
 *     struct bq_program *p = bq_program_new();
 *     struct bq_program_info *info = bq_program_edit(p);
 *     info->name = bq_program_str(p, name, len);
 *     struct bq_target t = bq_target_none();
 *     t.name = bq_program_str(p, ...);
 *     rc = bq_program_add_target(p, &t, err);
 *     rc = bq_program_finish(p, err);
 *
 * Without memory bq_program_str gives "" and the program remembers it: bq_program_finish reports.
 */
#ifndef MODEL_PROGRAM_BUILD_H
#define MODEL_PROGRAM_BUILD_H

#include "bugquill/program.h"

/* An empty program: every string "", every list empty, `verified` true. NULL without memory. */
struct bq_program *bq_program_new(void) BQ_MUST_USE;

/* For writing, until bq_program_finish. Strings put there must come from bq_program_str or be
 * literals. */
struct bq_program_info *bq_program_edit(struct bq_program *program);

/* A copy with a terminator, owned by the program. Never NULL. */
const char *bq_program_str(struct bq_program *program, const char *s, size_t len);
/* The same of a terminated string; NULL gives "". */
const char *bq_program_strz(struct bq_program *program, const char *s);

/* Zeroed structs with "" for every string; bounty and verified are true. */
struct bq_target bq_target_none(void);
struct bq_reward bq_reward_none(void);
struct bq_policy_rule bq_policy_rule_none(void);

/*
 * One more; the struct is copied, its strings are not (they come from bq_program_str). BQ_ELIMIT
 * over the maximum. A target without a name gets its asset as name.
 */
int bq_program_add_target(struct bq_program *program, const struct bq_target *target,
                          struct bq_err *err) BQ_MUST_USE;
int bq_program_add_reward(struct bq_program *program, const struct bq_reward *reward,
                          struct bq_err *err) BQ_MUST_USE;
int bq_program_add_rule(struct bq_program *program, const struct bq_policy_rule *rule,
                        struct bq_err *err) BQ_MUST_USE;
/* list is &info->related, &info->raise with its count. */
int bq_program_add_link(struct bq_program *program, const struct bq_link **list, size_t *count,
                        const struct bq_link *link, struct bq_err *err) BQ_MUST_USE;
/* list is any bq_strings of this program; copies s. */
int bq_program_add_string(struct bq_program *program, struct bq_strings *list, const char *s,
                          size_t len, struct bq_err *err) BQ_MUST_USE;
/* Likewise of a string that lasts as long as the program: a literal, or one of bq_program_str. */
int bq_program_add_lasting(struct bq_program *program, struct bq_strings *list, const char *s,
                           struct bq_err *err) BQ_MUST_USE;

/* The last step: makes the index of names; afterwards the program is read only. */
int bq_program_finish(struct bq_program *program, struct bq_err *err) BQ_MUST_USE;

#endif
