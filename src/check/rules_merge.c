/* What a merge left behind. */
#include "check/checks.h"

#include <string.h>

/* The marks as this program writes them: a proof may well show those of somebody else's git. */
static bool is_our_mark(struct bq_span rest)
{
    return bq_span_starts(rest, "yours\n") || bq_span_starts(rest, "ours\n");
}

void bq_check_merge_marks(const struct bq_check_run *run, enum bq_field field)
{
    static const char begin[] = "<<<<<<< ", end[] = "\n>>>>>>> ";
    struct bq_span text = bq_run_text(run, field);
    const size_t len = sizeof begin - 1;

    for (size_t at = 0; at < text.len;) {
        const char *found = memmem(text.s + at, text.len - at, begin, len);
        size_t start = found ? (size_t)(found - text.s) : text.len;
        struct bq_span rest;

        if (!found)
            return;
        at = start + len;
        rest = bq_span_of(text.s + at, text.len - at);
        if (!memmem(rest.s, rest.len, end, sizeof end - 1))
            return; /* nor does a later one end */
        if ((start == 0 || text.s[start - 1] == '\n') && is_our_mark(rest)) {
            struct bq_emit emit = {
                .rule = BQ_R_MERGE_CONFLICT, .field = field, .start = start, .end = at
            };
            bq_run_add(run, &emit, "a conflict of a merge is left in this text");
        }
    }
}
