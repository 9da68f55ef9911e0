#include "check/keywords.h"
#include <stdlib.h>
#include <string.h>

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

/*
 * What building needs besides: the tree of all keywords, each room with a list of those behind it.
 * Small on purpose: a check of one draft spends more on fresh memory than on anything in it.
 */
struct trie {
    uint32_t *child, *sibling; /* 0: none; the root is nobody's child */
    uint8_t *class_in;         /* the byte that leads here */
    uint32_t *fail, *queue, *renamed;
    uint32_t *own;    /* first word ending here + 1 */
    uint32_t *chain;  /* by word: another one ending at the same state, + 1 */
    uint32_t *linked; /* words that end here, those of shorter suffixes included */
    uint32_t count;
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
    free(t->child);
    free(t->sibling);
    free(t->class_in);
    free(t->fail);
    free(t->queue);
    free(t->renamed);
    free(t->own);
    free(t->chain);
    free(t->linked);
}

static bool trie_init(struct trie *t, size_t rooms, size_t words)
{
    t->count = 1;
    t->child = calloc(rooms, sizeof *t->child);
    t->sibling = calloc(rooms, sizeof *t->sibling);
    t->class_in = calloc(rooms, sizeof *t->class_in);
    t->fail = calloc(rooms, sizeof *t->fail);
    t->queue = calloc(rooms, sizeof *t->queue);
    t->renamed = calloc(rooms, sizeof *t->renamed);
    t->own = calloc(rooms, sizeof *t->own);
    t->chain = calloc(words + 1, sizeof *t->chain);
    t->linked = calloc(rooms, sizeof *t->linked);
    return t->child && t->sibling && t->class_in && t->fail && t->queue && t->renamed && t->own &&
           t->chain && t->linked;
}

/* The room behind `state` for a class, 0: none. */
static uint32_t behind(const struct trie *t, uint32_t state, uint8_t class_in)
{
    uint32_t child = t->child[state];

    while (child && t->class_in[child] != class_in)
        child = t->sibling[child];
    return child;
}

static void trie_add(struct trie *t, const struct bq_keywords *kw, struct bq_span word,
                     uint32_t index)
{
    uint32_t state = 0, next;
    size_t k;

    for (k = 0; k < word.len; k++, state = next) {
        uint8_t class_in = kw->class_of[(unsigned char)word.s[k]];
        next = behind(t, state, class_in);
        if (next)
            continue;
        next = t->count++;
        t->class_in[next] = class_in;
        t->sibling[next] = t->child[state];
        t->child[state] = next;
    }
    t->chain[index] = t->own[state];
    t->own[state] = index + 1;
}

/* The longest end of what leads to `child` that is a beginning, too. */
static uint32_t find_fail(const struct trie *t, uint32_t state, uint32_t child)
{
    uint32_t at = state, found = 0;

    while (at && !found) {
        at = t->fail[at];
        found = behind(t, at, t->class_in[child]);
    }
    return found;
}

/* Breadth first: fail links, words counted. */
static void trie_link(struct trie *t)
{
    uint32_t head = 0, tail = 0, child, w;

    t->queue[tail++] = 0;
    while (head < tail) {
        uint32_t state = t->queue[head++];

        for (w = t->own[state]; w; w = t->chain[w - 1])
            t->linked[state]++;
        if (state)
            t->linked[state] += t->linked[t->fail[state]];
        for (child = t->child[state]; child; child = t->sibling[child]) {
            t->fail[child] = find_fail(t, state, child);
            t->queue[tail++] = child;
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

static uint16_t *row_of(const struct trie *t, struct bq_keywords *kw, uint32_t state)
{
    return kw->next + (size_t)t->renamed[state] * kw->row * ROW_UNIT;
}

/* A state goes on as the one it falls back to, but for what is behind it. */
static void fill_row(const struct trie *t, struct bq_keywords *kw, uint32_t state)
{
    uint16_t *row = row_of(t, kw, state);
    uint32_t child;

    if (state)
        memcpy(row, row_of(t, kw, t->fail[state]), kw->row * ROW_UNIT * sizeof *row);
    for (child = t->child[state]; child; child = t->sibling[child])
        row[t->class_in[child]] = (uint16_t)(t->renamed[child] * kw->row);
}

static bool flatten(const struct trie *t, struct bq_keywords *kw)
{
    uint32_t q, i, w, total = 0, ending = 0, at = 0, s;
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
        fill_row(t, kw, i);
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
    if (!trie_init(&t, rooms, count)) {
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
