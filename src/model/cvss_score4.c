/*
 * CVSS 4.0, section 8 of the specification: a vector falls into a macro vector (six equivalence
 * classes, EQ1 to EQ6), which has a score; within it the score goes down towards the next lower
 * macro vectors in proportion to how far the vector is from the worst one of its macro vector.
 *
 * The standard finds that distance by trying the worst vectors of a class one by one. All worst
 * vectors of a class have the same sum of severity steps, so the distance is the vector's own sum
 * less that sum.
 */
#include "model/cvss_macro.h"
#include "model/cvss_score.h"

/* Steps below the worst value; what counts of a vector after modified metrics and defaults. */
struct levels {
    int av, ac, at, pr, ui, vc, vi, va, sc, si, sa, cr, ir, ar, e;
};

enum { SAFETY = 4 }; /* value of MSI and MSA */

/* of subsequent systems: safety is one step worse than high */
static inline int subsequent(uint8_t modified, uint8_t base)
{
    return modified == SAFETY ? 0 : modified ? modified : base;
}

static inline int step(uint8_t modified, uint8_t base)
{
    return (modified ? modified : base) - 1;
}

static inline int worst_unless(uint8_t value)
{
    return value ? value - 1 : 0;
}

/* threat, environment: whether metrics of that group count */
static void read_levels(const uint8_t *v, bool threat, bool environment, struct levels *l)
{
    static const uint8_t nothing[BQ_CVSS_METRICS_MAX];
    const uint8_t *m = environment ? v : nothing;

    l->av = step(m[CVSS4_MAV], v[CVSS4_AV]);
    l->ac = step(m[CVSS4_MAC], v[CVSS4_AC]);
    l->at = step(m[CVSS4_MAT], v[CVSS4_AT]);
    l->pr = step(m[CVSS4_MPR], v[CVSS4_PR]);
    l->ui = step(m[CVSS4_MUI], v[CVSS4_UI]);
    l->vc = step(m[CVSS4_MVC], v[CVSS4_VC]);
    l->vi = step(m[CVSS4_MVI], v[CVSS4_VI]);
    l->va = step(m[CVSS4_MVA], v[CVSS4_VA]);
    l->sc = subsequent(m[CVSS4_MSC], v[CVSS4_SC]);
    l->si = subsequent(m[CVSS4_MSI], v[CVSS4_SI]);
    l->sa = subsequent(m[CVSS4_MSA], v[CVSS4_SA]);
    l->cr = worst_unless(m[CVSS4_CR]);
    l->ir = worst_unless(m[CVSS4_IR]);
    l->ar = worst_unless(m[CVSS4_AR]);
    l->e = threat ? worst_unless(v[CVSS4_E]) : 0;
}

struct macro {
    int eq1, eq2, eq3, eq4, eq5, eq6;
};

static void classify(const struct levels *l, struct macro *m)
{
    int open = (l->av == 0) + (l->pr == 0) + (l->ui == 0);

    m->eq1 = open == 3 ? 0 : open > 0 && l->av != 3 ? 1 : 2;
    m->eq2 = l->ac != 0 || l->at != 0;
    m->eq3 = l->vc == 0 && l->vi == 0 ? 0 : l->vc == 0 || l->vi == 0 || l->va == 0 ? 1 : 2;
    m->eq4 = l->si == 0 || l->sa == 0 ? 0 : l->sc == 1 || l->si == 1 || l->sa == 1 ? 1 : 2;
    m->eq5 = l->e;
    m->eq6 =
        !((l->cr == 0 && l->vc == 0) || (l->ir == 0 && l->vi == 0) || (l->ar == 0 && l->va == 0));
}

static inline int lookup(int eq1, int eq2, int eq3, int eq4, int eq5, int eq6)
{
    return macro_scores[(eq1 * 2 + eq2) * 3 + eq3][(eq4 * 3 + eq5) * 2 + eq6];
}

/* The next lower score in the direction of EQ3 and EQ6, which are one dimension; -1 when there is
 * none. */
static int lower_3_6(const struct macro *m)
{
    int a, b;

    if (m->eq3 == 2)
        return -1;
    if (m->eq6 == 1)
        return lookup(m->eq1, m->eq2, m->eq3 + 1, m->eq4, m->eq5, 1);
    b = lookup(m->eq1, m->eq2, m->eq3, m->eq4, m->eq5, 1);
    if (m->eq3 == 1)
        return b;
    a = lookup(m->eq1, m->eq2, 1, m->eq4, m->eq5, 0);
    return a > b ? a : b;
}

static int score(const uint8_t *v, bool threat, bool environment)
{
    /* sum of steps of the worst vectors of a class, and how many steps deep it is */
    static const signed char worst_1[] = { 0, 1, 3 }, depth_1[] = { 1, 4, 5 };
    static const signed char worst_2[] = { 0, 1 }, depth_2[] = { 1, 2 };
    static const signed char worst_36[3][2] = { { 0, 3 }, { 1, 3 }, { 0, 3 } };
    static const signed char depth_36[3][2] = { { 7, 6 }, { 8, 8 }, { 1, 10 } };
    static const signed char worst_4[] = { 1, 3, 6 }, depth_4[] = { 6, 5, 4 };
    struct levels l;
    struct macro m;
    int own, next, directions = 0;
    double sum = 0, value;

    read_levels(v, threat, environment, &l);
    if (l.vc == 2 && l.vi == 2 && l.va == 2 && l.sc == 3 && l.si == 3 && l.sa == 3)
        return 0;
    classify(&l, &m);
    own = lookup(m.eq1, m.eq2, m.eq3, m.eq4, m.eq5, m.eq6);
    if (m.eq1 < 2) {
        next = lookup(m.eq1 + 1, m.eq2, m.eq3, m.eq4, m.eq5, m.eq6);
        sum += (own - next) * (double)(l.av + l.pr + l.ui - worst_1[m.eq1]) / depth_1[m.eq1];
        directions++;
    }
    if (m.eq2 < 1) {
        next = lookup(m.eq1, m.eq2 + 1, m.eq3, m.eq4, m.eq5, m.eq6);
        sum += (own - next) * (double)(l.ac + l.at - worst_2[m.eq2]) / depth_2[m.eq2];
        directions++;
    }
    next = lower_3_6(&m);
    if (next >= 0) {
        sum += (own - next) *
               (double)(l.vc + l.vi + l.va + l.cr + l.ir + l.ar - worst_36[m.eq3][m.eq6]) /
               depth_36[m.eq3][m.eq6];
        directions++;
    }
    if (m.eq4 < 2) {
        next = lookup(m.eq1, m.eq2, m.eq3, m.eq4 + 1, m.eq5, m.eq6);
        sum += (own - next) * (double)(l.sc + l.si + l.sa - worst_4[m.eq4]) / depth_4[m.eq4];
        directions++;
    }
    if (m.eq5 < 2)
        directions++; /* one step deep: the distance is always 0 */
    value = directions ? own - sum / directions : own;
    if (value <= 0)
        return 0;
    /* halves go up; the small term takes the noise of binary fractions out, as FIRST's own does */
    return (int)(value + 0.5 + 1e-5);
}

static bool any(const uint8_t *v, int from, int to)
{
    unsigned set = 0;

    for (; from <= to; from++)
        set |= v[from];
    return set != 0;
}

int bq_cvss_overall_4(const struct bq_cvss *cvss)
{
    return score(cvss->value, true, true);
}

void bq_cvss_score_4(const struct bq_cvss *cvss, struct bq_cvss_scores *scores)
{
    const uint8_t *v = cvss->value;

    scores->impact = scores->exploitability = -1;
    scores->base = score(v, false, false);
    scores->temporal = v[CVSS4_E] ? score(v, true, false) : -1;
    scores->environmental = any(v, CVSS4_CR, CVSS4_MSA) ? score(v, true, true) : -1;
}
