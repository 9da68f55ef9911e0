#include "store/walk.h"

#include "base/retry.h"
#include "bqi/pool.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { ALONE = 1000, NAMES_MAX = 512 << 20 };

static int add_name(struct bq_walk *walk, const char *path, const char *name, size_t max,
                    struct bq_err *err)
{
    void *items = walk->items;
    int status = bq_array_grow(&items, walk->count, &walk->cap, sizeof *walk->items, max);

    walk->items = items;
    if (status == BQ_ELIMIT)
        return bq_err_at(err, BQ_ELIMIT, path, 0, 0, "more than %zu drafts", max);
    if (status)
        return bq_err_nomem(err);
    walk->items[walk->count++].name = walk->names.len;
    bq_buf_add(&walk->names, name, strlen(name) + 1);
    return bq_buf_check(&walk->names, err);
}

/* The folder is read through a descriptor of its own: closing that must not close the caller's. */
static int read_names(struct bq_walk *walk, int fd, const char *path, size_t max,
                      bool (*wanted)(void *, int, const char *), void *context, struct bq_err *err)
{
    struct dirent *item = NULL;
    int own, status = BQ_OK;
    DIR *dir;

    BQ_RETRY(own, openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    dir = own < 0 ? NULL : fdopendir(own);
    if (!dir) {
        status = bq_err_system(err, path, errno, "open folder");
        if (own >= 0)
            close(own);
        return status;
    }
    while (!status && (errno = 0, item = readdir(dir)) != NULL)
        if (wanted(context, fd, item->d_name))
            status = add_name(walk, path, item->d_name, max, err);
    if (!status && !item && errno)
        status = bq_err_system(err, path, errno, "read folder");
    closedir(dir);
    return status;
}

struct share {
    struct bq_walk *walk;
    int fd;
    size_t from, to;
};

static void look(void *context, unsigned number)
{
    const struct share *share = (const struct share *)context + number;

    for (size_t i = share->from; i < share->to; i++) {
        struct bq_walk_item *item = &share->walk->items[i];
        const char *name = share->walk->names.data + item->name;
        int result;

        item->code = 0;
        BQ_RETRY(result, fstatat(share->fd, name, &item->st, 0));
        /* A link that leads nowhere is itself what is there. */
        if (result < 0)
            BQ_RETRY(result, fstatat(share->fd, name, &item->st, AT_SYMLINK_NOFOLLOW));
        if (result < 0)
            item->code = errno;
    }
}

static void look_at_all(struct bq_walk *walk, int fd)
{
    struct bq_pool *pool = walk->count > ALONE ? bq_pool_new(2) : NULL;
    size_t half = bq_pool_threads(pool) > 1 ? walk->count / 2 : walk->count;
    struct share shares[] = { { walk, fd, 0, half }, { walk, fd, half, walk->count } };

    bq_pool_run(pool, look, shares);
    bq_pool_free(pool);
}

int bq_walk_folder(struct bq_walk *walk, int fd, const char *path, size_t max,
                   bool (*wanted)(void *context, int fd, const char *name), void *context,
                   struct bq_err *err)
{
    int status;

    *walk = (struct bq_walk){ 0 };
    bq_buf_init(&walk->names, NAMES_MAX);
    status = read_names(walk, fd, path, max, wanted, context, err);
    if (!status)
        look_at_all(walk, fd);
    return status;
}

void bq_walk_clear(struct bq_walk *walk)
{
    bq_buf_clear(&walk->names);
    free(walk->items);
    *walk = (struct bq_walk){ 0 };
}
