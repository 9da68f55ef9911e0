/*
 * Our own writer of YAML values. libyaml's turns a text with one tab, trailing blank or emoji into
 * one long quoted line, which neither reads nor diffs.
 */
#include "io/yaml_write.h"
#include "bqi/clock.h"
#include "bqi/utf8.h"
#include <string.h>
#include <strings.h>

/* ---- which characters need what
 * ------------------------------------------------------------------------ */

/* libyaml refuses these raw, or takes them for line ends: only an escape brings them through. */
static bool needs_escape(uint32_t code)
{
    return (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7f && code <= 0x9f) ||
           code == 0x2028 || code == 0x2029 || code == 0xfeff || bq_utf8_is_nonchar(code);
}

/* Eight bytes from space to tilde? Most of a report is such. */
static bool is_plain_word(const char *s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t word;

    memcpy(&word, s, sizeof word);
    return ((word | (word - ones * 0x20) | (word + ones)) & tops) == 0;
}

static bool any_needs_escape(const char *s, size_t len)
{
    for (size_t i = 0; i < len;) {
        unsigned char c = (unsigned char)s[i];
        if (len - i >= 8 && is_plain_word(s + i)) {
            i += 8;
            continue;
        }
        if (c >= 0x20 && c < 0x7f) {
            i++;
            continue;
        }
        uint32_t code;
        size_t n = bq_utf8_decode(s + i, len - i, &code);
        if (n == 0 || needs_escape(code))
            return true;
        i += n;
    }
    return false;
}

/* ---- which words mean something else without quotes
 * -------------------------------------------------------- */

static bool is_reserved_word(const char *s, size_t len)
{
    static const char *const words[] = { "null", "true", "false", "yes", "no", "on",
                                         "off",  "y",    "n",     "~",   "=",  "<<" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == len && strncasecmp(s, words[i], len) == 0)
            return true;
    }
    return false;
}

static bool is_date_like(const char *s, size_t len)
{
    return len >= 8 && strspn(s, "0123456789") >= 4 && s[4] == '-' &&
           strspn(s, "0123456789-:.TtZz +\t") >= len;
}

/* Anything that a YAML 1.1 or 1.2 reader could take for a number or a time: better quoted once too
 * often. */
static bool is_number_like(const char *s, size_t len)
{
    size_t i = len && (s[0] == '-' || s[0] == '+');
    if (len - i >= 4 && s[i] == '.' &&
        (strncasecmp(s + i + 1, "inf", 3) == 0 || strncasecmp(s + i + 1, "nan", 3) == 0))
        return true;
    if (i < len && s[i] != '.' && (s[i] < '0' || s[i] > '9'))
        return false;
    if (len - i >= 2 && s[i] == '0' && strchr("xXoObB", s[i + 1]))
        return true;
    return strspn(s, "0123456789._:,eE+-") >= len || is_date_like(s, len);
}

bool bq_yaml_is_plain(const char *s, size_t len)
{
    if (len == 0 || is_reserved_word(s, len) || is_number_like(s, len))
        return false;
    if (strchr("-?:,[]{}#&*!|>'\"%@` .", s[0]))
        return false;
    if (s[len - 1] == ' ' || s[len - 1] == ':')
        return false;
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\t' || s[i] == '\n' || (s[i] == ':' && s[i + 1] == ' ') ||
            (s[i] == '#' && i > 0 && s[i - 1] == ' '))
            return false;
    }
    return !any_needs_escape(s, len);
}

/* ---- styles
 * ---------------------------------------------------------------------------------------------------
 */

static void put_single(struct bq_buf *out, const char *s, size_t len)
{
    bq_buf_addc(out, '\'');
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\'')
            bq_buf_addc(out, '\'');
        bq_buf_addc(out, s[i]);
    }
    bq_buf_addc(out, '\'');
}

static void put_escape(struct bq_buf *out, uint32_t code)
{
    if (code == '\n')
        bq_buf_adds(out, "\\n");
    else if (code == '\t')
        bq_buf_adds(out, "\\t");
    else if (code <= 0xff)
        bq_buf_addf(out, "\\x%02X", (unsigned)code);
    else if (code <= 0xffff)
        bq_buf_addf(out, "\\u%04X", (unsigned)code);
    else
        bq_buf_addf(out, "\\U%08X", (unsigned)code);
}

static void put_double(struct bq_buf *out, const char *s, size_t len)
{
    bq_buf_addc(out, '"');
    for (size_t i = 0; i < len;) {
        uint32_t code;
        size_t n = bq_utf8_decode(s + i, len - i, &code);
        if (n == 0)
            n = 1;
        if (code == '"' || code == '\\') {
            bq_buf_addc(out, '\\');
            bq_buf_addc(out, (char)code);
        } else if (code == '\n' || code == '\t' || needs_escape(code)) {
            put_escape(out, code);
        } else {
            bq_buf_add(out, s + i, n);
        }
        i += n;
    }
    bq_buf_addc(out, '"');
}

/*
 * A literal block. The indentation is said where a reader could not guess it: when the text begins
 * with a blank or an empty line. "-", nothing and "+" say how many line ends there are at the end.
 */
static void put_literal(struct bq_buf *out, const char *s, size_t len, unsigned indent)
{
    size_t ends = 0;
    while (ends < len && s[len - 1 - ends] == '\n')
        ends++;
    bq_buf_addc(out, '|');
    if (s[0] == ' ' || s[0] == '\t' || s[0] == '\n')
        bq_buf_addc(out, '2');
    if (ends == 0)
        bq_buf_addc(out, '-');
    else if (ends > 1 || ends == len)
        bq_buf_addc(out, '+');
    bq_buf_addc(out, '\n');
    for (size_t i = 0; i < len;) {
        const char *line_end = memchr(s + i, '\n', len - i);
        size_t n = line_end ? (size_t)(line_end - s) - i : len - i;
        if (n > 0)
            bq_buf_add_repeat(out, ' ', indent + 2);
        bq_buf_add(out, s + i, n);
        bq_buf_addc(out, '\n');
        i += n + 1;
    }
}

void bq_yaml_put(struct bq_buf *out, const char *s, size_t len, unsigned indent,
                 enum bq_yaml_want want)
{
    int64_t time;
    bq_buf_addc(out, ' ');
    if (len == 0) {
        bq_buf_adds(out, "''\n");
    } else if (any_needs_escape(s, len)) {
        put_double(out, s, len);
        bq_buf_addc(out, '\n');
    } else if (want == BQ_YAML_WANT_TEXT || memchr(s, '\n', len)) {
        put_literal(out, s, len, indent);
    } else {
        if ((want == BQ_YAML_WANT_TIME && bq_time_parse(s, &time)) || bq_yaml_is_plain(s, len))
            bq_buf_add(out, s, len);
        else
            put_single(out, s, len);
        bq_buf_addc(out, '\n');
    }
}
