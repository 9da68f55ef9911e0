/* JSON Schema for editors. */
#include "bqi/schema.h"
#include "cli.h"

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_err err;
    struct bq_buf out;
    if (argc != 1)
        return cli_usage(cli, "give draft or program");
    bq_buf_init(&out, 1 << 20);
    if (bq_schema_put(argv[0], &out, &err) != BQ_OK) {
        bq_buf_clear(&out);
        return cli_usage(cli, "no schema for '%s': give draft or program", argv[0]);
    }
    int code = cli_put(cli, &out) ? CLI_OK : CLI_FILE;
    bq_buf_clear(&out);
    return code;
}

const struct cli_command cli_cmd_schema = {
    .name = "schema",
    .synopsis = "draft | program",
    .summary = "JSON Schema of draft or program files",
    .example = "  bugquill schema draft > draft.schema.json\n",
    .completes = CLI_COMPLETES_WORD,
    .then = CLI_COMPLETES_WORD,
    .words = "draft program",
    .run = run,
};
