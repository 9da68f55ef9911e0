/* The event loop. */
#include "app/app.h"
#include "bqi/show.h"
#include "bqi/taxonomy.h"
#include "grid/grid.h"
#include "screen/screens.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TWICE_MS = 2000, HEARTBEAT_MS = 1000, REST_MS = 120 };

struct app {
    struct ui_host host;
    struct ui_grid grid;
    struct bq_session_env session_env;
    struct bq_taxonomy *taxonomy;
    const struct ui_look *looks;
    int64_t interrupted; /* when Ctrl-C was last pressed */
};

static int64_t steady(void *context)
{
    return ui_term_now_ms(((struct app *)context)->host.term);
}

static int64_t wall(void *context)
{
    const struct app *app = context;
    const struct ui_app_env *env = app->host.app_env;

    return env->now(env->context);
}

/* Work for quiet moments: perhaps some since the last key, or more of what was begun. */
enum work { WORK_NONE, WORK_PERHAPS, WORK_BEGUN };

/* ---- drawing
 * -------------------------------------------------------------------------------------- */

static void draw_layer(struct ui_layer *layer, struct ui_host *host)
{
    if (layer->ops->overlay && layer->below) {
        draw_layer(layer->below, host);
        ui_grid_cursor(host->grid, -1, -1);
    }
    layer->ops->draw(layer, host);
}

static void draw(struct app *app)
{
    struct ui_frame frame;
    int rows, columns;

    ui_term_size(app->host.term, &rows, &columns);
    if ((rows != app->grid.rows || columns != app->grid.columns) &&
        ui_grid_resize(&app->grid, rows, columns, NULL))
        return;
    ui_grid_erase(&app->grid);
    if (app->host.message[0] && steady(app) > app->host.message_until)
        app->host.message[0] = '\0';
    if (app->host.top)
        draw_layer(app->host.top, &app->host);
    frame = ui_grid_frame(&app->grid, app->looks);
    ui_term_draw(app->host.term, &frame);
}

/* ---- keys
 * -------------------------------------------------------------------------------------------- */

static void abandon(struct ui_host *host, int exit_code)
{
    for (struct ui_layer *layer = host->top; layer; layer = layer->below)
        if (layer->ops->abandon)
            layer->ops->abandon(layer, host);
    ui_host_quit(host, exit_code);
}

static void interrupt(struct app *app)
{
    int64_t now = steady(app);
    bool twice = app->interrupted && now - app->interrupted <= TWICE_MS;

    app->interrupted = now;
    if (twice)
        abandon(&app->host, 128 + SIGINT);
    else
        ui_host_leave(&app->host);
}

/* What is not a key but happens to the terminal. True: handled. */
static bool handle_event(struct app *app, const struct ui_key *key)
{
    struct ui_host *host = &app->host;

    switch (key->code) {
    case UI_KEY_SIGNAL:
        if (key->rune == SIGINT)
            interrupt(app);
        else
            abandon(host, 128 + (int)key->rune);
        return true;
    case UI_KEY_GONE:
        abandon(host, 128 + SIGHUP);
        return true;
    case UI_KEY_CONTINUE:
    case UI_KEY_RESIZE:
    case UI_KEY_TIMEOUT:
    case UI_KEY_FOCUS_IN:
    case UI_KEY_FOCUS_OUT:
        return true;
    default:
        return false;
    }
}

static bool handle_everywhere(struct app *app, enum ui_action action)
{
    struct ui_host *host = &app->host;

    switch (action) {
    case UI_DO_REDRAW:
        ui_term_redraw(host->term);
        return true;
    case UI_DO_SUSPEND:
        for (struct ui_layer *layer = host->top; layer; layer = layer->below)
            if (layer->ops->abandon)
                layer->ops->abandon(layer, host);
        ui_term_suspend(host->term);
        return true;
    case UI_DO_INTERRUPT:
        interrupt(app);
        return true;
    case UI_DO_LEAVE:
        ui_host_leave(host);
        return true;
    case UI_DO_HELP:
        screen_help_push(host);
        return true;
    default:
        return false;
    }
}

static void handle(struct app *app, const struct ui_key *key)
{
    struct ui_host *host = &app->host;
    struct ui_layer *top = host->top;
    unsigned where = top->ops->where(top);
    enum ui_action action;

    if (handle_event(app, key))
        return;
    if (key->code == UI_KEY_PASTE)
        host->paste_until = steady(app) + UI_AFTER_PASTE_MS;
    else if (key->code != UI_KEY_MOUSE)
        host->message[0] = '\0';
    action = key->code == UI_KEY_PASTE ? UI_DO_NONE : ui_keymap_find(&host->keymap, key, where);
    if (host->literal_next) /* Ctrl-V: the layer takes whatever comes */
        action = UI_DO_NONE;
    if (!handle_everywhere(app, action))
        top->ops->key(top, host, key, action);
    if (!host->top && !host->done)
        ui_host_quit(host, CLI_OK);
}

/* How long to wait for a key. Work that can wait begins when nobody types, so that no key waits for
 * it. */
static int patience(struct app *app, enum work work)
{
    int64_t left;

    if (work != WORK_NONE)
        return work == WORK_BEGUN ? 0 : REST_MS;
    if (!app->host.message[0])
        return HEARTBEAT_MS;
    left = app->host.message_until - steady(app) + 1;
    return left < 0 ? 0 : left < HEARTBEAT_MS ? (int)left : HEARTBEAT_MS;
}

static bool idle(struct app *app)
{
    struct ui_layer *top = app->host.top;

    return top && top->ops->idle && top->ops->idle(top, &app->host);
}

static void loop(struct app *app)
{
    struct ui_key key;
    enum work work = WORK_BEGUN;

    while (!app->host.done) {
        if (!ui_term_pending(app->host.term))
            draw(app);
        ui_term_read(app->host.term, patience(app, work), &key);
        if (key.code == UI_KEY_TIMEOUT) {
            work = idle(app) ? WORK_BEGUN : WORK_NONE;
        } else {
            handle(app, &key);
            /* nobody goes on typing in the midst of a paste: what it changed is looked at at once */
            work = key.code == UI_KEY_PASTE ? WORK_BEGUN : WORK_PERHAPS;
        }
        ui_host_sweep(&app->host);
    }
}

/* ---- beginning and end
 * ------------------------------------------------------------------------------- */

static const struct ui_look *choose_looks(const struct ui_app_env *env)
{
    const char *colorfgbg = getenv("COLORFGBG");
    const char *background = colorfgbg ? strrchr(colorfgbg, ';') : NULL;
    enum ui_theme theme = UI_THEME_DARK;

    if (ui_term_facts(env->term)->colors < 8)
        return ui_theme_looks(UI_THEME_MONO);
    if (env->config->theme && ui_theme_parse(env->config->theme, &theme))
        return ui_theme_looks(theme);
    if (background && (strcmp(background, ";7") == 0 || strcmp(background, ";15") == 0))
        theme = UI_THEME_LIGHT;
    return ui_theme_looks(theme);
}

static void clear(struct app *app)
{
    while (app->host.top)
        ui_host_pop(&app->host);
    ui_host_sweep(&app->host);
    ui_grid_clear(&app->grid);
    bq_taxonomy_free(app->taxonomy);
    free(app);
}

static int begin(struct app *app, const struct ui_app_env *env, struct bq_err *err)
{
    const struct ui_term_facts *facts = ui_term_facts(env->term);
    struct ui_host *host = &app->host;
    struct bq_err trouble;
    int status;

    host->term = env->term;
    host->grid = &app->grid;
    host->paths = env->paths;
    host->launcher = env->launcher;
    host->config = env->config;
    host->home = env->home;
    host->app_env = env;
    ui_grid_init(&app->grid);
    app->grid.ascii = host->ascii = env->config->ascii || !facts->utf8;
    app->looks = choose_looks(env);
    status = bq_taxonomy_open(env->paths, &app->taxonomy, err);
    if (status)
        return status;
    host->taxonomy = app->taxonomy;
    app->session_env = (struct bq_session_env){ .paths = env->paths,
                                                .config = env->config,
                                                .taxonomy = app->taxonomy,
                                                .now = wall,
                                                .now_ms = steady,
                                                .context = app };
    host->session_env = &app->session_env;
    if (ui_keymap_init(&host->keymap, env->config, &trouble))
        ui_host_say_error(host, &trouble);
    else if (facts->notice[0])
        ui_host_say(host, UI_TONE_PLAIN, "%s", facts->notice);
    else if (!facts->utf8)
        ui_host_say(host, UI_TONE_PLAIN,
                    "The locale is not UTF-8: other characters are kept, but shown by number");
    return BQ_OK;
}

int ui_app_run(const struct ui_app_env *env, const struct cli_form_request *request, int *exit_code,
               char parting[UI_PARTING_MAX], struct bq_err *err)
{
    struct app *app = calloc(1, sizeof *app);
    int status;

    parting[0] = '\0';
    *exit_code = CLI_FILE;
    if (!app)
        return bq_err_nomem(err);
    status = begin(app, env, err);
    if (!status)
        status = screen_first(&app->host, request, env->first_run, err);
    if (!status) {
        loop(app);
        *exit_code = app->host.exit_code;
        snprintf(parting, UI_PARTING_MAX, "%s", app->host.parting);
    }
    clear(app);
    return status;
}
