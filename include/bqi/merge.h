/*
 * Two edits of one draft become one: field by field, long texts by lines, lists by entries.
 */
#ifndef BQI_MERGE_H
#define BQI_MERGE_H

#include "bqi/buf.h"
#include "bugquill/draft.h"

struct bq_merge_names {
    const char *ours, *theirs; /* what the conflict markers say */
};

/*
 * Merges what ours and theirs changed since base into a file's text (the caller frees *out).
 * *conflicts counts what both changed differently: in a long text such lines stand between conflict
 * markers and the file is still a draft; of another field both values stand between markers and the
 * file has to be mended by hand.
 */
int bq_draft_merge(const struct bq_draft *base, const struct bq_draft *ours,
                   const struct bq_draft *theirs, const struct bq_merge_names *names, char **out,
                   size_t *len, size_t *conflicts, struct bq_err *err) BQ_MUST_USE;

/* The same for one text; adds to *conflicts. */
int bq_text_merge(struct bq_span base, struct bq_span ours, struct bq_span theirs,
                  const struct bq_merge_names *names, struct bq_buf *out, size_t *conflicts,
                  struct bq_err *err) BQ_MUST_USE;

#endif
