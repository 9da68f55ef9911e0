/* Files, versions, trash and differences of drafts. */
#include "bqi/diff.h"
#include "bqi/file.h"
#include "bugquill/io.h"
#include "screen/ask.h"
#include "screen/drafts.h"
#include "screen/picker.h"
#include "screen/scratch.h"
#include "screen/screens.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the file as text
 * --------------------------------------------------------------------------------------- */

static int edit_file(struct ui_host *host, const char *path, char *scratch, bool *changed,
                     int *code, struct bq_err *err)
{
    struct bq_file_stamp stamp;
    char *before = NULL, *after = NULL;
    size_t len, after_len;
    int status = bq_file_read(path, BQ_DRAFT_FILE_MAX, &before, &len, &stamp, err);

    *changed = false;
    *code = 0;
    if (!status)
        status = scratch_edit(host, bq_path_base(path), before, len, BQ_DRAFT_FILE_MAX, scratch,
                              &after, &after_len, code, err);
    if (!status) {
        *changed = len != after_len || memcmp(before, after, len) != 0;
        if (*changed)
            status = bq_store_save_text(host->paths, path, after, after_len, &stamp, NULL,
                                        ui_host_now(host), err);
    }
    free(before);
    free(after);
    return status;
}

void drafts_edit_file(struct ui_host *host, const char *path)
{
    char scratch[BQ_PATH_MAX] = "", text[512];
    bool changed;
    int code;
    struct bq_err err;

    if (edit_file(host, path, scratch, &changed, &code, &err)) {
        bq_err_format(&err, text, sizeof text);
        ui_host_say(host, UI_TONE_BAD, "Not taken over: %s%s%s", text,
                    scratch[0] ? ". What you wrote is in " : "", scratch);
    } else {
        ui_host_say(host, UI_TONE_PLAIN, changed ? "Taken over" : "Nothing changed in the editor");
        if (!changed && code)
            ui_host_say(host, UI_TONE_BAD, "Nothing changed in the editor, which ended with %d",
                        code);
        scratch_remove(scratch);
    }
    screen_drafts_refresh(host);
}

void drafts_show_file(struct ui_host *host, const char *path)
{
    char *text = NULL;
    size_t len;
    struct bq_err err;

    if (bq_file_read(path, BQ_DRAFT_FILE_MAX, &text, &len, NULL, &err))
        ui_host_say_error(host, &err);
    else
        screen_pager_push(host, bq_path_base(path), PAGER_PLAIN, text);
}

/* ---- differences
 * --------------------------------------------------------------------------------------------- */

static void show_diff(struct ui_host *host, const char *title, struct bq_span old,
                      struct bq_span now)
{
    struct bq_diff diff = { 0 };
    struct bq_buf out;
    struct bq_err err;

    bq_buf_init(&out, 16 << 20);
    if (bq_diff_make(old, now, &diff, &err)) {
        ui_host_say_error(host, &err);
    } else {
        bq_diff_show(&diff, &out);
        if (!out.len)
            bq_buf_adds(&out, "Nothing differs.");
        screen_pager_push(host, title, PAGER_PLAIN,
                          bq_buf_failed(&out) ? NULL : bq_buf_take(&out, NULL));
    }
    bq_diff_clear(&diff);
    bq_buf_clear(&out);
}

void drafts_compare(struct ui_host *host, const char *title, const char *path,
                    const struct bq_draft *draft)
{
    char *saved = NULL, *text = NULL;
    size_t len = 0, text_len;
    struct bq_err err;

    if (bq_draft_format(draft, &text, &text_len, &err)) {
        ui_host_say_error(host, &err);
        return;
    }
    if (path[0] && bq_file_read(path, BQ_DRAFT_FILE_MAX, &saved, &len, NULL, &err))
        ui_host_say_error(host, &err);
    show_diff(host, title, bq_span_of(saved ? saved : "", len), bq_span_of(text, text_len));
    free(saved);
    free(text);
}

void drafts_show_recovery(struct ui_host *host, const char *journal, const char *path)
{
    struct bq_draft *draft = NULL;
    struct bq_err err;

    if (bq_recovery_load(journal, &draft, &err))
        ui_host_say_error(host, &err);
    else
        drafts_compare(host, "Saved (-) and typed since (+)", path, draft);
    bq_draft_free(draft);
}

/* ---- earlier versions
 * ----------------------------------------------------------------------------------------- */

struct versions {
    struct ui_host *host;
    char path[BQ_PATH_MAX];
    struct bq_version_list list;
    size_t *shown; /* indexes of those whose time has the words */
    size_t count;
};

static void version_time(const struct versions *versions, size_t index, char *out, size_t size)
{
    ui_host_moment(versions->host, versions->list.items[index].saved, out, size);
}

static size_t versions_filter(void *self, const char *words)
{
    struct versions *versions = self;
    char when[32];

    versions->count = 0;
    for (size_t i = 0; i < versions->list.count; i++) {
        version_time(versions, i, when, sizeof when);
        if (strstr(when, words))
            versions->shown[versions->count++] = i;
    }
    return versions->count;
}

static size_t versions_total(void *self)
{
    return ((struct versions *)self)->list.count;
}

static void versions_row(void *self, size_t index, struct bq_buf *name, struct bq_buf *remarks,
                         bool *marked)
{
    const struct versions *versions = self;
    char when[32];

    *marked = false;
    version_time(versions, versions->shown[index], when, sizeof when);
    bq_buf_adds(name, when);
    bq_buf_addf(remarks, "%" PRIu64 " bytes", versions->list.items[versions->shown[index]].size);
}

static void versions_about(void *self, size_t index, struct bq_buf *out)
{
    (void)self;
    (void)index;
    bq_buf_adds(out, "Enter shows what changed since then; Right brings it back (the present one "
                     "stays among the versions).");
}

static void versions_view(void *self, struct ui_host *host, size_t index)
{
    const struct versions *versions = self;
    const char *path = versions->list.items[versions->shown[index]].path;
    char *old = NULL, *now = NULL;
    size_t old_len, now_len;
    struct bq_err err;
    int status = bq_file_read(path, BQ_DRAFT_FILE_MAX, &old, &old_len, NULL, &err);

    if (!status)
        status = bq_file_read(versions->path, BQ_DRAFT_FILE_MAX, &now, &now_len, NULL, &err);
    if (status)
        ui_host_say_error(host, &err);
    else
        show_diff(host, "Then (-) and now (+)", bq_span_of(old, old_len), bq_span_of(now, now_len));
    free(old);
    free(now);
}

/* The versions there are now; the old list stays when they can't be read. */
static int versions_load(struct versions *versions, struct bq_err *err)
{
    struct bq_version_list list;
    size_t *shown;
    int status = bq_versions_list(versions->host->paths, versions->path, &list, err);

    if (status)
        return status;
    shown = calloc(list.count + 1, sizeof *shown);
    if (!shown) {
        bq_version_list_clear(&list);
        return bq_err_nomem(err);
    }
    bq_version_list_clear(&versions->list);
    free(versions->shown);
    versions->list = list;
    versions->shown = shown;
    return BQ_OK;
}

static int restore(struct versions *versions, const char *from, struct bq_err *err)
{
    struct ui_host *host = versions->host;
    struct bq_file_stamp stamp;
    char *text = NULL;
    size_t len;
    int status = bq_file_stat(versions->path, &stamp, err);

    if (!status)
        status = bq_file_read(from, BQ_DRAFT_FILE_MAX, &text, &len, NULL, err);
    if (!status)
        status = bq_store_save_text(host->paths, versions->path, text, len, &stamp, NULL,
                                    ui_host_now(host), err);
    free(text);
    return status ? status : versions_load(versions, err);
}

/* Right restores: the version's text becomes the draft's again. */
static bool versions_walk(void *self, size_t index, int direction, size_t *cursor)
{
    struct versions *versions = self;
    struct bq_err err;

    if (direction < 0 || index >= versions->count)
        return false;
    *cursor = 0;
    if (restore(versions, versions->list.items[versions->shown[index]].path, &err))
        ui_host_say_error(versions->host, &err);
    else
        ui_host_say(versions->host, UI_TONE_GOOD, "Restored; the one before is the first here");
    return true;
}

static void versions_free(void *self)
{
    struct versions *versions = self;

    bq_version_list_clear(&versions->list);
    free(versions->shown);
    free(versions);
}

static const struct ui_footer_item versions_footer[] = {
    { UI_DO_NONE, 0, "what changed", "Enter" }, { UI_DO_NONE, 0, "restore", "Right" },
    { UI_DO_NONE, 0, "move", "Up/Down" },       { UI_DO_NONE, 0, "back", "Esc" },
    { UI_DO_NONE, 0, "to filter", "type" },     { 0 }
};

static const struct picker_source versions_source = {
    .filter = versions_filter,
    .total = versions_total,
    .row = versions_row,
    .about = versions_about,
    .view = versions_view,
    .walk = versions_walk,
    .free = versions_free,
    .title = "Earlier versions",
    .empty = "No earlier version. Every save keeps the one before.",
    .help = "## Earlier versions\n\nEvery save keeps the one before. Enter shows the differences, "
            "Right restores.\n\n",
    .footer = versions_footer,
};

void drafts_pick_version(struct ui_host *host, const char *path)
{
    struct versions *versions = calloc(1, sizeof *versions);
    struct bq_err err;

    if (!versions)
        return;
    versions->host = host;
    snprintf(versions->path, sizeof versions->path, "%s", path);
    if (versions_load(versions, &err)) {
        ui_host_say_error(host, &err);
        versions_free(versions);
        return;
    }
    picker_push(host, &versions_source, versions, "", 0);
}

/* ---- the trash
 * ------------------------------------------------------------------------------------------------
 */

/* Drafts thrown away, and below them unsaved work that was put away. */
struct trash {
    struct ui_host *host;
    struct bq_trash_list list;
    struct bq_recovery_list unsaved;
    size_t *shown;
    size_t count;
};

static const struct bq_recovery *unsaved_at(const struct trash *trash, size_t index)
{
    size_t i = trash->shown[index];

    return i < trash->list.count ? NULL : &trash->unsaved.items[i - trash->list.count];
}

static size_t trash_total(void *self)
{
    const struct trash *trash = self;

    return trash->list.count + trash->unsaved.count;
}

static size_t trash_filter(void *self, const char *words)
{
    struct trash *trash = self;

    trash->count = 0;
    for (size_t i = 0; i < trash_total(self); i++) {
        struct bq_span name =
            bq_span_str(i < trash->list.count ? trash->list.items[i].name
                                              : trash->unsaved.items[i - trash->list.count].title);
        if (!*words || bq_span_find_nocase(name, 0, words) < name.len)
            trash->shown[trash->count++] = i;
    }
    return trash->count;
}

static void trash_row(void *self, size_t index, struct bq_buf *name, struct bq_buf *remarks,
                      bool *marked)
{
    const struct trash *trash = self;
    const struct bq_recovery *unsaved = unsaved_at(trash, index);
    int64_t moved = unsaved ? unsaved->changed : trash->list.items[trash->shown[index]].when;
    char when[32];

    *marked = false;
    if (unsaved)
        bq_buf_addf(name, "unsaved: %s", unsaved->title[0] ? unsaved->title : "(no title)");
    else
        bq_buf_adds(name, trash->list.items[trash->shown[index]].name);
    ui_host_moment(trash->host, moved, when, sizeof when);
    bq_buf_adds(remarks, when);
}

static bool trash_pick(void *self, struct ui_host *host, size_t index)
{
    const struct trash *trash = self;
    const struct bq_recovery *unsaved = unsaved_at(trash, index);
    char path[BQ_PATH_MAX];
    struct bq_err err;
    int status = unsaved
                     ? bq_recovery_bring_back(host->paths, unsaved->journal, &err)
                     : bq_store_untrash(host->paths, trash->list.items[trash->shown[index]].path,
                                        path, &err);

    if (status)
        ui_host_say_error(host, &err);
    else if (unsaved)
        ui_host_say(host, UI_TONE_GOOD, "Back among the unsaved work, above the drafts");
    else
        ui_host_say(host, UI_TONE_GOOD, "Back: %s", bq_path_base(path));
    screen_drafts_refresh(host);
    return true;
}

static void trash_free(void *self)
{
    struct trash *trash = self;

    bq_trash_list_clear(&trash->list);
    bq_recovery_list_clear(&trash->unsaved);
    free(trash->shown);
    free(trash);
}

static const struct picker_source trash_source = {
    .filter = trash_filter,
    .total = trash_total,
    .row = trash_row,
    .pick = trash_pick,
    .free = trash_free,
    .title = "Trash: bring a draft back",
    .empty = "The trash is empty.",
    .help = "## The trash\n\nEnter brings a draft back to the drafts folder. Unsaved work that was "
            "put away lies here too, for 14 days: Enter offers it again.\n",
};

void drafts_pick_trash(struct ui_host *host)
{
    struct trash *trash = calloc(1, sizeof *trash);
    struct bq_err err;
    int status;

    if (!trash)
        return;
    trash->host = host;
    status = bq_store_trash_list(host->paths, &trash->list, &err);
    if (!status)
        status = bq_recovery_discarded(host->paths, &trash->unsaved, &err);
    if (!status) {
        trash->shown = calloc(trash_total(trash) + 1, sizeof *trash->shown);
        status = trash->shown ? BQ_OK : bq_err_nomem(&err);
    }
    if (status) {
        ui_host_say_error(host, &err);
        trash_free(trash);
        return;
    }
    picker_push(host, &trash_source, trash, "", 0);
}
