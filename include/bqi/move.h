/*
 * Moving in a text: by cluster, word and paragraph. Pure functions: offset in, offset out, at the
 * text's ends they stay.
 */
#ifndef BQI_MOVE_H
#define BQI_MOVE_H

#include "bqi/text.h"

size_t bq_move_left(const struct bq_text *text, size_t at);
size_t bq_move_right(const struct bq_text *text, size_t at);
/* One code point back: for taking an accent off its letter. */
size_t bq_move_code_left(const struct bq_text *text, size_t at);
/* To the start of the word before, to the end of the word behind; what is no word is skipped. */
size_t bq_move_word_left(const struct bq_text *text, size_t at);
size_t bq_move_word_right(const struct bq_text *text, size_t at);
/* To the empty line before or behind the paragraph, or the text's end. */
size_t bq_move_paragraph_up(const struct bq_text *text, size_t at);
size_t bq_move_paragraph_down(const struct bq_text *text, size_t at);

#endif
