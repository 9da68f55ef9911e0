/* Constants that tests shrink, so that small texts meet every boundary. */
#ifndef TEXT_TUNING_H
#define TEXT_TUNING_H

#include "bqi/text.h"

enum { TEXT_BLOCK = 512 };

/* bq_text_new with another number of lines in one block of the line index. */
struct bq_text *bq_text_new_tuned(size_t max, unsigned block) BQ_MUST_USE;

#endif
