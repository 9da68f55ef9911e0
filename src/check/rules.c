#include "check/run.h"
#include <string.h>

static const struct {
    const char *hint;
    unsigned flags;
} extras[] = {
#define BQ_RULE(name, id, severity, flags, reads, what, why, hint, source) { hint, flags },
#include "check/rules.def"
#undef BQ_RULE
};

static const struct bq_rule_info table[] = {
#define BQ_RULE(name, id, severity, flags, reads, what, why, hint, source)                         \
    { id, severity, reads, what, why, source, hint },
#include "check/rules.def"
#undef BQ_RULE
};

const struct bq_rule_info *bq_rule_table(size_t *count)
{
    *count = BQ_R_COUNT;
    return table;
}

const struct bq_rule_info *bq_rule_find(const char *id)
{
    for (size_t i = 0; i < BQ_R_COUNT; i++) {
        if (strcmp(table[i].id, id) == 0)
            return &table[i];
    }
    return NULL;
}

unsigned bq_rule_flags(enum bq_rule rule)
{
    return rule < BQ_R_COUNT ? extras[rule].flags : 0;
}

const char *bq_rule_hint(enum bq_rule rule)
{
    return rule < BQ_R_COUNT ? extras[rule].hint : "";
}
