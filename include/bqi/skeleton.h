/*
 * Skeletons: headings and prompts for a description, offered into an empty one. A prompt stands in
 * double braces,
 * {{like this}}, which a check finds when it is left over.
 *
 * For a type a.b.c these are looked for, the first that is there is taken: for each of a.b.c, a.b,
 * a, generic: CONFIG/skeletons/PROGRAM/ID.md, CONFIG/skeletons/ID.md, then the built-in
 * skeletons/ID.md.
 */
#ifndef BQI_SKELETON_H
#define BQI_SKELETON_H

#include "bqi/paths.h"
#include "bugquill/draft.h"
#include "bugquill/program.h"
#include "bugquill/taxonomy.h"
#include <stdbool.h>
#include <stddef.h>

enum { BQ_SKELETON_MAX = 64 << 10 };

struct bq_skeleton {
    char *text; /* terminated, LF, well-formed UTF-8 */
    size_t len;
    char name[BQ_PATH_MAX]; /* where it comes from: a path, or "built-in: cross_site_scripting_xss"
                             */
};

/*
 * The skeleton for a type id ("" or unknown: generic) in a program ("" none). paths may be NULL or
 * empty. A personal one that is there and can't be read is a failure.
 */
int bq_skeleton_open(const struct bq_paths *paths, const char *program, const char *type,
                     struct bq_skeleton *out, struct bq_err *err) BQ_MUST_USE;
void bq_skeleton_clear(struct bq_skeleton *skeleton);
/*
 * Puts in what the draft knows: {{title}}, {{target}}, {{url}}, {{program}}, {{type}} (names, not
 * ids), {{cwe}}. What is unknown stays a prompt. program, taxonomy and draft may be NULL. The text
 * is replaced.
 */
int bq_skeleton_fill(struct bq_skeleton *skeleton, const struct bq_draft *draft,
                     const struct bq_program *program, const struct bq_taxonomy *taxonomy,
                     struct bq_err *err) BQ_MUST_USE;

/* One that can be chosen by name. */
struct bq_skeleton_row {
    char program[128]; /* the only program it is for, "" any */
    char id[256];      /* a type's id, or the name of a personal one */
    bool personal;
};
struct bq_skeleton_list {
    struct bq_skeleton_row *items; /* personal ones first, each part by name */
    size_t count;
};
/* All there are; a built-in one that a personal one replaces is not listed. paths may be NULL. */
int bq_skeleton_list(const struct bq_paths *paths, struct bq_skeleton_list *list,
                     struct bq_err *err) BQ_MUST_USE;
void bq_skeleton_list_clear(struct bq_skeleton_list *list);

#endif
