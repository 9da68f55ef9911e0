/* Picking a file to attach, by path with completion. */
#include "bqi/attach.h"
#include "bqi/attached.h"
#include "bqi/file.h"
#include "screen/ask.h"
#include "screen/form.h"
#include "screen/picker.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 4000, HASH_MAX = 256 << 20 };

struct file {
    char *name;
    bool folder;
    int64_t size;
};

struct files {
    struct form *form;
    const struct ui_host *host;
    char typed[BQ_PATH_MAX];  /* as typed */
    char folder[BQ_PATH_MAX]; /* the folder that is listed, with a slash at its end */
    struct file items[FILES_MAX];
    size_t count;
    char next[BQ_PATH_MAX]; /* the filter after a folder was entered */
};

/* "~/" and paths relative to the present folder become absolute. */
static bool absolute(const struct files *files, const char *typed, char *out, size_t size)
{
    char here[BQ_PATH_MAX];
    int len;

    if (typed[0] == '~' && (typed[1] == '/' || !typed[1]))
        len = snprintf(out, size, "%s%s", files->host->home, typed + 1);
    else if (typed[0] == '/')
        len = snprintf(out, size, "%s", typed);
    else if (getcwd(here, sizeof here))
        len = snprintf(out, size, "%s/%s", strcmp(here, "/") ? here : "", typed);
    else
        return false;
    return len >= 0 && (size_t)len < size;
}

static void forget(struct files *files)
{
    while (files->count)
        free(files->items[--files->count].name);
}

static int by_name(const void *a, const void *b)
{
    const struct file *x = a, *y = b;

    if (x->folder != y->folder)
        return x->folder ? -1 : 1;
    return strcmp(x->name, y->name);
}

static void list_folder(struct files *files, const char *prefix)
{
    DIR *folder = opendir(files->folder);
    const struct dirent *entry;
    size_t len = strlen(prefix);

    while (folder && files->count < FILES_MAX && (entry = readdir(folder)) != NULL) {
        struct stat facts;
        const char *name = entry->d_name;
        if (strncmp(name, prefix, len) != 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
            (name[0] == '.' && prefix[0] != '.') || fstatat(dirfd(folder), name, &facts, 0) != 0 ||
            !(S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode)))
            continue;
        struct file *file = &files->items[files->count];
        file->name = strdup(name);
        file->folder = S_ISDIR(facts.st_mode);
        file->size = (int64_t)facts.st_size;
        files->count += file->name != NULL;
    }
    if (folder)
        closedir(folder);
    qsort(files->items, files->count, sizeof files->items[0], by_name);
}

static size_t files_filter(void *self, const char *words)
{
    struct files *files = self;
    char path[BQ_PATH_MAX];
    char *slash;

    forget(files);
    snprintf(files->typed, sizeof files->typed, "%s", words);
    if (!absolute(files, words, path, sizeof path) || !(slash = strrchr(path, '/')))
        return 0;
    snprintf(files->folder, sizeof files->folder, "%.*s", (int)(slash - path + 1), path);
    list_folder(files, slash + 1);
    return files->count;
}

/* A whole path after the home folder that stands there at first takes its place. */
static const char *files_typed(void *self, const char *before, const char *now)
{
    (void)self;
    if (strcmp(before, "~/") != 0 || strncmp(now, before, 2) != 0)
        return NULL;
    return now[2] == '/' || strncmp(now + 2, "~/", 2) == 0 ? now + 2 : NULL;
}

static size_t files_total(void *self)
{
    return ((struct files *)self)->count;
}

static void files_row(void *self, size_t index, struct bq_buf *name, struct bq_buf *remarks,
                      bool *marked)
{
    const struct file *file = &((struct files *)self)->items[index];

    *marked = false;
    bq_buf_addf(name, "%s%s", file->name, file->folder ? "/" : "");
    if (!file->folder)
        bq_buf_addf(remarks, "%" PRId64 " bytes", file->size);
}

/* What the program's form takes, as far as is known. */
static void add_limits(const struct form *form, struct bq_buf *out)
{
    const struct bq_program *program = bq_session_program(form->session);
    const struct bq_form_limits *takes = program ? &bq_program_info(program)->form : NULL;
    size_t count;

    bq_draft_attachments(bq_session_peek(form->session), &count);
    if (!takes || (!takes->attachment_count && !takes->attachment_size))
        return;
    bq_buf_adds(out, "\nAs far as is known the form takes");
    if (takes->attachment_count)
        bq_buf_addf(out, " %u files (%zu attached)", takes->attachment_count, count);
    if (takes->attachment_size)
        bq_buf_addf(out, "%s of up to %" PRIu64 " MB", takes->attachment_count ? "" : " files",
                    takes->attachment_size >> 20);
}

static void files_about(void *self, size_t index, struct bq_buf *out)
{
    const struct files *files = self;
    char folder[512];

    (void)index;
    ui_host_path(files->host, files->folder, folder, sizeof folder);
    bq_buf_addf(out,
                "%s\nIt is copied beside the draft unless it is there; size and hash are noted.",
                folder);
    add_limits(files->form, out);
}

/* The typed part up to its last slash, then the name. */
static void typed_with(const struct files *files, const struct file *file, char *out, size_t size)
{
    const char *slash = strrchr(files->typed, '/');
    int keep = slash ? (int)(slash - files->typed + 1) : 0;

    if (!slash && files->typed[0] == '~')
        snprintf(out, size, "~/");
    else
        snprintf(out, size, "%.*s%s%s", keep, files->typed, file->name, file->folder ? "/" : "");
}

static bool files_complete(void *self, const char *words, char *out, size_t size)
{
    struct files *files = self;
    size_t same;

    if (files->next[0]) {
        snprintf(out, size, "%s", files->next);
        files->next[0] = '\0';
        return true;
    }
    (void)words;
    if (!files->count)
        return false;
    struct file common = files->items[0];
    char name[NAME_MAX + 1];
    snprintf(name, sizeof name, "%s", common.name);
    for (size_t i = 1; i < files->count; i++) {
        for (same = 0; name[same] && name[same] == files->items[i].name[same]; same++)
            continue;
        name[same] = '\0';
        common.folder = false;
    }
    common.name = name;
    typed_with(files, &common, out, size);
    return true;
}

/* reason: the answer for a credential file, "" for any other. kind: what its bytes say it is. */
static int attach(struct form *form, const struct ui_host *host, const char *path,
                  const char *reason, const char **kind, struct bq_err *err)
{
    const struct bq_strings *me = &host->config->me;
    struct cli_attached got;
    char *bytes;
    size_t len;
    int status = bq_file_read(path, HASH_MAX, &bytes, &len, NULL, err);

    if (status)
        return status;
    *kind = bq_attach_kind_of(bytes, len).name;
    free(bytes);
    if (!*bq_session_path(form->session))
        return bq_err_set(err, BQ_EINVAL,
                          "save the draft first: a file from elsewhere is copied beside it");
    status = cli_attach(bq_session_path(form->session), path, &got, err);
    if (status)
        return status;
    struct bq_draft *draft = bq_session_begin(form->session);
    status = cli_attach_put(draft, &got, err);
    if (!status && reason[0])
        status = bq_attach_answer(draft, got.path, reason, me->count ? me->items[0] : "",
                                  ui_host_now(host), err);
    bq_session_end(form->session);
    return status;
}

static void attach_and_say(struct form *form, struct ui_host *host, const char *path,
                           const char *reason)
{
    const char *kind = "", *name = bq_path_base(path);
    struct bq_err err;

    if (attach(form, host, path, reason, &kind, &err))
        ui_host_say_error(host, &err);
    else if (kind[0])
        ui_host_say(host, UI_TONE_GOOD, "Added %s: %s", name, kind);
    else
        ui_host_say(host, UI_TONE_GOOD, "Added %s", name);
    form_changed(form);
}

static void answered(void *owner, struct ui_host *host, int result, const char *text)
{
    struct form *form = owner;

    if (result == ASK_CANCEL)
        ui_host_say(host, UI_TONE_PLAIN, "Nothing was attached");
    else if (form->elsewhere)
        attach_and_say(form, host, form->elsewhere, text);
}

/* Keys leave with such a file: only a reason, which stays in the draft, lets it in. */
static void ask_reason(struct form *form, struct ui_host *host, const char *path)
{
    char body[600];
    struct ask_spec spec = { .title = "A credential file",
                             .body = body,
                             .prompt = "Reason",
                             .bad = true,
                             .owner = form,
                             .done = answered };

    free(form->elsewhere);
    form->elsewhere = bq_span_dup(bq_span_str(path));
    form->elsewhere_len = form->elsewhere ? strlen(path) : 0;
    snprintf(body, sizeof body,
             "%.200s looks like a credential file: its keys would leave with the report. A masked "
             "part as text shows as much.\nEsc attaches nothing. Or why is it all right?",
             bq_path_base(path));
    ask_push(host, &spec);
}

static bool files_pick(void *self, struct ui_host *host, size_t index)
{
    struct files *files = self;
    const struct file *file = &files->items[index];
    char path[BQ_PATH_MAX * 2];

    if (file->folder) {
        typed_with(files, file, files->next, sizeof files->next);
        return false;
    }
    snprintf(path, sizeof path, "%s%s", files->folder, file->name);
    if (cli_attach_is_credentials(path))
        ask_reason(files->form, host, path);
    else
        attach_and_say(files->form, host, path, "");
    return true;
}

static void files_free(void *self)
{
    forget(self);
    free(self);
}

static const struct picker_source files_source = {
    .filter = files_filter,
    .total = files_total,
    .row = files_row,
    .about = files_about,
    .pick = files_pick,
    .complete = files_complete,
    .typed = files_typed,
    .free = files_free,
    .title = "Attach a file",
    .empty = "No such file here. Tab completes, Enter goes into a folder.",
    .help = "## Attaching a file\n\nType a path, or walk: Enter goes into a folder, Tab completes. "
            "A file from elsewhere is copied beside the draft; size and hash are noted, and a "
            "later change is pointed out. A file that looks like credentials is taken only with a "
            "reason, which stays in the draft.\n",
};

void form_pick_file(struct form *form, struct ui_host *host)
{
    struct files *files = calloc(1, sizeof *files);

    if (!files)
        return;
    files->form = form;
    files->host = host;
    picker_push(host, &files_source, files, host->home[0] ? "~/" : "", 0);
}
