#include "check/keywords.h"
#include <stdlib.h>

/*
 * A state is the offset of its row in `next`, in units of four entries, so that one step is one
 * load and the whole table fits the processor's second cache. States in which words end come last:
 * telling them is one comparison.
 */
enum { ROW_UNIT = 4 };
struct bq_keywords {
    uint8_t class_of[256];
    uint32_t classes;
    uint32_t row; /* units of a row: room for all classes */
    uint32_t states;
    uint32_t first_ending; /* states from here on end words */
    uint16_t *next;        /* states x row x ROW_UNIT */
    uint32_t *ends; /* by ending state: where its list begins in words, one more at the end */
    uint16_t *words;
};

/* What building needs besides. Rows are plain numbers here. */
struct trie {
    uint32_t *next; /* rooms x classes; 0: no edge */
    uint32_t *fail, *queue, *renamed;
    uint32_t *own;    /* first word ending here + 1 */
    uint32_t *chain;  /* by word: another one ending at the same state, + 1 */
    uint32_t *linked; /* words that end here, those of shorter suffixes included */
    uint32_t count, classes;
};

static unsigned char fold(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static void find_classes(struct bq_keywords *kw, const struct bq_span *words, size_t count)
{
    size_t i, k;
    unsigned c;

    kw->classes = 1; /* class 0: bytes of no keyword */
    for (i = 0; i < count; i++) {
        for (k = 0; k < words[i].len; k++) {
            unsigned char b = fold((unsigned char)words[i].s[k]);
            if (!kw->class_of[b])
                kw->class_of[b] = (uint8_t)kw->classes++;
        }
    }
    for (c = 'A'; c <= 'Z'; c++)
        kw->class_of[c] = kw->class_of[c + 32];
}

static void trie_clear(struct trie *t)
{
    free(t->next);
    free(t->fail);
    free(t->queue);
    free(t->renamed);
    free(t->own);
    free(t->chain);
    free(t->linked);
}

static bool trie_init(struct trie *t, size_t rooms, size_t words, uint32_t classes)
{
    t->classes = classes;
    t->count = 1;
    t->next = calloc(rooms * classes, sizeof *t->next);
    t->fail = calloc(rooms, sizeof *t->fail);
    t->queue = calloc(rooms, sizeof *t->queue);
    t->renamed = calloc(rooms, sizeof *t->renamed);
    t->own = calloc(rooms, sizeof *t->own);
    t->chain = calloc(words + 1, sizeof *t->chain);
    t->linked = calloc(rooms, sizeof *t->linked);
    return t->next && t->fail && t->queue && t->renamed && t->own && t->chain && t->linked;
}

static void trie_add(struct trie *t, const struct bq_keywords *kw, struct bq_span word,
                     uint32_t index)
{
    uint32_t state = 0;
    size_t k;

    for (k = 0; k < word.len; k++) {
        uint32_t *edge = &t->next[state * t->classes + kw->class_of[(unsigned char)word.s[k]]];
        if (!*edge)
            *edge = t->count++;
        state = *edge;
    }
    t->chain[index] = t->own[state];
    t->own[state] = index + 1;
}

/* Breadth first: fail links, missing edges filled in, words counted. */
static void trie_link(struct trie *t)
{
    uint32_t head = 0, tail = 0, c, w;

    t->queue[tail++] = 0;
    while (head < tail) {
        uint32_t state = t->queue[head++];
        uint32_t *row = &t->next[state * t->classes];
        const uint32_t *fail = &t->next[t->fail[state] * t->classes];

        for (w = t->own[state]; w; w = t->chain[w - 1])
            t->linked[state]++;
        if (state)
            t->linked[state] += t->linked[t->fail[state]];
        for (c = 0; c < t->classes; c++) {
            if (!row[c]) {
                row[c] = state ? fail[c] : 0;
                continue;
            }
            t->fail[row[c]] = state ? fail[c] : 0;
            t->queue[tail++] = row[c];
        }
    }
}

/*
 * New numbers: states that end words go last. Of both sorts those of short beginnings come first
 * (the queue holds them so): a text stays in them nearly always, and together they stay in the
 * processor's cache.
 */
static void trie_rename(struct trie *t, struct bq_keywords *kw)
{
    uint32_t i, n = 0;

    for (i = 0; i < t->count; i++) {
        if (!t->linked[t->queue[i]])
            t->renamed[t->queue[i]] = n++;
    }
    kw->first_ending = n * kw->row;
    for (i = 0; i < t->count; i++) {
        if (t->linked[t->queue[i]])
            t->renamed[t->queue[i]] = n++;
    }
    kw->states = t->count;
}

static bool flatten(const struct trie *t, struct bq_keywords *kw)
{
    uint32_t q, i, c, w, total = 0, ending = 0, at = 0, s;
    uint32_t plain = kw->first_ending / kw->row;

    for (i = 0; i < t->count; i++) {
        total += t->linked[i];
        ending += t->linked[i] != 0;
    }
    kw->next = calloc((size_t)t->count * kw->row * ROW_UNIT, sizeof *kw->next);
    kw->ends = malloc(((size_t)ending + 1) * sizeof *kw->ends);
    kw->words = malloc(((size_t)total + 1) * sizeof *kw->words);
    if (!kw->next || !kw->ends || !kw->words)
        return false;
    for (q = 0; q < t->count; q++) { /* in the order of the new numbers, as the lists lie */
        i = t->queue[q];
        size_t row = (size_t)t->renamed[i] * kw->row * ROW_UNIT;
        for (c = 0; c < t->classes; c++)
            kw->next[row + c] = (uint16_t)(t->renamed[t->next[i * t->classes + c]] * kw->row);
        if (!t->linked[i])
            continue;
        kw->ends[t->renamed[i] - plain] = at;
        for (s = i; s; s = t->fail[s]) {
            for (w = t->own[s]; w; w = t->chain[w - 1])
                kw->words[at++] = (uint16_t)(w - 1);
        }
    }
    kw->ends[ending] = at;
    return true;
}

int bq_keywords_new(const struct bq_span *words, size_t count, struct bq_keywords **out,
                    struct bq_err *err)
{
    struct bq_keywords *kw = NULL;
    struct trie t = { 0 };
    size_t i, rooms = 1;
    int status = BQ_OK;

    *out = NULL;
    if (count > BQ_KEYWORDS_MAX)
        return bq_err_set(err, BQ_ELIMIT, "more than %d keywords", BQ_KEYWORDS_MAX);
    for (i = 0; i < count; i++) {
        if (words[i].len == 0 || words[i].len > BQ_KEYWORD_LEN_MAX)
            return bq_err_set(err, BQ_EINVAL, "keyword %zu is empty or too long", i);
        rooms += words[i].len;
    }
    kw = calloc(1, sizeof *kw);
    if (!kw)
        return bq_err_nomem(err);
    find_classes(kw, words, count);
    kw->row = (kw->classes + ROW_UNIT - 1) / ROW_UNIT;
    if (!trie_init(&t, rooms, count, kw->classes)) {
        status = bq_err_nomem(err);
        goto done;
    }
    for (i = 0; i < count; i++)
        trie_add(&t, kw, words[i], (uint32_t)i);
    if ((size_t)t.count * kw->row > UINT16_MAX) {
        status = bq_err_set(err, BQ_ELIMIT, "keywords with too many beginnings");
        goto done;
    }
    trie_link(&t);
    trie_rename(&t, kw);
    if (!flatten(&t, kw)) {
        status = bq_err_nomem(err);
        goto done;
    }
    *out = kw;
    kw = NULL;
done:
    trie_clear(&t);
    bq_keywords_free(kw);
    return status;
}

void bq_keywords_free(struct bq_keywords *keywords)
{
    if (!keywords)
        return;
    free(keywords->next);
    free(keywords->ends);
    free(keywords->words);
    free(keywords);
}

const uint16_t *bq_keywords_next(const struct bq_keywords *keywords, const char *text, size_t end,
                                 struct bq_keyword_cursor *cursor, size_t *count)
{
    const unsigned char *p = (const unsigned char *)text + cursor->at;
    const unsigned char *stop = (const unsigned char *)text + end;
    const uint16_t *next = keywords->next;
    const uint8_t *class_of = keywords->class_of;
    uint32_t first = keywords->first_ending;
    uint32_t state = cursor->state;
    uint32_t ending;

    while (p < stop) {
        state = next[(size_t)state * ROW_UNIT + class_of[*p++]];
        if (state >= first) {
            cursor->at = (size_t)(p - (const unsigned char *)text);
            cursor->state = state;
            ending = (state - first) / keywords->row;
            *count = keywords->ends[ending + 1] - keywords->ends[ending];
            return keywords->words + keywords->ends[ending];
        }
    }
    cursor->at = end;
    cursor->state = state;
    return NULL;
}
