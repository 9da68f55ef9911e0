/* The loader of programs on arbitrary bytes. */
#include "bugquill/io.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bq_program *program = NULL;
    struct bq_err err;
    bq_err_clear(&err);
    if (bq_program_parse((const char *)data, size, "f.yaml", &program, &err) != BQ_OK) {
        if (!err.text[0] || strchr(err.text, '\n') || strcmp(err.file, "f.yaml") != 0)
            abort();
        return 0;
    }
    const struct bq_program_info *info = bq_program_info(program);
    for (size_t i = 0; i < info->target_count; i++) {
        if (!bq_program_target(program, info->targets[i].name))
            abort();
    }
    if (!info->id[0] || info->id[0] == '.' || strchr(info->id, '/'))
        abort();
    bq_program_free(program);
    return 0;
}
