/* A draft in memory: texts, numbers, revisions and places. Lists are in draft_list.c. */
#include "bugquill/draft.h"
#include "bqi/buf.h"
#include "bqi/utf8.h"
#include "model/draft_priv.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SHARED_SINCE = 4096 /* bytes: shorter texts are copied */ };

static const struct bq_field_info fields[BQ_FIELD_COUNT] = {
#define FIELD_INFO(name, key, kind, label, what) { key, label, what, BQ_KIND_##kind },
    BQ_DRAFT_FIELDS(FIELD_INFO)
#undef FIELD_INFO
};

const struct bq_field_info *bq_field_info(enum bq_field field)
{
    assert(field >= 0 && field < BQ_FIELD_COUNT);
    return &fields[field];
}

enum bq_field bq_field_by_key(const char *key, size_t len)
{
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        if (strlen(fields[i].key) == len && memcmp(fields[i].key, key, len) == 0)
            return (enum bq_field)i;
    }
    return BQ_FIELD_NONE;
}

static bool is_text(enum bq_field field)
{
    enum bq_field_kind kind = bq_field_info(field)->kind;
    return kind == BQ_KIND_LINE || kind == BQ_KIND_TEXT || kind == BQ_KIND_TIME;
}

static bool is_number(enum bq_field field)
{
    enum bq_field_kind kind = bq_field_info(field)->kind;
    return kind == BQ_KIND_NUMBER || kind == BQ_KIND_BOOL;
}

/* Gives a text up: the last owner frees it. */
static void drop_text(struct bq_draft_text *text)
{
    if (!text->owners || atomic_fetch_sub_explicit(text->owners, 1, memory_order_acq_rel) == 1) {
        free(text->s);
        free(text->owners);
    }
    *text = (struct bq_draft_text){ .s = NULL };
}

/* Without memory for the count the text is copied when the draft is. */
static struct bq_draft_text own_text(char *s, size_t len)
{
    struct bq_draft_text text = { .s = s, .len = len };
    if (len >= SHARED_SINCE) {
        text.owners = malloc(sizeof *text.owners);
        if (text.owners)
            atomic_init(text.owners, 1);
    }
    return text;
}

struct bq_draft *bq_draft_new(void)
{
    struct bq_draft *draft = calloc(1, sizeof *draft);
    if (!draft)
        return NULL;
    for (int i = 0; i < BQ_FIELD_COUNT; i++)
        draft->numbers[i] = INT64_MIN;
    draft->numbers[BQ_FIELD_FORMAT] = BQ_DRAFT_FORMAT;
    return draft;
}

void bq_draft_free(struct bq_draft *draft)
{
    if (!draft)
        return;
    for (int i = 0; i < BQ_FIELD_COUNT; i++)
        drop_text(&draft->texts[i]);
    for (int i = 0; i < BQ_LIST_COUNT; i++)
        bq_entry_list_clear(&draft->lists[i]);
    free(draft);
}

struct bq_draft *bq_draft_copy(const struct bq_draft *draft)
{
    struct bq_draft *copy = bq_draft_new();
    if (!copy)
        return NULL;
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        if (bq_draft_copy_field(copy, draft, (enum bq_field)i, NULL) != BQ_OK)
            goto fail;
        copy->revisions[i] = draft->revisions[i];
        copy->marks[i] = draft->marks[i];
    }
    if (bq_entry_list_copy(&copy->lists[BQ_LIST_UNKNOWN], &draft->lists[BQ_LIST_UNKNOWN],
                           BQ_LIST_UNKNOWN, NULL) != BQ_OK)
        goto fail;
    copy->had_comments = draft->had_comments;
    return copy;
fail:
    bq_draft_free(copy);
    return NULL;
}

void bq_draft_touch(struct bq_draft *draft, enum bq_field field)
{
    draft->revisions[field]++;
    draft->marks[field] = (struct bq_mark){ 0, 0, 0, BQ_MARK_NONE };
}

uint64_t bq_draft_revision(const struct bq_draft *draft, enum bq_field field)
{
    assert(field >= 0 && field < BQ_FIELD_COUNT);
    return draft->revisions[field];
}

/* ---- texts
 * --------------------------------------------------------------------------------------- */

int bq_draft_check_text(const char *text, size_t len, bool one_line, const char *what,
                        struct bq_err *err)
{
    size_t bad = 0;
    if (len > BQ_FIELD_TEXT_MAX)
        return bq_err_set(err, BQ_ELIMIT, "%s: longer than %d bytes", what, BQ_FIELD_TEXT_MAX);
    if (len == 0)
        return BQ_OK;
    if (!bq_utf8_valid(text, len, &bad))
        return bq_err_set(err, BQ_EINVAL, "%s: not UTF-8 at byte %zu", what, bad + 1);
    const char *at = memchr(text, '\0', len);
    if (at)
        return bq_err_set(err, BQ_EINVAL, "%s: a NUL character at byte %zu", what,
                          (size_t)(at - text) + 1);
    at = memchr(text, '\r', len);
    if (at)
        return bq_err_set(err, BQ_EINVAL, "%s: a carriage return at byte %zu", what,
                          (size_t)(at - text) + 1);
    at = one_line ? memchr(text, '\n', len) : NULL;
    if (at)
        return bq_err_set(err, BQ_EINVAL, "%s: one line only, but a line ends at byte %zu", what,
                          (size_t)(at - text) + 1);
    return BQ_OK;
}

const char *bq_draft_text(const struct bq_draft *draft, enum bq_field field, size_t *len)
{
    assert(field >= 0 && field < BQ_FIELD_COUNT);
    const char *s = draft->texts[field].s;
    if (len)
        *len = s ? draft->texts[field].len : 0;
    return s ? s : "";
}

static void replace_text(struct bq_draft *draft, enum bq_field field, struct bq_draft_text text)
{
    struct bq_draft_text *had = &draft->texts[field];
    bool changed = had->len != text.len ||
                   (text.len && had->s != text.s && memcmp(had->s, text.s, text.len) != 0);
    drop_text(had);
    *had = text;
    if (changed)
        bq_draft_touch(draft, field);
}

int bq_draft_take_text(struct bq_draft *draft, enum bq_field field, char *text, size_t len,
                       struct bq_err *err)
{
    assert(is_text(field));
    const struct bq_field_info *info = &fields[field];
    int rc = bq_draft_check_text(text, len, info->kind != BQ_KIND_TEXT, info->key, err);
    if (rc != BQ_OK) {
        free(text);
        return rc;
    }
    if (len == 0) {
        free(text);
        text = NULL;
    }
    replace_text(draft, field, own_text(text, len));
    return BQ_OK;
}

int bq_draft_set_text(struct bq_draft *draft, enum bq_field field, const char *text, size_t len,
                      struct bq_err *err)
{
    assert(is_text(field));
    if (len > BQ_FIELD_TEXT_MAX)
        return bq_err_set(err, BQ_ELIMIT, "%s: longer than %d bytes", fields[field].key,
                          BQ_FIELD_TEXT_MAX);
    char *copy = bq_span_dup(bq_span_of(text, len));
    if (!copy)
        return bq_err_nomem(err);
    return bq_draft_take_text(draft, field, copy, len, err);
}

/* ---- numbers
 * --------------------------------------------------------------------------------------- */

int64_t bq_draft_number(const struct bq_draft *draft, enum bq_field field)
{
    assert(is_number(field));
    return draft->numbers[field];
}

void bq_draft_set_number(struct bq_draft *draft, enum bq_field field, int64_t value)
{
    assert(is_number(field));
    if (draft->numbers[field] == value)
        return;
    draft->numbers[field] = value;
    bq_draft_touch(draft, field);
}

bool bq_draft_terms_accepted(const struct bq_draft *draft)
{
    return draft->numbers[BQ_FIELD_TERMS_ACCEPTED] > 0;
}

void bq_draft_set_terms_accepted(struct bq_draft *draft, bool accepted)
{
    bq_draft_set_number(draft, BQ_FIELD_TERMS_ACCEPTED, accepted ? 1 : 0);
}

/* ---- any kind of field
 * ---------------------------------------------------------------------------------- */

bool bq_draft_has(const struct bq_draft *draft, enum bq_field field)
{
    if (is_text(field))
        return draft->texts[field].len > 0;
    if (field == BQ_FIELD_TERMS_ACCEPTED)
        return bq_draft_terms_accepted(draft);
    if (is_number(field))
        return draft->numbers[field] != INT64_MIN;
    return draft->lists[field].count > 0;
}

bool bq_draft_same(const struct bq_draft *a, const struct bq_draft *b, enum bq_field field)
{
    if (is_text(field)) {
        size_t a_len, b_len;
        const char *a_text = bq_draft_text(a, field, &a_len);
        const char *b_text = bq_draft_text(b, field, &b_len);
        return a_len == b_len && memcmp(a_text, b_text, a_len) == 0;
    }
    if (field == BQ_FIELD_TERMS_ACCEPTED)
        return bq_draft_terms_accepted(a) == bq_draft_terms_accepted(b);
    if (is_number(field))
        return a->numbers[field] == b->numbers[field];
    return bq_entry_list_same(&a->lists[field], &b->lists[field], (int)field);
}

int bq_draft_copy_field(struct bq_draft *to, const struct bq_draft *from, enum bq_field field,
                        struct bq_err *err)
{
    if (is_text(field) && from->texts[field].owners) {
        atomic_fetch_add_explicit(from->texts[field].owners, 1, memory_order_relaxed);
        replace_text(to, field, from->texts[field]);
        return BQ_OK;
    }
    if (is_text(field)) {
        size_t len;
        const char *text = bq_draft_text(from, field, &len);
        return bq_draft_set_text(to, field, text, len, err);
    }
    if (is_number(field)) {
        bq_draft_set_number(to, field, from->numbers[field]);
        return BQ_OK;
    }
    if (bq_draft_same(to, from, field))
        return BQ_OK;
    int rc = bq_entry_list_copy(&to->lists[field], &from->lists[field], (int)field, err);
    if (rc == BQ_OK)
        bq_draft_touch(to, field);
    return rc;
}

/* ---- places in the file
 * ----------------------------------------------------------------------------------- */

struct bq_mark bq_draft_mark(const struct bq_draft *draft, enum bq_field field)
{
    assert(field >= 0 && field < BQ_FIELD_COUNT);
    return draft->marks[field];
}

void bq_draft_set_mark(struct bq_draft *draft, enum bq_field field, struct bq_mark mark)
{
    assert(field >= 0 && field < BQ_FIELD_COUNT);
    draft->marks[field] = mark;
}

void bq_draft_place(const struct bq_draft *draft, enum bq_field field, size_t offset,
                    unsigned *line, unsigned *column)
{
    *line = 0;
    *column = 0;
    if (field < 0 || field >= BQ_FIELD_COUNT || draft->marks[field].line == 0)
        return;
    const struct bq_mark *mark = &draft->marks[field];
    size_t len;
    const char *text = bq_draft_text(draft, field, &len);
    if (offset > len)
        offset = len;
    *line = mark->line;
    *column = mark->column;
    if (mark->style == BQ_MARK_PLAIN) {
        *column += (unsigned)bq_utf8_count(text, offset);
    } else if (mark->style == BQ_MARK_LITERAL) {
        unsigned row, within;
        bq_utf8_place(text, offset, &row, &within);
        *line += row - 1;
        *column = mark->indent + within;
    }
}

bool bq_draft_had_comments(const struct bq_draft *draft)
{
    return draft->had_comments;
}

void bq_draft_set_had_comments(struct bq_draft *draft, bool had)
{
    draft->had_comments = had;
}
