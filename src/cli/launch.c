/* Starting other programs, by this process or by a child forked before confinement. */
#include "bqi/launch.h"
#include "bqi/buf.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 256, WORD_BYTES_MAX = 64 << 10, INPUT_MAX = 64 << 20, NOT_FOUND = 127 };

struct launcher {
    pid_t pid;
    int fd; /* our end of the pair */
};

/* What goes over the pair: sizes, then that many bytes of words (each with its terminator) and of
 * input. */
struct order {
    uint32_t words, word_bytes;
    uint64_t input_len;
    uint32_t has_input;
};
struct reply {
    int32_t code, failed; /* failed: errno of the start, else 0 */
};

/* ---- one program
 * ------------------------------------------------------------------------------------- */

static bool write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;
    while (len > 0) {
        ssize_t n = write(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

static bool read_all(int fd, void *bytes, size_t len)
{
    char *at = bytes;
    while (len > 0) {
        ssize_t n = read(fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

/* In the new process: default signals, the input as standard input, and the program. Tells errno
 * through `report`. */
static void become(char *const *argv, const int *input, int report)
{
    static const int signals[] = { SIGINT,  SIGQUIT, SIGTSTP, SIGPIPE,
                                   SIGXFSZ, SIGHUP,  SIGTERM, SIGWINCH };
    sigset_t none;
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct sigaction action = { .sa_handler = SIG_DFL };
        sigaction(signals[i], &action, NULL);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (input) {
        dup2(input[0], STDIN_FILENO);
        close(input[0]);
        close(input[1]);
    }
    execvp(argv[0], argv);
    int code = errno;
    if (!write_all(report, &code, sizeof code))
        code = NOT_FOUND;
    _exit(NOT_FOUND);
}

/*
 * A program that stops (Ctrl-Z in an editor) takes the whole job with it, so that its shell has the
 * terminal and can continue all of us. Without such a shell the kernel drops the signal, and the
 * program is continued at once.
 */
static void stop_with(pid_t pid)
{
    struct sigaction usual = { .sa_handler = SIG_DFL }, before;

    sigemptyset(&usual.sa_mask);
    sigaction(SIGTSTP, &usual, &before);
    kill(0, SIGTSTP);
    sigaction(SIGTSTP, &before, NULL);
    kill(pid, SIGCONT);
}

static int wait_for(pid_t pid)
{
    int status = 0;
    for (;;) {
        pid_t got = waitpid(pid, &status, WUNTRACED);
        if (got < 0 && errno != EINTR)
            return NOT_FOUND;
        if (got == pid && !WIFSTOPPED(status))
            break;
        if (got == pid)
            stop_with(pid);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* A pager that is left, or a helper that does not read all it is given, is no failure of ours. */
static void feed_all(int fd, const char *input, size_t len)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, &before);
    (void)!write_all(fd, input, len);
    sigaction(SIGPIPE, &before, NULL);
}

/* Starts the program, feeds it, waits. Returns 0 or the errno of what could not be done. */
static int run_program(char *const *argv, const char *input, size_t len, int *code)
{
    int report[2], feed[2] = { -1, -1 }, failed = 0;
    if (pipe(report) < 0)
        return errno;
    if (input && pipe(feed) < 0) {
        failed = errno;
        close(report[0]);
        close(report[1]);
        return failed;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(report[0]);
        /* Closed by a successful exec, so that the parent reads the end. */
        fcntl(report[1], F_SETFD, FD_CLOEXEC);
        become(argv, input ? feed : NULL, report[1]);
    }
    failed = pid < 0 ? errno : 0;
    close(report[1]);
    if (input)
        close(feed[0]);
    if (pid > 0 && !read_all(report[0], &failed, sizeof failed))
        failed = 0;
    close(report[0]);
    if (input && !failed)
        feed_all(feed[1], input, len);
    if (input)
        close(feed[1]);
    if (pid > 0)
        *code = wait_for(pid);
    return failed;
}

/* ---- the child that starts programs
 * ----------------------------------------------------------------------- */

/* Rebuilds argv from the words in `bytes`; false when they are not what the order says. */
static bool words_of(char *bytes, const struct order *order, char **argv)
{
    char *at = bytes, *end = bytes + order->word_bytes;
    for (uint32_t i = 0; i < order->words; i++) {
        char *stop = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;
        if (!stop)
            return false;
        argv[i] = at;
        at = stop + 1;
    }
    argv[order->words] = NULL;
    return order->words > 0;
}

static bool obey(int fd, const struct order *order, struct reply *reply)
{
    char *argv[WORDS_MAX + 1];
    char *bytes = malloc((size_t)order->word_bytes + 1);
    char *input = order->has_input ? malloc((size_t)order->input_len + 1) : NULL;
    bool good = bytes && (input || !order->has_input) && read_all(fd, bytes, order->word_bytes) &&
                (!input || read_all(fd, input, (size_t)order->input_len)) &&
                words_of(bytes, order, argv);
    if (good) {
        int code = NOT_FOUND;
        reply->failed = run_program(argv, input, (size_t)order->input_len, &code);
        reply->code = code;
    }
    free(bytes);
    free(input);
    return good;
}

static void serve(int fd)
{
    struct order order;
    while (read_all(fd, &order, sizeof order)) {
        struct reply reply = { NOT_FOUND, 0 };
        if (order.words > WORDS_MAX || order.word_bytes > WORD_BYTES_MAX ||
            order.input_len > INPUT_MAX)
            break;
        if (!obey(fd, &order, &reply) || !write_all(fd, &reply, sizeof reply))
            break;
    }
}

int launcher_new(struct launcher **out, struct bq_err *err)
{
    int pair[2];
    *out = NULL;
    struct launcher *launcher = calloc(1, sizeof *launcher);
    if (!launcher)
        return bq_err_nomem(err);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        free(launcher);
        return bq_err_system(err, NULL, errno, "make a pair of sockets");
    }
    launcher->pid = fork();
    if (launcher->pid == 0) {
        /* Keys that stop or suspend the form are not for this child. */
        struct sigaction ignore = { .sa_handler = SIG_IGN };
        sigaction(SIGINT, &ignore, NULL);
        sigaction(SIGQUIT, &ignore, NULL);
        sigaction(SIGTSTP, &ignore, NULL);
        close(pair[0]);
        serve(pair[1]);
        _exit(0);
    }
    close(pair[1]);
    launcher->fd = pair[0];
    if (launcher->pid < 0) {
        int code = errno;
        close(pair[0]);
        free(launcher);
        return bq_err_system(err, NULL, code, "start a process");
    }
    *out = launcher;
    return BQ_OK;
}

void launcher_free(struct launcher *launcher)
{
    if (launcher) {
        close(launcher->fd);
        wait_for(launcher->pid);
        free(launcher);
    }
}

static int ask_child(struct launcher *launcher, char *const *argv, const char *input, size_t len,
                     struct reply *reply)
{
    struct order order = { .input_len = len, .has_input = input != NULL };
    for (; argv[order.words]; order.words++)
        order.word_bytes += (uint32_t)strlen(argv[order.words]) + 1;
    bool good = order.words <= WORDS_MAX && order.word_bytes <= WORD_BYTES_MAX &&
                len <= INPUT_MAX && write_all(launcher->fd, &order, sizeof order);
    for (uint32_t i = 0; good && i < order.words; i++)
        good = write_all(launcher->fd, argv[i], strlen(argv[i]) + 1);
    if (good && input)
        good = write_all(launcher->fd, input, len);
    return good && read_all(launcher->fd, reply, sizeof *reply) ? 0 : EPIPE;
}

/* Ctrl-C and Ctrl-\ in the program are the program's: we wait whatever happens. Ctrl-Z stops us
 * with it. */
static void leave_keys(struct sigaction saved[3])
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, usual = { .sa_handler = SIG_DFL };
    sigemptyset(&ignore.sa_mask);
    sigemptyset(&usual.sa_mask);
    sigaction(SIGINT, &ignore, &saved[0]);
    sigaction(SIGQUIT, &ignore, &saved[1]);
    sigaction(SIGTSTP, &usual, &saved[2]);
}

int launcher_run(struct launcher *launcher, char *const *argv, const char *input, size_t len,
                 int *code, struct bq_err *err)
{
    struct reply reply = { NOT_FOUND, 0 };
    struct sigaction saved[3];
    *code = NOT_FOUND;
    int failed;
    leave_keys(saved);
    if (launcher) {
        failed = ask_child(launcher, argv, input, len, &reply);
        failed = failed ? failed : reply.failed;
        *code = reply.code;
    } else {
        failed = run_program(argv, input, len, code);
    }
    sigaction(SIGINT, &saved[0], NULL);
    sigaction(SIGQUIT, &saved[1], NULL);
    sigaction(SIGTSTP, &saved[2], NULL);
    return failed ? bq_err_system(err, argv[0], failed, "start") : BQ_OK;
}

/* ---- command lines
 * ------------------------------------------------------------------------------------------ */

/* Copies the next word to *to without its quotes; returns where the line goes on, NULL at a missing
 * quote. */
static const char *next_word(const char *line, char **to)
{
    char quote = '\0', *out = *to;
    for (; *line && (quote || (*line != ' ' && *line != '\t')); line++) {
        if (quote && *line == quote)
            quote = '\0';
        else if (!quote && (*line == '"' || *line == '\''))
            quote = *line;
        else if (*line == '\\' && quote != '\'' && line[1])
            *out++ = *++line;
        else
            *out++ = *line;
    }
    *out++ = '\0';
    *to = out;
    return quote ? NULL : line;
}

int launch_split(const char *line, const char *extra, char ***words, struct bq_err *err)
{
    size_t len = strlen(line), count = 0;
    int status = BQ_OK;
    /* Words come out no longer than the line, each with a terminator; the array in front of them.
     */
    char **array =
        calloc(1, (WORDS_MAX + 2) * sizeof *array + 2 * len + 2 + (extra ? strlen(extra) + 1 : 0));
    *words = NULL;
    if (!array)
        return bq_err_nomem(err);
    char *text = (char *)(array + WORDS_MAX + 2);
    line += strspn(line, " \t");
    while (*line && status == BQ_OK) {
        if (count == WORDS_MAX)
            status = bq_err_set(err, BQ_ELIMIT, "a command of more than %d words", WORDS_MAX);
        array[count++] = text;
        line = next_word(line, &text);
        if (!line) {
            status = bq_err_set(err, BQ_EINVAL, "a quote is missing in the command");
            break;
        }
        line += strspn(line, " \t");
    }
    if (status == BQ_OK && count == 0)
        status = bq_err_set(err, BQ_EINVAL, "the command is empty");
    if (status < 0) {
        free(array);
        return status;
    }
    if (extra) {
        array[count] = text;
        memcpy(text, extra, strlen(extra) + 1);
    }
    *words = array;
    return BQ_OK;
}

void launch_free_words(char **words)
{
    free(words);
}

static const char *first_set(const char *configured, const char *one, const char *two,
                             const char *fallback)
{
    const char *value = configured && configured[0] ? configured : getenv(one);
    if (!value || !value[0])
        value = two ? getenv(two) : NULL;
    return value && value[0] ? value : fallback;
}

const char *launch_editor(const char *configured)
{
    const char *fallback = access("/usr/bin/sensible-editor", X_OK) == 0 ? "sensible-editor" : "vi";
    return first_set(configured, "VISUAL", "EDITOR", fallback);
}

const char *launch_pager(const char *configured)
{
    return first_set(configured, "PAGER", NULL, "less");
}
