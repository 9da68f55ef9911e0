/* Every path the program uses. */
#include "bqi/confine.h"
#include "bqi/process.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* Says what others could do there: reports are not for everybody's eyes. */
static void add_state(struct bq_buf *out, const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0) {
        bq_buf_adds(out, errno == ENOENT ? "\tnot there yet" : "\tcan't be looked at");
        return;
    }
    bq_buf_addf(out, "\t%04o", (unsigned)(st.st_mode & 07777));
    if (st.st_mode & 022)
        bq_buf_adds(out, " others can write here");
    else if (st.st_mode & 044)
        bq_buf_adds(out, " others can read here");
}

static void add_path(struct cli *cli, struct bq_buf *out, const char *what, const char *path)
{
    bq_buf_addf(out, "%s\t", what);
    bq_show(out, path, strlen(path), BQ_SHOW_LINE);
    if (cli_given(cli, "verbose"))
        add_state(out, path);
    bq_buf_addc(out, '\n');
}

static void add_below(struct cli *cli, struct bq_buf *out, const char *what, const char *folder,
                      const char *name)
{
    char path[BQ_PATH_MAX];

    if (folder[0] && !bq_path_join(path, folder, name, NULL))
        add_path(cli, out, what, path);
}

static void add_protection(struct cli *cli, struct bq_buf *out)
{
    struct bq_confine_report report;
    struct rlimit core;

    bq_confine_probe(&report);
    bq_buf_addf(out, "files confined (Landlock)\t%s", report.files ? "yes" : "no");
    if (report.landlock_abi)
        bq_buf_addf(out, ", version %d", report.landlock_abi);
    bq_buf_addf(out, "\ncalls confined (seccomp)\t%s\n", report.calls ? "yes" : "no");
    if (report.why_not[0]) {
        bq_buf_adds(out, "not confined because\t");
        bq_show(out, report.why_not, strlen(report.why_not), BQ_SHOW_LINE);
        bq_buf_addc(out, '\n');
    }
    bq_buf_addf(out, "core dumps\t%s\n",
                getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 ? "off" : "on");
    bq_buf_adds(out, "network code\tnone\n");
    (void)cli;
}

static int run(struct cli *cli, int argc, char **argv)
{
    const struct bq_paths *paths = &cli->paths;
    struct bq_buf out;
    int code = CLI_OK;

    if (argc > 0)
        return cli_usage(cli, "'%s' is not expected here", argv[0]);
    if (!cli->have_home) {
        struct bq_err err;

        bq_err_set(&err, BQ_ENOTFOUND, "there is no home folder (set HOME)");
        return cli_fail(cli, &err);
    }
    bq_buf_init(&out, 1 << 20);
    add_below(cli, &out, "settings", paths->config, "config.yaml");
    add_path(cli, &out, "drafts", paths->drafts);
    add_path(cli, &out, "programs", paths->programs);
    add_below(cli, &out, "trash", paths->data, "trash");
    add_path(cli, &out, "state", paths->state);
    add_below(cli, &out, "recovery", paths->state, "journal");
    add_below(cli, &out, "discarded recovery", paths->state, "trash");
    add_below(cli, &out, "earlier versions", paths->state, "versions");
    add_below(cli, &out, "rejected edits", paths->state, "edits");
    add_below(cli, &out, "overwritten in place", paths->state, "overwritten");
    add_below(cli, &out, "index of drafts", paths->state, "index");
    if (cli_given(cli, "verbose"))
        add_protection(cli, &out);
    if (!cli_put(cli, &out))
        code = CLI_FILE;
    bq_buf_clear(&out);
    return code;
}

static const struct cli_option options[] = {
    { "verbose", 'v', NULL, "also who can read them, and what the system protects from" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_where = {
    .name = "where",
    .synopsis = "[-v]",
    .summary = "every path it uses",
    .options = options,
    .example = "  bugquill where\n  ls \"$(bugquill where | awk -F'\\t' '$1 == \"drafts\" { print "
               "$2 }')\"",
    .run = run,
};
