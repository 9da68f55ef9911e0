#include "check/keywords.h"
#include <stdlib.h>
#include <string.h>

/*
 * A state is the offset of its row in `next`, in units of four entries, so that one step is one
 * load and the rows in use fit the processor's second cache. The state 0 is none: a row's entries
 * are 0 until a text comes to the row and it is filled. Most never are: a report touches a few
 * hundred of some thousands, and fresh memory costs a short run more than anything else in it.
 * States in which words end come first, so that one comparison tells both them and the 0.
 */
enum { ROW_UNIT = 4 };

/* The tree of all keywords, 0 its root; each node with a list of those behind it. */
struct tree {
    uint16_t *child, *sibling; /* 0: none */
    uint16_t *fail;            /* the longest end of what leads here that is a beginning, too */
    uint8_t *class_in;         /* the byte that leads here */
    uint16_t *number, *node;   /* which row is a node's, and back; rows count from 1 */
    uint32_t count;
};

struct bq_keywords {
    uint8_t class_of[256];
    uint32_t classes;
    uint32_t row; /* units of a row: room for all classes */
    struct tree tree;
    uint32_t root;        /* a state */
    uint32_t last_ending; /* states up to here end words */
    uint16_t *next;       /* (tree.count + 1) x row x ROW_UNIT */
    uint32_t *ends; /* by ending state's number - 1: where its list begins in words; one more */
    uint16_t *words;
};

/* What building needs besides. */
struct trie {
    struct tree tree;
    uint16_t from_root[256]; /* by class: the node behind the root, which has many */
    uint16_t *queue;         /* breadth first */
    uint16_t *own;           /* first word ending here + 1 */
    uint16_t *chain;         /* by word: another one ending at the same node, + 1 */
    uint16_t *linked;        /* words that end here, those of shorter suffixes included */
    uint32_t rooms;
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

static void tree_clear(struct tree *tree)
{
    free(tree->child);
    free(tree->sibling);
    free(tree->fail);
    free(tree->class_in);
    free(tree->number);
    free(tree->node);
}

static void trie_clear(struct trie *t)
{
    tree_clear(&t->tree);
    free(t->queue);
    free(t->own);
    free(t->chain);
    free(t->linked);
}

/* A node without anything behind it; the caller knows that there is room. */
static uint32_t add_node(struct trie *t)
{
    uint32_t node = t->tree.count++;

    t->tree.child[node] = t->tree.sibling[node] = t->tree.fail[node] = 0;
    t->tree.class_in[node] = 0;
    t->own[node] = t->linked[node] = 0;
    return node;
}

/* Rooms are set when a node takes one: clearing those that none takes would touch them. */
static bool trie_init(struct trie *t, size_t rooms, size_t words)
{
    struct tree *tree = &t->tree;

    t->rooms = (uint32_t)rooms;
    tree->child = malloc(rooms * sizeof *tree->child);
    tree->sibling = malloc(rooms * sizeof *tree->sibling);
    tree->fail = malloc(rooms * sizeof *tree->fail);
    tree->class_in = malloc(rooms * sizeof *tree->class_in);
    tree->number = malloc(rooms * sizeof *tree->number);
    tree->node = malloc((rooms + 1) * sizeof *tree->node);
    t->queue = malloc(rooms * sizeof *t->queue);
    t->own = malloc(rooms * sizeof *t->own);
    t->chain = malloc((words + 1) * sizeof *t->chain);
    t->linked = malloc(rooms * sizeof *t->linked);
    if (!tree->child || !tree->sibling || !tree->fail || !tree->class_in || !tree->number ||
        !tree->node || !t->queue || !t->own || !t->chain || !t->linked)
        return false;
    add_node(t);
    return true;
}

/* The state behind `state` for a class, 0: none. */
static uint32_t behind(const struct trie *t, uint32_t state, uint8_t class_in)
{
    uint32_t child = state ? t->tree.child[state] : t->from_root[class_in];

    while (child && t->tree.class_in[child] != class_in)
        child = t->tree.sibling[child];
    return child;
}

/* False when there is no room for another state. */
static bool trie_add(struct trie *t, const struct bq_keywords *kw, struct bq_span word,
                     uint32_t index)
{
    struct tree *tree = &t->tree;
    uint32_t state = 0, next;
    size_t k;

    for (k = 0; k < word.len; k++, state = next) {
        uint8_t class_in = kw->class_of[(unsigned char)word.s[k]];
        next = behind(t, state, class_in);
        if (next)
            continue;
        if (tree->count == t->rooms)
            return false;
        next = add_node(t);
        tree->class_in[next] = class_in;
        tree->sibling[next] = tree->child[state];
        tree->child[state] = (uint16_t)next;
        if (!state)
            t->from_root[class_in] = (uint16_t)next;
    }
    t->chain[index] = t->own[state];
    t->own[state] = (uint16_t)(index + 1);
    return true;
}

static uint32_t find_fail(const struct trie *t, uint32_t state, uint32_t child)
{
    uint32_t at = state, found = 0;

    while (at && !found) {
        at = t->tree.fail[at];
        found = behind(t, at, t->tree.class_in[child]);
    }
    return found;
}

/* Breadth first: fail links, words counted. */
static void trie_link(struct trie *t)
{
    struct tree *tree = &t->tree;
    uint32_t head = 0, tail = 0, child, w;

    t->queue[tail++] = 0;
    while (head < tail) {
        uint32_t state = t->queue[head++];

        for (w = t->own[state]; w; w = t->chain[w - 1])
            t->linked[state]++;
        if (state)
            t->linked[state] = (uint16_t)(t->linked[state] + t->linked[tree->fail[state]]);
        for (child = tree->child[state]; child; child = tree->sibling[child]) {
            tree->fail[child] = (uint16_t)find_fail(t, state, child);
            t->queue[tail++] = (uint16_t)child;
        }
    }
}

static void set_number(struct tree *tree, uint32_t node, uint32_t number)
{
    tree->number[node] = (uint16_t)number;
    tree->node[number] = (uint16_t)node;
}

/*
 * Numbers: nodes where words end go first. Of both sorts those of short beginnings come first (the
 * queue holds them so): a text stays in them nearly always, and together they stay in the
 * processor's cache.
 */
static void trie_number(struct trie *t, struct bq_keywords *kw)
{
    uint32_t i, n = 1;

    for (i = 0; i < t->tree.count; i++) {
        if (t->linked[t->queue[i]])
            set_number(&t->tree, t->queue[i], n++);
    }
    kw->last_ending = (n - 1) * kw->row;
    kw->root = n * kw->row; /* where no word ends: none is empty */
    for (i = 0; i < t->tree.count; i++) {
        if (!t->linked[t->queue[i]])
            set_number(&t->tree, t->queue[i], n++);
    }
}

/* The words that end at each state, longest first. */
static bool list_words(const struct trie *t, struct bq_keywords *kw)
{
    uint32_t ending = kw->last_ending / kw->row, q, i, s, w, total = 0, at = 0;

    for (i = 0; i < t->tree.count; i++)
        total += t->linked[i];
    kw->ends = malloc(((size_t)ending + 1) * sizeof *kw->ends);
    kw->words = malloc(((size_t)total + 1) * sizeof *kw->words);
    if (!kw->ends || !kw->words)
        return false;
    for (q = 0; q < t->tree.count; q++) { /* in the order of the numbers, as the lists lie */
        i = t->queue[q];
        if (!t->linked[i])
            continue;
        kw->ends[t->tree.number[i] - 1] = at;
        for (s = i; s; s = t->tree.fail[s]) {
            for (w = t->own[s]; w; w = t->chain[w - 1])
                kw->words[at++] = (uint16_t)(w - 1);
        }
    }
    kw->ends[ending] = at;
    return true;
}

static uint16_t *row_of(const struct bq_keywords *kw, uint32_t node)
{
    return kw->next + (size_t)kw->tree.number[node] * kw->row * ROW_UNIT;
}

static void set_children(const struct bq_keywords *kw, uint32_t node, uint16_t *row)
{
    const struct tree *tree = &kw->tree;
    uint32_t child;

    for (child = tree->child[node]; child; child = tree->sibling[child])
        row[tree->class_in[child]] = (uint16_t)(tree->number[child] * kw->row);
}

/* A state goes on as the one it falls back to, but for what is behind it. */
static void fill_row(const struct bq_keywords *kw, uint32_t state)
{
    uint32_t node = kw->tree.node[state / kw->row];
    uint16_t chain[BQ_KEYWORD_LEN_MAX];
    size_t n = 0;

    /* A filled row begins with a state: bytes of no keyword lead to the root. Its own is filled. */
    for (; !row_of(kw, node)[0]; node = kw->tree.fail[node])
        chain[n++] = (uint16_t)node;
    while (n) {
        uint16_t *row = row_of(kw, chain[--n]);

        memcpy(row, row_of(kw, kw->tree.fail[chain[n]]), kw->row * ROW_UNIT * sizeof *row);
        set_children(kw, chain[n], row);
    }
}

static bool make_rows(struct bq_keywords *kw)
{
    uint16_t *row;
    uint32_t i;

    kw->next = calloc(((size_t)kw->tree.count + 1) * kw->row * ROW_UNIT, sizeof *kw->next);
    if (!kw->next)
        return false;
    row = row_of(kw, 0);
    for (i = 0; i < kw->row * ROW_UNIT; i++)
        row[i] = (uint16_t)kw->root;
    set_children(kw, 0, row);
    return true;
}

int bq_keywords_new(const struct bq_span *words, size_t count, struct bq_keywords **out,
                    struct bq_err *err)
{
    struct bq_keywords *kw = NULL;
    struct trie t = { .rooms = 0 };
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
    if (rooms > UINT16_MAX / kw->row - 1) /* states are 16 bits wide, and 0 is none */
        rooms = UINT16_MAX / kw->row - 1;
    if (!trie_init(&t, rooms, count)) {
        status = bq_err_nomem(err);
        goto done;
    }
    for (i = 0; i < count; i++) {
        if (!trie_add(&t, kw, words[i], (uint32_t)i)) {
            status = bq_err_set(err, BQ_ELIMIT, "keywords with too many beginnings");
            goto done;
        }
    }
    trie_link(&t);
    trie_number(&t, kw);
    if (!list_words(&t, kw)) {
        status = bq_err_nomem(err);
        goto done;
    }
    kw->tree = t.tree;
    memset(&t.tree, 0, sizeof t.tree);
    if (!make_rows(kw)) {
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
    tree_clear(&keywords->tree);
    free(keywords->next);
    free(keywords->ends);
    free(keywords->words);
    free(keywords);
}

const uint16_t *bq_keywords_next(struct bq_keywords *keywords, const char *text, size_t end,
                                 struct bq_keyword_cursor *cursor, size_t *count)
{
    const unsigned char *p = (const unsigned char *)text + cursor->at;
    const unsigned char *stop = (const unsigned char *)text + end;
    const uint16_t *next = keywords->next, *found = NULL;
    const uint8_t *class_of = keywords->class_of;
    const uint32_t last = keywords->last_ending;
    uint32_t state = cursor->state ? cursor->state : keywords->root, to, ending;

    while (p < stop && !found) {
        to = next[(size_t)state * ROW_UNIT + class_of[*p]];
        if (to <= last) {
            if (!to) {
                fill_row(keywords, state);
                continue;
            }
            ending = to / keywords->row;
            *count = keywords->ends[ending] - keywords->ends[ending - 1];
            found = keywords->words + keywords->ends[ending - 1];
        }
        state = to;
        p++;
    }
    cursor->at = (size_t)(p - (const unsigned char *)text);
    cursor->state = state;
    return found;
}
