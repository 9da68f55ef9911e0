/* In scope or not: URLs, hosts, addresses and app ids, one or a million. */
#include "cli.h"

#include "scope_stream.h"

#include "bqi/programs.h"
#include "bugquill/io.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRAMS_MAX = 100000, DEFAULT_THREADS_MAX = 4 };

/* The programs that are asked. */
struct loaded {
    struct bq_program **programs;
    struct bq_scope **scopes;
    size_t count, cap;
    struct bq_scopes *all;
    bool trouble;
};

static void unload(struct loaded *l)
{
    bq_scopes_free(l->all);
    for (size_t i = 0; i < l->count; i++) {
        bq_scope_free(l->scopes[i]);
        bq_program_free(l->programs[i]);
    }
    free(l->scopes);
    free(l->programs);
}

/* Takes the program over. */
static int add_program(struct loaded *l, struct bq_program *program, struct bq_err *err)
{
    size_t cap = l->cap, same = l->cap;
    void *programs = l->programs, *scopes = l->scopes;
    int status =
        bq_array_grow(&programs, l->count, &cap, sizeof(struct bq_program *), PROGRAMS_MAX);

    l->programs = programs;
    if (status == BQ_OK) {
        status = bq_array_grow(&scopes, l->count, &same, sizeof(struct bq_scope *), PROGRAMS_MAX);
        l->scopes = scopes;
    }
    if (status != BQ_OK) {
        bq_program_free(program);
        return bq_err_set(err, (enum bq_status)status, "too many programs");
    }
    l->cap = cap;
    status = bq_scope_new(program, &l->scopes[l->count], err);
    if (status != BQ_OK) {
        bq_program_free(program);
        return status;
    }
    l->programs[l->count++] = program;
    return BQ_OK;
}

static int is_yaml(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return len > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + len - 5, ".yaml") == 0;
}

static bool have_id(const struct loaded *l, const char *id)
{
    for (size_t i = 0; i < l->count; i++) {
        if (strcmp(bq_program_info(l->programs[i])->id, id) == 0) {
            return true;
        }
    }
    return false;
}

/* A program that can't be read is said, and the others are asked. */
static int load_one(struct cli *cli, struct loaded *l, int status, struct bq_program *program,
                    struct bq_err *err)
{
    if (status == BQ_OK) {
        status = add_program(l, program, err);
    }
    if (status != BQ_OK && status != BQ_ENOMEM) {
        (void)cli_fail(cli, err);
        l->trouble = true;
        status = BQ_OK;
    }
    return status;
}

static int load_folder(struct cli *cli, struct loaded *l, struct bq_err *err)
{
    struct dirent **entries = NULL;
    int count =
        cli->paths.programs[0] ? scandir(cli->paths.programs, &entries, is_yaml, alphasort) : 0;
    int status = BQ_OK;

    if (count < 0) {
        return errno == ENOENT ? BQ_OK : bq_err_system(err, cli->paths.programs, errno, "read");
    }
    for (int i = 0; i < count; i++) {
        char path[BQ_PATH_MAX];
        struct bq_program *program = NULL;

        if (status == BQ_OK) {
            status = bq_path_join(path, cli->paths.programs, entries[i]->d_name, err);
            if (status == BQ_OK) {
                status = bq_program_load(path, &program, err);
            }
            status = load_one(cli, l, status, program, err);
        }
        free(entries[i]);
    }
    free(entries);
    return status;
}

static int load_all(struct cli *cli, struct loaded *l, struct bq_err *err)
{
    int status = load_folder(cli, l, err);

    for (const char *const *id = bq_program_builtin_ids(); *id && status == BQ_OK; id++) {
        struct bq_program *program = NULL;

        if (!have_id(l, *id)) {
            status = bq_program_builtin(*id, &program, err);
            status = load_one(cli, l, status, program, err);
        }
    }
    return status == BQ_OK ? bq_scopes_new(l->scopes, l->count, &l->all, err) : status;
}

static int load(struct cli *cli, struct loaded *l, struct bq_err *err)
{
    struct bq_program *program = NULL;
    int status;

    if (cli_given(cli, "all")) {
        return load_all(cli, l, err);
    }
    status = cli_program(cli, NULL, &program, err);
    return status == BQ_OK ? add_program(l, program, err) : status;
}

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

static int read_options(struct cli *cli, struct scope_job *job)
{
    const char *format = cli_value(cli, "format");
    int code = read_only(cli, &job->only);

    if (code == CLI_OK) {
        code = read_threads(cli, &job->threads);
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

static int run(struct cli *cli, int argc, char **argv)
{
    struct loaded l = { 0 };
    struct scope_job job = { 0 };
    struct scope_totals totals = { 0 };
    struct bq_err err;
    int code = read_options(cli, &job);

    if (code != CLI_OK) {
        return code;
    }
    cli_confine(cli, NULL, 0, NULL);
    bq_err_clear(&err);
    if (load(cli, &l, &err) != BQ_OK) {
        code = cli_fail(cli, &err);
        goto done;
    }
    job.scopes = l.scopes;
    job.programs = l.programs;
    job.count = l.count;
    job.all = l.all;
    ask_everything(cli, &job, argc, argv, &totals);
    code = l.trouble || totals.trouble ? CLI_FILE : totals.other > 0 ? CLI_FINDINGS : CLI_OK;
done:
    unload(&l);
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
    .choices = (const char *const[]){ "format", "tsv json", "only", "in out unlisted conflict invalid", NULL },
    .run = run,
};
