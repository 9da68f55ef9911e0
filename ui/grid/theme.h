/*
 * Styles by meaning, and the themes that say how each looks.
 *
 * Widgets and screens name what a thing is (error, title, selection), never a colour. Nothing is
 * told by colour alone: symbols and words stand beside it, and mono tells all by attributes.
 */
#ifndef UI_GRID_THEME_H
#define UI_GRID_THEME_H

#include "term/cell.h"
#include <stdbool.h>

/* X(NAME, word in dumps and config) */
#define UI_STYLES(X)                                                                               \
    X(NORMAL, "normal")                                                                            \
    X(DIM, "dim") /* hints, dates, what is not there */                                            \
    X(TITLE, "title")                                                                              \
    X(LABEL, "label")                                                                              \
    X(FOCUS, "focus") /* label of the field with the cursor */                                     \
    X(FIELD, "field") /* text that can be edited */                                                \
    X(RULE, "rule")   /* lines between regions */                                                  \
    X(KEY, "key")     /* name of a key in a footer or help */                                      \
    X(STATUS, "status")                                                                            \
    X(ERROR, "error")                                                                              \
    X(WARNING, "warning")                                                                          \
    X(NOTE, "note")                                                                                \
    X(OK, "ok")                                                                                    \
    X(SELECTED, "selected")     /* row of a list under the cursor */                               \
    X(SELECTION, "selection")   /* marked text */                                                  \
    X(MATCH, "match")           /* found by search */                                              \
    X(MATCH_NOW, "match-now")   /* the one the cursor is at */                                     \
    X(MARK_ERROR, "mark-error") /* text an error speaks of */                                      \
    X(MARK_WARNING, "mark-warning")                                                                \
    X(MARK_NOTE, "mark-note")                                                                      \
    X(HIDDEN, "hidden") /* ^[ <U+202E>: what could not be shown */                                 \
    X(BLANK, "blank")   /* visible tabs and trailing blanks */                                     \
    X(NUMBER, "number") /* line numbers */                                                         \
    X(BAR, "bar")       /* scroll bar */                                                           \
    X(HEADING, "heading")                                                                          \
    X(STRONG, "strong")                                                                            \
    X(EMPHASIS, "emphasis")                                                                        \
    X(CODE, "code")                                                                                \
    X(QUOTE, "quote")                                                                              \
    X(LINK, "link")                                                                                \
    X(DIALOG, "dialog") /* frame of a dialog */

enum ui_style {
#define UI_STYLE_ENUM(name, word) UI_STYLE_##name,
    UI_STYLES(UI_STYLE_ENUM)
#undef UI_STYLE_ENUM
        UI_STYLE_COUNT
};

/* The style's word; "?" for what is none. */
const char *ui_style_word(unsigned style);

enum ui_theme {
    UI_THEME_DARK,  /* light text on a dark terminal */
    UI_THEME_LIGHT, /* dark text on a light one */
    UI_THEME_CONTRAST,
    UI_THEME_MONO, /* attributes only */
    UI_THEME_COUNT
};

/* "dark", "light", "high-contrast", "mono"; false for another word. */
bool ui_theme_parse(const char *word, enum ui_theme *out);
const char *ui_theme_word(enum ui_theme theme);
/* Looks of all styles, UI_STYLE_COUNT of them. */
const struct ui_look *ui_theme_looks(enum ui_theme theme);

#endif
