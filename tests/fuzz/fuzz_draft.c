/*
 * The loader of drafts on arbitrary bytes: one line of trouble, or a draft that is written and read
 * back to the same and whose places are within the file.
 */
#include "bugquill/io.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_same(const struct bq_draft *a, const struct bq_draft *b)
{
    size_t n, m;
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        if (!bq_draft_same(a, b, (enum bq_field)i))
            abort();
    }
    const struct bq_unknown *x = bq_draft_unknowns(a, &n), *y = bq_draft_unknowns(b, &m);
    if (n != m)
        abort();
    for (size_t i = 0; i < n; i++) {
        if (strcmp(x[i].key, y[i].key) != 0)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bq_draft *draft = NULL, *back = NULL;
    struct bq_err err;
    char *text = NULL;
    size_t len;
    bq_err_clear(&err);
    if (bq_draft_parse((const char *)data, size, "f", &draft, &err) != BQ_OK) {
        if (!err.text[0] || strchr(err.text, '\n') || strcmp(err.file, "f") != 0)
            abort();
        return 0;
    }
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        unsigned line, column;
        bq_draft_place(draft, (enum bq_field)i, 3, &line, &column);
        if (line > size + 1)
            abort();
    }
    if (bq_draft_format(draft, &text, &len, &err) != BQ_OK ||
        bq_draft_parse(text, len, "f", &back, &err) != BQ_OK)
        abort();
    check_same(draft, back);
    free(text);
    bq_draft_free(back);
    bq_draft_free(draft);
    return 0;
}
