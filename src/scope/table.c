#include "scope/index.h"

#include "base/pages.h"
#include <stdlib.h>
#include <string.h>

uint64_t bq_hash_name(uint64_t seed, const char *host, size_t len)
{
    uint64_t hash = seed;
    size_t end = len;

    for (size_t i = len + 1; i-- > 0;) {
        if (i == 0 || host[i - 1] == '.') {
            hash = bq_hash_label(hash, host, i, end);
            end = i ? i - 1 : 0;
        }
    }
    return hash ? hash : 1;
}

static size_t power_of_two(size_t at_least)
{
    size_t n = 1;

    while (n < at_least) {
        n *= 2;
    }
    return n;
}

int bq_filter_room(struct bq_filter *filter, size_t count, struct bq_err *err)
{
    size_t words = power_of_two(count / 4 + 1);

    filter->mask = words - 1;
    filter->words = malloc(words * sizeof(*filter->words));
    return filter->words ? BQ_OK : bq_err_nomem(err);
}

void bq_filter_empty(struct bq_filter *filter)
{
    memset(filter->words, 0, (filter->mask + 1) * sizeof(*filter->words));
}

void bq_filter_clear(struct bq_filter *filter)
{
    free(filter->words);
    memset(filter, 0, sizeof(*filter));
}

int bq_table_room(struct bq_table *table, size_t count, struct bq_err *err)
{
    size_t slots = power_of_two(2 * count + 2);
    int status = bq_filter_room(&table->filter, count, err);

    table->slots = malloc(slots * sizeof(*table->slots));
    if (status != BQ_OK || !table->slots) {
        bq_table_clear(table);
        return bq_err_nomem(err);
    }
    table->mask = slots - 1;
    table->shift = 64 - (unsigned)__builtin_ctzll(slots);
    return BQ_OK;
}

void bq_table_empty(struct bq_table *table)
{
    bq_pages_ready(table->slots, (table->mask + 1) * sizeof(*table->slots));
    memset(table->slots, 0, (table->mask + 1) * sizeof(*table->slots));
    bq_filter_empty(&table->filter);
}

int bq_table_alloc(struct bq_table *table, size_t count, struct bq_err *err)
{
    int status = bq_table_room(table, count, err);

    if (status == BQ_OK) {
        bq_table_empty(table);
    }
    return status;
}

struct bq_slot *bq_table_put(struct bq_table *table, uint64_t hash, size_t first, size_t count)
{
    size_t i = (size_t)(hash >> table->shift);

    while (table->slots[i].hash && table->slots[i].hash != hash) {
        i = (i + 1) & table->mask;
    }
    if (table->slots[i].count == 0) {
        table->slots[i].hash = hash;
        table->slots[i].first = (uint32_t)first;
        table->slots[i].count = (uint32_t)count & 0x7fffffff;
    }
    bq_filter_put(&table->filter, hash);
    return &table->slots[i];
}

void bq_table_clear(struct bq_table *table)
{
    free(table->slots);
    bq_filter_clear(&table->filter);
    memset(table, 0, sizeof(*table));
}

uint64_t bq_hash_path(uint64_t hash, const char *path, size_t len)
{
    hash = bq_hash_mix(hash + len + 1);
    while (len > 8) {
        hash = bq_hash_mix(hash ^ bq_hash_load(path, 8));
        path += 8;
        len -= 8;
    }
    hash = bq_hash_mix(hash ^ bq_hash_load(path, len));
    return hash ? hash : 1;
}
