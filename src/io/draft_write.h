/* One field of a draft as YAML, for those who put files together themselves. */
#ifndef IO_DRAFT_WRITE_H
#define IO_DRAFT_WRITE_H

#include "bqi/buf.h"
#include "bugquill/draft.h"

/* The comment that tells editors where the schema is: kept under this key among the unknown ones.
 */
#define BQ_MODELINE_KEY   "#"
#define BQ_MODELINE_START "# yaml-language-server:"

/* "key: value\n", perhaps many lines; nothing when the field is absent. */
void bq_draft_put_field(struct bq_buf *out, const struct bq_draft *draft, enum bq_field field);

#endif
