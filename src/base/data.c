/* Finding a compiled-in file; tables. */
#include "base/data.h"
#include <stdlib.h>
#include <string.h>

const struct bq_data *bq_data_find(const char *name)
{
    for (const struct bq_data *data = bq_data_table; data->name; data++)
        if (strcmp(data->name, name) == 0)
            return data;
    return NULL;
}

char *bq_data_cut(const char *text, size_t len, size_t *cut_len)
{
    size_t lines = 1;
    for (const char *p = text; (p = memchr(p, '\n', len - (size_t)(p - text))) != NULL; p++)
        lines++;
    char *cut = malloc(len + 2 * lines), *to = cut;
    for (const char *end = text + len; cut && text < end;) {
        const char *lf = memchr(text, '\n', (size_t)(end - text));
        size_t count = (size_t)((lf ? lf : end) - text);
        memcpy(to, text, count);
        for (char *tab = to; (tab = memchr(tab, '\t', count - (size_t)(tab - to))) != NULL;)
            *tab = 0;
        to += count && to[count - 1] == '\r' ? count - 1 : count;
        *to++ = 0;
        *to++ = '\n';
        text += count + (lf != NULL);
    }
    *cut_len = cut ? (size_t)(to - cut) : 0;
    return cut;
}

const char *bq_data_cell(const char **row)
{
    const char *cell = *row;
    if (*cell == '\n')
        return "";
    *row = cell + strlen(cell) + 1;
    return cell;
}

const char *bq_data_row_end(const char *row)
{
    while (*row != '\n')
        row += strlen(row) + 1;
    return row + 1;
}
