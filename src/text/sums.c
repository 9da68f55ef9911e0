#include "text/sums.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void sums_init(struct sums *sums, uint32_t block_max)
{
    memset(sums, 0, sizeof *sums);
    sums->block_max = block_max < 4 ? 4 : block_max;
}

void sums_clear(struct sums *sums)
{
    uint32_t block_max = sums->block_max;

    for (size_t i = 0; i < sums->block_count; i++)
        free(sums->blocks[i].values);
    free(sums->blocks);
    sums_init(sums, block_max);
}

static void forward(struct sums *sums)
{
    const struct sums_block *block = &sums->blocks[sums->at_block];

    sums->at_count += block->count;
    sums->at_total += block->total;
    sums->at_block++;
}

static void backward(struct sums *sums)
{
    sums->at_block--;
    sums->at_count -= sums->blocks[sums->at_block].count;
    sums->at_total -= sums->blocks[sums->at_block].total;
}

/* Starts from whichever is nearer: the front or the last place. */
static void rewind_if_near(struct sums *sums, size_t wanted, size_t here)
{
    if (wanted < here / 2)
        sums->at_block = sums->at_count = sums->at_total = 0;
}

/* Goes to the block that holds entry `at`; the end belongs to the last block. */
static void seek_entry(struct sums *sums, size_t at)
{
    rewind_if_near(sums, at, sums->at_count);
    while (sums->at_block > 0 && at < sums->at_count)
        backward(sums);
    while (sums->at_block + 1 < sums->block_count &&
           at >= sums->at_count + sums->blocks[sums->at_block].count)
        forward(sums);
}

static void seek_unit(struct sums *sums, size_t unit)
{
    rewind_if_near(sums, unit, sums->at_total);
    while (sums->at_block > 0 && unit < sums->at_total)
        backward(sums);
    while (sums->at_block + 1 < sums->block_count &&
           unit >= sums->at_total + sums->blocks[sums->at_block].total)
        forward(sums);
}

static size_t total_of(const uint32_t *values, size_t count)
{
    size_t total = 0;

    for (size_t i = 0; i < count; i++)
        total += values[i];
    return total;
}

/* ---- change -------------------------------------------------------------------------------- */

static bool block_reserve(struct sums_block *block, size_t count, uint32_t block_max)
{
    size_t cap = block->cap ? block->cap : 4;
    uint32_t *values;

    if (count <= block->cap)
        return true;
    while (cap < count)
        cap *= 2;
    if (cap > block_max)
        cap = block_max;
    values = realloc(block->values, cap * sizeof *values);
    if (!values)
        return false;
    block->values = values;
    block->cap = (uint32_t)cap;
    return true;
}

/* The common case: the change stays in one block and leaves something there. */
static bool splice_in_block(struct sums *sums, size_t index, size_t removed, const uint32_t *values,
                            size_t count)
{
    struct sums_block *block = &sums->blocks[sums->at_block];
    size_t left = block->count - removed + count;
    size_t gone = total_of(block->values + index, removed);
    size_t come = total_of(values, count);

    if (!block_reserve(block, left, sums->block_max))
        return false;
    memmove(block->values + index + count, block->values + index + removed,
            (block->count - index - removed) * sizeof *values);
    if (count)
        memcpy(block->values + index, values, count * sizeof *values);
    block->count = (uint32_t)left;
    block->total = block->total - gone + come;
    sums->total = sums->total - gone + come;
    sums->count = sums->count - removed + count;
    return true;
}

/* Three runs of numbers, read as one. */
struct runs {
    const uint32_t *values[3];
    size_t count[3];
};

static size_t runs_take(struct runs *runs, uint32_t *out, size_t want)
{
    size_t taken = 0;

    for (int i = 0; i < 3; i++) {
        size_t n = runs->count[i] < want - taken ? runs->count[i] : want - taken;

        if (n == 0)
            continue;
        memcpy(out + taken, runs->values[i], n * sizeof *out);
        runs->values[i] += n;
        runs->count[i] -= n;
        taken += n;
    }
    return taken;
}

static void blocks_free(struct sums_block *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(blocks[i].values);
    free(blocks);
}

/* Fresh blocks, three quarters full so that they can grow, holding all of runs. NULL without
 * memory. */
static struct sums_block *blocks_make(struct runs *runs, uint32_t block_max, size_t *made)
{
    size_t sum = runs->count[0] + runs->count[1] + runs->count[2];
    size_t fill = block_max - block_max / 4;
    size_t count = (sum + fill - 1) / fill;
    struct sums_block *blocks = calloc(count ? count : 1, sizeof *blocks);

    for (size_t i = 0; blocks && i < count; i++) {
        size_t want = sum < fill ? sum : fill;

        if (!block_reserve(&blocks[i], want, block_max)) {
            blocks_free(blocks, count);
            return NULL;
        }
        blocks[i].count = (uint32_t)runs_take(runs, blocks[i].values, want);
        blocks[i].total = total_of(blocks[i].values, blocks[i].count);
        sum -= want;
    }
    *made = count;
    return blocks;
}

/* Room in the table of blocks for `extra` more. */
static bool table_reserve(struct sums *sums, size_t extra)
{
    size_t need = sums->block_count + extra, cap = sums->block_cap ? sums->block_cap : 4;
    struct sums_block *blocks;

    if (need <= sums->block_cap)
        return true;
    while (cap < need)
        cap *= 2;
    blocks = realloc(sums->blocks, cap * sizeof *blocks);
    if (!blocks)
        return false;
    sums->blocks = blocks;
    sums->block_cap = cap;
    return true;
}

/* Replaces table entries first..last-1 by made ones; room is there. */
static void table_splice(struct sums *sums, size_t first, size_t last,
                         const struct sums_block *blocks, size_t made)
{
    for (size_t i = first; i < last; i++) {
        sums->count -= sums->blocks[i].count;
        sums->total -= sums->blocks[i].total;
        free(sums->blocks[i].values);
    }
    memmove(sums->blocks + first + made, sums->blocks + last,
            (sums->block_count - last) * sizeof *blocks);
    if (made)
        memcpy(sums->blocks + first, blocks, made * sizeof *blocks);
    sums->block_count = sums->block_count - (last - first) + made;
    for (size_t i = first; i < first + made; i++) {
        sums->count += blocks[i - first].count;
        sums->total += blocks[i - first].total;
    }
}

static bool splice_over_blocks(struct sums *sums, size_t index, size_t removed,
                               const uint32_t *values, size_t count)
{
    size_t first = sums->at_block, last = first, skip = index + removed, made = 0;
    struct runs runs = { { NULL, values, NULL }, { 0, count, 0 } };
    struct sums_block *blocks;

    if (first < sums->block_count) {
        runs.values[0] = sums->blocks[first].values;
        runs.count[0] = index;
        while (last + 1 < sums->block_count && skip > sums->blocks[last].count)
            skip -= sums->blocks[last++].count;
        runs.values[2] = sums->blocks[last].values + skip;
        runs.count[2] = sums->blocks[last].count - skip;
        last++;
    }
    blocks = blocks_make(&runs, sums->block_max, &made);
    if (!blocks)
        return false;
    if (!table_reserve(sums, made)) {
        blocks_free(blocks, made);
        return false;
    }
    table_splice(sums, first, last, blocks, made);
    free(blocks);
    if (sums->at_block >= sums->block_count)
        sums->at_block = sums->at_count = sums->at_total = 0;
    return true;
}

bool sums_splice(struct sums *sums, size_t at, size_t removed, const uint32_t *values, size_t count)
{
    size_t index;

    assert(at <= sums->count && removed <= sums->count - at);
    if (sums->block_count == 0)
        return count == 0 || splice_over_blocks(sums, 0, 0, values, count);
    seek_entry(sums, at);
    index = at - sums->at_count;
    const struct sums_block *block = &sums->blocks[sums->at_block];
    size_t left = block->count + count - removed;

    if (index + removed <= block->count && left > 0 && left <= sums->block_max)
        return splice_in_block(sums, index, removed, values, count);
    return splice_over_blocks(sums, index, removed, values, count);
}

void sums_set(struct sums *sums, size_t at, uint32_t value)
{
    struct sums_block *block;
    uint32_t *place;

    assert(at < sums->count);
    seek_entry(sums, at);
    block = &sums->blocks[sums->at_block];
    place = &block->values[at - sums->at_count];
    block->total = block->total - *place + value;
    sums->total = sums->total - *place + value;
    *place = value;
}

/* ---- questions ----------------------------------------------------------------------------- */

uint32_t sums_get(struct sums *sums, size_t at)
{
    assert(at < sums->count);
    seek_entry(sums, at);
    return sums->blocks[sums->at_block].values[at - sums->at_count];
}

size_t sums_before(struct sums *sums, size_t at)
{
    assert(at <= sums->count);
    if (at == sums->count)
        return sums->total;
    seek_entry(sums, at);
    return sums->at_total + total_of(sums->blocks[sums->at_block].values, at - sums->at_count);
}

size_t sums_find(struct sums *sums, size_t unit, size_t *before)
{
    const struct sums_block *block;
    size_t i = 0, sum;

    assert(sums->count > 0);
    seek_unit(sums, unit);
    block = &sums->blocks[sums->at_block];
    sum = sums->at_total;
    while (i + 1 < block->count && unit - sum >= block->values[i])
        sum += block->values[i++];
    *before = sum;
    return sums->at_count + i;
}
