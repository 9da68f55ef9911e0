/*
 * One word of a scope list: taken apart into host, port and path, alternations tried one by one.
 * What the host denotes is asset_host.c's.
 */
#include "scope/asset.h"

#include "scope/host.h"
#include "scope/names.h"

#include <stdio.h>
#include <string.h>

enum { EXPAND_MAX = 32 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
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

static bool take_apart(struct bq_span word, struct bq_asset_parts *out)
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
    return out->host.len > 0 && out->host.len < BQ_ASSET_HOST_MAX;
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

static bool expand(struct bq_span host, const struct bq_asset_parts *parts, bool among_words,
                   size_t *budget, struct bq_asset_list *list)
{
    char text[BQ_ASSET_HOST_MAX];
    size_t open, close, from;
    bool any = false;

    if (*budget == 0) {
        return false;
    }
    if (!find_choice(host, &open, &close)) {
        --*budget;
        return bq_asset_host(host, parts, among_words, list);
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
    struct bq_asset_parts parts = { { NULL, 0 }, { NULL, 0 }, -1, true };
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
    struct bq_asset_parts parts;

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
