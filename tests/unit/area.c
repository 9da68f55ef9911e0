/* Text areas and lines: ui/widget/area.h, on the grid. */
#include "widget/area.h"

#include "unit.h"
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

static struct ui_grid grid;
static struct bq_buf dump, clip;
static struct bq_text *text;
static struct ui_area *area;
static struct ui_area_options options;
static int rows, columns;
static int64_t now;

static void begin(const char *s, int r, int c)
{
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    ui_grid_init(&grid);
    bq_buf_init(&dump, 1 << 20);
    bq_buf_init(&clip, 1 << 20);
    memset(&options, 0, sizeof options);
    options.lists = true;
    rows = r;
    columns = c;
    assert_int_equal(ui_grid_resize(&grid, r, c, NULL), BQ_OK);
    text = bq_text_new(1 << 20);
    assert_int_equal(bq_text_load(text, s, strlen(s), NULL), BQ_OK);
    area = ui_area_new(text, NULL, NULL);
    ui_area_set_clip(area, &clip);
}

static const char *screen(bool styled)
{
    struct ui_frame frame;

    ui_area_set_options(area, &options);
    ui_grid_erase(&grid);
    ui_area_draw(area, &grid, (struct ui_rect){ 0, 0, rows, columns }, true, NULL, 0);
    frame = ui_grid_frame(&grid, ui_theme_looks(UI_THEME_MONO));
    bq_buf_reset(&dump);
    ui_frame_dump(&dump, &frame, styled);
    return dump.data;
}

/* The text with | at the cursor, and < > around what is marked. */
static const char *state_of(void)
{
    size_t start, end, cursor = ui_area_cursor(area), len = bq_text_len(text);
    bool marked = ui_area_marked(area, &start, &end);
    const char *s = bq_text_span(text).s;

    bq_buf_reset(&dump);
    for (size_t i = 0; i <= len; i++) {
        if (marked && i == end)
            bq_buf_addc(&dump, '>');
        if (i == cursor)
            bq_buf_addc(&dump, '|');
        if (marked && i == start)
            bq_buf_addc(&dump, '<');
        if (i < len)
            bq_buf_addc(&dump, s[i]);
    }
    return dump.data;
}

static void end_test(void)
{
    ui_area_free(area);
    bq_text_free(text);
    ui_grid_clear(&grid);
    bq_buf_clear(&dump);
    bq_buf_clear(&clip);
    setlocale(LC_CTYPE, "C");
}

/* Keys by name, divided by blanks; 'x' types what is in quotes. Draws after each, as the form does.
 */
static void press(const char *keys)
{
    char name[32];

    while (*keys) {
        size_t n = strcspn(keys, " ");
        struct ui_key key = { 0 };
        struct bq_err err;

        if (*keys == '\'') {
            for (keys++; *keys != '\''; keys++) {
                key.code = UI_KEY_RUNE;
                key.rune = (unsigned char)*keys;
                ui_area_set_time(area, now += 10);
                assert_int_equal(ui_area_key(area, &key, &err), UI_AREA_EDITED);
            }
            keys++;
        } else {
            snprintf(name, sizeof name, "%.*s", (int)n, keys);
            if (!ui_key_parse(name, &key))
                fail_msg("no key: %s", name);
            ui_area_set_time(area, now += 10);
            assert_int_not_equal(ui_area_key(area, &key, &err), UI_AREA_REFUSED);
            keys += n;
        }
        screen(false);
        keys += strspn(keys, " ");
    }
}

static void gives(const char *before, const char *keys, const char *after)
{
    const char *bar = strchr(before, '|');
    char s[1000];
    size_t at = bar ? (size_t)(bar - before) : strlen(before);

    snprintf(s, sizeof s, "%.*s%s", (int)at, before, bar ? bar + 1 : "");
    begin(s, 6, 21);
    screen(false);
    ui_area_move_to(area, at);
    press(keys);
    if (strcmp(state_of(), after) != 0)
        fail_msg("%s, %s gives %s, not %s", before, keys, state_of(), after);
    end_test();
}

void test_area__types_and_erases(void **state)
{
    (void)state;
    gives("|", "'ab' Left 'c'", "ac|b");
    gives("a|b", "Enter 'c'", "a\nc|b");
    gives("one two| three", "Backspace Delete", "one tw|three");
    gives("cafe\u0301|", "Backspace", "caf|");
    gives("cafe\u0301|", "Alt-Backspace", "cafe|");
    gives("one two|", "Ctrl-W", "one |");
    gives("one two three|", "Left Ctrl-U", "|e");
    gives("ab\ncd|", "Ctrl-U Ctrl-U", "ab|");
    gives("a|b\ncd", "Ctrl-K Ctrl-K", "a|cd");
    gives("|", "Backspace Delete Ctrl-W Ctrl-U Ctrl-K", "|");
}

void test_area__moves(void **state)
{
    (void)state;
    gives("one |two three four five six", "Down Down", "one two three four five six|");
    gives("one two three four fi|ve", "Up", "on|e two three four five");
    gives("abcdef\nx\nabc|def", "Up Up", "abc|def\nx\nabcdef");
    gives("abcdef\nx\nabcdef|", "Up Up Up", "|abcdef\nx\nabcdef");
    gives("one two three four fi|ve", "Home", "one two three four |five");
    gives("one two three four fi|ve", "Home Home", "|one two three four five");
    gives("|one two three four five", "End", "one two three four| five");
    gives("|one two three four five", "End End", "one two three four five|");
    gives("|a b", "Ctrl-Right Ctrl-Right Ctrl-Left", "a |b");
    gives("|a\nb\n\nc", "Ctrl-Down", "a\nb\n|\nc");
    gives("a\nb\n\nc|", "Ctrl-Home 'x' Ctrl-End 'y'", "xa\nb\n\ncy|");
    gives("|1\n2\n3\n4\n5\n6\n7\n8\n9", "PageDown", "1\n2\n3\n4\n5\n|6\n7\n8\n9");
    gives("\u65e5|\u672c", "Right Left Left", "|\u65e5\u672c");
}

void test_area__marks_cuts_and_pastes(void **state)
{
    (void)state;
    gives("ab|cdef", "Shift-Right Shift-Right", "ab<cd>|ef");
    gives("ab|cdef", "Shift-Right Shift-Right Right", "abcd|ef");
    gives("abcd|ef", "Shift-Left Shift-Left Left", "ab|cdef");
    gives("ab|cdef", "Ctrl-Space Right Right Ctrl-X End Ctrl-Y", "abefcd|");
    gives("ab|cdef", "Shift-Right 'x'", "abx|def");
    gives("ab|cdef", "Shift-End Backspace", "ab|");
    gives("ab|cd", "Shift-Right Alt-C End Ctrl-Y Ctrl-Y", "abcdcc|");
    gives("a\nb|b\nc", "Ctrl-X", "a\n|c");
    gives("a\nb|b\nc", "Ctrl-X Ctrl-Y Ctrl-Y", "a\nbb\nbb\n|c");
    gives("ab|cd", "Ctrl-Space Right Esc Right", "abcd|");
    gives("ab|", "Alt-A 'x'", "x|");
}

void test_area__goes_on_with_lists(void **state)
{
    (void)state;
    gives("- one|", "Enter 'two'", "- one\n- two|");
    gives("  9. one|", "Enter 'two'", "  9. one\n  10. two|");
    gives("1) one|", "Enter Enter 'x'", "1) one\nx|");
    gives("> quoted|", "Enter", "> quoted\n> |");
    gives("    code|", "Enter", "    code\n    |");
    /* blanks that only Enter made do not stay behind; those somebody typed do */
    gives("    code|", "Enter Enter", "    code\n\n    |");
    gives("    code|", "Enter Enter Enter 'x'", "    code\n\n\n    x|");
    gives("    code|", "Enter Enter Alt-U", "    code\n    |");
    gives("a\n    |", "Enter", "a\n    \n    |");
    gives("  a|", "Enter ' ' Enter", "  a\n   \n   |");
    gives("\tcode|", "Enter Enter 'x'", "\tcode\n\n\tx|");
    gives("- o|ne", "Enter", "- o\n- |ne");
    gives("-|", "Enter", "-\n|");
    gives("|- one", "Enter", "\n|- one");
}

void test_area__indents_lines(void **state)
{
    (void)state;
    gives("a\n|b\nc\nd", "Shift-Down Shift-Down Alt-.", "a\n<  b\n  c>|\nd");
    gives("a\n|b\nc\nd", "Shift-Down Shift-Down Alt-. Alt-U", "a\nb\nc|\nd");
    gives("  a|b", "Alt-,", "a|b");
    gives("\ta|b", "Alt-,", "a|b");
    gives("a|b", "Alt-. Alt-.", "    a|b");
    gives("|b", "Alt-,", "|b");
}

void test_area__takes_back_and_forth(void **state)
{
    (void)state;
    gives("|", "'one two' Alt-U", "one |");
    gives("|", "'one two' Alt-U Alt-U Alt-U", "|");
    gives("|", "'one two' Alt-U Alt-U Alt-R", "one |");
    gives("|", "'ab' Left 'c' Alt-U", "a|b");
}

static enum ui_area_result paste(const char *s, size_t len)
{
    struct ui_key key = { .code = UI_KEY_PASTE, .paste = s, .paste_len = len };

    return ui_area_key(area, &key, NULL);
}

void test_area__pastes_are_exact_and_one_step(void **state)
{
    (void)state;
    begin("ab", 4, 20);
    press("End");
    assert_int_equal(paste("x\r\n- y\n\tz \n", 11), UI_AREA_EDITED);
    assert_string_equal(state_of(), "abx\n- y\n\tz \n|");
    assert_string_equal(ui_area_notice(area), "");
    assert_int_equal(paste("\033[0m", 4), UI_AREA_EDITED);
    assert_string_equal(ui_area_notice(area), "left out 1 control character");
    press("Alt-U Alt-U");
    assert_string_equal(state_of(), "ab|");
    end_test();
    begin("", 1, 20);
    options.one_line = true;
    screen(false);
    paste("one\ntwo\n", 8);
    assert_string_equal(state_of(), "one two|");
    end_test();
}

void test_area__refuses_what_does_not_fit(void **state)
{
    struct bq_text *small = bq_text_new(3);
    struct ui_area *tight = ui_area_new(small, NULL, NULL);
    struct bq_err err;
    (void)state;
    assert_int_equal(ui_area_paste(tight, "1234", 4, &err), UI_AREA_REFUSED);
    assert_int_equal(err.status, BQ_ELIMIT);
    assert_int_equal(ui_area_paste(tight, "123", 3, &err), UI_AREA_EDITED);
    assert_int_equal(ui_area_paste(tight, "\xff", 1, &err), UI_AREA_REFUSED);
    assert_string_equal(bq_text_span(small).s, "123");
    ui_area_free(tight);
    bq_text_free(small);
}

void test_area__shows_rows_cursor_and_bar(void **state)
{
    (void)state;
    begin("- one two three four five\nsix\n7\n8\n9", 4, 16);
    assert_string_equal(screen(false),
                        "- one two three\xe2\x96\x88\n  four five    \xe2\x96\x88\n"
                        "six            \xe2\x94\x82\n7              \xe2\x94\x82\n");
    press("Ctrl-End");
    assert_string_equal(screen(false),
                        "six            \xe2\x94\x82\n7              \xe2\x94\x82\n"
                        "8              \xe2\x96\x88\n9              \xe2\x96\x88\n");
    assert_int_equal(grid.cursor_row, 3);
    assert_int_equal(grid.cursor_column, 1);
    rows = 9;
    assert_int_equal(ui_grid_resize(&grid, 9, 16, NULL), BQ_OK);
    assert_string_equal(screen(false), "- one two three\n  four five\nsix\n7\n8\n9\n\n\n\n");
    end_test();
}

void test_area__shows_tabs_blanks_and_numbers(void **state)
{
    (void)state;
    begin("a\tb c  \nx\n", 3, 20);
    options.blanks = options.numbers = true;
    assert_string_equal(screen(true), " 1 a→  b c··\n"
                                      "    ~ 0-1 number, 2-3 field, 4-4 blank, 5-9 field, 10-11 "
                                      "blank, 12-19 field\n"
                                      " 2 x\n    ~ 0-1 number, 2-19 field\n"
                                      " 3\n    ~ 0-1 number, 2-19 field\n    cursor 0,3\n");
    grid.ascii = true;
    assert_non_null(strstr(screen(false), " 1 a>  b c..\n"));
    end_test();
}

void test_area__marks_findings_selection_and_matches(void **state)
{
    const struct ui_area_mark marks[] = { { 0, 5, UI_STYLE_MARK_WARNING },
                                          { 2, 3, UI_STYLE_MARK_ERROR } };
    struct ui_frame frame;
    bool wrapped;

    (void)state;
    begin("abcdef abc\nAbc", 2, 14);
    ui_area_draw(area, &grid, ui_grid_rect(&grid), true, marks, 2);
    frame = ui_grid_frame(&grid, ui_theme_looks(UI_THEME_MONO));
    ui_frame_dump(&dump, &frame, true);
    assert_non_null(strstr(dump.data, "~ 0-1 mark-warning, 2-2 mark-error, 3-4 mark-warning, "));
    assert_true(ui_area_find(area, "abc", 3, UI_SEARCH_HERE, &wrapped));
    assert_string_equal(screen(true), "abcdef abc\n    ~ 0-2 match-now, 3-6 field, 7-9 match, "
                                      "10-13 field\nAbc\n    ~ 0-2 match, 3-13 field\n"
                                      "    cursor 0,3\n");
    assert_true(ui_area_find(area, "abc", 3, UI_SEARCH_NEXT, &wrapped));
    assert_string_equal(state_of(), "abcdef <abc>|\nAbc");
    assert_true(ui_area_find(area, "abc", 3, UI_SEARCH_NEXT, &wrapped));
    assert_false(wrapped);
    assert_true(ui_area_find(area, "abc", 3, UI_SEARCH_NEXT, &wrapped));
    assert_true(wrapped);
    assert_true(ui_area_find(area, "abc", 3, UI_SEARCH_PREVIOUS, &wrapped));
    assert_true(wrapped);
    assert_string_equal(state_of(), "abcdef abc\n<Abc>|");
    assert_false(ui_area_find(area, "zzz", 3, UI_SEARCH_NEXT, NULL));
    assert_false(ui_area_find(area, "", 0, UI_SEARCH_NEXT, NULL));
    ui_area_move_to(area, 9);
    press("Shift-Down");
    assert_string_equal(screen(true), "abcdef abc\n    ~ 0-8 field, 9-10 selection, 11-13 field\n"
                                      "Abc\n    ~ 0-2 selection, 3-13 field\n    cursor 1,3\n");
    end_test();
}

void test_area__one_line_scrolls_sideways(void **state)
{
    struct ui_key up = { .code = UI_KEY_UP }, enter = { .code = UI_KEY_ENTER };
    (void)state;
    begin("", 1, 10);
    options.one_line = true;
    screen(false);
    press("'abcdefghijklm'");
    assert_int_equal(grid.cursor_row, 0);
    assert_in_range(grid.cursor_column, 5, 9);
    assert_non_null(strstr(screen(false), "klm"));
    press("Home");
    assert_string_equal(screen(false), "abcdefghij\n");
    assert_int_equal(grid.cursor_column, 0);
    press("End");
    assert_non_null(strstr(screen(false), "klm"));
    assert_int_equal(ui_area_key(area, &up, NULL), UI_AREA_IGNORED);
    assert_int_equal(ui_area_key(area, &enter, NULL), UI_AREA_IGNORED);
    end_test();
}

static void mouse(enum ui_button button, int row, int column)
{
    struct ui_key key = { .code = UI_KEY_MOUSE, .row = row, .column = column, .button = button };

    ui_area_key(area, &key, NULL);
    screen(false);
}

void test_area__mouse_places_marks_and_scrolls(void **state)
{
    (void)state;
    begin("one two\nthree\n3\n4\n5\n6\n7\n8", 3, 20);
    screen(false);
    mouse(UI_BUTTON_PRESS, 1, 2);
    assert_string_equal(state_of(), "one two\nth|ree\n3\n4\n5\n6\n7\n8");
    mouse(UI_BUTTON_DRAG, 0, 4);
    mouse(UI_BUTTON_RELEASE, 0, 4);
    assert_string_equal(state_of(), "one |<two\nth>ree\n3\n4\n5\n6\n7\n8");
    mouse(UI_BUTTON_WHEEL_DOWN, 0, 0);
    assert_int_equal(grid.cells[0].code[0], '4');
    assert_int_equal(grid.cursor_row, -1);
    mouse(UI_BUTTON_PRESS, 0, 15);
    assert_string_equal(state_of(), "one two\nthree\n3\n4|\n5\n6\n7\n8");
    end_test();
}

void test_area__goes_to_lines_and_places(void **state)
{
    size_t line, column;
    (void)state;
    begin("a\n\u00e9\u00e9x\nc", 3, 20);
    ui_area_go_to_line(area, 2);
    press("End");
    ui_area_place(area, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 4);
    ui_area_go_to_line(area, 99);
    ui_area_place(area, &line, &column);
    assert_int_equal(line, 3);
    ui_area_move_to(area, 3); /* inside the first e-acute */
    assert_int_equal(ui_area_cursor(area), 2);
    end_test();
}

static uint32_t seed;

static size_t pick(size_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Whatever is pressed at whatever size: the cursor is in view and on a boundary. */
void test_area__any_keys_at_any_size(void **state)
{
    static const char *const pieces[] = { "a",
                                          " ",
                                          "word ",
                                          "\u65e5",
                                          "e\u0301",
                                          "\t",
                                          "\U0001f469\u200d\U0001f4bb",
                                          "\u202e",
                                          "- x\n",
                                          "12345678901234567890" };
    (void)state;
    seed = 5;
    begin("", 1, 1);
    for (int i = 0; i < 20000; i++) {
        struct bq_err err;
        const char *piece = pieces[pick(sizeof pieces / sizeof *pieces)];
        size_t before;

        if (i % 50 == 0) {
            rows = 1 + (int)pick(6);
            columns = 1 + (int)pick(30);
            options.numbers = pick(2);
            options.blanks = pick(2);
            options.one_line = pick(8) == 0;
            assert_int_equal(ui_grid_resize(&grid, rows, columns, NULL), BQ_OK);
            screen(false);
        }
        if (pick(3) == 0)
            ui_area_paste(area, piece, strlen(piece), &err);
        else
            ui_area_do(area, (enum ui_edit)(1 + pick(UI_EDIT_COUNT - 1)), &err);
        screen(false);
        before = ui_area_cursor(area);
        assert_in_range(before, 0, bq_text_len(text));
        assert_in_range(grid.cursor_row, 0, rows - 1);
        assert_in_range(grid.cursor_column, 0, columns - 1);
        if (bq_text_len(text) > 3000)
            assert_int_equal(bq_text_load(text, "", 0, &err), BQ_OK);
    }
    end_test();
}
