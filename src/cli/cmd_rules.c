/* rules: the catalogue, as a table, one in full, or JSON. */
#include "bqi/show.h"
#include "cli.h"
#include <string.h>

/* "title, type, url" */
static void add_fields(struct bq_buf *out, bq_field_set reads)
{
    const char *comma = "";
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        if (!(reads & BQ_FIELD_BIT(i)))
            continue;
        bq_buf_addf(out, "%s%s", comma, bq_field_info((enum bq_field)i)->key);
        comma = ", ";
    }
}

static void add_string(struct bq_buf *out, const char *key, const char *value)
{
    bq_buf_addf(out, "%s\"%s\":", *key ? "," : "", key);
    bq_json_string(out, value, strlen(value));
}

static void add_json(struct bq_buf *out, const struct bq_rule_info *rule)
{
    const char *comma = "";
    bq_buf_adds(out, "{\"id\":");
    bq_json_string(out, rule->id, strlen(rule->id));
    add_string(out, "severity", bq_severity_name(rule->severity));
    bq_buf_adds(out, ",\"reads\":[");
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        if (!(rule->reads & BQ_FIELD_BIT(i)))
            continue;
        bq_buf_addf(out, "%s\"%s\"", comma, bq_field_info((enum bq_field)i)->key);
        comma = ",";
    }
    bq_buf_addc(out, ']');
    add_string(out, "what", rule->what);
    add_string(out, "why", rule->why);
    add_string(out, "hint", rule->hint);
    add_string(out, "source", rule->source);
    bq_buf_adds(out, "}\n");
}

static void add_line(struct bq_buf *out, const struct bq_rule_info *rule)
{
    bq_buf_addf(out, "%-26s %-8s %s\n", rule->id, bq_severity_name(rule->severity), rule->what);
}

static void add_full(struct bq_buf *out, const struct bq_rule_info *rule)
{
    bq_buf_addf(out, "%s (%s)\n", rule->id, bq_severity_name(rule->severity));
    bq_buf_addf(out, "  fires when   %s\n", rule->what);
    bq_buf_addf(out, "  it costs     %s\n", rule->why);
    bq_buf_addf(out, "  what to do   %s\n", rule->hint);
    bq_buf_addf(out, "  written in   %s\n", rule->source);
    bq_buf_adds(out, "  reads        ");
    add_fields(out, rule->reads);
    bq_buf_adds(out, "\n");
}

static int run(struct cli *cli, int argc, char **argv)
{
    size_t count;
    const struct bq_rule_info *table = bq_rule_table(&count), *one = NULL;
    bool json = cli_given(cli, "json");
    struct bq_buf out;
    if (argc > 1)
        return cli_usage(cli, "one rule at a time");
    if (argc == 1 && !(one = bq_rule_find(argv[0])))
        return cli_usage(cli, "no rule is called '%s'; `bugquill rules` lists them", argv[0]);
    bq_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        const struct bq_rule_info *rule = &table[i];
        if (one && rule != one)
            continue;
        if (json)
            add_json(&out, rule);
        else if (one)
            add_full(&out, rule);
        else
            add_line(&out, rule);
    }
    bool written = cli_put(cli, &out);
    bq_buf_clear(&out);
    return written ? CLI_OK : CLI_FILE;
}

static const struct cli_option options[] = {
    { "json", 0, NULL, "one JSON object a line" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_rules = {
    .name = "rules",
    .synopsis = "[ID]",
    .summary = "every rule: id, severity, what it says",
    .options = options,
    .example = "  bugquill rules url-deceptive",
    .completes = CLI_COMPLETES_RULE,
    .run = run,
};
