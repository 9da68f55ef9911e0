/* Where a person's files are: see bqi/paths.h. */
#include "bqi/paths.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
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

bool bq_path_stays_below(const char *name)
{
    if (!*name || *name == '/')
        return false;
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || !part[2]))
            return false;
    }
    return true;
}

/* Where path really is; NULL and a reason when it is nowhere. The caller frees. */
static char *real_path(const char *path, int *status, struct bq_err *err)
{
    char *real = realpath(path, NULL);

    if (!real)
        *status = bq_err_system(err, path, errno, "open");
    return real;
}

int bq_path_below(char *out, const char *dir, const char *name, struct bq_err *err)
{
    int status = BQ_OK;
    char *folder = NULL, *file = NULL;
    size_t len;

    if (bq_path_stays_below(name))
        status = bq_path_join(out, *dir ? dir : ".", name, err);
    else
        status = bq_err_set(err, BQ_EINVAL, "'%s' is not below the draft's folder", name);
    if (!status && (file = real_path(out, &status, err)) != NULL)
        folder = real_path(*dir ? dir : ".", &status, err);
    if (file && folder) {
        len = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
        if (strncmp(file, folder, len) != 0 || file[len] != '/')
            status = bq_err_set(err, BQ_EINVAL, "'%s' is a link out of the draft's folder", name);
        else if (snprintf(out, BQ_PATH_MAX, "%s", file) >= BQ_PATH_MAX)
            status = bq_err_set(err, BQ_ELIMIT, "a path longer than %d bytes", BQ_PATH_MAX - 1);
    }
    if (status)
        out[0] = '\0';
    free(folder);
    free(file);
    return status;
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
