#include "scope/host.h"

#include <string.h>

/* What no host may hold (the standard's forbidden host code points), and what no name may. */
enum { NO_HOST = 1, NO_NAME = 2, NEITHER = NO_HOST | NO_NAME };

static const unsigned char forbidden[256] = {
    [0x00] = NEITHER, [0x01] = NO_NAME, [0x02] = NO_NAME, [0x03] = NO_NAME, [0x04] = NO_NAME,
    [0x05] = NO_NAME, [0x06] = NO_NAME, [0x07] = NO_NAME, [0x08] = NO_NAME, [0x09] = NEITHER,
    [0x0a] = NEITHER, [0x0b] = NO_NAME, [0x0c] = NO_NAME, [0x0d] = NEITHER, [0x0e] = NO_NAME,
    [0x0f] = NO_NAME, [0x10] = NO_NAME, [0x11] = NO_NAME, [0x12] = NO_NAME, [0x13] = NO_NAME,
    [0x14] = NO_NAME, [0x15] = NO_NAME, [0x16] = NO_NAME, [0x17] = NO_NAME, [0x18] = NO_NAME,
    [0x19] = NO_NAME, [0x1a] = NO_NAME, [0x1b] = NO_NAME, [0x1c] = NO_NAME, [0x1d] = NO_NAME,
    [0x1e] = NO_NAME, [0x1f] = NO_NAME, [' '] = NEITHER,  ['#'] = NEITHER,  ['%'] = NO_NAME,
    ['/'] = NEITHER,  [':'] = NEITHER,  ['<'] = NEITHER,  ['>'] = NEITHER,  ['?'] = NEITHER,
    ['@'] = NEITHER,  ['['] = NEITHER,  ['\\'] = NEITHER, [']'] = NEITHER,  ['^'] = NEITHER,
    ['|'] = NEITHER,  [0x7f] = NO_NAME
};

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decodes into out (as long as raw at least); what is no escape stays. */
static size_t percent_decode(const char *raw, size_t len, char *out)
{
    size_t n = 0;

    if (!memchr(raw, '%', len)) {
        memcpy(out, raw, len);
        return len;
    }
    for (size_t i = 0; i < len; i++) {
        if (raw[i] == '%' && i + 2 < len && hex_value(raw[i + 1]) >= 0 &&
            hex_value(raw[i + 2]) >= 0) {
            out[n++] = (char)(hex_value(raw[i + 1]) * 16 + hex_value(raw[i + 2]));
            i += 2;
        } else {
            out[n++] = raw[i];
        }
    }
    return n;
}

static int parse_ipv6(const char *raw, size_t len, struct bq_host *out, struct bq_err *err)
{
    if (len < 2 || raw[len - 1] != ']') {
        return bq_err_set(err, BQ_EPARSE, "the bracket of the IPv6 address is not closed");
    }
    if (!bq_host_ipv6(raw + 1, len - 2, out->address)) {
        return bq_err_set(err, BQ_EPARSE, "what stands in brackets is no IPv6 address");
    }
    out->kind = BQ_HOST_IPV6;
    bq_host_ipv6_format(out->address, out->name);
    return BQ_OK;
}

/* Hosts of schemes that are none of the web's: kept as they are, the rest percent-encoded. */
static int parse_opaque(const char *raw, size_t len, struct bq_host *out, struct bq_err *err)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)raw[i];

        if (forbidden[c] & NO_HOST) {
            return bq_err_set(err, BQ_EPARSE, "the host holds a character that no host may hold");
        }
        if (n + 3 >= sizeof(out->name)) {
            return bq_err_set(err, BQ_EPARSE, "the host is too long");
        }
        if (c < 0x20 || c >= 0x7f) {
            out->name[n++] = '%';
            out->name[n++] = digits[c >> 4];
            out->name[n++] = digits[c & 15];
            out->non_ascii = out->non_ascii || c >= 0x80;
        } else {
            out->name[n++] = (char)c;
        }
    }
    out->name[n] = '\0';
    out->kind = n > 0 ? BQ_HOST_OPAQUE : BQ_HOST_NONE;
    return BQ_OK;
}

/* Does some label begin with "xn--"? Then its punycode has to be checked. */
static bool has_ace_label(const char *s, size_t len)
{
    for (size_t i = 0; i + 4 <= len; i++) {
        if ((i == 0 || s[i - 1] == '.') && (s[i] | 0x20) == 'x' && (s[i + 1] | 0x20) == 'n' &&
            s[i + 2] == '-' && s[i + 3] == '-') {
            return true;
        }
    }
    return false;
}

static bool is_ascii(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)s[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static int to_ascii(const char *s, size_t len, struct bq_host *out, struct bq_err *err)
{
    bool ascii = is_ascii(s, len);

    out->non_ascii = !ascii;
    if (!ascii || has_ace_label(s, len)) {
        return bq_idn_to_ascii(s, len, out->name, err);
    }
    if (len >= sizeof(out->name)) {
        return bq_err_set(err, BQ_EPARSE, "the host is too long");
    }
    for (size_t i = 0; i < len; i++) {
        out->name[i] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] | 0x20) : s[i];
    }
    out->name[len] = '\0';
    /* A NUL would cut the name short for everybody behind us. */
    return memchr(s, '\0', len)
               ? bq_err_set(err, BQ_EPARSE, "the host holds a character that no host may hold")
               : BQ_OK;
}

static int parse_domain(const char *raw, size_t len, struct bq_host *out, struct bq_err *err)
{
    char decoded[BQ_HOST_RAW_MAX];
    size_t n = percent_decode(raw, len, decoded);
    int status = to_ascii(decoded, n, out, err);

    if (status != BQ_OK) {
        return status;
    }
    out->odd = out->odd || n != len;
    n = strlen(out->name);
    if (n == 0) {
        return bq_err_set(err, BQ_EPARSE, "there is no host");
    }
    for (size_t i = 0; i < n; i++) {
        if (forbidden[(unsigned char)out->name[i]]) {
            return bq_err_set(err, BQ_EPARSE, "the host holds a character that no host may hold");
        }
    }
    out->kind = BQ_HOST_DOMAIN;
    if (bq_host_ends_in_number(out->name, n)) {
        char plain[16];

        if (!bq_host_ipv4(out->name, n, out->address)) {
            return bq_err_set(err, BQ_EPARSE, "the host is no valid IPv4 address");
        }
        out->kind = BQ_HOST_IPV4;
        bq_host_ipv4_format(out->address, plain);
        out->odd = out->odd || strcmp(plain, out->name) != 0;
        memcpy(out->name, plain, sizeof(plain));
    }
    return BQ_OK;
}

int bq_host_parse(const char *raw, size_t len, bool opaque, struct bq_host *out, struct bq_err *err)
{
    int status;

    out->kind = BQ_HOST_NONE;
    out->name[0] = '\0';
    out->non_ascii = out->odd = false;
    if (len > BQ_HOST_RAW_MAX) {
        return bq_err_set(err, BQ_EPARSE, "the host is too long");
    }
    if (len > 0 && raw[0] == '[') {
        status = parse_ipv6(raw, len, out, err);
    } else if (opaque) {
        status = parse_opaque(raw, len, out, err);
    } else {
        status = parse_domain(raw, len, out, err);
    }
    if (status != BQ_OK) {
        out->kind = BQ_HOST_NONE;
        out->name[0] = '\0';
    }
    return status;
}
