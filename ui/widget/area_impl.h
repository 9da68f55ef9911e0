/* Inside of an area: what its files share. */
#ifndef UI_WIDGET_AREA_IMPL_H
#define UI_WIDGET_AREA_IMPL_H

#include "bqi/find.h"
#include "bqi/wrap.h"
#include "widget/area.h"

enum { AREA_COLUMNS_FIRST = 80, AREA_ROWS_FIRST = 20, AREA_WHEEL = 3, AREA_NOTICE_MAX = 160 };

struct ui_area {
    struct bq_text *text;
    const struct ui_area_ops *ops;
    void *context;
    struct ui_area_options options;
    struct bq_buf *clip;
    int64_t now_ms;

    size_t indent;            /* blanks that the last newline put before the cursor */
    uint64_t indent_revision; /* ... in this state of the text */

    size_t cursor, anchor;
    bool marking;  /* anchor..cursor is marked */
    bool sticky;   /* every move marks on, not only those with Shift */
    bool dragging; /* the mouse button is down */
    int goal;      /* column that Up and Down aim at; -1: the cursor's */

    struct bq_wrap *wrap; /* NULL for one line */
    size_t top;           /* first row in view */
    size_t left;          /* one line: offset of what is first in view */
    bool scrolled;        /* by the wheel: the cursor may be out of view */
    bool center;          /* the next draw puts the cursor in the middle if it is out of view */
    size_t show_end;      /* ... and shows the text up to here as far as it can; 0 none */
    struct ui_rect rect;  /* as last drawn */
    int gutter;           /* columns of line numbers in it */

    struct bq_needle needle; /* highlighted; count 0: none */
    char notice[AREA_NOTICE_MAX];
};

/* Rows in step with the text, in so many columns with the gutter. */
void area_wrap(struct ui_area *area, int columns);
/* Keeps what an edit or undo behind the area's back may have put out of range. */
void area_clamp(struct ui_area *area);
void area_set_cursor(struct ui_area *area, size_t at, bool extend);
enum ui_area_result area_move(struct ui_area *area, enum ui_edit edit, bool extend);
/* Replaces through the ops; the cursor goes behind what came in. */
enum ui_area_result area_replace(struct ui_area *area, size_t at, size_t removed, const char *s,
                                 size_t len, enum bq_text_group group, struct bq_err *err);
enum ui_area_result area_edit(struct ui_area *area, enum ui_edit edit, struct bq_err *err);
enum ui_area_result area_mouse(struct ui_area *area, const struct ui_key *key);

#endif
