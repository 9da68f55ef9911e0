#include "unit.h"

#include "bqi/json.h"

static int parse(const char *text, size_t len, struct bq_err *err)
{
    struct bq_json *root;
    memset(err, 0, sizeof *err);
    int status = bq_json_parse(text, len, "t.json", &root, err);
    assert_true((status == BQ_OK) == (root != NULL));
    bq_json_free(root);
    return status;
}

void test_json__refuses_what_is_not_sound(void **state)
{
    (void)state;
    struct bq_err err;
    static const struct {
        const char *text;
        int status;
        unsigned line;
    } cases[] = {
        { "{}", BQ_OK, 0 },
        { " [1, 2]\n \n", BQ_OK, 0 },
        { "\"\\\\u0000\"", BQ_OK, 0 }, /* a backslash and text, not the character */
        { "\"a\\u0000b\"", BQ_EPARSE, 1 },
        { "{\"a\\u0000\": 1}", BQ_EPARSE, 1 },
        { "{}\nx", BQ_EPARSE, 2 },
        { "{\"a\": 1, \"b\": 2, \"a\": 3}", BQ_EPARSE, 0 },
        { "[{\"a\": {\"b\": 1, \"b\": 1}}]", BQ_EPARSE, 0 },
        { "[{\"a\": 1}, {\"a\": 1}]", BQ_OK, 0 },
        { "{} {}", BQ_EPARSE, 1 },
        { "{\"a\":", BQ_EPARSE, 1 },
        { "", BQ_EPARSE, 1 },
        { "\"\xff\"", BQ_EPARSE, 1 },
        { "\"\\ud800\"", BQ_EPARSE, 1 },
        { "\"a", BQ_EPARSE, 1 },
        { "\"a\\", BQ_EPARSE, 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(parse(cases[i].text, strlen(cases[i].text), &err), cases[i].status);
        assert_int_equal(err.line, cases[i].line);
    }
    assert_int_equal(parse("\"a\0b\"", 5, &err), BQ_EPARSE);
    char deep[200];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_int_equal(parse(deep, sizeof deep, &err), BQ_ELIMIT);
    memset(deep, ']', 100); /* more closed than opened */
    assert_int_equal(parse(deep, sizeof deep, &err), BQ_EPARSE);
}

void test_json__values(void **state)
{
    (void)state;
    static const char text[] =
        "{\"a\": \"x\", \"n\": 42, \"half\": 0.5, \"list\": [true, null], \"A\": false}";
    struct bq_json *root;
    int64_t number;
    assert_int_equal(bq_json_parse(text, strlen(text), "t", &root, NULL), BQ_OK);
    assert_string_equal(bq_json_get_text(root, "a"), "x");
    assert_string_equal(bq_json_get_text(root, "none"), "");
    assert_true(bq_json_whole(bq_json_get(root, "n"), &number));
    assert_int_equal(number, 42);
    assert_false(bq_json_whole(bq_json_get(root, "half"), &number));
    assert_false(bq_json_whole(NULL, &number));
    const struct bq_json *first = bq_json_first(bq_json_get(root, "list"));
    assert_true(bq_json_true(first));
    assert_int_equal(bq_json_kind(bq_json_next(first)), BQ_JSON_NULL);
    assert_null(bq_json_next(bq_json_next(first)));
    assert_string_equal(bq_json_key(bq_json_first(root)), "a");
    assert_int_equal(bq_json_kind(bq_json_get(root, "A")), BQ_JSON_BOOL);
    assert_null(bq_json_get(first, "a"));
    assert_null(bq_json_first(first));
    bq_json_free(root);
}
