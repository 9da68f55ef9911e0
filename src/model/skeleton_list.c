/* Which skeletons there are: the person's own, and those built in. */
#include "base/data.h"
#include "bqi/buf.h"
#include "bqi/skeleton.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 2000 };

static const char end[] = ".md", begin[] = "skeletons/";

struct listing {
    struct bq_skeleton_list *list;
    size_t cap;
};

static int add(struct listing *listing, const char *program, struct bq_span id, bool personal,
               struct bq_err *err)
{
    struct bq_skeleton_list *list = listing->list;
    void *items = list->items;
    int status;

    if (!id.len || id.len >= sizeof list->items->id ||
        strlen(program) >= sizeof list->items->program)
        return BQ_OK;
    status = bq_array_grow(&items, list->count, &listing->cap, sizeof *list->items, ROWS_MAX);
    list->items = items;
    if (status)
        return bq_err_set(err, status, "too many skeletons to be listed");
    struct bq_skeleton_row *row = &list->items[list->count++];
    *row = (struct bq_skeleton_row){ .personal = personal };
    snprintf(row->program, sizeof row->program, "%s", program);
    snprintf(row->id, sizeof row->id, "%.*s", (int)id.len, id.s);
    return BQ_OK;
}

static int add_folder(struct listing *listing, const char *folder, const char *program,
                      struct bq_err *err);

/* NAME.md is a skeleton, a folder holds those of one program. */
static int add_personal(struct listing *listing, const char *folder, const char *program,
                        const char *name, struct bq_err *err)
{
    char inner[BQ_PATH_MAX];
    struct bq_span span = bq_span_str(name);

    if (name[0] == '.')
        return BQ_OK;
    if (bq_span_ends(span, end))
        return add(listing, program, bq_span_of(name, span.len - strlen(end)), true, err);
    if (program[0] || bq_path_join(inner, folder, name, NULL))
        return BQ_OK;
    return add_folder(listing, inner, name, err);
}

/* What is no folder, or is not there, holds none. */
static int add_folder(struct listing *listing, const char *folder, const char *program,
                      struct bq_err *err)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    int status = BQ_OK;

    while (dir && !status && (entry = readdir(dir)) != NULL)
        status = add_personal(listing, folder, program, entry->d_name, err);
    if (dir)
        closedir(dir);
    return status;
}

static bool is_replaced(const struct bq_skeleton_list *list, size_t personal, struct bq_span id)
{
    for (size_t i = 0; i < personal; i++)
        if (!list->items[i].program[0] && bq_span_is(id, list->items[i].id))
            return true;
    return false;
}

static int add_builtin(struct listing *listing, struct bq_err *err)
{
    size_t personal = listing->list->count;
    int status = BQ_OK;

    for (const struct bq_data *data = bq_data_table; data->name && !status; data++) {
        struct bq_span name = bq_span_str(data->name);
        if (!bq_span_starts(name, begin) || !bq_span_ends(name, end))
            continue;
        struct bq_span id =
            bq_span_of(name.s + strlen(begin), name.len - strlen(begin) - strlen(end));
        if (!is_replaced(listing->list, personal, id))
            status = add(listing, "", id, false, err);
    }
    return status;
}

static int by_name(const void *left, const void *right)
{
    const struct bq_skeleton_row *a = left, *b = right;
    int order = strcmp(a->id, b->id);

    return order ? order : strcmp(a->program, b->program);
}

int bq_skeleton_list(const struct bq_paths *paths, struct bq_skeleton_list *list,
                     struct bq_err *err)
{
    struct listing listing = { .list = list };
    char folder[BQ_PATH_MAX];
    int status = BQ_OK;

    *list = (struct bq_skeleton_list){ 0 };
    if (paths && paths->config[0] && !bq_path_join(folder, paths->config, "skeletons", NULL))
        status = add_folder(&listing, folder, "", err);
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, by_name);
    if (!status)
        status = add_builtin(&listing, err);
    if (status)
        bq_skeleton_list_clear(list);
    return status;
}

void bq_skeleton_list_clear(struct bq_skeleton_list *list)
{
    free(list->items);
    *list = (struct bq_skeleton_list){ 0 };
}
