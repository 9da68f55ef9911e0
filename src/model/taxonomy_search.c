/*
 * Search: every typed word is compared once with every word of the vocabulary; a node is worth the
 * sum, over the typed words, of the best match among its own words, its aliases and (a little less)
 * what its parent is worth. So a match high up carries down to the leaves, and the parent itself
 * stands first.
 *
 * Nothing is allocated: the sizes are bounded by the limits in taxonomy_impl.h.
 */
#include "model/taxonomy_impl.h"

#include <stdlib.h>

enum {
    QUERY_WORDS = 8,
    /* how good a match of two words is */
    EXACT = 1000,
    PLURAL = 960,
    JOINED = 940,
    PREFIX = 780,
    STEM = 720,
    INITIALS = 800,
    TYPO = 700,
    INSIDE = 420,
    TYPO_STEP = 90,
    ALIAS_BONUS = 90,      /* a phrase that stands for the type beats the same word in some name */
    ALIAS_WORD_BONUS = 25, /* for each further word of the phrase */
    ALIAS_RANK = 110,      /* a second meaning is worth less than the first */
    INHERIT = 86,          /* percent of what the parent is worth */
    INHERIT_FITTED = 97,   /* the same for a node that says another typed word itself */
    COVER = 700,           /* lost for each typed word that a node has nothing for */
    OWN_NAME = 160,        /* for a name that is all matched */
    DOWNWARDS = 90         /* for words typed in the order of the path: "stored non" */
};

struct query {
    char text[QUERY_WORDS][BQ_WORD_MAX];
    uint8_t len[QUERY_WORDS];
    bool light[QUERY_WORDS]; /* a word like "in": nice to have */
    size_t count;
    /* how well typed word q matches vocabulary word v, 0: not */
    uint16_t match[QUERY_WORDS][BQ_VOCABULARY_MAX];
};

/* ---- two words
 * ----------------------------------------------------------------------------------- */

/*
 * Edit distance with transpositions of the query to the nearest prefix of the word and to the whole
 * word, bit-parallel (Hyyro 2003): one bit for each letter of the query, so a letter of the word
 * costs a few operations.
 */
static unsigned distance(const uint64_t letters[256], size_t len, const char *word, size_t word_len,
                         unsigned *whole)
{
    uint64_t vp = ~(uint64_t)0, vn = 0, d0 = 0, previous = 0;
    uint64_t last = (uint64_t)1 << (len - 1);
    unsigned score = (unsigned)len, best = (unsigned)len;
    for (size_t i = 0; i < word_len; i++) {
        uint64_t pm = letters[(unsigned char)word[i]];
        uint64_t swap = (((~d0) & pm) << 1) & previous;
        d0 = (((pm & vp) + vp) ^ vp) | pm | vn | swap;
        uint64_t hp = vn | ~(d0 | vp), hn = d0 & vp;
        if (hp & last)
            score++;
        else if (hn & last)
            score--;
        hp = (hp << 1) | 1;
        vp = (hn << 1) | ~(d0 | hp);
        vn = hp & d0;
        previous = pm;
        if (score < best)
            best = score;
    }
    *whole = score;
    return best;
}

static size_t common_prefix(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t i = 0;
    while (i < a_len && i < b_len && a[i] == b[i])
        i++;
    return i;
}

static bool inside(const char *word, size_t word_len, const char *part, size_t len)
{
    for (size_t i = 1; i + len <= word_len; i++)
        if (word[i] == part[0] && !memcmp(word + i, part, len))
            return true;
    return false;
}

/* Without regard to typing mistakes. */
static unsigned compare(const char *query, size_t len, const struct bq_vocabulary_word *w)
{
    size_t common = common_prefix(query, len, w->s, w->len);
    if (common == len && common == w->len)
        return EXACT;
    if ((common == len && w->len == len + 1 && w->s[len] == 's' && len > 2) ||
        (common == w->len && len == common + 1u && query[common] == 's' && common > 2))
        return PLURAL;
    if (common == len)
        return PREFIX + (unsigned)(160 * len / w->len);
    if (common >= 5 && len - common <= 3 && w->len - common <= 5)
        return STEM;
    if (len >= 4 && inside(w->s, w->len, query, len))
        return INSIDE;
    return 0;
}

static unsigned typos_allowed(size_t len, bool relaxed)
{
    if (relaxed)
        return len < 3 ? 0 : len < 6 ? 1 + (len > 4) : 3;
    return len < 4 ? 0 : len < 8 ? 1 : 2;
}

/* How well typed word q matches each word of the vocabulary; returns the best. */
static unsigned match_word(const struct bq_type_index *index, struct query *query, size_t q,
                           bool relaxed)
{
    const char *text = query->text[q];
    size_t len = query->len[q];
    unsigned best = 0;
    for (size_t v = 0; v < index->words.count; v++) {
        unsigned m = compare(text, len, &index->words.words[v]);
        query->match[q][v] = (uint16_t)m;
        if (m > best)
            best = m;
    }
    unsigned allowed = typos_allowed(len, relaxed);
    if (best >= PLURAL || !allowed)
        return best;
    uint64_t letters[256] = { 0 };
    for (size_t i = 0; i < len; i++)
        letters[(unsigned char)text[i]] |= (uint64_t)1 << i;
    for (size_t v = 0; v < index->words.count; v++) {
        const struct bq_vocabulary_word *w = &index->words.words[v];
        if (w->len + allowed < len || w->len < 3 || query->match[q][v] >= PREFIX)
            continue;
        unsigned whole, prefix = distance(letters, len, w->s, w->len, &whole);
        unsigned m = 0;
        if (whole <= allowed)
            m = TYPO - TYPO_STEP * (whole - 1) + (w->s[0] == text[0] ? 20 : 0);
        else if (prefix <= allowed && len >= 5)
            m = TYPO - 120 - TYPO_STEP * (prefix - 1) + (w->s[0] == text[0] ? 20 : 0);
        if (m > query->match[q][v])
            query->match[q][v] = (uint16_t)m;
        if (m > best)
            best = m;
    }
    return best;
}

/* ---- the typed words
 * ------------------------------------------------------------------------------- */

static bool is_light(const char *word)
{
    static const char *const words[] = { "a",
                                         "an",
                                         "and",
                                         "at",
                                         "by",
                                         "due",
                                         "for",
                                         "from",
                                         "in",
                                         "into",
                                         "is",
                                         "of",
                                         "on",
                                         "or",
                                         "the",
                                         "to",
                                         "via",
                                         "with",
                                         "bug",
                                         "vuln",
                                         "vulnerability",
                                         "vulnerabilities",
                                         "issue",
                                         "attack",
                                         "flaw",
                                         "found",
                                         "possible",
                                         "exploit" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i], word))
            return true;
    return false;
}

static void add_word(struct query *query, const char *word, size_t len)
{
    if (query->count == QUERY_WORDS)
        return;
    size_t q = query->count++;
    memcpy(query->text[q], word, len);
    query->text[q][len] = 0;
    query->len[q] = (uint8_t)len;
    query->light[q] = is_light(word);
}

static void read_query(struct query *query, const char *words)
{
    char word[BQ_WORD_MAX];
    size_t len, at = 0, size = strnlen(words, 4096);
    while (query->count < QUERY_WORDS && bq_word_next(words, size, &at, word, &len))
        add_word(query, word, len);
    size_t heavy = 0;
    for (size_t q = 0; q < query->count; q++)
        heavy += !query->light[q];
    for (size_t q = 0; q < query->count && !heavy; q++)
        query->light[q] = false;
}

/* "ratelimit" where the vocabulary has "rate" and "limit": the longest first half that leaves a
 * known second. */
static bool split_word(const struct bq_type_index *index, struct query *query, size_t q)
{
    const char *text = query->text[q];
    size_t len = query->len[q];
    for (size_t cut = len - 3; len >= 6 && cut >= 3; cut--) {
        if (bq_vocabulary_find(&index->words, text, cut) < 0 ||
            bq_vocabulary_find(&index->words, text + cut, len - cut) < 0 ||
            query->count == QUERY_WORDS)
            continue;
        char rest[BQ_WORD_MAX];
        memcpy(rest, text + cut, len - cut + 1);
        query->text[q][cut] = 0;
        query->len[q] = (uint8_t)cut;
        add_word(query, rest, len - cut);
        return true;
    }
    return false;
}

/* "click jacking" where the vocabulary has "clickjacking": both words mean that one. */
static void join_words(const struct bq_type_index *index, struct query *query)
{
    for (size_t q = 0; q + 1 < query->count; q++) {
        size_t len = (size_t)query->len[q] + query->len[q + 1];
        if (len >= BQ_WORD_MAX)
            continue;
        char joined[BQ_WORD_MAX];
        memcpy(joined, query->text[q], query->len[q]);
        memcpy(joined + query->len[q], query->text[q + 1], query->len[q + 1]);
        int v = bq_vocabulary_find(&index->words, joined, len);
        for (size_t i = q; v >= 0 && i < q + 2; i++)
            if (query->match[i][v] < JOINED)
                query->match[i][v] = JOINED;
    }
}

static void match_query(const struct bq_type_index *index, struct query *query)
{
    for (size_t q = 0; q < query->count; q++) {
        unsigned best = match_word(index, query, q, false);
        if (best < PREFIX && split_word(index, query, q))
            best = match_word(index, query, q, false);
        if (!best)
            match_word(index, query, q, true);
    }
    join_words(index, query);
}

/* ---- nodes
 * ------------------------------------------------------------------------------------------- */

/* What each node is worth for the typed words, and the pieces it is made of. */
struct score {
    int total[BQ_TAXONOMY_TYPES_MAX];
    uint8_t missing[BQ_TAXONOMY_TYPES_MAX]; /* typed words that found nothing */
    uint8_t fitted[BQ_TAXONOMY_TYPES_MAX]; /* a bit for each typed word that the node says itself */
    uint16_t own[QUERY_WORDS][BQ_TAXONOMY_TYPES_MAX]; /* by its aliases and names */
    uint16_t word[BQ_TAXONOMY_TYPES_MAX];             /* for the typed word at hand */
};

/* How well the alias matches the typed words, and which of them it takes. */
static unsigned match_alias(const struct query *query, const struct bq_type_alias *alias,
                            bool any_word, unsigned *taken)
{
    unsigned worst = EXACT, most = 0;
    *taken = 0;
    for (size_t i = 0; i < alias->word_count; i++) {
        unsigned best = 0, by = 0;
        for (unsigned q = 0; q < query->count; q++)
            if (query->match[q][alias->words[i]] > best)
                best = query->match[q][alias->words[i]], by = 1u << q;
        if (best < worst)
            worst = best;
        if (best > most)
            most = best;
        *taken |= by;
    }
    return any_word ? most / 2 : worst;
}

static unsigned count_bits(unsigned bits)
{
    unsigned count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

static void score_aliases(const struct bq_taxonomy *t, const struct query *query, bool any_word,
                          struct score *score)
{
    for (size_t a = 0; a < t->index->alias_count; a++) {
        const struct bq_type_alias *alias = &t->index->aliases[a];
        unsigned taken, worth = match_alias(query, alias, any_word, &taken);
        if (!worth || (worth <= INSIDE && !any_word))
            continue;
        worth += ALIAS_BONUS + ALIAS_WORD_BONUS * (count_bits(taken) - 1);
        for (size_t i = 0; i < alias->target_count; i++) {
            unsigned lost = (unsigned)i * ALIAS_RANK;
            unsigned here = worth > lost ? worth - lost : 1;
            for (size_t q = 0; q < query->count; q++)
                if (taken & (1u << q) && score->own[q][alias->targets[i]] < here)
                    score->own[q][alias->targets[i]] = (uint16_t)here;
        }
    }
}

/* The typed word against the node's own words and initials. */
static unsigned own_worth(const struct bq_type_index *index, const struct query *query, size_t q,
                          size_t node)
{
    unsigned best = 0;
    for (uint32_t w = index->type_start[node]; w < index->type_start[node + 1]; w++)
        if (query->match[q][index->type_words[w]] > best)
            best = query->match[q][index->type_words[w]];
    size_t len = query->len[q];
    const char *initials = index->initials[node];
    if (len >= 2 && best < INITIALS && !strncmp(initials, query->text[q], len))
        best = initials[len] ? (len > 2 ? INITIALS - 150 : best) : INITIALS;
    return best;
}

static void score_names(const struct bq_taxonomy *t, const struct query *query, size_t q,
                        struct score *score)
{
    for (size_t i = 0; i < t->count; i++) {
        unsigned worth = own_worth(t->index, query, q, i);
        if (worth > score->own[q][i])
            score->own[q][i] = (uint16_t)worth;
        if (score->own[q][i] >= STEM && !query->light[q])
            score->fitted[i] |= (uint8_t)(1u << q);
    }
}

static void score_word(const struct bq_taxonomy *t, const struct query *query, size_t q,
                       struct score *score)
{
    for (size_t i = 0; i < t->count; i++) {
        unsigned worth = score->own[q][i];
        if (t->items[i].parent) {
            bool fitted = score->fitted[i] & ~(1u << q);
            unsigned from = score->word[bq_type_at(t, t->items[i].parent)];
            from = from * (fitted ? INHERIT_FITTED : INHERIT) / 100;
            if (from > worth)
                worth = from;
        }
        score->word[i] = (uint16_t)worth;
        if (query->light[q])
            score->total[i] += (int)worth / 8;
        else if (worth)
            score->total[i] += (int)worth;
        else
            score->missing[i]++;
    }
}

/* A name whose words were all typed is what was meant. */
static int name_bonus(const struct bq_type_index *index, const struct query *query, size_t node)
{
    unsigned words = index->type_start[node + 1] - index->type_start[node], hit = 0;
    for (uint32_t w = index->type_start[node]; w < index->type_start[node + 1]; w++) {
        for (size_t q = 0; q < query->count; q++)
            if (query->match[q][index->type_words[w]] >= STEM) {
                hit++;
                break;
            }
    }
    return words ? (int)(OWN_NAME * hit / words) : 0;
}

/* Did the typed words go down the tree: what is above this node first, then what it says itself? */
static bool typed_downwards(const struct query *query, const struct score *score, size_t node)
{
    unsigned all = (1u << query->count) - 1, own = score->fitted[node];
    unsigned suffix = all & ~(own - 1); /* all bits from the lowest of own on */
    return own && own != all && !score->missing[node] && own == suffix;
}

/* Keeps the best max hits, best first; of equals the one that stands higher and earlier in the
 * tree. */
static size_t keep(struct bq_type_hit *hits, size_t count, size_t max, struct bq_type_hit hit)
{
    size_t at = count;
    while (at > 0 && hits[at - 1].score < hit.score)
        at--;
    if (at >= max)
        return count;
    if (count < max)
        count++;
    memmove(&hits[at + 1], &hits[at], (count - at - 1) * sizeof *hits);
    hits[at] = hit;
    return count;
}

static size_t top_categories(const struct bq_taxonomy *t, struct bq_type_hit *hits, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < t->count && count < max; i++)
        if (t->items[i].depth == 1)
            hits[count++] = (struct bq_type_hit){ &t->items[i], 0 };
    return count;
}

/* "cwe 79", "CWE-79", "cwe79": the number's digits and the words they take, else NULL. */
static const char *cwe_digits(const struct query *query, size_t *at, size_t *words)
{
    for (size_t q = 0; q < query->count; q++) {
        if (strncmp(query->text[q], "cwe", 3) != 0)
            continue;
        bool apart = !query->text[q][3] && q + 1 < query->count;
        const char *digits = apart ? query->text[q + 1] : query->text[q] + 3;
        size_t len = strlen(digits);
        *at = q;
        *words = apart ? 2 : 1;
        if (len && len < 6 && strspn(digits, "0123456789") == len)
            return digits;
    }
    return NULL;
}

/* What the table of aliases says of the number, "cwe 639", comes before the taxonomy's mapping. */
static size_t cwe_aliases(const struct bq_taxonomy *t, const char *digits, struct bq_type_hit *hits,
                          size_t max)
{
    const struct bq_type_index *index = bq_type_index_aliases(t);
    int cwe = bq_vocabulary_find(&index->alias_words, "cwe", 3);
    int number = bq_vocabulary_find(&index->alias_words, digits, strlen(digits));
    size_t count = 0;
    for (uint16_t a = cwe < 0 ? 0 : index->alias_first[cwe]; a; a = index->alias_next[a - 1]) {
        const struct bq_type_alias *alias = &index->aliases[a - 1];
        if (alias->word_count != 2 || alias->words[1] != number)
            continue;
        for (size_t i = 0; i < alias->target_count; i++)
            count = keep(hits, count, max,
                         (struct bq_type_hit){ &t->items[alias->targets[i]], 2000 - 10 * (int)i });
    }
    return count;
}

static bool is_hit(const struct bq_type_hit *hits, size_t count, const struct bq_type *type)
{
    for (size_t i = 0; i < count; i++)
        if (hits[i].type == type)
            return true;
    return false;
}

/* Types with that CWE id; those that name it before others come first. */
static size_t search_cwe(const struct bq_taxonomy *t, const char *digits, struct bq_type_hit *hits,
                         size_t max)
{
    unsigned cwe = (unsigned)strtoul(digits, NULL, 10);
    size_t count = cwe_aliases(t, digits, hits, max), known = count;
    for (size_t i = 0; i < t->count; i++) {
        int rank = 0;
        for (const char *p = t->items[i].cwe; *p; rank++) {
            size_t len = strcspn(p, ",");
            if (len > 4 && strtoul(p + 4, NULL, 10) == cwe && !is_hit(hits, known, &t->items[i]))
                count =
                    keep(hits, count, max, (struct bq_type_hit){ &t->items[i], 1000 - 10 * rank });
            p += len + (p[len] == ',');
        }
    }
    return count;
}

/* A number nobody knows says nothing: what stands beside it may. */
static void drop_words(struct query *query, size_t at, size_t words)
{
    for (size_t q = at; q + words < query->count; q++) {
        memcpy(query->text[q], query->text[q + words], BQ_WORD_MAX);
        query->len[q] = query->len[q + words];
        query->light[q] = query->light[q + words];
    }
    query->count -= words;
}

static size_t rank(const struct bq_taxonomy *t, const struct query *query, bool any_word,
                   struct bq_type_hit *hits, size_t max)
{
    struct score score;
    size_t heavy = 0, count = 0;
    memset(score.total, 0, t->count * sizeof *score.total);
    memset(score.missing, 0, t->count);
    memset(score.fitted, 0, t->count);
    for (size_t q = 0; q < query->count; q++)
        memset(score.own[q], 0, t->count * sizeof **score.own);
    score_aliases(t, query, any_word, &score);
    for (size_t q = 0; q < query->count; q++)
        score_names(t, query, q, &score);
    for (size_t q = 0; q < query->count; q++) {
        heavy += !query->light[q];
        score_word(t, query, q, &score);
    }
    for (size_t i = 0; i < t->count; i++) {
        if (!score.total[i] || score.missing[i] >= heavy)
            continue;
        int total = score.total[i] - COVER * score.missing[i] + name_bonus(t->index, query, i);
        if (typed_downwards(query, &score, i))
            total += DOWNWARDS;
        count = keep(hits, count, max, (struct bq_type_hit){ &t->items[i], total });
    }
    return count;
}

size_t bq_taxonomy_search(const struct bq_taxonomy *t, const char *words, struct bq_type_hit *hits,
                          size_t max)
{
    struct query query;
    query.count = 0;
    read_query(&query, words);
    if (!query.count)
        return top_categories(t, hits, max);
    size_t at, taken, count;
    const char *cwe = cwe_digits(&query, &at, &taken);
    if (cwe && (count = search_cwe(t, cwe, hits, max)))
        return count;
    if (cwe)
        drop_words(&query, at, taken);
    if (!query.count)
        return 0;
    match_query(bq_type_index_get(t), &query);
    count = rank(t, &query, false, hits, max);
    return count ? count : rank(t, &query, true, hits, max);
}
