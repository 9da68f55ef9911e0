#include "model/taxonomy_impl.h"

#include "base/data.h"
#include "bqi/file.h"
#include "bqi/utf8.h"
#include <stdlib.h>

const char *bq_priority_name(enum bq_priority priority)
{
    static const char *const names[] = { "", "P1", "P2", "P3", "P4", "P5", "varies" };
    return (unsigned)priority <= BQ_PRIORITY_VARIES ? names[priority] : "";
}

int bq_priority_points(enum bq_priority priority)
{
    static const int points[] = { -1, 40, 20, 10, 5, 0, -1 };
    return (unsigned)priority <= BQ_PRIORITY_VARIES ? points[priority] : -1;
}

uint32_t bq_taxonomy_hash(const char *s, size_t len)
{
    const uint64_t odd = 0x9e3779b97f4a7c15u;
    uint64_t hash = len * odd, part;
    for (; len >= sizeof part; s += sizeof part, len -= sizeof part) {
        memcpy(&part, s, sizeof part);
        hash = (hash ^ part) * odd;
        hash ^= hash >> 32;
    }
    part = 0;
    for (size_t i = 0; i < len; i++)
        part = part << 8 | (unsigned char)s[i];
    hash = (hash ^ part) * odd;
    return (uint32_t)(hash >> 32);
}

size_t bq_slots_size(size_t count)
{
    size_t size = 16;
    while (size < count * 2)
        size *= 2;
    return size;
}

int bq_slots_init(struct bq_slots *slots, size_t count, struct bq_err *err)
{
    size_t size = bq_slots_size(count);
    slots->items = calloc(size, sizeof *slots->items);
    slots->size = slots->items ? size : 0;
    return slots->items ? BQ_OK : bq_err_nomem(err);
}

/* ---- one table ---------------------------------------------------------------------------------
 */

/* State of reading one table. */
struct reader {
    struct bq_taxonomy *t;
    const char *file;
    unsigned line;
    struct bq_err *err;
};

static int refuse(const struct reader *r, unsigned column, const char *what, const char *id)
{
    return bq_err_at(r->err, BQ_EPARSE, r->file, r->line, column, "%s%s%s", what, *id ? ": " : "",
                     id);
}

/* 1: may stand in an id, 2: the dot between parts. */
static const unsigned char id_bytes[256] = {
    ['.'] = 2, ['_'] = 1, ['-'] = 1,
#define TEN(c)                                                                                     \
    [c] = 1, [c + 1] = 1, [c + 2] = 1, [c + 3] = 1, [c + 4] = 1, [c + 5] = 1, [c + 6] = 1,         \
    [c + 7] = 1, [c + 8] = 1, [c + 9] = 1
    TEN('0'),  TEN('a'),  TEN('k'),  ['u'] = 1, ['v'] = 1, ['w'] = 1,
    ['x'] = 1, ['y'] = 1, ['z'] = 1, TEN('A'),  TEN('K'),  ['U'] = 1,
    ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
#undef TEN
};

/* How many parts of letters, digits, _ and - there are, with single dots between; 0: it is no id.
 */
static size_t count_parts(const char *id)
{
    size_t depth = 1;
    unsigned before = 2;
    for (const char *p = id; *p; p++) {
        unsigned kind = id_bytes[(unsigned char)*p];
        if (!kind || (kind == 2 && before == 2))
            return 0;
        depth += kind == 2;
        before = kind;
    }
    return before == 1 ? depth : 0;
}

static bool id_valid(const char *id)
{
    size_t depth = count_parts(id);
    return depth > 0 && depth <= BQ_TAXONOMY_DEPTH_MAX;
}

/* The slot of id: where it is, or the free one where it belongs. */
static uint32_t *slot_of_id(const struct bq_taxonomy *t, const char *id, size_t len)
{
    size_t mask = t->by_id.size - 1;
    for (size_t i = bq_taxonomy_hash(id, len) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &t->by_id.items[i];
        if (!*slot)
            return slot;
        const char *have = t->items[*slot - 1].id;
        if (strncmp(have, id, len) == 0 && !have[len])
            return slot;
    }
}

static bool priority_parse(const char *word, enum bq_priority *out)
{
    if (!*word)
        *out = BQ_PRIORITY_NONE;
    else if (!strcmp(word, "varies"))
        *out = BQ_PRIORITY_VARIES;
    else if (word[0] >= '1' && word[0] <= '5' && !word[1])
        *out = (enum bq_priority)(word[0] - '0');
    else
        return false;
    return true;
}

/* Most often the parent is the one of the row before, or that row itself. */
static struct bq_type *find_parent(struct bq_taxonomy *t, const char *id, size_t len)
{
    const struct bq_type *near = t->count ? &t->items[t->count - 1] : NULL;
    for (int i = 0; near && i < 2; i++, near = near->parent)
        if (!strncmp(near->id, id, len) && !near->id[len])
            return &t->items[bq_type_at(t, near)];
    uint32_t slot = *slot_of_id(t, id, len);
    return slot ? &t->items[slot - 1] : NULL;
}

static int read_type(struct reader *r, const char *line)
{
    struct bq_taxonomy *t = r->t;
    struct bq_type *type = &t->items[t->count];
    type->id = bq_data_cell(&line);
    type->name = bq_data_cell(&line);
    const char *priority = bq_data_cell(&line);
    type->cwe = bq_data_cell(&line);
    type->cvss_v3 = bq_data_cell(&line);
    type->cvss_v4 = bq_data_cell(&line);
    /* What stands before the last dot was looked at when the parent was read. */
    const char *dot = strrchr(type->id, '.');
    struct bq_type *parent = dot ? find_parent(t, type->id, (size_t)(dot - type->id)) : NULL;
    if (parent ? count_parts(dot + 1) != 1 || parent->depth == BQ_TAXONOMY_DEPTH_MAX
               : !id_valid(type->id))
        return refuse(r, 1, "not an id", type->id);
    if (!*type->name)
        return refuse(r, 1, "a type without a name", type->id);
    if (!priority_parse(priority, &type->priority))
        return refuse(r, 1, "a priority is 1 to 5, varies or empty", type->id);
    uint32_t *slot = slot_of_id(t, type->id, strlen(type->id));
    if (*slot)
        return refuse(r, 1, "this id stands there twice", type->id);
    type->depth = 1;
    if (dot && !parent)
        return refuse(r, 1, "the parent of this id does not come before it", type->id);
    if (parent) {
        type->parent = parent;
        type->depth = parent->depth + 1;
        parent->child_count++;
    }
    *slot = (uint32_t)++t->count;
    return BQ_OK;
}

static int read_setting(struct reader *r, const char *line)
{
    const char *key = bq_data_cell(&line);
    const char *value = bq_data_cell(&line);
    if (!strcmp(key, "!version"))
        r->t->version = value;
    else if (!strcmp(key, "!format") && strcmp(value, "1") != 0)
        return refuse(r, 1, "this table is of a newer format", value);
    return BQ_OK;
}

static void read_old(struct bq_taxonomy *t, const char *line)
{
    struct bq_old_id *old = &t->old[t->old_count];
    old->from = bq_data_cell(&line);
    old->to = bq_data_cell(&line);
    if (!id_valid(old->from) || !id_valid(old->to))
        return;
    size_t mask = t->by_old.size - 1;
    size_t i = bq_taxonomy_hash(old->from, strlen(old->from)) & mask;
    for (; t->by_old.items[i]; i = (i + 1) & mask)
        if (!strcmp(t->old[t->by_old.items[i] - 1].from, old->from))
            return; /* the first one counts: the person's table is read before the built-in one */
    t->by_old.items[i] = (uint32_t)++t->old_count;
}

/* Reads all rows of a cut table. types: may it hold types, or old ids only? */
static int read_table(struct reader *r, const char *row, size_t len, bool types)
{
    const char *end = row + len;
    int status = BQ_OK;
    for (; !status && row < end; row = bq_data_row_end(row)) {
        r->line++;
        bool empty = !row[0] && row[1] == '\n';
        if (empty || *row == '#')
            continue;
        if (*row == '!')
            status = read_setting(r, row);
        else if (*row == '>')
            read_old(r->t, row + 1);
        else if (types)
            status = read_type(r, row);
    }
    return status;
}

/* ---- the whole
 * ----------------------------------------------------------------------------------- */

static size_t count_lines(const char *text, size_t len)
{
    size_t count = 1;
    for (const char *p = text, *end = text + len;
         p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        count++;
    return count;
}

static size_t path_length(const struct bq_type *type)
{
    size_t len = 0;
    for (; type; type = type->parent)
        len += strlen(type->name) + 3;
    return len;
}

/* Names from the top down with " > " between, one after the other in one block. */
static int make_paths(struct bq_taxonomy *t, struct bq_err *err)
{
    size_t total = 1;
    for (size_t i = 0; i < t->count; i++)
        total += path_length(&t->items[i]);
    if (total > 64u << 20)
        return bq_err_set(err, BQ_ELIMIT, "names too long");
    char *at = t->paths = malloc(total);
    if (!at)
        return bq_err_nomem(err);
    for (size_t i = 0; i < t->count; i++) {
        struct bq_type *type = &t->items[i];
        type->path = at;
        if (type->parent) {
            size_t len = strlen(type->parent->path);
            memcpy(at, type->parent->path, len);
            memcpy(at + len, " > ", 3);
            at += len + 3;
        }
        size_t len = strlen(type->name) + 1;
        memcpy(at, type->name, len);
        at += len;
    }
    return BQ_OK;
}

static int make_children(struct bq_taxonomy *t, struct bq_err *err)
{
    t->order = calloc(t->count + 1, sizeof *t->order);
    t->children = calloc(t->count + 1, sizeof *t->children);
    if (!t->order || !t->children)
        return bq_err_nomem(err);
    size_t used = 0;
    for (size_t i = 0; i < t->count; i++) {
        t->order[i] = &t->items[i];
        t->items[i].children = &t->children[used];
        used += t->items[i].child_count;
        t->items[i].child_count = 0;
    }
    for (size_t i = 0; i < t->count; i++) {
        if (!t->items[i].parent)
            continue;
        struct bq_type *parent = &t->items[bq_type_at(t, t->items[i].parent)];
        t->children[(size_t)(parent->children - t->children) + parent->child_count++] =
            &t->items[i];
    }
    return BQ_OK;
}

/* A leaf without a priority has none by default: it varies. A parent has none whatever the table
 * says. */
static void settle_priorities(struct bq_taxonomy *t)
{
    for (size_t i = 0; i < t->count; i++) {
        struct bq_type *type = &t->items[i];
        if (type->child_count)
            type->priority = BQ_PRIORITY_NONE;
        else if (type->priority == BQ_PRIORITY_NONE)
            type->priority = BQ_PRIORITY_VARIES;
    }
}

/* The platform's own form appends this one; upstream's table does not have it. */
static void add_other(struct bq_taxonomy *t)
{
    uint32_t *slot = slot_of_id(t, "other", 5);
    if (*slot)
        return;
    t->items[t->count] = (struct bq_type){ .id = "other",
                                           .name = "Other",
                                           .priority = BQ_PRIORITY_VARIES,
                                           .cwe = "",
                                           .cvss_v3 = "",
                                           .cvss_v4 = "",
                                           .depth = 1 };
    *slot = (uint32_t)++t->count;
}

/* From a cut table, which stays where it is. */
static int fill(struct bq_taxonomy *t, const char *text, size_t len, const char *file,
                struct bq_err *err)
{
    const struct bq_data *old = bq_data_find("taxonomy/deprecated.tsv");
    const struct bq_data *aliases = bq_data_find("aliases.tsv");
    size_t rows = count_lines(text, len) + 1;
    size_t old_rows = rows + (old ? count_lines((const char *)old->bytes, old->len) : 0);
    if (rows > BQ_TAXONOMY_TYPES_MAX + BQ_TAXONOMY_OLD_MAX)
        return bq_err_at(err, BQ_ELIMIT, file, 0, 0, "more rows than a taxonomy may have");
    t->items = calloc(rows, sizeof *t->items);
    t->old = calloc(old_rows, sizeof *t->old);
    if (!t->items || !t->old)
        return bq_err_nomem(err);
    int status = bq_slots_init(&t->by_id, rows, err);
    if (!status)
        status = bq_slots_init(&t->by_old, old_rows, err);
    if (status)
        return status;
    struct reader r = { t, file, 0, err };
    if ((status = read_table(&r, text, len, true)))
        return status;
    struct reader builtin = { t, "deprecated.tsv", 0, err };
    if (old && (status = read_table(&builtin, (const char *)old->bytes, old->len, false)))
        return status;
    if (!t->count)
        return bq_err_at(err, BQ_EPARSE, file, 0, 0, "no types in this table");
    add_other(t);
    if (t->count > BQ_TAXONOMY_TYPES_MAX)
        return bq_err_at(err, BQ_ELIMIT, file, 0, 0, "more than %d types", BQ_TAXONOMY_TYPES_MAX);
    if ((status = make_children(t, err)) || (status = make_paths(t, err)))
        return status;
    settle_priorities(t);
    return bq_type_index_new(t, aliases ? (const char *)aliases->bytes : "",
                             aliases ? aliases->len : 0, &t->index, err);
}

/* text: what the taxonomy's own strings point into, if it owns it. */
static int make(char *own, const char *text, size_t len, const char *file, struct bq_taxonomy **out,
                struct bq_err *err)
{
    int status;
    struct bq_taxonomy *t = calloc(1, sizeof *t);
    if (!t) {
        free(own);
        return bq_err_nomem(err);
    }
    t->version = "";
    t->text = own;
    status = fill(t, text, len, file, err);
    if (status)
        bq_taxonomy_free(t);
    else
        *out = t;
    return status;
}

int bq_taxonomy_parse(const char *text, size_t len, const char *file, struct bq_taxonomy **out,
                      struct bq_err *err)
{
    size_t cut_len;
    *out = NULL;
    if (memchr(text, 0, len))
        return bq_err_at(err, BQ_EPARSE, file, 0, 0, "a NUL byte in the table");
    char *cut = bq_data_cut(text, len, &cut_len);
    return cut ? make(cut, cut, cut_len, file, out, err) : bq_err_nomem(err);
}

int bq_taxonomy_builtin(struct bq_taxonomy **out, struct bq_err *err)
{
    const struct bq_data *data = bq_data_find("taxonomy/vrt.tsv");
    *out = NULL;
    if (!data)
        return bq_err_set(err, BQ_ENOTFOUND, "this build has no taxonomy");
    return make(NULL, (const char *)data->bytes, data->len, "vrt.tsv", out, err);
}

int bq_taxonomy_load(const char *path, struct bq_taxonomy **out, struct bq_err *err)
{
    char *text = NULL;
    size_t len = 0, bad;
    *out = NULL;
    int status = bq_file_read(path, BQ_TAXONOMY_FILE_MAX, &text, &len, NULL, err);
    if (!status && !bq_utf8_valid(text, len, &bad)) {
        unsigned line, column;
        bq_utf8_place(text, bad, &line, &column);
        status = bq_err_at(err, BQ_EPARSE, path, line, column, "not UTF-8");
    }
    if (!status)
        status = bq_taxonomy_parse(text, len, path, out, err);
    free(text);
    return status;
}

void bq_taxonomy_free(struct bq_taxonomy *t)
{
    if (!t)
        return;
    bq_type_index_free(t->index);
    free(t->text);
    free(t->paths);
    free(t->items);
    free(t->order);
    free(t->children);
    free(t->by_id.items);
    free(t->old);
    free(t->by_old.items);
    free(t);
}

const char *bq_taxonomy_version(const struct bq_taxonomy *t)
{
    return t->version;
}

const struct bq_type *const *bq_taxonomy_types(const struct bq_taxonomy *t, size_t *count)
{
    *count = t->count;
    return t->order;
}

const struct bq_type *bq_taxonomy_find(const struct bq_taxonomy *t, const char *id)
{
    uint32_t at = *slot_of_id(t, id, strlen(id));
    return at ? &t->items[at - 1] : NULL;
}
