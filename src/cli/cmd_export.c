/* The report as a file that others take. */
#include "bqi/attached.h"
#include "outgoing.h"

#include "bqi/clock.h"
#include "bqi/file.h"
#include "bqi/show.h"
#include <stdlib.h>
#include <unistd.h>

enum { BUNDLE_MAX = 1 << 30, FILE_MAX_BYTES = 512 << 20, TROUBLE_MAX = 2000 };
enum { FORMAT_CURL = 100, FORMAT_BUNDLE };

static int format_of(const char *word)
{
    if (!strcmp(word, "curl"))
        return FORMAT_CURL;
    return strcmp(word, "bundle") ? bq_report_kind_parse(word) : FORMAT_BUNDLE;
}

/* ---- curl
 * ---------------------------------------------------------------------------------------------- */

/* A word for the shell. */
static void add_quoted(struct bq_buf *out, const char *word)
{
    bq_buf_addc(out, '\'');
    for (size_t len = strcspn(word, "'"); *word; word += len, len = strcspn(word, "'")) {
        bq_show(out, word, len, BQ_SHOW_LINE);
        if (word[len]) {
            bq_buf_adds(out, "'\\''");
            len++;
        }
    }
    bq_buf_addc(out, '\'');
}

/* The person's own two lines: this program sends nothing. */
static void add_curl(struct bq_buf *out, const struct cli_outgoing *o)
{
    const char *id = bq_draft_text(o->draft, BQ_FIELD_ID, NULL);
    struct bq_buf name;
    bq_buf_init(&name, BQ_PATH_MAX + 32);
    bq_buf_addf(&name, "%s.hackerone.json", *id && !strchr(id, '/') ? id : "report");
    bq_buf_adds(out, "# Files the report at HackerOne. Sent by you, not by bugquill. The API token "
                     "comes from ~/.netrc:\n"
                     "#   machine api.hackerone.com login TOKEN-IDENTIFIER password TOKEN-VALUE\n"
                     "bugquill export -f hackerone -o ");
    add_quoted(out, name.data);
    bq_buf_addc(out, ' ');
    add_quoted(out, o->path);
    bq_buf_adds(out, "\ncurl --fail-with-body --netrc -H 'Content-Type: application/json' -H "
                     "'Accept: application/json' \\\n"
                     "  --data-binary @");
    add_quoted(out, name.data);
    bq_buf_adds(out, " https://api.hackerone.com/v1/hackers/reports\n");
    bq_buf_clear(&name);
}

/* ---- bundle
 * --------------------------------------------------------------------------------------------- */

static void append(void *context, const char *bytes, size_t len)
{
    bq_buf_add(context, bytes, len);
}

static int add_report(struct bq_bundle *bundle, const struct cli_outgoing *o,
                      enum bq_report_kind kind, const char *name, enum bq_report_flavour flavour,
                      struct bq_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int status = bq_report_format(&o->report, kind, flavour, &text, &len, err);
    if (!status)
        status = bq_bundle_add(bundle, name, text, len, err);
    free(text);
    return status;
}

static int add_attachment(struct cli *cli, struct bq_bundle *bundle, const struct cli_outgoing *o,
                          const struct bq_attachment *file, struct bq_err *err)
{
    char path[BQ_PATH_MAX], name[BQ_PATH_MAX], digest[65], *bytes = NULL;
    size_t len = 0;
    int status = bq_path_below(path, o->folder, file->path, err);
    if (!status)
        status = bq_path_join(name, "attachments", file->path, err);
    if (!status)
        status = bq_file_read(path, FILE_MAX_BYTES, &bytes, &len, NULL, err);
    if (!status)
        status = bq_bundle_add(bundle, name, bytes, len, err);
    if (!status && *file->sha256) {
        bq_sha256_hex(bytes, len, digest);
        if (strcmp(digest, file->sha256) != 0) {
            cli_show(cli->err, file->path);
            fputs(": changed since it was attached\n", cli->err);
        }
    }
    free(bytes);
    return status;
}

static int add_bundle(struct cli *cli, struct bq_buf *out, const struct cli_outgoing *o,
                      enum bq_report_flavour flavour, struct bq_err *err)
{
    struct bq_bundle *bundle;
    size_t count;
    int64_t updated = 0;
    const struct bq_attachment *files = bq_draft_attachments(o->draft, &count);
    if (!bq_time_parse(bq_draft_text(o->draft, BQ_FIELD_UPDATED, NULL), &updated))
        updated = 0;
    int status = bq_bundle_new(updated, append, out, &bundle, err);
    if (status)
        return status;
    status = add_report(bundle, o, BQ_REPORT_MARKDOWN, "report.md", flavour, err);
    if (!status)
        status = add_report(bundle, o, BQ_REPORT_HTML, "report.html", flavour, err);
    if (!status)
        status = add_report(bundle, o, BQ_REPORT_JSON, "report.json", flavour, err);
    for (size_t i = 0; i < count && !status; i++)
        status = add_attachment(cli, bundle, o, &files[i], err);
    if (!status)
        status = bq_bundle_end(bundle, err);
    bq_bundle_free(bundle);
    return status;
}

/* ---- the command
 * ------------------------------------------------------------------------------------------ */

static int make(struct cli *cli, const struct cli_outgoing *o, int format,
                enum bq_report_flavour flavour, struct bq_buf *out, struct bq_err *err)
{
    char trouble[TROUBLE_MAX], *text = NULL;
    size_t len = 0;
    if (format == FORMAT_BUNDLE)
        return add_bundle(cli, out, o, flavour, err);
    if (format == FORMAT_CURL) {
        add_curl(out, o);
        format = BQ_REPORT_HACKERONE;
    } else {
        int status =
            bq_report_format(&o->report, (enum bq_report_kind)format, flavour, &text, &len, err);
        if (status)
            return status;
        bq_buf_add(out, text, len);
        free(text);
    }
    if (bq_report_trouble(&o->report, (enum bq_report_kind)format, trouble, sizeof trouble))
        fputs(trouble, cli->err);
    return BQ_OK;
}

static int put(struct cli *cli, const struct bq_buf *out, struct bq_err *err)
{
    const char *file = cli_value(cli, "output");
    if (file && strcmp(file, "-") != 0)
        return bq_file_write(file, out->data, out->len, BQ_FILE_PRIVATE, NULL, NULL, err);
    return cli_put(cli, out) ? BQ_OK : bq_err_set(err, BQ_EIO, "standard output can't be written");
}

static int flavour_of(struct cli *cli, enum bq_report_flavour *out)
{
    const char *word = cli_value(cli, "flavour");
    int flavour = word ? bq_report_flavour_parse(word) : BQ_FLAVOUR_PLATFORM;
    if (flavour < 0)
        return cli_usage(cli, "--flavour is bugcrowd, hackerone or github");
    *out = (enum bq_report_flavour)flavour;
    return CLI_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_err err;
    struct cli_outgoing o;
    struct bq_buf out;
    enum bq_report_flavour flavour = BQ_FLAVOUR_PLATFORM;
    const char *word = cli_value(cli, "format"), *file = cli_value(cli, "output");
    int format = format_of(word ? word : "markdown");
    if (argc != 1)
        return cli_usage(cli, "export takes one draft");
    if (format < 0)
        return cli_usage(cli, "-f is markdown, html, json, hackerone, curl, bundle or osv");
    if (flavour_of(cli, &flavour))
        return CLI_USAGE;
    if (format == FORMAT_BUNDLE && !file && isatty(fileno(cli->out)))
        return cli_usage(cli, "an archive does not go to a terminal: name a file with -o");
    cli_confine(cli, argv, 1, file && strcmp(file, "-") != 0 ? file : NULL);
    int code = cli_outgoing_open(cli, argv[0], &o);
    bq_buf_init(&out, BUNDLE_MAX);
    if (!code) {
        cli_outgoing_errors(cli, &o);
        int status = make(cli, &o, format, flavour, &out, &err);
        if (!status)
            status = bq_buf_check(&out, &err);
        if (!status)
            status = put(cli, &out, &err);
        if (status) {
            cli_fail(cli, &err);
            code = CLI_FILE;
        }
    }
    bq_buf_clear(&out);
    cli_outgoing_clear(&o);
    return code;
}

static const struct cli_option options[] = {
    { "format", 'f', "FORMAT",
      "markdown (the default), html, json, hackerone, curl, bundle or osv" },
    { "flavour", 0, "FLAVOUR", "markdown for bugcrowd, hackerone or github; else by the program" },
    { "output", 'o', "FILE", "write to FILE instead of standard output" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_export = {
    .name = "export",
    .synopsis = "[-f FORMAT] DRAFT [-o FILE]",
    .summary = "the report as Markdown, HTML, JSON, API payload or archive",
    .options = options,
    .example =
        "  bugquill export @ > report.md\n"
        "  bugquill export -f html -o report.html @\n"
        "  bugquill export -f curl @       the lines that file it at HackerOne, to run yourself\n"
        "  bugquill export -f bundle -o report.tar 2026-11-24-stored-xss",
    .completes = CLI_COMPLETES_DRAFT,
    .choices = (const char *const[]){ "format", "markdown html json hackerone curl bundle osv",
                                      "flavour", "bugcrowd hackerone github", NULL },
    .run = run,
};
