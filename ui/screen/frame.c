/* Headers, rules, footers, boxes. */
#include "screen/frame.h"
#include "bqi/cluster.h"
#include <string.h>

static struct ui_rect rect_of(int row, int column, int rows, int columns)
{
    struct ui_rect rect = { row, column, rows > 0 ? rows : 0, columns > 0 ? columns : 0 };

    return rect;
}

void frame_header(struct ui_host *host, struct ui_rect rect, const char *title, const char *state)
{
    struct ui_grid *grid = host->grid;
    int end = rect.column + rect.columns - 1, state_room, start;

    if (!rect.rows)
        return;
    state_room = (int)strlen(state);
    if (state_room > rect.columns / 2)
        state_room = rect.columns / 2;
    start = end - state_room;
    ui_grid_put_cut(grid, rect.row, rect.column + 1, start - rect.column - 2, UI_STYLE_TITLE,
                    bq_span_str(title));
    ui_grid_put_right(grid, rect.row, end, state_room, UI_STYLE_DIM, bq_span_str(state));
}

static enum ui_style tone_style(enum ui_tone tone)
{
    return tone == UI_TONE_GOOD  ? UI_STYLE_OK
           : tone == UI_TONE_BAD ? UI_STYLE_ERROR
                                 : UI_STYLE_STATUS;
}

void frame_message_rule(struct ui_host *host, int row, int columns)
{
    int end;

    if (row < 0)
        return;
    ui_grid_hline(host->grid, row, 0, columns, UI_STYLE_RULE);
    if (!host->message[0] || columns < 8)
        return;
    ui_grid_put(host->grid, row, 1, UI_STYLE_NORMAL, " ");
    end = ui_grid_put_cut(host->grid, row, 2, columns - 4, tone_style(host->tone),
                          bq_span_str(host->message));
    ui_grid_put(host->grid, row, end, UI_STYLE_NORMAL, " ");
}

void frame_message_whole(struct ui_host *host, int row, int columns)
{
    struct ui_rect both = { row, 0, 2, columns }, words = { row, 2, 2, columns - 4 };
    struct bq_span message = bq_span_str(host->message);

    if (row < 0 || (int)bq_columns(message.s, message.len) <= words.columns ||
        host->top->ops->overlay)
        return;
    ui_grid_fill(host->grid, both, UI_STYLE_NORMAL);
    ui_grid_put_wrapped(host->grid, words, tone_style(host->tone), message);
}

bool frame_message_row(struct ui_host *host, int row, int columns)
{
    if (!host->message[0] || row < 0)
        return false;
    ui_grid_fill(host->grid, rect_of(row, 0, 1, columns), UI_STYLE_NORMAL);
    ui_grid_put_cut(host->grid, row, 1, columns - 2, tone_style(host->tone),
                    bq_span_str(host->message));
    return true;
}

/* Keys in a footer are told from their labels by style: a word before a blank is a key. */
static void put_footer(struct ui_host *host, struct ui_rect rect, const char *text)
{
    int column = rect.column;
    bool key = true;

    while (*text) {
        size_t len = strcspn(text, " ");
        size_t blanks = strspn(text + len, " ");
        const char *next = text + len + blanks;
        bool more_keys = *next == '^' || strncmp(next, "Alt-", 4) == 0;
        column = ui_grid_put_span(host->grid, rect.row, column, key ? UI_STYLE_KEY : UI_STYLE_DIM,
                                  bq_span_of(text, len));
        column += (int)blanks;
        key = blanks > 1 || column == rect.column + 1 || (key && more_keys && blanks == 1);
        text = next;
    }
}

void frame_footer(struct ui_host *host, struct ui_rect rect)
{
    struct ui_layer *top = host->top;
    struct bq_buf text;

    if (!rect.rows || !top || !top->ops->footer)
        return;
    bq_buf_init(&text, 4096);
    ui_footer(&host->keymap, top->ops->footer(top), rect.columns, &text);
    put_footer(host, rect, bq_buf_failed(&text) || !text.len ? "" : text.data);
    bq_buf_clear(&text);
}

struct ui_rect frame_box(struct ui_host *host, int rows, int columns, const char *title)
{
    struct ui_grid *grid = host->grid;
    struct ui_rect all = ui_grid_rect(grid), box;

    if (all.columns < 40 || all.rows < 10) {
        ui_grid_fill(grid, all, UI_STYLE_NORMAL);
        ui_grid_put_cut(grid, 0, 1, all.columns - 2, UI_STYLE_TITLE, bq_span_str(title));
        return rect_of(1, 1, all.rows - 1, all.columns - 2);
    }
    if (rows > all.rows - 2)
        rows = all.rows - 2;
    if (columns > all.columns - 2)
        columns = all.columns - 2;
    box = rect_of((all.rows - rows) / 2, (all.columns - columns) / 2, rows, columns);
    ui_grid_fill(grid, box, UI_STYLE_NORMAL);
    ui_grid_box(grid, box, UI_STYLE_DIALOG);
    if (*title) {
        int end = ui_grid_put_cut(grid, box.row, box.column + 3, columns - 6, UI_STYLE_TITLE,
                                  bq_span_str(title));
        ui_grid_put(grid, box.row, box.column + 2, UI_STYLE_TITLE, " ");
        ui_grid_put(grid, box.row, end, UI_STYLE_TITLE, " ");
    }
    return rect_of(box.row + 1, box.column + 2, rows - 2, columns - 4);
}

struct ui_rect frame_cover(struct ui_host *host, int rows, int columns, const char *title)
{
    struct ui_grid *grid = host->grid;

    ui_grid_fill(grid, rect_of(1, 0, grid->rows - 2, grid->columns), UI_STYLE_NORMAL);
    if (grid->rows >= 10) {
        ui_grid_hline(grid, 1, 0, grid->columns, UI_STYLE_RULE);
        frame_message_rule(host, grid->rows - 2, grid->columns);
    }
    return frame_box(host, rows, columns, title);
}

struct ui_rect frame_page(struct ui_host *host, const char *title, const char *state)
{
    struct ui_grid *grid = host->grid;
    int rows = grid->rows, columns = grid->columns;

    ui_grid_fill(grid, ui_grid_rect(grid), UI_STYLE_NORMAL);
    ui_grid_cursor(grid, -1, -1);
    if (rows < 6 || columns < 20) {
        bool said = rows > 2 && frame_message_row(host, rows - 1, columns);
        frame_header(host, rect_of(0, 0, 1, columns), title, "");
        return rect_of(1, 0, rows - 1 - said, columns);
    }
    frame_header(host, rect_of(0, 0, 1, columns), title, state);
    ui_grid_hline(grid, 1, 0, columns, UI_STYLE_RULE);
    frame_message_rule(host, rows - 2, columns);
    frame_footer(host, rect_of(rows - 1, 0, 1, columns));
    frame_message_whole(host, rows - 2, columns);
    return rect_of(2, 0, rows - 4, columns);
}

bool frame_list_mouse(const struct ui_key *key, struct ui_rect list, size_t top, size_t count,
                      size_t *at)
{
    bool again = false;

    if (key->button == UI_BUTTON_WHEEL_UP) {
        *at -= *at < 3 ? *at : 3;
    } else if (key->button == UI_BUTTON_WHEEL_DOWN) {
        *at = *at + 3 < count ? *at + 3 : count ? count - 1 : 0;
    } else if (key->button == UI_BUTTON_PRESS && ui_rect_holds(list, key->row, key->column)) {
        size_t index = top + (size_t)(key->row - list.row);
        again = index == *at && index < count;
        if (index < count)
            *at = index;
    }
    return again;
}

/* The first place with at least this many columns before it. */
static size_t behind_columns(struct bq_span span, int columns)
{
    size_t at = 0;

    while (columns > 0 && at < span.len) {
        size_t next = bq_cluster_next(span.s, span.len, at);
        columns -= bq_cluster_columns(span.s + at, next - at);
        at = next;
    }
    return at;
}

void frame_put_tail(struct ui_grid *grid, int row, int column, int room, enum ui_style style,
                    struct bq_span span)
{
    int columns = (int)bq_columns(span.s, span.len);
    size_t at;

    if (columns <= room || room < 8) {
        ui_grid_put_cut(grid, row, column, room, style, span);
        return;
    }
    at = behind_columns(span, columns - (room - 2));
    column = ui_grid_put(grid, row, column, style, "..");
    ui_grid_put_cut(grid, row, column, room - 2, style, bq_span_of(span.s + at, span.len - at));
}

struct bq_span frame_last_part(struct bq_span span)
{
    for (size_t at = span.len; at >= 3; at--)
        if (memcmp(span.s + at - 3, " > ", 3) == 0)
            return bq_span_of(span.s + at, span.len - at);
    return span;
}

/* "Modify/View S..Identifiers)": from is where its end begins. */
static void put_middle(struct ui_grid *grid, int row, int column, int head, enum ui_style style,
                       struct bq_span span, size_t from)
{
    size_t until = 0;

    while (until < span.len) {
        size_t next = bq_cluster_next(span.s, span.len, until);
        if ((int)bq_columns(span.s, next) > head)
            break;
        until = next;
    }
    column = ui_grid_put_span(grid, row, column, style, bq_span_of(span.s, until));
    column = ui_grid_put(grid, row, column, style, "..");
    ui_grid_put_span(grid, row, column, style, bq_span_of(span.s + from, span.len - from));
}

void frame_put_parts(struct ui_grid *grid, int row, int column, int room, enum ui_style style,
                     struct bq_span span, size_t differs)
{
    struct bq_span part = frame_last_part(span);
    int columns = (int)bq_columns(part.s, part.len), head = room / 2;
    size_t from, tail;

    if (columns + 2 <= room || room < 8 || bq_columns(span.s, span.len) <= (size_t)room) {
        frame_put_tail(grid, row, column, room, style, span);
        return;
    }
    if (columns <= room) {
        ui_grid_put_span(grid, row, column, style, part);
        return;
    }
    from = behind_columns(part, columns - (room - 2 - head));
    tail = behind_columns(part, columns - (room - 2));
    if (differs >= from || (int)bq_columns(part.s, differs) < head)
        put_middle(grid, row, column, head, style, part, from);
    else if (differs >= tail)
        frame_put_tail(grid, row, column, room, style, part);
    else {
        column = ui_grid_put(grid, row, column, style, "..");
        ui_grid_put_cut(grid, row, column, room - 2, style,
                        bq_span_of(part.s + differs, part.len - differs));
    }
}

void frame_too_small(struct ui_host *host)
{
    struct ui_grid *grid = host->grid;

    ui_grid_fill(grid, ui_grid_rect(grid), UI_STYLE_NORMAL);
    ui_grid_cursor(grid, -1, -1);
    ui_grid_put(grid, 0, 0, UI_STYLE_NORMAL, grid->columns < 14 ? "larger" : "make me larger");
}

const char *frame_mark(enum bq_severity severity)
{
    return severity == BQ_ERROR ? "!" : severity == BQ_WARNING ? "~" : "i";
}

enum ui_style frame_style(enum bq_severity severity)
{
    return severity == BQ_ERROR     ? UI_STYLE_ERROR
           : severity == BQ_WARNING ? UI_STYLE_WARNING
                                    : UI_STYLE_NOTE;
}
