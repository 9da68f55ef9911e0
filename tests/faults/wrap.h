/*
 * System calls that fail when told to. The fault program is linked with --wrap for each of them, so
 * the library's own calls come here first.
 */
#ifndef FAULTS_WRAP_H
#define FAULTS_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_mode {
    FAULT_NONE,
    FAULT_ONCE,  /* call number `at` fails */
    FAULT_SAME,  /* and all later ones of the same name */
    FAULT_ALL,   /* and all later ones */
    FAULT_KILL,  /* the process dies before call number `at` */
    FAULT_MEMORY /* allocation number `at` fails */
};
enum { FAULT_SHORT = -1 }; /* as code: reads and writes do half of what was asked */

/* From now on calls are counted from 1 and fail as told. second: another one that fails once, 0
 * none. */
void fault_arm(enum fault_mode mode, int at, int code, int second);
/* Back to normal. Returns how many calls (allocations, for FAULT_MEMORY) there were. */
int fault_disarm(void);
/* Name of the call that failed first, "" none did. */
const char *fault_name(void);

/* ---- what was written when, for power cuts
 * --------------------------------------------------------- */

enum event_kind {
    EVENT_CREATE,
    EVENT_WRITE,
    EVENT_TRUNCATE,
    EVENT_SYNC,
    EVENT_RENAME,
    EVENT_LINK,
    EVENT_UNLINK,
    EVENT_SYNC_FOLDER
};
struct event {
    enum event_kind kind;
    uint64_t inode;
    char from[256], to[256]; /* last parts of names */
    char *bytes;
    size_t len;
    int64_t at;
};
/* Begins to record; end with events_stop, which gives the events (owned by the recorder until the
 * next start). */
void events_start(void);
const struct event *events_stop(size_t *count);
/* Goes on recording behind what there is. */
void events_continue(void);

#endif
