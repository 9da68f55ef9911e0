#include "text/undo.h"

#include <stdlib.h>
#include <string.h>

void undo_clear(struct undo *undo)
{
    for (size_t i = 0; i < undo->count; i++)
        free(undo->steps[i].was);
    free(undo->steps);
    memset(undo, 0, sizeof *undo);
}

bool undo_reserve(struct undo *undo)
{
    size_t cap = undo->cap ? undo->cap * 2 : 16;
    struct undo_step *steps;

    if (undo->done < undo->cap)
        return true;
    steps = realloc(undo->steps, cap * sizeof *steps);
    if (!steps)
        return false;
    undo->steps = steps;
    undo->cap = cap;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static void forget_redo(struct undo *undo)
{
    while (undo->count > undo->done) {
        struct undo_step *step = &undo->steps[--undo->count];

        undo->bytes -= step->was_len;
        free(step->was);
    }
}

/* Drops the oldest steps, always whole ones, a tenth at once so that it costs little in the mean.
 */
static void forget_oldest(struct undo *undo)
{
    size_t drop = 0, aim = UNDO_STEPS_MAX - UNDO_STEPS_MAX / 10;

    if (undo->count <= UNDO_STEPS_MAX && undo->bytes <= UNDO_BYTES_MAX)
        return;
    while (drop + 1 < undo->count &&
           (undo->count - drop > aim || undo->bytes > UNDO_BYTES_MAX || undo->steps[drop].joined)) {
        undo->bytes -= undo->steps[drop].was_len;
        free(undo->steps[drop].was);
        drop++;
    }
    memmove(undo->steps, undo->steps + drop, (undo->count - drop) * sizeof *undo->steps);
    undo->count -= drop;
    undo->done -= drop;
}

/* Typing goes on in the same word, or in the blanks behind it. */
static bool typing_joins(const struct undo_step *last, const struct undo_edit *edit)
{
    return edit->was_len == 0 && edit->now_len > 0 && edit->at == last->at + last->now_len &&
           !(last->blank && !is_blank(edit->now[0]));
}

static bool erasing_joins(const struct undo_step *last, const struct undo_edit *edit)
{
    return edit->now_len == 0 && last->now_len == 0 &&
           last->was_len + edit->was_len <= UNDO_ERASE_MAX &&
           (edit->at == last->at || edit->at + edit->was_len == last->at);
}

static bool joins(const struct undo *undo, const struct undo_edit *edit)
{
    const struct undo_step *last = undo->done ? &undo->steps[undo->done - 1] : NULL;

    if (!last || undo->broken || last->group != edit->group ||
        edit->when - last->when > UNDO_PAUSE_MS)
        return false;
    if (edit->group == BQ_TEXT_TYPING)
        return typing_joins(last, edit);
    return edit->group == BQ_TEXT_ERASING && erasing_joins(last, edit);
}

/* False without memory. */
static bool erase_more(struct undo *undo, struct undo_step *last, const struct undo_edit *edit,
                       const char *was)
{
    bool before = edit->at != last->at;
    char *more;

    if (edit->was_len == 0)
        return true;
    more = realloc(last->was, last->was_len + edit->was_len);
    if (!more)
        return false;
    if (before)
        memmove(more + edit->was_len, more, last->was_len);
    memcpy(before ? more : more + last->was_len, was, edit->was_len);
    last->was = more;
    last->was_len += edit->was_len;
    last->at = edit->at;
    undo->bytes += edit->was_len;
    return true;
}

static bool join(struct undo *undo, const struct undo_edit *edit, const char *was)
{
    struct undo_step *last = &undo->steps[undo->done - 1];

    if (edit->group == BQ_TEXT_ERASING && !erase_more(undo, last, edit, was))
        return false;
    if (edit->group == BQ_TEXT_TYPING) {
        last->now_len += edit->now_len;
        last->blank = is_blank(edit->now[edit->now_len - 1]);
    }
    last->when = edit->when;
    return true;
}

void undo_note(struct undo *undo, const struct undo_edit *edit, char *was)
{
    struct undo_step *step;

    forget_redo(undo);
    if (joins(undo, edit) && join(undo, edit, was)) {
        free(was);
        return;
    }
    step = &undo->steps[undo->done++];
    undo->count = undo->done;
    *step = (struct undo_step){ .at = edit->at,
                                .was = was,
                                .was_len = edit->was_len,
                                .now_len = edit->now_len,
                                .group = edit->group,
                                .joined = edit->group == BQ_TEXT_JOIN && undo->done > 1,
                                .when = edit->when };
    step->blank = edit->now_len > 0 && is_blank(edit->now[edit->now_len - 1]);
    undo->bytes += edit->was_len;
    undo->broken = false;
    forget_oldest(undo);
}

struct undo_step *undo_back(struct undo *undo)
{
    return undo->done ? &undo->steps[undo->done - 1] : NULL;
}

struct undo_step *undo_forward(struct undo *undo)
{
    return undo->done < undo->count ? &undo->steps[undo->done] : NULL;
}
