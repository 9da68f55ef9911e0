/*
 * Handing a text to the person's own editor and back. What counts is the file, never how the editor
 * ended: changed content comes in as one undo step, anything else leaves the text as it was.
 */
#include "bqi/paste.h"
#include "screen/form.h"
#include "screen/scratch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Editors end a file with a line end; the text gets one only if it had one. */
static void take_back(struct form *form, struct ui_host *host, enum bq_field field,
                      const struct bq_span *before, const char *bytes, size_t len, int code)
{
    struct bq_paste_note note = { 0 };
    struct bq_buf clean;
    struct bq_err err;
    char words[160], how[48] = "";
    bool one_line = bq_field_info(field)->kind == BQ_KIND_LINE;
    bool ended = before->len && before->s[before->len - 1] == '\n';

    if (len && bytes[len - 1] == '\n' && !ended)
        len--;
    if (code)
        snprintf(how, sizeof how, ", which ended with %d", code);
    bq_buf_init(&clean, BQ_FIELD_TEXT_MAX);
    bq_paste_clean(&clean, bytes, len, one_line, &note);
    bq_paste_note_text(&note, words, sizeof words);
    if (bq_buf_check(&clean, &err))
        ui_host_say_error(host, &err);
    else if (clean.len == before->len && memcmp(clean.data, before->s, clean.len) == 0)
        ui_host_say(host, code ? UI_TONE_BAD : UI_TONE_PLAIN, "Nothing changed in the editor%s",
                    how);
    else if (bq_session_set_text(form->session, field, clean.data, clean.len, &err))
        ui_host_say_error(host, &err);
    else
        ui_host_say(host, UI_TONE_GOOD, "Taken over from the editor%s%s%s; undo takes it back", how,
                    words[0] ? ", " : "", words);
    bq_buf_clear(&clean);
}

void form_editor(struct form *form, struct ui_host *host)
{
    enum bq_field field = form_item_info(form->focus)->field;
    struct bq_span before = bq_text_span(bq_session_text(form->session, field));
    char path[BQ_PATH_MAX] = "", name[64], *bytes = NULL;
    size_t len;
    struct bq_err err;
    int status, code;

    bq_err_clear(&err);
    snprintf(name, sizeof name, "%.40s.md", bq_field_info(field)->key);
    status = bq_session_sync(form->session, &err);
    if (!status)
        status = scratch_edit(host, name, before.s, before.len, BQ_FIELD_TEXT_MAX, path, &bytes,
                              &len, &code, &err);
    if (status) {
        ui_host_say(host, UI_TONE_BAD, "%s. Your text is as it was%s%s", err.text,
                    path[0] ? "; the editor's file: " : "", path);
    } else {
        take_back(form, host, field, &before, bytes, len, code);
        scratch_remove(path);
    }
    free(bytes);
    form_changed(form);
}
