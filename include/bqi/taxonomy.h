/*
 * The taxonomy a person uses, what a type is worth in a program, and new taxonomies from upstream's
 * files.
 */
#ifndef BQI_TAXONOMY_H
#define BQI_TAXONOMY_H

#include "bqi/paths.h"
#include "bugquill/program.h"
#include "bugquill/taxonomy.h"

/* ---- which one ---------------------------------------------------------------------------------
 */

/* Where an imported taxonomy lies: taxonomy.tsv in the data folder (BQ_PATH_MAX bytes). */
int bq_taxonomy_path(const struct bq_paths *paths, char *out, struct bq_err *err) BQ_MUST_USE;
/*
 * The imported one when there is one, else the built-in one. paths may be NULL or empty: the
 * built-in one. A file that is there and can't be read is a failure, not a reason to take the
 * other.
 */
int bq_taxonomy_open(const struct bq_paths *paths, struct bq_taxonomy **out,
                     struct bq_err *err) BQ_MUST_USE;

/*
 * From a table in this project's own format (described at the head of data/taxonomy/vrt.tsv). Old
 * ids in the table and the built-in ones are known to the result. file is for messages.
 */
int bq_taxonomy_parse(const char *text, size_t len, const char *file, struct bq_taxonomy **out,
                      struct bq_err *err) BQ_MUST_USE;

/* ---- what a type is worth
 * ------------------------------------------------------------------------ */

struct bq_worth {
    const struct bq_reward *reward; /* for the priority; NULL unknown */
    /* A policy rule that names this type; NULL: none. */
    const struct bq_policy_rule *rule;
    bool excluded; /* it is an error for every report of this type; else it also asks for words,
                      targets ... */
};
/* program and type may be NULL: nothing is known then. All pointers are the program's. */
void bq_worth_of(const struct bq_program *program, const struct bq_type *type,
                 struct bq_worth *worth);
/* "P2, 20 points, 1000-2000 USD (unverified)" into out, always terminated. */
void bq_worth_line(const struct bq_type *type, const struct bq_worth *worth, char *out,
                   size_t size);

/* ---- import
 * --------------------------------------------------------------------------------------- */

/* What a file of upstream's holds. */
enum bq_taxonomy_part {
    BQ_PART_TREE,
    BQ_PART_CWE,
    BQ_PART_CVSS_V3,
    BQ_PART_CVSS_V4,
    BQ_PART_OLD_IDS,
    BQ_PART_UNUSED /* remediation advice, links: read, not kept */
};
const char *bq_taxonomy_part_name(enum bq_taxonomy_part part);

struct bq_taxonomy_import;
int bq_taxonomy_import_new(struct bq_taxonomy_import **out, struct bq_err *err) BQ_MUST_USE;
/* Takes one file's JSON, in any order of files. file is for messages. */
int bq_taxonomy_import_add(struct bq_taxonomy_import *import, const char *text, size_t len,
                           const char *file, enum bq_taxonomy_part *part,
                           struct bq_err *err) BQ_MUST_USE;
/*
 * The table in this project's format, ready to be written; the caller frees *out. version: NULL
 * takes the date of the release. Types that no mapping file was given for keep what known (may be
 * NULL) says about them.
 */
int bq_taxonomy_import_format(struct bq_taxonomy_import *import, const char *version,
                              const struct bq_taxonomy *known, char **out, size_t *len,
                              struct bq_err *err) BQ_MUST_USE;
void bq_taxonomy_import_free(struct bq_taxonomy_import *import);

#endif
