/* The action table in use. */
#include "screen/keymap.h"
#include "bqi/near.h"
#include <stdio.h>
#include <string.h>

static const struct ui_action_info actions[UI_ACTIONS] = {
    [UI_DO_NONE] = { "", "", "", "", 0 },
#define ACTION(name, config, keys, where, label, help)                                             \
    [UI_DO_##name] = { config, keys, label, help, where },
#include "bqi/action.def"
#undef ACTION
};

const struct ui_action_info *ui_action_info(enum ui_action action)
{
    return &actions[action];
}

/* Reads "F2 Alt-W" into the action's keys. False: one of them is no key. */
static bool take_keys(struct ui_keymap *map, enum ui_action action, const char *names)
{
    char name[UI_KEY_NAME_MAX];

    map->counts[action] = 0;
    while (*names) {
        size_t len = strcspn(names, " ,");
        if (len >= sizeof name)
            return false;
        if (len) {
            memcpy(name, names, len);
            name[len] = '\0';
            if (map->counts[action] == UI_KEYS_EACH ||
                !ui_key_parse(name, &map->keys[action][map->counts[action]]))
                return false;
            map->counts[action]++;
        }
        names += len;
        names += strspn(names, " ,");
    }
    return true;
}

static void take_defaults(struct ui_keymap *map)
{
    memset(map, 0, sizeof *map);
    for (int i = 1; i < UI_ACTIONS; i++)
        take_keys(map, (enum ui_action)i, actions[i].keys);
}

static enum ui_action action_by_name(const char *name)
{
    for (int i = 1; i < UI_ACTIONS; i++)
        if (strcmp(actions[i].name, name) == 0)
            return (enum ui_action)i;
    return UI_DO_NONE;
}

/* The first two actions that share a key somewhere. */
static bool find_clash(const struct ui_keymap *map, enum ui_action *a, enum ui_action *b)
{
    for (int i = 1; i < UI_ACTIONS; i++)
        for (int j = i + 1; j < UI_ACTIONS; j++)
            for (int k = 0; k < map->counts[i]; k++)
                for (int l = 0; l < map->counts[j]; l++)
                    if ((actions[i].where & actions[j].where) &&
                        ui_key_same(&map->keys[i][k], &map->keys[j][l])) {
                        *a = (enum ui_action)i;
                        *b = (enum ui_action)j;
                        return true;
                    }
    return false;
}

static int no_action(const char *name, struct bq_err *err)
{
    const char *near = bq_near_find(name, actions + 1, UI_ACTIONS - 1, sizeof *actions);
    if (near)
        return bq_err_set(err, BQ_EINVAL, "keys: there is no action \"%s\"; did you mean %s?", name,
                          near);
    return bq_err_set(err, BQ_EINVAL, "keys: there is no action \"%s\"", name);
}

static int take_config(struct ui_keymap *map, const struct bq_config *config, struct bq_err *err)
{
    enum ui_action a, b;

    for (size_t i = 0; config && i < config->key_count; i++) {
        const char *name = config->keys[i].name, *keys = config->keys[i].url;
        enum ui_action action = action_by_name(name);
        if (action == UI_DO_NONE)
            return no_action(name, err);
        if (!take_keys(map, action, keys))
            return bq_err_set(err, BQ_EINVAL, "keys: %s: \"%s\" is no key", name, keys);
        for (int k = 0; k < map->counts[action]; k++)
            if (ui_key_types(&map->keys[action][k]))
                return bq_err_set(err, BQ_EINVAL, "keys: %s: \"%s\" types a character", name, keys);
    }
    if (find_clash(map, &a, &b))
        return bq_err_set(err, BQ_EINVAL, "keys: %s and %s share a key", actions[a].name,
                          actions[b].name);
    if (!map->counts[UI_DO_LEAVE] || !map->counts[UI_DO_HELP])
        return bq_err_set(err, BQ_EINVAL, "keys: leave and help need a key");
    return BQ_OK;
}

int ui_keymap_init(struct ui_keymap *map, const struct bq_config *config, struct bq_err *err)
{
    int status;

    take_defaults(map);
    status = take_config(map, config, err);
    if (status)
        take_defaults(map);
    return status;
}

enum ui_action ui_keymap_find(const struct ui_keymap *map, const struct ui_key *key, unsigned where)
{
    for (int i = 1; i < UI_ACTIONS; i++)
        for (int k = 0; (actions[i].where & where) && k < map->counts[i]; k++)
            if (ui_key_same(&map->keys[i][k], key))
                return (enum ui_action)i;
    return UI_DO_NONE;
}

static bool is_default_key(enum ui_action action, const struct ui_key *key)
{
    struct ui_keymap usual;

    take_keys(&usual, action, actions[action].keys);
    for (int k = 0; k < usual.counts[action]; k++)
        if (ui_key_same(&usual.keys[action][k], key))
            return true;
    return false;
}

struct ui_key ui_keymap_plain(const struct ui_keymap *map, const struct ui_key *key, unsigned where)
{
    enum ui_action action = ui_keymap_find(map, key, where);
    struct ui_keymap usual;
    struct ui_key nothing = { 0 };

    if (action != UI_DO_NONE) {
        take_keys(&usual, action, actions[action].keys);
        return usual.keys[action][0];
    }
    for (int i = 1; i < UI_ACTIONS; i++)
        if ((actions[i].where & where) && is_default_key((enum ui_action)i, key))
            return nothing;
    return *key;
}

void ui_keymap_brief(const struct ui_keymap *map, enum ui_action action, char out[UI_KEY_NAME_MAX])
{
    out[0] = '\0';
    if (map->counts[action])
        ui_key_name(&map->keys[action][0], true, out);
}

void ui_keymap_names(const struct ui_keymap *map, enum ui_action action, struct bq_buf *out)
{
    char name[UI_KEY_NAME_MAX];

    for (int k = 0; k < map->counts[action]; k++) {
        ui_key_name(&map->keys[action][k], false, name);
        bq_buf_addf(out, "%s%s", k ? " or " : "", name);
    }
}

static void item_text(const struct ui_keymap *map, const struct ui_footer_item *item, char *out,
                      size_t size)
{
    char first[UI_KEY_NAME_MAX] = "", second[UI_KEY_NAME_MAX] = "";
    const char *label = item->label;

    if (item->action == UI_DO_NONE) {
        snprintf(out, size, "%s %s", item->key, label ? label : "");
        return;
    }
    ui_keymap_brief(map, item->action, first);
    if (item->second != UI_DO_NONE)
        ui_keymap_brief(map, item->second, second);
    snprintf(out, size, "%s%s%s %s", first, second[0] ? " " : "", second,
             label ? label : actions[item->action].label);
}

void ui_footer(const struct ui_keymap *map, const struct ui_footer_item *items, int columns,
               struct bq_buf *out)
{
    char text[96], help[UI_KEY_NAME_MAX + 8];
    int used = 1, reserve;

    ui_keymap_brief(map, UI_DO_HELP, text);
    snprintf(help, sizeof help, "%.20s help", text);
    reserve = (int)strlen(help);
    if (1 + reserve > columns)
        return;
    bq_buf_addc(out, ' ');
    for (; items->action != UI_DO_NONE || items->key; items++) {
        if (items->action != UI_DO_NONE && !map->counts[items->action])
            continue;
        item_text(map, items, text, sizeof text);
        int width = (int)strlen(text) + 2;
        if (used + width + reserve > columns)
            continue;
        bq_buf_addf(out, "%s  ", text);
        used += width;
    }
    bq_buf_adds(out, help);
}
