#include "session/internal.h"

#include "bqi/clock.h"
#include "bqi/programs.h"

#include <stdlib.h>

bool bq_session_is_text(enum bq_field field)
{
    enum bq_field_kind kind;

    if (field < 0 || field >= BQ_FIELD_COUNT)
        return false;
    kind = bq_field_info(field)->kind;
    return kind == BQ_KIND_LINE || kind == BQ_KIND_TEXT;
}

/* ---- the program -------------------------------------------------------------------------------
 */

static void drop_program(struct bq_session *session)
{
    bq_checker_free(session->checker);
    bq_scope_free(session->scope);
    bq_program_free(session->program);
    session->checker = NULL;
    session->no_checker = false;
    session->scope = NULL;
    session->program = NULL;
}

/* A program that can't be had leaves the session without one: the draft is worth more than its
 * rules. */
int bq_session_load_program(struct bq_session *session, const char *id, struct bq_err *err)
{
    struct bq_program *program = NULL;
    struct bq_scope *scope = NULL;
    struct bq_err trouble = { 0 };
    int status = BQ_OK;

    if (id[0])
        status = bq_programs_open(session->env.paths, id, &program, &trouble);
    if (!status && program)
        status = bq_scope_new(program, &scope, &trouble);
    if (status) {
        bq_program_free(program);
        program = NULL;
    }
    drop_program(session);
    session->program = program;
    session->scope = scope;
    session->program_trouble = trouble;
    session->waiting = true;
    if (status && err)
        *err = trouble;
    return status;
}

int bq_session_set_program(struct bq_session *session, const char *id, struct bq_err *err)
{
    struct bq_program *program = NULL;
    int status = bq_programs_open(session->env.paths, id, &program, err);

    /* Tried first, so that a wrong name changes nothing. */
    bq_program_free(program);
    if (!status)
        status = bq_session_set_text(session, BQ_FIELD_PROGRAM, id, strlen(id), err);
    return status ? status : bq_session_load_program(session, id, err);
}

const struct bq_program *bq_session_program(const struct bq_session *session)
{
    return session->program;
}

const struct bq_scope *bq_session_scope(const struct bq_session *session)
{
    return session->scope;
}

const struct bq_taxonomy *bq_session_taxonomy(const struct bq_session *session)
{
    return session->env.taxonomy;
}

const char *bq_session_path(const struct bq_session *session)
{
    return session->path;
}

bool bq_session_dirty(const struct bq_session *session)
{
    return session->changes != session->saved;
}

/* ---- life ---------------------------------------------------------------------------------------
 */

static int begin(const struct bq_session_env *env, struct bq_session **out, struct bq_err *err)
{
    struct bq_session *session = calloc(1, sizeof *session);

    *out = NULL;
    if (!session)
        return bq_err_nomem(err);
    session->env = *env;
    bq_findings_init(&session->findings);
    *out = session;
    return BQ_OK;
}

static int set(struct bq_draft *draft, enum bq_field field, const char *text, struct bq_err *err)
{
    if (bq_draft_has(draft, field))
        return BQ_OK;
    return bq_draft_set_text(draft, field, text, strlen(text), err);
}

/* What a draft has from birth, where it does not say otherwise. */
static int fill_new(struct bq_session *session, const char *program, struct bq_err *err)
{
    char now[BQ_TIME_LEN];
    int status = set(session->draft, BQ_FIELD_PROGRAM, program, err);

    bq_time_format(session->env.now(session->env.context), now);
    if (!status)
        status = set(session->draft, BQ_FIELD_STATUS, "draft", err);
    if (!status)
        status = set(session->draft, BQ_FIELD_CREATED, now, err);
    if (!status && session->env.taxonomy)
        status =
            set(session->draft, BQ_FIELD_TAXONOMY, bq_taxonomy_version(session->env.taxonomy), err);
    return status;
}

static const char *program_of(const struct bq_session *session)
{
    return bq_draft_text(session->draft, BQ_FIELD_PROGRAM, NULL);
}

int bq_session_new(const struct bq_session_env *env, const char *program, struct bq_session **out,
                   struct bq_err *err)
{
    struct bq_session *session;
    int status = begin(env, &session, err);

    *out = NULL;
    if (status)
        return status;
    if (!program || !program[0])
        program = env->config && env->config->program ? env->config->program : "openai";
    session->draft = bq_draft_new();
    status = session->draft ? fill_new(session, program, err) : bq_err_nomem(err);
    if (!status)
        status = bq_session_load_program(session, program, err);
    if (status) {
        bq_session_close(session, false);
        return status;
    }
    bq_session_journal_open(session);
    *out = session;
    return BQ_OK;
}

int bq_session_adopt(const struct bq_session_env *env, struct bq_draft *draft,
                     struct bq_session **out, struct bq_err *err)
{
    const char *program = env->config && env->config->program ? env->config->program : "openai";
    struct bq_session *session;
    int status = begin(env, &session, err);

    *out = NULL;
    if (status) {
        bq_draft_free(draft);
        return status;
    }
    session->draft = draft;
    status = fill_new(session, program, err);
    if (status) {
        bq_session_close(session, false);
        return status;
    }
    (void)!bq_session_load_program(session, program_of(session), NULL);
    bq_session_journal_open(session);
    /* It exists nowhere else yet. */
    session->changes++;
    bq_session_journal_state(session);
    *out = session;
    return BQ_OK;
}

static int take_lock(struct bq_session *session, struct bq_err *err)
{
    int64_t now = session->env.now(session->env.context);
    struct bq_err trouble = { 0 };
    int status;

    if (session->env.no_disk || session->lock || !session->path[0])
        return BQ_OK;
    status = bq_lock_take(session->env.paths, session->path, now, &session->lock, &trouble);
    if (status == BQ_ELOCKED) {
        if (err)
            *err = trouble;
        return status;
    }
    /* A folder where no lock can be made must still be readable and editable. */
    if (status)
        session->lock_trouble = trouble;
    return BQ_OK;
}

static int open_file(struct bq_session *session, const char *path, struct bq_err *err)
{
    int status;

    if (strlen(path) >= sizeof session->path)
        return bq_err_set(err, BQ_ELIMIT, "a path is longer than %d bytes", BQ_PATH_MAX);
    memcpy(session->path, path, strlen(path) + 1);
    status = take_lock(session, err);
    if (!status)
        status = bq_store_load(path, &session->base, &session->stamp, err);
    return status;
}

int bq_session_open(const struct bq_session_env *env, const char *path, struct bq_session **out,
                    struct bq_err *err)
{
    struct bq_session *session;
    int status = begin(env, &session, err);

    *out = NULL;
    if (status)
        return status;
    status = open_file(session, path, err);
    if (!status) {
        session->draft = bq_draft_copy(session->base);
        status = session->draft ? BQ_OK : bq_err_nomem(err);
    }
    if (status) {
        bq_session_close(session, false);
        return status;
    }
    (void)!bq_session_load_program(session, program_of(session), NULL);
    bq_session_journal_open(session);
    *out = session;
    return BQ_OK;
}

/*
 * The lost session had loaded another file than the one that is there now. Saving compares with
 * that one, so that the later change is a conflict; a merge begins where the two parted, if that
 * version was kept, else every field that differs is shown as both sides' own.
 */
static void base_before(struct bq_session *session, const struct bq_file_stamp *stamp)
{
    char path[BQ_PATH_MAX];

    if (!stamp->exists || bq_file_same(stamp, &session->stamp))
        return;
    bq_draft_free(session->base);
    session->base = NULL;
    session->stamp = *stamp;
    if (!bq_versions_find(session->env.paths, session->path, stamp, path, NULL))
        (void)!bq_store_load(path, &session->base, NULL, NULL);
}

int bq_session_recover(const struct bq_session_env *env, const char *journal,
                       struct bq_session **out, struct bq_err *err)
{
    struct bq_session *session;
    struct bq_recovery_state state = { 0 };
    int status = begin(env, &session, err);

    *out = NULL;
    if (status)
        return status;
    status = bq_recovery_read(journal, &state, err);
    if (status)
        goto fail;
    session->draft = state.draft;
    if (state.path[0]) {
        status = open_file(session, state.path, err);
        if (status == BQ_ELOCKED)
            goto fail;
        /* The file may be gone or broken: the text is here, and saving makes it whole. */
        if (status) {
            bq_draft_free(session->base);
            session->base = NULL;
            if (bq_file_stat(state.path, &session->stamp, NULL))
                session->stamp = (struct bq_file_stamp){ 0 };
        } else {
            base_before(session, &state.stamp);
        }
    }
    memcpy(session->recovered, journal, strlen(journal) + 1);
    (void)!bq_session_load_program(session, program_of(session), NULL);
    bq_session_journal_open(session);
    session->changes++;
    bq_session_journal_state(session);
    /* Once our own journal has it on the disk the old one is not needed; else it stays until the
     * save. */
    if (session->journal && session->journalled && !bq_journal_sync(session->journal, NULL) &&
        !bq_recovery_remove(journal, NULL))
        session->recovered[0] = '\0';
    *out = session;
    return BQ_OK;
fail:
    bq_session_close(session, false);
    return status;
}

void bq_session_close(struct bq_session *session, bool keep_journal)
{
    if (!session)
        return;
    if (session->journal)
        bq_journal_close(session->journal, keep_journal && bq_session_dirty(session));
    bq_lock_release(session->lock);
    bq_session_drop_texts(session);
    drop_program(session);
    bq_findings_clear(&session->findings);
    session_context_clear(&session->context);
    bq_draft_free(session->draft);
    bq_draft_free(session->base);
    free(session);
}
