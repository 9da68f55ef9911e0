/*
 * check: the findings of any number of drafts, on as many threads as there are cores. Results come
 * out in the order of the arguments, whatever thread was first.
 */
#include "bqi/file.h"
#include "bqi/pool.h"
#include "bqi/programs.h"
#include "bqi/taxonomy.h"
#include "bugquill/io.h"
#include "bugquill/report.h"
#include "bugquill/sketch.h"
#include "check_files.h"
#include "check_peers.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    THREADS_MAX = 16,
    AHEAD_MAX = 256,
    WAKE_EVERY = 64,
    FILES_A_THREAD = 16,
    BATCH_MAX = 8,         /* drafts a thread takes at once: waiting costs more than checking */
    BATCH_BYTES = 1 << 20, /* with no more text than this, but for the last of them */
    NO_ALLOW_MAX = 200,
    PROGRAMS_MAX = 64
};

/* What checking one draft came to. */
struct result {
    struct bq_findings findings;
    int status; /* BQ_OK, or why there are none */
    struct bq_err err;
    int program_status; /* the draft was checked without its program */
    struct bq_err program_err;
    bool done;
};

/* A checker for one program; made when the first draft for it comes. */
struct bench {
    char *name;
    struct bq_program *program;
    struct bq_checker *checker;
    int status; /* of the program */
    struct bq_err err;
};

struct job {
    struct cli *cli;
    struct cli_files files;
    struct bq_taxonomy *taxonomy;
    const char *no_allow[NO_ALLOW_MAX];
    size_t no_allow_count;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next, written; /* the next to take; how many are written out */
    struct result *ring;  /* AHEAD_MAX results, or one a file when those are fewer */
    struct check_peers peers;
};

/* One thread's own: checkers are not shared. */
struct worker {
    struct job *job;
    struct bench benches[PROGRAMS_MAX];
    size_t bench_count;
};

/* ---- one draft ---------------------------------------------------------------------------------
 */

static int make_checker(struct worker *worker, struct bench *bench, struct bq_err *err)
{
    struct job *job = worker->job;
    const struct bq_config *config = &job->cli->config;
    const struct bq_check_options options = {
        .program = bench->program,
        .taxonomy = job->taxonomy,
        .me = config->me,
        .raise = config->raise,
        .raise_count = config->raise_count,
        .no_allow = { job->no_allow, job->no_allow_count },
        .now = job->cli->now,
        .status = cli_value(job->cli, "status"),
        .discreet = true,
    };
    return bq_checker_new(&options, &bench->checker, err);
}

/* The checker for a program's name ("" : what -p or the settings say). NULL with *err set. */
static struct bench *find_bench(struct worker *worker, const char *name, struct bq_err *err)
{
    for (size_t i = 0; i < worker->bench_count; i++) {
        if (strcmp(worker->benches[i].name, name) == 0)
            return &worker->benches[i];
    }
    if (worker->bench_count == PROGRAMS_MAX) {
        bq_err_set(err, BQ_ELIMIT, "more than %d programs in one run", PROGRAMS_MAX);
        return NULL;
    }
    struct bench *bench = &worker->benches[worker->bench_count];
    bq_err_clear(&bench->err);
    bench->name = bq_span_dup(bq_span_str(name));
    bench->status = cli_program(worker->job->cli, name, &bench->program, &bench->err);
    if (bench->status < 0)
        bench->program = NULL;
    if (!bench->name || make_checker(worker, bench, err) < 0) {
        bq_program_free(bench->program);
        free(bench->name);
        memset(bench, 0, sizeof *bench);
        return NULL;
    }
    worker->bench_count++;
    return bench;
}

/* A draft that was read, on its way to its result. */
struct prepared {
    const char *path;
    struct bq_draft *draft; /* NULL: could not be read */
    struct check_meeting meeting;
    struct result *result;
};

static int check_draft(struct worker *worker, const struct prepared *prepared)
{
    const struct bq_draft *draft = prepared->draft;
    struct result *result = prepared->result;
    struct cli_attachments files = { .items = NULL };
    const char *slash = strrchr(prepared->path, '/');
    struct bench *bench =
        find_bench(worker, bq_draft_text(draft, BQ_FIELD_PROGRAM, NULL), &result->err);
    char *folder =
        bq_span_dup(slash ? bq_span_of(prepared->path, (size_t)(slash - prepared->path) + 1)
                          : bq_span_str("."));
    int status = BQ_ENOMEM;
    if (bench && folder) {
        result->program_status = bench->status;
        result->program_err = bench->err;
        cli_attachments_read(&files, draft, folder);
        const struct bq_check_context context = { .files = files.items,
                                                  .file_count = files.count,
                                                  .peers = prepared->meeting.alike,
                                                  .peer_count = prepared->meeting.count,
                                                  .sketch = prepared->meeting.sketch };
        status = bq_checker_run(bench->checker, draft,
                                strcmp(prepared->path, "-") == 0 ? NULL : &context,
                                &result->findings, &result->err);
    } else if (bench) {
        status = bq_err_nomem(&result->err);
    } else {
        status = result->err.status;
    }
    cli_attachments_clear(&files);
    free(folder);
    return status;
}

/* What an error about a file calls it. */
static const char *shown(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* Returns how long the text was. */
static size_t read_draft(struct job *job, size_t number, struct prepared *out)
{
    struct result *result = &job->ring[number % AHEAD_MAX];
    char *text = NULL;
    size_t len = 0;
    *out = (struct prepared){ .path = job->files.items[number], .result = result };
    bq_findings_init(&result->findings);
    bq_err_clear(&result->err);
    result->program_status = BQ_OK;
    result->status = cli_read(job->cli, out->path, BQ_DRAFT_FILE_MAX, &text, &len, &result->err);
    if (result->status >= 0)
        result->status = bq_draft_parse(text, len, shown(out->path), &out->draft, &result->err);
    free(text);
    if (out->draft) {
        const char *id = bq_draft_text(out->draft, BQ_FIELD_ID, NULL);
        out->meeting.id = id[0] ? id : out->path;
        out->meeting.sketch = bq_sketch_of(out->draft);
    }
    return len;
}

static void finish_draft(struct worker *worker, struct prepared *prepared)
{
    struct result *result = prepared->result;
    if (result->status >= 0)
        result->status = check_draft(worker, prepared);
    if (result->status < 0)
        bq_err_in_file(&result->err, shown(prepared->path));
    bq_draft_free(prepared->draft);
}

static void publish(struct job *job, const struct prepared *batch, size_t first, size_t count)
{
    pthread_mutex_lock(&job->lock);
    for (size_t i = 0; i < count; i++)
        batch[i].result->done = true;
    if (first == job->written) /* the one the writer waits for */
        pthread_cond_broadcast(&job->changed);
    pthread_mutex_unlock(&job->lock);
}

/* Look-alikes are told in the order of the files; so all are read before any waits for its turn. */
static void check_batch(struct worker *worker, size_t first, size_t count)
{
    struct job *job = worker->job;
    struct prepared batch[BATCH_MAX];
    struct check_meeting *meetings[BATCH_MAX];
    while (count) {
        size_t n = 0, bytes = 0;
        for (; n < count && bytes < BATCH_BYTES; n++) {
            bytes += read_draft(job, first + n, &batch[n]);
            meetings[n] = &batch[n].meeting;
        }
        check_peers_meet(&job->peers, first, meetings, n);
        for (size_t i = 0; i < n; i++)
            finish_draft(worker, &batch[i]);
        publish(job, batch, first, n);
        first += n;
        count -= n;
    }
}

/* ---- threads -----------------------------------------------------------------------------------
 */

/* Takes the next files, not too far ahead of what is written; how many, 0 when there is none. */
static size_t take(struct job *job, size_t *first)
{
    size_t count;
    pthread_mutex_lock(&job->lock);
    while (job->next < job->files.count && job->next + BATCH_MAX > job->written + AHEAD_MAX)
        pthread_cond_wait(&job->changed, &job->lock);
    count = job->files.count - job->next;
    count = count < BATCH_MAX ? count : BATCH_MAX;
    *first = job->next;
    job->next += count;
    pthread_mutex_unlock(&job->lock);
    return count;
}

static void work(struct worker *worker)
{
    size_t first, count;
    while ((count = take(worker->job, &first)) != 0)
        check_batch(worker, first, count);
}

static void clear_worker(struct worker *worker)
{
    for (size_t i = 0; i < worker->bench_count; i++) {
        bq_checker_free(worker->benches[i].checker);
        bq_program_free(worker->benches[i].program);
        free(worker->benches[i].name);
    }
}

/* ---- results -----------------------------------------------------------------------------------
 */

/* What was written out so far. */
struct outcome {
    struct cli *cli;
    struct bq_findings_writer *writer;
    enum bq_severity fail_on;
    bool explain;
    int code;
    size_t errors, warnings, notes;
    char told_program[BQ_ERR_TEXT_MAX];
};

static void worse(struct outcome *outcome, int code)
{
    if (code > outcome->code)
        outcome->code = code;
}

static void put(void *context, const char *bytes, size_t len)
{
    struct outcome *outcome = context;
    fwrite(bytes, 1, len, outcome->cli->out);
}

/* A program that can't be read is told once, not for every draft. */
static void tell_program(struct outcome *outcome, const struct result *result)
{
    worse(outcome, CLI_FILE);
    if (strcmp(outcome->told_program, result->program_err.text) == 0)
        return;
    snprintf(outcome->told_program, sizeof outcome->told_program, "%s", result->program_err.text);
    cli_fail(outcome->cli, &result->program_err);
}

static void explain_line(FILE *to, const char *label, const char *text)
{
    if (!*text)
        return;
    fprintf(to, "    %s ", label);
    cli_show(to, text);
    fputc('\n', to);
}

/* The line of each finding, and below it why, what to do and where that is written. */
static int write_explained(struct outcome *outcome, const char *path, const struct bq_findings *all,
                           struct bq_err *err)
{
    int status = BQ_OK;
    for (size_t i = 0; i < all->count && status >= 0; i++) {
        const struct bq_findings one = { .items = &all->items[i], .count = 1 };
        const struct bq_finding *finding = one.items;
        FILE *to = outcome->cli->out;
        status = bq_findings_writer_add(outcome->writer, path, &one, err);
        explain_line(to, "why:    ", finding->why);
        explain_line(to, "do:     ", finding->hint);
        explain_line(to, "written:", finding->source);
        explain_line(to, "as of:  ", finding->as_of);
    }
    return status;
}

static int write_findings(struct outcome *outcome, const char *path, const struct bq_findings *all,
                          struct bq_err *err)
{
    return outcome->explain ? write_explained(outcome, path, all, err)
                            : bq_findings_writer_add(outcome->writer, path, all, err);
}

static void write_result(struct outcome *outcome, const char *path, struct result *result)
{
    struct bq_err err;
    bq_err_clear(&err);
    if (result->program_status < 0)
        tell_program(outcome, result);
    if (result->status < 0) {
        fflush(outcome->cli->out);
        cli_fail(outcome->cli, &result->err);
        worse(outcome, CLI_FILE);
    } else if (write_findings(outcome, path, &result->findings, &err) < 0) {
        cli_fail(outcome->cli, &err);
        worse(outcome, CLI_FILE);
    }
    size_t errors = bq_findings_count(&result->findings, BQ_ERROR);
    size_t warnings = bq_findings_count(&result->findings, BQ_WARNING) - errors;
    outcome->errors += errors;
    outcome->warnings += warnings;
    outcome->notes += bq_findings_count(&result->findings, BQ_NOTE) - errors - warnings;
    if (bq_findings_count(&result->findings, outcome->fail_on))
        worse(outcome, CLI_FINDINGS);
    bq_findings_clear(&result->findings);
}

static void show_progress(const struct job *job, size_t done)
{
    if (job->files.count >= 500 && done % 200 == 0 && isatty(fileno(job->cli->err)))
        fprintf(job->cli->err, "\r%zu of %zu drafts checked%s", done, job->files.count,
                done == job->files.count ? "\n" : "");
}

/* Writes the results in order as they become ready. One worker runs here when there are no threads.
 */
static void write_all(struct job *job, struct outcome *outcome, struct worker *alone)
{
    for (size_t i = 0; i < job->files.count; i++) {
        struct result *result = &job->ring[i % AHEAD_MAX];
        if (alone) {
            check_batch(alone, i, 1);
        } else {
            pthread_mutex_lock(&job->lock);
            while (!result->done)
                pthread_cond_wait(&job->changed, &job->lock);
            pthread_mutex_unlock(&job->lock);
        }
        write_result(outcome, job->files.items[i], result);
        pthread_mutex_lock(&job->lock);
        result->done = false;
        job->written = i + 1;
        if (job->written % WAKE_EVERY == 0) /* threads wait when they are AHEAD_MAX ahead */
            pthread_cond_broadcast(&job->changed);
        pthread_mutex_unlock(&job->lock);
        show_progress(job, i + 1);
    }
}

static size_t thread_count(const struct job *job)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t count = cores < 1 ? 1 : cores > THREADS_MAX ? THREADS_MAX : (size_t)cores;
    size_t useful = job->files.count / FILES_A_THREAD;
    return count < useful ? count : useful ? useful : 1;
}

struct run {
    struct job *job;
    struct outcome *outcome;
    struct worker *workers;
    struct bq_pool *pool;
};

/* The command's own thread writes, the others check. */
static void take_part(void *context, unsigned number)
{
    const struct run *run = context;
    if (number == 0)
        write_all(run->job, run->outcome, bq_pool_threads(run->pool) > 1 ? NULL : &run->workers[0]);
    else
        work(&run->workers[number - 1]);
}

static int run_job(struct job *job, struct outcome *outcome)
{
    size_t count = thread_count(job);
    struct worker *workers = calloc(count, sizeof *workers);
    struct run run = { job, outcome, workers, NULL };
    job->ring =
        calloc(job->files.count < AHEAD_MAX ? job->files.count + 1 : AHEAD_MAX, sizeof *job->ring);
    if (!workers || !job->ring) {
        struct bq_err err;
        bq_err_clear(&err);
        bq_err_nomem(&err);
        free(workers);
        return cli_fail(job->cli, &err);
    }
    for (size_t i = 0; i < count; i++)
        workers[i].job = job;
    run.pool = count > 1 ? bq_pool_new((unsigned)count + 1) : NULL;
    bq_pool_run(run.pool, take_part, &run);
    bq_pool_free(run.pool);
    for (size_t i = 0; i < count; i++)
        clear_worker(&workers[i]);
    free(workers);
    return outcome->code;
}

/* ---- the command -------------------------------------------------------------------------------
 */

static void summarize(const struct job *job, const struct outcome *outcome)
{
    if (!isatty(fileno(job->cli->out)))
        return;
    fprintf(job->cli->err, "%zu draft%s: %zu error%s, %zu warning%s, %zu note%s\n",
            job->files.count, job->files.count == 1 ? "" : "s", outcome->errors,
            outcome->errors == 1 ? "" : "s", outcome->warnings, outcome->warnings == 1 ? "" : "s",
            outcome->notes, outcome->notes == 1 ? "" : "s");
}

static int read_options(struct job *job, struct outcome *outcome, enum bq_findings_format *format)
{
    struct cli *cli = job->cli;
    const char *word = cli_value(cli, "format"), *status = cli_value(cli, "status"), *rule;
    int code = cli_fail_on(cli, &outcome->fail_on);
    int parsed = word ? bq_findings_format_parse(word) : BQ_FINDINGS_TEXT;
    if (code != CLI_OK)
        return code;
    if (parsed < 0)
        return cli_usage(cli, "--format takes text, json, sarif or github, not '%s'", word);
    if (status && strcmp(status, "draft") != 0 && strcmp(status, "ready") != 0 &&
        strcmp(status, "filed") != 0)
        return cli_usage(cli, "--status takes draft, ready or filed, not '%s'", status);
    while ((rule = cli_value_at(cli, "no-allow", job->no_allow_count)) != NULL) {
        if (job->no_allow_count + 1 == NO_ALLOW_MAX)
            return cli_usage(cli, "more than %d --no-allow", NO_ALLOW_MAX - 1);
        if (!strchr(rule, '/') && !bq_rule_find(rule))
            return cli_usage(cli, "no rule is called '%s'; `bugquill rules` lists them", rule);
        job->no_allow[job->no_allow_count++] = rule;
    }
    outcome->explain = cli_given(cli, "explain");
    if (outcome->explain && parsed != BQ_FINDINGS_TEXT)
        return cli_usage(cli,
                         "--explain is for text; the other formats hold why and what to do anyway");
    *format = (enum bq_findings_format)parsed;
    return CLI_OK;
}

/* With --no-config a run depends on what is named alone, not on a taxonomy imported at home. */
static int open_taxonomy(struct job *job, struct bq_err *err)
{
    bool home = job->cli->have_home && !cli_given(job->cli, "no-config");
    return bq_taxonomy_open(home ? &job->cli->paths : NULL, &job->taxonomy, err);
}

static int check(struct job *job, struct outcome *outcome, enum bq_findings_format format)
{
    struct bq_err err;
    bq_err_clear(&err);
    if (check_peers_init(&job->peers, &err) < 0 || open_taxonomy(job, &err) < 0 ||
        bq_findings_writer_new(format, put, outcome, &outcome->writer, &err) < 0)
        return cli_fail(job->cli, &err);
    outcome->code = job->files.trouble;
    int code = run_job(job, outcome);
    if (bq_findings_writer_end(outcome->writer, &err) < 0)
        code = cli_fail(job->cli, &err);
    check_peers_clear(&job->peers);
    summarize(job, outcome);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct job job = { .cli = cli,
                       .lock = PTHREAD_MUTEX_INITIALIZER,
                       .changed = PTHREAD_COND_INITIALIZER };
    struct outcome outcome = { .cli = cli };
    enum bq_findings_format format = BQ_FINDINGS_TEXT;
    int code = read_options(&job, &outcome, &format);
    if (code != CLI_OK)
        return code;
    if (argc == 0)
        return cli_usage(cli, "name a draft, a folder of drafts, or - for standard input");
    cli_confine(cli, argv, (size_t)argc, NULL);
    cli_files_collect(cli, &job.files, argc, argv);
    code = check(&job, &outcome, format);
    bq_findings_writer_free(outcome.writer);
    bq_taxonomy_free(job.taxonomy);
    free(job.ring);
    cli_files_clear(&job.files);
    return code;
}

static const struct cli_option options[] = {
    { "format", 0, "FORMAT", "text, json (one object a line), sarif or github" },
    { "fail-on", 0, "SEVERITY", "exit 1 from this severity on: error (default), warning or note" },
    { "explain", 0, NULL, "below each line: why, what to do, where that is written" },
    { "status", 0, "STATUS", "check as if the status were draft, ready or filed" },
    { "no-allow", 0, "RULE", "answers given for this rule do not count (may be repeated)" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_check = {
    .name = "check",
    .synopsis = "[-p PROGRAM] [--format FORMAT] [--fail-on SEVERITY] DRAFT... | -",
    .summary = "what will get a report rejected, in any number of drafts",
    .options = options,
    .example = "  bugquill check --format github --fail-on warning reports/",
    .completes = CLI_COMPLETES_DRAFT,
    .then = CLI_COMPLETES_DRAFT,
    .choices = (const char *const[]){ "format", "text json sarif github", "fail-on",
                                      "error warning note", "status", "draft ready filed", NULL },
    .run = run,
};
