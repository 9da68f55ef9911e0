/* Threads that wait for work, memory had beforehand, and what is made with both. */
#include "bqi/pool.h"
#include "base/arena.h"
#include "base/once.h"
#include "base/pages.h"
#include "bqi/scopes.h"
#include "model/program_build.h"
#include "scope/index.h"
#include "unit.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 5, ROUNDS = 200 };

struct tally {
    atomic_uint by[THREADS], met;
};

/* Nobody returns before all have come: they are at work at once. */
static void meet(void *context, unsigned number)
{
    struct tally *tally = context;
    unsigned round = atomic_fetch_add(&tally->by[number], 1) + 1;

    atomic_fetch_add(&tally->met, 1);
    while (atomic_load(&tally->met) < round * THREADS) {
    }
}

void test_pool__every_thread_works_once_a_round_at_the_same_time(void **state)
{
    struct tally tally = { 0 };
    struct bq_pool *pool = bq_pool_new(THREADS);

    (void)state;
    assert_int_equal(bq_pool_threads(pool), THREADS);
    for (int i = 0; i < ROUNDS; i++) {
        bq_pool_run(pool, meet, &tally);
        assert_int_equal(atomic_load(&tally.met), (i + 1) * THREADS);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(atomic_load(&tally.by[i]), ROUNDS);
    }
    bq_pool_free(pool);
}

static void note(void *context, unsigned number)
{
    unsigned *numbers = context;

    numbers[number]++;
}

void test_pool__of_one_thread_is_the_caller(void **state)
{
    unsigned numbers[1] = { 0 };

    (void)state;
    assert_null(bq_pool_new(1));
    assert_null(bq_pool_new(0));
    assert_int_equal(bq_pool_threads(NULL), 1);
    bq_pool_run(NULL, note, numbers);
    assert_int_equal(numbers[0], 1);
    bq_pool_free(NULL);
}

void test_pool__that_never_worked_ends(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        bq_pool_free(bq_pool_new(THREADS));
    }
}

/* ---- memory ---------------------------------------------------------------------------------- */

void test_pages__keep_what_is_in_them(void **state)
{
    enum { SIZE = 300000 };
    unsigned char *bytes = malloc(SIZE);

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < SIZE; i++) {
        bytes[i] = (unsigned char)(i * 7);
    }
    bq_pages_ready(bytes + 1, SIZE - 1);
    bq_pages_ready(bytes, SIZE);
    bq_pages_ready(bytes, 0);
    for (size_t i = 0; i < SIZE; i++) {
        assert_int_equal(bytes[i], (unsigned char)(i * 7));
    }
    free(bytes);
}

void test_arena__takes_over_another(void **state)
{
    struct bq_arena whole = { 0 }, part = { 0 }, empty = { 0 };
    char text[100];
    const char *first, *second, *third;

    (void)state;
    memset(text, 'x', sizeof(text));
    bq_arena_join(&whole, &empty);
    assert_null(whole.chunks);
    first = bq_arena_str(&part, text, 10);
    bq_arena_join(&whole, &part);
    assert_null(part.chunks);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(strlen(bq_arena_str(&part, text, sizeof(text))), sizeof(text));
    }
    second = bq_arena_str(&part, text, 20);
    part.failed = true;
    bq_arena_join(&whole, &part);
    assert_true(whole.failed);
    assert_false(part.failed);
    third = bq_arena_str(&whole, text, 30);
    assert_int_equal(strlen(first) + strlen(second) + strlen(third), 60);
    bq_arena_clear(&whole);
}

/* ---- a scope made on several threads --------------------------------------------------------- */

enum { ENTRIES = 5000, TEXT_MAX = 64 };

/* All shapes that are found in ways of their own, some in the last part only; many names twice, on
 * both sides. */
static void entry(size_t i, char out[TEXT_MAX])
{
    size_t n = i / 10 % 300, shape = i % 10;

    switch (shape >= 3 && shape <= 5 && i < ENTRIES - 500 ? 9 : shape) {
    case 0:
        snprintf(out, TEXT_MAX, "10.%zu.%zu.0/%zu", n % 7, n % 11, 16 + n % 9);
        break;
    case 1:
        snprintf(out, TEXT_MAX, "*.w%zu.example", n);
        break;
    case 2:
        snprintf(out, TEXT_MAX, "a%zu.b%zu.example/path/%zu*", n, n % 5, n % 3);
        break;
    case 3:
        snprintf(out, TEXT_MAX, "c%zu.*", n);
        break;
    case 4:
        snprintf(out, TEXT_MAX, "*glued%zu.example", n);
        break;
    case 5:
        snprintf(out, TEXT_MAX, "com.example.app%zu", n);
        break;
    case 6:
        snprintf(out, TEXT_MAX, "p%zu-*.example.net", n);
        break;
    case 7:
        snprintf(out, TEXT_MAX, "one%zu.example, two%zu.example", n, n);
        break;
    case 8:
        snprintf(out, TEXT_MAX, "words for people, number %zu", n);
        break;
    default:
        snprintf(out, TEXT_MAX, "h%zu.example", n);
        break;
    }
}

static struct bq_program *make_program(void)
{
    struct bq_program *program = bq_program_new();

    assert_non_null(program);
    bq_program_edit(program)->id = "p";
    for (size_t i = 0; i < ENTRIES; i++) {
        struct bq_target target = bq_target_none();
        char text[TEXT_MAX];

        entry(i, text);
        target.name = target.asset = bq_program_strz(program, text);
        target.out = i % 7 == 3;
        assert_int_equal(bq_program_add_target(program, &target, NULL), BQ_OK);
    }
    assert_int_equal(bq_program_finish(program, NULL), BQ_OK);
    return program;
}

static bool same_rule(const struct bq_rule *a, const struct bq_rule *b)
{
    return a->target == b->target && a->match == b->match && a->out == b->out &&
           a->hash == b->hash && a->port == b->port && strcmp(a->host, b->host) == 0 &&
           strcmp(a->path, b->path) == 0 && strcmp(a->text, b->text) == 0;
}

static void assert_same(const struct bq_scope *a, const struct bq_scope *b)
{
    assert_int_equal(a->rule_count, b->rule_count);
    assert_true(a->rule_count > ENTRIES / 2);
    for (size_t i = 0; i < a->rule_count; i++) {
        assert_true(same_rule(&a->rules[i], &b->rules[i]));
    }
    assert_int_equal(a->segment_count, b->segment_count);
    assert_true(a->segment_count > 10);
    for (size_t i = 0; i < a->segment_count; i++) {
        assert_int_equal(a->segments[i].rule, b->segments[i].rule);
    }
    assert_memory_equal(a->tails, b->tails, sizeof(a->tails));
    assert_true(a->has_any_tld && b->has_any_tld);
    assert_true(a->has_glued && b->has_glued);
    assert_true(a->has_ids && b->has_ids);
}

void test_scope__is_the_same_whatever_number_of_threads_made_it(void **state)
{
    struct bq_program *program = make_program();
    struct bq_scope *alone, *together;

    (void)state;
    assert_int_equal(bq_scope_new(program, &alone, NULL), BQ_OK);
    for (unsigned threads = 2; threads <= 6; threads++) {
        struct bq_pool *pool = bq_pool_new(threads);

        assert_int_equal(bq_scope_new_on(pool, program, &together, NULL), BQ_OK);
        assert_same(alone, together);
        bq_scope_free(together);
        bq_pool_free(pool);
    }
    /* Exclusions stand first among ranges, and the first of two that weigh the same. */
    for (size_t i = 1; i < alone->rule_count; i++) {
        const struct bq_rule *before = &alone->rules[i - 1], *rule = &alone->rules[i];

        if (rule->match == BQ_MATCH_RANGE ||
            (before->match != BQ_MATCH_RANGE && before->hash == rule->hash)) {
            assert_false(rule->out && !before->out);
        }
    }
    bq_scope_free(alone);
    bq_program_free(program);
}

/* ---- what is made when it is first asked for ------------------------------------------------- */

struct late {
    struct bq_once once;
    atomic_uint *made;
    unsigned value; /* set without a lock: whoever has asked sees it */
};

static void make_late(const void *context)
{
    const struct late *late = context;

    atomic_fetch_add(late->made, 1);
    *(unsigned *)(uintptr_t)&late->value = 7;
}

static void ask_late(void *context, unsigned number)
{
    struct late *late = context;

    (void)number;
    bq_once_make(&late->once, make_late, late);
    assert_int_equal(late->value, 7);
}

void test_once__is_made_once_by_whoever_asks_first(void **state)
{
    struct bq_pool *pool = bq_pool_new(THREADS);

    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        atomic_uint made = 0;
        struct late late = { .made = &made };

        bq_once_init(&late.once);
        bq_pool_run(pool, ask_late, &late);
        ask_late(&late, 0);
        assert_int_equal(atomic_load(&made), 1);
        bq_once_clear(&late.once);
    }
    bq_pool_free(pool);
}
