/* Which screen a request begins with. */
#include "bqi/store.h"
#include "screen/screens.h"
#include <stdio.h>
#include <string.h>

static int open_session(struct ui_host *host, const struct cli_form_request *request,
                        struct bq_session **out, struct bq_err *err)
{
    const struct bq_session_env *env = host->session_env;

    if (request->path)
        return bq_session_open(env, request->path, out, err);
    if (request->draft)
        return bq_session_adopt(env, request->draft, out, err);
    return bq_session_new(env, request->program ? request->program : "", out, err);
}

int screen_first(struct ui_host *host, const struct cli_form_request *request, bool first_run,
                 struct bq_err *err)
{
    struct bq_session *session = NULL;
    int status;

    if (request->list && !request->path && !request->draft) {
        status = screen_drafts_push(host, err);
        if (!status && first_run)
            screen_welcome_push(host);
        return status;
    }
    if (request->path && screen_drafts_offer(host, request->path))
        return BQ_OK;
    status = open_session(host, request, &session, err);
    if (status)
        return status;
    if (request->output && !bq_session_path(session)[0]) {
        status = bq_session_set_path(session, request->output, err);
        if (status) {
            bq_session_close(session, false);
            return status;
        }
    }
    return screen_form_push(host, session, err);
}
