/*
 * The inside of a session, for the files of this folder.
 *
 * Each LINE and TEXT field has an edit buffer from its first use; the draft lags behind it until
 * flushed. Small texts are flushed at every check, large ones when nobody types (bq_session_check).
 */
#ifndef SESSION_INTERNAL_H
#define SESSION_INTERNAL_H

#include "bqi/session.h"
#include "bqi/store.h"
#include "session/context.h"

enum { SESSION_LARGE = 64 << 10 }; /* bytes of a text whose check waits for a pause */

struct bq_session {
    struct bq_session_env env;
    struct bq_draft *draft;
    struct bq_draft *base; /* as last loaded or saved: the ancestor for merges; NULL never saved */
    char path[BQ_PATH_MAX];
    struct bq_file_stamp stamp;

    struct bq_program *program;
    struct bq_scope *scope;
    struct bq_err program_trouble;

    struct bq_text *text[BQ_FIELD_COUNT];
    uint64_t flushed[BQ_FIELD_COUNT]; /* the buffer's revision that the draft holds */

    struct bq_checker *checker; /* made at the first check: a screen is there before it */
    bool no_checker;            /* it could not be made, and program_trouble says why */
    struct bq_findings findings;
    bool waiting; /* large texts, attachments or look-alikes were left for later */
    struct session_context context;

    struct bq_journal *journal;
    struct bq_lock *lock;
    struct bq_err lock_trouble;  /* why there is no journal or lock, for the status line */
    char recovered[BQ_PATH_MAX]; /* the journal this session goes on from, until saved */
    bool journalled;             /* the journal holds a whole state that edits can follow */
    uint64_t changes, saved;     /* counts of changes: now, and at the last save */
};

/* A text field: one that has an edit buffer. */
bool bq_session_is_text(enum bq_field field);
/* Brings the draft up to the buffers. large: those over SESSION_LARGE too. False: some were left.
 */
bool bq_session_flush(struct bq_session *session, bool large);
/* All buffers again from the draft, forgetting undo. */
void bq_session_drop_texts(struct bq_session *session);
int bq_session_load_program(struct bq_session *session, const char *id,
                            struct bq_err *err) BQ_MUST_USE;

/* The file was touched, copied or checked out again, but says what it said: *stamp is what it is
 * now. */
bool bq_session_same_on_disk(struct bq_session *session, struct bq_file_stamp *stamp);

/* The whole state goes to the journal: before the first edit, and after what is not one. */
void bq_session_journal_state(struct bq_session *session);
void bq_session_journal_edit(struct bq_session *session, enum bq_field field, size_t at,
                             size_t removed, const char *added, size_t len);
/* Starts a journal for the present path; without one the session goes on and says so. */
void bq_session_journal_open(struct bq_session *session);

#endif
