/* User-perceived characters: bqi/cluster.h, bqi/move.h. */
#include "bqi/cluster.h"

#include "bqi/move.h"
#include "bqi/utf8.h"
#include "cluster_cases.h"
#include "unit.h"
#include <locale.h>
#include <stdlib.h>

enum { CASES = sizeof cluster_cases / sizeof *cluster_cases, BYTES_MAX = 64 };

struct example {
    char bytes[BYTES_MAX];
    size_t len;
    bool breaks[BYTES_MAX + 1]; /* a cluster ends at this offset */
};

static void read_case(const char *text, struct example *out)
{
    memset(out, 0, sizeof *out);
    while (*text) {
        char *end;
        uint32_t code = (uint32_t)strtoul(text, &end, 16);

        out->len += bq_utf8_encode(code, out->bytes + out->len);
        out->breaks[out->len] = *end != '.';
        text = *end ? end + 1 : end;
    }
}

void test_cluster__all_cases_of_unicode_forward(void **state)
{
    (void)state;
    assert_int_equal(CASES, 602);
    for (size_t i = 0; i < CASES; i++) {
        struct example example;

        read_case(cluster_cases[i], &example);
        for (size_t at = 0; at < example.len;) {
            size_t next = bq_cluster_next(example.bytes, example.len, at);

            for (size_t k = at + 1; k < next; k++)
                if (example.breaks[k])
                    fail_msg("%s: no break at byte %zu", cluster_cases[i], k);
            if (!example.breaks[next])
                fail_msg("%s: break at byte %zu", cluster_cases[i], next);
            at = next;
        }
    }
}

void test_cluster__all_cases_of_unicode_backward(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct example example;

        read_case(cluster_cases[i], &example);
        for (size_t at = example.len; at > 0;) {
            size_t start = bq_cluster_previous(example.bytes, at);

            for (size_t k = start + 1; k < at; k++)
                if (example.breaks[k])
                    fail_msg("%s: no break before byte %zu", cluster_cases[i], k);
            if (start && !example.breaks[start])
                fail_msg("%s: break before byte %zu", cluster_cases[i], start);
            at = start;
        }
    }
}

/* Whatever stands in front and behind, from a text whose gap lies anywhere. */
void test_cluster__moves_in_a_text_are_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        struct example example;
        struct bq_text *text = bq_text_new(1000);

        read_case(cluster_cases[i], &example);
        if (memchr(example.bytes, '\r', example.len)) {
            bq_text_free(text);
            continue;
        }
        assert_int_equal(bq_text_load(text, example.bytes, example.len, NULL), BQ_OK);
        for (size_t gap = 0; gap <= example.len; gap++) {
            if ((example.bytes[gap] & 0xc0) == 0x80)
                continue;
            assert_int_equal(bq_text_replace(text, gap, 0, "x", 1, BQ_TEXT_STEP, 0, NULL), BQ_OK);
            assert_true(bq_text_undo(text, &(size_t){ 0 }));
            for (size_t at = 0; at < example.len; at = bq_move_right(text, at)) {
                size_t next = bq_cluster_next(example.bytes, example.len, at);

                assert_int_equal(bq_move_right(text, at), next);
                assert_int_equal(bq_move_left(text, next), at);
            }
        }
        assert_int_equal(bq_move_right(text, example.len), example.len);
        assert_int_equal(bq_move_left(text, 0), 0);
        bq_text_free(text);
    }
}

void test_cluster__columns_are_those_of_wcwidth(void **state)
{
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {
        { "", 0 },
        { "abc", 3 },
        { "\u65e5\u672c", 4 },
        { "cafe\u0301", 4 },
        { "\033", 2 },                       /* ^[ */
        { "\u202e", 8 },                     /* <U+202E> */
        { "\xff", 4 },                       /* <FF> */
        { "\u0301", 1 },                     /* on a dotted circle */
        { "\U0001f469\u200d\U0001f4bb", 4 }, /* two faces */
        { "a\u200db", 10 },                  /* a joiner where nothing joins */
        { "a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", 9 }, /* the 9th mark is told */
    };
    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t columns = bq_columns(cases[i].text, strlen(cases[i].text));

        if (columns != cases[i].columns)
            fail_msg("case %zu takes %zu columns", i, columns);
    }
    setlocale(LC_CTYPE, "C");
    assert_int_equal(bq_columns("\u65e5", 3), 8); /* no UTF-8 locale: a mark */
    assert_int_equal(bq_columns("abc", 3), 3);
}

void test_cluster__words_and_paragraphs(void **state)
{
    static const char s[] = "one, two_3\n\n  \u00fcber \u65e5\u672c!\nlast";
    struct bq_text *text = bq_text_new(1000);
    size_t at = 0, stops[8], n = 0;

    (void)state;
    assert_int_equal(bq_text_load(text, s, sizeof s - 1, NULL), BQ_OK);
    while (at < sizeof s - 1)
        stops[n++] = at = bq_move_word_right(text, at);
    assert_int_equal(n, 5);
    assert_int_equal(stops[0], 3);
    assert_int_equal(stops[1], 10);
    assert_int_equal(stops[2], 19);
    assert_int_equal(stops[3], 26);
    assert_int_equal(bq_move_word_left(text, 26), 20);
    assert_int_equal(bq_move_word_left(text, 20), 14);
    assert_int_equal(bq_move_word_left(text, 14), 5);
    assert_int_equal(bq_move_word_left(text, 2), 0);
    assert_int_equal(bq_move_paragraph_down(text, 0), 11);
    assert_int_equal(bq_move_paragraph_down(text, 11), sizeof s - 1);
    assert_int_equal(bq_move_paragraph_up(text, sizeof s - 1), 11);
    assert_int_equal(bq_move_paragraph_up(text, 5), 0);
    bq_text_free(text);
}

void test_cluster__long_heaps_of_marks_end(void **state)
{
    struct bq_text *text = bq_text_new(1 << 20);
    char *heap = malloc(20001);
    size_t at, steps = 0;

    (void)state;
    heap[0] = 'a';
    for (size_t i = 1; i < 20001; i += 2)
        memcpy(heap + i, "\u0301", 2);
    assert_int_equal(bq_text_load(text, heap, 20001, NULL), BQ_OK);
    for (at = 0; at < 20001; steps++)
        at = bq_move_right(text, at);
    assert_int_equal(at, 20001);
    assert_in_range(steps, 1, 10);
    for (steps = 0; at > 0; steps++) {
        size_t before = at;

        at = bq_move_left(text, at);
        assert_true(at < before);
        assert_int_not_equal(heap[at] & 0xc0, 0x80);
    }
    free(heap);
    bq_text_free(text);
}
