#include "bqi/skeleton.h"

#include "base/data.h"
#include "bqi/buf.h"
#include "bqi/file.h"
#include "bqi/utf8.h"
#include <stdio.h>
#include <stdlib.h>

void bq_skeleton_clear(struct bq_skeleton *skeleton)
{
    free(skeleton->text);
    *skeleton = (struct bq_skeleton){ 0 };
}

/* A name that comes from a draft must not lead out of the folder. */
static bool name_safe(const char *name)
{
    return *name && *name != '.' && !strchr(name, '/') && strlen(name) < 512;
}

/* BQ_ENOTFOUND when there is no such file. */
static int open_file(const char *path, struct bq_skeleton *out, struct bq_err *err)
{
    struct bq_file_stamp stamp;
    size_t bad;
    int status = bq_file_stat(path, &stamp, err);
    if (status || !stamp.exists)
        return status ? status : BQ_ENOTFOUND;
    status = bq_file_read(path, BQ_SKELETON_MAX, &out->text, &out->len, NULL, err);
    if (status)
        return status;
    if (!bq_utf8_valid(out->text, out->len, &bad) || memchr(out->text, 0, out->len) ||
        memchr(out->text, '\r', out->len)) {
        bq_skeleton_clear(out);
        return bq_err_at(err, BQ_EPARSE, path, 0, 0, "not UTF-8 text with LF line ends");
    }
    snprintf(out->name, sizeof out->name, "%s", path);
    return BQ_OK;
}

static int open_personal(const struct bq_paths *paths, const char *folder, const char *id,
                         struct bq_skeleton *out, struct bq_err *err)
{
    char dir[BQ_PATH_MAX], path[BQ_PATH_MAX], name[600];
    snprintf(name, sizeof name, "skeletons/%s", folder);
    int status = bq_path_join(dir, paths->config, *folder ? name : "skeletons", err);
    snprintf(name, sizeof name, "%s.md", id);
    if (!status)
        status = bq_path_join(path, dir, name, err);
    return status ? status : open_file(path, out, err);
}

static int open_builtin(const char *id, struct bq_skeleton *out, struct bq_err *err)
{
    char name[600];
    snprintf(name, sizeof name, "skeletons/%s.md", id);
    const struct bq_data *data = bq_data_find(name);
    if (!data)
        return BQ_ENOTFOUND;
    out->text = bq_span_dup(bq_span_of((const char *)data->bytes, data->len));
    out->len = data->len;
    snprintf(out->name, sizeof out->name, "built-in: %s", id);
    return out->text ? BQ_OK : bq_err_nomem(err);
}

static int open_one(const struct bq_paths *paths, const char *program, const char *id,
                    struct bq_skeleton *out, struct bq_err *err)
{
    int status = BQ_ENOTFOUND;
    bool personal = paths && *paths->config;
    if (personal && name_safe(program))
        status = open_personal(paths, program, id, out, err);
    if (personal && status == BQ_ENOTFOUND)
        status = open_personal(paths, "", id, out, err);
    return status == BQ_ENOTFOUND ? open_builtin(id, out, err) : status;
}

int bq_skeleton_open(const struct bq_paths *paths, const char *program, const char *type,
                     struct bq_skeleton *out, struct bq_err *err)
{
    char id[512];
    int status = BQ_ENOTFOUND;
    *out = (struct bq_skeleton){ 0 };
    if (name_safe(type))
        memcpy(id, type, strlen(type) + 1);
    else
        *id = 0;
    while (status == BQ_ENOTFOUND && *id) {
        char *dot = strrchr(id, '.');
        status = open_one(paths, program, id, out, err);
        *(dot ? dot : id) = 0;
    }
    if (status == BQ_ENOTFOUND)
        status = open_one(paths, program, "generic", out, err);
    if (status == BQ_ENOTFOUND)
        return bq_err_set(err, BQ_ENOTFOUND, "this build has no skeletons");
    return status;
}

/* ---- variables
 * ------------------------------------------------------------------------------------- */

static const char *value_of(struct bq_span name, const struct bq_draft *draft,
                            const struct bq_program *program, const struct bq_type *type)
{
    if (draft && bq_span_is(name, "title"))
        return bq_draft_text(draft, BQ_FIELD_TITLE, NULL);
    if (draft && bq_span_is(name, "target"))
        return bq_draft_text(draft, BQ_FIELD_TARGET, NULL);
    if (draft && bq_span_is(name, "url"))
        return bq_draft_text(draft, BQ_FIELD_URL, NULL);
    if (program && bq_span_is(name, "program"))
        return bq_program_info(program)->name;
    if (type && bq_span_is(name, "type"))
        return type->path;
    if (type && bq_span_is(name, "cwe"))
        return type->cwe;
    return "";
}

int bq_skeleton_fill(struct bq_skeleton *skeleton, const struct bq_draft *draft,
                     const struct bq_program *program, const struct bq_taxonomy *taxonomy,
                     struct bq_err *err)
{
    struct bq_buf out;
    const struct bq_type *type = NULL;
    const char *at = skeleton->text, *end = at + skeleton->len;
    if (draft && taxonomy)
        type = bq_taxonomy_find(taxonomy, bq_draft_text(draft, BQ_FIELD_TYPE, NULL));
    bq_buf_init(&out, BQ_FIELD_TEXT_MAX);
    while (at < end) {
        const char *open = strstr(at, "{{");
        const char *close = open ? strstr(open, "}}") : NULL;
        if (!close)
            break;
        const char *value =
            value_of(bq_span_of(open + 2, (size_t)(close - open) - 2), draft, program, type);
        bq_buf_add(&out, at, (size_t)(open - at));
        if (*value)
            bq_buf_adds(&out, value);
        else
            bq_buf_add(&out, open, (size_t)(close + 2 - open));
        at = close + 2;
    }
    bq_buf_add(&out, at, (size_t)(end - at));
    int status = bq_buf_check(&out, err);
    if (!status) {
        free(skeleton->text);
        skeleton->text = bq_buf_take(&out, &skeleton->len);
    }
    bq_buf_clear(&out);
    return status;
}
