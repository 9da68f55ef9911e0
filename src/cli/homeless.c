/*
 * The form where there is no home folder: nothing may be typed that could not be kept. Beside a
 * draft that is named, a folder of its own takes what the home folder would; else nothing is
 * opened.
 */
#include "bqi/file.h"
#include "bqi/store.h"
#include "cli.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static int say_what_to_do(struct cli *cli)
{
    fputs("bugquill: there is no home folder, so what you type could not be kept: nothing was "
          "opened.\nSet HOME to a folder of yours (HOME=/path/to/it bugquill), or all of "
          "XDG_CONFIG_HOME, XDG_DATA_HOME and XDG_STATE_HOME.\nOr name a file: bugquill new -o "
          "FILE, bugquill edit ./FILE.yaml; recovery files then lie in .bugquill beside it.\n",
          cli->err);
    return CLI_FILE;
}

/* All folders from that of the draft: it is its drafts folder, the rest lies in one below it. */
static int settle_beside(struct cli *cli, const char *path, struct bq_err *err)
{
    struct bq_paths *paths = &cli->paths;
    char folder[BQ_PATH_MAX], real[PATH_MAX], own[BQ_PATH_MAX];
    size_t len = (size_t)(bq_path_base(path) - path);

    if (len >= sizeof folder)
        return bq_err_set(err, BQ_ELIMIT, "the path of the draft is too long");
    snprintf(folder, sizeof folder, "%.*s", len ? (int)len : 1, len ? path : ".");
    if (realpath(folder, real) && strlen(real) < sizeof folder)
        memcpy(folder, real, strlen(real) + 1);
    int status = bq_path_join(own, folder, ".bugquill", err);
    if (status == BQ_OK)
        status = bq_path_join(paths->programs, own, "programs", err);
    if (status == BQ_OK)
        status = bq_file_make_dir(own, err);
    if (status < 0)
        return status;
    snprintf(paths->drafts, sizeof paths->drafts, "%s", folder);
    snprintf(paths->config, sizeof paths->config, "%s", own);
    snprintf(paths->data, sizeof paths->data, "%s", own);
    snprintf(paths->state, sizeof paths->state, "%s", own);
    cli->have_home = true;
    return BQ_OK;
}

static bool has_unsaved_work(const struct cli *cli)
{
    struct bq_recovery_list list;
    bool any = bq_recovery_list(&cli->paths, &list, NULL) == BQ_OK && list.count > 0;
    bq_recovery_list_clear(&list);
    return any;
}

int cli_open_form(struct cli *cli, const struct cli_form_request *request)
{
    struct cli_form_request here = *request;
    struct bq_err err;
    const char *path = request->path ? request->path : request->output;
    if (cli->have_home)
        return cli->form(cli, request);
    if (!path)
        return say_what_to_do(cli);
    if (settle_beside(cli, path, &err) < 0)
        return cli_fail(cli, &err);
    /* Nothing else would show what a session that was killed left there. */
    if (!request->draft && cli->form == cli->forms->full && has_unsaved_work(cli)) {
        here.list = true;
        here.path = NULL;
    }
    return cli->form(cli, &here);
}
