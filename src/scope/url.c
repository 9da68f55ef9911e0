/*
 * URLs by the state machine of the WHATWG URL standard (section 4.4), for absolute URLs without a
 * base. Almost every URL of a list is plain ASCII without surprises and never leaves url_plain.c;
 * everything else goes through the whole machine here. Nothing is allocated.
 */
#include "scope/url.h"

#include "scope/host.h"

#include "bqi/buf.h"

#include <string.h>

void bq_url_clear(struct bq_url *url)
{
    url->scheme[0] = url->host[0] = url->other_host[0] = '\0';
    url->host_kind = BQ_HOST_NONE;
    url->host_len = 0;
    url->port = -1;
    url->user = NULL;
    url->user_len = 0;
    url->path = "";
    url->path_len = 0;
    url->special = url->other_reader = url->non_ascii = url->odd = false;
}

int bq_url_default_port(const char *scheme)
{
    static const struct {
        const char *scheme;
        int port;
    } ports[] = { { "https", 443 }, { "http", 80 }, { "wss", 443 }, { "ws", 80 }, { "ftp", 21 } };

    for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
        if (strcmp(ports[i].scheme, scheme) == 0) {
            return ports[i].port;
        }
    }
    return -1;
}

int bq_url_port(const struct bq_url *url)
{
    if (url->port >= 0) {
        return url->port;
    }
    return url->scheme[0] ? bq_url_default_port(url->scheme) : 443;
}

static void set_path(struct bq_url *out, const char *s, const char *end)
{
    out->path = s;
    out->path_len = bq_url_path_length(s, (size_t)(end - s));
}

/* ---- the whole machine ----------------------------------------------------------------------- */

/* The input trimmed; tabs and newlines are skipped on the way. */
struct reader {
    const char *at, *end;
    bool skipped; /* a tab or newline was met */
};

static bool is_gap(char c)
{
    return c == '\t' || c == '\n' || c == '\r';
}

/* The next character, or -1 at the end. */
static int peek(struct reader *r)
{
    while (r->at < r->end && is_gap(*r->at)) {
        r->at++;
        r->skipped = true;
    }
    return r->at < r->end ? (unsigned char)*r->at : -1;
}

static bool is_alpha(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* "scheme:" into out->scheme. False, and nothing read, when there is none; too long a one is kept
 * cut. */
static bool read_scheme(struct reader *r, struct bq_url *out)
{
    struct reader start = *r;
    size_t n = 0;
    int c = peek(r);

    if (!is_alpha(c)) {
        *r = start;
        return false;
    }
    for (; is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; c = peek(r)) {
        if (n + 1 < sizeof(out->scheme)) {
            out->scheme[n++] = (char)(is_alpha(c) ? c | 0x20 : c);
        }
        r->at++;
    }
    if (c != ':') {
        *r = start;
        out->scheme[0] = '\0';
        return false;
    }
    r->at++;
    out->scheme[n] = '\0';
    return true;
}

static bool ends_authority(int c, bool special)
{
    return c < 0 || c == '/' || c == '?' || c == '#' || (special && c == '\\');
}

/* Where the authority ends, and where its last @ is (NULL: none). */
static const char *scan_authority(const struct reader *r, bool special, const char **at_sign)
{
    const char *p = r->at;

    *at_sign = NULL;
    for (; p < r->end && !ends_authority((unsigned char)*p, special); p++) {
        if (*p == '@') {
            *at_sign = p;
        }
    }
    return p;
}

/* Copies from..to without tabs and newlines; false when it is over the cap. */
static bool copy_clean(const char *from, const char *to, char *out, size_t *len)
{
    *len = 0;
    for (; from < to; from++) {
        if (is_gap(*from)) {
            continue;
        }
        if (*len == BQ_HOST_RAW_MAX) {
            return false;
        }
        out[(*len)++] = *from;
    }
    return true;
}

/* Where the host ends and its port begins: the first colon outside brackets. */
static size_t host_length(const char *s, size_t len)
{
    bool inside = false;

    for (size_t i = 0; i < len; i++) {
        if (s[i] == '[') {
            inside = true;
        } else if (s[i] == ']') {
            inside = false;
        } else if (s[i] == ':' && !inside) {
            return i;
        }
    }
    return len;
}

static int read_port(const char *s, size_t len, struct bq_url *out, struct bq_err *err)
{
    int value = 0;

    for (size_t i = 0; i < len; i++) {
        if (!is_digit((unsigned char)s[i])) {
            return bq_err_set(err, BQ_EPARSE, "the port is no number");
        }
        value = value * 10 + (s[i] - '0');
        if (value > 65535) {
            return bq_err_set(err, BQ_EPARSE, "the port is over 65535");
        }
    }
    out->port = len == 0 || value == bq_url_default_port(out->scheme) ? -1 : value;
    return BQ_OK;
}

static void take_host(struct bq_url *out, const struct bq_host *host)
{
    out->host_kind = host->kind;
    out->host_len = strlen(host->name);
    memcpy(out->host, host->name, out->host_len + 1);
    memcpy(out->address, host->address, sizeof(out->address));
    out->non_ascii = host->non_ascii;
    out->odd = out->odd || host->odd;
}

/* user@host:port, up to a slash, a question mark, a number sign or the end. */
static int read_authority(struct reader *r, bool special, struct bq_url *out, struct bq_err *err)
{
    char raw[BQ_HOST_RAW_MAX];
    struct bq_host host;
    const char *at_sign, *end = scan_authority(r, special, &at_sign);
    size_t len, host_len;
    int status;

    if (at_sign) {
        out->user = r->at;
        out->user_len = (size_t)(at_sign - r->at);
    }
    if (!copy_clean(at_sign ? at_sign + 1 : r->at, end, raw, &len)) {
        return bq_err_set(err, BQ_EPARSE, "the host is too long");
    }
    host_len = host_length(raw, len);
    if (host_len == 0 && (special || at_sign || len > 0)) {
        return bq_err_set(err, BQ_EPARSE, "there is no host");
    }
    status = bq_host_parse(raw, host_len, !special, &host, err);
    if (status != BQ_OK) {
        return status;
    }
    if (host_len < len) {
        status = read_port(raw + host_len + 1, len - host_len - 1, out, err);
        if (status != BQ_OK) {
            return status;
        }
    }
    take_host(out, &host);
    out->odd = out->odd || memchr(r->at, '\t', (size_t)(end - r->at)) ||
               memchr(r->at, '\n', (size_t)(end - r->at)) ||
               memchr(r->at, '\r', (size_t)(end - r->at));
    r->at = end;
    return BQ_OK;
}

/* file:///path, file://host/path: a host there is read like any other, and "localhost" means none.
 */
static int read_file(struct reader *r, struct bq_url *out, struct bq_err *err)
{
    char raw[BQ_HOST_RAW_MAX];
    struct bq_host host;
    const char *at_sign, *end;
    size_t len;
    int status;

    for (int i = 0; i < 2; i++) {
        int c = peek(r);

        if (c != '/' && c != '\\') {
            return BQ_OK;
        }
        r->at++;
    }
    end = scan_authority(r, true, &at_sign);
    if (!copy_clean(r->at, end, raw, &len)) {
        return bq_err_set(err, BQ_EPARSE, "the host is too long");
    }
    if (len == 0 || (len == 2 && is_alpha((unsigned char)raw[0]) && strchr(":|", raw[1]))) {
        return BQ_OK; /* a drive letter is the path's */
    }
    status = bq_host_parse(raw, len, false, &host, err);
    if (status == BQ_OK && strcmp(host.name, "localhost") != 0) {
        take_host(out, &host);
    }
    r->at = end;
    return status;
}

/*
 * As curl and Python split what follows "//": up to / ? #, behind the last @. browser..stop is what
 * browsers take for the authority.
 */
static void read_otherwise(const char *rest, const char *end, const char *browser, const char *stop,
                           struct bq_url *out)
{
    char raw[BQ_HOST_RAW_MAX];
    const char *at_sign = NULL, *p;
    struct bq_host host;
    size_t len;

    for (p = rest; p < end && *p != '/' && *p != '?' && *p != '#'; p++) {
        if (*p == '@') {
            at_sign = p;
        }
    }
    if (rest == browser && p == stop) {
        return; /* nearly always: the same bytes */
    }
    if (at_sign) {
        rest = at_sign + 1;
    }
    if (copy_clean(rest, p, raw, &len) &&
        bq_host_parse(raw, host_length(raw, len), false, &host, NULL) == BQ_OK &&
        strcmp(host.name, out->host) != 0) {
        out->other_reader = true;
        memcpy(out->other_host, host.name, sizeof(out->other_host));
    }
}

/* What follows "scheme:". rest is where that is, for the second reading. */
static int read_rest(struct reader *r, struct bq_url *out, struct bq_err *err)
{
    const char *rest = r->at, *end = r->end, *authority = rest;
    int status = BQ_OK, slashes = 0;

    out->special = bq_url_default_port(out->scheme) >= 0;
    if (strcmp(out->scheme, "file") == 0) {
        status = read_file(r, out, err);
    } else if (out->special) {
        for (int c = peek(r); c == '/' || c == '\\'; c = peek(r)) {
            out->odd = out->odd || c == '\\';
            slashes++;
            r->at++;
        }
        out->odd = out->odd || slashes != 2;
        authority = r->at;
        status = read_authority(r, true, out, err);
    } else if (peek(r) == '/') {
        struct reader before = *r;

        r->at++;
        if (peek(r) == '/') {
            r->at++;
            status = read_authority(r, false, out, err);
        } else {
            *r = before;
        }
    }
    if (status != BQ_OK) {
        return status;
    }
    set_path(out, r->at, r->end);
    if (out->special) {
        /* Without "//" others find no host, which is no other host. */
        if (end - rest >= 2 && rest[0] == '/' && rest[1] == '/') {
            read_otherwise(rest + 2, end, authority, r->at, out);
        }
        out->odd = out->odd || (r->at < r->end && *r->at == '\\');
    }
    return BQ_OK;
}

/* Does what follows the colon look like a port, so that what stands before it is a host? */
static bool port_follows(struct reader r)
{
    int c, digits = 0;

    for (c = peek(&r); is_digit(c); c = peek(&r)) {
        r.at++;
        digits++;
    }
    return digits > 0 && digits <= 5 && ends_authority(c, true);
}

static int read_all(const char *input, size_t len, bool allow_bare, struct bq_url *out,
                    struct bq_err *err)
{
    struct reader r = { input, input + len, false }, start;
    int status;

    while (r.at < r.end && (unsigned char)*r.at <= 0x20) {
        r.at++;
    }
    while (r.end > r.at && (unsigned char)r.end[-1] <= 0x20) {
        r.end--;
    }
    if (r.at == r.end) {
        return bq_err_set(err, BQ_EPARSE, "nothing is there");
    }
    start = r;
    if (read_scheme(&r, out)) {
        bool special = bq_url_default_port(out->scheme) >= 0;

        if (special || !allow_bare || !port_follows(r)) {
            status = read_rest(&r, out, err);
            out->odd = out->odd || (r.skipped && out->special);
            return status;
        }
        out->scheme[0] = '\0';
        r = start;
    }
    if (!allow_bare) {
        return bq_err_set(err, BQ_EPARSE, "there is no scheme");
    }
    /* A bare host: what a browser's address bar would put https:// before. */
    memcpy(out->scheme, "https", 6);
    if (peek(&r) == '/' || peek(&r) == '\\') {
        status = read_rest(&r, out, err);
        if (status == BQ_OK && r.end - start.at > 1 && start.at[0] == '/' && start.at[1] != '/') {
            return bq_err_set(err, BQ_EPARSE, "there is a path, but no host");
        }
    } else {
        const char *rest = r.at;

        status = read_authority(&r, true, out, err);
        if (status == BQ_OK) {
            set_path(out, r.at, r.end);
            read_otherwise(rest, r.end, rest, r.at, out);
        }
        out->special = true;
    }
    out->scheme[0] = '\0';
    return status;
}

int bq_url_parse_whole(const char *input, size_t len, bool allow_bare, struct bq_url *out,
                       struct bq_err *err)
{
    int status;

    bq_url_clear(out);
    status = read_all(input, len, allow_bare, out, err);
    if (status != BQ_OK) {
        bq_url_clear(out);
    }
    return status;
}

int bq_url_parse(const char *input, size_t len, bool allow_bare, struct bq_url *out,
                 struct bq_err *err)
{
    bq_url_clear(out);
    if (len > BQ_URL_INPUT_MAX) {
        return bq_err_set(err, BQ_ELIMIT, "longer than %d MiB", BQ_URL_INPUT_MAX >> 20);
    }
    return bq_url_plain(input, len, allow_bare, out)
               ? BQ_OK
               : bq_url_parse_whole(input, len, allow_bare, out, err);
}
