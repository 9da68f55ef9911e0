/* Attachments: what the form takes, and what should not leave. */
#include "bqi/attach.h"
#include "check/body.h"
#include "check/checks.h"

enum { NAMES_COMPARED = 500 };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool ends_with_any(const char *name, const char *const *ends)
{
    struct bq_span span = bq_span_str(name);
    for (; *ends; ends++) {
        size_t n = strlen(*ends);
        if (span.len >= n &&
            bq_span_equal_nocase(bq_span_of(span.s + span.len - n, n), bq_span_str(*ends)))
            return true;
    }
    return false;
}

static struct bq_emit emit_for(enum bq_rule rule, size_t item, const char *path)
{
    return (struct bq_emit){ .rule = rule,
                             .field = BQ_FIELD_ATTACHMENTS,
                             .has_item = true,
                             .item = (int)item,
                             .match = bq_span_str(path) };
}

/* An archive or a program, as its name says. */
static bool is_named_risky(const char *path)
{
    static const char *const risky[] = { ".zip", ".rar", ".7z",  ".tar", ".gz",  ".tgz", ".xz",
                                         ".exe", ".msi", ".dmg", ".apk", ".ipa", ".jar", ".dll",
                                         ".scr", ".bat", ".ps1", ".iso", NULL };
    return ends_with_any(path, risky);
}

static void check_name(const struct bq_check_run *run, const struct bq_attachment *file,
                       size_t item)
{
    struct bq_emit emit;
    if (bq_attach_is_credentials(file->path)) {
        emit = emit_for(BQ_R_ATTACHMENT_CREDENTIALS, item, file->path);
        bq_run_add(run, &emit, "%s looks like a credential file", file->path);
        return;
    }
    emit = emit_for(BQ_R_ATTACHMENT_RISKY, item, file->path);
    if (ends_with_any(file->path, (const char *const[]){ ".har", NULL }))
        bq_run_add(run, &emit, "%s holds whole sessions: cookies, tokens, bodies", file->path);
    else if (is_named_risky(file->path))
        bq_run_add(run, &emit, "%s is an archive or a program", file->path);
}

static void check_twice(const struct bq_check_run *run, const struct bq_attachment *files,
                        size_t item)
{
    struct bq_emit emit = emit_for(BQ_R_ATTACHMENT_TWICE, item, files[item].path);
    for (size_t i = 0; i < item; i++) {
        if (strcmp(base_name(files[i].path), base_name(files[item].path)) == 0) {
            bq_run_add(run, &emit, "two attachments are named %s", base_name(files[item].path));
            return;
        }
        if (*files[i].sha256 && strcmp(files[i].sha256, files[item].sha256) == 0) {
            bq_run_add(run, &emit, "%s and %s are the same file", files[i].path, files[item].path);
            return;
        }
    }
}

void bq_check_attachments(const struct bq_check_run *run, enum bq_field field)
{
    size_t count;
    const struct bq_attachment *files = bq_draft_attachments(run->draft, &count);
    unsigned most = run->program ? run->program->form.attachment_count : 0;
    struct bq_emit emit = { .rule = BQ_R_ATTACHMENT_TOO_MANY, .field = field };
    if (most && count > most)
        bq_run_add(run, &emit, "there are %zu attachments; the form takes %u as far as is known",
                   count, most);
    for (size_t i = 0; i < count && i < NAMES_COMPARED; i++) {
        check_name(run, &files[i], i);
        check_twice(run, files, i);
    }
}

/* ---- what is on disk ---------------------------------------------------------------------------
 */

static const struct bq_check_file *file_of(const struct bq_check_run *run, const char *path)
{
    for (size_t i = 0; i < run->context->file_count; i++) {
        if (strcmp(run->context->files[i].path, path) == 0)
            return &run->context->files[i];
    }
    return NULL;
}

/* A size in the unit people use. */
static unsigned long long megabytes(uint64_t bytes)
{
    return (unsigned long long)((bytes + (1 << 20) - 1) >> 20);
}

static void check_size(const struct bq_check_run *run, const char *path, int64_t size, size_t item)
{
    uint64_t most = run->program ? run->program->form.attachment_size : 0;
    struct bq_emit emit = emit_for(BQ_R_ATTACHMENT_EMPTY, item, path);
    if (size == 0) {
        bq_run_add(run, &emit, "%s is empty", path);
    } else if (most && size > 0 && (uint64_t)size > most) {
        emit = emit_for(BQ_R_ATTACHMENT_TOO_LARGE, item, path);
        bq_run_add(run, &emit, "%s has %llu MB; the form takes %llu", path,
                   megabytes((uint64_t)size), megabytes(most));
    }
}

/* The bytes say what the name does not. Documents of offices are archives too, and no surprise. */
static void check_kind(const struct bq_check_run *run, const struct bq_check_file *found,
                       size_t item)
{
    static const char *const offices[] = {
        ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", NULL
    };
    struct bq_attach_kind kind = bq_attach_kind_of(found->head, found->head_len);
    struct bq_emit emit = emit_for(BQ_R_ATTACHMENT_RISKY, item, found->path);
    if (kind.opaque && !is_named_risky(found->path) && !bq_attach_is_credentials(found->path) &&
        !ends_with_any(found->path, offices))
        bq_run_add(run, &emit, "%s is a %s by its bytes, whatever its name says", found->path,
                   kind.name);
}

static void check_on_disk(const struct bq_check_run *run, const struct bq_attachment *file,
                          size_t item)
{
    const struct bq_check_file *found = file_of(run, file->path);
    struct bq_emit emit = emit_for(BQ_R_ATTACHMENT_MISSING, item, file->path);
    if (found && found->status == BQ_EINVAL) {
        bq_run_add(run, &emit, "%s is not in the draft's folder: it is not opened", file->path);
    } else if (found && found->status < 0) {
        bq_run_add(run, &emit, "%s is not there or can't be read", file->path);
    } else {
        check_size(run, file->path, found ? found->size : file->size, item);
        if (found)
            check_kind(run, found, item);
        if (found && *file->sha256 && *found->sha256 &&
            !bq_span_equal_nocase(bq_span_str(file->sha256), bq_span_str(found->sha256))) {
            emit = emit_for(BQ_R_ATTACHMENT_CHANGED, item, file->path);
            bq_run_add(run, &emit, "%s was changed since it was added", file->path);
        }
    }
}

void bq_check_files_on_disk(const struct bq_check_run *run, enum bq_field field)
{
    size_t count;
    const struct bq_attachment *files = bq_draft_attachments(run->draft, &count);
    (void)field;
    for (size_t i = 0; i < count && i < NAMES_COMPARED; i++)
        check_on_disk(run, &files[i], i);
}

/* ---- named in the text -------------------------------------------------------------------------
 */

void bq_check_file_names(const struct bq_check_run *run, enum bq_field field)
{
    size_t count;
    const struct bq_attachment *files = bq_draft_attachments(run->draft, &count);
    (void)field;
    for (size_t i = 0; i < count && i < NAMES_COMPARED; i++) {
        const char *name = base_name(files[i].path);
        bool named = false;
        for (size_t f = 0; f < BQ_BODY_FIELDS && !named; f++) {
            struct bq_span text = bq_run_text(run, bq_body_fields[f]);
            named = text.len && bq_span_find_nocase(text, 0, name) < text.len;
        }
        struct bq_emit emit = emit_for(BQ_R_ATTACHMENT_UNUSED, i, files[i].path);
        if (!named && bq_has_substance(run, BQ_FIELD_DESCRIPTION))
            bq_run_add(run, &emit, "%s is not named in the text", name);
    }
}
