/* A session and the disk: journal and save. */
#include "bqi/schema.h"
#include "session/internal.h"

#include <stdlib.h>

/* ---- journal -----------------------------------------------------------------------------------
 */

void bq_session_journal_open(struct bq_session *session)
{
    if (session->env.no_disk || session->journal)
        return;
    session->journalled = false;
    if (bq_journal_open(session->env.paths, session->path, &session->journal,
                        &session->lock_trouble))
        session->journal = NULL;
    else if (session->stamp.exists)
        bq_journal_set_base(session->journal, &session->stamp);
}

void bq_session_journal_state(struct bq_session *session)
{
    if (!session->journal || (session->journalled && !bq_journal_wants_draft(session->journal)))
        return;
    /* A state that lags behind the buffers would send the edits to wrong places: later, then. */
    session->journalled = bq_session_flush(session, true);
    if (session->journalled)
        bq_journal_put_draft(session->journal, session->draft);
}

void bq_session_journal_edit(struct bq_session *session, enum bq_field field, size_t at,
                             size_t removed, const char *added, size_t len)
{
    if (session->journal && session->journalled)
        bq_journal_put_edit(session->journal, field, at, removed, added, len);
}

int bq_session_sync(struct bq_session *session, struct bq_err *err)
{
    if (session->env.no_disk)
        return BQ_OK;
    if (!session->journal) {
        bq_session_journal_open(session);
        if (!session->journal) {
            if (err)
                *err = session->lock_trouble;
            return session->lock_trouble.status ? (int)session->lock_trouble.status : BQ_EIO;
        }
        if (bq_session_dirty(session))
            bq_session_journal_state(session);
    }
    return bq_journal_sync(session->journal, err);
}

int bq_session_trouble(struct bq_session *session, struct bq_err *err)
{
    const struct bq_err *trouble = NULL;
    int status = session->journal ? bq_journal_trouble(session->journal, err) : BQ_OK;

    if (status)
        return status;
    if (session->lock_trouble.status)
        trouble = &session->lock_trouble;
    else if (session->program_trouble.status)
        trouble = &session->program_trouble;
    if (trouble && err)
        *err = *trouble;
    return trouble ? (int)trouble->status : BQ_OK;
}

/* ---- save --------------------------------------------------------------------------------------
 */

/* What the scope said on this day stays with the draft. */
static void note_scope(struct bq_session *session)
{
    struct bq_scope_answer answer;
    struct bq_scope_note note;
    const char *url;
    size_t len;

    url = bq_draft_text(session->draft, BQ_FIELD_URL, &len);
    if (!session->scope || !len)
        return;
    bq_scope_ask(session->scope, url, len, &answer);
    note.as_of = bq_program_info(session->program)->as_of;
    note.verdict = bq_verdict_name(answer.verdict);
    (void)!bq_draft_set_scope_note(session->draft, &note, NULL);
}

/* The line for editors, where the person asked for it. It is never worth a save that fails. */
static void note_schema(struct bq_session *session)
{
    if (session->env.config && session->env.config->modeline)
        (void)!bq_schema_modeline(session->env.paths, session->draft, NULL);
}

static int lock_new(struct bq_session *session)
{
    if (session->lock)
        return BQ_OK;
    return bq_lock_take(session->env.paths, session->path, session->env.now(session->env.context),
                        &session->lock, NULL);
}

/* The file is safe: what the journal held is not needed any more. */
static void settle(struct bq_session *session)
{
    bq_draft_free(session->base);
    session->base = bq_draft_copy(session->draft);
    session->saved = session->changes;
    if (session->journal)
        bq_journal_close(session->journal, false);
    session->journal = NULL;
    session->lock_trouble = (struct bq_err){ 0 };
    if (session->recovered[0])
        (void)!bq_recovery_remove(session->recovered, NULL);
    session->recovered[0] = '\0';
    bq_session_journal_open(session);
}

static int save(struct bq_session *session, const struct bq_file_stamp *expect, struct bq_err *err)
{
    struct bq_file_stamp after = { 0 };
    int status;

    if (!bq_session_flush(session, true))
        return bq_err_nomem(err);
    note_scope(session);
    note_schema(session);
    status = bq_store_save(session->env.paths, session->draft, session->path, expect, &after,
                           session->env.now(session->env.context), err);
    /* Written, though perhaps not for good: the next try must not take our own bytes for somebody
     * else's. */
    if (after.exists)
        session->stamp = after;
    if (status)
        return status;
    (void)!lock_new(session);
    settle(session);
    return BQ_OK;
}

int bq_session_save(struct bq_session *session, struct bq_err *err)
{
    struct bq_file_stamp stamp;
    int status;

    if (session->env.no_disk)
        return bq_err_set(err, BQ_EINVAL, "this session has no disk");
    status = save(session, session->stamp.exists ? &session->stamp : NULL, err);
    if (status == BQ_ECONFLICT && bq_session_same_on_disk(session, &stamp)) {
        session->stamp = stamp;
        status = save(session, &stamp, err);
    }
    return status;
}

int bq_session_save_over(struct bq_session *session, struct bq_err *err)
{
    struct bq_file_stamp now = { 0 };
    int status;

    if (session->env.no_disk)
        return bq_err_set(err, BQ_EINVAL, "this session has no disk");
    status = session->path[0] ? bq_file_stat(session->path, &now, err) : BQ_OK;
    return status ? status : save(session, now.exists ? &now : NULL, err);
}

int bq_session_set_path(struct bq_session *session, const char *path, struct bq_err *err)
{
    if (session->path[0])
        return bq_err_set(err, BQ_EINVAL, "the draft has a file already");
    if (strlen(path) >= sizeof session->path)
        return bq_err_set(err, BQ_ELIMIT, "a path is longer than %d bytes", BQ_PATH_MAX);
    memcpy(session->path, path, strlen(path) + 1);
    return BQ_OK;
}
