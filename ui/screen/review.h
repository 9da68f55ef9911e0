/* The lines of the review page, and what each is for: between form_review.c and
 * form_review_lines.c.
 */
#ifndef UI_SCREEN_REVIEW_H
#define UI_SCREEN_REVIEW_H

#include "screen/form.h"

enum line_kind {
    LINE_HEADING,
    LINE_TEXT,
    LINE_FINDING, /* Enter goes to its place */
    LINE_ITEM,    /* Enter goes to the field */
    LINE_TERMS,
    LINE_READY,
    LINE_PREVIEW,
    LINE_HAND_OFF,
    LINE_FILED,
    LINE_PROGRAM,
    LINE_CVSS
};
enum { LINES_MAX = 400, LINE_TEXT_MAX = 300, LINE_LABEL_COLUMNS = 22, LINE_LABEL_NARROW = 17 };

struct line {
    enum line_kind kind;
    size_t index; /* of the finding or item */
    enum ui_style style;
    const char *mark;
    char label[24], text[LINE_TEXT_MAX];
};
struct review {
    struct line lines[LINES_MAX];
    size_t count;
};

/* All lines, for a page of so many columns; free() ends it. NULL without memory. */
struct review *review_build(struct form *form, int columns);
/* Can the cursor stand on it? */
bool review_selectable(const struct line *line);
bool review_is_ready(const struct form *form);
/*
 * What keeps the report from being ready: open errors, and missing parts, which are only notes
 * until then. Returns how many; *first is the index of the first, errors before missing parts.
 */
size_t review_in_the_way(const struct form *form, size_t *first);

#endif
