/* Soft wrapping: bqi/wrap.h. */
#include "bqi/wrap.h"

#include "bqi/cluster.h"
#include "text/row.h"
#include "text/tuning.h"
#include "unit.h"
#include <locale.h>
#include <stdlib.h>

static struct bq_text *text;
static struct bq_wrap *wrap;

static void begin(const char *s, int columns)
{
    struct bq_wrap_options options = { columns, 4, true };

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    text = bq_text_new(1 << 20);
    assert_int_equal(bq_text_load(text, s, strlen(s), NULL), BQ_OK);
    wrap = bq_wrap_new(text, &options);
    assert_true(bq_wrap_update(wrap));
}

static void end(void)
{
    bq_wrap_free(wrap);
    bq_text_free(text);
    setlocale(LC_CTYPE, "C");
}

/* All rows, with their indent as dots, divided by |. */
static void is_wrapped(const char *s, int columns, const char *want)
{
    struct bq_buf out;

    begin(s, columns);
    bq_buf_init(&out, 10000);
    for (size_t i = 0; i < bq_wrap_row_count(wrap); i++) {
        struct bq_row row = bq_wrap_row(wrap, i);

        bq_buf_adds(&out, i == 0 ? "" : row.first ? "\n" : "|");
        bq_buf_add_repeat(&out, '.', (size_t)row.indent);
        bq_buf_add(&out, s + row.start, row.end - row.start);
    }
    assert_string_equal(out.data, want);
    bq_buf_clear(&out);
    end();
}

void test_wrap__breaks_behind_blanks(void **state)
{
    (void)state;
    is_wrapped("", 10, "");
    is_wrapped("one two three", 8, "one two |three");
    is_wrapped("one two three", 7, "one two |three"); /* the blank hangs */
    is_wrapped("one two three", 6, "one |two |three");
    is_wrapped("a\n\nb\n", 5, "a\n\nb\n");
    is_wrapped("exactly!", 8, "exactly!");
    is_wrapped("exactly! ", 8, "exactly! ");
    is_wrapped("exactly!  ", 8, "exactly! | ");
    is_wrapped("a tab\tb", 6, "a tab\t|b");
}

void test_wrap__breaks_long_words_and_around_ideographs(void **state)
{
    (void)state;
    is_wrapped("abcdefghij", 4, "abcd|efgh|ij");
    is_wrapped("x abcdefghij", 4, "x |abcd|efgh|ij");
    is_wrapped("\u65e5\u672c\u8a9e\u6587", 5, "\u65e5\u672c|\u8a9e\u6587");
    is_wrapped("ab\u65e5\u672c cd", 6, "ab\u65e5\u672c |cd");
    is_wrapped("\u65e5\u672c\u3002", 4, "\u65e5|\u672c\u3002"); /* no row begins with a full stop */
    is_wrapped("e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301");
    is_wrapped("\u65e5\u672c", 1, "\u65e5|\u672c");
    is_wrapped("a\033b", 2, "a|\033|b");
}

void test_wrap__hangs_under_indentation_and_markers(void **state)
{
    (void)state;
    is_wrapped("- one two three", 9, "- one two |..three");
    is_wrapped("12. one two three", 12, "12. one two |....three");
    is_wrapped("    deep text", 9, "    deep |....text");
    is_wrapped("-x one two", 6, "-x one |two");
    is_wrapped("                wide", 8, "         |....     |....  |....wide");
}

void test_wrap__columns_and_offsets_are_each_others_inverse(void **state)
{
    static const char s[] = "- tab\tand \u65e5\u672c e\u0301 end of it all";
    (void)state;
    begin(s, 14);
    for (size_t i = 0; i < bq_wrap_row_count(wrap); i++) {
        struct bq_row row = bq_wrap_row(wrap, i);

        for (size_t at = row.start; at < row.end; at = bq_cluster_next(s, sizeof s - 1, at)) {
            assert_int_equal(bq_wrap_row_of(wrap, at), i);
            assert_int_equal(bq_wrap_offset(wrap, &row, bq_wrap_column(wrap, &row, at)), at);
        }
        assert_int_equal(bq_wrap_offset(wrap, &row, 0), row.start);
        if (row.last)
            assert_int_equal(bq_wrap_offset(wrap, &row, 100), row.end);
        else
            assert_true(bq_wrap_offset(wrap, &row, 100) < row.end);
    }
    end();
}

/* ---- kept rows are those of a fresh wrap --------------------------------------------------- */

static uint32_t seed;

static size_t pick(size_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static size_t boundary(void)
{
    size_t at = pick(bq_text_len(text) + 1);
    char c;

    while (bq_text_copy(text, at, &c, 1) == 1 && (c & 0xc0) == 0x80)
        at--;
    return at;
}

static void same_rows(struct bq_wrap *kept, struct bq_wrap *fresh)
{
    assert_true(bq_wrap_update(fresh));
    assert_int_equal(bq_wrap_row_count(kept), bq_wrap_row_count(fresh));
    for (size_t i = 0; i < bq_wrap_row_count(fresh); i++) {
        struct bq_row a = bq_wrap_row(kept, i), b = bq_wrap_row(fresh, i);

        assert_int_equal(a.line, b.line);
        assert_int_equal(a.start, b.start);
        assert_int_equal(a.end, b.end);
        assert_int_equal(a.indent, b.indent);
        assert_int_equal(a.first, b.first);
        assert_int_equal(a.last, b.last);
        assert_int_equal(bq_wrap_row_of(kept, a.start), i);
        assert_true(a.end > a.start || (a.first && a.last));
        if (!a.last)
            assert_int_equal(bq_wrap_row(kept, i + 1).start, a.end);
    }
}

/* No row is wider than it may be, none is empty, none is missing. */
static void rows_fit(struct bq_wrap *rows, const struct bq_wrap_options *options)
{
    size_t at = 0;

    for (size_t i = 0; i < bq_wrap_row_count(rows); i++) {
        struct bq_row row = bq_wrap_row(rows, i);
        size_t last = row.end > row.start ? row.end - 1 : row.start;
        char c;

        assert_int_equal(row.start, at);
        assert_int_equal(bq_wrap_row_of(rows, row.start), i);
        /* the last character begins within the columns, or is the one blank that hangs over */
        while (last > row.start && bq_text_copy(text, last, &c, 1) == 1 && (c & 0xc0) == 0x80)
            last--;
        if (bq_wrap_column(rows, &row, last) > options->columns && row.indent < options->columns)
            assert_int_equal(last, row.start);
        at = row.end + row.last;
    }
    assert_int_equal(at, bq_text_len(text) + 1);
}

void test_wrap__kept_rows_equal_fresh_ones_after_any_edits(void **state)
{
    static const char *const pieces[] = { "a",
                                          " ",
                                          "\n",
                                          "word ",
                                          "- item",
                                          "\u65e5\u672c\u8a9e",
                                          "e\u0301",
                                          "\t",
                                          "longwordwithoutblanks",
                                          "some words that make a line longer than others ",
                                          "",
                                          "    ",
                                          "1. " };
    (void)state;
    seed = 11;
    for (int round = 0; round < 12; round++) {
        struct bq_wrap_options options = { 1 + (int)pick(24), 1 + (int)pick(8), round % 3 != 0 };
        struct bq_wrap *kept;

        begin("", 10);
        kept = bq_wrap_new_tuned(text, &options,
                                 &(struct bq_wrap_tuning){ 4, round % 2 ? 1 : 60, pick(9) });
        for (int i = 0; i < 700; i++) {
            const char *s = pieces[pick(sizeof pieces / sizeof *pieces)];
            size_t at = boundary(), stop = pick(4) ? at : boundary();

            if (strcmp(s, "\n") == 0 && pick(3))
                s = "x";
            if (stop < at || (stop - at > 40 && pick(10)))
                stop = at;
            assert_int_equal(
                bq_text_replace(text, at, stop - at, s, strlen(s), BQ_TEXT_STEP, 0, NULL), BQ_OK);
            if (pick(3) == 0)
                continue; /* several changes at once */
            assert_true(bq_wrap_update(kept));
            if (i % 4 == 0) {
                struct bq_wrap *fresh =
                    bq_wrap_new_tuned(text, &options, &(struct bq_wrap_tuning){ 512, SIZE_MAX, 1 });

                if (pick(2)) { /* what is seen is right, and what is not seen fits */
                    size_t first = pick(bq_wrap_row_count(kept));

                    assert_true(bq_wrap_settle(kept, first, first + 5));
                    rows_fit(kept, &options);
                    bq_wrap_free(fresh);
                    continue;
                }
                assert_true(bq_wrap_settle(kept, 0, SIZE_MAX));
                same_rows(kept, fresh);
                bq_wrap_free(fresh);
            }
        }
        bq_wrap_free(kept);
        end();
    }
}

void test_wrap__quick_and_slow_way_agree(void **state)
{
    char s[40];
    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    seed = 5;
    for (int i = 0; i < 20000; i++) {
        struct bq_wrap_options options = { 1 + (int)pick(20), 4, false };
        size_t len = 1 + pick(30), quick;
        char marked[50];

        for (size_t k = 0; k < len; k++)
            s[k] = pick(4) ? 'x' : ' ';
        quick = row_length(&options, s, len, true, 0);
        /* an e-acute as the first character takes the slow way */
        memcpy(marked, "\u00e9", 2);
        memcpy(marked + 2, s + 1, len - 1);
        if (s[0] != ' ')
            assert_int_equal(row_length(&options, marked, len + 1, true, 0), quick + 1);
    }
    setlocale(LC_CTYPE, "C");
}

void test_wrap__heaps_without_columns_are_cut(void **state)
{
    char *heap = malloc(40002);
    (void)state;
    heap[0] = 'a';
    for (size_t i = 1; i < 40001; i += 2)
        memcpy(heap + i, "\u0301", 2);
    heap[40001] = 0;
    begin(heap, 20);
    assert_true(bq_wrap_row_count(wrap) > 1);
    for (size_t i = 0; i < bq_wrap_row_count(wrap); i++) {
        struct bq_row row = bq_wrap_row(wrap, i);

        assert_in_range(row.end - row.start, 1, ROW_BYTES_MAX);
        assert_int_not_equal(heap[row.start] & 0xc0, 0x80);
    }
    end();
    free(heap);
}
