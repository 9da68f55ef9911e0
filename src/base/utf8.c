/* UTF-8 by the Unicode standard's table of well-formed sequences: see bqi/utf8.h. */
#include "bqi/utf8.h"
#include <string.h>

static bool is_tail(unsigned char c)
{
    return (c & 0xc0) == 0x80;
}

size_t bq_utf8_decode(const char *s, size_t len, uint32_t *out)
{
    const unsigned char *p = (const unsigned char *)s;
    uint32_t c = p[0];
    *out = c;
    if (c < 0x80)
        return 1;
    if (c >= 0xc2 && c <= 0xdf && len >= 2 && is_tail(p[1])) {
        *out = (c & 0x1f) << 6 | (p[1] & 0x3f);
        return 2;
    }
    if (c >= 0xe0 && c <= 0xef && len >= 3 && is_tail(p[1]) && is_tail(p[2])) {
        uint32_t code = (c & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
        if (code >= 0x800 && (code < 0xd800 || code > 0xdfff)) {
            *out = code;
            return 3;
        }
    }
    if (c >= 0xf0 && c <= 0xf4 && len >= 4 && is_tail(p[1]) && is_tail(p[2]) && is_tail(p[3])) {
        uint32_t code = (c & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
                        (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
        if (code >= 0x10000 && code <= 0x10ffff) {
            *out = code;
            return 4;
        }
    }
    return 0;
}

size_t bq_utf8_encode(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        if (code >= 0xd800 && code <= 0xdfff)
            return 0;
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    if (code > 0x10ffff)
        return 0;
    out[0] = (char)(0xf0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3f));
    out[2] = (char)(0x80 | (code >> 6 & 0x3f));
    out[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* Eight bytes at a time. */
size_t bq_utf8_ascii_run(const char *s, size_t len)
{
    size_t i = 0;
    for (; len - i >= 8; i += 8) {
        uint64_t word;
        memcpy(&word, s + i, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < len && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}

bool bq_utf8_valid(const char *s, size_t len, size_t *bad)
{
    size_t i = 0;
    while (i < len) {
        i += bq_utf8_ascii_run(s + i, len - i);
        if (i == len)
            break;
        uint32_t code;
        size_t n = bq_utf8_decode(s + i, len - i, &code);
        if (n == 0) {
            if (bad)
                *bad = i;
            return false;
        }
        i += n;
    }
    return true;
}

size_t bq_utf8_count(const char *s, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; count++) {
        uint32_t code;
        size_t n = bq_utf8_decode(s + i, len - i, &code);
        i += n ? n : 1;
    }
    return count;
}

size_t bq_utf8_previous(const char *s, size_t at)
{
    if (at == 0)
        return 0;
    at--;
    while (at > 0 && is_tail((unsigned char)s[at]))
        at--;
    return at;
}

void bq_utf8_place(const char *s, size_t at, unsigned *line, unsigned *column)
{
    size_t start = 0;
    unsigned lines = 1;
    for (const char *p = s; (p = memchr(p, '\n', at - (size_t)(p - s))) != NULL; p++) {
        lines++;
        start = (size_t)(p - s) + 1;
        if (start >= at)
            break;
    }
    *line = lines;
    *column = (unsigned)bq_utf8_count(s + start, at - start) + 1;
}

bool bq_utf8_is_nonchar(uint32_t code)
{
    return (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
}

bool bq_utf8_is_hidden(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        { 0x00, 0x08 },     { 0x0b, 0x1f },       { 0x7f, 0x9f },       { 0xad, 0xad },
        { 0x34f, 0x34f },   { 0x61c, 0x61c },     { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },
        { 0x180b, 0x180f }, { 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },
        { 0x3164, 0x3164 }, { 0xfe00, 0xfe0d },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },
        { 0xfff0, 0xfffb }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
    };
    /* ZERO WIDTH JOINER builds emoji and is needed by several scripts: a cluster shows it. */
    if (code == 0x200d || code == 0x200c)
        return false;
    if (code >= 0x20 && code < 0x7f)
        return false;
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (code >= hidden[i].first && code <= hidden[i].last)
            return true;
    return bq_utf8_is_nonchar(code);
}
