#include "store/index.h"
#include "store/walk.h"

#include "base/retry.h"
#include "store/internal.h"

#include "bqi/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIST_MAX = 1000000, STALE_SECONDS = 86400 };

/* What a list holds on to: the index of last time, and rows read anew. */
struct list_storage {
    struct bq_index old;
    struct bq_index_builder fresh;
};

static int64_t time_of(const struct bq_draft *draft, const struct stat *st)
{
    int64_t seconds;

    if (bq_time_parse(bq_draft_text(draft, BQ_FIELD_UPDATED, NULL), &seconds))
        return seconds;
    return (int64_t)st->st_mtime;
}

static const char *cut_text(const struct bq_draft *draft, enum bq_field field)
{
    size_t len;
    const char *text = bq_draft_text(draft, field, &len);

    return len <= BQ_INDEX_TEXT_MAX ? text : "";
}

/* Reads one draft and adds its row; a draft that can't be read is a row with its trouble. */
static int add_row(struct list_storage *storage, const char *path, const struct stat *st,
                   struct bq_err *err)
{
    struct bq_store_entry entry = { .path = path, .trouble = "" };
    struct bq_draft *draft = NULL;
    struct bq_err trouble = { 0 };
    char words[BQ_ERR_FILE_MAX + BQ_ERR_TEXT_MAX];
    const char *const empty = "";
    int status = bq_store_load(path, &draft, NULL, &trouble);

    if (status) {
        trouble.file[0] = '\0';
        bq_err_format(&trouble, words, sizeof words);
        entry.id = entry.title = entry.program = entry.type = entry.url = entry.status = empty;
        entry.filed_url = entry.filed_date = empty;
        entry.updated = (int64_t)st->st_mtime;
        entry.trouble = words;
    } else {
        struct bq_filed filed = bq_draft_filed(draft);

        entry.id = cut_text(draft, BQ_FIELD_ID);
        entry.title = cut_text(draft, BQ_FIELD_TITLE);
        entry.program = cut_text(draft, BQ_FIELD_PROGRAM);
        entry.type = cut_text(draft, BQ_FIELD_TYPE);
        entry.url = cut_text(draft, BQ_FIELD_URL);
        entry.status = cut_text(draft, BQ_FIELD_STATUS);
        entry.filed_url = strlen(filed.url) <= BQ_INDEX_TEXT_MAX ? filed.url : empty;
        entry.filed_date = filed.date;
        entry.updated = time_of(draft, st);
    }
    status = bq_index_add(&storage->fresh, &entry, st, err);
    bq_draft_free(draft);
    return status;
}

static int by_time(const void *a, const void *b)
{
    const struct bq_store_entry *x = a, *y = b;

    if (x->updated != y->updated)
        return x->updated < y->updated ? 1 : -1;
    return strcmp(x->path, y->path);
}

/* Drafts by their names. On the way, what a save left that died is cleaned up. */
static bool wanted(void *context, int fd, const char *name)
{
    const int64_t *stale_before = context;

    if (bq_store_is_draft_name(name))
        return true;
    if (*stale_before && bq_file_is_temp(name))
        bq_file_clean(fd, name, *stale_before);
    return false;
}

/* Known and unchanged files come from the old index, the others are read. */
static int scan(const struct bq_walk *walk, const char *folder, struct list_storage *storage,
                struct bq_index_rows *known, struct bq_err *err)
{
    char path[BQ_PATH_MAX];
    int status = BQ_OK;

    for (size_t i = 0; !status && i < walk->count; i++) {
        const struct bq_walk_item *item = &walk->items[i];
        const char *name = walk->names.data + item->name;
        const struct bq_index_row *row;

        if (item->code == ENOENT)
            continue; /* gone in the meantime */
        /* Any other trouble comes up again when it is read, and is put into words there. */
        row = item->code ? NULL : bq_index_find(&storage->old, name, &item->st);
        if (row) {
            status = bq_index_rows_add(known, row, err);
            continue;
        }
        status = bq_path_join(path, folder, name, err);
        if (!status)
            status = add_row(storage, path, &item->st, err);
    }
    return status;
}

/* Opens the folder and looks at all of it. A folder that is not there yet is empty. */
static int walk_drafts(const char *folder, struct bq_walk *walk, struct bq_err *err)
{
    struct stat st;
    int64_t stale_before = 0;
    int fd, status;

    BQ_RETRY(fd, open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd < 0)
        return errno == ENOENT ? BQ_OK : bq_err_system(err, folder, errno, "open folder");
    /* A day older than the folder's last change. */
    if (fstat(fd, &st) == 0)
        stale_before = (int64_t)st.st_mtime - STALE_SECONDS;
    status = bq_walk_folder(walk, fd, folder, LIST_MAX, wanted, &stale_before, err);
    close(fd);
    return status;
}

static void storage_free(struct list_storage *storage)
{
    if (!storage)
        return;
    bq_index_clear(&storage->old);
    bq_index_builder_clear(&storage->fresh);
    free(storage);
}

int bq_store_list(const struct bq_paths *paths, struct bq_store_list *list, struct bq_err *err)
{
    struct list_storage *storage = NULL;
    struct bq_index_rows known = { 0 };
    struct bq_walk walk = { 0 };
    int status;

    *list = (struct bq_store_list){ 0 };
    if (!paths->drafts[0])
        return bq_err_set(err, BQ_ENOTFOUND, "there is no home folder with drafts (set HOME)");
    status = walk_drafts(paths->drafts, &walk, err);
    if (status || !walk.count)
        goto done;
    storage = calloc(1, sizeof *storage);
    if (!storage) {
        status = bq_err_nomem(err);
        goto done;
    }
    bq_index_builder_init(&storage->fresh);
    bq_index_load(&storage->old, paths);
    status = scan(&walk, paths->drafts, storage, &known, err);
    if (!status)
        status = bq_index_entries(&storage->old, &known, &storage->fresh, &list->items,
                                  &list->count, err);
    if (status)
        goto done;
    qsort(list->items, list->count, sizeof *list->items, by_time);
    if (storage->fresh.count || known.count != storage->old.count)
        bq_index_save(paths, &storage->old, &known, &storage->fresh);
    list->storage = storage;
    storage = NULL;
done:
    free(known.items);
    storage_free(storage);
    bq_walk_clear(&walk);
    return status;
}

void bq_store_list_clear(struct bq_store_list *list)
{
    free(list->items);
    storage_free(list->storage);
    *list = (struct bq_store_list){ 0 };
}
