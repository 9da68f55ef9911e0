#include "editor.h"

#include "bqi/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 64, NOT_STARTED = 127 };

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

/* ---- its command line --------------------------------------------------------------------------
 */

/* Splits in place: blanks separate, quotes and backslashes keep. Returns how many, 0 when it can't.
 */
static size_t split_words(char *line, char **words)
{
    size_t count = 0;
    char *to = line;

    for (char *s = line; *s;) {
        char quote = '\0';

        s += strspn(s, " \t\n");
        if (!*s)
            break;
        if (count == WORDS_MAX)
            return 0;
        words[count++] = to;
        for (; *s && (quote || !strchr(" \t\n", *s)); s++) {
            if (quote && *s == quote)
                quote = '\0';
            else if (!quote && (*s == '"' || *s == '\''))
                quote = *s;
            else if (*s == '\\' && quote != '\'' && s[1])
                *to++ = *++s;
            else
                *to++ = *s;
        }
        if (quote)
            return 0;
        if (*s)
            s++;
        *to++ = '\0';
    }
    return count;
}

static const char *editor_line(const struct cli *cli)
{
    const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

    if (cli->config.editor && cli->config.editor[0])
        return cli->config.editor;
    if (visual && visual[0])
        return visual;
    if (editor && editor[0])
        return editor;
    return access("/usr/bin/sensible-editor", X_OK) == 0 ? "sensible-editor" : "vi";
}

/* ---- running it
 * ---------------------------------------------------------------------------------- */

static void start(char **words)
{
    struct sigaction standard = { .sa_handler = SIG_DFL };

    sigemptyset(&standard.sa_mask);
    sigaction(SIGINT, &standard, NULL);
    sigaction(SIGQUIT, &standard, NULL);
    sigaction(SIGPIPE, &standard, NULL);
    sigaction(SIGXFSZ, &standard, NULL);
    execvp(words[0], words);
    _exit(NOT_STARTED);
}

/* Ctrl-C in the editor is the editor's: we wait whatever happens. */
static int run_words(char **words, struct bq_err *err)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, interrupt, quit;
    int wait_status = 0, result = BQ_OK;
    pid_t child, waited;

    sigemptyset(&ignore.sa_mask);
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    child = fork();
    if (child == 0)
        start(words);
    if (child < 0) {
        result = bq_err_system(err, words[0], errno, "start");
        goto done;
    }
    do
        waited = waitpid(child, &wait_status, 0);
    while (waited < 0 && errno == EINTR);
    if (WIFSIGNALED(wait_status))
        result = bq_err_at(err, BQ_EIO, words[0], 0, 0, "the editor was ended by signal %d",
                           WTERMSIG(wait_status));
    else if (WEXITSTATUS(wait_status) == NOT_STARTED)
        result = bq_err_at(err, BQ_EIO, words[0], 0, 0,
                           "the editor can't be started (set VISUAL or EDITOR)");
    else if (WEXITSTATUS(wait_status) != 0)
        result = bq_err_at(err, BQ_EIO, words[0], 0, 0, "the editor ended with code %d",
                           WEXITSTATUS(wait_status));
done:
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    return result;
}

int cli_editor_run(struct cli *cli, const char *path, struct bq_err *err)
{
    char *line = bq_span_dup(bq_span_str(editor_line(cli)));
    char *file = bq_span_dup(bq_span_str(path));
    char *words[WORDS_MAX + 2] = { 0 };
    size_t count;
    int status;

    if (!line || !file) {
        status = bq_err_nomem(err);
        goto done;
    }
    count = split_words(line, words);
    if (!count) {
        status = bq_err_set(err, BQ_EINVAL, "the editor's command line can't be understood: %s",
                            editor_line(cli));
        goto done;
    }
    words[count] = file;
    status = run_words(words, err);
done:
    free(line);
    free(file);
    return status;
}
