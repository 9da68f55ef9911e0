/*
 * Scope lists of every kind on arbitrary bytes: an error, or programs that are written and read
 * back with every entry.
 */
#include "bqi/import.h"
#include "bugquill/io.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct bq_program *program)
{
    const struct bq_program_info *info = bq_program_info(program), *back_info;
    struct bq_program *back = NULL;
    char *text = NULL;
    size_t len;

    if (bq_program_format(program, &text, &len, NULL) != BQ_OK) {
        return; /* over a maximum */
    }
    if (bq_program_parse(text, len, "fuzz.yaml", &back, NULL) != BQ_OK) {
        abort();
    }
    back_info = bq_program_info(back);
    if (back_info->target_count != info->target_count) {
        abort();
    }
    /* Both sides keep their order. */
    for (int side = 0; side < 2; side++) {
        size_t k = 0;

        for (size_t i = 0; i < info->target_count; i++) {
            if (info->targets[i].out != (side == 1)) {
                continue;
            }
            while (k < back_info->target_count && back_info->targets[k].out != (side == 1)) {
                k++;
            }
            if (strcmp(back_info->targets[k].name, info->targets[i].name) != 0 ||
                strcmp(back_info->targets[k].asset, info->targets[i].asset) != 0 ||
                strcmp(back_info->targets[k].note, info->targets[i].note) != 0) {
                abort();
            }
            k++;
        }
    }
    bq_program_free(back);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bq_import import;

    if (size > 1 << 20 || bq_import_parse((const char *)data, size, "fuzz.txt", "2026-01-01",
                                          &import, NULL) != BQ_OK) {
        return 0;
    }
    for (size_t i = 0; i < import.count && i < 20; i++) {
        check(import.programs[i]);
    }
    bq_import_clear(&import);
    return 0;
}
