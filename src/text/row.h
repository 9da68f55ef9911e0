/* Where one row ends: pure functions on the bytes of a line. */
#ifndef TEXT_ROW_H
#define TEXT_ROW_H

#include "bqi/wrap.h"

/* No row is longer in bytes: heaps of marks without columns are cut there. */
enum { ROW_BYTES_MAX = 8192 };

/*
 * How many bytes the row takes that begins at s. len bytes are there, of a line that ends behind
 * them (whole) or goes on (then len is ROW_BYTES_MAX or up to 3 less, at a boundary of code
 * points). indent: columns taken before it. 0 only for len 0.
 */
size_t row_length(const struct bq_wrap_options *options, const char *s, size_t len, bool whole,
                  int indent);
/* The hanging indent of a line, from its first bytes. */
int row_hang(const struct bq_wrap_options *options, const char *s, size_t len);
int row_cluster_columns(const struct bq_wrap_options *options, const char *s, size_t len,
                        int column);

/* How far row_hang looks. */
enum { ROW_HANG_BYTES = 64 };

#endif
