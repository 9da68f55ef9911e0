/* Differences by lines: applying them gives the new text, and they are no longer than needed. */
#include "bqi/diff.h"
#include "unit.h"

#include <stdlib.h>

static void shows(const char *old, const char *now, const char *want)
{
    struct bq_diff diff;
    struct bq_buf out;

    bq_buf_init(&out, 10000);
    assert_int_equal(bq_diff_make(bq_span_str(old), bq_span_str(now), &diff, NULL), BQ_OK);
    bq_diff_show(&diff, &out);
    assert_string_equal(out.data, want);
    bq_diff_clear(&diff);
    bq_buf_clear(&out);
}

void test_diff__shows_what_changed_with_three_lines_around(void **state)
{
    (void)state;
    shows("a\nb\n", "a\nb\n", "");
    shows("", "a\n", "@@ line 1 @@\n+a\n");
    shows("a\nb\nc\n", "a\nx\nc\n", "@@ line 1 @@\n a\n-b\n+x\n c\n");
    shows("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n6\n7\n", "@@ line 4 @@\n 4\n 5\n 6\n+7\n");
    shows("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n1\n2\n3\n4\n5\n6\n7\n8\ny\n",
          "@@ line 1 @@\n-0\n+x\n 1\n 2\n 3\n@@ line 7 @@\n 6\n 7\n 8\n-9\n+y\n");
    shows("a", "a\n", "@@ line 1 @@\n-a\n\\ no newline at the end\n+a\n");
    shows("a\n", "a\n\033]0;x\n", "@@ line 1 @@\n a\n+^[]0;x\n");
}

void test_diff__removed_and_same_make_the_old_text_added_and_same_the_new(void **state)
{
    unsigned seed = 7;
    (void)state;
    for (int round = 0; round < 3000; round++) {
        char old[200], now[200];
        size_t lens[2], i = 0, j = 0, changes = 0;
        struct bq_diff diff;

        for (int side = 0; side < 2; side++) {
            char *text = side ? now : old;

            lens[side] = 0;
            for (unsigned n = (seed = seed * 1103515245u + 12345u) >> 16 & 31; n; n--) {
                seed = seed * 1103515245u + 12345u;
                text[lens[side]++] = (char)('a' + (seed >> 16) % 3);
                text[lens[side]++] = '\n';
            }
        }
        assert_int_equal(
            bq_diff_make(bq_span_of(old, lens[0]), bq_span_of(now, lens[1]), &diff, NULL), BQ_OK);
        for (size_t r = 0; r < diff.count; r++) {
            struct bq_diff_run run = diff.items[r];

            if (run.kind != BQ_DIFF_ADDED) {
                assert_int_equal(run.old_line, i / 2 + 1);
                assert_memory_equal(run.lines.s, old + i, run.lines.len);
                i += run.lines.len;
            }
            if (run.kind != BQ_DIFF_REMOVED) {
                assert_memory_equal(run.lines.s, now + j, run.lines.len);
                j += run.lines.len;
            }
            changes += run.kind == BQ_DIFF_SAME ? 0 : run.count;
        }
        assert_int_equal(i, lens[0]);
        assert_int_equal(j, lens[1]);
        /* The longest common subsequence, by the book. */
        {
            static int best[40][40];
            size_t n = lens[0] / 2, m = lens[1] / 2;

            for (size_t a = 0; a <= n; a++)
                for (size_t b = 0; b <= m; b++)
                    if (!a || !b)
                        best[a][b] = 0;
                    else if (old[2 * a - 2] == now[2 * b - 2])
                        best[a][b] = best[a - 1][b - 1] + 1;
                    else
                        best[a][b] =
                            best[a - 1][b] > best[a][b - 1] ? best[a - 1][b] : best[a][b - 1];
            assert_int_equal(changes, n + m - 2 * (size_t)best[n][m]);
        }
        bq_diff_clear(&diff);
    }
}

void test_diff__texts_without_a_common_line_end_soon(void **state)
{
    struct bq_diff diff;
    struct bq_buf old, now;
    (void)state;
    bq_buf_init(&old, 1 << 20);
    bq_buf_init(&now, 1 << 20);
    for (int i = 0; i < 20000; i++) {
        bq_buf_addf(&old, "o%d\n", i);
        bq_buf_addf(&now, "n%d\n", i);
    }
    assert_int_equal(bq_diff_make(bq_buf_span(&old), bq_buf_span(&now), &diff, NULL), BQ_OK);
    assert_int_equal(diff.count, 2);
    bq_diff_clear(&diff);
    bq_buf_clear(&old);
    bq_buf_clear(&now);
}
