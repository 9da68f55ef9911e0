/*
 * The form: one session on the screen. Its parts stand in files of their own: texts (form_text.c),
 * drawing (form_draw.c), findings (form_findings.c), tables (form_table.c), pickers (form_pick.c),
 * saving and leaving (form_save.c), the review page (form_review.c), the editor (form_editor.c).
 */
#ifndef UI_SCREEN_FORM_H
#define UI_SCREEN_FORM_H

#include "bqi/handoff.h"
#include "bugquill/report.h"
#include "grid/grid.h"
#include "screen/fields.h"
#include "screen/host.h"
#include "screen/layout.h"
#include "widget/preview.h"

enum { FORM_NO_FINDING = -1, FORM_PANE_ROWS = 64 };

struct form_text; /* what a text field keeps: cursor, marking, scroll place */

enum { FORM_COPIED_NOTHING, FORM_COPIED_FIELD, FORM_COPIED_MARKED };

struct form {
    struct ui_layer layer;
    struct bq_session *session;
    enum form_item focus;
    struct form_text *texts[ITEM_COUNT];
    size_t rows[ITEM_COUNT]; /* row under the cursor, of tables and the review page */
    size_t review_top;
    int review_line; /* what kind of line its cursor stands on, 0 unknown; and which of its kind */
    size_t review_index;
    long finding;  /* the finding the person stands at, FORM_NO_FINDING none */
    int64_t saved; /* when, seconds; 0 not yet in this session */
    bool leaving;  /* a save that succeeds leaves */
    uint32_t
        handed_over[BQ_HANDOFF_MAX]; /* hash of what each step of the hand-off took, 0 nothing */
    bool to_drafts;                  /* leaving means the drafts screen, not the shell */
    bool unfinished;                 /* large texts wait to be checked */
    struct bq_buf clip;              /* what was cut or copied */
    char *elsewhere; /* a text on its way out, or a path on its way in, while a question
                        is open */
    size_t elsewhere_len;
    int copied, copied_before;  /* with this key, and with the one before: FORM_COPIED_... */
    char sought[256];           /* what was last looked for */
    struct ui_preview *preview; /* of the text in focus, on wide screens */
    enum form_item previewed;   /* what it was made from */
    uint64_t preview_revision;
    int preview_columns;
    struct ui_layout layout; /* as last drawn */
    struct ui_rect places[ITEM_COUNT];
    long pane[FORM_PANE_ROWS]; /* which finding stands in which row of the pane */
};

/* ---- moving
 * -------------------------------------------------------------------------------------- */

void form_focus(struct form *form, enum form_item item);
enum form_page form_page(const struct form *form);
void form_go_page(struct form *form, enum form_page page);
/* Next (1) or previous (-1) item; stays at the ends. */
void form_step(struct form *form, int direction);
/* Is the item shown for this draft? */
bool form_item_shown(const struct form *form, enum form_item item);
unsigned form_where(const struct form *form);
enum { ENTRY_TYPED_MAX = 256 };
/* What a key types or pastes, as one line. */
void form_typed(const struct ui_key *key, char *out, size_t size);
void form_say_edit(struct ui_host *host, int status, const struct bq_err *err);
/* After every change: findings of what is cheap, at once. */
void form_changed(struct form *form);

/* ---- texts (form_text.c)
 * ---------------------------------------------------------------------------- */

void form_text_free(struct form_text *text);
/* Draws the text of item into rect. */
void form_text_draw(struct form *form, struct ui_host *host, enum form_item item,
                    struct ui_rect rect);
/* True: the key was the text's. */
bool form_text_key(struct form *form, struct ui_host *host, const struct ui_key *key);
bool form_text_action(struct form *form, struct ui_host *host, enum ui_action action);
/* A click or the wheel inside the item's place. */
void form_text_mouse(struct form *form, struct ui_host *host, const struct ui_key *key);
/* Puts the cursor at start; the part up to end is in view if it can be. */
void form_text_goto(struct form *form, enum form_item item, size_t start, size_t end);
/* Where the cursor stands in the text of item. */
size_t form_text_cursor(const struct form *form, enum form_item item);
void form_text_go_to_line(struct form *form, size_t line);
/* Finds words in the text in focus: from here (0), the next (1) or the previous (-1) match. */
bool form_text_find(struct form *form, const char *words, int direction, bool *wrapped);
/* The text in focus is left: its undo step and marking end. */
void form_text_leave(struct form *form);
/* Asks for words and for a line (form_find.c). */
void form_find(struct form *form, struct ui_host *host);
void form_ask_line(struct form *form, struct ui_host *host);
/* Replaces the whole text as one step. */
void form_text_set(struct form *form, struct ui_host *host, enum form_item item, const char *s);
/* "12 lines, 80 words" or the number of characters, for the label's right side. */
void form_text_measure(struct form *form, enum form_item item, char *out, size_t size);

/* ---- findings (form_findings.c)
 * --------------------------------------------------------------------- */

void form_finding_next(struct form *form, struct ui_host *host);
void form_finding_allow(struct form *form, struct ui_host *host);
void form_finding_fix(struct form *form, struct ui_host *host);
/* Stands at finding index and goes to its place. */
void form_finding_goto(struct form *form, size_t index);
/* The worst severity of an item's findings that nobody answered for; -1 none. */
int form_item_severity(const struct form *form, enum form_item item);
/* The finding that the focused place is about; FORM_NO_FINDING none. */
long form_finding_here(const struct form *form);
void form_findings_draw(struct form *form, struct ui_host *host);
/* Draws the findings of an item below it; returns the rows they want (rect without rows: only
 * that). */
int form_item_findings(struct form *form, struct ui_host *host, enum form_item item,
                       struct ui_rect rect);

/* Shows the draft that the look-alike finding speaks of (form_alike.c). */
void form_look_alike(struct form *form, struct ui_host *host);

/* The third pane of wide screens: the text in focus as it will be read (form_pane.c). */
void form_pane_draw(struct form *form, struct ui_host *host);

/* ---- tables (form_table.c)
 * --------------------------------------------------------------------------- */

size_t form_table_rows(const struct form *form, enum form_item item);
void form_table_draw(struct form *form, struct ui_host *host, enum form_item item,
                     struct ui_rect rect);
bool form_table_key(struct form *form, struct ui_host *host, const struct ui_key *key);
/* One line about its contents. */
void form_table_summary(const struct form *form, enum form_item item, char *out, size_t size);

/* ---- pickers (form_pick.c)
 * ----------------------------------------------------------------------------- */

void form_pick_target(struct form *form, struct ui_host *host, const char *typed);
void form_pick_type(struct form *form, struct ui_host *host, const char *typed);
void form_pick_program(struct form *form, struct ui_host *host);
void form_pick_file(struct form *form, struct ui_host *host);

/* ---- saving and leaving (form_save.c)
 * -------------------------------------------------------------------- */

void form_save(struct form *form, struct ui_host *host);
void form_leave(struct form *form, struct ui_host *host);

/* ---- the review page (form_review.c)
 * ------------------------------------------------------------------------ */

void form_review_draw(struct form *form, struct ui_host *host, struct ui_rect rect);
bool form_review_key(struct form *form, struct ui_host *host, const struct ui_key *key);
/* The cursor goes to the line of that finding. */
void form_review_show(struct form *form, size_t finding);
void form_ask_filed(struct form *form, struct ui_host *host);

/* ---- the hand-off (form_hand_off.c)
 * --------------------------------------------------------------------------- */

void form_hand_off(struct form *form, struct ui_host *host);
/* Notes the link and today's date, and saves. */
void form_mark_filed(struct form *form, struct ui_host *host, const char *link);

/* ---- the rest
 * --------------------------------------------------------------------------------------------------
 */

void form_draw(struct ui_layer *layer, struct ui_host *host);
void form_help(struct ui_layer *layer, struct ui_host *host, struct bq_buf *out);
/* All about the finding the person stands at, for F1: small panes have no room for it. */
void form_finding_help(const struct form *form, const struct ui_host *host, struct bq_buf *out);
void form_editor(struct form *form, struct ui_host *host);
struct bq_report form_report(const struct form *form);
void form_preview(struct form *form, struct ui_host *host);
void form_copy_field(struct form *form, struct ui_host *host, enum form_item item);
/*
 * Sends bytes to the clipboard and says what became of it; where that can't be, or was done just
 * before and the person asks again, it asks for another way. copied: what the same key, pressed
 * once more, asks that for; FORM_COPIED_NOTHING: another key does.
 */
void form_copy_bytes(struct form *form, struct ui_host *host, const char *what, const char *bytes,
                     size_t len, int copied);
/* Asks for another way than the terminal's clipboard (form_elsewhere.c); why: in a sentence. */
void form_copy_elsewhere(struct form *form, struct ui_host *host, const char *what,
                         const char *bytes, size_t len, const char *why);
/* The item's value in one line: the type by its name, long texts by their first line. */
void form_item_text(const struct form *form, enum form_item item, char *out, size_t size);

#endif
