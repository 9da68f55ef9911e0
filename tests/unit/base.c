/* The base floor: bytes, UTF-8, showing, times, paths, files. */
#include "bqi/buf.h"
#include "bqi/clock.h"
#include "bqi/file.h"
#include "bqi/paths.h"
#include "bqi/show.h"
#include "bqi/utf8.h"
#include "unit.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void test_buf__grows_and_terminates(void **state)
{
    struct bq_buf buf;
    (void)state;
    bq_buf_init(&buf, 1000);
    assert_string_equal(buf.data, "");
    for (int i = 0; i < 100; i++)
        bq_buf_addf(&buf, "%d,", i % 10);
    assert_int_equal(buf.len, 200);
    assert_int_equal(buf.data[200], 0);
    bq_buf_truncate(&buf, 3);
    assert_string_equal(buf.data, "0,1");
    bq_buf_clear(&buf);
    assert_string_equal(buf.data, "");
}

void test_buf__stops_at_its_maximum_and_says_so(void **state)
{
    struct bq_buf buf;
    struct bq_err err;
    (void)state;
    bq_buf_init(&buf, 4);
    bq_buf_adds(&buf, "abc");
    bq_buf_adds(&buf, "de");
    assert_true(bq_buf_failed(&buf));
    assert_string_equal(buf.data, "abc");
    bq_buf_addc(&buf, 'd');
    assert_string_equal(buf.data, "abc");
    assert_int_equal(bq_buf_check(&buf, &err), BQ_ELIMIT);
    assert_null(bq_buf_take(&buf, NULL));
    bq_buf_adds(&buf, "abcd");
    char *taken = bq_buf_take(&buf, NULL);
    assert_string_equal(taken, "abcd");
    free(taken);
    bq_buf_clear(&buf);
}

void test_buf__takes_an_empty_string(void **state)
{
    struct bq_buf buf;
    size_t len = 9;
    (void)state;
    bq_buf_init(&buf, 10);
    char *taken = bq_buf_take(&buf, &len);
    assert_string_equal(taken, "");
    assert_int_equal(len, 0);
    free(taken);
}

void test_array__grows_to_its_maximum_only(void **state)
{
    int *items = NULL;
    size_t cap = 0, count = 0;
    (void)state;
    while (bq_array_grow((void **)&items, count, &cap, sizeof *items, 20) == BQ_OK)
        items[count++] = 1;
    assert_int_equal(count, 20);
    free(items);
}

void test_span__finds_and_trims(void **state)
{
    struct bq_span span = bq_span_str(" \t Hello World \n");
    (void)state;
    assert_true(bq_span_is(bq_span_trim(span), "Hello World"));
    assert_int_equal(bq_span_find_nocase(span, 0, "WORLD"), 9);
    assert_int_equal(bq_span_find_nocase(span, 10, "world"), span.len);
    assert_true(bq_span_equal_nocase(bq_span_str("AbC"), bq_span_str("aBc")));
    assert_false(bq_span_equal_nocase(bq_span_str("AbC"), bq_span_str("aBd")));
}

void test_utf8__refuses_what_the_standard_refuses(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        bool valid;
    } table[] = {
        { "a", 1, true },
        { "\xc3\xa9", 2, true },
        { "\xe6\xbc\xa2", 3, true },
        { "\xf0\x9f\x98\x80", 4, true },
        { "\xf4\x8f\xbf\xbf", 4, true },
        { "\xc0\xaf", 2, false },         /* overlong */
        { "\xe0\x80\xaf", 3, false },     /* overlong */
        { "\xed\xa0\x80", 3, false },     /* surrogate */
        { "\xf4\x90\x80\x80", 4, false }, /* over U+10FFFF */
        { "\xf0\x80\x80\xaf", 4, false }, /* overlong */
        { "\x80", 1, false },
        { "\xe6\xbc", 2, false },
        { "\xff", 1, false },
        { "long ascii run then \xfe", 21, false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        assert_int_equal(bq_utf8_valid(table[i].bytes, table[i].len, NULL), table[i].valid);
}

void test_utf8__round_trips_every_code_point(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x110000; code++) {
        char bytes[4];
        uint32_t back;
        size_t n = bq_utf8_encode(code, bytes);
        bool valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
        if (!valid) {
            assert_int_equal(n, 0);
        } else if (bq_utf8_decode(bytes, n, &back) != n || back != code) {
            fail_msg("U+%04X does not come back", (unsigned)code);
        }
    }
}

void test_utf8__places_count_code_points(void **state)
{
    unsigned line, column;
    const char *text = "one\nz\xc3\xa9ro x\n\nend";
    (void)state;
    bq_utf8_place(text, 0, &line, &column);
    assert_int_equal(line * 100 + column, 101);
    bq_utf8_place(text, 3, &line, &column);
    assert_int_equal(line * 100 + column, 104);
    bq_utf8_place(text, 4, &line, &column);
    assert_int_equal(line * 100 + column, 201);
    bq_utf8_place(text, 10, &line, &column);
    assert_int_equal(line * 100 + column, 206);
    bq_utf8_place(text, strlen(text), &line, &column);
    assert_int_equal(line * 100 + column, 404);
}

static void shown(const char *in, size_t len, const char *want)
{
    struct bq_buf buf;
    bq_buf_init(&buf, 1000);
    bq_show(&buf, in, len, BQ_SHOW_LINE);
    assert_string_equal(buf.data, want);
    bq_buf_clear(&buf);
}

void test_show__makes_every_control_visible(void **state)
{
    (void)state;
    shown("plain caf\xc3\xa9", 11, "plain caf\xc3\xa9");
    shown("\x1b]0;x\x07", 6, "^[]0;x^G");
    shown("a\nb\tc\rd", 7, "a\\nb\\tc^Md");
    shown("\xc2\x9b"
          "31m",
          5, "<9B>31m");
    shown("\xe2\x80\xae"
          "cod",
          6, "<U+202E>cod");
    shown("\xff", 1, "<FF>");
    shown("\x7f", 1, "^?");
    shown("\xf3\xa0\x81\xa1", 4, "<U+E0061>");
}

void test_show__no_raw_control_survives_any_bytes(void **state)
{
    unsigned seed = 1;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        char in[64];
        struct bq_buf buf;
        for (size_t i = 0; i < sizeof in; i++) {
            seed = seed * 1103515245u + 12345u;
            in[i] = (char)(seed >> 16);
        }
        bq_buf_init(&buf, 4096);
        bq_show(&buf, in, sizeof in, BQ_SHOW_LINE);
        assert_true(bq_utf8_valid(buf.data, buf.len, NULL));
        for (size_t i = 0; i < buf.len;) {
            uint32_t code;
            i += bq_utf8_decode(buf.data + i, buf.len - i, &code);
            assert_false(code < 0x20 || (code >= 0x7f && code < 0xa0));
        }
        bq_buf_clear(&buf);
    }
}

void test_show__limits_heaps_of_marks(void **state)
{
    struct bq_buf in, out;
    (void)state;
    bq_buf_init(&in, 1000);
    bq_buf_init(&out, 4000);
    bq_buf_adds(&in, "e");
    for (int i = 0; i < 20; i++)
        bq_buf_adds(&in, "\xcc\x81");
    bq_show(&out, in.data, in.len, BQ_SHOW_LINE);
    assert_non_null(strstr(out.data, "<U+0301>"));
    bq_buf_clear(&in);
    bq_buf_clear(&out);
}

void test_show__cuts_at_a_character(void **state)
{
    char out[8];
    (void)state;
    bq_show_cut(out, sizeof out, "abcdefg", 7);
    assert_string_equal(out, "abcdefg");
    bq_show_cut(out, sizeof out,
                "abc\xc3\xa9"
                "fgh",
                8);
    assert_string_equal(out, "abc...");
}

void test_json__escapes_what_hurts(void **state)
{
    struct bq_buf buf;
    (void)state;
    bq_buf_init(&buf, 200);
    bq_json_string(&buf, "a\"\\\n\x1b<\xc2\x9b\xf0\x9f\x98\x80\xff", 13);
    assert_string_equal(buf.data, "\"a\\\"\\\\\\n\\u001b\\u003c\\u009b\xf0\x9f\x98\x80\\ufffd\"");
    bq_buf_clear(&buf);
}

void test_tsv__keeps_one_cell_one_cell(void **state)
{
    struct bq_buf buf;
    (void)state;
    bq_buf_init(&buf, 200);
    bq_tsv_cell(&buf, "a\tb\\c\nd\x1b", 8);
    assert_string_equal(buf.data, "a\\tb\\\\c\\nd^[");
    bq_buf_clear(&buf);
}

void test_clock__knows_the_calendar(void **state)
{
    char text[BQ_TIME_LEN];
    int64_t t;
    (void)state;
    assert_true(bq_time_parse("2026-11-24T09:42:13Z", &t));
    assert_int_equal(t, 1795513333);
    bq_time_format(t, text);
    assert_string_equal(text, "2026-11-24T09:42:13Z");
    assert_true(bq_time_parse("1970-01-01", &t));
    assert_int_equal(t, 0);
    assert_true(bq_time_parse("2024-02-29", &t));
    assert_false(bq_time_parse("2026-02-29", &t));
    assert_false(bq_time_parse("2026-13-01", &t));
    assert_false(bq_time_parse("2026-11-24 09:42", &t));
    for (int64_t day = -719000; day < 800000; day += 37) {
        char date[BQ_DATE_LEN];
        bq_date_format(day * 86400, date);
        if (!bq_time_parse(date, &t) || t != day * 86400)
            fail_msg("%s does not come back", date);
    }
}

static const char *fake_env(void *context, const char *name)
{
    const char *const *pairs = context;
    for (; pairs[0]; pairs += 2)
        if (strcmp(pairs[0], name) == 0)
            return pairs[1];
    return NULL;
}

void test_paths__follow_the_base_directory_rules(void **state)
{
    struct bq_paths paths;
    const char *plain[] = { "HOME", "/home/a", NULL };
    const char *xdg[] = {
        "HOME", "/home/a", "XDG_DATA_HOME", "/data", "XDG_STATE_HOME", "rel", NULL
    };
    const char *none[] = { NULL };
    (void)state;
    assert_int_equal(bq_paths_init(&paths, fake_env, plain, NULL), BQ_OK);
    assert_string_equal(paths.drafts, "/home/a/.local/share/bugquill/drafts");
    assert_string_equal(paths.config, "/home/a/.config/bugquill");
    assert_int_equal(bq_paths_init(&paths, fake_env, xdg, NULL), BQ_OK);
    assert_string_equal(paths.programs, "/data/bugquill/programs");
    assert_string_equal(paths.state, "/home/a/.local/state/bugquill");
    assert_int_equal(bq_paths_init(&paths, fake_env, none, NULL), BQ_ENOTFOUND);
    assert_string_equal(paths.drafts, "");
}

/* By its parts, and by where its links lead; nothing is opened. */
void test_paths__what_lies_below_and_what_does_not(void **state)
{
    static const char *const away[] = { "",      "/etc/passwd", "..",      "../x",  "in/../../x",
                                        "up/in", "away",        "in/away", "twice", "etc/passwd" };
    char top[] = "/tmp/bq-below.XXXXXX", dir[64], path[BQ_PATH_MAX];
    (void)state;
    assert_non_null(mkdtemp(top));
    snprintf(dir, sizeof dir, "%s/draft", top);
    assert_int_equal(mkdir(dir, 0700), 0);
    int fd = open(dir, O_RDONLY | O_DIRECTORY);
    assert_true(fd >= 0);
    assert_int_equal(mkdirat(fd, "in", 0700), 0);
    close(openat(fd, "in/own", O_CREAT | O_WRONLY, 0600));
    assert_int_equal(symlinkat("in/own", fd, "link"), 0);
    assert_int_equal(symlinkat("..", fd, "up"), 0);
    assert_int_equal(symlinkat("/etc", fd, "etc"), 0);
    assert_int_equal(symlinkat("..", fd, "away"), 0);
    assert_int_equal(symlinkat("../../draft/up", fd, "in/away"), 0);
    assert_int_equal(symlinkat("in/away", fd, "twice"), 0);
    for (size_t i = 0; i < sizeof away / sizeof *away; i++) {
        assert_true(bq_path_below(path, dir, away[i], NULL) < 0);
        assert_string_equal(path, "");
    }
    assert_int_equal(bq_path_below(path, dir, "missing", NULL), BQ_ENOTFOUND);
    assert_int_equal(bq_path_below(path, dir, "in/own", NULL), BQ_OK);
    assert_int_equal(bq_path_below(path, dir, "link", NULL), BQ_OK);
    assert_string_equal(bq_path_base(path), "own");
    static const char *const made[] = { "in/away", "in/own", "link", "up", "etc", "away", "twice" };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        unlinkat(fd, made[i], 0);
    unlinkat(fd, "in", AT_REMOVEDIR);
    close(fd);
    rmdir(dir);
    assert_int_equal(rmdir(top), 0);
}

void test_sha256__known_answer(void **state)
{
    char hex[65];
    (void)state;
    bq_sha256_hex("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
