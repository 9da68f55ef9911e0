/*
 * The screens, and what opens them.
 */
#ifndef UI_SCREEN_SCREENS_H
#define UI_SCREEN_SCREENS_H

#include "bqi/cli.h"
#include "screen/host.h"

/* The screen a request begins with. A draft that can't be opened is a failure when it was named. */
int screen_first(struct ui_host *host, const struct cli_form_request *request, bool first_run,
                 struct bq_err *err) BQ_MUST_USE;

/* The form on a session (taken over). */
int screen_form_push(struct ui_host *host, struct bq_session *session,
                     struct bq_err *err) BQ_MUST_USE;
/* The drafts screen. */
int screen_drafts_push(struct ui_host *host, struct bq_err *err) BQ_MUST_USE;
/*
 * The drafts screen with its question, when there is unsaved work on the draft at path. False:
 * there is none, and nothing was opened.
 */
bool screen_drafts_offer(struct ui_host *host, const char *path);
/* Reads the folder anew if the drafts screen is topmost now. */
void screen_drafts_refresh(struct ui_host *host);
/* What a first visit sees. */
void screen_welcome_push(struct ui_host *host);
/* Help for the layer that is topmost now. */
void screen_help_push(struct ui_host *host);
/* Text from outside in help, which is Markdown: nothing of it is markup, line ends end paragraphs.
 */
void screen_help_literal(struct bq_buf *out, const char *text);

/* How a text is shown: laid out, as it stands, or as it stands with nothing around it. */
enum pager_kind { PAGER_MARKDOWN, PAGER_PLAIN, PAGER_BARE };
/* A text to read; taken over. NULL: there was no memory for it, nothing happens. */
void screen_pager_push(struct ui_host *host, const char *title, enum pager_kind kind, char *text);

#endif
