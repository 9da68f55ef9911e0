/*
 * Programs a person has: imported ones in the programs folder, then the built-in ones.
 */
#ifndef BQI_PROGRAMS_H
#define BQI_PROGRAMS_H

#include "bqi/paths.h"
#include "bugquill/program.h"

/* Names a program's file, not its id: it has a '/' or ends in .yaml. */
bool bq_program_name_is_path(const char *name);

/* By id (imported first, then built-in), or by path. */
int bq_programs_open(const struct bq_paths *paths, const char *name, struct bq_program **out,
                     struct bq_err *err) BQ_MUST_USE;

struct bq_program_row {
    const char *id, *name, *platform, *as_of, *trouble;
    size_t in, out;
    bool builtin;
};
struct bq_program_list {
    struct bq_program_row *items; /* by id */
    size_t count;
    void *storage;
};
int bq_programs_list(const struct bq_paths *paths, struct bq_program_list *list,
                     struct bq_err *err) BQ_MUST_USE;
void bq_program_list_clear(struct bq_program_list *list);

#endif
