/* What runs every command: options, settings, exit codes. */
#include "cli.h"
#include "bqi/clock.h"
#include "bqi/file.h"
#include "bqi/process.h"
#include "bqi/programs.h"
#include "bqi/show.h"
#include "bugquill/io.h"
#include "options.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef PACKAGE_VERSION
#error "config.h is included by force: see AM_CPPFLAGS"
#endif

static const char *get_environment(void *context, const char *name)
{
    (void)context;
    return getenv(name);
}

void cli_show(FILE *to, const char *text)
{
    struct bq_buf buf;
    size_t len = strlen(text);
    bq_buf_init(&buf, 12 * len + 64);
    bq_show(&buf, text, len, BQ_SHOW_LINE);
    fwrite(buf.data, 1, buf.len, to);
    bq_buf_clear(&buf);
}

/*
 * Has a write failed because nobody reads the output any more? The signal for it is ignored
 * (bq_process_harden), and errno may be another's by the time somebody asks.
 */
static bool reader_left(const struct cli *cli)
{
    struct pollfd out = { .fd = fileno(cli->out), .events = POLLOUT };
    return ferror(cli->out) && poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP));
}

int cli_fail(struct cli *cli, const struct bq_err *err)
{
    if (err->status == BQ_EIO && reader_left(cli))
        return CLI_FILE; /* finish() says by the exit code what happened */
    char text[BQ_ERR_FILE_MAX + BQ_ERR_TEXT_MAX + 32];
    bq_err_format(err, text, sizeof text);
    fputs("bugquill: ", cli->err);
    cli_show(cli->err, text);
    fputc('\n', cli->err);
    return err->status == BQ_EINVAL ? CLI_USAGE : CLI_FILE;
}

int cli_usage(struct cli *cli, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fputs("bugquill: ", cli->err);
    cli_show(cli->err, text);
    if (cli->command)
        fprintf(cli->err, "\nTry 'bugquill %s --help'.\n", cli->command->name);
    else
        fputs("\nTry 'bugquill --help'.\n", cli->err);
    return CLI_USAGE;
}

bool cli_put(struct cli *cli, const struct bq_buf *buf)
{
    struct bq_err err;
    if (bq_buf_check(buf, &err) < 0) {
        cli_fail(cli, &err);
        return false;
    }
    return fwrite(buf->data, 1, buf->len, cli->out) == buf->len;
}

int cli_put_draft(struct cli *cli, const struct bq_draft *draft, struct bq_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int status = bq_draft_format(draft, &text, &len, err);
    if (status == BQ_OK && fwrite(text, 1, len, cli->out) != len)
        status = bq_err_set(err, BQ_EIO, "standard output can't be written");
    free(text);
    return status;
}

const char *cli_value_at(const struct cli *cli, const char *option, size_t n)
{
    return options_value(cli->storage, option, n);
}

const char *cli_value(const struct cli *cli, const char *option)
{
    const char *last = NULL;
    for (size_t n = 0;; n++) {
        const char *value = options_value(cli->storage, option, n);
        if (!value)
            return last;
        last = value;
    }
}

bool cli_given(const struct cli *cli, const char *option)
{
    return options_value(cli->storage, option, 0) != NULL;
}

int cli_program(struct cli *cli, const char *fallback, struct bq_program **out, struct bq_err *err)
{
    const char *name = cli_value(cli, "program");
    bool drafts = !(name && name[0]) && fallback && fallback[0];
    if (drafts)
        name = fallback;
    else if (!name || !name[0])
        name = cli->config.program;
    /* A draft may come from anybody: it chooses among the programs there are, not among files. */
    if (drafts && bq_program_name_is_path(name))
        return bq_err_set(err, BQ_ENOTFOUND,
                          "the draft's program is a file, %s: give it with -p, or `bugquill program "
                          "import` it and name it by its id",
                          name);
    return bq_programs_open(&cli->paths, name, out, err);
}

int cli_fail_on(struct cli *cli, enum bq_severity *out)
{
    const char *word = cli_value(cli, "fail-on");
    int severity = word ? bq_severity_parse(word) : BQ_ERROR;
    if (severity < 0)
        return cli_usage(cli, "--fail-on takes error, warning or note, not '%s'", word);
    *out = (enum bq_severity)severity;
    return CLI_OK;
}

int cli_read(struct cli *cli, const char *name, size_t cap, char **out, size_t *len,
             struct bq_err *err)
{
    if (strcmp(name, "-") == 0)
        return bq_file_read_fd(fileno(cli->in), "standard input", cap, out, len, err);
    return bq_file_read(name, cap, out, len, NULL, err);
}

static bool wants_color(const struct cli *cli, int *code)
{
    const char *when = cli_value(cli, "color");
    const char *none = getenv("NO_COLOR");
    *code = CLI_OK;
    if (when && strcmp(when, "always") == 0)
        return true;
    if (when && strcmp(when, "never") != 0 && strcmp(when, "auto") != 0)
        *code = CLI_USAGE;
    if ((when && strcmp(when, "auto") != 0) || (none && none[0]))
        return false;
    const char *term = getenv("TERM");
    return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* Reads config.yaml, unless told not to. Settings decide where drafts are. */
static int load_config(struct cli *cli)
{
    struct bq_err err;
    char standard[BQ_PATH_MAX];
    const char *path = cli_value(cli, "config");
    int status = bq_config_init(&cli->config, &err);
    if (status == BQ_OK && path) {
        struct bq_file_stamp stamp;
        status = bq_file_stat(path, &stamp, &err);
        if (status == BQ_OK && !stamp.exists)
            status = bq_err_at(&err, BQ_ENOTFOUND, path, 0, 0, "no such file");
    }
    if (status == BQ_OK && !path && cli->have_home && !cli_given(cli, "no-config"))
        status = bq_path_join(path ? NULL : standard, cli->paths.config, "config.yaml", &err);
    if (status == BQ_OK && (path || (cli->have_home && !cli_given(cli, "no-config"))))
        status = bq_config_load(&cli->config, path ? path : standard, &err);
    if (status == BQ_OK)
        status = cli_check_raise(&cli->config, &err);
    if (status == BQ_OK && cli->config.drafts[0])
        snprintf(cli->paths.drafts, sizeof cli->paths.drafts, "%s", cli->config.drafts);
    if (status == BQ_OK && cli_given(cli, "programs"))
        snprintf(cli->paths.programs, sizeof cli->paths.programs, "%s", cli_value(cli, "programs"));
    return status < 0 ? cli_fail(cli, &err) : CLI_OK;
}

/*
 * The full screen needs a terminal; line by line is for those who ask for it, for terminals without
 * cursor movement, and for builds without the screen. A pipe nobody asked about gets an
 * explanation.
 */
static void choose_form(struct cli *cli, const struct cli_forms *forms)
{
    const char *term = getenv("TERM"), *accessible = getenv("ACCESSIBLE");
    bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    bool dumb = !term || !term[0] || strcmp(term, "dumb") == 0;
    cli->form_trouble = "";
    if (cli_given(cli, "plain"))
        cli->form = forms->plain;
    else if (!terminal)
        cli->form_trouble = "the form needs a terminal; use --plain to answer line by line";
    else if (!forms->full || dumb || (accessible && accessible[0] && accessible[0] != '0'))
        cli->form = forms->plain;
    else
        cli->form = forms->full;
}

static int prepare(struct cli *cli, const struct cli_forms *forms)
{
    struct bq_err err;
    int code;
    const char *date = cli_value(cli, "as-of");
    cli->now = (int64_t)time(NULL);
    cli->as_of_given = date != NULL;
    if (date && !bq_time_parse(date, &cli->now))
        return cli_usage(cli, "--as-of takes a date like 2026-11-24, not '%s'", date);
    cli->color = wants_color(cli, &code);
    if (code != CLI_OK)
        return cli_usage(cli, "--color takes auto, always or never");
    choose_form(cli, forms);
    cli->have_home = bq_paths_init(&cli->paths, get_environment, NULL, &err) == BQ_OK;
    return load_config(cli);
}

static const struct cli_command *find_command(const char *name)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

/* A mistyped command gets the nearest real one named. */
static int unknown_command(struct cli *cli, const char *name)
{
    const char *nearest = options_nearest_command(name);
    if (nearest)
        return cli_usage(cli, "no command '%s'; did you mean '%s'?", name, nearest);
    return cli_usage(cli, "no command '%s'", name);
}

/*
 * Output that could not be written (a full disk) is a failure of the command. A reader that has
 * seen enough (head, a pager) is none: then it ends as other tools do, without a word.
 */
static int finish(struct cli *cli, int code)
{
    struct bq_err err;
    errno = 0;
    bool bad = ferror(cli->out) != 0;
    if (fflush(cli->out) != 0)
        bad = true;
    if (bad && reader_left(cli))
        return 128 + SIGPIPE;
    if (bad && code != CLI_USAGE) {
        bq_err_system(&err, "standard output", errno ? errno : EIO, "write");
        code = cli_fail(cli, &err);
    }
    return code;
}

static int run(struct cli *cli, const struct cli_forms *forms, int argc, char **argv)
{
    int first = 0, code;
    struct options *options = NULL;
    /* The bare command, and a command line that begins with an option, mean the drafts screen. */
    const char *name = argc > 1 && argv[1][0] != '-' ? argv[1] : NULL;
    int skip = name ? 2 : 1;
    if (argc > 2 && strcmp(argv[1], "--plain") == 0 && argv[2][0] != '-') {
        name = argv[2]; /* bugquill --plain new ... */
        skip = 3;
    }
    cli->command = find_command(name ? name : "drafts");
    if (!cli->command)
        return name ? unknown_command(cli, name) : cli_usage(cli, "give a command");
    code = options_parse(cli, argc - skip, argv + skip, &options, &first);
    cli->storage = options;
    if (code == CLI_OK && skip == 3)
        code = options_add_flag(cli, options, "plain");
    if (code == CLI_OK && cli_given(cli, "help"))
        code = options_help(cli);
    else if (code == CLI_OK && cli_given(cli, "version"))
        fprintf(cli->out, "bugquill %s\n", PACKAGE_VERSION);
    else if (code == CLI_OK)
        code = prepare(cli, forms);
    if (code == CLI_OK && !cli_given(cli, "help") && !cli_given(cli, "version"))
        code = cli->command->run(cli, argc - skip - first, argv + skip + first);
    bq_config_clear(&cli->config);
    options_free(options);
    return code;
}

int cli_main(int argc, char **argv, const struct cli_forms *forms)
{
    /* Not on the stack: its five paths are 20 kB, of which most commands touch little. */
    struct cli *cli = calloc(1, sizeof *cli);
    bq_process_harden();
    if (!cli) {
        fputs("bugquill: out of memory\n", stderr);
        return CLI_FILE;
    }
    cli->in = stdin;
    cli->out = stdout;
    cli->err = stderr;
    cli->forms = forms;
    int code = finish(cli, run(cli, forms, argc, argv));
    free(cli);
    return code;
}
