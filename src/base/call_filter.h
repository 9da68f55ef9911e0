/*
 * The filters of system calls, compiled by libseccomp while this program is built
 * (build-aux/bake-filters.c): compiling one at each start cost a batch command more than its draft,
 * and a library to load. A build for another machine compiles them when it starts.
 */
#ifndef BASE_CALL_FILTER_H
#define BASE_CALL_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

enum { BQ_CALL_FILTER_MAX = 256 };

struct bq_call_filter {
    struct sock_filter steps[BQ_CALL_FILTER_MAX];
    unsigned short count; /* 0: there is none */
};

/* The first refuses what no part of bugquill does; the second also starting programs. */
extern const struct bq_call_filter bq_call_filters[2];

/* Compiles one of the two. False when it can't. */
bool bq_call_filter_make(bool no_exec, struct bq_call_filter *out);

#endif
