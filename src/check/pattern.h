/*
 * Regular expressions, bounded. The only door to PCRE2.
 *
 * A pattern is compiled once, with the JIT where the machine has one, and never searches more than
 * the caller's window. Matching stops at a fixed number of steps; that is BQ_ELIMIT and something
 * the caller must say, because a text that exhausts a pattern is a way to hide from it.
 *
 * A pattern is read only once made; the scratch that matching needs is a bq_matcher, one a thread.
 */
#ifndef CHECK_PATTERN_H
#define CHECK_PATTERN_H

#include "bqi/buf.h"

enum {
    BQ_PATTERN_SOURCE_MAX = 4096, /* bytes of one expression */
    BQ_PATTERN_GROUPS = 4         /* groups a match reports, the whole match included */
};

enum bq_pattern_flags {
    BQ_PATTERN_ANCHORED = 1, /* matches at the given offset only */
    BQ_PATTERN_NOCASE = 2,
    BQ_PATTERN_UTF = 4,  /* characters are code points; the text must be well-formed */
    BQ_PATTERN_LINES = 8 /* ^ and $ match at line ends too */
};

struct bq_pattern;
struct bq_matcher;

/* BQ_EPARSE with the offset in words for an expression that is none. */
int bq_pattern_new(const char *source, size_t len, unsigned flags, struct bq_pattern **out,
                   struct bq_err *err) BQ_MUST_USE;
void bq_pattern_free(struct bq_pattern *pattern);

int bq_matcher_new(struct bq_matcher **out, struct bq_err *err) BQ_MUST_USE;
void bq_matcher_free(struct bq_matcher *matcher);

/* Offsets into the text; an unset group has start == end == SIZE_MAX. */
struct bq_match {
    size_t start[BQ_PATTERN_GROUPS], end[BQ_PATTERN_GROUPS];
};
/*
 * Looks from offset `at` on, and no further than `limit`, what stands before `at` being seen by
 * look-behind. 1: found, 0: not, BQ_ELIMIT: gave up, BQ_ENOMEM.
 */
int bq_pattern_find(const struct bq_pattern *pattern, struct bq_matcher *matcher,
                    struct bq_span text, size_t at, size_t limit,
                    struct bq_match *match) BQ_MUST_USE;

#endif
