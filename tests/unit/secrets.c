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
