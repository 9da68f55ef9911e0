#include "base/once.h"

#include <stdbool.h>

void bq_once_init(struct bq_once *once)
{
    (void)pthread_mutex_init(&once->making, NULL);
    atomic_init(&once->made, false);
}

void bq_once_clear(struct bq_once *once)
{
    (void)pthread_mutex_destroy(&once->making);
}

void bq_once_make(struct bq_once *once, void (*make)(const void *context), const void *context)
{
    if (!atomic_load_explicit(&once->made, memory_order_acquire)) {
        (void)pthread_mutex_lock(&once->making);
        if (!atomic_load_explicit(&once->made, memory_order_relaxed)) {
            make(context);
            atomic_store_explicit(&once->made, true, memory_order_release);
        }
        (void)pthread_mutex_unlock(&once->making);
    }
}
