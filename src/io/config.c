/* config.yaml: a table of settings, read over their defaults. */
#include "bqi/config.h"
#include "base/arena.h"
#include "bqi/file.h"
#include "bqi/near.h"
#include "io/yaml.h"
#include <stdlib.h>
#include <string.h>

enum { CONFIG_FILE_MAX = 1 << 20, CONFIG_ITEMS_MAX = 20000, LIST_MAX = 1000 };

enum kind { TEXT, THEME, FOLDER, BOOL, WORDS, RULES, ACTIONS };

struct setting {
    const char *key;
    enum kind kind;
    size_t offset, count_offset; /* count_offset: of a list of links */
    const char *standard;        /* "", "false" ... */
};

#define SETTING(key, kind, standard)                                                               \
    {                                                                                              \
#key, kind, offsetof(struct bq_config, key), 0, standard                                   \
    }
static const struct setting settings[] = {
    SETTING(program, TEXT, "openai"),
    SETTING(drafts, FOLDER, ""),
    SETTING(theme, THEME, "auto"),
    SETTING(mouse, BOOL, "false"),
    SETTING(ascii, BOOL, "false"),
    SETTING(modeline, BOOL, "false"),
    SETTING(editor, TEXT, ""),
    SETTING(pager, TEXT, ""),
    SETTING(clipboard, TEXT, "osc52"),
    SETTING(me, WORDS, ""),
    { "raise", RULES, offsetof(struct bq_config, raise), offsetof(struct bq_config, raise_count),
      "" },
    { "keys", ACTIONS, offsetof(struct bq_config, keys), offsetof(struct bq_config, key_count),
      "" },
};
enum { SETTINGS = sizeof settings / sizeof *settings };

static const char *const themes[] = { "auto", "dark", "light", "mono", "high-contrast" };

struct store {
    struct bq_arena arena;
    struct bq_config_entry entries[SETTINGS];
};

struct reader {
    struct bq_yaml *yaml;
    struct bq_config *config;
    struct store *store;
    const char *file;
};

static void *at(struct bq_config *config, size_t offset)
{
    return (char *)config + offset;
}

static struct bq_config_entry *entry_of(struct store *store, const struct setting *setting)
{
    return &store->entries[setting - settings];
}

int bq_config_init(struct bq_config *config, struct bq_err *err)
{
    memset(config, 0, sizeof *config);
    struct store *store = calloc(1, sizeof *store);
    if (!store)
        return bq_err_nomem(err);
    for (size_t i = 0; i < SETTINGS; i++) {
        const struct setting *s = &settings[i];
        struct bq_config_entry entry = { s->key, s->standard, "default" };
        store->entries[i] = entry;
        if (s->kind == TEXT || s->kind == THEME || s->kind == FOLDER)
            *(const char **)at(config, s->offset) = s->standard;
    }
    config->storage = store;
    config->entries = store->entries;
    config->entry_count = SETTINGS;
    return BQ_OK;
}

void bq_config_clear(struct bq_config *config)
{
    struct store *store = config->storage;
    if (store)
        bq_arena_clear(&store->arena);
    free(store);
    memset(config, 0, sizeof *config);
}

/* ---- values
 * ------------------------------------------------------------------------------------------- */

/* A folder is absolute, or beside the config file, so that a team's file works in any checkout. */
static const char *folder(struct reader *r, const struct bq_yaml_item *item)
{
    if (item->len == 0 || item->s[0] == '/')
        return bq_arena_str(&r->store->arena, item->s, item->len);
    const char *base = bq_path_base(r->file);
    struct bq_buf path;
    bq_buf_init(&path, BQ_PATH_MAX);
    bq_buf_add(&path, r->file, (size_t)(base - r->file));
    bq_buf_add(&path, item->s, item->len);
    const char *kept = bq_arena_str(&r->store->arena, path.data ? path.data : "", path.len);
    r->store->arena.failed |= path.failed;
    bq_buf_clear(&path);
    return kept;
}

static int read_scalar(struct reader *r, const struct setting *s, const struct bq_yaml_item *item,
                       struct bq_err *err)
{
    void *to = at(r->config, s->offset);
    struct bq_config_entry *entry = entry_of(r->store, s);
    if (item->kind != BQ_YAML_SCALAR)
        return bq_yaml_wrong(r->yaml, item, err, "%s has to be a single value", s->key);
    if (s->kind == BOOL) {
        if (!bq_yaml_bool(item, to))
            return bq_yaml_wrong(r->yaml, item, err, "%s has to be true or false", s->key);
        entry->value = *(bool *)to ? "true" : "false";
        return BQ_OK;
    }
    if (s->kind == FOLDER && item->s[0] == '~')
        return bq_yaml_wrong(r->yaml, item, err, "%s: write the whole path, ~ is not expanded",
                             s->key);
    if (s->kind == THEME) {
        size_t i = 0;
        while (i < sizeof themes / sizeof *themes && strcmp(themes[i], item->s) != 0)
            i++;
        if (i == sizeof themes / sizeof *themes)
            return bq_yaml_wrong(r->yaml, item, err,
                                 "theme has to be auto, dark, light, mono or high-contrast");
    }
    entry->value =
        s->kind == FOLDER ? folder(r, item) : bq_arena_str(&r->store->arena, item->s, item->len);
    *(const char **)to = entry->value;
    return BQ_OK;
}

/* What a list setting shows: its parts with commas between. */
static void show(struct reader *r, const struct setting *s, const struct bq_buf *parts)
{
    entry_of(r->store, s)->value =
        bq_arena_str(&r->store->arena, parts->data ? parts->data : "", parts->len);
}

static int add_word(struct reader *r, const struct setting *s, const struct bq_yaml_item *item,
                    struct bq_buf *parts, struct bq_err *err)
{
    struct bq_strings *list = at(r->config, s->offset);
    const void *items = list->items;
    if (item->kind != BQ_YAML_SCALAR)
        return bq_yaml_wrong(r->yaml, item, err, "%s has to be a list of words", s->key);
    const char *word = bq_arena_str(&r->store->arena, item->s, item->len);
    int rc =
        bq_arena_append(&r->store->arena, &items, &list->count, &word, sizeof word, LIST_MAX, err);
    list->items = items;
    bq_buf_addf(parts, "%s%s", parts->len ? ", " : "", word);
    return rc;
}

static int read_words(struct reader *r, const struct setting *s, const struct bq_yaml_item *begin,
                      struct bq_err *err)
{
    struct bq_buf parts;
    struct bq_yaml_item item;
    int rc = BQ_OK;
    bq_buf_init(&parts, CONFIG_FILE_MAX * 2);
    if (begin->kind != BQ_YAML_LIST)
        rc = add_word(r, s, begin, &parts, err);
    while (begin->kind == BQ_YAML_LIST && rc == BQ_OK) {
        rc = bq_yaml_next(r->yaml, &item, err);
        if (rc != BQ_OK || item.kind == BQ_YAML_LIST_END)
            break;
        rc = add_word(r, s, &item, &parts, err);
    }
    show(r, s, &parts);
    bq_buf_clear(&parts);
    return rc;
}

static int add_link(struct reader *r, const struct setting *s, const struct bq_yaml_item *key,
                    struct bq_buf *parts, struct bq_err *err)
{
    struct bq_arena *arena = &r->store->arena;
    const struct bq_link **list = at(r->config, s->offset);
    struct bq_yaml_item value;
    struct bq_link link = { bq_arena_str(arena, key->s, key->len), "" };
    int rc = bq_yaml_next(r->yaml, &value, err);
    if (rc != BQ_OK)
        return rc;
    if (value.kind != BQ_YAML_SCALAR)
        return bq_yaml_wrong(r->yaml, &value, err, "%s has to be a single word", link.name);
    if (s->kind == RULES && bq_severity_parse(value.s) < 0)
        return bq_yaml_wrong(r->yaml, &value, err, "%s has to be error, warning or note",
                             link.name);
    link.url = bq_arena_str(arena, value.s, value.len);
    const void *items = *list;
    rc = bq_arena_append(arena, &items, at(r->config, s->count_offset), &link, sizeof link,
                         LIST_MAX, err);
    *list = items;
    bq_buf_addf(parts, "%s%s: %s", parts->len ? ", " : "", link.name, link.url);
    return rc;
}

static int read_links(struct reader *r, const struct setting *s, const struct bq_yaml_item *begin,
                      struct bq_err *err)
{
    struct bq_buf parts;
    struct bq_yaml_item key;
    if (begin->kind != BQ_YAML_MAP)
        return bq_yaml_wrong(r->yaml, begin, err, "%s has to be a map", s->key);
    bq_buf_init(&parts, CONFIG_FILE_MAX * 2);
    int rc = BQ_OK;
    while (rc == BQ_OK) {
        rc = bq_yaml_next(r->yaml, &key, err);
        if (rc != BQ_OK || key.kind == BQ_YAML_MAP_END)
            break;
        rc = add_link(r, s, &key, &parts, err);
    }
    show(r, s, &parts);
    bq_buf_clear(&parts);
    return rc;
}

/* ---- the whole
 * ------------------------------------------------------------------------------------------ */

static void say_from(struct reader *r, const struct setting *s, unsigned line)
{
    struct bq_buf from;
    bq_buf_init(&from, BQ_PATH_MAX + 32);
    bq_buf_addf(&from, "%s:%u", r->file, line);
    entry_of(r->store, s)->from =
        bq_arena_str(&r->store->arena, from.data ? from.data : "", from.len);
    bq_buf_clear(&from);
}

static int read_setting(struct reader *r, const struct bq_yaml_item *key, struct bq_err *err)
{
    const struct setting *s = settings;
    struct bq_yaml_item value;
    while (s < settings + SETTINGS && strcmp(s->key, key->s) != 0)
        s++;
    if (s == settings + SETTINGS) {
        const char *near = bq_near_find(key->s, settings, SETTINGS, sizeof *settings);
        return near ? bq_yaml_wrong(r->yaml, key, err, "no setting %s; did you mean %s?", key->s,
                                    near)
                    : bq_yaml_wrong(r->yaml, key, err,
                                    "no setting %s; `bugquill config --no-config` lists them",
                                    key->s);
    }
    unsigned line = key->line;
    int rc = bq_yaml_next(r->yaml, &value, err);
    if (rc != BQ_OK || bq_yaml_is_null(&value))
        return rc;
    say_from(r, s, line);
    if (s->kind == WORDS)
        return read_words(r, s, &value, err);
    if (s->kind == RULES || s->kind == ACTIONS)
        return read_links(r, s, &value, err);
    return read_scalar(r, s, &value, err);
}

static int read_config(struct reader *r, struct bq_err *err)
{
    struct bq_yaml_item item;
    int rc = bq_yaml_next(r->yaml, &item, err);
    if (rc != BQ_OK || bq_yaml_is_null(&item))
        return rc;
    if (item.kind != BQ_YAML_MAP)
        return bq_yaml_wrong(r->yaml, &item, err, "settings have to be a map: key: value");
    for (;;) {
        rc = bq_yaml_next(r->yaml, &item, err);
        if (rc != BQ_OK || item.kind == BQ_YAML_MAP_END)
            break;
        rc = read_setting(r, &item, err);
        if (rc != BQ_OK)
            return rc;
    }
    if (rc == BQ_OK)
        rc = bq_yaml_next(r->yaml, &item, err);
    return rc;
}

/* A file of blanks and comments only sets nothing; the YAML reader would call it empty. */
static bool says_nothing(const char *text, size_t len)
{
    bool comment = false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\n')
            comment = false;
        else if (text[i] == '#')
            comment = true;
        else if (!comment && !strchr(" \t\r", text[i]))
            return false;
    }
    return true;
}

int bq_config_parse(struct bq_config *config, const char *text, size_t len, const char *path,
                    struct bq_err *err)
{
    struct reader r = { NULL, config, config->storage, path };
    if (says_nothing(text, len))
        return BQ_OK;
    int rc = bq_yaml_open(text, len, path, CONFIG_ITEMS_MAX, &r.yaml, err);
    if (rc == BQ_OK)
        rc = read_config(&r, err);
    if (rc == BQ_OK && r.store->arena.failed)
        rc = bq_err_nomem(err);
    bq_err_in_file(rc == BQ_OK ? NULL : err, path);
    bq_yaml_free(r.yaml);
    return rc;
}

int bq_config_load(struct bq_config *config, const char *path, struct bq_err *err)
{
    struct bq_file_stamp stamp;
    char *text = NULL;
    size_t len = 0;
    int rc = bq_file_stat(path, &stamp, err);
    if (rc != BQ_OK || !stamp.exists)
        return rc;
    rc = bq_file_read(path, CONFIG_FILE_MAX, &text, &len, NULL, err);
    if (rc == BQ_OK)
        rc = bq_config_parse(config, text, len, path, err);
    free(text);
    return rc;
}
