/*
 * The vocabulary of a taxonomy: every distinct word of names, last id parts and aliases, and which
 * nodes and aliases hold it. Made once, so that a search only compares a few words with some 1,500
 * and adds up.
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

int bq_vocabulary_find(const struct bq_type_index *index, const char *word, size_t len)
{
    uint32_t hash = bq_taxonomy_hash(word, len);
    size_t mask = index->by_word.size - 1;
    for (size_t i = hash & mask; index->by_word.items[i]; i = (i + 1) & mask) {
        const struct bq_vocabulary_word *w = &index->words[index->by_word.items[i] - 1];
        if (w->hash == hash && w->len == len && !memcmp(w->s, word, len))
            return (int)index->by_word.items[i] - 1;
    }
    return -1;
}

/* Position of the word, which is added when it is new; -1 when the vocabulary is full. */
static int learn(struct bq_type_index *index, char **at, const char *word, size_t len)
{
    uint32_t hash = bq_taxonomy_hash(word, len);
    size_t mask = index->by_word.size - 1;
    size_t i = hash & mask;
    for (; index->by_word.items[i]; i = (i + 1) & mask) {
        const struct bq_vocabulary_word *w = &index->words[index->by_word.items[i] - 1];
        if (w->hash == hash && w->len == len && !memcmp(w->s, word, len))
            return (int)index->by_word.items[i] - 1;
    }
    if (index->word_count == index->word_cap)
        return -1;
    index->words[index->word_count] = (struct bq_vocabulary_word){ *at, hash, (uint8_t)len };
    memcpy(*at, word, len);
    *at += len;
    index->by_word.items[i] = (uint32_t)++index->word_count;
    return (int)index->word_count - 1;
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
static void learn_text(struct bq_type_index *index, char **at, const char *text, uint16_t *words,
                       size_t *count)
{
    char word[BQ_WORD_MAX];
    size_t len, offset = 0, size = strlen(text);
    while (*count < NODE_WORDS && bq_word_next(text, size, &offset, word, &len)) {
        int known = learn(index, at, word, len);
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

static void index_types(const struct bq_taxonomy *t, struct bq_type_index *index, char **at)
{
    uint32_t used = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct bq_type *type = &t->items[i];
        const char *dot = strrchr(type->id, '.');
        size_t count = 0;
        index->type_start[i] = used;
        learn_text(index, at, type->name, index->type_words + used, &count);
        learn_text(index, at, dot ? dot + 1 : type->id, index->type_words + used, &count);
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
                         struct bq_span line, char **at)
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
               (known = learn(index, at, word, len)) >= 0)
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

static size_t text_size(const struct bq_taxonomy *t)
{
    size_t size = 0;
    for (size_t i = 0; i < t->count; i++)
        size += strlen(t->items[i].id) + strlen(t->items[i].name);
    return size;
}

int bq_type_index_new(const struct bq_taxonomy *t, const char *aliases, size_t len,
                      struct bq_type_index **out, struct bq_err *err)
{
    size_t phrases = 1;
    struct bq_type_index *index = *out = calloc(1, sizeof *index);
    if (!index)
        return bq_err_nomem(err);
    pthread_mutex_init(&index->filling, NULL);
    atomic_init(&index->filled, false);
    index->alias_text = aliases;
    index->alias_text_len = len;
    for (size_t i = 0; i < len; i++)
        phrases += aliases[i] == ',' || aliases[i] == '\n';
    index->word_cap = BQ_VOCABULARY_MAX;
    if (t->count * 6 + phrases * 3 < index->word_cap)
        index->word_cap = t->count * 6 + phrases * 3;
    /* Not cleared: that would touch every page of what most commands never look at. */
    index->text = malloc(text_size(t) + len + 1);
    index->words = malloc(index->word_cap * sizeof *index->words);
    index->type_words = malloc(t->count * NODE_WORDS * sizeof *index->type_words);
    index->type_start = malloc((t->count + 1) * sizeof *index->type_start);
    index->initials = malloc(t->count * sizeof *index->initials);
    index->aliases = malloc(phrases * sizeof *index->aliases);
    index->alias_next = malloc(phrases * sizeof *index->alias_next);
    index->alias_first = malloc(index->word_cap * sizeof *index->alias_first);
    index->by_word.size = bq_slots_size(index->word_cap);
    index->by_word.items = malloc(index->by_word.size * sizeof *index->by_word.items);
    if (!index->text || !index->words || !index->type_words || !index->type_start ||
        !index->initials || !index->aliases || !index->alias_next || !index->alias_first ||
        !index->by_word.items)
        return bq_err_nomem(err);
    return BQ_OK;
}

static void fill(const struct bq_taxonomy *t, struct bq_type_index *index)
{
    char *at = index->text;
    const char *line = index->alias_text;
    memset(index->by_word.items, 0, index->by_word.size * sizeof *index->by_word.items);
    memset(index->alias_first, 0, index->word_cap * sizeof *index->alias_first);
    memset(index->initials, 0, t->count * sizeof *index->initials);
    index_types(t, index, &at);
    for (const char *end = line + index->alias_text_len, *next; line < end; line = next) {
        next = memchr(line, '\n', (size_t)(end - line));
        read_aliases(t, index, bq_span_of(line, (size_t)((next ? next : end) - line)), &at);
        next = next ? next + 1 : end;
    }
    chain_aliases(index);
}

const struct bq_type_index *bq_type_index_get(const struct bq_taxonomy *t)
{
    struct bq_type_index *index = t->index;
    if (!atomic_load_explicit(&index->filled, memory_order_acquire)) {
        pthread_mutex_lock(&index->filling);
        if (!atomic_load_explicit(&index->filled, memory_order_relaxed)) {
            fill(t, index);
            atomic_store_explicit(&index->filled, true, memory_order_release);
        }
        pthread_mutex_unlock(&index->filling);
    }
    return index;
}

void bq_type_index_free(struct bq_type_index *index)
{
    if (!index)
        return;
    pthread_mutex_destroy(&index->filling);
    free(index->text);
    free(index->words);
    free(index->by_word.items);
    free(index->type_words);
    free(index->type_start);
    free(index->initials);
    free(index->aliases);
    free(index->alias_next);
    free(index->alias_first);
    free(index);
}
