#include "bqi/prose.h"
#include "unit.h"
#include <string.h>

static struct bq_prose read_text(const char *text)
{
    struct bq_prose prose;
    bq_prose_init(&prose);
    assert_int_equal(bq_prose_read(&prose, text, strlen(text), NULL), BQ_OK);
    return prose;
}

/* The kinds in order, a letter each: Paragraph, Heading, Fence, Code, Quote, Item, Table, Rule. */
static void assert_kinds(const char *text, const char *kinds)
{
    struct bq_prose prose = read_text(text);
    char got[64] = "";
    for (size_t i = 0; i < prose.block_count && i < sizeof got - 1; i++)
        got[i] = "PHFCQITR"[prose.blocks[i].kind];
    assert_string_equal(got, kinds);
    bq_prose_clear(&prose);
}

void test_prose__blocks(void **state)
{
    (void)state;
    assert_kinds("", "");
    assert_kinds("\n\n \n", "");
    assert_kinds("a\nb\n\nc", "PP");
    assert_kinds("# a\n## b\n#no\n", "HHP");
    assert_kinds("a\n===\nb\n---\n", "HH");
    assert_kinds("---\n***\n", "RR");
    assert_kinds("> a\n> b\n\n> c\n", "QQ");
    assert_kinds("1. a\n2) b\n   more\n- c\n* d\n+ e\n", "IIIII");
    assert_kinds("1.no\n-no\n", "P");
    assert_kinds("    code\n    more\n\ntext\n    joined\n", "CP");
    assert_kinds("a | b\n--- | ---\nc | d\n\nx\n", "TP");
    assert_kinds("**Impact**\n\n__Steps:__\n\n**not** all **bold**\n", "HHP");
}

void test_prose__fences(void **state)
{
    (void)state;
    assert_kinds("```\n# no heading\n1. no item\n```\nafter\n", "FP");
    assert_kinds("~~~ http\n```\n~~~\n", "F");
    assert_kinds("````\n```\n````\n", "F");
    assert_kinds("```\nto the end\n\n# still\n", "F");
    assert_kinds("1. step\n\n   ```\n   GET / HTTP/1.1\n   ```\n2. next\n", "IFI");
    assert_kinds("``` a`b\n", "P");
    struct bq_prose prose = read_text("```http\nGET /\n```\n");
    const struct bq_block *fence = &prose.blocks[0];
    assert_true(fence->closed);
    assert_memory_equal(prose.s + fence->info, "http", 4);
    assert_int_equal(fence->info_end - fence->info, 4);
    assert_memory_equal(prose.s + fence->text, "GET /\n", 6);
    assert_int_equal(fence->text_end - fence->text, 6);
    bq_prose_clear(&prose);
    prose = read_text("```\n```");
    assert_int_equal(prose.blocks[0].text, prose.blocks[0].text_end);
    bq_prose_clear(&prose);
}

void test_prose__inlines(void **state)
{
    (void)state;
    struct bq_prose prose =
        read_text("Use `a ` b, [x](https://a.example/(y)) or https://b.example/p?q=1.\n"
                  "![i](shot.png) {file.png} {{no}} <https://c.example/> \\`no\\` ``a`b``\n");
    static const struct {
        enum bq_inline_kind kind;
        const char *text;
    } want[] = {
        { BQ_INLINE_CODE, "a " },
        { BQ_INLINE_LINK, "x" },
        { BQ_INLINE_URL, "https://b.example/p?q=1" },
        { BQ_INLINE_IMAGE, "i" },
        { BQ_INLINE_FILE, "file.png" },
        { BQ_INLINE_URL, "https://c.example/" },
        { BQ_INLINE_CODE, "a`b" },
    };
    assert_int_equal(prose.inline_count, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < prose.inline_count; i++) {
        const struct bq_inline *in = &prose.inlines[i];
        assert_int_equal(in->kind, want[i].kind);
        assert_int_equal(in->text_end - in->text, strlen(want[i].text));
        assert_memory_equal(prose.s + in->text, want[i].text, strlen(want[i].text));
    }
    const struct bq_inline *link = &prose.inlines[1];
    assert_memory_equal(prose.s + link->target, "https://a.example/(y)", 21);
    assert_int_equal(link->target_end - link->target, 21);
    bq_prose_clear(&prose);
}

void test_prose__code_hides_the_rest(void **state)
{
    (void)state;
    struct bq_prose prose = read_text("`https://a.example/` and [`code`](https://b.example/)\n");
    assert_int_equal(prose.inline_count, 2);
    assert_int_equal(prose.inlines[0].kind, BQ_INLINE_CODE);
    assert_int_equal(prose.inlines[1].kind, BQ_INLINE_LINK);
    bq_prose_clear(&prose);
}

/* Blocks and inlines lie within the text, in order, whatever the text is. */
void test_prose__random_texts_hold_the_invariants(void **state)
{
    static const char alphabet[] = "`~#>-*+1.) \t\n\n[](){}!hH<|=_\\ab:/\"";
    unsigned seed = 1;
    struct bq_prose prose;
    (void)state;
    bq_prose_init(&prose);
    for (int round = 0; round < 20000; round++) {
        char text[200];
        size_t len = 0, max;
        seed = seed * 1103515245u + 12345u;
        max = (seed >> 16) % sizeof text;
        for (; len < max; len++) {
            seed = seed * 1103515245u + 12345u;
            text[len] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
        }
        assert_int_equal(bq_prose_read(&prose, text, len, NULL), BQ_OK);
        size_t at = 0;
        for (size_t i = 0; i < prose.block_count; i++) {
            const struct bq_block *b = &prose.blocks[i];
            assert_true(at <= b->start && b->start < b->end && b->end <= len);
            assert_true(b->start <= b->text && b->text <= b->text_end && b->text_end <= b->end);
            assert_true(b->info <= b->info_end && b->info_end <= b->end);
            at = b->end;
        }
        at = 0;
        for (size_t i = 0; i < prose.inline_count; i++) {
            const struct bq_inline *in = &prose.inlines[i];
            const struct bq_block *b = &prose.blocks[in->block];
            assert_true(at <= in->start && in->start < in->end && in->end <= b->text_end &&
                        b->text <= in->start);
            assert_true(in->start <= in->text && in->text <= in->text_end &&
                        in->text_end <= in->end);
            assert_true(in->target <= in->target_end && in->target_end <= in->end);
            at = in->end;
        }
    }
    bq_prose_clear(&prose);
}
