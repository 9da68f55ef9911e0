/* What plain scalars mean where the schema asks. */
#include "io/yaml.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_word(const struct bq_yaml_item *item, const char *lower, const char *title,
                    const char *upper)
{
    return item->kind == BQ_YAML_SCALAR && item->style == BQ_YAML_PLAIN &&
           (strcmp(item->s, lower) == 0 || strcmp(item->s, title) == 0 ||
            strcmp(item->s, upper) == 0);
}

bool bq_yaml_is_null(const struct bq_yaml_item *item)
{
    return is_word(item, "", "~", "") || is_word(item, "null", "Null", "NULL");
}

bool bq_yaml_bool(const struct bq_yaml_item *item, bool *out)
{
    *out = is_word(item, "true", "True", "TRUE");
    return *out || is_word(item, "false", "False", "FALSE");
}

bool bq_yaml_number(const struct bq_yaml_item *item, long long *out)
{
    if (item->kind != BQ_YAML_SCALAR || item->style != BQ_YAML_PLAIN)
        return false;
    const char *digits = item->s + (*item->s == '-' || *item->s == '+');
    size_t count = strspn(digits, "0123456789");
    if (count == 0 || digits[count])
        return false;
    errno = 0;
    *out = strtoll(item->s, NULL, 10);
    return errno == 0;
}
