/*
 * Session material in a raw request: what would let a reader of the report act as its author. Found
 * by the names of headers, parameters and members, so also where the value looks like nothing
 * known.
 */
#include "io/request_impl.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char mask[] = "[masked]";

/* Names whose value is a secret wherever they stand; compared without case, "-" and "_". */
static const char *const names[] = {
    "authorization",
    "proxyauthorization",
    "xapikey",
    "apikey",
    "xauthtoken",
    "authtoken",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "token",
    "session",
    "sessionid",
    "sid",
    "phpsessid",
    "jsessionid",
    "csrf",
    "csrftoken",
    "xcsrftoken",
    "xsrftoken",
    "xxsrftoken",
    "password",
    "passwd",
    "pwd",
    "secret",
    "clientsecret",
    "jwt",
    "bearer",
    "openaisentinelchalrequirementstoken",
    "oaidevicetoken",
    "xsessiontoken",
    "sessiontoken",
    "privatekey",
    "xaccesstoken",
    "authenticitytoken",
};

static bool is_secret_name(struct bq_span name)
{
    char plain[64];
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.s[i];
        if (c == '-' || c == '_')
            continue;
        if (len + 1 == sizeof plain)
            return false;
        plain[len++] = (char)tolower(c);
    }
    plain[len] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(plain, names[i]) == 0)
            return true;
    }
    return false;
}

struct finder {
    struct bq_request *request;
    size_t cap;
    int status;
};

static void add(struct finder *f, const char *kind, struct bq_span name, struct bq_span value)
{
    struct bq_request *r = f->request;
    if (value.len == 0 || f->status != BQ_OK || bq_span_is(value, mask))
        return;
    void *items = r->secrets;
    f->status =
        bq_array_grow(&items, r->secret_count, &f->cap, sizeof *r->secrets, BQ_REQUEST_SECRETS_MAX);
    r->secrets = items;
    if (f->status != BQ_OK)
        return;
    struct bq_request_secret *secret = &r->secrets[r->secret_count++];
    memset(secret, 0, sizeof *secret);
    secret->start = (size_t)(value.s - r->text);
    secret->end = secret->start + value.len;
    size_t n = 0;
    for (; kind[n]; n++)
        secret->what[n] = kind[n];
    for (size_t i = 0; i < name.len && n + 1 < sizeof secret->what; i++)
        secret->what[n++] = (char)(name.s[i] > 0x20 && name.s[i] < 0x7f ? name.s[i] : '?');
}

/* Pairs "name=value" with `between` between them: cookies, a query, a form. all: every value is
 * one. */
static void find_pairs(struct finder *f, struct bq_span text, char between, const char *kind,
                       bool all)
{
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.s + at, between, text.len - at);
        size_t stop = end ? (size_t)(end - text.s) : text.len;
        struct bq_span pair = bq_span_of(text.s + at, stop - at);
        const char *equal = memchr(pair.s, '=', pair.len);
        if (equal) {
            struct bq_span name = bq_span_trim(bq_span_of(pair.s, (size_t)(equal - pair.s)));
            struct bq_span value =
                bq_span_trim(bq_span_of(equal + 1, pair.len - (size_t)(equal - pair.s) - 1));
            if (all || is_secret_name(name))
                add(f, kind, name, value);
        }
        at = stop + 1;
    }
}

/* "name": "value" anywhere in a body; enough for JSON without reading it as JSON. */
static void find_members(struct finder *f, struct bq_span body)
{
    for (size_t at = 0; at < body.len; at++) {
        if (body.s[at] != '"')
            continue;
        size_t start = ++at;
        while (at < body.len && body.s[at] != '"' && body.s[at] != '\n')
            at += body.s[at] == '\\' && at + 1 < body.len ? 2 : 1;
        if (at >= body.len)
            return;
        struct bq_span name = bq_span_of(body.s + start, at - start);
        size_t next = at + 1;
        while (next < body.len && strchr(" \t:", body.s[next]) && body.s[next])
            next++;
        if (next >= body.len || body.s[next] != '"' || !is_secret_name(name) ||
            !memchr(body.s + at, ':', next - at))
            continue;
        size_t from = at = next + 1;
        while (at < body.len && body.s[at] != '"')
            at += body.s[at] == '\\' && at + 1 < body.len ? 2 : 1;
        if (at > body.len)
            at = body.len;
        add(f, "member ", name, bq_span_of(body.s + from, at - from));
    }
}

static void find_in_header(struct finder *f, struct bq_span line)
{
    const char *colon = line.len ? memchr(line.s + 1, ':', line.len - 1) : NULL;
    if (!colon)
        return;
    struct bq_span name = bq_span_of(line.s, (size_t)(colon - line.s));
    struct bq_span value = bq_span_trim(bq_span_of(colon + 1, line.len - name.len - 1));
    if (bq_span_equal_nocase(name, bq_span_str("cookie")) ||
        bq_span_equal_nocase(name, bq_span_str("set-cookie"))) {
        find_pairs(f, value, ';', "cookie ", true);
        return;
    }
    if (!is_secret_name(name))
        return;
    /* "Bearer abc": the scheme may stay, it tells how one logs in. */
    const char *blank = memchr(value.s, ' ', value.len);
    if (blank && bq_span_find_nocase(name, 0, "authorization") < name.len) {
        size_t skip = (size_t)(blank - value.s) + 1;
        value = bq_span_trim(bq_span_of(value.s + skip, value.len - skip));
    }
    add(f, "header ", name, value);
}

static struct bq_span query_of(struct bq_span line)
{
    const char *mark = line.len ? memchr(line.s, '?', line.len) : NULL;
    if (!mark)
        return bq_span_of("", 0);
    size_t start = (size_t)(mark - line.s) + 1, end = start;
    while (end < line.len && !strchr(" #", line.s[end]))
        end++;
    return bq_span_of(line.s + start, end - start);
}

int bq_request_find_secrets(struct bq_request *request, struct bq_err *err)
{
    struct finder f = { request, 0, BQ_OK };
    struct bq_span text = bq_span_str(request->text);
    size_t at = 0;
    bool first = true;
    while (at < text.len) {
        const char *end = memchr(text.s + at, '\n', text.len - at);
        size_t stop = end ? (size_t)(end - text.s) : text.len;
        struct bq_span line = bq_span_of(text.s + at, stop - at);
        at = stop + 1;
        if (line.len == 0)
            break;
        if (first)
            find_pairs(&f, query_of(line), '&', "parameter ", false);
        else
            find_in_header(&f, line);
        first = false;
    }
    if (at < text.len) {
        struct bq_span body = bq_span_of(text.s + at, text.len - at);
        if (body.s[0] == '{' || body.s[0] == '[')
            find_members(&f, body);
        else if (memchr(body.s, '=', body.len) && !memchr(body.s, '\n', body.len))
            find_pairs(&f, body, '&', "parameter ", false);
    }
    if (f.status == BQ_ELIMIT)
        return bq_err_set(err, BQ_ELIMIT, "more than %d session values", BQ_REQUEST_SECRETS_MAX);
    return f.status == BQ_OK ? BQ_OK : bq_err_nomem(err);
}

/* The URL repeats the query of the request line: the same values go there. */
static int mask_url(struct bq_request *request, struct bq_err *err)
{
    struct bq_span url = bq_span_str(request->url), query = query_of(url);
    struct bq_buf out;
    if (query.len == 0)
        return BQ_OK;
    bq_buf_init(&out, 4 << 20);
    bq_buf_add(&out, url.s, (size_t)(query.s - url.s));
    for (size_t at = 0; at < query.len;) {
        const char *end = memchr(query.s + at, '&', query.len - at);
        size_t stop = end ? (size_t)(end - query.s) : query.len;
        const char *equal = memchr(query.s + at, '=', stop - at);
        size_t name_len = equal ? (size_t)(equal - query.s) - at : 0;
        if (equal && is_secret_name(bq_span_of(query.s + at, name_len))) {
            bq_buf_add(&out, query.s + at, name_len + 1);
            bq_buf_adds(&out, mask);
        } else {
            bq_buf_add(&out, query.s + at, stop - at);
        }
        if (end)
            bq_buf_addc(&out, '&');
        at = stop + 1;
    }
    bq_buf_adds(&out, query.s + query.len);
    int rc = bq_buf_check(&out, err);
    if (rc == BQ_OK) {
        free(request->url);
        request->url = bq_buf_take(&out, NULL);
    }
    bq_buf_clear(&out);
    return rc;
}

int bq_request_mask(struct bq_request *request, struct bq_err *err)
{
    struct bq_buf out;
    size_t at = 0;
    int rc = mask_url(request, err);
    if (rc != BQ_OK || request->secret_count == 0)
        return rc;
    bq_buf_init(&out, BQ_REQUEST_FILE_MAX);
    for (size_t i = 0; i < request->secret_count; i++) {
        bq_buf_add(&out, request->text + at, request->secrets[i].start - at);
        bq_buf_adds(&out, mask);
        at = request->secrets[i].end;
    }
    bq_buf_adds(&out, request->text + at);
    rc = bq_buf_check(&out, err);
    if (rc == BQ_OK) {
        free(request->text);
        request->text = bq_buf_take(&out, NULL);
        request->secret_count = 0;
    }
    bq_buf_clear(&out);
    return rc;
}
