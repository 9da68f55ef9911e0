/*
 * Reading YAML: one item after the other, under caps of our own. yaml.c is the only file that knows
 * libyaml.
 *
 * Refused with line and column, by itself: malformed UTF-8, anchors, aliases, tags, merge keys,
 * several documents, duplicate keys, keys that are no scalars, U+0000 in any form, and anything
 * over its cap. Scalars are texts; what they mean is up to who reads them.
 */
#ifndef IO_YAML_H
#define IO_YAML_H

#include "bugquill/errors.h"
#include <stdbool.h>

enum {
    BQ_YAML_DEPTH_MAX = 16,
    BQ_YAML_KEYS_MAX = 256, /* keys in one map */
    BQ_YAML_KEY_MAX = 1024  /* bytes in one key */
};

enum bq_yaml_kind {
    BQ_YAML_SCALAR,
    BQ_YAML_MAP,
    BQ_YAML_MAP_END,
    BQ_YAML_LIST,
    BQ_YAML_LIST_END,
    BQ_YAML_DONE
};
enum bq_yaml_style {
    BQ_YAML_PLAIN,
    BQ_YAML_SINGLE,
    BQ_YAML_DOUBLE,
    BQ_YAML_LITERAL,
    BQ_YAML_FOLDED
};

struct bq_yaml_item {
    enum bq_yaml_kind kind;
    enum bq_yaml_style style; /* of a scalar */
    bool is_key, flow;        /* flow: of a map or list in brackets */
    const char *s;            /* a scalar's text, terminated; until the next call */
    size_t len;
    size_t start, end; /* bytes of the source it takes; DONE: where the document ends */
    unsigned line, column;
};

struct bq_yaml;

/* text must stay until the reader is freed. max_items bounds the work. */
int bq_yaml_open(const char *text, size_t len, const char *file, size_t max_items,
                 struct bq_yaml **out, struct bq_err *err) BQ_MUST_USE;
void bq_yaml_free(struct bq_yaml *yaml);
int bq_yaml_next(struct bq_yaml *yaml, struct bq_yaml_item *item, struct bq_err *err) BQ_MUST_USE;
/* Reads on to the end of the map or list that `item` began; a scalar is done already. */
int bq_yaml_skip(struct bq_yaml *yaml, const struct bq_yaml_item *item,
                 struct bq_err *err) BQ_MUST_USE;
/* Hands the last scalar's text over (free). NULL when the last item was none. */
char *bq_yaml_take(struct bq_yaml *yaml) BQ_MUST_USE;
/* Where the last item ended, in bytes of the source. */
size_t bq_yaml_end(const struct bq_yaml *yaml);
/* How many gaps between items held a comment so far. */
size_t bq_yaml_comments(const struct bq_yaml *yaml);
/* A trouble at item, in words. Returns BQ_EPARSE. */
int bq_yaml_wrong(const struct bq_yaml *yaml, const struct bq_yaml_item *item, struct bq_err *err,
                  const char *format, ...) BQ_PRINTF(4, 5);

/* ---- what plain scalars mean where the schema asks
 * --------------------------------------------------- */

/* Nothing there: an empty plain scalar, ~ or null. */
bool bq_yaml_is_null(const struct bq_yaml_item *item);
/* true, false; false when it is neither. */
bool bq_yaml_bool(const struct bq_yaml_item *item, bool *out);
/* A whole decimal number in a plain scalar. */
bool bq_yaml_number(const struct bq_yaml_item *item, long long *out);

#endif
