/*
 * The vulnerability rating taxonomy (VRT): a tree of types with priorities, and the mappings beside
 * it. Only the full dotted id identifies a node; names and last parts repeat.
 *
 * A taxonomy is read only once made; nodes are borrowed from it.
 */
#ifndef BUGQUILL_TAXONOMY_H
#define BUGQUILL_TAXONOMY_H

#include "bugquill/errors.h"
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bq_priority {
    BQ_PRIORITY_NONE = 0, /* a parent: it has no priority of its own */
    BQ_P1 = 1,
    BQ_P2,
    BQ_P3,
    BQ_P4,
    BQ_P5,
    BQ_PRIORITY_VARIES = 6
};
/* "P1".."P5", "varies", "" */
const char *bq_priority_name(enum bq_priority priority);
/* Points a platform gives: 40, 20, 10, 5, 0; -1 for varies and parents. */
int bq_priority_points(enum bq_priority priority);

struct bq_type {
    const char *id;   /* "cross_site_scripting_xss.stored.non_admin_to_anyone" */
    const char *name; /* of the last part */
    const char *path; /* "Cross-Site Scripting (XSS) > Stored > ..." */
    enum bq_priority priority;
    const char *cwe;     /* "CWE-79" or several with commas, "" unmapped; inherited */
    const char *cvss_v3; /* vector without prefix, "" unmapped (the all-N default is unmapped) */
    const char *cvss_v4;
    const struct bq_type *parent; /* NULL at the top */
    const struct bq_type *const *children;
    size_t child_count; /* 0: a leaf */
    size_t depth;       /* 1 at the top */
};

struct bq_taxonomy;

/* The built-in one. */
int bq_taxonomy_builtin(struct bq_taxonomy **out, struct bq_err *err) BQ_MUST_USE;
/* From a file in this project's own format (what bq_taxonomy_import writes). */
int bq_taxonomy_load(const char *path, struct bq_taxonomy **out, struct bq_err *err) BQ_MUST_USE;
void bq_taxonomy_free(struct bq_taxonomy *taxonomy);
const char *bq_taxonomy_version(const struct bq_taxonomy *taxonomy);
/* All nodes, parents before children, in the order of the tree. */
const struct bq_type *const *bq_taxonomy_types(const struct bq_taxonomy *taxonomy, size_t *count);
/* NULL when the id is none. */
const struct bq_type *bq_taxonomy_find(const struct bq_taxonomy *taxonomy, const char *id);

/* ---- search ---------------------------------------------------------------------------------- */

struct bq_type_hit {
    const struct bq_type *type;
    int score; /* higher is better; only for comparing within one search */
};
/*
 * Best first, at most max, returns how many. Words in any order, prefixes, initials, aliases
 * hunters type, and typos. No word: the top categories. Works without allocation after the taxonomy
 * is made.
 */
size_t bq_taxonomy_search(const struct bq_taxonomy *taxonomy, const char *words,
                          struct bq_type_hit *hits, size_t max);
/*
 * Classes of bugs named in a text: fills ids of the category-level types (borrowed) that aliases or
 * names in the text stand for; returns how many, at most max. For rules about titles.
 */
size_t bq_taxonomy_classes_in(const struct bq_taxonomy *taxonomy, const char *text, size_t len,
                              const struct bq_type **out, size_t max);
/*
 * May a text speak of this type? True when one of its phrases stands for a type of the same
 * category, be it the less likely one ("account takeover" names several).
 */
bool bq_taxonomy_may_mean(const struct bq_taxonomy *taxonomy, const char *text, size_t len,
                          const struct bq_type *type);

/* ---- old ids ----------------------------------------------------------------------------------
 */

enum bq_migration {
    BQ_MIGRATE_LIVE,   /* the id exists: nothing to do */
    BQ_MIGRATE_MOVED,  /* *to is the new node */
    BQ_MIGRATE_PARENT, /* *to is the nearest living parent, or a node with children: choose again */
    BQ_MIGRATE_OTHER,  /* only "other" is left */
    BQ_MIGRATE_UNKNOWN /* never heard of */
};
enum bq_migration bq_taxonomy_migrate(const struct bq_taxonomy *taxonomy, const char *id,
                                      const struct bq_type **to);

#ifdef __cplusplus
}
#endif
#endif
