#include "widget/preview.h"

#include "bqi/cluster.h"
#include "widget/preview_impl.h"

#include <stdlib.h>

struct ui_preview *ui_preview_new(void)
{
    struct ui_preview *preview = calloc(1, sizeof *preview);

    if (!preview)
        return NULL;
    bq_buf_init(&preview->text, PREVIEW_BYTES_MAX);
    bq_buf_init(&preview->styles, PREVIEW_BYTES_MAX);
    return preview;
}

static void empty(struct ui_preview *preview)
{
    bq_buf_reset(&preview->text);
    bq_buf_reset(&preview->styles);
    preview->row_count = preview->piece_count = 0;
    preview->failed = false;
}

void ui_preview_free(struct ui_preview *preview)
{
    if (!preview)
        return;
    bq_buf_clear(&preview->text);
    bq_buf_clear(&preview->styles);
    free(preview->pieces);
    free(preview->rows);
    free(preview);
}

int ui_preview_set(struct ui_preview *preview, const char *s, size_t len, int columns, bool ascii,
                   struct bq_err *err)
{
    struct bq_prose prose;
    int status;

    empty(preview);
    preview->columns = columns < PREVIEW_COLUMNS_MIN ? PREVIEW_COLUMNS_MIN : columns;
    preview->ascii = ascii;
    bq_prose_init(&prose);
    status = bq_prose_read(&prose, s, len, err);
    if (status == BQ_OK)
        preview_blocks(preview, &prose);
    bq_prose_clear(&prose);
    if (status == BQ_OK)
        status = bq_buf_check(&preview->text, err);
    if (status == BQ_OK && (preview->failed || bq_buf_failed(&preview->styles)))
        status = bq_err_nomem(err);
    if (status < 0)
        empty(preview);
    return status;
}

size_t ui_preview_rows(const struct ui_preview *preview)
{
    return preview->row_count;
}

size_t ui_preview_row_of(const struct ui_preview *preview, size_t at)
{
    size_t low = 0, high = preview->row_count;

    while (low < high) { /* the first row from behind `at` */
        size_t middle = low + (high - low) / 2;

        if (preview->rows[middle].source <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? low - 1 : 0;
}

/* ---- making rows --------------------------------------------------------------------------- */

void preview_add(struct ui_preview *preview, const char *s, size_t len, enum ui_style style)
{
    bq_buf_add(&preview->text, s, len);
    bq_buf_add_repeat(&preview->styles, (char)style, len);
}

void preview_adds(struct ui_preview *preview, const char *s, enum ui_style style)
{
    preview_add(preview, s, strlen(s), style);
}

void preview_row(struct ui_preview *preview, size_t source)
{
    if (bq_array_grow((void **)&preview->rows, preview->row_count, &preview->row_cap,
                      sizeof *preview->rows, PREVIEW_BYTES_MAX) < 0) {
        preview->failed = true;
        return;
    }
    preview->rows[preview->row_count++] = (struct preview_row){ preview->piece_count, source };
}

void preview_piece(struct ui_preview *preview, size_t start, size_t len, int column)
{
    if (len == 0)
        return;
    if (bq_array_grow((void **)&preview->pieces, preview->piece_count, &preview->piece_cap,
                      sizeof *preview->pieces, PREVIEW_BYTES_MAX) < 0) {
        preview->failed = true;
        return;
    }
    preview->pieces[preview->piece_count++] = (struct preview_piece){ start, len, column };
}

size_t preview_take(const struct ui_preview *preview, size_t start, size_t end, int columns,
                    size_t *skip)
{
    const char *s = preview->text.data;
    size_t at = start, cut = 0;
    int used = 0;

    *skip = 0;
    while (at < end && s[at] != '\n') {
        size_t next = bq_cluster_next(s, end, at);
        int wide = s[at] == '\t' ? 4 : bq_cluster_columns(s + at, next - at);

        if (s[at] == ' ')
            cut = at;
        if (used + wide > columns && at > start)
            break;
        used += wide;
        at = next;
    }
    if (at >= end)
        return end - start;
    if (s[at] == '\n') {
        *skip = 1;
        return at - start;
    }
    if (cut <= start) /* one long word */
        return at - start;
    while (cut + *skip < end && s[cut + *skip] == ' ')
        ++*skip;
    return cut - start;
}

static int columns_of(const struct ui_preview *preview, size_t start, size_t len)
{
    return (int)bq_columns(preview->text.data + start, len);
}

void preview_flow(struct ui_preview *preview, size_t start, size_t end,
                  const struct preview_prefix *prefix, size_t source)
{
    size_t lead = prefix->first, lead_len = prefix->first_len, skip;
    int column = prefix->indent + columns_of(preview, prefix->first, prefix->first_len);
    int room = preview->columns - column;

    if (bq_buf_failed(&preview->text))
        return;
    do {
        size_t take = preview_take(preview, start, end, room < 4 ? 4 : room, &skip);

        preview_row(preview, source);
        preview_piece(preview, lead, lead_len, prefix->indent);
        preview_piece(preview, start, take, column);
        start += take + skip;
        lead = prefix->rest;
        lead_len = prefix->rest_len;
    } while (start < end && !preview->failed);
}

/* ---- drawing ------------------------------------------------------------------------------- */

static void draw_piece(const struct ui_preview *preview, const struct preview_piece *piece,
                       struct ui_grid *grid, int row, int column)
{
    const char *s = preview->text.data + piece->start;

    column += piece->column;
    for (size_t at = 0; at < piece->len;) {
        size_t next = bq_cluster_next(s, piece->len, at);
        enum ui_style style = (enum ui_style)preview->styles.data[piece->start + at];

        if (s[at] == '\t')
            column += ui_grid_put(grid, row, column, style, "    ") - column;
        else
            column += ui_grid_put_cluster(grid, row, column, style, s + at, next - at);
        at = next;
    }
}

void ui_preview_draw(const struct ui_preview *preview, struct ui_grid *grid, struct ui_rect rect,
                     size_t top)
{
    struct ui_rect before = ui_grid_narrow(grid, rect);

    for (int i = 0; i < rect.rows && top + (size_t)i < preview->row_count; i++) {
        size_t row = top + (size_t)i;
        size_t last = row + 1 < preview->row_count ? preview->rows[row + 1].first_piece
                                                   : preview->piece_count;

        for (size_t k = preview->rows[row].first_piece; k < last; k++)
            draw_piece(preview, &preview->pieces[k], grid, rect.row + i, rect.column);
    }
    ui_grid_widen(grid, before);
}
