/* Schemas are JSON, name every key, and what they name is what the readers take. */
#include "unit.h"

#include "bqi/json.h"
#include "bqi/schema.h"
#include "bugquill/io.h"
#include <stdlib.h>

static struct bq_json *schema(const char *name)
{
    struct bq_buf out;
    struct bq_json *root = NULL;
    bq_buf_init(&out, 1 << 20);
    assert_int_equal(bq_schema_put(name, &out, NULL), BQ_OK);
    assert_int_equal(bq_json_parse(out.data, out.len, name, &root, NULL), BQ_OK);
    bq_buf_clear(&out);
    return root;
}

void test_schema__drafts_name_every_field(void **state)
{
    (void)state;
    struct bq_json *root = schema("draft");
    const struct bq_json *properties = bq_json_get(root, "properties");
    for (int i = 0; i < BQ_FIELD_COUNT; i++)
        assert_non_null(bq_json_get(properties, bq_field_info((enum bq_field)i)->key));
    const struct bq_json *items = bq_json_get(bq_json_get(properties, "allow"), "items");
    assert_non_null(bq_json_get(bq_json_get(items, "properties"), "reason"));
    bq_json_free(root);
}

/* Is key known where `path` says? The reader names unknown keys; any other complaint means it knows
 * it. */
static void assert_known(const char *before, const char *key, const char *after)
{
    struct bq_buf text;
    struct bq_program *program = NULL;
    struct bq_err err;
    bq_err_clear(&err);
    bq_buf_init(&text, 10000);
    bq_buf_addf(&text, "{%s%s: ~%s}\n", before, key, after);
    if (bq_program_parse(text.data, text.len, "p", &program, &err) != BQ_OK &&
        (strstr(err.text, "unknown key") || strstr(err.text, "twice"))) {
        print_message("%s\n%s", err.text, text.data);
        fail();
    }
    bq_program_free(program);
    bq_buf_clear(&text);
}

static const struct bq_json *in(const struct bq_json *value, const char *key)
{
    const struct bq_json *list = bq_json_get(bq_json_get(value, "properties"), key);
    const struct bq_json *items = bq_json_get(list, "items");
    if (items && bq_json_get(items, "anyOf"))
        items = bq_json_next(bq_json_first(bq_json_get(items, "anyOf")));
    return items ? items : list;
}

static void assert_all_known(const struct bq_json *object, const char *before, const char *after,
                             size_t least)
{
    size_t count = 0;
    for (const struct bq_json *p = bq_json_first(bq_json_get(object, "properties")); p;
         p = bq_json_next(p)) {
        assert_known(before, bq_json_key(p), after);
        count++;
    }
    assert_true(count >= least);
}

void test_schema__programs_take_what_the_schema_names(void **state)
{
    (void)state;
    struct bq_json *root = schema("program");
    assert_all_known(root, "", "", 24);
    assert_all_known(in(root, "form"), "form: {", "}", 8);
    assert_all_known(in(root, "scope"), "scope: {", "}", 2);
    assert_all_known(in(in(root, "scope"), "in"), "scope: {in: [{", "}]}", 7);
    assert_all_known(in(root, "rewards"), "rewards: [{", "}]", 7);
    assert_all_known(in(root, "related"), "related: [{", "}]", 2);
    assert_all_known(in(root, "policy"), "policy: [{", "}]", 10);
    assert_all_known(in(in(root, "policy"), "when"), "policy: [{when: {", "}}]", 7);
    assert_all_known(in(in(root, "policy"), "unless"), "policy: [{unless: {", "}}]", 7);
    bq_json_free(root);
}
