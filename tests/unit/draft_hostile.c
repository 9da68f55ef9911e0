/* Drafts that are broken or made to hurt: each gets one line, at once. */
#include "draft_samples.h"
#include "unit.h"

#include "bqi/buf.h"
#include "bugquill/io.h"
#include <stdlib.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

enum { PARSE_MS = 100 };
#ifdef UNIT_SANITIZED
enum { BOMB_MS = 50 };
#else
enum { BOMB_MS = 5 };
#endif

/* Files that cost a careless reader seconds: 7.7 for the first with libyaml alone. */
void test_draft_hostile__bombs_are_refused_at_once(void **state)
{
    (void)state;
    static const char *const units[] = { "[",   "{",    "- ", "? ",  "{a: ", "[[",
                                         "a: ", "- - ", "\"", "&a ", "!a ",  "'" };
    size_t size = 50000;
    for (size_t i = 0; i < COUNT(units); i++) {
        struct bq_buf buf;
        struct bq_draft *draft = NULL;
        bq_buf_init(&buf, 1 << 20);
        bq_buf_adds(&buf, "bugquill: 1\nx: ");
        while (buf.len < size)
            bq_buf_adds(&buf, units[i]);
        double best = 1e9;
        for (int round = 0; round < 3; round++) {
            double begin = milliseconds();
            assert_int_not_equal(bq_draft_parse(buf.data, buf.len, "d.yaml", &draft, NULL), BQ_OK);
            double took = milliseconds() - begin;
            best = took < best ? took : best;
        }
        assert_true(best < BOMB_MS || getenv("BQ_UNTIMED"));
        bq_buf_clear(&buf);
    }
}

void test_draft_hostile__too_many_of_anything(void **state)
{
    (void)state;
    struct bq_buf buf;
    struct bq_draft *draft = NULL;
    struct bq_err err;
    bq_buf_init(&buf, 16 << 20);
    bq_buf_adds(&buf, "bugquill: 1\ncollaborators:\n");
    for (int i = 0; i < 1001; i++)
        bq_buf_adds(&buf, "- name: a\n");
    assert_int_not_equal(bq_draft_parse(buf.data, buf.len, "d", &draft, &err), BQ_OK);
    assert_int_equal(err.line, 1003);
    bq_buf_reset(&buf);
    bq_buf_adds(&buf, "bugquill: 1\n");
    for (int i = 0; i < 300; i++)
        bq_buf_addf(&buf, "k%d: v\n", i);
    assert_int_not_equal(bq_draft_parse(buf.data, buf.len, "d", &draft, &err), BQ_OK);
    assert_int_equal(err.line, 257);
    bq_buf_reset(&buf);
    bq_buf_adds(&buf, "bugquill: 1\nx:\n");
    for (int i = 0; i < 100001; i++)
        bq_buf_adds(&buf, "- a\n");
    assert_int_not_equal(bq_draft_parse(buf.data, buf.len, "d", &draft, &err), BQ_OK);
    assert_non_null(strstr(err.text, "too many"));
    bq_buf_reset(&buf);
    bq_buf_adds(&buf, "bugquill: 1\npoc: |\n  ");
    bq_buf_add_repeat(&buf, 'a', BQ_FIELD_TEXT_MAX + 1);
    assert_int_not_equal(bq_draft_parse(buf.data, buf.len, "d", &draft, &err), BQ_OK);
    assert_int_equal(err.line, 2);
    bq_buf_clear(&buf);
}

/* ---- 3,000 broken drafts
 * -----------------------------------------------------------------------------------------------
 */

static void mutate(uint64_t *seed, struct bq_buf *buf)
{
    static const char *const shards[] = { "[",
                                          "{",
                                          "]",
                                          "}",
                                          ": ",
                                          "- ",
                                          "\n",
                                          "\t",
                                          "&a ",
                                          "*a",
                                          "!!str ",
                                          "|",
                                          ">",
                                          "\"",
                                          "'",
                                          "#",
                                          "---\n",
                                          "...\n",
                                          "%YAML 1.1\n",
                                          "\xff",
                                          "\xc3",
                                          "\x00",
                                          "\x1b",
                                          "\xef\xbb\xbf",
                                          "\xe2\x80\xa8",
                                          "\r",
                                          "? ",
                                          "<<: ",
                                          "\\",
                                          "99999999999999999999",
                                          "bugquill: 7\n",
                                          "title: x\n" };
    uint32_t changes = 1 + sample_draw(seed, 6);
    for (uint32_t i = 0; i < changes && buf->len > 0; i++) {
        size_t at = sample_draw(seed, (uint32_t)buf->len);
        size_t n = 1 + sample_draw(seed, 20);
        const char *shard = shards[sample_draw(seed, COUNT(shards))];
        size_t shard_len = *shard ? strlen(shard) : 1;
        char *tail = malloc(buf->len - at + 1);
        size_t tail_len = buf->len - at;
        assert_non_null(tail);
        memcpy(tail, buf->data + at, tail_len);
        bq_buf_truncate(buf, at);
        switch (sample_draw(seed, 5)) {
        case 0: /* cut the end off */
            tail_len = 0;
            break;
        case 1: /* put a piece in */
            bq_buf_add(buf, shard, shard_len);
            break;
        case 2: /* take some out */
            n = n < tail_len ? n : tail_len;
            memmove(tail, tail + n, tail_len - n);
            tail_len -= n;
            break;
        case 3: /* twice */
            bq_buf_add(buf, tail, tail_len);
            break;
        default: /* another byte */
            tail[0] = (char)sample_draw(seed, 256);
        }
        bq_buf_add(buf, tail, tail_len);
        free(tail);
        if (buf->len > 100000)
            bq_buf_truncate(buf, 100000);
    }
}

void test_draft_hostile__broken_drafts_get_one_line(void **state)
{
    (void)state;
    size_t refused = 0, read = 0;
    struct bq_buf buf;
    bq_buf_init(&buf, 1 << 20);
    for (uint64_t i = 0; i < 3000; i++) {
        uint64_t seed = i + 1;
        struct bq_draft *draft = NULL;
        struct bq_err err;
        bq_buf_reset(&buf);
        bq_buf_adds(&buf, draft_sample);
        mutate(&seed, &buf);
        int rc = BQ_OK;
        double took = 1e9;
        /* again where it was slow: once in a run ASan clears its full quarantine within a call */
        for (int round = 0; round < 3 && took >= PARSE_MS; round++) {
            double begin = milliseconds();
            bq_draft_free(draft);
            draft = NULL;
            bq_err_clear(&err);
            rc = bq_draft_parse(buf.data, buf.len, "d.yaml", &draft, &err);
            took = milliseconds() - begin;
        }
        assert_true(took < PARSE_MS || getenv("BQ_UNTIMED"));
        if (rc == BQ_OK) {
            size_t len;
            char *text = sample_format(draft, &len);
            struct bq_draft *back = sample_parse(text);
            assert_same_draft(draft, back);
            bq_draft_free(back);
            free(text);
            read++;
        } else {
            assert_null(draft);
            assert_true(err.line > 0 && err.column > 0);
            assert_true(err.text[0] && !strchr(err.text, '\n'));
            assert_string_equal(err.file, "d.yaml");
            refused++;
        }
        bq_draft_free(draft);
    }
    bq_buf_clear(&buf);
    assert_true(refused > 1000);
    assert_true(read > 100);
}
