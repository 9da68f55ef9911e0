#include "check/secrets.h"
#include "check/secret_scan.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct caught {
    char kinds[40][48];
    char rules[40][32];
    char masked[40][600];
    size_t start[40], end[40];
    size_t count;
};

static bool catch_hit(void *context, const struct bq_secret_hit *hit)
{
    struct caught *caught = context;

    if (caught->count < 40) {
        snprintf(caught->kinds[caught->count], 48, "%s", hit->kind);
        snprintf(caught->rules[caught->count], 32, "%s", hit->rule);
        snprintf(caught->masked[caught->count], 600, "%s", hit->masked);
        caught->start[caught->count] = hit->start;
        caught->end[caught->count] = hit->end;
        caught->count++;
    }
    return true;
}

static struct bq_secrets *make(void)
{
    struct bq_secrets *secrets = NULL;
    struct bq_err err;

    assert_int_equal(bq_secrets_new(NULL, &secrets, &err), BQ_OK);
    return secrets;
}

static void scan(struct bq_secrets *secrets, const char *text, struct caught *caught)
{
    caught->count = 0;
    assert_int_equal(bq_secrets_scan(secrets, bq_span_str(text), catch_hit, caught, NULL), BQ_OK);
}

static bool has_kind(const struct caught *caught, const char *kind)
{
    size_t i;

    for (i = 0; i < caught->count; i++) {
        if (strcmp(caught->kinds[i], kind) == 0)
            return true;
    }
    return false;
}

/* Every kind of the table finds its own example, in the middle of a text, and not once it is
 * masked. */
void test_secrets__every_kind_finds_its_example(void **state)
{
    struct bq_secrets *secrets = make();
    struct caught *caught = calloc(1, sizeof *caught);
    size_t i, with_example = 0, wrong = 0;
    uint32_t seed;
    struct bq_buf text;

    (void)state;
    assert_non_null(caught);
    bq_buf_init(&text, 1 << 20);
    for (i = 0; i < bq_secrets_kind_count(secrets); i++) {
        struct bq_secret_kind_info kind = bq_secrets_kind(secrets, i);
        if (!kind.example[0])
            continue;
        with_example++;
        for (seed = 1; seed <= 8; seed++) {
            bq_buf_reset(&text);
            bq_buf_adds(&text, "1. Set it:\n\n    ");
            bq_secret_expand(&text, bq_span_str(kind.example), seed);
            bq_buf_adds(&text, "\n2. Look.\n");
            assert_false(bq_buf_failed(&text));
            scan(secrets, text.data, caught);
            if (!has_kind(caught, kind.id)) {
                print_message("%s: not found (seed %u, found %s)\n", kind.id, (unsigned)seed,
                              caught->count ? caught->kinds[0] : "nothing");
                wrong++;
                break;
            }
        }
    }
    assert_true(with_example >= 150);
    assert_int_equal(wrong, 0);
    bq_buf_clear(&text);
    free(caught);
    bq_secrets_free(secrets);
}

/* A masked text holds no findings: fixing ends after one round. */
void test_secrets__masks_are_stable(void **state)
{
    struct bq_secrets *secrets = make();
    struct caught *caught = calloc(1, sizeof *caught);
    struct bq_buf text, masked;
    size_t i, k, at;

    (void)state;
    assert_non_null(caught);
    bq_buf_init(&text, 1 << 20);
    bq_buf_init(&masked, 1 << 20);
    for (i = 0; i < bq_secrets_kind_count(secrets); i++) {
        struct bq_secret_kind_info kind = bq_secrets_kind(secrets, i);
        if (!kind.example[0])
            continue;
        bq_buf_reset(&text);
        bq_buf_reset(&masked);
        bq_buf_adds(&text, "key: ");
        bq_secret_expand(&text, bq_span_str(kind.example), 3);
        scan(secrets, text.data, caught);
        for (k = 0, at = 0; k < caught->count; k++) {
            bq_buf_add(&masked, text.data + at, caught->start[k] - at);
            bq_buf_adds(&masked, caught->masked[k]);
            at = caught->end[k];
        }
        bq_buf_add(&masked, text.data + at, text.len - at);
        scan(secrets, masked.data, caught);
        if (caught->count)
            print_message("%s: %s again in %s\n", kind.id, caught->kinds[0], masked.data);
        assert_int_equal(caught->count, 0);
    }
    bq_buf_clear(&text);
    bq_buf_clear(&masked);
    free(caught);
    bq_secrets_free(secrets);
}

static const char *masked_of(struct bq_secrets *secrets, struct caught *caught, const char *text)
{
    scan(secrets, text, caught);
    assert_int_equal(caught->count, 1);
    return caught->masked[0];
}

void test_secrets__masks(void **state)
{
    struct bq_secrets *secrets = make();
    struct caught *caught = calloc(1, sizeof *caught);

    (void)state;
    assert_non_null(caught);
    assert_string_equal(masked_of(secrets, caught,
                                  "ghp"
                                  "_aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC2eF4hJ6"),
                        "ghp_\xe2\x80\xa6"
                        "4hJ6");
    assert_string_equal(
        masked_of(secrets, caught, "Cookie: theme=dark; sid=0a1b2c3d4e5f60718293a4b5c6d7e8f9; x=1"),
        "theme=dark; sid=\xe2\x80\xa6"
        "e8f9");
    assert_string_equal(masked_of(secrets, caught, "login=1&password=Blau7Regen"), "***");
    assert_string_equal(masked_of(secrets, caught, "mail maren@web.de now"),
                        "m\xe2\x80\xa6@\xe2\x80\xa6.de");
    assert_string_equal(masked_of(secrets, caught, "call +49 30 901820117 now"), "\xe2\x80\xa6"
                                                                                 "0117");
    free(caught);
    bq_secrets_free(secrets);
}

void test_secrets__own_names_are_no_findings(void **state)
{
    static const char *const own[] = { "kim.lee@web.de", "mira-h", "lab.example.dev" };
    struct bq_secrets_options options = { { own, 3 }, true };
    struct bq_secrets *secrets = NULL;
    struct caught *caught = calloc(1, sizeof *caught);
    struct bq_buf text;

    (void)state;
    assert_non_null(caught);
    bq_buf_init(&text, 4096);
    assert_int_equal(bq_secrets_new(&options, &secrets, NULL), BQ_OK);
    scan(secrets, "kim.lee@web.de, mira-h@gmail.com, mira-h+1@gmail.com, ops@x.lab.example.dev",
         caught);
    assert_int_equal(caught->count, 0);
    scan(secrets, "kim.lees@web.de and mira-hagen@gmail.com", caught);
    assert_int_equal(caught->count, 2);
    bq_secret_expand(&text, bq_span_str("sk-proj-{t74}T3BlbkFJ{t74}"), 1);
    scan(secrets, text.data, caught);
    assert_int_equal(caught->count, 1);
    assert_string_equal(caught->rules[0], BQ_RULE_OPENAI_KEY);
    bq_buf_clear(&text);
    free(caught);
    bq_secrets_free(secrets);
}

struct list {
    size_t start[2000], end[2000], count;
};

static bool list_hit(void *context, const struct bq_secret_hit *hit)
{
    struct list *list = context;

    if (list->count < 2000) {
        list->start[list->count] = hit->start;
        list->end[list->count++] = hit->end;
    }
    return true;
}

/* Line by line finds what the whole finds: edits need only their lines looked at again. */
void test_secrets__parts_equal_the_whole(void **state)
{
    struct bq_secrets *secrets = make();
    struct list *whole = calloc(1, sizeof *whole), *parts = calloc(1, sizeof *parts);
    struct bq_buf text;
    size_t i, from, to;

    (void)state;
    assert_true(whole && parts);
    bq_buf_init(&text, 1 << 20);
    for (i = 0; i < bq_secrets_kind_count(secrets); i++) {
        bq_buf_addf(&text, "%zu. Send\n", i);
        bq_secret_expand(&text, bq_span_str(bq_secrets_kind(secrets, i).example), (uint32_t)i);
        bq_buf_adds(&text, i % 2 ? "\nthen maren@web.de, 212-867-4309 and\n"
                                 : "\nCookie: sid=0a1b2c3d4e5f6071a\n");
    }
    assert_false(bq_buf_failed(&text));
    assert_int_equal(bq_secrets_scan(secrets, bq_buf_span(&text), list_hit, whole, NULL), BQ_OK);
    for (from = 0; from < text.len; from = to) {
        const char *end = memchr(text.data + from, '\n', text.len - from);
        to = end ? (size_t)(end - text.data) + 1 : text.len;
        assert_int_equal(
            bq_secrets_scan_part(secrets, bq_buf_span(&text), from, to, list_hit, parts, NULL),
            BQ_OK);
    }
    assert_true(whole->count > 500);
    assert_int_equal(whole->count, parts->count);
    assert_memory_equal(whole->start, parts->start, whole->count * sizeof whole->start[0]);
    assert_memory_equal(whole->end, parts->end, whole->count * sizeof whole->end[0]);
    bq_buf_clear(&text);
    free(whole);
    free(parts);
    bq_secrets_free(secrets);
}

/* Any bytes at all, cut anywhere: attachments are not always text. */
void test_secrets__any_bytes(void **state)
{
    static const char *const seeds[] = { "Authorization: Bearer ",
                                         "cookie: a=",
                                         "-----BEGIN PRIVATE KEY-----",
                                         "://a:b@",
                                         "password=\"",
                                         "x@",
                                         "+1 ",
                                         "sk-proj-",
                                         "eyJ",
                                         "DE" };
    struct bq_secrets *secrets = make();
    struct list *list = calloc(1, sizeof *list);
    char *text = malloc(512);
    uint32_t x = 99;
    size_t round, i, len;

    (void)state;
    assert_true(list && text);
    for (round = 0; round < 20000; round++) {
        len = 0;
        while (len < 200) {
            const char *seed = seeds[(x >> 8) % 10];
            size_t n = strlen(seed);
            x = x * 1664525u + 1013904223u;
            if (x & 0x10000) {
                memcpy(text + len, seed, n);
                len += n;
            }
            for (i = 0; i < (x >> 20) % 12; i++) {
                x = x * 1664525u + 1013904223u;
                text[len++] = (char)(x >> 24);
            }
        }
        len = (x >> 5) % len;
        /* a copy that ends where the text ends, so that a sanitizer sees every step too far */
        char *copy = malloc(len + 1);
        assert_non_null(copy);
        memcpy(copy, text, len);
        list->count = 0;
        char *tight = realloc(copy, len ? len : 1);
        assert_non_null(tight);
        assert_int_equal(bq_secrets_scan(secrets, bq_span_of(tight, len), list_hit, list, NULL),
                         BQ_OK);
        for (i = 0; i < list->count; i++)
            assert_true(list->start[i] < list->end[i] && list->end[i] <= len &&
                        (i == 0 || list->start[i] >= list->end[i - 1]));
        free(tight);
    }
    free(text);
    free(list);
    bq_secrets_free(secrets);
}
