/*
 * What the host of one word denotes: names, stars and placeholders anywhere, IPv6 in brackets; and
 * the path behind it.
 */
#include "scope/asset.h"

#include "scope/host.h"
#include "scope/names.h"

#include "bqi/utf8.h"

#include <stdio.h>
#include <string.h>

enum { PATH_TEXT_MAX = 2048 };

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* ---- paths ----------------------------------------------------------------------------------- */

size_t bq_asset_path(struct bq_span path, char *out, size_t size)
{
    size_t n = 0;

    for (size_t i = 0; i < path.len; i++) {
        size_t gap = bq_asset_invisible(path, i), close = bq_asset_bracket(path, i);
        char c = path.s[i];

        if (c == '?' || (c == '#' && (i + 1 == path.len || path.s[i + 1] != '#'))) {
            break;
        }
        if (gap) {
            i += gap - 1;
            continue;
        }
        if (c == '\\' && i + 1 < path.len && path.s[i + 1] == '*') {
            continue;
        }
        if (c == '#' || (c == '.' && i + 1 < path.len && path.s[i + 1] == '*')) {
            c = '*';
            i += i + 1 < path.len;
        } else if (close > i && close > i + 1 && c != '(') {
            c = '*';
            i = close;
        } else if (c == ':' && n > 0 && out[n - 1] == '/' && i + 1 < path.len &&
                   is_alnum(path.s[i + 1])) {
            while (i + 1 < path.len && (is_alnum(path.s[i + 1]) || path.s[i + 1] == '_')) {
                i++;
            }
            c = '*';
        }
        if (n + 1 >= size) {
            return size;
        }
        if (!(c == '*' && n > 0 && out[n - 1] == '*')) {
            out[n++] = c;
        }
    }
    /* "/" and "/" with a star are the whole host. */
    if (n <= 1 || (n == 2 && out[1] == '*')) {
        n = 0;
    }
    out[n] = '\0';
    return n;
}

/* ---- hosts ----------------------------------------------------------------------------------- */

/* Runs of capital X or N between separators stand for digits: "ov-XX.example". */
static size_t capital_run(struct bq_span host, size_t i)
{
    size_t n = 0;

    if ((host.s[i] != 'X' && host.s[i] != 'N') ||
        (i > 0 && host.s[i - 1] != '-' && host.s[i - 1] != '.')) {
        return 0;
    }
    while (i + n < host.len && host.s[i + n] == host.s[i]) {
        n++;
    }
    return n >= 2 && (i + n == host.len || host.s[i + n] == '.' || host.s[i + n] == '-') ? n : 0;
}

/* "%username%" at i: its length, else 0. */
static size_t percent_name(struct bq_span host, size_t i)
{
    size_t n = 1;

    if (host.s[i] != '%') {
        return 0;
    }
    while (i + n < host.len &&
           (is_alnum(host.s[i + n]) || host.s[i + n] == '_' || host.s[i + n] == '-')) {
        n++;
    }
    return n > 1 && i + n < host.len && host.s[i + n] == '%' ? n + 1 : 0;
}

/* "*your-own-instance*": a name between stars that fills a label. */
static size_t starred_name(struct bq_span host, size_t i)
{
    size_t n = 1;

    if (host.s[i] != '*' || (i > 0 && host.s[i - 1] != '.')) {
        return 0;
    }
    while (i + n < host.len &&
           (is_alnum(host.s[i + n]) || host.s[i + n] == '-' || host.s[i + n] == '_')) {
        n++;
    }
    return n > 4 && i + n < host.len && host.s[i + n] == '*' && memchr(host.s + i, '-', n) &&
                   (i + n + 1 == host.len || host.s[i + n + 1] == '.')
               ? n + 1
               : 0;
}

/* How many bytes at i stand for something unknown; 0: none. */
static size_t placeholder(struct bq_span host, size_t i)
{
    size_t n = 0, close = bq_asset_bracket(host, i);

    while (i + n < host.len && host.s[i + n] == '#') {
        n++;
    }
    if (n == 0 && close > i) {
        n = close - i + 1;
    }
    if (n == 0) {
        n = percent_name(host, i);
    }
    if (n == 0) {
        n = starred_name(host, i);
    }
    return n ? n : capital_run(host, i);
}

/*
 * Lower case, placeholders and regular-expression dots as stars, invisible characters gone. Returns
 * the length, 0 when it does not fit.
 */
static size_t clean_host(struct bq_span host, char *out, size_t size, bool *stars)
{
    size_t n = 0;

    *stars = false;
    for (size_t i = 0; i < host.len; i++) {
        size_t gap = bq_asset_invisible(host, i), unknown = placeholder(host, i);
        char c = host.s[i];

        if (gap) {
            i += gap - 1;
            continue;
        }
        if (c == '\\' && i + 1 < host.len) {
            continue;
        }
        if (unknown) {
            c = '*';
            i += unknown - 1;
        } else if (c == '.' && i + 1 < host.len && host.s[i + 1] == '*' &&
                   (i == 0 || host.s[i - 1] == '*' || host.s[i - 1] == '^')) {
            continue; /* ".*" of a regular expression: the star alone says it */
        }
        *stars = *stars || c == '*';
        if (n + 1 >= size) {
            return 0;
        }
        if (!(c == '*' && n > 0 && out[n - 1] == '*')) {
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        }
    }
    if (n > 1 && out[n - 1] == '.') {
        n--;
    }
    out[n] = '\0';
    return n;
}

static void set_common(struct bq_asset *asset, const struct bq_asset_parts *parts,
                       const char *front)
{
    char path[PATH_TEXT_MAX], port[16] = "";
    size_t len = bq_asset_path(parts->path, path, sizeof(path));
    bool v6 = strchr(asset->host, ':') != NULL;

    asset->port = parts->port;
    if (len > 0 && len < sizeof(path)) {
        asset->path = parts->path.s;
        asset->path_len = parts->path.len;
    } else {
        path[0] = '\0';
    }
    if (parts->port >= 0) {
        snprintf(port, sizeof(port), ":%d", parts->port);
    }
    snprintf(asset->normal, sizeof(asset->normal), "%s%s%s%s%s%.230s", front, v6 ? "[" : "",
             asset->host, v6 ? "]" : "", port, path);
}

static bool add_host(struct bq_asset_list *list, enum bq_asset_kind kind, const char *host,
                     const struct bq_asset_parts *parts)
{
    struct bq_asset *asset = bq_asset_add(list, kind);

    if (asset) {
        memcpy(asset->host, host, strlen(host) + 1);
        set_common(asset, parts, kind == BQ_ASSET_WILDCARD ? "*." : "");
    }
    return true;
}

static bool is_repository_host(const char *host)
{
    static const char *const hosts[] = { "github.com",      "www.github.com",
                                         "gist.github.com", "gitlab.com",
                                         "bitbucket.org",   "codeberg.org",
                                         "git.sr.ht",       "raw.githubusercontent.com",
                                         "sourceforge.net" };

    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        if (strcmp(host, hosts[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Is the name, which has no scheme before it, one of a host? */
static bool plausible_name(const char *host, size_t len, bool among_words)
{
    size_t last = len;

    while (last > 0 && host[last - 1] != '.') {
        last--;
    }
    if (last == 0) {
        return strcmp(host, "localhost") == 0;
    }
    if (bq_tld_known(host + last, len - last)) {
        return true;
    }
    for (size_t i = last; i < len; i++) {
        if (host[i] < 'a' || host[i] > 'z') {
            return false;
        }
    }
    return !among_words && len - last >= 2 && !bq_is_file_ending(host + last, len - last);
}

static bool plain_host(const char *text, const struct bq_asset_parts *parts, bool among_words,
                       struct bq_asset_list *list)
{
    struct bq_host host;
    size_t len;

    if (strchr(text, '%') || bq_host_parse(text, strlen(text), false, &host, NULL) != BQ_OK) {
        return false;
    }
    if (host.kind != BQ_HOST_DOMAIN) {
        /* "1.2" is a version, not an address, unless it is written like a URL. */
        return (parts->scheme || !host.odd) && add_host(list, BQ_ASSET_HOST, host.name, parts);
    }
    len = strlen(host.name);
    if (len > 1 && host.name[len - 1] == '.') {
        host.name[--len] = '\0';
    }
    for (size_t i = 0; i < len; i++) {
        if (!is_alnum(host.name[i]) && !strchr("-._", host.name[i])) {
            return false;
        }
        if (host.name[i] == '.' && (i == 0 || host.name[i - 1] == '.')) {
            return false;
        }
    }
    if (!parts->scheme && !plausible_name(host.name, len, among_words)) {
        return false;
    }
    return add_host(
        list, is_repository_host(host.name) && parts->path.len > 1 ? BQ_ASSET_REPO : BQ_ASSET_HOST,
        host.name, parts);
}

/* Does the pattern name anybody at all? "*", "*.*", "www.*" and "*.com" would cover the world. */
static bool names_somebody(const char *host)
{
    size_t len = strlen(host), start = 0, suffix;

    if (len > 2 && strcmp(host + len - 2, ".*") == 0) {
        len -= 2;
    } else {
        suffix = bq_suffix_length(host, len);
        if (memchr(host + len - suffix, '*', suffix) || suffix == len) {
            return false;
        }
        len -= suffix;
    }
    for (size_t i = 0; i <= len; i++) {
        if (i < len && host[i] != '.') {
            continue;
        }
        for (size_t at = start; at < i; at++) {
            bool www = i - start == 3 && memcmp(host + start, "www", 3) == 0;

            if (is_alnum(host[at]) && !www) {
                return true;
            }
        }
        start = i + 1;
    }
    return false;
}

static bool pattern_characters(const char *host)
{
    for (const char *p = host; *p; p++) {
        if (!is_alnum(*p) && !strchr("*-._", *p)) {
            return false;
        }
        if (*p == '.' && p[1] == '.') {
            return false;
        }
    }
    return host[0] != '.' || host[1] != '\0';
}

static bool starred_host(char *text, const struct bq_asset_parts *parts, bool among_words,
                         struct bq_asset_list *list)
{
    size_t len = strlen(text), base = 0;
    struct bq_span whole = bq_span_of(text, len);

    /* "*deere.com*": the last star is about paths. */
    if (len > 2 && text[len - 1] == '*' && text[len - 2] != '.') {
        const char *dot = memrchr(text, '.', len);

        if (dot && bq_tld_known(dot + 1, len - 1 - (size_t)(dot + 1 - text))) {
            text[--len] = '\0';
        }
    }
    while (bq_span_starts(bq_span_of(text + base, len - base), "*.")) {
        base += 2;
    }
    if (base > 0 && !strchr(text + base, '*')) {
        struct bq_host host;
        size_t n;

        if (bq_host_parse(text + base, len - base, false, &host, NULL) != BQ_OK ||
            host.kind != BQ_HOST_DOMAIN) {
            return false;
        }
        n = strlen(host.name);
        if (bq_suffix_length(host.name, n) == n && !list->out) {
            bq_asset_add_label(list, whole, "would cover a whole top-level domain");
            return true;
        }
        return (parts->scheme || plausible_name(host.name, n, among_words)) &&
               add_host(list, BQ_ASSET_WILDCARD, host.name, parts);
    }
    if (!pattern_characters(text) || len >= BQ_HOST_MAX || (!strchr(text, '.') && !parts->scheme)) {
        return false;
    }
    if (!strchr(text, '*')) {
        return plain_host(text, parts, among_words, list);
    }
    if (!names_somebody(text)) {
        if (among_words) {
            return false;
        }
        bq_asset_add_label(list, whole, "would cover every host");
        return true;
    }
    return add_host(list, BQ_ASSET_PATTERN, text, parts);
}

bool bq_asset_host(struct bq_span host, const struct bq_asset_parts *parts, bool among_words,
                   struct bq_asset_list *list)
{
    char text[BQ_ASSET_HOST_MAX];
    bool stars;

    if (host.len > 2 && host.s[0] == '[' && bq_asset_bracket(host, 0) == host.len - 1 &&
        memchr(host.s, ':', host.len)) {
        struct bq_host v6;

        return bq_host_parse(host.s, host.len, false, &v6, NULL) == BQ_OK &&
               add_host(list, BQ_ASSET_HOST, v6.name, parts);
    }
    if (clean_host(host, text, sizeof(text), &stars) == 0) {
        return false;
    }
    if (text[0] == '.' && !stars && strchr(text + 1, '.')) {
        char star[BQ_ASSET_HOST_MAX + 1];

        snprintf(star, sizeof(star), "*%s", text);
        return starred_host(star, parts, among_words, list);
    }
    return stars ? starred_host(text, parts, among_words, list)
                 : plain_host(text, parts, among_words, list);
}
