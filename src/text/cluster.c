/* The one file that knows utf8proc. */
#include "bqi/cluster.h"

#include "bqi/show.h"
#include "bqi/utf8.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

enum { STACKED_MAX = 8, ZWNJ = 0x200c, ZWJ = 0x200d, JOINERS_FROM = 0x590, DOTTED_CIRCLE = 0x25cc };

bool bq_code_is_ideograph(uint32_t code)
{
    return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) ||
           (code >= 0x3041 && code <= 0x3096) || (code >= 0x30a0 && code <= 0x30ff);
}

/*
 * Code points of grapheme class Other that are not pictographic either: between two of them there
 * is always a break, whatever stands around. Only the ranges that make up most texts, for speed.
 */
static bool is_plain(uint32_t code)
{
    if (code < 0x7f)
        return code >= 0x20;
    if (code < 0x300)
        return code > 0xa0 && code != 0xa9 && code != 0xad && code != 0xae;
    return (code >= 0x370 && code <= 0x482) || (code >= 0x48a && code <= 0x590) ||
           (code >= 0x1e00 && code <= 0x1fff) || bq_code_is_ideograph(code);
}

static bool is_ascii(const char *s, size_t at)
{
    return (unsigned char)(s[at] - 0x20) < 0x5f;
}

size_t bq_cluster_next(const char *s, size_t len, size_t at)
{
    utf8proc_int32_t state = 0;
    uint32_t code, next;
    size_t n;

    if (is_ascii(s, at) && (at + 1 == len || is_ascii(s, at + 1)))
        return at + 1;
    n = bq_utf8_decode(s + at, len - at, &code);
    if (n == 0)
        return at + 1;
    while ((at += n) < len && (n = bq_utf8_decode(s + at, len - at, &next)) > 0) {
        if (is_plain(code) && is_plain(next))
            break;
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)code, (utf8proc_int32_t)next,
                                             &state))
            break;
        code = next;
    }
    return at;
}

/* Start of the code point, or of the malformed byte, before `at`. */
static size_t back(const char *s, size_t at)
{
    size_t start = at - 1;
    uint32_t code;

    while (start > 0 && at - start < 4 && ((unsigned char)s[start] & 0xc0) == 0x80)
        start--;
    return bq_utf8_decode(s + start, at - start, &code) == at - start ? start : at - 1;
}

/* Is there a break before s[at] that needs no look further back? */
static bool certain_break(const char *s, size_t before, size_t at, size_t end)
{
    uint32_t a, b;

    if ((unsigned char)s[before] < 0x20)
        return !(s[before] == '\r' && s[at] == '\n');
    if (bq_utf8_decode(s + before, at - before, &a) == 0 ||
        bq_utf8_decode(s + at, end - at, &b) == 0)
        return true;
    return is_plain(a) && is_plain(b);
}

size_t bq_cluster_previous(const char *s, size_t at)
{
    size_t start, from, next;

    if (at == 0)
        return 0;
    if (at >= 2 && is_ascii(s, at - 1) && is_ascii(s, at - 2))
        return at - 1;
    start = back(s, at);
    while (start > 0 && at - start < BQ_CLUSTER_BACK_MAX) {
        size_t before = back(s, start);

        if (certain_break(s, before, start, at))
            break;
        start = before;
    }
    for (from = start; (next = bq_cluster_next(s, at, from)) < at;)
        from = next;
    return from;
}

/* ---- on a screen --------------------------------------------------------------------------- */

void bq_glyphs_init(struct bq_glyphs *glyphs, const char *s, size_t len)
{
    memset(glyphs, 0, sizeof *glyphs);
    glyphs->s = s;
    glyphs->len = len;
}

static void make_mark(struct bq_glyph *out, uint32_t code, bool malformed)
{
    size_t len = malformed ? 0 : bq_show_mark(code, out->mark);

    if (len == 0)
        len = (size_t)snprintf(out->mark, sizeof out->mark, malformed ? "<%02X>" : "<U+%04X>",
                               (unsigned)(code & 0x1fffff));
    out->kind = BQ_GLYPH_MARK;
    out->columns = (int)len;
}

/*
 * A joiner without a width is at home in emoji and in scripts from Hebrew on; behind a Latin, Greek
 * or Cyrillic letter it only makes two words look the same.
 */
static bool is_trick(const struct bq_glyphs *glyphs, uint32_t code)
{
    return (code == ZWJ || code == ZWNJ) && !(glyphs->based && glyphs->joinable);
}

static void put_base(struct bq_glyphs *glyphs, struct bq_glyph *out, int columns)
{
    out->kind = BQ_GLYPH_BASE;
    out->columns = columns;
    glyphs->based = true;
    glyphs->joinable = out->code >= JOINERS_FROM;
    glyphs->stacked = 0;
}

bool bq_glyphs_next(struct bq_glyphs *glyphs, struct bq_glyph *out)
{
    size_t n;
    int width;

    if (glyphs->at >= glyphs->len)
        return false;
    n = bq_utf8_decode(glyphs->s + glyphs->at, glyphs->len - glyphs->at, &out->code);
    if (n == 0 || out->code < 0x20 || bq_utf8_is_hidden(out->code) || is_trick(glyphs, out->code)) {
        make_mark(out, out->code, n == 0);
        glyphs->based = false;
    } else if ((width = out->code < 0x7f ? 1 : wcwidth((wchar_t)out->code)) > 0) {
        put_base(glyphs, out, width > 2 ? 2 : width);
    } else if (width < 0 || glyphs->stacked >= STACKED_MAX) {
        make_mark(out, out->code, false);
    } else if (!glyphs->based) { /* the mark comes next time, with something to stand on */
        out->code = DOTTED_CIRCLE;
        put_base(glyphs, out, 1);
        return true;
    } else {
        out->kind = BQ_GLYPH_JOIN;
        out->columns = 0;
        glyphs->stacked++;
    }
    glyphs->at += n ? n : 1;
    return true;
}

int bq_cluster_columns(const char *s, size_t len)
{
    struct bq_glyphs glyphs;
    struct bq_glyph glyph;
    int columns = 0;

    if (len == 1 && is_ascii(s, 0))
        return 1;
    bq_glyphs_init(&glyphs, s, len);
    while (bq_glyphs_next(&glyphs, &glyph))
        columns += glyph.columns;
    return columns;
}

size_t bq_columns(const char *s, size_t len)
{
    size_t columns = 0;

    for (size_t at = 0; at < len;) {
        size_t next = bq_cluster_next(s, len, at);

        columns += (size_t)bq_cluster_columns(s + at, next - at);
        at = next;
    }
    return columns;
}

/* ---- about single code points -------------------------------------------------------------- */

static bool is_word_category(utf8proc_category_t category)
{
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO);
}

enum bq_code_class bq_code_class(uint32_t code)
{
    if (code == ' ' || code == '\t' || code == '\n')
        return BQ_CODE_BLANK;
    if (code < 0x80) {
        bool letter = (code | 0x20) >= 'a' && (code | 0x20) <= 'z';

        return letter || (code >= '0' && code <= '9') || code == '_' ? BQ_CODE_WORD : BQ_CODE_OTHER;
    }
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);

    if (category == UTF8PROC_CATEGORY_ZS)
        return BQ_CODE_BLANK;
    return is_word_category(category) ? BQ_CODE_WORD : BQ_CODE_OTHER;
}

uint32_t bq_code_fold(uint32_t code)
{
    if (code < 0x80)
        return code >= 'A' && code <= 'Z' ? code | 0x20 : code;
    return (uint32_t)utf8proc_tolower(utf8proc_toupper((utf8proc_int32_t)code));
}
