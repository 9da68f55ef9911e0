/*
 * JSON Schema (2020-12) of the files a person writes, for editors: yaml-language-server completes
 * and checks with it. That of drafts is made from the table of fields, so it can't fall behind.
 */
#ifndef BQI_SCHEMA_H
#define BQI_SCHEMA_H

#include "bqi/buf.h"
#include "bqi/paths.h"
#include "bugquill/draft.h"

/* Appends the schema of "draft" or "program"; BQ_ENOTFOUND for another name. */
int bq_schema_put(const char *name, struct bq_buf *out, struct bq_err *err) BQ_MUST_USE;

/*
 * Gives the draft a first line that tells editors where the schema is, and puts the schema there:
 * draft.schema.json in the data folder. The line stays through loading and saving;
 * a draft that has one keeps it.
 */
int bq_schema_modeline(const struct bq_paths *paths, struct bq_draft *draft,
                       struct bq_err *err) BQ_MUST_USE;

#endif
