/*
 * The one door between data and a screen, a terminal or a log. Whatever came from a file, a paste,
 * a file name or the system goes through here before a person sees it: control, C1, bidi and
 * invisible characters and malformed bytes become visible marks: ^[  <9B>  <U+202E>  <FF>.
 * The output never holds a byte below 0x20 (but the tab and LF that BQ_SHOW_TEXT keeps), DEL, C1,
 * or malformed UTF-8. At most 8 combining marks follow one base, the rest becomes marks.
 */
#ifndef BQI_SHOW_H
#define BQI_SHOW_H

#include "bqi/buf.h"
#include <stdint.h>

enum bq_show_mode {
    BQ_SHOW_LINE, /* one line: tab and LF become marks too (\t, \n) */
    BQ_SHOW_TEXT  /* tab and LF stay */
};

/* Appends the shown form of len bytes at s. */
void bq_show(struct bq_buf *out, const char *s, size_t len, enum bq_show_mode mode);
/* The same into a fixed room: always terminated, cut at a code point with "..." when too long. */
void bq_show_cut(char *out, size_t size, const char *s, size_t len);
/*
 * The mark for one code point: writes it (at most 12 bytes with the terminator) and returns its
 * length, 0 when the code point may be shown as it is.
 */
size_t bq_show_mark(uint32_t code, char out[12]);

/* Appends s as a JSON string with quotes; control, C1, bidi and invisible characters as \uXXXX, < >
 * & escaped too, malformed bytes as \ufffd. */
void bq_json_string(struct bq_buf *out, const char *s, size_t len);
/* Appends a TSV cell: tab, LF, CR and backslash escaped, the rest as BQ_SHOW_LINE. */
void bq_tsv_cell(struct bq_buf *out, const char *s, size_t len);
/* Would a cell hold these bytes as they are? Printable ASCII without backslashes. */
bool bq_tsv_plain(const char *s, size_t len);

#endif
