/*
 * A private copy of a text in the person's own editor.
 */
#ifndef UI_SCREEN_SCRATCH_H
#define UI_SCREEN_SCRATCH_H

#include "screen/host.h"

/*
 * Writes the text to a private file (0600) in the drafts folder's own scratch, runs the editor on
 * it, reads it back into *out (the caller frees). name ends the file's name ("poc.md"). How the
 * editor ended (*code, for a message) does not matter, the file does. path (BQ_PATH_MAX bytes) is
 * where the copy lies: it stays there until scratch_remove, "" when there is none.
 */
int scratch_edit(struct ui_host *host, const char *name, const char *text, size_t len, size_t cap,
                 char *path, char **out, size_t *out_len, int *code,
                 struct bq_err *err) BQ_MUST_USE;
void scratch_remove(const char *path);

#endif
