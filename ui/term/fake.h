/*
 * A terminal without a terminal: keys come from a script, what is drawn can be read back. For
 * tests.
 */
#ifndef UI_TERM_FAKE_H
#define UI_TERM_FAKE_H

#include "term/term.h"

struct ui_fake;

/* Gives the next key; called when the program waits for one, after it has drawn. */
typedef void ui_fake_read_fn(void *context, struct ui_fake *fake, int timeout_ms,
                             struct ui_key *out);

/* A fake of that size; owned by the terminal made from it. NULL without memory. */
struct ui_fake *ui_fake_new(int rows, int columns, ui_fake_read_fn *read,
                            void *context) BQ_MUST_USE;
/* NULL without memory (then fake is freed). */
struct ui_term *ui_fake_term(struct ui_fake *fake, const struct ui_term_facts *facts) BQ_MUST_USE;

/* Another size; the script has to send UI_KEY_RESIZE too. */
bool ui_fake_resize(struct ui_fake *fake, int rows, int columns);
/* Moves the clock. */
void ui_fake_pass(struct ui_fake *fake, int64_t ms);
/* More keys are there already: nothing is drawn before they are read. Until told otherwise. */
void ui_fake_more(struct ui_fake *fake, bool more);
bool ui_fake_pending(const struct ui_fake *fake);
/* What was drawn last. Borrowed until the next drawing. */
const struct ui_frame *ui_fake_frame(const struct ui_fake *fake);
/* What the clipboard holds, "" nothing. */
const char *ui_fake_clipboard(const struct ui_fake *fake);
/* How often the terminal was given away and the bell rung. */
int ui_fake_leaves(const struct ui_fake *fake);
int ui_fake_suspensions(const struct ui_fake *fake);

#endif
