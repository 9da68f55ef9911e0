/* Between the files of a request: each form is read into the same parts. */
#ifndef IO_REQUEST_IMPL_H
#define IO_REQUEST_IMPL_H

#include "bqi/buf.h"
#include "bqi/request.h"

/* What a raw request is made of. */
struct bq_request_parts {
    struct bq_buf method, url, headers, body; /* headers: "Name: value\n" each */
};
void bq_request_parts_init(struct bq_request_parts *parts);
void bq_request_parts_clear(struct bq_request_parts *parts);
/* One header line; line ends in the value become blanks. */
void bq_request_add_header(struct bq_request_parts *parts, struct bq_span name,
                           struct bq_span value);
/* Is there a header of that name already? */
bool bq_request_has_header(const struct bq_request_parts *parts, const char *name);

int bq_request_from_curl(const char *source, size_t len, const char *file,
                         struct bq_request_parts *parts, struct bq_err *err) BQ_MUST_USE;
int bq_request_from_har(const char *source, size_t len, const char *file, size_t which,
                        size_t *entries, struct bq_request_parts *parts,
                        struct bq_err *err) BQ_MUST_USE;
/* Finds secrets in request->text. */
int bq_request_find_secrets(struct bq_request *request, struct bq_err *err) BQ_MUST_USE;

#endif
