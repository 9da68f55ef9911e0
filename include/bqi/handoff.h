/*
 * The hand-off: what goes into which field of the platform's own form, in that form's order. Texts
 * are exactly what the person wrote, put together as the form asks for it: nothing is made inert
 * here, because a payload has to arrive whole.
 */
#ifndef BQI_HANDOFF_H
#define BQI_HANDOFF_H

#include "bugquill/report.h"

struct bq_handoff_step {
    enum bq_field field; /* the draft's field it comes from mainly */
    const char *label;   /* the platform's name for it */
    const char *note;    /* what to do besides pasting: "choose from the list"; "" nothing */
    char *text;          /* what to paste; "" when the draft has nothing for it */
    size_t len;
    bool required; /* the platform does not go on without it */
};
enum { BQ_HANDOFF_MAX = 16 };
struct bq_handoff {
    struct bq_handoff_step items[BQ_HANDOFF_MAX];
    size_t count;
};
/*
 * Fills it; clear it afterwards. The description holds impact, proof and request too where the
 * platform has no field of their own for them.
 */
int bq_handoff_make(const struct bq_report *report, struct bq_handoff *out,
                    struct bq_err *err) BQ_MUST_USE;
void bq_handoff_clear(struct bq_handoff *handoff);
/* The step for a field, NULL when the platform has none. */
const struct bq_handoff_step *bq_handoff_find(const struct bq_handoff *handoff,
                                              enum bq_field field);

/*
 * The sequence that puts a text into a terminal's clipboard (OSC 52). term: $TERM (NULL unset):
 * inside GNU screen it comes in wrapped pieces. passthrough: inside tmux, also wrapped for the
 * terminal outside, for those who switched allow-passthrough on; tmux itself takes the plain one
 * where set-clipboard is on. The caller frees. BQ_ELIMIT over what terminals take (74,994 bytes of
 * text).
 */
int bq_osc52_format(const char *text, size_t len, const char *term, bool passthrough, char **out,
                    size_t *out_len, struct bq_err *err) BQ_MUST_USE;

#endif
