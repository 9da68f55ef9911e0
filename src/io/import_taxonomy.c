/*
 * Upstream's files of any version: the tree, the mappings that mirror it (CWE, CVSS 3 and 4), and
 * the table of old ids. What a file holds is told by its shape, not by its name. A mapping may stop
 * early and may name ids that the tree lacks; of a list every level counts, most specific first, of
 * a vector the most specific one.
 */
#include "bqi/taxonomy.h"

#include "bqi/buf.h"
#include "io/json.h"
#include <stdlib.h>

enum {
    ROWS_MAX = 4000,
    DEPTH_MAX = 8,
    ID_MAX = 400,
    NAME_MAX_BYTES = 400,
    OUT_MAX = 4 << 20,
    MAPPINGS = 3
};

struct row {
    char *id, *name;
    char *own[MAPPINGS]; /* cwe, cvss v3, cvss v4 as the mapping has them here; NULL: nothing */
    int parent;          /* -1 at the top */
    int priority;        /* 1 to 5, 0 none or varies */
    bool has_children;
};

struct old_id {
    char *from, *to, *since;
};

struct bq_taxonomy_import {
    struct row *rows;
    size_t count, cap;
    struct old_id *old;
    size_t old_count, old_cap;
    char *released;
    struct bq_json *mappings[MAPPINGS]; /* kept until the tree is there */
    bool has_tree;
};

/* Where we are in a file, for messages and for ids. */
struct walk {
    struct bq_taxonomy_import *import;
    const char *file;
    char id[ID_MAX];
    struct bq_err *err;
};

const char *bq_taxonomy_part_name(enum bq_taxonomy_part part)
{
    static const char *const names[] = {
        "tree", "CWE mapping", "CVSS v3 mapping", "CVSS v4 mapping", "old ids", "not used"
    };
    return names[part];
}

int bq_taxonomy_import_new(struct bq_taxonomy_import **out, struct bq_err *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? BQ_OK : bq_err_nomem(err);
}

void bq_taxonomy_import_free(struct bq_taxonomy_import *import)
{
    if (!import)
        return;
    for (size_t i = 0; i < import->count; i++) {
        free(import->rows[i].id);
        free(import->rows[i].name);
        for (int m = 0; m < MAPPINGS; m++)
            free(import->rows[i].own[m]);
    }
    for (size_t i = 0; i < import->old_count; i++) {
        free(import->old[i].from);
        free(import->old[i].to);
        free(import->old[i].since);
    }
    for (int m = 0; m < MAPPINGS; m++)
        bq_json_free(import->mappings[m]);
    free(import->rows);
    free(import->old);
    free(import->released);
    free(import);
}

static bool part_valid(const char *id)
{
    if (!*id)
        return false;
    return id[strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] == 0;
}

/* A name on one line without blanks at its ends; some of upstream's have one there. */
static char *clean(const char *text)
{
    struct bq_span span = bq_span_trim(bq_span_str(text));
    if (span.len > NAME_MAX_BYTES)
        return NULL;
    char *copy = bq_span_dup(span);
    for (char *p = copy; p && *p; p++)
        if ((unsigned char)*p < 0x20)
            *p = ' ';
    return copy;
}

static const struct bq_json *members(const struct bq_json *root)
{
    return bq_json_kind(root) == BQ_JSON_ARRAY ? root : bq_json_get(root, "content");
}

/* ---- the tree
 * ------------------------------------------------------------------------------------- */

static int add_nodes(struct walk *walk, const struct bq_json *list, int parent, size_t id_len,
                     int depth);

static int add_node(struct walk *walk, const struct bq_json *node, int parent, size_t id_len,
                    int depth)
{
    struct bq_taxonomy_import *import = walk->import;
    const char *id = bq_json_get_text(node, "id");
    const char *name = bq_json_get_text(node, "name");
    const struct bq_json *children = bq_json_get(node, "children");
    int64_t priority = 0;
    void *rows = import->rows;
    if (!part_valid(id) || !*name)
        return bq_err_at(walk->err, BQ_EPARSE, walk->file, 0, 0,
                         "a node under '%.*s' without a usable id and name", (int)id_len, walk->id);
    if (id_len + strlen(id) + 2 > sizeof walk->id)
        return bq_err_at(walk->err, BQ_ELIMIT, walk->file, 0, 0, "an id longer than %d", ID_MAX);
    bq_json_whole(bq_json_get(node, "priority"), &priority);
    if (priority < 0 || priority > 5)
        return bq_err_at(walk->err, BQ_EPARSE, walk->file, 0, 0,
                         "the priority of '%s' is not 1 to 5", id);
    int status = bq_array_grow(&rows, import->count, &import->cap, sizeof *import->rows, ROWS_MAX);
    import->rows = rows;
    if (status)
        return bq_err_set(walk->err, status, "more than %d types", ROWS_MAX);
    if (id_len)
        walk->id[id_len++] = '.';
    memcpy(walk->id + id_len, id, strlen(id) + 1);
    struct row *row = &import->rows[import->count];
    *row = (struct row){ .parent = parent,
                         .priority = (int)priority,
                         .has_children = bq_json_first(children) };
    row->id = bq_span_dup(bq_span_str(walk->id));
    row->name = clean(name);
    import->count++;
    if (!row->id || !row->name)
        return bq_err_set(walk->err, BQ_ELIMIT, "the name of '%s' is too long", walk->id);
    return add_nodes(walk, children, (int)import->count - 1, id_len + strlen(id), depth + 1);
}

static int add_nodes(struct walk *walk, const struct bq_json *list, int parent, size_t id_len,
                     int depth)
{
    int status = BQ_OK;
    if (depth > DEPTH_MAX)
        return bq_err_at(walk->err, BQ_ELIMIT, walk->file, 0, 0, "more than %d levels", DEPTH_MAX);
    for (const struct bq_json *node = bq_json_first(list); node && !status;
         node = bq_json_next(node)) {
        walk->id[id_len] = 0;
        status = add_node(walk, node, parent, id_len, depth);
    }
    return status;
}

static int add_tree(struct walk *walk, const struct bq_json *root)
{
    struct bq_taxonomy_import *import = walk->import;
    if (import->has_tree)
        return bq_err_at(walk->err, BQ_EINVAL, walk->file, 0, 0, "a second tree: give one");
    import->has_tree = true;
    const char *released = bq_json_get_text(bq_json_get(root, "metadata"), "release_date");
    import->released = bq_span_dup(bq_span_of(released, strcspn(released, "T ")));
    if (!import->released)
        return bq_err_nomem(walk->err);
    return add_nodes(walk, members(root), -1, 0, 1);
}

/* ---- old ids
 * ----------------------------------------------------------------------------------------- */

static int add_old_ids(struct walk *walk, const struct bq_json *root)
{
    struct bq_taxonomy_import *import = walk->import;
    for (const struct bq_json *entry = bq_json_first(root); entry; entry = bq_json_next(entry)) {
        const struct bq_json *to = bq_json_first(entry);
        while (bq_json_next(to))
            to = bq_json_next(to); /* several versions: the last one says where it is now */
        if (!bq_json_text(to))
            return bq_err_at(walk->err, BQ_EPARSE, walk->file, 0, 0, "'%s' says no new id",
                             bq_json_key(entry));
        void *old = import->old;
        int status =
            bq_array_grow(&old, import->old_count, &import->old_cap, sizeof *import->old, ROWS_MAX);
        import->old = old;
        if (status)
            return bq_err_set(walk->err, status, "more than %d old ids", ROWS_MAX);
        struct old_id *id = &import->old[import->old_count++];
        id->from = clean(bq_json_key(entry));
        id->to = clean(bq_json_text(to));
        id->since = clean(bq_json_key(to));
        if (!id->from || !id->to || !id->since)
            return bq_err_nomem(walk->err);
    }
    return BQ_OK;
}

/* ---- mappings
 * ------------------------------------------------------------------------------------------ */

static const char *const mapping_keys[MAPPINGS] = { "cwe", "cvss_v3", "cvss_v4" };

static struct row *find_row(struct bq_taxonomy_import *import, const char *id)
{
    for (size_t i = 0; i < import->count; i++)
        if (!strcmp(import->rows[i].id, id))
            return &import->rows[i];
    return NULL;
}

/* "CWE-1,CWE-2" of a list, the vector without its prefix of a text; NULL for anything else. */
static char *mapped_value(const struct bq_json *value)
{
    struct bq_buf out;
    const char *text = bq_json_text(value);
    if (text && !strncmp(text, "CVSS:", 5) && strchr(text, '/'))
        text = strchr(text, '/') + 1;
    if (text)
        return clean(text);
    if (bq_json_kind(value) != BQ_JSON_ARRAY)
        return NULL;
    bq_buf_init(&out, NAME_MAX_BYTES);
    for (const struct bq_json *item = bq_json_first(value); item; item = bq_json_next(item)) {
        if (bq_json_text(item))
            bq_buf_addf(&out, "%s%s", out.len ? "," : "", bq_json_text(item));
    }
    char *joined = bq_buf_take(&out, NULL);
    char *result = joined ? clean(joined) : NULL;
    free(joined);
    return result;
}

static void map_nodes(struct walk *walk, const struct bq_json *list, int mapping, size_t id_len,
                      int depth)
{
    for (const struct bq_json *node = bq_json_first(list); node && depth <= DEPTH_MAX;
         node = bq_json_next(node)) {
        const char *id = bq_json_get_text(node, "id");
        size_t len = id_len, part = strlen(id);
        if (!part_valid(id) || len + part + 2 > sizeof walk->id)
            continue;
        if (len)
            walk->id[len++] = '.';
        memcpy(walk->id + len, id, part + 1);
        struct row *row = find_row(walk->import, walk->id);
        if (row && !row->own[mapping])
            row->own[mapping] = mapped_value(bq_json_get(node, mapping_keys[mapping]));
        map_nodes(walk, bq_json_get(node, "children"), mapping, len + part, depth + 1);
        walk->id[id_len] = 0;
    }
}

/* Which mapping a file is: by the key that its nodes have, or -1. */
static int mapping_of(const struct bq_json *list, int depth)
{
    int found = -1;
    for (const struct bq_json *node = bq_json_first(list); node && found < 0 && depth < DEPTH_MAX;
         node = bq_json_next(node)) {
        for (int m = 0; m < MAPPINGS && found < 0; m++)
            if (bq_json_get(node, mapping_keys[m]))
                found = m;
        if (found < 0)
            found = mapping_of(bq_json_get(node, "children"), depth + 1);
    }
    return found;
}

/* ---- one file
 * -------------------------------------------------------------------------------------------- */

static bool is_old_ids(const struct bq_json *root)
{
    const struct bq_json *first = bq_json_first(root);
    return bq_json_kind(root) == BQ_JSON_OBJECT && first && bq_json_kind(first) == BQ_JSON_OBJECT &&
           bq_json_text(bq_json_first(first));
}

int bq_taxonomy_import_add(struct bq_taxonomy_import *import, const char *text, size_t len,
                           const char *file, enum bq_taxonomy_part *part, struct bq_err *err)
{
    struct bq_json *root = NULL;
    struct walk walk = { .import = import, .file = file, .err = err };
    int status = bq_json_parse(text, len, file, &root, err);
    *part = BQ_PART_UNUSED;
    if (status)
        return status;
    const struct bq_json *list = members(root);
    int mapping = mapping_of(list, 0);
    if (bq_json_text(bq_json_get(bq_json_first(list), "name"))) {
        *part = BQ_PART_TREE;
        status = add_tree(&walk, root);
    } else if (mapping >= 0 && import->mappings[mapping]) {
        status = bq_err_at(err, BQ_EINVAL, file, 0, 0, "a second %s",
                           bq_taxonomy_part_name(BQ_PART_CWE + mapping));
    } else if (mapping >= 0) {
        *part = (enum bq_taxonomy_part)(BQ_PART_CWE + mapping);
        import->mappings[mapping] = root;
        root = NULL;
    } else if (!list && is_old_ids(root)) {
        *part = BQ_PART_OLD_IDS;
        status = add_old_ids(&walk, root);
    } else if (!list && !bq_json_text(bq_json_first(root))) {
        status = bq_err_at(err, BQ_EPARSE, file, 0, 0,
                           "neither a taxonomy tree nor a mapping: no \"content\" with ids in it");
    }
    bq_json_free(root);
    return status;
}

/* ---- the table
 * ------------------------------------------------------------------------------------------- */

static bool is_default_vector(const char *vector)
{
    return !strcmp(vector, "AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N") ||
           !strcmp(vector, "AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N");
}

/* All CWE ids from the row up, most specific first, each once. */
static void add_cwe(struct bq_buf *out, const struct bq_taxonomy_import *import,
                    const struct row *row)
{
    size_t start = out->len;
    for (int at = (int)(row - import->rows); at >= 0; at = import->rows[at].parent) {
        const char *list = import->rows[at].own[0] ? import->rows[at].own[0] : "";
        while (*list) {
            size_t len = strcspn(list, ",");
            struct bq_span have =
                bq_span_of(out->data ? out->data + start : "", out->data ? out->len - start : 0);
            bool known = false;
            while (have.len && !known) {
                size_t n = 0;
                while (n < have.len && have.s[n] != ',')
                    n++;
                known = n == len && !memcmp(have.s, list, len);
                n += n < have.len;
                have = bq_span_of(have.s + n, have.len - n);
            }
            if (!known && len) {
                if (out->len > start)
                    bq_buf_addc(out, ',');
                bq_buf_add(out, list, len);
            }
            list += len + (list[len] == ',');
        }
    }
}

static const char *vector_of(const struct bq_taxonomy_import *import, const struct row *row,
                             int mapping)
{
    for (int at = (int)(row - import->rows); at >= 0; at = import->rows[at].parent) {
        const char *vector = import->rows[at].own[mapping];
        if (vector)
            return is_default_vector(vector) ? "" : vector;
    }
    return "";
}

static void add_row(struct bq_buf *out, const struct bq_taxonomy_import *import,
                    const struct row *row, const struct bq_taxonomy *known)
{
    const struct bq_type *type = known ? bq_taxonomy_find(known, row->id) : NULL;
    bq_buf_addf(out, "%s\t%s\t", row->id, row->name);
    if (!row->has_children && row->priority)
        bq_buf_addf(out, "%d", row->priority);
    else if (!row->has_children)
        bq_buf_adds(out, "varies");
    bq_buf_addc(out, '\t');
    if (import->mappings[0])
        add_cwe(out, import, row);
    else
        bq_buf_adds(out, type ? type->cwe : "");
    bq_buf_addf(out, "\t%s",
                import->mappings[1] ? vector_of(import, row, 1)
                : type              ? type->cvss_v3
                                    : "");
    bq_buf_addf(out, "\t%s\n",
                import->mappings[2] ? vector_of(import, row, 2)
                : type              ? type->cvss_v4
                                    : "");
}

int bq_taxonomy_import_format(struct bq_taxonomy_import *import, const char *version,
                              const struct bq_taxonomy *known, char **out, size_t *len,
                              struct bq_err *err)
{
    struct bq_buf buf;
    struct walk walk = { .import = import };
    *out = NULL;
    if (!import->has_tree)
        return bq_err_set(err, BQ_EINVAL, "no taxonomy tree among these files");
    for (int m = 0; m < MAPPINGS; m++)
        map_nodes(&walk, members(import->mappings[m]), m, 0, 1);
    bq_buf_init(&buf, OUT_MAX);
    bq_buf_adds(
        &buf, "# Made by `bugquill type import` from the Vulnerability Rating Taxonomy (VRT) by "
              "Bugcrowd,\n"
              "# Apache License 2.0. Changed: put into this table; CWE lists merged with those of "
              "the parents;\n"
              "# CVSS vectors without their prefix, and left out where only the default is known.\n"
              "!format\t1\n");
    char *named = clean(version ? version : *import->released ? import->released : "unknown");
    bq_buf_addf(&buf, "!version\t%s\n", named ? named : "unknown");
    free(named);
    for (size_t i = 0; i < import->count; i++)
        add_row(&buf, import, &import->rows[i], known);
    for (size_t i = 0; i < import->old_count; i++)
        bq_buf_addf(&buf, ">%s\t%s\t%s\n", import->old[i].from, import->old[i].to,
                    import->old[i].since);
    int status = bq_buf_check(&buf, err);
    if (!status)
        *out = bq_buf_take(&buf, len);
    bq_buf_clear(&buf);
    return status;
}
