/* In scope or not: URLs, hosts, addresses and app ids, one or a million. */
#include "cli.h"

#include "scope_load.h"
#include "scope_stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_THREADS_MAX = 4 };

/* ---- options --------------------------------------------------------------------------------- */

static int read_only(struct cli *cli, unsigned *only)
{
    const char *word = cli_value(cli, "only");

    *only = ~0u;
    if (!word) {
        return CLI_OK;
    }
    *only = 0;
    for (;;) {
        size_t len = strcspn(word, ",");
        char name[16] = "";
        int verdict = -1;

        if (len < sizeof(name)) {
            memcpy(name, word, len);
            verdict = bq_verdict_parse(name);
        }
        if (verdict < 0) {
            return cli_usage(cli,
                             "--only takes in, out, unlisted, conflict and invalid, not '%.*s'",
                             (int)(len < 40 ? len : 40), word);
        }
        *only |= 1u << verdict;
        if (!word[len]) {
            return CLI_OK;
        }
        word += len + 1;
    }
}

static int read_threads(struct cli *cli, unsigned *threads)
{
    const char *word = cli_value(cli, "threads");
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    char *end = NULL;
    unsigned long number;

    *threads = cpus < 1 ? 1 : cpus > DEFAULT_THREADS_MAX ? DEFAULT_THREADS_MAX : (unsigned)cpus;
    if (!word) {
        return CLI_OK;
    }
    errno = 0;
    number = strtoul(word, &end, 10);
    if (errno || *end || !*word || *word == '-' || number < 1 || number > SCOPE_THREADS_MAX) {
        return cli_usage(cli, "--threads takes a number from 1 to %d", SCOPE_THREADS_MAX);
    }
    *threads = (unsigned)number;
    return CLI_OK;
}

static int read_options(struct cli *cli, struct scope_job *job, unsigned *threads)
{
    const char *format = cli_value(cli, "format");
    int code = read_only(cli, &job->only);

    if (code == CLI_OK) {
        code = read_threads(cli, threads);
    }
    if (code != CLI_OK) {
        return code;
    }
    if (format && strcmp(format, "tsv") != 0 && strcmp(format, "json") != 0) {
        return cli_usage(cli, "--format takes tsv or json, not '%s'", format);
    }
    job->json = format && strcmp(format, "json") == 0;
    if (cli_given(cli, "all") && cli_given(cli, "program")) {
        return cli_usage(cli, "-p names one program and --all asks every one: give one of them");
    }
    return CLI_OK;
}

/* ---- running --------------------------------------------------------------------------------- */

static void ask_argument(struct cli *cli, const struct scope_job *job, const char *text,
                         struct scope_totals *totals)
{
    totals->lines++;
    totals->other += scope_long_line(job, text, strlen(text), cli->out) != BQ_IN;
}

static void ask_everything(struct cli *cli, const struct scope_job *job, int argc, char **argv,
                           struct scope_totals *totals)
{
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "-") == 0) {
            scope_stream(cli, job, fileno(cli->in), "standard input", totals);
        } else {
            ask_argument(cli, job, argv[i], totals);
        }
    }
    if (argc == 0) {
        scope_stream(cli, job, fileno(cli->in), "standard input", totals);
    }
}

/* Is there more to do than a URL or two? */
static bool has_stream(int argc, char **argv)
{
    bool found = argc == 0;

    for (int i = 0; i < argc; i++) {
        found = found || strcmp(argv[i], "-") == 0;
    }
    return found;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct scope_programs asked = { 0 };
    struct scope_job job = { 0 };
    struct scope_totals totals = { 0 };
    struct bq_err err;
    unsigned threads;
    int code = read_options(cli, &job, &threads);

    if (code != CLI_OK) {
        return code;
    }
    cli_confine(cli, NULL, 0, NULL);
    bq_err_clear(&err);
    if (cli_given(cli, "all") || has_stream(argc, argv)) {
        job.pool = bq_pool_new(threads);
    }
    if ((cli_given(cli, "all") ? scope_load_all(cli, job.pool, &asked, &err)
                               : scope_load_one(cli, job.pool, &asked, &err)) != BQ_OK) {
        code = cli_fail(cli, &err);
        goto done;
    }
    job.scopes = asked.scopes;
    job.programs = asked.programs;
    job.count = asked.count;
    job.all = asked.all;
    ask_everything(cli, &job, argc, argv, &totals);
    code = asked.trouble || totals.trouble ? CLI_FILE : totals.other > 0 ? CLI_FINDINGS : CLI_OK;
done:
    bq_pool_free(job.pool);
    scope_unload(&asked);
    return code;
}

static const struct cli_option options[] = {
    { "all", 'a', NULL, "ask every program there is: which of mine is this in?" },
    { "format", 'f', "FORMAT", "tsv (the default) or json, one line each" },
    { "only", 0, "VERDICTS", "show these verdicts only: in, out, unlisted, conflict, invalid" },
    { "threads", 'j', "N", "how many threads; the order of lines stays" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_scope = {
    .name = "scope",
    .synopsis = "[-p PROGRAM | --all] [--format tsv|json] [--only VERDICT[,..]] [URL... | -]",
    .summary = "is it in scope? VERDICT, INPUT, TARGET and REASON for every URL",
    .options = options,
    .example = "  bugquill scope https://api.openai.com/v1 https://openai.com@evil.example\n"
               "  subfinder -d example.com | bugquill scope -p example --only in | cut -f2",
    .completes = CLI_COMPLETES_WORD,
    .choices = (const char *const[]){ "format", "tsv json", "only",
                                      "in out unlisted conflict invalid", NULL },
    .run = run,
};
