/* Reports in any shape: a draft that can be saved, or trouble. */
#include "bqi/report_in.h"
#include "bugquill/io.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bq_taxonomy *taxonomy; /* made once, read only */
    struct bq_draft *draft = NULL, *back = NULL;
    struct bq_buf remarks;
    struct bq_err err;
    char *text = NULL;
    size_t len;
    if (!taxonomy && bq_taxonomy_builtin(&taxonomy, &err) != BQ_OK)
        abort();
    bq_err_clear(&err);
    bq_buf_init(&remarks, 1 << 20);
    if (bq_report_import((const char *)data, size, "f", taxonomy, &draft, &remarks, &err) ==
        BQ_OK) {
        if (bq_draft_format(draft, &text, &len, &err) != BQ_OK ||
            bq_draft_parse(text, len, "f", &back, &err) != BQ_OK)
            abort();
    } else if (!err.text[0]) {
        abort();
    }
    free(text);
    bq_draft_free(back);
    bq_draft_free(draft);
    bq_buf_clear(&remarks);
    return 0;
}
