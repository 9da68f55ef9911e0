/* The form as the commands call it: the terminal of the process around the event loop. */
#include "app/app.h"
#include "bqi/confine.h"
#include "bqi/launch.h"
#include "bqi/show.h"
#include "bqi/ui.h"
#include "screen/keymap.h"
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LARGE_BLOCK = 128 << 10 };

static int64_t now(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

static int fail(struct cli *cli, const struct bq_err *err)
{
    char text[BQ_ERR_FILE_MAX + BQ_ERR_TEXT_MAX + 32], shown[2 * sizeof text];

    bq_err_format(err, text, sizeof text);
    bq_show_cut(shown, sizeof shown, text, strlen(text));
    fprintf(cli->err, "bugquill: %s\n", shown);
    return err->status == BQ_EINVAL ? CLI_USAGE : CLI_FILE;
}

static bool first_run(const struct cli *cli)
{
    return cli->have_home && access(cli->paths.drafts, F_OK) != 0 &&
           access(cli->paths.state, F_OK) != 0;
}

/*
 * Before anything from outside is read: no sockets, no programs. Editor and helpers are started by
 * a child forked now. Without that child the form keeps the right to start them itself.
 */
static void give_up_rights(struct launcher **launcher)
{
    struct bq_confine_report report;
    bool apart = launcher_new(launcher, NULL) == BQ_OK;

    bq_confine(NULL, 0, apart ? BQ_CONFINE_NO_EXEC : 0, &report);
}

/* Copies of long texts come and go; glibc would learn from the first that blocks of their size belong
 * into the heap, and keep three of them for good. */
static void give_back_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
#endif
}

int ui_check_keys(const struct bq_config *config, struct bq_err *err)
{
    struct ui_keymap map;
    return ui_keymap_init(&map, config, err);
}

int ui_form(struct cli *cli, const struct cli_form_request *request)
{
    struct ui_term_options options = { .mouse = request->mouse || cli->config.mouse,
                                       .no_color = !cli->color };
    const char *home = getenv("HOME");
    struct ui_app_env env = { .paths = &cli->paths,
                              .config = &cli->config,
                              .home = home ? home : "",
                              .now = now,
                              .first_run = first_run(cli) };
    char parting[UI_PARTING_MAX];
    int status, exit_code = CLI_FILE;
    struct bq_err err;

    bq_err_clear(&err);
    give_back_memory();
    give_up_rights(&env.launcher);
    status = ui_term_open(&options, &env.term, &err);
    if (!status)
        status = ui_app_run(&env, request, &exit_code, parting, &err);
    ui_term_close(env.term);
    launcher_free(env.launcher);
    if (status)
        return fail(cli, &err);
    if (parting[0])
        fprintf(cli->out, "%s\n", parting);
    return exit_code;
}
