/*
 * What the drafts screen offers besides opening: the file as text, earlier versions, the trash,
 * differences.
 */
#ifndef UI_SCREEN_DRAFTS_H
#define UI_SCREEN_DRAFTS_H

#include "bqi/store.h"
#include "screen/host.h"

/* The draft's file in the person's editor; what does not read as a draft is not taken over. */
void drafts_edit_file(struct ui_host *host, const char *path);
void drafts_pick_version(struct ui_host *host, const char *path);
void drafts_pick_trash(struct ui_host *host);
/* What the journal holds that the saved draft does not. */
void drafts_show_recovery(struct ui_host *host, const struct bq_recovery *recovery);

#endif
