#include "outgoing.h"

#include "bqi/programs.h"
#include "bqi/store.h"
#include "bqi/taxonomy.h"
#include "check_files.h"
#include <stdlib.h>

static int load(struct cli *cli, const char *name, struct cli_outgoing *out, struct bq_err *err)
{
    int status = bq_store_find(&cli->paths, name, out->path, err);
    if (!status)
        status = bq_store_load(out->path, &out->draft, NULL, err);
    if (!status)
        status = bq_taxonomy_open(cli->have_home ? &cli->paths : NULL, &out->taxonomy, err);
    return status;
}

int cli_outgoing_open(struct cli *cli, const char *name, struct cli_outgoing *out)
{
    struct bq_err err;
    memset(out, 0, sizeof *out);
    if (load(cli, name, out, &err))
        return cli_fail(cli, &err) == CLI_USAGE ? CLI_USAGE : CLI_FILE;
    const char *base = bq_path_base(out->path);
    size_t len = (size_t)(base - out->path);
    memcpy(out->folder, len ? out->path : "./", len ? len : 2);
    const char *program = bq_draft_text(out->draft, BQ_FIELD_PROGRAM, NULL);
    if (cli_program(cli, *program ? program : NULL, &out->program, &err)) {
        out->program = NULL;
        cli_fail(cli, &err);
        fputs("bugquill: going on without the program's facts\n", cli->err);
    }
    out->report = (struct bq_report){ out->draft, out->program, out->taxonomy };
    return CLI_OK;
}

void cli_outgoing_clear(struct cli_outgoing *outgoing)
{
    bq_draft_free(outgoing->draft);
    bq_program_free(outgoing->program);
    bq_taxonomy_free(outgoing->taxonomy);
    memset(outgoing, 0, sizeof *outgoing);
}

/* Only what is an error and not answered for. */
static void keep_errors(struct bq_findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].severity == BQ_ERROR && !findings->items[i].allowed)
            findings->items[kept++] = findings->items[i];
    findings->count = kept;
}

static void print(void *context, const char *bytes, size_t len)
{
    fwrite(bytes, 1, len, context);
}

static int write_errors(struct cli *cli, const char *file, struct bq_findings *findings,
                        struct bq_err *err)
{
    struct bq_findings_writer *writer;
    int status = bq_findings_writer_new(BQ_FINDINGS_TEXT, print, cli->err, &writer, err);
    if (status)
        return status;
    keep_errors(findings);
    status = bq_findings_writer_add(writer, file, findings, err);
    if (!status && findings->count)
        fprintf(cli->err, "%zu error%s left in this draft\n", findings->count,
                findings->count == 1 ? "" : "s");
    bq_findings_writer_free(writer);
    return status;
}

void cli_outgoing_errors(struct cli *cli, const struct cli_outgoing *outgoing)
{
    struct bq_err err;
    struct bq_checker *checker = NULL;
    struct bq_findings findings;
    struct cli_attachments files;
    const struct bq_check_options options = { .program = outgoing->program,
                                              .taxonomy = outgoing->taxonomy,
                                              .me = cli->config.me,
                                              .raise = cli->config.raise,
                                              .raise_count = cli->config.raise_count,
                                              .now = cli->now };
    bq_findings_init(&findings);
    cli_attachments_read(&files, outgoing->draft, outgoing->folder);
    const struct bq_check_context context = { .files = files.items, .file_count = files.count };
    int status = bq_checker_new(&options, &checker, &err);
    if (!status)
        status = bq_checker_run(checker, outgoing->draft, &context, &findings, &err);
    if (!status)
        status = write_errors(cli, outgoing->path, &findings, &err);
    if (status)
        cli_fail(cli, &err);
    bq_findings_clear(&findings);
    bq_checker_free(checker);
    cli_attachments_clear(&files);
}
