/* A request from any of its forms, and a draft from a request. */
#include "bqi/request.h"
#include "bqi/utf8.h"
#include "io/request_impl.h"
#include <stdlib.h>
#include <string.h>

/* ---- parts
 * --------------------------------------------------------------------------------------------- */

void bq_request_parts_init(struct bq_request_parts *parts)
{
    bq_buf_init(&parts->method, 64);
    bq_buf_init(&parts->url, 1 << 20);
    bq_buf_init(&parts->headers, BQ_FIELD_TEXT_MAX);
    bq_buf_init(&parts->body, BQ_FIELD_TEXT_MAX);
}

void bq_request_parts_clear(struct bq_request_parts *parts)
{
    bq_buf_clear(&parts->method);
    bq_buf_clear(&parts->url);
    bq_buf_clear(&parts->headers);
    bq_buf_clear(&parts->body);
}

void bq_request_add_header(struct bq_request_parts *parts, struct bq_span name,
                           struct bq_span value)
{
    name = bq_span_trim(name);
    value = bq_span_trim(value);
    if (name.len == 0)
        return;
    bq_buf_add(&parts->headers, name.s, name.len);
    bq_buf_adds(&parts->headers, ": ");
    for (size_t i = 0; i < value.len; i++)
        bq_buf_addc(&parts->headers, value.s[i] == '\n' || value.s[i] == '\r' ? ' ' : value.s[i]);
    bq_buf_addc(&parts->headers, '\n');
}

bool bq_request_has_header(const struct bq_request_parts *parts, const char *name)
{
    struct bq_span headers = bq_buf_span(&parts->headers);
    size_t len = strlen(name);
    for (size_t at = 0; at < headers.len;) {
        const char *end = memchr(headers.s + at, '\n', headers.len - at);
        size_t next = end ? (size_t)(end - headers.s) + 1 : headers.len;
        if (next - at > len && headers.s[at + len] == ':' &&
            bq_span_equal_nocase(bq_span_of(headers.s + at, len), bq_span_str(name)))
            return true;
        at = next;
    }
    return false;
}

/* ---- raw
 * --------------------------------------------------------------------------------------------------
 */

/* The next line without its end; moves *at behind it. */
static struct bq_span take_line(struct bq_span text, size_t *at)
{
    const char *end = memchr(text.s + *at, '\n', text.len - *at);
    size_t stop = end ? (size_t)(end - text.s) : text.len;
    struct bq_span line = bq_span_of(text.s + *at, stop - *at);
    *at = end ? stop + 1 : text.len;
    if (line.len && line.s[line.len - 1] == '\r')
        line.len--;
    return line;
}

static struct bq_span take_word(struct bq_span *line)
{
    struct bq_span word = *line = bq_span_trim(*line);
    word.len = 0;
    while (word.len < line->len && line->s[word.len] != ' ' && line->s[word.len] != '\t')
        word.len++;
    line->s += word.len;
    line->len -= word.len;
    *line = bq_span_trim(*line);
    return word;
}

static bool is_method(struct bq_span word)
{
    if (word.len == 0 || word.len > 20)
        return false;
    for (size_t i = 0; i < word.len; i++) {
        if ((word.s[i] < 'A' || word.s[i] > 'Z') && word.s[i] != '-' && word.s[i] != '_')
            return false;
    }
    return true;
}

/* The value of a header line of that name, or an empty span. */
static struct bq_span header_value(struct bq_span text, const char *name)
{
    size_t at = 0, len = strlen(name);
    take_line(text, &at);
    while (at < text.len) {
        struct bq_span line = take_line(text, &at);
        if (line.len == 0)
            break;
        if (line.len > len && line.s[len] == ':' &&
            bq_span_equal_nocase(bq_span_of(line.s, len), bq_span_str(name)))
            return bq_span_trim(bq_span_of(line.s + len + 1, line.len - len - 1));
    }
    return bq_span_of("", 0);
}

/*
 * A request line does not tell the scheme. It is https but where port 80 or the Origin or Referer
 * of the same host say otherwise.
 */
static const char *scheme_of(struct bq_span text, struct bq_span host)
{
    static const char *const names[] = { "Origin", "Referer" };
    if (bq_span_ends(host, ":80"))
        return "http://";
    for (size_t i = 0; i < 2; i++) {
        struct bq_span value = header_value(text, names[i]);
        if (bq_span_starts(value, "http://") && value.len >= 7 + host.len &&
            bq_span_equal_nocase(bq_span_of(value.s + 7, host.len), host))
            return "http://";
    }
    return "https://";
}

static int from_raw(struct bq_span text, const char *file, struct bq_request_parts *parts,
                    struct bq_err *err)
{
    size_t at = 0;
    struct bq_span line = take_line(text, &at);
    struct bq_span method = take_word(&line), target = take_word(&line);
    if (!is_method(method) || target.len == 0)
        return bq_err_at(
            err, BQ_EPARSE, file, 1, 1,
            "neither a raw request (GET /path HTTP/1.1), nor a HAR file, nor a curl line");
    struct bq_span host = header_value(text, "Host");
    if (host.len == 0)
        host = header_value(text, ":authority");
    bq_buf_add(&parts->method, method.s, method.len);
    if (target.s[0] == '/' || target.s[0] == '*') {
        if (host.len == 0)
            return bq_err_at(err, BQ_EPARSE, file, 1, 1, "the request has no Host line");
        bq_buf_adds(&parts->url, scheme_of(text, host));
        bq_buf_add(&parts->url, host.s, host.len);
        if (target.s[0] == '/')
            bq_buf_add(&parts->url, target.s, target.len);
    } else {
        bq_buf_add(&parts->url, target.s, target.len);
    }
    return BQ_OK;
}

/* ---- one text
 * ------------------------------------------------------------------------------------------------
 */

/* Keeps what a draft may hold: LF line ends, UTF-8; other bytes as \xHH, so that nothing is lost.
 */
static void add_clean(struct bq_buf *out, struct bq_span text)
{
    for (size_t i = 0; i < text.len;) {
        uint32_t code;
        size_t n = bq_utf8_decode(text.s + i, text.len - i, &code);
        if (code == '\r' && i + 1 < text.len && text.s[i + 1] == '\n')
            n = 1;
        else if (n == 0 || code == 0 || code == '\r')
            bq_buf_addf(out, "\\x%02x", (unsigned char)text.s[i]);
        else
            bq_buf_add(out, text.s + i, n);
        i += n ? n : 1;
    }
}

/* Curl and HAR tell parts; this makes the text a proxy would show. */
static void compose(struct bq_request_parts *parts, struct bq_buf *out)
{
    struct bq_span url = bq_buf_span(&parts->url);
    size_t host = bq_span_find_nocase(url, 0, "://");
    host = host < url.len ? host + 3 : 0;
    size_t path = host;
    while (path < url.len && !strchr("/?#", url.s[path]))
        path++;
    struct bq_span authority = bq_span_of(url.s + host, path - host);
    for (size_t i = authority.len; i > 0; i--) {
        if (authority.s[i - 1] == '@') {
            authority = bq_span_of(authority.s + i, authority.len - i);
            break;
        }
    }
    struct bq_span target = bq_span_of(url.s + path, url.len - path);
    const char *hash = target.len ? memchr(target.s, '#', target.len) : NULL;
    if (hash)
        target.len = (size_t)(hash - target.s);
    struct bq_buf raw;
    bq_buf_init(&raw, BQ_FIELD_TEXT_MAX);
    bq_buf_add(&raw, parts->method.data, parts->method.len);
    bq_buf_adds(&raw, target.len && target.s[0] == '/' ? " " : " /");
    bq_buf_add(&raw, target.s, target.len);
    bq_buf_adds(&raw, " HTTP/1.1\n");
    if (!bq_request_has_header(parts, "Host")) {
        bq_buf_adds(&raw, "Host: ");
        bq_buf_add(&raw, authority.s, authority.len);
        bq_buf_addc(&raw, '\n');
    }
    if (parts->headers.len)
        bq_buf_add(&raw, parts->headers.data, parts->headers.len);
    bq_buf_addc(&raw, '\n');
    if (parts->body.len)
        bq_buf_add(&raw, parts->body.data, parts->body.len);
    add_clean(out, bq_buf_span(&raw));
    out->failed |= raw.failed;
    bq_buf_clear(&raw);
}

static bool begins_with(struct bq_span text, const char *word)
{
    size_t len = strlen(word);
    return bq_span_starts(text, word) && text.len > len && strchr(" \t\n\r\\^", text.s[len]);
}

static int read_any(struct bq_span text, const char *file, size_t which, struct bq_request *out,
                    struct bq_request_parts *parts, struct bq_buf *raw, struct bq_err *err)
{
    int rc;
    out->entries = 1;
    if (bq_span_starts(text, "$ ") || bq_span_starts(text, "% "))
        text = bq_span_trim(bq_span_of(text.s + 2, text.len - 2));
    if (text.len == 0)
        return bq_err_at(err, BQ_EPARSE, file, 1, 1, "there is no request: it is empty");
    if (begins_with(text, "curl") || begins_with(text, "curl.exe")) {
        out->form = BQ_REQUEST_CURL;
        rc = bq_request_from_curl(text.s, text.len, file, parts, err);
    } else if (text.s[0] == '{') {
        out->form = BQ_REQUEST_HAR;
        rc = bq_request_from_har(text.s, text.len, file, which, &out->entries, parts, err);
    } else {
        out->form = BQ_REQUEST_RAW;
        rc = from_raw(text, file, parts, err);
        add_clean(raw, text);
        return rc;
    }
    if (rc == BQ_OK)
        compose(parts, raw);
    return rc;
}

int bq_request_parse(const char *source, size_t len, const char *file, size_t which,
                     struct bq_request *out, struct bq_err *err)
{
    struct bq_request_parts parts;
    struct bq_buf raw, url;
    memset(out, 0, sizeof *out);
    bq_request_parts_init(&parts);
    bq_buf_init(&raw, BQ_FIELD_TEXT_MAX);
    bq_buf_init(&url, 1 << 20);
    if (len >= 3 && memcmp(source, "\xef\xbb\xbf", 3) == 0) {
        source += 3;
        len -= 3;
    }
    int rc = read_any(bq_span_trim(bq_span_of(source, len)), file, which, out, &parts, &raw, err);
    if (rc == BQ_OK &&
        (parts.headers.failed || parts.body.failed || parts.url.failed || parts.method.failed))
        rc = bq_err_at(err, BQ_ELIMIT, file, 0, 0, "a part of the request is too long");
    if (rc == BQ_OK)
        rc = bq_buf_check(&raw, err);
    if (rc == BQ_OK) {
        add_clean(&url, bq_span_trim(bq_buf_span(&parts.url)));
        out->method = bq_buf_take(&parts.method, NULL);
        out->url = bq_buf_take(&url, NULL);
        out->text = bq_buf_take(&raw, NULL);
        if (!out->method || !out->url || !out->text)
            rc = bq_err_nomem(err);
    }
    if (rc == BQ_OK)
        rc = bq_request_find_secrets(out, err);
    bq_buf_clear(&raw);
    bq_buf_clear(&url);
    bq_request_parts_clear(&parts);
    if (rc != BQ_OK)
        bq_request_clear(out);
    return rc;
}

void bq_request_clear(struct bq_request *request)
{
    free(request->method);
    free(request->url);
    free(request->text);
    free(request->secrets);
    memset(request, 0, sizeof *request);
}

/* ---- into a draft
 * -----------------------------------------------------------------------------------------------
 */

int bq_request_fill(const struct bq_request *request, const struct bq_scope *scope,
                    struct bq_draft *draft, struct bq_err *err)
{
    struct bq_span url = bq_span_str(request->url);
    for (size_t i = 0; i < url.len; i++) {
        if (url.s[i] == '\n')
            url.len = i;
    }
    int rc = bq_draft_set_text(draft, BQ_FIELD_URL, url.s, url.len, err);
    if (rc == BQ_OK)
        rc = bq_draft_set_text(draft, BQ_FIELD_REQUEST, request->text, strlen(request->text), err);
    if (rc != BQ_OK || !scope || url.len == 0)
        return rc;
    struct bq_scope_answer answer;
    bq_scope_ask(scope, url.s, url.len, &answer);
    if (answer.target && answer.verdict != BQ_INVALID)
        rc = bq_draft_set_text(draft, BQ_FIELD_TARGET, answer.target->name,
                               strlen(answer.target->name), err);
    return rc;
}
