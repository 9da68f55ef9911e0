/* Schemas as text. */
#include "bqi/schema.h"
#include "base/data.h"
#include "bqi/file.h"
#include "bqi/show.h"
#include "bugquill/io.h"
#include "bugquill/taxonomy.h"
#include "io/draft_write.h"
#include "model/draft_priv.h"
#include <stdlib.h>
#include <string.h>

#define DIALECT "https://json-schema.org/draft/2020-12/schema"

static void put_string(struct bq_buf *out, const char *s)
{
    bq_json_string(out, s, strlen(s));
}

static void put_text(struct bq_buf *out, const char *key, const char *value)
{
    bq_buf_addf(out, ", \"%s\": ", key);
    put_string(out, value);
}

/* What one value may be. Empty values are absent ones, so null is fine but for the format. */
static void put_type(struct bq_buf *out, enum bq_field_kind kind)
{
    switch (kind) {
    case BQ_KIND_LINE:
        bq_buf_adds(out, "\"type\": [\"string\", \"number\", \"boolean\", \"null\"]");
        break;
    case BQ_KIND_TEXT:
    case BQ_KIND_TIME:
        bq_buf_adds(out, "\"type\": [\"string\", \"null\"]");
        break;
    case BQ_KIND_BOOL:
        bq_buf_adds(out, "\"type\": [\"boolean\", \"null\"]");
        break;
    case BQ_KIND_NUMBER:
        bq_buf_adds(out, "\"type\": [\"integer\", \"null\"]");
        break;
    case BQ_KIND_LIST:
        bq_buf_adds(out, "\"type\": [\"array\", \"null\"]");
        break;
    case BQ_KIND_MAP:
        bq_buf_adds(out, "\"type\": [\"object\", \"null\"]");
        break;
    }
}

static void put_members(struct bq_buf *out, const struct bq_entry_info *info, const char *indent)
{
    bq_buf_adds(out, "\"additionalProperties\": false, \"properties\": {");
    for (size_t i = 0; i < info->count; i++) {
        const struct bq_entry_member *m = &info->members[i];
        bq_buf_addf(out, "%s\n%s\"%s\": {", i ? "," : "", indent, m->key);
        put_type(out, m->kind);
        put_text(out, "description", m->what);
        bq_buf_addc(out, '}');
    }
    bq_buf_addc(out, '}');
}

/*
 * The known ids, and anything else too: a newer taxonomy may know more. Editors complete the first
 * and check against the second.
 */
static void put_type_ids(struct bq_buf *out, const struct bq_taxonomy *taxonomy)
{
    size_t count = 0;
    const struct bq_type *const *types = bq_taxonomy_types(taxonomy, &count);
    bq_buf_adds(out, "\"anyOf\": [{\"enum\": [");
    for (size_t i = 0; i < count; i++) {
        bq_buf_adds(out, i ? ",\n      " : "\n      ");
        put_string(out, types[i]->id);
    }
    bq_buf_adds(out, "]}, {");
    put_type(out, BQ_KIND_LINE);
    bq_buf_adds(out, "}]");
}

static void put_program_ids(struct bq_buf *out)
{
    const char *const *ids = bq_program_builtin_ids();
    bq_buf_adds(out, "\"anyOf\": [{\"enum\": [");
    for (size_t i = 0; ids[i]; i++) {
        bq_buf_adds(out, i ? ", " : "");
        put_string(out, ids[i]);
    }
    bq_buf_adds(out, "]}, {");
    put_type(out, BQ_KIND_LINE);
    bq_buf_adds(out, "}]");
}

/* What the table of fields does not know: the few closed sets of words, and the one number that
 * must be there. */
static void put_limits(struct bq_buf *out, enum bq_field field, const struct bq_taxonomy *taxonomy)
{
    switch (field) {
    case BQ_FIELD_PROGRAM:
        put_program_ids(out);
        break;
    case BQ_FIELD_TYPE:
        put_type_ids(out, taxonomy);
        break;
    case BQ_FIELD_FORMAT:
        bq_buf_addf(out, "\"const\": %d", BQ_DRAFT_FORMAT);
        break;
    case BQ_FIELD_STATUS:
        bq_buf_adds(out, "\"enum\": [\"draft\", \"ready\", \"filed\", null]");
        break;
    case BQ_FIELD_PRIORITY:
        bq_buf_adds(out, "\"enum\": [\"P1\", \"P2\", \"P3\", \"P4\", \"P5\", null]");
        break;
    case BQ_FIELD_OWN_SHARE:
        bq_buf_adds(out, "\"type\": [\"integer\", \"null\"], \"minimum\": 0, \"maximum\": 100");
        break;
    default:
        put_type(out, bq_field_info(field)->kind);
    }
}

static void put_draft(struct bq_buf *out, const struct bq_taxonomy *taxonomy)
{
    bq_buf_adds(out, "{\n  \"$schema\": \"" DIALECT "\",\n"
                     "  \"title\": \"bugquill draft\",\n"
                     "  \"description\": \"An unfinished or filed vulnerability report.\",\n"
                     "  \"type\": \"object\",\n  \"required\": [\"bugquill\"],\n"
                     "  \"additionalProperties\": true,\n  \"properties\": {");
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        enum bq_field field = (enum bq_field)i;
        const struct bq_field_info *info = bq_field_info(field);
        const struct bq_entry_info *entry = bq_entry_info(field);
        bq_buf_addf(out, "%s\n    \"%s\": {", i ? "," : "", info->key);
        put_limits(out, field, taxonomy);
        put_text(out, "title", info->label);
        put_text(out, "description", info->what);
        if (entry && info->kind == BQ_KIND_LIST) {
            bq_buf_addf(out, ", \"maxItems\": %d,\n      \"items\": {\"type\": \"object\", ",
                        BQ_DRAFT_LIST_MAX);
            put_members(out, entry, "        ");
            bq_buf_addc(out, '}');
        } else if (entry) {
            bq_buf_adds(out, ",\n      ");
            put_members(out, entry, "        ");
        }
        bq_buf_addc(out, '}');
    }
    bq_buf_adds(out, "\n  }\n}\n");
}

int bq_schema_put(const char *name, struct bq_buf *out, struct bq_err *err)
{
    if (strcmp(name, "draft") == 0) {
        struct bq_taxonomy *taxonomy = NULL;
        int rc = bq_taxonomy_builtin(&taxonomy, err);
        if (rc == BQ_OK)
            put_draft(out, taxonomy);
        bq_taxonomy_free(taxonomy);
        return rc;
    }
    const struct bq_data *data =
        strcmp(name, "program") == 0 ? bq_data_find("schema/program.json") : NULL;
    if (!data)
        return bq_err_set(err, BQ_ENOTFOUND,
                          "there is no schema for %s, only for draft and program", name);
    bq_buf_add(out, data->bytes, data->len);
    return BQ_OK;
}

/* The schema of this version at path; what is there already and equal stays. */
static int put_file(const char *path, const struct bq_buf *schema, struct bq_err *err)
{
    struct bq_file_stamp stamp;
    char *text = NULL;
    size_t len = 0;
    int rc = bq_file_stat(path, &stamp, err);
    if (rc == BQ_OK && stamp.exists)
        rc = bq_file_read(path, schema->max, &text, &len, NULL, err);
    bool equal = rc == BQ_OK && bq_span_equal(bq_span_of(text, len), bq_buf_span(schema));
    free(text);
    if (rc != BQ_OK || equal)
        return rc;
    return bq_file_write(path, schema->data, schema->len, BQ_FILE_PRIVATE, &stamp, NULL, err);
}

static bool has_modeline(const struct bq_draft *draft)
{
    size_t count;
    const struct bq_unknown *unknowns = bq_draft_unknowns(draft, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(unknowns[i].key, BQ_MODELINE_KEY) == 0)
            return true;
    return false;
}

int bq_schema_modeline(const struct bq_paths *paths, struct bq_draft *draft, struct bq_err *err)
{
    char path[BQ_PATH_MAX];
    struct bq_buf schema, line;
    if (!paths->data[0])
        return bq_err_set(err, BQ_ENOTFOUND, "there is no home to put the schema in");
    bq_buf_init(&schema, 1 << 20);
    bq_buf_init(&line, BQ_PATH_MAX + 100);
    int rc = bq_schema_put("draft", &schema, err);
    if (rc == BQ_OK)
        rc = bq_buf_check(&schema, err);
    if (rc == BQ_OK)
        rc = bq_file_make_dir(paths->data, err);
    if (rc == BQ_OK)
        rc = bq_path_join(path, paths->data, "draft.schema.json", err);
    if (rc == BQ_OK)
        rc = put_file(path, &schema, err);
    if (rc == BQ_OK) {
        bq_buf_addf(&line, BQ_MODELINE_START " $schema=%s\n", path);
        struct bq_unknown unknown = { BQ_MODELINE_KEY, line.data };
        if (!strchr(path, '\n') && !has_modeline(draft))
            rc = bq_draft_add_unknown(draft, &unknown, err);
    }
    bq_buf_clear(&schema);
    bq_buf_clear(&line);
    return rc;
}
