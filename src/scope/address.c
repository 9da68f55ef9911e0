/*
 * IPv4 and IPv6 addresses as the WHATWG URL standard reads and writes them.
 */
#include "scope/host.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One part of an IPv4 address: decimal, octal (0...) or hex (0x...). Values beyond 32 bits
 * saturate. */
static bool number_parse(const char *s, size_t len, uint64_t *out)
{
    unsigned base = 10;
    uint64_t value = 0;

    if (len == 0) {
        return false;
    }
    if (len >= 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
        base = 16;
        s += 2;
        len -= 2;
    } else if (len >= 2 && s[0] == '0') {
        base = 8;
        s++;
        len--;
    }
    for (size_t i = 0; i < len; i++) {
        int digit = hex_digit(s[i]);

        if (digit < 0 || (unsigned)digit >= base) {
            return false;
        }
        value = value * base + (unsigned)digit;
        if (value > UINT32_MAX) {
            value = (uint64_t)UINT32_MAX + 1;
        }
    }
    *out = value;
    return true;
}

/* The label after the last dot, not counting one dot at the very end. */
static const char *last_label(const char *host, size_t *len)
{
    size_t end = *len, start;

    if (end > 1 && host[end - 1] == '.') {
        end--;
    }
    start = end;
    while (start > 0 && host[start - 1] != '.') {
        start--;
    }
    *len = end - start;
    return host + start;
}

bool bq_host_ends_in_number(const char *host, size_t len)
{
    uint64_t value;
    const char *label = last_label(host, &len);
    size_t i = 0;

    while (i < len && label[i] >= '0' && label[i] <= '9') {
        i++;
    }
    return len > 0 && (i == len || number_parse(label, len, &value));
}

bool bq_host_ipv4(const char *text, size_t len, unsigned char address[4])
{
    uint64_t parts[4], value = 0;
    size_t count = 0, start = 0;

    if (len > 1 && text[len - 1] == '.') {
        len--;
    }
    for (size_t i = 0; i <= len; i++) {
        if (i < len && text[i] != '.') {
            continue;
        }
        if (count == 4 || !number_parse(text + start, i - start, &parts[count])) {
            return false;
        }
        count++;
        start = i + 1;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        if (parts[i] > 255) {
            return false;
        }
        value |= parts[i] << (8 * (3 - i));
    }
    if (parts[count - 1] >= (uint64_t)1 << (8 * (5 - count))) {
        return false;
    }
    value |= parts[count - 1];
    for (int i = 0; i < 4; i++) {
        address[i] = (unsigned char)(value >> (8 * (3 - i)));
    }
    return true;
}

/* Four decimal parts without leading zeros, at the end of an IPv6 address. */
static bool embedded_ipv4(const char *s, size_t len, unsigned char out[4])
{
    size_t at = 0;

    for (int part = 0; part < 4; part++) {
        unsigned value = 0;
        size_t digits = 0;

        if (part > 0 && (at >= len || s[at++] != '.')) {
            return false;
        }
        for (; at < len && s[at] >= '0' && s[at] <= '9'; at++, digits++) {
            if (digits > 0 && value == 0) {
                return false;
            }
            value = value * 10 + (unsigned)(s[at] - '0');
            if (value > 255) {
                return false;
            }
        }
        if (digits == 0) {
            return false;
        }
        out[part] = (unsigned char)value;
    }
    return at == len;
}

/* One group of up to four hex digits at *at; -1 when there is none. */
static int hex_group(const char *s, size_t len, size_t *at)
{
    int value = 0;
    size_t start = *at;

    while (*at < len && *at - start < 4 && hex_digit(s[*at]) >= 0) {
        value = value * 16 + hex_digit(s[*at]);
        (*at)++;
    }
    return *at == start ? -1 : value;
}

/* The groups after (and before) a "::" are in place; moves the later ones to the end. */
static void spread(unsigned char address[16], int groups, int gap)
{
    int tail = groups - gap;

    memmove(address + 16 - 2 * tail, address + 2 * gap, 2 * (size_t)tail);
    memset(address + 2 * gap, 0, 16 - 2 * (size_t)groups);
}

bool bq_host_ipv6(const char *text, size_t len, unsigned char address[16])
{
    int groups = 0, gap = -1;
    size_t at = 0;

    memset(address, 0, 16);
    if (len >= 2 && text[0] == ':' && text[1] == ':') {
        at = 2;
        gap = 0;
    } else if (len > 0 && text[0] == ':') {
        return false;
    }
    while (at < len) {
        size_t start = at;
        int value;

        if (groups == 8) {
            return false;
        }
        if (text[at] == ':') {
            if (gap >= 0) {
                return false;
            }
            gap = groups;
            at++;
            continue;
        }
        value = hex_group(text, len, &at);
        if (at < len && text[at] == '.' && value >= 0) {
            if (groups > 6 || !embedded_ipv4(text + start, len - start, address + 2 * groups)) {
                return false;
            }
            groups += 2;
            break;
        }
        if (value < 0) {
            return false;
        }
        address[2 * groups] = (unsigned char)(value >> 8);
        address[2 * groups + 1] = (unsigned char)(value & 255);
        groups++;
        if (at == len) {
            break;
        }
        if (text[at++] != ':' || at == len) {
            return false;
        }
    }
    if (gap < 0) {
        return groups == 8;
    }
    if (groups == 8) {
        return false;
    }
    spread(address, groups, gap);
    return true;
}

static size_t put_decimal(char *out, unsigned value)
{
    size_t n = 0;

    if (value >= 100) {
        out[n++] = (char)('0' + value / 100);
    }
    if (value >= 10) {
        out[n++] = (char)('0' + value / 10 % 10);
    }
    out[n++] = (char)('0' + value % 10);
    return n;
}

size_t bq_host_ipv4_format(const unsigned char address[4], char out[16])
{
    size_t n = 0;

    for (int i = 0; i < 4; i++) {
        if (i > 0) {
            out[n++] = '.';
        }
        n += put_decimal(out + n, address[i]);
    }
    out[n] = '\0';
    return n;
}

static unsigned group_of(const unsigned char address[16], int i)
{
    return (unsigned)address[2 * i] << 8 | address[2 * i + 1];
}

/* The first longest run of two or more zero groups; its length, 0 when there is none. */
static int zero_run(const unsigned char address[16], int *start)
{
    int best = 1, run = 0;

    *start = -1;
    for (int i = 0; i < 8; i++) {
        run = group_of(address, i) == 0 ? run + 1 : 0;
        if (run > best) {
            best = run;
            *start = i - run + 1;
        }
    }
    return *start < 0 ? 0 : best;
}

size_t bq_host_ipv6_format(const unsigned char address[16], char out[48])
{
    static const char digits[] = "0123456789abcdef";
    int start, run = zero_run(address, &start);
    size_t n = 0;

    for (int i = 0; i < 8; i++) {
        unsigned value = group_of(address, i);
        bool begun = false;

        if (i == start) {
            out[n++] = ':';
            if (i == 0) {
                out[n++] = ':';
            }
            i += run - 1;
            continue;
        }
        for (int shift = 12; shift >= 0; shift -= 4) {
            unsigned digit = value >> shift & 15;

            begun = begun || digit || shift == 0;
            if (begun) {
                out[n++] = digits[digit];
            }
        }
        if (i < 7) {
            out[n++] = ':';
        }
    }
    out[n] = '\0';
    return n;
}
