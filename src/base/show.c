/* The one door between data and a screen: see bqi/show.h. */
#include "bqi/show.h"

#include "base/bytes16.h"
#include "bqi/utf8.h"
#include <stdio.h>

enum { MARKS_PER_BASE = 8 };

size_t bq_show_mark(uint32_t code, char out[12])
{
    int n = 0;
    if (code < 0x20)
        n = snprintf(out, 12, "^%c", (char)(code + '@'));
    else if (code == 0x7f)
        n = snprintf(out, 12, "^?");
    else if (code >= 0x80 && code <= 0x9f)
        n = snprintf(out, 12, "<%02X>", (unsigned)code);
    else if (bq_utf8_is_hidden(code))
        n = snprintf(out, 12, "<U+%04X>", (unsigned)(code & 0x1fffff));
    return n < 0 ? 0 : (size_t)n;
}

/* Marks that stack on the character before them: terminals have been broken by long heaps. */
static bool is_combining(uint32_t code)
{
    return (code >= 0x300 && code <= 0x36f) || (code >= 0x483 && code <= 0x489) ||
           (code >= 0x591 && code <= 0x5bd) || (code >= 0x610 && code <= 0x61a) ||
           (code >= 0x64b && code <= 0x65f) || (code >= 0xe31 && code <= 0xe3a && code != 0xe32) ||
           (code >= 0xe47 && code <= 0xe4e) || (code >= 0x1ab0 && code <= 0x1aff) ||
           (code >= 0x1dc0 && code <= 0x1dff) || (code >= 0x20d0 && code <= 0x20ff) ||
           (code >= 0xfe20 && code <= 0xfe2f);
}

static void add_hex(struct bq_buf *out, uint32_t code)
{
    if (code <= 0xff)
        bq_buf_addf(out, "<%02X>", (unsigned)code);
    else
        bq_buf_addf(out, "<U+%04X>", (unsigned)code);
}

void bq_show(struct bq_buf *out, const char *s, size_t len, enum bq_show_mode mode)
{
    size_t plain = 0; /* start of the run that can be copied as it is */
    unsigned stacked = 0;
    for (size_t i = 0; i < len;) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c < 0x7f) {
            stacked = 0;
            i++;
            continue;
        }
        uint32_t code;
        char mark[12];
        size_t n = bq_utf8_decode(s + i, len - i, &code);
        size_t step = n ? n : 1;
        bool keep = n && (code == '\n' || code == '\t') && mode == BQ_SHOW_TEXT;
        stacked = n && is_combining(code) ? stacked + 1 : 0;
        bool show = !keep && (n == 0 || stacked > MARKS_PER_BASE || bq_show_mark(code, mark) > 0);
        if (show) {
            bq_buf_add(out, s + plain, i - plain);
            if (n == 0 || stacked > MARKS_PER_BASE)
                add_hex(out, code);
            else if (code == '\n' || code == '\t')
                bq_buf_adds(out, code == '\n' ? "\\n" : "\\t");
            else
                bq_buf_adds(out, mark);
            plain = i + step;
        }
        i += step;
    }
    bq_buf_add(out, s + plain, len - plain);
}

void bq_show_cut(char *out, size_t size, const char *s, size_t len)
{
    struct bq_buf buf;
    bq_buf_init(&buf, 64 + 12 * (len < 4096 ? len : 4096));
    bq_show(&buf, s, len < 4096 ? len : 4096, BQ_SHOW_LINE);
    size_t shown = buf.len;
    bool cut = shown >= size || len > 4096;
    if (cut) {
        size_t room = size > 4 ? size - 4 : 0;
        if (shown > room)
            shown = room;
        while (shown > 0 && shown < buf.len && ((unsigned char)buf.data[shown] & 0xc0) == 0x80)
            shown--;
    }
    snprintf(out, size, "%.*s%s", (int)shown, buf.data, cut ? "..." : "");
    bq_buf_clear(&buf);
}

static void json_escape(struct bq_buf *out, uint32_t code)
{
    if (code == '"' || code == '\\')
        bq_buf_addf(out, "\\%c", (char)code);
    else if (code == '\n')
        bq_buf_adds(out, "\\n");
    else if (code == '\t')
        bq_buf_adds(out, "\\t");
    else if (code == '\r')
        bq_buf_adds(out, "\\r");
    else if (code < 0x10000)
        bq_buf_addf(out, "\\u%04x", (unsigned)code);
    else
        bq_buf_addf(out, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (code >> 10)),
                    (unsigned)(0xdc00 + (code & 0x3ff)));
}

static bool json_plain(uint32_t code)
{
    if (code < 0x80)
        return code >= 0x20 && code != 0x7f && code != '"' && code != '\\' && code != '<' &&
               code != '>' && code != '&';
    return !bq_utf8_is_hidden(code);
}

void bq_json_string(struct bq_buf *out, const char *s, size_t len)
{
    size_t plain = 0;
    bq_buf_addc(out, '"');
    for (size_t i = 0; i < len;) {
        uint32_t code;
        size_t n = bq_utf8_decode(s + i, len - i, &code);
        size_t step = n ? n : 1;
        if (n == 0 || !json_plain(code)) {
            bq_buf_add(out, s + plain, i - plain);
            json_escape(out, n ? code : 0xfffd);
            plain = i + step;
        }
        i += step;
    }
    bq_buf_add(out, s + plain, len - plain);
    bq_buf_addc(out, '"');
}

/* Bytes that a cell holds as they are. */
static bq_16 plain(bq_16 v)
{
    return bq_16_without(bq_16_within(v, ' ', '~'), bq_16_equal(v, '\\'));
}

bool bq_tsv_plain(const char *s, size_t len)
{
    bq_16 fine = bq_16_all((char)0xff);
    size_t i = 0;

    if (len >= 16) {
        for (; i + 16 <= len; i += 16) {
            fine = bq_16_and(fine, plain(bq_16_load(s + i)));
        }
        /* the last sixteen, some of them once more */
        return bq_16_mask(bq_16_and(fine, plain(bq_16_load(s + len - 16)))) == 0xffff;
    }
    for (; i < len && s[i] >= ' ' && s[i] <= '~' && s[i] != '\\'; i++) {
    }
    return i == len;
}

void bq_tsv_cell(struct bq_buf *out, const char *s, size_t len)
{
    if (bq_tsv_plain(s, len)) {
        bq_buf_add(out, s, len);
        return;
    }
    for (size_t i = 0; i < len;) {
        size_t run = i;
        while (run < len && s[run] != '\t' && s[run] != '\n' && s[run] != '\r' && s[run] != '\\')
            run++;
        bq_show(out, s + i, run - i, BQ_SHOW_LINE);
        if (run < len) {
            bq_buf_addc(out, '\\');
            bq_buf_addc(out, s[run] == '\t'   ? 't'
                             : s[run] == '\n' ? 'n'
                             : s[run] == '\r' ? 'r'
                                              : '\\');
            run++;
        }
        i = run;
    }
}
