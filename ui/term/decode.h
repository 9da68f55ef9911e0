/*
 * Bytes from a terminal become keys. Pure: no clock, no descriptor; the caller says when waiting
 * for the rest of a sequence is over.
 */
#ifndef UI_TERM_DECODE_H
#define UI_TERM_DECODE_H

#include "term/key.h"

enum { UI_SEQUENCES_MAX = 40, UI_SEQUENCE_LEN = 16 };

/* What this terminal's description adds to what every terminal of today sends. */
struct ui_sequences {
    struct {
        char bytes[UI_SEQUENCE_LEN];
        size_t len;
        int code;
        unsigned mods;
    } items[UI_SEQUENCES_MAX];
    size_t count;
};
void ui_sequences_add(struct ui_sequences *sequences, const char *bytes, int code, unsigned mods);

/* Codes that only the reader of the terminal sees. */
enum { UI_KEY_PASTE_BEGIN = 2200, UI_KEY_PASTE_END };

/*
 * Reads one key from the front of len bytes (at least 1). Returns how many bytes it took; 0 when
 * more bytes could change the meaning. final: no more will come, take what is there. What is no key
 * at all is taken and gives UI_KEY_NONE.
 */
size_t ui_decode(const struct ui_sequences *sequences, const char *bytes, size_t len, bool final,
                 struct ui_key *out);

#endif
