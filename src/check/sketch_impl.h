/* What a sketch holds. */
#ifndef CHECK_SKETCH_IMPL_H
#define CHECK_SKETCH_IMPL_H

#include "bugquill/sketch.h"
#include <stdint.h>

enum {
    SKETCH_BINS = 128,       /* of the text's minima */
    SKETCH_TITLE_WORDS = 24, /* hashes kept of a title's words */
    SKETCH_TEXT_MIN = 20,    /* runs of words a text needs to be compared */
    SKETCH_TITLE_MIN = 4,    /* words a title needs */
    SKETCH_TEXT_ALIKE = 70,  /* percent */
    SKETCH_TITLE_ALIKE = 80  /* percent */
};

struct bq_sketch {
    uint64_t program, type, url, place; /* hashes, 0: nothing there; place: type and URL together */
    uint32_t runs;                      /* of words in the text */
    uint32_t title_count;
    uint32_t title[SKETCH_TITLE_WORDS]; /* sorted, each once */
    uint16_t bins[SKETCH_BINS];         /* 0: nothing (only when the whole text is empty) */
};

#endif
