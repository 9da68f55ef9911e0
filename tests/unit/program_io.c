/* Programs: the built-in ones, the shape, and what is refused. */
#include "unit.h"

#include "base/data.h"
#include "bqi/buf.h"
#include "bqi/paths.h"
#include "bqi/programs.h"
#include "bugquill/io.h"
#include "io/items.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct bq_program *parse(const char *text)
{
    struct bq_program *program = NULL;
    struct bq_err err;
    bq_err_clear(&err);
    if (bq_program_parse(text, strlen(text), "dir/Some Name.yaml", &program, &err) != BQ_OK) {
        print_message("%u:%u %s\n", err.line, err.column, err.text);
        fail();
    }
    return program;
}

/* What was worked out at build time is what the YAML says. */
static void compare_items(const struct bq_items_file *file, const struct bq_data *data)
{
    struct bq_items items = { file->bytes, file->bytes + file->len };
    struct bq_yaml *yaml;
    struct bq_yaml_item is, wanted = { .kind = BQ_YAML_SCALAR };
    assert_int_equal(
        bq_yaml_open((const char *)data->bytes, data->len, data->name, 100000, &yaml, NULL), BQ_OK);
    while (wanted.kind != BQ_YAML_DONE) {
        assert_int_equal(bq_yaml_next(yaml, &wanted, NULL), BQ_OK);
        bq_items_next(&items, &is);
        assert_int_equal(is.kind, wanted.kind);
        assert_int_equal(is.style, wanted.style);
        assert_int_equal(is.len, wanted.len);
        assert_memory_equal(is.s, wanted.s, wanted.len + 1);
    }
    bq_items_next(&items, &is);
    assert_int_equal(is.kind, BQ_YAML_DONE);
    bq_yaml_free(yaml);
}

void test_program_io__built_in_items_are_those_of_the_yaml(void **state)
{
    size_t programs = 0, baked = 0;
    (void)state;
    for (const char *const *id = bq_program_builtin_ids(); *id; id++)
        programs++;
    for (const struct bq_items_file *file = bq_items_table; file->name; file++, baked++) {
        assert_non_null(bq_data_find(file->name));
        compare_items(file, bq_data_find(file->name));
    }
    if (!baked)
        skip(); /* built for another machine */
    assert_int_equal(baked, programs);
}

void test_program_io__items_have_a_longest_text(void **state)
{
    static char text[1 << 16];
    struct bq_yaml_item item = { .kind = BQ_YAML_SCALAR, .s = text, .len = sizeof text - 1 }, is;
    struct bq_buf out;
    struct bq_items items;
    (void)state;
    bq_buf_init(&out, 1 << 20);
    memset(text, 'x', sizeof text);
    assert_int_equal(bq_items_add(&out, &item, NULL), BQ_OK);
    items = (struct bq_items){ (unsigned char *)out.data, (unsigned char *)out.data + out.len };
    bq_items_next(&items, &is);
    assert_int_equal(is.len, sizeof text - 1);
    assert_int_equal(strlen(is.s), sizeof text - 1);
    item.len = sizeof text;
    assert_int_equal(bq_items_add(&out, &item, NULL), BQ_ELIMIT);
    bq_buf_clear(&out);
}

void test_program_io__built_in(void **state)
{
    (void)state;
    for (const char *const *id = bq_program_builtin_ids(); *id; id++) {
        struct bq_program *program;
        struct bq_err err;
        bq_err_clear(&err);
        if (bq_program_builtin(*id, &program, &err) != BQ_OK)
            print_message("%s:%u:%u %s\n", err.file, err.line, err.column, err.text);
        const struct bq_program_info *info = bq_program_info(program);
        assert_string_equal(info->id, *id);
        assert_true(info->target_count > 0);
        bq_program_free(program);
    }
    struct bq_program *none;
    assert_int_equal(bq_program_builtin("nothing", &none, NULL), BQ_ENOTFOUND);
    assert_int_equal(bq_program_builtin("../openai", &none, NULL), BQ_ENOTFOUND);
}

void test_program_io__the_whole_shape(void **state)
{
    (void)state;
    struct bq_program *p = parse(
        "bugquill: 1\nname: X\nurls: https://one/\nverified: false\nconfidential: true\n"
        "form: {attachment_size: 52428800, title_length: 150, taxonomy: cwe, impact_apart: true}\n"
        "scope:\n  in:\n  - {name: A, asset: 'https://a/', bounty: false}\n  - plain.example\n"
        "  out:\n  - name: A\n  - name: B\n    max_severity: high\n"
        "rewards:\n- {level: P1, min: 1, max: 2, currency: USD, verified: false}\n"
        "raise: {no-raw-request: error}\nrelated:\n- {name: other, url: 'https://o/'}\n"
        "terms: [one, two]\nvendors: zendesk.com\n"
        "policy:\n- id: r\n  severity: error\n  message: m\n  route: R\n"
        "  when: {types: [a.b, c], words: x, fields: [title, poc]}\n  unless:\n    verdicts: "
        "[in]\n  verified: false\n");
    const struct bq_program_info *info = bq_program_info(p);
    assert_string_equal(info->id, "some-name");
    assert_int_equal(info->urls.count, 1);
    assert_false(info->verified);
    assert_true(info->confidential && info->form.impact_apart);
    assert_int_equal(info->form.attachment_size, 52428800);
    assert_string_equal(info->form.taxonomy, "cwe");
    assert_int_equal(info->target_count, 4);
    assert_false(info->targets[0].bounty);
    assert_string_equal(info->targets[1].name, "plain.example");
    assert_true(info->targets[1].bounty && !info->targets[1].out);
    assert_true(info->targets[3].out);
    assert_ptr_equal(bq_program_target(p, "A"), &info->targets[0]);
    assert_ptr_equal(bq_program_target(p, "B"), &info->targets[3]);
    assert_null(bq_program_target(p, "C"));
    assert_int_equal(info->rewards[0].max, 2);
    assert_string_equal(info->raise[0].url, "error");
    assert_string_equal(info->related[0].name, "other");
    assert_string_equal(info->terms.items[1], "two");
    assert_string_equal(info->vendors.items[0], "zendesk.com");
    const struct bq_policy_rule *rule = &info->rules[0];
    assert_int_equal(rule->severity, BQ_ERROR);
    assert_int_equal(rule->when.types.count, 2);
    assert_string_equal(rule->when.words.items[0], "x");
    assert_int_equal(rule->when.fields, BQ_FIELD_BIT(BQ_FIELD_TITLE) | BQ_FIELD_BIT(BQ_FIELD_POC));
    assert_string_equal(rule->unless.verdicts.items[0], "in");
    assert_false(rule->verified);
    bq_program_free(p);
}

static void assert_wrong(const char *text, unsigned line, unsigned column, const char *words)
{
    struct bq_program *program = NULL;
    struct bq_err err;
    bq_err_clear(&err);
    int rc = bq_program_parse(text, strlen(text), "p.yaml", &program, &err);
    if (rc == BQ_OK || err.line != line || err.column != column || !strstr(err.text, words)) {
        print_message("%d %u:%u %s\n%s\n", rc, err.line, err.column, err.text, text);
        fail();
    }
    assert_null(program);
    assert_string_equal(err.file, "p.yaml");
}

void test_program_io__refusals_say_where(void **state)
{
    (void)state;
    assert_wrong("name: x\n", 1, 1, "bugquill is missing");
    assert_wrong("bugquill: 1\n", 1, 1, "no name");
    assert_wrong("bugquill: 2\nname: x\n", 1, 11, "newer");
    assert_wrong("bugquill: 1\nname: x\nid: ../x\n", 1, 1, "id");
    assert_wrong("bugquill: 1\nname: x\nscop: {}\n", 3, 1, "did you mean scope?");
    assert_wrong("bugquill: 1\nname: x\nscope: {in: a}\n", 3, 13, "list");
    assert_wrong("bugquill: 1\nname: x\nscope:\n  in:\n  - {nam: a}\n", 5, 6, "did you mean name?");
    assert_wrong("bugquill: 1\nname: x\nscope:\n  in:\n  - {kind: a}\n", 5, 5, "needs a name");
    assert_wrong("bugquill: 1\nname: x\nscope:\n  in:\n  - {name: a, bounty: maybe}\n", 5, 23,
                 "true or false");
    assert_wrong("bugquill: 1\nname: x\nrewards:\n- {level: P1, min: 2, max: 1}\n", 4, 3,
                 "less than");
    assert_wrong("bugquill: 1\nname: x\nform: {title_length: -1}\n", 3, 22, "whole number");
    assert_wrong("bugquill: 1\nname: x\nraise: {a: fatal}\n", 3, 12, "error, warning or note");
    assert_wrong("bugquill: 1\nname: x\npolicy:\n- {id: a}\n", 4, 3, "message");
    assert_wrong("bugquill: 1\nname: x\npolicy:\n- {id: a, message: m, when: {fields: [titel]}}\n",
                 4, 39, "titel");
    assert_wrong("bugquill: 1\nname: &a x\n", 2, 7, "anchors");
    assert_wrong("bugquill: 1\nname: [x]\n", 2, 7, "text");
    assert_wrong("bugquill: 1\nname: x\nname: y\n", 3, 1, "twice");
}

/* As many targets as all known public programs together have, and more in one. */
void test_program_io__sixteen_thousand_targets(void **state)
{
    (void)state;
    struct bq_buf text;
    struct bq_program *p = NULL;
    bq_buf_init(&text, 8 << 20);
    bq_buf_adds(&text, "bugquill: 1\nname: x\nscope:\n  in:\n");
    for (int i = 0; i < 16000; i++)
        bq_buf_addf(&text,
                    "  - name: host %d\n    kind: website\n    asset: https://h%d.example.com/\n",
                    i, i);
    struct timespec a, b;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    assert_int_equal(bq_program_parse(text.data, text.len, "p", &p, NULL), BQ_OK);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    double ms = (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
    print_message("16,000 targets in %.1f ms\n", ms);
    assert_true(ms < 2000 || getenv("BQ_UNTIMED"));
    assert_int_equal(bq_program_info(p)->target_count, 16000);
    assert_string_equal(bq_program_target(p, "host 15999")->asset, "https://h15999.example.com/");
    bq_program_free(p);
    bq_buf_clear(&text);
}

void test_program_io__by_name(void **state)
{
    (void)state;
    struct bq_paths paths;
    struct bq_program *p = NULL;
    struct bq_err err;
    memset(&paths, 0, sizeof paths);
    assert_int_equal(bq_programs_open(&paths, "openai", &p, &err), BQ_OK);
    bq_program_free(p);
    assert_int_equal(bq_programs_open(&paths, "opnai", &p, &err), BQ_ENOTFOUND);
    assert_non_null(strstr(err.text, "did you mean openai?"));
    assert_int_equal(bq_programs_open(&paths, "", &p, &err), BQ_EINVAL);
    assert_int_equal(bq_programs_open(&paths, ".hidden", &p, &err), BQ_EINVAL);
    struct bq_program_list list;
    assert_int_equal(bq_programs_list(&paths, &list, &err), BQ_OK);
    assert_true(list.count >= 2 && list.items[0].builtin);
    bq_program_list_clear(&list);
}
