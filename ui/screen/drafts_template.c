/* A new report that does not begin empty: as another draft, or from a skeleton. */
#include "bqi/skeleton.h"
#include "screen/drafts.h"
#include "screen/picker.h"
#include "screen/screens.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct templates {
    struct drafts_opening *opening;
    const struct ui_host *host;
    char path[BQ_PATH_MAX], title[200]; /* of the draft under the cursor; "" none */
    struct bq_skeleton_list list;
    size_t *shown; /* 0: the draft; else a skeleton's index + 1 */
    size_t count;
};

static const struct bq_skeleton_row *row_at(const struct templates *templates, size_t index)
{
    size_t i = templates->shown[index];

    return i ? &templates->list.items[i - 1] : NULL;
}

/* The type's name, where the skeleton is one of a type. */
static const char *name_of(const struct templates *templates, const struct bq_skeleton_row *row)
{
    const struct bq_type *type = bq_taxonomy_find(templates->host->taxonomy, row->id);

    return type ? type->path : row->id;
}

static bool matches(const char *text, const char *words)
{
    struct bq_span span = bq_span_str(text);

    return !*words || bq_span_find_nocase(span, 0, words) < span.len;
}

static size_t templates_filter(void *self, const char *words)
{
    struct templates *templates = self;

    templates->count = 0;
    if (templates->path[0] && matches(templates->title, words))
        templates->shown[templates->count++] = 0;
    for (size_t i = 0; i < templates->list.count; i++) {
        const struct bq_skeleton_row *row = &templates->list.items[i];
        if (matches(row->id, words) || matches(name_of(templates, row), words) ||
            matches(row->program, words))
            templates->shown[templates->count++] = i + 1;
    }
    return templates->count;
}

static size_t templates_total(void *self)
{
    const struct templates *templates = self;

    return templates->list.count + (templates->path[0] != '\0');
}

static void templates_row(void *self, size_t index, struct bq_buf *name, struct bq_buf *remarks,
                          bool *marked)
{
    const struct templates *templates = self;
    const struct bq_skeleton_row *row = row_at(templates, index);

    *marked = false;
    if (!row) {
        bq_buf_addf(name, "As: %s", templates->title);
        bq_buf_adds(remarks, "draft, without texts");
        return;
    }
    bq_buf_adds(name, name_of(templates, row));
    bq_buf_adds(remarks, !row->personal ? "built in" : row->program[0] ? row->program : "yours");
}

/* How it begins. */
static void templates_about(void *self, size_t index, struct bq_buf *out)
{
    enum { ABOUT_BYTES = 300 };
    const struct templates *templates = self;
    const struct bq_skeleton_row *row = row_at(templates, index);
    struct bq_skeleton skeleton = { 0 };
    struct bq_err err;

    if (!row) {
        bq_buf_adds(out, "A new report with its program, target, type, accounts and people; no "
                         "title, no URL, no text.");
    } else if (bq_skeleton_open(templates->host->paths, row->program, row->id, &skeleton, &err)) {
        bq_buf_adds(out, err.text);
    } else {
        size_t len = skeleton.len < ABOUT_BYTES ? skeleton.len : ABOUT_BYTES;
        while (len && len < skeleton.len && skeleton.text[len] != '\n')
            len--;
        bq_buf_add(out, skeleton.text, len);
    }
    bq_skeleton_clear(&skeleton);
}

/* The texts of a skeleton, filled in from what the session knows. */
static int put_skeleton(struct bq_session *session, const struct ui_host *host,
                        const struct bq_skeleton_row *row, struct bq_err *err)
{
    const struct bq_draft *draft = bq_session_draft(session);
    struct bq_skeleton skeleton = { 0 };
    int status = bq_skeleton_open(host->paths, bq_draft_text(draft, BQ_FIELD_PROGRAM, NULL),
                                  row->id, &skeleton, err);

    if (!status)
        status =
            bq_skeleton_fill(&skeleton, draft, bq_session_program(session), host->taxonomy, err);
    if (!status)
        status =
            bq_session_set_text(session, BQ_FIELD_DESCRIPTION, skeleton.text, skeleton.len, err);
    bq_skeleton_clear(&skeleton);
    return status;
}

static int begin(const struct ui_host *host, const struct bq_skeleton_row *row,
                 struct bq_session **out, struct bq_err *err)
{
    struct bq_draft *draft = bq_draft_new();
    int status = draft ? BQ_OK : bq_err_nomem(err);

    if (!status && row->program[0])
        status =
            bq_draft_set_text(draft, BQ_FIELD_PROGRAM, row->program, strlen(row->program), err);
    if (!status && bq_taxonomy_find(host->taxonomy, row->id))
        status = bq_draft_set_text(draft, BQ_FIELD_TYPE, row->id, strlen(row->id), err);
    if (status) {
        bq_draft_free(draft);
        return status;
    }
    status = bq_session_adopt(host->session_env, draft, out, err);
    if (!status)
        status = put_skeleton(*out, host, row, err);
    if (status && *out) {
        bq_session_close(*out, false);
        *out = NULL;
    }
    return status;
}

static bool templates_pick(void *self, struct ui_host *host, size_t index)
{
    const struct templates *templates = self;
    const struct bq_skeleton_row *row = row_at(templates, index);
    struct bq_session *session = NULL;
    struct bq_draft *draft = NULL;
    struct bq_err err;
    int status;

    if (row) {
        status = begin(host, row, &session, &err);
    } else {
        status = bq_store_template(templates->path, &draft, &err);
        if (!status)
            status = bq_session_adopt(host->session_env, draft, &session, &err);
    }
    drafts_open_session(templates->opening, host, "", session, status, &err);
    return true;
}

static void templates_free(void *self)
{
    struct templates *templates = self;

    bq_skeleton_list_clear(&templates->list);
    free(templates->shown);
    free(templates);
}

static const struct picker_source templates_source = {
    .filter = templates_filter,
    .total = templates_total,
    .row = templates_row,
    .about = templates_about,
    .pick = templates_pick,
    .free = templates_free,
    .title = "New from a template",
    .empty = "No template of that name.",
    .help = "## New from a template\n\nA new report that begins as the draft under the cursor "
            "(its program, target, type, accounts and people, none of its texts), or with the "
            "headings and prompts of a skeleton. Skeletons of your own are Markdown files, "
            "`skeletons/NAME.md` or `skeletons/PROGRAM/NAME.md` beside config.yaml.\n",
};

void drafts_pick_template(struct drafts_opening *opening, struct ui_host *host,
                          const struct bq_store_entry *entry)
{
    struct templates *templates = calloc(1, sizeof *templates);
    struct bq_err err;

    if (!templates)
        return;
    templates->opening = opening;
    templates->host = host;
    if (entry && !entry->trouble[0]) {
        snprintf(templates->path, sizeof templates->path, "%s", entry->path);
        snprintf(templates->title, sizeof templates->title, "%s",
                 entry->title[0] ? entry->title : bq_path_base(entry->path));
    }
    if (bq_skeleton_list(host->paths, &templates->list, &err)) {
        ui_host_say_error(host, &err);
        templates_free(templates);
        return;
    }
    templates->shown = calloc(templates->list.count + 1, sizeof *templates->shown);
    if (!templates->shown) {
        templates_free(templates);
        return;
    }
    picker_push(host, &templates_source, templates, "", 0);
}
