/*
 * A report that exists already becomes a draft: Markdown with or without front matter, text pasted
 * from a platform's page, this program's JSON, HackerOne's API payload, or a draft itself. No text
 * is dropped: what has no field of its own goes to the description, unknown facts to the notes.
 */
#ifndef BQI_REPORT_IN_H
#define BQI_REPORT_IN_H

#include "bqi/buf.h"
#include "bugquill/draft.h"
#include "bugquill/taxonomy.h"

enum { BQ_REPORT_FILE_MAX = 64 << 20 };

/*
 * file is for messages. remarks gets a line for each thing a person should look at ("type: ... was
 * read as ..."). BQ_EPARSE with the place for what can't be read; duplicate keys, for one, are not
 * guessed at.
 */
int bq_report_import(const char *text, size_t len, const char *file,
                     const struct bq_taxonomy *taxonomy, struct bq_draft **out,
                     struct bq_buf *remarks, struct bq_err *err) BQ_MUST_USE;

#endif
