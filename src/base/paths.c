/* Where a person's files are: see bqi/paths.h. */
#include "bqi/paths.h"
#include <stdio.h>
#include <string.h>

int bq_path_join(char *out, const char *dir, const char *name, struct bq_err *err)
{
    size_t len = strlen(dir);
    const char *slash = len && dir[len - 1] == '/' ? "" : "/";
    int n = snprintf(out, BQ_PATH_MAX, "%s%s%s", dir, slash, name);
    if (n < 0 || n >= BQ_PATH_MAX) {
        out[0] = '\0';
        return bq_err_set(err, BQ_ELIMIT, "a path longer than %d bytes", BQ_PATH_MAX - 1);
    }
    return BQ_OK;
}

const char *bq_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* $variable/bugquill, or $HOME/fallback/bugquill; relative values do not count. */
static int base_dir(char *out, bq_getenv_fn *get, void *context, const char *variable,
                    const char *fallback, struct bq_err *err)
{
    char dir[BQ_PATH_MAX];
    const char *value = get(context, variable);
    if (value && value[0] == '/')
        return bq_path_join(out, value, "bugquill", err);
    const char *home = get(context, "HOME");
    if (!home || home[0] != '/')
        return bq_err_set(err, BQ_ENOTFOUND, "no home folder: set HOME, or %s", variable);
    int status = bq_path_join(dir, home, fallback, err);
    return status < 0 ? status : bq_path_join(out, dir, "bugquill", err);
}

int bq_paths_init(struct bq_paths *paths, bq_getenv_fn *get, void *context, struct bq_err *err)
{
    memset(paths, 0, sizeof *paths);
    int status = base_dir(paths->config, get, context, "XDG_CONFIG_HOME", ".config", err);
    if (status == BQ_OK)
        status = base_dir(paths->data, get, context, "XDG_DATA_HOME", ".local/share", err);
    if (status == BQ_OK)
        status = base_dir(paths->state, get, context, "XDG_STATE_HOME", ".local/state", err);
    if (status == BQ_OK)
        status = bq_path_join(paths->drafts, paths->data, "drafts", err);
    if (status == BQ_OK)
        status = bq_path_join(paths->programs, paths->data, "programs", err);
    if (status < 0)
        memset(paths, 0, sizeof *paths);
    return status;
}
