/*
 * Choosing from a list on top of a screen: type to filter, the best first, a few lines about the
 * row under the cursor. What is listed comes from a source.
 */
#ifndef UI_SCREEN_PICKER_H
#define UI_SCREEN_PICKER_H

#include "screen/host.h"

struct picker_source {
    /* Takes the filter's words; returns how many rows match. Called on every change. */
    size_t (*filter)(void *self, const char *words);
    size_t (*total)(void *self);
    /* One row: its name, and short remarks for the right side. Texts need not be safe for a screen.
     */
    void (*row)(void *self, size_t index, struct bq_buf *name, struct bq_buf *remarks,
                bool *marked);
    /* More remarks before those, where the name leaves room for all of it. NULL: none. */
    void (*facts)(void *self, size_t index, struct bq_buf *out);
    /* Lines about a row, NULL none. */
    void (*about)(void *self, size_t index, struct bq_buf *out);
    /* Enter on a row. False: stay open (a folder was entered, say); the filter is then asked anew.
     */
    bool (*pick)(void *self, struct ui_host *host, size_t index);
    /* Enter only shows the row, on top of the list; instead of pick. NULL: pick is there. */
    void (*view)(void *self, struct ui_host *host, size_t index);
    /* Accepts what was typed, NULL: not possible. */
    void (*take_typed)(void *self, struct ui_host *host, const char *typed);
    /* Left and Right, in trees: -1 out, 1 in. True: the rows changed and *cursor is where to stand.
     */
    bool (*walk)(void *self, size_t index, int direction, size_t *cursor);
    /* Another text for the filter: after Tab, and after a pick that stays open. NULL: none. */
    bool (*complete)(void *self, const char *words, char *out, size_t size);
    /* What the filter becomes where `now` was typed or pasted over `before`, within now; NULL: now.
     */
    const char *(*typed)(void *self, const char *before, const char *now);
    void (*free)(void *self); /* NULL: nothing to free */
    bool parts;               /* names are of parts, see frame_put_parts; else the end tells */
    const char *title;
    const char *empty;                   /* what to say when nothing matches */
    const char *help;                    /* Markdown */
    const struct ui_footer_item *footer; /* NULL: filter, move, pick, back */
};

/* source must stay; self is freed with the picker. initial: the filter to begin with. */
void picker_push(struct ui_host *host, const struct picker_source *source, void *self,
                 const char *initial, size_t cursor);

#endif
