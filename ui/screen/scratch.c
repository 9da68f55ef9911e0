/* The private copy. */
#include "screen/scratch.h"
#include "bqi/file.h"
#include "bqi/launch.h"
#include <stdio.h>
#include <unistd.h>

static int make(const struct ui_host *host, const char *name, char *path, struct bq_err *err)
{
    char folder[BQ_PATH_MAX], file[96];
    unsigned char random[4];
    int status = bq_path_join(folder, host->paths->drafts, ".scratch", err);

    if (!status)
        status = bq_file_make_dir(folder, err);
    if (status)
        return status;
    bq_random(random, sizeof random);
    snprintf(file, sizeof file, "%02x%02x%02x%02x-%.60s", random[0], random[1], random[2],
             random[3], name);
    return bq_path_join(path, folder, file, err);
}

static int run_editor(struct ui_host *host, const char *path, int *code, struct bq_err *err)
{
    char **words;
    int status;

    status = launch_split(launch_editor(host->config->editor), path, &words, err);
    if (status)
        return status;
    ui_term_leave(host->term);
    status = launcher_run(host->launcher, words, NULL, 0, code, err);
    ui_term_enter(host->term);
    if (status)
        status = bq_err_set(err, BQ_ENOTFOUND, "%s could not be started: set $VISUAL or $EDITOR",
                            words[0]);
    launch_free_words(words);
    return status;
}

int scratch_edit(struct ui_host *host, const char *name, const char *text, size_t len, size_t cap,
                 char *path, char **out, size_t *out_len, int *code, struct bq_err *err)
{
    int status;

    *out = NULL;
    *code = 0;
    *out_len = 0;
    path[0] = '\0';
    status = make(host, name, path, err);
    if (!status)
        status =
            bq_file_write(path, text, len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE, NULL, NULL, err);
    if (status) {
        path[0] = '\0';
        return status;
    }
    status = run_editor(host, path, code, err);
    if (status) { /* nobody wrote in it */
        scratch_remove(path);
        path[0] = '\0';
    }
    if (!status)
        status = bq_file_read(path, cap, out, out_len, NULL, err);
    return status;
}

void scratch_remove(const char *path)
{
    char folder[BQ_PATH_MAX];
    size_t len = (size_t)(bq_path_base(path) - path);

    if (!path[0] || len < 2 || len >= sizeof folder)
        return;
    unlink(path);
    snprintf(folder, sizeof folder, "%.*s", (int)len - 1, path);
    rmdir(folder); /* only when nothing else is in it */
}
