#include "check/phrases.h"
#include <stdlib.h>

/* The first room is for the built-in lists and a program's: most dictionaries never grow. */
enum { STEM_MIN = 3, STEM_KEPT = 8, FILTER_WORDS = 1024, FIRST_ENTRIES = 2048, FIRST_RESTS = 512 };

/*
 * A phrase is filed under the hash of its last word (of its first three letters when that has a
 * star), joined with that of the word before if there is one: words like "data" end many. What an
 * entry holds decides nearly always, and all entries stay in the processor's cache.
 */
struct entry {
    uint64_t stem; /* the first eight letters of one */
    uint32_t next; /* in the chain, from 1; 0 ends */
    uint32_t rest; /* what else has to be looked at, from 1; 0: nothing */
    uint16_t list;
    uint8_t count;
    uint8_t parts;
    uint8_t stem_len; /* as far as it is in stem */
};
/* Of a phrase of more than two words, or with a stem of more than eight letters. */
struct rest {
    uint32_t words; /* its hashes begin here in the pool */
    uint32_t stem_len;
    char *stem; /* the last word's letters before the star, NULL: the entry's are all */
};

struct bq_phrases {
    struct entry *entries;
    size_t count, cap;
    struct rest *rests;
    size_t rest_count, rest_cap;
    uint64_t *words; /* the pool of their hashes */
    size_t word_count, word_cap;
    unsigned *parts; /* by list */
    size_t list_count, list_cap;
    uint64_t *keys;   /* open addressing: 0 is free */
    uint32_t *chains; /* by slot: the first entry, from 1 */
    size_t slots, used;
    uint64_t filter[FILTER_WORDS]; /* one bit for many keys: most words are in no phrase */
};

static const uint64_t HASH_START = UINT64_C(0xcbf29ce484222325),
                      HASH_STEP = UINT64_C(0xD6E8FEB86659FD93),
                      LOWER_CASE = UINT64_C(0x2020202020202020);

/*
 * What a byte is to the cutter: one of these, or (greater) a letter, given in lower case. Bytes
 * beyond ASCII are letters.
 */
enum { OTHER, APOSTROPHE, GLUE };
/* clang-format off */
static const unsigned char letters[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 0, 2, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 2, 0, 0,
    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 0, 0, 0, 0, 0, 0,
    0, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111,
    112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 0, 0, 0, 0, 2,
    2, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111,
    112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 0, 0, 0, 2, 0,
    128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141, 142, 143,
    144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159,
    160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171, 172, 173, 174, 175,
    176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186, 187, 188, 189, 190, 191,
    192, 193, 194, 195, 196, 197, 198, 199, 200, 201, 202, 203, 204, 205, 206, 207,
    208, 209, 210, 211, 212, 213, 214, 215, 216, 217, 218, 219, 220, 221, 222, 223,
    224, 225, 226, 227, 228, 229, 230, 231, 232, 233, 234, 235, 236, 237, 238, 239,
    240, 241, 242, 243, 244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255,
};
/* clang-format on */

static bool is_letter(char c)
{
    return letters[(unsigned char)c] > GLUE;
}

struct word {
    uint64_t hash, stem_hash; /* stem_hash: of the first three letters, 0 when there are fewer */
    uint64_t first;           /* up to eight letters, see hash_letters */
    size_t start, end;
    bool non_ascii;
};

/* Dashes, quotes, ellipses and odd blanks (U+2000 to U+203F): three bytes that are no letter. */
static bool is_punctuation(const char *s, size_t i, size_t end)
{
    return end - i >= 3 && s[i] == '\xe2' && s[i + 1] == '\x80';
}

/* The right single quotation mark, as word processors write apostrophes. */
static bool is_curly(const char *s, size_t i, size_t end)
{
    return is_punctuation(s, i, end) && s[i + 2] == '\x99';
}

/* Which bits of eight letters the first n are. */
static uint64_t bits_of(size_t n)
{
    return n < 8 ? (UINT64_C(1) << 8 * n) - 1 : UINT64_MAX;
}

/* Letters are hashed eight at a time, each in lower case, the first in the lowest byte. */
static uint64_t hash_letters(uint64_t hash, uint64_t eight)
{
    hash = (hash ^ eight) * HASH_STEP;
    return hash ^ hash >> 29;
}

static uint64_t hash_stem(uint64_t first_three)
{
    return ~hash_letters(HASH_START, first_three);
}

/* The key of a word that stands behind another: "is impact" is not "impact is". */
static uint64_t hash_pair(uint64_t before, uint64_t key)
{
    return hash_letters(before << 7 | before >> 57, key);
}

/* The n bytes at s as hash_letters takes them; what is behind them may be read up to end. */
static uint64_t take_letters(const char *s, size_t n, size_t i, size_t end)
{
    const unsigned char *p = (const unsigned char *)s + i;
    uint64_t eight = 0;
    if (end - i >= 8) { /* compilers make one load of it */
        eight = (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
                (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
                (uint64_t)p[7] << 56;
    } else {
        for (size_t k = n; k > 0; k--)
            eight = eight << 8 | p[k - 1];
    }
    return (eight | LOWER_CASE) & bits_of(n); /* digits have that bit anyway */
}

/* A word with apostrophes in it, or letters beyond ASCII. */
static struct word read_odd_word(const char *s, size_t i, size_t end)
{
    struct word word = { .hash = HASH_START, .start = i };
    uint64_t eight = 0;
    size_t count = 0;
    for (; i < end; i++) {
        unsigned char letter = letters[(unsigned char)s[i]];
        if (letter == APOSTROPHE)
            continue;
        if (letter <= GLUE)
            break;
        if (letter >= 0x80) {
            if (is_curly(s, i, end)) {
                i += 2;
                continue;
            }
            if (is_punctuation(s, i, end))
                break;
            word.non_ascii = true;
        }
        if (count && count % 8 == 0) {
            word.first = count == 8 ? eight : word.first;
            word.hash = hash_letters(word.hash, eight);
            eight = 0;
        }
        eight |= (uint64_t)letter << 8 * (count % 8);
        if (++count == STEM_MIN)
            word.stem_hash = hash_stem(eight);
    }
    word.first = count <= 8 ? eight : word.first;
    word.hash = hash_letters(word.hash, eight);
    word.end = i;
    return word;
}

/* Reads the word at i, which begins with a letter. */
static struct word read_word(const char *s, size_t i, size_t end)
{
    struct word word = { .hash = HASH_START, .start = i, .end = i };
    unsigned char letter = 0;
    while (word.end < end && (letter = letters[(unsigned char)s[word.end]]) > GLUE && letter < 0x80)
        word.end++;
    if (word.end < end && (letter == APOSTROPHE || letter >= 0x80))
        return read_odd_word(s, i, end);
    size_t left = word.end - i;
    word.first = take_letters(s, left < 8 ? left : 8, i, end);
    word.hash = hash_letters(HASH_START, word.first);
    if (left >= STEM_MIN)
        word.stem_hash = hash_stem(word.first & 0xffffff);
    for (i += 8; i < word.end; i += 8) {
        left = word.end - i;
        word.hash = hash_letters(word.hash, take_letters(s, left < 8 ? left : 8, i, end));
    }
    return word;
}

/* A phrase's words, cut. */
struct cut {
    uint64_t words[BQ_PHRASE_WORDS_MAX];
    unsigned count;
};

/* ---- the dictionary ----------------------------------------------------------------------------
 */

struct bq_phrases *bq_phrases_new(void)
{
    return calloc(1, sizeof(struct bq_phrases));
}

void bq_phrases_free(struct bq_phrases *phrases)
{
    if (!phrases)
        return;
    for (size_t i = 0; i < phrases->rest_count; i++)
        free(phrases->rests[i].stem);
    free(phrases->rests);
    free(phrases->entries);
    free(phrases->words);
    free(phrases->parts);
    free(phrases->keys);
    free(phrases->chains);
    free(phrases);
}

size_t bq_phrases_list_count(const struct bq_phrases *phrases)
{
    return phrases->list_count;
}

int bq_phrases_add_list(struct bq_phrases *phrases, unsigned parts)
{
    int status = bq_array_grow((void **)&phrases->parts, phrases->list_count, &phrases->list_cap,
                               sizeof *phrases->parts, BQ_PHRASE_LISTS_MAX);
    if (status < 0)
        return status;
    phrases->parts[phrases->list_count] = parts;
    return (int)phrases->list_count++;
}

static size_t filter_word(uint64_t key)
{
    return (size_t)(key >> 40) % FILTER_WORDS;
}

static uint64_t filter_bit(uint64_t key)
{
    return UINT64_C(1) << (key >> 34 & 63);
}

/* The slot of key: its own or a free one. There always is a free one. */
static size_t slot_of(const struct bq_phrases *phrases, uint64_t key)
{
    size_t i = (size_t)(key ^ (key >> 29)) & (phrases->slots - 1);
    while (phrases->keys[i] && phrases->keys[i] != key)
        i = (i + 1) & (phrases->slots - 1);
    return i;
}

static int grow_table(struct bq_phrases *phrases)
{
    if (phrases->slots && phrases->used * 2 < phrases->slots)
        return BQ_OK;
    struct bq_phrases old = *phrases;
    size_t slots = old.slots ? old.slots * 2 : 2 * FIRST_ENTRIES;
    uint64_t *keys = calloc(slots, sizeof *keys);
    uint32_t *chains = calloc(slots, sizeof *chains);
    if (!keys || !chains) {
        free(keys);
        free(chains);
        return BQ_ENOMEM;
    }
    phrases->keys = keys;
    phrases->chains = chains;
    phrases->slots = slots;
    for (size_t i = 0; i < old.slots; i++) {
        if (!old.keys[i])
            continue;
        size_t to = slot_of(phrases, old.keys[i]);
        keys[to] = old.keys[i];
        chains[to] = old.chains[i];
    }
    free(old.keys);
    free(old.chains);
    return BQ_OK;
}

/* Cuts the phrase into words; false when it has none or too many, or a star elsewhere. */
static bool cut_phrase(struct bq_span text, struct cut *out, struct word *last, bool *star)
{
    *star = bq_span_ends(text, "*");
    if (*star)
        text.len--;
    if (text.len && memchr(text.s, '*', text.len))
        return false;
    for (size_t i = 0; i < text.len;) {
        if (is_punctuation(text.s, i, text.len) || !is_letter(text.s[i])) {
            i += is_punctuation(text.s, i, text.len) ? 3 : 1;
            continue;
        }
        if (out->count == BQ_PHRASE_WORDS_MAX)
            return false;
        *last = read_word(text.s, i, text.len);
        out->words[out->count++] = last->hash;
        i = last->end;
    }
    return out->count > 0 && (!*star || (last->stem_hash && last->end == text.len));
}

/* Room for one more, at first for so many. */
static int grow(void **items, size_t count, size_t *cap, size_t size, size_t first)
{
    if (*cap)
        return bq_array_grow(items, count, cap, size, BQ_PHRASES_MAX);
    *items = malloc(first * size);
    *cap = *items ? first : 0;
    return *items ? BQ_OK : BQ_ENOMEM;
}

/* Room for one more phrase in every table, for `words` hashes in the pool. */
static int make_room(struct bq_phrases *phrases, unsigned words)
{
    int status = grow((void **)&phrases->entries, phrases->count, &phrases->cap,
                      sizeof *phrases->entries, FIRST_ENTRIES);
    if (status >= 0)
        status = grow((void **)&phrases->rests, phrases->rest_count, &phrases->rest_cap,
                      sizeof *phrases->rests, FIRST_RESTS);
    while (status >= 0 && phrases->word_cap - phrases->word_count < words)
        status = bq_array_grow((void **)&phrases->words, phrases->word_cap, &phrases->word_cap,
                               sizeof *phrases->words, BQ_PHRASES_MAX * BQ_PHRASE_WORDS_MAX);
    return status >= 0 ? grow_table(phrases) : status;
}

/* What the entry can't tell. 0: nothing; there is room for it. */
static uint32_t add_rest(struct bq_phrases *phrases, const struct cut *cut, char *stem,
                         size_t stem_len)
{
    if (cut->count <= 2 && !stem)
        return 0;
    phrases->rests[phrases->rest_count++] = (struct rest){ .words = (uint32_t)phrases->word_count,
                                                           .stem = stem,
                                                           .stem_len = (uint32_t)stem_len };
    memcpy(phrases->words + phrases->word_count, cut->words, cut->count * sizeof *cut->words);
    phrases->word_count += cut->count;
    return (uint32_t)phrases->rest_count;
}

static void enter(struct bq_phrases *phrases, unsigned list, const struct cut *cut,
                  const struct word *last, size_t stem_len, uint32_t rest)
{
    uint64_t key = stem_len ? last->stem_hash : last->hash;
    if (cut->count > 1)
        key = hash_pair(cut->words[cut->count - 2], key);
    size_t slot = slot_of(phrases, key);
    phrases->used += phrases->keys[slot] == 0;
    phrases->keys[slot] = key;
    phrases->filter[filter_word(key)] |= filter_bit(key);
    phrases->entries[phrases->count++] =
        (struct entry){ .stem = stem_len ? last->first : 0,
                        .stem_len = (uint8_t)(stem_len < STEM_KEPT ? stem_len : STEM_KEPT),
                        .next = phrases->chains[slot],
                        .rest = rest,
                        .list = (uint16_t)list,
                        .count = (uint8_t)cut->count,
                        .parts = (uint8_t)phrases->parts[list] };
    phrases->chains[slot] = (uint32_t)phrases->count;
}

int bq_phrases_add(struct bq_phrases *phrases, unsigned list, struct bq_span text,
                   struct bq_err *err)
{
    struct cut cut;
    struct word last = { .hash = 0 };
    bool star;
    cut.count = 0;
    if (!cut_phrase(text, &cut, &last, &star))
        return bq_err_set(
            err, BQ_EINVAL,
            "no phrase of one to %d words, with a star only at the end of three letters or more",
            BQ_PHRASE_WORDS_MAX);
    int status = make_room(phrases, cut.count);
    if (status < 0)
        return status == BQ_ENOMEM ? bq_err_nomem(err)
                                   : bq_err_set(err, BQ_ELIMIT, "too many phrases");
    char *stem = NULL;
    size_t stem_len = star ? last.end - last.start : 0;
    if (stem_len > STEM_KEPT) {
        stem = bq_span_dup(bq_span_of(text.s + last.start, stem_len));
        if (!stem)
            return bq_err_nomem(err);
    }
    enter(phrases, list, &cut, &last, stem_len, add_rest(phrases, &cut, stem, stem_len));
    return BQ_OK;
}

/* ---- reading -----------------------------------------------------------------------------------
 */

/* The last words read that a phrase may span: nothing but glue between them. */
struct reading {
    const struct bq_phrases *phrases;
    const char *s;
    struct bq_hits *hits;
    struct bq_word_count *count;
    struct word ring[BQ_PHRASE_WORDS_MAX];
    size_t seen;  /* words in all; the newest is ring[(seen - 1) % MAX] */
    size_t glued; /* how many of the newest hang together */
    unsigned part;
};

static const struct word *back(const struct reading *r, size_t n)
{
    return &r->ring[(r->seen - 1 - n) % BQ_PHRASE_WORDS_MAX];
}

static bool has_stem(const char *s, const struct word *word, const struct rest *rest)
{
    if (word->end - word->start < rest->stem_len)
        return false;
    return bq_span_equal_nocase(bq_span_of(s + word->start, rest->stem_len),
                                bq_span_of(rest->stem, rest->stem_len));
}

/* Do all words of the phrase stand there? The last two are known to, but for the end of a long
 * stem. */
static bool stands(const struct reading *r, const struct entry *entry)
{
    const struct rest *rest = &r->phrases->rests[entry->rest - 1];
    const uint64_t *words = r->phrases->words + rest->words;
    if (rest->stem && !has_stem(r->s, back(r, 0), rest))
        return false;
    for (size_t n = 2; n < entry->count; n++) {
        if (back(r, n)->hash != words[entry->count - 1 - n])
            return false;
    }
    return true;
}

static void add_hit(struct reading *r, const struct entry *entry)
{
    struct bq_hits *hits = &r->hits[entry->list];
    size_t start = back(r, entry->count - 1u)->start, end = back(r, 0)->end;
    if (hits->count && hits->count <= BQ_HITS_KEPT && hits->first[hits->count - 1].end == end)
        return; /* two phrases of the list end in the same word */
    if (!hits->count) {
        hits->touched = r->count->touched;
        r->count->touched = entry->list + 1u;
    }
    if (hits->count < BQ_HITS_KEPT)
        hits->first[hits->count] = (struct bq_hit){ (uint32_t)start, (uint32_t)end };
    hits->count++;
}

static void look_up(struct reading *r, uint64_t key, uint64_t first)
{
    const struct bq_phrases *phrases = r->phrases;
    for (size_t i = phrases->chains[slot_of(phrases, key)]; i; i = phrases->entries[i - 1].next) {
        const struct entry *entry = &phrases->entries[i - 1];
        if (!(entry->parts & r->part) || entry->count > r->glued ||
            (first & bits_of(entry->stem_len)) != entry->stem)
            continue;
        if (!entry->rest || stands(r, entry))
            add_hit(r, entry);
    }
}

/* Most words are in no phrase: this says so at the cost of one load. */
static inline bool may_be(const struct bq_phrases *phrases, uint64_t key)
{
    return phrases->filter[filter_word(key)] & filter_bit(key);
}

/* Everything that ends in the newest word. */
static void look_up_all(struct reading *r, const struct word *word)
{
    const struct bq_phrases *phrases = r->phrases;
    uint64_t before = r->glued > 1 ? back(r, 1)->hash : 0;
    uint64_t keys[4] = { word->hash, word->stem_hash };
    size_t count = word->stem_hash ? 2 : 1;
    if (r->glued > 1) {
        keys[count++] = hash_pair(before, word->hash);
        if (word->stem_hash)
            keys[count++] = hash_pair(before, word->stem_hash);
    }
    for (size_t i = 0; i < count; i++) {
        if (may_be(phrases, keys[i]))
            look_up(r, keys[i], word->first);
    }
}

/* The words of s[from..to), all in one part. Words hang together with those before only when glued
 * says so. */
static void read_words(struct reading *r, size_t from, size_t to, unsigned part)
{
    size_t lines = 0;
    r->part = part;
    for (size_t i = from; i < to;) {
        bool mark = is_punctuation(r->s, i, to);
        if (mark || !is_letter(r->s[i])) {
            lines = r->s[i] == '\n' ? lines + 1 : lines;
            if (mark || letters[(unsigned char)r->s[i]] == OTHER || lines > 1)
                r->glued = 0;
            i += mark ? 3 : 1;
            continue;
        }
        struct word word = read_word(r->s, i, to);
        r->ring[r->seen++ % BQ_PHRASE_WORDS_MAX] = word;
        if (r->glued < BQ_PHRASE_WORDS_MAX)
            r->glued++;
        if (part & BQ_PARTS_WORDS) {
            r->count->words++;
            r->count->non_ascii += word.non_ascii;
        }
        if (r->phrases->slots)
            look_up_all(r, &word);
        lines = 0;
        i = word.end;
    }
}

static unsigned part_of(const struct bq_block *block)
{
    return block->kind == BQ_BLOCK_HEADING ? BQ_PART_HEADING
           : block->kind == BQ_BLOCK_QUOTE ? BQ_PART_QUOTE
                                           : BQ_PART_PROSE;
}

/* One inline: its text is words or code, its target a URL. */
static void read_inline(struct reading *r, const struct bq_inline *in, unsigned part)
{
    if (in->kind == BQ_INLINE_CODE) {
        read_words(r, in->text, in->text_end, part == BQ_PART_QUOTE ? part : BQ_PART_CODE);
        return;
    }
    if (in->kind == BQ_INLINE_LINK || in->kind == BQ_INLINE_IMAGE)
        read_words(r, in->text, in->text_end, part);
    size_t glued = r->glued;
    r->glued = 0;
    if (in->kind != BQ_INLINE_FILE)
        read_words(r, in->target, in->target_end, BQ_PART_URL);
    r->glued = in->kind == BQ_INLINE_LINK ? glued : 0;
}

void bq_phrases_read(const struct bq_phrases *phrases, const struct bq_prose *prose,
                     struct bq_hits *hits, struct bq_word_count *count)
{
    struct reading r = { .phrases = phrases, .s = prose->s, .hits = hits, .count = count };
    size_t k = 0;
    for (unsigned list = count->touched; list; list = hits[list - 1].touched)
        hits[list - 1].count = 0;
    memset(count, 0, sizeof *count);
    for (size_t b = 0; b < prose->block_count; b++) {
        const struct bq_block *block = &prose->blocks[b];
        if (block->kind == BQ_BLOCK_FENCE || block->kind == BQ_BLOCK_CODE ||
            block->kind == BQ_BLOCK_RULE)
            continue;
        unsigned part = part_of(block);
        size_t i = block->text;
        r.glued = 0;
        while (k < prose->inline_count && prose->inlines[k].block < b)
            k++;
        for (; k < prose->inline_count && prose->inlines[k].block == b; k++) {
            read_words(&r, i, prose->inlines[k].start, part);
            read_inline(&r, &prose->inlines[k], part);
            i = prose->inlines[k].end;
        }
        if (i < block->text_end)
            read_words(&r, i, block->text_end, part);
    }
}
