/*
 * Offered corrections as replacements in a file's bytes, so that everything else in the file,
 * comments included, stays as it is.
 */
#ifndef CLI_FIX_EDITS_H
#define CLI_FIX_EDITS_H

#include "bqi/buf.h"
#include "bugquill/check.h"

struct fix_edit {
    size_t start, end; /* bytes of the file */
    const char *with;  /* the finding's; "" removes */
    const char *rule;
    bool apply;  /* false: answered for, or without a correction; only to be hidden when shown */
    bool secret; /* what stands there is not to be shown */
};
struct fix_edits {
    struct fix_edit *items; /* by start, never overlapping */
    size_t count, cap;
    size_t offered; /* corrections among the findings */
    size_t lost;    /* of those, how many could not be placed */
};

/*
 * Finds the places of the findings in text, from which draft was parsed. Strings stay the
 * findings'.
 */
int fix_edits_place(struct fix_edits *edits, struct bq_span text, const struct bq_draft *draft,
                    const struct bq_findings *findings, struct bq_err *err) BQ_MUST_USE;
void fix_edits_clear(struct fix_edits *edits);
/* Appends text with the corrections. */
void fix_edits_apply(const struct fix_edits *edits, struct bq_span text, struct bq_buf *out);
/*
 * Appends a unified diff of what applying would change. Secrets stand in it as [RULE], so it is to
 * be read, not to be given to patch.
 */
void fix_edits_show(const struct fix_edits *edits, struct bq_span text, bool color,
                    struct bq_buf *out);

#endif
