/*
 * The fast way through a URL: what nearly every line of a list is. No byte is looked at twice, and
 * sixteen are looked at together. Whatever is not plain is left to the whole machine in url.c;
 * tests/unit/url_plain.c holds the two together.
 */
#include "scope/url.h"

#include "base/bytes16.h"
#include "scope/host.h"

#include <string.h>

/* A host is read into room with at least that much behind it, for the loops that look ahead. */
enum { HOST_ROOM = BQ_HOST_MAX - 20 };

/* A host being read, in lower case. */
struct scan {
    char *out;
    size_t len;
    bool has_x; /* punycode begins with one */
};

static char plain_char(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c | 0x20);
    }
    return (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9' && c != '/') || c == '_' ? c : '\0';
}

/* Reads host characters up to the first that is none. */
static void scan_host(const char *s, size_t len, struct scan *scan)
{
    size_t n = 0;

    scan->has_x = false;
    while (n + 16 <= len && n + 16 <= HOST_ROOM) {
        bq_16 v = bq_16_lower(bq_16_load(s + n));
        bq_16 fine = bq_16_or(bq_16_within(v, 'a', 'z'), bq_16_within(v, '-', '9'));
        unsigned stop =
            bq_16_mask(bq_16_or(bq_16_without(fine, bq_16_equal(v, '/')), bq_16_equal(v, '_'))) ^
            0xffff;
        unsigned x = bq_16_mask(bq_16_equal(v, 'x'));

        bq_16_store(scan->out + n, v);
        if (stop) {
            scan->has_x = scan->has_x || (x & (stop - 1) & ~stop);
            scan->len = n + bq_16_first(stop);
            return;
        }
        scan->has_x = scan->has_x || x;
        n += 16;
    }
    for (; n < len && n < HOST_ROOM; n++) {
        char c = plain_char(s[n]);

        if (!c) {
            break;
        }
        scan->out[n] = c;
        scan->has_x = scan->has_x || c == 'x';
    }
    scan->len = n;
}

/* Does some label begin with "xn--"? host is followed by three NULs at least. */
static bool has_ace_label(const char *host, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (host[i] == 'x' && host[i + 1] == 'n' && host[i + 2] == '-' && host[i + 3] == '-' &&
            (i == 0 || host[i - 1] == '.')) {
            return true;
        }
    }
    return false;
}

/* Could the last label be a number, or nothing? Then the host is more than a name. */
static bool ends_oddly(const char *host, size_t len)
{
    size_t at = len;
    char last;

    if (host[at - 1] == '.') {
        at--;
    }
    last = at ? host[at - 1] : '.';
    if (last > 'f' && last != 'x') {
        return false;
    }
    while (at > 0 && host[at - 1] != '.') {
        at--;
    }
    return host[at] <= '9';
}

/* Four decimal numbers without leading zeros, as everybody writes and reads them. */
static bool plain_address(const char *host, size_t len, unsigned char address[16])
{
    unsigned value = 0, digits = 0, parts = 0;

    for (size_t i = 0; i <= len; i++) {
        char c = i < len ? host[i] : '.';

        if (c >= '0' && c <= '9') {
            if (digits > 0 && value == 0) {
                return false;
            }
            value = value * 10 + (unsigned)(c - '0');
            digits++;
        } else if (c != '.' || digits == 0 || parts == 4) {
            return false;
        } else {
            address[parts++] = (unsigned char)value;
            digits = value = 0;
        }
        if (value > 255) {
            return false;
        }
    }
    return parts == 4;
}

/* ":8443" at s; returns its length, 0 when it is anything but a plain port. */
static size_t plain_port(const char *s, const char *end, int *port)
{
    const char *p = s + 1;
    int value = 0;

    while (p < end && *p >= '0' && *p <= '9' && p - s <= 5) {
        value = value * 10 + (*p++ - '0');
    }
    if (p == s + 1 || value > 65535 || (p < end && *p != '/' && *p != '?' && *p != '#')) {
        return 0;
    }
    *port = value;
    return (size_t)(p - s);
}

static unsigned path_ends(bq_16 v)
{
    return bq_16_mask(bq_16_or(bq_16_equal(v, '?'), bq_16_equal(v, '#')));
}

size_t bq_url_path_length(const char *s, size_t len)
{
    size_t i = 0;
    unsigned stop;

    for (; i + 16 <= len; i += 16) {
        stop = path_ends(bq_16_load(s + i));
        if (stop) {
            return i + bq_16_first(stop);
        }
    }
    if (i < len && len >= 16) { /* the last sixteen, some of them once more */
        stop = path_ends(bq_16_load(s + len - 16));
        return stop ? len - 16 + bq_16_first(stop) : len;
    }
    while (i < len && s[i] != '?' && s[i] != '#') {
        i++;
    }
    return i;
}

/* The length of "https://" or "http://" at s; the scheme goes to out. */
static size_t web_scheme(const char *s, size_t len, struct bq_url *out)
{
    static const char capitals[8] = { 0x20, 0x20, 0x20, 0x20, 0x20, 0, 0, 0 };
    uint64_t word, fold, https, http;

    if (len <= 8) {
        return 0;
    }
    memcpy(&word, s, 8);
    memcpy(&fold, capitals, 8);
    memcpy(&https, "https://", 8);
    if ((word | fold) == https) {
        memcpy(out->scheme, "https", 6);
        return 8;
    }
    memcpy(&fold, "\x20\x20\x20\x20\0\0\0\xff", 8);
    memcpy(&http, "http://\xff", 8);
    if ((word | fold) == http) {
        memcpy(out->scheme, "http", 5);
        return 7;
    }
    return 0;
}

bool bq_url_plain(const char *input, size_t len, bool allow_bare, struct bq_url *out)
{
    const char *end = input + len, *s;
    struct scan scan = { .out = out->host };
    size_t used = web_scheme(input, len, out);

    if ((used == 0 && !allow_bare) || len == 0 || (unsigned char)end[-1] <= 0x20) {
        return false;
    }
    s = input + used;
    scan_host(s, (size_t)(end - s), &scan);
    s += scan.len;
    memset(out->host + scan.len, 0, 4);
    if (s < end && *s == ':') {
        /* "localhost:80/" without a scheme is a port too, but "mailto:7" is left to the slow way.
         */
        if (!out->scheme[0] || (used = plain_port(s, end, &out->port)) == 0) {
            return false;
        }
        s += used;
        out->port = out->port == (out->scheme[4] ? 443 : 80) ? -1 : out->port;
    } else if (s < end && *s != '/' && *s != '?' && *s != '#') {
        return false;
    }
    if (scan.len == 0 || (scan.has_x && has_ace_label(out->host, scan.len))) {
        return false;
    }
    out->host_kind = BQ_HOST_DOMAIN;
    if (ends_oddly(out->host, scan.len)) {
        if (!plain_address(out->host, scan.len, out->address)) {
            return false;
        }
        out->host_kind = BQ_HOST_IPV4;
    }
    out->host_len = scan.len;
    out->special = true;
    out->path = s;
    out->path_len = bq_url_path_length(s, (size_t)(end - s));
    return true;
}
