/*
 * An HTTP request as people have it: raw from a proxy, an entry of a HAR file, or a curl command
 * line copied from a browser. Nothing is sent and no file that it names is opened.
 */
#ifndef BQI_REQUEST_H
#define BQI_REQUEST_H

#include "bugquill/draft.h"
#include "bugquill/errors.h"
#include "bugquill/scope.h"

enum { BQ_REQUEST_FILE_MAX = 64 << 20, BQ_REQUEST_SECRETS_MAX = 1000 };

enum bq_request_form { BQ_REQUEST_RAW, BQ_REQUEST_HAR, BQ_REQUEST_CURL };

/* Session material: bytes of the request's text that let somebody else act as the sender. */
struct bq_request_secret {
    size_t start, end;
    char what[40]; /* "Cookie session", "Authorization" */
};

struct bq_request {
    enum bq_request_form form;
    char *method, *url; /* owned; url as absolute as the request tells, "" when it tells no host */
    char *text;         /* the raw request: LF line ends, well-formed UTF-8, no U+0000 */
    size_t entries;     /* requests in the source; one of them was taken */
    struct bq_request_secret *secrets; /* in text, in order, not overlapping */
    size_t secret_count;
};

/*
 * Reads any of the three forms. file is for messages. which: the number of the request in a HAR
 * file, from 0. BQ_EPARSE says what is missing.
 */
int bq_request_parse(const char *source, size_t len, const char *file, size_t which,
                     struct bq_request *out, struct bq_err *err) BQ_MUST_USE;
void bq_request_clear(struct bq_request *request);

/* Replaces every secret, in text and url, by "[masked]"; afterwards there are none. */
int bq_request_mask(struct bq_request *request, struct bq_err *err) BQ_MUST_USE;

/* Puts URL, request and, when the scope (may be NULL) lists the host, the target into the draft. */
int bq_request_fill(const struct bq_request *request, const struct bq_scope *scope,
                    struct bq_draft *draft, struct bq_err *err) BQ_MUST_USE;

#endif
