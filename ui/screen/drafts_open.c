/* From the drafts screen into the form; and what can be done when another session has the draft, or
 * had it and is gone. */
#include "bqi/show.h"
#include "screen/ask.h"
#include "screen/drafts.h"
#include "screen/screens.h"
#include <stdio.h>
#include <string.h>

enum { HELD_READ, HELD_COPY, HELD_AGAIN, HELD_TAKE };

static void held_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct drafts_opening *opening = owner;
    char copy[BQ_PATH_MAX];
    struct bq_err err;

    (void)text;
    if (result == HELD_READ) {
        drafts_show_file(host, opening->path);
    } else if (result == HELD_AGAIN) {
        drafts_open(opening, host, opening->path);
    } else if (result == HELD_COPY) {
        int status = bq_store_duplicate(host->paths, opening->path, ui_host_now(host), copy, &err);
        if (status)
            ui_host_say_error(host, &err);
        else
            drafts_open(opening, host, copy);
        screen_drafts_refresh(host);
    } else if (result == HELD_TAKE) {
        if (bq_lock_break(host->paths, opening->path, &err))
            ui_host_say_error(host, &err);
        else
            drafts_open(opening, host, opening->path);
    }
}

/* Another session has the draft open: two writers would undo each other's work. */
static void ask_held(struct drafts_opening *opening, struct ui_host *host, const char *path,
                     const struct bq_err *err)
{
    char body[BQ_ERR_TEXT_MAX + 64], shown[BQ_ERR_TEXT_MAX * 2];
    struct ask_spec spec = { .title = "Open elsewhere",
                             .body = shown,
                             .count = 4,
                             .choices = { [HELD_READ] = { "Read what is saved", "", 'r' },
                                          [HELD_COPY] = { "Write in a copy", "", 'c' },
                                          [HELD_AGAIN] = { "Try again", "once closed there", 't' },
                                          [HELD_TAKE] = { "Take it over", "nothing runs there",
                                                          0 } },
                             .owner = opening,
                             .done = held_done };

    if (path != opening->path) /* asked again about the same draft */
        snprintf(opening->path, sizeof opening->path, "%s", path);
    snprintf(body, sizeof body, "%s.", err->text);
    bq_show_cut(shown, sizeof shown, body, strlen(body));
    ask_push(host, &spec);
}

void drafts_open_session(struct drafts_opening *opening, struct ui_host *host, const char *path,
                         struct bq_session *session, int status, struct bq_err *err)
{
    if (!status)
        status = screen_form_push(host, session, err);
    if (status == BQ_ELOCKED && path[0])
        ask_held(opening, host, path, err);
    else if (status)
        ui_host_say_error(host, err);
}

void drafts_open(struct drafts_opening *opening, struct ui_host *host, const char *path)
{
    struct bq_session *session = NULL;
    struct bq_err err;
    int status = bq_session_open(host->session_env, path, &session, &err);

    drafts_open_session(opening, host, path, session, status, &err);
}

void drafts_open_new(struct drafts_opening *opening, struct ui_host *host)
{
    struct bq_session *session = NULL;
    struct bq_err err;
    int status = bq_session_new(host->session_env, "", &session, &err);

    drafts_open_session(opening, host, "", session, status, &err);
}

/* ---- unsaved work
 * ---------------------------------------------------------------------------------------------- */

enum { RECOVER_OPEN, RECOVER_DIFF, RECOVER_SAVED, RECOVER_DISCARD };

static void recover_done(void *owner, struct ui_host *host, int result, const char *text)
{
    struct drafts_opening *opening = owner;
    struct bq_session *session = NULL;
    struct bq_err err;
    int status;

    (void)text;
    if (result == RECOVER_OPEN) {
        status = bq_session_recover(host->session_env, opening->journal, &session, &err);
        drafts_open_session(opening, host, opening->path, session, status, &err);
    } else if (result == RECOVER_DIFF) {
        drafts_show_recovery(host, opening->journal, opening->path);
    } else if (result == RECOVER_SAVED && opening->path[0]) {
        drafts_open(opening, host, opening->path);
    } else if (result == RECOVER_DISCARD) {
        if (bq_recovery_discard(host->paths, opening->journal, &err))
            ui_host_say_error(host, &err);
        else
            ui_host_say(host, UI_TONE_PLAIN, "Put away for 14 days; u brings it back");
        screen_drafts_refresh(host);
    }
}

void drafts_ask_recovery(struct drafts_opening *opening, struct ui_host *host,
                         const struct bq_recovery *recovery)
{
    struct ask_spec spec = {
        .title = "Unsaved work",
        .body = !recovery->path[0] ? "This report was never saved."
                : recovery->saved_since
                    ? "What was typed before the draft was saved again, elsewhere. To save "
                      "it will ask first, and can take in both."
                    : "What was typed after the draft was last saved. The saved draft is "
                      "unchanged.",
        .count = 4,
        .choices = { [RECOVER_OPEN] = { "Go on with what was typed", "Enter", 'o' },
                     [RECOVER_DIFF] = { "Show what differs", "", 'd' },
                     [RECOVER_SAVED] = { recovery->path[0] ? "Open the saved draft as it is"
                                                           : "Decide later",
                                         "", 's' },
                     [RECOVER_DISCARD] = { "Put it away", "kept for 14 days", 0 } },
        .owner = opening,
        .done = recover_done
    };

    memcpy(opening->path, recovery->path, sizeof opening->path);
    memcpy(opening->journal, recovery->journal, sizeof opening->journal);
    ask_push(host, &spec);
}
