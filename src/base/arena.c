/* Chunks, each twice as large as the one before. */
#include "base/arena.h"
#include "base/pages.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST = 1 << 10,  /* bytes of the first chunk */
    LARGEST = 1 << 20 /* chunks stop growing here, unless one piece is larger */
};

struct bq_arena_chunk {
    struct bq_arena_chunk *next;
    size_t used, ready, size; /* ready: bytes whose pages were had beforehand */
    max_align_t bytes[];
};

void bq_arena_clear(struct bq_arena *arena)
{
    for (struct bq_arena_chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    arena->chunks = NULL;
    arena->failed = false;
}

/* Behind the chunk that is being filled. */
void bq_arena_join(struct bq_arena *arena, struct bq_arena *from)
{
    struct bq_arena_chunk **end = &from->chunks;

    while (*end)
        end = &(*end)->next;
    if (arena->chunks) {
        *end = arena->chunks->next;
        arena->chunks->next = from->chunks;
    } else {
        arena->chunks = from->chunks;
    }
    arena->failed |= from->failed;
    *from = (struct bq_arena){ 0 };
}

static struct bq_arena_chunk *add_chunk(struct bq_arena *arena, size_t size)
{
    size_t room = arena->chunks ? arena->chunks->size * 2 : FIRST;
    if (room > LARGEST)
        room = LARGEST;
    if (room < size)
        room = size;
    struct bq_arena_chunk *chunk = malloc(sizeof *chunk + room);
    if (chunk) {
        chunk->next = arena->chunks;
        chunk->used = chunk->ready = 0;
        chunk->size = room;
        arena->chunks = chunk;
    }
    return chunk;
}

/* A large chunk is filled from its beginning, and its last part may never be: step by step. */
static void make_ready(struct bq_arena_chunk *chunk)
{
    size_t step = chunk->size - chunk->ready;
    size_t wanted = chunk->used - chunk->ready;

    if (wanted < BQ_PAGES_STEP)
        wanted = BQ_PAGES_STEP;
    if (step > wanted)
        step = wanted;
    bq_pages_ready((char *)chunk->bytes + chunk->ready, step);
    chunk->ready += step;
}

void *bq_arena_take(struct bq_arena *arena, size_t size)
{
    const size_t align = sizeof(max_align_t);
    struct bq_arena_chunk *chunk = arena->chunks;
    if (size > SIZE_MAX / 4) {
        arena->failed = true;
        return NULL;
    }
    size = (size + align - 1) / align * align;
    if (!chunk || chunk->size - chunk->used < size)
        chunk = add_chunk(arena, size);
    if (!chunk) {
        arena->failed = true;
        return NULL;
    }
    void *p = (char *)chunk->bytes + chunk->used;
    chunk->used += size;
    if (chunk->used > chunk->ready)
        make_ready(chunk);
    return p;
}

const char *bq_arena_str(struct bq_arena *arena, const char *s, size_t len)
{
    char *copy = len > 0 ? bq_arena_take(arena, len + 1) : NULL;
    if (!copy)
        return "";
    memcpy(copy, s, len);
    copy[len] = '\0';
    return copy;
}

/*
 * The list is moved to twice the room whenever its count reaches a power of two, so no capacity has
 * to be remembered.
 */
int bq_arena_append(struct bq_arena *arena, const void **items, size_t *count, const void *item,
                    size_t size, size_t max, struct bq_err *err)
{
    if (*count >= max)
        return bq_err_set(err, BQ_ELIMIT, "more than %zu entries in one list", max);
    if ((*count & (*count - 1)) == 0 && *count != 1) {
        void *fresh = bq_arena_take(arena, (*count ? *count * 2 : 2) * size);
        if (!fresh)
            return bq_err_nomem(err);
        if (*count)
            memcpy(fresh, *items, *count * size);
        *items = fresh;
    }
    /* Lists are const to their readers; the room is the arena's. */
    memcpy((char *)(uintptr_t)*items + *count * size, item, size);
    (*count)++;
    return BQ_OK;
}
