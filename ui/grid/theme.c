#include "grid/theme.h"

#include <string.h>

/* Only the 16 named colours, so that the person's own palette decides; bright ones only where an
 * 8-colour terminal, which shows them as the plain ones, still tells the same. */
enum {
    NONE = UI_COLOR_DEFAULT,
    BLACK = 0,
    RED = 1,
    GREEN = 2,
    YELLOW = 3,
    BLUE = 4,
    MAGENTA = 5,
    CYAN = 6,
    WHITE = 7
};
enum {
    B = UI_ATTR_BOLD,
    D = UI_ATTR_DIM,
    U = UI_ATTR_UNDERLINE,
    R = UI_ATTR_REVERSE,
    I = UI_ATTR_ITALIC
};

static const struct ui_look looks[UI_THEME_COUNT][UI_STYLE_COUNT] = {
    [UI_THEME_DARK] = {
        [UI_STYLE_NORMAL] = { NONE, NONE, 0 },
        [UI_STYLE_DIM] = { NONE, NONE, D },
        [UI_STYLE_TITLE] = { NONE, NONE, B },
        [UI_STYLE_LABEL] = { CYAN, NONE, 0 },
        [UI_STYLE_FOCUS] = { CYAN, NONE, B },
        [UI_STYLE_FIELD] = { NONE, NONE, 0 },
        [UI_STYLE_RULE] = { NONE, NONE, D },
        [UI_STYLE_KEY] = { NONE, NONE, B },
        [UI_STYLE_STATUS] = { NONE, NONE, 0 },
        [UI_STYLE_ERROR] = { RED, NONE, B },
        [UI_STYLE_WARNING] = { YELLOW, NONE, 0 },
        [UI_STYLE_NOTE] = { CYAN, NONE, 0 },
        [UI_STYLE_OK] = { GREEN, NONE, 0 },
        [UI_STYLE_SELECTED] = { NONE, NONE, R },
        [UI_STYLE_SELECTION] = { NONE, NONE, R },
        [UI_STYLE_MATCH] = { BLACK, CYAN, 0 },
        [UI_STYLE_MATCH_NOW] = { BLACK, YELLOW, 0 },
        [UI_STYLE_MARK_ERROR] = { RED, NONE, U },
        [UI_STYLE_MARK_WARNING] = { YELLOW, NONE, U },
        [UI_STYLE_MARK_NOTE] = { CYAN, NONE, U },
        [UI_STYLE_HIDDEN] = { MAGENTA, NONE, R },
        [UI_STYLE_BLANK] = { BLUE, NONE, D },
        [UI_STYLE_NUMBER] = { NONE, NONE, D },
        [UI_STYLE_BAR] = { NONE, NONE, D },
        [UI_STYLE_HEADING] = { CYAN, NONE, B },
        [UI_STYLE_STRONG] = { NONE, NONE, B },
        [UI_STYLE_EMPHASIS] = { NONE, NONE, I },
        [UI_STYLE_CODE] = { GREEN, NONE, 0 },
        [UI_STYLE_QUOTE] = { NONE, NONE, D },
        [UI_STYLE_LINK] = { CYAN, NONE, U },
        [UI_STYLE_DIALOG] = { NONE, NONE, B },
    },
    [UI_THEME_LIGHT] = {
        [UI_STYLE_NORMAL] = { NONE, NONE, 0 },
        [UI_STYLE_DIM] = { NONE, NONE, D },
        [UI_STYLE_TITLE] = { NONE, NONE, B },
        [UI_STYLE_LABEL] = { BLUE, NONE, 0 },
        [UI_STYLE_FOCUS] = { BLUE, NONE, B },
        [UI_STYLE_FIELD] = { NONE, NONE, 0 },
        [UI_STYLE_RULE] = { NONE, NONE, D },
        [UI_STYLE_KEY] = { NONE, NONE, B },
        [UI_STYLE_STATUS] = { NONE, NONE, 0 },
        [UI_STYLE_ERROR] = { RED, NONE, B },
        [UI_STYLE_WARNING] = { MAGENTA, NONE, 0 },
        [UI_STYLE_NOTE] = { BLUE, NONE, 0 },
        [UI_STYLE_OK] = { GREEN, NONE, 0 },
        [UI_STYLE_SELECTED] = { NONE, NONE, R },
        [UI_STYLE_SELECTION] = { NONE, NONE, R },
        [UI_STYLE_MATCH] = { BLACK, CYAN, 0 },
        [UI_STYLE_MATCH_NOW] = { BLACK, YELLOW, 0 },
        [UI_STYLE_MARK_ERROR] = { RED, NONE, U },
        [UI_STYLE_MARK_WARNING] = { MAGENTA, NONE, U },
        [UI_STYLE_MARK_NOTE] = { BLUE, NONE, U },
        [UI_STYLE_HIDDEN] = { MAGENTA, NONE, R },
        [UI_STYLE_BLANK] = { BLUE, NONE, D },
        [UI_STYLE_NUMBER] = { NONE, NONE, D },
        [UI_STYLE_BAR] = { NONE, NONE, D },
        [UI_STYLE_HEADING] = { BLUE, NONE, B },
        [UI_STYLE_STRONG] = { NONE, NONE, B },
        [UI_STYLE_EMPHASIS] = { NONE, NONE, I },
        [UI_STYLE_CODE] = { GREEN, NONE, 0 },
        [UI_STYLE_QUOTE] = { NONE, NONE, D },
        [UI_STYLE_LINK] = { BLUE, NONE, U },
        [UI_STYLE_DIALOG] = { NONE, NONE, B },
    },
    [UI_THEME_CONTRAST] = {
        [UI_STYLE_NORMAL] = { WHITE + 8, BLACK, 0 },
        [UI_STYLE_DIM] = { WHITE + 8, BLACK, 0 },
        [UI_STYLE_TITLE] = { WHITE + 8, BLACK, B },
        [UI_STYLE_LABEL] = { WHITE + 8, BLACK, 0 },
        [UI_STYLE_FOCUS] = { YELLOW + 8, BLACK, B | U },
        [UI_STYLE_FIELD] = { WHITE + 8, BLACK, 0 },
        [UI_STYLE_RULE] = { WHITE + 8, BLACK, 0 },
        [UI_STYLE_KEY] = { YELLOW + 8, BLACK, B },
        [UI_STYLE_STATUS] = { WHITE + 8, BLACK, B },
        [UI_STYLE_ERROR] = { YELLOW + 8, BLACK, B | R },
        [UI_STYLE_WARNING] = { YELLOW + 8, BLACK, B },
        [UI_STYLE_NOTE] = { CYAN + 8, BLACK, 0 },
        [UI_STYLE_OK] = { GREEN + 8, BLACK, 0 },
        [UI_STYLE_SELECTED] = { BLACK, WHITE + 8, B },
        [UI_STYLE_SELECTION] = { BLACK, WHITE + 8, 0 },
        [UI_STYLE_MATCH] = { BLACK, CYAN + 8, 0 },
        [UI_STYLE_MATCH_NOW] = { BLACK, YELLOW + 8, B },
        [UI_STYLE_MARK_ERROR] = { YELLOW + 8, BLACK, B | U },
        [UI_STYLE_MARK_WARNING] = { YELLOW + 8, BLACK, U },
        [UI_STYLE_MARK_NOTE] = { CYAN + 8, BLACK, U },
        [UI_STYLE_HIDDEN] = { BLACK, YELLOW + 8, 0 },
        [UI_STYLE_BLANK] = { CYAN + 8, BLACK, 0 },
        [UI_STYLE_NUMBER] = { CYAN + 8, BLACK, 0 },
        [UI_STYLE_BAR] = { WHITE + 8, BLACK, 0 },
        [UI_STYLE_HEADING] = { WHITE + 8, BLACK, B | U },
        [UI_STYLE_STRONG] = { WHITE + 8, BLACK, B },
        [UI_STYLE_EMPHASIS] = { WHITE + 8, BLACK, U },
        [UI_STYLE_CODE] = { GREEN + 8, BLACK, 0 },
        [UI_STYLE_QUOTE] = { CYAN + 8, BLACK, 0 },
        [UI_STYLE_LINK] = { CYAN + 8, BLACK, U },
        [UI_STYLE_DIALOG] = { WHITE + 8, BLACK, B },
    },
    [UI_THEME_MONO] = {
        [UI_STYLE_NORMAL] = { NONE, NONE, 0 },
        [UI_STYLE_DIM] = { NONE, NONE, D },
        [UI_STYLE_TITLE] = { NONE, NONE, B },
        [UI_STYLE_LABEL] = { NONE, NONE, 0 },
        [UI_STYLE_FOCUS] = { NONE, NONE, B },
        [UI_STYLE_FIELD] = { NONE, NONE, 0 },
        [UI_STYLE_RULE] = { NONE, NONE, D },
        [UI_STYLE_KEY] = { NONE, NONE, B },
        [UI_STYLE_STATUS] = { NONE, NONE, 0 },
        [UI_STYLE_ERROR] = { NONE, NONE, B },
        [UI_STYLE_WARNING] = { NONE, NONE, B },
        [UI_STYLE_NOTE] = { NONE, NONE, 0 },
        [UI_STYLE_OK] = { NONE, NONE, 0 },
        [UI_STYLE_SELECTED] = { NONE, NONE, R },
        [UI_STYLE_SELECTION] = { NONE, NONE, R },
        [UI_STYLE_MATCH] = { NONE, NONE, B | U },
        [UI_STYLE_MATCH_NOW] = { NONE, NONE, R },
        [UI_STYLE_MARK_ERROR] = { NONE, NONE, U | B },
        [UI_STYLE_MARK_WARNING] = { NONE, NONE, U },
        [UI_STYLE_MARK_NOTE] = { NONE, NONE, U },
        [UI_STYLE_HIDDEN] = { NONE, NONE, R },
        [UI_STYLE_BLANK] = { NONE, NONE, D },
        [UI_STYLE_NUMBER] = { NONE, NONE, D },
        [UI_STYLE_BAR] = { NONE, NONE, D },
        [UI_STYLE_HEADING] = { NONE, NONE, B },
        [UI_STYLE_STRONG] = { NONE, NONE, B },
        [UI_STYLE_EMPHASIS] = { NONE, NONE, I },
        [UI_STYLE_CODE] = { NONE, NONE, 0 },
        [UI_STYLE_QUOTE] = { NONE, NONE, D },
        [UI_STYLE_LINK] = { NONE, NONE, U },
        [UI_STYLE_DIALOG] = { NONE, NONE, B },
    },
};

static const char *const style_words[UI_STYLE_COUNT] = {
#define UI_STYLE_WORD(name, word) word,
    UI_STYLES(UI_STYLE_WORD)
#undef UI_STYLE_WORD
};

static const char *const theme_words[UI_THEME_COUNT] = { "dark", "light", "high-contrast", "mono" };

const char *ui_style_word(unsigned style)
{
    return style < UI_STYLE_COUNT ? style_words[style] : "?";
}

bool ui_theme_parse(const char *word, enum ui_theme *out)
{
    for (int i = 0; i < UI_THEME_COUNT; i++) {
        if (strcmp(word, theme_words[i]) == 0) {
            *out = (enum ui_theme)i;
            return true;
        }
    }
    return false;
}

const char *ui_theme_word(enum ui_theme theme)
{
    return theme_words[theme];
}

const struct ui_look *ui_theme_looks(enum ui_theme theme)
{
    return looks[theme];
}
