/*
 * What is known of hosts on no list: whom they look like, whose service they are. A filter that
 * shows only what is in scope never asks, nor do most of the programs that are loaded for one URL.
 * So the tables are filled when the first such host comes. The one that is as large as the scope
 * has its room from the beginning.
 */
#include "base/once.h"
#include "scope/lookup.h"

#include <stdlib.h>

struct bq_strangers {
    struct bq_once filled;
    struct bq_table skeletons, vendors;
};

int bq_strangers_new(struct bq_scope *scope, struct bq_err *err)
{
    struct bq_strangers *strangers = calloc(1, sizeof(*strangers));

    if (!strangers) {
        return bq_err_nomem(err);
    }
    scope->strangers = strangers;
    bq_once_init(&strangers->filled);
    return bq_table_room(&strangers->skeletons, bq_lookalike_count(scope), err);
}

void bq_strangers_free(struct bq_strangers *strangers)
{
    if (!strangers) {
        return;
    }
    bq_once_clear(&strangers->filled);
    bq_table_clear(&strangers->skeletons);
    bq_table_clear(&strangers->vendors);
    free(strangers);
}

static void fill(const void *context)
{
    const struct bq_scope *scope = context;
    struct bq_strangers *strangers = scope->strangers;

    bq_table_empty(&strangers->skeletons);
    bq_lookalike_fill(scope, NULL, &strangers->skeletons);
    bq_vendors_make(bq_program_info(scope->program), &strangers->vendors);
}

static const struct bq_strangers *get(const struct bq_scope *scope)
{
    bq_once_make(&scope->strangers->filled, fill, scope);
    return scope->strangers;
}

const struct bq_table *bq_strangers_skeletons(const struct bq_scope *scope)
{
    return &get(scope)->skeletons;
}

const struct bq_table *bq_strangers_vendors(const struct bq_scope *scope)
{
    return &get(scope)->vendors;
}
