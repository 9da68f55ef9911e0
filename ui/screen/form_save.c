/* Saving and leaving: nothing here loses a text. */
#include "bqi/file.h"
#include "bugquill/io.h"
#include "screen/ask.h"
#include "screen/drafts.h"
#include "screen/form.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void name_of(const struct form *form, const struct ui_host *host, char *out, size_t size)
{
    ui_host_path(host, bq_session_path(form->session), out, size);
}

/* Off the screen, saved or with its journal kept. */
static void gone(struct form *form, struct ui_host *host, bool saved)
{
    char path[512];
    struct bq_err err;
    bool to_drafts = form->to_drafts;

    name_of(form, host, path, sizeof path);
    if (saved && path[0])
        snprintf(host->parting, sizeof host->parting, "Draft saved: %s", path);
    else if (!saved)
        snprintf(host->parting, sizeof host->parting,
                 "Not saved. What was typed is kept for 14 days: bugquill offers it at the next "
                 "start.");
    ui_host_pop(host);
    if (to_drafts && !host->top && screen_drafts_push(host, &err))
        ui_host_say_error(host, &err);
    if (!host->top)
        ui_host_quit(host, CLI_OK);
    else
        screen_drafts_refresh(host);
}

static void saved(struct form *form, struct ui_host *host)
{
    char path[512];

    form->saved = ui_host_now(host);
    name_of(form, host, path, sizeof path);
    /* what does not fit the row is the folder: it is the same for all */
    ui_host_say(host, UI_TONE_GOOD, "Saved to %s",
                (int)strlen(path) + 13 > host->grid->columns ? bq_path_base(path) : path);
    if (form->leaving)
        gone(form, host, true);
}

/* ---- trouble
 * -------------------------------------------------------------------------------------------- */

static void elsewhere_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    const struct bq_draft *draft = bq_session_draft(form->session);
    char path[BQ_PATH_MAX], *bytes = NULL;
    struct bq_err err;
    size_t len;
    int status;

    if (result == ASK_CANCEL)
        return;
    ui_host_expand(host, text, path, sizeof path);
    status = bq_draft_format(draft, &bytes, &len, &err);
    if (!status)
        status =
            bq_file_write(path, bytes, len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE, NULL, NULL, &err);
    free(bytes);
    if (status)
        ui_host_say(host, UI_TONE_BAD, "NOT SAVED: %s. Save asks again", err.text);
    else
        ui_host_say(host, UI_TONE_GOOD, "A copy is in %s; the draft itself is still not saved",
                    text);
}

static void save_elsewhere(struct form *form, struct ui_host *host)
{
    char path[128];
    struct ask_spec spec = { .title = "Save a copy somewhere else",
                             .body = "The whole draft as YAML, readable only by you. An existing "
                                     "file is not overwritten.",
                             .prompt = "Path",
                             .initial = path,
                             .owner = form,
                             .done = elsewhere_done };

    ui_host_own_file(host, "bugquill-rescue.yaml", path, sizeof path);
    ask_push(host, &spec);
}

/* Where the text is now: said only when it was just made sure. */
static const char *whereabouts(struct form *form)
{
    return bq_session_sync(form->session, NULL)
               ? "Your text is in memory only, NOT on disk: keep this window open"
               : "Your text is safe in memory and in the recovery file";
}

enum { FAILED_RETRY, FAILED_ELSEWHERE, FAILED_COPY, FAILED_GO_ON };

static void failed_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    struct bq_err err;
    char *bytes = NULL;
    size_t len;

    (void)text;
    if (result == FAILED_RETRY) {
        form_save(form, host);
    } else if (result == FAILED_ELSEWHERE) {
        save_elsewhere(form, host);
    } else if (result == FAILED_COPY) {
        if (bq_draft_format(bq_session_draft(form->session), &bytes, &len, &err))
            ui_host_say_error(host, &err);
        else if (ui_term_facts(host->term)->no_clipboard)
            ui_host_say(host, UI_TONE_BAD,
                        "NOT SAVED. This terminal has no clipboard; save asks again");
        else if (ui_term_clipboard(host->term, bytes, len))
            ui_host_say(host, UI_TONE_PLAIN,
                        "NOT SAVED. Sent %zu bytes; terminals can't say if they took them", len);
        else
            ui_host_say(host, UI_TONE_BAD, "Too long for the terminal's clipboard (%zu bytes)",
                        len);
        free(bytes);
    } else {
        form->leaving = false;
        ui_host_say(host, UI_TONE_BAD, "NOT SAVED yet. %s", whereabouts(form));
    }
}

static void save_failed(struct form *form, struct ui_host *host, const struct bq_err *err)
{
    char body[2048], path[512], words[1200], reason[1200];
    struct ask_spec spec = {
        .title = "! NOT SAVED",
        .body = body,
        .bad = false,
        .count = 4,
        .choices = { [FAILED_RETRY] = { "Try again now", "", 't' },
                     [FAILED_ELSEWHERE] = { "Save a copy somewhere else...", "", 'e' },
                     [FAILED_COPY] = { "Copy it all to the clipboard", "", 'c' },
                     [FAILED_GO_ON] = { "Go on editing", "", 'g' } },
        .owner = form,
        .done = failed_done
    };

    name_of(form, host, path, sizeof path);
    bq_err_format(err, words, sizeof words);
    ui_host_path(host, words, reason, sizeof reason); /* it begins with the file */
    snprintf(body, sizeof body, "%s\n%s.\n%s%s", reason, whereabouts(form),
             path[0] ? "What was saved before is unchanged: " : "It has not been saved before.",
             path);
    ask_push(host, &spec);
}

/* ---- somebody else changed the file
 * ----------------------------------------------------------------------- */

enum { CONFLICT_MERGE, CONFLICT_SHOW, CONFLICT_MINE, CONFLICT_COPY, CONFLICT_GO_ON };

static void conflict(struct form *form, struct ui_host *host);

/* Both sides' changes come together; what both changed differently has to be looked at. */
static void merge(struct form *form, struct ui_host *host)
{
    bq_field_set conflicts = 0;
    char fields[256] = "";
    struct bq_err err;

    form->leaving = false;
    if (bq_session_merge(form->session, &conflicts, &err)) {
        ui_host_say_error(host, &err);
        return;
    }
    form_changed(form);
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        size_t used = strlen(fields);
        if (conflicts & BQ_FIELD_BIT(i))
            snprintf(fields + used, sizeof fields - used, "%s%s", used ? ", " : "",
                     bq_field_info((enum bq_field)i)->label);
    }
    if (conflicts)
        ui_host_say(host, UI_TONE_BAD, "Merged, not saved yet. Both changed: %s. Look, then save",
                    fields);
    else
        ui_host_say(host, UI_TONE_GOOD, "Merged without contradictions; save to keep it");
}

static void conflict_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    struct bq_err err;

    (void)text;
    if (result == CONFLICT_MERGE) {
        merge(form, host);
    } else if (result == CONFLICT_SHOW) {
        conflict(form, host); /* asked again below what is shown */
        drafts_compare(host, "On disk (-) and here (+)", bq_session_path(form->session),
                       bq_session_draft(form->session));
    } else if (result == CONFLICT_MINE) {
        if (bq_session_save_over(form->session, &err))
            save_failed(form, host, &err);
        else
            saved(form, host);
    } else if (result == CONFLICT_COPY) {
        save_elsewhere(form, host);
    } else {
        form->leaving = false;
        ui_host_say(host, UI_TONE_BAD, "NOT SAVED: the file was changed by somebody else");
    }
}

enum { REMOVED_AGAIN, REMOVED_COPY, REMOVED_GO_ON };

static void removed_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;
    struct bq_err err;

    (void)text;
    if (result == REMOVED_COPY) {
        save_elsewhere(form, host);
    } else if (result != REMOVED_AGAIN) {
        form->leaving = false;
        ui_host_say(host, UI_TONE_BAD, "NOT SAVED yet. %s", whereabouts(form));
    } else if (bq_session_save_over(form->session, &err)) {
        save_failed(form, host, &err);
    } else {
        saved(form, host);
    }
}

/* There is nothing to merge with: whoever took the file away may not want it back here. */
static void removed(struct form *form, struct ui_host *host, const char *path)
{
    char body[2048];
    struct ask_spec spec = {
        .title = "The draft's file is gone",
        .body = body,
        .count = 3,
        .choices = { [REMOVED_AGAIN] = { "Write it again at its place", "", 'w' },
                     [REMOVED_COPY] = { "Save a copy somewhere else...", "", 'c' },
                     [REMOVED_GO_ON] = { "Go on editing, decide later", "", 'g' } },
        .owner = form,
        .done = removed_done
    };

    snprintf(body, sizeof body, "%s. The file was moved or removed meanwhile: %s.",
             whereabouts(form), path);
    ask_push(host, &spec);
}

static void conflict(struct form *form, struct ui_host *host)
{
    struct bq_file_stamp there;
    char body[1024], path[512];
    struct ask_spec spec = {
        .title = "Changed on disk meanwhile",
        .body = body,
        .count = 5,
        .choices = { [CONFLICT_MERGE] = { "Take in both, field by field", "then look and save",
                                          'b' },
                     [CONFLICT_SHOW] = { "Show what differs", "", 'd' },
                     [CONFLICT_MINE] = { "Save mine, theirs as a version", "", 'm' },
                     [CONFLICT_COPY] = { "Save mine as a copy elsewhere...", "", 'c' },
                     [CONFLICT_GO_ON] = { "Go on editing, decide later", "", 'g' } },
        .owner = form,
        .done = conflict_done
    };

    name_of(form, host, path, sizeof path);
    if (bq_file_stat(bq_session_path(form->session), &there, NULL) == BQ_OK && !there.exists) {
        removed(form, host, path);
        return;
    }
    snprintf(body, sizeof body,
             "Nothing has been overwritten. Another window, an editor or git wrote the draft: %s.",
             path);
    ask_push(host, &spec);
}

/* ---- saving
 * ------------------------------------------------------------------------------------------------
 */

void form_save(struct form *form, struct ui_host *host)
{
    struct bq_err err;
    int status;

    bq_err_clear(&err);
    status = bq_session_save(form->session, &err);
    if (status == BQ_OK)
        saved(form, host);
    else if (status == BQ_ECONFLICT)
        conflict(form, host);
    else
        save_failed(form, host, &err);
}

/* ---- leaving
 * ---------------------------------------------------------------------------------------------------
 */

static void discard_done(void *owner, struct ui_host *host, int result, const char *text)
{
    (void)text;
    if (result != ASK_CANCEL)
        gone(owner, host, false);
}

static void discard(struct form *form, struct ui_host *host)
{
    struct ask_spec spec = {
        .title = "Leave without saving",
        .body = "What was typed since the last save stays recoverable for 14 days. To leave "
                "without saving, type the word discard.",
        .prompt = "Word",
        .word = "discard",
        .owner = form,
        .done = discard_done
    };

    ask_push(host, &spec);
}

enum { LEAVE_SAVE, LEAVE_STAY, LEAVE_DISCARD };

static void leave_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;

    (void)text;
    if (result == LEAVE_SAVE) {
        form->leaving = true;
        form_save(form, host);
    } else if (result == LEAVE_DISCARD) {
        discard(form, host);
    }
}

void form_leave(struct form *form, struct ui_host *host)
{
    struct ask_spec spec = { .title = "Leave this report?",
                             .body = "It has changes that are not saved.",
                             .count = 3,
                             .choices = { [LEAVE_SAVE] = { "Save draft and leave", "Enter", 's' },
                                          [LEAVE_STAY] = { "Keep editing", "Esc", 'k' },
                                          [LEAVE_DISCARD] = { "Leave without saving",
                                                              "asks for a word", 'w' } },
                             .owner = form,
                             .done = leave_done };

    if (bq_session_dirty(form->session))
        ask_push(host, &spec);
    else
        gone(form, host, bq_session_path(form->session)[0] != '\0');
}
