/*
 * Soft wrapping: the rows that a text takes on a screen of so many columns.
 *
 * Rows break behind blanks and around ideographs, in the middle of a word only where it is longer
 * than a row. Rows after a line's first hang under what follows its indentation and list marker.
 * One blank may stand in the column behind the last, so an area should be one column wider than its
 * rows; the cursor at the end of a full row stands there too.
 *
 * How many rows each line has is kept, and where the rows of long lines begin; bq_wrap_update
 * looks only at what changed. So an edit costs about the same in any text, of one line or many.
 */
#ifndef BQI_WRAP_H
#define BQI_WRAP_H

#include "bqi/text.h"

struct bq_wrap_options {
    int columns; /* of a row, at least 1 */
    int tab;     /* a tab goes to the next multiple of this column, at least 1 */
    bool hang;   /* hanging indent */
};

/* One row. Offsets are the text's; the LF belongs to no row. */
struct bq_row {
    size_t line;
    size_t start, end;
    int indent;       /* blanks to draw before it */
    bool first, last; /* of its line */
};

struct bq_wrap;

/* For one text, which must outlive it. NULL without memory. */
struct bq_wrap *bq_wrap_new(const struct bq_text *text,
                            const struct bq_wrap_options *options) BQ_MUST_USE;
void bq_wrap_free(struct bq_wrap *wrap);
/* Other options: all is wrapped anew by the next update if they differ. */
void bq_wrap_set(struct bq_wrap *wrap, const struct bq_wrap_options *options);
/*
 * Takes in what changed in the text. Call it after changes and before anything below. Without
 * memory false: all of the text is then one row, and the next call tries again.
 */
bool bq_wrap_update(struct bq_wrap *wrap);

/*
 * Makes rows first..last final. Behind a change in a very long line, hundreds of rows further on,
 * there may be a row that ends too early: its old place is kept so that a key need not wrap the
 * whole line. Call it for what is about to be drawn; the rows behind may then have other numbers.
 * As bq_wrap_update without memory.
 */
bool bq_wrap_settle(struct bq_wrap *wrap, size_t first, size_t last);

/* At least 1. */
size_t bq_wrap_row_count(struct bq_wrap *wrap);
/* A row that there is, or the last one. */
struct bq_row bq_wrap_row(struct bq_wrap *wrap, size_t row);
/* The row of offset `at`; where a line was broken, the row below. */
size_t bq_wrap_row_of(struct bq_wrap *wrap, size_t at);
/* The first row of a line. */
size_t bq_wrap_row_of_line(struct bq_wrap *wrap, size_t line);
/* Column of offset `at` in its row, the row's indent included. */
int bq_wrap_column(struct bq_wrap *wrap, const struct bq_row *row, size_t at);
/* The cluster of the row that covers the column; where the row ends before it, the row's end, in
 * rows that go on the last cluster's start. */
size_t bq_wrap_offset(struct bq_wrap *wrap, const struct bq_row *row, int column);
/* Columns of a cluster that stands at `column` (a tab reaches to the next stop). */
int bq_wrap_cluster_columns(const struct bq_wrap *wrap, const char *s, size_t len, int column);

#endif
