#include "bugquill/sketch.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>

static void set(struct bq_draft *draft, enum bq_field field, const char *text)
{
    assert_int_equal(bq_draft_set_text(draft, field, text, strlen(text), NULL), BQ_OK);
}

/* A draft whose text has `words` words of which the first `own` are its own. */
static struct bq_sketch *make(const char *title, const char *url, unsigned seed, unsigned words,
                              unsigned own)
{
    struct bq_draft *draft = bq_draft_new();
    struct bq_sketch *sketch;
    char text[16384];
    size_t len = 0;
    unsigned i;

    assert_non_null(draft);
    for (i = 0; i < words; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "w%u ",
                                i < own ? seed * 100000 + i : i * 7);
    text[len] = 0;
    set(draft, BQ_FIELD_PROGRAM, "openai");
    set(draft, BQ_FIELD_TITLE, title);
    set(draft, BQ_FIELD_TYPE, "a.b");
    set(draft, BQ_FIELD_URL, url);
    set(draft, BQ_FIELD_POC, text);
    sketch = bq_sketch_of(draft);
    assert_non_null(sketch);
    bq_draft_free(draft);
    return sketch;
}

void test_sketch__estimates_what_is_the_same(void **state)
{
    struct bq_sketch *whole = make("one", "", 1, 1000, 0), *most = make("two", "", 2, 1000, 100);
    struct bq_sketch *half = make("three", "", 3, 1000, 500),
                     *none = make("four", "", 4, 1000, 1000);
    unsigned percent;

    (void)state;
    assert_int_equal(bq_sketch_compare(whole, whole, &percent), BQ_LIKE_TEXT);
    assert_int_equal(percent, 100);
    assert_int_equal(bq_sketch_compare(whole, most, &percent), BQ_LIKE_TEXT);
    assert_in_range(percent, 70, 95); /* 900 of 1100 runs are common: 82 */
    assert_int_equal(bq_sketch_compare(whole, half, &percent), BQ_LIKE_NOT);
    assert_in_range(percent, 20, 50); /* 33 */
    assert_int_equal(bq_sketch_compare(whole, none, &percent), BQ_LIKE_NOT);
    assert_in_range(percent, 0, 5);
    bq_sketch_free(whole);
    bq_sketch_free(most);
    bq_sketch_free(half);
    bq_sketch_free(none);
}

void test_sketch__places_and_titles(void **state)
{
    struct bq_sketch *a =
        make("stored xss in the share page title", "https://ChatGPT.com/x/?q=1", 1, 5, 5);
    struct bq_sketch *b = make("something else altogether here", "http://chatgpt.com/x", 2, 5, 5);
    struct bq_sketch *c = make("Stored XSS in the share page: title!", "", 3, 5, 5);
    struct bq_sketch *d =
        make("stored xss in the profile page name", "https://chatgpt.com/X", 4, 5, 5);

    (void)state;
    assert_int_equal(bq_sketch_compare(a, b, NULL), BQ_LIKE_PLACE);
    assert_int_equal(bq_sketch_compare(a, c, NULL), BQ_LIKE_TITLE);
    assert_int_equal(bq_sketch_compare(a, d, NULL), BQ_LIKE_NOT);
    bq_sketch_free(a);
    bq_sketch_free(b);
    bq_sketch_free(c);
    bq_sketch_free(d);
}

/* Among a thousand the index finds what comparing all finds, but for at most one in a hundred. */
void test_sketch__index_finds_what_all_pairs_find(void **state)
{
    enum { COUNT = 1000 };
    struct bq_sketch **sketches = calloc(COUNT, sizeof *sketches);
    struct bq_sketch_index *index = NULL;
    size_t i, k, pairs = 0, found = 0, numbers[64], n;
    char title[64], url[64];

    (void)state;
    assert_non_null(sketches);
    assert_int_equal(bq_sketch_index_new(&index, NULL), BQ_OK);
    for (i = 0; i < COUNT; i++) {
        snprintf(title, sizeof title, "bug number %zu in part %zu of %zu", i, i % 13, i * 3);
        snprintf(url, sizeof url, "https://x.example/%zu", i % 700);
        /* every tenth has the text of the one before */
        sketches[i] = make(title, url, (unsigned)(i % 10 ? i : i - (i > 0)), 200, 200);
        n = bq_sketch_index_find(index, sketches[i], numbers, 64);
        for (k = 0; k < n; k++) {
            assert_true(numbers[k] < i && (k == 0 || numbers[k] < numbers[k - 1]));
            assert_int_not_equal(bq_sketch_compare(sketches[i], sketches[numbers[k]], NULL),
                                 BQ_LIKE_NOT);
        }
        found += n;
        for (k = 0; k < i; k++)
            pairs += bq_sketch_compare(sketches[i], sketches[k], NULL) != BQ_LIKE_NOT;
        assert_int_equal(bq_sketch_index_add(index, sketches[i], NULL), BQ_OK);
    }
    assert_true(pairs > 350);
    assert_true(found * 100 >= pairs * 99);
    for (i = 0; i < COUNT; i++)
        bq_sketch_free(sketches[i]);
    free(sketches);
    bq_sketch_index_free(index);
}
