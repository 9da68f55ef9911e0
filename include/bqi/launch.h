/*
 * Starting other programs: the editor, the pager and the clipboard helper that the person
 * configured, and nothing else.
 *
 * A front end that confines itself first makes a launcher: a child forked before, which alone may
 * start programs. The terminal, signals and modes are the caller's business: it restores the
 * terminal before and takes it back after.
 */
#ifndef BQI_LAUNCH_H
#define BQI_LAUNCH_H

#include "bugquill/errors.h"
#include <stddef.h>

struct launcher;

/* Forks it. Do this before threads, locks and confinement. */
int launcher_new(struct launcher **out, struct bq_err *err) BQ_MUST_USE;
/* Ends it. NULL is fine. */
void launcher_free(struct launcher *launcher);

/*
 * Runs the program and waits for its end. argv ends with NULL; argv[0] is looked up in PATH, no
 * shell is involved. input, when not NULL, is its standard input; else it has the terminal. *code:
 * exit code, or 128+n for a signal. With a NULL launcher the program is started by this process
 * itself. BQ_ENOTFOUND: there is no such program.
 */
int launcher_run(struct launcher *launcher, char *const *argv, const char *input, size_t len,
                 int *code, struct bq_err *err) BQ_MUST_USE;

/*
 * Splits a configured command line into words as a shell does (blanks, quotes, backslashes),
 * without expanding anything, and appends `extra` (NULL: nothing) as the last word. The caller
 * frees with launch_free_words.
 */
int launch_split(const char *line, const char *extra, char ***words,
                 struct bq_err *err) BQ_MUST_USE;
void launch_free_words(char **words);

/* The person's editor: settings, $VISUAL, $EDITOR, else one that is usually there. Never NULL. */
const char *launch_editor(const char *configured);
/* The person's pager: settings, $PAGER, else "less". */
const char *launch_pager(const char *configured);

#endif
