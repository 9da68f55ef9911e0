/*
 * Building the index.
 */
#include "scope/index.h"

#include "scope/lookup.h"
#include "scope/names.h"
#include "scope/rule.h"

#include "bqi/buf.h"
#include "bqi/show.h"

#include <stdlib.h>
#include <string.h>

/* ---- rules ----------------------------------------------------------------------------------- */

struct builder {
    struct bq_scope *scope;
    struct bq_range *ranges;
    size_t range_count, range_cap;
};

static void set_hash(struct bq_scope *scope, struct bq_rule *rule)
{
    const char *tail = rule->host + rule->host_len - rule->tail;

    switch ((enum bq_match)rule->match) {
    case BQ_MATCH_HOST:
        rule->hash = bq_hash_name(BQ_SEED_NAME, rule->host, rule->host_len);
        if (rule->path_len > 0 && !rule->path_star) {
            rule->hash = bq_hash_path(rule->hash, rule->path, rule->path_len);
        }
        break;
    case BQ_MATCH_WILDCARD:
        rule->hash = bq_hash_name(BQ_SEED_NAME, rule->host, rule->host_len);
        break;
    case BQ_MATCH_PATTERN:
        rule->hash = bq_hash_name(BQ_SEED_NAME, tail, rule->tail);
        break;
    case BQ_MATCH_ANY_TLD:
        scope->has_any_tld = true;
        rule->hash = bq_hash_name(BQ_SEED_ANY_TLD, tail, rule->tail);
        break;
    case BQ_MATCH_GLUED:
        scope->has_glued = true;
        scope->tails[rule->tail >> 6 & 3] |= UINT64_C(1) << (rule->tail & 63);
        rule->hash = bq_hash_name(BQ_SEED_GLUED, tail, rule->tail);
        break;
    case BQ_MATCH_ID:
        scope->has_ids = true;
        rule->hash = bq_hash_name(BQ_SEED_ID, rule->host, rule->host_len);
        break;
    case BQ_MATCH_RANGE:
        break; /* numbered by add_range */
    }
}

static int add_range(struct builder *b, const struct bq_asset *asset)
{
    void *items = b->ranges;
    int status = bq_array_grow(&items, b->range_count, &b->range_cap, sizeof(*b->ranges),
                               4 * (size_t)BQ_PROGRAM_TARGETS_MAX);

    b->ranges = items;
    if (status == BQ_OK) {
        struct bq_range *range = &b->ranges[b->range_count++];

        range->first = bq_address_key_of(asset->first);
        range->last = bq_address_key_of(asset->last);
        range->rule = (uint32_t)(b->range_count - 1); /* its rule's place after the sort */
        b->scope->rules[b->scope->rule_count - 1].hash = range->rule;
    }
    return status;
}

/* The host, which the text nearly always ends with; else a copy. */
static const char *keep_host(struct bq_scope *scope, const struct bq_rule *rule)
{
    if (rule->text && rule->text_len >= rule->host_len) {
        const char *inside = rule->text + rule->text_len - rule->host_len;

        if (memcmp(inside, rule->host, rule->host_len) == 0)
            return inside;
    }
    return bq_arena_str(&scope->arena, rule->host, rule->host_len);
}

static int add_asset(struct builder *b, const struct bq_asset *asset,
                     const struct bq_target *target)
{
    struct bq_scope *scope = b->scope;
    char host[sizeof(asset->normal)], path[BQ_PATH_RULE_MAX], text[BQ_RULE_TEXT_MAX];
    struct bq_rule rule;
    void *items = scope->rules;
    int status;

    if (!bq_rule_of(asset, target, host, path, &rule)) {
        return BQ_OK;
    }
    status = bq_array_grow(&items, scope->rule_count, &scope->rule_cap, sizeof(*scope->rules),
                           4 * (size_t)BQ_PROGRAM_TARGETS_MAX);
    scope->rules = items;
    if (status != BQ_OK) {
        return status;
    }
    rule.text_len = (uint16_t)bq_rule_text(&rule, text);
    rule.as_named = strcmp(text, target->name) == 0 && bq_tsv_plain(text, rule.text_len);
    rule.text = rule.as_named ? target->name : bq_arena_str(&scope->arena, text, rule.text_len);
    rule.host = keep_host(scope, &rule);
    rule.path = bq_arena_str(&scope->arena, rule.path, rule.path_len);
    if (scope->arena.failed) {
        return BQ_ENOMEM;
    }
    set_hash(scope, &rule);
    scope->rules[scope->rule_count++] = rule;
    return rule.match == BQ_MATCH_RANGE ? add_range(b, asset) : BQ_OK;
}

/* Most entries are one rule. Each is a line of the cache, and begins where one does. */
static bool make_room(struct bq_scope *scope, size_t count)
{
    size_t line = 64;

    scope->rules = aligned_alloc(line, (count + 1) * sizeof(*scope->rules) / line * line + line);
    scope->rule_cap = scope->rules ? count : 0;
    return scope->rules != NULL;
}

static int add_targets(struct builder *b, const struct bq_program_info *info, struct bq_err *err)
{
    struct bq_asset assets[BQ_ASSETS_MAX]; /* cleared one by one */
    int status = make_room(b->scope, info->target_count) ? BQ_OK : BQ_ENOMEM;

    /* Exclusions first: where two rules weigh the same, the earlier one is kept. */
    for (int side = 0; side < 2 && status == BQ_OK; side++) {
        for (size_t i = 0; i < info->target_count && status == BQ_OK; i++) {
            const struct bq_target *target = &info->targets[i];
            size_t n;

            if (target->out != (side == 0)) {
                continue;
            }
            n = bq_asset_parse(target, assets, BQ_ASSETS_MAX);
            for (size_t k = 0; k < n && status == BQ_OK; k++) {
                status = add_asset(b, &assets[k], target);
            }
        }
    }
    if (status == BQ_ENOMEM) {
        return bq_err_nomem(err);
    }
    return status == BQ_OK ? BQ_OK : bq_err_set(err, BQ_ELIMIT, "the scope has too many assets");
}

/* Where a rule goes. */
struct place {
    uint64_t hash;
    uint32_t from;
};

static int by_hash(const void *a, const void *b)
{
    const struct place *x = a, *y = b;

    if (x->hash != y->hash) {
        return x->hash < y->hash ? -1 : 1;
    }
    return (x->from > y->from) - (x->from < y->from);
}

/* Rules as they are to be found; returns how many. Ranges in the order they were added, then the
 * rest by hash. Exclusions were added before what is in, and stay there. */
static size_t order(const struct bq_scope *scope, size_t ranges, struct place *places)
{
    size_t range = 0, rest = ranges;

    for (size_t i = 0; i < scope->rule_count; i++) {
        const struct bq_rule *rule = &scope->rules[i];
        size_t to = rule->match == BQ_MATCH_RANGE ? range++ : rest++;

        places[to].hash = rule->hash;
        places[to].from = (uint32_t)i;
    }
    qsort(places + ranges, rest - ranges, sizeof(*places), by_hash);
    return rest;
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
    permute(b->scope->rules, places, order(b->scope, b->range_count, places));
    free(places);
    return BQ_OK;
}

/* The table over all rules but ranges. Names that have rules for paths get a mark: only there are
 * paths looked at. */
static int make_table(struct builder *b, struct bq_err *err)
{
    struct bq_scope *scope = b->scope;
    const struct bq_rule *rules = scope->rules + b->range_count;
    size_t count = scope->rule_count - b->range_count, with_path = 0;
    int status;

    for (size_t i = 0; i < count; i++) {
        with_path += rules[i].match == BQ_MATCH_HOST && rules[i].path_len > 0;
    }
    status = bq_table_alloc(&scope->table, count + with_path, err);
    for (size_t i = 0, first; i < count && status == BQ_OK;) {
        for (first = i; i < count && rules[i].hash == rules[first].hash; i++) {
        }
        bq_table_put(&scope->table, rules[first].hash, b->range_count + first, i - first);
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

int bq_scope_new(const struct bq_program *program, struct bq_scope **out, struct bq_err *err)
{
    struct builder b = { NULL, NULL, 0, 0 };
    const struct bq_program_info *info = bq_program_info(program);
    int status;

    *out = NULL;
    b.scope = calloc(1, sizeof(*b.scope));
    if (!b.scope) {
        return bq_err_nomem(err);
    }
    b.scope->program = program;
    status = add_targets(&b, info, err);
    if (status != BQ_OK) {
        goto done;
    }
    status = sort_rules(&b, err);
    if (status == BQ_OK) {
        status = make_table(&b, err);
    }
    if (status == BQ_OK) {
        status = bq_segments_build(b.scope, b.ranges, b.range_count, err);
    }
    if (status == BQ_OK) {
        status = bq_strangers_new(b.scope, err);
    }
done:
    free(b.ranges);
    if (status != BQ_OK) {
        bq_scope_free(b.scope);
        return status;
    }
    *out = b.scope;
    return BQ_OK;
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
