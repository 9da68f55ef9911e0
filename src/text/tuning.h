/* Constants that tests shrink, so that small texts meet every boundary. */
#ifndef TEXT_TUNING_H
#define TEXT_TUNING_H

#include "bqi/wrap.h"

enum { TEXT_BLOCK = 512, TEXT_LONG_LINE = 1024 };

/* bq_text_new with another number of lines in one block of the line index. */
struct bq_text *bq_text_new_tuned(size_t max, unsigned block) BQ_MUST_USE;
/* bq_wrap_new with another block, and with other lines counting as long. */
struct bq_wrap *bq_wrap_new_tuned(const struct bq_text *text, const struct bq_wrap_options *options,
                                  unsigned block, size_t long_from) BQ_MUST_USE;

#endif
