/* Constants that tests shrink, so that small texts meet every boundary. */
#ifndef TEXT_TUNING_H
#define TEXT_TUNING_H

#include "bqi/wrap.h"

enum { TEXT_BLOCK = 512, TEXT_LONG_LINE = 1024, TEXT_FAR_ROWS = 256 };

/* bq_text_new with another number of lines in one block of the line index. */
struct bq_text *bq_text_new_tuned(size_t max, unsigned block) BQ_MUST_USE;

struct bq_wrap_tuning {
    uint32_t block;
    size_t long_from; /* bytes that make a line long */
    size_t far_rows;  /* rows behind a change that are wrapped anew at once */
};
struct bq_wrap *bq_wrap_new_tuned(const struct bq_text *text, const struct bq_wrap_options *options,
                                  const struct bq_wrap_tuning *tuning) BQ_MUST_USE;

#endif
