/*
 * The vocabulary of a taxonomy: every distinct word of names, last id parts and aliases, and which
 * nodes and aliases hold it. Made once, so that a search only compares a few words with some 1,500
 * and adds up. What the aliases alone hold is made apart: a check reads titles by them.
 */
#include "model/taxonomy_impl.h"

#include <stdlib.h>

/* The byte as it stands in a word: small letters, digits, bytes of UTF-8; 0 between words. */
static unsigned char word_byte(unsigned char c)
{
    static const char ascii[129] =
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
        "0123456789\0\0\0\0\0\0"
        "\0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0"
        "\0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0";
    return c < 128 ? (unsigned char)ascii[c] : c;
}

bool bq_word_next(const char *text, size_t len, size_t *at, char *out, size_t *out_len)
{
    size_t used = 0;
    size_t i = *at;
    for (; i < len; i++) {
        unsigned char c = word_byte((unsigned char)text[i]);
        if (!c && used && text[i] != '\'')
            break;
        if (c && used < BQ_WORD_MAX - 1)
            out[used++] = (char)c;
    }
    *at = i;
    *out_len = used;
    out[used] = 0;
    return used > 0;
}

/* The slot of a word: where it is, or the free one where it belongs. */
static uint16_t *slot_of(const struct bq_vocabulary *v, const char *word, size_t len, uint32_t hash)
{
    size_t mask = v->slot_count - 1, i = hash & mask;
    for (; v->slots[i]; i = (i + 1) & mask) {
        const struct bq_vocabulary_word *w = &v->words[v->slots[i] - 1];
        if (w->hash == hash && w->len == len && !memcmp(w->s, word, len))
            break;
    }
    return &v->slots[i];
}

int bq_vocabulary_find(const struct bq_vocabulary *v, const char *word, size_t len)
{
    return *slot_of(v, word, len, bq_taxonomy_hash(word, len)) - 1;
}

/* Files all words in a table of that size, for which there is room. */
static void file_words(struct bq_vocabulary *v, size_t slot_count)
{
    v->slot_count = slot_count;
    memset(v->slots, 0, slot_count * sizeof *v->slots);
    for (size_t i = 0; i < v->count; i++) {
        const struct bq_vocabulary_word *w = &v->words[i];
        *slot_of(v, w->s, w->len, w->hash) = (uint16_t)(i + 1);
    }
}

/* Position of the word, which is added when it is new; -1 when the vocabulary is full. */
static int learn(struct bq_vocabulary *v, const char *word, size_t len)
{
    uint32_t hash = bq_taxonomy_hash(word, len);
    uint16_t *slot = slot_of(v, word, len, hash);
    if (*slot || v->count == v->cap)
        return *slot - 1;
    v->words[v->count] = (struct bq_vocabulary_word){ v->text, hash, (uint8_t)len };
    memcpy(v->text, word, len);
    v->text += len;
    *slot = (uint16_t)++v->count;
    if (v->count * 2 > v->slot_count) /* room for twice the words there may be: see bq_slots_size */
        file_words(v, v->slot_count * 2);
    return (int)v->count - 1;
}

static bool has_word(const uint16_t *words, size_t count, int word)
{
    for (size_t i = 0; i < count; i++)
        if (words[i] == word)
            return true;
    return false;
}

enum { NODE_WORDS = 24 };

/* Learns the words of one text of a node; appends those that the node does not have yet. */
static void learn_text(struct bq_vocabulary *vocabulary, const char *text, uint16_t *words,
                       size_t *count)
{
    char word[BQ_WORD_MAX];
    size_t len, offset = 0, size = strlen(text);
    while (*count < NODE_WORDS && bq_word_next(text, size, &offset, word, &len)) {
        int known = learn(vocabulary, word, len);
        if (known >= 0 && !has_word(words, *count, known))
            words[(*count)++] = (uint16_t)known;
    }
}

static void make_initials(const char *name, char out[8])
{
    char word[BQ_WORD_MAX];
    size_t len, at = 0, used = 0, size = strcspn(name, "(");
    while (used < 7 && bq_word_next(name, size, &at, word, &len))
        out[used++] = word[0];
    out[used < 2 ? 0 : used] = 0;
}

static void index_types(const struct bq_taxonomy *t, struct bq_type_index *index)
{
    uint32_t used = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct bq_type *type = &t->items[i];
        const char *dot = strrchr(type->id, '.');
        size_t count = 0;
        index->type_start[i] = used;
        learn_text(&index->words, type->name, index->type_words + used, &count);
        learn_text(&index->words, dot ? dot + 1 : type->id, index->type_words + used, &count);
        used += (uint32_t)count;
        make_initials(type->name, index->initials[i]);
    }
    index->type_start[t->count] = used;
}

/* Ids of one alias, separated by blanks; those that this taxonomy lacks are left out. */
static void read_targets(const struct bq_taxonomy *t, struct bq_span ids,
                         struct bq_type_alias *alias)
{
    char id[512];
    while (ids.len && alias->target_count < BQ_ALIAS_TARGETS) {
        const char *blank = memchr(ids.s, ' ', ids.len);
        size_t len = blank ? (size_t)(blank - ids.s) : ids.len;
        if (len && len < sizeof id) {
            memcpy(id, ids.s, len);
            id[len] = 0;
            const struct bq_type *type = bq_taxonomy_find(t, id);
            if (type)
                alias->targets[alias->target_count++] = (uint16_t)bq_type_at(t, type);
        }
        size_t step = len + (blank ? 1 : 0);
        ids = bq_span_of(ids.s + step, ids.len - step);
    }
}

/* "phrase, other phrase<TAB>ids<TAB>flags": one alias for each phrase. */
static void read_aliases(const struct bq_taxonomy *t, struct bq_type_index *index,
                         struct bq_span line)
{
    const char *tab = memchr(line.s, '\t', line.len);
    if (!tab || *line.s == '#')
        return;
    struct bq_span phrases = bq_span_of(line.s, (size_t)(tab - line.s));
    struct bq_span ids = bq_span_of(tab + 1, line.len - phrases.len - 1);
    struct bq_type_alias proto = { .names_class = true };
    if ((tab = memchr(ids.s, '\t', ids.len))) {
        proto.names_class = !memchr(tab, '-', ids.len - (size_t)(tab - ids.s));
        ids.len = (size_t)(tab - ids.s);
    }
    read_targets(t, ids, &proto);
    while (proto.target_count && phrases.len && index->alias_count < BQ_ALIASES_MAX) {
        const char *comma = memchr(phrases.s, ',', phrases.len);
        size_t size = comma ? (size_t)(comma - phrases.s) : phrases.len, offset = 0, len;
        struct bq_type_alias alias = proto;
        char word[BQ_WORD_MAX];
        int known;
        while (alias.word_count < BQ_ALIAS_WORDS &&
               bq_word_next(phrases.s, size, &offset, word, &len) &&
               (known = learn(&index->alias_words, word, len)) >= 0)
            alias.words[alias.word_count++] = (uint16_t)known;
        if (alias.word_count)
            index->aliases[index->alias_count++] = alias;
        size_t step = size + (comma ? 1 : 0);
        phrases = bq_span_of(phrases.s + step, phrases.len - step);
    }
}

/* Chains aliases by their first word, in the order of the table. */
static void chain_aliases(struct bq_type_index *index)
{
    for (size_t i = index->alias_count; i-- > 0;) {
        uint16_t *first = &index->alias_first[index->aliases[i].words[0]];
        index->alias_next[i] = *first;
        *first = (uint16_t)(i + 1);
    }
}

/* ---- the room
 * ---------------------------------------------------------------------------------- */

static size_t text_size(const struct bq_taxonomy *t)
{
    size_t size = 0;
    for (size_t i = 0; i < t->count; i++)
        size += strlen(t->items[i].id) + strlen(t->items[i].name);
    return size;
}

static size_t count_byte(const char *s, size_t len, char c)
{
    size_t count = 0;
    for (const char *p = s, *end = s + len; (p = memchr(p, c, (size_t)(end - p))) != NULL; p++)
        count++;
    return count;
}

/* The next piece of a room of that size; its address is meant only once there is a room. */
static void *take(char *room, size_t *used, size_t size)
{
    void *piece = room ? room + *used : NULL;
    *used += (size + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t);
    return piece;
}

static void take_vocabulary(struct bq_vocabulary *v, char *room, size_t *used, size_t text)
{
    v->text = take(room, used, text);
    v->words = take(room, used, v->cap * sizeof *v->words);
    v->slots = take(room, used, bq_slots_size(v->cap) * sizeof *v->slots);
}

/* Deals the room out, once to learn how large it has to be and once more in earnest. */
static size_t deal(const struct bq_taxonomy *t, struct bq_type_index *index, size_t phrases)
{
    size_t used = 0;
    char *room = index->room;
    take_vocabulary(&index->alias_words, room, &used, index->alias_text_len);
    index->aliases = take(room, &used, phrases * sizeof *index->aliases);
    index->alias_next = take(room, &used, phrases * sizeof *index->alias_next);
    index->alias_first = take(room, &used, index->alias_words.cap * sizeof *index->alias_first);
    take_vocabulary(&index->words, room, &used, text_size(t));
    index->type_words = take(room, &used, t->count * NODE_WORDS * sizeof *index->type_words);
    index->type_start = take(room, &used, (t->count + 1) * sizeof *index->type_start);
    index->initials = take(room, &used, t->count * sizeof *index->initials);
    return used;
}

static size_t at_most(size_t value, size_t max)
{
    return value < max ? value : max;
}

int bq_type_index_new(const struct bq_taxonomy *t, const char *aliases, size_t len,
                      struct bq_type_index **out, struct bq_err *err)
{
    size_t phrases = 1 + count_byte(aliases, len, ',') + count_byte(aliases, len, '\n');
    struct bq_type_index *index = *out = calloc(1, sizeof *index);
    if (!index)
        return bq_err_nomem(err);
    bq_once_init(&index->have_aliases);
    bq_once_init(&index->have_types);
    index->alias_text = aliases;
    index->alias_text_len = len;
    index->alias_words.cap = at_most(phrases * 3, BQ_VOCABULARY_MAX);
    index->words.cap = at_most(t->count * 6 + index->alias_words.cap, BQ_VOCABULARY_MAX);
    /* Not cleared: that would touch every page of what most commands never look at. */
    index->room = malloc(deal(t, index, phrases));
    if (!index->room)
        return bq_err_nomem(err);
    deal(t, index, phrases);
    return BQ_OK;
}

/* ---- filling it
 * ---------------------------------------------------------------------------------- */

enum { FIRST_SLOTS = 1 << 12 };

static size_t first_slots(const struct bq_vocabulary *v)
{
    return at_most(FIRST_SLOTS, bq_slots_size(v->cap));
}

static void fill_aliases(const void *context)
{
    const struct bq_taxonomy *t = context;
    struct bq_type_index *index = t->index;
    const char *line = index->alias_text;
    file_words(&index->alias_words, first_slots(&index->alias_words));
    for (const char *end = line + index->alias_text_len, *next; line < end; line = next) {
        next = memchr(line, '\n', (size_t)(end - line));
        read_aliases(t, index, bq_span_of(line, (size_t)((next ? next : end) - line)));
        next = next ? next + 1 : end;
    }
    memset(index->alias_first, 0, index->alias_words.count * sizeof *index->alias_first);
    chain_aliases(index);
}

static void fill_types(const void *context)
{
    const struct bq_taxonomy *t = context;
    struct bq_type_index *index = t->index;
    struct bq_vocabulary *words = &index->words;
    words->count = index->alias_words.count;
    memcpy(words->words, index->alias_words.words, words->count * sizeof *words->words);
    file_words(words, at_most(index->alias_words.slot_count, bq_slots_size(words->cap)));
    memset(index->initials, 0, t->count * sizeof *index->initials);
    index_types(t, index);
}

const struct bq_type_index *bq_type_index_aliases(const struct bq_taxonomy *t)
{
    bq_once_make(&t->index->have_aliases, fill_aliases, t);
    return t->index;
}

const struct bq_type_index *bq_type_index_get(const struct bq_taxonomy *t)
{
    bq_once_make(&t->index->have_aliases, fill_aliases, t);
    bq_once_make(&t->index->have_types, fill_types, t);
    return t->index;
}

void bq_type_index_free(struct bq_type_index *index)
{
    if (!index)
        return;
    bq_once_clear(&index->have_aliases);
    bq_once_clear(&index->have_types);
    free(index->room);
    free(index);
}
