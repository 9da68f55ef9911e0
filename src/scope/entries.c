/*
 * Every entry of a program as rules. Entries are understood one by one, so several threads take a
 * part of them each; what the parts have found is put one behind the other, as if one had read them
 * all.
 */
#include "scope/entries.h"

#include "base/pages.h"
#include "scope/rule.h"

#include "bqi/buf.h"
#include "bqi/show.h"

#include <stdlib.h>
#include <string.h>

enum {
    RULES_MAX = 4 * BQ_PROGRAM_TARGETS_MAX,
    PARTS_MAX = 16,
    ENTRIES_A_PART = 1000 /* fewer are read before another thread is awake */
};

/* Entries from first on, and the rules and ranges that come of them. */
struct part {
    const struct bq_target *first;
    size_t count, room; /* room: how many rules there probably will be */
    struct bq_scope *scope;
    struct bq_ranges *ranges;
    int status;
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
        break; /* found by their segments */
    }
}

static int add_range(struct bq_ranges *ranges, const struct bq_range *range)
{
    void *items = ranges->items;
    int status =
        bq_array_grow(&items, ranges->count, &ranges->cap, sizeof(*ranges->items), RULES_MAX);

    ranges->items = items;
    if (status == BQ_OK) {
        ranges->items[ranges->count++] = *range;
    }
    return status;
}

static int add_rule(struct bq_scope *scope, const struct bq_rule *rule)
{
    void *items = scope->rules;
    int status = bq_array_grow(&items, scope->rule_count, &scope->rule_cap, sizeof(*scope->rules),
                               RULES_MAX);

    scope->rules = items;
    if (status == BQ_OK) {
        scope->rules[scope->rule_count++] = *rule;
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

static int add_asset(struct part *part, const struct bq_asset *asset,
                     const struct bq_target *target)
{
    struct bq_scope *scope = part->scope;
    char host[sizeof(asset->normal)], path[BQ_PATH_RULE_MAX], text[BQ_RULE_TEXT_MAX];
    struct bq_rule rule;
    int status = BQ_OK;

    if (!bq_rule_of(asset, target, host, path, &rule)) {
        return BQ_OK;
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
    if (rule.match == BQ_MATCH_RANGE) {
        struct bq_range range = { bq_address_key_of(asset->first), bq_address_key_of(asset->last),
                                  0 };

        status = add_range(part->ranges, &range);
    }
    return status == BQ_OK ? add_rule(scope, &rule) : status;
}

/* Most entries are one rule. Each is a line of the cache, and begins where one does. */
static bool make_room(struct bq_scope *scope, size_t count)
{
    size_t line = 64;

    scope->rules = aligned_alloc(line, (count + 1) * sizeof(*scope->rules) / line * line + line);
    if (scope->rules) {
        bq_pages_ready(scope->rules, count * sizeof(*scope->rules));
    }
    scope->rule_cap = scope->rules ? count : 0;
    return scope->rules != NULL;
}

static void read_part(struct part *part)
{
    struct bq_asset assets[BQ_ASSETS_MAX]; /* cleared one by one */

    part->status = make_room(part->scope, part->room) ? BQ_OK : BQ_ENOMEM;
    for (size_t i = 0; i < part->count && part->status == BQ_OK; i++) {
        const struct bq_target *target = &part->first[i];
        size_t n = bq_asset_parse(target, assets, BQ_ASSETS_MAX);

        for (size_t k = 0; k < n && part->status == BQ_OK; k++) {
            part->status = add_asset(part, &assets[k], target);
        }
    }
}

/* ---- several parts --------------------------------------------------------------------------- */

/* The first part fills the whole's scope and ranges, each other its own. */
struct whole {
    struct part parts[PARTS_MAX];
    size_t count;
    struct bq_scope scopes[PARTS_MAX];
    struct bq_ranges ranges[PARTS_MAX];
};

static void work(void *context, unsigned number)
{
    struct whole *whole = context;

    if (number < whole->count) {
        read_part(&whole->parts[number]);
    }
}

static void share_out(struct whole *whole, const struct bq_program_info *info)
{
    for (size_t i = 0; i < whole->count; i++) {
        struct part *part = &whole->parts[i];
        size_t from = info->target_count * i / whole->count;

        part->first = from > 0 ? info->targets + from : info->targets; /* NULL for no entry */
        part->count = info->target_count * (i + 1) / whole->count - from;
        part->room = i == 0 ? info->target_count : part->count;
        if (i > 0) {
            part->scope = &whole->scopes[i];
            part->ranges = &whole->ranges[i];
        }
    }
}

/* Puts what another part has found behind what the first ones have. */
static int append(struct part *first, struct part *part)
{
    struct bq_scope *to = first->scope, *from = part->scope;
    int status = part->status;

    for (size_t i = 0; i < from->rule_count && status == BQ_OK; i++) {
        status = add_rule(to, &from->rules[i]);
    }
    for (size_t i = 0; i < part->ranges->count && status == BQ_OK; i++) {
        status = add_range(first->ranges, &part->ranges->items[i]);
    }
    for (size_t i = 0; i < sizeof(to->tails) / sizeof(to->tails[0]); i++) {
        to->tails[i] |= from->tails[i];
    }
    to->has_any_tld |= from->has_any_tld;
    to->has_glued |= from->has_glued;
    to->has_ids |= from->has_ids;
    bq_arena_join(&to->arena, &from->arena);
    free(from->rules);
    free(part->ranges->items);
    return status;
}

int bq_entries_read(struct bq_pool *pool, const struct bq_program_info *info,
                    struct bq_scope *scope, struct bq_ranges *ranges, struct bq_err *err)
{
    struct whole whole = { .parts = { { .scope = scope, .ranges = ranges } } };
    size_t useful = info->target_count / ENTRIES_A_PART + 1;
    int status;

    useful = useful < PARTS_MAX ? useful : PARTS_MAX;
    whole.count = bq_pool_threads(pool) < useful ? bq_pool_threads(pool) : useful;
    share_out(&whole, info);
    if (whole.count > 1) {
        bq_pool_run(pool, work, &whole);
    } else {
        work(&whole, 0);
    }
    status = whole.parts[0].status;
    for (size_t i = 1; i < whole.count; i++) {
        int appended = append(&whole.parts[0], &whole.parts[i]);

        status = status == BQ_OK ? appended : status;
    }
    if (status == BQ_ENOMEM) {
        return bq_err_nomem(err);
    }
    return status == BQ_OK ? BQ_OK : bq_err_set(err, BQ_ELIMIT, "the scope has too many assets");
}
