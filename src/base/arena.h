/*
 * Memory that is taken bit by bit and given back at once: for things made once and then only read.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "bugquill/errors.h"
#include <stdbool.h>

struct bq_arena_chunk;
struct bq_arena {
    struct bq_arena_chunk *chunks;
    bool failed; /* memory could not be had at least once */
};

/* {0} is an empty arena. Frees all. */
void bq_arena_clear(struct bq_arena *arena);
/* Takes over all that from has taken; from is empty then. */
void bq_arena_join(struct bq_arena *arena, struct bq_arena *from);
/* size bytes, aligned for anything, not cleared; NULL (and failed) without memory. */
void *bq_arena_take(struct bq_arena *arena, size_t size) BQ_MUST_USE;
/* A copy with a terminator; "" (and failed) without memory. Never NULL. */
const char *bq_arena_str(struct bq_arena *arena, const char *s, size_t len);
/*
 * Puts a copy of item at the end of a list that lives in the arena. *items and *count start as NULL
 * and 0 and are changed here only. BQ_ELIMIT when there are max already.
 */
int bq_arena_append(struct bq_arena *arena, const void **items, size_t *count, const void *item,
                    size_t size, size_t max, struct bq_err *err) BQ_MUST_USE;

#endif
