/* The draft or filed report that looks like this one, to read beside it. */
#include "bqi/store.h"
#include "screen/form.h"
#include "screen/screens.h"
#include <stdio.h>
#include <string.h>

static long find_alike(const struct form *form)
{
    const struct bq_findings *findings = bq_session_findings(form->session);

    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(findings->items[i].rule, "look-alike") == 0)
            return (long)i;
    return FORM_NO_FINDING;
}

/* As it will be read; one program, so its names are the same. */
static int show(const struct form *form, struct ui_host *host, const char *path, struct bq_err *err)
{
    struct bq_report report = form_report(form);
    struct bq_draft *other = NULL;
    char title[160], *text = NULL;
    size_t len;
    int status = bq_store_load(path, &other, NULL, err);

    if (!status) {
        report.draft = other;
        status =
            bq_report_format(&report, BQ_REPORT_MARKDOWN, BQ_FLAVOUR_PLATFORM, &text, &len, err);
    }
    if (!status) {
        const char *state = bq_draft_text(other, BQ_FIELD_STATUS, NULL);
        snprintf(title, sizeof title, "Looks alike (%.20s): %.110s", state[0] ? state : "draft",
                 bq_path_base(path));
        screen_pager_push(host, title, PAGER_MARKDOWN, text);
    }
    bq_draft_free(other);
    return status;
}

void form_look_alike(struct form *form, struct ui_host *host)
{
    char path[BQ_PATH_MAX];
    struct bq_err err;
    long at;
    int status;

    while (bq_session_check(form->session, true))
        continue;
    at = find_alike(form);
    if (at < 0) {
        ui_host_say(host, UI_TONE_GOOD, "No other draft or filed report looks like this one");
        return;
    }
    status = bq_session_look_alike(form->session, (size_t)at, path, &err);
    if (!status)
        status = show(form, host, path, &err);
    if (status)
        ui_host_say_error(host, &err);
}
