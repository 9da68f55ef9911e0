/* What only the whole program can know about settings: the names in them. */
#include "bqi/near.h"
#include "cli.h"
#include <string.h>

/* Where a setting was made: "FILE:LINE". */
static const char *from(const struct bq_config *config, const char *key)
{
    for (size_t i = 0; i < config->entry_count; i++)
        if (strcmp(config->entries[i].key, key) == 0)
            return config->entries[i].from;
    return "";
}

int cli_check_raise(const struct bq_config *config, struct bq_err *err)
{
    size_t count;
    const struct bq_rule_info *rules = bq_rule_table(&count);
    for (size_t i = 0; i < config->raise_count; i++) {
        const char *name = config->raise[i].name;
        if (bq_rule_find(name))
            continue;
        const char *near = bq_near_find(name, rules, count, sizeof *rules);
        return near ? bq_err_set(err, BQ_EPARSE, "%s: raise: no rule %s; did you mean %s?",
                                 from(config, "raise"), name, near)
                    : bq_err_set(err, BQ_EPARSE,
                                 "%s: raise: no rule %s; `bugquill rules` lists them",
                                 from(config, "raise"), name);
    }
    return BQ_OK;
}

int cli_check_keys(struct cli *cli, struct bq_err *err)
{
    struct bq_err inner;
    if (!cli->forms->check_keys || cli->forms->check_keys(&cli->config, &inner) == BQ_OK)
        return BQ_OK;
    return bq_err_set(err, BQ_EPARSE, "%s: %s", from(&cli->config, "keys"), inner.text);
}
