/*
 * What comes in from a terminal: keys, pastes, the mouse, and what happens to the terminal itself.
 *
 * A key is a code and modifiers. Everything that types a character has the code UI_KEY_RUNE: `a`,
 * `é`, Alt-e (rune 'e', UI_MOD_ALT), Ctrl-s (rune 's', UI_MOD_CTRL), the blank. Letters under Ctrl
 * are lower case. Other codes start at 2000, above everything curses hands out by itself.
 */
#ifndef UI_TERM_KEY_H
#define UI_TERM_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ui_key_code {
    UI_KEY_NONE = 0,
    UI_KEY_RUNE = 2000,
    UI_KEY_ENTER,
    UI_KEY_TAB, /* Shift-Tab is UI_KEY_TAB with UI_MOD_SHIFT */
    UI_KEY_ESC,
    UI_KEY_BACKSPACE,
    UI_KEY_DELETE,
    UI_KEY_INSERT,
    UI_KEY_UP,
    UI_KEY_DOWN,
    UI_KEY_LEFT,
    UI_KEY_RIGHT,
    UI_KEY_HOME,
    UI_KEY_END,
    UI_KEY_PAGE_UP,
    UI_KEY_PAGE_DOWN,
    UI_KEY_F1, /* F1 .. F12 follow each other */
    UI_KEY_F12 = UI_KEY_F1 + 11,
    UI_KEY_PASTE = 2100, /* paste, paste_len */
    UI_KEY_MOUSE,        /* row, column, button */
    UI_KEY_RESIZE,       /* the terminal has another size now */
    UI_KEY_FOCUS_IN,
    UI_KEY_FOCUS_OUT,
    UI_KEY_CONTINUE, /* back from suspension or a child: everything has to be drawn again */
    UI_KEY_TIMEOUT,  /* nothing came in time */
    UI_KEY_SIGNAL,   /* SIGHUP, SIGTERM or SIGINT arrived: number in rune */
    UI_KEY_GONE      /* the terminal is no longer there */
};

enum { UI_MOD_SHIFT = 1, UI_MOD_ALT = 2, UI_MOD_CTRL = 4 };

enum ui_button {
    UI_BUTTON_NONE,
    UI_BUTTON_PRESS,   /* left */
    UI_BUTTON_DRAG,    /* moved while left is held */
    UI_BUTTON_RELEASE, /* left */
    UI_BUTTON_WHEEL_UP,
    UI_BUTTON_WHEEL_DOWN
};

struct ui_key {
    int code; /* enum ui_key_code */
    uint32_t rune;
    unsigned mods;
    /* UI_KEY_PASTE: as pasted, but CR LF and CR are LF; borrowed until the next read. */
    const char *paste;
    size_t paste_len;
    /* UI_KEY_MOUSE: cells from 0. */
    int row, column;
    enum ui_button button;
};

/* The key a name stands for: "a", "Ctrl-S", "^S", "Alt-1", "Shift-Tab", "S-Tab", "F4", "Space",
 * "PageUp". */
bool ui_key_parse(const char *name, struct ui_key *out);

enum { UI_KEY_NAME_MAX = 32 };
/* The key's name for people: "Ctrl-S", or the short "^S" for footers. Always terminated. */
void ui_key_name(const struct ui_key *key, bool brief, char out[UI_KEY_NAME_MAX]);

/* Same key, whatever was pasted or clicked. */
bool ui_key_same(const struct ui_key *a, const struct ui_key *b);
/* Is it this character, typed with exactly these modifiers? */
bool ui_key_is(const struct ui_key *key, uint32_t rune, unsigned mods);
/* Does it type its character into a text? (a rune without Ctrl and Alt) */
bool ui_key_types(const struct ui_key *key);

#endif
