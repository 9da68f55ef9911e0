/* What parses is written and read back the same, and scores within the scale. */
#include "bugquill/cvss.h"
#include <stdlib.h>
#include <string.h>

static void must(int good)
{
    if (!good)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bq_cvss cvss, again;
    struct bq_cvss_scores scores;
    char text[BQ_CVSS_LEN_MAX];
    struct bq_err err;
    size_t len;

    if (bq_cvss_parse((const char *)data, size, &cvss, &err) < 0) {
        must(err.status == BQ_EPARSE && err.line == 1 && err.column >= 1 && err.column <= size + 1);
        return 0;
    }
    len = bq_cvss_format(&cvss, text);
    must(len < sizeof text && strlen(text) == len);
    must(bq_cvss_parse(text, len, &again, NULL) == BQ_OK);
    must(memcmp(&again, &cvss, sizeof cvss) == 0);
    bq_cvss_score(&cvss, &scores);
    must(scores.overall == bq_cvss_overall(&cvss));
    must(scores.overall >= 0 && scores.overall <= 100 && scores.base >= 0 && scores.base <= 100);
    must(strlen(bq_cvss_severity(scores.overall)) > 0);
    return 0;
}
