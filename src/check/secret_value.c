#include "check/secret_scan.h"
#include <stdint.h>
#include <string.h>

bool bq_secret_is_alnum(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool bq_secret_is_word(char c)
{
    return bq_secret_is_alnum(c) || c == '_' || c == '-';
}

bool bq_secret_class_has(char class_name, char c)
{
    switch (class_name) {
    case 'x':
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    case 'd':
        return c >= '0' && c <= '9';
    case 'n':
        return bq_secret_is_alnum(c);
    case 'w':
        return bq_secret_is_alnum(c) || c == '_';
    case 't':
        return bq_secret_is_word(c);
    case 'b':
        return bq_secret_is_word(c) || c == '+' || c == '/' || c == '=';
    case 'u':
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    default:
        return true;
    }
}

/* log2(n) in 1/256, for n >= 1: whole part by bits, the rest by squaring. */
static unsigned log2_256(unsigned n)
{
    unsigned whole = 0, part = 0, i;
    uint64_t x;

    while (n >> (whole + 1))
        whole++;
    x = ((uint64_t)n << 31) >> whole; /* 1.0 is 1 << 31 */
    for (i = 0; i < 8; i++) {
        x = (x * x) >> 31;
        part <<= 1;
        if (x >> 32) {
            x >>= 1;
            part |= 1;
        }
    }
    return whole * 256 + part;
}

unsigned bq_secret_entropy(struct bq_span value)
{
    unsigned seen[256] = { 0 };
    uint64_t sum = 0;
    size_t i, len = value.len < 512 ? value.len : 512;

    if (len == 0)
        return 0;
    for (i = 0; i < len; i++)
        seen[(unsigned char)value.s[i]]++;
    for (i = 0; i < 256; i++) {
        if (seen[i] > 1)
            sum += (uint64_t)seen[i] * log2_256(seen[i]);
    }
    /* H = log2(len) - sum(n log2 n) / len */
    return (unsigned)((log2_256((unsigned)len) * (uint64_t)len - sum) * 100 / 256 / len);
}

static bool has_word(struct bq_span value, const char *const *words)
{
    for (; *words; words++) {
        if (bq_span_find_nocase(value, 0, *words) < value.len)
            return true;
    }
    return false;
}

/* One character over and over. */
static bool has_run(struct bq_span value)
{
    size_t i, run = 1;

    for (i = 1; i < value.len; i++) {
        char c = value.s[i];
        size_t most = c == 'x' || c == 'X' || c == '*' || c == '.' ? 4 : c == '0' ? 7 : 8;
        run = c == value.s[i - 1] ? run + 1 : 1;
        if (run >= most || (run >= 3 && (c == '*' || c == '.')))
            return true;
    }
    return false;
}

bool bq_secret_is_placeholder(struct bq_span value)
{
    static const char *const words[] = {
        "example",    "your",        "placeholder",  "redacted",
        "masked",     "dummy",       "changeme",     "change_me",
        "change-me",  "insert",      "replace",      "_here",
        "-here",      "fake",        "sample",       "foobar",
        "lorem",      "notreal",     "not-real",     "not_real",
        "1234567890", "0123456789",  "abcdefgh",     "deadbeef",
        "qwerty",     "process.env", "os.environ",   "getenv",
        "secrets.",   "undefined",   "\xe2\x80\xa6", "\xe2\x80\xa2\xe2\x80\xa2",
        "<",          "{{",          "${",           "%(",
        "[token",     "[key",        "[hidden",      "[removed",
        NULL
    };
    struct bq_span head = bq_span_of(value.s, value.len < 600 ? value.len : 600);

    if (value.len == 0 || value.s[0] == '$' || value.s[0] == '%' || value.s[0] == '{')
        return true;
    return has_run(head) || has_word(head, words);
}

bool bq_secret_is_random(struct bq_span value)
{
    bool digit = false, letter = false, hex = true;
    size_t i, odd = 0;

    if (value.len < 16 || value.len > 4096)
        return false;
    for (i = 0; i < value.len; i++) {
        char c = value.s[i];
        if (c >= '0' && c <= '9')
            digit = true;
        else if (bq_secret_is_alnum(c))
            letter = true;
        else if (!strchr("_-+/=.~%:!@#^&*|", c))
            return false;
        else if (c != '-' && c != '_')
            odd++;
        hex = hex && (bq_secret_class_has('x', c) || c == '-');
    }
    if (!digit || !letter || odd > value.len / 4)
        return false;
    return bq_secret_entropy(value) >= (hex ? 290u : 340u) && !bq_secret_is_placeholder(value);
}

bool bq_secret_begins(struct bq_span text, size_t start)
{
    const char *s = text.s;

    if (start == 0 || !bq_secret_is_alnum(s[start - 1]))
        return true;
    if (start >= 2 && s[start - 2] == '\\' && strchr("nrt", s[start - 1]))
        return true;
    return start >= 3 && s[start - 3] == '%' && bq_secret_class_has('x', s[start - 2]) &&
           bq_secret_class_has('x', s[start - 1]);
}

static size_t skip(struct bq_span text, size_t at, size_t most, const char *set)
{
    size_t n = 0;

    while (at + n < text.len && n < most && text.s[at + n] && strchr(set, text.s[at + n]))
        n++;
    return at + n;
}

/* Behind `=`, `:`, `=>`, `:=`, `, ` and what surrounds them; 0 when there is none. */
static size_t skip_assignment(struct bq_span text, size_t at)
{
    size_t p = skip(text, at, 6, "\"'`]\\)* \t"), q;
    bool quoted = p > at && memchr(text.s + at, '"', p - at) != NULL;

    if (!quoted && p > at)
        quoted = memchr(text.s + at, '\'', p - at) != NULL;
    q = skip(text, p, 3, ":=>");
    if (q == p && quoted)
        q = skip(text, p, 1, ",");
    if (q == p || text.s[p] == '>')
        return 0;
    q = skip(text, q, 4, " \t*");
    /* {"name": "Cookie", "value": "..."} */
    if (quoted && q + 8 < text.len && memcmp(text.s + q, "\"value\"", 7) == 0)
        q = skip(text, q + 7, 4, " :\t");
    return q;
}

static size_t value_end(struct bq_span text, size_t at, char quote, bool line)
{
    size_t p = at, stop = text.len - at > 8192 ? at + 8192 : text.len;

    for (; p < stop; p++) {
        char c = text.s[p];
        if (c == '\n' || c == '\r' || c == '\\' || c == '\0' || (quote && c == quote))
            break;
        if (!line && !quote && strchr(" \t,;&<>\"'`)}|]", c))
            break;
        if (line && !quote && c == '`')
            break;
    }
    return p;
}

bool bq_secret_assigned(struct bq_span text, size_t name, size_t at, size_t rest, bool line,
                        struct bq_span *value, size_t *rest_len)
{
    char before = name > 0 ? text.s[name - 1] : 0, quote = 0;
    size_t p = at, end;

    while (p < text.len && p - at < rest && (bq_secret_is_word(text.s[p])))
        p++;
    if (rest_len)
        *rest_len = p - at;
    if (p < text.len && text.s[p] == before)
        before = 0; /* the quotes were the name's own */
    p = skip_assignment(text, p);
    if (p == 0)
        return false;
    if (p < text.len && text.s[p] == '\\')
        p++;
    if (p < text.len && (text.s[p] == '"' || text.s[p] == '\'' || text.s[p] == '`'))
        quote = text.s[p++];
    else if (before == '"' || before == '\'' || before == '`')
        quote = before; /* -H 'Name: value' */
    end = value_end(text, p, quote, line);
    *value = bq_span_of(text.s + p, end - p);
    if (line)
        *value = bq_span_trim(*value);
    return value->len > 0;
}
