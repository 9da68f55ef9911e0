/* The bare command: the drafts screen. */
#include "cli.h"

static int run(struct cli *cli, int argc, char **argv)
{
    struct cli_form_request request = { .list = true };
    if (argc > 0)
        return cli_usage(cli, "'%s' is not expected here", argv[0]);
    if (!cli->form)
        return cli_usage(cli, "%s", cli->form_trouble);
    request.mouse = cli_given(cli, "mouse") || cli->config.mouse;
    return cli_open_form(cli, &request);
}

static const struct cli_option options[] = {
    { "mouse", 0, NULL, "let the mouse click fields and pages" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_drafts = {
    .name = "drafts",
    .synopsis = "[--mouse]",
    .summary = "the drafts screen (what the bare command opens)",
    .options = options,
    .example = "  bugquill",
    .run = run,
};
