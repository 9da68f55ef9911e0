/*
 * The items of a built-in YAML file as bytes, worked out while this program is built
 * (build-aux/bake-items.c): reading a program of 24 kB with libyaml was a third of what a check of
 * one draft takes. A build for another machine can't run its own programs, so its table is empty;
 * then the YAML is read.
 */
#ifndef IO_ITEMS_H
#define IO_ITEMS_H

#include "bqi/buf.h"
#include "io/yaml.h"

/* What is left of the items of one file. */
struct bq_items {
    const unsigned char *at, *end;
};

/* A file of data/ that was worked out. */
struct bq_items_file {
    const char *name; /* as bq_data_find knows it */
    const unsigned char *bytes;
    size_t len;
};

/* Ends with an entry whose name is NULL. */
extern const struct bq_items_file bq_items_table[];

/* Appends one item. BQ_ELIMIT for a scalar of 64 KiB or more. */
int bq_items_add(struct bq_buf *out, const struct bq_yaml_item *item, struct bq_err *err);
/* The next one, but for its place in the file. BQ_YAML_DONE at the end. */
void bq_items_next(struct bq_items *items, struct bq_yaml_item *item);

#endif
