#include "store/index.h"
#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { INDEX_FILE_MAX = 512 << 20, INDEX_ROWS_MAX = 1000000 };

static const char index_magic[8] = "BQindx1";

struct index_head {
    char magic[8];
    uint64_t check;               /* of everything behind the head */
    uint32_t head_size, row_size; /* of this build: another build's file is not ours */
    uint64_t count, strings;
    char folder[32]; /* which drafts folder */
};

/* Not against forgers: against torn and damaged files. */
static uint64_t index_check(const char *bytes, size_t len)
{
    static const unsigned char key[16] = "bugquill index";

    return bq_hash64(key, bytes, len);
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static size_t name_hash(const char *name)
{
    uint64_t hash = 14695981039346656037u;

    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 1099511628211u;
    return (size_t)(hash ^ (hash >> 29));
}

static bool sound(const struct index_head *head, const char *bytes, size_t len,
                  const char folder[BQ_STORE_KEY_LEN])
{
    size_t room = len - sizeof *head;

    if (memcmp(head->magic, index_magic, sizeof index_magic) != 0 ||
        head->head_size != sizeof *head || head->row_size != sizeof(struct bq_index_row) ||
        memcmp(head->folder, folder, sizeof head->folder) != 0)
        return false;
    if (head->count > INDEX_ROWS_MAX || head->count * sizeof(struct bq_index_row) > room ||
        head->strings != room - head->count * sizeof(struct bq_index_row) || !head->strings ||
        bytes[len - 1] != '\0')
        return false;
    return index_check(bytes + sizeof *head, room) == head->check;
}

static bool rows_sound(const struct bq_index *index, size_t strings)
{
    for (size_t i = 0; i < index->count; i++)
        for (int text = 0; text < BQ_INDEX_TEXTS; text++)
            if (index->rows[i].text[text] >= strings)
                return false;
    return true;
}

static bool make_slots(struct bq_index *index)
{
    size_t size = 64;

    while (size < 2 * index->count)
        size *= 2;
    index->slots = calloc(size, sizeof *index->slots);
    if (!index->slots)
        return false;
    index->slot_count = size;
    for (size_t i = 0; i < index->count; i++) {
        const char *path = index->strings + index->rows[i].text[BQ_INDEX_PATH];
        size_t slot = name_hash(bq_path_base(path)) & (size - 1);

        while (index->slots[slot])
            slot = (slot + 1) & (size - 1);
        index->slots[slot] = (uint32_t)i + 1;
    }
    return true;
}

static int index_path(const struct bq_paths *paths, char *path)
{
    if (!paths->state[0])
        return BQ_ENOTFOUND;
    return bq_path_join(path, paths->state, "index", NULL);
}

void bq_index_load(struct bq_index *index, const struct bq_paths *paths)
{
    char path[BQ_PATH_MAX], folder[BQ_STORE_KEY_LEN];
    struct index_head head;
    size_t len = 0;

    *index = (struct bq_index){ 0 };
    if (index_path(paths, path) ||
        bq_file_read(path, INDEX_FILE_MAX, &index->bytes, &len, NULL, NULL) || len <= sizeof head)
        goto bad;
    memcpy(&head, index->bytes, sizeof head);
    bq_store_key(paths->drafts, folder);
    if (!sound(&head, index->bytes, len, folder))
        goto bad;
    index->rows = (const struct bq_index_row *)(const void *)(index->bytes + sizeof head);
    index->count = (size_t)head.count;
    index->strings = (const char *)(index->rows + index->count);
    if (rows_sound(index, (size_t)head.strings) && make_slots(index))
        return;
bad:
    bq_index_clear(index);
}

void bq_index_clear(struct bq_index *index)
{
    free(index->bytes);
    free(index->slots);
    *index = (struct bq_index){ 0 };
}

static bool same_file(const struct bq_index_row *row, const struct stat *st)
{
    return row->inode == (uint64_t)st->st_ino && row->device == (uint64_t)st->st_dev &&
           row->size == (uint64_t)st->st_size && row->mtime_sec == (int64_t)st->st_mtim.tv_sec &&
           row->mtime_nsec == (uint32_t)st->st_mtim.tv_nsec &&
           row->ctime_sec == (int64_t)st->st_ctim.tv_sec &&
           row->ctime_nsec == (uint32_t)st->st_ctim.tv_nsec;
}

const struct bq_index_row *bq_index_find(const struct bq_index *index, const char *name,
                                         const struct stat *st)
{
    size_t slot;

    if (!index->slot_count)
        return NULL;
    slot = name_hash(name) & (index->slot_count - 1);
    for (; index->slots[slot]; slot = (slot + 1) & (index->slot_count - 1)) {
        const struct bq_index_row *row = &index->rows[index->slots[slot] - 1];

        if (strcmp(bq_path_base(index->strings + row->text[BQ_INDEX_PATH]), name) == 0)
            return same_file(row, st) ? row : NULL;
    }
    return NULL;
}

int bq_index_rows_add(struct bq_index_rows *rows, const struct bq_index_row *row,
                      struct bq_err *err)
{
    void *items = rows->items;
    int status =
        bq_array_grow(&items, rows->count, &rows->cap, sizeof *rows->items, INDEX_ROWS_MAX);

    if (status)
        return bq_err_set(err, status, "too many drafts");
    rows->items = items;
    rows->items[rows->count++] = row;
    return BQ_OK;
}

/* ---- making -----------------------------------------------------------------------------------
 */

void bq_index_builder_init(struct bq_index_builder *builder)
{
    *builder = (struct bq_index_builder){ 0 };
    bq_buf_init(&builder->strings, INDEX_FILE_MAX);
}

void bq_index_builder_clear(struct bq_index_builder *builder)
{
    free(builder->rows);
    bq_buf_clear(&builder->strings);
    bq_index_builder_init(builder);
}

static struct bq_index_row *next_row(struct bq_index_builder *builder)
{
    void *rows = builder->rows;

    if (bq_array_grow(&rows, builder->count, &builder->cap, sizeof *builder->rows, INDEX_ROWS_MAX))
        return NULL;
    builder->rows = rows;
    builder->rows[builder->count] = (struct bq_index_row){ 0 };
    return &builder->rows[builder->count];
}

static void add_texts(struct bq_index_builder *builder, struct bq_index_row *row,
                      const char *const texts[BQ_INDEX_TEXTS])
{
    for (int i = 0; i < BQ_INDEX_TEXTS; i++) {
        row->text[i] = (uint32_t)builder->strings.len;
        bq_buf_add(&builder->strings, texts[i], strlen(texts[i]) + 1);
    }
}

int bq_index_add(struct bq_index_builder *builder, const struct bq_store_entry *entry,
                 const struct stat *st, struct bq_err *err)
{
    const char *const texts[BQ_INDEX_TEXTS] = {
        entry->path, entry->id,     entry->title,     entry->program,    entry->type,
        entry->url,  entry->status, entry->filed_url, entry->filed_date, entry->trouble,
    };
    struct bq_index_row *row = next_row(builder);

    if (!row)
        return bq_err_nomem(err);
    row->device = (uint64_t)st->st_dev;
    row->inode = (uint64_t)st->st_ino;
    row->size = (uint64_t)st->st_size;
    row->mtime_sec = (int64_t)st->st_mtim.tv_sec;
    row->mtime_nsec = (uint32_t)st->st_mtim.tv_nsec;
    row->ctime_sec = (int64_t)st->st_ctim.tv_sec;
    row->ctime_nsec = (uint32_t)st->st_ctim.tv_nsec;
    row->updated = entry->updated;
    add_texts(builder, row, texts);
    if (bq_buf_failed(&builder->strings))
        return bq_buf_check(&builder->strings, err);
    builder->count++;
    return BQ_OK;
}

static struct bq_store_entry entry_of(const struct bq_index_row *row, const char *strings)
{
    struct bq_store_entry entry = {
        .path = strings + row->text[BQ_INDEX_PATH],
        .id = strings + row->text[BQ_INDEX_ID],
        .title = strings + row->text[BQ_INDEX_TITLE],
        .program = strings + row->text[BQ_INDEX_PROGRAM],
        .type = strings + row->text[BQ_INDEX_TYPE],
        .url = strings + row->text[BQ_INDEX_URL],
        .status = strings + row->text[BQ_INDEX_STATUS],
        .filed_url = strings + row->text[BQ_INDEX_FILED_URL],
        .filed_date = strings + row->text[BQ_INDEX_FILED_DATE],
        .updated = row->updated,
        .trouble = strings + row->text[BQ_INDEX_TROUBLE],
    };

    return entry;
}

int bq_index_entries(const struct bq_index *index, const struct bq_index_rows *known,
                     const struct bq_index_builder *fresh, struct bq_store_entry **items,
                     size_t *count, struct bq_err *err)
{
    size_t total = known->count + fresh->count;
    struct bq_store_entry *entries;

    *items = NULL;
    *count = 0;
    if (!total)
        return BQ_OK;
    entries = calloc(total, sizeof *entries);
    if (!entries)
        return bq_err_nomem(err);
    for (size_t i = 0; i < known->count; i++)
        entries[i] = entry_of(known->items[i], index->strings);
    for (size_t i = 0; i < fresh->count; i++)
        entries[known->count + i] = entry_of(&fresh->rows[i], fresh->strings.data);
    *items = entries;
    *count = total;
    return BQ_OK;
}

/* ---- writing ----------------------------------------------------------------------------------
 */

/* The file system's own idea of now, to tell rows that are too young to be trusted. */
static bool file_system_now(const char *folder, struct timespec *now)
{
    char path[BQ_PATH_MAX];
    struct stat st;
    bool known = false;
    int fd;

    if (bq_path_join(path, folder, ".index-time", NULL))
        return false;
    fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    if (futimens(fd, NULL) == 0 && fstat(fd, &st) == 0) {
        *now = st.st_mtim;
        known = true;
    }
    close(fd);
    (void)!unlink(path);
    return known;
}

/* Younger than two ticks of the slowest clock a file system here has (2 s on FAT is not among
 * them). */
static bool too_young(const struct bq_index_row *row, const struct timespec *now)
{
    int64_t age;

    if (row->ctime_sec > (int64_t)now->tv_sec)
        return true;
    if ((int64_t)now->tv_sec - row->ctime_sec > 2)
        return false;
    age = ((int64_t)now->tv_sec - row->ctime_sec) * 1000000000 + (int64_t)now->tv_nsec -
          (int64_t)row->ctime_nsec;
    return age < 40000000;
}

static void keep_row(struct bq_index_builder *to, const struct bq_index_row *row,
                     const char *strings, const struct timespec *now)
{
    const char *texts[BQ_INDEX_TEXTS];
    struct bq_index_row *copy = next_row(to);

    if (!copy)
        return;
    *copy = *row;
    if (too_young(row, now))
        copy->inode = 0;
    for (int i = 0; i < BQ_INDEX_TEXTS; i++)
        texts[i] = strings + row->text[i];
    add_texts(to, copy, texts);
    to->count++;
}

void bq_index_save(const struct bq_paths *paths, const struct bq_index *index,
                   const struct bq_index_rows *known, const struct bq_index_builder *fresh)
{
    char path[BQ_PATH_MAX], folder[BQ_STORE_KEY_LEN];
    struct index_head head = { .head_size = sizeof head, .row_size = sizeof(struct bq_index_row) };
    struct bq_index_builder all;
    struct bq_buf bytes;
    struct timespec now;

    bq_index_builder_init(&all);
    bq_buf_init(&bytes, INDEX_FILE_MAX);
    if (index_path(paths, path) || bq_file_make_dir(paths->state, NULL) ||
        !file_system_now(paths->state, &now))
        goto done;
    for (size_t i = 0; i < known->count; i++)
        keep_row(&all, known->items[i], index->strings, &now);
    for (size_t i = 0; i < fresh->count; i++)
        keep_row(&all, &fresh->rows[i], fresh->strings.data, &now);
    if (!all.count || bq_buf_failed(&all.strings))
        goto done;
    bq_store_key(paths->drafts, folder);
    memcpy(head.magic, index_magic, sizeof head.magic);
    memcpy(head.folder, folder, sizeof head.folder);
    head.count = all.count;
    head.strings = all.strings.len;
    bq_buf_add(&bytes, &head, sizeof head);
    bq_buf_add(&bytes, all.rows, all.count * sizeof *all.rows);
    bq_buf_add(&bytes, all.strings.data, all.strings.len);
    if (bq_buf_failed(&bytes))
        goto done;
    head.check = index_check(bytes.data + sizeof head, bytes.len - sizeof head);
    memcpy(bytes.data, &head, sizeof head);
    (void)!bq_file_write(path, bytes.data, bytes.len, BQ_FILE_PRIVATE | BQ_FILE_NO_SYNC, NULL, NULL,
                         NULL);
done:
    bq_index_builder_clear(&all);
    bq_buf_clear(&bytes);
}
