/* The list with a filter. */
#include "screen/picker.h"
#include "bqi/cluster.h"
#include "screen/entry.h"
#include "screen/frame.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PICKER_COLUMNS = 100, ABOUT_ROWS = 4, ROW_TEXT = 4096 };

struct picker {
    struct ui_layer layer;
    const struct picker_source *source;
    void *self;
    struct entry entry;
    size_t count, cursor, top;
    int rows; /* of the list, as last drawn */
    struct ui_rect list;
};

static void refilter(struct picker *picker)
{
    picker->count = picker->source->filter(picker->self, picker->entry.text);
    picker->cursor = picker->top = 0;
}

/* ---- drawing
 * ----------------------------------------------------------------------------------------- */

static void draw_filter(const struct picker *picker, struct ui_grid *grid, struct ui_rect in)
{
    char count[64];
    int room;

    snprintf(count, sizeof count, "%zu of %zu", picker->count, picker->source->total(picker->self));
    room = in.columns - (int)strlen(count) - 4;
    ui_grid_put(grid, in.row, in.column, UI_STYLE_LABEL, "/");
    ui_grid_put_right(grid, in.row, in.column + in.columns, in.columns / 2, UI_STYLE_DIM,
                      bq_span_str(count));
    entry_draw(&picker->entry, grid, in.row, in.column + 2, room > 4 ? room : 4, true);
}

/* Ending at rect's column: all of it, or nothing. */
static void draw_facts(const struct picker *picker, struct ui_grid *grid, enum ui_style style,
                       struct ui_rect rect, size_t index)
{
    struct bq_buf facts;

    if (!picker->source->facts)
        return;
    bq_buf_init(&facts, ROW_TEXT);
    picker->source->facts(picker->self, index, &facts);
    if ((int)facts.len < rect.columns)
        ui_grid_put_right(grid, rect.row, rect.column, rect.columns, style, bq_buf_span(&facts));
    bq_buf_clear(&facts);
}

/* Where the last part of a name first differs from those above and below, the later of the two. */
static size_t differs_at(const struct picker *picker, size_t index, struct bq_span name)
{
    struct bq_span part = frame_last_part(name), other;
    struct bq_buf text, remarks;
    size_t differs = 0, same;
    bool marked;

    for (int step = -1; step <= 1; step += 2) {
        if ((step < 0 && !index) || (step > 0 && index + 1 >= picker->count))
            continue;
        bq_buf_init(&text, ROW_TEXT);
        bq_buf_init(&remarks, ROW_TEXT);
        picker->source->row(picker->self, step < 0 ? index - 1 : index + 1, &text, &remarks,
                            &marked);
        other = frame_last_part(bq_buf_span(&text));
        for (same = 0; same < part.len && same < other.len && part.s[same] == other.s[same];)
            same++;
        while (same && ((unsigned char)part.s[same] & 0xc0) == 0x80)
            same--; /* not into a character */
        differs = same > differs && same < part.len ? same : differs;
        bq_buf_clear(&text);
        bq_buf_clear(&remarks);
    }
    return differs;
}

static void put_name(const struct picker *picker, struct ui_grid *grid, struct ui_rect rect,
                     enum ui_style style, size_t index, struct bq_span name)
{
    if (picker->source->parts)
        frame_put_parts(grid, rect.row, rect.column, rect.columns, style, name,
                        differs_at(picker, index, name));
    else
        frame_put_tail(grid, rect.row, rect.column, rect.columns, style, name);
}

static void draw_row(const struct picker *picker, struct ui_grid *grid, struct ui_rect in, int row,
                     size_t index)
{
    bool here = index == picker->cursor, marked = false;
    enum ui_style style = here ? UI_STYLE_SELECTED : UI_STYLE_NORMAL;
    struct ui_rect line = { row, in.column, 1, in.columns };
    struct bq_buf name, remarks;
    int room, end;

    bq_buf_init(&name, ROW_TEXT);
    bq_buf_init(&remarks, ROW_TEXT);
    picker->source->row(picker->self, index, &name, &remarks, &marked);
    room = remarks.len ? (int)remarks.len : 0;
    if (room > in.columns * 2 / 5)
        room = in.columns * 2 / 5;
    ui_grid_fill(grid, line, style);
    ui_grid_put(grid, row, in.column, style, here ? "> " : "  ");
    end = in.column + in.columns;
    put_name(picker, grid, (struct ui_rect){ row, in.column + 2, 1, in.columns - 3 - room }, style,
             index, bq_buf_span(&name));
    if (room)
        ui_grid_put_cut(grid, row, end - room, room,
                        here     ? style
                        : marked ? UI_STYLE_ERROR
                                 : UI_STYLE_DIM,
                        bq_buf_span(&remarks));
    draw_facts(picker, grid, here ? style : UI_STYLE_DIM,
               (struct ui_rect){ row, end - room - 1, 1,
                                 in.columns - 3 - room - (int)bq_columns(name.data, name.len) },
               index);
    bq_buf_clear(&name);
    bq_buf_clear(&remarks);
}

static void draw_about(const struct picker *picker, struct ui_grid *grid, struct ui_rect rect)
{
    struct bq_buf text;

    if (!picker->source->about || !picker->count || rect.rows <= 0)
        return;
    bq_buf_init(&text, ROW_TEXT * 4);
    picker->source->about(picker->self, picker->cursor, &text);
    ui_grid_put_wrapped(grid, rect, UI_STYLE_NORMAL, bq_buf_span(&text));
    bq_buf_clear(&text);
}

static void scroll(struct picker *picker)
{
    size_t rows = picker->rows > 0 ? (size_t)picker->rows : 1;

    if (picker->cursor < picker->top)
        picker->top = picker->cursor;
    if (picker->cursor >= picker->top + rows)
        picker->top = picker->cursor - rows + 1;
    if (picker->top + rows > picker->count)
        picker->top = picker->count > rows ? picker->count - rows : 0;
}

static void picker_draw(struct ui_layer *layer, struct ui_host *host)
{
    struct picker *picker = (struct picker *)layer;
    struct ui_grid *grid = host->grid;
    int want = grid->columns < PICKER_COLUMNS + 8 ? grid->columns - 4 : PICKER_COLUMNS;
    struct ui_rect in = frame_cover(host, grid->rows - 4, want, picker->source->title);
    int about = in.rows >= 12 ? ABOUT_ROWS : in.rows >= 9 ? 2 : 0;
    struct ui_rect list = { in.row + 1, in.column, in.rows - 1 - (about ? about + 1 : 0),
                            in.columns };

    ui_grid_cursor(grid, -1, -1);
    draw_filter(picker, grid, in);
    picker->rows = list.rows;
    picker->list = list;
    scroll(picker);
    for (int i = 0; i < list.rows && picker->top + (size_t)i < picker->count; i++)
        draw_row(picker, grid, list, list.row + i, picker->top + (size_t)i);
    if (!picker->count)
        ui_grid_put_wrapped(grid, list, UI_STYLE_DIM, bq_span_str(picker->source->empty));
    ui_grid_scroll_bar(grid, list.row, in.column + in.columns + 1, list.rows, picker->top,
                       (size_t)(list.rows > 0 ? list.rows : 0), picker->count);
    if (about) {
        ui_grid_hline(grid, list.row + list.rows, in.column, in.columns, UI_STYLE_RULE);
        draw_about(picker, grid,
                   (struct ui_rect){ list.row + list.rows + 1, in.column, about, in.columns });
    }
    frame_footer(host, (struct ui_rect){ grid->rows - 1, 0, grid->rows >= 10, grid->columns });
}

/* ---- keys
 * -----------------------------------------------------------------------------------------------
 */

static void pick(struct picker *picker, struct ui_host *host)
{
    const struct picker_source *source = picker->source;
    char text[ENTRY_MAX];

    if (ui_host_too_soon(host))
        return;
    if (!picker->count) {
        if (source->take_typed && picker->entry.len) {
            ui_host_pop(host);
            source->take_typed(picker->self, host, picker->entry.text);
        }
        return;
    }
    if (source->view) {
        source->view(picker->self, host, picker->cursor);
        return;
    }
    ui_host_pop(host);
    if (source->pick(picker->self, host, picker->cursor))
        return;
    /* it stays: back on top */
    host->trash = picker->layer.below;
    ui_host_push(host, &picker->layer);
    if (!source->complete)
        entry_set(&picker->entry, "");
    else if (source->complete(picker->self, picker->entry.text, text, sizeof text))
        entry_set(&picker->entry, text);
    refilter(picker);
}

static void move_by(struct picker *picker, int by)
{
    size_t last = picker->count ? picker->count - 1 : 0;

    if (by < 0)
        picker->cursor = picker->cursor > (size_t)-by ? picker->cursor - (size_t)-by : 0;
    else
        picker->cursor = picker->cursor + (size_t)by < last ? picker->cursor + (size_t)by : last;
}

static void mouse(struct picker *picker, struct ui_host *host, const struct ui_key *key)
{
    size_t index;

    if (key->button == UI_BUTTON_WHEEL_UP || key->button == UI_BUTTON_WHEEL_DOWN) {
        move_by(picker, key->button == UI_BUTTON_WHEEL_UP ? -3 : 3);
        return;
    }
    if (key->button != UI_BUTTON_PRESS || !ui_rect_holds(picker->list, key->row, key->column))
        return;
    index = picker->top + (size_t)(key->row - picker->list.row);
    if (index >= picker->count)
        return;
    if (index == picker->cursor)
        pick(picker, host);
    else
        picker->cursor = index;
}

static void complete(struct picker *picker)
{
    char text[ENTRY_MAX];

    if (picker->source->complete &&
        picker->source->complete(picker->self, picker->entry.text, text, sizeof text)) {
        entry_set(&picker->entry, text);
        refilter(picker);
    }
}

static void type_key(struct picker *picker, const struct ui_key *key)
{
    const struct picker_source *source = picker->source;
    char before[ENTRY_MAX], now[ENTRY_MAX];
    const char *meant;

    memcpy(before, picker->entry.text, picker->entry.len + 1);
    entry_key(&picker->entry, key);
    if (strcmp(before, picker->entry.text) == 0)
        return;
    memcpy(now, picker->entry.text, picker->entry.len + 1);
    meant = source->typed ? source->typed(picker->self, before, now) : NULL;
    if (meant)
        entry_set(&picker->entry, meant);
    refilter(picker);
}

/* Keys that move in the list; false: another key. */
static bool move_key(struct picker *picker, const struct ui_key *key)
{
    int direction = key->code == UI_KEY_RIGHT ? 1 : -1;

    switch (key->code) {
    case UI_KEY_UP:
        move_by(picker, -1);
        return true;
    case UI_KEY_DOWN:
        move_by(picker, 1);
        return true;
    case UI_KEY_PAGE_UP:
        move_by(picker, -(picker->rows > 1 ? picker->rows - 1 : 1));
        return true;
    case UI_KEY_PAGE_DOWN:
        move_by(picker, picker->rows > 1 ? picker->rows - 1 : 1);
        return true;
    case UI_KEY_LEFT:
    case UI_KEY_RIGHT:
        if (!picker->source->walk || picker->entry.len)
            return false;
        if (picker->source->walk(picker->self, picker->cursor, direction, &picker->cursor))
            picker->count = picker->source->filter(picker->self, "");
        return true;
    default:
        return false;
    }
}

static void picker_key(struct ui_layer *layer, struct ui_host *host, const struct ui_key *key,
                       enum ui_action action)
{
    struct picker *picker = (struct picker *)layer;
    size_t len = picker->entry.len;

    (void)action;
    if (key->code == UI_KEY_ESC) {
        ui_host_pop(host);
    } else if (key->code == UI_KEY_ENTER) {
        if (key->mods & UI_MOD_ALT && picker->source->take_typed && len) {
            ui_host_pop(host);
            picker->source->take_typed(picker->self, host, picker->entry.text);
            return;
        }
        pick(picker, host);
    } else if (key->code == UI_KEY_TAB) {
        complete(picker);
    } else if (key->code == UI_KEY_MOUSE) {
        mouse(picker, host, key);
    } else if (!move_key(picker, key)) {
        type_key(picker, key);
    }
}

static unsigned picker_where(const struct ui_layer *layer)
{
    (void)layer;
    return IN_LAYER;
}

static const struct ui_footer_item *picker_footer(const struct ui_layer *layer)
{
    static const struct ui_footer_item plain[] = { { UI_DO_NONE, 0, "to filter", "type" },
                                                   { UI_DO_NONE, 0, "pick", "Enter" },
                                                   { UI_DO_NONE, 0, "back without changing",
                                                     "Esc" },
                                                   { UI_DO_NONE, 0, "move", "Up/Down" },
                                                   { 0 } };
    static const struct ui_footer_item typed[] = { { UI_DO_NONE, 0, "to filter", "type" },
                                                   { UI_DO_NONE, 0, "pick", "Enter" },
                                                   { UI_DO_NONE, 0, "back", "Esc" },
                                                   { UI_DO_NONE, 0, "move", "Up/Down" },
                                                   { UI_DO_NONE, 0, "use as typed", "Alt-Enter" },
                                                   { 0 } };

    const struct picker_source *source = ((const struct picker *)layer)->source;

    if (source->footer)
        return source->footer;
    return source->take_typed ? typed : plain;
}

static void picker_help(struct ui_layer *layer, struct ui_host *host, struct bq_buf *out)
{
    (void)host;
    bq_buf_adds(out, ((struct picker *)layer)->source->help);
}

static void picker_free(struct ui_layer *layer)
{
    struct picker *picker = (struct picker *)layer;

    if (picker->source->free)
        picker->source->free(picker->self);
    free(picker);
}

static const struct ui_layer_ops picker_ops = {
    .draw = picker_draw,
    .key = picker_key,
    .where = picker_where,
    .footer = picker_footer,
    .help = picker_help,
    .free = picker_free,
    .overlay = true,
};

void picker_push(struct ui_host *host, const struct picker_source *source, void *self,
                 const char *initial, size_t cursor)
{
    struct picker *picker = calloc(1, sizeof *picker);

    if (!picker) {
        if (source->free)
            source->free(self);
        return;
    }
    picker->layer.ops = &picker_ops;
    picker->source = source;
    picker->self = self;
    entry_set(&picker->entry, initial ? initial : "");
    refilter(picker);
    picker->cursor = cursor < picker->count ? cursor : 0;
    ui_host_push(host, &picker->layer);
}
