/*
 * The index: what the drafts screen shows of each draft, kept in the state folder so that ten
 * thousand drafts are listed without reading them. It is only a cache: a row counts when the file's
 * size, times and inode are what they were; anything wrong with the file means an empty index.
 *
 * A file changed within the clock's tick in which it was indexed could look unchanged. So rows
 * whose file is as young as the index itself are written without a stamp and read again next time.
 */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include "bqi/store.h"
#include <stdint.h>
#include <sys/stat.h>

enum { BQ_INDEX_TEXT_MAX = 8192 };

enum bq_index_text {
    BQ_INDEX_PATH,
    BQ_INDEX_ID,
    BQ_INDEX_TITLE,
    BQ_INDEX_PROGRAM,
    BQ_INDEX_TYPE,
    BQ_INDEX_URL,
    BQ_INDEX_STATUS,
    BQ_INDEX_FILED_URL,
    BQ_INDEX_FILED_DATE,
    BQ_INDEX_TROUBLE,
    BQ_INDEX_TEXTS
};

/* As it stands in the file. text holds offsets into the strings behind the rows. */
struct bq_index_row {
    uint64_t device, inode, size;
    int64_t mtime_sec, ctime_sec, updated;
    uint32_t mtime_nsec, ctime_nsec;
    uint32_t text[BQ_INDEX_TEXTS];
    uint32_t zero;
};

struct bq_index {
    char *bytes; /* the whole file */
    const struct bq_index_row *rows;
    const char *strings;
    size_t count;
    uint32_t *slots; /* hash of names to row + 1 */
    size_t slot_count;
};

struct bq_index_builder {
    struct bq_index_row *rows;
    size_t count, cap;
    struct bq_buf strings;
};

struct bq_index_rows {
    const struct bq_index_row **items;
    size_t count, cap;
};

/* Empty when there is none, or it is for another folder or damaged. */
void bq_index_load(struct bq_index *index, const struct bq_paths *paths);
void bq_index_clear(struct bq_index *index);
/* The row of a file of that name when it is still what it was. */
const struct bq_index_row *bq_index_find(const struct bq_index *index, const char *name,
                                         const struct stat *st);
int bq_index_rows_add(struct bq_index_rows *rows, const struct bq_index_row *row,
                      struct bq_err *err) BQ_MUST_USE;

void bq_index_builder_init(struct bq_index_builder *builder);
void bq_index_builder_clear(struct bq_index_builder *builder);
int bq_index_add(struct bq_index_builder *builder, const struct bq_store_entry *entry,
                 const struct stat *st, struct bq_err *err) BQ_MUST_USE;

/* All rows as entries; their strings stay with index and builder. The caller frees *items. */
int bq_index_entries(const struct bq_index *index, const struct bq_index_rows *known,
                     const struct bq_index_builder *fresh, struct bq_store_entry **items,
                     size_t *count, struct bq_err *err) BQ_MUST_USE;
/* Writes it anew. A cache that can't be written is no trouble: the next list is slower. */
void bq_index_save(const struct bq_paths *paths, const struct bq_index *index,
                   const struct bq_index_rows *known, const struct bq_index_builder *fresh);

#endif
