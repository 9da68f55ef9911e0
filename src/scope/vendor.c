/*
 * Services that many companies rent, and the vendors a program names itself.
 */
#include "scope/lookup.h"

#include "scope/names.h"

#include <pthread.h>
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

/* The vendors that everybody rents from are the same for every scope: one table, made when a
 * stranger is first asked about, kept until the process ends. Empty when there is no memory. */
static struct bq_table everybodys;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_everybodys(void)
{
    size_t count = 0;

    (void)bq_names_each("scope/vendors.txt", count_name, &count);
    if (bq_table_alloc(&everybodys, count, NULL) == BQ_OK) {
        (void)bq_names_each("scope/vendors.txt", put_name, &everybodys);
    }
}

void bq_vendors_fill(const struct bq_program_info *info, struct bq_table *vendors)
{
    for (size_t i = 0; i < info->vendors.count; i++) {
        const char *name = info->vendors.items[i];

        (void)bq_table_put(vendors, bq_hash_name(BQ_SEED_NAME, name, strlen(name)), 0, 1);
    }
}

static bool has(const struct bq_table *table, uint64_t hash)
{
    return table->slots && bq_table_maybe(table, hash) && bq_table_find(table, hash);
}

size_t bq_vendors_find(const struct bq_scope *scope, const char *host, size_t len, bool *named)
{
    const struct bq_table *own = bq_strangers_vendors(scope);
    uint64_t hash = BQ_SEED_NAME;
    size_t end = len, found = 0;

    (void)pthread_once(&once, make_everybodys);
    for (size_t start = len; start-- > 0;) {
        if (start > 0 && host[start - 1] != '.') {
            continue;
        }
        hash = bq_hash_label(hash, host, start, end);
        end = start ? start - 1 : 0;
        if (has(own, hash) || has(&everybodys, hash)) {
            found = len - start;
            *named = has(own, hash);
        }
    }
    return found;
}
