/*
 * The edit buffer: one text, edited at a cursor, with undo, a line index and soft wrapping.
 *
 * Invariant: the text is well-formed UTF-8, line ends are LF, no U+0000, at most max bytes. What
 * comes in through insert is checked at the door. Offsets are in bytes and always on a boundary of
 * a code point; movement by clusters (user-perceived characters) is in bqi/cluster.h, rows on a
 * screen in bqi/wrap.h.
 */
#ifndef BQI_TEXT_H
#define BQI_TEXT_H

#include "bqi/buf.h"
#include <stdint.h>

struct bq_text;

/* Empty, growing to at most max bytes. NULL without memory. */
struct bq_text *bq_text_new(size_t max) BQ_MUST_USE;
void bq_text_free(struct bq_text *text);

/* Replaces everything and forgets undo. BQ_EPARSE for what breaks the invariant, BQ_ELIMIT. */
int bq_text_load(struct bq_text *text, const char *s, size_t len, struct bq_err *err) BQ_MUST_USE;
size_t bq_text_len(const struct bq_text *text);
/* Grows with every change, also of undo and redo. */
uint64_t bq_text_revision(const struct bq_text *text);
/* All of it, terminated, borrowed until the next change. Moves the gap: O(distance). */
struct bq_span bq_text_span(struct bq_text *text);
/* Copies len bytes from offset at into out (clipped at the end); returns how many. */
size_t bq_text_copy(const struct bq_text *text, size_t at, char *out, size_t len);

/* ---- edits -------------------------------------------------------------------------------------
 */

/* How an edit joins the undo step before it. */
enum bq_text_group {
    BQ_TEXT_TYPING,  /* joins typing right before it, until a blank, a newline, a move or a pause */
    BQ_TEXT_ERASING, /* joins erasing right before it */
    BQ_TEXT_STEP     /* a step of its own: paste, cut, fix, editor */
};
/*
 * Replaces `removed` bytes at `at` by len bytes of s. The one door for changes. now_ms is any clock
 * that goes forward, for pauses. BQ_EPARSE, BQ_ELIMIT or BQ_ENOMEM leave the text as it was.
 */
int bq_text_replace(struct bq_text *text, size_t at, size_t removed, const char *s, size_t len,
                    enum bq_text_group group, int64_t now_ms, struct bq_err *err) BQ_MUST_USE;
/* Ends the present undo step (the cursor moved, the field was left). */
void bq_text_break(struct bq_text *text);
/* Takes the last step back / forward again; false when there is none. *cursor: where it happened.
 */
bool bq_text_undo(struct bq_text *text, size_t *cursor);
bool bq_text_redo(struct bq_text *text, size_t *cursor);

/* ---- lines -------------------------------------------------------------------------------------
 */

/* Lines are what LF separates: at least 1. */
size_t bq_text_line_count(const struct bq_text *text);
/* Byte offset of line's start (line from 0); the text's length when there are not that many. */
size_t bq_text_line_start(const struct bq_text *text, size_t line);
/* Offset behind the line's last character, before its LF. */
size_t bq_text_line_end(const struct bq_text *text, size_t line);
size_t bq_text_line_of(const struct bq_text *text, size_t at);

/*
 * What changed since the reader last looked, as one range in the old and the new text; for caches
 * (wrap rows, rule results). Resets. false: nothing changed.
 */
struct bq_text_change {
    size_t at, removed, added;
};
bool bq_text_take_change(struct bq_text *text, struct bq_text_change *change);

#endif
