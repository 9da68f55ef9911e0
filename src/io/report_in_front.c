/* Front matter: YAML between two lines ---, read by the reader of drafts and so with its refusals.
 */
#include "io/report_in_impl.h"
#include "io/yaml.h"
#include <string.h>

enum { FRONT_ITEMS_MAX = 10000 };

/* Where the line that ends the front matter begins and ends; false when there is none. */
static bool find_end(struct bq_span text, size_t *at, size_t *behind)
{
    const char *line = memchr(text.s, '\n', text.len);
    while (line) {
        size_t start = (size_t)(line - text.s) + 1;
        const char *next = memchr(text.s + start, '\n', text.len - start);
        size_t end = next ? (size_t)(next - text.s) : text.len;
        struct bq_span whole = bq_span_of(text.s + start, end - start);
        while (whole.len && (whole.s[whole.len - 1] == ' ' || whole.s[whole.len - 1] == '\t'))
            whole.len--;
        if (bq_span_is(whole, "---") || bq_span_is(whole, "...")) {
            *at = start;
            *behind = next ? end + 1 : end;
            return true;
        }
        line = next;
    }
    return false;
}

/*
 * All scalars of a list or map as lines "a" or "key: a". Of people and files only the values, an
 * entry a line: "alice, 40".
 */
static int flatten(struct bq_yaml *yaml, bool values_only, struct bq_buf *out, struct bq_err *err)
{
    int depth = 1;
    bool key = false, entry = true;
    struct bq_yaml_item item;
    while (depth > 0) {
        int rc = bq_yaml_next(yaml, &item, err);
        if (rc != BQ_OK)
            return rc;
        if (item.kind != BQ_YAML_SCALAR) {
            depth += item.kind == BQ_YAML_MAP || item.kind == BQ_YAML_LIST ? 1 : -1;
            entry = true;
            continue;
        }
        if (values_only && item.is_key)
            continue;
        if (out->len)
            bq_buf_adds(out, values_only && !entry && depth > 1 ? ", " : key ? ": " : "\n");
        bq_buf_add(out, item.s, item.len);
        key = item.is_key;
        entry = false;
    }
    return BQ_OK;
}

static int read_value(struct bq_report_in *im, struct bq_yaml *yaml, struct bq_span label,
                      struct bq_err *err)
{
    struct bq_yaml_item value;
    struct bq_buf list;
    enum bq_field field = bq_report_in_label(label);
    int rc = bq_yaml_next(yaml, &value, err);
    if (rc != BQ_OK || bq_yaml_is_null(&value))
        return rc;
    bq_buf_init(&list, 1 << 20);
    struct bq_span text = bq_span_of(value.s, value.len);
    if (value.kind != BQ_YAML_SCALAR) {
        bool entries = field != BQ_FIELD_NONE && bq_field_info(field)->kind == BQ_KIND_LIST;
        rc = flatten(yaml, entries, &list, err);
        text = bq_buf_span(&list);
    }
    if (rc == BQ_OK)
        rc = bq_buf_check(&list, err);
    bool fact = false;
    if (rc == BQ_OK && field == BQ_FIELD_NONE)
        rc = bq_report_in_fact(im, label, text, &fact, err);
    if (rc == BQ_OK && field == BQ_FIELD_NONE) {
        if (!fact)
            bq_report_in_note(im, label, text);
    } else if (rc == BQ_OK && value.kind == BQ_YAML_LIST && text.len &&
               !memchr(text.s, '\n', text.len)) {
        bq_buf_addc(&list, '\n'); /* one entry: its commas are its own */
        rc = bq_report_in_value(im, field, label, bq_buf_span(&list), err);
    } else if (rc == BQ_OK) {
        rc = bq_report_in_value(im, field, label, text, err);
    }
    if (rc == BQ_EINVAL)
        rc = bq_yaml_wrong(yaml, &value, err, "a character that a report can't hold");
    bq_buf_clear(&list);
    return rc;
}

static int read_front(struct bq_report_in *im, struct bq_yaml *yaml, struct bq_err *err)
{
    struct bq_yaml_item item;
    int rc = bq_yaml_next(yaml, &item, err);
    if (rc != BQ_OK || bq_yaml_is_null(&item))
        return rc;
    if (item.kind != BQ_YAML_MAP)
        return bq_yaml_wrong(yaml, &item, err, "front matter has to be a map: key: value");
    for (;;) {
        rc = bq_yaml_next(yaml, &item, err);
        if (rc != BQ_OK || item.kind == BQ_YAML_MAP_END)
            break;
        struct bq_buf label;
        bq_buf_init(&label, BQ_YAML_KEY_MAX + 1);
        bq_buf_add(&label, item.s, item.len);
        rc = read_value(im, yaml, bq_buf_span(&label), err);
        bq_buf_clear(&label);
        if (rc != BQ_OK)
            return rc;
    }
    return rc == BQ_OK ? bq_yaml_next(yaml, &item, err) : rc;
}

int bq_report_in_front(struct bq_report_in *im, struct bq_span text, struct bq_err *err)
{
    size_t at, behind;
    struct bq_yaml *yaml = NULL;
    if (!find_end(text, &at, &behind))
        return bq_report_in_markdown(im, text, err); /* only a rule at the top */
    int rc = bq_yaml_open(text.s, at, im->file, FRONT_ITEMS_MAX, &yaml, err);
    if (rc == BQ_OK)
        rc = read_front(im, yaml, err);
    bq_yaml_free(yaml);
    if (rc == BQ_OK)
        rc = bq_report_in_markdown(im, bq_span_of(text.s + behind, text.len - behind), err);
    return rc;
}
