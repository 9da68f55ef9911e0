/*
 * What is made when it is first asked for, by whichever thread asks first; the others wait. Most
 * runs never ask.
 */
#ifndef BASE_ONCE_H
#define BASE_ONCE_H

#include <pthread.h>
#include <stdatomic.h>

struct bq_once {
    pthread_mutex_t making;
    atomic_bool made;
};

void bq_once_init(struct bq_once *once);
void bq_once_clear(struct bq_once *once);
/* Calls make(context), unless that has been done. make can't fail: what it needs was taken before.
 */
void bq_once_make(struct bq_once *once, void (*make)(const void *context), const void *context);

#endif
