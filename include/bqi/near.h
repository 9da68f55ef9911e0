/* "Did you mean": the word nearest to a wrong one. */
#ifndef BQI_NEAR_H
#define BQI_NEAR_H

#include <stddef.h>

/* How many letters differ (added, left out, changed or swapped), at most `most` + 1. */
size_t bq_near_distance(const char *a, const char *b, size_t most);
/*
 * The nearest of count words, NULL when none is near enough to be meant. Words stand `stride` bytes
 * apart, each a const char * at the start of its struct.
 */
const char *bq_near_find(const char *word, const void *words, size_t count, size_t stride);

#endif
