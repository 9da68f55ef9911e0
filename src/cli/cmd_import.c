/* A report that exists already becomes a draft. */
#include "bqi/attached.h"
#include "bqi/attach.h"
#include "bqi/clock.h"
#include "bqi/file.h"
#include "bqi/report_in.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "bqi/taxonomy.h"
#include "cli.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a new draft has and an imported one may lack. */
static int complete(struct cli *cli, struct bq_draft *draft, struct bq_err *err)
{
    char now[BQ_TIME_LEN];
    const char *program = cli_value(cli, "program");
    int status = BQ_OK;
    bq_time_format(cli->now, now);
    if (program || !bq_draft_has(draft, BQ_FIELD_PROGRAM)) {
        program = program ? program : cli->config.program;
        status = bq_draft_set_text(draft, BQ_FIELD_PROGRAM, program, strlen(program), err);
    }
    if (status == BQ_OK && !bq_draft_has(draft, BQ_FIELD_STATUS))
        status = bq_draft_set_text(draft, BQ_FIELD_STATUS, "draft", 5, err);
    if (status == BQ_OK && !bq_draft_has(draft, BQ_FIELD_CREATED))
        status = bq_draft_set_text(draft, BQ_FIELD_CREATED, now, strlen(now), err);
    return status;
}

static void say(struct cli *cli, const struct bq_buf *remarks, const struct bq_draft *draft)
{
    struct bq_buf shown;
    bq_buf_init(&shown, 1 << 20);
    if (remarks->len)
        bq_show(&shown, remarks->data, remarks->len, BQ_SHOW_TEXT);
    if (shown.len)
        fwrite(shown.data, 1, shown.len, cli->err);
    if (!bq_draft_has(draft, BQ_FIELD_TITLE))
        fputs("title: none was found\n", cli->err);
    bq_buf_clear(&shown);
}

static void missing(struct cli *cli, const char *path, const char *why, const char *draft)
{
    fputs("attachments: ", cli->err);
    cli_show(cli->err, path);
    fprintf(cli->err, " %s; attach it with: bugquill add ", why);
    cli_show(cli->err, draft);
    fputs(" attachments FILE\n", cli->err);
}

/* Finds one file of the report beside it. False: the draft has it as before, and why was told. */
static bool fetch(struct cli *cli, const char *report, const char *draft, const char *path,
                  struct cli_attached *out)
{
    static const char outside[] = "is not below the report's folder and was left there";
    struct bq_err err;
    char file[BQ_PATH_MAX], real[BQ_PATH_MAX];
    int folder = (int)(bq_path_base(report) - report);
    if (!strcmp(report, "-")) {
        missing(cli, path, "was not looked for, as the report came from standard input", draft);
    } else if (!bq_path_stays_below(path)) {
        missing(cli, path, outside, draft);
    } else if (snprintf(file, sizeof file, "%.*s%s", folder, report, path) >= (int)sizeof file ||
               access(file, F_OK) != 0) {
        missing(cli, path, "is not beside the report", draft);
    } else if (!cli_attach_inside(report, file, real)) {
        missing(cli, path, outside, draft); /* a link in an archive of a stranger's */
    } else if (bq_attach_is_credentials(path) || bq_attach_is_credentials(real)) {
        missing(cli, path, "looks like a credential file and was left there", draft);
    } else if (cli_attach(draft, file, out, &err) != BQ_OK) {
        missing(cli, path, "could not be copied", draft);
    } else {
        return true;
    }
    return false;
}

/* The files that the report names come along, beside the draft. */
static int bring_files(struct cli *cli, const char *report, struct bq_draft *draft, char *path,
                       const struct bq_file_stamp *stamp, struct bq_err *err)
{
    size_t count, brought = 0;
    struct cli_attached got;
    int status = BQ_OK;
    bq_draft_attachments(draft, &count);
    for (size_t i = 0; i < count && status == BQ_OK; i++) {
        if (!fetch(cli, report, path, bq_draft_attachments(draft, &count)[i].path, &got))
            continue;
        struct bq_attachment attachment = { got.path, got.sha256, got.size };
        status = bq_draft_set_attachment(draft, i, &attachment, err);
        brought++;
    }
    if (status == BQ_OK && brought)
        status = bq_store_save(&cli->paths, draft, path, stamp, NULL, cli->now, err);
    return status;
}

/* Into a file with its attachments, or for `-o -` to standard output. path: where it was saved. */
static int put(struct cli *cli, const char *report, struct bq_draft *draft, char *path,
               struct bq_err *err)
{
    struct bq_file_stamp stamp = { 0 };
    if (!strcmp(path, "-"))
        return cli_put_draft(cli, draft, err);
    int status = bq_store_save(&cli->paths, draft, path, NULL, &stamp, cli->now, err);
    return status == BQ_OK ? bring_files(cli, report, draft, path, &stamp, err) : status;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_err err;
    struct bq_taxonomy *taxonomy = NULL;
    struct bq_draft *draft = NULL;
    struct bq_buf remarks;
    char path[BQ_PATH_MAX] = "", *text = NULL;
    size_t len;
    const char *output = cli_value(cli, "output");
    if (argc != 1)
        return cli_usage(cli, "give one file, or - for standard input");
    if (output && snprintf(path, sizeof path, "%s", output) >= (int)sizeof path)
        return cli_usage(cli, "the path behind -o is too long");
    bq_buf_init(&remarks, 1 << 20);
    int status = cli_read(cli, argv[0], BQ_REPORT_FILE_MAX, &text, &len, &err);
    if (status == BQ_OK)
        status = bq_taxonomy_open(cli->have_home ? &cli->paths : NULL, &taxonomy, &err);
    if (status == BQ_OK)
        status = bq_report_import(text, len, strcmp(argv[0], "-") ? argv[0] : "standard input",
                                  taxonomy, &draft, &remarks, &err);
    if (status == BQ_OK)
        status = complete(cli, draft, &err);
    if (status == BQ_OK)
        status = put(cli, argv[0], draft, path, &err);
    int code = status == BQ_OK ? CLI_OK : cli_fail(cli, &err);
    if (status == BQ_OK) {
        say(cli, &remarks, draft);
        if (strcmp(path, "-") != 0) {
            cli_show(cli->out, path);
            fputc('\n', cli->out);
        }
    }
    bq_buf_clear(&remarks);
    bq_draft_free(draft);
    bq_taxonomy_free(taxonomy);
    free(text);
    return code;
}

static const struct cli_option options[] = {
    { "output", 'o', "FILE",
      "where the draft is saved, - for standard output; else in the drafts folder" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_import = {
    .name = "import",
    .synopsis = "FILE | -",
    .summary = "make a draft of a report in Markdown, text or JSON",
    .options = options,
    .example = "  bugquill import report.md\n"
               "  xclip -o | bugquill import -\n",
    .completes = CLI_COMPLETES_FILE,
    .run = run,
};
