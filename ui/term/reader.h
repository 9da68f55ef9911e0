/*
 * Reads a terminal's bytes and signals and makes keys of them: waits, knows when an Esc is only an
 * Esc, and gathers pastes.
 */
#ifndef UI_TERM_READER_H
#define UI_TERM_READER_H

#include "term/decode.h"

enum {
    UI_PASTE_MAX = 16 << 20, /* bytes kept of one paste */
    UI_PASTE_SILENCE = 3000, /* ms without input that end a paste that has no end */
    UI_PASTE_TAIL = 30,      /* ms after a paste in which input still belongs to it */
    UI_ESC_DELAY = 25        /* ms; $ESCDELAY wins */
};

struct ui_reader;

/*
 * fd is the terminal, signals what ui_signals_fd gave. bare_pastes: the terminal does not mark
 * pastes, so many lines in one go are taken for one. NULL without memory.
 */
struct ui_reader *ui_reader_new(int fd, int signals, const struct ui_sequences *sequences,
                                int esc_delay_ms, bool bare_pastes);
void ui_reader_free(struct ui_reader *reader);
/* UI_KEY_SIGNAL carries every watched signal's number; the caller sorts them. */
void ui_reader_read(struct ui_reader *reader, int timeout_ms, struct ui_key *out);
bool ui_reader_pending(struct ui_reader *reader);

#endif
