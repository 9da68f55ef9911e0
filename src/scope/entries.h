/* From a program's entries to rules: the first half of building an index. */
#ifndef SCOPE_ENTRIES_H
#define SCOPE_ENTRIES_H

#include "bqi/pool.h"
#include "scope/index.h"

/* The ranges among a scope's rules, in the same order. Zero is none; free items. */
struct bq_ranges {
    struct bq_range *items;
    size_t count, cap;
};

/*
 * Fills the empty scope's rules in the entries' order, and its marks for what there are rules of
 * (tails, has_...), and the ranges, whose numbers of rules stay 0. On the pool's threads (NULL: on
 * this one), when there are entries enough. BQ_ENOMEM, or BQ_ELIMIT for too many rules: then clear
 * both.
 */
int bq_entries_read(struct bq_pool *pool, const struct bq_program_info *info,
                    struct bq_scope *scope, struct bq_ranges *ranges,
                    struct bq_err *err) BQ_MUST_USE;

#endif
