/*
 * Which sketches may be alike, by keys that alike ones share with high probability
 * (locality-sensitive hashing): the place; 32 bands of four bins of the text; four pairs of minima
 * of the title's words. With 70 % of the text in common one band is missed with 0.76, all 32 with
 * less than two in ten thousand.
 */
#include "bqi/buf.h"
#include "check/sketch_impl.h"
#include <stdlib.h>
#include <string.h>

enum {
    BAND_BINS = 4,
    BANDS = SKETCH_BINS / BAND_BINS,
    TITLE_PAIRS = 4,
    KEYS = 1 + BANDS + TITLE_PAIRS,
    CHAIN_MAX = 64, /* of one key looked at: the latest */
    FIRST_SLOTS = 1 << 12
};

/* One key of one sketch; entries of one slot are chained, the latest first. */
struct entry {
    uint32_t key, sketch, next; /* next: index + 1 */
    uint32_t words;             /* the title's, one bit each */
};

struct bq_sketch_index {
    const struct bq_sketch **sketches;
    uint32_t *seen; /* by sketch: number of the last search that met it */
    size_t count, cap, seen_cap;
    struct entry *entries;
    size_t entry_count, entry_cap;
    uint32_t *slots; /* index + 1 */
    size_t slot_count;
    uint32_t search;
};

static uint64_t mix(uint64_t h)
{
    h ^= h >> 31;
    h *= 0x9E3779B97F4A7C15u;
    h ^= h >> 29;
    h *= 0xBF58476D1CE4E5B9u;
    return h ^ h >> 32;
}

/* The keys of a sketch: those of its title come last. */
struct keys {
    uint32_t at[KEYS];
    size_t count, first_title;
    uint32_t words; /* see struct entry */
};

static void keys_of(const struct bq_sketch *sketch, struct keys *out)
{
    uint32_t *keys = out->at;
    size_t n = 0, i, k;
    uint64_t bins;

    if (sketch->place)
        keys[n++] = (uint32_t)mix(sketch->place + sketch->program);
    for (i = 0; sketch->runs >= SKETCH_TEXT_MIN && i < BANDS; i++) {
        memcpy(&bins, &sketch->bins[i * BAND_BINS], sizeof bins);
        keys[n++] = (uint32_t)mix(mix(bins + i) + sketch->program);
    }
    out->first_title = n;
    out->words = 0;
    for (k = 0; k < sketch->title_count; k++)
        out->words |= UINT32_C(1) << (sketch->title[k] & 31);
    for (i = 0; sketch->title_count >= SKETCH_TITLE_MIN && i < TITLE_PAIRS; i++) {
        uint32_t least[2] = { UINT32_MAX, UINT32_MAX };
        for (k = 0; k < sketch->title_count; k++) {
            uint64_t h = mix(sketch->title[k] + (i << 40));
            if ((uint32_t)h < least[0])
                least[0] = (uint32_t)h;
            if ((uint32_t)(h >> 32) < least[1])
                least[1] = (uint32_t)(h >> 32);
        }
        keys[n++] = (uint32_t)mix(((uint64_t)least[0] << 32 | least[1]) + sketch->program + i);
    }
    out->count = n;
}

int bq_sketch_index_new(struct bq_sketch_index **out, struct bq_err *err)
{
    struct bq_sketch_index *index = calloc(1, sizeof *index);

    *out = NULL;
    if (index)
        index->slots = calloc(FIRST_SLOTS, sizeof *index->slots);
    if (!index || !index->slots) {
        free(index);
        return bq_err_nomem(err);
    }
    index->slot_count = FIRST_SLOTS;
    *out = index;
    return BQ_OK;
}

void bq_sketch_index_free(struct bq_sketch_index *index)
{
    if (!index)
        return;
    free((void *)index->sketches);
    free(index->seen);
    free(index->entries);
    free(index->slots);
    free(index);
}

/* Twice the slots; chains keep their order. */
static bool grow_slots(struct bq_sketch_index *index)
{
    size_t wanted = index->slot_count * 2, i;
    uint32_t *slots = calloc(wanted, sizeof *slots);

    if (!slots)
        return false;
    for (i = 0; i < index->entry_count; i++) {
        size_t slot = index->entries[i].key & (wanted - 1);
        index->entries[i].next = slots[slot];
        slots[slot] = (uint32_t)i + 1;
    }
    free(index->slots);
    index->slots = slots;
    index->slot_count = wanted;
    return true;
}

static bool make_room(struct bq_sketch_index *index)
{
    void *sketches = (void *)index->sketches, *seen = index->seen, *entries = index->entries;
    bool good = bq_array_grow(&sketches, index->count, &index->cap, sizeof *index->sketches,
                              BQ_SKETCHES_MAX) == BQ_OK;

    index->sketches = sketches;
    good = good && bq_array_grow(&seen, index->count, &index->seen_cap, sizeof *index->seen,
                                 BQ_SKETCHES_MAX) == BQ_OK;
    index->seen = seen;
    if (good && index->entry_cap < index->entry_count + KEYS) {
        size_t cap = index->entry_cap ? index->entry_cap * 2 : FIRST_SLOTS;
        void *grown = realloc(entries, cap * sizeof *index->entries);
        if (!grown)
            return false;
        index->entries = grown;
        index->entry_cap = cap;
    }
    return good && (index->entry_count + KEYS <= index->slot_count || grow_slots(index));
}

static int add_keys(struct bq_sketch_index *index, const struct bq_sketch *sketch,
                    const struct keys *keys, struct bq_err *err)
{
    if (index->count >= BQ_SKETCHES_MAX)
        return bq_err_set(err, BQ_ELIMIT, "more than %d drafts to compare", BQ_SKETCHES_MAX);
    if (!make_room(index))
        return bq_err_nomem(err);
    for (size_t i = 0; i < keys->count; i++) {
        uint32_t *slot = &index->slots[keys->at[i] & (index->slot_count - 1)];
        index->entries[index->entry_count++] = (struct entry){ .key = keys->at[i],
                                                               .sketch = (uint32_t)index->count,
                                                               .next = *slot,
                                                               .words = keys->words };
        *slot = (uint32_t)index->entry_count;
    }
    index->seen[index->count] = 0;
    index->sketches[index->count++] = sketch;
    return BQ_OK;
}

int bq_sketch_index_add(struct bq_sketch_index *index, const struct bq_sketch *sketch,
                        struct bq_err *err)
{
    struct keys keys;
    keys_of(sketch, &keys);
    return add_keys(index, sketch, &keys, err);
}

static int latest_first(const void *left, const void *right)
{
    size_t a = *(const size_t *)left, b = *(const size_t *)right;

    return a > b ? -1 : a < b;
}

static unsigned bits_of(uint32_t word)
{
    unsigned n = 0;
    for (; word; word &= word - 1)
        n++;
    return n;
}

/*
 * Titles meet in one pair of common words long before they are alike. Of two that have four words
 * in five in common, at most a quarter of one's words are not the other's: so many bits may differ.
 */
static bool may_be_alike(const struct entry *entry, const struct bq_sketch *sketch,
                         const struct keys *keys, bool title)
{
    return !title || bits_of(entry->words ^ keys->words) <= sketch->title_count / 4;
}

/* The loads of all keys on their way at once, instead of one after the other. */
static void fetch(const struct bq_sketch_index *index, const struct keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        __builtin_prefetch(&index->slots[keys->at[i] & (index->slot_count - 1)]);
    for (size_t i = 0; i < keys->count; i++) {
        uint32_t at = index->slots[keys->at[i] & (index->slot_count - 1)];
        __builtin_prefetch(at ? &index->entries[at - 1] : NULL);
    }
}

static size_t find_keys(struct bq_sketch_index *index, const struct bq_sketch *sketch,
                        const struct keys *keys, size_t *out, size_t max)
{
    size_t steps, found = 0;
    uint32_t at;

    index->search++;
    fetch(index, keys);
    for (size_t i = 0; i < keys->count && found < max; i++) {
        at = index->slots[keys->at[i] & (index->slot_count - 1)];
        for (steps = 0; at && steps < CHAIN_MAX && found < max; at = index->entries[at - 1].next) {
            const struct entry *entry = &index->entries[at - 1];
            if (entry->key != keys->at[i])
                continue;
            steps++;
            if (!may_be_alike(entry, sketch, keys, i >= keys->first_title) ||
                index->seen[entry->sketch] == index->search)
                continue;
            index->seen[entry->sketch] = index->search;
            if (bq_sketch_compare(sketch, index->sketches[entry->sketch], NULL) != BQ_LIKE_NOT)
                out[found++] = entry->sketch;
        }
    }
    qsort(out, found, sizeof *out, latest_first);
    return found;
}

size_t bq_sketch_index_find(struct bq_sketch_index *index, const struct bq_sketch *sketch,
                            size_t *out, size_t max)
{
    struct keys keys;
    keys_of(sketch, &keys);
    return find_keys(index, sketch, &keys, out, max);
}

int bq_sketch_index_meet(struct bq_sketch_index *index, const struct bq_sketch *sketch, size_t *out,
                         size_t max, size_t *found, struct bq_err *err)
{
    struct keys keys;
    keys_of(sketch, &keys);
    *found = find_keys(index, sketch, &keys, out, max);
    return add_keys(index, sketch, &keys, err);
}
