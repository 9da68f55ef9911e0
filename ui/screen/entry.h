/*
 * One short line of text that belongs to a question or a filter, not to the draft: no undo, no
 * marking.
 */
#ifndef UI_SCREEN_ENTRY_H
#define UI_SCREEN_ENTRY_H

#include "grid/grid.h"
#include "term/key.h"

enum { ENTRY_MAX = 4096 };

struct entry {
    char text[ENTRY_MAX]; /* terminated */
    size_t len, cursor;
};

/* What does not fit is cut at a character. */
void entry_set(struct entry *entry, const char *text);
/* True when the key was one for editing; pasted line ends become blanks. */
bool entry_key(struct entry *entry, const struct ui_key *key);
/* The text in a field of so many columns, scrolled so that the cursor is in view. */
void entry_draw(const struct entry *entry, struct ui_grid *grid, int row, int column, int columns,
                bool focus);

#endif
