/* Settings from arbitrary bytes: no crash, and every setting has a value and an origin. */
#include "bqi/config.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bq_config config;
    struct bq_err err;
    bq_err_clear(&err);
    if (bq_config_init(&config, &err) != BQ_OK)
        abort();
    if (bq_config_parse(&config, (const char *)data, size, "dir/config.yaml", &err) != BQ_OK &&
        !err.text[0])
        abort();
    for (size_t i = 0; i < config.entry_count; i++) {
        if (!config.entries[i].value || !config.entries[i].from)
            abort();
    }
    bq_config_clear(&config);
    return 0;
}
