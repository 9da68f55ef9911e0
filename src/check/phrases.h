/*
 * Finding many phrases in one reading of a text.
 *
 * A dictionary holds phrases in lists: "self xss" in the list of self-inflicted things,
 * "jailbreak*" in a program's policy. Reading a text cuts it into words once and looks each word up
 * by its hash, so the cost does not grow with the number of phrases. ASCII case folds; between the
 * words of a phrase may stand blanks, one line end, hyphens, quotes and emphasis; apostrophes count
 * as nothing ("user's" is "users"). A final star takes any end of the last word.
 */
#ifndef CHECK_PHRASES_H
#define CHECK_PHRASES_H

#include "bqi/buf.h"
#include "bqi/prose.h"
#include <stdint.h>

enum {
    BQ_PHRASE_WORDS_MAX = 8,
    BQ_PHRASE_LISTS_MAX = 16384,
    BQ_PHRASES_MAX = 100000,
    BQ_HITS_KEPT = 4
};

/* What a word stands in. A list names the parts it looks into. */
enum {
    BQ_PART_PROSE = 1,
    BQ_PART_HEADING = 2,
    BQ_PART_CODE = 4, /* inline */
    BQ_PART_QUOTE = 8,
    BQ_PART_URL = 16, /* URLs and link targets */
    BQ_PARTS_WORDS = BQ_PART_PROSE | BQ_PART_HEADING,
    BQ_PARTS_NAMES =
        BQ_PARTS_WORDS | BQ_PART_CODE /* header names and the like are often set as code */
};

struct bq_hit {
    uint32_t start, end; /* no text of a draft is as long; there are thousands of these */
};
/* What was found of one list in one text. */
struct bq_hits {
    unsigned count;
    unsigned touched; /* the reader's: the list after this one that has hits, from 1 */
    struct bq_hit first[BQ_HITS_KEPT];
};

struct bq_phrases;

struct bq_phrases *bq_phrases_new(void) BQ_MUST_USE; /* NULL without memory */
void bq_phrases_free(struct bq_phrases *phrases);
/* A new list; returns its number, or a negative status. */
int bq_phrases_add_list(struct bq_phrases *phrases, unsigned parts);
/* BQ_EINVAL for a phrase without words, with too many, or a star that is not at the end of three
 * letters or more. */
int bq_phrases_add(struct bq_phrases *phrases, unsigned list, struct bq_span phrase,
                   struct bq_err *err) BQ_MUST_USE;
size_t bq_phrases_list_count(const struct bq_phrases *phrases);

/* What a reading came to, besides the hits. */
struct bq_word_count {
    size_t words;     /* in prose and headings */
    size_t non_ascii; /* of those, with a byte beyond ASCII */
    unsigned touched; /* the reader's: the first list that has hits, from 1 */
};
/*
 * Reads the words of prose. hits has room for every list; hits and count are all zero at first, and
 * as the reading before left them later (so that only what was found needs clearing). Fences and
 * indented code are not read.
 */
void bq_phrases_read(const struct bq_phrases *phrases, const struct bq_prose *prose,
                     struct bq_hits *hits, struct bq_word_count *count);

#endif
