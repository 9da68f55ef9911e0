/*
 * The names in a folder and what the file system says of each. Asking is nearly all that listing
 * ten thousand drafts costs, so half of it is done by a second thread.
 */
#ifndef STORE_WALK_H
#define STORE_WALK_H

#include "bqi/buf.h"
#include <sys/stat.h>

struct bq_walk_item {
    size_t name; /* offset into the walk's names */
    int code;    /* errno of asking, 0 fine */
    struct stat st;
};
struct bq_walk {
    struct bq_buf names;
    struct bq_walk_item *items;
    size_t count, cap;
};
/* Takes those names of the open folder that `wanted` says yes to. path is for messages. */
int bq_walk_folder(struct bq_walk *walk, int fd, const char *path, size_t max,
                   bool (*wanted)(void *context, int fd, const char *name), void *context,
                   struct bq_err *err) BQ_MUST_USE;
void bq_walk_clear(struct bq_walk *walk);

#endif
