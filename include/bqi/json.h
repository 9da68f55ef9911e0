/*
 * JSON in: cJSON behind a door. Before the library sees a text it is checked: well-formed UTF-8, no
 * U+0000 (raw or escaped: the library would end the string there), nesting at most
 * BQ_JSON_DEPTH_MAX. Anything but blanks after the value is refused, and so is a name
 * that one object has twice. JSON out is bq_json_string
 * (bqi/show.h) and a line of printf.
 */
#ifndef BQI_JSON_H
#define BQI_JSON_H

#include "bugquill/errors.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BQ_JSON_DEPTH_MAX = 64, BQ_JSON_FILE_MAX = 64 << 20 };

enum bq_json_kind {
    BQ_JSON_NULL,
    BQ_JSON_BOOL,
    BQ_JSON_NUMBER,
    BQ_JSON_TEXT,
    BQ_JSON_ARRAY,
    BQ_JSON_OBJECT
};

struct bq_json; /* a value; everything got from it is borrowed */

/* file is for messages, which name line and column. The caller frees *out. */
int bq_json_parse(const char *text, size_t len, const char *file, struct bq_json **out,
                  struct bq_err *err) BQ_MUST_USE;
void bq_json_free(struct bq_json *root);

/* All of these take NULL for "no such value". */
enum bq_json_kind bq_json_kind(const struct bq_json *value);
/* The member of that name, NULL when there is none or the value is no object. */
const struct bq_json *bq_json_get(const struct bq_json *object, const char *key);
/* The text, NULL when it is none. */
const char *bq_json_text(const struct bq_json *value);
/* The text of a member, "" when there is none. */
const char *bq_json_get_text(const struct bq_json *object, const char *key);
/* A whole number below 2^53; false when it is none. */
bool bq_json_whole(const struct bq_json *value, int64_t *out);
/* True for the value true only. */
bool bq_json_true(const struct bq_json *value);
/* Elements of an array or members of an object, in the order of the text. */
const struct bq_json *bq_json_first(const struct bq_json *value);
const struct bq_json *bq_json_next(const struct bq_json *value);
/* The name a member has in its object, "" for others. */
const char *bq_json_key(const struct bq_json *member);

#endif
