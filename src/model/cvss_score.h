/*
 * Scoring, one file a version. Values count from 1 in the order of the tables in cvss.c; 0 is not
 * given.
 */
#ifndef MODEL_CVSS_SCORE_H
#define MODEL_CVSS_SCORE_H

#include "bugquill/cvss.h"

enum { CVSS_IMPACT_NONE = 3 };

/* Places in struct bq_cvss.value. */
enum {
    CVSS3_AV,
    CVSS3_AC,
    CVSS3_PR,
    CVSS3_UI,
    CVSS3_S,
    CVSS3_C,
    CVSS3_I,
    CVSS3_A,
    CVSS3_E,
    CVSS3_RL,
    CVSS3_RC,
    CVSS3_CR,
    CVSS3_IR,
    CVSS3_AR,
    CVSS3_MAV,
    CVSS3_MAC,
    CVSS3_MPR,
    CVSS3_MUI,
    CVSS3_MS,
    CVSS3_MC,
    CVSS3_MI,
    CVSS3_MA
};
enum {
    CVSS4_AV,
    CVSS4_AC,
    CVSS4_AT,
    CVSS4_PR,
    CVSS4_UI,
    CVSS4_VC,
    CVSS4_VI,
    CVSS4_VA,
    CVSS4_SC,
    CVSS4_SI,
    CVSS4_SA,
    CVSS4_E,
    CVSS4_CR,
    CVSS4_IR,
    CVSS4_AR,
    CVSS4_MAV,
    CVSS4_MAC,
    CVSS4_MAT,
    CVSS4_MPR,
    CVSS4_MUI,
    CVSS4_MVC,
    CVSS4_MVI,
    CVSS4_MVA,
    CVSS4_MSC,
    CVSS4_MSI,
    CVSS4_MSA,
    CVSS4_S /* supplemental from here on */
};

bool bq_cvss_group_is_set(const struct bq_cvss *cvss, enum bq_cvss_group group);
void bq_cvss_score_3(const struct bq_cvss *cvss, struct bq_cvss_scores *scores);
void bq_cvss_score_4(const struct bq_cvss *cvss, struct bq_cvss_scores *scores);
int bq_cvss_overall_3(const struct bq_cvss *cvss);
int bq_cvss_overall_4(const struct bq_cvss *cvss);

#endif
