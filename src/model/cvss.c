/*
 * Vectors: tables of metrics, reading, writing. Scores are in cvss_score3.c and cvss_score4.c.
 */
#include "bugquill/cvss.h"
#include "model/cvss_score.h"
#include <stdio.h>
#include <string.h>

#define X                                                                                          \
    {                                                                                              \
        "X", "Not Defined"                                                                         \
    }
#define NONE                                                                                       \
    {                                                                                              \
        "N", "None"                                                                                \
    }
#define LOW                                                                                        \
    {                                                                                              \
        "L", "Low"                                                                                 \
    }
#define HIGH                                                                                       \
    {                                                                                              \
        "H", "High"                                                                                \
    }
#define END                                                                                        \
    {                                                                                              \
        NULL, NULL                                                                                 \
    }
#define NET                                                                                        \
    {                                                                                              \
        "N", "Network"                                                                             \
    }
#define ADJ                                                                                        \
    {                                                                                              \
        "A", "Adjacent"                                                                            \
    }
#define LOCAL                                                                                      \
    {                                                                                              \
        "L", "Local"                                                                               \
    }
#define PHYS                                                                                       \
    {                                                                                              \
        "P", "Physical"                                                                            \
    }
#define MED                                                                                        \
    {                                                                                              \
        "M", "Medium"                                                                              \
    }
#define BASE BQ_CVSS_BASE
#define TEMP BQ_CVSS_TEMPORAL
#define ENV  BQ_CVSS_ENVIRONMENTAL
#define SUPP BQ_CVSS_SUPPLEMENTAL

/* Where X may stand it comes first in the table; the order behind it is the one cvss_score.h counts
 * by. */
static const struct bq_cvss_metric metrics_3[] = {
    { "AV", "Attack Vector", BASE, { NET, ADJ, LOCAL, PHYS, END } },
    { "AC", "Attack Complexity", BASE, { LOW, HIGH, END } },
    { "PR", "Privileges Required", BASE, { NONE, LOW, HIGH, END } },
    { "UI", "User Interaction", BASE, { NONE, { "R", "Required" }, END } },
    { "S", "Scope", BASE, { { "U", "Unchanged" }, { "C", "Changed" }, END } },
    { "C", "Confidentiality", BASE, { HIGH, LOW, NONE, END } },
    { "I", "Integrity", BASE, { HIGH, LOW, NONE, END } },
    { "A", "Availability", BASE, { HIGH, LOW, NONE, END } },
    { "E",
      "Exploit Code Maturity",
      TEMP,
      { X, HIGH, { "F", "Functional" }, { "P", "Proof-of-Concept" }, { "U", "Unproven" }, END } },
    { "RL",
      "Remediation Level",
      TEMP,
      { X,
        { "U", "Unavailable" },
        { "W", "Workaround" },
        { "T", "Temporary Fix" },
        { "O", "Official Fix" },
        END } },
    { "RC",
      "Report Confidence",
      TEMP,
      { X, { "C", "Confirmed" }, { "R", "Reasonable" }, { "U", "Unknown" }, END } },
    { "CR", "Confidentiality Requirement", ENV, { X, HIGH, MED, LOW, END } },
    { "IR", "Integrity Requirement", ENV, { X, HIGH, MED, LOW, END } },
    { "AR", "Availability Requirement", ENV, { X, HIGH, MED, LOW, END } },
    { "MAV", "Modified Attack Vector", ENV, { X, NET, ADJ, LOCAL, PHYS, END } },
    { "MAC", "Modified Attack Complexity", ENV, { X, LOW, HIGH, END } },
    { "MPR", "Modified Privileges Required", ENV, { X, NONE, LOW, HIGH, END } },
    { "MUI", "Modified User Interaction", ENV, { X, NONE, { "R", "Required" }, END } },
    { "MS", "Modified Scope", ENV, { X, { "U", "Unchanged" }, { "C", "Changed" }, END } },
    { "MC", "Modified Confidentiality", ENV, { X, HIGH, LOW, NONE, END } },
    { "MI", "Modified Integrity", ENV, { X, HIGH, LOW, NONE, END } },
    { "MA", "Modified Availability", ENV, { X, HIGH, LOW, NONE, END } },
};

static const struct bq_cvss_metric metrics_4[] = {
    { "AV", "Attack Vector", BASE, { NET, ADJ, LOCAL, PHYS, END } },
    { "AC", "Attack Complexity", BASE, { LOW, HIGH, END } },
    { "AT", "Attack Requirements", BASE, { NONE, { "P", "Present" }, END } },
    { "PR", "Privileges Required", BASE, { NONE, LOW, HIGH, END } },
    { "UI", "User Interaction", BASE, { NONE, { "P", "Passive" }, { "A", "Active" }, END } },
    { "VC", "Vulnerable System Confidentiality", BASE, { HIGH, LOW, NONE, END } },
    { "VI", "Vulnerable System Integrity", BASE, { HIGH, LOW, NONE, END } },
    { "VA", "Vulnerable System Availability", BASE, { HIGH, LOW, NONE, END } },
    { "SC", "Subsequent System Confidentiality", BASE, { HIGH, LOW, NONE, END } },
    { "SI", "Subsequent System Integrity", BASE, { HIGH, LOW, NONE, END } },
    { "SA", "Subsequent System Availability", BASE, { HIGH, LOW, NONE, END } },
    { "E",
      "Exploit Maturity",
      TEMP,
      { X, { "A", "Attacked" }, { "P", "Proof-of-Concept" }, { "U", "Unreported" }, END } },
    { "CR", "Confidentiality Requirement", ENV, { X, HIGH, MED, LOW, END } },
    { "IR", "Integrity Requirement", ENV, { X, HIGH, MED, LOW, END } },
    { "AR", "Availability Requirement", ENV, { X, HIGH, MED, LOW, END } },
    { "MAV", "Modified Attack Vector", ENV, { X, NET, ADJ, LOCAL, PHYS, END } },
    { "MAC", "Modified Attack Complexity", ENV, { X, LOW, HIGH, END } },
    { "MAT", "Modified Attack Requirements", ENV, { X, NONE, { "P", "Present" }, END } },
    { "MPR", "Modified Privileges Required", ENV, { X, NONE, LOW, HIGH, END } },
    { "MUI",
      "Modified User Interaction",
      ENV,
      { X, NONE, { "P", "Passive" }, { "A", "Active" }, END } },
    { "MVC", "Modified Vulnerable System Confidentiality", ENV, { X, HIGH, LOW, NONE, END } },
    { "MVI", "Modified Vulnerable System Integrity", ENV, { X, HIGH, LOW, NONE, END } },
    { "MVA", "Modified Vulnerable System Availability", ENV, { X, HIGH, LOW, NONE, END } },
    { "MSC",
      "Modified Subsequent System Confidentiality",
      ENV,
      { X, HIGH, LOW, { "N", "Negligible" }, END } },
    { "MSI",
      "Modified Subsequent System Integrity",
      ENV,
      { X, HIGH, LOW, { "N", "Negligible" }, { "S", "Safety" }, END } },
    { "MSA",
      "Modified Subsequent System Availability",
      ENV,
      { X, HIGH, LOW, { "N", "Negligible" }, { "S", "Safety" }, END } },
    { "S", "Safety", SUPP, { X, { "N", "Negligible" }, { "P", "Present" }, END } },
    { "AU", "Automatable", SUPP, { X, { "N", "No" }, { "Y", "Yes" }, END } },
    { "R",
      "Recovery",
      SUPP,
      { X, { "A", "Automatic" }, { "U", "User" }, { "I", "Irrecoverable" }, END } },
    { "V", "Value Density", SUPP, { X, { "D", "Diffuse" }, { "C", "Concentrated" }, END } },
    { "RE", "Vulnerability Response Effort", SUPP, { X, LOW, { "M", "Moderate" }, HIGH, END } },
    { "U",
      "Provider Urgency",
      SUPP,
      { X,
        { "Clear", "Clear" },
        { "Green", "Green" },
        { "Amber", "Amber" },
        { "Red", "Red" },
        END } },
};

/*
 * The same for reading, close together: the key, and the first letter of each value (enough to tell
 * them apart). A test holds them to the tables above.
 */
struct compact {
    char key[4], values[8];
};
static const struct compact compact_3[] = {
    { "AV", "NALP" }, { "AC", "LH" },    { "PR", "NLH" },  { "UI", "NR" },   { "S", "UC" },
    { "C", "HLN" },   { "I", "HLN" },    { "A", "HLN" },   { "E", "XHFPU" }, { "RL", "XUWTO" },
    { "RC", "XCRU" }, { "CR", "XHML" },  { "IR", "XHML" }, { "AR", "XHML" }, { "MAV", "XNALP" },
    { "MAC", "XLH" }, { "MPR", "XNLH" }, { "MUI", "XNR" }, { "MS", "XUC" },  { "MC", "XHLN" },
    { "MI", "XHLN" }, { "MA", "XHLN" },
};
static const struct compact compact_4[] = {
    { "AV", "NALP" },   { "AC", "LH" },    { "AT", "NP" },    { "PR", "NLH" },   { "UI", "NPA" },
    { "VC", "HLN" },    { "VI", "HLN" },   { "VA", "HLN" },   { "SC", "HLN" },   { "SI", "HLN" },
    { "SA", "HLN" },    { "E", "XAPU" },   { "CR", "XHML" },  { "IR", "XHML" },  { "AR", "XHML" },
    { "MAV", "XNALP" }, { "MAC", "XLH" },  { "MAT", "XNP" },  { "MPR", "XNLH" }, { "MUI", "XNPA" },
    { "MVC", "XHLN" },  { "MVI", "XHLN" }, { "MVA", "XHLN" }, { "MSC", "XHLN" }, { "MSI", "XHLNS" },
    { "MSA", "XHLNS" }, { "S", "XNP" },    { "AU", "XNY" },   { "R", "XAUI" },   { "V", "XDC" },
    { "RE", "XLMH" },   { "U", "XCGAR" },
};

enum {
    COUNT_3 = sizeof metrics_3 / sizeof metrics_3[0],
    COUNT_4 = sizeof metrics_4 / sizeof metrics_4[0]
};

const char *bq_cvss_version_name(enum bq_cvss_version version)
{
    static const char *const names[] = { "3.0", "3.1", "4.0" };

    return names[version];
}

const struct bq_cvss_metric *bq_cvss_metrics(enum bq_cvss_version version, size_t *count)
{
    *count = version == BQ_CVSS_40 ? COUNT_4 : COUNT_3;
    return version == BQ_CVSS_40 ? metrics_4 : metrics_3;
}

static bool is_open(const struct bq_cvss_metric *metric)
{
    return metric->group != BQ_CVSS_BASE;
}

/* ---- reading
 * ------------------------------------------------------------------------------------- */

/* Does key stand at s..s+len, and nothing else? Keys have one to three letters; s may be anything.
 */
static inline bool is_key(const char key[4], const char *s, size_t len)
{
    if (key[0] != s[0])
        return false;
    if (len == 1)
        return !key[1];
    if (!key[1] || key[1] != s[1])
        return false;
    return len == 2 ? !key[2] : key[2] && key[2] == s[2];
}

/*
 * Index of c among eight letters, -1 when it is none of them. Without a branch for each: which
 * value stands in a vector is a matter of chance, and a wrong guess of the processor costs more
 * than all the rest.
 */
static inline int place_of(const char values[8], char c)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word = 0, found;
    int i;

    for (i = 0; i < 8; i++)
        word |= (uint64_t)(unsigned char)values[i] << (8 * i);
    word ^= ones * (unsigned char)c;
    found = (word - ones) & ~word & (ones << 7); /* the lowest bit set: the first equal byte */
    return c && found ? __builtin_ctzll(found) / 8 : -1;
}

/* 1 more than the index of the value, X counting as 0; -1 when it is none. */
static inline int find_value(const struct bq_cvss_metric *metric, const struct compact *compact,
                             const char *s, size_t len)
{
    const char *key;
    int i = place_of(compact->values, s[0]);

    if (i < 0)
        return -1;
    key = metric->values[i].key;
    if (len == 1 ? key[1] != 0 : strlen(key) != len || memcmp(key, s, len) != 0)
        return -1;
    return is_open(metric) ? i : i + 1;
}

static int bad(struct bq_err *err, size_t at, const char *what, const char *s, size_t len)
{
    return bq_err_at(err, BQ_EPARSE, NULL, 1, (unsigned)at + 1, "%s %.*s", what,
                     (int)(len < 20 ? len : 20), s);
}

static int parse(enum bq_cvss_version version, const char *text, size_t len, size_t at,
                 struct bq_cvss *out, struct bq_err *err)
{
    size_t count, i = 0, tried;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(version, &count);
    const struct compact *compact = version == BQ_CVSS_40 ? compact_4 : compact_3;
    uint32_t seen = 0;

    memset(out, 0, sizeof *out);
    out->version = version;
    while (at < len) {
        const char *s = text + at;
        size_t left = len - at, key = 0, value;
        int found;

        while (key < left && s[key] != ':' && s[key] != '/')
            key++;
        if (key == left || s[key] != ':' || key == 0)
            return bad(err, at, "not METRIC:VALUE:", s, left);
        /* metrics mostly come in order: the next one is the first guess */
        for (tried = 0; tried < count; tried++, i++) {
            if (i >= count)
                i = 0;
            if (key <= 3 && is_key(compact[i].key, s, key))
                break;
        }
        if (tried == count)
            return bad(err, at, "no such metric:", s, key);
        if (seen >> i & 1)
            return bad(err, at, "metric given twice:", s, key);
        if (version == BQ_CVSS_40 && seen >> i)
            return bad(err, at, "metric out of the standard's order:", s, key);
        seen |= UINT32_C(1) << i;
        s += key + 1;
        for (value = 0; value < left - key - 1 && s[value] != '/'; value++)
            continue;
        found = value ? find_value(&metrics[i], &compact[i], s, value) : -1;
        if (found < 0)
            return bad(err, at + key + 1, "no such value:", text + at, key + 1 + value);
        out->value[i++] = (uint8_t)found;
        at += key + 1 + value;
        if (at == len)
            break;
        if (++at == len)
            return bad(err, at, "ends with", "/", 1);
    }
    for (i = 0; i < count && !is_open(&metrics[i]); i++) {
        if (!(seen >> i & 1))
            return bad(err, len, "base metric missing:", metrics[i].key, strlen(metrics[i].key));
    }
    return BQ_OK;
}

int bq_cvss_parse_metrics(enum bq_cvss_version version, const char *text, size_t len,
                          struct bq_cvss *out, struct bq_err *err)
{
    return parse(version, text, len, 0, out, err);
}

int bq_cvss_parse(const char *text, size_t len, struct bq_cvss *out, struct bq_err *err)
{
    enum bq_cvss_version version;

    memset(out, 0, sizeof *out);
    if (len < 9 || memcmp(text, "CVSS:", 5) != 0 || text[8] != '/')
        return bq_err_at(err, BQ_EPARSE, NULL, 1, 1,
                         "not a CVSS vector: it begins with CVSS:3.0/, CVSS:3.1/ or CVSS:4.0/");
    if (memcmp(text + 5, "3.1", 3) == 0)
        version = BQ_CVSS_31;
    else if (memcmp(text + 5, "3.0", 3) == 0)
        version = BQ_CVSS_30;
    else if (memcmp(text + 5, "4.0", 3) == 0)
        version = BQ_CVSS_40;
    else
        return bad(err, 5, "no such CVSS version:", text + 5, 3);
    return parse(version, text, len, 9, out, err);
}

/* ---- changing and writing
 * ------------------------------------------------------------------------- */

void bq_cvss_init(struct bq_cvss *cvss, enum bq_cvss_version version)
{
    size_t count, i;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(version, &count);

    memset(cvss, 0, sizeof *cvss);
    cvss->version = version;
    for (i = 0; i < count && !is_open(&metrics[i]); i++)
        cvss->value[i] = 1;
    for (i = version == BQ_CVSS_40 ? 5 : 5; i < count && !is_open(&metrics[i]); i++)
        cvss->value[i] = 3;
}

bool bq_cvss_set(struct bq_cvss *cvss, const char *metric, const char *value)
{
    size_t count, i;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(cvss->version, &count);
    const struct compact *compact = cvss->version == BQ_CVSS_40 ? compact_4 : compact_3;
    int found;

    for (i = 0; i < count; i++) {
        if (strcmp(metrics[i].key, metric) != 0)
            continue;
        found = value[0] ? find_value(&metrics[i], &compact[i], value, strlen(value)) : -1;
        if (found < 0)
            return false;
        cvss->value[i] = (uint8_t)found;
        return true;
    }
    return false;
}

static const struct bq_cvss_value *value_of(const struct bq_cvss *cvss, size_t metric)
{
    static const struct bq_cvss_value open = X;
    size_t count;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(cvss->version, &count);
    unsigned value = cvss->value[metric];

    if (is_open(&metrics[metric]))
        return &metrics[metric].values[value];
    return value ? &metrics[metric].values[value - 1] : &open;
}

const char *bq_cvss_value_key(const struct bq_cvss *cvss, size_t metric)
{
    return value_of(cvss, metric)->key;
}

const char *bq_cvss_value_name(const struct bq_cvss *cvss, size_t metric)
{
    return value_of(cvss, metric)->name;
}

size_t bq_cvss_format(const struct bq_cvss *cvss, char out[BQ_CVSS_LEN_MAX])
{
    size_t count, i, n;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(cvss->version, &count);

    n = (size_t)snprintf(out, BQ_CVSS_LEN_MAX, "CVSS:%s", bq_cvss_version_name(cvss->version));
    for (i = 0; i < count; i++) {
        if (cvss->value[i])
            n += (size_t)snprintf(out + n, BQ_CVSS_LEN_MAX - n, "/%s:%s", metrics[i].key,
                                  bq_cvss_value_key(cvss, i));
    }
    return n;
}

/* ---- what scores mean
 * ------------------------------------------------------------------------------- */

const char *bq_cvss_severity(int tenths)
{
    return tenths <= 0   ? "None"
           : tenths < 40 ? "Low"
           : tenths < 70 ? "Medium"
           : tenths < 90 ? "High"
                         : "Critical";
}

bool bq_cvss_group_is_set(const struct bq_cvss *cvss, enum bq_cvss_group group)
{
    size_t count, i;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(cvss->version, &count);

    for (i = 0; i < count; i++) {
        if (metrics[i].group == group && cvss->value[i])
            return true;
    }
    return false;
}

const char *bq_cvss_nomenclature(const struct bq_cvss *cvss)
{
    bool threat, environment;

    if (cvss->version != BQ_CVSS_40)
        return "";
    threat = bq_cvss_group_is_set(cvss, BQ_CVSS_TEMPORAL);
    environment = bq_cvss_group_is_set(cvss, BQ_CVSS_ENVIRONMENTAL);
    return threat ? environment ? "CVSS-BTE" : "CVSS-BT" : environment ? "CVSS-BE" : "CVSS-B";
}

bool bq_cvss_is_unmapped(const struct bq_cvss *cvss)
{
    size_t i, end = cvss->version == BQ_CVSS_40 ? CVSS4_SA : CVSS3_A;

    for (i = 5; i <= end; i++) { /* both versions have their impacts from the sixth metric on */
        if (cvss->value[i] != CVSS_IMPACT_NONE)
            return false;
    }
    return true;
}

void bq_cvss_score(const struct bq_cvss *cvss, struct bq_cvss_scores *scores)
{
    memset(scores, 0, sizeof *scores);
    if (cvss->version == BQ_CVSS_40)
        bq_cvss_score_4(cvss, scores);
    else
        bq_cvss_score_3(cvss, scores);
    scores->overall = scores->environmental >= 0 ? scores->environmental
                      : scores->temporal >= 0    ? scores->temporal
                                                 : scores->base;
}

int bq_cvss_overall(const struct bq_cvss *cvss)
{
    return cvss->version == BQ_CVSS_40 ? bq_cvss_overall_4(cvss) : bq_cvss_overall_3(cvss);
}
