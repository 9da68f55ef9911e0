#include "bugquill/cvss.h"
#include "unit.h"
#include <stdio.h>

struct known {
    const char *vector;
    int base, temporal, environmental, overall;
};

static struct bq_cvss parse(const char *vector)
{
    struct bq_cvss cvss;
    struct bq_err err;
    int status = bq_cvss_parse(vector, strlen(vector), &cvss, &err);

    if (status != BQ_OK)
        print_message("%s: %s\n", vector, err.text);
    assert_int_equal(status, BQ_OK);
    return cvss;
}

/* Scores that FIRST publishes in its examples and user guides, and of well-known vulnerabilities.
 */
void test_cvss__known_scores(void **state)
{
    static const struct known table[] = {
        { "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98, -1, -1, 98 },
        { "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100, -1, -1, 100 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61, -1, -1, 61 },
        { "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64, -1, -1, 64 },
        { "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 31, -1, -1, 31 },
        { "CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 42, -1, -1, 42 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 75, -1, -1, 75 },
        { "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 78, -1, -1, 78 },
        { "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 68, -1, -1, 68 },
        { "CVSS:3.1/AV:A/AC:H/PR:N/UI:N/S:C/C:H/I:N/A:H", 80, -1, -1, 80 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0, -1, -1, 0 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C", 98, 88, -1, 88 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MC:N/MI:N/MA:N", 98, -1, 0, 0 },
        { "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 73, -1, -1, 73 },
        { "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 100, -1, -1, 100 },
        { "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 93, -1, -1, 93 },
        { "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 51, -1, -1, 51 },
        { "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0, -1, -1, 0 },
        { "CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/E:P", 83, 70, -1, 70 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct bq_cvss cvss = parse(table[i].vector);
        struct bq_cvss_scores scores;
        bq_cvss_score(&cvss, &scores);
        if (scores.base != table[i].base || scores.overall != table[i].overall)
            print_message("%s: base %d, overall %d\n", table[i].vector, scores.base,
                          scores.overall);
        assert_int_equal(scores.base, table[i].base);
        assert_int_equal(scores.temporal, table[i].temporal);
        assert_int_equal(scores.environmental, table[i].environmental);
        assert_int_equal(scores.overall, table[i].overall);
        assert_int_equal(bq_cvss_overall(&cvss), table[i].overall);
    }
}

static size_t value_count(const struct bq_cvss_metric *metric)
{
    size_t n = 0;

    while (metric->values[n].key)
        n++;
    return n;
}

/* Steps to the next combination of base metrics; false after the last. */
static bool next_base(struct bq_cvss *cvss)
{
    size_t count, i, end = 0;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(cvss->version, &count);

    while (end < count && metrics[end].group == BQ_CVSS_BASE)
        end++;
    for (i = end; i-- > 0;) {
        if (cvss->value[i]++ < value_count(&metrics[i]))
            return true;
        cvss->value[i] = 1;
    }
    return false;
}

static void first_base(struct bq_cvss *cvss, enum bq_cvss_version version)
{
    size_t i;

    bq_cvss_init(cvss, version);
    for (i = 0; i < BQ_CVSS_METRICS_MAX; i++)
        cvss->value[i] = cvss->value[i] ? 1 : 0;
}

/*
 * All base vectors of a version, in order, as one number each. The sums below were equal to those
 * of two independent implementations when they were written down.
 */
static void check_all(enum bq_cvss_version version, size_t want_count, uint64_t want_sum,
                      uint64_t want_hash)
{
    struct bq_cvss cvss, again;
    uint64_t sum = 0, hash = 1469598103934665603u;
    size_t count = 0, len;
    char text[BQ_CVSS_LEN_MAX];

    first_base(&cvss, version);
    do {
        int score = bq_cvss_overall(&cvss);
        assert_in_range(score, 0, 100);
        assert_int_equal(bq_cvss_is_unmapped(&cvss), score == 0);
        len = bq_cvss_format(&cvss, text);
        assert_int_equal(bq_cvss_parse(text, len, &again, NULL), BQ_OK);
        assert_memory_equal(&again, &cvss, sizeof cvss);
        sum += (uint64_t)score;
        hash = (hash ^ (uint64_t)score) * 1099511628211u;
        count++;
    } while (next_base(&cvss));
    if (sum != want_sum || hash != want_hash)
        print_message("version %d: %zu vectors, sum %llu, hash %llu\n", (int)version, count,
                      (unsigned long long)sum, (unsigned long long)hash);
    assert_int_equal(count, want_count);
    assert_true(sum == want_sum);
    assert_true(hash == want_hash);
}

void test_cvss__all_base_vectors(void **state)
{
    (void)state;
    check_all(BQ_CVSS_30, 2592, 142706, UINT64_C(16814260118305914875));
    check_all(BQ_CVSS_31, 2592, 142706, UINT64_C(16814260118305914875));
    check_all(BQ_CVSS_40, 104976, 5964883, UINT64_C(2941026026476115332));
}

/* A worse value never lowers the score of a base vector. */
void test_cvss__worse_is_never_lower(void **state)
{
    static const enum bq_cvss_version versions[] = { BQ_CVSS_30, BQ_CVSS_31 };
    struct bq_cvss cvss, worse;
    size_t v, i;

    (void)state;
    for (v = 0; v < 2; v++) {
        first_base(&cvss, versions[v]);
        do {
            int score = bq_cvss_overall(&cvss);
            for (i = 0; i < 8; i++) {
                worse = cvss;
                if (i == 4) /* scope: the second value is the worse one */
                    worse.value[4] = 2;
                else if (worse.value[i] > 1)
                    worse.value[i]--;
                assert_true(bq_cvss_overall(&worse) >= score);
            }
        } while (next_base(&cvss));
    }
}

/* Leaving a metric open is the same as saying X, and modified metrics equal to the base change
 * nothing. */
void test_cvss__open_and_modified(void **state)
{
    struct bq_cvss a = parse("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:L/A:N");
    struct bq_cvss b = parse("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:L/A:N/E:X/RL:X/RC:X/MAV:X");
    struct bq_cvss c = parse("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:L/A:N/MAV:N/MAC:L/MPR:L/MUI:N/"
                             "MS:U/MC:H/MI:L/MA:N/CR:M/IR:M/AR:M");
    struct bq_cvss d = parse("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N");
    struct bq_cvss e =
        parse("CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N/E:A/CR:H/"
              "IR:H/AR:H/MAV:N/S:P/AU:Y/U:Red");
    char text[BQ_CVSS_LEN_MAX];

    (void)state;
    assert_memory_equal(&a, &b, sizeof a);
    assert_int_equal(bq_cvss_overall(&a), bq_cvss_overall(&c));
    assert_int_equal(bq_cvss_overall(&d), bq_cvss_overall(&e));
    assert_string_equal(bq_cvss_nomenclature(&d), "CVSS-B");
    assert_string_equal(bq_cvss_nomenclature(&e), "CVSS-BTE");
    bq_cvss_format(&e, text);
    assert_string_equal(text,
                        "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N/E:A/CR:H/"
                        "IR:H/AR:H/MAV:N/S:P/AU:Y/U:Red");
}

void test_cvss__bad_vectors(void **state)
{
    static const struct {
        const char *vector;
        unsigned column;
    } table[] = {
        { "", 1 },
        { "AV:N/AC:L", 1 },
        { "CVSS:2.0/AV:N/AC:L/Au:N/C:P/I:P/A:P", 6 },
        { "CVSS:3.1/", 10 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", 41 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/", 46 },
        { "CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 15 },
        { "CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 13 },
        { "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 13 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/ZZ:N", 46 },
        { "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:", 44 },
        { "CVSS:3.1/AV:NN/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 13 },
        { "CVSS:3.1//AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 10 },
        { "CVSS:4.0/AC:L/AV:N/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N", 15 },
        { "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:S/SA:N", 58 },
        { "CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N/U:red", 67 },
    };
    struct bq_cvss cvss;
    struct bq_err err;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof table / sizeof table[0]; i++) {
        const char *v = table[i].vector;
        bq_err_clear(&err);
        if (bq_cvss_parse(v, strlen(v), &cvss, &err) != BQ_EPARSE || err.column != table[i].column)
            print_message("%s: column %u, %s\n", v, err.column, err.text);
        assert_int_equal(bq_cvss_parse(v, strlen(v), &cvss, &err), BQ_EPARSE);
        assert_int_equal(err.column, table[i].column);
    }
    /* a zero byte in a metric's name */
    assert_int_equal(bq_cvss_parse("CVSS:3.1/A\0V:N/AC:L", 20, &cvss, &err), BQ_EPARSE);
    assert_int_equal(bq_cvss_parse("CVSS:3.1/AV\0:N/AC:L", 20, &cvss, &err), BQ_EPARSE);
    /* 3.x takes any order */
    cvss = parse("CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N");
    assert_int_equal(bq_cvss_overall(&cvss), 98);
}

/* Every value of every metric, also the rarer ones, is read, named and written back. */
void test_cvss__every_value(void **state)
{
    static const enum bq_cvss_version versions[] = { BQ_CVSS_30, BQ_CVSS_31, BQ_CVSS_40 };
    struct bq_cvss cvss, again;
    char text[BQ_CVSS_LEN_MAX];
    size_t v, i, k, count;

    (void)state;
    for (v = 0; v < 3; v++) {
        const struct bq_cvss_metric *metrics = bq_cvss_metrics(versions[v], &count);
        for (i = 0; i < count; i++) {
            for (k = 0; metrics[i].values[k].key; k++) {
                bq_cvss_init(&cvss, versions[v]);
                assert_true(bq_cvss_set(&cvss, metrics[i].key, metrics[i].values[k].key));
                assert_string_equal(bq_cvss_value_key(&cvss, i), metrics[i].values[k].key);
                assert_string_equal(bq_cvss_value_name(&cvss, i), metrics[i].values[k].name);
                assert_int_equal(bq_cvss_parse(text, bq_cvss_format(&cvss, text), &again, NULL),
                                 BQ_OK);
                assert_memory_equal(&again, &cvss, sizeof cvss);
            }
        }
    }
}

void test_cvss__editor(void **state)
{
    struct bq_cvss cvss;
    char text[BQ_CVSS_LEN_MAX];

    (void)state;
    bq_cvss_init(&cvss, BQ_CVSS_40);
    assert_true(bq_cvss_is_unmapped(&cvss));
    assert_int_equal(bq_cvss_overall(&cvss), 0);
    bq_cvss_init(&cvss, BQ_CVSS_31);
    assert_true(bq_cvss_is_unmapped(&cvss));
    assert_true(bq_cvss_set(&cvss, "C", "H"));
    assert_true(bq_cvss_set(&cvss, "E", "P"));
    assert_true(bq_cvss_set(&cvss, "E", "X"));
    assert_false(bq_cvss_set(&cvss, "C", "X"));
    assert_false(bq_cvss_set(&cvss, "Q", "H"));
    bq_cvss_format(&cvss, text);
    assert_string_equal(text, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N");
    assert_string_equal(bq_cvss_severity(bq_cvss_overall(&cvss)), "High");
    assert_string_equal(bq_cvss_severity(0), "None");
    assert_string_equal(bq_cvss_severity(39), "Low");
    assert_string_equal(bq_cvss_severity(69), "Medium");
    assert_string_equal(bq_cvss_severity(90), "Critical");
}
