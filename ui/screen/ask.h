/*
 * A question on top of a screen: some lines, and choices to pick from, or one line to type.
 */
#ifndef UI_SCREEN_ASK_H
#define UI_SCREEN_ASK_H

#include "screen/host.h"

enum { ASK_CHOICES_MAX = 8, ASK_CANCEL = -1 };

struct ask_choice {
    const char *label;
    const char *detail; /* at the right, dim; "" none */
    char letter;        /* picks it at once; 0 none */
};

/*
 * result is the choice's index, 0 for a typed line, ASK_CANCEL after Esc. text is what was typed,
 * "" for choices; borrowed. The question is closed already.
 */
typedef void ask_done_fn(void *owner, struct ui_host *host, int result, const char *text);

struct ask_spec {
    const char *title;
    const char *body;                           /* plain text, several lines; copied */
    struct ask_choice choices[ASK_CHOICES_MAX]; /* labels and details are copied */
    int count;                                  /* 0: a line is asked for */
    const char *prompt;                         /* before the line */
    const char *initial;                        /* the line's first text, NULL none */
    const char *word; /* only this word is accepted as the line; NULL anything that is not empty */
    bool bad;         /* something is wrong: the title says so by style */
    void *owner;      /* of a layer below: it lives longer */
    ask_done_fn *done;
};

/* Without memory the question is answered with ASK_CANCEL at once. */
void ask_push(struct ui_host *host, const struct ask_spec *spec);

#endif
