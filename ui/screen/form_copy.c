/* Reading and copying: the preview, and single fields to the clipboard. */
#include "screen/form.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void form_copy_bytes(struct form *form, struct ui_host *host, const char *what, const char *bytes,
                     size_t len, int copied)
{
    char why[120];

    if (ui_term_facts(host->term)->no_clipboard) {
        form_copy_elsewhere(form, host, what, bytes, len, "This terminal has no clipboard.");
    } else if (copied && form->copied_before == copied) {
        form_copy_elsewhere(form, host, what, bytes, len,
                            "The terminal's clipboard can't be asked whether it took a text.");
    } else if (ui_term_clipboard(host->term, bytes, len)) {
        form->copied = copied;
        ui_host_say(host, UI_TONE_PLAIN,
                    copied ? "%s: sent %zu bytes (can't say if taken). Again: other ways"
                           : "%s: sent %zu bytes; terminals can't say they took it",
                    what, len);
    } else {
        snprintf(why, sizeof why, "%zu bytes are too many for the terminal's clipboard.", len);
        form_copy_elsewhere(form, host, what, bytes, len, why);
    }
}

void form_copy_field(struct form *form, struct ui_host *host, enum form_item item)
{
    const struct form_item_info *info = form_item_info(item);
    size_t len;
    const char *text = bq_draft_text(bq_session_draft(form->session), info->field, &len);

    if (len)
        form_copy_bytes(form, host, info->label, text, len, FORM_COPIED_FIELD);
    else
        ui_host_say(host, UI_TONE_PLAIN, "%s is empty", info->label);
}

void form_item_text(const struct form *form, enum form_item item, char *out, size_t size)
{
    enum bq_field field = form_item_info(item)->field;
    const struct bq_type *type;
    const char *text;

    out[0] = '\0';
    if (field == BQ_FIELD_NONE || form_item_info(item)->kind == FORM_TABLE)
        return;
    text = bq_draft_text(bq_session_draft(form->session), field, NULL);
    type = item == ITEM_TYPE ? bq_taxonomy_find(bq_session_taxonomy(form->session), text) : NULL;
    snprintf(out, size, "%.*s", (int)strcspn(text, "\n"), text);
    if (type)
        snprintf(out, size, "%s", type->path);
}

struct bq_report form_report(const struct form *form)
{
    struct bq_report report = { .draft = bq_session_draft(form->session),
                                .program = bq_session_program(form->session),
                                .taxonomy = bq_session_taxonomy(form->session) };

    return report;
}

void form_preview(struct form *form, struct ui_host *host)
{
    struct bq_report report = form_report(form);
    struct bq_err err;
    char *text;
    size_t len;

    if (bq_report_format(&report, BQ_REPORT_MARKDOWN, BQ_FLAVOUR_PLATFORM, &text, &len, &err))
        ui_host_say_error(host, &err);
    else
        screen_pager_push(host, "Preview", PAGER_MARKDOWN, text);
}
