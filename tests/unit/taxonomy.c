#include "unit.h"

#include "base/data.h"
#include "model/taxonomy_impl.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct bq_taxonomy *builtin(void)
{
    struct bq_taxonomy *t = NULL;
    struct bq_err err;
    assert_int_equal(bq_taxonomy_builtin(&t, &err), BQ_OK);
    return t;
}

void test_taxonomy__builtin_has_every_type(void **state)
{
    (void)state;
    struct bq_taxonomy *t = builtin();
    size_t count, leaves = 0, by_priority[7] = { 0 };
    const struct bq_type *const *types = bq_taxonomy_types(t, &count);
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(types[i]->id, "other"))
            continue;
        leaves += types[i]->child_count == 0;
        by_priority[types[i]->priority]++;
        assert_ptr_equal(bq_taxonomy_find(t, types[i]->id), types[i]);
        assert_true(!types[i]->parent || types[i]->parent < types[i]);
        for (size_t c = 0; c < types[i]->child_count; c++)
            assert_ptr_equal(types[i]->children[c]->parent, types[i]);
    }
    assert_int_equal(count, 582); /* 581 and Other */
    assert_int_equal(leaves, 437);
    assert_int_equal(by_priority[BQ_P1], 31);
    assert_int_equal(by_priority[BQ_P5], 165);
    assert_int_equal(by_priority[BQ_PRIORITY_VARIES], 86);
    assert_string_equal(bq_taxonomy_version(t), "1.19.1");
    bq_taxonomy_free(t);
}

void test_taxonomy__a_type_knows_its_path_and_worth(void **state)
{
    (void)state;
    struct bq_taxonomy *t = builtin();
    const struct bq_type *type =
        bq_taxonomy_find(t, "cross_site_scripting_xss.stored.non_admin_to_anyone");
    assert_non_null(type);
    assert_string_equal(type->path,
                        "Cross-Site Scripting (XSS) > Stored > Non-Privileged User to Anyone");
    assert_int_equal(type->priority, BQ_P2);
    assert_int_equal(type->depth, 3);
    assert_string_equal(type->cwe, "CWE-79");
    assert_int_equal(bq_priority_points(type->priority), 20);
    assert_int_equal(type->parent->priority, BQ_PRIORITY_NONE);
    assert_null(bq_taxonomy_find(t, "cross_site_scripting_xss.stored.non_admin"));
    assert_null(bq_taxonomy_find(t, ""));
    bq_taxonomy_free(t);
}

static int parse(const char *text, struct bq_err *err)
{
    struct bq_taxonomy *t;
    int status = bq_taxonomy_parse(text, strlen(text), "t.tsv", &t, err);
    bq_taxonomy_free(t);
    return status;
}

void test_taxonomy__bad_tables_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int status;
        unsigned line;
    } cases[] = {
        { "a\tA\n", BQ_OK, 0 },
        { "a\tA\r\nb\tB\t3\r\n", BQ_OK, 0 },
        { "", BQ_EPARSE, 0 },
        { "# only\n!version\t1\n", BQ_EPARSE, 0 },
        { "a\tA\na\tB\n", BQ_EPARSE, 2 },
        { "a.b\tB\n", BQ_EPARSE, 1 },
        { "a\tA\n\na..b\tB\n", BQ_EPARSE, 3 },
        { "a\tA\na.b c\tB\n", BQ_EPARSE, 2 },
        { "a\tA\na.\tB\n", BQ_EPARSE, 2 },
        { "a\tA\n\tB\n", BQ_EPARSE, 2 },
        { "a\tA\n\nb\tB\n\r\nc\tC", BQ_OK, 0 },
        { "a\tA\t6\n", BQ_EPARSE, 1 },
        { "a\n", BQ_EPARSE, 1 },
        { "a b\tA\n", BQ_EPARSE, 1 },
        { "!format\t2\na\tA\n", BQ_EPARSE, 1 },
        { "a\tA\na.a\tA\na.a.a\tA\na.a.a.a\tA\na.a.a.a.a\tA\na.a.a.a.a.a\tA\na.a.a.a.a.a.a\tA\na.a."
          "a.a.a.a.a.a\tA\n"
          "a.a.a.a.a.a.a.a.a\tA\n",
          BQ_EPARSE, 9 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bq_err err = { 0 };
        assert_int_equal(parse(cases[i].text, &err), cases[i].status);
        assert_int_equal(err.line, cases[i].line);
    }
}

/* ---- old ids
 * ------------------------------------------------------------------------------------- */

static void migrates(const struct bq_taxonomy *t, const char *id, enum bq_migration how,
                     const char *to)
{
    const struct bq_type *type = NULL;
    enum bq_migration got = bq_taxonomy_migrate(t, id, &type);
    if (got != how || strcmp(type ? type->id : "", to) != 0)
        print_error("%s: %d %s\n", id, (int)got, type ? type->id : "");
    assert_int_equal(got, how);
    assert_string_equal(type ? type->id : "", to);
}

/* The built-in tables are compiled in cut as bq_data_cut cuts them. */
void test_taxonomy__built_in_tables_are_cut(void **state)
{
    static const char *const names[] = { "taxonomy/vrt.tsv", "taxonomy/deprecated.tsv",
                                         "secrets.tsv" };
    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        const struct bq_data *data = bq_data_find(names[n]);
        struct bq_buf text;
        size_t len;
        bq_buf_init(&text, 1 << 20);
        for (size_t i = 0; i < data->len; i++) {
            char c = (char)data->bytes[i];
            if (c != 0 || data->bytes[i + 1] != '\n')
                bq_buf_addc(&text, c ? c : '\t');
        }
        char *cut = bq_data_cut(text.data, text.len, &len);
        assert_int_equal(len, data->len);
        assert_memory_equal(cut, data->bytes, len);
        free(cut);
        bq_buf_clear(&text);
    }
}

void test_taxonomy__tables_are_cut(void **state)
{
    static const struct {
        const char *text, *cut;
        size_t len;
    } cases[] = {
        { "", "", 0 },
        { "a\tb\n", "a\0b\0\n", 5 },
        { "a", "a\0\n", 3 },
        { "\n\tx\t\r\nc\r", "\0\n\0x\0\0\nc\0\n", 10 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len;
        char *cut = bq_data_cut(cases[i].text, strlen(cases[i].text), &len);
        assert_int_equal(len, cases[i].len);
        assert_memory_equal(cut, cases[i].cut, len);
        free(cut);
    }
    const char *row = "a\0\0b\0\nc\0\n", *at = row;
    assert_string_equal(bq_data_cell(&at), "a");
    assert_string_equal(bq_data_cell(&at), "");
    assert_string_equal(bq_data_cell(&at), "b");
    assert_string_equal(bq_data_cell(&at), "");
    assert_string_equal(bq_data_cell(&at), "");
    assert_string_equal(bq_data_row_end(row), "c");
    assert_string_equal(bq_data_row_end(at), "c");
}

void test_taxonomy__old_ids_of_each_kind_migrate(void **state)
{
    (void)state;
    struct bq_taxonomy *t = builtin();
    /* a chain of several versions; its end is a parent: choose again */
    migrates(t, "missing_function_level_access_control.server_side_request_forgery_ssrf.internal",
             BQ_MIGRATE_PARENT,
             "server_security_misconfiguration.server_side_request_forgery_ssrf");
    /* a chain to a leaf */
    migrates(t, "sensitive_data_exposure.token_leakage_via_referer.trusted_3rd_party",
             BQ_MIGRATE_MOVED,
             "sensitive_data_exposure.token_leakage_via_referer.trusted_third_party");
    migrates(t, "automotive_security_misconfiguration.infotainment.pii_leakage", BQ_MIGRATE_MOVED,
             "automotive_security_misconfiguration.infotainment_radio_head_unit.sensitive_data_"
             "leakage_exposure");
    migrates(t, "server_security_misconfiguration.misconfigured_dns.basic_subdomain_takeover",
             BQ_MIGRATE_MOVED,
             "server_security_misconfiguration.misconfigured_dns.subdomain_takeover");
    /* old ids that live again stay what they are */
    migrates(t, "insecure_data_transport", BQ_MIGRATE_LIVE, "insecure_data_transport");
    migrates(t, "broken_authentication_and_session_management.weak_login_function.over_http",
             BQ_MIGRATE_LIVE,
             "broken_authentication_and_session_management.weak_login_function.over_http");
    migrates(t, "server_security_misconfiguration.misconfigured_dns.subdomain_takeover",
             BQ_MIGRATE_LIVE,
             "server_security_misconfiguration.misconfigured_dns.subdomain_takeover");
    /* parents that vanished without an entry */
    migrates(t, "server_security_misconfiguration.exposed_admin_portal", BQ_MIGRATE_PARENT,
             "server_security_misconfiguration");
    migrates(t, "ai_application_security.llm_security", BQ_MIGRATE_PARENT,
             "ai_application_security");
    /* a leaf that became a parent */
    migrates(t, "server_security_misconfiguration.fingerprinting_banner_disclosure",
             BQ_MIGRATE_LIVE, "server_security_misconfiguration.fingerprinting_banner_disclosure");
    assert_true(
        bq_taxonomy_find(t, "server_security_misconfiguration.fingerprinting_banner_disclosure")
            ->child_count);
    /* nothing left */
    migrates(t, "social_engineering", BQ_MIGRATE_OTHER, "other");
    migrates(t, "ai_application_security.llm_security.prompt_injection", BQ_MIGRATE_OTHER, "other");
    migrates(t, "no_such_thing", BQ_MIGRATE_UNKNOWN, "");
    migrates(t, "no_such_thing.below", BQ_MIGRATE_UNKNOWN, "");
    migrates(t, "", BQ_MIGRATE_UNKNOWN, "");
    migrates(t, "cross_site_scripting_xss.storde", BQ_MIGRATE_PARENT, "cross_site_scripting_xss");
    bq_taxonomy_free(t);
}

void test_taxonomy__every_old_id_leads_somewhere(void **state)
{
    (void)state;
    struct bq_taxonomy *t = builtin();
    assert_int_equal(t->old_count, 113);
    for (size_t i = 0; i < t->old_count; i++) {
        const struct bq_type *to = NULL;
        assert_int_not_equal(bq_taxonomy_migrate(t, t->old[i].from, &to), BQ_MIGRATE_UNKNOWN);
        assert_non_null(to);
    }
    bq_taxonomy_free(t);
}

void test_taxonomy__a_ring_of_old_ids_ends(void **state)
{
    (void)state;
    static const char text[] = "a\tA\n>x\ty\t1\n>y\tx\t2\n>z\ta.gone\n";
    struct bq_taxonomy *t = NULL;
    const struct bq_type *to;
    assert_int_equal(bq_taxonomy_parse(text, strlen(text), "t", &t, NULL), BQ_OK);
    assert_int_equal(bq_taxonomy_migrate(t, "x", &to), BQ_MIGRATE_UNKNOWN);
    assert_null(to);
    assert_int_equal(bq_taxonomy_migrate(t, "z", &to), BQ_MIGRATE_PARENT);
    assert_string_equal(to->id, "a");
    bq_taxonomy_free(t);
}

/* ---- search
 * ---------------------------------------------------------------------------------------- */

static bool below(const char *id, const char *prefix)
{
    size_t len = strlen(prefix);
    return !strncmp(id, prefix, len) && (!id[len] || id[len] == '.');
}

/* The figures may not fall: raise them when they rise. */
enum { QUERIES_MIN = 150, FIRST_MIN = 99, FIVE_MIN = 100 };

void test_taxonomy__search_finds_what_hunters_mean(void **state)
{
    (void)state;
    struct bq_taxonomy *t = builtin();
    char path[4096], line[1024];
    const char *src = getenv("BQ_SRC");
    snprintf(path, sizeof path, "%s/tests/data/type-queries.tsv", src ? src : ".");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    unsigned total = 0, first = 0, five = 0, empty = 0;
    while (fgets(line, sizeof line, file)) {
        char *tab = strchr(line, '\t');
        if (*line == '#' || !tab)
            continue;
        *tab = 0;
        char *want = tab + 1;
        want[strcspn(want, "\n")] = 0;
        struct bq_type_hit hits[5];
        size_t count = bq_taxonomy_search(t, line, hits, 5), at = 0;
        while (at < count && !below(hits[at].type->id, want))
            at++;
        total++;
        first += count && at == 0;
        five += at < count;
        empty += !count;
        if (at)
            printf("# %s \"%s\": first is %s\n", at < count ? "among five" : "MISSED", line,
                   count ? hits[0].type->id : "nothing");
    }
    fclose(file);
    printf("# type search: %u queries, first %u %%, among the first five %u %%, empty %u\n", total,
           first * 100 / total, five * 100 / total, empty);
    assert_true(total >= QUERIES_MIN);
    assert_int_equal(empty, 0);
    assert_true(first * 100 >= total * FIRST_MIN);
    assert_true(five * 100 >= total * FIVE_MIN);
    bq_taxonomy_free(t);
}

void test_taxonomy__search_takes_anything(void **state)
{
    (void)state;
    struct bq_taxonomy *t = builtin();
    struct bq_type_hit hits[1000];
    char longest[9000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = 0;
    for (size_t i = 7; i < sizeof longest - 1; i += 8)
        longest[i] = ' ';
    static const char *const odd[] = { "",          " ", "!!!",  "\xff\xfe", "a",
                                       "  in  of ", "é", "''''", "a.b.c_d" };
    assert_int_equal(bq_taxonomy_search(t, "", hits, 1000), 38);
    assert_int_equal(bq_taxonomy_search(t, "xss", hits, 0), 0);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        size_t count = bq_taxonomy_search(t, odd[i], hits, 1000);
        for (size_t k = 1; k < count; k++)
            assert_true(hits[k - 1].score >= hits[k].score);
    }
    bq_taxonomy_search(t, longest, hits, 1000);
    /* a CWE number finds its types, those first that it says most about */
    assert_true(bq_taxonomy_search(t, "CWE-89", hits, 5) >= 1);
    assert_string_equal(hits[0].type->id, "server_side_injection.sql_injection");
    assert_int_equal(bq_taxonomy_search(t, "cwe 918", hits, 1), 1);
    assert_non_null(strstr(hits[0].type->id, "ssrf"));
    /* a word that is only a part of some phrase still finds something */
    assert_true(bq_taxonomy_search(t, "cnames", hits, 5) >= 1);
    /* order of words does not matter, nor case, nor punctuation */
    struct bq_type_hit a[3], b[3];
    assert_int_equal(bq_taxonomy_search(t, "Reflected-XSS", a, 3), 3);
    assert_int_equal(bq_taxonomy_search(t, "xss reflected", b, 3), 3);
    assert_ptr_equal(a[0].type, b[0].type);
    bq_taxonomy_free(t);
}

static size_t classes(const struct bq_taxonomy *t, const char *text, const char **first)
{
    const struct bq_type *out[4];
    size_t count = bq_taxonomy_classes_in(t, text, strlen(text), out, 4);
    *first = count ? out[0]->id : "";
    return count;
}

void test_taxonomy__classes_in_a_title(void **state)
{
    (void)state;
    struct bq_taxonomy *t = builtin();
    const char *first;
    assert_int_equal(
        classes(t, "Stored XSS in the share title lets anyone read the session", &first), 1);
    assert_string_equal(first, "cross_site_scripting_xss");
    assert_int_equal(classes(t, "SQL injection via ?id= on /api leads to RCE", &first), 1);
    assert_string_equal(first, "server_side_injection");
    assert_int_equal(classes(t, "CSRF and stored XSS in profile", &first), 2);
    assert_string_equal(first, "cross_site_request_forgery_csrf");
    assert_int_equal(classes(t, "Bug found", &first), 0);
    assert_int_equal(classes(t, "Other users of the agent see the race", &first), 0);
    assert_int_equal(classes(t, "", &first), 0);
    bq_taxonomy_free(t);
}

/* Loose bounds: they catch a wrong order of growth, not a slow machine. */
void test_taxonomy__loads_and_searches_at_once(void **state)
{
    (void)state;
    struct timespec a, b, c;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < 50; i++)
        bq_taxonomy_free(builtin());
    clock_gettime(CLOCK_MONOTONIC, &b);
    struct bq_taxonomy *t = builtin();
    struct bq_type_hit hits[20];
    for (int i = 0; i < 100; i++)
        bq_taxonomy_search(t, "stroed cros site scriptng", hits, 20);
    clock_gettime(CLOCK_MONOTONIC, &c);
    double load =
        ((double)(b.tv_sec - a.tv_sec) * 1e6 + (double)(b.tv_nsec - a.tv_nsec) / 1e3) / 50;
    double search =
        ((double)(c.tv_sec - b.tv_sec) * 1e6 + (double)(c.tv_nsec - b.tv_nsec) / 1e3) / 100;
    printf("# taxonomy: load %.0f us, search with typos %.0f us\n", load, search);
    assert_true(load < 20000);
    assert_true(search < 20000);
    bq_taxonomy_free(t);
}
