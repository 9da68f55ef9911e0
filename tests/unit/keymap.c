#include "screen/keymap.h"
#include "unit.h"

static int init(struct ui_keymap *map, const char *action, const char *keys, struct bq_err *err)
{
    struct bq_link remap = { action, keys };
    struct bq_config config = { .keys = &remap, .key_count = 1 };

    return ui_keymap_init(map, &config, err);
}

static enum ui_action find(const struct ui_keymap *map, const char *name, unsigned where)
{
    struct ui_key key;

    assert_true(ui_key_parse(name, &key));
    return ui_keymap_find(map, &key, where);
}

void test_keymap__defaults_do_not_clash(void **state)
{
    struct ui_keymap map;
    struct bq_err err;

    (void)state;
    assert_int_equal(ui_keymap_init(&map, NULL, &err), BQ_OK);
    assert_int_equal(find(&map, "Ctrl-S", IN_AREA), UI_DO_SAVE);
    assert_int_equal(find(&map, "Alt-E", IN_AREA), UI_DO_EDITOR);
    assert_int_equal(find(&map, "Alt-E", IN_REVIEW), UI_DO_NONE);
}

void test_keymap__remapped(void **state)
{
    struct ui_keymap map;
    struct ui_key key;
    struct bq_err err;

    (void)state;
    assert_int_equal(init(&map, "save", "F9 Ctrl-O", &err), BQ_OK);
    assert_int_equal(find(&map, "F9", IN_AREA), UI_DO_SAVE);
    assert_int_equal(find(&map, "Ctrl-S", IN_AREA), UI_DO_NONE);
    /* an editing action on another key reaches the widget as the key it knows */
    assert_int_equal(init(&map, "erase-word", "Alt-K", &err), BQ_OK);
    assert_true(ui_key_parse("Alt-K", &key));
    key = ui_keymap_plain(&map, &key, IN_AREA);
    assert_true(ui_key_is(&key, 'w', UI_MOD_CTRL));
    assert_true(ui_key_parse("Ctrl-W", &key));
    assert_int_equal(ui_keymap_plain(&map, &key, IN_AREA).code, UI_KEY_NONE);
}

void test_keymap__refuses(void **state)
{
    static const char *const wrong[][2] = {
        { "save", "Ctrl-Q" }, { "save", "Bogus" }, { "no-such-action", "F9" },
        { "save", "a" },      { "leave", "" },
    };
    struct ui_keymap map;
    struct bq_err err;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(init(&map, wrong[i][0], wrong[i][1], &err), BQ_EINVAL);
        assert_int_equal(find(&map, "Ctrl-S", IN_AREA), UI_DO_SAVE);
    }
}

/* Whole items only, help last, never wider than the screen. */
void test_keymap__footer_fits(void **state)
{
    static const struct ui_footer_item items[] = { { UI_DO_NEXT, 0, NULL, NULL },
                                                   { UI_DO_NEXT_PAGE, UI_DO_BACK_PAGE, NULL, NULL },
                                                   { UI_DO_NONE, 0, "choose", "Enter" },
                                                   { UI_DO_SAVE, 0, NULL, NULL },
                                                   { 0 } };
    struct ui_keymap map;
    struct bq_buf text;

    (void)state;
    assert_int_equal(ui_keymap_init(&map, NULL, NULL), BQ_OK);
    for (int columns = 1; columns < 100; columns++) {
        bq_buf_init(&text, 1000);
        ui_footer(&map, items, columns, &text);
        assert_in_range(text.len, 0, columns);
        if (columns >= 9)
            assert_string_equal(text.data + text.len - 7, "F1 help");
        bq_buf_clear(&text);
    }
}
