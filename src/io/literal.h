/*
 * Long literal blocks of a YAML text, told apart from the rest so that no scanner has to walk them
 * byte by byte: a report is a page of keys around megabytes of proof. What is found here is only a
 * guess about the text's structure; the reader takes a block's text from here when libyaml says that
 * a literal begins at that very place, and reads the whole text as it is when it does not.
 */
#ifndef IO_LITERAL_H
#define IO_LITERAL_H

#include "bqi/buf.h"

struct bq_literal {
    size_t sign;       /* its | in the shortened text */
    size_t end;        /* where its stand-in ends there */
    size_t from, to;   /* the block's lines in the source */
    size_t bytes_less; /* what the shortened text lacks up to `end`, these lines included */
    size_t lines_less;
    char chomp; /* '-', '+' or 0 */
};

enum { BQ_LITERALS_MAX = 32, BQ_LITERAL_MIN = 512 /* bytes of a block that is worth it */ };

struct bq_literals {
    struct bq_literal items[BQ_LITERALS_MAX];
    size_t count;
    char *text; /* the source with each block replaced by one short line; NULL: none found */
    size_t len;
};

/*
 * Looks for blocks of top-level keys, indented by two. Blocks that hold what YAML does not take as
 * it stands are left in the text. Without memory none is found.
 */
void bq_literals_find(struct bq_literals *literals, const char *source, size_t len);
void bq_literals_clear(struct bq_literals *literals);

/* The text that the block means (free). NULL without memory. */
char *bq_literal_text(const struct bq_literal *literal, const char *source,
                      size_t *len) BQ_MUST_USE;

#endif
