/* Text from outside (a paste, a file, another program) made fit for an edit buffer. */
#ifndef BQI_PASTE_H
#define BQI_PASTE_H

#include "bqi/buf.h"

/* What could not be kept, for one line of notice. */
struct bq_paste_note {
    size_t controls;  /* control characters (escape among them), left out */
    size_t malformed; /* bytes that were no UTF-8, each shown as U+FFFD */
    size_t joined;    /* line ends and tabs that became blanks in a one-line field */
};

/*
 * Appends the text to out: CR LF and CR become LF; control characters but tab and LF (C0, DEL, C1)
 * are left out; all else comes through byte for byte. one_line: line ends at the text's end are
 * left out too, others and tabs become one blank each. A full out is told by bq_buf_failed.
 */
void bq_paste_clean(struct bq_buf *out, const char *s, size_t len, bool one_line,
                    struct bq_paste_note *note);
/* "left out 3 control characters; ..." or "" when there is nothing to say; always terminated. */
void bq_paste_note_text(const struct bq_paste_note *note, char *out, size_t size);

#endif
