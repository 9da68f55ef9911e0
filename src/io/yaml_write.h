/*
 * Writing YAML: single values, in the style that reads and diffs best and comes back byte for byte,
 * in this project's reader and in others (YAML 1.1 and 1.2). Texts are well-formed UTF-8 without
 * U+0000.
 */
#ifndef IO_YAML_WRITE_H
#define IO_YAML_WRITE_H

#include "bqi/buf.h"

enum bq_yaml_want {
    BQ_YAML_WANT_LINE, /* plain or quoted; a text with line ends becomes a block */
    BQ_YAML_WANT_TEXT, /* a literal block, also for one line */
    BQ_YAML_WANT_TIME  /* like a line, but dates stay plain */
};

/*
 * Appends " VALUE\n" as it stands behind "key:" or, with a list of scalars, behind "-". indent is
 * the column (from 0) of the map or list item it belongs to.
 */
void bq_yaml_put(struct bq_buf *out, const char *s, size_t len, unsigned indent,
                 enum bq_yaml_want want);
/* Would s be read back as this very string when it stands there without quotes? */
bool bq_yaml_is_plain(const char *s, size_t len);

#endif
