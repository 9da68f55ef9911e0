/*
 * The program on the screen: the event loop. One key at a time: read, hand to the topmost layer,
 * bring findings up to date, draw; what can wait is done while no key waits.
 */
#ifndef UI_APP_APP_H
#define UI_APP_APP_H

#include "bqi/cli.h"
#include "term/term.h"

/* What a run needs. All must outlive it. */
struct launcher;
struct ui_app_env {
    struct ui_term *term;
    const struct bq_paths *paths;
    const struct bq_config *config;
    struct launcher *launcher;     /* NULL: this process starts programs itself */
    const char *home;              /* "" unknown */
    int64_t (*now)(void *context); /* seconds since 1970 */
    void *context;
    bool first_run; /* nothing of this program was here before */
};

enum { UI_PARTING_MAX = 1024 };

/*
 * Runs until the person leaves. BQ_OK with *exit_code and what is to be said on the normal screen
 * afterwards (parting, may be ""); a failure when it could not begin, for the caller to say.
 */
int ui_app_run(const struct ui_app_env *env, const struct cli_form_request *request, int *exit_code,
               char parting[UI_PARTING_MAX], struct bq_err *err) BQ_MUST_USE;

#endif
