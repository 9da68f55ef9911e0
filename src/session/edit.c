/* Edits: buffer, journal and revision go together. */
#include "session/internal.h"

#include <stdlib.h>

/* ---- buffers and the draft ---------------------------------------------------------------------
 */

static size_t room_of(enum bq_field field)
{
    (void)field;
    return BQ_FIELD_TEXT_MAX;
}

struct bq_text *bq_session_text(struct bq_session *session, enum bq_field field)
{
    struct bq_text *text;
    const char *s;
    size_t len;

    if (!bq_session_is_text(field))
        return NULL;
    if (session->text[field])
        return session->text[field];
    text = bq_text_new(room_of(field));
    s = bq_draft_text(session->draft, field, &len);
    if (!text || bq_text_load(text, s, len, NULL)) {
        bq_text_free(text);
        return NULL;
    }
    session->text[field] = text;
    session->flushed[field] = bq_text_revision(text);
    return text;
}

void bq_session_drop_texts(struct bq_session *session)
{
    for (int field = 0; field < BQ_FIELD_COUNT; field++) {
        bq_text_free(session->text[field]);
        session->text[field] = NULL;
    }
}

bool bq_session_flush(struct bq_session *session, bool large)
{
    bool all = true;

    for (int field = 0; field < BQ_FIELD_COUNT; field++) {
        struct bq_text *text = session->text[field];
        struct bq_span span;

        if (!text || bq_text_revision(text) == session->flushed[field])
            continue;
        if (!large && bq_text_len(text) > SESSION_LARGE) {
            all = false;
            continue;
        }
        span = bq_text_span(text);
        if (bq_draft_set_text(session->draft, (enum bq_field)field, span.s, span.len, NULL))
            all = false; /* no memory: the buffer still has it */
        else
            session->flushed[field] = bq_text_revision(text);
    }
    return all;
}

const struct bq_draft *bq_session_draft(struct bq_session *session)
{
    bq_session_flush(session, true);
    return session->draft;
}

/* ---- edits -------------------------------------------------------------------------------------
 */

/* Findings keep pointing at their words until the next check looks again. */
static void shift_findings(struct bq_session *session, enum bq_field field, size_t at,
                           size_t removed, size_t added)
{
    for (size_t i = 0; i < session->findings.count; i++) {
        struct bq_finding *finding = &session->findings.items[i];

        if (finding->field != field || finding->item >= 0 || finding->start == finding->end)
            continue;
        if (finding->start >= at + removed) {
            finding->start = finding->start - removed + added;
            finding->end = finding->end - removed + added;
        } else if (finding->end > at + removed) {
            finding->end = finding->end - removed + added;
        } else if (finding->end > at) {
            finding->end = at + added;
        }
        if (finding->start > finding->end)
            finding->start = finding->end;
    }
}

static void changed(struct bq_session *session, enum bq_field field, size_t at, size_t removed,
                    const char *added, size_t len)
{
    session->changes++;
    session->waiting = false;
    shift_findings(session, field, at, removed, len);
    bq_session_journal_edit(session, field, at, removed, added, len);
}

int bq_session_edit(struct bq_session *session, enum bq_field field, size_t at, size_t removed,
                    const char *s, size_t len, enum bq_text_group group, struct bq_err *err)
{
    struct bq_text *text = bq_session_text(session, field);
    int status;

    if (!text)
        return bq_session_is_text(field) ? bq_err_nomem(err)
                                         : bq_err_set(err, BQ_EINVAL, "not a text field");
    if (bq_field_info(field)->kind == BQ_KIND_LINE && len && memchr(s, '\n', len))
        return bq_err_set(err, BQ_EINVAL, "this field has one line");
    bq_session_journal_state(session);
    status = bq_text_replace(text, at, removed, s, len, group,
                             session->env.now_ms(session->env.context), err);
    if (!status)
        changed(session, field, at, removed, s, len);
    return status;
}

int bq_session_set_text(struct bq_session *session, enum bq_field field, const char *s, size_t len,
                        struct bq_err *err)
{
    struct bq_text *text = bq_session_text(session, field);
    struct bq_span now;

    if (text) {
        now = bq_text_span(text);
        if (now.len == len && memcmp(now.s, s, len) == 0)
            return BQ_OK;
    }
    return bq_session_edit(session, field, 0, text ? bq_text_len(text) : 0, s, len, BQ_TEXT_STEP,
                           err);
}

static bool step(struct bq_session *session, enum bq_field field, size_t *cursor,
                 bool (*take)(struct bq_text *, size_t *))
{
    struct bq_text *text = bq_session_text(session, field);
    struct bq_text_change change = { 0 };
    uint64_t before;
    size_t len;

    if (!text)
        return false;
    bq_session_journal_state(session);
    before = bq_text_revision(text);
    len = bq_text_len(text);
    if (!take(text, cursor))
        return false;
    if (bq_text_changes(text, before, &change) == BQ_TEXT_UNKNOWN)
        change = (struct bq_text_change){ 0, len, bq_text_len(text) };
    changed(session, field, change.at, change.removed, bq_text_span(text).s + change.at,
            change.added);
    return true;
}

bool bq_session_undo(struct bq_session *session, enum bq_field field, size_t *cursor)
{
    return step(session, field, cursor, bq_text_undo);
}

bool bq_session_redo(struct bq_session *session, enum bq_field field, size_t *cursor)
{
    return step(session, field, cursor, bq_text_redo);
}

struct bq_draft *bq_session_begin(struct bq_session *session)
{
    bq_session_flush(session, true);
    return session->draft;
}

/* A text that the caller changed in the draft goes back into its buffer, as one step. */
static void take_texts_back(struct bq_session *session)
{
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        struct bq_text *text = session->text[i];
        struct bq_span now;
        const char *s;
        size_t len;

        if (!text)
            continue;
        s = bq_draft_text(session->draft, (enum bq_field)i, &len);
        now = bq_text_span(text);
        if (now.len == len && memcmp(now.s, s, len) == 0)
            continue;
        if (!bq_text_replace(text, 0, now.len, s, len, BQ_TEXT_STEP,
                             session->env.now_ms(session->env.context), NULL))
            session->flushed[i] = bq_text_revision(text);
    }
}

void bq_session_end(struct bq_session *session)
{
    take_texts_back(session);
    session->changes++;
    session->waiting = false;
    session->journalled = false;
    bq_session_journal_state(session);
}
