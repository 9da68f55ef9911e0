/* Journals that sessions left behind. */
#include "store/internal.h"
#include "store/record.h"

#include "base/retry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RECOVERIES_MAX = 10000, TRASH_DAYS = 14, DAY = 86400 };

int bq_recovery_read(const char *journal, struct bq_recovery_state *state, struct bq_err *err)
{
    char *bytes = NULL;
    size_t len = 0;
    int status;

    *state = (struct bq_recovery_state){ 0 };
    status = bq_file_read(journal, BQ_JOURNAL_FILE_MAX, &bytes, &len, NULL, err);
    if (!status)
        status = bq_journal_replay(bytes, len, state, err);
    if (status)
        bq_err_in_file(err, journal);
    free(bytes);
    return status;
}

int bq_recovery_load(const char *journal, struct bq_draft **out, struct bq_err *err)
{
    struct bq_recovery_state state;
    int status = bq_recovery_read(journal, &state, err);

    *out = state.draft;
    return status;
}

/*
 * Does the session that writes it live? It holds a lock on the file; where the file system has
 * none, its name has to tell. Then a process on another machine counts as living.
 */
static bool is_living(int fd, const struct bq_process *process)
{
    struct bq_process self;
    enum bq_process_state look;

    if (flock(fd, LOCK_SH | LOCK_NB) != 0)
        return errno == EWOULDBLOCK || bq_process_look(process) != BQ_PROCESS_GONE;
    bq_process_self(&self);
    if (strcmp(self.boot, process->boot) == 0)
        return false; /* the same kernel keeps both locks: it is gone */
    look = bq_process_look(process);
    if (look != BQ_PROCESS_ELSEWHERE)
        return look == BQ_PROCESS_ALIVE;
    /* Our own machine, renamed since. */
    return !self.machine[0] || strcmp(self.machine, process->machine) != 0;
}

/* Does the journal hold what the saved draft does not? */
static bool worth_offering(const struct bq_recovery_state *state)
{
    struct bq_draft *saved = NULL;
    bool differs = false;

    if (!state->path[0] || bq_store_load(state->path, &saved, NULL, NULL))
        return true;
    for (int i = 0; i < BQ_FIELD_COUNT && !differs; i++) {
        enum bq_field field = (enum bq_field)i;

        if (field != BQ_FIELD_UPDATED && field != BQ_FIELD_FORMAT)
            differs = !bq_draft_same(state->draft, saved, field);
    }
    bq_draft_free(saved);
    return differs;
}

/* Was the draft's file written by somebody after the session had read it? */
static bool saved_since(const struct bq_recovery_state *state)
{
    struct bq_file_stamp there;

    return state->path[0] && state->stamp.exists && !bq_file_stat(state->path, &there, NULL) &&
           there.exists && !bq_file_same(&there, &state->stamp);
}

static int offer(struct bq_recovery_list *list, size_t *cap, const char *journal,
                 const struct stat *st, const struct bq_recovery_state *state, const char *trouble,
                 struct bq_err *err)
{
    void *items = list->items;
    const char *title = state->draft ? bq_draft_text(state->draft, BQ_FIELD_TITLE, NULL) : "";
    struct bq_recovery item = { .changed = (int64_t)st->st_mtim.tv_sec,
                                .changed_ns = st->st_mtim.tv_nsec,
                                .saved_since = saved_since(state) };
    int status = bq_array_grow(&items, list->count, cap, sizeof *list->items, RECOVERIES_MAX);

    list->items = items;
    if (status)
        return bq_err_set(err, status, "too many recovery files");
    memcpy(item.journal, journal, strlen(journal) + 1);
    memcpy(item.path, state->path, sizeof item.path);
    item.title = bq_span_dup(bq_span_str(title));
    item.trouble = bq_span_dup(bq_span_str(trouble));
    list->items[list->count++] = item;
    return item.title && item.trouble ? BQ_OK : bq_err_nomem(err);
}

/* BQ_OK: replayed, or not to be offered (no draft then). */
static int replay(const char *journal, int fd, struct bq_recovery_state *state, struct bq_err *err)
{
    struct bq_process process;
    char *bytes = NULL;
    size_t len = 0;
    int status = bq_file_read_fd(fd, journal, BQ_JOURNAL_FILE_MAX, &bytes, &len, err);

    /* What is no journal, or torn before it said anything, holds nothing that could be lost. */
    if (!status && bq_journal_owner(bytes, len, &process, state) && !is_living(fd, &process)) {
        status = bq_journal_replay(bytes, len, state, err);
        if (status == BQ_EPARSE)
            status = BQ_OK;
    }
    free(bytes);
    return status;
}

/* *all_saved: the draft's file has all of it. */
static int look_at(struct bq_recovery_list *list, size_t *cap, const char *journal, bool *all_saved,
                   struct bq_err *err)
{
    struct bq_recovery_state state = { 0 };
    struct bq_err trouble = { 0 };
    struct stat st = { 0 };
    int fd, result, status = BQ_OK;

    BQ_RETRY(fd, open(journal, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (fd < 0) {
        if (errno == ENOENT || errno == ELOOP)
            return BQ_OK; /* gone, or a planted link */
        bq_err_system(&trouble, journal, errno, "open");
        return offer(list, cap, journal, &st, &state, trouble.text, err);
    }
    BQ_RETRY(result, fstat(fd, &st));
    if (result < 0)
        status = bq_err_system(&trouble, journal, errno, "look at");
    else if (S_ISREG(st.st_mode))
        status = replay(journal, fd, &state, &trouble);
    if (status)
        status = offer(list, cap, journal, &st, &state, trouble.text, err);
    else if (state.draft && worth_offering(&state))
        status = offer(list, cap, journal, &st, &state, "", err);
    else if (state.draft && all_saved)
        *all_saved = true;
    close(fd);
    bq_draft_free(state.draft);
    return status;
}

static int newest_first(const void *a, const void *b)
{
    const struct bq_recovery *x = a, *y = b;

    if (x->changed != y->changed)
        return x->changed < y->changed ? 1 : -1;
    if (x->changed_ns != y->changed_ns)
        return x->changed_ns < y->changed_ns ? 1 : -1;
    return strcmp(x->journal, y->journal);
}

/* The journals of a folder of the state folder. tidy: those that hold nothing unsaved go. */
static int list_folder(const struct bq_paths *paths, const char *name, bool tidy,
                       struct bq_recovery_list *list, struct bq_err *err)
{
    char folder[BQ_PATH_MAX], path[BQ_PATH_MAX];
    struct dirent *item;
    size_t cap = 0;
    int status;
    DIR *dir;

    *list = (struct bq_recovery_list){ 0 };
    if (!paths->state[0])
        return BQ_OK;
    status = bq_path_join(folder, paths->state, name, err);
    if (status)
        return status;
    dir = opendir(folder);
    if (!dir)
        return errno == ENOENT ? BQ_OK : bq_err_system(err, folder, errno, "open folder");
    while (!status && (item = readdir(dir)) != NULL) {
        bool all_saved = false;

        if (item->d_name[0] == '.' || !bq_span_ends(bq_span_str(item->d_name), ".jnl"))
            continue;
        status = bq_path_join(path, folder, item->d_name, err);
        if (!status)
            status = look_at(list, &cap, path, &all_saved, err);
        if (all_saved && tidy)
            (void)!unlink(path);
    }
    closedir(dir);
    if (status)
        bq_recovery_list_clear(list);
    else if (list->count)
        qsort(list->items, list->count, sizeof *list->items, newest_first);
    return status;
}

int bq_recovery_list(const struct bq_paths *paths, struct bq_recovery_list *list,
                     struct bq_err *err)
{
    return list_folder(paths, "journal", true, list, err);
}

int bq_recovery_discarded(const struct bq_paths *paths, struct bq_recovery_list *list,
                          struct bq_err *err)
{
    return list_folder(paths, "trash", false, list, err);
}

const struct bq_recovery *bq_recovery_of(const struct bq_recovery_list *list, const char *path)
{
    struct bq_file_stamp file, other;

    if (bq_file_stat(path, &file, NULL) || !file.exists)
        return NULL;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].path[0] && !bq_file_stat(list->items[i].path, &other, NULL) &&
            other.exists && bq_file_same(&file, &other))
            return &list->items[i];
    return NULL;
}

void bq_recovery_list_clear(struct bq_recovery_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free((void *)(uintptr_t)list->items[i].title);
        free((void *)(uintptr_t)list->items[i].trouble);
    }
    free(list->items);
    *list = (struct bq_recovery_list){ 0 };
}

/* ---- getting rid of them ------------------------------------------------------------------------
 */

int bq_recovery_remove(const char *journal, struct bq_err *err)
{
    if (unlink(journal) != 0 && errno != ENOENT)
        return bq_err_system(err, journal, errno, "remove");
    return BQ_OK;
}

/* By the file system's clock: the time a file was moved here against the time of the one moved
 * last. */
static void purge(const char *folder, int64_t now)
{
    DIR *dir = opendir(folder);
    struct dirent *item;
    struct stat st;

    while (dir && (item = readdir(dir)) != NULL)
        if (fstatat(dirfd(dir), item->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode) && now - (int64_t)st.st_ctime > (int64_t)TRASH_DAYS * DAY)
            (void)!unlinkat(dirfd(dir), item->d_name, 0);
    if (dir)
        closedir(dir);
}

/* Into another folder of the state folder, under its name; *to is where it lies then. */
static int move_to(const struct bq_paths *paths, const char *journal, const char *folder, char *to,
                   struct bq_err *err)
{
    char path[BQ_PATH_MAX];
    int status = bq_store_state_dir(paths, folder, path, err);

    if (!status)
        status = bq_path_join(to, path, bq_path_base(journal), err);
    if (!status && rename(journal, to) != 0)
        status = bq_err_system(err, journal, errno, "move");
    return status;
}

int bq_recovery_discard(const struct bq_paths *paths, const char *journal, struct bq_err *err)
{
    char folder[BQ_PATH_MAX], to[BQ_PATH_MAX];
    struct stat st;
    int status = move_to(paths, journal, "trash", to, err);

    if (!status && stat(to, &st) == 0 && !bq_store_folder(to, folder, NULL))
        purge(folder, (int64_t)st.st_ctime);
    return status;
}

int bq_recovery_bring_back(const struct bq_paths *paths, const char *journal, struct bq_err *err)
{
    char to[BQ_PATH_MAX];

    return move_to(paths, journal, "journal", to, err);
}
