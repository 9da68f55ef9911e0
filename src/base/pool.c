#include "bqi/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

struct member {
    struct bq_pool *pool;
    pthread_t thread;
    unsigned number;
};

struct bq_pool {
    pthread_mutex_t lock;
    pthread_cond_t begin, end;
    void (*work)(void *context, unsigned number);
    void *context;
    unsigned long round; /* how many times there was work */
    unsigned busy;       /* members that have not returned from it */
    bool stop;
    unsigned count;
    struct member members[];
};

/* Waits for the round after `done`; false at the end. Under the lock. */
static bool await_work(struct bq_pool *pool, unsigned long done)
{
    while (!pool->stop && pool->round == done) {
        (void)pthread_cond_wait(&pool->begin, &pool->lock);
    }
    return !pool->stop;
}

static void *serve(void *context)
{
    const struct member *self = context;
    struct bq_pool *pool = self->pool;

    (void)pthread_mutex_lock(&pool->lock);
    for (unsigned long done = 0; await_work(pool, done); done++) {
        (void)pthread_mutex_unlock(&pool->lock);
        pool->work(pool->context, self->number);
        (void)pthread_mutex_lock(&pool->lock);
        if (--pool->busy == 0) {
            (void)pthread_cond_signal(&pool->end);
        }
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* As many of them as can be had. */
static void start(struct bq_pool *pool, unsigned wanted)
{
    sigset_t all, old;
    bool fine = true;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    while (pool->count < wanted && fine) {
        struct member *member = &pool->members[pool->count];

        *member = (struct member){ .pool = pool, .number = pool->count + 1 };
        fine = pthread_create(&member->thread, NULL, serve, member) == 0;
        pool->count += fine;
    }
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
}

struct bq_pool *bq_pool_new(unsigned threads)
{
    struct bq_pool *pool =
        threads > 1 ? calloc(1, sizeof(*pool) + (threads - 1) * sizeof(pool->members[0])) : NULL;

    if (pool) {
        (void)pthread_mutex_init(&pool->lock, NULL);
        (void)pthread_cond_init(&pool->begin, NULL);
        (void)pthread_cond_init(&pool->end, NULL);
        start(pool, threads - 1);
    }
    return pool;
}

void bq_pool_free(struct bq_pool *pool)
{
    if (!pool) {
        return;
    }
    (void)pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    (void)pthread_cond_broadcast(&pool->begin);
    (void)pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->count; i++) {
        (void)pthread_join(pool->members[i].thread, NULL);
    }
    (void)pthread_cond_destroy(&pool->begin);
    (void)pthread_cond_destroy(&pool->end);
    (void)pthread_mutex_destroy(&pool->lock);
    free(pool);
}

unsigned bq_pool_threads(const struct bq_pool *pool)
{
    return pool ? pool->count + 1 : 1;
}

void bq_pool_run(struct bq_pool *pool, void (*work)(void *context, unsigned number), void *context)
{
    if (!pool) {
        work(context, 0);
        return;
    }
    (void)pthread_mutex_lock(&pool->lock);
    pool->work = work;
    pool->context = context;
    pool->busy = pool->count;
    pool->round++;
    (void)pthread_cond_broadcast(&pool->begin);
    (void)pthread_mutex_unlock(&pool->lock);
    work(context, 0);
    (void)pthread_mutex_lock(&pool->lock);
    while (pool->busy > 0) {
        (void)pthread_cond_wait(&pool->end, &pool->lock);
    }
    (void)pthread_mutex_unlock(&pool->lock);
}
