/*
 * The other drafts of one run: each draft is compared with those named before it, so that the
 * answer is the same whatever thread was first.
 */
#ifndef CLI_CHECK_PEERS_H
#define CLI_CHECK_PEERS_H

#include "bugquill/check.h"
#include "bugquill/sketch.h"
#include <pthread.h>

enum { CHECK_PEERS_MAX = 16 }; /* alike ones that one draft is told of */

struct check_peers {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t turn; /* the number whose draft comes next */
    struct bq_sketch_index *index;
    struct bq_check_peer *items; /* by their number in the index; own their parts */
    size_t count, cap;
    bool full; /* the index takes no more: the rest are not compared */
};

int check_peers_init(struct check_peers *peers, struct bq_err *err) BQ_MUST_USE;
void check_peers_clear(struct check_peers *peers);
/* A draft to be compared: what it is known by, and its sketch, NULL when there is none. */
struct check_meeting {
    const char *id;
    struct bq_sketch *sketch; /* NULL afterwards, too, when it could not be kept */
    struct bq_check_peer alike[CHECK_PEERS_MAX]; /* out, with their count */
    size_t count;
};
/*
 * To be called once for every number from 0 up, a few in a row at a time, by whatever thread has
 * them: waits for the numbers before, tells each who is alike, and adds it. The sketches are the
 * peers' from now on, and stay.
 */
void check_peers_meet(struct check_peers *peers, size_t first,
                      struct check_meeting *const *meetings, size_t count);

#endif
