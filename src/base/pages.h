/*
 * Memory that is about to be filled, had from the kernel in one go. A page that is touched for the
 * first time costs a trap into the kernel each; where those are dear (under a hypervisor, with page
 * tables kept apart) they are most of what reading a large file takes.
 */
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include <stddef.h>

enum {
    BQ_PAGES_STEP = 64 << 10 /* bytes: less than this is not worth the call */
};

/*
 * Makes the whole pages in size bytes from start ready to be written to. Contents stay as they are,
 * and nothing depends on it: does nothing for less than BQ_PAGES_STEP bytes and where the kernel
 * can't (Linux before 5.14).
 */
void bq_pages_ready(void *start, size_t size);

#endif
