/* Names of keys, for help, footers, config and scripts. */
#include "term/key.h"
#include "bqi/utf8.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
    int code;
    const char *name, *brief;
} key_names[] = {
    { UI_KEY_ENTER, "Enter", "Enter" },
    { UI_KEY_TAB, "Tab", "Tab" },
    { UI_KEY_ESC, "Esc", "Esc" },
    { UI_KEY_BACKSPACE, "Backspace", "Bksp" },
    { UI_KEY_DELETE, "Delete", "Del" },
    { UI_KEY_INSERT, "Insert", "Ins" },
    { UI_KEY_UP, "Up", "Up" },
    { UI_KEY_DOWN, "Down", "Down" },
    { UI_KEY_LEFT, "Left", "Left" },
    { UI_KEY_RIGHT, "Right", "Right" },
    { UI_KEY_HOME, "Home", "Home" },
    { UI_KEY_END, "End", "End" },
    { UI_KEY_PAGE_UP, "PageUp", "PgUp" },
    { UI_KEY_PAGE_DOWN, "PageDown", "PgDn" },
};
enum { KEY_NAMES = sizeof key_names / sizeof key_names[0] };

static const struct {
    const char *prefix;
    unsigned mod;
} key_mods[] = {
    { "Ctrl-", UI_MOD_CTRL }, { "C-", UI_MOD_CTRL }, { "^", UI_MOD_CTRL },
    { "Alt-", UI_MOD_ALT },   { "M-", UI_MOD_ALT },  { "Shift-", UI_MOD_SHIFT },
    { "S-", UI_MOD_SHIFT },
};

/* Takes modifiers off the front; a lone "^" or "-" at the end is the character itself. */
static const char *take_mods(const char *name, unsigned *mods)
{
    for (size_t i = 0; i < sizeof key_mods / sizeof key_mods[0]; i++) {
        size_t len = strlen(key_mods[i].prefix);
        if (strncasecmp(name, key_mods[i].prefix, len) == 0 && name[len]) {
            *mods |= key_mods[i].mod;
            return take_mods(name + len, mods);
        }
    }
    return name;
}

static int code_of(const char *name)
{
    for (int i = 0; i < KEY_NAMES; i++)
        if (strcasecmp(name, key_names[i].name) == 0 || strcasecmp(name, key_names[i].brief) == 0)
            return key_names[i].code;
    if ((name[0] == 'F' || name[0] == 'f') && name[1] >= '1' && name[1] <= '9') {
        int number = name[1] - '0';
        if (name[2] >= '0' && name[2] <= '9' && !name[3])
            number = number * 10 + name[2] - '0';
        else if (name[2])
            return UI_KEY_NONE;
        return number <= 12 ? UI_KEY_F1 + number - 1 : UI_KEY_NONE;
    }
    return UI_KEY_NONE;
}

bool ui_key_parse(const char *name, struct ui_key *out)
{
    uint32_t rune = 0;
    size_t taken;

    memset(out, 0, sizeof *out);
    name = take_mods(name, &out->mods);
    out->code = code_of(name);
    if (out->code != UI_KEY_NONE)
        return true;
    if (strcasecmp(name, "Space") == 0) {
        out->code = UI_KEY_RUNE;
        out->rune = ' ';
        return true;
    }
    taken = name[0] ? bq_utf8_decode(name, strlen(name), &rune) : 0;
    if (!taken || name[taken] || rune < 0x20 || rune == 0x7f)
        return false;
    if ((out->mods & (UI_MOD_CTRL | UI_MOD_ALT)) && rune >= 'A' && rune <= 'Z')
        rune += 'a' - 'A';
    out->code = UI_KEY_RUNE;
    out->rune = rune;
    return true;
}

static void base_name(const struct ui_key *key, bool brief, bool upper, char out[UI_KEY_NAME_MAX])
{
    char bytes[5] = { 0 };
    uint32_t rune = key->rune;

    snprintf(out, UI_KEY_NAME_MAX, "?");
    if (key->code >= UI_KEY_F1 && key->code <= UI_KEY_F12) {
        snprintf(out, UI_KEY_NAME_MAX, "F%d", key->code - UI_KEY_F1 + 1);
    } else if (key->code == UI_KEY_RUNE && rune == ' ') {
        snprintf(out, UI_KEY_NAME_MAX, "Space");
    } else if (key->code == UI_KEY_RUNE) {
        if (upper && rune >= 'a' && rune <= 'z')
            rune -= 'a' - 'A';
        bq_utf8_encode(rune, bytes);
        snprintf(out, UI_KEY_NAME_MAX, "%s", bytes);
    } else {
        for (int i = 0; i < KEY_NAMES; i++)
            if (key_names[i].code == key->code)
                snprintf(out, UI_KEY_NAME_MAX, "%s",
                         brief ? key_names[i].brief : key_names[i].name);
    }
}

void ui_key_name(const struct ui_key *key, bool brief, char out[UI_KEY_NAME_MAX])
{
    char base[UI_KEY_NAME_MAX];
    unsigned mods = key->mods;
    bool upper = key->code == UI_KEY_RUNE && (mods & (UI_MOD_CTRL | UI_MOD_ALT)) != 0;
    const char *ctrl = brief && key->code == UI_KEY_RUNE ? "^" : "Ctrl-";

    base_name(key, brief, upper, base);
    snprintf(out, UI_KEY_NAME_MAX, "%s%s%s%.12s", mods & UI_MOD_CTRL ? ctrl : "",
             mods & UI_MOD_ALT ? "Alt-" : "", mods & UI_MOD_SHIFT ? (brief ? "S-" : "Shift-") : "",
             base);
}

bool ui_key_same(const struct ui_key *a, const struct ui_key *b)
{
    return a->code == b->code && a->mods == b->mods &&
           (a->code != UI_KEY_RUNE || a->rune == b->rune);
}

bool ui_key_is(const struct ui_key *key, uint32_t rune, unsigned mods)
{
    return key->code == UI_KEY_RUNE && key->rune == rune && key->mods == mods;
}

bool ui_key_types(const struct ui_key *key)
{
    return key->code == UI_KEY_RUNE && !(key->mods & (UI_MOD_CTRL | UI_MOD_ALT));
}
