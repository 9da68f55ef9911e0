/* Three drafts into one text, field by field in the order of the file. */
#include "bqi/merge.h"
#include "io/draft_write.h"
#include "model/draft_priv.h"
#include <stdlib.h>
#include <string.h>

struct merge {
    const struct bq_draft *base, *ours, *theirs;
    const struct bq_merge_names *names;
    struct bq_draft *one; /* holds a field that came out clean */
    struct bq_buf out;
    size_t conflicts;
};

/* Both values, for a person to choose. */
static void put_both(struct merge *m, enum bq_field field)
{
    bq_buf_addf(&m->out, "<<<<<<< %s\n", m->names->ours);
    bq_draft_put_field(&m->out, m->ours, field);
    bq_buf_adds(&m->out, "=======\n");
    bq_draft_put_field(&m->out, m->theirs, field);
    bq_buf_addf(&m->out, ">>>>>>> %s\n", m->names->theirs);
    m->conflicts++;
}

static struct bq_span text_of(const struct bq_draft *draft, enum bq_field field)
{
    size_t len;
    const char *text = bq_draft_text(draft, field, &len);
    return bq_span_of(text, len);
}

static int merge_text(struct merge *m, enum bq_field field, struct bq_err *err)
{
    struct bq_buf text;
    bq_buf_init(&text, BQ_FIELD_TEXT_MAX);
    int rc = bq_text_merge(text_of(m->base, field), text_of(m->ours, field),
                           text_of(m->theirs, field), m->names, &text, &m->conflicts, err);
    if (rc == BQ_OK)
        rc = bq_draft_set_text(m->one, field, text.data ? text.data : "", text.len, err);
    if (rc == BQ_OK)
        bq_draft_put_field(&m->out, m->one, field);
    bq_buf_clear(&text);
    return rc;
}

/* Of two times of saving the later one counts, of two beginnings the earlier. */
static void merge_time(struct merge *m, enum bq_field field)
{
    int order = strcmp(text_of(m->ours, field).s, text_of(m->theirs, field).s);
    bool ours = field == BQ_FIELD_UPDATED ? order >= 0 : order <= 0;
    bq_draft_put_field(&m->out, ours ? m->ours : m->theirs, field);
}

/* ---- lists
 * -------------------------------------------------------------------------------------------- */

/* How many of an entry's first keys say which one it is. */
static size_t key_members(enum bq_field field)
{
    switch (field) {
    case BQ_FIELD_ATTACHMENTS:
    case BQ_FIELD_COLLABORATORS:
        return 1;
    case BQ_FIELD_ALLOW:
        return 3;
    default:
        return SIZE_MAX; /* the whole entry */
    }
}

static bool same_members(const struct bq_entry_info *info, const void *a, const void *b,
                         size_t count)
{
    for (size_t i = 0; i < info->count && i < count; i++) {
        const struct bq_entry_member *m = &info->members[i];
        const char *x = (const char *)a + m->offset, *y = (const char *)b + m->offset;
        if (m->kind == BQ_KIND_NUMBER) {
            if (memcmp(x, y, sizeof(int64_t)) != 0)
                return false;
            continue;
        }
        const char *s, *t;
        memcpy(&s, x, sizeof s);
        memcpy(&t, y, sizeof t);
        if (strcmp(s, t) != 0)
            return false;
    }
    return true;
}

/* The entry of the same key, or NULL. *twice when there are several. */
static const void *find(const struct bq_draft *draft, enum bq_field field, const void *like,
                        bool *twice)
{
    const struct bq_entry_info *info = bq_entry_info(field);
    size_t count;
    const char *items = bq_draft_entries(draft, field, &count);
    const void *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const void *entry = items + i * info->size;
        if (!same_members(info, entry, like, key_members(field)))
            continue;
        *twice |= found != NULL;
        found = entry;
    }
    return found;
}

/* What becomes of one entry: *keep may be NULL (it goes). False: both changed it. */
static bool decide(const struct merge *m, enum bq_field field, const void *like, const void **keep)
{
    const struct bq_entry_info *info = bq_entry_info(field);
    bool twice = false;
    const void *b = find(m->base, field, like, &twice), *o = find(m->ours, field, like, &twice);
    const void *t = find(m->theirs, field, like, &twice);
    if (twice)
        return false;
    bool same_ot = (!o && !t) || (o && t && same_members(info, o, t, SIZE_MAX));
    bool same_bo = (!b && !o) || (b && o && same_members(info, b, o, SIZE_MAX));
    bool same_bt = (!b && !t) || (b && t && same_members(info, b, t, SIZE_MAX));
    *keep = same_bo ? t : o;
    return same_ot || same_bo || same_bt;
}

/* Entries of ours in their order, then what theirs has more. *clean: no entry was changed by both.
 */
static int merge_entries(struct merge *m, enum bq_field field, bool *clean, struct bq_err *err)
{
    const struct bq_entry_info *info = bq_entry_info(field);
    const struct bq_draft *sides[] = { m->ours, m->theirs };
    int rc = BQ_OK;
    *clean = true;
    for (size_t side = 0; side < 2; side++) {
        size_t count;
        const char *items = bq_draft_entries(sides[side], field, &count);
        for (size_t i = 0; i < count && rc == BQ_OK && *clean; i++) {
            const void *like = items + i * info->size, *keep = NULL;
            bool twice = false;
            if (side == 1 && find(m->ours, field, like, &twice))
                continue;
            *clean = decide(m, field, like, &keep);
            if (*clean && keep)
                rc = bq_draft_add_entry(m->one, field, keep, err);
        }
    }
    return rc;
}

static int merge_list(struct merge *m, enum bq_field field, struct bq_err *err)
{
    bool clean;
    int rc = merge_entries(m, field, &clean, err);
    if (rc == BQ_OK && clean)
        bq_draft_put_field(&m->out, m->one, field);
    else if (rc == BQ_OK)
        put_both(m, field);
    return rc;
}

/* ---- fields
 * --------------------------------------------------------------------------------------------- */

static int merge_field(struct merge *m, enum bq_field field, struct bq_err *err)
{
    enum bq_field_kind kind = bq_field_info(field)->kind;
    if (bq_draft_same(m->ours, m->theirs, field) || bq_draft_same(m->base, m->theirs, field)) {
        bq_draft_put_field(&m->out, m->ours, field);
        return BQ_OK;
    }
    if (bq_draft_same(m->base, m->ours, field)) {
        bq_draft_put_field(&m->out, m->theirs, field);
        return BQ_OK;
    }
    if (kind == BQ_KIND_TEXT)
        return merge_text(m, field, err);
    if (kind == BQ_KIND_LIST)
        return merge_list(m, field, err);
    if (kind == BQ_KIND_TIME) {
        merge_time(m, field);
    } else if (field == BQ_FIELD_SCOPE) {
        /* A note of the program's own: the newer one. */
        bool ours =
            strcmp(bq_draft_scope_note(m->ours).as_of, bq_draft_scope_note(m->theirs).as_of) >= 0;
        bq_draft_put_field(&m->out, ours ? m->ours : m->theirs, field);
    } else {
        put_both(m, field);
    }
    return BQ_OK;
}

static const char *raw_of(const struct bq_draft *draft, const char *key)
{
    size_t count;
    const struct bq_unknown *list = bq_draft_unknowns(draft, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].key, key) == 0)
            return list[i].raw;
    }
    return "";
}

static void merge_unknown(struct merge *m, const char *key)
{
    const char *b = raw_of(m->base, key), *o = raw_of(m->ours, key), *t = raw_of(m->theirs, key);
    if (strcmp(o, t) == 0 || strcmp(b, t) == 0) {
        bq_buf_adds(&m->out, o);
    } else if (strcmp(b, o) == 0) {
        bq_buf_adds(&m->out, t);
    } else {
        bq_buf_addf(&m->out, "<<<<<<< %s\n%s=======\n%s>>>>>>> %s\n", m->names->ours, o, t,
                    m->names->theirs);
        m->conflicts++;
    }
}

static void merge_unknowns(struct merge *m)
{
    size_t count;
    const struct bq_unknown *list = bq_draft_unknowns(m->ours, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].key, BQ_MODELINE_KEY) != 0)
            merge_unknown(m, list[i].key);
    }
    list = bq_draft_unknowns(m->theirs, &count);
    for (size_t i = 0; i < count; i++) {
        if (!*raw_of(m->ours, list[i].key) && strcmp(list[i].key, BQ_MODELINE_KEY) != 0)
            merge_unknown(m, list[i].key);
    }
}

int bq_draft_merge(const struct bq_draft *base, const struct bq_draft *ours,
                   const struct bq_draft *theirs, const struct bq_merge_names *names, char **out,
                   size_t *len, size_t *conflicts, struct bq_err *err)
{
    struct merge m = { base, ours, theirs, names, bq_draft_new(), { .data = NULL }, 0 };
    *out = NULL;
    *len = 0;
    *conflicts = 0;
    if (!m.one)
        return bq_err_nomem(err);
    bq_buf_init(&m.out, BQ_DRAFT_FILE_MAX);
    bq_buf_adds(&m.out, raw_of(ours, BQ_MODELINE_KEY));
    int rc = BQ_OK;
    for (int i = 0; rc == BQ_OK && i < BQ_FIELD_COUNT; i++)
        rc = merge_field(&m, (enum bq_field)i, err);
    if (rc == BQ_OK) {
        merge_unknowns(&m);
        rc = bq_buf_check(&m.out, err);
    }
    if (rc == BQ_OK) {
        *out = bq_buf_take(&m.out, len);
        *conflicts = m.conflicts;
    }
    bq_buf_clear(&m.out);
    bq_draft_free(m.one);
    return rc;
}
