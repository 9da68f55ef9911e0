/* A long text of the plain form in the person's own editor. What counts is the file, never how the
 * editor ended. */
#include "bqi/editor.h"
#include "bqi/file.h"
#include "bqi/paste.h"
#include "steps.h"
#include <stdio.h>
#include <stdlib.h>

/* Editors end a file with a line end; the text gets one only if it had one. */
static enum plain_answer take_back(struct plain_form *form, enum bq_field field,
                                   struct bq_span before, struct bq_span after)
{
    struct bq_paste_note note = { 0 };
    struct bq_err err;
    struct bq_buf clean;
    char words[160];
    enum plain_answer answer = PLAIN_HELP;
    bool ended = before.len && before.s[before.len - 1] == '\n';
    if (after.len && after.s[after.len - 1] == '\n' && !ended)
        after.len--;
    bq_buf_init(&clean, BQ_FIELD_TEXT_MAX);
    bq_paste_clean(&clean, after.s, after.len, false, &note);
    bq_paste_note_text(&note, words, sizeof words);
    if (bq_buf_check(&clean, &err) < 0) {
        plain_error(form, &err);
    } else if (bq_span_equal(bq_buf_span(&clean), before)) {
        plain_say(&form->ask, "Nothing changed in the editor.\n");
        answer = PLAIN_KEEP;
    } else if (bq_session_set_text(form->session, field, clean.len ? clean.data : "", clean.len,
                                   &err) < 0) {
        plain_error(form, &err);
    } else {
        plain_say(&form->ask, "Taken over from the editor, %zu bytes%s%s.\n", clean.len,
                  words[0] ? "; " : "", words);
        answer = PLAIN_VALUE;
    }
    bq_buf_clear(&clean);
    return answer;
}

enum plain_answer plain_edit(struct plain_form *form, enum bq_field field)
{
    char path[BQ_PATH_MAX], name[64], *bytes = NULL;
    size_t len, had;
    struct bq_err err, ended;
    const char *text = bq_draft_text(bq_session_draft(form->session), field, &had);
    char *before = bq_span_dup(bq_span_of(text, had));
    enum plain_answer answer = PLAIN_HELP;
    snprintf(name, sizeof name, "%.40s.md", bq_field_info(field)->key);
    int status =
        before ? cli_scratch_make(form->cli, name, before, had, path, &err) : bq_err_nomem(&err);
    if (status < 0) {
        plain_error(form, &err);
        free(before);
        return answer;
    }
    if (cli_editor_run(form->cli, NULL, path, &ended) < 0)
        plain_error(form, &ended);
    if (bq_file_read(path, BQ_FIELD_TEXT_MAX, &bytes, &len, NULL, &err) < 0) {
        plain_error(form, &err);
        plain_say(&form->ask, "The text is as it was.\n");
    } else {
        answer = take_back(form, field, bq_span_of(before, had), bq_span_of(bytes, len));
        cli_scratch_remove(path);
    }
    free(before);
    free(bytes);
    return answer;
}
