#include "screen/layout.h"
#include "unit.h"

static bool inside(struct ui_rect rect, int rows, int columns)
{
    return rect.row >= 0 && rect.column >= 0 && rect.rows >= 0 && rect.columns >= 0 &&
           (!rect.rows || (rect.row + rect.rows <= rows && rect.column + rect.columns <= columns));
}

static bool apart(struct ui_rect a, struct ui_rect b)
{
    struct ui_rect common = ui_rect_cut(a, b);

    return !a.rows || !b.rows || common.rows <= 0 || common.columns <= 0;
}

void test_layout__every_size_is_whole(void **state)
{
    (void)state;
    for (int rows = 1; rows <= 80; rows++) {
        for (int columns = 1; columns <= 220; columns++) {
            struct ui_layout layout;
            ui_layout_form(rows, columns, &layout);
            const struct ui_rect parts[] = { layout.header,   layout.rail,    layout.body,
                                             layout.findings, layout.preview, layout.footer };
            for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
                assert_true(inside(parts[i], rows, columns));
                for (size_t j = i + 1; j < sizeof parts / sizeof parts[0]; j++)
                    assert_true(apart(parts[i], parts[j]));
            }
            if (layout.kind != UI_TINY)
                assert_true(layout.body.rows >= 1 && layout.body.columns >= 18);
        }
    }
}

void test_layout__kinds(void **state)
{
    static const struct {
        int rows, columns;
        enum ui_layout_kind kind;
    } cases[] = { { 24, 80, UI_STANDARD }, { 40, 120, UI_WIDE },   { 12, 40, UI_COMPACT },
                  { 60, 200, UI_WIDE },    { 9, 80, UI_SINGLE },   { 24, 39, UI_SINGLE },
                  { 2, 80, UI_TINY },      { 24, 19, UI_TINY },    { 1, 1, UI_TINY },
                  { 24, 60, UI_STANDARD }, { 13, 200, UI_COMPACT } };
    struct ui_layout layout;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ui_layout_form(cases[i].rows, cases[i].columns, &layout);
        assert_int_equal(layout.kind, cases[i].kind);
    }
}
