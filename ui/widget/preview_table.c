/* Tables: columns as wide as they need, narrower in turn where all do not fit. */
#include "bqi/cluster.h"
#include "widget/preview_impl.h"

enum { CELLS_MAX = 16, CELL_MIN = 3 };

/* One line of a table, its cells as rich text. */
struct cells {
    size_t start[CELLS_MAX], end[CELLS_MAX];
    size_t count;
};

static size_t line_end(const struct bq_prose *prose, size_t start, size_t end)
{
    const char *lf = memchr(prose->s + start, '\n', end - start);

    return lf ? (size_t)(lf - prose->s) : end;
}

/* The end of the cell that begins at `at`: the next | that is neither escaped nor in code. */
static size_t cell_end(const char *s, size_t at, size_t end)
{
    bool code = false;

    for (; at < end; at++) {
        if (s[at] == '`')
            code = !code;
        else if (s[at] == '\\' && at + 1 < end)
            at++;
        else if (s[at] == '|' && !code)
            break;
    }
    return at;
}

static bool is_divider(const char *s, size_t start, size_t end)
{
    bool dash = false;

    for (; start < end; start++) {
        if (!strchr("|-: \t", s[start]))
            return false;
        dash = dash || s[start] == '-';
    }
    return dash;
}

static void read_cells(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                       size_t start, size_t end, enum ui_style style, struct cells *out)
{
    const char *s = prose->s;

    while (start < end && s[start] == ' ')
        start++;
    if (start < end && s[start] == '|')
        start++;
    for (out->count = 0; start < end && out->count < CELLS_MAX; out->count++) {
        size_t stop = cell_end(s, start, end), last = stop;

        while (start < last && s[start] == ' ')
            start++;
        while (last > start && s[last - 1] == ' ')
            last--;
        if (start == last && stop >= end && out->count > 0)
            break;
        out->start[out->count] = preview->text.len;
        preview_inline(preview, prose, next, start, last, style);
        out->end[out->count] = preview->text.len;
        start = stop + 1;
    }
}

static void widen(const struct ui_preview *preview, const struct cells *cells, int *widths,
                  size_t *count)
{
    if (cells->count > *count)
        *count = cells->count;
    for (size_t i = 0; i < cells->count; i++) {
        int columns =
            (int)bq_columns(preview->text.data + cells->start[i], cells->end[i] - cells->start[i]);

        if (columns > widths[i])
            widths[i] = columns;
    }
}

/* Takes from the widest until all fit. */
static void fit(int *widths, size_t count, int room)
{
    int sum = 3 * ((int)count - 1);

    for (size_t i = 0; i < count; i++) {
        if (widths[i] > room)
            widths[i] = room;
        if (widths[i] < 1)
            widths[i] = 1;
        sum += widths[i];
    }
    while (sum > room) {
        size_t widest = 0;

        for (size_t i = 1; i < count; i++) {
            if (widths[i] > widths[widest])
                widest = i;
        }
        if (widths[widest] <= CELL_MIN)
            break;
        widths[widest]--;
        sum--;
    }
}

/* The rows of one line of the table; cells are as high as the highest. */
static void put_cells(struct ui_preview *preview, const struct cells *line, const int *widths,
                      size_t count, size_t source)
{
    struct cells cells = *line;
    const char *bar = preview->ascii ? " | " : " \u2502 ";
    size_t sign = preview->text.len;
    bool more;

    preview_adds(preview, bar, UI_STYLE_RULE);
    if (bq_buf_failed(&preview->text))
        return;
    do {
        int column = 0;

        more = false;
        preview_row(preview, source);
        for (size_t i = 0; i < count; i++) {
            if (i > 0)
                preview_piece(preview, sign, strlen(bar), column - 3);
            if (i < cells.count && cells.start[i] < cells.end[i]) {
                size_t skip,
                    take = preview_take(preview, cells.start[i], cells.end[i], widths[i], &skip);

                preview_piece(preview, cells.start[i], take, column);
                cells.start[i] += take + skip;
                more = more || cells.start[i] < cells.end[i];
            }
            column += widths[i] + 3;
        }
    } while (more && !preview->failed);
}

static void put_divider(struct ui_preview *preview, const int *widths, size_t count, size_t source)
{
    size_t start = preview->text.len;

    for (size_t i = 0; i < count; i++) {
        for (int k = 0; k < widths[i] + (i > 0); k++)
            preview_adds(preview, preview->ascii ? "-" : "\u2500", UI_STYLE_RULE);
        if (i + 1 < count)
            preview_adds(preview, preview->ascii ? "-+" : "\u2500\u253c", UI_STYLE_RULE);
    }
    preview_row(preview, source);
    preview_piece(preview, start, preview->text.len - start, 0);
}

/* The widths all lines need. What is read here is read again for drawing, so it is dropped. */
static size_t measure(struct ui_preview *preview, const struct bq_prose *prose, size_t next,
                      const struct bq_block *block, int *widths)
{
    size_t count = 0, stop, mark = preview->text.len;

    for (size_t at = block->start; at < block->end; at = stop + 1) {
        struct cells cells;

        stop = line_end(prose, at, block->end);
        if (is_divider(prose->s, at, stop))
            continue;
        read_cells(preview, prose, &next, at, stop, UI_STYLE_NORMAL, &cells);
        if (!bq_buf_failed(&preview->text))
            widen(preview, &cells, widths, &count);
        bq_buf_truncate(&preview->text, mark);
        bq_buf_truncate(&preview->styles, mark);
    }
    return count;
}

void preview_table(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                   const struct bq_block *block)
{
    int widths[CELLS_MAX] = { 0 };
    size_t count = measure(preview, prose, *next, block, widths), stop;
    bool head = true;

    fit(widths, count, preview->columns);
    for (size_t at = block->start; at < block->end; at = stop + 1) {
        struct cells cells;

        stop = line_end(prose, at, block->end);
        if (is_divider(prose->s, at, stop)) {
            put_divider(preview, widths, count, at);
            head = false;
            continue;
        }
        read_cells(preview, prose, next, at, stop, head ? UI_STYLE_STRONG : UI_STYLE_NORMAL,
                   &cells);
        put_cells(preview, &cells, widths, count, at);
    }
}
