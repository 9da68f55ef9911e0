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
};

int check_peers_init(struct check_peers *peers, struct bq_err *err) BQ_MUST_USE;
void check_peers_clear(struct check_peers *peers);
/*
 * To be called once for every number from 0 up, by whatever thread has it: waits for the numbers
 * before, fills out with those that are alike, and adds the draft. draft NULL: there is none under
 * this number. Returns how many.
 */
size_t check_peers_meet(struct check_peers *peers, size_t number, const struct bq_draft *draft,
                        const char *path, struct bq_check_peer out[CHECK_PEERS_MAX]);

#endif
