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

/* Words by their first character, so that most characters of a value meet none. */
static bool has_word(struct bq_span value)
{
    static const char *const words[] = {
        "-here",       "1234567890",  "0123456789",   "abcdefgh",
        "changeme",    "change_me",   "change-me",    "deadbeef",
        "dummy",       "example",     "fake",         "foobar",
        "getenv",      "insert",      "lorem",        "masked",
        "notreal",     "not-real",    "not_real",     "os.environ",
        "placeholder", "process.env", "qwerty",       "redacted",
        "replace",     "sample",      "secrets.",     "undefined",
        "your",        "_here",       "\xe2\x80\xa6", "\xe2\x80\xa2\xe2\x80\xa2",
        "<",           "{{",          "${",           "%(",
        "victim",      "[token",      "[key",         "[hidden",
        "[removed",
    };
    enum { COUNT = sizeof words / sizeof words[0] };
    size_t i, k;

    for (i = 0; i < value.len; i++) {
        char c = value.s[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        for (k = 0; k < COUNT; k++) {
            size_t len;
            if (words[k][0] != c)
                continue;
            len = strlen(words[k]);
            if (value.len - i >= len &&
                bq_span_equal_nocase(bq_span_of(value.s + i, len), bq_span_of(words[k], len)))
                return true;
        }
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
    struct bq_span head = bq_span_of(value.s, value.len < 200 ? value.len : 200);

    if (value.len == 0 || value.s[0] == '$' || value.s[0] == '{')
        return true;
    if (value.s[0] == '%' && value.len > 1 && !bq_secret_class_has('x', value.s[1]))
        return true;
    return has_run(head) || has_word(head);
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
    /* dotted names of code, links, stand-ins */
    if ((memchr(value.s, '.', value.len) && value.len < 40 && bq_secret_entropy(value) < 400) ||
        bq_span_starts(value, "http") || bq_span_find_nocase(value, 0, "password") < value.len)
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

/* What may stand between a name and its value. */
enum { CLOSING = 1, SIGN = 2, BLANK = 4 };

static const unsigned char between[256] = {
    ['"'] = CLOSING,
    ['\''] = CLOSING,
    ['`'] = CLOSING,
    [']'] = CLOSING,
    ['\\'] = CLOSING,
    [')'] = CLOSING,
    ['*'] = CLOSING | BLANK,
    [' '] = CLOSING | BLANK,
    ['\t'] = CLOSING | BLANK,
    [':'] = SIGN,
    ['='] = SIGN,
    ['>'] = SIGN,
};

static inline size_t skip(struct bq_span text, size_t at, size_t most, unsigned what)
{
    size_t end = text.len - at > most ? at + most : text.len;

    while (at < end && between[(unsigned char)text.s[at]] & what)
        at++;
    return at;
}

static bool is_quoted(struct bq_span text, size_t from, size_t to)
{
    for (; from < to; from++) {
        if (text.s[from] == '"' || text.s[from] == '\'')
            return true;
    }
    return false;
}

/* Behind `=`, `:`, `=>`, `:=`, `, ` and what surrounds them; 0 when there is none. */
static size_t skip_assignment(struct bq_span text, size_t at)
{
    size_t p = skip(text, at, 6, CLOSING), q;
    bool quoted = is_quoted(text, at, p);

    /* <input name="x" value="...">, <meta name="x" content="..."> */
    if (quoted && text.len - p > 9 &&
        (memcmp(text.s + p, "value=", 6) == 0 || memcmp(text.s + p, "content=", 8) == 0))
        return p + (text.s[p] == 'v' ? 6 : 8);
    q = skip(text, p, 3, SIGN);
    if (q == p && quoted && p < text.len && text.s[p] == ',')
        q = p + 1;
    /* "the password is X" */
    if (q == p && p > at && text.len - p > 3 && memcmp(text.s + p, "is ", 3) == 0)
        return skip(text, p + 3, 2, BLANK);
    if (q == p || text.s[p] == '>')
        return 0;
    q = skip(text, q, 4, BLANK);
    /* {"name": "Cookie", "value": "..."} */
    if (quoted && text.len - q > 8 && memcmp(text.s + q, "\"value\"", 7) == 0)
        q = skip(text, q + 7, 4, SIGN | BLANK);
    return q;
}

/* What ends a value: bits of enum bq_secret_take. */
enum { LINE = BQ_TAKE_LINE, TOKEN = BQ_TAKE_TOKEN, WORD = BQ_TAKE_WORD };

static const unsigned char stops[256] = {
    ['\0'] = LINE | TOKEN | WORD,
    ['\n'] = LINE | TOKEN | WORD,
    ['\r'] = LINE | TOKEN | WORD,
    ['\\'] = LINE | TOKEN | WORD,
    ['`'] = LINE | TOKEN | WORD,
    [' '] = TOKEN | WORD,
    ['\t'] = TOKEN | WORD,
    [','] = TOKEN | WORD,
    [';'] = TOKEN | WORD,
    ['"'] = TOKEN | WORD,
    ['\''] = TOKEN | WORD,
    ['&'] = WORD,
    ['<'] = WORD,
    ['>'] = WORD,
    [')'] = WORD,
    ['}'] = WORD,
    ['|'] = WORD,
    [']'] = WORD,
};

struct bq_span bq_secret_take(struct bq_span text, size_t at, char quote, enum bq_secret_take how,
                              size_t most)
{
    size_t p = at, end = text.len - at > most ? at + most : text.len;

    for (; p < end; p++) {
        unsigned char c = (unsigned char)text.s[p];
        if (quote && how != BQ_TAKE_TOKEN ? (char)c == quote || (stops[c] & LINE && c != '`')
                                          : stops[c] & how)
            break;
        /* name=name=...: only padding may follow the sign */
        if (c == '=' && how == BQ_TAKE_WORD && p + 1 < end && bq_secret_is_alnum(text.s[p + 1]))
            break;
    }
    return bq_span_of(text.s + at, p - at);
}

bool bq_secret_assigned(struct bq_span text, size_t name, size_t at, size_t rest,
                        struct bq_secret_place *place)
{
    char before = name > 0 ? text.s[name - 1] : 0;
    size_t p = at;

    while (p < text.len && p - at < rest && bq_secret_is_word(text.s[p]))
        p++;
    place->rest = p - at;
    place->quote = 0;
    if (p < text.len && text.s[p] == before)
        before = 0; /* the quotes were the name's own */
    if (before == '<' && p < text.len && text.s[p] == '>')
        p++; /* <name>value</name> */
    else if (before == '-' && name > 1 && text.s[name - 2] == '-' && p < text.len &&
             text.s[p] == ' ')
        p++; /* --name value */
    else
        p = skip_assignment(text, p);
    if (p == 0)
        return false;
    if (p < text.len && text.s[p] == '\\')
        p++;
    if (p < text.len && (text.s[p] == '"' || text.s[p] == '\'' || text.s[p] == '`'))
        place->quote = text.s[p++];
    else if (before == '"' || before == '\'' || before == '`')
        place->quote = before; /* -H 'Name: value' */
    place->at = p;
    return p < text.len;
}
