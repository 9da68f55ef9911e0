/*
 * Services that many companies rent, and the vendors a program names itself.
 */
#include "scope/lookup.h"

#include "scope/names.h"

#include <string.h>

static bool count_name(void *context, const char *name, size_t len)
{
    (void)name;
    (void)len;
    ++*(size_t *)context;
    return true;
}

static bool put_name(void *context, const char *name, size_t len)
{
    (void)bq_table_put(context, bq_hash_name(BQ_SEED_NAME, name, len), 0, 1);
    return true;
}

void bq_vendors_make(const struct bq_program_info *info, struct bq_table *vendors)
{
    size_t count = info->vendors.count;

    (void)bq_names_each("scope/vendors.txt", count_name, &count);
    if (bq_table_alloc(vendors, count, NULL) != BQ_OK) {
        return;
    }
    /* The program's own first: the first one counts. */
    for (size_t i = 0; i < info->vendors.count; i++) {
        const char *name = info->vendors.items[i];

        (void)bq_table_put(vendors, bq_hash_name(BQ_SEED_NAME, name, strlen(name)), 1, 1);
    }
    (void)bq_names_each("scope/vendors.txt", put_name, vendors);
}

size_t bq_vendors_find(const struct bq_scope *scope, const char *host, size_t len, bool *named)
{
    const struct bq_table *vendors = bq_strangers_vendors(scope);
    uint64_t hash = BQ_SEED_NAME;
    size_t end = len, found = 0;

    for (size_t start = vendors->slots ? len : 0; start-- > 0;) {
        const struct bq_slot *slot;

        if (start > 0 && host[start - 1] != '.') {
            continue;
        }
        hash = bq_hash_label(hash, host, start, end);
        if (bq_table_maybe(vendors, hash) && (slot = bq_table_find(vendors, hash))) {
            found = len - start;
            *named = slot->first == 1;
        }
        end = start ? start - 1 : 0;
    }
    return found;
}
