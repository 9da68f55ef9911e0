/*
 * bake-items SRCDIR FILE...: the items of YAML files as a table in C, for src/io/items.h. Runs
 * while the program is built.
 */
#include "io/items.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 1 << 20, ITEMS_MAX = 100000, A_LINE = 16 };

static int read_file(const char *path, struct bq_buf *text, struct bq_err *err)
{
    char part[4096];
    size_t count;
    FILE *file = fopen(path, "rb");
    if (!file)
        return bq_err_at(err, BQ_EIO, path, 0, 0, "can't be read");
    while ((count = fread(part, 1, sizeof part, file)) > 0)
        bq_buf_add(text, part, count);
    fclose(file);
    return bq_buf_check(text, err);
}

static int read_items(const struct bq_buf *text, const char *path, struct bq_buf *items,
                      struct bq_err *err)
{
    struct bq_yaml *yaml = NULL;
    struct bq_yaml_item item = { .kind = BQ_YAML_SCALAR };
    int status = bq_yaml_open(text->data, text->len, path, ITEMS_MAX, &yaml, err);
    while (status == BQ_OK && item.kind != BQ_YAML_DONE) {
        status = bq_yaml_next(yaml, &item, err);
        if (status == BQ_OK && item.kind != BQ_YAML_DONE)
            status = bq_items_add(items, &item, err);
    }
    bq_yaml_free(yaml);
    return status;
}

static void write_array(const struct bq_buf *items, int number)
{
    printf("static const unsigned char items_%d[] = {", number);
    for (size_t i = 0; i < items->len; i++)
        printf("%s%d,", i % A_LINE ? "" : "\n", (unsigned char)items->data[i]);
    puts("};");
}

static int bake(const char *top, const char *name, int number, struct bq_err *err)
{
    char path[1024];
    struct bq_buf text, items;
    bq_buf_init(&text, FILE_MAX);
    bq_buf_init(&items, FILE_MAX);
    snprintf(path, sizeof path, "%s/%s", top, name);
    int status = read_file(path, &text, err);
    if (status == BQ_OK)
        status = read_items(&text, path, &items, err);
    if (status == BQ_OK)
        write_array(&items, number);
    bq_buf_clear(&text);
    bq_buf_clear(&items);
    return status;
}

int main(int argc, char **argv)
{
    struct bq_err err;
    int status = argc > 2 ? BQ_OK : BQ_EINVAL;
    bq_err_clear(&err);
    puts("/* Made by build-aux/bake-items.c from data/: do not edit. */\n#include \"io/items.h\"");
    for (int i = 2; i < argc && status == BQ_OK; i++)
        status = bake(argv[1], argv[i], i, &err);
    puts("const struct bq_items_file bq_items_table[] = {");
    for (int i = 2; i < argc; i++)
        printf("    { \"%s\", items_%d, sizeof items_%d },\n",
               strncmp(argv[i], "data/", 5) == 0 ? argv[i] + 5 : argv[i], i, i);
    puts("    { 0, 0, 0 },\n};");
    if (status != BQ_OK)
        fprintf(stderr, "bake-items: %s:%u: %s\n", err.file, err.line, err.text);
    return status == BQ_OK && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
