/*
 * Signal handlers need something to reach from anywhere: the few variables here are the only ones
 * in the screen's floors that outlive a function.
 */
#include "term/signals.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static const int watched[] = { SIGWINCH, SIGTSTP, SIGCONT, SIGHUP, SIGTERM, SIGINT, SIGQUIT };
static const int ignored[] = { SIGPIPE, SIGXFSZ };
static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
enum {
    WATCHED = sizeof watched / sizeof watched[0],
    IGNORED = sizeof ignored / sizeof ignored[0],
    DEADLY = sizeof deadly / sizeof deadly[0],
    CRASH_STACK = 1 << 15
};

static struct {
    bool installed;
    int tty;
    int pipe[2];
    struct termios modes;
    bool have_modes;
    void *stack;
    struct sigaction before_watched[WATCHED], before_ignored[IGNORED], before_deadly[DEADLY];
} state = { .pipe = { -1, -1 } };
static volatile sig_atomic_t arrived[WATCHED];

/* Leaves bracketed paste, focus reports, the mouse and the alternate screen; shows the cursor. */
static const char reset_text[] = "\033[?2004l\033[?1004l\033[?1000l\033[?1002l\033[?1006l\033["
                                 "0m\033[?25h\033[?1049l\033[?1l\r\n";

static void note(int number)
{
    int saved = errno;

    for (int i = 0; i < WATCHED; i++)
        if (watched[i] == number)
            arrived[i] = 1;
    if (write(state.pipe[1], "", 1) < 0) {
        /* full: a byte is in it already, which is all that is needed */
    }
    errno = saved;
}

static void crash(int number)
{
    if (write(state.tty, reset_text, sizeof reset_text - 1) < 0) {
        /* nothing can be done about it here */
    }
    if (state.have_modes)
        tcsetattr(state.tty, TCSANOW, &state.modes);
    raise(number); /* the default action is back: SA_RESETHAND */
}

static void close_pipe(void)
{
    for (int i = 0; i < 2; i++) {
        if (state.pipe[i] >= 0)
            close(state.pipe[i]);
        state.pipe[i] = -1;
    }
}

/* Sanitizers report crashes by handlers of their own: leave them theirs. */
static bool own_crashes(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return false;
#else
    return true;
#endif
#else
    return true;
#endif
}

static void install_crash_handlers(void)
{
    struct sigaction action = { .sa_handler = crash };
    stack_t stack = { 0 };

    state.stack = malloc(CRASH_STACK);
    if (state.stack) {
        stack.ss_sp = state.stack;
        stack.ss_size = CRASH_STACK;
        sigaltstack(&stack, NULL);
    }
    sigemptyset(&action.sa_mask);
    action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER | (state.stack ? SA_ONSTACK : 0));
    for (int i = 0; i < DEADLY; i++)
        sigaction(deadly[i], &action, &state.before_deadly[i]);
}

int ui_signals_install(int tty, struct bq_err *err)
{
    struct sigaction action = { .sa_handler = note };
    struct sigaction ignore = { .sa_handler = SIG_IGN };

    if (state.installed)
        return bq_err_set(err, BQ_EINVAL, "the terminal is in use already");
    if (pipe2(state.pipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return bq_err_system(err, NULL, errno, "make a pipe");
    state.tty = tty;
    state.have_modes = tcgetattr(tty, &state.modes) == 0;
    for (int i = 0; i < WATCHED; i++)
        arrived[i] = 0;
    sigemptyset(&action.sa_mask);
    sigemptyset(&ignore.sa_mask);
    action.sa_flags = SA_RESTART;
    for (int i = 0; i < WATCHED; i++) {
        sigaction(watched[i], NULL, &state.before_watched[i]);
        /* nohup's promise holds: an ignored hang-up stays ignored, the lost terminal is seen by
         * reading */
        if (state.before_watched[i].sa_handler != SIG_IGN || watched[i] != SIGHUP)
            sigaction(watched[i], &action, NULL);
    }
    for (int i = 0; i < IGNORED; i++)
        sigaction(ignored[i], &ignore, &state.before_ignored[i]);
    if (own_crashes())
        install_crash_handlers();
    state.installed = true;
    return BQ_OK;
}

void ui_signals_restore(void)
{
    stack_t off = { .ss_flags = SS_DISABLE };

    if (!state.installed)
        return;
    for (int i = 0; i < WATCHED; i++)
        sigaction(watched[i], &state.before_watched[i], NULL);
    for (int i = 0; i < IGNORED; i++)
        sigaction(ignored[i], &state.before_ignored[i], NULL);
    if (own_crashes()) {
        for (int i = 0; i < DEADLY; i++)
            sigaction(deadly[i], &state.before_deadly[i], NULL);
        sigaltstack(&off, NULL);
    }
    free(state.stack);
    state.stack = NULL;
    close_pipe();
    state.installed = false;
}

int ui_signals_fd(void)
{
    return state.pipe[0];
}

int ui_signals_take(void)
{
    char drop[64];

    while (state.pipe[0] >= 0 && read(state.pipe[0], drop, sizeof drop) > 0)
        continue;
    for (int i = 0; i < WATCHED; i++) {
        if (arrived[i]) {
            arrived[i] = 0;
            return watched[i];
        }
    }
    return 0;
}

void ui_signals_stop(void)
{
    struct sigaction usual = { .sa_handler = SIG_DFL }, ours;
    sigset_t only, before;

    sigemptyset(&usual.sa_mask);
    sigaction(SIGTSTP, &usual, &ours);
    sigemptyset(&only);
    sigaddset(&only, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &only, &before);
    kill(0, SIGTSTP); /* the whole job, as the terminal does */
    sigprocmask(SIG_SETMASK, &before, NULL);
    sigaction(SIGTSTP, &ours, NULL);
}
