#include "unit.h"

#include "bqi/skeleton.h"
#include <stdio.h>

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
