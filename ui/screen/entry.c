/* The short line. */
#include "screen/entry.h"
#include "bqi/cluster.h"
#include "bqi/utf8.h"
#include <string.h>

void entry_set(struct entry *entry, const char *text)
{
    size_t len = strlen(text);

    while (len >= ENTRY_MAX)
        len = bq_utf8_previous(text, len < ENTRY_MAX ? len : ENTRY_MAX - 1);
    memcpy(entry->text, text, len);
    entry->text[len] = '\0';
    entry->len = entry->cursor = len;
}

static void insert(struct entry *entry, const char *bytes, size_t len)
{
    if (!len || entry->len + len >= ENTRY_MAX)
        return;
    memmove(entry->text + entry->cursor + len, entry->text + entry->cursor,
            entry->len - entry->cursor + 1);
    memcpy(entry->text + entry->cursor, bytes, len);
    entry->len += len;
    entry->cursor += len;
}

static void erase(struct entry *entry, size_t from, size_t to)
{
    memmove(entry->text + from, entry->text + to, entry->len - to + 1);
    entry->len -= to - from;
    entry->cursor = from;
}

static size_t word_before(const struct entry *entry)
{
    size_t at = entry->cursor;

    while (at > 0 && entry->text[at - 1] == ' ')
        at--;
    while (at > 0 && entry->text[at - 1] != ' ')
        at--;
    return at;
}

static void paste(struct entry *entry, const struct ui_key *key)
{
    for (size_t at = 0; at < key->paste_len;) {
        uint32_t code;
        size_t len = bq_utf8_decode(key->paste + at, key->paste_len - at, &code);
        if (len && code >= 0x20 && code != 0x7f)
            insert(entry, key->paste + at, len);
        else if (code == '\n' && at + 1 < key->paste_len)
            insert(entry, " ", 1);
        at += len ? len : 1;
    }
}

static bool move(struct entry *entry, const struct ui_key *key)
{
    size_t next;

    if (key->code == UI_KEY_LEFT)
        next = key->mods & UI_MOD_CTRL ? word_before(entry)
                                       : bq_cluster_previous(entry->text, entry->cursor);
    else if (key->code == UI_KEY_RIGHT && entry->cursor < entry->len)
        next = bq_cluster_next(entry->text, entry->len, entry->cursor);
    else if (key->code == UI_KEY_HOME || ui_key_is(key, 'a', UI_MOD_CTRL))
        next = 0;
    else if (key->code == UI_KEY_END || ui_key_is(key, 'e', UI_MOD_CTRL))
        next = entry->len;
    else
        return key->code == UI_KEY_RIGHT;
    entry->cursor = next;
    return true;
}

bool entry_key(struct entry *entry, const struct ui_key *key)
{
    char bytes[4];

    if (ui_key_types(key))
        insert(entry, bytes, bq_utf8_encode(key->rune, bytes));
    else if (key->code == UI_KEY_PASTE)
        paste(entry, key);
    else if (key->code == UI_KEY_BACKSPACE)
        erase(entry, bq_cluster_previous(entry->text, entry->cursor), entry->cursor);
    else if (key->code == UI_KEY_DELETE && entry->cursor < entry->len)
        erase(entry, entry->cursor, bq_cluster_next(entry->text, entry->len, entry->cursor));
    else if (ui_key_is(key, 'u', UI_MOD_CTRL))
        erase(entry, 0, entry->cursor);
    else if (ui_key_is(key, 'k', UI_MOD_CTRL))
        erase(entry, entry->cursor, entry->len);
    else if (ui_key_is(key, 'w', UI_MOD_CTRL))
        erase(entry, word_before(entry), entry->cursor);
    else
        return move(entry, key);
    return true;
}

void entry_draw(const struct entry *entry, struct ui_grid *grid, int row, int column, int columns,
                bool focus)
{
    struct ui_rect rect = { row, column, 1, columns };
    struct ui_rect before = ui_grid_narrow(grid, rect);
    size_t from = 0;
    int width = (int)bq_columns(entry->text, entry->cursor);

    while (width >= columns && from < entry->cursor) {
        size_t next = bq_cluster_next(entry->text, entry->len, from);
        width -= bq_cluster_columns(entry->text + from, next - from);
        from = next;
    }
    ui_grid_fill(grid, rect, UI_STYLE_FIELD);
    ui_grid_put_span(grid, row, column, UI_STYLE_FIELD,
                     bq_span_of(entry->text + from, entry->len - from));
    ui_grid_widen(grid, before);
    if (focus)
        ui_grid_cursor(grid, row, column + width);
}
