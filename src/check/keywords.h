/*
 * Finds many keywords in one pass: an Aho-Corasick automaton, made into a table over classes of
 * bytes. ASCII letters fold. A row of the table is worked out when a text first comes to it, so it
 * is not for several threads at once.
 */
#ifndef CHECK_KEYWORDS_H
#define CHECK_KEYWORDS_H

#include "bqi/buf.h"
#include <stdint.h>

enum {
    BQ_KEYWORDS_MAX = 4000, /* words */
    BQ_KEYWORD_LEN_MAX = 64 /* bytes of one */
};

struct bq_keywords;

/*
 * Words are told apart by their index. They may repeat; none may be empty. BQ_ELIMIT when there are
 * too many of them, or too many different beginnings (some five thousand).
 */
int bq_keywords_new(const struct bq_span *words, size_t count, struct bq_keywords **out,
                    struct bq_err *err) BQ_MUST_USE;
void bq_keywords_free(struct bq_keywords *keywords);

/* Where a pass stands. Begin with at = where to look from, state = 0. */
struct bq_keyword_cursor {
    size_t at;
    uint32_t state;
};
/*
 * Goes on to the next place before `end` where words end: cursor->at is just behind them, and
 * *count and the returned list say which (longest first). NULL when there is none left.
 */
const uint16_t *bq_keywords_next(struct bq_keywords *keywords, const char *text, size_t end,
                                 struct bq_keyword_cursor *cursor, size_t *count);

#endif
