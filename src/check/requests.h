/*
 * HTTP requests in a draft: the request field, and what stands in fences, indented code or plain
 * lines of description and proof. A curl line counts as one.
 */
#ifndef CHECK_REQUESTS_H
#define CHECK_REQUESTS_H

#include "check/run.h"

/* One request as it stands in a field. Offsets are bytes of the field's text. */
struct bq_request {
    enum bq_field field;
    size_t start, end;                   /* first line to the end of the last */
    size_t line_end;                     /* of the first line */
    struct bq_span method, target, host; /* host "": no Host header, no absolute target */
    bool version;                        /* the first line ends in HTTP/x */
    bool version_2;                      /* it is HTTP/2 or 3 */
    bool has_body, has_content; /* a body; Content-Type, Content-Length or Transfer-Encoding */
    bool headers;               /* at least one */
    bool curl;
};
/* All of them in order: request field, proof, description, impact; read once. At most
 * BQ_REQUESTS_MAX. */
enum { BQ_REQUESTS_MAX = 2000 };
const struct bq_request *bq_requests(const struct bq_check_run *run, size_t *count);

bool bq_requests_any(const struct bq_check_run *run);
/* Does any request have a header of that name (what stands before the colon counts)? */
bool bq_requests_have_header(const struct bq_check_run *run, struct bq_span header);

#endif
