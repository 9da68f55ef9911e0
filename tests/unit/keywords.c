/* The automaton of keywords against looking for each word at each place. */
#include "check/keywords.h"
#include "unit.h"
#include <string.h>
#include <strings.h>

enum { WORDS = 60, WORD_MAX = 6, TEXT = 400, ROUNDS = 40 };

static uint32_t next_random(uint32_t *x)
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 16;
}

/* Few letters, so that words are often ends and beginnings of each other. */
static void fill(char *out, size_t len, uint32_t *x)
{
    for (size_t i = 0; i < len; i++)
        out[i] = "abAB.c"[next_random(x) % 6];
    out[len] = 0;
}

/* How many words end just before `at`; every one of them has to be in the list. */
static size_t count_ending(const struct bq_span *words, const char *text, size_t at,
                           const uint16_t *list, size_t count)
{
    size_t found = 0;
    for (size_t w = 0; w < WORDS; w++) {
        bool told = false;
        if (words[w].len > at ||
            strncasecmp(text + at - words[w].len, words[w].s, words[w].len) != 0)
            continue;
        for (size_t i = 0; i < count; i++)
            told = told || list[i] == w;
        assert_true(told);
        found++;
    }
    return found;
}

/* Goes on with one reading: at each place before the next find, and there, what ends is told. */
static bool step(struct bq_keywords *keywords, const struct bq_span *words, const char *text,
                 struct bq_keyword_cursor *cursor)
{
    size_t count = 0, from = cursor->at;
    const uint16_t *list = bq_keywords_next(keywords, text, TEXT, cursor, &count);
    for (size_t at = from + 1; at < cursor->at; at++)
        assert_int_equal(count_ending(words, text, at, NULL, 0), 0);
    if (cursor->at > from)
        assert_int_equal(count_ending(words, text, cursor->at, list, list ? count : 0),
                         list ? count : 0);
    assert_true(list ? cursor->at > from : cursor->at == TEXT);
    for (size_t i = 1; list && i < count; i++)
        assert_true(words[list[i]].len <= words[list[i - 1]].len);
    return list != NULL;
}

/* Two texts read in turns: rows that one of them fills serve the other. */
void test_keywords__tell_what_a_plain_search_tells(void **state)
{
    uint32_t x = 7;
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        static char store[WORDS][WORD_MAX + 1], texts[2][TEXT + 1];
        struct bq_span words[WORDS];
        struct bq_keywords *keywords;
        struct bq_keyword_cursor cursors[2] = { { .at = 0 }, { .at = 0 } };
        bool more[2] = { true, true };
        for (size_t w = 0; w < WORDS; w++) {
            fill(store[w], 1 + next_random(&x) % WORD_MAX, &x);
            words[w] = bq_span_str(store[w]);
        }
        fill(texts[0], TEXT, &x);
        fill(texts[1], TEXT, &x);
        assert_int_equal(bq_keywords_new(words, WORDS, &keywords, NULL), BQ_OK);
        while (more[0] || more[1]) {
            size_t which = more[0] && (!more[1] || next_random(&x) % 2) ? 0 : 1;
            more[which] = step(keywords, words, texts[which], &cursors[which]);
        }
        bq_keywords_free(keywords);
    }
}

void test_keywords__limits(void **state)
{
    enum { MANY = 1600 };
    static char store[MANY][BQ_KEYWORD_LEN_MAX + 2];
    struct bq_span words[MANY];
    struct bq_keywords *keywords = NULL;
    uint32_t x = 3;
    (void)state;
    for (size_t w = 0; w < MANY; w++) {
        for (size_t i = 0; i < BQ_KEYWORD_LEN_MAX; i++)
            store[w][i] = (char)('a' + next_random(&x) % 26);
        words[w] = bq_span_of(store[w], BQ_KEYWORD_LEN_MAX);
    }
    assert_int_equal(bq_keywords_new(words, MANY, &keywords, NULL), BQ_ELIMIT);
    assert_null(keywords);
    words[0].len = 0;
    assert_int_equal(bq_keywords_new(words, 1, &keywords, NULL), BQ_EINVAL);
    words[0].len = BQ_KEYWORD_LEN_MAX + 1;
    assert_int_equal(bq_keywords_new(words, 1, &keywords, NULL), BQ_EINVAL);
    assert_int_equal(bq_keywords_new(words + 1, 200, &keywords, NULL), BQ_ELIMIT);
    assert_int_equal(bq_keywords_new(words + 1, 60, &keywords, NULL), BQ_OK);
    bq_keywords_free(keywords);
}
