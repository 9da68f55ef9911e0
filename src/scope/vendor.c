/*
 * Services that many companies rent, and the vendors a program names itself.
 */
#include "scope/lookup.h"

#include "scope/names.h"

#include <string.h>

struct adding {
    struct bq_table *table;
    size_t count; /* counted only when table is NULL */
};

static bool add(void *context, const char *name, size_t len)
{
    struct adding *adding = context;

    if (adding->table) {
        (void)bq_table_put(adding->table, bq_hash_name(BQ_SEED_NAME, name, len), 0, 1);
    }
    adding->count++;
    return true;
}

int bq_vendors_build(struct bq_scope *scope, const struct bq_program_info *info, struct bq_err *err)
{
    struct adding adding = { NULL, info->vendors.count };
    int status;

    (void)bq_names_each("scope/vendors.txt", add, &adding);
    status = bq_table_alloc(&scope->vendors, adding.count, err);
    if (status != BQ_OK) {
        return status;
    }
    /* The program's own first: the first one counts. */
    for (size_t i = 0; i < info->vendors.count; i++) {
        const char *name = info->vendors.items[i];

        (void)bq_table_put(&scope->vendors, bq_hash_name(BQ_SEED_NAME, name, strlen(name)), 1, 1);
    }
    adding.table = &scope->vendors;
    (void)bq_names_each("scope/vendors.txt", add, &adding);
    return BQ_OK;
}

size_t bq_vendors_find(const struct bq_scope *scope, const char *host, size_t len, bool *named)
{
    uint64_t hash = BQ_SEED_NAME;
    size_t end = len, found = 0;

    for (size_t start = len; start-- > 0;) {
        const struct bq_slot *slot;

        if (start > 0 && host[start - 1] != '.') {
            continue;
        }
        hash = bq_hash_label(hash, host, start, end);
        if (bq_table_maybe(&scope->vendors, hash) &&
            (slot = bq_table_find(&scope->vendors, hash))) {
            found = len - start;
            *named = slot->first == 1;
        }
        end = start ? start - 1 : 0;
    }
    return found;
}
