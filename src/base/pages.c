#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

void bq_pages_ready(void *start, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    if (size >= BQ_PAGES_STEP) {
        size_t page = (size_t)sysconf(_SC_PAGESIZE);
        size_t before = (page - (uintptr_t)start % page) % page;
        size_t whole = (size - before) / page * page;

        (void)madvise((char *)start + before, whole, MADV_POPULATE_WRITE);
    }
#else
    (void)start;
    (void)size;
#endif
}
