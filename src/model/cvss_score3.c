/*
 * CVSS 3.0 and 3.1: the equations of section 7 and appendix A of the specifications. The two differ
 * in how they round and in one term of the modified impact.
 */
#include "model/cvss_score.h"

/* Weights by value; index 0 is "not given". */
static const double w_av[] = { 0, 0.85, 0.62, 0.55, 0.2 };
static const double w_ac[] = { 0, 0.77, 0.44 };
static const double w_pr[2][4] = { { 0, 0.85, 0.62, 0.27 }, { 0, 0.85, 0.68, 0.5 } };
static const double w_ui[] = { 0, 0.85, 0.62 };
static const double w_impact[] = { 0, 0.56, 0.22, 0 };
static const double w_e[] = { 1, 1, 0.97, 0.94, 0.91 };
static const double w_rl[] = { 1, 1, 0.97, 0.96, 0.95 };
static const double w_rc[] = { 1, 1, 0.96, 0.92 };
static const double w_requirement[] = { 1, 1.5, 1, 0.5 };

enum { SCOPE_CHANGED = 2 };

/*
 * The smallest tenth not below x. 3.1 defines it over whole hundred-thousandths, so that 4.02 made
 * of binary fractions does not become 4.1; 3.0 says only "round up", and its reference is a plain
 * ceiling, which is right but for that noise.
 */
static int round_up(double x)
{
    long scaled = (long)(x * 100000 + 0.5);

    return (int)(scaled % 10000 == 0 ? scaled / 10000 : scaled / 10000 + 1);
}

static double power(double x, unsigned n)
{
    double result = 1;

    for (; n; n >>= 1) {
        if (n & 1)
            result *= x;
        x *= x;
    }
    return result;
}

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

struct parts {
    double impact, exploitability;
    bool changed;
};

static void base_parts(const uint8_t *v, struct parts *p)
{
    double iss =
        1 - (1 - w_impact[v[CVSS3_C]]) * (1 - w_impact[v[CVSS3_I]]) * (1 - w_impact[v[CVSS3_A]]);

    p->changed = v[CVSS3_S] == SCOPE_CHANGED;
    p->impact = p->changed ? 7.52 * (iss - 0.029) - 3.25 * power(iss - 0.02, 15) : 6.42 * iss;
    p->exploitability = 8.22 * w_av[v[CVSS3_AV]] * w_ac[v[CVSS3_AC]] *
                        w_pr[p->changed][v[CVSS3_PR]] * w_ui[v[CVSS3_UI]];
}

static int combine(const struct parts *p)
{
    double sum = p->impact + p->exploitability;

    if (p->impact <= 0)
        return 0;
    return round_up(lesser(p->changed ? 1.08 * sum : sum, 10));
}

static double temporal_factor(const uint8_t *v)
{
    return w_e[v[CVSS3_E]] * w_rl[v[CVSS3_RL]] * w_rc[v[CVSS3_RC]];
}

static inline uint8_t modified(const uint8_t *v, int metric, int base)
{
    return v[metric] ? v[metric] : v[base];
}

static int environmental(const struct bq_cvss *cvss)
{
    const uint8_t *v = cvss->value;
    struct parts p;
    double c = w_requirement[v[CVSS3_CR]] * w_impact[modified(v, CVSS3_MC, CVSS3_C)];
    double i = w_requirement[v[CVSS3_IR]] * w_impact[modified(v, CVSS3_MI, CVSS3_I)];
    double a = w_requirement[v[CVSS3_AR]] * w_impact[modified(v, CVSS3_MA, CVSS3_A)];
    double miss = lesser(1 - (1 - c) * (1 - i) * (1 - a), 0.915);

    p.changed = modified(v, CVSS3_MS, CVSS3_S) == SCOPE_CHANGED;
    if (!p.changed)
        p.impact = 6.42 * miss;
    else if (cvss->version == BQ_CVSS_31)
        p.impact = 7.52 * (miss - 0.029) - 3.25 * power(miss * 0.9731 - 0.02, 13);
    else
        p.impact = 7.52 * (miss - 0.029) - 3.25 * power(miss - 0.02, 15);
    p.exploitability =
        8.22 * w_av[modified(v, CVSS3_MAV, CVSS3_AV)] * w_ac[modified(v, CVSS3_MAC, CVSS3_AC)] *
        w_pr[p.changed][modified(v, CVSS3_MPR, CVSS3_PR)] * w_ui[modified(v, CVSS3_MUI, CVSS3_UI)];
    return round_up(combine(&p) / 10.0 * temporal_factor(v));
}

static int base(const struct bq_cvss *cvss)
{
    struct parts p;

    base_parts(cvss->value, &p);
    return combine(&p);
}

static bool any(const uint8_t *v, int from, int to)
{
    unsigned set = 0;

    for (; from <= to; from++)
        set |= v[from];
    return set != 0;
}

int bq_cvss_overall_3(const struct bq_cvss *cvss)
{
    if (any(cvss->value, CVSS3_CR, CVSS3_MA))
        return environmental(cvss);
    if (any(cvss->value, CVSS3_E, CVSS3_RC))
        return round_up(base(cvss) / 10.0 * temporal_factor(cvss->value));
    return base(cvss);
}

void bq_cvss_score_3(const struct bq_cvss *cvss, struct bq_cvss_scores *scores)
{
    struct parts p;

    base_parts(cvss->value, &p);
    scores->base = combine(&p);
    /* subscores are shown to one decimal, rounded, not up */
    scores->impact = p.impact <= 0 ? 0 : (int)(p.impact * 10 + 0.5);
    scores->exploitability = (int)(p.exploitability * 10 + 0.5);
    scores->temporal = any(cvss->value, CVSS3_E, CVSS3_RC)
                           ? round_up(scores->base / 10.0 * temporal_factor(cvss->value))
                           : -1;
    scores->environmental = any(cvss->value, CVSS3_CR, CVSS3_MA) ? environmental(cvss) : -1;
}
