/*
 * CVSS 3.0, 3.1 and 4.0: vectors read, scored and put in words, by the standards of FIRST
 * (https://www.first.org/cvss/). Nothing allocates; a struct bq_cvss is plain data.
 *
 * Scores are whole tenths: 98 is 9.8.
 */
#ifndef BUGQUILL_CVSS_H
#define BUGQUILL_CVSS_H

#include "bugquill/errors.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BQ_CVSS_METRICS_MAX = 32,
    BQ_CVSS_VALUES_MAX = 6,
    BQ_CVSS_LEN_MAX = 256 /* bytes of a vector, the terminator included */
};

enum bq_cvss_version { BQ_CVSS_30, BQ_CVSS_31, BQ_CVSS_40 };
/* "3.0", "3.1", "4.0" */
const char *bq_cvss_version_name(enum bq_cvss_version version);

enum bq_cvss_group {
    BQ_CVSS_BASE,     /* required */
    BQ_CVSS_TEMPORAL, /* in 4.0: threat */
    BQ_CVSS_ENVIRONMENTAL,
    BQ_CVSS_SUPPLEMENTAL /* 4.0 only; never changes a score */
};

struct bq_cvss_value {
    const char *key;  /* "N"; "X" is first where a metric may be left open */
    const char *name; /* "Network" */
};
struct bq_cvss_metric {
    const char *key;  /* "AV" */
    const char *name; /* "Attack Vector" */
    enum bq_cvss_group group;
    struct bq_cvss_value values[BQ_CVSS_VALUES_MAX]; /* ends with a NULL key */
};
/* All metrics of a version in the order of its vectors. */
const struct bq_cvss_metric *bq_cvss_metrics(enum bq_cvss_version version, size_t *count);

/*
 * value[i] says what metric i has: 0 nothing (for metrics that may be left open: X), else one more
 * than the index in the list of values without X.
 */
struct bq_cvss {
    enum bq_cvss_version version;
    uint8_t value[BQ_CVSS_METRICS_MAX];
};

/*
 * Reads a vector with its prefix, "CVSS:3.1/AV:N/...". BQ_EPARSE with the column for anything the
 * standard does not allow: unknown or repeated metrics, values, a missing base metric, in 4.0
 * another order than the standard's.
 */
int bq_cvss_parse(const char *text, size_t len, struct bq_cvss *out,
                  struct bq_err *err) BQ_MUST_USE;
/* The same without the prefix, as mappings have it. */
int bq_cvss_parse_metrics(enum bq_cvss_version version, const char *text, size_t len,
                          struct bq_cvss *out, struct bq_err *err) BQ_MUST_USE;
/*
 * All base metrics at their mildest start: no impact. What a vector editor begins with.
 */
void bq_cvss_init(struct bq_cvss *cvss, enum bq_cvss_version version);
/* Sets a metric by keys ("AV", "N"); false when there is no such metric or value. */
bool bq_cvss_set(struct bq_cvss *cvss, const char *metric, const char *value);
/* Key of a metric's value, "X" when it is left open; by index in bq_cvss_metrics. */
const char *bq_cvss_value_key(const struct bq_cvss *cvss, size_t metric);
const char *bq_cvss_value_name(const struct bq_cvss *cvss, size_t metric);
/* Writes the vector in the standard's order, X left out; terminated. Returns its length. */
size_t bq_cvss_format(const struct bq_cvss *cvss, char out[BQ_CVSS_LEN_MAX]);

struct bq_cvss_scores {
    int overall; /* environmental if such a metric is set, else temporal or threat, else base */
    int base;
    int temporal;               /* with temporal (4.0: threat) metrics; -1: none is set */
    int environmental;          /* with environmental ones too; -1: none is set */
    int impact, exploitability; /* 3.x subscores of the base; -1 in 4.0 */
};
void bq_cvss_score(const struct bq_cvss *cvss, struct bq_cvss_scores *scores);
/* The overall score alone; faster. */
int bq_cvss_overall(const struct bq_cvss *cvss);

/* "None", "Low", "Medium", "High", "Critical" by the standard's scale. */
const char *bq_cvss_severity(int tenths);
/* 4.0: "CVSS-B", "CVSS-BT", "CVSS-BE", "CVSS-BTE"; "" else. */
const char *bq_cvss_nomenclature(const struct bq_cvss *cvss);
/* Without any impact: what mappings hold where nobody has rated a type. It means unmapped, not
 * harmless. */
bool bq_cvss_is_unmapped(const struct bq_cvss *cvss);

#ifdef __cplusplus
}
#endif
#endif
