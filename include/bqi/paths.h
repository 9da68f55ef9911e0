/*
 * Where a person's files are. Computed once by the front end from the environment, then passed
 * down: nothing in the library reads the environment.
 */
#ifndef BQI_PATHS_H
#define BQI_PATHS_H

#include "bugquill/errors.h"

#include <stdbool.h>

enum { BQ_PATH_MAX = 4096 };

/* Looks a variable up; NULL when unset. context is the caller's. */
typedef const char *bq_getenv_fn(void *context, const char *name);

struct bq_paths {
    char config[BQ_PATH_MAX];   /* $XDG_CONFIG_HOME/bugquill */
    char data[BQ_PATH_MAX];     /* $XDG_DATA_HOME/bugquill */
    char drafts[BQ_PATH_MAX];   /* data/drafts, or where config says */
    char programs[BQ_PATH_MAX]; /* data/programs, or --programs */
    char state[BQ_PATH_MAX];    /* $XDG_STATE_HOME/bugquill */
};

/*
 * Fills *paths from XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME and HOME. Relative values are
 * ignored, as the base directory specification asks. Without any home the paths are empty strings
 * and BQ_ENOTFOUND comes back: commands that read only named files go on.
 */
int bq_paths_init(struct bq_paths *paths, bq_getenv_fn *get, void *context, struct bq_err *err);
/* dir + "/" + name into out (BQ_PATH_MAX bytes); BQ_ELIMIT when it does not fit. */
int bq_path_join(char *out, const char *dir, const char *name, struct bq_err *err);
/*
 * The file that a text of others names, for reading it: name is relative to dir ("" the current
 * folder) and must lie below it by its parts and by the links on its way; out (BQ_PATH_MAX bytes)
 * gets where it really is. BQ_EINVAL: it leads elsewhere; BQ_ENOTFOUND: there is no such file.
 */
int bq_path_below(char *out, const char *dir, const char *name, struct bq_err *err) BQ_MUST_USE;
/* Could name be below some folder, by its parts alone? */
bool bq_path_stays_below(const char *name);
/* The part after the last slash. Borrowed. */
const char *bq_path_base(const char *path);

#endif
