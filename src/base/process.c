#include "bqi/process.h"

#include "bqi/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* A short file of /proc; terminated. */
static bool read_small(const char *path, char *out, size_t size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n;

    out[0] = '\0';
    if (fd < 0)
        return false;
    n = read(fd, out, size - 1);
    close(fd);
    if (n <= 0)
        return false;
    out[n] = '\0';
    return true;
}

/* Field 22 of /proc/PID/stat; the name in field 2 may hold anything, so count behind its last ')'.
 */
static uint64_t start_of(int64_t pid)
{
    char path[64], text[1024];
    const char *s;

    snprintf(path, sizeof path, "/proc/%" PRId64 "/stat", pid);
    if (!read_small(path, text, sizeof text) || !(s = strrchr(text, ')')))
        return 0;
    for (int field = 2; field < 22 && s; field++) {
        s = strchr(s, ' ');
        s = s ? s + 1 : NULL;
    }
    return s ? strtoull(s, NULL, 10) : 0;
}

/* Names go into one line of words: anything else would break it. */
static void clean_word(char *word)
{
    for (; *word; word++)
        if (!isgraph((unsigned char)*word))
            *word = '_';
}

static void user_name(char *out, size_t size)
{
    struct passwd entry, *found = NULL;
    char room[4096];

    if (getpwuid_r(geteuid(), &entry, room, sizeof room, &found) == 0 && found && found->pw_name[0])
        snprintf(out, size, "%s", found->pw_name);
    else
        snprintf(out, size, "%lu", (unsigned long)geteuid());
    clean_word(out);
}

/* The id itself is not for other eyes (machine-id(5)): a digest of it does. */
static void machine_name(char out[17])
{
    static const unsigned char key[16] = "bugquill machine"; /* no terminator */
    char id[64];

    out[0] = '\0';
    if (read_small("/etc/machine-id", id, sizeof id) && strlen(id) >= 32)
        snprintf(out, 17, "%016" PRIx64, bq_hash64(key, id, 32));
}

void bq_process_self(struct bq_process *self)
{
    memset(self, 0, sizeof *self);
    user_name(self->user, sizeof self->user);
    if (gethostname(self->host, sizeof self->host - 1) != 0 || !self->host[0])
        memcpy(self->host, "unknown", sizeof "unknown");
    clean_word(self->host);
    if (read_small("/proc/sys/kernel/random/boot_id", self->boot, sizeof self->boot))
        self->boot[strcspn(self->boot, "\n")] = '\0';
    clean_word(self->boot);
    machine_name(self->machine);
    self->pid = (int64_t)getpid();
    self->start = start_of(self->pid);
}

enum bq_process_state bq_process_look(const struct bq_process *process)
{
    struct bq_process self;
    bool same_boot;

    bq_process_self(&self);
    same_boot = self.boot[0] && strcmp(self.boot, process->boot) == 0;
    if (!same_boot) {
        /* Our own host after a restart: whatever ran before is gone. */
        if (strcmp(self.host, process->host) != 0 || !self.boot[0] || !process->boot[0])
            return strcmp(self.host, process->host) != 0                 ? BQ_PROCESS_ELSEWHERE
                   : kill((pid_t)process->pid, 0) == 0 || errno == EPERM ? BQ_PROCESS_ALIVE
                                                                         : BQ_PROCESS_GONE;
        return BQ_PROCESS_GONE;
    }
    /* The same boot under another host name: another container, whose process numbers are not ours.
     */
    if (strcmp(self.host, process->host) != 0)
        return BQ_PROCESS_ELSEWHERE;
    if (process->pid <= 0 || (kill((pid_t)process->pid, 0) != 0 && errno != EPERM))
        return BQ_PROCESS_GONE;
    if (process->start && start_of(process->pid) != process->start)
        return BQ_PROCESS_GONE;
    return BQ_PROCESS_ALIVE;
}

void bq_process_format(const struct bq_process *process, char *out, size_t size)
{
    snprintf(out, size, "%s %s %s %s %" PRId64 " %" PRIu64, process->user, process->host,
             process->machine[0] ? process->machine : "-", process->boot[0] ? process->boot : "-",
             process->pid, process->start);
}

/* The next word of *text, at most size - 1 bytes of it. */
static bool next_word(const char **text, char *out, size_t size)
{
    const char *s = *text + strspn(*text, " ");
    size_t len = strcspn(s, " \n");

    if (!len || len >= size)
        return false;
    memcpy(out, s, len);
    out[len] = '\0';
    *text = s + len;
    return true;
}

bool bq_process_parse(const char *text, struct bq_process *process)
{
    char pid[24], start[24];

    memset(process, 0, sizeof *process);
    if (!next_word(&text, process->user, sizeof process->user) ||
        !next_word(&text, process->host, sizeof process->host) ||
        !next_word(&text, process->machine, sizeof process->machine) ||
        !next_word(&text, process->boot, sizeof process->boot) ||
        !next_word(&text, pid, sizeof pid) || !next_word(&text, start, sizeof start))
        return false;
    process->pid = strtoll(pid, NULL, 10);
    process->start = strtoull(start, NULL, 10);
    if (strcmp(process->machine, "-") == 0)
        process->machine[0] = '\0';
    if (strcmp(process->boot, "-") == 0)
        process->boot[0] = '\0';
    return process->pid > 0;
}

void bq_process_harden(void)
{
    const struct rlimit none = { 0, 0 };
    struct sigaction ignore = { .sa_handler = SIG_IGN };

    (void)!setrlimit(RLIMIT_CORE, &none);
#ifdef __linux__
    (void)!prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
    umask(077);
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGXFSZ, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
}
