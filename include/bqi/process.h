/*
 * The running process: who it is, whether another still lives, and what it keeps to itself.
 */
#ifndef BQI_PROCESS_H
#define BQI_PROCESS_H

#include "bugquill/errors.h"
#include <stdbool.h>
#include <stdint.h>

/*
 * Names one process on one running machine, also after its number is used again: host, boot and
 * start time belong to it.
 */
struct bq_process {
    char user[64], host[65];
    char machine[17]; /* a digest of the machine's id: the same after it was renamed; "" unknown */
    char boot[37];    /* the kernel's id of this boot, "" where there is none */
    int64_t pid;
    uint64_t start; /* clock ticks after boot, 0 unknown */
};

/* Who we are. Never fails: what can't be found out is "" or 0. */
void bq_process_self(struct bq_process *self);
enum bq_process_state {
    BQ_PROCESS_ALIVE,
    BQ_PROCESS_GONE,
    BQ_PROCESS_ELSEWHERE /* on another host: nobody here can tell */
};
enum bq_process_state bq_process_look(const struct bq_process *process);
/* "USER HOST MACHINE BOOT PID START" on one line, without LF; into out, cut when too small. */
void bq_process_format(const struct bq_process *process, char *out, size_t size);
bool bq_process_parse(const char *text, struct bq_process *process);

/*
 * For main, first thing: no core dumps and no reading of our memory by other programs of the same
 * user (reports hold what must not leak), files private from birth (umask 077), a full disk or a
 * closed pipe is an error and not a death (SIGXFSZ and SIGPIPE ignored).
 */
void bq_process_harden(void);

#endif
