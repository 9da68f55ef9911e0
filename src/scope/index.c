/*
 * Building the index: rules from the entries (entries.c), in order, then the table over them.
 */
#include "base/pages.h"
#include "bqi/scopes.h"
#include "scope/entries.h"
#include "scope/lookup.h"

#include <stdlib.h>
#include <string.h>

struct builder {
    struct bq_scope *scope;
    struct bq_ranges ranges;
};

/* Where a rule goes. */
struct place {
    uint64_t hash;
    uint32_t from;
    bool in; /* exclusions first: where two rules weigh the same, the earlier one is kept */
};

static int by_hash(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->hash != y->hash) {
        return x->hash < y->hash ? -1 : 1;
    }
    if (x->in != y->in) {
        return x->in ? 1 : -1;
    }
    return (x->from > y->from) - (x->from < y->from);
}

/* Ranges stand in front, in the order of the entries, exclusions first, and learn their place. */
static void order_ranges(const struct bq_scope *scope, struct bq_range *ranges,
                         struct place *places)
{
    size_t to = 0;

    for (int in = 0; in < 2; in++) {
        size_t range = 0;

        for (size_t i = 0; i < scope->rule_count; i++) {
            const struct bq_rule *rule = &scope->rules[i];

            if (rule->match == BQ_MATCH_RANGE && rule->out != in) {
                ranges[range].rule = (uint32_t)to;
                places[to++].from = (uint32_t)i;
            }
            range += rule->match == BQ_MATCH_RANGE;
        }
    }
}

/* The others stand behind them by hash. */
static void order_names(const struct bq_scope *scope, struct place *places)
{
    size_t count = 0;

    for (size_t i = 0; i < scope->rule_count; i++) {
        const struct bq_rule *rule = &scope->rules[i];

        if (rule->match != BQ_MATCH_RANGE) {
            places[count++] = (struct place){ rule->hash, (uint32_t)i, !rule->out };
        }
    }
    qsort(places, count, sizeof(*places), by_hash);
}

/* Every rule to its place, in the room that is there: round each circle once. */
static void permute(struct bq_rule *rules, struct place *places, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct bq_rule first = rules[i];
        size_t at = i;

        for (size_t from = places[at].from; from != i; from = places[at].from) {
            rules[at] = rules[from];
            places[at].from = (uint32_t)at;
            at = from;
        }
        rules[at] = first;
        places[at].from = (uint32_t)at;
    }
}

static int sort_rules(struct builder *b, struct bq_err *err)
{
    size_t count = b->scope->rule_count;
    struct place *places = calloc(count + 1, sizeof(*places));

    if (!places) {
        return bq_err_nomem(err);
    }
    bq_pages_ready(places, count * sizeof(*places));
    if (b->ranges.count > 0) {
        order_ranges(b->scope, b->ranges.items, places);
    }
    order_names(b->scope, places + b->ranges.count);
    permute(b->scope->rules, places, count);
    free(places);
    return BQ_OK;
}

/* The table over all rules but ranges. Names that have rules for paths get a mark: only there are
 * paths looked at. */
static int make_table(struct builder *b, struct bq_err *err)
{
    struct bq_scope *scope = b->scope;
    const struct bq_rule *rules = scope->rules + b->ranges.count;
    size_t count = scope->rule_count - b->ranges.count, with_path = 0;
    int status;

    for (size_t i = 0; i < count; i++) {
        with_path += rules[i].match == BQ_MATCH_HOST && rules[i].path_len > 0;
    }
    status = bq_table_alloc(&scope->table, count + with_path, err);
    for (size_t i = 0, first; i < count && status == BQ_OK;) {
        for (first = i; i < count && rules[i].hash == rules[first].hash; i++) {
        }
        bq_table_put(&scope->table, rules[first].hash, b->ranges.count + first, i - first);
    }
    for (size_t i = 0; i < count && with_path > 0 && status == BQ_OK; i++) {
        if (rules[i].match == BQ_MATCH_HOST && rules[i].path_len > 0 && !rules[i].path_star) {
            bq_table_put(&scope->table,
                         bq_hash_name(BQ_SEED_NAME, rules[i].host, rules[i].host_len), 0, 0)
                ->paths = 1;
        }
    }
    return status;
}

int bq_scope_new_on(struct bq_pool *pool, const struct bq_program *program, struct bq_scope **out,
                    struct bq_err *err)
{
    struct builder b = { 0 };
    const struct bq_program_info *info = bq_program_info(program);
    int status;

    *out = NULL;
    b.scope = calloc(1, sizeof(*b.scope));
    if (!b.scope) {
        return bq_err_nomem(err);
    }
    b.scope->program = program;
    status = bq_entries_read(pool, info, b.scope, &b.ranges, err);
    if (status != BQ_OK) {
        goto done;
    }
    status = sort_rules(&b, err);
    if (status == BQ_OK) {
        status = make_table(&b, err);
    }
    if (status == BQ_OK) {
        status = bq_segments_build(b.scope, b.ranges.items, b.ranges.count, err);
    }
    if (status == BQ_OK) {
        status = bq_strangers_new(b.scope, err);
    }
done:
    free(b.ranges.items);
    if (status != BQ_OK) {
        bq_scope_free(b.scope);
        return status;
    }
    *out = b.scope;
    return BQ_OK;
}

int bq_scope_new(const struct bq_program *program, struct bq_scope **out, struct bq_err *err)
{
    return bq_scope_new_on(NULL, program, out, err);
}

void bq_scope_free(struct bq_scope *scope)
{
    if (!scope) {
        return;
    }
    bq_arena_clear(&scope->arena);
    free(scope->rules);
    free(scope->segments);
    bq_table_clear(&scope->table);
    bq_strangers_free(scope->strangers);
    free(scope);
}
