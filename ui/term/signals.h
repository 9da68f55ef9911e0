/*
 * Signals while a terminal is ours. Handlers only write a byte to a pipe; the reader polls it. A
 * crash gives the terminal back from the handler before the process dies of the same signal.
 */
#ifndef UI_TERM_SIGNALS_H
#define UI_TERM_SIGNALS_H

#include "bugquill/errors.h"
#include <stdbool.h>

/* One terminal a process: a second install fails. tty: whose modes a crash restores. */
int ui_signals_install(int tty, struct bq_err *err) BQ_MUST_USE;
void ui_signals_restore(void);
/* Readable when a signal waits. */
int ui_signals_fd(void);
/* The next signal that came, 0 none. Several of one kind count once. */
int ui_signals_take(void);
/* Stops the process (and its job) as the terminal's Ctrl-Z would; returns when continued. */
void ui_signals_stop(void);

#endif
