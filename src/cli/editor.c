#include "bqi/editor.h"

#include "bqi/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the private copy --------------------------------------------------------------------------
 */

/* A folder of ours that nobody else can look into. */
static bool is_private(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
           !(st.st_mode & 077);
}

static int scratch_folder(struct cli *cli, char *out, struct bq_err *err)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    int status = BQ_ENOTFOUND;

    if (runtime && runtime[0] == '/' && is_private(runtime))
        status = bq_path_join(out, runtime, "bugquill.XXXXXX", err);
    if (!status && mkdtemp(out))
        return BQ_OK;
    if (!cli->have_home)
        return bq_err_set(err, BQ_ENOTFOUND, "no private folder for the editor (set HOME)");
    status = bq_file_make_dir(cli->paths.state, err);
    if (!status)
        status = bq_path_join(out, cli->paths.state, "editor.XXXXXX", err);
    if (!status && !mkdtemp(out))
        status = bq_err_system(err, out, errno, "make the folder");
    return status;
}

int cli_scratch_make(struct cli *cli, const char *name, const char *text, size_t len, char *path,
                     struct bq_err *err)
{
    char folder[BQ_PATH_MAX];
    int status = scratch_folder(cli, folder, err);

    path[0] = '\0';
    if (!status)
        status = bq_path_join(path, folder, name, err);
    if (!status)
        status =
            bq_file_write(path, text, len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE, NULL, NULL, err);
    return status;
}

void cli_scratch_remove(const char *path)
{
    const char *base = bq_path_base(path);
    char folder[BQ_PATH_MAX];
    struct dirent *item;
    DIR *dir;

    if (base == path)
        return;
    memcpy(folder, path, (size_t)(base - path));
    folder[base - path - 1] = '\0';
    dir = opendir(folder);
    while (dir && (item = readdir(dir)) != NULL)
        (void)!unlinkat(dirfd(dir), item->d_name, 0);
    if (dir)
        closedir(dir);
    (void)!rmdir(folder);
}

/* ---- running it
 * ---------------------------------------------------------------------------------- */

int cli_editor_run(struct cli *cli, struct launcher *launcher, const char *path, struct bq_err *err)
{
    char **words;
    int code, status = launch_split(launch_editor(cli->config.editor), path, &words, err);

    if (status < 0)
        return status;
    status = launcher_run(launcher, words, NULL, 0, &code, err);
    if (status < 0)
        status = bq_err_at(err, BQ_EIO, words[0], 0, 0,
                           "the editor can't be started (set VISUAL or EDITOR)");
    else if (code > 128)
        status =
            bq_err_at(err, BQ_EIO, words[0], 0, 0, "the editor was ended by signal %d", code - 128);
    else if (code != 0)
        status = bq_err_at(err, BQ_EIO, words[0], 0, 0, "the editor ended with code %d", code);
    launch_free_words(words);
    return status;
}
