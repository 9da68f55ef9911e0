/* HAR: what browsers and proxies save. A whole file, one entry of it, or the request alone. */
#include "bqi/json.h"
#include "io/request_impl.h"
#include <string.h>

static void add_headers(const struct bq_json *list, struct bq_request_parts *parts)
{
    for (const struct bq_json *h = bq_json_first(list); h; h = bq_json_next(h)) {
        const char *name = bq_json_get_text(h, "name");
        /* HTTP/2's own names say again what the request line says. */
        if (name[0] && name[0] != ':')
            bq_request_add_header(parts, bq_span_str(name),
                                  bq_span_str(bq_json_get_text(h, "value")));
    }
}

/* A form without its text: name=value pairs as they were sent. */
static void add_params(const struct bq_json *list, struct bq_buf *body)
{
    for (const struct bq_json *p = bq_json_first(list); p; p = bq_json_next(p))
        bq_buf_addf(body, "%s%s=%s", body->len ? "&" : "", bq_json_get_text(p, "name"),
                    bq_json_get_text(p, "value"));
}

/* The request in value, whatever was handed over; counts the entries. */
static const struct bq_json *pick(const struct bq_json *root, size_t which, size_t *entries)
{
    const struct bq_json *log = bq_json_get(root, "log");
    const struct bq_json *list = bq_json_get(log ? log : root, "entries");
    *entries = 1;
    if (!list)
        return bq_json_get(root, "request") ? bq_json_get(root, "request") : root;
    const struct bq_json *found = NULL;
    *entries = 0;
    for (const struct bq_json *e = bq_json_first(list); e; e = bq_json_next(e)) {
        if (*entries == which)
            found = bq_json_get(e, "request");
        (*entries)++;
    }
    return found;
}

int bq_request_from_har(const char *source, size_t len, const char *file, size_t which,
                        size_t *entries, struct bq_request_parts *parts, struct bq_err *err)
{
    struct bq_json *root = NULL;
    int rc = bq_json_parse(source, len, file, &root, err);
    if (rc != BQ_OK)
        return rc;
    const struct bq_json *request = pick(root, which, entries);
    const char *url = bq_json_get_text(request, "url");
    const char *method = bq_json_get_text(request, "method");
    if (!url[0]) {
        rc = *entries > 0 && which >= *entries
                 ? bq_err_at(err, BQ_ENOTFOUND, file, 0, 0,
                             "there is no entry %zu: the file holds %zu", which + 1, *entries)
                 : bq_err_at(err, BQ_EPARSE, file, 1, 1,
                             "no HAR file: no request with a method and a url in it");
    } else {
        const struct bq_json *post = bq_json_get(request, "postData");
        const char *text = bq_json_get_text(post, "text");
        bq_buf_adds(&parts->url, url);
        bq_buf_adds(&parts->method, method[0] ? method : "GET");
        add_headers(bq_json_get(request, "headers"), parts);
        if (text[0])
            bq_buf_adds(&parts->body, text);
        else
            add_params(bq_json_get(post, "params"), &parts->body);
    }
    bq_json_free(root);
    return rc;
}
