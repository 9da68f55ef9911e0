/*
 * What is known of hosts on no list: whom they look like, whose service they are. A filter that
 * shows only what is in scope never asks, nor do most of the programs that are loaded for one URL.
 * So the tables are filled when the first such host comes. The one that is as large as the scope
 * has its room from the beginning.
 */
#include "scope/lookup.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct bq_strangers {
    pthread_mutex_t filling;
    atomic_bool filled;
    struct bq_table skeletons, vendors;
};

int bq_strangers_new(struct bq_scope *scope, struct bq_err *err)
{
    struct bq_strangers *strangers = calloc(1, sizeof(*strangers));

    if (!strangers) {
        return bq_err_nomem(err);
    }
    scope->strangers = strangers;
    (void)pthread_mutex_init(&strangers->filling, NULL);
    atomic_init(&strangers->filled, false);
    return bq_table_room(&strangers->skeletons, bq_lookalike_count(scope), err);
}

void bq_strangers_free(struct bq_strangers *strangers)
{
    if (!strangers) {
        return;
    }
    (void)pthread_mutex_destroy(&strangers->filling);
    bq_table_clear(&strangers->skeletons);
    bq_table_clear(&strangers->vendors);
    free(strangers);
}

/* Filled: by the first thread that asks, while the others wait. */
static const struct bq_strangers *get(const struct bq_scope *scope)
{
    struct bq_strangers *strangers = scope->strangers;

    if (!atomic_load_explicit(&strangers->filled, memory_order_acquire)) {
        (void)pthread_mutex_lock(&strangers->filling);
        if (!atomic_load_explicit(&strangers->filled, memory_order_relaxed)) {
            bq_table_empty(&strangers->skeletons);
            bq_lookalike_fill(scope, NULL, &strangers->skeletons);
            bq_vendors_make(bq_program_info(scope->program), &strangers->vendors);
            atomic_store_explicit(&strangers->filled, true, memory_order_release);
        }
        (void)pthread_mutex_unlock(&strangers->filling);
    }
    return strangers;
}

const struct bq_table *bq_strangers_skeletons(const struct bq_scope *scope)
{
    return &get(scope)->skeletons;
}

const struct bq_table *bq_strangers_vendors(const struct bq_scope *scope)
{
    return &get(scope)->vendors;
}
