/*
 * The index behind bq_scope_ask. Every understood asset of a program is a rule; rules stand under
 * hashes of names read label by label from the right, so that a look-up costs the host's length,
 * whatever the number of rules.
 *
 *   - hosts, wildcards and patterns: under their name, base or literal labels behind the last star;
 * one probe a label answers all of them;
 *   - patterns for any top-level domain: under the labels before it; glued ones ("*news.example")
 * under their literal tail;
 *   - paths: under the hash of host and path, looked for only where the host has any;
 *   - addresses: like hosts; ranges: as sorted, disjoint pieces, each with the narrowest range that
 * covers it;
 *   - ids of apps and contracts: under the id.
 * In front of the table a small filter says "surely not" for most probes without leaving the cache.
 */
#ifndef SCOPE_INDEX_H
#define SCOPE_INDEX_H

#include "base/arena.h"
#include "bugquill/scope.h"
#include <string.h>

enum { BQ_PATH_RULE_MAX = 2048 };

/* How a rule's host is compared. */
enum bq_match {
    BQ_MATCH_HOST,     /* equal */
    BQ_MATCH_WILDCARD, /* below, not equal */
    BQ_MATCH_PATTERN,  /* glob; its last `tail` bytes are literal whole labels */
    BQ_MATCH_ANY_TLD,  /* glob (its last `tail` bytes literal labels) before any public suffix */
    BQ_MATCH_GLUED, /* glob whose last star touches the literal `tail` and leaves no registered name
                     */
    BQ_MATCH_RANGE,
    BQ_MATCH_ID
};

/*
 * One asset of one entry. Strings live in the index; they are terminated, and host stands inside of
 * text where it can. One line of the cache, and text another: a large scope does not fit the cache,
 * so what a look-up touches is what it costs.
 */
struct bq_rule {
    const struct bq_target *target;
    const char *host; /* name, base of a wildcard, glob, id, or the range as text */
    const char *path; /* "" the whole host; may hold stars */
    const char *text; /* the normal form, as reasons name it: printable ASCII */
    uint64_t hash;
    uint16_t host_len, path_len, text_len, tail;
    int32_t port; /* -1: every port */
    uint8_t match;
    bool out, paid; /* as target says */
    bool glob;      /* host holds stars (matters for ANY_TLD) */
    bool path_star; /* path holds stars */
    bool as_named;  /* text is the entry's name too, and needs no escape where it is written */
};

struct bq_slot {
    uint64_t hash; /* 0: free */
    uint32_t first;
    uint32_t count : 31;
    uint32_t paths : 1; /* of a name: rules for paths of it stand under hashes of their own */
};

/* Which hashes were put: "surely not", or maybe. */
struct bq_filter {
    uint64_t *words;
    size_t mask; /* words - 1 */
};

struct bq_table {
    struct bq_slot *slots;
    size_t mask;    /* slots - 1 */
    unsigned shift; /* a hash's place is its first bits: what is sorted by hash lies in order */
    struct bq_filter filter;
};

struct bq_address_key {
    uint64_t high, low;
};
/* From start up to the next segment's start. */
struct bq_segment {
    struct bq_address_key start;
    uint32_t rule; /* UINT32_MAX: nobody's */
};

struct bq_scope {
    const struct bq_program *program;
    struct bq_rule *rules; /* by hash */
    size_t rule_count, rule_cap;
    struct bq_table table; /* names, patterns, ids */
    struct bq_strangers *strangers;
    struct bq_segment *segments;
    size_t segment_count;
    uint64_t tails[4]; /* bit n: some glued pattern has a literal tail of n bytes */
    bool has_any_tld, has_glued, has_ids;
    struct bq_arena arena;
};

/* ---- hashing: names from the right, label by label; kinds of keys have seeds of their own ---- */

#define BQ_SEED_NAME    UINT64_C(0x9ae16a3b2f90404f)
#define BQ_SEED_ANY_TLD UINT64_C(0xff51afd7ed558ccd)
#define BQ_SEED_GLUED   UINT64_C(0x2545f4914f6cdd1d)
#define BQ_SEED_ID      UINT64_C(0xd6e8feb86659fd93)

#define BQ_HASH_MULTIPLIER UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t bq_hash_mix(uint64_t x)
{
    x *= BQ_HASH_MULTIPLIER;
    return x ^ x >> 32;
}

/* Up to eight bytes as a number, whatever the machine's byte order makes of them. */
static inline uint64_t bq_hash_load(const char *s, size_t len)
{
    uint64_t word = 0;

    memcpy(&word, s, len);
    return word;
}

/* Adds one label (without dots) of host[from..to) to the hash of what stands right of it. */
static inline uint64_t bq_hash_label(uint64_t hash, const char *host, size_t from, size_t to)
{
    const char *s = host + from;
    size_t len = to - from;

    hash += BQ_HASH_MULTIPLIER; /* where a label begins; its length is in the NULs behind it */
    while (len > 8) {
        hash = bq_hash_mix(hash ^ bq_hash_load(s, 8));
        s += 8;
        len -= 8;
    }
    return bq_hash_mix(hash ^ bq_hash_load(s, len));
}

/*
 * The same where at least eight bytes may be read at the start of the label and behind it: without
 * a branch for its length, which nobody can foresee.
 */
static inline uint64_t bq_hash_label_ahead(uint64_t hash, const char *host, size_t from, size_t to)
{
    static const unsigned char keep[9][8] = {
        { 0 },
        { 255 },
        { 255, 255 },
        { 255, 255, 255 },
        { 255, 255, 255, 255 },
        { 255, 255, 255, 255, 255 },
        { 255, 255, 255, 255, 255, 255 },
        { 255, 255, 255, 255, 255, 255, 255 },
        { 255, 255, 255, 255, 255, 255, 255, 255 },
    };
    const char *s = host + from;
    size_t len = to - from;
    uint64_t mask;

    hash += BQ_HASH_MULTIPLIER;
    while (len > 8) {
        hash = bq_hash_mix(hash ^ bq_hash_load(s, 8));
        s += 8;
        len -= 8;
    }
    memcpy(&mask, keep[len], 8);
    return bq_hash_mix(hash ^ (bq_hash_load(s, 8) & mask));
}

/* Of a whole name; never 0. */
uint64_t bq_hash_name(uint64_t seed, const char *host, size_t len);
/* Adds len bytes of a path, up to the next slash, to a name's hash. */
uint64_t bq_hash_path(uint64_t hash, const char *path, size_t len);

/* Room for count hashes; then empty it. */
int bq_filter_room(struct bq_filter *filter, size_t count, struct bq_err *err) BQ_MUST_USE;
void bq_filter_empty(struct bq_filter *filter);
void bq_filter_clear(struct bq_filter *filter);

static inline uint64_t bq_filter_bits(uint64_t hash)
{
    return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63);
}

static inline void bq_filter_put(struct bq_filter *filter, uint64_t hash)
{
    filter->words[hash >> 12 & filter->mask] |= bq_filter_bits(hash);
}

static inline bool bq_filter_maybe(const struct bq_filter *filter, uint64_t hash)
{
    uint64_t bits = bq_filter_bits(hash);

    return (filter->words[hash >> 12 & filter->mask] & bits) == bits;
}

/* Room for count hashes, empty. */
int bq_table_alloc(struct bq_table *table, size_t count, struct bq_err *err) BQ_MUST_USE;
/* The same in two steps: what is not emptied yet has not touched its memory. */
int bq_table_room(struct bq_table *table, size_t count, struct bq_err *err) BQ_MUST_USE;
void bq_table_empty(struct bq_table *table);
/* Puts a hash (not 0) there, unless it is there with a count already; its slot. */
struct bq_slot *bq_table_put(struct bq_table *table, uint64_t hash, size_t first, size_t count);
void bq_table_clear(struct bq_table *table);

static inline bool bq_table_maybe(const struct bq_table *table, uint64_t hash)
{
    return bq_filter_maybe(&table->filter, hash);
}

/* Where the search for it begins. */
static inline const struct bq_slot *bq_table_place(const struct bq_table *table, uint64_t hash)
{
    return &table->slots[hash >> table->shift];
}

/* The slot with that hash, or NULL. */
static inline const struct bq_slot *bq_table_find(const struct bq_table *table, uint64_t hash)
{
    for (size_t i = (size_t)(hash >> table->shift); table->slots[i].hash;
         i = (i + 1) & table->mask) {
        if (table->slots[i].hash == hash) {
            return &table->slots[i];
        }
    }
    return NULL;
}

/* ---- ranges ---- */

struct bq_address_key bq_address_key_of(const unsigned char address[16]);
/* One range of the list that segments are made from. */
struct bq_range {
    struct bq_address_key first, last;
    uint32_t rule;
};
/* Sorts ranges. */
int bq_segments_build(struct bq_scope *scope, struct bq_range *ranges, size_t count,
                      struct bq_err *err) BQ_MUST_USE;
/* The narrowest range with the address, or NULL. */
const struct bq_rule *bq_segments_find(const struct bq_scope *scope,
                                       const unsigned char address[16]);

/* ---- matching ---- */

/* Stars match any characters but a dot; wide: dots too. A star at the very front matches dots
 * always. */
bool bq_glob_host(const char *glob, size_t glob_len, const char *host, size_t len, bool wide);
/*
 * Does the path (bq_path_normal's) lie at or below the rule's?
 */
bool bq_rule_path(const struct bq_rule *rule, const char *path, size_t len);
/*
 * A URL's path as a server reads it, for comparing: backslashes as slashes, "." and ".." resolved,
 * escapes of unreserved characters decoded, tabs and newlines gone. Keeps the first size - 1 bytes
 * of the result.
 */
size_t bq_path_normal(const char *path, size_t len, bool special, char *out, size_t size);

#endif
