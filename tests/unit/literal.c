/* Long literals are read past libyaml; nobody may notice. */
#include "bqi/buf.h"
#include "io/literal.h"
#include "io/yaml.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A comment with a line separator in it: such texts are read by libyaml as they are. */
static const char as_is[] = "# \xe2\x80\xa8\n";

static unsigned next_random(uint64_t *state, unsigned below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(*state >> 33) % below;
}

/* One line of a draft as people and accidents make them. */
static void add_line(struct bq_buf *text, uint64_t *state, unsigned *keys)
{
    static const char *const lines[] = {
        "  short\n", "  \n", "\n", "\n", " x\n", "   y\n", "\tz\n", "  \xc3\xa9\xe6\xbc\xa2\n",
        "# note\n", "- a: |\n", "  k: |\n", "---\n", "...\n", "'\n", "\"\n", "  # no comment\n",
        "  \tindented\n", "      deep\n", "  x", "- b\n", "  trail  \n", "  \xc2\x9f\n", "!t\n",
    };
    static const char *const heads[] = { ": |\n",  ": |-\n",   ": |+\n", ": >-\n", ": |2-\n",
                                         ": |#\n", ": | # c\n", ": \"\n", ": '\n",  ": plain\n",
                                         ": [a,\n", ": {b: |\n" };
    unsigned kind = next_random(state, 10);

    if (kind < 3) {
        bq_buf_addf(text, "%c%c", 'a' + (int)(*keys / 26 % 26), 'a' + (int)(*keys % 26));
        (*keys)++;
        unsigned head = next_random(state, 20);
        bq_buf_adds(text, heads[head < 12 ? head : head % 3]);
    } else if (kind < 8) {
        bq_buf_adds(text, "  ");
        for (unsigned i = 0, n = 60 + next_random(state, 40); i < n; i++)
            bq_buf_adds(text, "eight by");
        bq_buf_adds(text, "\n");
    } else {
        bq_buf_adds(text, lines[next_random(state, sizeof lines / sizeof *lines)]);
    }
}

/* Both readings, item by item. Returns how many items were alike. */
static size_t compare(const struct bq_buf *text)
{
    const size_t more = sizeof as_is - 1;
    struct bq_yaml *a = NULL, *b = NULL;
    struct bq_err one = { 0 }, two = { 0 };
    struct bq_yaml_item x, y;
    size_t count = 0;
    struct bq_buf whole;

    bq_buf_init(&whole, 1 << 20);
    bq_buf_adds(&whole, as_is);
    bq_buf_add(&whole, text->data, text->len);
    assert_int_equal(bq_yaml_open(text->data, text->len, "f", 100000, &a, &one), BQ_OK);
    assert_int_equal(bq_yaml_open(whole.data, whole.len, "f", 100000, &b, &two), BQ_OK);
    for (;; count++) {
        int first = bq_yaml_next(a, &x, &one), second = bq_yaml_next(b, &y, &two);
        assert_int_equal(first, second);
        if (first) {

            assert_string_equal(one.text, two.text);
            assert_int_equal(one.line + 1, two.line);
            assert_int_equal(one.column, two.column);
            break;
        }
        assert_int_equal(x.kind, y.kind);
        if (x.kind == BQ_YAML_DONE)
            break;
        assert_int_equal(x.style, y.style);
        assert_int_equal(x.len, y.len);
        assert_memory_equal(x.s, y.s, x.len + 1);
        assert_int_equal(x.start + more, y.start);
        assert_int_equal(x.end + more, y.end);
        assert_int_equal(x.line + 1, y.line);
        assert_int_equal(x.column, y.column);
    }
    bq_yaml_free(a);
    bq_yaml_free(b);
    bq_buf_clear(&whole);
    return count;
}

void test_literal__reads_like_libyaml(void **state)
{
    uint64_t seed = 7;
    size_t shortened = 0;

    (void)state;
    for (int round = 0; round < 6000; round++) {
        struct bq_literals found;
        struct bq_buf text;
        unsigned keys = 0;

        bq_buf_init(&text, 1 << 20);
        bq_buf_adds(&text, "start: 1\n");
        for (unsigned i = 0, n = 2 + next_random(&seed, 14); i < n; i++)
            add_line(&text, &seed, &keys);
        if (text.data[text.len - 1] != '\n')
            bq_buf_adds(&text, "\n");
        bq_literals_find(&found, text.data, text.len);
        shortened += found.count > 0;
        bq_literals_clear(&found);
        compare(&text);
        bq_buf_clear(&text);
    }
    assert_true(shortened > 1000);
}

void test_literal__wrong_guess_is_taken_back(void **state)
{
    struct bq_literals found;
    struct bq_buf text;

    (void)state;
    bq_buf_init(&text, 1 << 20);
    /* what looks like a block stands in quotes */
    bq_buf_adds(&text, "title: \"begins\npoc: |\n");
    for (int i = 0; i < 40; i++)
        bq_buf_adds(&text, "  a line of something inside of the quotes\n");
    bq_buf_adds(&text, "ends\"\nnotes: x\n");
    bq_literals_find(&found, text.data, text.len);
    assert_int_equal(found.count, 1);
    bq_literals_clear(&found);
    assert_true(compare(&text) >= 5);
    bq_buf_clear(&text);
}

void test_literal__text(void **state)
{
    static const struct {
        const char *head, *tail, *expected_tail;
    } cases[] = {
        { "|-", "", "" },
        { "|", "\n  \n\n", "\n" },
        { "|+", "\n  \n\n", "\n\n\n\n" },
        { "|", "", "\n" },
        { "|-", "    deeper\n  \tx\n", "\n  deeper\n\tx" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bq_literals found;
        struct bq_buf text;
        size_t len;

        bq_buf_init(&text, 1 << 20);
        bq_buf_addf(&text, "bugquill: 1\npoc: %s\n", cases[i].head);
        for (int k = 0; k < 20; k++)
            bq_buf_adds(&text, "  a line of the block, which is long enough\n");
        bq_buf_adds(&text, cases[i].tail);
        bq_buf_adds(&text, "url: u\n");
        bq_literals_find(&found, text.data, text.len);
        assert_int_equal(found.count, 1);
        char *got = bq_literal_text(&found.items[0], text.data, &len);
        assert_non_null(got);
        assert_int_equal(strlen(got), len);
        assert_memory_equal(got, "a line of the block", 19);
        size_t tail = strlen(cases[i].expected_tail);
        assert_string_equal(got + len - tail, cases[i].expected_tail);
        assert_int_equal(len, 20 * 42 - 1 + tail);
        free(got);
        bq_literals_clear(&found);
        bq_buf_clear(&text);
    }
}
