/*
 * Confinement: a process gives up what it does not need, for good, before it reads anything from
 * outside.
 *
 * On Linux, where the kernel allows: Landlock (files: read what is named, write where asked) and
 * seccomp (no sockets, no new programs, no tracing, no io_uring). Elsewhere, and where the kernel
 * says no, nothing happens and the report says so. Both are inherited and can't be taken back:
 * start helpers (editor, pager) before.
 */
#ifndef BQI_CONFINE_H
#define BQI_CONFINE_H

#include "bugquill/errors.h"
#include <stdbool.h>
#include <stddef.h>

enum bq_confine_access {
    BQ_CONFINE_READ, /* this file, or everything below this folder, may be read */
    BQ_CONFINE_WRITE /* below this folder files may be made, written, replaced and removed */
};

struct bq_confine_path {
    const char *path; /* a missing one is passed over */
    enum bq_confine_access access;
};

enum bq_confine_flags {
    BQ_CONFINE_FILES = 1,  /* Landlock by the paths given */
    BQ_CONFINE_NO_EXEC = 2 /* also refuse to start programs */
};

/* What is in force in this process after bq_confine. */
struct bq_confine_report {
    int landlock_abi;  /* 0: none */
    bool files, calls; /* Landlock, seccomp in force */
    char why_not[128]; /* in words, for what is not in force */
};

/*
 * Confines this process: sockets, ptrace, io_uring and the like are refused with EPERM in any case;
 * files and programs by flags. Never fails: the report says what holds.
 */
void bq_confine(const struct bq_confine_path *paths, size_t count, unsigned flags,
                struct bq_confine_report *report);
/* What bq_confine could do here, without doing it. */
void bq_confine_probe(struct bq_confine_report *report);

#endif
