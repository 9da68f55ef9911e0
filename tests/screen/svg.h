/*
 * A screen as a picture: SVG with text that can be selected, in the colours of a dark or a light
 * terminal.
 */
#ifndef TESTS_SCREEN_SVG_H
#define TESTS_SCREEN_SVG_H

#include "bqi/buf.h"
#include "term/term.h"

void svg_draw(const struct ui_frame *frame, bool light, const char *title, struct bq_buf *out);

#endif
