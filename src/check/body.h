/* What checks of the body (description, impact, proof) share. */
#ifndef CHECK_BODY_H
#define CHECK_BODY_H

#include "check/facts.h"
#include "check/requests.h"
#include "check/run.h"

enum { BQ_BODY_FIELDS = 3 };
extern const enum bq_field bq_body_fields[BQ_BODY_FIELDS];

/* Hits of a list in all of the body; words of its prose. */
unsigned bq_body_hits(const struct bq_check_run *run, unsigned list);
size_t bq_body_words(const struct bq_check_run *run);
/* The first hit; false when there is none. */
bool bq_body_first(const struct bq_check_run *run, unsigned list, enum bq_field *field,
                   struct bq_hit *hit);
/* The block's text without blanks at its ends. */
struct bq_span bq_block_span(const struct bq_prose *prose, const struct bq_block *block);
/* More than headings? */
bool bq_has_substance(const struct bq_check_run *run, enum bq_field field);
/* Numbered items, "Step 1" lines, or what stands below a heading that announces steps. */
size_t bq_count_steps(const struct bq_check_run *run, enum bq_field field);
/* Any fence or indented code with something in it? */
bool bq_has_code(const struct bq_check_run *run);
bool bq_has_inline(const struct bq_check_run *run, enum bq_inline_kind kind);

#endif
