/* Search in a text, forward and back, with case folded or not. */
#ifndef BQI_FIND_H
#define BQI_FIND_H

#include "bqi/text.h"

enum { BQ_FIND_MAX = 256 }; /* code points of a needle; more are not looked at */

/* What to look for, made ready once. */
struct bq_needle {
    uint32_t code[BQ_FIND_MAX];
    size_t count;
    bool fold;
};

/* s is UTF-8. fold: upper and lower case are the same. */
void bq_needle_init(struct bq_needle *needle, const char *s, size_t len, bool fold);
/* Folds unless there is an upper-case letter in s: what most people mean. */
void bq_needle_init_smart(struct bq_needle *needle, const char *s, size_t len);

/*
 * The first match that begins at or after `from`, in bytes: *at and *len. False: none (or an empty
 * needle). At the text's end it stops: who wants to go round asks again from 0.
 */
bool bq_find_next(const struct bq_text *text, const struct bq_needle *needle, size_t from,
                  size_t *at, size_t *len);
/* The same, but the match has to begin before `to`. */
bool bq_find_within(const struct bq_text *text, const struct bq_needle *needle, size_t from,
                    size_t to, size_t *at, size_t *len);
/* The last match that begins before `before`. */
bool bq_find_previous(const struct bq_text *text, const struct bq_needle *needle, size_t before,
                      size_t *at, size_t *len);
/* The same as bq_find_next in plain bytes. */
bool bq_find_bytes(const char *s, size_t size, const struct bq_needle *needle, size_t from,
                   size_t *at, size_t *len);

#endif
