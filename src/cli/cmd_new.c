/* A new report: in the form, or, where there is none, as a draft that says what is known already.
 */
#include "bqi/clock.h"
#include "bqi/file.h"
#include "bqi/programs.h"
#include "bqi/request.h"
#include "bqi/schema.h"
#include "bqi/store.h"
#include "cli.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What the options say, by field. */
static const struct {
    const char *option;
    enum bq_field field;
} given[] = {
    { "title", BQ_FIELD_TITLE },
    { "target", BQ_FIELD_TARGET },
    { "type", BQ_FIELD_TYPE },
    { "url", BQ_FIELD_URL },
};

static void say_secrets(struct cli *cli, const struct bq_request *request)
{
    fprintf(cli->err, "The request holds %zu session value%s:", request->secret_count,
            request->secret_count == 1 ? "" : "s");
    for (size_t i = 0; i < request->secret_count && i < 8; i++)
        fprintf(cli->err, "%s %s", i ? "," : "", request->secrets[i].what);
    fputs(request->secret_count > 8 ? ", ...\n" : "\n", cli->err);
}

/* One question; masked where nobody can be asked, and where the answer is not a clear no. */
static bool wants_mask(struct cli *cli, const char *from)
{
    char answer[64];
    if (cli_given(cli, "unmasked"))
        return false;
    if (strcmp(from, "-") == 0 || !isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        fputs("They are masked; --unmasked keeps them.\n", cli->err);
        return true;
    }
    fputs("Mask them? [Y/n] ", cli->err);
    fflush(cli->err);
    return !fgets(answer, sizeof answer, cli->in) || (answer[0] != 'n' && answer[0] != 'N');
}

static int entry_number(struct cli *cli, size_t *which)
{
    const char *word = cli_value(cli, "entry");
    char *end;
    *which = 0;
    if (!word)
        return CLI_OK;
    unsigned long number = strtoul(word, &end, 10);
    if (word[0] < '1' || word[0] > '9' || *end || number > 1000000)
        return cli_usage(cli, "--entry takes a number from 1, not '%s'", word);
    *which = (size_t)number - 1;
    return CLI_OK;
}

/* The request in the file that --from names becomes URL, target and request of the draft. */
static int fill_from(struct cli *cli, const char *from, const struct bq_program *program,
                     struct bq_draft *draft)
{
    struct bq_err err;
    struct bq_request request;
    struct bq_scope *scope = NULL;
    char *source = NULL;
    size_t len, which;
    int code = entry_number(cli, &which);
    if (code != CLI_OK)
        return code;
    int status = cli_read(cli, from, BQ_REQUEST_FILE_MAX, &source, &len, &err);
    memset(&request, 0, sizeof request);
    if (status == BQ_OK)
        status = bq_request_parse(source, len, strcmp(from, "-") == 0 ? "standard input" : from,
                                  which, &request, &err);
    if (status == BQ_OK && request.entries > 1 && !cli_given(cli, "entry"))
        fprintf(cli->err,
                "The file holds %zu requests; this is the first. --entry N takes another.\n",
                request.entries);
    if (status == BQ_OK && request.secret_count > 0) {
        say_secrets(cli, &request);
        if (wants_mask(cli, from))
            status = bq_request_mask(&request, &err);
    }
    if (status == BQ_OK)
        status = bq_scope_new(program, &scope, &err);
    if (status == BQ_OK)
        status = bq_request_fill(&request, scope, draft, &err);
    bq_scope_free(scope);
    bq_request_clear(&request);
    free(source);
    return status == BQ_OK ? CLI_OK : cli_fail(cli, &err);
}

/* The id a draft names its program by; where only a path finds it, that from the root, kept in
 * absolute: a draft is read from other folders too. program: NULL when an id was given and nobody
 * has opened it yet. */
static const char *program_name(struct cli *cli, const struct bq_program *program,
                                char absolute[PATH_MAX])
{
    const char *name = cli_value(cli, "program");
    struct bq_program *found = NULL;
    if (!program)
        return name && name[0] ? name : cli->config.program;
    if (!name || !bq_program_name_is_path(name))
        return bq_program_info(program)->id;
    int status = bq_programs_open(&cli->paths, bq_program_info(program)->id, &found, NULL);
    bq_program_free(found);
    if (status == BQ_OK)
        return bq_program_info(program)->id;
    return realpath(name, absolute) ? absolute : name;
}

static int fill(struct cli *cli, const struct bq_program *program, struct bq_draft *draft,
                bool *anything)
{
    struct bq_err err;
    char now[BQ_TIME_LEN], absolute[PATH_MAX];
    const char *name = program_name(cli, program, absolute), *from = cli_value(cli, "from");
    bq_time_format(cli->now, now);
    int status = bq_draft_set_text(draft, BQ_FIELD_PROGRAM, name, strlen(name), &err);
    if (status == BQ_OK)
        status = bq_draft_set_text(draft, BQ_FIELD_STATUS, "draft", 5, &err);
    if (status == BQ_OK)
        status = bq_draft_set_text(draft, BQ_FIELD_CREATED, now, strlen(now), &err);
    if (status != BQ_OK)
        return cli_fail(cli, &err);
    if (cli->config.modeline && bq_schema_modeline(&cli->paths, draft, &err) != BQ_OK)
        return cli_fail(cli, &err);
    if (from) {
        int code = fill_from(cli, from, program, draft);
        if (code != CLI_OK)
            return code;
        *anything = true;
    }
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        const char *value = cli_value(cli, given[i].option);
        if (!value)
            continue;
        *anything = true;
        if (bq_draft_set_text(draft, given[i].field, value, strlen(value), &err) != BQ_OK)
            return cli_fail(cli, &err);
    }
    return CLI_OK;
}

/* Without a form: the draft is saved, and its path printed for the next command. */
static int save(struct cli *cli, struct bq_draft *draft)
{
    char path[BQ_PATH_MAX] = "";
    struct bq_err err;
    const char *output = cli_value(cli, "output");
    if (output && !strcmp(output, "-"))
        return cli_put_draft(cli, draft, &err) == BQ_OK ? CLI_OK : cli_fail(cli, &err);
    if (output && snprintf(path, sizeof path, "%s", output) >= (int)sizeof path)
        return cli_usage(cli, "the path behind -o is too long");
    if (bq_store_save(&cli->paths, draft, path, NULL, NULL, cli->now, &err) != BQ_OK)
        return cli_fail(cli, &err);
    cli_show(cli->out, path);
    fputc('\n', cli->out);
    return CLI_OK;
}

static int open_form(struct cli *cli, struct bq_draft *draft, const struct bq_program *program,
                     bool anything)
{
    char absolute[PATH_MAX];
    struct cli_form_request request = { .output = cli_value(cli, "output") };
    if (request.output && !strcmp(request.output, "-")) {
        bq_draft_free(anything ? draft : NULL);
        return cli_usage(cli, "the form saves to a file: name one behind -o");
    }
    request.named = cli_given(cli, "program");
    request.mouse = cli_given(cli, "mouse") || cli->config.mouse;
    if (anything)
        request.draft = draft;
    else
        request.program = program_name(cli, program, absolute);
    return cli_open_form(cli, &request);
}

/* Does anything here look into the program, or is its id enough? An empty report needs no more. */
static bool needs_program(struct cli *cli)
{
    char absolute[PATH_MAX];
    const char *name = program_name(cli, NULL, absolute);
    if (!cli->form || cli->config.modeline || cli_given(cli, "from") ||
        bq_program_name_is_path(name))
        return true;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        if (cli_given(cli, given[i].option))
            return true;
    }
    return false;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_program *program = NULL;
    struct bq_err err;
    bool anything = false;
    if (argc > 0)
        return cli_usage(cli, "'%s' is not expected here; a title goes behind --title", argv[0]);
    /* The form opens it by itself; reading it here too would only make the first screen later. */
    if (needs_program(cli) && cli_program(cli, NULL, &program, &err) != BQ_OK)
        return cli_fail(cli, &err);
    struct bq_draft *draft = bq_draft_new();
    int code = draft ? fill(cli, program, draft, &anything) : CLI_FILE;
    if (code == CLI_OK && cli->form) {
        anything |= cli->config.modeline; /* then the draft has a line already */
        code = open_form(cli, draft, program, anything);
        if (anything)
            draft = NULL; /* the form has it */
    } else if (code == CLI_OK && anything) {
        code = save(cli, draft);
    } else if (code == CLI_OK) {
        code = cli_usage(cli, "%s; or give --title or --from, and the draft is made without it",
                         cli->form_trouble);
    }
    bq_draft_free(draft);
    bq_program_free(program);
    return code;
}

static const struct cli_option options[] = {
    { "title", 0, "TITLE", "title of the report" },
    { "target", 0, "TARGET", "target, by its name in the program's scope" },
    { "type", 0, "ID", "full dotted id of the vulnerability type" },
    { "url", 0, "URL", "where the bug is" },
    { "from", 0, "FILE",
      "take URL, target and request from a raw HTTP request, HAR file or curl line" },
    { "entry", 0, "N", "with --from a HAR file: the N-th request in it" },
    { "unmasked", 0, NULL, "with --from: keep cookies and tokens as they are" },
    { "output", 'o', "FILE",
      "where the draft is saved, - for standard output; else in the drafts folder" },
    { "mouse", 0, NULL, "let the mouse click fields and pages" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_new = {
    .name = "new",
    .synopsis =
        "[-p PROGRAM] [--title T] [--target T] [--type ID] [--url U] [--from FILE] [-o FILE]",
    .summary = "begin a report",
    .options = options,
    .example = "  bugquill new\n"
               "  bugquill new --from request.txt --title 'IDOR in share links exposes chats'\n",
    .completes = CLI_COMPLETES_WORD,
    .run = run,
};
