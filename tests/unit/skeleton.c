#include "unit.h"

#include "base/data.h"
#include "bqi/buf.h"
#include "bqi/skeleton.h"
#include "bugquill/check.h"
#include <stdio.h>
#include <stdlib.h>

static void opens(const char *type, const char *name)
{
    struct bq_skeleton s;
    assert_int_equal(bq_skeleton_open(NULL, "", type, &s, NULL), BQ_OK);
    assert_string_equal(s.name, name);
    assert_true(s.len > 100);
    bq_skeleton_clear(&s);
}

void test_skeleton__the_nearest_ancestor_has_it(void **state)
{
    (void)state;
    opens("broken_access_control.idor.view_non_sensitive_information",
          "built-in: broken_access_control.idor");
    opens("broken_access_control.privilege_escalation", "built-in: broken_access_control");
    opens("other", "built-in: generic");
    opens("", "built-in: generic");
    opens("../../etc/passwd", "built-in: generic");
}

void test_skeleton__every_category_has_one(void **state)
{
    (void)state;
    struct bq_taxonomy *t;
    struct bq_skeleton s;
    size_t count;
    char want[600];
    assert_int_equal(bq_taxonomy_builtin(&t, NULL), BQ_OK);
    const struct bq_type *const *types = bq_taxonomy_types(t, &count);
    for (size_t i = 0; i < count; i++) {
        if (types[i]->depth > 1 || !strcmp(types[i]->id, "other"))
            continue;
        snprintf(want, sizeof want, "built-in: %s", types[i]->id);
        assert_int_equal(bq_skeleton_open(NULL, "", types[i]->id, &s, NULL), BQ_OK);
        assert_string_equal(s.name, want);
        bq_skeleton_clear(&s);
    }
    bq_taxonomy_free(t);
}

void test_skeleton__variables_come_from_the_draft(void **state)
{
    (void)state;
    struct bq_skeleton s;
    struct bq_draft *draft = bq_draft_new();
    assert_int_equal(bq_skeleton_open(NULL, "", "", &s, NULL), BQ_OK);
    assert_int_equal(bq_draft_set_text(draft, BQ_FIELD_URL, "https://a.example/{{x}}", 23, NULL),
                     BQ_OK);
    assert_int_equal(bq_skeleton_fill(&s, draft, NULL, NULL, NULL), BQ_OK);
    assert_non_null(strstr(s.text, "at https://a.example/{{x}} ({{target}})"));
    assert_null(strstr(s.text, "{{url}}"));
    assert_non_null(strstr(s.text, "{{what is wrong}}"));
    assert_int_equal(strlen(s.text), s.len);
    bq_skeleton_clear(&s);
    bq_draft_free(draft);
}

/* A description that holds one prompt: does the check find it, once? */
static void leaves(struct bq_checker *checker, const char *skeleton, const char *prompt, size_t len)
{
    struct bq_findings findings;
    struct bq_draft *draft = bq_draft_new();
    char text[400];
    size_t told = 0;
    snprintf(text, sizeof text, "Here is %.*s in a line.\n", (int)len, prompt);
    assert_int_equal(bq_draft_set_text(draft, BQ_FIELD_DESCRIPTION, text, strlen(text), NULL),
                     BQ_OK);
    bq_findings_init(&findings);
    assert_int_equal(bq_checker_run(checker, draft, NULL, &findings, NULL), BQ_OK);
    for (size_t i = 0; i < findings.count; i++)
        told += !strcmp(findings.items[i].rule, "placeholder");
    if (told != 1)
        print_error("%s: %.*s: %zu findings\n", skeleton, (int)len, prompt, told);
    assert_int_equal(told, 1);
    bq_findings_clear(&findings);
    bq_draft_free(draft);
}

void test_skeleton__each_prompt_left_over_is_a_finding(void **state)
{
    (void)state;
    struct bq_checker *checker;
    struct bq_taxonomy *taxonomy;
    struct bq_check_options options = { .now = 0 };
    size_t prompts = 0;
    assert_int_equal(bq_taxonomy_builtin(&taxonomy, NULL), BQ_OK);
    options.taxonomy = taxonomy;
    assert_int_equal(bq_checker_new(&options, &checker, NULL), BQ_OK);
    for (const struct bq_data *data = bq_data_table; data->name; data++) {
        if (strncmp(data->name, "skeletons/", 10) != 0)
            continue;
        char *text = bq_span_dup(bq_span_of((const char *)data->bytes, data->len));
        for (const char *at = text; (at = strstr(at, "{{")); prompts++) {
            const char *end = strstr(at, "}}");
            assert_non_null(end);
            leaves(checker, data->name, at, (size_t)(end - at) + 2);
            at = end;
        }
        free(text);
    }
    assert_true(prompts > 400);
    bq_checker_free(checker);
    bq_taxonomy_free(taxonomy);
}

void test_skeleton__every_built_in_one_is_listed_once(void **state)
{
    (void)state;
    struct bq_skeleton_list list;
    size_t generic = 0, built_in = 0;
    for (const struct bq_data *data = bq_data_table; data->name; data++)
        built_in += strncmp(data->name, "skeletons/", 10) == 0;
    assert_int_equal(bq_skeleton_list(NULL, &list, NULL), BQ_OK);
    assert_int_equal(list.count, built_in);
    for (size_t i = 0; i < list.count; i++)
        generic += strcmp(list.items[i].id, "generic") == 0 && !list.items[i].personal;
    assert_int_equal(generic, 1);
    bq_skeleton_list_clear(&list);
}
