/* Three-way merges of texts and drafts. */
#include "unit.h"

#include "bqi/merge.h"
#include "bugquill/io.h"
#include <stdlib.h>

static const struct bq_merge_names names = { "ours", "theirs" };

static void assert_text(const char *base, const char *ours, const char *theirs, const char *want,
                        size_t conflicts)
{
    struct bq_buf out;
    size_t count = 0;
    bq_buf_init(&out, 1 << 20);
    assert_int_equal(bq_text_merge(bq_span_str(base), bq_span_str(ours), bq_span_str(theirs),
                                   &names, &out, &count, NULL),
                     BQ_OK);
    assert_string_equal(out.data ? out.data : "", want);
    assert_int_equal(count, conflicts);
    bq_buf_clear(&out);
}

void test_merge__texts(void **state)
{
    (void)state;
    assert_text("a\nb\nc\n", "a\nb\nc\n", "a\nb\nc\n", "a\nb\nc\n", 0);
    assert_text("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", 0);
    assert_text("a\nb\nc\n", "a\nc\n", "a\nb\nc\nd\n", "a\nc\nd\n", 0);
    assert_text("a\nb\n", "a\nx\n", "a\nx\n", "a\nx\n", 0);
    assert_text("a\nb\n", "a\nx\n", "a\ny\n", "a\n<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n",
                1);
    assert_text("", "x", "y", "<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n", 1);
    assert_text("", "", "y", "y", 0);
    assert_text("a\nb", "", "a\nb", "", 0);
    assert_text("a\nb", "a\nb\nc", "z\na\nb", "z\na\nb\nc", 0);
}

static struct bq_draft *parse(const char *text)
{
    struct bq_draft *draft = NULL;
    assert_int_equal(bq_draft_parse(text, strlen(text), "d", &draft, NULL), BQ_OK);
    return draft;
}

static void assert_merge(const char *base, const char *ours, const char *theirs, const char *want,
                         size_t conflicts)
{
    struct bq_draft *b = parse(base), *o = parse(ours), *t = parse(theirs);
    char *out;
    size_t len, count;
    assert_int_equal(bq_draft_merge(b, o, t, &names, &out, &len, &count, NULL), BQ_OK);
    assert_string_equal(out, want);
    assert_int_equal(count, conflicts);
    free(out);
    bq_draft_free(b);
    bq_draft_free(o);
    bq_draft_free(t);
}

void test_merge__fields_of_both_sides(void **state)
{
    (void)state;
    assert_merge("bugquill: 1\ntitle: a\nurl: u\nx: 1\nupdated: 2026-01-01\n",
                 "bugquill: 1\ntitle: b\nurl: u\nx: 1\ny: 2\nupdated: 2026-01-02\n",
                 "bugquill: 1\ntitle: a\nupdated: 2026-01-03\nx: 3\nz: 4\n",
                 "bugquill: 1\ntitle: b\nupdated: 2026-01-03\nx: 3\ny: 2\nz: 4\n", 0);
    assert_merge("bugquill: 1\ntitle: a\n", "bugquill: 1\ntitle: b\n", "bugquill: 1\ntitle: c\n",
                 "bugquill: 1\n<<<<<<< ours\ntitle: b\n=======\ntitle: c\n>>>>>>> theirs\n", 1);
    assert_merge("bugquill: 1\npoc: |\n  1\n  2\n  3\n", "bugquill: 1\npoc: |\n  1\n  2\n  4\n",
                 "bugquill: 1\npoc: |\n  0\n  2\n  3\n", "bugquill: 1\npoc: |\n  0\n  2\n  4\n", 0);
    assert_merge("bugquill: 1\npoc: |\n  1\n", "bugquill: 1\npoc: |\n  2\n",
                 "bugquill: 1\npoc: |\n  3\n",
                 "bugquill: 1\npoc: |\n  <<<<<<< ours\n  2\n  =======\n  3\n  >>>>>>> theirs\n", 1);
}

void test_merge__lists_by_entries(void **state)
{
    (void)state;
    const char *base =
        "bugquill: 1\ncollaborators:\n- {name: a, share: 10}\n- {name: b, share: 20}\n";
    assert_merge(
        base, "bugquill: 1\ncollaborators:\n- {name: b, share: 20}\n- {name: c, share: 5}\n",
        "bugquill: 1\ncollaborators:\n- {name: a, share: 10}\n- {name: b, share: 30}\n- {name: "
        "d}\n",
        "bugquill: 1\ncollaborators:\n- name: b\n  share: 30\n- name: c\n  share: 5\n- name: d\n",
        0);
    assert_merge(base, "bugquill: 1\ncollaborators:\n- {name: a, share: 1}\n",
                 "bugquill: 1\ncollaborators:\n- {name: a, share: 2}\n",
                 "bugquill: 1\n<<<<<<< ours\ncollaborators:\n- name: a\n  share: 1\n=======\n"
                 "collaborators:\n- name: a\n  share: 2\n>>>>>>> theirs\n",
                 1);
    assert_merge("bugquill: 1\n", "bugquill: 1\noutcome:\n- {state: new}\n",
                 "bugquill: 1\noutcome:\n- {state: paid}\n",
                 "bugquill: 1\noutcome:\n- state: new\n- state: paid\n", 0);
}
