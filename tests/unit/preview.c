/* Markdown as it will be read: ui/widget/preview.h. */
#include "widget/preview.h"

#include "unit.h"
#include <locale.h>

static struct ui_grid grid;
static struct bq_buf dump;
static struct ui_preview *preview;

static const char *shown(const char *markdown, int columns, bool ascii, bool styled)
{
    struct ui_frame frame;
    int rows;

    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    ui_grid_init(&grid);
    bq_buf_init(&dump, 1 << 20);
    preview = ui_preview_new();
    assert_int_equal(ui_preview_set(preview, markdown, strlen(markdown), columns, ascii, NULL),
                     BQ_OK);
    rows = (int)ui_preview_rows(preview);
    assert_int_equal(ui_grid_resize(&grid, rows, columns, NULL), BQ_OK);
    ui_preview_draw(preview, &grid, ui_grid_rect(&grid), 0);
    frame = ui_grid_frame(&grid, ui_theme_looks(UI_THEME_MONO));
    ui_frame_dump(&dump, &frame, styled);
    return dump.data;
}

static void end(void)
{
    ui_preview_free(preview);
    ui_grid_clear(&grid);
    bq_buf_clear(&dump);
    setlocale(LC_CTYPE, "C");
}

static void shows(const char *markdown, int columns, const char *want)
{
    assert_string_equal(shown(markdown, columns, true, false), want);
    end();
}

void test_preview__headings_words_and_rules(void **state)
{
    (void)state;
    shows("# Big *one*\nsome words that\ngo on here\n\n### Small\n\n---\n\nx", 16,
          "Big one\n-------\n\nsome words that\ngo on here\n\nSmall\n\n----------------\n\nx\n");
    shows("a  \nb\\\nc", 16, "a\nb\nc\n");
    shows("", 16, "");
}

void test_preview__lists_hang(void **state)
{
    (void)state;
    shows("- one two three four\n- x\n  - deep\n\n3. third\n4. fourth", 14,
          "- one two\n  three four\n- x\n  - deep\n3. third\n4. fourth\n");
}

void test_preview__code_stays_as_it_is(void **state)
{
    (void)state;
    shows("text\n\n```http\nGET /  *a* HTTP/1.1\n\n  x_y_z\n```\n", 24,
          "text\n\n| GET /  *a* HTTP/1.1\n|\n|   x_y_z\n");
    shows("```\nabcdefghijklmnop\n```", 12, "| abcdefghij\n| klmnop\n");
}

void test_preview__quotes_keep_their_lines(void **state)
{
    (void)state;
    shows("> one\n> two three four", 12, "> one\n> two three\n> four\n");
}

void test_preview__tables_fit(void **state)
{
    (void)state;
    shows("| Field | Value |\n|---|---|\n| a | `x|y` |\n| b | one two three |\n", 40,
          "Field | Value\n------+--------------\na     | x|y\nb     | one two three\n");
    shows("| Field | Value |\n|---|---|\n| b | one two three |\n", 16,
          "Field | Value\n------+---------\nb     | one two\n      | three\n");
}

void test_preview__no_link_hides_where_it_leads(void **state)
{
    (void)state;
    shows("see [our site](https://evil.example/x) and https://a.example/ now", 70,
          "see our site <https://evil.example/x> and https://a.example/ now\n");
    shows("![shot](a.png)", 70, "[image: shot] <a.png>\n");
}

void test_preview__markup_goes_and_literals_stay(void **state)
{
    (void)state;
    shows("**bold** and _em_ but snake_case_name, 2 * 3 * 4, \\*not\\* and <b>html</b>", 90,
          "bold and em but snake_case_name, 2 * 3 * 4, *not* and <b>html</b>\n");
    shows("*open and **open", 40, "*open and **open\n");
    assert_string_equal(shown("a **b** *c* `d`", 20, true, true),
                        "a b c d\n    ~ 2-2 strong, 4-4 emphasis, 6-6 code\n    no cursor\n");
    end();
}

void test_preview__nothing_dangerous_is_drawn(void **state)
{
    (void)state;
    shows("a\033[31mb \u202ec", 40, "a^[[31mb <U+202E>c\n");
}

void test_preview__follows_the_text(void **state)
{
    static const char s[] = "# One\n\nwords words words words\n\n- item\n";
    (void)state;
    shown(s, 12, false, false);
    assert_int_equal(ui_preview_row_of(preview, 0), 1); /* the rule below the heading */
    assert_int_equal(ui_preview_row_of(preview, sizeof s - 4), ui_preview_rows(preview) - 1);
    end();
}

void test_preview__any_bytes_at_any_width(void **state)
{
    static const char alphabet[] = "ab *_`#>-|\n\n[]()!\\~1. \t";
    uint32_t seed = 9;
    char s[400];
    (void)state;
    for (int i = 0; i < 3000; i++) {
        size_t len = seed % (sizeof s - 1);

        for (size_t k = 0; k < len; k++) {
            seed = seed * 1664525u + 1013904223u;
            s[k] = alphabet[(seed >> 8) % (sizeof alphabet - 1)];
        }
        s[len] = 0;
        seed = seed * 1664525u + 1013904223u;
        shown(s, 1 + (int)(seed >> 8) % 50, i % 2, false);
        for (size_t at = 0; at < len; at += 7)
            assert_in_range(ui_preview_row_of(preview, at), 0, ui_preview_rows(preview));
        end();
    }
}
