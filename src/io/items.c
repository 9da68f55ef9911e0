/* An item is its kind; a scalar is its kind, its style, its length in two bytes, its text and a 0.
 */
#include "io/items.h"
#include <stdint.h>

enum { SCALAR_HEAD = 4 };

int bq_items_add(struct bq_buf *out, const struct bq_yaml_item *item, struct bq_err *err)
{
    if (item->len > UINT16_MAX)
        return bq_err_set(err, BQ_ELIMIT, "a text longer than %d bytes", UINT16_MAX);
    bq_buf_addc(out, (char)item->kind);
    if (item->kind == BQ_YAML_SCALAR) {
        bq_buf_addc(out, (char)item->style);
        bq_buf_addc(out, (char)(item->len & 0xff));
        bq_buf_addc(out, (char)(item->len >> 8));
        bq_buf_add(out, item->s, item->len);
        bq_buf_addc(out, '\0');
    }
    return bq_buf_check(out, err);
}

void bq_items_next(struct bq_items *items, struct bq_yaml_item *item)
{
    const unsigned char *p = items->at;
    *item = (struct bq_yaml_item){ .kind = BQ_YAML_DONE, .s = "" };
    if (p == items->end)
        return;
    item->kind = (enum bq_yaml_kind)p[0];
    items->at = p + 1;
    if (item->kind == BQ_YAML_SCALAR) {
        item->style = (enum bq_yaml_style)p[1];
        item->len = p[2] | (size_t)p[3] << 8;
        item->s = (const char *)p + SCALAR_HEAD;
        items->at = p + SCALAR_HEAD + item->len + 1;
    }
}
