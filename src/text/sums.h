/*
 * A sequence of small numbers that answers "how much stands before entry i" and "which entry holds
 * unit n" quickly while entries come and go: lengths of lines, rows of lines, bytes of rows.
 *
 * Entries live in blocks that know their totals; the last place asked for is remembered, so walking
 * and editing near one place cost the same in a text of any size.
 */
#ifndef TEXT_SUMS_H
#define TEXT_SUMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sums_block {
    uint32_t *values;
    uint32_t count, cap;
    size_t total;
};

struct sums {
    struct sums_block *blocks; /* at least one once something was inserted; none is empty */
    size_t block_count, block_cap;
    uint32_t block_max; /* entries in one block */
    size_t count, total;
    /* where the last question led: block, and what stands before it */
    size_t at_block, at_count, at_total;
};

void sums_init(struct sums *sums, uint32_t block_max);
void sums_clear(struct sums *sums);

/*
 * Replaces `removed` entries from index `at` by count values. False without memory; then nothing
 * has changed.
 */
bool sums_splice(struct sums *sums, size_t at, size_t removed, const uint32_t *values,
                 size_t count);
/* Another value for an entry that exists. */
void sums_set(struct sums *sums, size_t at, uint32_t value);
uint32_t sums_get(struct sums *sums, size_t at);
/* Sum of the entries before `at` (at most the count). */
size_t sums_before(struct sums *sums, size_t at);
/*
 * The entry that holds unit `unit` (from 0); *before is the sum of those before it. For a unit
 * behind the last the last entry. There must be an entry.
 */
size_t sums_find(struct sums *sums, size_t unit, size_t *before);

#endif
