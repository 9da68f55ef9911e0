/*
 * Files of data/, compiled into the program so that a fresh install works offline.
 * The table is made by build-aux/embed-data.
 */
#ifndef BASE_DATA_H
#define BASE_DATA_H

#include "bugquill/errors.h"
#include <stddef.h>

struct bq_data {
    const char *name; /* path below data/, e.g. "programs/openai.yaml" */
    const unsigned char *bytes;
    size_t len;
};

/*
 * Cuts a table of lines with tabs, so that its cells are strings where they stand: a 0 ends each
 * cell, and each row another line end. Tables under data/taxonomy and
 * data/secrets.tsv are compiled in like this. A
 * missing last line end is added, a CR before one dropped. free; NULL without memory.
 */
char *bq_data_cut(const char *text, size_t len, size_t *cut_len) BQ_MUST_USE;
/* The next cell of a row, "" when it has no more. */
const char *bq_data_cell(const char **row);
/* Where the row ends that `row` stands in: behind its line end. */
const char *bq_data_row_end(const char *row);

/* Ends with an entry whose name is NULL. Sorted by name. */
extern const struct bq_data bq_data_table[];

/* The file of that name, or NULL. */
const struct bq_data *bq_data_find(const char *name);

#endif
