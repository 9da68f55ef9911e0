#include "bugquill/check.h"
#include <stdlib.h>
#include <string.h>

void bq_findings_init(struct bq_findings *findings)
{
    memset(findings, 0, sizeof *findings);
}

void bq_findings_clear(struct bq_findings *findings)
{
    free(findings->items);
    free(findings->storage);
    bq_findings_init(findings);
}

size_t bq_findings_count(const struct bq_findings *findings, enum bq_severity at_least)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += !findings->items[i].allowed && findings->items[i].severity >= at_least;
    return count;
}
