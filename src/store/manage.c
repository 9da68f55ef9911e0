/* Drafts copied, renamed, thrown away and brought back. */
#include "store/internal.h"

#include "bqi/clock.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_LIMIT = 64, TRASH_MAX = 100000 };

/* ---- duplicate ---------------------------------------------------------------------------------
 */

static int forget_history(struct bq_draft *draft, struct bq_err *err)
{
    static const enum bq_field cleared[] = { BQ_FIELD_ID, BQ_FIELD_CREATED, BQ_FIELD_UPDATED };
    const struct bq_filed nothing = { "", "" };
    size_t count;
    int status = bq_draft_set_filed(draft, &nothing, err);

    for (size_t i = 0; !status && i < sizeof cleared / sizeof *cleared; i++)
        status = bq_draft_set_text(draft, cleared[i], "", 0, err);
    if (!status)
        status = bq_draft_set_text(draft, BQ_FIELD_STATUS, "draft", 5, err);
    bq_draft_set_terms_accepted(draft, false);
    for (bq_draft_outcomes(draft, &count); count; count--)
        bq_draft_remove(draft, BQ_FIELD_OUTCOME, count - 1);
    return status;
}

int bq_store_duplicate(const struct bq_paths *paths, const char *path, int64_t now, char *out,
                       struct bq_err *err)
{
    struct bq_draft *draft = NULL;
    int status = bq_store_load(path, &draft, NULL, err);

    out[0] = '\0';
    if (!status)
        status = forget_history(draft, err);
    if (!status)
        status = bq_store_save(paths, draft, out, NULL, NULL, now, err);
    bq_draft_free(draft);
    return status;
}

/* ---- template ----------------------------------------------------------------------------------
 */

static int copy_people(const struct bq_draft *from, struct bq_draft *to, struct bq_err *err)
{
    size_t count;
    const struct bq_collaborator *people = bq_draft_collaborators(from, &count);
    int status = BQ_OK;

    bq_draft_set_number(to, BQ_FIELD_OWN_SHARE, bq_draft_number(from, BQ_FIELD_OWN_SHARE));
    for (size_t i = 0; !status && i < count; i++)
        status = bq_draft_add_collaborator(to, &people[i], err);
    const struct bq_account *accounts = bq_draft_accounts(from, &count);
    for (size_t i = 0; !status && i < count; i++)
        status = bq_draft_add_account(to, &accounts[i], err);
    return status;
}

int bq_store_template(const char *path, struct bq_draft **out, struct bq_err *err)
{
    static const enum bq_field kept[] = { BQ_FIELD_PROGRAM, BQ_FIELD_TARGET, BQ_FIELD_TYPE,
                                          BQ_FIELD_TAXONOMY };
    struct bq_draft *from = NULL, *to = bq_draft_new();
    int status = to ? bq_store_load(path, &from, NULL, err) : bq_err_nomem(err);

    *out = NULL;
    for (size_t i = 0; !status && i < sizeof kept / sizeof *kept; i++) {
        size_t len;
        const char *text = bq_draft_text(from, kept[i], &len);
        if (len)
            status = bq_draft_set_text(to, kept[i], text, len, err);
    }
    if (!status)
        status = bq_draft_set_text(to, BQ_FIELD_STATUS, "draft", 5, err);
    if (!status)
        status = copy_people(from, to, err);
    if (!status) {
        *out = to;
        to = NULL;
    }
    bq_draft_free(from);
    bq_draft_free(to);
    return status;
}

/* ---- rename ------------------------------------------------------------------------------------
 */

static bool good_name(const char *name)
{
    size_t len = strlen(name);

    return len >= 1 && len <= NAME_LIMIT && name[0] != '.' && name[0] != '-' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789._-") == len &&
           !bq_span_ends(bq_span_str(name), ".yaml") && !bq_span_ends(bq_span_str(name), "~");
}

/* from gets the name to, which nobody has: BQ_EEXIST else. Then the folders know it for good. */
static int move(const char *from, const char *to, struct bq_err *err)
{
    char *bytes = NULL;
    size_t len;
    int result, status;

#ifdef RENAME_NOREPLACE
    result = renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    if (result < 0 && (errno == EINVAL || errno == ENOSYS))
#endif
    {
        result = link(from, to);
        if (result == 0)
            result = unlink(from);
    }
    if (result == 0)
        return BQ_OK;
    if (errno == EEXIST)
        return bq_err_at(err, BQ_EEXIST, to, 0, 0, "there is such a file already");
    if (errno != EXDEV)
        return bq_err_system(err, from, errno, "move");
    /* Another file system: copy first, remove when that is safe. */
    status = bq_file_read(from, BQ_DRAFT_FILE_MAX, &bytes, &len, NULL, err);
    if (!status)
        status =
            bq_file_write(to, bytes, len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE, NULL, NULL, err);
    if (!status && unlink(from) != 0)
        status = bq_err_system(err, from, errno, "remove");
    free(bytes);
    return status;
}

static void move_versions(const struct bq_paths *paths, const char *from_key, const char *to)
{
    char folder[BQ_PATH_MAX], old[BQ_PATH_MAX], now[BQ_PATH_MAX], to_key[BQ_STORE_KEY_LEN];

    bq_store_key(to, to_key);
    if (!paths->state[0] || bq_path_join(folder, paths->state, "versions", NULL) ||
        bq_path_join(old, folder, from_key, NULL) || bq_path_join(now, folder, to_key, NULL))
        return;
    (void)!rename(old, now);
}

/* Runs the move while nobody else has the draft. */
static int move_locked(const struct bq_paths *paths, const char *from, const char *to, int64_t now,
                       struct bq_err *err)
{
    char key[BQ_STORE_KEY_LEN];
    struct bq_lock *lock = NULL;
    struct bq_err trouble = { 0 };
    int status = bq_lock_take(paths, from, now, &lock, &trouble);

    if (status == BQ_ELOCKED) {
        if (err)
            *err = trouble;
        return status;
    }
    bq_store_key(from, key);
    status = move(from, to, err);
    if (!status)
        move_versions(paths, key, to);
    bq_lock_release(lock);
    return status;
}

int bq_store_rename(const struct bq_paths *paths, const char *path, const char *name, int64_t now,
                    char *out, struct bq_err *err)
{
    char folder[BQ_PATH_MAX];
    int status;

    out[0] = '\0';
    if (!good_name(name))
        return bq_err_set(err, BQ_EINVAL,
                          "a name has a-z, 0-9, '.', '_' and '-', at most %d, and begins with "
                          "a letter or digit",
                          NAME_LIMIT);
    status = bq_store_folder(path, folder, err);
    if (!status)
        status = bq_path_join(out, folder, name, err);
    if (!status)
        status = bq_store_append(out, ".yaml", err);
    return status ? status : move_locked(paths, path, out, now, err);
}

/* ---- trash -------------------------------------------------------------------------------------
 */

static int trash_folder(const struct bq_paths *paths, char *out, struct bq_err *err)
{
    if (!paths->data[0])
        return bq_err_set(err, BQ_ENOTFOUND, "there is no home folder for a trash (set HOME)");
    return bq_path_join(out, paths->data, "trash", err);
}

/* SECONDS-N-NAME.yaml: when it was thrown away, which of that second, what it was called. */
static bool read_trashed(const char *name, struct bq_trashed *trashed)
{
    char *end;
    long long when = strtoll(name, &end, 10);

    if (end == name || *end != '-')
        return false;
    name = end + 1;
    strtoul(name, &end, 10);
    if (end == name || *end != '-' || !bq_store_is_draft_name(end + 1))
        return false;
    trashed->when = when;
    trashed->name = end + 1;
    return true;
}

int bq_store_trash(const struct bq_paths *paths, const char *path, int64_t now, char *out,
                   struct bq_err *err)
{
    char folder[BQ_PATH_MAX], name[400];
    int status = trash_folder(paths, folder, err);

    out[0] = '\0';
    if (!status)
        status = bq_file_make_dir(folder, err);
    for (unsigned n = 0; !status; n++) {
        snprintf(name, sizeof name, "%" PRId64 "-%u-%.255s", now, n, bq_path_base(path));
        status = bq_path_join(out, folder, name, err);
        if (!status)
            status = move_locked(paths, path, out, now, err);
        if (status != BQ_EEXIST || n == 1000)
            break;
        status = BQ_OK;
    }
    return status;
}

static int newest_first(const void *a, const void *b)
{
    const struct bq_trashed *x = a, *y = b;

    return x->when != y->when ? (x->when < y->when ? 1 : -1) : strcmp(x->path, y->path);
}

int bq_store_trash_list(const struct bq_paths *paths, struct bq_trash_list *list,
                        struct bq_err *err)
{
    char folder[BQ_PATH_MAX];
    struct dirent *item;
    size_t cap = 0;
    DIR *dir;
    int status = trash_folder(paths, folder, err);

    *list = (struct bq_trash_list){ 0 };
    if (status)
        return status;
    dir = opendir(folder);
    if (!dir)
        return errno == ENOENT ? BQ_OK : bq_err_system(err, folder, errno, "open folder");
    while (!status && (item = readdir(dir)) != NULL) {
        struct bq_trashed trashed;
        void *items = list->items;

        if (!read_trashed(item->d_name, &trashed))
            continue;
        if (bq_array_grow(&items, list->count, &cap, sizeof *list->items, TRASH_MAX)) {
            status = bq_err_set(err, BQ_ELIMIT, "the trash is too full to be listed");
            break;
        }
        list->items = items;
        list->items[list->count].when = trashed.when;
        status = bq_path_join(list->items[list->count].path, folder, item->d_name, err);
        list->count += !status;
    }
    closedir(dir);
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, newest_first);
    /* The names point into the paths, which have found their place only now. */
    for (size_t i = 0; i < list->count; i++)
        read_trashed(bq_path_base(list->items[i].path), &list->items[i]);
    if (status)
        bq_trash_list_clear(list);
    return status;
}

void bq_trash_list_clear(struct bq_trash_list *list)
{
    free(list->items);
    *list = (struct bq_trash_list){ 0 };
}

int bq_store_untrash(const struct bq_paths *paths, const char *trashed, char *out,
                     struct bq_err *err)
{
    struct bq_trashed what;
    int status;

    out[0] = '\0';
    if (!read_trashed(bq_path_base(trashed), &what))
        return bq_err_at(err, BQ_EINVAL, trashed, 0, 0, "not a draft from the trash");
    status = bq_file_make_dir(paths->drafts, err);
    if (!status)
        status = bq_path_join(out, paths->drafts, what.name, err);
    return status ? status : move_locked(paths, trashed, out, what.when, err);
}
