/* Bytes as base64 (RFC 4648, with padding). */
#ifndef REPORT_BASE64_H
#define REPORT_BASE64_H

#include "bqi/buf.h"

void bq_base64(struct bq_buf *out, const void *bytes, size_t len);

#endif
