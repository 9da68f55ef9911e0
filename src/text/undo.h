/*
 * The undo log of one text. A step holds only what to put back: the bytes that an edit removed, and
 * how many bytes stand there now. Taking a step back swaps the two, so that the same step leads
 * forward again; typing costs no bytes at all until it is undone.
 */
#ifndef TEXT_UNDO_H
#define TEXT_UNDO_H

#include "bqi/text.h"

enum {
    UNDO_STEPS_MAX = 100000,
    UNDO_BYTES_MAX = 64 << 20, /* the oldest steps go when more is held, the newest always stays */
    UNDO_ERASE_MAX = 4096,     /* bytes that joined erasing gathers in one step */
    UNDO_PAUSE_MS = 1000       /* a pause longer than this ends a step */
};

struct undo_step {
    size_t at;
    char *was; /* NULL when empty */
    size_t was_len, now_len;
    enum bq_text_group group;
    bool joined; /* goes together with the step before it */
    bool blank;  /* typing that ended in a blank */
    int64_t when;
};

struct undo {
    struct undo_step *steps;
    size_t count, cap;
    size_t done;  /* steps[0..done) are in the text, the rest can be redone */
    size_t bytes; /* of all `was` */
    bool broken;  /* the next edit starts a step of its own */
};

/* One edit as the log sees it. */
struct undo_edit {
    size_t at;
    size_t was_len;
    const char *now;
    size_t now_len;
    enum bq_text_group group;
    int64_t when;
};

void undo_clear(struct undo *undo);
/* Room for one more step: what undo_note needs to succeed. */
bool undo_reserve(struct undo *undo);
/*
 * Notes an edit: joins it to the last step or adds one. Takes over `was`, the was_len removed bytes
 * (NULL when none). Never fails after undo_reserve: where joining would need memory that is not
 * there, a step is added.
 */
void undo_note(struct undo *undo, const struct undo_edit *edit, char *was);
/* The step to take back or forward next, or NULL. */
struct undo_step *undo_back(struct undo *undo);
struct undo_step *undo_forward(struct undo *undo);

#endif
