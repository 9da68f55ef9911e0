/*
 * Markdown as rules, highlighting and exports need it: which bytes are prose, which are evidence.
 *
 * One pass over lines finds blocks (fences, quotes, headings, list items, tables ...), one over
 * their text finds inline code, links and URLs. It is a reading for judging a text, not for
 * rendering it: where CommonMark nests blocks, this keeps the outermost quote and the innermost
 * list item. Time grows with the length of the text only; memory is two arrays, reused by the next
 * reading.
 */
#ifndef BQI_PROSE_H
#define BQI_PROSE_H

#include "bqi/buf.h"
#include <stdint.h>

enum { BQ_PROSE_PARTS_MAX = 4 << 20 }; /* blocks, and inlines, of one text */

enum bq_block_kind {
    BQ_BLOCK_PARAGRAPH,
    BQ_BLOCK_HEADING, /* "# x", "x" over "===", and a line that is bold from end to end */
    BQ_BLOCK_FENCE,   /* between ``` or ~~~ */
    BQ_BLOCK_CODE,    /* indented by four or more */
    BQ_BLOCK_QUOTE,
    BQ_BLOCK_ITEM, /* of a list, one block each */
    BQ_BLOCK_TABLE,
    BQ_BLOCK_RULE /* --- */
};

/* Offsets are bytes of the text. start..end holds whole lines with their LF. */
struct bq_block {
    enum bq_block_kind kind;
    unsigned char level; /* heading: 1 to 6, 7 for a bold line; item: indentation in columns */
    bool ordered;        /* item with a number */
    bool closed;         /* fence with its end */
    unsigned number;     /* of an ordered item */
    size_t start, end;
    size_t text, text_end; /* without markers; a fence: the lines between; a quote: as start..end */
    size_t info, info_end; /* what stands behind the opening ``` */
};

enum bq_inline_kind {
    BQ_INLINE_CODE,  /* `x` */
    BQ_INLINE_LINK,  /* [text](target) */
    BQ_INLINE_IMAGE, /* ![text](target) */
    BQ_INLINE_URL,   /* http:// or https:// as it stands, also in <> */
    BQ_INLINE_FILE   /* {name}: how Bugcrowd names an attachment */
};
struct bq_inline {
    enum bq_inline_kind kind;
    size_t block;
    size_t start, end;         /* with its markers */
    size_t text, text_end;     /* code, link text, file name */
    size_t target, target_end; /* URL of a link, an image, a bare URL; else empty */
};

struct bq_prose {
    const char *s; /* borrowed: as long as the text stands */
    size_t len;
    struct bq_block *blocks;
    size_t block_count, block_cap;
    struct bq_inline *inlines; /* by start; a link and a URL in its target are one */
    size_t inline_count, inline_cap;
};

void bq_prose_init(struct bq_prose *prose);
/* Reads well-formed UTF-8 with LF line ends. BQ_ENOMEM or BQ_ELIMIT leave an empty result. */
int bq_prose_read(struct bq_prose *prose, const char *s, size_t len,
                  struct bq_err *err) BQ_MUST_USE;
/* The same for what is no Markdown: one paragraph from end to end, no inlines. */
int bq_prose_plain(struct bq_prose *prose, const char *s, size_t len,
                   struct bq_err *err) BQ_MUST_USE;
void bq_prose_clear(struct bq_prose *prose);
/* Is the block's text meant as words of the author (neither fence, code nor quote)? */
bool bq_block_is_words(const struct bq_block *block);

#endif
