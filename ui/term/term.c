/* The door to a terminal's back end. */
#include "term/term.h"
#include <stdlib.h>

struct ui_term {
    const struct ui_term_ops *ops;
    void *self;
    struct ui_term_facts facts;
};

struct ui_term *ui_term_wrap(const struct ui_term_ops *ops, void *self,
                             const struct ui_term_facts *facts)
{
    struct ui_term *term = calloc(1, sizeof *term);

    if (!term)
        return NULL;
    term->ops = ops;
    term->self = self;
    term->facts = *facts;
    return term;
}

void ui_term_close(struct ui_term *term)
{
    if (!term)
        return;
    term->ops->free(term->self);
    free(term);
}

const struct ui_term_facts *ui_term_facts(const struct ui_term *term)
{
    return &term->facts;
}

void ui_term_size(struct ui_term *term, int *rows, int *columns)
{
    term->ops->size(term->self, rows, columns);
}

void ui_term_draw(struct ui_term *term, const struct ui_frame *frame)
{
    term->ops->draw(term->self, frame);
}

void ui_term_read(struct ui_term *term, int timeout_ms, struct ui_key *out)
{
    term->ops->read(term->self, timeout_ms, out);
}

bool ui_term_pending(struct ui_term *term)
{
    return term->ops->pending(term->self);
}

void ui_term_redraw(struct ui_term *term)
{
    term->ops->redraw(term->self);
}

void ui_term_leave(struct ui_term *term)
{
    term->ops->leave(term->self);
}

void ui_term_enter(struct ui_term *term)
{
    term->ops->enter(term->self);
}

void ui_term_suspend(struct ui_term *term)
{
    term->ops->suspend(term->self);
}

void ui_term_bell(struct ui_term *term)
{
    term->ops->bell(term->self);
}

bool ui_term_clipboard(struct ui_term *term, const char *text, size_t len)
{
    return term->ops->clipboard(term->self, text, len);
}

int64_t ui_term_now_ms(struct ui_term *term)
{
    return term->ops->now_ms(term->self);
}
