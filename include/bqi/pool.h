/*
 * Threads that wait for work. They are made once and early: one that sleeps is there within a tenth
 * of a millisecond, a new one may take several.
 */
#ifndef BQI_POOL_H
#define BQI_POOL_H

struct bq_pool;

/*
 * A pool in which `threads` threads work at once: the caller's own, and the others made here, as
 * many as the system lets have. NULL, which is a pool of the caller's thread alone, for 1 and
 * without memory. Signals are not for them.
 */
struct bq_pool *bq_pool_new(unsigned threads);
/* Ends the threads. */
void bq_pool_free(struct bq_pool *pool);
/* How many threads work at once; 1 or more. */
unsigned bq_pool_threads(const struct bq_pool *pool);
/*
 * Calls work once on each thread, with numbers from 0, which is the caller's own thread, to one
 * below bq_pool_threads. Back when all have returned. Not to be called by work.
 */
void bq_pool_run(struct bq_pool *pool, void (*work)(void *context, unsigned number), void *context);

#endif
