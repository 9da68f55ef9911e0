#include "io/literal.h"

#include "base/pages.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, STAND_IN_LEN = 4 };

static const char stand_in[STAND_IN_LEN + 1] = "  x\n";

/* Bytes of UTF-8 that libyaml refuses or takes for line ends: C1, U+2028/2029, U+FEFF, U+FFFE/FFFF.
 */
static bool odd_sequence(const unsigned char *s, size_t left)
{
    if (left < 2)
        return true;
    if (s[0] == 0xc2)
        return s[1] < 0xa0;
    if (s[0] == 0xe2)
        return s[1] == 0x80 && (left < 3 || s[2] == 0xa8 || s[2] == 0xa9);
    return s[0] == 0xef &&
           (left < 3 || (s[1] == 0xbb && s[2] == 0xbf) || (s[1] == 0xbf && s[2] >= 0xbe));
}

static bool odd_byte(const unsigned char *s, size_t left)
{
    if (*s >= 0x20 && *s < 0x7f)
        return false;
    if (*s < 0x80)
        return *s != '\n' && *s != '\t';
    return (*s == 0xc2 || *s == 0xe2 || *s == 0xef) && odd_sequence(s, left);
}

/* Is there a byte below 0x20 or above 0x7e among these eight? */
static bool all_printable(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t low = word - ones * 0x20; /* borrows where a byte is below */
    uint64_t above = word + ones;      /* 0x7f becomes 0x80 */
    return ((low | word | above) & high) == 0;
}

static bool as_it_stands(const char *text, size_t len)
{
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < len;) {
        uint64_t word;
        if (len - i >= sizeof word) {
            memcpy(&word, s + i, sizeof word);
            if (all_printable(word)) {
                i += sizeof word;
                continue;
            }
        }
        for (size_t end = len - i < sizeof word ? len : i + sizeof word; i < end; i++) {
            if (odd_byte(s + i, len - i))
                return false;
        }
    }
    return true;
}

static size_t line_end(const char *s, size_t at, size_t len)
{
    const char *lf = memchr(s + at, '\n', len - at);
    return lf ? (size_t)(lf - s) + 1 : len;
}

/* "key: |", perhaps with - or +, and nothing else. Gives the place of the |. */
static bool is_head(const char *s, size_t at, size_t end, size_t *sign, char *chomp)
{
    size_t i = at;
    while (i < end && ((s[i] >= 'a' && s[i] <= 'z') || s[i] == '_'))
        i++;
    if (i == at || end - i < 4 || memcmp(s + i, ": |", 3) != 0)
        return false;
    *sign = i + 2;
    i += 3;
    *chomp = s[i] == '-' || s[i] == '+' ? s[i++] : '\0';
    return i + 1 == end && s[i] == '\n';
}

/* Where the block that begins here ends; 0 when it is none of ours. */
static size_t block_end(const char *s, size_t at, size_t len)
{
    size_t lines = 0;
    if (len - at < INDENT + 1 || memcmp(s + at, "  ", INDENT) != 0 || s[at + INDENT] == ' ' ||
        s[at + INDENT] == '\t' || s[at + INDENT] == '\n')
        return 0;
    while (at < len && (s[at] == '\n' || s[at] == ' ')) {
        if (s[at] == ' ' && (at + 1 == len || s[at + 1] != ' '))
            return 0;
        at = line_end(s, at, len);
        lines++;
    }
    return s[at - 1] == '\n' && lines ? at : 0;
}

static size_t count_lines(const char *s, size_t len)
{
    size_t lines = 0;
    for (const char *p = s, *end = s + len; (p = memchr(p, '\n', (size_t)(end - p))); p++)
        lines++;
    return lines;
}

static void add(struct bq_literals *literals, struct bq_buf *out, struct bq_literal literal,
                const char *s)
{
    const struct bq_literal *before =
        literals->count ? &literals->items[literals->count - 1] : NULL;
    literal.bytes_less =
        (before ? before->bytes_less : 0) + literal.to - literal.from - STAND_IN_LEN;
    literal.lines_less = (before ? before->lines_less : 0) - 1 +
                         count_lines(s + literal.from, literal.to - literal.from);
    literal.sign -= before ? before->bytes_less : 0;
    bq_buf_add(out, stand_in, STAND_IN_LEN);
    literal.end = out->len;
    literals->items[literals->count++] = literal;
}

void bq_literals_find(struct bq_literals *literals, const char *source, size_t len)
{
    struct bq_buf out;
    size_t copied = 0;
    memset(literals, 0, sizeof *literals);
    bq_buf_init(&out, len + 1);
    for (size_t at = 0, next; at < len && literals->count < BQ_LITERALS_MAX; at = next) {
        struct bq_literal literal = { 0 };
        next = line_end(source, at, len);
        if (!is_head(source, at, next, &literal.sign, &literal.chomp))
            continue;
        literal.from = next;
        literal.to = block_end(source, next, len);
        if (literal.to < next + BQ_LITERAL_MIN || !as_it_stands(source + next, literal.to - next))
            continue;
        bq_buf_add(&out, source + copied, literal.from - copied);
        add(literals, &out, literal, source);
        copied = next = literal.to;
    }
    if (literals->count)
        bq_buf_add(&out, source + copied, len - copied);
    if (!literals->count || bq_buf_failed(&out)) {
        bq_buf_clear(&out);
        literals->count = 0;
        return;
    }
    literals->text = bq_buf_take(&out, &literals->len);
    if (!literals->text)
        literals->count = 0;
}

void bq_literals_clear(struct bq_literals *literals)
{
    free(literals->text);
    memset(literals, 0, sizeof *literals);
}

char *bq_literal_text(const struct bq_literal *literal, const char *source, size_t *len)
{
    char *text = malloc(literal->to - literal->from + 1);
    size_t used = 0;
    if (!text)
        return NULL;
    bq_pages_ready(text, literal->to - literal->from);
    for (size_t at = literal->from, end; at < literal->to; at = end) {
        end = line_end(source, at, literal->to);
        if (source[at] == ' ')
            at += INDENT;
        memcpy(text + used, source + at, end - at);
        used += end - at;
    }
    if (literal->chomp != '+') {
        while (used && text[used - 1] == '\n')
            used--;
        if (!literal->chomp)
            text[used++] = '\n';
    }
    text[used] = '\0';
    *len = used;
    return text;
}
