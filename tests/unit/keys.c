#include "term/decode.h"
#include "unit.h"

static struct ui_key decode(const char *bytes, size_t len, size_t want)
{
    struct ui_key key;

    assert_int_equal(ui_decode(NULL, bytes, len, true, &key), want);
    return key;
}

static void same(const char *bytes, const char *name)
{
    struct ui_key got = decode(bytes, strlen(bytes), strlen(bytes)), want;

    assert_true(ui_key_parse(name, &want));
    if (!ui_key_same(&got, &want)) {
        char text[UI_KEY_NAME_MAX];
        ui_key_name(&got, false, text);
        fail_msg("%s decoded as %s", name, text);
    }
}

void test_keys__as_terminals_send_them(void **state)
{
    static const char *const pairs[][2] = {
        { "a", "a" },
        { "\xc3\xa9", "é" },
        { "\r", "Enter" },
        { "\n", "Enter" },
        { "\t", "Tab" },
        { "\x7f", "Backspace" },
        { "\x08", "Backspace" },
        { "\x13", "Ctrl-S" },
        { "\x1f", "Ctrl-_" },
        { "\033", "Esc" },
        { "\033e", "Alt-E" },
        { "\033E", "Alt-E" },
        { "\033\x7f", "Alt-Backspace" },
        { "\033[A", "Up" },
        { "\033OA", "Up" },
        { "\033[1;5C", "Ctrl-Right" },
        { "\033[1;2D", "Shift-Left" },
        { "\033[H", "Home" },
        { "\033[1~", "Home" },
        { "\033[7~", "Home" },
        { "\033OF", "End" },
        { "\033[3~", "Delete" },
        { "\033[5~", "PageUp" },
        { "\033OP", "F1" },
        { "\033[11~", "F1" },
        { "\033[[A", "F1" },
        { "\033[24~", "F12" },
        { "\033[Z", "Shift-Tab" },
        { "\033[105;5u", "Ctrl-I" },
        { "\033[27;5;115~", "Ctrl-S" },
        { "\033\033[A", "Alt-Up" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        same(pairs[i][0], pairs[i][1]);
    assert_int_equal(decode("\0", 1, 1).rune, ' ');
}

void test_keys__wait_for_the_rest(void **state)
{
    static const char *const starts[] = { "\033", "\033[", "\033[1;", "\033O", "\xc3", "\xf0\x9f" };
    struct ui_key key;

    (void)state;
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        assert_int_equal(ui_decode(NULL, starts[i], strlen(starts[i]), false, &key), 0);
}

void test_keys__mouse(void **state)
{
    struct ui_key key = decode("\033[<0;10;5M", 10, 10);

    (void)state;
    assert_int_equal(key.code, UI_KEY_MOUSE);
    assert_int_equal(key.button, UI_BUTTON_PRESS);
    assert_int_equal(key.column, 9);
    assert_int_equal(key.row, 4);
    assert_int_equal(decode("\033[<65;1;1M", 10, 10).button, UI_BUTTON_WHEEL_DOWN);
    assert_int_equal(decode("\033[<0;1;1m", 9, 9).button, UI_BUTTON_RELEASE);
}

/* Whatever comes, every byte is taken in the end and no key is made of nothing. */
void test_keys__any_bytes(void **state)
{
    unsigned seed = 1;
    char bytes[64];

    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t len = 0, at = 0;
        while (len < sizeof bytes) {
            seed = seed * 1103515245u + 12345u;
            unsigned pick = seed >> 16;
            bytes[len++] = pick % 3 == 0 ? "\033[O;0123<~MAu"[pick / 3 % 13] : (char)(pick / 7);
        }
        while (at < len) {
            struct ui_key key;
            size_t taken = ui_decode(NULL, bytes + at, len - at, true, &key);
            assert_in_range(taken, 1, len - at);
            at += taken;
        }
    }
}

void test_keys__names_come_back(void **state)
{
    static const char *const names[] = { "Ctrl-S", "Alt-1", "Shift-Tab", "F12",      "Space",
                                         "Ctrl-_", "Alt-?", "é",         "PageDown", "Ctrl-Space" };
    struct ui_key key, again;
    char text[UI_KEY_NAME_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(ui_key_parse(names[i], &key));
        ui_key_name(&key, false, text);
        assert_string_equal(text, names[i]);
        ui_key_name(&key, true, text);
        assert_true(ui_key_parse(text, &again));
        assert_true(ui_key_same(&key, &again));
    }
    assert_false(ui_key_parse("", &key));
    assert_false(ui_key_parse("Ctrl-", &key) && key.rune != '-');
    assert_false(ui_key_parse("F13", &key));
    assert_false(ui_key_parse("nonsense", &key));
}
