/* Files that a draft names. */
#include "bqi/attached.h"

#include "bqi/attach.h"
#include "bqi/file.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTACHMENT_MAX = 512 << 20 };

/* The folder of path into out, without a slash at the end. */
static void folder_of(const char *path, char out[BQ_PATH_MAX])
{
    size_t len = (size_t)(bq_path_base(path) - path);
    snprintf(out, BQ_PATH_MAX, "%.*s", (int)(len > 1 ? len - 1 : len), path);
    if (len == 0)
        snprintf(out, BQ_PATH_MAX, ".");
}

bool cli_attach_inside(const char *draft, const char *file, char out[BQ_PATH_MAX])
{
    char folder[BQ_PATH_MAX], real_folder[PATH_MAX], real_file[PATH_MAX];
    folder_of(draft, folder);
    if (!realpath(folder, real_folder) || !realpath(file, real_file))
        return false;
    size_t len = strlen(real_folder);
    return strncmp(real_folder, real_file, len) == 0 && real_file[len] == '/' &&
           snprintf(out, BQ_PATH_MAX, "%s", real_file + len + 1) < BQ_PATH_MAX;
}

/* A name of a copy: the base name, with nothing odd in it. */
static void safe_name(const char *file, char out[128])
{
    const char *base = bq_path_base(file);
    size_t len = strlen(base), n = 0;
    for (size_t i = len > 120 ? len - 120 : 0; i < len; i++) {
        char c = base[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    (c && strchr("._-", c) && n > 0);
        out[n++] = (char)(fine ? c : '_');
    }
    out[n] = '\0';
}

/* Was this very file copied there before? */
static bool same_bytes(const char *path, const char *bytes, size_t len)
{
    char *have = NULL;
    size_t have_len = 0;
    bool same = bq_file_read(path, ATTACHMENT_MAX, &have, &have_len, NULL, NULL) == BQ_OK &&
                have_len == len && !memcmp(have, bytes, len);
    free(have);
    return same;
}

/*
 * A file from elsewhere is copied beside the draft, so that the report stays whole when it moves
 * and no draft names a path outside its folder.
 */
static int copy_in(const char *draft, const char *file, const char *bytes, size_t len,
                   char inside[BQ_PATH_MAX], struct bq_err *err)
{
    char folder[BQ_PATH_MAX], sub[BQ_PATH_MAX], target[BQ_PATH_MAX], name[128];
    folder_of(draft, folder);
    const char *base = bq_path_base(draft);
    size_t stem = strlen(base) > 5 && bq_span_ends(bq_span_str(base), ".yaml") ? strlen(base) - 5
                                                                               : strlen(base);
    safe_name(file, name);
    char files[300];
    snprintf(files, sizeof files, "%.*s.files", (int)(stem > 200 ? 200 : stem), base);
    snprintf(inside, BQ_PATH_MAX, "%s/%s", files, name);
    int status = bq_path_join(sub, folder, files, err);
    if (status == BQ_OK)
        status = bq_file_make_dir(sub, err);
    if (status == BQ_OK)
        status = bq_path_join(target, sub, name, err);
    if (status == BQ_OK)
        status =
            bq_file_write(target, bytes, len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE, NULL, NULL, err);
    if (status == BQ_EEXIST && same_bytes(target, bytes, len))
        status = BQ_OK;
    return status;
}

int cli_attach(const char *draft, const char *file, struct cli_attached *out, struct bq_err *err)
{
    char *bytes = NULL;
    size_t len;
    int status = bq_file_read(file, ATTACHMENT_MAX, &bytes, &len, NULL, err);
    if (status != BQ_OK)
        return status;
    bq_sha256_hex(bytes, len, out->sha256);
    out->size = (int64_t)len;
    if (!cli_attach_inside(draft, file, out->path))
        status = copy_in(draft, file, bytes, len, out->path, err);
    free(bytes);
    return status;
}

bool cli_attach_is_credentials(const char *file)
{
    char real[PATH_MAX];
    return bq_attach_is_credentials(file) ||
           (realpath(file, real) && bq_attach_is_credentials(real));
}

int cli_attach_put(struct bq_draft *draft, const struct cli_attached *file, struct bq_err *err)
{
    struct bq_attachment attachment = { file->path, file->sha256, file->size };
    size_t count;
    const struct bq_attachment *list = bq_draft_attachments(draft, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].path, file->path) == 0)
            return bq_draft_set_attachment(draft, i, &attachment, err);
    }
    return bq_draft_add_attachment(draft, &attachment, err);
}
