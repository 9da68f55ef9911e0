/* Reading and copying: the preview, and single fields to the clipboard. */
#include "screen/form.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void form_copy_bytes(struct ui_host *host, const char *what, const char *bytes, size_t len)
{
    if (ui_term_clipboard(host->term, bytes, len))
        ui_host_say(host, UI_TONE_PLAIN,
                    "%s: sent %zu bytes to the terminal's clipboard; it can't say whether it took "
                    "them",
                    what, len);
    else
        ui_host_say(host, UI_TONE_BAD, "%s is too long for the terminal's clipboard: %zu bytes",
                    what, len);
}

void form_copy_field(struct form *form, struct ui_host *host, enum form_item item)
{
    const struct form_item_info *info = form_item_info(item);
    size_t len;
    const char *text = bq_draft_text(bq_session_draft(form->session), info->field, &len);

    if (len)
        form_copy_bytes(host, info->label, text, len);
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

void form_show_raw(struct form *form, struct ui_host *host, enum form_item item)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    const char *text = bq_draft_text(draft, form_item_info(item)->field, NULL);
    char *copy = strdup(text);

    screen_pager_push(host, form_item_info(item)->label, copy);
}

static void add_section(const struct bq_draft *draft, enum bq_field field, const char *heading,
                        struct bq_buf *out)
{
    const char *text = bq_draft_text(draft, field, NULL);

    if (*text)
        bq_buf_addf(out, "## %s\n\n%s\n\n", heading, text);
}

/* The report in the order the platform's form asks for it. */
static void report_text(struct form *form, struct bq_buf *out)
{
    const struct bq_draft *draft = bq_session_draft(form->session);
    const char *title = bq_draft_text(draft, BQ_FIELD_TITLE, NULL);
    const char *id = bq_draft_text(draft, BQ_FIELD_TYPE, NULL);
    const struct bq_type *type = bq_taxonomy_find(bq_session_taxonomy(form->session), id);

    bq_buf_addf(out, "# %s\n\n", *title ? title : "(untitled)");
    bq_buf_addf(out, "- **Target:** %s\n", bq_draft_text(draft, BQ_FIELD_TARGET, NULL));
    bq_buf_addf(out, "- **Type:** %s\n", type ? type->path : id);
    bq_buf_addf(out, "- **URL:** `%s`\n\n", bq_draft_text(draft, BQ_FIELD_URL, NULL));
    add_section(draft, BQ_FIELD_DESCRIPTION, "Description", out);
    add_section(draft, BQ_FIELD_IMPACT, "Impact", out);
    add_section(draft, BQ_FIELD_POC, "Proof of concept", out);
    if (bq_draft_has(draft, BQ_FIELD_REQUEST))
        bq_buf_addf(out, "## Request\n\n```http\n%s\n```\n",
                    bq_draft_text(draft, BQ_FIELD_REQUEST, NULL));
}

void form_preview(struct form *form, struct ui_host *host)
{
    struct bq_buf text;

    bq_buf_init(&text, BQ_DRAFT_FILE_MAX);
    report_text(form, &text);
    bq_buf_addc(&text, '\0');
    screen_pager_push(host, "Preview", bq_buf_failed(&text) ? NULL : bq_buf_take(&text, NULL));
    bq_buf_clear(&text);
}
