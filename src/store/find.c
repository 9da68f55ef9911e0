#include "store/internal.h"

#include "bugquill/io.h"

#include <stdlib.h>

int bq_store_load(const char *path, struct bq_draft **out, struct bq_file_stamp *stamp,
                  struct bq_err *err)
{
    char *text = NULL;
    size_t len = 0;
    int status;

    *out = NULL;
    status = bq_file_read(path, BQ_DRAFT_FILE_MAX, &text, &len, stamp, err);
    if (!status)
        status = bq_draft_parse(text, len, path, out, err);
    free(text);
    return status;
}

static int copy_path(const char *name, char *out, struct bq_err *err)
{
    out[0] = '\0';
    return bq_store_append(out, name, err);
}

/* drafts/NAME.yaml, when there is such a file. */
static bool by_file_name(const struct bq_paths *paths, const char *name, char *out)
{
    struct bq_file_stamp stamp;

    if (name[0] == '.' || !paths->drafts[0] || bq_path_join(out, paths->drafts, name, NULL) ||
        bq_store_append(out, ".yaml", NULL))
        return false;
    return !bq_file_stat(out, &stamp, NULL) && stamp.exists;
}

static int newest(const struct bq_store_list *list, char *out, struct bq_err *err)
{
    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].trouble[0])
            return copy_path(list->items[i].path, out, err);
    return bq_err_set(err, BQ_ENOTFOUND, "there is no draft yet");
}

/* The names that match, for the message about an ambiguous one. */
static void name_matches(const struct bq_store_list *list, const char *name, struct bq_buf *names)
{
    size_t shown = 0, count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const char *base = bq_path_base(list->items[i].path);

        if (!strstr(list->items[i].id, name) && !strstr(base, name))
            continue;
        count++;
        if (shown == 5)
            continue;
        bq_buf_adds(names, shown++ ? ", " : "");
        bq_buf_add(names, base, strlen(base) - 5);
    }
    if (count > shown)
        bq_buf_addf(names, " and %zu more", count - shown);
}

static int by_part(const struct bq_store_list *list, const char *name, char *out,
                   struct bq_err *err)
{
    const struct bq_store_entry *part = NULL;
    size_t parts = 0;
    struct bq_buf names;
    int status;

    for (size_t i = 0; i < list->count; i++) {
        const struct bq_store_entry *entry = &list->items[i];

        if (strcmp(entry->id, name) == 0)
            return copy_path(entry->path, out, err);
        if (strstr(entry->id, name) || strstr(bq_path_base(entry->path), name)) {
            part = entry;
            parts++;
        }
    }
    if (parts == 1)
        return copy_path(part->path, out, err);
    if (parts == 0)
        return bq_err_set(err, BQ_ENOTFOUND, "no draft is named '%s'", name);
    bq_buf_init(&names, 800);
    name_matches(list, name, &names);
    status = bq_err_set(err, BQ_EINVAL, "'%s' could be %zu drafts: %s", name, parts,
                        names.data ? names.data : "");
    bq_buf_clear(&names);
    return status;
}

int bq_store_find(const struct bq_paths *paths, const char *name, char *out, struct bq_err *err)
{
    struct bq_store_list list = { 0 };
    int status;

    out[0] = '\0';
    if (!name[0])
        return bq_err_set(err, BQ_EINVAL, "the name of a draft is empty");
    if (strchr(name, '/') || bq_span_ends(bq_span_str(name), ".yaml"))
        return copy_path(name, out, err);
    if (strcmp(name, "@") != 0 && by_file_name(paths, name, out))
        return BQ_OK;
    out[0] = '\0';
    status = bq_store_list(paths, &list, err);
    if (!status)
        status = strcmp(name, "@") == 0 ? newest(&list, out, err) : by_part(&list, name, out, err);
    bq_store_list_clear(&list);
    return status;
}
