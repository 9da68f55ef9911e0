/* Asking the index: which rules fit, and what else a host resembles. */
#ifndef SCOPE_LOOKUP_H
#define SCOPE_LOOKUP_H

#include "bqi/buf.h"
#include "scope/rule.h"

struct bq_hit {
    const struct bq_rule *in, *out; /* the most particular rule of each side, or NULL */
    uint32_t in_rank, out_rank;
    const struct bq_rule *apex;  /* a wildcard whose parent the host is */
    const struct bq_rule *other; /* a rule for the same host, but another path or port */
    const struct bq_rule *loose; /* a glued pattern that fits only without a dot */
    bool part;                   /* there are rules for paths of the host */
    size_t base_len;             /* in by a wildcard: bytes of its base */
};

void bq_lookup(const struct bq_scope *scope, struct bq_question *question, struct bq_hit *hit);
/*
 * The same in steps, so that a filter can have many questions on their way: a large scope does not
 * fit the cache, and each step touches only what the one before it fetched. bq_lookup_rules may be
 * left out.
 */
void bq_lookup_hash(const struct bq_scope *scope, struct bq_question *question);
void bq_lookup_slots(const struct bq_scope *scope, struct bq_question *question);
void bq_lookup_rules(const struct bq_scope *scope, const struct bq_question *question);
void bq_lookup_found(const struct bq_scope *scope, struct bq_question *question,
                     struct bq_hit *hit);
/* The rule for an app's or contract's id (lower case), or NULL. */
const struct bq_rule *bq_lookup_id(const struct bq_scope *scope, const char *id, size_t len);
/* A host or a wildcard's base of the in side that is called so; hash is bq_hash_name's. Or NULL. */
const struct bq_rule *bq_lookup_listed(const struct bq_scope *scope, uint64_t hash,
                                       struct bq_span name);

/* Is there such a rule on either side? */
bool bq_lookup_named(const struct bq_scope *scope, uint64_t hash, struct bq_span name);

/* ---- hosts on no list (stranger.c): tables that are filled when the first one is asked about ----
 */

struct bq_strangers;
/* Makes scope->strangers, with room, when the rules are in their places. */
int bq_strangers_new(struct bq_scope *scope, struct bq_err *err) BQ_MUST_USE;
void bq_strangers_free(struct bq_strangers *strangers);
/* Hash of a listed host's skeleton; first is the rule. Thread safe. */
const struct bq_table *bq_strangers_skeletons(const struct bq_scope *scope);
/* Hashes of vendors' names; first is 1 for those that the program names itself. Without memory
 * there are none. Thread safe. */
const struct bq_table *bq_strangers_vendors(const struct bq_scope *scope);

/* ---- look-alikes (lookalike.c) ---- */

/* How many skeletons there will be at most, and putting them there: first is the rule, or *number.
 */
size_t bq_lookalike_count(const struct bq_scope *scope);
void bq_lookalike_fill(const struct bq_scope *scope, const size_t *number,
                       struct bq_table *skeletons);

/* The ways in which one host imitates another. */
enum bq_lookalike { BQ_LOOKALIKE_SHAPE, BQ_LOOKALIKE_INSIDE, BQ_LOOKALIKE_GLUED };
/*
 * The hashes by which a host that this one imitates would be found: by its SHAPE in a table of
 * skeletons, else in a scope's. from and len are the part of this host that does it; of a SHAPE len
 * is how many of the last labels. The question's suffix is known.
 */
enum { BQ_TRACES_MAX = 128 }; /* no name has more labels, nor a label more ends */
struct bq_trace {
    uint64_t hash;
    uint8_t from, len;
};
struct bq_traces {
    size_t count;
    struct bq_trace items[BQ_TRACES_MAX];
};
void bq_lookalike_trace(const struct bq_question *question, enum bq_lookalike way,
                        struct bq_traces *traces);
/*
 * Calls known with every name that the host is below, from the one that was registered on, until
 * one is: what stands below a listed name is its owner's, and imitates nobody. The question's
 * suffix is known.
 */
typedef bool bq_name_known(const void *context, uint64_t hash, struct bq_span name);
bool bq_lookalike_owned(const struct bq_question *question, bq_name_known *known,
                        const void *context);
/* The same of the names that the scope lists. */
bool bq_lookalike_is_ours(const struct bq_scope *scope, const struct bq_question *question);
/*
 * What a host that is on no list looks like: a rule of the in side whose host it imitates, with the
 * way in words in *how; or NULL.
 */
const struct bq_rule *bq_lookalike_find(const struct bq_scope *scope,
                                        const struct bq_question *question, const char **how);

/* ---- other people's services (vendor.c) ---- */

/* Makes the table, which is nothing yet; leaves it so when there is no memory. */
void bq_vendors_make(const struct bq_program_info *info, struct bq_table *vendors);
/* The length of the vendor's name at the host's end, 0 for none. *named: the program's own list has
 * it. */
size_t bq_vendors_find(const struct bq_scope *scope, const char *host, size_t len, bool *named);

#endif
