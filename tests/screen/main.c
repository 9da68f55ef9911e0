/*
 * Runs key scripts against the program on the scripted terminal: screen-tests [--update]
 * FILE.keys... Prints TAP.
 */
#include "app/app.h"
#include "bqi/config.h"
#include "bqi/store.h"
#include "script.h"
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct run {
    struct script *script;
    struct ui_term *term;
    struct bq_paths paths;
    struct bq_config config;
};

/* A moment that only depends on the script: its start and the milliseconds that passed. */
static int64_t now(void *context)
{
    const struct run *run = context;

    return SCRIPT_MOMENT + ui_term_now_ms(run->term) / 1000;
}

static const char *variable(void *context, const char *name)
{
    (void)context;
    return getenv(name);
}

static bool prepare(struct run *run, struct bq_err *err)
{
    char path[BQ_PATH_MAX];

    if (bq_paths_init(&run->paths, variable, NULL, err) ||
        bq_path_join(path, run->paths.config, "config.yaml", err) ||
        bq_config_init(&run->config, err))
        return false;
    if (bq_config_load(&run->config, path, err)) {
        bq_config_clear(&run->config);
        return false;
    }
    return true;
}

/* What `run WORDS` asks for. */
static bool read_request(const struct run *run, const char *words, struct cli_form_request *request,
                         char *path, struct bq_err *err)
{
    memset(request, 0, sizeof *request);
    if (strncmp(words, "edit ", 5) == 0) {
        request->path = path;
        return bq_store_find(&run->paths, words + 5, path, err) == BQ_OK;
    }
    if (strncmp(words, "new ", 4) == 0)
        request->program = words + 4;
    request->list = strncmp(words, "list", 4) == 0;
    return true;
}

static int run_form(struct run *run, const char *words, struct bq_err *err)
{
    struct ui_term_facts facts = { .colors = script_colors,
                                   .utf8 = true,
                                   .no_clipboard = !script_clipboard };
    struct ui_fake *fake = ui_fake_new(script_rows, script_columns, script_read, run->script);
    struct ui_app_env env = { .paths = &run->paths,
                              .config = &run->config,
                              .home = run->script->home,
                              .now = now,
                              .context = run,
                              .first_run = strcmp(words, "list first") == 0 };
    struct cli_form_request request;
    char parting[UI_PARTING_MAX], path[BQ_PATH_MAX];
    int exit_code = -1;

    run->term = fake ? ui_fake_term(fake, &facts) : NULL;
    env.term = run->term;
    if (!run->term || !read_request(run, words, &request, path, err))
        exit_code = -1;
    else if (ui_app_run(&env, &request, &exit_code, parting, err))
        exit_code = CLI_FILE;
    else
        err->text[0] = '\0';
    ui_term_close(run->term);
    return exit_code;
}

static void run_all(struct script *script)
{
    const char *words;
    int exit_code = 0;

    while ((words = script_next_run(script, exit_code)) != NULL) {
        struct run run = { .script = script };
        struct bq_err err;
        bq_err_clear(&err);
        if (!prepare(&run, &err)) {
            script_fail(script, "%s", err.text);
            return;
        }
        script->running = true;
        exit_code = run_form(&run, words, &err);
        script->running = false;
        if (err.text[0])
            script_fail(script, "%s", err.text);
        bq_config_clear(&run.config);
    }
}

static bool make_home(struct script *script)
{
    static const char *const folders[][2] = { { "XDG_DATA_HOME", "data" },
                                              { "XDG_CONFIG_HOME", "config" },
                                              { "XDG_STATE_HOME", "state" } };
    const char *tmp = getenv("TMPDIR");
    char path[512];

    snprintf(script->home, sizeof script->home, "%s/bq-screen.XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(script->home))
        return false;
    setenv("HOME", script->home, 1);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", script->home, folders[i][1]);
        setenv(folders[i][0], path, 1);
    }
    return chdir(script->home) == 0;
}

static void remove_home(const struct script *script)
{
    char command[400];

    if (chdir("/") != 0 || strchr(script->home, '\''))
        return;
    snprintf(command, sizeof command, "rm -rf '%s'", script->home);
    if (system(command) != 0)
        printf("# %s stays behind\n", script->home);
}

static void rewrite(const struct script *script, const char *path)
{
    FILE *file = fopen(path, "w");

    if (!file ||
        fwrite(script->rewritten.data, 1, script->rewritten.len, file) != script->rewritten.len)
        printf("# can't write %s\n", path);
    if (file)
        fclose(file);
}

static int run_file(const char *name, bool update, const char *pictures)
{
    struct script script;
    char path[PATH_MAX], here[PATH_MAX];
    int failures;

    if (!getcwd(here, sizeof here) || !realpath(name, path) ||
        !script_load(&script, path, update) || !make_home(&script)) {
        printf("not ok - %s can't be run\n", name);
        return 1;
    }
    script.pictures = pictures;
    run_all(&script);
    remove_home(&script);
    if (update)
        rewrite(&script, path);
    if (!script.checks && !update) {
        printf("not ok - %s checks nothing\n", name);
        script.failures++;
    } else if (script.failures) {
        printf("not ok - %s as a whole\n", name);
    }
    failures = script.failures;
    script_free(&script);
    return chdir(here) == 0 ? failures : failures + 1;
}

int main(int argc, char **argv)
{
    bool update = argc > 1 && strcmp(argv[1], "--update") == 0;
    char pictures[PATH_MAX];
    bool draw = argc > 2 && strcmp(argv[1], "--pictures") == 0 && realpath(argv[2], pictures);
    int failures = 0;

    if (!setlocale(LC_CTYPE, "C.UTF-8")) {
        printf("1..0 # SKIP no UTF-8 locale\n");
        return 0;
    }
    setenv("TZ", "UTC", 1);
    tzset();
    unsetenv("COLORFGBG");
    /* no helper for the clipboard, whatever this machine has */
    unsetenv("TMUX");
    unsetenv("DISPLAY");
    unsetenv("WAYLAND_DISPLAY");
    unsetenv("VISUAL");
    setenv("EDITOR", "false", 1);
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = draw ? 3 : 1 + update; i < argc; i++)
        failures += run_file(argv[i], update, draw ? pictures : NULL);
    return failures != 0;
}
