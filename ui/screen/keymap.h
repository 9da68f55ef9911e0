/*
 * Keys and actions: which key does what where. Made from the action table (action.def) and the
 * person's config.
 */
#ifndef UI_SCREEN_KEYMAP_H
#define UI_SCREEN_KEYMAP_H

#include "bqi/buf.h"
#include "bqi/config.h"
#include "term/key.h"

/* Where a key is pressed, and where an action works. */
enum ui_where {
    IN_LINE = 1,    /* a one-line text */
    IN_AREA = 2,    /* a long text */
    IN_CHOICE = 4,  /* a choice, list or box of the form */
    IN_REVIEW = 8,  /* the review page */
    IN_DRAFTS = 16, /* the drafts screen */
    IN_LAYER = 32,  /* a picker, dialog, help or preview */
    IN_TEXT = IN_LINE | IN_AREA,
    IN_FORM = IN_TEXT | IN_CHOICE | IN_REVIEW,
    IN_ANY = IN_FORM | IN_DRAFTS | IN_LAYER
};

enum ui_action {
    UI_DO_NONE,
#define ACTION(name, config, keys, where, label, help) UI_DO_##name,
#include "bqi/action.def"
#undef ACTION
    UI_ACTIONS
};

struct ui_action_info {
    const char *name, *keys, *label, *help;
    unsigned where;
};
/* action is not UI_DO_NONE. */
const struct ui_action_info *ui_action_info(enum ui_action action);

enum { UI_KEYS_EACH = 3 };
struct ui_keymap {
    struct ui_key keys[UI_ACTIONS][UI_KEYS_EACH];
    int counts[UI_ACTIONS];
};

/*
 * The table's keys, with the config's instead where it names an action. BQ_EINVAL for a key that is
 * none or taken by another action, or an action that is none; the keymap is then the default one.
 */
int ui_keymap_init(struct ui_keymap *map, const struct bq_config *config,
                   struct bq_err *err) BQ_MUST_USE;
/* What key does in a place of that kind. */
enum ui_action ui_keymap_find(const struct ui_keymap *map, const struct ui_key *key,
                              unsigned where);
/*
 * The key that widgets know for what the person pressed: an editing action on another key becomes
 * its default key, a default key that was given away becomes UI_KEY_NONE.
 */
struct ui_key ui_keymap_plain(const struct ui_keymap *map, const struct ui_key *key,
                              unsigned where);
/* The action's first key, short ("^S"), "" when it has none. */
void ui_keymap_brief(const struct ui_keymap *map, enum ui_action action, char out[UI_KEY_NAME_MAX]);
/* All its keys: "F2 or Alt-W". */
void ui_keymap_names(const struct ui_keymap *map, enum ui_action action, struct bq_buf *out);

/* One entry of a footer. A second action shares the label ("^N ^P page"). */
struct ui_footer_item {
    enum ui_action action, second;
    const char *label; /* NULL: the action's */
    const char *key;   /* for keys of no action: "Enter"; then action is UI_DO_NONE */
};
/*
 * Writes a footer of whole items into out, at most columns wide, most useful first; the last is
 * help unless nothing fits. The items end with one whose action and key are both empty.
 */
void ui_footer(const struct ui_keymap *map, const struct ui_footer_item *items, int columns,
               struct bq_buf *out);

#endif
