/* The screen as cells: ui/grid. */
#include "grid/grid.h"

#include "unit.h"
#include <locale.h>

static struct ui_grid grid;
static struct bq_buf dump;

static void begin(int rows, int columns)
{
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    ui_grid_init(&grid);
    bq_buf_init(&dump, 1 << 20);
    assert_int_equal(ui_grid_resize(&grid, rows, columns, NULL), BQ_OK);
}

static const char *shown(bool styled)
{
    struct ui_frame frame = ui_grid_frame(&grid, ui_theme_looks(UI_THEME_MONO));

    bq_buf_reset(&dump);
    ui_frame_dump(&dump, &frame, styled);
    return dump.data;
}

static void end(void)
{
    ui_grid_clear(&grid);
    bq_buf_clear(&dump);
    setlocale(LC_CTYPE, "C");
}

void test_grid__puts_text_and_cuts_at_the_edges(void **state)
{
    (void)state;
    begin(2, 8);
    assert_int_equal(ui_grid_put(&grid, 0, 0, UI_STYLE_NORMAL, "hello"), 5);
    ui_grid_put(&grid, 1, 5, UI_STYLE_TITLE, "world");
    ui_grid_put(&grid, 1, -2, UI_STYLE_NORMAL, "abcd");
    ui_grid_put(&grid, 7, 0, UI_STYLE_NORMAL, "nowhere");
    assert_string_equal(shown(true), "hello\ncd   wor\n    ~ 5-7 title\n    no cursor\n");
    end();
}

void test_grid__wide_characters_are_never_halved(void **state)
{
    (void)state;
    begin(3, 5);
    assert_int_equal(ui_grid_put(&grid, 0, 0, UI_STYLE_NORMAL, "日本語"), 6);
    ui_grid_put(&grid, 1, 0, UI_STYLE_NORMAL, "日本");
    ui_grid_put(&grid, 1, 1, UI_STYLE_NORMAL, "x");
    ui_grid_put(&grid, 2, 0, UI_STYLE_NORMAL, "日本");
    ui_grid_put(&grid, 2, 2, UI_STYLE_NORMAL, "x");
    assert_string_equal(shown(false), "日本\n x本\n日x\n");
    ui_grid_put(&grid, 0, 1, UI_STYLE_NORMAL, "漢");
    assert_string_equal(shown(false), " 漢\n x本\n日x\n");
    end();
}

void test_grid__marks_stay_on_their_letter(void **state)
{
    (void)state;
    begin(2, 12);
    assert_int_equal(ui_grid_put(&grid, 0, 0, UI_STYLE_NORMAL, "cafe\u0301 \u0301x"), 7 - 1);
    assert_int_equal(ui_grid_put(&grid, 1, 0, UI_STYLE_NORMAL, "\u0301a"), 2);
    assert_string_equal(shown(false), "cafe\u0301 \u0301x\n\u25cc\u0301a\n");
    end();
}

void test_grid__nothing_dangerous_reaches_a_cell(void **state)
{
    static const char *const bad[] = { "\033[31m", "\x9b",       "\xc2\x9b", "\u202e",
                                       "\u200b",   "\x7f",       "\u2028",   "a\u200db",
                                       "\ufeff",   "\U000e0041", "\x01",     "\xff" };
    (void)state;
    begin(1, 40);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ui_grid_erase(&grid);
        ui_grid_put(&grid, 0, 0, UI_STYLE_NORMAL, bad[i]);
        if (!strpbrk(shown(false), "^<"))
            fail_msg("case %zu is shown as %s", i, shown(true));
        for (int c = 0; c < 40; c++)
            assert_in_range(grid.cells[c].code[0], 0x20, 0x7e);
    }
    ui_grid_erase(&grid);
    ui_grid_put(&grid, 0, 0, UI_STYLE_NORMAL, "a\033b\u202ec");
    assert_string_equal(shown(true), "a^[b<U+202E>c\n    ~ 1-2 hidden, 4-11 hidden\n"
                                     "    no cursor\n");
    end();
}

void test_grid__joiners_stay_in_emoji(void **state)
{
    (void)state;
    begin(1, 12);
    /* woman, joiner, laptop: placed as curses does, two and two */
    assert_int_equal(ui_grid_put(&grid, 0, 0, UI_STYLE_NORMAL, "\U0001f469\u200d\U0001f4bb"), 4);
    assert_string_equal(shown(false), "\U0001f469\u200d\U0001f4bb\n");
    end();
}

void test_grid__cuts_with_dots(void **state)
{
    (void)state;
    begin(5, 10);
    ui_grid_put_cut(&grid, 0, 0, 6, UI_STYLE_NORMAL, bq_span_str("abcdefgh"));
    ui_grid_put_cut(&grid, 1, 0, 6, UI_STYLE_NORMAL, bq_span_str("abcdef"));
    ui_grid_put_cut(&grid, 2, 0, 5, UI_STYLE_NORMAL, bq_span_str("日本語"));
    ui_grid_put_right(&grid, 3, 10, 5, UI_STYLE_NORMAL, bq_span_str("abc"));
    ui_grid_put_right(&grid, 4, 10, 5, UI_STYLE_NORMAL, bq_span_str("abcdefgh"));
    assert_string_equal(shown(false), "abcd..\nabcdef\n日..\n       abc\n     abc..\n");
    end();
}

void test_grid__wraps_at_words(void **state)
{
    struct ui_rect rect = { 0, 1, 5, 7 };
    (void)state;
    begin(5, 10);
    assert_int_equal(ui_grid_put_wrapped(&grid, rect, UI_STYLE_NORMAL,
                                         bq_span_str("one two three\n\nabcdefghij")),
                     5);
    assert_string_equal(shown(false), " one two\n three\n\n abcdefg\n hij\n");
    end();
}

void test_grid__lines_join(void **state)
{
    (void)state;
    begin(3, 9);
    ui_grid_box(&grid, ui_grid_rect(&grid), UI_STYLE_NORMAL);
    ui_grid_vline(&grid, 1, 4, 1, UI_STYLE_NORMAL);
    assert_string_equal(shown(false), "┌───┬───┐\n│   │   │\n└───┴───┘\n");
    ui_grid_erase(&grid);
    grid.ascii = true;
    ui_grid_box(&grid, ui_grid_rect(&grid), UI_STYLE_NORMAL);
    ui_grid_vline(&grid, 1, 4, 1, UI_STYLE_NORMAL);
    assert_string_equal(shown(false), "+---+---+\n|   |   |\n+---+---+\n");
    end();
}

void test_grid__narrow_clips_and_widen_gives_back(void **state)
{
    struct ui_rect before;
    (void)state;
    begin(2, 10);
    before = ui_grid_narrow(&grid, (struct ui_rect){ 0, 2, 1, 4 });
    ui_grid_put(&grid, 0, 0, UI_STYLE_NORMAL, "abcdefghij");
    ui_grid_put(&grid, 1, 0, UI_STYLE_NORMAL, "abcdefghij");
    ui_grid_widen(&grid, before);
    ui_grid_put(&grid, 1, 8, UI_STYLE_NORMAL, "zz");
    assert_string_equal(shown(false), "  cdef\n        zz\n");
    end();
}

void test_grid__any_size_is_survived(void **state)
{
    (void)state;
    for (int rows = 0; rows < 4; rows++) {
        for (int columns = 0; columns < 4; columns++) {
            begin(rows, columns);
            ui_grid_put(&grid, 0, 0, UI_STYLE_NORMAL, "日本語");
            ui_grid_box(&grid, ui_grid_rect(&grid), UI_STYLE_NORMAL);
            ui_grid_box(&grid, (struct ui_rect){ -1, -1, 9, 9 }, UI_STYLE_NORMAL);
            ui_grid_scroll_bar(&grid, 0, 0, rows, 1, 2, 9);
            ui_grid_cursor(&grid, 2, 2);
            ui_grid_put_wrapped(&grid, ui_grid_rect(&grid), UI_STYLE_NORMAL, bq_span_str("日 a"));
            assert_true(grid.cursor_row < rows);
            end();
        }
    }
}

void test_grid__every_theme_has_a_look_for_every_style(void **state)
{
    (void)state;
    for (int theme = 0; theme < UI_THEME_COUNT; theme++) {
        const struct ui_look *looks = ui_theme_looks((enum ui_theme)theme);
        enum ui_theme again;

        assert_true(ui_theme_parse(ui_theme_word((enum ui_theme)theme), &again));
        assert_int_equal(again, theme);
        /* a style that says something looks unlike plain text, in every theme */
        static const enum ui_style telling[] = { UI_STYLE_ERROR,      UI_STYLE_SELECTED,
                                                 UI_STYLE_SELECTION,  UI_STYLE_MATCH,
                                                 UI_STYLE_MARK_ERROR, UI_STYLE_FOCUS };
        for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
            assert_memory_not_equal(&looks[telling[i]], &looks[UI_STYLE_NORMAL], sizeof *looks);
        /* a look nobody wrote would be black on black */
        for (int style = 0; style < UI_STYLE_COUNT; style++)
            assert_false(looks[style].fg == 0 && looks[style].bg == 0);
    }
    assert_false(ui_theme_parse("pink", &(enum ui_theme){ 0 }));
}
