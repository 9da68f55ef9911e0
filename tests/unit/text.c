/* The edit buffer: bqi/text.h, bqi/paste.h, bqi/find.h. */
#include "bqi/text.h"

#include "bqi/find.h"
#include "bqi/paste.h"
#include "text/sums.h"
#include "text/tuning.h"
#include "unit.h"
#include <stdlib.h>

static void replace(struct bq_text *text, size_t at, size_t removed, const char *s,
                    enum bq_text_group group, int64_t now)
{
    assert_int_equal(bq_text_replace(text, at, removed, s, strlen(s), group, now, NULL), BQ_OK);
}

static const char *all(struct bq_text *text)
{
    return bq_text_span(text).s;
}

void test_text__starts_empty_with_one_line(void **state)
{
    struct bq_text *text = bq_text_new(10);
    size_t cursor;
    struct bq_text_change change;

    (void)state;
    assert_string_equal(all(text), "");
    assert_int_equal(bq_text_line_count(text), 1);
    assert_int_equal(bq_text_line_of(text, 0), 0);
    assert_int_equal(bq_text_line_end(text, 0), 0);
    assert_false(bq_text_undo(text, &cursor));
    assert_false(bq_text_redo(text, &cursor));
    assert_false(bq_text_take_change(text, &change));
    bq_text_free(text);
}

void test_text__refuses_what_breaks_the_invariant(void **state)
{
    static const struct {
        const char *s;
        size_t len;
    } bad[] = {
        { "a\0b", 3 }, { "a\r\n", 3 }, { "a\xff", 2 }, { "\xc3", 1 }, { "\xed\xa0\x80", 3 }
    };
    struct bq_text *text = bq_text_new(8);
    struct bq_err err;

    (void)state;
    replace(text, 0, 0, "\u00e9x", BQ_TEXT_STEP, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(bq_text_replace(text, 0, 1, bad[i].s, bad[i].len, BQ_TEXT_STEP, 0, &err),
                         BQ_EINVAL);
        assert_int_equal(bq_text_replace(text, 0, 2, bad[i].s, bad[i].len, BQ_TEXT_STEP, 0, &err),
                         BQ_EPARSE);
        assert_int_equal(bq_text_load(text, bad[i].s, bad[i].len, &err), BQ_EPARSE);
        assert_int_equal(err.line, 1);
    }
    assert_int_equal(bq_text_replace(text, 4, 0, "y", 1, BQ_TEXT_STEP, 0, &err), BQ_EINVAL);
    assert_int_equal(bq_text_replace(text, 0, 4, "y", 1, BQ_TEXT_STEP, 0, &err), BQ_EINVAL);
    assert_int_equal(bq_text_replace(text, 3, 0, "123456", 6, BQ_TEXT_STEP, 0, &err), BQ_ELIMIT);
    assert_int_equal(bq_text_load(text, "123456789", 9, &err), BQ_ELIMIT);
    assert_string_equal(all(text), "\u00e9x");
    replace(text, 3, 0, "12345", BQ_TEXT_STEP, 0);
    replace(text, 0, 8, "87654321", BQ_TEXT_STEP, 0);
    assert_string_equal(all(text), "87654321");
    bq_text_free(text);
}

static void type(struct bq_text *text, const char *s, int64_t *now)
{
    for (; *s; s++, *now += 100)
        assert_int_equal(
            bq_text_replace(text, bq_text_len(text), 0, s, 1, BQ_TEXT_TYPING, *now, NULL), BQ_OK);
}

void test_text__undo_goes_by_word_pause_and_move(void **state)
{
    struct bq_text *text = bq_text_new(1000);
    int64_t now = 0;
    size_t cursor;

    (void)state;
    type(text, "one two", &now);
    assert_true(bq_text_undo(text, &cursor));
    assert_string_equal(all(text), "one ");
    assert_int_equal(cursor, 4);
    assert_true(bq_text_redo(text, &cursor));
    assert_string_equal(all(text), "one two");
    assert_int_equal(cursor, 7);
    type(text, "x", &now); /* after an undo nothing joins */
    assert_true(bq_text_undo(text, &cursor));
    assert_string_equal(all(text), "one two");
    type(text, "ab", &now);
    now += 2000;
    type(text, "cd", &now);
    bq_text_break(text);
    type(text, "ef", &now);
    assert_true(bq_text_undo(text, &cursor));
    assert_string_equal(all(text), "one twoabcd");
    assert_true(bq_text_undo(text, &cursor));
    assert_string_equal(all(text), "one twoab");
    assert_true(bq_text_undo(text, &cursor));
    assert_string_equal(all(text), "one two");
    bq_text_free(text);
}

void test_text__undo_gathers_erasing_both_ways(void **state)
{
    struct bq_text *text = bq_text_new(1000);
    size_t cursor;

    (void)state;
    replace(text, 0, 0, "abcdef", BQ_TEXT_STEP, 0);
    replace(text, 3, 1, "", BQ_TEXT_ERASING, 1); /* forward: d */
    replace(text, 3, 1, "", BQ_TEXT_ERASING, 2); /* e */
    replace(text, 2, 1, "", BQ_TEXT_ERASING, 3); /* back: c */
    assert_string_equal(all(text), "abf");
    assert_true(bq_text_undo(text, &cursor));
    assert_string_equal(all(text), "abcdef");
    assert_true(bq_text_redo(text, &cursor));
    assert_string_equal(all(text), "abf");
    assert_int_equal(cursor, 2);
    bq_text_free(text);
}

void test_text__joined_edits_are_one_step(void **state)
{
    struct bq_text *text = bq_text_new(1000);
    size_t cursor;

    (void)state;
    replace(text, 0, 0, "a\nb\nc", BQ_TEXT_STEP, 0);
    replace(text, 0, 0, "- ", BQ_TEXT_STEP, 1);
    replace(text, 4, 0, "- ", BQ_TEXT_JOIN, 1);
    replace(text, 8, 0, "- ", BQ_TEXT_JOIN, 1);
    assert_string_equal(all(text), "- a\n- b\n- c");
    assert_true(bq_text_undo(text, &cursor));
    assert_string_equal(all(text), "a\nb\nc");
    assert_true(bq_text_redo(text, &cursor));
    assert_string_equal(all(text), "- a\n- b\n- c");
    assert_true(bq_text_undo(text, &cursor));
    assert_true(bq_text_undo(text, &cursor));
    assert_string_equal(all(text), "");
    assert_false(bq_text_undo(text, &cursor));
    bq_text_free(text);
}

void test_text__the_oldest_steps_go_first(void **state)
{
    struct bq_text *text = bq_text_new(400000);
    size_t cursor, steps = 0;

    (void)state;
    for (int i = 0; i < 100500; i++)
        replace(text, bq_text_len(text), 0, "ab", BQ_TEXT_STEP, 0);
    while (bq_text_undo(text, &cursor))
        steps++;
    assert_in_range(steps, 90000, 100000);
    assert_int_equal(bq_text_len(text), 2 * (100500 - steps));
    while (bq_text_redo(text, &cursor))
        steps--;
    assert_int_equal(steps, 0);
    assert_int_equal(bq_text_len(text), 201000);
    bq_text_free(text);
}

void test_text__tells_every_reader_what_changed(void **state)
{
    struct bq_text *text = bq_text_new(1000);
    struct bq_text_change change;
    uint64_t first;

    (void)state;
    assert_int_equal(bq_text_load(text, "0123456789", 10, NULL), BQ_OK);
    first = bq_text_revision(text);
    assert_int_equal(bq_text_changes(text, 0, &change), BQ_TEXT_UNKNOWN);
    assert_true(bq_text_take_change(text, &change));
    replace(text, 2, 1, "xyz", BQ_TEXT_STEP, 0); /* 01xyz3456789 */
    replace(text, 8, 2, "", BQ_TEXT_STEP, 0);    /* 01xyz34589 */
    assert_int_equal(bq_text_changes(text, first, &change), BQ_TEXT_CHANGED);
    assert_int_equal(change.at, 2);
    assert_int_equal(change.removed, 6); /* 234567 */
    assert_int_equal(change.added, 6);   /* xyz345 */
    assert_true(bq_text_take_change(text, &change));
    assert_int_equal(change.at, 2);
    assert_false(bq_text_take_change(text, &change));
    assert_int_equal(bq_text_changes(text, bq_text_revision(text), &change), BQ_TEXT_SAME);
    for (int i = 0; i < 100; i++)
        replace(text, 0, 0, "a", BQ_TEXT_STEP, 0);
    assert_int_equal(bq_text_changes(text, first, &change), BQ_TEXT_UNKNOWN);
    bq_text_free(text);
}

/* ---- against a naive string ---------------------------------------------------------------- */

enum { NAIVE_MAX = 600, OPERATIONS = 100000 };

struct naive {
    char s[NAIVE_MAX + 1];
    size_t len;
};

static uint32_t seed;

static size_t pick(size_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static size_t boundary(const struct naive *naive)
{
    size_t at = pick(naive->len + 1);

    while (at > 0 && at < naive->len && (naive->s[at] & 0xc0) == 0x80)
        at--;
    return at;
}

static void naive_replace(struct naive *naive, size_t at, size_t removed, const char *s)
{
    size_t len = strlen(s);

    memmove(naive->s + at + len, naive->s + at + removed, naive->len - at - removed + 1);
    memcpy(naive->s + at, s, len);
    naive->len += len - removed;
}

static const char *const pieces[] = { "a",  "b ",     "\n",     "\n\n\n", "word word\nline\n",
                                      "\t", "\u00e9", "\u65e5", "",       "\U0001f469\u200d" };

static void check_lines(struct bq_text *text, const struct naive *naive)
{
    size_t line = 0, start = 0;

    for (size_t i = 0; i <= naive->len; i++) {
        assert_int_equal(bq_text_line_of(text, i), line);
        if (i < naive->len && naive->s[i] != '\n')
            continue;
        assert_int_equal(bq_text_line_start(text, line), start);
        assert_int_equal(bq_text_line_end(text, line), i);
        start = i + 1;
        line++;
    }
    assert_int_equal(bq_text_line_count(text), line);
    assert_int_equal(bq_text_line_start(text, line), naive->len);
}

void test_text__equals_a_naive_string_after_any_edits(void **state)
{
    static struct naive naive, first;
    struct bq_text *text = bq_text_new_tuned(NAIVE_MAX, 4);
    size_t cursor, undone = 0;
    int64_t now = 0;

    (void)state;
    seed = 7;
    memset(&naive, 0, sizeof naive);
    for (int i = 0; i < OPERATIONS; i++) {
        const char *s = pieces[pick(sizeof pieces / sizeof *pieces)];
        size_t at = boundary(&naive), end = pick(8) ? at : boundary(&naive);
        int status;

        if (end < at) {
            size_t t = at;

            at = end;
            end = t;
        }
        now += (int64_t)pick(1500);
        status = bq_text_replace(text, at, end - at, s, strlen(s), (enum bq_text_group)pick(4), now,
                                 NULL);
        if (naive.len - (end - at) + strlen(s) > NAIVE_MAX) {
            assert_int_equal(status, BQ_ELIMIT);
        } else {
            assert_int_equal(status, BQ_OK);
            naive_replace(&naive, at, end - at, s);
        }
        assert_int_equal(bq_text_len(text), naive.len);
        if (i % 16 == 0) {
            char copy[NAIVE_MAX];

            assert_int_equal(bq_text_copy(text, 0, copy, sizeof copy), naive.len);
            assert_memory_equal(copy, naive.s, naive.len);
        }
        if (i % 64 == 0)
            check_lines(text, &naive);
    }
    assert_string_equal(all(text), naive.s);
    first = naive;
    while (bq_text_undo(text, &cursor)) {
        assert_true(cursor <= bq_text_len(text));
        undone++;
    }
    assert_true(undone > 1000);
    assert_string_equal(all(text), "");
    assert_int_equal(bq_text_line_count(text), 1);
    while (bq_text_redo(text, &cursor))
        undone--;
    assert_int_equal(undone, 0);
    assert_string_equal(all(text), first.s);
    check_lines(text, &first);
    bq_text_free(text);
}

void test_sums__equal_a_plain_array(void **state)
{
    static uint32_t plain[1000];
    size_t count = 0;
    struct sums sums;

    (void)state;
    seed = 3;
    sums_init(&sums, 4);
    for (int i = 0; i < 20000; i++) {
        uint32_t values[12];
        size_t at = pick(count + 1), removed = pick(4) ? 0 : pick(count - at + 1), added = pick(12);
        size_t total = 0, before;

        if (count + added > 1000 || pick(20) == 0)
            removed = count - at;
        if (count - removed + added > 1000)
            continue;
        for (size_t k = 0; k < added; k++)
            values[k] = 1 + (uint32_t)pick(9);
        assert_true(sums_splice(&sums, at, removed, values, added));
        memmove(plain + at + added, plain + at + removed, (count - at - removed) * sizeof *plain);
        memcpy(plain + at, values, added * sizeof *plain);
        count = count - removed + added;
        assert_int_equal(sums.count, count);
        if (count == 0)
            continue;
        at = pick(count);
        for (size_t k = 0; k < at; k++)
            total += plain[k];
        assert_int_equal(sums_before(&sums, at), total);
        assert_int_equal(sums_get(&sums, at), plain[at]);
        assert_int_equal(sums_find(&sums, total + plain[at] - 1, &before), at);
        assert_int_equal(before, total);
        plain[at] = 1 + (uint32_t)pick(9);
        sums_set(&sums, at, plain[at]);
    }
    sums_clear(&sums);
}

/* ---- paste and find ------------------------------------------------------------------------ */

void test_paste__keeps_what_it_can_and_says_what_not(void **state)
{
    struct bq_paste_note note;
    struct bq_buf out;
    char words[100];

    (void)state;
    bq_buf_init(&out, 1000);
    bq_paste_clean(&out, "a\r\nb\rc\n\td \n", 11, false, &note);
    assert_string_equal(out.data, "a\nb\nc\n\td \n");
    bq_paste_note_text(&note, words, sizeof words);
    assert_string_equal(words, "");
    bq_buf_reset(&out);
    bq_paste_clean(&out, "\033[31mr\0\x7f\xc2\x9b\xff\u00e9", 13, false, &note);
    assert_string_equal(out.data, "[31mr\ufffd\u00e9");
    bq_paste_note_text(&note, words, sizeof words);
    assert_string_equal(words, "left out 4 control characters; 1 byte is no UTF-8");
    bq_buf_reset(&out);
    bq_paste_clean(&out, "one\r\ntwo\tthree\n\n", 16, true, &note);
    assert_string_equal(out.data, "one two three");
    assert_int_equal(note.joined, 2);
    bq_buf_clear(&out);
}

void test_find__goes_both_ways_over_windows(void **state)
{
    struct bq_text *text = bq_text_new(1 << 20);
    struct bq_needle needle;
    size_t at, len, size = 100000;
    char *s = malloc(size);

    (void)state;
    memset(s, '.', size);
    for (size_t i = 16384 - 3; i + 8 < size; i += 16384)
        memcpy(s + i, "NEEDLE", 6);
    memcpy(s + 50000, "\u00c4\u00d6", 4);
    assert_int_equal(bq_text_load(text, s, size, NULL), BQ_OK);
    bq_needle_init_smart(&needle, "needle", 6);
    at = 0;
    for (size_t i = 16384 - 3; i + 8 < size; i += 16384) {
        assert_true(bq_find_next(text, &needle, at, &at, &len));
        assert_int_equal(at, i);
        assert_int_equal(len, 6);
        at++;
    }
    assert_false(bq_find_next(text, &needle, at, &at, &len));
    at = size;
    for (size_t i = 16384 * 6 - 3; i > 16384 - 4 && i < size; i -= 16384) {
        assert_true(bq_find_previous(text, &needle, at, &at, &len));
        assert_int_equal(at, i);
    }
    assert_false(bq_find_previous(text, &needle, at, &at, &len));
    bq_needle_init_smart(&needle, "Needle", 6); /* an upper-case letter: exactly so */
    assert_false(bq_find_next(text, &needle, 0, &at, &len));
    bq_needle_init_smart(&needle, "\u00e4\u00f6", 4);
    assert_true(bq_find_next(text, &needle, 0, &at, &len));
    assert_int_equal(at, 50000);
    bq_needle_init_smart(&needle, "", 0);
    assert_false(bq_find_next(text, &needle, 0, &at, &len));
    assert_false(bq_find_previous(text, &needle, size, &at, &len));
    free(s);
    bq_text_free(text);
}
