/* What somebody else saved meanwhile comes together with what was written here, field by field. */
#include "session/internal.h"

#include "bqi/merge.h"

enum { MERGED_MAX = 3 * BQ_FIELD_TEXT_MAX };

static const struct bq_merge_names merge_names = { "yours", "on disk" };

/* Both changed a text: by lines. Lines that both changed stand between markers. */
static int merge_text(const struct bq_draft *base, struct bq_draft *ours,
                      const struct bq_draft *theirs, enum bq_field field, bool *conflict,
                      struct bq_err *err)
{
    struct bq_span b, o, t;
    struct bq_buf out;
    size_t conflicts = 0;
    int status;

    b.s = bq_draft_text(base, field, &b.len);
    o.s = bq_draft_text(ours, field, &o.len);
    t.s = bq_draft_text(theirs, field, &t.len);
    bq_buf_init(&out, MERGED_MAX);
    status = bq_text_merge(b, o, t, &merge_names, &out, &conflicts, err);
    if (!status)
        status = bq_buf_check(&out, err);
    if (!status)
        status = bq_draft_set_text(ours, field, out.data, out.len, err);
    bq_buf_clear(&out);
    *conflict = conflicts > 0;
    return status;
}

/* One field of the draft becomes what both made of it. */
static int merge_field(const struct bq_draft *base, struct bq_draft *ours,
                       const struct bq_draft *theirs, enum bq_field field, bq_field_set *conflicts,
                       struct bq_err *err)
{
    bool conflict = true;
    int status = BQ_OK;

    if (bq_draft_same(ours, theirs, field) || bq_draft_same(base, theirs, field))
        return BQ_OK;
    if (bq_draft_same(base, ours, field))
        return bq_draft_copy_field(ours, theirs, field, err);
    if (bq_field_info(field)->kind == BQ_KIND_TEXT)
        status = merge_text(base, ours, theirs, field, &conflict, err);
    if (conflict && field != BQ_FIELD_UPDATED)
        *conflicts |= BQ_FIELD_BIT(field);
    return status;
}

int bq_session_merge(struct bq_session *session, bq_field_set *conflicts, struct bq_err *err)
{
    struct bq_draft *theirs = NULL, *nothing = NULL, *merged = NULL, *draft;
    struct bq_file_stamp stamp;
    int status;

    *conflicts = 0;
    if (session->env.no_disk || !session->path[0])
        return bq_err_set(err, BQ_EINVAL, "the draft has no file to merge with");
    status = bq_store_load(session->path, &theirs, &stamp, err);
    if (status)
        return status;
    draft = bq_session_begin(session);
    nothing = session->base ? NULL : bq_draft_new();
    merged = bq_draft_copy(draft);
    if (!merged || (!session->base && !nothing))
        status = bq_err_nomem(err);
    for (int i = 0; !status && i < BQ_FIELD_COUNT; i++)
        if (i != BQ_FIELD_FORMAT)
            status = merge_field(session->base ? session->base : nothing, merged, theirs,
                                 (enum bq_field)i, conflicts, err);
    for (int i = 0; !status && i < BQ_FIELD_COUNT; i++)
        if (i != BQ_FIELD_FORMAT && !bq_draft_same(draft, merged, (enum bq_field)i))
            status = bq_draft_copy_field(draft, merged, (enum bq_field)i, err);
    bq_session_end(session);
    if (!status) {
        bq_draft_free(session->base);
        session->base = theirs;
        theirs = NULL;
        session->stamp = stamp;
    }
    bq_draft_free(theirs);
    bq_draft_free(nothing);
    bq_draft_free(merged);
    return status;
}

bool bq_session_same_on_disk(struct bq_session *session, struct bq_file_stamp *stamp)
{
    struct bq_draft *theirs = NULL;
    bool same = session->base != NULL;

    if (!same || bq_store_load(session->path, &theirs, stamp, NULL))
        return false;
    for (int i = 0; same && i < BQ_FIELD_COUNT; i++)
        same = bq_draft_same(session->base, theirs, (enum bq_field)i);
    bq_draft_free(theirs);
    return same;
}
