/* One field on its way into the platform's form: to the terminal's clipboard, or to the configured
 * helper. */
#include "outgoing.h"

#include "bqi/handoff.h"
#include "bqi/launch.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- where to
 * ------------------------------------------------------------------------------------------- */

static bool write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t n = write(fd, bytes, len);
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static int to_helper(struct cli *cli, const char *command, const char *text, size_t len)
{
    struct bq_err err;
    char **words = NULL;
    int code = 0, status = launch_split(command, NULL, &words, &err);
    if (!status)
        status = launcher_run(NULL, words, text, len, &code, &err);
    if (!status && code)
        status = bq_err_set(&err, BQ_EIO, "the clipboard helper ended with %d: %s", code, command);
    launch_free_words(words);
    if (status) {
        cli_fail(cli, &err);
        return CLI_FILE;
    }
    fprintf(cli->err, "%zu bytes handed to ", len);
    cli_show(cli->err, command);
    fputc('\n', cli->err);
    return CLI_OK;
}

/* To the terminal itself, so that it works in a pipe too; without one to standard output. */
static int to_terminal(struct cli *cli, const char *text, size_t len)
{
    struct bq_err err;
    char *sequence;
    size_t size;
    const char *tmux = getenv("TMUX");
    bool wrapped = cli_given(cli, "tmux-passthrough") && tmux && *tmux;
    if (bq_osc52_format(text, len, tmux && *tmux ? NULL : getenv("TERM"), wrapped, &sequence, &size,
                        &err)) {
        cli_fail(cli, &err);
        fputs("bugquill: print it with --stdout, or name a helper with the setting `clipboard`\n",
              cli->err);
        return CLI_FILE;
    }
    int fd = open("/dev/tty", O_WRONLY | O_CLOEXEC | O_NOCTTY);
    fflush(cli->out);
    bool sent = write_all(fd < 0 ? fileno(cli->out) : fd, sequence, size);
    if (fd >= 0)
        close(fd);
    free(sequence);
    if (!sent) {
        fputs("bugquill: the terminal can't be written\n", cli->err);
        return CLI_FILE;
    }
    fprintf(
        cli->err,
        "%zu bytes sent to the terminal's clipboard (OSC 52); a terminal does not confirm it%s\n",
        len, tmux && *tmux && !wrapped ? "; tmux needs `set -g set-clipboard on`" : "");
    return CLI_OK;
}

static int send_text(struct cli *cli, const char *text, size_t len)
{
    const char *helper = cli->config.clipboard;
    if (cli_given(cli, "stdout")) {
        struct bq_buf out = { .data = (char *)(uintptr_t)text, .len = len };
        return cli_put(cli, &out) ? CLI_OK : CLI_FILE;
    }
    if (helper && *helper && strcmp(helper, "osc52") != 0)
        return to_helper(cli, helper, text, len);
    return to_terminal(cli, text, len);
}

/* ---- what
 * -------------------------------------------------------------------------------------------------
 */

/* The steps of the hand-off, for those who name no field. */
static int list_steps(struct cli *cli, const struct bq_handoff *handoff)
{
    struct bq_buf out;
    bq_buf_init(&out, 1 << 20);
    for (size_t i = 0; i < handoff->count; i++) {
        const struct bq_handoff_step *step = &handoff->items[i];
        bq_buf_addf(&out, "%s\t%s\t%zu bytes%s%s\n", bq_field_info(step->field)->key, step->label,
                    step->len, *step->note ? "; " : "", step->note);
    }
    bool put = cli_put(cli, &out);
    bq_buf_clear(&out);
    return put ? CLI_OK : CLI_FILE;
}

/* Fields of one text can be copied as they stand; private ones are in no copy. */
static bool copyable(enum bq_field field)
{
    enum bq_field_kind kind = bq_field_info(field)->kind;
    return field != BQ_FIELD_NOTES && (kind == BQ_KIND_LINE || kind == BQ_KIND_TEXT);
}

static int copy(struct cli *cli, const struct cli_outgoing *o, const struct bq_handoff *handoff,
                const char *name)
{
    enum bq_field field = bq_field_by_key(name, strlen(name));
    if (field == BQ_FIELD_NOTES)
        return cli_usage(cli, "notes are private: they are in no copy");
    if (field == BQ_FIELD_NONE)
        return cli_usage(cli, "'%s' is no field; without one, copy lists them", name);
    const struct bq_handoff_step *step =
        cli_given(cli, "raw") ? NULL : bq_handoff_find(handoff, field);
    const char *text = step ? step->text : "";
    size_t len = step ? step->len : 0;
    if (!step && !copyable(field))
        return cli_usage(cli, "'%s' is no text to copy", name);
    if (!step)
        text = bq_draft_text(o->draft, field, &len);
    if (!len) {
        fprintf(cli->err, "bugquill: %s is empty: nothing was copied\n", name);
        return CLI_OK;
    }
    return send_text(cli, text, len);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_err err;
    struct cli_outgoing o;
    struct bq_handoff handoff = { 0 };
    if (argc < 1 || argc > 2)
        return cli_usage(cli, "copy takes a draft and a field");
    int code = cli_outgoing_open(cli, argv[0], &o);
    if (!code && bq_handoff_make(&o.report, &handoff, &err)) {
        cli_fail(cli, &err);
        code = CLI_FILE;
    }
    if (!code && argc == 1)
        code = list_steps(cli, &handoff);
    else if (!code) {
        cli_outgoing_errors(cli, &o);
        code = copy(cli, &o, &handoff, argv[1]);
    }
    bq_handoff_clear(&handoff);
    cli_outgoing_clear(&o);
    return code;
}

static const struct cli_option options[] = {
    { "raw", 0, NULL, "the field alone, not put together as the platform's form asks for it" },
    { "stdout", 0, NULL, "print it instead of copying" },
    { "tmux-passthrough", 0, NULL,
      "inside tmux, reach the terminal outside too (allow-passthrough)" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_copy = {
    .name = "copy",
    .synopsis = "DRAFT [FIELD]",
    .summary = "a field to the clipboard, as the platform's form takes it",
    .options = options,
    .example = "  bugquill copy @                 the fields, in the form's order\n"
               "  bugquill copy @ title\n"
               "  bugquill copy @ description     with impact, proof and request where the form "
               "has no fields for them",
    .completes = CLI_COMPLETES_DRAFT,
    .then = CLI_COMPLETES_FIELD,
    .run = run,
};
