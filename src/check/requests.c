#include "check/requests.h"
#include "check/facts.h"

static const char *const methods[] = { "GET",     "POST", "PUT",   "PATCH",   "DELETE",
                                       "OPTIONS", "HEAD", "TRACE", "CONNECT", NULL };

/* A stretch of text that is read for requests. */
struct reader {
    enum bq_field field;
    const char *s;
    size_t at, end;
    bool raw; /* a fence or the request field: what looks like a request is one */
    struct bq_facts *facts;
    bool stop; /* no room for more */
};

static struct bq_span line_at(const struct reader *r, size_t at)
{
    const char *lf = at < r->end ? memchr(r->s + at, '\n', r->end - at) : NULL;
    size_t end = lf ? (size_t)(lf - r->s) : r->end;
    return bq_span_of(r->s + at, end > at ? end - at : 0);
}

static size_t after_line(const struct reader *r, struct bq_span line)
{
    size_t end = (size_t)(line.s - r->s) + line.len;
    return end < r->end ? end + 1 : r->end;
}

static bool is_token(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':';
}

/* "Name: value"; name gets what stands before the colon. HTTP/2 names may begin with one
 * (":authority"). */
static bool is_header(struct bq_span line, struct bq_span *name, struct bq_span *value)
{
    size_t i = line.len && line.s[0] == ':' ? 1 : 0;
    while (i < line.len && is_token(line.s[i]) && line.s[i] != ':')
        i++;
    if (i == 0 || i >= line.len || line.s[i] != ':' || i > 80)
        return false;
    *name = bq_span_of(line.s, i);
    *value = bq_span_trim(bq_span_of(line.s + i + 1, line.len - i - 1));
    return true;
}

/* The host part of an absolute URL. */
static struct bq_span host_of(struct bq_span url)
{
    size_t i = bq_span_find_nocase(url, 0, "://");
    if (i == url.len)
        return bq_span_of(url.s, 0);
    size_t from = i + 3, to = from;
    while (to < url.len && url.s[to] != '/' && url.s[to] != '?' && url.s[to] != '#' &&
           url.s[to] != '\'' && url.s[to] != '"' && url.s[to] > ' ')
        to++;
    return bq_span_of(url.s + from, to - from);
}

/* "POST /x HTTP/1.1"; without the version only where raw text stands. */
static bool is_request_line(struct bq_span line, bool raw, struct bq_request *out)
{
    struct bq_span rest = bq_span_trim(line);
    size_t len = 0;
    if (rest.len < 5 || rest.s[0] < 'A' || rest.s[0] > 'Z' || rest.s[1] < 'A' || rest.s[1] > 'Z')
        return false;
    for (size_t i = 0; methods[i] && !len; i++) {
        size_t n = strlen(methods[i]);
        if (bq_span_starts(rest, methods[i]) && rest.len > n + 1 && rest.s[n] == ' ')
            len = n;
    }
    if (!len)
        return false;
    out->method = bq_span_of(rest.s, len);
    struct bq_span tail = bq_span_trim(bq_span_of(rest.s + len, rest.len - len));
    size_t blank = 0;
    while (blank < tail.len && tail.s[blank] != ' ')
        blank++;
    out->target = bq_span_of(tail.s, blank);
    struct bq_span version = bq_span_trim(bq_span_of(tail.s + blank, tail.len - blank));
    out->version = bq_span_starts(version, "HTTP/");
    out->version_2 = bq_span_starts(version, "HTTP/2") || bq_span_starts(version, "HTTP/3");
    bool target = out->target.len &&
                  (out->target.s[0] == '/' || out->target.s[0] == '*' ||
                   bq_span_starts(out->target, "http") || bq_span_is(out->method, "CONNECT"));
    return target && (out->version || (raw && version.len == 0));
}

static bool is_response_line(struct bq_span line)
{
    return bq_span_starts(bq_span_trim(line), "HTTP/");
}

/* Reads headers from r->at on. */
static size_t read_headers(struct reader *r, struct bq_request *request)
{
    size_t count = 0;
    while (r->at < r->end) {
        struct bq_span line = line_at(r, r->at), name, value;
        if (bq_span_trim(line).len == 0 || !is_header(bq_span_trim(line), &name, &value))
            break;
        count++;
        if (bq_span_equal_nocase(name, bq_span_str("host")) ||
            bq_span_equal_nocase(name, bq_span_str(":authority")))
            request->host = value;
        request->has_content = request->has_content ||
                               bq_span_equal_nocase(name, bq_span_str("content-type")) ||
                               bq_span_equal_nocase(name, bq_span_str("content-length")) ||
                               bq_span_equal_nocase(name, bq_span_str("transfer-encoding"));
        r->at = after_line(r, line);
    }
    return count;
}

/* The body: after one blank line, up to a response, another request or the end. Prose has none. */
static void read_body(struct reader *r, struct bq_request *request)
{
    struct bq_request next = { .line_end = 0 };
    if (!r->raw || bq_span_trim(line_at(r, r->at)).len)
        return;
    while (r->at < r->end) {
        struct bq_span line = line_at(r, r->at);
        if (is_request_line(line, true, &next) || is_response_line(line))
            return;
        if (bq_span_trim(line).len) {
            request->has_body = true;
            request->end = (size_t)(line.s - r->s) + line.len;
        }
        r->at = after_line(r, line);
    }
}

static void add(struct reader *r, const struct bq_request *request)
{
    struct bq_request_list *list = &r->facts->requests;
    int status = bq_array_grow((void **)&list->items, list->count, &list->cap, sizeof *request,
                               BQ_REQUESTS_MAX);
    if (status == BQ_ENOMEM)
        r->facts->status = status;
    r->stop = status < 0;
    if (!r->stop)
        list->items[list->count++] = *request;
}

static void read_request(struct reader *r, struct bq_span line, struct bq_request *request)
{
    request->field = r->field;
    request->start = (size_t)(line.s - r->s);
    request->line_end = request->end = request->start + line.len;
    request->host = host_of(request->target);
    r->at = after_line(r, line);
    if (!request->version && read_headers(r, request) == 0)
        return; /* "GET /x" alone: a remark, not a request */
    request->headers = read_headers(r, request) > 0 || !request->version;
    if (r->at > request->start + line.len)
        request->end = r->at > r->end ? r->end : r->at;
    read_body(r, request);
    add(r, request);
}

/* "curl ...", perhaps behind a prompt, with its continued lines. */
static bool read_curl(struct reader *r, struct bq_span line)
{
    struct bq_span text = bq_span_trim(line);
    while (text.len && (text.s[0] == '$' || text.s[0] == '>' || text.s[0] == '#' ||
                        text.s[0] == '%' || text.s[0] == ' '))
        text = bq_span_of(text.s + 1, text.len - 1);
    if (!bq_span_starts(text, "curl ") && !bq_span_starts(text, "curl.exe "))
        return false;
    struct bq_request request = {
        .field = r->field, .curl = true, .version = true, .has_content = true
    };
    request.start = (size_t)(line.s - r->s);
    request.line_end = request.start + line.len;
    r->at = after_line(r, line);
    while (line.len && line.s[line.len - 1] == '\\' && r->at < r->end) {
        line = line_at(r, r->at);
        r->at = after_line(r, line);
    }
    request.end = (size_t)(line.s - r->s) + line.len;
    request.target = bq_span_of(r->s + request.start, request.end - request.start);
    request.host = host_of(request.target);
    add(r, &request);
    return true;
}

/* A command typed into the prose as it was run: an option or a URL comes first. "curl shows the
 * header" is none. */
static bool is_bare_curl(struct bq_span line)
{
    struct bq_span text = bq_span_trim(line);
    if (bq_span_starts(text, "$ "))
        text = bq_span_of(text.s + 2, text.len - 2);
    if (!bq_span_starts(text, "curl ") || text.len < 6)
        return false;
    text = bq_span_trim(bq_span_of(text.s + 5, text.len - 5));
    bool command = bq_span_starts(text, "http") || (text.len && strchr("-'\"", text.s[0]));
    return command && bq_span_find_nocase(text, 0, "://") < text.len;
}

static void read_stretch(struct reader *r)
{
    while (r->at < r->end && !r->stop) {
        struct bq_span line = line_at(r, r->at);
        struct bq_request request = { .line_end = 0 };
        if (is_request_line(line, r->raw, &request))
            read_request(r, line, &request);
        else if (!((r->raw || is_bare_curl(line)) && read_curl(r, line)))
            r->at = after_line(r, line);
    }
}

static void read_inline_curl(struct reader *r, const struct bq_prose *prose)
{
    for (size_t i = 0; i < prose->inline_count && !r->stop; i++) {
        const struct bq_inline *in = &prose->inlines[i];
        if (in->kind != BQ_INLINE_CODE)
            continue;
        r->at = in->text;
        r->end = in->text_end;
        read_curl(r, line_at(r, r->at));
    }
}

static void read_prose(const struct bq_check_run *run, enum bq_field field)
{
    const struct bq_prose *prose = bq_run_prose(run, field);
    struct reader r = { .field = field, .s = prose->s, .facts = run->facts };
    for (size_t i = 0; i < prose->block_count && !r.stop; i++) {
        const struct bq_block *block = &prose->blocks[i];
        r.raw = block->kind == BQ_BLOCK_FENCE || block->kind == BQ_BLOCK_CODE;
        r.at = r.raw ? block->text : block->start;
        r.end = block->text_end;
        read_stretch(&r);
    }
    r.raw = true;
    if (!r.stop)
        read_inline_curl(&r, prose);
}

const struct bq_request *bq_requests(const struct bq_check_run *run, size_t *count)
{
    struct bq_request_list *list = &run->facts->requests;
    if (!list->have) {
        struct bq_span text = bq_run_text(run, BQ_FIELD_REQUEST);
        struct reader r = { .field = BQ_FIELD_REQUEST,
                            .s = text.s,
                            .end = text.len,
                            .raw = true,
                            .facts = run->facts };
        list->count = 0;
        read_stretch(&r);
        read_prose(run, BQ_FIELD_POC);
        read_prose(run, BQ_FIELD_DESCRIPTION);
        read_prose(run, BQ_FIELD_IMPACT);
        list->have = true;
    }
    *count = list->count;
    return list->items;
}

bool bq_requests_any(const struct bq_check_run *run)
{
    size_t count;
    bq_requests(run, &count);
    return count > 0;
}

static bool has_header(const struct bq_check_run *run, const struct bq_request *request,
                       struct bq_span name)
{
    struct bq_span text = bq_run_text(run, request->field);
    text = bq_span_of(text.s + request->start, request->end - request->start);
    for (size_t at = bq_span_find_nocase(text, 0, ":"); at < text.len;
         at = bq_span_find_nocase(text, at + 1, ":")) {
        if (at >= name.len &&
            bq_span_equal_nocase(bq_span_of(text.s + at - name.len, name.len), name))
            return true;
    }
    return false;
}

bool bq_requests_have_header(const struct bq_check_run *run, struct bq_span header)
{
    size_t count;
    const struct bq_request *requests = bq_requests(run, &count);
    const char *colon = header.len ? memchr(header.s, ':', header.len) : NULL;
    struct bq_span name =
        colon ? bq_span_trim(bq_span_of(header.s, (size_t)(colon - header.s))) : header;
    for (size_t i = 0; i < count; i++) {
        if (has_header(run, &requests[i], name))
            return true;
    }
    return false;
}
