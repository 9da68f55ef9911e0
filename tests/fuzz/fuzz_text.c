/*
 * Any operations on a text, its wrapped rows and an area, with constants so small that every
 * boundary is met. What must hold: the text equals a naive string, rows divide it, kept rows equal
 * fresh ones once settled, undo leads back to the beginning and redo to the end.
 *
 * Two bytes choose an operation and its place; some take text from the bytes that follow.
 */
#include "bqi/cluster.h"
#include "bqi/paste.h"
#include "text/tuning.h"
#include "widget/area.h"

#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAIVE_MAX = 4096, PIECE_MAX = 64 };

struct state {
    char naive[NAIVE_MAX];
    size_t len;
    struct bq_text *text;
    struct bq_wrap *wrap;
    struct ui_area *area;
    struct ui_grid grid;
};

#define must(holds) must_hold((holds), #holds, __LINE__)

static void must_hold(bool holds, const char *what, int line)
{
    if (!holds) {
        fprintf(stderr, "line %d: not %s\n", line, what);
        abort();
    }
}

static size_t boundary(const struct state *state, size_t at)
{
    at = state->len ? at % (state->len + 1) : 0;
    while (at > 0 && at < state->len && (state->naive[at] & 0xc0) == 0x80)
        at--;
    return at;
}

static void copy_back(struct state *state)
{
    state->len = bq_text_copy(state->text, 0, state->naive, sizeof state->naive);
    must(state->len == bq_text_len(state->text));
}

static void replace(struct state *state, size_t at, size_t end, const char *s, size_t len,
                    enum bq_text_group group, int64_t now)
{
    struct bq_err err;
    int status;

    if (end < at) {
        size_t other = at;

        at = end;
        end = other;
    }
    status = bq_text_replace(state->text, at, end - at, s, len, group, now, &err);
    if (status < 0)
        return;
    memmove(state->naive + at + len, state->naive + end, state->len - end);
    memcpy(state->naive + at, s, len);
    state->len = state->len - (end - at) + len;
}

static void check_text(struct state *state)
{
    struct bq_span all = bq_text_span(state->text);
    size_t line = 0;

    must(all.len == state->len && memcmp(all.s, state->naive, all.len) == 0);
    for (size_t i = 0; i < all.len; i++) {
        must(bq_text_line_of(state->text, i) == line);
        line += all.s[i] == '\n';
    }
    must(bq_text_line_count(state->text) == line + 1);
}

static void check_rows(struct state *state, const struct bq_wrap_options *options)
{
    struct bq_wrap *fresh = bq_wrap_new(state->text, options);

    must(fresh && bq_wrap_update(fresh) && bq_wrap_update(state->wrap));
    must(bq_wrap_settle(state->wrap, 0, SIZE_MAX) && bq_wrap_settle(fresh, 0, SIZE_MAX));
    must(bq_wrap_row_count(state->wrap) == bq_wrap_row_count(fresh));
    for (size_t i = 0; i < bq_wrap_row_count(fresh); i++) {
        struct bq_row a = bq_wrap_row(state->wrap, i), b = bq_wrap_row(fresh, i);

        must(a.start == b.start && a.end == b.end && a.indent == b.indent);
        must(bq_wrap_row_of(fresh, a.start) == i);
    }
    bq_wrap_free(fresh);
}

static void draw(struct state *state, int rows, int columns)
{
    must(ui_grid_resize(&state->grid, rows, columns, NULL) == BQ_OK);
    ui_area_draw(state->area, &state->grid, ui_grid_rect(&state->grid), true, NULL, 0);
    must(ui_area_cursor(state->area) <= bq_text_len(state->text));
    for (int i = 0; i < rows * columns; i++) {
        uint32_t code = state->grid.cells[i].code[0];

        must(code >= 0x20 || state->grid.cells[i].width == 0);
        must(code < 0x7f || code > 0x9f);
    }
}

static void operate(struct state *state, unsigned op, size_t place, const char *s, size_t len)
{
    size_t at = boundary(state, place * 17), cursor;
    struct bq_err err;

    switch (op % 8) {
    case 0:
        replace(state, at, at, s, len, (enum bq_text_group)(place % 4), (int64_t)place * 10);
        break;
    case 1:
        replace(state, at, boundary(state, place * 5), s, len / 4, BQ_TEXT_STEP, 0);
        break;
    case 2:
        bq_text_undo(state->text, &cursor);
        break;
    case 3:
        bq_text_redo(state->text, &cursor);
        break;
    case 4:
        ui_area_paste(state->area, s, len, &err);
        break;
    case 5:
        ui_area_do(state->area, (enum ui_edit)(place % UI_EDIT_COUNT), &err);
        break;
    case 6:
        must(bq_wrap_update(state->wrap) && bq_wrap_settle(state->wrap, place, place + 3));
        break;
    default:
        draw(state, (int)(place % 7), (int)(place / 7 % 30));
        break;
    }
    copy_back(state);
}

/* From the newest state to the beginning and back. */
static void to_both_ends(struct state *state)
{
    size_t cursor;
    char last[NAIVE_MAX], *now = state->naive;

    while (bq_text_redo(state->text, &cursor))
        must(cursor <= bq_text_len(state->text));
    copy_back(state);
    memcpy(last, now, state->len);
    while (bq_text_undo(state->text, &cursor))
        must(cursor <= bq_text_len(state->text));
    must(bq_text_len(state->text) == 0 && bq_text_line_count(state->text) == 1);
    while (bq_text_redo(state->text, &cursor))
        must(cursor <= bq_text_len(state->text));
    must(bq_text_len(state->text) == state->len);
    copy_back(state);
    must(memcmp(last, now, state->len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct state state;
    struct bq_wrap_options options = { size > 0 ? data[0] % 40 + 1 : 10, 4, size % 2 == 0 };
    struct bq_wrap_tuning tuning = { 4, 24, 2 };
    struct ui_area_options how = { .lists = true, .blanks = true, .numbers = size % 3 == 0 };
    struct bq_buf clip;

    setlocale(LC_CTYPE, "C.UTF-8");
    bq_buf_init(&clip, NAIVE_MAX);
    state.len = 0;
    ui_grid_init(&state.grid);
    state.text = bq_text_new_tuned(NAIVE_MAX, 4);
    state.wrap = bq_wrap_new_tuned(state.text, &options, &tuning);
    state.area = ui_area_new(state.text, NULL, NULL);
    must(state.text && state.wrap && state.area);
    ui_area_set_clip(state.area, &clip);
    ui_area_set_options(state.area, &how);
    for (size_t i = 1; i + 2 < size;) {
        size_t len = data[i] / 8 < size - i - 2 ? data[i] / 8 : size - i - 2;

        operate(&state, data[i], data[i + 1], (const char *)data + i + 2, len);
        i += 2 + len;
    }
    check_text(&state);
    check_rows(&state, &options);
    to_both_ends(&state);
    ui_area_free(state.area);
    bq_wrap_free(state.wrap);
    bq_text_free(state.text);
    ui_grid_clear(&state.grid);
    bq_buf_clear(&clip);
    return 0;
}
