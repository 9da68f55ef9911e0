/*
 * Scope lists from elsewhere become programs. The kind of file is told by its content:
 *
 *   bounty-targets-data    five shapes of JSON (Bugcrowd, HackerOne, Intigriti, YesWeHack,
 * Federacy), many programs a file HackerOne              scope CSV (RFC 4180) and structured scopes
 * from the API (JSON) Burp Suite             project options, simple and advanced scope ZAP context
 * (XML) security.txt           RFC 9116, read leniently: contact and policy, no scope bugquill a
 * program file plain list             one entry a line, "!" before what is out, "#" before a remark
 *
 * Nothing is dropped: what can't be understood becomes an entry that is shown and never matched.
 */
#ifndef BQI_IMPORT_H
#define BQI_IMPORT_H

#include "bugquill/program.h"
#include <stdint.h>

enum {
    BQ_IMPORT_FILE_MAX = 64 << 20,
    BQ_IMPORT_PROGRAMS_MAX = 20000,
    BQ_IMPORT_TROUBLES_MAX = 100
};

struct bq_import {
    const char *format;           /* in words: "HackerOne CSV" */
    struct bq_program **programs; /* each with an id of its own */
    size_t count, cap;
    struct bq_err *troubles; /* parts that could not be read; the rest was */
    size_t trouble_count, trouble_cap;
    size_t troubles_more; /* beyond the maximum */
};

/*
 * Reads text. file is for messages, and its base name is the id of a program that has no name of
 * its own; date is when it was imported ("2026-11-24").
 */
int bq_import_parse(const char *text, size_t len, const char *file, const char *date,
                    struct bq_import *out, struct bq_err *err) BQ_MUST_USE;
void bq_import_clear(struct bq_import *import);

/* Lower case, digits, single dashes; at most 80 bytes; "program" when nothing is left. */
void bq_program_id_of(const char *name, char out[81]);

/* A program as a file (see data/programs/openai.yaml). The caller frees *out. */
int bq_program_format(const struct bq_program *program, char **out, size_t *len,
                      struct bq_err *err) BQ_MUST_USE;

/*
 * The program to save under id when `fresh` was imported and `old` (may be NULL) is what stands
 * there: name, scope, rewards and dates of the new one; policy, terms, form and all else that an
 * import does not know of the old one.
 */
int bq_program_merge(const struct bq_program *fresh, const struct bq_program *old, const char *id,
                     struct bq_program **out, struct bq_err *err) BQ_MUST_USE;

/* What an import changes: targets by number in their program. */
struct bq_program_changes {
    size_t *added, *removed, *changed; /* added and changed: of now; removed: of before */
    size_t added_count, removed_count, changed_count;
};
int bq_program_compare(const struct bq_program *before, const struct bq_program *now,
                       struct bq_program_changes *changes, struct bq_err *err) BQ_MUST_USE;
void bq_program_changes_clear(struct bq_program_changes *changes);

#endif
