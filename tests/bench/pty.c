/*
 * Times a program on a terminal of its own: pty MODE ... -- COMMAND ARGUMENTS...
 *
 *   start RUNS [MARK]      from fork to the last byte of output; prints min and median in ms, and
 *                          both again up to where MARK, what the first screen ends with, has come
 *   keys COUNT BEFORE KEYS sends BEFORE, then single keys of KEYS in turn; per key the time to its
 *                          last byte: prints median, p99 in ms, bytes a key, resident kB
 *   paste FILE BEFORE      a bracketed paste of FILE: ms until its last byte of output
 *
 * \r \t \e and \xNN in BEFORE and KEYS are what they are in C. Output has ended when QUIET ms
 * (environment; 15) pass without any. The terminal has 24 rows and 80 columns and answers nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 2000, SETTLE_MS = 300, PATIENCE_MS = 30000 };

struct child {
    int fd;
    pid_t pid;
};

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct child spawn(char **command)
{
    struct winsize size = { .ws_row = 24, .ws_col = 80 };
    struct child child;

    child.pid = forkpty(&child.fd, NULL, NULL, &size);
    if (child.pid < 0) {
        perror("forkpty");
        exit(2);
    }
    if (child.pid == 0) {
        unsetenv("LINES");
        unsetenv("COLUMNS");
        setenv("TERM", "xterm-256color", 1);
        execvp(command[0], command);
        _exit(127);
    }
    fcntl(child.fd, F_SETFL, O_NONBLOCK);
    return child;
}

static void finish(struct child child)
{
    char drop[4096];

    kill(child.pid, SIGTERM);
    for (int i = 0; i < 500 && waitpid(child.pid, NULL, WNOHANG) == 0; i++) {
        while (read(child.fd, drop, sizeof drop) > 0)
            continue;
        usleep(1000);
        if (i == 400)
            kill(child.pid, SIGKILL);
    }
    close(child.fd);
}

/* What drain looks for: a text that the first whole screen ends with. */
struct mark {
    const char *text;
    size_t seen; /* how much of it the output ended with so far */
    double when; /* 0: not yet */
};

static void look(struct mark *mark, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len && mark->when == 0; i++) {
        mark->seen = bytes[i] == mark->text[mark->seen] ? mark->seen + 1 : bytes[i] == *mark->text;
        if (!mark->text[mark->seen])
            mark->when = now_ms();
    }
}

/* Reads until quiet ms without output; when the last byte came, 0 for none. Counts bytes. */
static double drain(int fd, double quiet, double patience, size_t *bytes, struct mark *mark)
{
    double last = 0, until = now_ms() + patience;
    char chunk[1 << 16];

    for (;;) {
        double left = (last > 0 ? last + quiet : until) - now_ms();
        struct pollfd input = { .fd = fd, .events = POLLIN };
        struct timespec wait = { (time_t)(left / 1e3),
                                 (long)((left - (long)(left / 1e3) * 1e3) * 1e6) };
        ssize_t got;
        if (left <= 0 || ppoll(&input, 1, &wait, NULL) <= 0)
            return last;
        got = read(fd, chunk, sizeof chunk);
        if (got <= 0)
            return last;
        last = now_ms();
        *bytes += (size_t)got;
        if (mark)
            look(mark, chunk, (size_t)got);
    }
}

static void send_all(int fd, const char *bytes, size_t len)
{
    char drop[1 << 16];

    while (len) {
        struct pollfd both = { .fd = fd, .events = POLLIN | POLLOUT };
        poll(&both, 1, -1);
        if (both.revents & POLLIN && read(fd, drop, sizeof drop) < 0 && errno != EAGAIN)
            return;
        if (both.revents & POLLOUT) {
            ssize_t sent = write(fd, bytes, len < 4096 ? len : 4096);
            if (sent > 0) {
                bytes += sent;
                len -= (size_t)sent;
            }
        }
    }
}

/* "\r" and the like become bytes; in place. */
static size_t unescape(char *s)
{
    char *out = s, *from = s;

    while (*from) {
        if (*from != '\\') {
            *out++ = *from++;
        } else if (from[1] == 'x') {
            char digits[3] = { from[2], from[3], 0 };
            *out++ = (char)strtol(digits, NULL, 16);
            from += 4;
        } else {
            *out++ = from[1] == 'r'   ? '\r'
                     : from[1] == 't' ? '\t'
                     : from[1] == 'e' ? '\033'
                                      : from[1];
            from += 2;
        }
    }
    *out = '\0';
    return (size_t)(out - s);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static long resident_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "VmRSS: %ld", &kb) == 1)
            break;
    if (file)
        fclose(file);
    return kb;
}

static double quiet_ms(void)
{
    const char *value = getenv("QUIET");

    return value ? strtod(value, NULL) : 15;
}

static void time_start(int runs, const char *text, char **command)
{
    double times[RUNS_MAX], painted[RUNS_MAX];
    size_t bytes = 0;

    for (int i = 0; i < runs; i++) {
        struct mark mark = { .text = text };
        double begin = now_ms();
        struct child child = spawn(command);
        times[i] = drain(child.fd, quiet_ms() * 4, PATIENCE_MS, &bytes, text ? &mark : NULL) - begin;
        painted[i] = mark.when > 0 ? mark.when - begin : times[i];
        finish(child);
    }
    qsort(times, (size_t)runs, sizeof *times, by_size);
    qsort(painted, (size_t)runs, sizeof *painted, by_size);
    printf("%.3f %.3f %.3f %.3f\n", times[0], times[runs / 2], painted[0], painted[runs / 2]);
}

/* Types what comes before, key by key, and waits until all is quiet. */
static struct child prepare(char *before, char **command)
{
    struct child child = spawn(command);
    size_t len = unescape(before), bytes = 0;

    drain(child.fd, SETTLE_MS, PATIENCE_MS, &bytes, NULL);
    for (size_t i = 0; i < len; i++) {
        size_t piece = before[i] == '\033' ? strcspn(before + i + 1, "\033\t\r") + 1 : 1;
        send_all(child.fd, before + i, piece);
        i += piece - 1;
        drain(child.fd, 30, 60, &bytes, NULL);
    }
    drain(child.fd, SETTLE_MS, SETTLE_MS, &bytes, NULL);
    return child;
}

static void time_keys(int count, char *before, char *keys, char **command)
{
    double times[RUNS_MAX];
    struct child child = prepare(before, command);
    size_t len = unescape(keys), bytes = 0;
    int answered = 0;
    long kb;

    for (int i = 0; i < count; i++) {
        double begin = now_ms(), last;
        send_all(child.fd, keys + (size_t)i % len, 1);
        last = drain(child.fd, quiet_ms(), 1000, &bytes, NULL);
        if (last > 0)
            times[answered++] = last - begin;
    }
    kb = resident_kb(child.pid);
    finish(child);
    if (!answered) {
        printf("none\n");
        return;
    }
    qsort(times, (size_t)answered, sizeof *times, by_size);
    printf("%.3f %.3f %.1f %ld\n", times[answered / 2], times[answered * 99 / 100],
           (double)bytes / answered, kb);
}

static void time_paste(const char *file, char *before, char **command)
{
    struct child child = prepare(before, command);
    FILE *in = fopen(file, "r");
    char chunk[1 << 16];
    size_t bytes = 0, got;
    double begin = now_ms(), last;

    if (!in) {
        perror(file);
        exit(2);
    }
    send_all(child.fd, "\033[200~", 6);
    while ((got = fread(chunk, 1, sizeof chunk, in)) > 0) {
        for (size_t i = 0; i < got; i++)
            if (chunk[i] == '\n')
                chunk[i] = '\r';
        send_all(child.fd, chunk, got);
    }
    send_all(child.fd, "\033[201~", 6);
    fclose(in);
    last = drain(child.fd, SETTLE_MS, PATIENCE_MS, &bytes, NULL);
    printf("%.1f\n", (last > 0 ? last : now_ms()) - begin);
    finish(child);
}

int main(int argc, char **argv)
{
    int split = 1;

    signal(SIGPIPE, SIG_IGN);
    while (split < argc && strcmp(argv[split], "--") != 0)
        split++;
    if (split + 1 < argc && (split == 3 || split == 4) && strcmp(argv[1], "start") == 0)
        time_start((int)strtol(argv[2], NULL, 10) % RUNS_MAX, split == 4 ? argv[3] : NULL,
                   argv + split + 1);
    else if (split + 1 < argc && split == 5 && strcmp(argv[1], "keys") == 0)
        time_keys((int)strtol(argv[2], NULL, 10) % RUNS_MAX, argv[3], argv[4], argv + split + 1);
    else if (split + 1 < argc && split == 4 && strcmp(argv[1], "paste") == 0)
        time_paste(argv[2], argv[3], argv + split + 1);
    else {
        fprintf(stderr,
                "pty start RUNS [MARK] | keys COUNT BEFORE KEYS | paste FILE BEFORE -- COMMAND...\n");
        return 2;
    }
    return 0;
}
