/*
 * Sketches: a few hundred bytes that say how much two drafts are alike, without their texts. From
 * them come notes about look-alikes: the same bug about to be filed twice.
 *
 * A sketch holds minima of hashes, from which no text can be read back; it may be kept beside a
 * draft.
 */
#ifndef BUGQUILL_SKETCH_H
#define BUGQUILL_SKETCH_H

#include "bugquill/draft.h"
#include "bugquill/errors.h"

#ifdef __cplusplus
extern "C" {
#endif

struct bq_sketch;

/* Of title, type, URL and texts of a draft. NULL without memory. */
struct bq_sketch *bq_sketch_of(const struct bq_draft *draft) BQ_MUST_USE;
void bq_sketch_free(struct bq_sketch *sketch);

enum bq_likeness {
    BQ_LIKE_NOT,
    BQ_LIKE_TITLE, /* nearly the same words in the title */
    BQ_LIKE_TEXT,  /* most of the text is the same */
    BQ_LIKE_PLACE  /* the same type at the same URL */
};
/*
 * How two drafts of one program are alike, the strongest way first: place, text, title. Of
 * different programs: not. *percent (may be NULL): of the text that is the same, estimated.
 */
enum bq_likeness bq_sketch_compare(const struct bq_sketch *a, const struct bq_sketch *b,
                                   unsigned *percent);

/* ---- among thousands
 * --------------------------------------------------------------------------------- */

/* Finds the few sketches that may be alike without comparing all. */
struct bq_sketch_index;

enum { BQ_SKETCHES_MAX = 1000000 };

int bq_sketch_index_new(struct bq_sketch_index **out, struct bq_err *err) BQ_MUST_USE;
void bq_sketch_index_free(struct bq_sketch_index *index);
/* Keeps the pointer; its number is the count of those added before. */
int bq_sketch_index_add(struct bq_sketch_index *index, const struct bq_sketch *sketch,
                        struct bq_err *err) BQ_MUST_USE;
/*
 * Numbers of those that are alike (bq_sketch_compare says so), the latest first; at most max. Among
 * very many that are all alike some may be left out.
 */
size_t bq_sketch_index_find(struct bq_sketch_index *index, const struct bq_sketch *sketch,
                            size_t *out, size_t max);
/*
 * Both at once, for half the work: *found of them, and then the sketch is added (when that fails,
 * what was found still holds).
 */
int bq_sketch_index_meet(struct bq_sketch_index *index, const struct bq_sketch *sketch, size_t *out,
                         size_t max, size_t *found, struct bq_err *err) BQ_MUST_USE;

#ifdef __cplusplus
}
#endif
#endif
