/*
 * What differs between two texts, by lines.
 */
#ifndef BQI_DIFF_H
#define BQI_DIFF_H

#include "bqi/buf.h"

enum bq_diff_kind { BQ_DIFF_SAME, BQ_DIFF_REMOVED, BQ_DIFF_ADDED };

/* A run of whole lines, LFs included. Same and removed lines are the old text's, added ones the new
 * text's. */
struct bq_diff_run {
    enum bq_diff_kind kind;
    struct bq_span lines;
    size_t count;
    size_t old_line, new_line; /* of the run's first line, from 1 */
};
struct bq_diff {
    struct bq_diff_run *items;
    size_t count;
};

/*
 * Shortest by lines for texts that differ in up to some thousand lines; beyond that the middle that
 * differs is given as removed and added whole. Spans point into the texts.
 */
int bq_diff_make(struct bq_span old, struct bq_span now, struct bq_diff *diff,
                 struct bq_err *err) BQ_MUST_USE;
void bq_diff_clear(struct bq_diff *diff);
/*
 * As `diff -u` without file names, three lines around each change, into out. Text from outside:
 * controls are shown by marks (bqi/show.h), so this is for eyes, not for patch.
 */
void bq_diff_show(const struct bq_diff *diff, struct bq_buf *out);

#endif
