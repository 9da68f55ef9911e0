/*
 * A person's editor on a private copy of a text.
 */
#ifndef BQI_EDITOR_H
#define BQI_EDITOR_H

#include "bqi/cli.h"
#include "bqi/launch.h"

/*
 * Makes a private folder (0700, in the runtime folder, else the state folder; never /tmp) with one
 * file of that name in it (0600). path: BQ_PATH_MAX bytes.
 */
int cli_scratch_make(struct cli *cli, const char *name, const char *text, size_t len, char *path,
                     struct bq_err *err) BQ_MUST_USE;
/* Removes file and folder, and what the editor left beside it. */
void cli_scratch_remove(const char *path);
/*
 * Runs the editor on path and waits: the setting `editor`, $VISUAL, $EDITOR, sensible-editor, vi.
 * launcher: who starts it, NULL this process. BQ_EIO when it says that it failed; judge by the file
 * all the same: it may have been saved before.
 */
int cli_editor_run(struct cli *cli, struct launcher *launcher, const char *path,
                   struct bq_err *err) BQ_MUST_USE;

#endif
