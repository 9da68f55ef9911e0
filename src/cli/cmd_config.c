/* The settings in force, and where each came from. */
#include "bqi/show.h"
#include "cli.h"
#include <string.h>

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_buf out;
    struct bq_err err;
    if (argc > 0)
        return cli_usage(cli, "'%s' is not expected here", argv[0]);
    bq_buf_init(&out, 16 << 20);
    for (size_t i = 0; i < cli->config.entry_count; i++) {
        const struct bq_config_entry *entry = &cli->config.entries[i];
        bq_buf_addf(&out, "%s\t", entry->key);
        bq_tsv_cell(&out, entry->value, strlen(entry->value));
        bq_buf_addc(&out, '\t');
        bq_tsv_cell(&out, entry->from, strlen(entry->from));
        bq_buf_addc(&out, '\n');
    }
    int code = cli_put(cli, &out) ? CLI_OK : CLI_FILE;
    bq_buf_clear(&out);
    if (code == CLI_OK && cli_check_keys(cli, &err) < 0)
        code = cli_fail(cli, &err);
    return code;
}

const struct cli_command cli_cmd_config = {
    .name = "config",
    .synopsis = "",
    .summary = "every setting: its value and where it came from",
    .example = "  bugquill config\n"
               "  bugquill config --config team.yaml\n",
    .completes = CLI_COMPLETES_WORD,
    .run = run,
};
