/* Writes a draft: keys in the order of the field table, then the unknown ones as they stood. */
#include "io/draft_write.h"
#include "bqi/buf.h"
#include "bugquill/io.h"
#include "io/yaml_write.h"
#include "model/draft_priv.h"
#include <inttypes.h>
#include <string.h>

static enum bq_yaml_want want_of(enum bq_field_kind kind)
{
    return kind == BQ_KIND_TEXT   ? BQ_YAML_WANT_TEXT
           : kind == BQ_KIND_TIME ? BQ_YAML_WANT_TIME
                                  : BQ_YAML_WANT_LINE;
}

/* The keys of one entry; the first one stands behind `lead`, the others below it at `indent`. */
static void put_entry(struct bq_buf *out, const struct bq_entry_info *info, const void *entry,
                      const char *lead, unsigned indent)
{
    bool first = true;
    for (size_t i = 0; i < info->count; i++) {
        const struct bq_entry_member *m = &info->members[i];
        const char *at = (const char *)entry + m->offset;
        int64_t number = 0;
        const char *text = "";
        if (m->kind == BQ_KIND_NUMBER)
            memcpy(&number, at, sizeof number);
        else
            memcpy(&text, at, sizeof text);
        if (m->kind == BQ_KIND_NUMBER ? number == m->absent : !*text)
            continue;
        if (first)
            bq_buf_adds(out, lead);
        else
            bq_buf_add_repeat(out, ' ', indent);
        first = false;
        bq_buf_addf(out, "%s:", m->key);
        if (m->kind == BQ_KIND_NUMBER)
            bq_buf_addf(out, " %" PRId64 "\n", number);
        else
            bq_yaml_put(out, text, strlen(text), indent, want_of(m->kind));
    }
    if (first)
        bq_buf_addf(out, "%s{}\n", lead);
}

static void put_list(struct bq_buf *out, const struct bq_draft *draft, enum bq_field field)
{
    size_t count;
    const struct bq_entry_info *info = bq_entry_info(field);
    const char *items = bq_draft_entries(draft, field, &count);
    bq_buf_addf(out, "%s:\n", bq_field_info(field)->key);
    for (size_t i = 0; i < count; i++) {
        const void *entry = items + i * info->size;
        if (bq_field_info(field)->kind == BQ_KIND_MAP)
            put_entry(out, info, entry, "  ", 2);
        else
            put_entry(out, info, entry, "- ", 2);
    }
}

void bq_draft_put_field(struct bq_buf *out, const struct bq_draft *draft, enum bq_field field)
{
    const struct bq_field_info *info = bq_field_info(field);
    size_t len;
    const char *text;
    switch (info->kind) {
    case BQ_KIND_LINE:
    case BQ_KIND_TEXT:
    case BQ_KIND_TIME:
        text = bq_draft_text(draft, field, &len);
        if (len > 0) {
            bq_buf_addf(out, "%s:", info->key);
            bq_yaml_put(out, text, len, 0, want_of(info->kind));
        }
        break;
    case BQ_KIND_NUMBER:
        if (bq_draft_has(draft, field))
            bq_buf_addf(out, "%s: %" PRId64 "\n", info->key, bq_draft_number(draft, field));
        break;
    case BQ_KIND_BOOL:
        if (bq_draft_number(draft, field) != INT64_MIN)
            bq_buf_addf(out, "%s: %s\n", info->key,
                        bq_draft_number(draft, field) ? "true" : "false");
        break;
    case BQ_KIND_LIST:
    case BQ_KIND_MAP:
        if (bq_draft_has(draft, field))
            put_list(out, draft, field);
        break;
    }
}

int bq_draft_format(const struct bq_draft *draft, char **out, size_t *len, struct bq_err *err)
{
    struct bq_buf buf;
    size_t count;
    *out = NULL;
    *len = 0;
    bq_buf_init(&buf, BQ_DRAFT_FILE_MAX);
    const struct bq_unknown *unknowns = bq_draft_unknowns(draft, &count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(unknowns[i].key, BQ_MODELINE_KEY) == 0)
            bq_buf_adds(&buf, unknowns[i].raw);
    }
    for (int i = 0; i < BQ_FIELD_COUNT; i++)
        bq_draft_put_field(&buf, draft, (enum bq_field)i);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(unknowns[i].key, BQ_MODELINE_KEY) != 0)
            bq_buf_adds(&buf, unknowns[i].raw);
    }
    int rc = bq_buf_check(&buf, err);
    if (rc == BQ_OK)
        *out = bq_buf_take(&buf, len);
    bq_buf_clear(&buf);
    return rc;
}
