/* Inline code, links, URLs and file names in the blocks that prose.c found. */
#ifndef CHECK_PROSE_INLINE_H
#define CHECK_PROSE_INLINE_H

#include "bqi/prose.h"

/* Fills prose->inlines from prose->blocks. BQ_OK, BQ_ENOMEM or BQ_ELIMIT. */
int bq_prose_read_inlines(struct bq_prose *prose);
/* Length of the URL that begins at s, without punctuation that belongs to the sentence; 0 when none
 * does. */
size_t bq_prose_url_length(const char *s, size_t len);

#endif
