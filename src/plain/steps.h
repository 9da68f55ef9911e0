/*
 * The steps of the plain form: one a field, in the order of the full screen.
 */
#ifndef PLAIN_STEPS_H
#define PLAIN_STEPS_H

#include "ask.h"
#include "bqi/cli.h"
#include "bqi/session.h"

struct plain_form {
    struct plain_ask ask;
    struct bq_session *session;
    const struct bq_paths *paths; /* where personal skeletons are */
    struct cli *cli;
};

struct plain_step {
    enum bq_field field;
    bool required;
    const char *question;   /* what the field wants */
    const char *good, *bad; /* an example of each, for ? */
    /* Reads and stores one answer. PLAIN_VALUE: stored; PLAIN_HELP: ask again. */
    enum plain_answer (*answer)(struct plain_form *form, const struct plain_step *step);
    /* Says what has to be known before the question; NULL nothing. */
    void (*before)(struct plain_form *form);
};

/* An answer that could not be stored, in words. */
void plain_error(struct plain_form *form, const struct bq_err *err);
/* Lists (lists.c): an `answer` each. */
enum plain_answer plain_people(struct plain_form *form, const struct plain_step *step);
enum plain_answer plain_accounts(struct plain_form *form, const struct plain_step *step);
enum plain_answer plain_files(struct plain_form *form, const struct plain_step *step);
/* The field's text in the person's editor (editing.c). PLAIN_KEEP: nothing changed. */
enum plain_answer plain_edit(struct plain_form *form, enum bq_field field);

/* The table; *count of them. */
const struct plain_step *plain_steps(size_t *count);

#endif
