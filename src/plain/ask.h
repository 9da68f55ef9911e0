/*
 * Questions and answers, one a line.
 */
#ifndef PLAIN_ASK_H
#define PLAIN_ASK_H

#include "bqi/buf.h"
#include <stdio.h>

/* What an answer asks the form to do. */
enum plain_answer {
    PLAIN_VALUE,    /* a value: in ask->line */
    PLAIN_KEEP,     /* an empty line: what is there stays */
    PLAIN_BACK,     /* < */
    PLAIN_HELP,     /* ? */
    PLAIN_FINDINGS, /* ! */
    PLAIN_EDITOR,   /* e, before a long text, at a terminal */
    PLAIN_PARTS,    /* +: part by part, where a question offers that */
    PLAIN_STOP      /* q, or the input ended */
};

struct plain_ask {
    FILE *in, *out;
    struct bq_buf line; /* the last line read, without its end */
    bool ended;         /* the input is over */
    bool terminal;      /* somebody types, or pastes */
};

void plain_ask_init(struct plain_ask *ask, FILE *in, FILE *out);
void plain_ask_clear(struct plain_ask *ask);
/* Text of our own, as it is. */
void plain_say(struct plain_ask *ask, const char *format, ...) BQ_PRINTF(2, 3);
/* Text from outside, shown safely, without a line end. */
void plain_show(struct plain_ask *ask, const char *s, size_t len);
/* The same of several lines, which stay lines. */
void plain_show_text(struct plain_ask *ask, const char *s, size_t len);
/* Reads one line into ask->line; false at the end of the input. Lines that are no UTF-8 are asked
 * again. */
bool plain_read(struct plain_ask *ask);
/* Reads one answer: a value or one of the words above. Lines pasted into a terminal are one answer.
 */
enum plain_answer plain_answer(struct plain_ask *ask);
/*
 * Reads lines until a lone dot into out; a line of two dots means one dot. The first line may be an
 * answer word, e or empty (keep).
 */
enum plain_answer plain_answer_text(struct plain_ask *ask, struct bq_buf *out);

#endif
