/*
 * The table of kinds, data/secrets.tsv, and the documented examples, data/secrets-known.txt.
 */
#include "base/data.h"
#include "check/secret_scan.h"
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 8 };

static unsigned flags_of(const char *s)
{
    unsigned flags = 0;

    for (; *s; s++) {
        flags |= *s == 'b'   ? BQ_SECRET_BOUNDARY
                 : *s == 'c' ? BQ_SECRET_CASE
                 : *s == 'k' ? BQ_SECRET_BACK
                 : *s == 'a' ? BQ_SECRET_ASSIGNED
                 : *s == 'o' ? BQ_SECRET_OPEN_END
                 : *s == 'f' ? BQ_SECRET_FORM
                             : 0u;
    }
    return flags;
}

/* "3.5" is 350 */
static unsigned hundredths(const char *s)
{
    if (s[0] < '0' || s[0] > '9')
        return 0;
    return (unsigned)(s[0] - '0') * 100 + (s[1] == '.' && s[2] ? (unsigned)(s[2] - '0') * 10 : 0);
}

/* The cells of a row; false when it has another number of them. */
static bool split(const char *row, const char *columns[COLUMNS])
{
    int i;

    for (i = 0; i < COLUMNS; i++) {
        if (*row == '\n')
            return false;
        columns[i] = bq_data_cell(&row);
    }
    return *row == '\n';
}

static bool read_kind(const char *row, struct bq_secret_kind *kind)
{
    const char *columns[COLUMNS];

    if (!split(row, columns))
        return false;
    memset(kind, 0, sizeof *kind);
    kind->id = columns[0];
    kind->name = columns[1];
    kind->rule = BQ_RULE_SECRET;
    kind->keywords = columns[2];
    kind->read = bq_secret_read_pattern;
    kind->flags = flags_of(columns[3]);
    if (columns[4][0] != '-') {
        kind->need_class = columns[4][0];
        kind->need_min = (unsigned)strtoul(columns[4] + 1, NULL, 10);
    }
    kind->entropy = hundredths(columns[5]);
    kind->pattern = columns[6];
    kind->example = columns[7];
    return true;
}

/* Room for all rows: fewer are kinds. */
static size_t count_rows(const char *row, const char *end)
{
    size_t count = 0;

    for (; row < end; row = bq_data_row_end(row))
        count++;
    return count;
}

int bq_secret_kinds_load(struct bq_secret_kind **kinds, size_t *count, struct bq_err *err)
{
    const struct bq_data *data = bq_data_find("secrets.tsv");
    const char *row, *end;
    size_t n = 0;
    unsigned number = 0;

    *kinds = NULL;
    *count = 0;
    if (!data)
        return bq_err_set(err, BQ_ENOTFOUND, "the table of secrets is missing");
    row = (const char *)data->bytes;
    end = row + data->len;
    *kinds = calloc(count_rows(row, end), sizeof **kinds);
    if (!*kinds)
        return bq_err_nomem(err);
    for (; row < end; row = bq_data_row_end(row)) {
        number++;
        if (*row == '#' || *row == 0)
            continue;
        if (!read_kind(row, &(*kinds)[n])) {
            free(*kinds);
            *kinds = NULL;
            return bq_err_at(err, BQ_EPARSE, "secrets.tsv", number, 1, "not %d columns", COLUMNS);
        }
        n++;
    }
    *count = n;
    return BQ_OK;
}

static unsigned char rot13(unsigned char c)
{
    if ((c >= 'a' && c <= 'm') || (c >= 'A' && c <= 'M'))
        return (unsigned char)(c + 13);
    if ((c >= 'n' && c <= 'z') || (c >= 'N' && c <= 'Z'))
        return (unsigned char)(c - 13);
    return c;
}

/* line stands in value once its letters are turned by 13 */
static bool holds_turned(struct bq_span value, struct bq_span line)
{
    size_t i, k;

    for (i = 0; i + line.len <= value.len; i++) {
        for (k = 0; k < line.len; k++) {
            if (rot13((unsigned char)line.s[k]) != (unsigned char)value.s[i + k])
                break;
        }
        if (k == line.len)
            return true;
    }
    return false;
}

bool bq_secret_is_known(struct bq_span value)
{
    const struct bq_data *data = bq_data_find("secrets-known.txt");
    const char *p, *end, *stop;

    if (!data || value.len > 2048)
        return false;
    p = (const char *)data->bytes;
    stop = p + data->len;
    for (; p < stop; p = end + 1) {
        end = memchr(p, '\n', (size_t)(stop - p));
        if (!end)
            end = stop;
        if (end > p && *p != '#' && holds_turned(value, bq_span_of(p, (size_t)(end - p))))
            return true;
    }
    return false;
}

/* ---- examples
 * ------------------------------------------------------------------------------------- */

static char letter_of(char class_name, uint32_t random)
{
    static const char set[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    switch (class_name) {
    case 'd':
        return set[random % 10];
    case 'x':
        return set[random % 16];
    case 'X':
        return "0123456789ABCDEF"[random % 16];
    case 'l':
        return set[random % 36];
    case 'a':
        return set[10 + random % 26];
    case 'A':
        return set[36 + random % 26];
    case 'u':
        return random % 36 < 10 ? set[random % 36] : set[26 + random % 36];
    case 'U':
        return base32[random % 32];
    case 't':
        return random % 64 == 63 ? '_' : random % 64 == 62 ? '-' : set[random % 62];
    case 'w':
        return random % 63 == 62 ? '_' : set[random % 62];
    case 'b':
        return random % 64 == 63 ? '+' : random % 64 == 62 ? '/' : set[random % 62];
    default:
        return set[random % 62];
    }
}

/* {n36} at p: its length, class and count; 0 when it is something else. */
static size_t read_slot(const char *p, const char *end, char *class_name, size_t *count)
{
    const char *q = p + 2;
    size_t n = 0;

    if (end - p < 4 || p[0] != '{' || !p[1] || !strchr("dxXlaAuUtwbn", p[1]))
        return 0;
    for (; q < end && *q >= '0' && *q <= '9' && n < 10000; q++)
        n = n * 10 + (size_t)(*q - '0');
    if (q == p + 2 || q == end || *q != '}')
        return 0;
    *class_name = p[1];
    *count = n;
    return (size_t)(q + 1 - p);
}

void bq_secret_expand(struct bq_buf *out, struct bq_span pattern, uint32_t seed)
{
    const char *p = pattern.s, *end = p + pattern.len;
    uint32_t x = seed * 2654435761u + 12345u;
    char class_name;
    size_t count, len, i;

    while (p < end) {
        len = read_slot(p, end, &class_name, &count);
        if (len == 0) {
            bq_buf_addc(out, *p++);
            continue;
        }
        for (i = 0; i < count; i++) {
            x = x * 1664525u + 1013904223u;
            bq_buf_addc(out, letter_of(class_name, (x >> 9) & 0xFFFFF));
        }
        p += len;
    }
}
