/* What the tests of drafts share: a draft that has something of everything, and how to compare. */
#ifndef UNIT_DRAFT_SAMPLES_H
#define UNIT_DRAFT_SAMPLES_H

#include "bugquill/draft.h"

#include <stdint.h>

/* A draft as YAML, with texts of every style, lists, maps and a key of its own. */
extern const char draft_sample[];

/* A number below `below`; the same seed, the same numbers. */
uint32_t sample_draw(uint64_t *seed, uint32_t below);
/* A draft from its text; the test fails when it can't be read. The caller frees. */
struct bq_draft *sample_parse(const char *text);
/* A draft's text; the caller frees. */
char *sample_format(const struct bq_draft *draft, size_t *len);
/* The same in every field and every unknown key, or the test fails. */
void assert_same_draft(const struct bq_draft *a, const struct bq_draft *b);

#endif
