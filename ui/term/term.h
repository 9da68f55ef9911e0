/*
 * The terminal: cells out, keys in. Two back ends stand behind it: the real one (curses.c, the only
 * file that knows curses) and a scripted one for tests (fake.c). Nothing above this floor knows
 * which.
 *
 * A terminal that is open owns the tty: raw mode, the alternate screen, bracketed paste, signal
 * handlers. Closing it, or a crash, gives everything back.
 */
#ifndef UI_TERM_TERM_H
#define UI_TERM_TERM_H

#include "bugquill/errors.h"
#include "term/cell.h"
#include "term/key.h"

/* What to draw: rows * columns cells in rows, and where the cursor stands (row -1: hidden). */
struct ui_frame {
    const struct ui_cell *cells;
    int rows, columns;
    int cursor_row, cursor_column;
    const struct ui_look *looks; /* what the cells' styles mean */
    int look_count;
};

/* How the terminal was found to be. */
struct ui_term_facts {
    int colors;        /* 0: none, or unwanted (NO_COLOR) */
    bool utf8;         /* the locale is UTF-8: other characters may be shown */
    bool no_clipboard; /* a terminal that is known to take no text for one */
    bool in_tmux, in_screen, over_ssh;
    char notice[160]; /* something the person should read once, "" nothing */
};

struct ui_term_options {
    bool mouse;
    bool no_color; /* --color=never; NO_COLOR and TERM are looked at anyway */
};

struct ui_term;

/* One back end. All functions get the back end's own object. */
struct ui_term_ops {
    void (*size)(void *self, int *rows, int *columns);
    void (*draw)(void *self, const struct ui_frame *frame);
    /* Waits at most timeout_ms (-1: for ever, 0: not at all) for one key. */
    void (*read)(void *self, int timeout_ms, struct ui_key *out);
    /* Is more input waiting already? Then drawing may wait. */
    bool (*pending)(void *self);
    void (*redraw)(void *self); /* forget what the screen shows */
    /* Gives the terminal back for a while (editor, Ctrl-Z), and takes it again. */
    void (*leave)(void *self);
    void (*enter)(void *self);
    /* Stops the process until somebody continues it. */
    void (*suspend)(void *self);
    void (*bell)(void *self);
    /* Sends text to the terminal's clipboard (OSC 52); false when it is too long for that. */
    bool (*clipboard)(void *self, const char *text, size_t len);
    int64_t (*now_ms)(void *self); /* a steady clock */
    void (*free)(void *self);
};

/* The terminal of the process. BQ_EINVAL without a terminal or with one that can't move its cursor.
 */
int ui_term_open(const struct ui_term_options *options, struct ui_term **out,
                 struct bq_err *err) BQ_MUST_USE;
/* One on a back end; takes self over. NULL without memory. */
struct ui_term *ui_term_wrap(const struct ui_term_ops *ops, void *self,
                             const struct ui_term_facts *facts) BQ_MUST_USE;
void ui_term_close(struct ui_term *term);

const struct ui_term_facts *ui_term_facts(const struct ui_term *term);
void ui_term_size(struct ui_term *term, int *rows, int *columns);
void ui_term_draw(struct ui_term *term, const struct ui_frame *frame);
void ui_term_read(struct ui_term *term, int timeout_ms, struct ui_key *out);
bool ui_term_pending(struct ui_term *term);
void ui_term_redraw(struct ui_term *term);
void ui_term_leave(struct ui_term *term);
void ui_term_enter(struct ui_term *term);
void ui_term_suspend(struct ui_term *term);
void ui_term_bell(struct ui_term *term);
bool ui_term_clipboard(struct ui_term *term, const char *text, size_t len);
int64_t ui_term_now_ms(struct ui_term *term);

#endif
