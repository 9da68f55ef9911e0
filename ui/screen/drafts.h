/*
 * What the drafts screen does with a draft: open it in the form, show the file as text, earlier
 * versions, the trash, differences.
 */
#ifndef UI_SCREEN_DRAFTS_H
#define UI_SCREEN_DRAFTS_H

#include "bqi/store.h"
#include "screen/host.h"

/* What is being opened, while the person is asked about it; part of the screen that opens. */
struct drafts_opening {
    char path[BQ_PATH_MAX];    /* the draft's file, "" never saved */
    char journal[BQ_PATH_MAX]; /* unsaved work on it, when that is asked about */
};

/* The draft in the form. One that another session has open is asked about: read it, write in a copy
 * ... */
void drafts_open(struct drafts_opening *opening, struct ui_host *host, const char *path);
void drafts_open_new(struct drafts_opening *opening, struct ui_host *host);
/* Asks what a new report is to begin as: entry (NULL none) without its texts, or a skeleton. */
void drafts_pick_template(struct drafts_opening *opening, struct ui_host *host,
                          const struct bq_store_entry *entry);
/* What opening gave: a session (taken over), or a status and why. path: the draft's file, "" none
 * yet. */
void drafts_open_session(struct drafts_opening *opening, struct ui_host *host, const char *path,
                         struct bq_session *session, int status, struct bq_err *err);

/* Asks what to do with unsaved work: go on with it, see what differs, open what is saved, put it
 * away. */
void drafts_ask_recovery(struct drafts_opening *opening, struct ui_host *host,
                         const struct bq_recovery *recovery);

/* The draft's file in the person's editor; what does not read as a draft is not taken over. */
void drafts_edit_file(struct ui_host *host, const char *path);
/* The draft's file as it is saved, to read. */
void drafts_show_file(struct ui_host *host, const char *path);
void drafts_pick_version(struct ui_host *host, const char *path);
void drafts_pick_trash(struct ui_host *host);
/* What differs between the file at path (a missing one is empty) and the draft. */
void drafts_compare(struct ui_host *host, const char *title, const char *path,
                    const struct bq_draft *draft);
/* What the journal holds that the saved draft does not. */
void drafts_show_recovery(struct ui_host *host, const char *journal, const char *path);

#endif
