/* Which classes of bugs a text names: the longest alias at each word, in the order of the text. */
#include "model/taxonomy_impl.h"

enum { WINDOW = BQ_ALIAS_WORDS };

/* The next words of a text as places in the aliases' vocabulary (-1: not in it). */
struct window {
    const char *text;
    size_t len, at;
    int words[WINDOW];
    size_t count;
};

static void refill(const struct bq_type_index *index, struct window *w)
{
    char word[BQ_WORD_MAX];
    size_t len;
    while (w->count < WINDOW && bq_word_next(w->text, w->len, &w->at, word, &len))
        w->words[w->count++] = bq_vocabulary_find(&index->alias_words, word, len);
}

static void drop(struct window *w, size_t count)
{
    memmove(w->words, w->words + count, (w->count - count) * sizeof *w->words);
    w->count -= count;
}

static bool begins(const struct window *w, const struct bq_type_alias *alias)
{
    if (alias->word_count > w->count)
        return false;
    for (size_t i = 0; i < alias->word_count; i++)
        if (w->words[i] != alias->words[i])
            return false;
    return true;
}

/* The longest alias at the window's start, NULL: none. */
static const struct bq_type_alias *longest(const struct bq_type_index *index,
                                           const struct window *w)
{
    const struct bq_type_alias *best = NULL;
    if (w->words[0] < 0)
        return NULL;
    for (uint16_t a = index->alias_first[w->words[0]]; a; a = index->alias_next[a - 1]) {
        const struct bq_type_alias *alias = &index->aliases[a - 1];
        if (begins(w, alias) && (!best || alias->word_count > best->word_count))
            best = alias;
    }
    return best;
}

static const struct bq_type *category(const struct bq_type *type)
{
    while (type->parent)
        type = type->parent;
    return type;
}

static size_t add_class(const struct bq_type *type, const struct bq_type **out, size_t count,
                        size_t max)
{
    type = category(type);
    for (size_t i = 0; i < count; i++)
        if (out[i] == type)
            return count;
    if (count < max)
        out[count++] = type;
    return count;
}

size_t bq_taxonomy_classes_in(const struct bq_taxonomy *t, const char *text, size_t len,
                              const struct bq_type **out, size_t max)
{
    const struct bq_type_index *index = bq_type_index_aliases(t);
    struct window w = { .text = text, .len = len };
    size_t count = 0;
    for (refill(index, &w); w.count; refill(index, &w)) {
        const struct bq_type_alias *alias = longest(index, &w);
        if (alias && alias->names_class)
            count = add_class(&t->items[alias->targets[0]], out, count, max);
        drop(&w, alias ? alias->word_count : 1);
    }
    return count;
}

static bool means(const struct bq_taxonomy *t, const struct bq_type_alias *alias,
                  const struct bq_type *top)
{
    for (size_t i = 0; i < alias->target_count; i++) {
        if (category(&t->items[alias->targets[i]]) == top)
            return true;
    }
    return false;
}

bool bq_taxonomy_may_mean(const struct bq_taxonomy *t, const char *text, size_t len,
                          const struct bq_type *type)
{
    const struct bq_type_index *index = bq_type_index_aliases(t);
    struct window w = { .text = text, .len = len };
    for (refill(index, &w); w.count; refill(index, &w)) {
        const struct bq_type_alias *alias = longest(index, &w);
        if (alias && means(t, alias, category(type)))
            return true;
        drop(&w, alias ? alias->word_count : 1);
    }
    return false;
}
