#include "scope_load.h"

#include "bqi/programs.h"
#include "bugquill/io.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAMS_MAX = 100000, FILES_ALONE = 16 /* are read before another thread is awake */ };

void scope_unload(struct scope_programs *asked)
{
    bq_scopes_free(asked->all);
    for (size_t i = 0; i < asked->count; i++) {
        bq_scope_free(asked->scopes[i]);
        bq_program_free(asked->programs[i]);
    }
    free(asked->scopes);
    free(asked->programs);
}

/* Room for one more. */
static int make_room(struct scope_programs *asked, struct bq_err *err)
{
    size_t cap = asked->cap, same = asked->cap;
    void *programs = asked->programs, *scopes = asked->scopes;
    int status =
        bq_array_grow(&programs, asked->count, &cap, sizeof(struct bq_program *), PROGRAMS_MAX);

    asked->programs = programs;
    if (status == BQ_OK) {
        status =
            bq_array_grow(&scopes, asked->count, &same, sizeof(struct bq_scope *), PROGRAMS_MAX);
        asked->scopes = scopes;
    }
    if (status != BQ_OK) {
        return bq_err_set(err, (enum bq_status)status, "too many programs");
    }
    asked->cap = cap;
    return BQ_OK;
}

/* ---- one program ----------------------------------------------------------------------------- */

/* What reading one program came to; either both or neither are there. */
struct loaded {
    struct bq_program *program;
    struct bq_scope *scope;
    int status;
    struct bq_err *why; /* there are many of these and trouble is rare; NULL also without memory */
};

/* Gives a program that was read its scope. err: what went wrong, here or before. */
static void make_scope(struct loaded *l, struct bq_pool *pool, struct bq_err *err)
{
    if (l->status == BQ_OK) {
        l->status = bq_scope_new_on(pool, l->program, &l->scope, err);
    }
    if (l->status != BQ_OK) {
        bq_program_free(l->program);
        l->program = NULL;
        l->why = malloc(sizeof(*l->why));
        if (l->why) {
            *l->why = *err;
        }
    }
}

static void clear(struct loaded *l)
{
    bq_scope_free(l->scope);
    bq_program_free(l->program);
    free(l->why);
}

/* Takes over what was read, or what went wrong. */
static int take(struct scope_programs *asked, struct loaded *l, struct bq_err *err)
{
    int status = l->status;

    if (status == BQ_OK) {
        status = make_room(asked, err);
    } else if (l->why) {
        *err = *l->why;
    } else {
        status = bq_err_nomem(err);
    }
    if (status == BQ_OK) {
        asked->programs[asked->count] = l->program;
        asked->scopes[asked->count++] = l->scope;
    } else {
        clear(l);
    }
    *l = (struct loaded){ 0 };
    return status;
}

/* The same among others: trouble with one is said. */
static int take_or_say(struct cli *cli, struct scope_programs *asked, struct loaded *l,
                       struct bq_err *err)
{
    int status = take(asked, l, err);

    if (status != BQ_OK && status != BQ_ENOMEM) {
        (void)cli_fail(cli, err);
        asked->trouble = true;
        status = BQ_OK;
    }
    return status;
}

int scope_load_one(struct cli *cli, struct bq_pool *pool, struct scope_programs *asked,
                   struct bq_err *err)
{
    struct loaded l = { 0 };

    l.status = cli_program(cli, NULL, &l.program, err);
    make_scope(&l, pool, err);
    return take(asked, &l, err);
}

/* ---- the folder ------------------------------------------------------------------------------ */

/* Files that several threads read, each the next. */
struct folder {
    const char *path;
    struct dirent **entries;
    struct loaded *loaded; /* one an entry */
    size_t count, next;
    pthread_mutex_t lock;
};

static bool take_next(struct folder *folder, size_t *i)
{
    (void)pthread_mutex_lock(&folder->lock);
    *i = folder->next;
    folder->next += folder->next < folder->count;
    (void)pthread_mutex_unlock(&folder->lock);
    return *i < folder->count;
}

static void load_files(void *context, unsigned number)
{
    struct folder *folder = context;
    char path[BQ_PATH_MAX];
    struct bq_err err;

    (void)number;
    for (size_t i; take_next(folder, &i);) {
        struct loaded *l = &folder->loaded[i];

        bq_err_clear(&err);
        l->status = bq_path_join(path, folder->path, folder->entries[i]->d_name, &err);
        if (l->status == BQ_OK) {
            l->status = bq_program_load(path, &l->program, &err);
        }
        make_scope(l, NULL, &err);
    }
}

/* On this thread, and on others where there is enough to read. */
static void load_together(struct folder *folder, struct bq_pool *pool)
{
    (void)pthread_mutex_init(&folder->lock, NULL);
    bq_pool_run(folder->count > FILES_ALONE ? pool : NULL, load_files, folder);
    (void)pthread_mutex_destroy(&folder->lock);
}

static int is_yaml(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return len > 5 && entry->d_name[0] != '.' && strcmp(entry->d_name + len - 5, ".yaml") == 0;
}

static int load_folder(struct cli *cli, struct bq_pool *pool, struct scope_programs *asked,
                       struct bq_err *err)
{
    struct folder folder = { .path = cli->paths.programs };
    int count = *folder.path ? scandir(folder.path, &folder.entries, is_yaml, alphasort) : 0;
    int status = BQ_OK;

    if (count < 0) {
        return errno == ENOENT ? BQ_OK : bq_err_system(err, folder.path, errno, "read");
    }
    folder.count = (size_t)count;
    folder.loaded = calloc(folder.count + 1, sizeof(*folder.loaded));
    if (folder.loaded) {
        load_together(&folder, pool);
    } else {
        status = bq_err_nomem(err);
    }
    for (size_t i = 0; i < folder.count; i++) {
        if (folder.loaded && status == BQ_OK) {
            status = take_or_say(cli, asked, &folder.loaded[i], err);
        } else if (folder.loaded) {
            clear(&folder.loaded[i]);
        }
        free(folder.entries[i]);
    }
    free(folder.entries);
    free(folder.loaded);
    return status;
}

static bool have_id(const struct scope_programs *asked, const char *id)
{
    for (size_t i = 0; i < asked->count; i++) {
        if (strcmp(bq_program_info(asked->programs[i])->id, id) == 0) {
            return true;
        }
    }
    return false;
}

int scope_load_all(struct cli *cli, struct bq_pool *pool, struct scope_programs *asked,
                   struct bq_err *err)
{
    int status = load_folder(cli, pool, asked, err);

    for (const char *const *id = bq_program_builtin_ids(); *id && status == BQ_OK; id++) {
        struct loaded l = { 0 };

        if (!have_id(asked, *id)) {
            l.status = bq_program_builtin(*id, &l.program, err);
            make_scope(&l, NULL, err);
            status = take_or_say(cli, asked, &l, err);
        }
    }
    return status == BQ_OK ? bq_scopes_new(asked->scopes, asked->count, &asked->all, err) : status;
}
