/*
 * The programs that `bugquill scope` asks: read, and made into scopes.
 */
#ifndef CLI_SCOPE_LOAD_H
#define CLI_SCOPE_LOAD_H

#include "cli.h"

#include "bqi/scopes.h"

/* Zero to begin with; scope_unload frees all of it. */
struct scope_programs {
    struct bq_program **programs;
    struct bq_scope **scopes; /* of the program of the same number */
    size_t count, cap;
    struct bq_scopes *all; /* over every scope; NULL for a single program */
    bool trouble;          /* a program could not be read; it was said */
};

/* The program that -p or the settings name. pool: who may help, here and below; NULL for nobody. */
int scope_load_one(struct cli *cli, struct bq_pool *pool, struct scope_programs *asked,
                   struct bq_err *err) BQ_MUST_USE;
/*
 * Every program of the person's folder, and the built-in ones they don't replace. One that can't be
 * read is said, and the others are asked.
 */
int scope_load_all(struct cli *cli, struct bq_pool *pool, struct scope_programs *asked,
                   struct bq_err *err) BQ_MUST_USE;
void scope_unload(struct scope_programs *asked);

#endif
