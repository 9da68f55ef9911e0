/* Offered corrections of one draft: shown, or written with -w. */
#include "bqi/file.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "bqi/taxonomy.h"
#include "bugquill/io.h"
#include "cli.h"
#include "fix_edits.h"
#include <stdlib.h>
#include <string.h>

/* What is worked on. text is what draft was parsed from. */
struct work {
    struct cli *cli;
    char path[BQ_PATH_MAX]; /* "-" : standard input */
    struct bq_file_stamp stamp;
    char *text;
    size_t len;
    struct bq_draft *draft;
    struct bq_program *program;
    struct bq_taxonomy *taxonomy;
    struct bq_checker *checker;
    struct bq_findings findings;
    struct fix_edits edits;
    struct bq_buf fixed;
    bool drops_comments; /* the file had to be written anew, and had some */
};

static bool is_stdin(const struct work *work)
{
    return strcmp(work->path, "-") == 0;
}

static int load(struct work *work, const char *name, struct bq_err *err)
{
    int status;
    if (strcmp(name, "-") == 0) {
        memcpy(work->path, "-", 2);
        status = cli_read(work->cli, "-", BQ_DRAFT_FILE_MAX, &work->text, &work->len, err);
    } else {
        status = bq_store_find(&work->cli->paths, name, work->path, err);
        if (status >= 0)
            status = bq_file_read(work->path, BQ_DRAFT_FILE_MAX, &work->text, &work->len,
                                  &work->stamp, err);
    }
    if (status >= 0)
        status = bq_draft_parse(work->text, work->len, work->path, &work->draft, err);
    return status;
}

static int check(struct work *work, struct bq_err *err)
{
    const struct bq_config *config = &work->cli->config;
    const char *name = bq_draft_text(work->draft, BQ_FIELD_PROGRAM, NULL);
    int status =
        bq_taxonomy_open(work->cli->have_home ? &work->cli->paths : NULL, &work->taxonomy, err);
    if (status >= 0)
        status = cli_program(work->cli, name, &work->program, err);
    if (status < 0)
        return status;
    const struct bq_check_options options = {
        .program = work->program,
        .taxonomy = work->taxonomy,
        .me = config->me,
        .raise = config->raise,
        .raise_count = config->raise_count,
        .now = work->cli->now,
    };
    status = bq_checker_new(&options, &work->checker, err);
    if (status >= 0)
        status = bq_checker_run(work->checker, work->draft, NULL, &work->findings, err);
    return status;
}

/* The field with its corrections, the plain way: what the file has to say afterwards. */
static int correct_field(const struct work *work, struct bq_draft *expected, enum bq_field field,
                         struct bq_err *err)
{
    struct bq_buf out;
    size_t len, at = 0;
    const char *text = bq_draft_text(work->draft, field, &len);
    int status;
    bq_buf_init(&out, BQ_FIELD_TEXT_MAX);
    for (size_t i = 0; i < work->findings.count; i++) {
        const struct bq_finding *finding = &work->findings.items[i];
        bool whole = finding->start == finding->end;
        if (finding->field != field || !finding->has_fix || finding->allowed ||
            finding->item >= 0 || finding->start < at)
            continue;
        bq_buf_add(&out, text + at, finding->start - at);
        bq_buf_adds(&out, finding->fix);
        at = whole ? len : finding->end;
    }
    bq_buf_add(&out, text + at, len - at);
    status = bq_buf_check(&out, err);
    if (status >= 0)
        status = bq_draft_set_text(expected, field, out.data ? out.data : "", out.len, err);
    bq_buf_clear(&out);
    return status;
}

static int make_expected(const struct work *work, struct bq_draft **out, struct bq_err *err)
{
    struct bq_draft *expected = bq_draft_copy(work->draft);
    bq_field_set done = 0;
    int status = expected ? BQ_OK : bq_err_nomem(err);
    for (size_t i = 0; status >= 0 && i < work->findings.count; i++) {
        const struct bq_finding *finding = &work->findings.items[i];
        if (!finding->has_fix || finding->allowed || finding->field < 0 || finding->item >= 0 ||
            (done & BQ_FIELD_BIT(finding->field)))
            continue;
        done |= BQ_FIELD_BIT(finding->field);
        status = correct_field(work, expected, finding->field, err);
    }
    if (status < 0) {
        bq_draft_free(expected);
        expected = NULL;
    }
    *out = expected;
    return status;
}

/* Do the corrected bytes say exactly what they should? */
static bool is_right(struct work *work, const struct bq_draft *expected)
{
    struct bq_draft *got = NULL;
    bool same;
    bq_buf_reset(&work->fixed);
    fix_edits_apply(&work->edits, bq_span_of(work->text, work->len), &work->fixed);
    if (bq_buf_failed(&work->fixed) ||
        bq_draft_parse(work->fixed.data, work->fixed.len, NULL, &got, NULL) < 0)
        return false;
    same = true;
    for (int field = 0; same && field < BQ_FIELD_COUNT; field++)
        same = bq_draft_same(got, expected, (enum bq_field)field);
    bq_draft_free(got);
    return same;
}

/* Writes the file anew, in the program's own way, where patching its bytes would not do. */
static int reformat(struct work *work, struct bq_err *err)
{
    char *text = NULL;
    size_t len = 0;
    struct bq_draft *draft = NULL;
    int status = bq_draft_format(work->draft, &text, &len, err);
    if (status >= 0)
        status = bq_draft_parse(text, len, work->path, &draft, err);
    if (status < 0) {
        free(text);
        return status;
    }
    work->drops_comments = bq_draft_had_comments(work->draft);
    free(work->text);
    bq_draft_free(work->draft);
    work->text = text;
    work->len = len;
    work->draft = draft;
    return BQ_OK;
}

static int correct(struct work *work, struct bq_err *err)
{
    struct bq_draft *expected = NULL;
    int status = make_expected(work, &expected, err);
    if (status >= 0)
        status = fix_edits_place(&work->edits, bq_span_of(work->text, work->len), work->draft,
                                 &work->findings, err);
    if (status >= 0 && !is_right(work, expected)) {
        fix_edits_clear(&work->edits);
        status = reformat(work, err);
        if (status >= 0)
            status = fix_edits_place(&work->edits, bq_span_of(work->text, work->len), work->draft,
                                     &work->findings, err);
        if (status >= 0 && !is_right(work, expected))
            status =
                bq_err_set(err, BQ_EINVAL,
                           "the corrections could not be placed; open the draft and mend it there");
    }
    bq_draft_free(expected);
    return status;
}

static int show(struct work *work)
{
    struct bq_buf out;
    bool good;
    bq_buf_init(&out, 4 * (size_t)BQ_DRAFT_FILE_MAX);
    bq_buf_adds(&out, "--- ");
    bq_show(&out, work->path, strlen(work->path), BQ_SHOW_LINE);
    bq_buf_adds(&out, "\n+++ ");
    bq_show(&out, work->path, strlen(work->path), BQ_SHOW_LINE);
    bq_buf_adds(&out, " (corrected)\n");
    fix_edits_show(&work->edits, bq_span_of(work->text, work->len), work->cli->color, &out);
    good = cli_put(work->cli, &out);
    bq_buf_clear(&out);
    return good ? CLI_FINDINGS : CLI_FILE;
}

/* Not through the store: it would keep the version before, and with it the secret. */
static int save(struct work *work, struct bq_err *err)
{
    size_t count = 0;
    if (work->drops_comments)
        fprintf(work->cli->err, "bugquill: comments in the file are dropped\n");
    if (bq_file_write(work->path, work->fixed.data, work->fixed.len, 0, &work->stamp, NULL, err) <
        0)
        return cli_fail(work->cli, err);
    for (size_t i = 0; i < work->edits.count; i++)
        count += work->edits.items[i].apply;
    fprintf(work->cli->out, "%zu correction%s written to ", count, count == 1 ? "" : "s");
    cli_show(work->cli->out, work->path);
    fputc('\n', work->cli->out);
    return CLI_OK;
}

static int fix(struct work *work, const char *name, bool write)
{
    struct bq_err err;
    int code = CLI_OK;
    bq_err_clear(&err);
    if (load(work, name, &err) < 0 || check(work, &err) < 0 || correct(work, &err) < 0) {
        bq_err_in_file(&err, work->path);
        return cli_fail(work->cli, &err);
    }
    if (work->edits.offered == work->edits.lost)
        return CLI_OK;
    if (is_stdin(work) && write)
        code = cli_put(work->cli, &work->fixed) ? CLI_OK : CLI_FILE;
    else
        code = write ? save(work, &err) : show(work);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct work *work;
    int code;
    if (argc != 1)
        return cli_usage(cli, "name one draft");
    work = calloc(1, sizeof *work);
    if (!work)
        return CLI_FILE;
    work->cli = cli;
    bq_findings_init(&work->findings);
    bq_buf_init(&work->fixed, BQ_DRAFT_FILE_MAX);
    code = fix(work, argv[0], cli_given(cli, "write"));
    fix_edits_clear(&work->edits);
    bq_findings_clear(&work->findings);
    bq_checker_free(work->checker);
    bq_program_free(work->program);
    bq_taxonomy_free(work->taxonomy);
    bq_draft_free(work->draft);
    bq_buf_clear(&work->fixed);
    free(work->text);
    free(work);
    return code;
}

static const struct cli_option options[] = {
    { "write", 'w', NULL, "write the corrections instead of showing them" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_fix = {
    .name = "fix",
    .synopsis = "[-w] DRAFT",
    .summary =
        "show the corrections that checks offer (mask a secret, migrate a type), or write them",
    .options = options,
    .example = "  bugquill fix report.yaml\n  bugquill fix -w @",
    .run = run,
};
