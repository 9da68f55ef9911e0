/* The report on the terminal, in a pager when it is longer than the screen. */
#include "outgoing.h"

#include "bqi/launch.h"
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Would it scroll off? Lines are counted as the terminal wraps them, one byte for one column. */
static bool is_long(struct bq_span text)
{
    struct winsize size = { 0 };
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row || !size.ws_col)
        return false;
    size_t rows = 0, column = 0;
    for (size_t i = 0; i < text.len; i++) {
        column++;
        if (text.s[i] == '\n' || column > size.ws_col) {
            rows++;
            column = 0;
        }
    }
    return rows + 1 >= size.ws_row;
}

/* Headings stand out; the text itself is safe to print already. */
static void add_colored(struct bq_buf *out, struct bq_span text)
{
    bool fenced = false;
    while (text.len) {
        const char *end = memchr(text.s, '\n', text.len);
        size_t len = end ? (size_t)(end - text.s) : text.len;
        struct bq_span line = bq_span_of(text.s, len);
        if (bq_span_starts(line, "```"))
            fenced = !fenced;
        bool heading = !fenced && len && line.s[0] == '#';
        bq_buf_adds(out, heading ? "\033[1m" : "");
        bq_buf_add(out, line.s, line.len);
        bq_buf_adds(out, heading ? "\033[0m\n" : "\n");
        text = bq_span_of(text.s + len + (end != NULL), text.len - len - (end != NULL));
    }
}

static bool page(struct cli *cli, const struct bq_buf *out)
{
    struct bq_err err;
    char **words = NULL;
    int code = 0;
    setenv("LESS", "FRX", 0);
    setenv("LESSCHARSET", "utf-8", 0);
    int status = launch_split(launch_pager(cli->config.pager), NULL, &words, &err);
    if (!status)
        status = launcher_run(NULL, words, out->data, out->len, &code, &err);
    launch_free_words(words);
    return !status && code != 127;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_err err;
    struct cli_outgoing o;
    struct bq_buf out;
    char *text = NULL;
    size_t len = 0;
    if (argc != 1)
        return cli_usage(cli, "show takes one draft");
    bq_buf_init(&out, 256 << 20);
    int code = cli_outgoing_open(cli, argv[0], &o);
    if (!code &&
        bq_report_format(&o.report, BQ_REPORT_MARKDOWN, BQ_FLAVOUR_PLATFORM, &text, &len, &err))
        code = cli_fail(cli, &err);
    if (!code && cli->color)
        add_colored(&out, bq_span_of(text, len));
    else if (!code)
        bq_buf_add(&out, text, len);
    bool paged = !code && isatty(fileno(cli->out)) && !cli_given(cli, "no-pager") &&
                 is_long(bq_buf_span(&out));
    if (!code && !(paged && page(cli, &out)) && !cli_put(cli, &out))
        code = CLI_FILE;
    free(text);
    bq_buf_clear(&out);
    cli_outgoing_clear(&o);
    return code;
}

static const struct cli_option options[] = {
    { "no-pager", 0, NULL, "print it, however long" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_show = {
    .name = "show",
    .synopsis = "[--no-pager] DRAFT",
    .summary = "the report, paged",
    .options = options,
    .example = "  bugquill show @",
    .completes = CLI_COMPLETES_DRAFT,
    .run = run,
};
