#include "scope/lookup.h"

#include "base/bytes16.h"
#include "scope/names.h"

#include <string.h>

/* The start of the label that ends at end. */
static inline size_t label_start(const char *host, size_t end)
{
    while (end > 0 && host[end - 1] != '.') {
        end--;
    }
    return end;
}

static void keep(struct bq_hit *hit, const struct bq_rule *rule, struct bq_question *q)
{
    uint32_t rank = bq_rule_rank(rule, q);

    if (rule->out) {
        if (rank > hit->out_rank) {
            hit->out = rule;
            hit->out_rank = rank;
        }
    } else if (rank > hit->in_rank) {
        hit->in = rule;
        hit->in_rank = rank;
    } else if (rank == hit->in_rank && hit->in && !hit->in->paid && rule->paid) {
        hit->in = rule; /* two entries say the same: the paid one */
    }
}

static bool path_fits(const struct bq_rule *rule, struct bq_question *q)
{
    const char *path;
    size_t len;

    if (rule->path_len == 0) {
        return true;
    }
    path = bq_question_path(q, &len);
    return bq_rule_path(rule, path, len);
}

static void consider(struct bq_hit *hit, const struct bq_rule *rule, struct bq_question *q)
{
    if (!bq_rule_host(rule, q)) {
        if (rule->out) {
            return;
        }
        if (rule->match == BQ_MATCH_WILDCARD && q->len == rule->host_len &&
            memcmp(q->host, rule->host, q->len) == 0) {
            hit->apex = rule;
        } else if (rule->match == BQ_MATCH_GLUED && !hit->loose) {
            hit->loose =
                bq_glob_host(rule->host, rule->host_len, q->host, q->len, true) ? rule : NULL;
        }
        return;
    }
    if (!bq_rule_port(rule, q->url) || !path_fits(rule, q)) {
        if (!rule->out && (!hit->other || hit->other->match != BQ_MATCH_HOST)) {
            hit->other = rule;
        }
        return;
    }
    keep(hit, rule, q);
}

static void consider_slot(const struct bq_scope *scope, const struct bq_slot *slot,
                          struct bq_hit *hit, struct bq_question *q)
{
    for (uint32_t i = 0; i < slot->count; i++) {
        const struct bq_rule *rule = &scope->rules[slot->first + i];

        consider(hit, rule, q);
    }
}

static void probe(const struct bq_scope *scope, uint64_t hash, struct bq_hit *hit,
                  struct bq_question *q)
{
    const struct bq_slot *slot;

    if (bq_table_maybe(&scope->table, hash) &&
        (slot = bq_table_find(&scope->table, hash)) != NULL) {
        consider_slot(scope, slot, hit, q);
    }
}

/* Rules for paths of the host: one probe a slash. */
static void probe_paths(const struct bq_scope *scope, uint64_t name, struct bq_hit *hit,
                        struct bq_question *q)
{
    size_t len;
    const char *path = bq_question_path(q, &len);

    for (size_t i = 1; i <= len && i < BQ_PATH_RULE_MAX; i++) {
        if (i == len || path[i] == '/') {
            probe(scope, bq_hash_path(name, path, i), hit, q);
        }
    }
}

/* Where the dots of a name of at most 64 bytes are. */
static uint64_t dots_of(const char *host, size_t len)
{
    uint64_t dots = 0;

    for (size_t i = 0; i < len; i += 16) {
        dots |= (uint64_t)bq_16_mask(bq_16_equal(bq_16_load(host + i), '.')) << i;
    }
    return len < 64 ? dots & ((UINT64_C(1) << len) - 1) : dots;
}

void bq_lookup_hash(const struct bq_scope *scope, struct bq_question *q)
{
    const struct bq_table table = scope->table;
    uint64_t hash = BQ_SEED_NAME, dots;
    size_t end = q->len, start, count = 0;
    bool maybe = false;

    if (end > 64) {
        do {
            start = label_start(q->host, end);
            hash = bq_hash_label(hash, q->host, start, end);
            q->found[count].hash = hash;
            maybe = bq_table_maybe(&table, hash);
            count += maybe;
            end = start - 1;
        } while (start > 0);
    } else if (end > 0) {
        /* Whether a name is known is anybody's guess: no branch depends on it. */
        for (dots = dots_of(q->host, end);; dots ^= UINT64_C(1) << end) {
            start = dots ? 64 - (size_t)__builtin_clzll(dots) : 0;
            hash = bq_hash_label_ahead(hash, q->host, start, end);
            q->found[count].hash = hash;
            maybe = bq_table_maybe(&table, hash);
            count += maybe;
            if (start == 0) {
                break;
            }
            end = start - 1;
        }
    }
    for (size_t i = 0; i < count; i++) {
        __builtin_prefetch(bq_table_place(&table, q->found[i].hash));
    }
    q->found_count = count;
    q->whole = maybe;
}

void bq_lookup_slots(const struct bq_scope *scope, struct bq_question *q)
{
    size_t n = 0;
    bool whole = false;

    for (size_t i = 0; i < q->found_count; i++) {
        const struct bq_slot *slot = bq_table_find(&scope->table, q->found[i].hash);

        if (slot) {
            __builtin_prefetch(&scope->rules[slot->first]);
            q->found[n++].slot = slot;
            whole = q->whole && i + 1 == q->found_count;
        }
    }
    q->found_count = n;
    q->whole = whole;
}

void bq_lookup_rules(const struct bq_scope *scope, const struct bq_question *q)
{
    for (size_t i = 0; i < q->found_count; i++) {
        const struct bq_rule *rule = &scope->rules[q->found[i].slot->first];

        if (q->found[i].slot->count > 0) {
            __builtin_prefetch(rule->text);
            if (!rule->as_named) {
                __builtin_prefetch(rule->target);
            }
        }
    }
}

static void probe_names(const struct bq_scope *scope, struct bq_hit *hit, struct bq_question *q)
{
    for (size_t i = 0; i < q->found_count; i++) {
        const struct bq_slot *slot = q->found[i].slot;

        consider_slot(scope, slot, hit, q);
        if (slot->paths && q->whole && i + 1 == q->found_count) {
            hit->part = true;
            probe_paths(scope, slot->hash, hit, q);
        }
    }
}

/* Patterns for any top-level domain stand under the labels before it. */
static void probe_any_tld(const struct bq_scope *scope, struct bq_hit *hit, struct bq_question *q)
{
    uint64_t hash = BQ_SEED_ANY_TLD;
    size_t end;

    q->suffix = bq_suffix_length(q->host, q->len);
    if (q->suffix + 1 >= q->len) {
        return;
    }
    /* those without a whole literal label */
    probe(scope, bq_hash_name(BQ_SEED_ANY_TLD, "", 0), hit, q);
    end = q->len - q->suffix - 1;
    for (;;) {
        size_t start = label_start(q->host, end);

        hash = bq_hash_label(hash, q->host, start, end);
        probe(scope, hash, hit, q);
        if (start == 0) {
            break;
        }
        end = start - 1;
    }
}

static void probe_glued(const struct bq_scope *scope, struct bq_hit *hit, struct bq_question *q)
{
    for (size_t n = 0; n <= q->len && n < BQ_HOST_MAX; n++) {
        if (scope->tails[n >> 6] >> (n & 63) & 1) {
            probe(scope, bq_hash_name(BQ_SEED_GLUED, q->host + q->len - n, n), hit, q);
        }
    }
}

/* IPv4 comes as mapped IPv6, so that ranges need one order only. */
static void probe_ranges(const struct bq_scope *scope, struct bq_hit *hit, struct bq_question *q)
{
    const struct bq_url *url = q->url;
    unsigned char address[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
    const struct bq_rule *rule;

    if (url->host_kind == BQ_HOST_IPV4) {
        memcpy(address + 12, url->address, 4);
    } else {
        memcpy(address, url->address, 16);
    }
    rule = bq_segments_find(scope, address);
    if (rule) {
        keep(hit, rule, q);
    }
}

void bq_lookup(const struct bq_scope *scope, struct bq_question *q, struct bq_hit *hit)
{
    if (q->len > 0) {
        bq_lookup_hash(scope, q);
        bq_lookup_slots(scope, q);
    }
    bq_lookup_found(scope, q, hit);
}

void bq_lookup_found(const struct bq_scope *scope, struct bq_question *q, struct bq_hit *hit)
{
    memset(hit, 0, sizeof(*hit));
    if (q->len == 0) {
        return;
    }
    probe_names(scope, hit, q);
    if (scope->has_any_tld) {
        probe_any_tld(scope, hit, q);
    }
    if (scope->has_glued) {
        probe_glued(scope, hit, q);
    }
    if (q->url->host_kind == BQ_HOST_IPV4 || q->url->host_kind == BQ_HOST_IPV6) {
        probe_ranges(scope, hit, q);
    }
    if (hit->in && hit->in->match == BQ_MATCH_WILDCARD) {
        hit->base_len = hit->in->host_len;
    }
}

const struct bq_rule *bq_lookup_id(const struct bq_scope *scope, const char *id, size_t len)
{
    uint64_t hash = bq_hash_name(BQ_SEED_ID, id, len);
    const struct bq_slot *slot;

    if (!scope->has_ids || !bq_table_maybe(&scope->table, hash) ||
        !(slot = bq_table_find(&scope->table, hash))) {
        return NULL;
    }
    for (uint32_t i = 0; i < slot->count; i++) {
        const struct bq_rule *rule = &scope->rules[slot->first + i];

        if (rule->match == BQ_MATCH_ID && rule->host_len == len &&
            memcmp(rule->host, id, len) == 0) {
            return rule; /* exclusions sort first */
        }
    }
    return NULL;
}

static const struct bq_rule *find_name(const struct bq_scope *scope, uint64_t hash,
                                       struct bq_span name, bool out_too)
{
    const struct bq_slot *slot;

    if (!bq_table_maybe(&scope->table, hash) || !(slot = bq_table_find(&scope->table, hash))) {
        return NULL;
    }
    for (uint32_t i = 0; i < slot->count; i++) {
        const struct bq_rule *rule = &scope->rules[slot->first + i];

        if ((out_too || !rule->out) &&
            (rule->match == BQ_MATCH_HOST || rule->match == BQ_MATCH_WILDCARD) &&
            rule->host_len == name.len && memcmp(rule->host, name.s, name.len) == 0) {
            return rule;
        }
    }
    return NULL;
}

const struct bq_rule *bq_lookup_listed(const struct bq_scope *scope, uint64_t hash,
                                       struct bq_span name)
{
    return find_name(scope, hash, name, false);
}

bool bq_lookup_named(const struct bq_scope *scope, uint64_t hash, struct bq_span name)
{
    return find_name(scope, hash, name, true) != NULL;
}
