/* Making rules from assets, and asking one rule. */
#ifndef SCOPE_RULE_H
#define SCOPE_RULE_H

#include "scope/index.h"

/*
 * Fills *rule from an asset of target. host and path (BQ_HOST_MAX, BQ_PATH_RULE_MAX bytes) take the
 * strings; rule->host and rule->path point there. False for what is never matched.
 */
bool bq_rule_of(const struct bq_asset *asset, const struct bq_target *target, char *host,
                char *path, struct bq_rule *rule);

/*
 * The asset in its normal form, for reasons; what is not printable ASCII is not repeated. Returns
 * the length.
 */
enum { BQ_RULE_TEXT_MAX = 400 };
size_t bq_rule_text(const struct bq_rule *rule, char out[BQ_RULE_TEXT_MAX]);

/* Empty labels count too: no name has more. */
enum { BQ_LABELS_MAX = BQ_HOST_MAX };

/* What is asked: a host as names are hashed (no final dot, mapped IPv6 as IPv4), a path, a port. */
struct bq_question {
    const char *host; /* 72 bytes may be read there, whatever they hold */
    size_t len;
    size_t suffix; /* bytes of public suffix, computed when needed; 0: not yet */
    const struct bq_url *url;
    struct bq_path_room *room; /* holds the normal path, made when first needed */
    size_t path_len;
    bool have_path;
    /* The name from the right, label by label: hashes that may be known, then their slots. */
    size_t found_count;
    bool whole; /* the last of them is that of the whole name */
    union {
        uint64_t hash;
        const struct bq_slot *slot;
    } found[BQ_LABELS_MAX];
    char plain[80]; /* IPv4 in place of a mapped IPv6 address */
};
/* room takes the normal path; questions that are answered one after the other may share one. */
struct bq_path_room {
    char s[2 * BQ_PATH_RULE_MAX];
};
void bq_question_init(struct bq_question *question, const struct bq_url *url,
                      struct bq_path_room *room);
/* The normal path. */
const char *bq_question_path(struct bq_question *question, size_t *len);

/* Does the rule's host fit? Names and tails are compared here too, so hashes may collide. */
bool bq_rule_host(const struct bq_rule *rule, struct bq_question *question);
bool bq_rule_port(const struct bq_rule *rule, const struct bq_url *url);
/* How particular the rule is for this question; more wins. */
uint32_t bq_rule_rank(const struct bq_rule *rule, struct bq_question *question);

/* All of it for one rule without an index; first and last are those of a range. */
bool bq_rule_covers(const struct bq_rule *rule, struct bq_question *question,
                    const unsigned char first[16], const unsigned char last[16]);

#endif
