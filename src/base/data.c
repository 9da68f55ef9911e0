/* Finding a compiled-in file. */
#include "base/data.h"
#include <string.h>

const struct bq_data *bq_data_find(const char *name)
{
    for (const struct bq_data *data = bq_data_table; data->name; data++)
        if (strcmp(data->name, name) == 0)
            return data;
    return NULL;
}
