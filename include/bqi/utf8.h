/*
 * UTF-8 as the Unicode standard defines it (table 3-7): no overlong forms, no surrogates, nothing
 * over U+10FFFF. Pure functions on bytes; lengths in bytes, columns and counts in code points
 * unless a name says otherwise.
 */
#ifndef BQI_UTF8_H
#define BQI_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes the code point at s (len >= 1 bytes there). Returns how many bytes it takes, and the
 * code point in *out; on malformed input returns 0 and *out is the first byte.
 */
size_t bq_utf8_decode(const char *s, size_t len, uint32_t *out);
/* Encodes into out (4 bytes of room); returns the length, 0 for what is no code point. */
size_t bq_utf8_encode(uint32_t code, char out[4]);
/* How many bytes at s are ASCII, up to the first that is not. */
size_t bq_utf8_ascii_run(const char *s, size_t len);
/* True when all of it is well-formed. Otherwise *bad (may be NULL) is the first bad byte's offset.
 */
bool bq_utf8_valid(const char *s, size_t len, size_t *bad);
/* How many code points; malformed bytes count one each. */
size_t bq_utf8_count(const char *s, size_t len);
/* Start of the code point before offset at (0 stays 0). s is well-formed. */
size_t bq_utf8_previous(const char *s, size_t at);
/* Line and column, from 1, columns in code points, of byte offset at. */
void bq_utf8_place(const char *s, size_t at, unsigned *line, unsigned *column);

/* A code point that the eye cannot see or that changes how others are shown: C0 except tab and LF,
 * DEL, C1, bidi controls, zero-width, tags, soft hyphen, BOM, line and paragraph separators. */
bool bq_utf8_is_hidden(uint32_t code);
/* Unicode noncharacters (U+FDD0..U+FDEF and the last two of each plane). */
bool bq_utf8_is_nonchar(uint32_t code);

#endif
