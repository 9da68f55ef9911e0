/*
 * A text being edited on the screen: one line that scrolls sideways, or an area of wrapped rows.
 *
 * The area shows a struct bq_text and keeps cursor, marking and scroll place. It changes the text
 * only through its ops, so that whoever owns the text (a session with a journal) sees every edit.
 * Cursor and offsets are bytes of the text; the cursor always stands between two clusters.
 *
 * A key costs the same in a text of any size: see bqi/wrap.h.
 */
#ifndef UI_WIDGET_AREA_H
#define UI_WIDGET_AREA_H

#include "bqi/text.h"
#include "grid/grid.h"
#include "term/key.h"

/* Ways to change the text. NULL ops: the text itself, without anybody watching. */
struct ui_area_ops {
    int (*replace)(void *context, size_t at, size_t removed, const char *s, size_t len,
                   enum bq_text_group group, struct bq_err *err);
    bool (*undo)(void *context, size_t *cursor);
    bool (*redo)(void *context, size_t *cursor);
};

struct ui_area_options {
    bool one_line; /* no LF gets in; Enter, Up and Down are left to the caller */
    bool blanks;   /* tabs, and blanks at line ends, are visible */
    bool numbers;  /* line numbers */
    bool lists;    /* a new line takes over indentation and list marker; rows hang under it */
    int tab;       /* columns; 0: 4 */
};

/* A part of the text that stands out: what a finding speaks of. Empty ranges show nothing. */
struct ui_area_mark {
    size_t start, end;
    enum ui_style style;
};

/* What can be done. The keys of each stand in the same table (area_keys.c). */
enum ui_edit {
    UI_EDIT_NONE,
    UI_EDIT_LEFT,
    UI_EDIT_RIGHT,
    UI_EDIT_UP,
    UI_EDIT_DOWN,
    UI_EDIT_WORD_LEFT,
    UI_EDIT_WORD_RIGHT,
    UI_EDIT_PARAGRAPH_UP,
    UI_EDIT_PARAGRAPH_DOWN,
    UI_EDIT_HOME, /* of the row; again: of the line */
    UI_EDIT_END,
    UI_EDIT_PAGE_UP,
    UI_EDIT_PAGE_DOWN,
    UI_EDIT_TEXT_START,
    UI_EDIT_TEXT_END,
    UI_EDIT_ERASE_LEFT, /* the marked text, or one cluster */
    UI_EDIT_ERASE_RIGHT,
    UI_EDIT_ERASE_CODE, /* one code point: an accent off its letter */
    UI_EDIT_ERASE_WORD,
    UI_EDIT_ERASE_WORD_RIGHT,
    UI_EDIT_ERASE_START, /* to the line's start; at the start: the LF before it */
    UI_EDIT_ERASE_END,   /* to the line's end; at the end: the LF */
    UI_EDIT_NEWLINE,
    UI_EDIT_INDENT, /* the marked lines, or the cursor's */
    UI_EDIT_UNINDENT,
    UI_EDIT_UNDO,
    UI_EDIT_REDO,
    UI_EDIT_MARK, /* begins or ends marking */
    UI_EDIT_UNMARK,
    UI_EDIT_MARK_ALL,
    UI_EDIT_CUT,   /* the marked text, or the line */
    UI_EDIT_COPY,  /* the marked text; nothing marked: IGNORED */
    UI_EDIT_PASTE, /* what was cut or copied */
    UI_EDIT_COUNT
};

/* What became of a key. */
enum ui_area_result {
    UI_AREA_IGNORED, /* not the area's: the caller's turn */
    UI_AREA_USED,    /* moved, marked, scrolled */
    UI_AREA_EDITED,  /* the text changed */
    UI_AREA_REFUSED  /* the edit failed: *err says why; the text is as it was */
};

struct ui_area;

/* text outlives the area. NULL without memory. */
struct ui_area *ui_area_new(struct bq_text *text, const struct ui_area_ops *ops,
                            void *context) BQ_MUST_USE;
void ui_area_free(struct ui_area *area);
void ui_area_set_options(struct ui_area *area, const struct ui_area_options *options);
/* Where cut and copied text is kept; shared by areas, outlives them. NULL: cut and copy do nothing.
 */
void ui_area_set_clip(struct ui_area *area, struct bq_buf *clip);
/* Any clock that goes forward, in milliseconds, for areas without ops. */
void ui_area_set_time(struct ui_area *area, int64_t now_ms);

/*
 * Draws into rect: the last column is for the cursor behind a full row, and for the scroll bar.
 * marks may come in any order; later ones win. focus: the cursor is shown.
 */
void ui_area_draw(struct ui_area *area, struct ui_grid *grid, struct ui_rect rect, bool focus,
                  const struct ui_area_mark *marks, size_t count);
/* Rows the text would take when drawn in so many columns. */
size_t ui_area_rows(struct ui_area *area, int columns);

/* A key, a paste or the mouse (in the rect drawn last). */
enum ui_area_result ui_area_key(struct ui_area *area, const struct ui_key *key, struct bq_err *err);
enum ui_area_result ui_area_do(struct ui_area *area, enum ui_edit edit, struct bq_err *err);
/* The edit a key stands for, UI_EDIT_NONE for others. *extend: with Shift, which marks on the way.
 */
enum ui_edit ui_edit_of(const struct ui_key *key, bool *extend);
/* What the last paste left out, in words; "" nothing. */
const char *ui_area_notice(const struct ui_area *area);

/* Puts s in the place of the marked text, or at the cursor, as it is. */
enum ui_area_result ui_area_insert(struct ui_area *area, const char *s, size_t len,
                                   enum bq_text_group group, struct bq_err *err);
/* The same after cleaning it (bqi/paste.h): for pastes. One undo step. */
enum ui_area_result ui_area_paste(struct ui_area *area, const char *s, size_t len,
                                  struct bq_err *err);

size_t ui_area_cursor(const struct ui_area *area);
/* Moves the cursor to the cluster at `at`, with nothing marked. */
void ui_area_move_to(struct ui_area *area, size_t at);
/* Moves there, so that as much of at..end as fits is in view. */
void ui_area_show(struct ui_area *area, size_t at, size_t end);
/* Lines count from 1; beyond the last: the last. */
void ui_area_go_to_line(struct ui_area *area, size_t line);
/* Line, and column in code points, from 1. */
void ui_area_place(struct ui_area *area, size_t *line, size_t *column);
/* The marked range; false: nothing is marked. */
bool ui_area_marked(const struct ui_area *area, size_t *start, size_t *end);
/* Ends marking and the undo step: the field was left. */
void ui_area_leave(struct ui_area *area);

/* ---- search -------------------------------------------------------------------------------- */

enum ui_area_search { UI_SEARCH_HERE, UI_SEARCH_NEXT, UI_SEARCH_PREVIOUS };
/*
 * Looks for s (smart case) and highlights it wherever it is in view; marks and shows the match.
 * HERE: from where the cursor is, a match there counts: for every letter typed. Goes round at the
 * ends (*wrapped, may be NULL). False: nowhere; the cursor stays. Empty s ends the highlight.
 */
bool ui_area_find(struct ui_area *area, const char *s, size_t len, enum ui_area_search direction,
                  bool *wrapped);

#endif
