#include "unit.h"

#include "bqi/buf.h"
#include "bugquill/report.h"
#include "bqi/json.h"
#include <stdlib.h>

static void collect(void *context, const char *bytes, size_t len)
{
    bq_buf_add(context, bytes, len);
}

static struct bq_finding finding(const char *rule, const char *message)
{
    return (struct bq_finding){ .rule = rule,
                                .severity = BQ_ERROR,
                                .field = BQ_FIELD_POC,
                                .item = -1,
                                .line = 12,
                                .column = 5,
                                .message = message,
                                .hint = "mask it",
                                .why = "it works",
                                .source = "program",
                                .as_of = "",
                                .route = "",
                                .match = "6f1c9e0b",
                                .allow_reason = "",
                                .fix = "" };
}

/* The findings of two files in that format; the caller frees. */
static char *render(enum bq_findings_format format, const char *file, struct bq_finding *items,
                    size_t count)
{
    struct bq_buf out;
    struct bq_findings_writer *writer;
    struct bq_findings findings = { .items = items, .count = count };
    bq_buf_init(&out, 1 << 20);
    assert_int_equal(bq_findings_writer_new(format, collect, &out, &writer, NULL), BQ_OK);
    assert_int_equal(bq_findings_writer_add(writer, file, &findings, NULL), BQ_OK);
    assert_int_equal(bq_findings_writer_end(writer, NULL), BQ_OK);
    bq_findings_writer_free(writer);
    return bq_buf_take(&out, NULL);
}

static void renders(enum bq_findings_format format, const char *file, struct bq_finding item,
                    const char *want)
{
    char *got = render(format, file, &item, 1);
    assert_string_equal(got, want);
    free(got);
}

void test_findings__lines_for_people_and_tools(void **state)
{
    (void)state;
    struct bq_finding f = finding("secret-in-text", "looks like a key: AKIA****");
    renders(BQ_FINDINGS_TEXT, "a.yaml", f,
            "a.yaml:12:5: error: looks like a key: AKIA**** [secret-in-text]\n");
    renders(BQ_FINDINGS_GITHUB, "a:b,c%.yaml", f,
            "::error file=a%3Ab%2Cc%25.yaml,line=12,col=5,title=secret-in-text::looks like a key: "
            "AKIA****\n");
    renders(
        BQ_FINDINGS_JSON, "a.yaml", f,
        "{\"file\":\"a.yaml\",\"line\":12,\"column\":5,\"field\":\"poc\",\"severity\":\"error\","
        "\"rule\":\"secret-in-text\",\"message\":\"looks like a key: AKIA****\",\"hint\":\"mask "
        "it\","
        "\"source\":\"program\",\"match\":\"6f1c9e0b\",\"allowed\":false}\n");
}

void test_findings__without_a_place_stand_at_the_top(void **state)
{
    (void)state;
    struct bq_finding f = finding("title-missing", "no title");
    f.line = f.column = 0;
    f.field = BQ_FIELD_NONE;
    f.severity = BQ_NOTE;
    renders(BQ_FINDINGS_TEXT, "a.yaml", f, "a.yaml:1:1: note: no title [title-missing]\n");
}

void test_findings__answered_for_stay_visible(void **state)
{
    (void)state;
    struct bq_finding f = finding("r", "m");
    f.allowed = true;
    f.allow_reason = "test key";
    renders(BQ_FINDINGS_TEXT, "a", f, "a:12:5: error: (answered for: test key) m [r]\n");
    renders(BQ_FINDINGS_GITHUB, "a", f,
            "::notice file=a,line=12,col=5,title=r::(answered for: test key) m\n");
}

void test_findings__hostile_text_is_inert(void **state)
{
    (void)state;
    static const char hostile[] = "x\n::error::injected\r\x1b]0;t\x07 \xe2\x80\xae \xff";
    struct bq_finding f = finding("r\n", hostile);
    for (int format = BQ_FINDINGS_TEXT; format <= BQ_FINDINGS_GITHUB; format++) {
        char *got = render((enum bq_findings_format)format, "a\n\x1b.yaml", &f, 1);
        for (const char *p = got; *p; p++)
            assert_true((unsigned char)*p >= 0x20 || *p == '\n');
        assert_null(strstr(got, "\n::error::injected"));
        assert_null(strstr(got, "\xe2\x80\xae"));
        assert_null(strchr(got, '\xff'));
        free(got);
    }
}

void test_findings__sarif_is_one_log(void **state)
{
    (void)state;
    struct bq_finding items[3] = { finding("a", "one"), finding("b", "two \"x\""),
                                   finding("a", "three") };
    items[1].allowed = true;
    items[1].allow_reason = "mine";
    items[2].line = 0;
    char *got = render(BQ_FINDINGS_SARIF, "dir/ä b.yaml", items, 3);
    struct bq_json *log;
    assert_int_equal(bq_json_parse(got, strlen(got), "sarif", &log, NULL), BQ_OK);
    assert_string_equal(bq_json_get_text(log, "version"), "2.1.0");
    const struct bq_json *run = bq_json_first(bq_json_get(log, "runs"));
    const struct bq_json *first = bq_json_first(bq_json_get(run, "results")),
                         *second = bq_json_next(first);
    assert_non_null(bq_json_next(second));
    const struct bq_json *driver = bq_json_get(bq_json_get(run, "tool"), "driver");
    const struct bq_json *rule = bq_json_first(bq_json_get(driver, "rules"));
    assert_string_equal(bq_json_get_text(rule, "id"), "a");
    assert_string_equal(bq_json_get_text(bq_json_next(rule), "id"), "b");
    assert_null(bq_json_next(bq_json_next(rule)));
    int64_t index;
    assert_true(bq_json_whole(bq_json_get(second, "ruleIndex"), &index) && index == 1);
    assert_string_equal(
        bq_json_get_text(bq_json_first(bq_json_get(second, "suppressions")), "justification"),
        "mine");
    assert_non_null(strstr(got, "\"uri\":\"dir/%C3%A4%20b.yaml\""));
    bq_json_free(log);
    free(got);
    got = render(BQ_FINDINGS_SARIF, "x", items, 0);
    assert_int_equal(bq_json_parse(got, strlen(got), "sarif", &log, NULL), BQ_OK);
    bq_json_free(log);
    free(got);
}

void test_findings__format_words(void **state)
{
    (void)state;
    assert_int_equal(bq_findings_format_parse("text"), BQ_FINDINGS_TEXT);
    assert_int_equal(bq_findings_format_parse("github"), BQ_FINDINGS_GITHUB);
    assert_int_equal(bq_findings_format_parse("xml"), -1);
}
