/*
 * A curl command line, as browsers copy it ("Copy as cURL") and people type it: words as a POSIX
 * shell (or, with ^, Windows' cmd) splits them, then curl's options as far as they shape the
 * request. Nothing is expanded, run or opened.
 */
#include "bqi/utf8.h"
#include "io/request_impl.h"
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 4096 };

struct words {
    struct bq_buf text; /* every word with a terminator */
    size_t *starts;
    size_t count, cap;
};

/* ---- words
 * -------------------------------------------------------------------------------------------- */

static int begin_word(struct words *w)
{
    void *starts = w->starts;
    int rc = bq_array_grow(&starts, w->count, &w->cap, sizeof *w->starts, WORDS_MAX);
    w->starts = starts;
    if (rc == BQ_OK)
        w->starts[w->count++] = w->text.len;
    return rc;
}

static unsigned hex_digits(struct bq_span s, size_t *at, unsigned most)
{
    unsigned value = 0;
    for (unsigned i = 0; i < most && *at < s.len; i++, (*at)++) {
        const char *digits = "0123456789abcdef";
        char c = s.s[*at];
        const char *p = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;
        if (!p)
            break;
        value = value * 16 + (unsigned)(p - digits);
    }
    return value;
}

/* What stands behind a backslash in $'...'; at is behind the backslash. */
static void ansi_escape(struct words *w, struct bq_span s, size_t *at)
{
    static const char from[] = "nrtabfve", to[] = "\n\r\t\a\b\f\v\x1b";
    char c = s.s[(*at)++];
    char bytes[4];
    const char *p = strchr(from, c);
    if (p && c) {
        bq_buf_addc(&w->text, to[p - from]);
    } else if (c == 'x') {
        bq_buf_addc(&w->text, (char)hex_digits(s, at, 2));
    } else if (c == 'u' || c == 'U') {
        size_t n = bq_utf8_encode(hex_digits(s, at, c == 'u' ? 4 : 8), bytes);
        bq_buf_add(&w->text, bytes, n);
    } else if (c >= '0' && c <= '7') {
        unsigned value = (unsigned)(c - '0');
        for (int i = 0; i < 2 && *at < s.len && s.s[*at] >= '0' && s.s[*at] <= '7'; i++)
            value = value * 8 + (unsigned)(s.s[(*at)++] - '0');
        bq_buf_addc(&w->text, (char)value);
    } else {
        bq_buf_addc(&w->text, c);
    }
}

/* A quoted part; at is behind the opening quote. False when it does not end. */
static bool quoted(struct words *w, struct bq_span s, size_t *at, char quote, bool ansi)
{
    while (*at < s.len && s.s[*at] != quote) {
        char c = s.s[(*at)++];
        if (ansi && c == '\\' && *at < s.len) {
            ansi_escape(w, s, at);
        } else if (quote == '"' && c == '\\' && *at < s.len && strchr("\"\\$`\n", s.s[*at])) {
            if (s.s[*at] != '\n')
                bq_buf_addc(&w->text, s.s[*at]);
            (*at)++;
        } else {
            bq_buf_addc(&w->text, c);
        }
    }
    return (*at)++ < s.len;
}

/* One word from at on; blanks are skipped. False at a quote that does not end. */
static bool one_word(struct words *w, struct bq_span s, size_t *at)
{
    while (*at < s.len && !strchr(" \t\n\r;|&", s.s[*at])) {
        char c = s.s[(*at)++];
        if (c == '\'' && !quoted(w, s, at, '\'', false))
            return false;
        if (c == '"' && !quoted(w, s, at, '"', false))
            return false;
        if (c == '$' && *at < s.len && s.s[*at] == '\'') {
            (*at)++;
            if (!quoted(w, s, at, '\'', true))
                return false;
        } else if (c == '\\' && *at < s.len) {
            if (s.s[*at] != '\n')
                bq_buf_addc(&w->text, s.s[*at]);
            (*at)++;
        } else if (c != '\'' && c != '"') {
            bq_buf_addc(&w->text, c);
        }
    }
    return true;
}

/* Blanks, and line ends behind a backslash. False where the command ends: ; | & or a bare line end.
 */
static bool to_next_word(struct bq_span s, size_t *at)
{
    while (*at < s.len) {
        if (s.s[*at] == '\\' && *at + 1 < s.len && s.s[*at + 1] == '\n')
            *at += 2;
        else if (s.s[*at] == '\\' && *at + 2 < s.len && s.s[*at + 1] == '\r' &&
                 s.s[*at + 2] == '\n')
            *at += 3;
        else if (strchr(" \t\r", s.s[*at]) && s.s[*at])
            (*at)++;
        else
            return !strchr("\n;|&", s.s[*at]) && s.s[*at];
    }
    return false;
}

static int split(struct bq_span s, const char *file, struct words *w, struct bq_err *err)
{
    for (size_t at = 0; to_next_word(s, &at);) {
        int rc = begin_word(w);
        if (rc != BQ_OK)
            return bq_err_at(err, (enum bq_status)rc, file, 1, 1,
                             "too many words in the curl line");
        if (!one_word(w, s, &at))
            return bq_err_at(err, BQ_EPARSE, file, 1, 1, "a quote in the curl line does not end");
        bq_buf_addc(&w->text, '\0');
    }
    return bq_buf_check(&w->text, err);
}

/* Windows' cmd writes ^ before what it would take itself: ^" for ", ^ at the line's end goes on. */
static void drop_carets(struct bq_span s, struct bq_buf *out)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.s[i] != '^' || i + 1 == s.len) {
            bq_buf_addc(out, s.s[i]);
            continue;
        }
        i++;
        if (s.s[i] == '\r' && i + 1 < s.len && s.s[i + 1] == '\n')
            i++;
        bq_buf_addc(out, s.s[i] == '\n' ? ' ' : s.s[i]);
    }
}

/* ---- options
 * -------------------------------------------------------------------------------------------- */

enum action {
    IGNORE,
    METHOD,
    HEADER,
    DATA,
    RAW_DATA,
    ENCODED,
    JSON,
    COOKIE,
    USER,
    AGENT,
    REFERER,
    URL,
    FORM,
    HEAD,
    GET,
    BEARER
};
struct option {
    const char *name;
    char letter;
    enum action action;
    bool argument;
};
/* Those that shape the request, and those whose argument must not be taken for the URL. */
static const struct option options[] = {
    { "request", 'X', METHOD, true },
    { "header", 'H', HEADER, true },
    { "data", 'd', DATA, true },
    { "data-ascii", 0, DATA, true },
    { "data-binary", 0, DATA, true },
    { "data-raw", 0, RAW_DATA, true },
    { "data-urlencode", 0, ENCODED, true },
    { "json", 0, JSON, true },
    { "cookie", 'b', COOKIE, true },
    { "user", 'u', USER, true },
    { "user-agent", 'A', AGENT, true },
    { "referer", 'e', REFERER, true },
    { "url", 0, URL, true },
    { "form", 'F', FORM, true },
    { "form-string", 0, FORM, true },
    { "head", 'I', HEAD, false },
    { "get", 'G', GET, false },
    { "oauth2-bearer", 0, BEARER, true },
    { "output", 'o', IGNORE, true },
    { "proxy", 'x', IGNORE, true },
    { "proxy-header", 0, IGNORE, true },
    { "proxy-user", 'U', IGNORE, true },
    { "max-time", 'm', IGNORE, true },
    { "connect-timeout", 0, IGNORE, true },
    { "connect-to", 0, IGNORE, true },
    { "resolve", 0, IGNORE, true },
    { "cacert", 0, IGNORE, true },
    { "capath", 0, IGNORE, true },
    { "cert", 'E', IGNORE, true },
    { "key", 0, IGNORE, true },
    { "cookie-jar", 'c', IGNORE, true },
    { "dump-header", 'D', IGNORE, true },
    { "write-out", 'w', IGNORE, true },
    { "config", 'K', IGNORE, true },
    { "range", 'r', IGNORE, true },
    { "upload-file", 'T', IGNORE, true },
    { "interface", 0, IGNORE, true },
    { "retry", 0, IGNORE, true },
    { "retry-delay", 0, IGNORE, true },
    { "max-redirs", 0, IGNORE, true },
    { "limit-rate", 0, IGNORE, true },
    { "ciphers", 0, IGNORE, true },
    { "tls-max", 0, IGNORE, true },
    { "socks5", 0, IGNORE, true },
    { "socks5-hostname", 0, IGNORE, true },
    { "unix-socket", 0, IGNORE, true },
    { "trace", 0, IGNORE, true },
    { "trace-ascii", 0, IGNORE, true },
    { "stderr", 0, IGNORE, true },
    { "continue-at", 'C', IGNORE, true },
    { "time-cond", 'z', IGNORE, true },
};

struct line {
    struct bq_request_parts *parts;
    bool head, get, form;
};

static const struct option *by_name(struct bq_span name)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (bq_span_is(name, options[i].name))
            return &options[i];
    }
    return NULL;
}

static const struct option *by_letter(char letter)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (options[i].letter == letter)
            return &options[i];
    }
    return NULL;
}

static void base64(struct bq_buf *out, const char *s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t len = strlen(s);
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t v = (uint32_t)(unsigned char)s[i] << 16;
        v |= left > 1 ? (uint32_t)(unsigned char)s[i + 1] << 8 : 0;
        v |= left > 2 ? (uint32_t)(unsigned char)s[i + 2] : 0;
        bq_buf_addc(out, digits[v >> 18]);
        bq_buf_addc(out, digits[v >> 12 & 63]);
        bq_buf_addc(out, left > 1 ? digits[v >> 6 & 63] : '=');
        bq_buf_addc(out, left > 2 ? digits[v & 63] : '=');
    }
}

static void percent_encode(struct bq_buf *out, const char *s)
{
    for (; *s; s++) {
        if (strchr("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", *s))
            bq_buf_addc(out, *s);
        else
            bq_buf_addf(out, "%%%02X", (unsigned char)*s);
    }
}

static void named_header(struct line *line, const char *name, const char *value)
{
    bq_request_add_header(line->parts, bq_span_str(name), bq_span_str(value));
}

static void add_data(struct line *line, enum action action, const char *value)
{
    struct bq_buf *body = &line->parts->body;
    if (body->len && action != JSON)
        bq_buf_addc(body, line->form ? '\n' : '&');
    if (action == DATA && value[0] == '@') {
        bq_buf_addf(body, "<contents of %s>", value + 1);
    } else if (action == ENCODED) {
        const char *equal = strchr(value, '=');
        if (equal && equal > value)
            bq_buf_add(body, value, (size_t)(equal - value) + 1);
        percent_encode(body, equal ? equal + 1 : value);
    } else {
        bq_buf_adds(body, value);
    }
}

static void add_auth(struct line *line, const char *scheme, const char *value, bool encode)
{
    struct bq_buf text;
    bq_buf_init(&text, 1 << 16);
    bq_buf_adds(&text, scheme);
    if (encode)
        base64(&text, value);
    else
        bq_buf_adds(&text, value);
    named_header(line, "Authorization", text.data ? text.data : "");
    bq_buf_clear(&text);
}

static void add_header_line(struct line *line, const char *value)
{
    const char *colon = strpbrk(value, ":;");
    if (colon && (*colon == ':' || !colon[1]))
        bq_request_add_header(line->parts, bq_span_of(value, (size_t)(colon - value)),
                              bq_span_str(colon + 1));
}

static void set(struct bq_buf *to, const char *value)
{
    bq_buf_reset(to);
    bq_buf_adds(to, value);
}

static void act(struct line *line, enum action action, const char *value)
{
    switch (action) {
    case METHOD:
        set(&line->parts->method, value);
        break;
    case HEADER:
        add_header_line(line, value);
        break;
    case JSON:
        if (!bq_request_has_header(line->parts, "Content-Type"))
            named_header(line, "Content-Type", "application/json");
        add_data(line, action, value);
        break;
    case FORM:
        line->form = true;
        add_data(line, action, value);
        break;
    case DATA:
    case RAW_DATA:
    case ENCODED:
        add_data(line, action, value);
        break;
    case COOKIE:
        if (strchr(value, '='))
            named_header(line, "Cookie", value);
        break;
    case USER:
        add_auth(line, "Basic ", value, true);
        break;
    case BEARER:
        add_auth(line, "Bearer ", value, false);
        break;
    case AGENT:
        named_header(line, "User-Agent", value);
        break;
    case REFERER:
        named_header(line, "Referer", value);
        break;
    case URL:
        if (!line->parts->url.len)
            set(&line->parts->url, value);
        break;
    case HEAD:
        line->head = true;
        break;
    case GET:
        line->get = true;
        break;
    case IGNORE:
        break;
    }
}

/* One word that begins with a dash; returns how many more words it took. */
static size_t take_option(struct line *line, const char *word, const char *next)
{
    if (word[1] == '-') {
        const struct option *option = by_name(bq_span_str(word + 2));
        if (option)
            act(line, option->action, option->argument ? (next ? next : "") : "");
        return option && option->argument;
    }
    for (const char *p = word + 1; *p; p++) {
        const struct option *option = by_letter(*p);
        if (!option)
            continue;
        if (option->argument) {
            act(line, option->action, p[1] ? p + 1 : (next ? next : ""));
            return !p[1];
        }
        act(line, option->action, "");
    }
    return 0;
}

/* What the options together mean: curl's defaults. */
static void finish(struct line *line)
{
    struct bq_request_parts *p = line->parts;
    if (line->get && p->body.len) {
        bq_buf_addc(&p->url, p->url.len && memchr(p->url.data, '?', p->url.len) ? '&' : '?');
        bq_buf_add(&p->url, p->body.data, p->body.len);
        bq_buf_reset(&p->body);
    }
    if (!p->method.len)
        bq_buf_adds(&p->method, line->head ? "HEAD" : p->body.len ? "POST" : "GET");
    if (p->body.len && !bq_request_has_header(p, "Content-Type"))
        named_header(line, "Content-Type",
                     line->form ? "multipart/form-data" : "application/x-www-form-urlencoded");
    struct bq_span url = bq_buf_span(&p->url);
    if (url.len && bq_span_find_nocase(url, 0, "://") == url.len) {
        struct bq_buf whole;
        bq_buf_init(&whole, p->url.max);
        bq_buf_adds(&whole, "http://"); /* what curl takes when nothing is said */
        bq_buf_add(&whole, url.s, url.len);
        bq_buf_clear(&p->url);
        p->url = whole;
    }
}

int bq_request_from_curl(const char *source, size_t len, const char *file,
                         struct bq_request_parts *parts, struct bq_err *err)
{
    struct words w = { .starts = NULL };
    struct line line = { parts, false, false, false };
    struct bq_buf plain;
    bq_buf_init(&w.text, BQ_REQUEST_FILE_MAX);
    bq_buf_init(&plain, BQ_REQUEST_FILE_MAX);
    struct bq_span s = bq_span_of(source, len);
    if (bq_span_find_nocase(s, 0, "^\"") < len || bq_span_find_nocase(s, 0, "^\n") < len) {
        drop_carets(s, &plain);
        s = bq_buf_span(&plain);
    }
    int rc = split(s, file, &w, err);
    for (size_t i = 1; rc == BQ_OK && i < w.count; i++) {
        const char *word = w.text.data + w.starts[i];
        const char *next = i + 1 < w.count ? w.text.data + w.starts[i + 1] : NULL;
        if (word[0] == '-' && word[1])
            i += take_option(&line, word, next);
        else
            act(&line, URL, word);
    }
    if (rc == BQ_OK)
        finish(&line);
    if (rc == BQ_OK && !parts->url.len)
        rc = bq_err_at(err, BQ_EPARSE, file, 1, 1, "the curl line has no URL");
    free(w.starts);
    bq_buf_clear(&w.text);
    bq_buf_clear(&plain);
    return rc;
}
