/*
 * A taxonomy table, a search and an old id, all from outside. The first line of the input is the
 * query, the second an id, the rest a table in our format, or JSON as upstream has it.
 */
#include "bqi/taxonomy.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *s, size_t len)
{
    char *out = malloc(len + 1);
    if (out) {
        memcpy(out, s, len);
        out[len] = 0;
    }
    return out;
}

static void ask(const struct bq_taxonomy *t, const char *query, const char *id)
{
    struct bq_type_hit hits[20];
    const struct bq_type *to, *classes[4];
    size_t count, n = bq_taxonomy_search(t, query, hits, 20);
    const struct bq_type *const *types = bq_taxonomy_types(t, &count);
    for (size_t i = 1; i < n; i++)
        assert(hits[i - 1].score >= hits[i].score);
    for (size_t i = 0; i < count; i++)
        assert(bq_taxonomy_find(t, types[i]->id) == types[i]);
    bq_taxonomy_migrate(t, id, &to);
    assert(!to || bq_taxonomy_find(t, to->id) == to);
    assert(bq_taxonomy_classes_in(t, query, strlen(query), classes, 4) <= 4);
}

/* What an import makes of a tree is a table that reads back. */
static void import(const char *text, size_t len)
{
    struct bq_taxonomy_import *import;
    struct bq_taxonomy *made = NULL;
    enum bq_taxonomy_part part;
    char *table = NULL;
    size_t size;
    if (bq_taxonomy_import_new(&import, NULL))
        return;
    if (!bq_taxonomy_import_add(import, text, len, "fuzz", &part, NULL) &&
        !bq_taxonomy_import_format(import, NULL, NULL, &table, &size, NULL)) {
        (void)!bq_taxonomy_parse(table, size, "fuzz", &made, NULL);
        bq_taxonomy_free(made);
    }
    free(table);
    bq_taxonomy_import_free(import);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *end = text + size;
    const char *first = size ? memchr(text, '\n', size) : NULL;
    const char *second = first ? memchr(first + 1, '\n', (size_t)(end - first) - 1) : NULL;
    struct bq_taxonomy *t = NULL;
    if (!second)
        return 0;
    char *query = copy(text, (size_t)(first - text)),
         *id = copy(first + 1, (size_t)(second - first) - 1);
    size_t len = (size_t)(end - second) - 1;
    bool json = len && (second[1] == '{' || second[1] == '[');
    int status = json ? BQ_EINVAL : bq_taxonomy_parse(second + 1, len, "fuzz", &t, NULL);
    if (query && id && !status)
        ask(t, query, id);
    else if (len)
        import(second + 1, len);
    if (query && id && !len && !bq_taxonomy_builtin(&t, NULL))
        ask(t, query, id);
    bq_taxonomy_free(t);
    free(query);
    free(id);
    return 0;
}
