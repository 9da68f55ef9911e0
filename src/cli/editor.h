/*
 * A person's editor on a private copy of a text.
 */
#ifndef CLI_EDITOR_H
#define CLI_EDITOR_H

#include "cli.h"

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
 * Its words are split as a shell splits them (quotes and backslashes), but no shell runs. BQ_EIO
 * when it can't be started or says that it failed.
 */
int cli_editor_run(struct cli *cli, const char *path, struct bq_err *err) BQ_MUST_USE;

#endif
