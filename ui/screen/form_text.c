/* Texts in the form: what keys do to them, and how they are shown. */
#include "bqi/cluster.h"
#include "bqi/utf8.h"
#include "screen/form.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct form_text {
    size_t cursor, top; /* top: first line in view */
};

static enum bq_field field_of(enum form_item item)
{
    return form_item_info(item)->field;
}

static struct form_text *text_of(struct form *form, enum form_item item)
{
    if (!form->texts[item])
        form->texts[item] = calloc(1, sizeof *form->texts[item]);
    return form->texts[item];
}

void form_text_free(struct form_text *text)
{
    free(text);
}

static void edit(struct form *form, struct ui_host *host, struct form_text *text, size_t at,
                 size_t removed, const char *s, size_t len, enum bq_text_group group)
{
    struct bq_err err;
    int status =
        bq_session_edit(form->session, field_of(form->focus), at, removed, s, len, group, &err);

    if (status)
        ui_host_say_error(host, &err);
    else
        text->cursor = at + len;
}

bool form_text_key(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    struct form_text *text = text_of(form, form->focus);
    struct bq_text *buffer = bq_session_text(form->session, field_of(form->focus));
    struct bq_span span;
    char bytes[4];

    if (!text || !buffer)
        return false;
    span = bq_text_span(buffer);
    if (text->cursor > span.len)
        text->cursor = span.len;
    if (ui_key_types(key))
        edit(form, host, text, text->cursor, 0, bytes, bq_utf8_encode(key->rune, bytes),
             BQ_TEXT_TYPING);
    else if (key->code == UI_KEY_ENTER)
        edit(form, host, text, text->cursor, 0, "\n", 1, BQ_TEXT_TYPING);
    else if (key->code == UI_KEY_PASTE)
        edit(form, host, text, text->cursor, 0, key->paste, key->paste_len, BQ_TEXT_STEP);
    else if (key->code == UI_KEY_BACKSPACE && text->cursor) {
        size_t from = bq_cluster_previous(span.s, text->cursor);
        edit(form, host, text, from, text->cursor - from, "", 0, BQ_TEXT_ERASING);
    } else if (key->code == UI_KEY_LEFT)
        text->cursor = bq_cluster_previous(span.s, text->cursor);
    else if (key->code == UI_KEY_RIGHT && text->cursor < span.len)
        text->cursor = bq_cluster_next(span.s, span.len, text->cursor);
    else
        return false;
    return true;
}

bool form_text_action(struct form *form, struct ui_host *host, enum ui_action action)
{
    struct form_text *text = text_of(form, form->focus);
    enum bq_field field = field_of(form->focus);

    (void)host;
    if (!text)
        return false;
    if (action == UI_DO_UNDO)
        bq_session_undo(form->session, field, &text->cursor);
    else if (action == UI_DO_REDO)
        bq_session_redo(form->session, field, &text->cursor);
    else
        return false;
    return true;
}

void form_text_mouse(struct form *form, struct ui_host *host, const struct ui_key *key)
{
    (void)form;
    (void)host;
    (void)key;
}

void form_text_goto(struct form *form, enum form_item item, size_t start, size_t end)
{
    struct form_text *text = text_of(form, item);

    (void)end;
    if (text)
        text->cursor = start;
}

void form_text_set(struct form *form, struct ui_host *host, enum form_item item, const char *s)
{
    struct form_text *text = text_of(form, item);
    struct bq_err err;

    if (bq_session_set_text(form->session, field_of(item), s, strlen(s), &err))
        ui_host_say_error(host, &err);
    else if (text)
        text->cursor = strlen(s);
}

void form_text_measure(struct form *form, enum form_item item, char *out, size_t size)
{
    struct bq_text *buffer = bq_session_text(form->session, field_of(item));
    const struct bq_program *program = bq_session_program(form->session);
    struct bq_span span;

    out[0] = '\0';
    if (!buffer || !bq_text_len(buffer))
        return;
    if (form_item_info(item)->kind == FORM_AREA) {
        snprintf(out, size, "%zu line%s, %zu bytes", bq_text_line_count(buffer),
                 bq_text_line_count(buffer) == 1 ? "" : "s", bq_text_len(buffer));
        return;
    }
    span = bq_text_span(buffer);
    unsigned limit = program ? bq_program_info(program)->form.title_length : 0;
    if (limit)
        snprintf(out, size, "%zu/%u", bq_utf8_count(span.s, span.len), limit);
    else
        snprintf(out, size, "%zu", bq_utf8_count(span.s, span.len));
}

void form_text_draw(struct form *form, struct ui_host *host, enum form_item item,
                    struct ui_rect rect)
{
    struct form_text *text = text_of(form, item);
    struct bq_text *buffer = bq_session_text(form->session, field_of(item));
    struct bq_span span;
    size_t line, first;

    if (!text || !buffer || rect.rows < 1)
        return;
    span = bq_text_span(buffer);
    if (text->cursor > span.len)
        text->cursor = span.len;
    line = bq_text_line_of(buffer, text->cursor);
    if (line < text->top)
        text->top = line;
    if (line >= text->top + (size_t)rect.rows)
        text->top = line - (size_t)rect.rows + 1;
    for (int row = 0; row < rect.rows; row++) {
        size_t at = text->top + (size_t)row;
        if (at >= bq_text_line_count(buffer))
            break;
        first = bq_text_line_start(buffer, at);
        ui_grid_put_cut(host->grid, rect.row + row, rect.column, rect.columns, UI_STYLE_FIELD,
                        bq_span_of(span.s + first, bq_text_line_end(buffer, at) - first));
        if (item == form->focus && at == line)
            ui_grid_cursor(host->grid, rect.row + row,
                           rect.column + (int)bq_columns(span.s + first, text->cursor - first));
    }
}
