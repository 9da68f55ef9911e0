/* lsp: drafts checked in the person's own editor. */
#include "bqi/lsp.h"
#include "cli.h"

static int run(struct cli *cli, int argc, char **argv)
{
    if (argc > 0)
        return cli_usage(cli, "'%s' is not expected here", argv[0]);
    return lsp_serve(cli);
}

static const struct cli_option options[] = {
    { "stdio", 0, NULL, "speak over standard input and output (it always does)" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_lsp = {
    .name = "lsp",
    .synopsis = "",
    .summary = "language server: drafts checked in your editor",
    .options = options,
    .example = "  bugquill lsp",
    .run = run,
};
