#include "bqi/json.h"

#include "bqi/utf8.h"
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int refuse(struct bq_err *err, const char *file, const char *text, size_t at,
                  enum bq_status status, const char *what)
{
    unsigned line, column;
    bq_utf8_place(text, at, &line, &column);
    return bq_err_at(err, status, file, line, column, "%s", what);
}

/* A string from after its quote on: its end, or len. *zero is set where it holds an escaped U+0000.
 */
static size_t skip_string(const char *text, size_t len, size_t at, bool *zero)
{
    for (; at < len && text[at] != '"'; at++) {
        if (text[at] != '\\' || at + 1 >= len)
            continue;
        at++;
        if (text[at] == 'u' && len - at > 4 && !memcmp(text + at + 1, "0000", 4)) {
            *zero = true;
            return at - 1;
        }
    }
    return at;
}

/* What the library would get wrong or take too long for. *open: the text ends within a string or
 * bracket. */
static int check_text(const char *text, size_t len, const char *file, bool *open,
                      struct bq_err *err)
{
    size_t bad, depth = 0;
    bool text_open = false;
    const char *nul = memchr(text, 0, len);
    if (nul)
        return refuse(err, file, text, (size_t)(nul - text), BQ_EPARSE, "a NUL byte");
    if (!bq_utf8_valid(text, len, &bad))
        return refuse(err, file, text, bad, BQ_EPARSE, "not UTF-8");
    for (size_t i = 0; i < len; i++) {
        bool zero = false;
        if (text[i] == '"') {
            i = skip_string(text, len, i + 1, &zero);
            text_open = i >= len;
        } else if (text[i] == '[' || text[i] == '{')
            depth++;
        else if ((text[i] == ']' || text[i] == '}') && depth)
            depth--;
        if (zero)
            return refuse(err, file, text, i, BQ_EPARSE, "the character U+0000 in a text");
        if (depth > BQ_JSON_DEPTH_MAX)
            return refuse(err, file, text, i, BQ_ELIMIT, "nested too deeply");
    }
    *open = depth > 0 || text_open;
    return BQ_OK;
}

static int by_name(const void *a, const void *b)
{
    const cJSON *const *x = a, *const *y = b;
    return strcmp((*x)->string, (*y)->string);
}

/* The name that one object has twice: the library keeps both and finds the first. NULL when all is
 * well or, with *nomem, when that could not be found out. */
static const char *twice(const cJSON *value, bool *nomem)
{
    const char *found = NULL;
    size_t count = 0;
    for (const cJSON *child = value->child; child && !found; child = child->next) {
        count++;
        if (child->child)
            found = twice(child, nomem);
    }
    if (found || count < 2 || !cJSON_IsObject(value))
        return found;
    const cJSON **members = malloc(count * sizeof *members);
    if (!members) {
        *nomem = true;
        return NULL;
    }
    count = 0;
    for (const cJSON *child = value->child; child; child = child->next)
        members[count++] = child;
    qsort(members, count, sizeof *members, by_name);
    for (size_t i = 1; i < count && !found; i++) {
        if (strcmp(members[i - 1]->string, members[i]->string) == 0)
            found = members[i]->string;
    }
    free(members);
    return found;
}

int bq_json_parse(const char *text, size_t len, const char *file, struct bq_json **out,
                  struct bq_err *err)
{
    *out = NULL;
    if (len > BQ_JSON_FILE_MAX)
        return bq_err_at(err, BQ_ELIMIT, file, 0, 0, "larger than %d bytes", BQ_JSON_FILE_MAX);
    bool open = false;
    int status = check_text(text, len, file, &open, err);
    if (status)
        return status;
    const char *end = text;
    cJSON *root = cJSON_ParseWithLengthOpts(text, len, &end, 0);
    size_t at = end >= text && (size_t)(end - text) <= len ? (size_t)(end - text) : len;
    if (!root)
        return open ? refuse(err, file, text, len, BQ_EPARSE,
                             "this is where the file ends, in the middle of its JSON")
                    : refuse(err, file, text, at, BQ_EPARSE, "not JSON");
    while (at < len && strchr(" \t\r\n", text[at]))
        at++;
    if (at < len) {
        cJSON_Delete(root);
        return refuse(err, file, text, at, BQ_EPARSE, "something stands after the JSON value");
    }
    bool nomem = false;
    const char *name = twice(root, &nomem);
    if (name || nomem) {
        status =
            name ? bq_err_at(err, BQ_EPARSE, file, 0, 0, "the name %s is twice in one object", name)
                 : bq_err_nomem(err);
        cJSON_Delete(root);
        return status;
    }
    *out = (struct bq_json *)root;
    return BQ_OK;
}

void bq_json_free(struct bq_json *root)
{
    cJSON_Delete((cJSON *)root);
}

static const cJSON *item(const struct bq_json *value)
{
    return (const cJSON *)value;
}

enum bq_json_kind bq_json_kind(const struct bq_json *value)
{
    if (cJSON_IsString(item(value)))
        return BQ_JSON_TEXT;
    if (cJSON_IsObject(item(value)))
        return BQ_JSON_OBJECT;
    if (cJSON_IsArray(item(value)))
        return BQ_JSON_ARRAY;
    if (cJSON_IsNumber(item(value)))
        return BQ_JSON_NUMBER;
    return cJSON_IsBool(item(value)) ? BQ_JSON_BOOL : BQ_JSON_NULL;
}

const struct bq_json *bq_json_get(const struct bq_json *object, const char *key)
{
    if (!cJSON_IsObject(item(object)))
        return NULL;
    return (const struct bq_json *)cJSON_GetObjectItemCaseSensitive(item(object), key);
}

const char *bq_json_text(const struct bq_json *value)
{
    return cJSON_IsString(item(value)) ? item(value)->valuestring : NULL;
}

const char *bq_json_get_text(const struct bq_json *object, const char *key)
{
    const char *text = bq_json_text(bq_json_get(object, key));
    return text ? text : "";
}

bool bq_json_whole(const struct bq_json *value, int64_t *out)
{
    *out = 0;
    if (!cJSON_IsNumber(item(value)))
        return false;
    double number = item(value)->valuedouble;
    if (!(fabs(number) < 9007199254740992.0) || (double)(int64_t)number != number)
        return false;
    *out = (int64_t)number;
    return true;
}

bool bq_json_true(const struct bq_json *value)
{
    return cJSON_IsTrue(item(value));
}

const struct bq_json *bq_json_first(const struct bq_json *value)
{
    bool has = cJSON_IsArray(item(value)) || cJSON_IsObject(item(value));
    return has ? (const struct bq_json *)item(value)->child : NULL;
}

const struct bq_json *bq_json_next(const struct bq_json *value)
{
    return value ? (const struct bq_json *)item(value)->next : NULL;
}

const char *bq_json_key(const struct bq_json *member)
{
    return member && item(member)->string ? item(member)->string : "";
}
