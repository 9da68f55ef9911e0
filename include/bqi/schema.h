/*
 * JSON Schema (2020-12) of the files a person writes, for editors: yaml-language-server completes
 * and checks with it. That of drafts is made from the table of fields, so it can't fall behind.
 */
#ifndef BQI_SCHEMA_H
#define BQI_SCHEMA_H

#include "bqi/buf.h"

/* Appends the schema of "draft" or "program"; BQ_ENOTFOUND for another name. */
int bq_schema_put(const char *name, struct bq_buf *out, struct bq_err *err) BQ_MUST_USE;

#endif
