/* The form line by line. */
#include "bqi/plain.h"
#include "bqi/store.h"
#include "bqi/taxonomy.h"
#include "bugquill/io.h"
#include "steps.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t now(void *context)
{
    const struct cli *cli = context;
    return cli->as_of_given ? cli->now : (int64_t)time(NULL);
}

static int64_t now_ms(void *context)
{
    struct timespec t;
    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char *severity_words(enum bq_severity severity)
{
    return severity == BQ_ERROR ? "Error" : severity == BQ_WARNING ? "Warning" : "Note";
}

static void say_finding(struct plain_form *form, const struct bq_finding *finding)
{
    plain_say(&form->ask, "%s", severity_words(finding->severity));
    if (finding->field != BQ_FIELD_NONE)
        plain_say(&form->ask, ", %s", bq_field_info(finding->field)->label);
    plain_say(&form->ask, ": ");
    plain_show(&form->ask, finding->message, strlen(finding->message));
    if (finding->hint[0]) {
        plain_say(&form->ask, ". What to do: ");
        plain_show(&form->ask, finding->hint, strlen(finding->hint));
    }
    plain_say(&form->ask, finding->allowed ? " (answered for)\n" : "\n");
}

/* Reads out what the checks say of one field, or of everything. Returns how many. */
static size_t say_findings(struct plain_form *form, enum bq_field field, bool all)
{
    size_t said = 0;
    bq_session_check(form->session, true);
    const struct bq_findings *findings = bq_session_findings(form->session);
    for (size_t i = 0; i < findings->count; i++) {
        if (!all && findings->items[i].field != field)
            continue;
        say_finding(form, &findings->items[i]);
        said++;
    }
    return said;
}

/* The question with what is there: a line as it is, long text by its size. */
static void ask_step(struct plain_form *form, const struct plain_step *step)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    const struct bq_field_info *info = bq_field_info(step->field);
    bool editor = form->ask.terminal && info->kind == BQ_KIND_TEXT;
    if (step->before)
        step->before(form);
    plain_say(&form->ask, "%s (%s%s%s)", info->label, step->required ? "required; " : "",
              step->question, editor ? "; or e alone for your editor" : "");
    if (bq_draft_has(draft, step->field)) {
        if (info->kind == BQ_KIND_LINE) {
            size_t len;
            const char *text = bq_draft_text(draft, step->field, &len);
            plain_say(&form->ask, " [");
            plain_show(&form->ask, text, len);
            plain_say(&form->ask, "]");
        } else if (info->kind == BQ_KIND_TEXT) {
            size_t len;
            bq_draft_text(draft, step->field, &len);
            plain_say(&form->ask, " [Enter keeps the %zu bytes that are there]", len);
        } else {
            plain_say(&form->ask, " [Enter keeps what is there]");
        }
    }
    plain_say(&form->ask, ":%s", info->kind == BQ_KIND_TEXT ? "\n" : " ");
}

static void say_help(struct plain_form *form, const struct plain_step *step)
{
    plain_say(&form->ask,
              "%s: %s.\n  Good: %s\n  Bad:  %s\n"
              "Enter keeps what is there, < goes back, ! reads all findings, q stops (the draft is "
              "kept).\n",
              bq_field_info(step->field)->label, step->question, step->good, step->bad);
}

/* Walks the steps until the last one or a stop. */
static void walk(struct plain_form *form, bool ask_program)
{
    size_t count, at, first;
    const struct plain_step *steps = plain_steps(&count);
    first = ask_program ? 0 : 1;
    at = first;
    while (at < count) {
        ask_step(form, &steps[at]);
        enum plain_answer answer = steps[at].answer(form, &steps[at]);
        if (form->ask.ended || answer == PLAIN_STOP)
            return;
        if (answer == PLAIN_HELP || answer == PLAIN_PARTS)
            say_help(form, &steps[at]);
        else if (answer == PLAIN_FINDINGS && say_findings(form, BQ_FIELD_NONE, true) == 0)
            plain_say(&form->ask, "No findings.\n");
        else if (answer == PLAIN_BACK)
            at = at > first ? at - 1 : first;
        else if (answer == PLAIN_VALUE || answer == PLAIN_KEEP)
            say_findings(form, steps[at++].field, false);
    }
}

static void say_start(struct plain_form *form)
{
    const struct bq_program *program = bq_session_program(form->session);
    plain_say(&form->ask, "Report for ");
    if (program) {
        const struct bq_program_info *info = bq_program_info(program);
        plain_show(&form->ask, info->name, strlen(info->name));
        plain_say(&form->ask, ", scope as of ");
        plain_show(&form->ask, info->as_of, strlen(info->as_of));
    } else {
        plain_say(&form->ask, "no program");
    }
    plain_say(&form->ask,
              ". Type ? for help, < to go back, ! for findings, q to stop (the draft is kept).\n");
}

/* The last resort: what was written, on the terminal. */
static void say_draft(struct plain_form *form, struct plain_ask *to)
{
    struct bq_err err;
    char *text;
    size_t len;
    if (bq_draft_format(bq_session_draft(form->session), &text, &len, &err) < 0)
        return;
    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t line = end ? (size_t)(end - text) - at : len - at;
        plain_show(to, text + at, line);
        plain_say(to, "\n");
        at += line + 1;
    }
    free(text);
}

/* Where the text is now: said only when it was just made sure. */
static void say_whereabouts(struct plain_form *form, struct cli *cli)
{
    struct plain_ask to_err = form->ask;
    to_err.out = cli->err;
    if (bq_session_sync(form->session, NULL) == BQ_OK) {
        plain_say(&to_err, "\nWhat you wrote is kept for recovery in ");
        plain_show(&to_err, cli->paths.state, strlen(cli->paths.state));
        plain_say(&to_err, "; run 'bugquill' to get it back.\n");
    } else {
        plain_say(&to_err, "\nNor can a recovery file be written. This is what you wrote:\n");
        say_draft(form, &to_err);
    }
}

/* Saves when there is anything to save, and says where. */
static int leave(struct plain_form *form, struct cli *cli, bool new_report)
{
    struct bq_err err;
    if (!bq_session_dirty(form->session) && new_report) {
        plain_say(&form->ask, "Nothing was written, nothing is saved.\n");
        return CLI_OK;
    }
    size_t left = say_findings(form, BQ_FIELD_NONE, true);
    if (bq_session_save(form->session, &err) < 0) {
        char text[BQ_ERR_FILE_MAX + BQ_ERR_TEXT_MAX + 32];
        bq_err_format(&err, text, sizeof text);
        fputs("bugquill: not saved: ", cli->err);
        struct plain_ask to_err = form->ask;
        to_err.out = cli->err;
        plain_show(&to_err, text, strlen(text));
        say_whereabouts(form, cli);
        return CLI_FILE;
    }
    plain_say(&form->ask, "%zu finding%s. Saved as ", left, left == 1 ? "" : "s");
    const char *path = bq_session_path(form->session);
    plain_show(&form->ask, path, strlen(path));
    plain_say(&form->ask, "\n");
    return CLI_OK;
}

/*
 * Unsaved work on the draft: somebody at a terminal is asked; a script, whose lines are answers to
 * the form's questions, is told. True: *journal is to be gone on with.
 */
static bool wants_recovery(struct plain_form *form, struct cli *cli, const char *path,
                           char journal[BQ_PATH_MAX])
{
    struct bq_recovery_list list;
    const struct bq_recovery *recovery;
    bool wanted = false;

    if (bq_recovery_list(&cli->paths, &list, NULL) != BQ_OK)
        return false;
    recovery = bq_recovery_of(&list, path);
    if (recovery && form->ask.terminal) {
        plain_say(&form->ask, "There is unsaved work on this draft, from a session that ended "
                              "without saving. Go on with it? (y or n; n keeps it for later): ");
        wanted = plain_answer(&form->ask) == PLAIN_VALUE && form->ask.line.len &&
                 (form->ask.line.data[0] | 0x20) == 'y';
        memcpy(journal, recovery->journal, sizeof recovery->journal);
    } else if (recovery) {
        fputs("bugquill: there is unsaved work on this draft; 'bugquill' offers it\n", cli->err);
    }
    bq_recovery_list_clear(&list);
    return wanted;
}

static int open_session(struct plain_form *form, struct cli *cli, const struct bq_session_env *env,
                        const struct cli_form_request *request, struct bq_err *err)
{
    char journal[BQ_PATH_MAX];
    struct bq_session **session = &form->session;

    if (request->path && wants_recovery(form, cli, request->path, journal))
        return bq_session_recover(env, journal, session, err);
    if (request->path)
        return bq_session_open(env, request->path, session, err);
    if (request->draft)
        return bq_session_adopt(env, request->draft, session, err);
    return bq_session_new(env, request->program ? request->program : "", session, err);
}

int plain_form(struct cli *cli, const struct cli_form_request *request)
{
    struct plain_form form = { .paths = cli->have_home ? &cli->paths : NULL, .cli = cli };
    struct bq_taxonomy *taxonomy = NULL;
    struct bq_err err;
    int code = CLI_FILE;
    plain_ask_init(&form.ask, cli->in, cli->out);
    int status = bq_taxonomy_open(cli->have_home ? &cli->paths : NULL, &taxonomy, &err);
    struct bq_session_env env = { .paths = &cli->paths,
                                  .config = &cli->config,
                                  .taxonomy = taxonomy,
                                  .now = now,
                                  .now_ms = now_ms,
                                  .context = cli };
    if (status == BQ_OK)
        status = open_session(&form, cli, &env, request, &err);
    if (status == BQ_OK && request->output && !bq_session_path(form.session)[0])
        status = bq_session_set_path(form.session, request->output, &err);
    if (status < 0) {
        char text[BQ_ERR_FILE_MAX + BQ_ERR_TEXT_MAX + 32];
        bq_err_format(&err, text, sizeof text);
        fputs("bugquill: ", cli->err);
        form.ask.out = cli->err;
        plain_show(&form.ask, text, strlen(text));
        fputc('\n', cli->err);
    } else {
        say_start(&form);
        /* a script names the program on the command line; a person who did not is asked */
        walk(&form, form.ask.terminal && !request->path && !request->draft && !request->named);
        code = leave(&form, cli, !request->path);
    }
    bq_session_close(form.session, code != CLI_OK);
    bq_taxonomy_free(taxonomy);
    plain_ask_clear(&form.ask);
    return code;
}
