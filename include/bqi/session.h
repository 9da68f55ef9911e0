/*
 * A session: one open draft, being edited. The form, plain mode and the language server stand on
 * it.
 *
 * It owns the draft, an edit buffer for each text field, the checker with its findings, the journal
 * and the lock. A front end sends edits and asks for findings; it never touches the draft or the
 * disk by itself.
 */
#ifndef BQI_SESSION_H
#define BQI_SESSION_H

#include "bqi/config.h"
#include "bqi/paths.h"
#include "bqi/text.h"
#include "bugquill/check.h"
#include "bugquill/draft.h"
#include "bugquill/program.h"
#include "bugquill/scope.h"
#include "bugquill/taxonomy.h"

/* What the front end brings. All must outlive the session. now_ms goes forward; now is wall time.
 */
struct bq_session_env {
    const struct bq_paths *paths;
    const struct bq_config *config;
    const struct bq_taxonomy *taxonomy;
    int64_t (*now)(void *context);    /* seconds since 1970 */
    int64_t (*now_ms)(void *context); /* milliseconds of any steady clock */
    void *context;
    bool no_disk; /* tests: no journal, no lock, no save */
};

struct bq_session;

/* A new draft for a program id ("" : the config's default). */
int bq_session_new(const struct bq_session_env *env, const char *program, struct bq_session **out,
                   struct bq_err *err) BQ_MUST_USE;
/* Opens a saved draft; BQ_ELOCKED when another session has it. */
int bq_session_open(const struct bq_session_env *env, const char *path, struct bq_session **out,
                    struct bq_err *err) BQ_MUST_USE;
/* Goes on from a journal left behind. */
int bq_session_recover(const struct bq_session_env *env, const char *journal,
                       struct bq_session **out, struct bq_err *err) BQ_MUST_USE;
/* Takes the draft over (from --from, import). */
int bq_session_adopt(const struct bq_session_env *env, struct bq_draft *draft,
                     struct bq_session **out, struct bq_err *err) BQ_MUST_USE;
/* Releases everything. keep_journal: unsaved text stays recoverable (leaving without saving,
 * signals). */
void bq_session_close(struct bq_session *session, bool keep_journal);

/* The draft with all edits in it. Borrowed; for reading. */
const struct bq_draft *bq_session_draft(struct bq_session *session);
/*
 * The same without bringing it up to the edit buffers: long texts lag behind until the next check that does all. For
 * drawing, where a copy of a text for every key would cost too much.
 */
const struct bq_draft *bq_session_peek(const struct bq_session *session);
/* NULL when no program is chosen or it can't be loaded (then trouble says why). */
const struct bq_program *bq_session_program(const struct bq_session *session);
const struct bq_scope *bq_session_scope(const struct bq_session *session);
const struct bq_taxonomy *bq_session_taxonomy(const struct bq_session *session);
int bq_session_set_program(struct bq_session *session, const char *id,
                           struct bq_err *err) BQ_MUST_USE;
/* "" until first saved. */
const char *bq_session_path(const struct bq_session *session);

/* ---- edits -------------------------------------------------------------------------------------
 */

/* The edit buffer of a LINE or TEXT field, for reading and moving. Borrowed. */
struct bq_text *bq_session_text(struct bq_session *session, enum bq_field field);
/* The one door for text edits: buffer, journal and revision go together. */
int bq_session_edit(struct bq_session *session, enum bq_field field, size_t at, size_t removed,
                    const char *s, size_t len, enum bq_text_group group,
                    struct bq_err *err) BQ_MUST_USE;
bool bq_session_undo(struct bq_session *session, enum bq_field field, size_t *cursor);
bool bq_session_redo(struct bq_session *session, enum bq_field field, size_t *cursor);
/* Replaces a whole text as one step (a choice, the editor's result). */
int bq_session_set_text(struct bq_session *session, enum bq_field field, const char *s, size_t len,
                        struct bq_err *err) BQ_MUST_USE;
/*
 * Changes of everything that is not text: call begin, change the returned draft, call end. The
 * change is journalled as a whole state.
 */
struct bq_draft *bq_session_begin(struct bq_session *session);
void bq_session_end(struct bq_session *session);
/* Text changed since the last save? */
bool bq_session_dirty(const struct bq_session *session);

/* ---- findings
 * ------------------------------------------------------------------------------------ */

/*
 * Brings findings up to date. Large texts, attachments and look-alikes among the other drafts may
 * be left for later: true means call again when no key waits; each such call takes a few
 * milliseconds. all: nobody waits, begin with that now.
 */
bool bq_session_check(struct bq_session *session, bool all);
/* Borrowed until the next check. */
const struct bq_findings *bq_session_findings(const struct bq_session *session);
/* Answers for finding index with a reason (writes `allow`). */
int bq_session_allow(struct bq_session *session, size_t index, const char *reason,
                     struct bq_err *err) BQ_MUST_USE;
/* Where the draft lies that finding index, of rule look-alike, speaks of. BQ_ENOTFOUND when it is
 * gone. */
int bq_session_look_alike(const struct bq_session *session, size_t index, char path[BQ_PATH_MAX],
                          struct bq_err *err) BQ_MUST_USE;
/* Applies the offered fix of finding index, as one undo step. */
int bq_session_fix(struct bq_session *session, size_t index, struct bq_err *err) BQ_MUST_USE;

/* ---- disk
 * -------------------------------------------------------------------------------------------- */

/* Saves; afterwards the path is set and the journal empty. BQ_ECONFLICT: changed on disk. */
int bq_session_save(struct bq_session *session, struct bq_err *err) BQ_MUST_USE;
/* Where a draft never saved will be saved, instead of the drafts folder. The first save fails where
 * a file is. */
int bq_session_set_path(struct bq_session *session, const char *path,
                        struct bq_err *err) BQ_MUST_USE;
/* Overwrites what somebody else changed on disk meanwhile (their version is kept among the
 * versions). */
int bq_session_save_over(struct bq_session *session, struct bq_err *err) BQ_MUST_USE;
/*
 * After BQ_ECONFLICT: takes in what is on disk now, field by field. What only one side changed is
 * taken, long texts both changed are merged by lines (conflict markers where both changed the same
 * ones), of other fields both changed ours stays. *conflicts: the fields to look at. Nothing is
 * written: the next save does that, and keeps theirs among the versions.
 */
int bq_session_merge(struct bq_session *session, bq_field_set *conflicts,
                     struct bq_err *err) BQ_MUST_USE;
/* Makes sure the journal is on disk now: before the editor, on suspend, on signals. */
int bq_session_sync(struct bq_session *session, struct bq_err *err) BQ_MUST_USE;
/* Trouble of the background writer for the status line; BQ_OK when there is none. */
int bq_session_trouble(struct bq_session *session, struct bq_err *err);

#endif
