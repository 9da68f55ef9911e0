/*
 * Files of data/, compiled into the program so that a fresh install works offline.
 * The table is made by build-aux/embed-data.
 */
#ifndef BASE_DATA_H
#define BASE_DATA_H

#include <stddef.h>

struct bq_data {
    const char *name; /* path below data/, e.g. "programs/openai.yaml" */
    const unsigned char *bytes;
    size_t len;
};

/* Ends with an entry whose name is NULL. Sorted by name. */
extern const struct bq_data bq_data_table[];

/* The file of that name, or NULL. */
const struct bq_data *bq_data_find(const char *name);

#endif
