/*
 * Lists and maps of a draft. Entries of all kinds are handled by one table of their keys; the
 * strings of one entry stand in one block, so an entry is two allocations whatever it holds.
 */
#include "bqi/buf.h"
#include "bugquill/draft.h"
#include "model/draft_priv.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MEMBER(type, name, kind, what)                                                        \
    {                                                                                              \
#name, what, offsetof(struct type, name), BQ_KIND_##kind, 0                                \
    }
#define NUMBER_MEMBER(type, name, absent, what)                                                    \
    {                                                                                              \
#name, what, offsetof(struct type, name), BQ_KIND_NUMBER, absent                           \
    }

static const struct bq_entry_member attachment_members[] = {
    TEXT_MEMBER(bq_attachment, path, LINE, "path, relative to the draft's folder"),
    TEXT_MEMBER(bq_attachment, sha256, LINE, "SHA-256 of the file when it was attached"),
    NUMBER_MEMBER(bq_attachment, size, -1, "bytes when it was attached"),
};
static const struct bq_entry_member collaborator_members[] = {
    TEXT_MEMBER(bq_collaborator, name, LINE, "user name on the platform"),
    NUMBER_MEMBER(bq_collaborator, share, INT64_MIN, "share of the reward, whole percent"),
};
static const struct bq_entry_member account_members[] = {
    TEXT_MEMBER(bq_account, role, LINE, "what the account may do"),
    TEXT_MEMBER(bq_account, id, LINE, "which account it is"),
};
static const struct bq_entry_member outcome_members[] = {
    TEXT_MEMBER(bq_outcome, date, TIME, "when"),
    TEXT_MEMBER(bq_outcome, state, LINE, "triaged, duplicate, retest, paid ..."),
    TEXT_MEMBER(bq_outcome, note, TEXT, "in words"),
};
static const struct bq_entry_member allow_members[] = {
    TEXT_MEMBER(bq_allow, rule, LINE, "id of the rule"),
    TEXT_MEMBER(bq_allow, field, LINE, "key of the field"),
    TEXT_MEMBER(bq_allow, match, LINE, "fingerprint of the matched text"),
    TEXT_MEMBER(bq_allow, reason, TEXT, "why it is right as it stands"),
    TEXT_MEMBER(bq_allow, by, LINE, "who answers for it"),
    TEXT_MEMBER(bq_allow, date, TIME, "since when"),
};
static const struct bq_entry_member filed_members[] = {
    TEXT_MEMBER(bq_filed, url, LINE, "link to the filed report"),
    TEXT_MEMBER(bq_filed, date, TIME, "when it was filed"),
};
static const struct bq_entry_member scope_members[] = {
    TEXT_MEMBER(bq_scope_note, as_of, TIME, "date of the scope"),
    TEXT_MEMBER(bq_scope_note, verdict, LINE, "in, out, unlisted, conflict or invalid"),
};
static const struct bq_entry_member unknown_members[] = {
    TEXT_MEMBER(bq_unknown, key, LINE, "the key"),
    TEXT_MEMBER(bq_unknown, raw, TEXT, "its lines in the file"),
};

#define ENTRY(type, array)                                                                         \
    {                                                                                              \
        sizeof(struct type), (array), sizeof(array) / sizeof((array)[0])                           \
    }
static const struct bq_entry_info entries[BQ_LIST_COUNT] = {
    [BQ_FIELD_ATTACHMENTS] = ENTRY(bq_attachment, attachment_members),
    [BQ_FIELD_COLLABORATORS] = ENTRY(bq_collaborator, collaborator_members),
    [BQ_FIELD_ACCOUNTS] = ENTRY(bq_account, account_members),
    [BQ_FIELD_OUTCOME] = ENTRY(bq_outcome, outcome_members),
    [BQ_FIELD_ALLOW] = ENTRY(bq_allow, allow_members),
    [BQ_FIELD_FILED] = ENTRY(bq_filed, filed_members),
    [BQ_FIELD_SCOPE] = ENTRY(bq_scope_note, scope_members),
    [BQ_LIST_UNKNOWN] = ENTRY(bq_unknown, unknown_members),
};

const struct bq_entry_info *bq_entry_info(enum bq_field field)
{
    assert(field >= 0 && field < BQ_FIELD_COUNT);
    return entries[field].count ? &entries[field] : NULL;
}

/* Where a member stands in an entry; offsets come from the table, so alignment is right. */
static const char **text_of(void *entry, const struct bq_entry_member *member)
{
    return (const char **)(void *)((char *)entry + member->offset);
}

static const char *text_in(const void *entry, const struct bq_entry_member *member)
{
    const char *const *p =
        (const char *const *)(const void *)((const char *)entry + member->offset);
    return *p ? *p : "";
}

static int64_t number_in(const void *entry, const struct bq_entry_member *member)
{
    const int64_t *p = (const int64_t *)(const void *)((const char *)entry + member->offset);
    return *p;
}

void bq_entry_init(enum bq_field field, union bq_any_entry *entry)
{
    const struct bq_entry_info *info = bq_entry_info(field);
    memset(entry, 0, sizeof *entry);
    for (size_t i = 0; info && i < info->count; i++) {
        const struct bq_entry_member *m = &info->members[i];
        if (m->kind == BQ_KIND_NUMBER)
            *(int64_t *)(void *)((char *)entry + m->offset) = m->absent;
        else
            *text_of(entry, m) = "";
    }
}

static int check_entry(int which, const void *entry, struct bq_err *err)
{
    const struct bq_entry_info *info = &entries[which];
    for (size_t i = 0; i < info->count; i++) {
        const struct bq_entry_member *m = &info->members[i];
        if (m->kind == BQ_KIND_NUMBER || which == BQ_LIST_UNKNOWN)
            continue;
        const char *s = text_in(entry, m);
        int rc = bq_draft_check_text(s, strlen(s), m->kind != BQ_KIND_TEXT, m->key, err);
        if (rc != BQ_OK)
            return rc;
    }
    return BQ_OK;
}

/* Copies the entry to `to`; its strings to a new block, NULL when there are none. */
static int copy_entry(int which, void *to, const void *from, char **block, struct bq_err *err)
{
    const struct bq_entry_info *info = &entries[which];
    size_t total = 0;
    *block = NULL;
    for (size_t i = 0; i < info->count; i++) {
        if (info->members[i].kind != BQ_KIND_NUMBER)
            total += strlen(text_in(from, &info->members[i])) + 1;
    }
    char *room = malloc(total ? total : 1);
    if (!room)
        return bq_err_nomem(err);
    *block = room;
    memcpy(to, from, info->size);
    for (size_t i = 0; i < info->count; i++) {
        const struct bq_entry_member *m = &info->members[i];
        if (m->kind == BQ_KIND_NUMBER)
            continue;
        const char *s = text_in(from, m);
        size_t len = strlen(s) + 1;
        memcpy(room, s, len);
        *text_of(to, m) = room;
        room += len;
    }
    return BQ_OK;
}

static void *item(const struct bq_entry_list *list, int which, size_t index)
{
    return (char *)list->items + index * entries[which].size;
}

static int list_add(struct bq_entry_list *list, int which, const void *entry, struct bq_err *err)
{
    void *blocks = list->blocks;
    int rc = bq_array_grow(&list->items, list->count, &list->cap, entries[which].size,
                           BQ_DRAFT_LIST_MAX);
    if (rc == BQ_OK) {
        rc = bq_array_grow(&blocks, list->count, &list->block_cap, sizeof *list->blocks,
                           BQ_DRAFT_LIST_MAX);
        list->blocks = blocks;
    }
    if (rc == BQ_ELIMIT)
        return bq_err_set(err, BQ_ELIMIT, "more than %d entries in one list", BQ_DRAFT_LIST_MAX);
    if (rc != BQ_OK)
        return bq_err_nomem(err);
    rc = copy_entry(which, item(list, which, list->count), entry, &list->blocks[list->count], err);
    if (rc == BQ_OK)
        list->count++;
    return rc;
}

void bq_entry_list_clear(struct bq_entry_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->blocks[i]);
    free(list->items);
    free(list->blocks);
    memset(list, 0, sizeof *list);
}

int bq_entry_list_copy(struct bq_entry_list *to, const struct bq_entry_list *from, int which,
                       struct bq_err *err)
{
    struct bq_entry_list copy = { 0 };
    for (size_t i = 0; i < from->count; i++) {
        int rc = list_add(&copy, which, item(from, which, i), err);
        if (rc != BQ_OK) {
            bq_entry_list_clear(&copy);
            return rc;
        }
    }
    bq_entry_list_clear(to);
    *to = copy;
    return BQ_OK;
}

static bool entry_same(const struct bq_entry_info *info, const void *a, const void *b)
{
    for (size_t i = 0; i < info->count; i++) {
        const struct bq_entry_member *m = &info->members[i];
        if (m->kind == BQ_KIND_NUMBER ? number_in(a, m) != number_in(b, m)
                                      : strcmp(text_in(a, m), text_in(b, m)) != 0)
            return false;
    }
    return true;
}

bool bq_entry_list_same(const struct bq_entry_list *a, const struct bq_entry_list *b, int which)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!entry_same(&entries[which], item(a, which, i), item(b, which, i)))
            return false;
    }
    return true;
}

/* ---- any list
 * ------------------------------------------------------------------------------------ */

const void *bq_draft_entries(const struct bq_draft *draft, enum bq_field field, size_t *count)
{
    *count = draft->lists[field].count;
    return draft->lists[field].items;
}

static int add(struct bq_draft *draft, enum bq_field field, const void *entry, struct bq_err *err)
{
    int rc = check_entry((int)field, entry, err);
    if (rc == BQ_OK)
        rc = list_add(&draft->lists[field], (int)field, entry, err);
    if (rc == BQ_OK)
        bq_draft_touch(draft, field);
    return rc;
}

/* Puts a copy of entry at index, which exists. */
static int replace(struct bq_draft *draft, enum bq_field field, size_t index, const void *entry,
                   struct bq_err *err)
{
    struct bq_entry_list *list = &draft->lists[field];
    assert(index < list->count);
    union bq_any_entry fresh;
    char *block = NULL;
    int rc = check_entry((int)field, entry, err);
    if (rc == BQ_OK)
        rc = copy_entry((int)field, &fresh, entry, &block, err);
    if (rc != BQ_OK)
        return rc;
    bool changed = !entry_same(&entries[field], item(list, (int)field, index), entry);
    free(list->blocks[index]);
    list->blocks[index] = block;
    memcpy(item(list, (int)field, index), &fresh, entries[field].size);
    if (changed)
        bq_draft_touch(draft, field);
    return BQ_OK;
}

static bool is_empty(enum bq_field field, const void *entry)
{
    union bq_any_entry none;
    bq_entry_init(field, &none);
    return entry_same(&entries[field], entry, &none);
}

/* A map field: one entry, or none when nothing is in it. */
static int set_map(struct bq_draft *draft, enum bq_field field, const void *entry,
                   struct bq_err *err)
{
    bool has = draft->lists[field].count > 0;
    if (is_empty(field, entry)) {
        if (has)
            bq_draft_remove(draft, field, 0);
        return BQ_OK;
    }
    return has ? replace(draft, field, 0, entry, err) : add(draft, field, entry, err);
}

int bq_draft_add_entry(struct bq_draft *draft, enum bq_field field, const void *entry,
                       struct bq_err *err)
{
    assert(bq_entry_info(field));
    if (bq_field_info(field)->kind == BQ_KIND_MAP)
        return set_map(draft, field, entry, err);
    return add(draft, field, entry, err);
}

void bq_draft_remove(struct bq_draft *draft, enum bq_field field, size_t index)
{
    struct bq_entry_list *list = &draft->lists[field];
    assert(index < list->count);
    free(list->blocks[index]);
    size_t after = list->count - index - 1;
    if (after > 0) {
        memmove(item(list, (int)field, index), item(list, (int)field, index + 1),
                after * entries[field].size);
        memmove(&list->blocks[index], &list->blocks[index + 1], after * sizeof *list->blocks);
    }
    list->count--;
    bq_draft_touch(draft, field);
}

/* ---- by kind
 * --------------------------------------------------------------------------------------- */

#define LIST_GETTER(function, type, which)                                                         \
    const struct type *function(const struct bq_draft *draft, size_t *count)                       \
    {                                                                                              \
        *count = draft->lists[which].count;                                                        \
        return draft->lists[which].items;                                                          \
    }
LIST_GETTER(bq_draft_attachments, bq_attachment, BQ_FIELD_ATTACHMENTS)
LIST_GETTER(bq_draft_collaborators, bq_collaborator, BQ_FIELD_COLLABORATORS)
LIST_GETTER(bq_draft_accounts, bq_account, BQ_FIELD_ACCOUNTS)
LIST_GETTER(bq_draft_outcomes, bq_outcome, BQ_FIELD_OUTCOME)
LIST_GETTER(bq_draft_allows, bq_allow, BQ_FIELD_ALLOW)
LIST_GETTER(bq_draft_unknowns, bq_unknown, BQ_LIST_UNKNOWN)

int bq_draft_add_attachment(struct bq_draft *draft, const struct bq_attachment *entry,
                            struct bq_err *err)
{
    return add(draft, BQ_FIELD_ATTACHMENTS, entry, err);
}

int bq_draft_add_collaborator(struct bq_draft *draft, const struct bq_collaborator *entry,
                              struct bq_err *err)
{
    return add(draft, BQ_FIELD_COLLABORATORS, entry, err);
}

int bq_draft_add_account(struct bq_draft *draft, const struct bq_account *entry, struct bq_err *err)
{
    return add(draft, BQ_FIELD_ACCOUNTS, entry, err);
}

int bq_draft_add_outcome(struct bq_draft *draft, const struct bq_outcome *entry, struct bq_err *err)
{
    return add(draft, BQ_FIELD_OUTCOME, entry, err);
}

int bq_draft_add_allow(struct bq_draft *draft, const struct bq_allow *entry, struct bq_err *err)
{
    return add(draft, BQ_FIELD_ALLOW, entry, err);
}

int bq_draft_add_unknown(struct bq_draft *draft, const struct bq_unknown *entry, struct bq_err *err)
{
    return list_add(&draft->lists[BQ_LIST_UNKNOWN], BQ_LIST_UNKNOWN, entry, err);
}

int bq_draft_set_collaborator(struct bq_draft *draft, size_t index,
                              const struct bq_collaborator *entry, struct bq_err *err)
{
    return replace(draft, BQ_FIELD_COLLABORATORS, index, entry, err);
}

int bq_draft_set_attachment(struct bq_draft *draft, size_t index, const struct bq_attachment *entry,
                            struct bq_err *err)
{
    return replace(draft, BQ_FIELD_ATTACHMENTS, index, entry, err);
}

struct bq_filed bq_draft_filed(const struct bq_draft *draft)
{
    const struct bq_entry_list *list = &draft->lists[BQ_FIELD_FILED];
    struct bq_filed none = { "", "" };
    return list->count ? *(const struct bq_filed *)list->items : none;
}

int bq_draft_set_filed(struct bq_draft *draft, const struct bq_filed *filed, struct bq_err *err)
{
    return set_map(draft, BQ_FIELD_FILED, filed, err);
}

struct bq_scope_note bq_draft_scope_note(const struct bq_draft *draft)
{
    const struct bq_entry_list *list = &draft->lists[BQ_FIELD_SCOPE];
    struct bq_scope_note none = { "", "" };
    return list->count ? *(const struct bq_scope_note *)list->items : none;
}

int bq_draft_set_scope_note(struct bq_draft *draft, const struct bq_scope_note *note,
                            struct bq_err *err)
{
    return set_map(draft, BQ_FIELD_SCOPE, note, err);
}
