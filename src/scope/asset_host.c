/*
 * One word of a scope list that may name hosts: URLs, bare hosts, stars and placeholders anywhere,
 * alternations.
 */
#include "scope/asset.h"

#include "scope/host.h"
#include "scope/names.h"

#include "bqi/utf8.h"

#include <stdio.h>
#include <string.h>

enum { HOST_TEXT_MAX = 512, EXPAND_MAX = 32, PATH_TEXT_MAX = 2048 };

/* A word taken apart: spans of the word itself. */
struct parts {
    struct bq_span host, path;
    int port; /* -1: none */
    bool scheme;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* ---- taking apart ---------------------------------------------------------------------------- */

/* The scheme's length with "://", 0 when there is none; *web tells whether hosts stand behind it.
 */
static size_t scheme_length(struct bq_span word, bool *web)
{
    static const char *const schemes[] = {
        "https", "http", "wss", "ws",   "ftp",  "ftps",  "sftp",
        "ssh",   "tcp",  "udp", "grpc", "ldap", "ldaps", "smtp"
    };
    const char *mark = memmem(word.s, word.len, "://", 3);
    size_t at = mark ? (size_t)(mark - word.s) : word.len;

    *web = false;
    if (at == word.len || at == 0) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (bq_span_equal_nocase(bq_span_of(word.s, at), bq_span_str(schemes[i]))) {
            *web = true;
        }
    }
    /* "http(s)", "http[s]", "http/s" and the star for both. */
    if ((at > 4 && bq_span_equal_nocase(bq_span_of(word.s, 4), bq_span_str("http"))) ||
        (at == 1 && word.s[0] == '*')) {
        *web = true;
    }
    return at + 3;
}

/* "#" begins a fragment only behind a whole host; in "x-###.a.com" it stands for something. */
static bool ends_host(struct bq_span word, size_t i)
{
    if (word.s[i] == '/' || word.s[i] == '?') {
        return true;
    }
    if (word.s[i] != '#') {
        return false;
    }
    for (size_t at = i; at < word.len && word.s[at] != '/'; at++) {
        if (word.s[at] == '.') {
            return false;
        }
    }
    return true;
}

/* ":8443", ":*" at the end of the host; false when something else follows a colon. */
static bool cut_port(struct bq_span *host, int *port)
{
    size_t colon = host->len;
    long value = 0;

    *port = -1;
    for (size_t i = 0; i < host->len; i++) {
        size_t close = bq_asset_bracket(*host, i);

        if (close == i && host->s[i] == ':') {
            colon = i;
            break;
        }
        i = close;
    }
    if (colon == host->len) {
        return true;
    }
    for (size_t i = colon + 1; i < host->len; i++) {
        if (host->s[i] == '*' && host->len == colon + 2) {
            value = -1;
        } else if (is_digit(host->s[i]) && value < 100000) {
            value = value * 10 + (host->s[i] - '0');
        } else {
            return false;
        }
    }
    if (value > 65535) {
        return false;
    }
    *port = colon + 1 == host->len ? -1 : (int)value;
    host->len = colon;
    return true;
}

static bool take_apart(struct bq_span word, struct parts *out)
{
    bool web;
    size_t i, skip = scheme_length(word, &web);

    out->scheme = skip > 0;
    if (out->scheme && !web) {
        return false;
    }
    word.s += skip;
    word.len -= skip;
    if (skip == 0 && bq_span_starts(word, "//")) {
        word.s += 2;
        word.len -= 2;
    }
    for (i = 0; i < word.len; i++) {
        if (ends_host(word, i)) {
            break;
        }
        i = bq_asset_bracket(word, i);
    }
    out->host = bq_span_of(word.s, i);
    out->path = bq_span_of(word.s + i, word.len - i);
    if (memchr(out->host.s, '@', out->host.len) || !cut_port(&out->host, &out->port)) {
        return false;
    }
    return out->host.len > 0 && out->host.len < HOST_TEXT_MAX;
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

static void set_common(struct bq_asset *asset, const struct parts *parts, const char *front)
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
                     const struct parts *parts)
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

static bool plain_host(const char *text, const struct parts *parts, bool among_words,
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

static bool starred_host(char *text, const struct parts *parts, bool among_words,
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

static bool one_host(struct bq_span host, const struct parts *parts, bool among_words,
                     struct bq_asset_list *list)
{
    char text[HOST_TEXT_MAX];
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
        char star[HOST_TEXT_MAX + 1];

        snprintf(star, sizeof(star), "*%s", text);
        return starred_host(star, parts, among_words, list);
    }
    return stars ? starred_host(text, parts, among_words, list)
                 : plain_host(text, parts, among_words, list);
}

/* ---- alternations ---------------------------------------------------------------------------- */

/* The first bracket that holds a choice: "(fr|ch)", "{1,2}", "[it | fr]". */
static bool find_choice(struct bq_span host, size_t *open, size_t *close)
{
    for (size_t i = 0; i < host.len; i++) {
        size_t end = bq_asset_bracket(host, i);

        if (end > i && host.s[i] != '<' &&
            (memchr(host.s + i, '|', end - i) || memchr(host.s + i, ',', end - i))) {
            *open = i;
            *close = end;
            return true;
        }
    }
    return false;
}

static bool expand(struct bq_span host, const struct parts *parts, bool among_words, size_t *budget,
                   struct bq_asset_list *list)
{
    char text[HOST_TEXT_MAX];
    size_t open, close, from;
    bool any = false;

    if (*budget == 0) {
        return false;
    }
    if (!find_choice(host, &open, &close)) {
        --*budget;
        return one_host(host, parts, among_words, list);
    }
    from = open + 1;
    for (size_t i = from; i <= close; i++) {
        struct bq_span choice;
        int n;

        if (i < close && host.s[i] != '|' && host.s[i] != ',') {
            continue;
        }
        choice = bq_span_trim(bq_span_of(host.s + from, i - from));
        from = i + 1;
        n = snprintf(text, sizeof(text), "%.*s%.*s%.*s", (int)open, host.s, (int)choice.len,
                     choice.s, (int)(host.len - close - 1), host.s + close + 1);
        any = (n > 0 && (size_t)n < sizeof(text) &&
               expand(bq_span_of(text, (size_t)n), parts, among_words, budget, list)) ||
              any;
    }
    return any;
}

/* "git@github.com:owner/name" is what people clone from. */
static bool scp_repository(struct bq_span word, struct bq_asset_list *list)
{
    static const char front[] = "git@";
    size_t colon;
    struct parts parts = { { NULL, 0 }, { NULL, 0 }, -1, true };
    struct bq_asset *asset;

    if (!bq_span_starts(word, front) || !(colon = bq_span_find_nocase(word, 0, ":")) ||
        colon + 1 >= word.len || colon - 4 >= BQ_HOST_MAX) {
        return false;
    }
    asset = bq_asset_add(list, BQ_ASSET_REPO);
    if (asset) {
        memcpy(asset->host, word.s + 4, colon - 4);
        asset->host[colon - 4] = '\0';
        parts.path = bq_span_of(word.s + colon + 1, word.len - colon - 1);
        snprintf(asset->normal, sizeof(asset->normal), "%s/%.*s", asset->host,
                 (int)(parts.path.len < 200 ? parts.path.len : 200), parts.path.s);
    }
    return true;
}

/* Small letters, digits, "-" and "_" between single dots, a letter first; no punycode. */
static bool plain_labels(const char *s, size_t len)
{
    size_t start = 0;

    if (len == 0 || s[0] < 'a' || s[0] > 'z') {
        return false;
    }
    for (size_t i = 0; i <= len; i++) {
        char c = i < len ? s[i] : '.';

        if (c == '.') {
            if (i == start || (i - start > 3 && memcmp(s + start, "xn--", 4) == 0)) {
                return false;
            }
            start = i + 1;
        } else if (!((c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '_')) {
            return false;
        }
    }
    return true;
}

bool bq_asset_plain(struct bq_span text, struct bq_asset_list *list)
{
    bool star = bq_span_starts(text, "*.");
    const char *s = text.s + (star ? 2 : 0), *dot;
    size_t len = text.len - (star ? 2 : 0), last;
    struct bq_span host = bq_span_of(s, len);
    struct bq_asset *asset;

    /* Below the length of a contract's address; store ids have no dot. */
    if (len > 40 || !plain_labels(s, len) || !(dot = memrchr(s, '.', len))) {
        return false;
    }
    last = (size_t)(dot + 1 - s);
    if ((dot[1] < 'a' || dot[1] > 'z' || !bq_tld_known(dot + 1, len - last))) {
        return false;
    }
    /* What begins like a bundle id may be one; "*.co.uk" would cover the world. */
    if (bq_span_starts(host, "com.") || bq_span_starts(host, "org.") ||
        bq_span_starts(host, "net.") || bq_suffix_length(s, len) == len) {
        return false;
    }
    asset = bq_asset_add(list, star ? BQ_ASSET_WILDCARD : BQ_ASSET_HOST);
    if (asset) {
        memcpy(asset->host, s, len);
        asset->host[len] = '\0';
        memcpy(asset->normal, text.s, text.len);
        asset->normal[text.len] = '\0';
    }
    return true;
}

bool bq_asset_word(struct bq_span word, enum bq_asset_hint hint, bool among_words,
                   struct bq_asset_list *list)
{
    size_t begin = list->count, budget = EXPAND_MAX;
    struct parts parts;

    if (word.len == 0) {
        return false;
    }
    if (bq_asset_address(word, list) || (!(among_words && hint == BQ_HINT_NONE && word.len < 5) &&
                                         bq_asset_app(word, hint, list))) {
        return true;
    }
    if (scp_repository(word, list)) {
        return true;
    }
    if (!take_apart(word, &parts) || !expand(parts.host, &parts, among_words, &budget, list)) {
        list->count = begin;
        return false;
    }
    return true;
}
