/*
 * The edit buffer: one text, edited at a cursor, with undo and a line index.
 *
 * Invariant: the text is well-formed UTF-8, line ends are LF (no CR), no U+0000, at most max bytes.
 * What comes in through load and replace is checked at the door. Offsets are in bytes and always on
 * a boundary of a code point; movement by clusters (user-perceived characters), words and
 * paragraphs is in bqi/move.h, rows on a screen in bqi/wrap.h.
 *
 * One edit costs about a microsecond in a text of any size, more only for the distance from the
 * edit before it. A text belongs to one thread: reading, too, remembers where it last looked.
 */
#ifndef BQI_TEXT_H
#define BQI_TEXT_H

#include "bqi/buf.h"
#include <stdint.h>

struct bq_text;

/* Empty, growing to at most max bytes (1 GiB or less). NULL without memory. */
struct bq_text *bq_text_new(size_t max) BQ_MUST_USE;
void bq_text_free(struct bq_text *text);

/*
 * Replaces everything and forgets undo. BQ_EPARSE with line and column for what breaks the
 * invariant, BQ_ELIMIT, BQ_ENOMEM; then the text is as it was.
 */
int bq_text_load(struct bq_text *text, const char *s, size_t len, struct bq_err *err) BQ_MUST_USE;
size_t bq_text_len(const struct bq_text *text);
size_t bq_text_max(const struct bq_text *text);
/* Grows with every change, also of undo, redo and load. */
uint64_t bq_text_revision(const struct bq_text *text);
/* All of it, terminated, borrowed until the next change. Moves the gap: O(distance). */
struct bq_span bq_text_span(struct bq_text *text);
/* Copies len bytes from offset at into out (clipped at the end); returns how many. No terminator.
 */
size_t bq_text_copy(const struct bq_text *text, size_t at, char *out, size_t len);
/*
 * Up to want bytes from offset at in one piece, borrowed until the next change, without moving
 * anything: from the text itself, or, where the gap divides them, copied to scratch (want bytes of
 * room).
 */
struct bq_span bq_text_peek(const struct bq_text *text, size_t at, size_t want, char *scratch);

/* ---- edits --------------------------------------------------------------------------------- */

/* How an edit joins the undo step before it. */
enum bq_text_group {
    BQ_TEXT_TYPING, /* joins typing right before it, until a new word, a move or a pause of a second
                     */
    BQ_TEXT_ERASING, /* joins erasing right before it */
    BQ_TEXT_STEP,    /* a step of its own: paste, cut, fix, editor */
    BQ_TEXT_JOIN     /* part of the step before it, whatever that was: the 2nd, 3rd ... edit of one
                        command */
};
/*
 * Replaces `removed` bytes at `at` by len bytes of s. The one door for changes. now_ms is any clock
 * that goes forward, for pauses. BQ_EPARSE, BQ_ELIMIT, BQ_ENOMEM, or BQ_EINVAL (offsets outside or
 * inside a code point) leave the text as it was. Replacing nothing by nothing changes nothing.
 */
int bq_text_replace(struct bq_text *text, size_t at, size_t removed, const char *s, size_t len,
                    enum bq_text_group group, int64_t now_ms, struct bq_err *err) BQ_MUST_USE;
/* Ends the present undo step (the cursor moved, the field was left). */
void bq_text_break(struct bq_text *text);
/*
 * Takes the last step back / forward again; false when there is none (or no memory, with nothing
 * lost). *cursor: where it happened, behind what came back.
 */
bool bq_text_undo(struct bq_text *text, size_t *cursor);
bool bq_text_redo(struct bq_text *text, size_t *cursor);

/* ---- lines --------------------------------------------------------------------------------- */

/* Lines are what LF separates: at least 1. */
size_t bq_text_line_count(const struct bq_text *text);
/* Byte offset of line's start (line from 0); the text's length when there are not that many. */
size_t bq_text_line_start(const struct bq_text *text, size_t line);
/* Offset behind the line's last character, before its LF. */
size_t bq_text_line_end(const struct bq_text *text, size_t line);
/* Bytes of a line that there is, without its LF. */
size_t bq_text_line_length(const struct bq_text *text, size_t line);
/* The line that holds offset at; an LF belongs to the line it ends. */
size_t bq_text_line_of(const struct bq_text *text, size_t at);

/* ---- what changed -------------------------------------------------------------------------- */

/* `removed` bytes at `at` of the old text became `added` bytes at `at` of the new one. */
struct bq_text_change {
    size_t at, removed, added;
};
enum bq_text_since {
    BQ_TEXT_SAME,
    BQ_TEXT_CHANGED, /* *change is one range that covers all changes */
    BQ_TEXT_UNKNOWN  /* loaded anew, or too long ago: look at everything */
};
/* What changed since the text had that revision. For any number of caches (wrap rows, findings). */
enum bq_text_since bq_text_changes(const struct bq_text *text, uint64_t since,
                                   struct bq_text_change *change);
/* The same for one reader that keeps no revision: since the last call. false: nothing changed. */
bool bq_text_take_change(struct bq_text *text, struct bq_text_change *change);

#endif
