/* Drafts in and out of YAML: every text comes back byte for byte, every bad file gets one line. */
#include "draft_samples.h"
#include "unit.h"

#include "bqi/buf.h"
#include "bqi/utf8.h"
#include "bugquill/io.h"
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

/* ---- a small generator: the same texts on every run
 * ----------------------------------------------- */

/* What people type and paste, and what YAML trips over. */
static const char *const pieces[] = {
    "a",
    "word",
    "no",
    "yes",
    "on",
    "~",
    "null",
    "true",
    "0x1f",
    "1e5",
    "12:30:45",
    "1_000",
    "=",
    "<<",
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\n \n",
    "---",
    "...",
    "- ",
    "-",
    "? ",
    ": ",
    ":",
    "#",
    " #",
    "{{url}}",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a",
    "*a",
    "!tag",
    "|",
    ">",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "%",
    "@",
    "`",
    "```\n",
    "\xc3\xa4",
    "\xe2\x82\xac",
    "\xf0\x9f\x98\x80",
    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
    "\xc2\xa0",
    "\xe2\x80\x8b",
    "\xe2\x80\xae",
    "2026-11-24",
    "2026-11-24T09:30:00Z",
    "|2-",
    "key: value",
    "\n  indented",
    "\n\ttab",
    "trailing \n",
    "trailing\t\n",
    "HTTP/1.1 200 OK\n",
    "60",
    "-1",
    "+7",
    ".5",
    ".inf",
    "-.NaN",
    "0",
};
/* What has to be escaped. */
static const char *const odd_pieces[] = {
    "\x01",         "\x07",
    "\x1b[31m",     "\x7f",
    "\xc2\x80",     "\xc2\x85",
    "\xc2\x9b",     "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xef\xbb\xbf",
    "\xef\xbf\xbe", "\xef\xbf\xbf",
    "\xef\xb7\x90", "\xf0\x9f\xbf\xbf",
    "\x08",         "\x0c",
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void make_text(uint64_t *seed, struct bq_buf *out, bool one_line)
{
    uint32_t n = sample_draw(seed, 12);
    bool odd = sample_draw(seed, 8) == 0;
    bq_buf_reset(out);
    bq_buf_adds(out, "");
    for (uint32_t i = 0; i < n; i++) {
        const char *piece = odd && sample_draw(seed, 3) == 0
                                ? odd_pieces[sample_draw(seed, COUNT(odd_pieces))]
                                : pieces[sample_draw(seed, COUNT(pieces))];
        if (!one_line || !strchr(piece, '\n'))
            bq_buf_adds(out, piece);
    }
}

/* ---- an independent reading: libyaml's own events
 * ---------------------------------------------------- */

/* The value of a top-level key by bare events; NULL when there is none. */
static char *by_events(const char *text, size_t len, const char *want, size_t *value_len)
{
    yaml_parser_t parser;
    yaml_event_t event;
    char *value = NULL;
    int depth = 0;
    bool key = true, hit = false, done = false;
    assert_true(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    while (!done) {
        if (!yaml_parser_parse(&parser, &event)) {
            print_message("%s at line %zu of:\n%s\n", parser.problem, parser.problem_mark.line + 1,
                          text);
            fail();
        }
        if (event.type == YAML_MAPPING_START_EVENT || event.type == YAML_SEQUENCE_START_EVENT) {
            depth++;
        } else if (event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT) {
            depth--;
            key = true;
        } else if (event.type == YAML_SCALAR_EVENT && depth == 1) {
            if (!key && hit && !value) {
                value = malloc(event.data.scalar.length + 1);
                assert_non_null(value);
                memcpy(value, event.data.scalar.value, event.data.scalar.length + 1);
                *value_len = event.data.scalar.length;
            }
            hit = key && strcmp((const char *)event.data.scalar.value, want) == 0;
            key = !key;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return value;
}

/* ---- helpers
 * -------------------------------------------------------------------------------------------- */

static void set(struct bq_draft *draft, enum bq_field field, const char *text)
{
    assert_int_equal(bq_draft_set_text(draft, field, text, strlen(text), NULL), BQ_OK);
}

static void assert_wrong(const char *text, unsigned line, unsigned column, const char *words)
{
    struct bq_draft *draft = NULL;
    struct bq_err err;
    bq_err_clear(&err);
    int rc = bq_draft_parse(text, strlen(text), "d.yaml", &draft, &err);
    if (rc == BQ_OK || !strstr(err.text, words) || err.line != line || err.column != column) {
        print_message("got %d %u:%u: %s\nfor: %s\n", rc, err.line, err.column, err.text, text);
        fail();
    }
    assert_null(draft);
    assert_string_equal(err.file, "d.yaml");
}

/* ---- the property
 * ------------------------------------------------------------------------------------------ */

static void fill_lists(struct bq_draft *draft, uint64_t *seed, struct bq_buf *buf)
{
    make_text(seed, buf, true);
    struct bq_attachment attachment = { buf->data, "", sample_draw(seed, 2) ? 17 : -1 };
    assert_int_equal(bq_draft_add_attachment(draft, &attachment, NULL), BQ_OK);
    struct bq_collaborator who = { buf->data, sample_draw(seed, 2) ? 40 : INT64_MIN };
    assert_int_equal(bq_draft_add_collaborator(draft, &who, NULL), BQ_OK);
    make_text(seed, buf, false);
    struct bq_allow allow = { "secret-in-text", "poc", "6f1c9e0b", buf->data, "", "2026-11-24" };
    assert_int_equal(bq_draft_add_allow(draft, &allow, NULL), BQ_OK);
    struct bq_outcome outcome = { "2026-12-01", "no", buf->data };
    assert_int_equal(bq_draft_add_outcome(draft, &outcome, NULL), BQ_OK);
    make_text(seed, buf, true);
    struct bq_filed filed = { buf->data, "2026-11-24T10:00:00Z" };
    assert_int_equal(bq_draft_set_filed(draft, &filed, NULL), BQ_OK);
}

static void check_independent(const struct bq_draft *draft, const char *text, size_t len)
{
    static const enum bq_field fields[] = { BQ_FIELD_TITLE, BQ_FIELD_POC, BQ_FIELD_NOTES };
    for (size_t i = 0; i < COUNT(fields); i++) {
        size_t want, got = 0;
        const char *value = bq_draft_text(draft, fields[i], &want);
        char *read = by_events(text, len, bq_field_info(fields[i])->key, &got);
        assert_int_equal(read ? got : 0, want);
        if (read)
            assert_memory_equal(read, value, want);
        free(read);
    }
}

void test_draft_io__what_is_written_reads_back(void **state)
{
    (void)state;
    struct bq_buf buf;
    bq_buf_init(&buf, 1 << 20);
    for (uint64_t round = 0; round < 6000; round++) {
        uint64_t seed = round;
        struct bq_draft *draft = bq_draft_new();
        for (int i = 0; i < BQ_FIELD_COUNT; i++) {
            enum bq_field_kind kind = bq_field_info((enum bq_field)i)->kind;
            if ((kind == BQ_KIND_LINE || kind == BQ_KIND_TEXT) && sample_draw(&seed, 3)) {
                make_text(&seed, &buf, kind == BQ_KIND_LINE);
                assert_int_equal(
                    bq_draft_set_text(draft, (enum bq_field)i, buf.data, buf.len, NULL), BQ_OK);
            }
        }
        if (sample_draw(&seed, 3) == 0)
            fill_lists(draft, &seed, &buf);
        size_t len, again_len;
        char *text = sample_format(draft, &len);
        struct bq_draft *back = sample_parse(text);
        assert_same_draft(draft, back);
        assert_false(bq_draft_had_comments(back));
        check_independent(draft, text, len);
        char *again = sample_format(back, &again_len);
        assert_int_equal(len, again_len);
        assert_memory_equal(text, again, len);
        free(text);
        free(again);
        bq_draft_free(back);
        bq_draft_free(draft);
    }
    bq_buf_clear(&buf);
}

void test_draft_io__every_code_point_survives(void **state)
{
    (void)state;
    struct bq_draft *draft = bq_draft_new();
    struct bq_buf buf;
    bq_buf_init(&buf, 8 << 20);
    for (uint32_t base = 1; base < 0x110000; base += 0x1000) {
        bq_buf_reset(&buf);
        for (uint32_t c = base; c < base + 0x1000 && c < 0x110000; c += c < 0x3000 ? 1 : 17) {
            char bytes[4];
            if (c != '\r')
                bq_buf_add(&buf, bytes, bq_utf8_encode(c, bytes));
        }
        assert_int_equal(
            bq_draft_set_text(draft, BQ_FIELD_POC, buf.data ? buf.data : "", buf.len, NULL), BQ_OK);
        size_t len;
        char *text = sample_format(draft, &len);
        struct bq_draft *back = sample_parse(text);
        assert_true(bq_draft_same(draft, back, BQ_FIELD_POC));
        bq_draft_free(back);
        free(text);
    }
    bq_buf_clear(&buf);
    bq_draft_free(draft);
}

/* ---- what it looks like
 * -------------------------------------------------------------------------------------- */

void test_draft_io__long_text_stays_readable(void **state)
{
    (void)state;
    struct bq_draft *draft = bq_draft_new();
    set(draft, BQ_FIELD_TITLE, "IDOR: no, really");
    set(draft, BQ_FIELD_TARGET, "*.openai.com");
    set(draft, BQ_FIELD_URL, "https://chat.openai.com/?a=b#c");
    set(draft, BQ_FIELD_POC, "1. A\ttab\n2. blanks  \n\n\xf0\x9f\x98\x80 # ---\n\n");
    set(draft, BQ_FIELD_IMPACT, "  indented");
    set(draft, BQ_FIELD_NOTES, "bell\x07");
    set(draft, BQ_FIELD_STATUS, "no");
    set(draft, BQ_FIELD_CREATED, "2026-11-24T09:30:00Z");
    bq_draft_set_number(draft, BQ_FIELD_OWN_SHARE, 60);
    struct bq_collaborator who = { "1234", 40 };
    assert_int_equal(bq_draft_add_collaborator(draft, &who, NULL), BQ_OK);
    struct bq_scope_note scope = { "2026-08-22", "in" };
    assert_int_equal(bq_draft_set_scope_note(draft, &scope, NULL), BQ_OK);
    size_t len;
    char *text = sample_format(draft, &len);
    assert_string_equal(text, "bugquill: 1\n"
                              "title: 'IDOR: no, really'\n"
                              "target: '*.openai.com'\n"
                              "url: https://chat.openai.com/?a=b#c\n"
                              "impact: |2-\n    indented\n"
                              "poc: |+\n  1. A\ttab\n  2. blanks  \n\n  \xf0\x9f\x98\x80 # ---\n\n"
                              "own_share: 60\n"
                              "collaborators:\n- name: '1234'\n  share: 40\n"
                              "notes: \"bell\\x07\"\n"
                              "status: 'no'\n"
                              "scope:\n  as_of: 2026-08-22\n  verdict: in\n"
                              "created: 2026-11-24T09:30:00Z\n");
    free(text);
    bq_draft_free(draft);
}

/* ---- reading by hand-written files
 * ------------------------------------------------------------------------------ */

void test_draft_io__plain_words_are_texts(void **state)
{
    (void)state;
    struct bq_draft *d =
        sample_parse("bugquill: 1\ntitle: no\ntarget: 007\nstatus:\nurl: ~\ncvss: ''\n"
                     "terms_accepted: true\nown_share: 60\nnotes: >\n  folded\n  text\n");
    assert_string_equal(bq_draft_text(d, BQ_FIELD_TITLE, NULL), "no");
    assert_string_equal(bq_draft_text(d, BQ_FIELD_TARGET, NULL), "007");
    assert_false(bq_draft_has(d, BQ_FIELD_STATUS));
    assert_false(bq_draft_has(d, BQ_FIELD_URL));
    assert_true(bq_draft_terms_accepted(d));
    assert_int_equal(bq_draft_number(d, BQ_FIELD_OWN_SHARE), 60);
    assert_string_equal(bq_draft_text(d, BQ_FIELD_NOTES, NULL), "folded text\n");
    bq_draft_free(d);
}

void test_draft_io__other_line_ends_and_a_mark_at_the_start(void **state)
{
    (void)state;
    struct bq_draft *d = sample_parse("\xef\xbb\xbf"
                                      "bugquill: 1\r\npoc: |\r\n  a\r\n  b\r\n");
    assert_string_equal(bq_draft_text(d, BQ_FIELD_POC, NULL), "a\nb\n");
    unsigned line, column;
    bq_draft_place(d, BQ_FIELD_POC, 2, &line, &column);
    assert_int_equal(line, 4);
    assert_int_equal(column, 3);
    bq_draft_free(d);
}

void test_draft_io__unknown_keys_stay_as_they_stood(void **state)
{
    (void)state;
    const char *text =
        "bugquill: 1\ntitle: t\nx-team:   {a: [1, 2]}   # why\nx-long: |+\n  text\n\n\n"
        "x-map:\n  deep:\n  - 'q'\n";
    const char *source =
        "bugquill: 1\nx-team:   {a: [1, 2]}   # why\nx-long: |+\n  text\n\n\ntitle: t\n"
        "x-map:\n  deep:\n  - 'q'\n";
    struct bq_draft *d = sample_parse(source);
    size_t len;
    char *out = sample_format(d, &len);
    assert_string_equal(out, text);
    assert_false(bq_draft_had_comments(d));
    free(out);
    bq_draft_free(d);
    d = sample_parse("{bugquill: 1, x-a: [1,\n2], title: \"t\", 'x b': c}\n");
    out = sample_format(d, &len);
    assert_string_equal(out, "bugquill: 1\ntitle: t\nx-a: [1,\n 2]\n'x b': c\n");
    bq_draft_free(d);
    d = sample_parse(out);
    free(out);
    bq_draft_free(d);
    d = sample_parse("  bugquill: 1\n  x-a: |\n    one\n     two\n  title: t\n");
    out = sample_format(d, &len);
    assert_string_equal(out, "bugquill: 1\ntitle: t\nx-a: |\n  one\n   two\n");
    free(out);
    bq_draft_free(d);
}

void test_draft_io__comments_are_seen(void **state)
{
    (void)state;
    static const char *const with[] = { "# top\nbugquill: 1\n", "bugquill: 1 # one\n",
                                        "bugquill: 1\n# end\n",
                                        "bugquill: 1\npoc: | # block\n  a\n",
                                        "bugquill: 1\ncollaborators:\n# who\n- name: a\n" };
    static const char *const without[] = { "bugquill: 1\ntitle: a#b\n",
                                           "bugquill: 1\ntitle: 'a # b'\n",
                                           "bugquill: 1\npoc: |\n  # heading\n  text\n",
                                           "bugquill: 1\nx: y # kept\n" };
    for (size_t i = 0; i < COUNT(with); i++) {
        struct bq_draft *d = sample_parse(with[i]);
        assert_true(bq_draft_had_comments(d));
        bq_draft_free(d);
    }
    for (size_t i = 0; i < COUNT(without); i++) {
        struct bq_draft *d = sample_parse(without[i]);
        assert_false(bq_draft_had_comments(d));
        bq_draft_free(d);
    }
}

static void assert_place(const struct bq_draft *d, enum bq_field field, size_t offset,
                         unsigned line, unsigned column)
{
    unsigned l, c;
    bq_draft_place(d, field, offset, &l, &c);
    assert_int_equal(l, line);
    assert_int_equal(c, column);
}

void test_draft_io__places_in_the_file(void **state)
{
    (void)state;
    struct bq_draft *d = sample_parse(
        "bugquill: 1\ntitle: abc\nurl: 'https://x'\ntarget: \"a\\tb\"\npoc: |2\n\n    \xc3\xa4x\n"
        "  two\nimpact: >\n  a\n  b\nnotes: |\n     deep\n");
    assert_place(d, BQ_FIELD_TITLE, 2, 2, 10);
    assert_place(d, BQ_FIELD_URL, 0, 3, 7);
    assert_place(d, BQ_FIELD_URL, 5, 3, 12);
    assert_place(d, BQ_FIELD_TARGET, 2, 4, 9);
    assert_place(d, BQ_FIELD_POC, 0, 6, 3);
    assert_place(d, BQ_FIELD_POC, 1, 7, 3);
    assert_place(d, BQ_FIELD_POC, 5, 7, 6);
    assert_place(d, BQ_FIELD_POC, 7, 8, 3);
    assert_place(d, BQ_FIELD_IMPACT, 1, 9, 9);
    assert_place(d, BQ_FIELD_NOTES, 2, 13, 8);
    assert_place(d, BQ_FIELD_CVSS, 0, 0, 0);
    set(d, BQ_FIELD_TITLE, "changed");
    assert_place(d, BQ_FIELD_TITLE, 0, 0, 0);
    bq_draft_free(d);
}

/* ---- refusals
 * ------------------------------------------------------------------------------------------------------
 */

void test_draft_io__the_line_for_editors_stays(void **state)
{
    (void)state;
    const char *text =
        "# yaml-language-server: $schema=/x/draft.schema.json\nbugquill: 1\ntitle: t\nx: y\n";
    struct bq_draft *d = sample_parse(text);
    size_t len;
    assert_false(bq_draft_had_comments(d));
    char *out = sample_format(d, &len);
    assert_string_equal(out, text);
    free(out);
    bq_draft_free(d);
    d = sample_parse("# yaml-language-server: $schema=x\n# mine\nbugquill: 1\n");
    assert_true(bq_draft_had_comments(d));
    bq_draft_free(d);
    d = sample_parse("# yaml-language-server: $schema=x\nbugquill: 1 # mine\n");
    assert_true(bq_draft_had_comments(d));
    bq_draft_free(d);
}

void test_draft_io__refusals_say_where(void **state)
{
    (void)state;
    assert_wrong("", 1, 1, "empty");
    assert_wrong("# nothing\n", 1, 1, "empty");
    assert_wrong("title: t\n", 1, 1, "bugquill is missing");
    assert_wrong("just words\n", 1, 1, "not a draft");
    assert_wrong("bugquill: 2\n", 1, 11, "newer");
    assert_wrong("bugquill: one\n", 1, 11, "whole number");
    assert_wrong("bugquill: 0\n", 1, 11, "no format");
    assert_wrong("bugquill: 1\ntitle: a\ntitle: b\n", 3, 1, "twice");
    assert_wrong("bugquill: 1\nx: {a: 1, a: 2}\n", 2, 11, "twice");
    assert_wrong("bugquill: 1\ntitle: &a b\n", 2, 8, "anchors");
    assert_wrong("bugquill: 1\ntitle: *a\n", 2, 8, "aliases");
    assert_wrong("bugquill: 1\ntitle: !x b\n", 2, 8, "tags");
    assert_wrong("bugquill: 1\n<<: {a: b}\n", 2, 1, "merge");
    assert_wrong("bugquill: 1\n---\nbugquill: 1\n", 2, 1, "second document");
    assert_wrong("bugquill: 1\ntitle: [a]\n", 2, 8, "text");
    assert_wrong("bugquill: 1\nown_share: half\n", 2, 12, "whole number");
    assert_wrong("bugquill: 1\nterms_accepted: 'true'\n", 2, 17, "true or false");
    assert_wrong("bugquill: 1\ncollaborators: alice\n", 2, 16, "list");
    assert_wrong("bugquill: 1\ncollaborators:\n- alice\n", 3, 3, "map");
    assert_wrong("bugquill: 1\ncollaborators:\n- nam: alice\n", 3, 3, "no key nam");
    assert_wrong("bugquill: 1\nfiled: [a]\n", 2, 8, "map");
    assert_wrong("bugquill: 1\ntitle: \"a\\0b\"\n", 2, 8, "NUL");
    assert_wrong("bugquill: 1\ntitle: \"a\\rb\"\n", 2, 8, "carriage return");
    assert_wrong("bugquill: 1\ntitle: \"a\\nb\"\n", 2, 8, "one line");
    assert_wrong("bugquill: 1\ntitle: a\xff\n", 2, 9, "not UTF-8");
    assert_wrong("bugquill: 1\ntitle: a\x1b[31m\n", 2, 9, "U+001B");
    assert_wrong("bugquill: 1\n? [a]\n: b\n", 2, 3, "key");
    assert_wrong("bugquill: 1\n\ttitle: a\n", 2, 1, "");
    assert_wrong("bugquill: 1\n<<<<<<< ours\ntitle: a\n=======\ntitle: b\n>>>>>>> theirs\n", 2, 1,
                 "conflict");
    assert_wrong("bugquill: 1\nx: [[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]\n", 2, 19, "deeper than 16");
}

/* ---- in memory
 * ---------------------------------------------------------------------------------------------------------------
 */

/* Copies share a long text until one of them gets another. */
void test_draft_io__copies_share_long_texts(void **state)
{
    enum { LONG = 100000 };
    static char text[LONG];
    struct bq_draft *a = bq_draft_new(), *b, *c;
    size_t len;
    (void)state;
    memset(text, 'x', LONG);
    assert_int_equal(bq_draft_set_text(a, BQ_FIELD_POC, text, LONG, NULL), BQ_OK);
    assert_int_equal(bq_draft_set_text(a, BQ_FIELD_TITLE, "t", 1, NULL), BQ_OK);
    b = bq_draft_copy(a);
    c = bq_draft_copy(b);
    assert_ptr_equal(bq_draft_text(a, BQ_FIELD_POC, NULL), bq_draft_text(c, BQ_FIELD_POC, NULL));
    assert_ptr_not_equal(bq_draft_text(a, BQ_FIELD_TITLE, NULL),
                         bq_draft_text(b, BQ_FIELD_TITLE, NULL));
    assert_int_equal(bq_draft_revision(b, BQ_FIELD_POC), bq_draft_revision(a, BQ_FIELD_POC));

    uint64_t revision = bq_draft_revision(a, BQ_FIELD_POC);
    assert_int_equal(bq_draft_copy_field(a, a, BQ_FIELD_POC, NULL), BQ_OK);
    assert_int_equal(bq_draft_copy_field(a, b, BQ_FIELD_POC, NULL), BQ_OK);
    assert_int_equal(bq_draft_revision(a, BQ_FIELD_POC), revision);
    text[0] = 'y';
    assert_int_equal(bq_draft_set_text(a, BQ_FIELD_POC, text, LONG, NULL), BQ_OK);
    assert_int_equal(bq_draft_revision(a, BQ_FIELD_POC), revision + 1);
    assert_false(bq_draft_same(a, b, BQ_FIELD_POC));
    assert_int_equal(bq_draft_text(b, BQ_FIELD_POC, NULL)[0], 'x');
    bq_draft_free(b);
    assert_int_equal(bq_draft_copy_field(a, c, BQ_FIELD_POC, NULL), BQ_OK);
    assert_int_equal(bq_draft_revision(a, BQ_FIELD_POC), revision + 2);
    bq_draft_free(c);
    assert_int_equal(bq_draft_text(a, BQ_FIELD_POC, &len)[LONG - 1], 'x');
    assert_int_equal(len, LONG);
    bq_draft_free(a);
}

void test_draft_io__fields_copy_and_compare(void **state)
{
    (void)state;
    struct bq_draft *a = sample_parse(draft_sample);
    struct bq_draft *b = bq_draft_copy(a);
    assert_non_null(b);
    assert_same_draft(a, b);
    uint64_t before = bq_draft_revision(b, BQ_FIELD_TITLE);
    set(b, BQ_FIELD_TITLE, "Stored XSS in the \xc3\xa4 page");
    assert_int_equal(bq_draft_revision(b, BQ_FIELD_TITLE), before);
    set(b, BQ_FIELD_TITLE, "other");
    assert_true(bq_draft_revision(b, BQ_FIELD_TITLE) > before);
    bq_draft_remove(b, BQ_FIELD_ATTACHMENTS, 0);
    assert_false(bq_draft_same(a, b, BQ_FIELD_ATTACHMENTS));
    assert_int_equal(bq_draft_copy_field(b, a, BQ_FIELD_ATTACHMENTS, NULL), BQ_OK);
    assert_int_equal(bq_draft_copy_field(b, a, BQ_FIELD_TITLE, NULL), BQ_OK);
    assert_same_draft(a, b);
    struct bq_err err;
    assert_int_equal(bq_draft_set_text(b, BQ_FIELD_TITLE, "a\nb", 3, &err), BQ_EINVAL);
    assert_int_equal(bq_draft_set_text(b, BQ_FIELD_POC, "a\0b", 3, &err), BQ_EINVAL);
    assert_int_equal(bq_draft_set_text(b, BQ_FIELD_POC, "\xc3(", 2, &err), BQ_EINVAL);
    assert_string_equal(bq_draft_text(b, BQ_FIELD_TITLE, NULL), "Stored XSS in the \xc3\xa4 page");
    bq_draft_free(a);
    bq_draft_free(b);
}
