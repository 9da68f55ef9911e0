/*
 * Handing a text to the person's own editor and back. What counts is the file, never how the editor
 * ended: changed content comes in as one undo step, anything else leaves the text as it was.
 */
#include "bqi/file.h"
#include "bqi/launch.h"
#include "bqi/paste.h"
#include "screen/form.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A private file in the drafts folder's own scratch, with an ending editors know. */
static int make_scratch(const struct ui_host *host, const char *key, char *path, struct bq_err *err)
{
    char folder[BQ_PATH_MAX], name[64];
    unsigned char random[6];
    int status = bq_path_join(folder, host->paths->drafts, ".scratch", err);

    if (!status)
        status = bq_file_make_dir(folder, err);
    if (status)
        return status;
    bq_random(random, sizeof random);
    snprintf(name, sizeof name, "%.20s-%02x%02x%02x%02x%02x%02x.md", key, random[0], random[1],
             random[2], random[3], random[4], random[5]);
    return bq_path_join(path, folder, name, err);
}

static int run_editor(struct ui_host *host, const char *path, struct bq_err *err)
{
    char **words;
    int code, status = launch_split(launch_editor(host->config->editor), path, &words, err);

    if (status)
        return status;
    ui_term_leave(host->term);
    status = launcher_run(host->launcher, words, NULL, 0, &code, err);
    ui_term_enter(host->term);
    if (status)
        status = bq_err_set(err, BQ_ENOTFOUND, "%s could not be started: set $VISUAL or $EDITOR",
                            words[0]);
    launch_free_words(words);
    return status;
}

/* Editors end a file with a line end; the text gets one only if it had one. */
static void take_back(struct form *form, struct ui_host *host, enum bq_field field,
                      const struct bq_span *before, const char *bytes, size_t len)
{
    struct bq_paste_note note = { 0 };
    struct bq_buf clean;
    struct bq_err err;
    char words[160];
    bool one_line = bq_field_info(field)->kind == BQ_KIND_LINE;
    bool ended = before->len && before->s[before->len - 1] == '\n';

    if (len && bytes[len - 1] == '\n' && !ended)
        len--;
    bq_buf_init(&clean, BQ_FIELD_TEXT_MAX);
    bq_paste_clean(&clean, bytes, len, one_line, &note);
    bq_paste_note_text(&note, words, sizeof words);
    if (bq_buf_check(&clean, &err))
        ui_host_say_error(host, &err);
    else if (clean.len == before->len && memcmp(clean.data, before->s, clean.len) == 0)
        ui_host_say(host, UI_TONE_PLAIN, "Nothing changed in the editor");
    else if (bq_session_set_text(form->session, field, clean.data, clean.len, &err))
        ui_host_say_error(host, &err);
    else
        ui_host_say(host, UI_TONE_GOOD, "Taken over from the editor%s%s; undo takes it back",
                    words[0] ? ", " : "", words);
    bq_buf_clear(&clean);
}

void form_editor(struct form *form, struct ui_host *host)
{
    enum bq_field field = form_item_info(form->focus)->field;
    char path[BQ_PATH_MAX], *bytes = NULL;
    struct bq_span before = bq_text_span(bq_session_text(form->session, field));
    size_t len;
    struct bq_err err;
    int status;

    bq_err_clear(&err);
    status = make_scratch(host, bq_field_info(field)->key, path, &err);
    if (!status)
        status = bq_session_sync(form->session, &err);
    if (!status)
        status = bq_file_write(path, before.s, before.len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE,
                               NULL, NULL, &err);
    if (status) {
        ui_host_say_error(host, &err);
        return;
    }
    status = run_editor(host, path, &err);
    if (!status)
        status = bq_file_read(path, BQ_FIELD_TEXT_MAX, &bytes, &len, NULL, &err);
    if (status) {
        ui_host_say(host, UI_TONE_BAD, "%s. Your text is as it was", err.text);
    } else {
        before = bq_text_span(bq_session_text(form->session, field));
        take_back(form, host, field, &before, bytes, len);
        unlink(path);
    }
    free(bytes);
    form_changed(form);
}
