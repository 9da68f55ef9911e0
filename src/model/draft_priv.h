/*
 * The inside of a draft, for the model's own files and for the loader, which hands texts over
 * instead of copying them.
 */
#ifndef MODEL_DRAFT_PRIV_H
#define MODEL_DRAFT_PRIV_H

#include "bugquill/draft.h"
#include <stdatomic.h>

/* One key of an entry in a list or map field. */
struct bq_entry_member {
    const char *key, *what;
    size_t offset;           /* in the entry's struct: const char * or int64_t */
    enum bq_field_kind kind; /* LINE, TEXT, TIME or NUMBER */
    int64_t absent;          /* a number's value when the key is not there */
};

/* How the entries of one list or map field look. */
struct bq_entry_info {
    size_t size;
    const struct bq_entry_member *members;
    size_t count;
};

/* NULL for a field that is neither list nor map. */
const struct bq_entry_info *bq_entry_info(enum bq_field field);
/* Entries of a list or map field, as an array of the field's struct. */
const void *bq_draft_entries(const struct bq_draft *draft, enum bq_field field, size_t *count);
/* One entry more, copied, of any list or map field. A map field holds one: it is replaced. */
int bq_draft_add_entry(struct bq_draft *draft, enum bq_field field, const void *entry,
                       struct bq_err *err) BQ_MUST_USE;
/* An entry in which every key is absent. size is that of the largest entry. */
union bq_any_entry {
    struct bq_attachment attachment;
    struct bq_collaborator collaborator;
    struct bq_account account;
    struct bq_outcome outcome;
    struct bq_allow allow;
    struct bq_filed filed;
    struct bq_scope_note scope;
};
void bq_entry_init(enum bq_field field, union bq_any_entry *entry);

/*
 * Like bq_draft_set_text, but the draft becomes the owner of text (from malloc, terminated) instead
 * of copying it; on failure it is freed.
 */
int bq_draft_take_text(struct bq_draft *draft, enum bq_field field, char *text, size_t len,
                       struct bq_err *err) BQ_MUST_USE;

/* ---- between draft.c and draft_list.c
 * ------------------------------------------------------------ */

/* Entries of one field: items[i]'s strings stand in blocks[i]. */
struct bq_entry_list {
    void *items;
    char **blocks;
    size_t count, cap, block_cap;
};

enum { BQ_LIST_UNKNOWN = BQ_FIELD_COUNT, BQ_LIST_COUNT };

/*
 * A text is never changed, only replaced; so copies of a draft, of which a session keeps one and
 * each autosave makes one, share the long ones. Copies may be in different threads.
 */
struct bq_draft_text {
    char *s; /* NULL: absent */
    size_t len;
    atomic_uint *owners; /* how many drafts have it; NULL: this one alone */
};

struct bq_draft {
    struct bq_draft_text texts[BQ_FIELD_COUNT];
    int64_t numbers[BQ_FIELD_COUNT]; /* INT64_MIN: absent; a bool is 0 or 1 */
    struct bq_entry_list lists[BQ_LIST_COUNT];
    uint64_t revisions[BQ_FIELD_COUNT];
    struct bq_mark marks[BQ_FIELD_COUNT];
    bool had_comments;
};

/* The field changed: another revision, and its place in the file is no longer true. */
void bq_draft_touch(struct bq_draft *draft, enum bq_field field);
/* What every text of a draft must be; words for the message come from `what`. */
int bq_draft_check_text(const char *text, size_t len, bool one_line, const char *what,
                        struct bq_err *err) BQ_MUST_USE;
void bq_entry_list_clear(struct bq_entry_list *list);
/* kind of list: a field or BQ_LIST_UNKNOWN. Replaces what to held. */
int bq_entry_list_copy(struct bq_entry_list *to, const struct bq_entry_list *from, int which,
                       struct bq_err *err) BQ_MUST_USE;
bool bq_entry_list_same(const struct bq_entry_list *a, const struct bq_entry_list *b, int which);

#endif
