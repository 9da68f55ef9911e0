/* Which key does what in an area. */
#include "bqi/utf8.h"
#include "widget/area_impl.h"

static const struct {
    int code;
    uint32_t rune;
    unsigned mods;
    enum ui_edit edit;
} keys[] = {
    { UI_KEY_LEFT, 0, 0, UI_EDIT_LEFT },
    { UI_KEY_RIGHT, 0, 0, UI_EDIT_RIGHT },
    { UI_KEY_UP, 0, 0, UI_EDIT_UP },
    { UI_KEY_DOWN, 0, 0, UI_EDIT_DOWN },
    { UI_KEY_LEFT, 0, UI_MOD_CTRL, UI_EDIT_WORD_LEFT },
    { UI_KEY_RIGHT, 0, UI_MOD_CTRL, UI_EDIT_WORD_RIGHT },
    { UI_KEY_LEFT, 0, UI_MOD_ALT, UI_EDIT_WORD_LEFT },
    { UI_KEY_RIGHT, 0, UI_MOD_ALT, UI_EDIT_WORD_RIGHT },
    { UI_KEY_UP, 0, UI_MOD_CTRL, UI_EDIT_PARAGRAPH_UP },
    { UI_KEY_DOWN, 0, UI_MOD_CTRL, UI_EDIT_PARAGRAPH_DOWN },
    { UI_KEY_HOME, 0, 0, UI_EDIT_HOME },
    { UI_KEY_END, 0, 0, UI_EDIT_END },
    { UI_KEY_RUNE, 'a', UI_MOD_CTRL, UI_EDIT_HOME },
    { UI_KEY_RUNE, 'e', UI_MOD_CTRL, UI_EDIT_END },
    { UI_KEY_HOME, 0, UI_MOD_CTRL, UI_EDIT_TEXT_START },
    { UI_KEY_END, 0, UI_MOD_CTRL, UI_EDIT_TEXT_END },
    { UI_KEY_PAGE_UP, 0, 0, UI_EDIT_PAGE_UP },
    { UI_KEY_PAGE_DOWN, 0, 0, UI_EDIT_PAGE_DOWN },
    { UI_KEY_BACKSPACE, 0, 0, UI_EDIT_ERASE_LEFT },
    { UI_KEY_DELETE, 0, 0, UI_EDIT_ERASE_RIGHT },
    { UI_KEY_BACKSPACE, 0, UI_MOD_ALT, UI_EDIT_ERASE_CODE },
    { UI_KEY_RUNE, 'w', UI_MOD_CTRL, UI_EDIT_ERASE_WORD },
    { UI_KEY_BACKSPACE, 0, UI_MOD_CTRL, UI_EDIT_ERASE_WORD },
    { UI_KEY_DELETE, 0, UI_MOD_CTRL, UI_EDIT_ERASE_WORD_RIGHT },
    { UI_KEY_RUNE, 'u', UI_MOD_CTRL, UI_EDIT_ERASE_START },
    { UI_KEY_RUNE, 'k', UI_MOD_CTRL, UI_EDIT_ERASE_END },
    { UI_KEY_ENTER, 0, 0, UI_EDIT_NEWLINE },
    { UI_KEY_RUNE, '.', UI_MOD_ALT, UI_EDIT_INDENT },
    { UI_KEY_RUNE, ',', UI_MOD_ALT, UI_EDIT_UNINDENT },
    { UI_KEY_RUNE, 'u', UI_MOD_ALT, UI_EDIT_UNDO },
    { UI_KEY_RUNE, '_', UI_MOD_CTRL, UI_EDIT_UNDO },
    { UI_KEY_RUNE, 'r', UI_MOD_ALT, UI_EDIT_REDO },
    { UI_KEY_RUNE, ' ', UI_MOD_CTRL, UI_EDIT_MARK },
    { UI_KEY_RUNE, 'a', UI_MOD_ALT, UI_EDIT_MARK_ALL },
    { UI_KEY_ESC, 0, 0, UI_EDIT_UNMARK },
    { UI_KEY_RUNE, 'x', UI_MOD_CTRL, UI_EDIT_CUT },
    { UI_KEY_RUNE, 'c', UI_MOD_ALT, UI_EDIT_COPY },
    { UI_KEY_RUNE, 'y', UI_MOD_CTRL, UI_EDIT_PASTE },
};

static bool moves(enum ui_edit edit)
{
    return edit >= UI_EDIT_LEFT && edit <= UI_EDIT_TEXT_END;
}

enum ui_edit ui_edit_of(const struct ui_key *key, bool *extend)
{
    unsigned mods = key->mods & ~(unsigned)UI_MOD_SHIFT;
    uint32_t rune = key->rune >= 'A' && key->rune <= 'Z' ? key->rune | 0x20 : key->rune;

    *extend = (key->mods & UI_MOD_SHIFT) != 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].code == key->code && keys[i].mods == mods &&
            (key->code != UI_KEY_RUNE || keys[i].rune == rune))
            return keys[i].edit;
    }
    return UI_EDIT_NONE;
}

static enum ui_area_result do_edit(struct ui_area *area, enum ui_edit edit, bool extend,
                                   struct bq_err *err)
{
    if (edit == UI_EDIT_NONE || edit >= UI_EDIT_COUNT)
        return UI_AREA_IGNORED;
    return moves(edit) ? area_move(area, edit, extend) : area_edit(area, edit, err);
}

enum ui_area_result ui_area_do(struct ui_area *area, enum ui_edit edit, struct bq_err *err)
{
    area->notice[0] = '\0';
    return do_edit(area, edit, false, err);
}

enum ui_area_result ui_area_key(struct ui_area *area, const struct ui_key *key, struct bq_err *err)
{
    char bytes[4];
    bool extend;
    enum ui_edit edit;

    area->notice[0] = '\0';
    if (key->code == UI_KEY_PASTE)
        return ui_area_paste(area, key->paste, key->paste_len, err);
    if (key->code == UI_KEY_MOUSE)
        return area_mouse(area, key);
    if (ui_key_types(key))
        return ui_area_insert(area, bytes, bq_utf8_encode(key->rune, bytes), BQ_TEXT_TYPING, err);
    edit = ui_edit_of(key, &extend);
    return do_edit(area, edit, extend, err);
}
