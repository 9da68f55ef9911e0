/* Other ways out for a text, where the terminal's clipboard does not take it: a file, or a helper
 * that is there. */
#include "bqi/file.h"
#include "bqi/launch.h"
#include "screen/ask.h"
#include "screen/form.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct helper {
    const char *name, *line;
    const char *needs; /* a variable that says that it can work */
};
static const struct helper helpers[] = {
    { "tmux", "tmux load-buffer -w -", "TMUX" },
    { "wl-copy", "wl-copy", "WAYLAND_DISPLAY" },
    { "xclip", "xclip -selection clipboard", "DISPLAY" },
    { "xsel", "xsel --clipboard --input", "DISPLAY" },
    { "pbcopy", "pbcopy", "HOME" },
};
enum { HELPERS = sizeof helpers / sizeof helpers[0], WAY_BARE = 0, WAY_FILE = 1, WAY_HELPER = 2 };

static bool in_path(const char *name)
{
    const char *path = getenv("PATH");
    char file[BQ_PATH_MAX];

    while (path && *path) {
        size_t len = strcspn(path, ":");
        if (len &&
            snprintf(file, sizeof file, "%.*s/%s", (int)len, path, name) < (int)sizeof file &&
            access(file, X_OK) == 0)
            return true;
        path += len + (path[len] == ':');
    }
    return false;
}

static const struct helper *find_helper(void)
{
    for (int i = 0; i < HELPERS; i++) {
        const char *value = getenv(helpers[i].needs);
        if (value && *value && in_path(helpers[i].name))
            return &helpers[i];
    }
    return NULL;
}

static void run_helper(struct form *form, struct ui_host *host)
{
    const struct helper *helper = find_helper();
    struct bq_err err;
    char **words;
    int code, status;

    if (!helper)
        return;
    status = launch_split(helper->line, NULL, &words, &err);
    if (status) {
        ui_host_say_error(host, &err);
        return;
    }
    status = launcher_run(host->launcher, words, form->elsewhere, form->elsewhere_len, &code, &err);
    launch_free_words(words);
    if (status)
        ui_host_say_error(host, &err);
    else if (code)
        ui_host_say(host, UI_TONE_BAD, "%s ended with %d", helper->name, code);
    else
        ui_host_say(host, UI_TONE_GOOD, "%s took %zu bytes", helper->name, form->elsewhere_len);
}

static void file_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    char path[BQ_PATH_MAX];
    struct bq_err err;

    if (result == ASK_CANCEL)
        return;
    ui_host_expand(host, text, path, sizeof path);
    if (bq_file_write(path, form->elsewhere, form->elsewhere_len,
                      BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE, NULL, NULL, &err))
        ui_host_say(host, UI_TONE_BAD, "Not written: %s. The same key asks again", err.text);
    else
        ui_host_say(host, UI_TONE_GOOD, "%zu bytes are in %s, readable only by you",
                    form->elsewhere_len, text);
}

static void way_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    char path[128];
    struct ask_spec spec = { .title = "Into a file",
                             .body = "An existing file is not overwritten.",
                             .prompt = "Path",
                             .initial = path,
                             .owner = form,
                             .done = file_done };

    (void)text;
    ui_host_own_file(host, "bugquill-field.txt", path, sizeof path);
    if (result == WAY_BARE)
        screen_pager_push(host, "", PAGER_BARE,
                          bq_span_dup(bq_span_of(form->elsewhere, form->elsewhere_len)));
    else if (result == WAY_FILE)
        ask_push(host, &spec);
    else if (result == WAY_HELPER)
        run_helper(form, host);
}

void form_copy_elsewhere(struct form *form, struct ui_host *host, const char *what,
                         const char *bytes, size_t len, const char *why)
{
    const struct helper *helper = find_helper();
    char title[160];
    struct ask_spec spec = { .title = title,
                             .body = why,
                             .count = helper ? 3 : 2,
                             .choices = { [WAY_BARE] = { "Bare text, to select by hand",
                                                         "Esc comes back", 'v' },
                                          [WAY_FILE] = { "Write it to a file...", "", 'f' },
                                          [WAY_HELPER] = { "Hand it to a helper program",
                                                           helper ? helper->line : "", 'h' } },
                             .owner = form,
                             .done = way_done };

    free(form->elsewhere);
    form->elsewhere = bq_span_dup(bq_span_of(bytes, len));
    form->elsewhere_len = form->elsewhere ? len : 0;
    if (!form->elsewhere)
        return;
    snprintf(title, sizeof title, "Another way for: %.120s", what);
    ask_push(host, &spec);
}
