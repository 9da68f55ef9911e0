/* Programs by name: the person's own folder first, so that an imported one can replace a built-in
 * one. */
#include "bqi/programs.h"
#include "base/arena.h"
#include "bqi/buf.h"
#include "bqi/file.h"
#include "bugquill/io.h"
#include "bqi/near.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAMS_MAX = 100000, ID_MAX = 100 };

bool bq_program_name_is_path(const char *name)
{
    return strchr(name, '/') || bq_span_ends(bq_span_str(name), ".yaml");
}

/* May the name be that of a file in the programs folder? Nothing that leaves it. */
static bool is_id(const char *name)
{
    return *name && *name != '.' && *name != '-' && strlen(name) <= ID_MAX && !strchr(name, '/');
}

static int in_folder(const struct bq_paths *paths, const char *id, char path[BQ_PATH_MAX],
                     bool *exists, struct bq_err *err)
{
    char name[ID_MAX + 6];
    struct bq_file_stamp stamp;
    *exists = false;
    if (!paths->programs[0])
        return BQ_OK;
    snprintf(name, sizeof name, "%s.yaml", id);
    int rc = bq_path_join(path, paths->programs, name, err);
    if (rc == BQ_OK)
        rc = bq_file_stat(path, &stamp, err);
    if (rc == BQ_OK)
        *exists = stamp.exists;
    return rc;
}

static int not_found(const struct bq_paths *paths, const char *name, struct bq_err *err)
{
    struct bq_program_list list;
    const char *near = NULL;
    if (bq_programs_list(paths, &list, NULL) == BQ_OK)
        near = bq_near_find(name, list.items, list.count, sizeof *list.items);
    if (near)
        bq_err_set(err, BQ_ENOTFOUND, "there is no program %s; did you mean %s?", name, near);
    else
        bq_err_set(err, BQ_ENOTFOUND,
                   "there is no program %s; `bugquill program list` shows those there are", name);
    bq_program_list_clear(&list);
    return BQ_ENOTFOUND;
}

int bq_programs_open(const struct bq_paths *paths, const char *name, struct bq_program **out,
                     struct bq_err *err)
{
    char path[BQ_PATH_MAX];
    bool exists = false;
    *out = NULL;
    if (bq_program_name_is_path(name))
        return bq_program_load(name, out, err);
    if (!is_id(name))
        return bq_err_set(err, BQ_EINVAL, "%s can't be the id of a program", name);
    int rc = in_folder(paths, name, path, &exists, err);
    if (rc != BQ_OK)
        return rc;
    if (exists)
        return bq_program_load(path, out, err);
    rc = bq_program_builtin(name, out, err);
    return rc == BQ_ENOTFOUND ? not_found(paths, name, err) : rc;
}

/* ---- the list
 * ---------------------------------------------------------------------------------------- */

struct rows {
    struct bq_arena arena;
    struct bq_program_row *items;
    size_t count, cap;
};

static int add_row(struct rows *rows, const struct bq_program_row *row, struct bq_err *err)
{
    void *items = rows->items;
    int rc = bq_array_grow(&items, rows->count, &rows->cap, sizeof *row, PROGRAMS_MAX);
    rows->items = items;
    if (rc != BQ_OK)
        return bq_err_set(err, (enum bq_status)rc, "too many programs");
    rows->items[rows->count++] = *row;
    return BQ_OK;
}

static const char *keep(struct rows *rows, const char *s)
{
    return bq_arena_str(&rows->arena, s, strlen(s));
}

/* One row from a program, or from the reason why there is none. id is that by which it opens. */
static int add_program(struct rows *rows, const char *id, const struct bq_program *program,
                       const struct bq_err *trouble, bool builtin, struct bq_err *err)
{
    struct bq_program_row row = { keep(rows, id), "", "", "", "", 0, 0, builtin };
    if (!program) {
        char text[BQ_ERR_FILE_MAX + BQ_ERR_TEXT_MAX];
        bq_err_format(trouble, text, sizeof text);
        row.trouble = keep(rows, text);
        return add_row(rows, &row, err);
    }
    const struct bq_program_info *info = bq_program_info(program);
    row.name = keep(rows, info->name);
    row.platform = keep(rows, info->platform);
    row.as_of = keep(rows, info->as_of);
    for (size_t i = 0; i < info->target_count; i++)
        *(info->targets[i].out ? &row.out : &row.in) += 1;
    return add_row(rows, &row, err);
}

static int add_file(struct rows *rows, const struct bq_paths *paths, const char *name,
                    struct bq_err *err)
{
    char path[BQ_PATH_MAX], id[ID_MAX + 1];
    struct bq_program *program = NULL;
    struct bq_err trouble;
    bq_err_clear(&trouble);
    snprintf(id, sizeof id, "%.*s", (int)(strlen(name) - 5), name);
    int rc = bq_path_join(path, paths->programs, name, &trouble);
    if (rc == BQ_OK)
        rc = bq_program_load(path, &program, &trouble);
    rc = rc == BQ_ENOMEM ? bq_err_nomem(err) : add_program(rows, id, program, &trouble, false, err);
    bq_program_free(program);
    return rc;
}

static int add_folder(struct rows *rows, const struct bq_paths *paths, struct bq_err *err)
{
    if (!paths->programs[0])
        return BQ_OK;
    DIR *dir = opendir(paths->programs);
    if (!dir)
        return errno == ENOENT ? BQ_OK : bq_err_system(err, paths->programs, errno, "read");
    int rc = BQ_OK;
    for (const struct dirent *entry; rc == BQ_OK && (entry = readdir(dir)) != NULL;) {
        size_t len = strlen(entry->d_name);
        if (entry->d_name[0] != '.' && len > 5 && len <= ID_MAX + 5 &&
            strcmp(entry->d_name + len - 5, ".yaml") == 0)
            rc = add_file(rows, paths, entry->d_name, err);
    }
    closedir(dir);
    return rc;
}

static int add_builtin(struct rows *rows, struct bq_err *err)
{
    size_t own = rows->count;
    int rc = BQ_OK;
    for (const char *const *id = bq_program_builtin_ids(); rc == BQ_OK && *id; id++) {
        size_t i = 0;
        struct bq_program *program = NULL;
        struct bq_err trouble;
        while (i < own && strcmp(rows->items[i].id, *id) != 0)
            i++;
        if (i < own)
            continue;
        bq_err_clear(&trouble);
        if (bq_program_builtin(*id, &program, &trouble) != BQ_ENOTFOUND)
            rc = add_program(rows, *id, program, &trouble, true, err);
        bq_program_free(program);
    }
    return rc;
}

static int by_id(const void *a, const void *b)
{
    const struct bq_program_row *x = a, *y = b;
    return strcmp(x->id, y->id);
}

int bq_programs_list(const struct bq_paths *paths, struct bq_program_list *list, struct bq_err *err)
{
    memset(list, 0, sizeof *list);
    struct rows *rows = calloc(1, sizeof *rows);
    if (!rows)
        return bq_err_nomem(err);
    list->storage = rows;
    int rc = add_folder(rows, paths, err);
    if (rc == BQ_OK)
        rc = add_builtin(rows, err);
    if (rc == BQ_OK && rows->arena.failed)
        rc = bq_err_nomem(err);
    if (rc != BQ_OK) {
        bq_program_list_clear(list);
        return rc;
    }
    if (rows->count)
        qsort(rows->items, rows->count, sizeof *rows->items, by_id);
    list->items = rows->items;
    list->count = rows->count;
    return BQ_OK;
}

void bq_program_list_clear(struct bq_program_list *list)
{
    struct rows *rows = list->storage;
    if (rows) {
        bq_arena_clear(&rows->arena);
        free(rows->items);
    }
    free(rows);
    memset(list, 0, sizeof *list);
}
