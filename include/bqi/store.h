/*
 * The drafts folder: saving, listing, locks, the journal of unsaved typing, earlier versions.
 */
#ifndef BQI_STORE_H
#define BQI_STORE_H

#include "bqi/file.h"
#include "bqi/paths.h"
#include "bugquill/draft.h"
#include <stdint.h>

/* ---- drafts on disk
 * ------------------------------------------------------------------------------ */

/*
 * Turns what a person typed (an id, a unique part of one, a path, "@" for the last changed) into a
 * path (BQ_PATH_MAX bytes). A name with a '/' or ending in .yaml is a path. BQ_ENOTFOUND, or
 * BQ_EINVAL when several match (the text names them).
 */
int bq_store_find(const struct bq_paths *paths, const char *name, char *out,
                  struct bq_err *err) BQ_MUST_USE;

/* Reads the draft at path; stamp (may be NULL) is for saving later. */
int bq_store_load(const char *path, struct bq_draft **out, struct bq_file_stamp *stamp,
                  struct bq_err *err) BQ_MUST_USE;

/*
 * Saves: gives a draft without an id one (DATE-title, unique in the folder), also one whose file
 * it would name and whose id can't name a file there; sets `updated`, writes atomically, keeps the
 * version before in the versions folder. path "" means paths->drafts/ID.yaml and is filled in
 * (BQ_PATH_MAX bytes). expect: what was loaded; BQ_ECONFLICT when the file is another now. NULL or
 * !exists: must not exist. *after (set it to zero before) is filled whenever the file has the new
 * bytes: also when only syncing its folder failed.
 */
int bq_store_save(const struct bq_paths *paths, struct bq_draft *draft, char *path,
                  const struct bq_file_stamp *expect, struct bq_file_stamp *after, int64_t now,
                  struct bq_err *err) BQ_MUST_USE;

/*
 * Puts text at path as it is (edited by hand, an earlier version), once it is sure that it reads as
 * a draft: else the error says where, and nothing is written. The rest as bq_store_save.
 */
int bq_store_save_text(const struct bq_paths *paths, const char *path, const char *text, size_t len,
                       const struct bq_file_stamp *expect, struct bq_file_stamp *after, int64_t now,
                       struct bq_err *err) BQ_MUST_USE;

/* One row of the list. Strings are the list's. */
struct bq_store_entry {
    const char *path, *id, *title, *program, *type, *url, *status, *filed_url, *filed_date;
    int64_t updated;     /* seconds; the file's time when the draft has none */
    const char *trouble; /* why it can't be read, with line; "" fine */
};
struct bq_store_list {
    struct bq_store_entry *items; /* newest first */
    size_t count;
    void *storage;
};
/* Everything in the drafts folder. Unreadable drafts are listed with their trouble, never skipped.
 */
int bq_store_list(const struct bq_paths *paths, struct bq_store_list *list,
                  struct bq_err *err) BQ_MUST_USE;
void bq_store_list_clear(struct bq_store_list *list);
/* Does every word of words (blanks between, ASCII case folded) stand in title, id, file name, type,
 * URL, program or status? */
bool bq_store_entry_matches(const struct bq_store_entry *entry, const char *words);
/* The same, looking into all texts of the draft: reads the file, so for idle moments. */
bool bq_store_text_matches(const struct bq_store_entry *entry, const char *words);

/* ---- moving drafts about
 * -------------------------------------------------------------------------- */
/* All of these answer BQ_ELOCKED while a session has the draft open. */

/* A copy as a new draft: without id, filed link, outcome and accepted terms. *out: its path,
 * BQ_PATH_MAX bytes. */
int bq_store_duplicate(const struct bq_paths *paths, const char *path, int64_t now, char *out,
                       struct bq_err *err) BQ_MUST_USE;
/*
 * What is worth keeping of a draft for the next one like it, as a new draft in memory: program,
 * target, type, accounts, people and their shares; no title, no place, no text.
 */
int bq_store_template(const char *path, struct bq_draft **out, struct bq_err *err) BQ_MUST_USE;
/*
 * Another file name (without .yaml: a-z 0-9 . _ -, up to 64, not beginning with . or -) in the same
 * folder; earlier versions go along, the id stays. *out: the new path.
 */
int bq_store_rename(const struct bq_paths *paths, const char *path, const char *name, int64_t now,
                    char *out, struct bq_err *err) BQ_MUST_USE;
/* Into the trash; *out: where it lies now. */
int bq_store_trash(const struct bq_paths *paths, const char *path, int64_t now, char *out,
                   struct bq_err *err) BQ_MUST_USE;
struct bq_trashed {
    int64_t when;
    char path[BQ_PATH_MAX];
    const char *name; /* the file's name before; into path */
};
struct bq_trash_list {
    struct bq_trashed *items; /* newest first */
    size_t count;
};
int bq_store_trash_list(const struct bq_paths *paths, struct bq_trash_list *list,
                        struct bq_err *err) BQ_MUST_USE;
void bq_trash_list_clear(struct bq_trash_list *list);
/* Back from the trash to the drafts folder; BQ_EEXIST when its name is taken. *out: its path. */
int bq_store_untrash(const struct bq_paths *paths, const char *trashed, char *out,
                     struct bq_err *err) BQ_MUST_USE;

/* ---- locks
 * ------------------------------------------------------------------------------------------ */

struct bq_lock;
/*
 * Takes .NAME.lock beside path (the state folder where that can't be written). BQ_ELOCKED names the
 * holder: user, host, process, since when. A stale one (dead process on this host) is taken over.
 */
int bq_lock_take(const struct bq_paths *paths, const char *path, int64_t now, struct bq_lock **out,
                 struct bq_err *err) BQ_MUST_USE;
/*
 * Removes whatever lock the draft has: for a person who knows that nobody has it open any more (the
 * other machine is gone). Sessions still open notice at their next save that the file changed.
 */
int bq_lock_break(const struct bq_paths *paths, const char *path, struct bq_err *err);
void bq_lock_release(struct bq_lock *lock);

/* ---- journal
 * ------------------------------------------------------------------------------------------ */

/*
 * What was typed since the last save, on disk within a second: an append-only file of checksummed
 * records, written and synced by a thread of its own. Losing the process at any moment loses at
 * most the last second.
 */
struct bq_journal;
/*
 * Starts one for a draft. path: the saved draft's, or "" for one never saved. The file is
 * paths->state/journal/KEY.jnl, 0600.
 */
int bq_journal_open(const struct bq_paths *paths, const char *path, struct bq_journal **out,
                    struct bq_err *err) BQ_MUST_USE;
/* Which file the edits are based on: a recovered draft is compared with it. Before the first put.
 */
void bq_journal_set_base(struct bq_journal *journal, const struct bq_file_stamp *stamp);
/* Whole state: what deltas later start from. Copies and returns at once. */
void bq_journal_put_draft(struct bq_journal *journal, const struct bq_draft *draft);
/* One change of one text field. Copies and returns at once; never waits for the disk. */
void bq_journal_put_edit(struct bq_journal *journal, enum bq_field field, size_t at, size_t removed,
                         const char *added, size_t len);
/* The journal grew long, or lost its file: a whole state, put now, makes it short and sound again.
 */
bool bq_journal_wants_draft(struct bq_journal *journal);
/* Waits until all that was put is synced (before leaving, before the editor). */
int bq_journal_sync(struct bq_journal *journal, struct bq_err *err) BQ_MUST_USE;
/* The last failure of the writer thread, for the status line: BQ_OK when there is none. */
int bq_journal_trouble(struct bq_journal *journal, struct bq_err *err);
/* Ends it. keep: the file stays (leaving without saving); else it is removed (everything is saved).
 */
void bq_journal_close(struct bq_journal *journal, bool keep);

/* A journal left behind by a session that is gone. */
struct bq_recovery {
    char journal[BQ_PATH_MAX];
    char path[BQ_PATH_MAX]; /* the saved draft, "" never saved */
    int64_t changed;        /* the file's own time, in seconds ... */
    long changed_ns;        /* ... and what is over: sessions often die together */
    bool saved_since;       /* the draft's file is not the one that was being edited */
    const char *title;      /* owned by the list, as trouble is */
    const char *trouble;    /* why it can't be read just now; "" fine */
};
struct bq_recovery_list {
    struct bq_recovery *items;
    size_t count;
    void *storage;
};
/* Journals of no living session that hold something the saved draft does not. */
int bq_recovery_list(const struct bq_paths *paths, struct bq_recovery_list *list,
                     struct bq_err *err) BQ_MUST_USE;
void bq_recovery_list_clear(struct bq_recovery_list *list);
/* The newest of them on the draft file at path; NULL none. Borrowed from the list. */
const struct bq_recovery *bq_recovery_of(const struct bq_recovery_list *list, const char *path);
/* Replays a journal; a torn tail is ignored. */
int bq_recovery_load(const char *journal, struct bq_draft **out, struct bq_err *err) BQ_MUST_USE;
/* The same with what else the journal knows. */
struct bq_recovery_state {
    struct bq_draft *draft;     /* the caller's */
    char path[BQ_PATH_MAX];     /* the saved draft, "" never saved */
    struct bq_file_stamp stamp; /* what that file was when the edits began */
    size_t edits;               /* how many were replayed */
    bool torn;                  /* the end was damaged and left out */
};
int bq_recovery_read(const char *journal, struct bq_recovery_state *state,
                     struct bq_err *err) BQ_MUST_USE;
/* Removes it: what it held is saved. */
int bq_recovery_remove(const char *journal, struct bq_err *err) BQ_MUST_USE;
/* Moves it to the trash of the state folder, where it stays 14 days. */
int bq_recovery_discard(const struct bq_paths *paths, const char *journal,
                        struct bq_err *err) BQ_MUST_USE;
/* What lies there, and back among what bq_recovery_list offers. */
int bq_recovery_discarded(const struct bq_paths *paths, struct bq_recovery_list *list,
                          struct bq_err *err) BQ_MUST_USE;
int bq_recovery_bring_back(const struct bq_paths *paths, const char *journal,
                           struct bq_err *err) BQ_MUST_USE;

/* ---- earlier versions
 * ------------------------------------------------------------------------------------ */

struct bq_version {
    int64_t saved;
    uint64_t size;
    char path[BQ_PATH_MAX];
};
struct bq_version_list {
    struct bq_version *items; /* newest first */
    size_t count;
};
int bq_versions_list(const struct bq_paths *paths, const char *draft_path,
                     struct bq_version_list *list, struct bq_err *err) BQ_MUST_USE;
void bq_version_list_clear(struct bq_version_list *list);
/* The version that stood at draft_path when *stamp was taken. *out: its path, BQ_PATH_MAX bytes;
 * BQ_ENOTFOUND when it was not kept, or can't be told from others. */
int bq_versions_find(const struct bq_paths *paths, const char *draft_path,
                     const struct bq_file_stamp *stamp, char *out, struct bq_err *err) BQ_MUST_USE;

#endif
