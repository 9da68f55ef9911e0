/* Verdicts. */
#include "unit.h"

#include "bqi/scopes.h"
#include "bugquill/scope.h"
#include "model/program_build.h"
#include "scope/index.h"

#include <stdio.h>
#include <stdlib.h>

/* Entries: "+x" in, "-x" out, "0x" in without bounty. */
static struct bq_program *make(const char *const *entries, size_t count)
{
    struct bq_program *program = bq_program_new();

    assert_non_null(program);
    bq_program_edit(program)->id = "p";
    for (size_t i = 0; i < count; i++) {
        struct bq_target t = bq_target_none();

        t.name = bq_program_strz(program, entries[i] + 1);
        t.out = entries[i][0] == '-';
        t.bounty = entries[i][0] != '0';
        assert_int_equal(bq_program_add_target(program, &t, NULL), BQ_OK);
    }
    assert_int_equal(bq_program_finish(program, NULL), BQ_OK);
    return program;
}

struct verdict_case {
    const char *input;
    enum bq_verdict verdict;
    enum bq_scope_cause cause;
    const char *target; /* "" none */
};

static void check(const char *const *entries, size_t entry_count, const struct verdict_case *cases,
                  size_t count)
{
    struct bq_program *program = make(entries, entry_count);
    struct bq_scope *scope;

    assert_int_equal(bq_scope_new(program, &scope, NULL), BQ_OK);
    for (size_t i = 0; i < count; i++) {
        const struct verdict_case *c = &cases[i];
        struct bq_scope_answer a;
        const char *target;

        bq_scope_ask(scope, c->input, strlen(c->input), &a);
        target = a.target ? a.target->name : "";
        if (a.verdict != c->verdict || a.cause != c->cause || strcmp(target, c->target) != 0) {
            fail_msg("%s: %s cause %d by \"%s\" (%s); wanted %s cause %d by \"%s\"", c->input,
                     bq_verdict_name(a.verdict), (int)a.cause, target, a.reason,
                     bq_verdict_name(c->verdict), (int)c->cause, c->target);
        }
        assert_int_equal(a.reason_len, strlen(a.reason));
        assert_true(a.reason_len > 0);
        assert_null(strchr(a.reason, '\n'));
    }
    bq_scope_free(scope);
    bq_program_free(program);
}
#define CHECK(entries, cases)                                                                      \
    check(entries, sizeof(entries) / sizeof((entries)[0]), cases,                                  \
          sizeof(cases) / sizeof((cases)[0]))

void test_scope__attacks(void **state)
{
    static const char *const entries[] = { "+openai.com", "+*.openai.com", "-blog.openai.com",
                                           "+https://platform.acme.com/play" };
    static const struct verdict_case cases[] = {
        { "https://openai.com@evil.example", BQ_UNLISTED, BQ_CAUSE_USER_NAME, "" },
        { "https://openai.com:x@api.openai.com", BQ_IN, BQ_CAUSE_USER_NAME, "*.openai.com" },
        { "https://openai.com.evil.example", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "https://evilopenai.com", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "https://evil.example\\@openai.com", BQ_UNLISTED, BQ_CAUSE_TWO_READERS, "" },
        { "https://openai.com\\@evil.example/", BQ_UNLISTED, BQ_CAUSE_TWO_READERS, "" },
        { "https://openai.com\\@blog.openai.com/", BQ_OUT, BQ_CAUSE_TWO_READERS,
          "blog.openai.com" },
        { "https://\xef\xbd\x8fpenai.com", BQ_IN, BQ_CAUSE_LISTED, "openai.com" },
        { "https://\xd0\xbepenai.com", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "https://0penai.com", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "http://0x7f.1", BQ_UNLISTED, BQ_CAUSE_PRIVATE, "" },
        { "http://10.2.3.4/", BQ_UNLISTED, BQ_CAUSE_PRIVATE, "" },
        { "http://[::ffff:192.168.0.1]/", BQ_UNLISTED, BQ_CAUSE_PRIVATE, "" },
        { "http://localhost:3000", BQ_UNLISTED, BQ_CAUSE_PRIVATE, "" },
        { "https://staging.openai.com", BQ_IN, BQ_CAUSE_STAGING, "*.openai.com" },
        { "https://acme.zendesk.com", BQ_UNLISTED, BQ_CAUSE_VENDOR, "" },
        { "https:evil.com", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "OPENAI.COM.", BQ_IN, BQ_CAUSE_LISTED, "openai.com" },
        { "https://platform.acme.com/play/x", BQ_IN, BQ_CAUSE_LISTED,
          "https://platform.acme.com/play" },
        { "https://platform.acme.com/play/../x", BQ_UNLISTED, BQ_CAUSE_PART, "" },
        { "https://platform.acme.com/playground", BQ_UNLISTED, BQ_CAUSE_PART, "" },
        { "", BQ_INVALID, BQ_CAUSE_UNREADABLE, "" },
        { "http://256.256.256.256/", BQ_INVALID, BQ_CAUSE_UNREADABLE, "" },
        { "mailto:a@openai.com", BQ_INVALID, BQ_CAUSE_UNREADABLE, "" },
    };
    (void)state;
    CHECK(entries, cases);
}

/* An excluded host under a listed wildcard, a listed host under an excluded one, exclusions by
 * path. */
void test_scope__overlap(void **state)
{
    static const char *const entries[] = {
        "+*.a.com",        "-status.a.com", "-*.corp.a.com", "+vpn.corp.a.com",
        "-www.a.com/blog", "-*.b.com",      "+api.b.com",    "+*.deep.b.com",
        "+same.com",       "-same.com",     "-vp-*.a.com",   "-*.a.com/private",
        "+*.w.com",        "-*.w.com",      "+tie.com",      "-https://tie.com/",
    };
    static const struct verdict_case cases[] = {
        { "https://x.a.com", BQ_IN, BQ_CAUSE_LISTED, "*.a.com" },
        { "https://a.com", BQ_UNLISTED, BQ_CAUSE_APEX, "" },
        { "https://status.a.com", BQ_OUT, BQ_CAUSE_LISTED, "status.a.com" },
        { "https://x.status.a.com", BQ_IN, BQ_CAUSE_LISTED, "*.a.com" },
        { "https://x.corp.a.com", BQ_OUT, BQ_CAUSE_LISTED, "*.corp.a.com" },
        { "https://vpn.corp.a.com", BQ_IN, BQ_CAUSE_LISTED, "vpn.corp.a.com" },
        { "https://www.a.com/", BQ_IN, BQ_CAUSE_LISTED, "*.a.com" },
        { "https://www.a.com/blog/1", BQ_OUT, BQ_CAUSE_LISTED, "www.a.com/blog" },
        { "https://www.a.com/%62log", BQ_OUT, BQ_CAUSE_LISTED, "www.a.com/blog" },
        { "https://www.a.com/x/../blog", BQ_OUT, BQ_CAUSE_LISTED, "www.a.com/blog" },
        { "https://www.a.com/blogger", BQ_IN, BQ_CAUSE_LISTED, "*.a.com" },
        { "https://x.b.com", BQ_OUT, BQ_CAUSE_LISTED, "*.b.com" },
        { "https://api.b.com", BQ_IN, BQ_CAUSE_LISTED, "api.b.com" },
        { "https://x.deep.b.com", BQ_IN, BQ_CAUSE_LISTED, "*.deep.b.com" },
        { "https://b.com", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "https://same.com", BQ_CONFLICT, BQ_CAUSE_CONFLICT, "same.com" },
        { "https://x.w.com", BQ_CONFLICT, BQ_CAUSE_CONFLICT, "*.w.com" },
        { "https://tie.com", BQ_OUT, BQ_CAUSE_LISTED, "https://tie.com/" },
        { "https://vp-1.a.com", BQ_OUT, BQ_CAUSE_LISTED, "vp-*.a.com" },
        { "https://vpn.corp.a.com/private/x", BQ_OUT, BQ_CAUSE_LISTED, "*.a.com/private" },
    };
    (void)state;
    CHECK(entries, cases);
}

void test_scope__patterns(void **state)
{
    static const char *const entries[] = {
        "+pay.amazon.*",         "+*.trip.*",      "+*dev*.arlo.com",
        "+*news.com.au",         "-*deere.com*",   "+actie.*.shop.com",
        "+api-*.snd.com",        "-old-*.snd.com", "+x.com/Mobile*",
        "+https://y.com/*/wiki", "+z.com:8443",    "0free.com",
    };
    static const struct verdict_case cases[] = {
        { "pay.amazon.com", BQ_IN, BQ_CAUSE_LISTED, "pay.amazon.*" },
        { "pay.amazon.co.uk", BQ_IN, BQ_CAUSE_LISTED, "pay.amazon.*" },
        { "pay.amazon.evil.com", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "m.trip.fr", BQ_IN, BQ_CAUSE_LISTED, "*.trip.*" },
        { "trip.fr", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "mydev2.arlo.com", BQ_IN, BQ_CAUSE_LISTED, "*dev*.arlo.com" },
        { "prod.arlo.com", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "news.com.au", BQ_IN, BQ_CAUSE_LISTED, "*news.com.au" },
        { "m.news.com.au", BQ_IN, BQ_CAUSE_LISTED, "*news.com.au" },
        { "evilnews.com.au", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "johndeere.com", BQ_OUT, BQ_CAUSE_LISTED, "*deere.com*" },
        { "actie.nl.shop.com", BQ_IN, BQ_CAUSE_LISTED, "actie.*.shop.com" },
        { "actie.a.b.shop.com", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "api-v2.snd.com", BQ_IN, BQ_CAUSE_LISTED, "api-*.snd.com" },
        { "old-a.b.snd.com", BQ_OUT, BQ_CAUSE_LISTED, "old-*.snd.com" },
        { "x.com/MobileApp", BQ_IN, BQ_CAUSE_LISTED, "x.com/Mobile*" },
        { "y.com/a/wiki/b", BQ_IN, BQ_CAUSE_LISTED, "https://y.com/*/wiki" },
        { "y.com/a/b", BQ_UNLISTED, BQ_CAUSE_PART, "" },
        { "https://z.com:8443/", BQ_IN, BQ_CAUSE_LISTED, "z.com:8443" },
        { "https://z.com/", BQ_UNLISTED, BQ_CAUSE_PART, "" },
        { "free.com", BQ_IN, BQ_CAUSE_UNPAID, "free.com" },
    };
    (void)state;
    CHECK(entries, cases);
}

void test_scope__addresses(void **state)
{
    static const char *const entries[] = { "+8.0.0.0/8",        "-8.8.0.0/16",     "+8.8.8.8",
                                           "+9.9.9.1-9.9.9.20", "+2a02:2c40::/32", "+com.foo.bar",
                                           "+1434660322" };
    static const struct verdict_case cases[] = {
        { "http://8.1.1.1/", BQ_IN, BQ_CAUSE_LISTED, "8.0.0.0/8" },
        { "http://0x08010101/", BQ_IN, BQ_CAUSE_LISTED, "8.0.0.0/8" },
        { "8.8.1.1", BQ_OUT, BQ_CAUSE_LISTED, "8.8.0.0/16" },
        { "8.8.8.8:53", BQ_IN, BQ_CAUSE_LISTED, "8.8.8.8" },
        { "http://[::ffff:8.8.8.8]/", BQ_IN, BQ_CAUSE_LISTED, "8.8.8.8" },
        { "8.8.8.9", BQ_OUT, BQ_CAUSE_LISTED, "8.8.0.0/16" },
        { "9.9.9.20", BQ_IN, BQ_CAUSE_LISTED, "9.9.9.1-9.9.9.20" },
        { "9.9.9.21", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "7.255.255.255", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "http://[2a02:2c40::1]/", BQ_IN, BQ_CAUSE_LISTED, "2a02:2c40::/32" },
        { "http://[2a02:2c41::1]/", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "https://evil.com/8.8.8.8", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "com.Foo.Bar", BQ_IN, BQ_CAUSE_LISTED, "com.foo.bar" },
        { "https://com.foo.bar.evil.com/", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "https://apps.apple.com/us/app/x/id1434660322", BQ_IN, BQ_CAUSE_LISTED, "1434660322" },
    };
    (void)state;
    CHECK(entries, cases);
}

void test_scope__covers(void **state)
{
    struct bq_target t = bq_target_none();
    struct bq_url url;
    (void)state;
    t.name = "*.a.com";
    assert_int_equal(bq_url_parse("https://x.a.com/", 16, false, &url, NULL), BQ_OK);
    assert_true(bq_scope_target_covers(&t, &url));
    t.name = "10.0.0.0/8";
    assert_false(bq_scope_target_covers(&t, &url));
    t.name = "Other";
    assert_true(bq_scope_target_covers(&t, &url));
    t.name = "a.com, b.com, c.com, d.com, e.com, f.com, g.com, h.com, i.com, *.a.com";
    assert_true(bq_scope_target_covers(&t, &url));
}

static unsigned next(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % below;
}

/* The index says what asking every rule in turn says. */
void test_scope__index_equals_search(void **state)
{
    static const char *const labels[] = { "a", "b", "api", "dev", "x1", "shop" };
    unsigned seed = 7;
    char texts[120][64];
    const char *entries[120];
    struct bq_program *program;
    struct bq_scope *scope;
    (void)state;
    for (int i = 0; i < 120; i++) {
        const char *one = labels[next(&seed, 6)];
        const char *two = labels[next(&seed, 6)];
        const char *side = next(&seed, 4) ? "+" : "-";
        unsigned first = next(&seed, 4);
        unsigned bits = 8 + next(&seed, 20);

        switch (next(&seed, 5)) {
        case 0:
            (void)snprintf(texts[i], 64, "%s%s.%s.com", side, one, two);
            break;
        case 1:
            (void)snprintf(texts[i], 64, "%s*.%s.com", side, two);
            break;
        case 2:
            (void)snprintf(texts[i], 64, "%s%s-*.%s.com", side, one, two);
            break;
        case 3:
            (void)snprintf(texts[i], 64, "%s%s.%s.com/%s", side, one, two, one);
            break;
        default:
            (void)snprintf(texts[i], 64, "%s10.%u.0.0/%u", side, first, bits);
            break;
        }
        entries[i] = texts[i];
    }
    program = make(entries, 120);
    assert_int_equal(bq_scope_new(program, &scope, NULL), BQ_OK);
    for (int i = 0; i < 4000; i++) {
        const struct bq_program_info *info = bq_program_info(program);
        struct bq_scope_answer a;
        bool any = false;
        char input[80];

        unsigned kind = next(&seed, 4);
        unsigned x = next(&seed, 6);
        unsigned y = next(&seed, 5);
        unsigned z = next(&seed, 256);

        if (kind) {
            (void)snprintf(input, sizeof(input), "https://%s%s%s.%s.com/%s",
                           kind == 1 ? "api-" : "", labels[x], z % 2 ? "" : ".dev", labels[z % 6],
                           labels[y]);
        } else {
            (void)snprintf(input, sizeof(input), "http://10.%u.%u.1/", y, z);
        }
        bq_scope_ask(scope, input, strlen(input), &a);
        for (size_t t = 0; t < info->target_count; t++) {
            any = any || bq_scope_target_covers(&info->targets[t], &a.url);
        }
        assert_int_equal(any, a.verdict != BQ_UNLISTED);
        if (a.target) {
            assert_true(bq_scope_target_covers(a.target, &a.url));
            assert_int_equal(a.target->out, a.verdict != BQ_IN);
        }
    }
    bq_scope_free(scope);
    bq_program_free(program);
}

void test_scope__many(void **state)
{
    static const char *const first[] = { "+a.com", "-b.com" }, *const second[] = { "+b.com",
                                                                                   "+*.a.com" };
    struct bq_program *programs[2] = { make(first, 2), make(second, 2) };
    struct bq_scope *scopes[2];
    struct bq_scopes *all;
    struct bq_scope_answer a;
    size_t which, also[4];
    (void)state;
    assert_int_equal(bq_scope_new(programs[0], &scopes[0], NULL), BQ_OK);
    assert_int_equal(bq_scope_new(programs[1], &scopes[1], NULL), BQ_OK);
    assert_int_equal(bq_scopes_new(scopes, 2, &all, NULL), BQ_OK);
    assert_int_equal(bq_scopes_ask(all, "b.com", 5, &a, &which, also, 4), 0);
    assert_int_equal(a.verdict, BQ_IN);
    assert_int_equal(which, 1);
    (void)bq_scopes_ask(all, "x.a.com", 7, &a, &which, also, 4);
    assert_int_equal(a.verdict, BQ_IN);
    assert_int_equal(which, 1);
    (void)bq_scopes_ask(all, "nobody.org", 10, &a, &which, also, 4);
    assert_int_equal(a.verdict, BQ_UNLISTED);
    assert_int_equal(which, 2);
    bq_scopes_free(all);
    for (int i = 0; i < 2; i++) {
        bq_scope_free(scopes[i]);
        bq_program_free(programs[i]);
    }
}

/* Imitations of any program's hosts are seen; what speaks of the host alone names no program. */
void test_scope__many_know_each_others_imitations(void **state)
{
    static const char *const first[] = { "+acme.com", "+10.0.0.0/8", "+zeta.com:8443",
                                         "+api.alphabeta.com", "-otherbeta.com" };
    static const char *const second[] = { "+beta.com", "+*.cloud.example", "+gamma.com/shop" };
    static const struct {
        const char *input;
        size_t which;
        enum bq_scope_cause cause;
        const char *words; /* in the reason */
    } cases[] = {
        { "https://beta.com.evil.org/", 1, BQ_CAUSE_LOOKALIKE, "only contains the name beta.com" },
        { "https://evilbeta.com/", 1, BQ_CAUSE_LOOKALIKE, "ends, without a dot, like beta.com" },
        { "https://\xd0\xb2"
          "eta.com/",
          1, BQ_CAUSE_LOOKALIKE, "looks like beta.com" },
        { "https://acme.com.evil.org/", 0, BQ_CAUSE_LOOKALIKE, "only contains the name acme.com" },
        { "https://staging.bet4.com/", 2, BQ_CAUSE_STAGING, "on no list" },
        { "https://staging-acme.com/", 0, BQ_CAUSE_LOOKALIKE, "ends, without a dot, like" },
        { "https://x.c1oud.example/", 1, BQ_CAUSE_LOOKALIKE, "looks like cloud.example" },
        { "https://cloud.example/", 1, BQ_CAUSE_APEX, "parent of a listed wildcard" },
        { "https://gamma.com/", 1, BQ_CAUSE_PART, "only parts of gamma.com" },
        { "https://zeta.com/", 0, BQ_CAUSE_PART, "only zeta.com:8443" },
        { "https://x.gamma.com/", 2, BQ_CAUSE_NONE, "on no list" },
        { "http://127.0.0.1/", 2, BQ_CAUSE_PRIVATE, "loopback" },
        { "https://meta.com/", 2, BQ_CAUSE_NONE, "on no list" },
        { "https://new.api.alphabeta.com/", 2, BQ_CAUSE_NONE, "on no list" },
        { "https://new.otherbeta.com/", 2, BQ_CAUSE_NONE, "on no list" },
        { "https://new.alphabeta.com/", 1, BQ_CAUSE_LOOKALIKE, "ends, without a dot, like" },
        { "https://nobody.org\\@beta.com/", 2, BQ_CAUSE_TWO_READERS, "two readings" },
    };
    struct bq_program *programs[2] = { make(first, 5), make(second, 3) };
    struct bq_scope *scopes[2];
    struct bq_scopes *all;

    (void)state;
    assert_int_equal(bq_scope_new(programs[0], &scopes[0], NULL), BQ_OK);
    assert_int_equal(bq_scope_new(programs[1], &scopes[1], NULL), BQ_OK);
    assert_int_equal(bq_scopes_new(scopes, 2, &all, NULL), BQ_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *input = cases[i].input;
        struct bq_scope_answer a;
        size_t which;

        (void)bq_scopes_ask(all, input, strlen(input), &a, &which, NULL, 0);
        if (a.verdict != BQ_UNLISTED || a.cause != cases[i].cause || which != cases[i].which ||
            !strstr(a.reason, cases[i].words)) {
            fail_msg("%s: %s cause %d by %zu (%s)", input, bq_verdict_name(a.verdict), (int)a.cause,
                     which, a.reason);
        }
    }
    bq_scopes_free(all);
    for (int i = 0; i < 2; i++) {
        bq_scope_free(scopes[i]);
        bq_program_free(programs[i]);
    }
}

/* What stands below a listed name is its owner's, whatever else the list names. */
void test_scope__below_a_listed_name_nothing_is_imitated(void **state)
{
    static const char *const entries[] = { "+kiwi.com",  "+api.ninjakiwi.com", "-c1oud.com",
                                           "+cloud.com", "+*news.org",         "+evilnews.org" };
    static const struct verdict_case cases[] = {
        { "https://new.api.ninjakiwi.com/", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "https://new.ninjakiwi.com/", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "https://new.c1oud.com/", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "https://c10ud.com/", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "https://kiwi.com.c1oud.com/", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "https://kiwi.com.evil.com/", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "https://new.evilnews.org/", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "https://badnews.org/", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
    };

    (void)state;
    check(entries, 6, cases, sizeof(cases) / sizeof(cases[0]));
}

void test_scope__a_subdomain_of_a_host_listed_by_path_imitates_nobody(void **state)
{
    static const char *const entries[] = { "+github.com/acme/tool", "+*.acme.com" };
    static const struct verdict_case cases[] = {
        { "https://gist.github.com/", BQ_UNLISTED, BQ_CAUSE_VENDOR, "" },
        { "https://gist.githvb.com/", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
        { "https://gist.g1thub.com/", BQ_UNLISTED, BQ_CAUSE_LOOKALIKE, "" },
        { "https://github.com.evil.org/", BQ_UNLISTED, BQ_CAUSE_NONE, "" },
    };

    (void)state;
    check(entries, 2, cases, sizeof(cases) / sizeof(cases[0]));
}
