/*
 * Reads a program by tables of keys. The shape is told at the head of data/programs/openai.yaml. A
 * key that no table knows is an error: a misspelt exclusion must not vanish in silence.
 */
#include "base/data.h"
#include "bqi/buf.h"
#include "bqi/file.h"
#include "bqi/near.h"
#include "bqi/paths.h"
#include "bugquill/io.h"
#include "io/items.h"
#include "io/yaml.h"
#include "model/program_build.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAM_ITEMS_MAX = 12000000, ID_MAX = 100 };

/* Reads items from YAML, or, of a built-in program, those that were read when this was built. */
struct reader {
    struct bq_yaml *yaml; /* NULL: from the items */
    struct bq_items items;
    const char *file;
    struct bq_program *program;
    struct bq_program_info *info;
    bool has_format;
};

/* Reads the value that `item` begins into what stands at `to`. */
typedef int read_fn(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                    struct bq_err *err);
struct member {
    const char *key;
    read_fn *read;
    size_t offset;
};

static int next(struct reader *r, struct bq_yaml_item *item, struct bq_err *err)
{
    int rc = BQ_OK;
    if (r->yaml)
        rc = bq_yaml_next(r->yaml, item, err);
    else
        bq_items_next(&r->items, item);
    return rc;
}

/* The text of a scalar for as long as the program lasts: those built in are not copied. */
static const char *lasting(const struct reader *r, const struct bq_yaml_item *item)
{
    return r->yaml ? bq_program_str(r->program, item->s, item->len) : item->s;
}

/* A trouble at item, in words. Returns BQ_EPARSE. */
static int BQ_PRINTF(4, 5) wrong(const struct reader *r, const struct bq_yaml_item *item,
                                 struct bq_err *err, const char *format, ...)
{
    char text[BQ_ERR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return r->yaml ? bq_yaml_wrong(r->yaml, item, err, "%s", text)
                   : bq_err_at(err, BQ_EPARSE, r->file, 0, 0, "%s", text);
}

/* ---- maps and lists by table
 * ------------------------------------------------------------------------- */

static const struct member *find(const struct reader *r, const struct member *members, size_t count,
                                 const struct bq_yaml_item *key, struct bq_err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(members[i].key, key->s) == 0)
            return &members[i];
    }
    const char *near = bq_near_find(key->s, members, count, sizeof *members);
    if (near)
        wrong(r, key, err, "unknown key %s; did you mean %s?", key->s, near);
    else
        wrong(r, key, err, "unknown key %s", key->s);
    return NULL;
}

/* The keys of a map whose begin was just read. */
static int read_map(struct reader *r, void *base, const struct member *members, size_t count,
                    const struct bq_yaml_item *begin, struct bq_err *err)
{
    if (begin->kind != BQ_YAML_MAP)
        return bq_yaml_is_null(begin) ? BQ_OK : wrong(r, begin, err, "this has to be a map");
    for (;;) {
        struct bq_yaml_item key, value;
        int rc = next(r, &key, err);
        if (rc != BQ_OK || key.kind == BQ_YAML_MAP_END)
            return rc;
        const struct member *m = find(r, members, count, &key, err);
        if (!m)
            return BQ_EPARSE;
        rc = next(r, &value, err);
        if (rc == BQ_OK)
            rc = m->read(r, (char *)base + m->offset, m->key, &value, err);
        if (rc != BQ_OK)
            return rc;
    }
}
#define READ_MAP(r, base, table, begin, err)                                                       \
    read_map((r), (base), (table), sizeof(table) / sizeof((table)[0]), (begin), (err))

/* Calls `each` for every entry of a list; anything else is one entry by itself. */
static int read_list(struct reader *r, void *to, const char *key, const struct bq_yaml_item *begin,
                     read_fn *each, bool one_allowed, struct bq_err *err)
{
    if (bq_yaml_is_null(begin))
        return BQ_OK;
    if (begin->kind != BQ_YAML_LIST)
        return one_allowed ? each(r, to, key, begin, err)
                           : wrong(r, begin, err, "%s has to be a list", key);
    for (;;) {
        struct bq_yaml_item item;
        int rc = next(r, &item, err);
        if (rc != BQ_OK || item.kind == BQ_YAML_LIST_END)
            return rc;
        rc = each(r, to, key, &item, err);
        if (rc != BQ_OK)
            return rc;
    }
}

/* ---- single values
 * -------------------------------------------------------------------------------------- */

static int read_str(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                    struct bq_err *err)
{
    if (item->kind != BQ_YAML_SCALAR)
        return wrong(r, item, err, "%s has to be a text", key);
    if (!bq_yaml_is_null(item))
        *(const char **)to = lasting(r, item);
    return BQ_OK;
}

static int read_bool(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                     struct bq_err *err)
{
    if (bq_yaml_is_null(item) || bq_yaml_bool(item, to))
        return BQ_OK;
    return wrong(r, item, err, "%s has to be true or false", key);
}

static int read_number(struct reader *r, const char *key, const struct bq_yaml_item *item,
                       long long max, long long *out, struct bq_err *err)
{
    *out = 0;
    if (bq_yaml_is_null(item))
        return BQ_OK;
    if (!bq_yaml_number(item, out) || *out < 0 || *out > max)
        return wrong(r, item, err, "%s has to be a whole number from 0", key);
    return BQ_OK;
}

static int read_i64(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                    struct bq_err *err)
{
    long long number;
    int rc = read_number(r, key, item, INT64_MAX, &number, err);
    if (rc == BQ_OK)
        *(int64_t *)to = number;
    return rc;
}

static int read_u64(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                    struct bq_err *err)
{
    long long number;
    int rc = read_number(r, key, item, INT64_MAX, &number, err);
    if (rc == BQ_OK)
        *(uint64_t *)to = (uint64_t)number;
    return rc;
}

static int read_unsigned(struct reader *r, void *to, const char *key,
                         const struct bq_yaml_item *item, struct bq_err *err)
{
    long long number;
    int rc = read_number(r, key, item, 1000000000, &number, err);
    if (rc == BQ_OK)
        *(unsigned *)to = (unsigned)number;
    return rc;
}

static int read_format(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                       struct bq_err *err)
{
    (void)to;
    long long number;
    if (!bq_yaml_number(item, &number))
        return wrong(r, item, err, "%s has to be a format number", key);
    r->has_format = true;
    if (number > BQ_PROGRAM_FORMAT)
        return wrong(r, item, err,
                     "format %lld: written for a newer bugquill; this one reads format %d", number,
                     BQ_PROGRAM_FORMAT);
    if (number < 1)
        return wrong(r, item, err, "there is no format %lld", number);
    return BQ_OK;
}

static int read_severity(struct reader *r, void *to, const char *key,
                         const struct bq_yaml_item *item, struct bq_err *err)
{
    int severity = item->kind == BQ_YAML_SCALAR ? bq_severity_parse(item->s) : -1;
    if (severity < 0)
        return wrong(r, item, err, "%s has to be error, warning or note", key);
    *(enum bq_severity *)to = (enum bq_severity)severity;
    return BQ_OK;
}

/* ---- lists of words
 * ---------------------------------------------------------------------------------------- */

static int read_one_string(struct reader *r, void *to, const char *key,
                           const struct bq_yaml_item *item, struct bq_err *err)
{
    if (item->kind != BQ_YAML_SCALAR)
        return wrong(r, item, err, "%s has to hold texts", key);
    return bq_program_add_lasting(r->program, to, lasting(r, item), err);
}

static int read_strings(struct reader *r, void *to, const char *key,
                        const struct bq_yaml_item *item, struct bq_err *err)
{
    return read_list(r, to, key, item, read_one_string, true, err);
}

static int read_one_field(struct reader *r, void *to, const char *key,
                          const struct bq_yaml_item *item, struct bq_err *err)
{
    enum bq_field field = BQ_FIELD_NONE;
    if (item->kind == BQ_YAML_SCALAR)
        field = bq_field_by_key(item->s, item->len);
    if (field == BQ_FIELD_NONE)
        return wrong(r, item, err, "%s has to name fields of a draft, not %s", key, item->s);
    *(bq_field_set *)to |= BQ_FIELD_BIT(field);
    return BQ_OK;
}

static int read_fields(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                       struct bq_err *err)
{
    return read_list(r, to, key, item, read_one_field, true, err);
}

/* ---- scope
 * --------------------------------------------------------------------------------------------------
 */

#define TARGET(key, read)                                                                          \
    {                                                                                              \
#key, read, offsetof(struct bq_target, key)                                                \
    }
static const struct member target_members[] = {
    TARGET(name, read_str),         TARGET(kind, read_str),  TARGET(asset, read_str),
    TARGET(note, read_str),         TARGET(group, read_str), TARGET(bounty, read_bool),
    TARGET(max_severity, read_str),
};

static int read_target(struct reader *r, const struct bq_yaml_item *item, bool out,
                       struct bq_err *err)
{
    struct bq_target target = bq_target_none();
    target.out = out;
    int rc;
    if (item->kind == BQ_YAML_SCALAR)
        rc = read_str(r, &target.name, "name", item, err);
    else
        rc = READ_MAP(r, &target, target_members, item, err);
    if (rc == BQ_OK && !*target.name && !*target.asset)
        rc = wrong(r, item, err, "a target needs a name");
    return rc == BQ_OK ? bq_program_add_target(r->program, &target, err) : rc;
}

static int read_target_in(struct reader *r, void *to, const char *key,
                          const struct bq_yaml_item *item, struct bq_err *err)
{
    (void)to;
    (void)key;
    return read_target(r, item, false, err);
}

static int read_target_out(struct reader *r, void *to, const char *key,
                           const struct bq_yaml_item *item, struct bq_err *err)
{
    (void)to;
    (void)key;
    return read_target(r, item, true, err);
}

static int read_in(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                   struct bq_err *err)
{
    return read_list(r, to, key, item, read_target_in, false, err);
}

static int read_out(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                    struct bq_err *err)
{
    return read_list(r, to, key, item, read_target_out, false, err);
}

static const struct member scope_members[] = { { "in", read_in, 0 }, { "out", read_out, 0 } };

static int read_scope(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                      struct bq_err *err)
{
    (void)key;
    return READ_MAP(r, to, scope_members, item, err);
}

/* ---- rewards, links
 * -------------------------------------------------------------------------------------------- */

#define REWARD(key, read)                                                                          \
    {                                                                                              \
#key, read, offsetof(struct bq_reward, key)                                                \
    }
static const struct member reward_members[] = {
    REWARD(level, read_str),     REWARD(min, read_i64),    REWARD(max, read_i64),
    REWARD(currency, read_str),  REWARD(source, read_str), REWARD(as_of, read_str),
    REWARD(verified, read_bool),
};

static int read_reward(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                       struct bq_err *err)
{
    (void)to;
    (void)key;
    struct bq_reward reward = bq_reward_none();
    int rc = READ_MAP(r, &reward, reward_members, item, err);
    if (rc == BQ_OK && !*reward.level)
        rc = wrong(r, item, err, "a reward needs a level");
    if (rc == BQ_OK && reward.max < reward.min)
        rc = wrong(r, item, err, "a reward's max is less than its min");
    return rc == BQ_OK ? bq_program_add_reward(r->program, &reward, err) : rc;
}

static int read_rewards(struct reader *r, void *to, const char *key,
                        const struct bq_yaml_item *item, struct bq_err *err)
{
    return read_list(r, to, key, item, read_reward, false, err);
}

static const struct member link_members[] = {
    { "name", read_str, offsetof(struct bq_link, name) },
    { "url", read_str, offsetof(struct bq_link, url) },
};

static int read_link(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                     struct bq_err *err)
{
    (void)to;
    (void)key;
    struct bq_link link = { "", "" };
    int rc = READ_MAP(r, &link, link_members, item, err);
    if (rc == BQ_OK && !*link.name)
        rc = wrong(r, item, err, "a related program needs a name");
    if (rc != BQ_OK)
        return rc;
    return bq_program_add_link(r->program, &r->info->related, &r->info->related_count, &link, err);
}

static int read_related(struct reader *r, void *to, const char *key,
                        const struct bq_yaml_item *item, struct bq_err *err)
{
    return read_list(r, to, key, item, read_link, false, err);
}

/* Rule id: severity word. */
static int read_raise(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                      struct bq_err *err)
{
    (void)to;
    if (bq_yaml_is_null(item))
        return BQ_OK;
    if (item->kind != BQ_YAML_MAP)
        return wrong(r, item, err, "%s has to be a map of rules", key);
    for (;;) {
        struct bq_yaml_item rule, word;
        int rc = next(r, &rule, err);
        if (rc != BQ_OK || rule.kind == BQ_YAML_MAP_END)
            return rc;
        enum bq_severity severity = BQ_NOTE;
        struct bq_link link = { lasting(r, &rule), "" };
        rc = next(r, &word, err);
        if (rc == BQ_OK)
            rc = read_severity(r, &severity, link.name, &word, err);
        if (rc != BQ_OK)
            return rc;
        link.url = bq_severity_name(severity);
        rc = bq_program_add_link(r->program, &r->info->raise, &r->info->raise_count, &link, err);
        if (rc != BQ_OK)
            return rc;
    }
}

/* ---- form
 * -------------------------------------------------------------------------------------------------------
 */

#define FORM(key, read)                                                                            \
    {                                                                                              \
#key, read, offsetof(struct bq_form_limits, key)                                           \
    }
static const struct member form_members[] = {
    FORM(attachment_size, read_u64),   FORM(attachment_count, read_unsigned),
    FORM(attachment_ref, read_str),    FORM(title_length, read_unsigned),
    FORM(taxonomy, read_str),          FORM(collaborators_max, read_unsigned),
    FORM(shares_total, read_unsigned), FORM(impact_apart, read_bool),
};

static int read_form(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                     struct bq_err *err)
{
    (void)key;
    return READ_MAP(r, to, form_members, item, err);
}

/* ---- policy
 * ------------------------------------------------------------------------------------------------------
 */

#define CONDITION(key, read)                                                                       \
    {                                                                                              \
#key, read, offsetof(struct bq_condition, key)                                             \
    }
static const struct member condition_members[] = {
    CONDITION(types, read_strings),    CONDITION(words, read_strings),
    CONDITION(patterns, read_strings), CONDITION(fields, read_fields),
    CONDITION(targets, read_strings),  CONDITION(verdicts, read_strings),
    CONDITION(absent, read_strings),
};

static int read_condition(struct reader *r, void *to, const char *key,
                          const struct bq_yaml_item *item, struct bq_err *err)
{
    (void)key;
    return READ_MAP(r, to, condition_members, item, err);
}

#define RULE(key, read)                                                                            \
    {                                                                                              \
#key, read, offsetof(struct bq_policy_rule, key)                                           \
    }
static const struct member rule_members[] = {
    RULE(id, read_str),           RULE(severity, read_severity), RULE(when, read_condition),
    RULE(unless, read_condition), RULE(message, read_str),       RULE(route, read_str),
    RULE(clause, read_str),       RULE(source, read_str),        RULE(as_of, read_str),
    RULE(verified, read_bool),
};

static int read_rule(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                     struct bq_err *err)
{
    (void)to;
    (void)key;
    struct bq_policy_rule rule = bq_policy_rule_none();
    int rc = READ_MAP(r, &rule, rule_members, item, err);
    if (rc == BQ_OK && (!*rule.id || !*rule.message))
        rc = wrong(r, item, err, "a policy rule needs an id and a message");
    return rc == BQ_OK ? bq_program_add_rule(r->program, &rule, err) : rc;
}

static int read_policy(struct reader *r, void *to, const char *key, const struct bq_yaml_item *item,
                       struct bq_err *err)
{
    return read_list(r, to, key, item, read_rule, false, err);
}

/* ---- the whole
 * ------------------------------------------------------------------------------------------------------
 */

#define INFO(key, read)                                                                            \
    {                                                                                              \
#key, read, offsetof(struct bq_program_info, key)                                          \
    }
static const struct member program_members[] = {
    { "bugquill", read_format, 0 }, INFO(id, read_str),
    INFO(name, read_str),           INFO(platform, read_str),
    INFO(summary, read_str),        INFO(urls, read_strings),
    INFO(submit_url, read_str),     INFO(as_of, read_str),
    INFO(source, read_str),         INFO(verified, read_bool),
    INFO(confidential, read_bool),  INFO(disclosure, read_str),
    INFO(safe_harbor, read_str),    INFO(test_account, read_str),
    INFO(test_header, read_str),    INFO(form, read_form),
    { "scope", read_scope, 0 },     { "rewards", read_rewards, 0 },
    INFO(vendors, read_strings),    INFO(terms, read_strings),
    INFO(policies, read_strings),   { "related", read_related, 0 },
    { "raise", read_raise, 0 },     { "policy", read_policy, 0 },
};

/* An id names files and stands in messages: letters, digits, "-", "_" and "." inside. */
static bool is_id(const char *id)
{
    size_t len = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789._-");
    return len > 0 && len <= ID_MAX && !id[len] && id[0] != '.' && id[0] != '-' && id[0] != '_';
}

/* The file's base name without .yaml, mended to be an id. */
static const char *id_of_file(struct bq_program *program, const char *file)
{
    char id[ID_MAX + 1];
    size_t len = 0;
    struct bq_span base = bq_span_str(bq_path_base(file ? file : ""));
    if (bq_span_ends(base, ".yaml"))
        base.len -= 5;
    for (size_t i = 0; i < base.len && len < ID_MAX; i++) {
        unsigned char c = (unsigned char)base.s[i];
        if (isascii(c) && isalnum(c))
            id[len++] = (char)tolower(c);
        else if (len > 0)
            id[len++] = '-';
    }
    return len ? bq_program_str(program, id, len) : "program";
}

static int read_program(struct reader *r, const char *file, struct bq_err *err)
{
    struct bq_yaml_item item;
    int rc = next(r, &item, err);
    if (rc == BQ_OK && item.kind != BQ_YAML_MAP)
        rc = wrong(r, &item, err, "not a program: no keys");
    if (rc == BQ_OK)
        rc = READ_MAP(r, r->info, program_members, &item, err);
    if (rc == BQ_OK)
        rc = next(r, &item, err);
    if (rc != BQ_OK)
        return rc;
    if (!r->has_format)
        return bq_err_at(err, BQ_EPARSE, file, 1, 1,
                         "not a program: the key bugquill is missing (bugquill: %d)",
                         BQ_PROGRAM_FORMAT);
    if (!*r->info->name)
        return bq_err_at(err, BQ_EPARSE, file, 1, 1, "the program has no name");
    if (!*r->info->id)
        r->info->id = id_of_file(r->program, file);
    if (!is_id(r->info->id))
        return bq_err_at(err, BQ_EPARSE, file, 1, 1,
                         "the id %.*s: only a-z, 0-9, dashes and dots inside",
                         (int)strcspn(r->info->id, "\n"), r->info->id);
    return bq_program_finish(r->program, err);
}

/* The whole, from where the reader reads. */
static int read_whole(struct reader *r, struct bq_program **out, struct bq_err *err)
{
    int rc;
    *out = NULL;
    r->program = bq_program_new();
    if (r->program) {
        r->info = bq_program_edit(r->program);
        rc = read_program(r, r->file, err);
    } else {
        rc = bq_err_nomem(err);
    }
    if (rc == BQ_OK)
        *out = r->program;
    else
        bq_program_free(r->program);
    return rc;
}

int bq_program_parse(const char *text, size_t len, const char *file, struct bq_program **out,
                     struct bq_err *err)
{
    struct reader r = { .file = file };
    *out = NULL;
    if (len > BQ_PROGRAM_FILE_MAX)
        return bq_err_at(err, BQ_ELIMIT, file, 0, 0, "larger than %d bytes", BQ_PROGRAM_FILE_MAX);
    int rc = bq_yaml_open(text, len, file, PROGRAM_ITEMS_MAX, &r.yaml, err);
    if (rc != BQ_OK)
        return rc;
    rc = read_whole(&r, out, err);
    bq_err_in_file(rc == BQ_OK ? NULL : err, file);
    bq_yaml_free(r.yaml);
    return rc;
}

int bq_program_load(const char *path, struct bq_program **out, struct bq_err *err)
{
    char *text = NULL;
    size_t len;
    *out = NULL;
    int rc = bq_file_read(path, BQ_PROGRAM_FILE_MAX, &text, &len, NULL, err);
    if (rc == BQ_OK)
        rc = bq_program_parse(text, len, path, out, err);
    free(text);
    return rc;
}

/* ---- built in
 * ---------------------------------------------------------------------------------------------------------
 */

const char *const *bq_program_builtin_ids(void)
{
    static const char *const ids[] = { "openai", "openai-safety", NULL };
    return ids;
}

/* Reads the items of the file; false when it is not among those that were worked out. */
static bool read_baked(const char *name, int *rc, struct bq_program **out, struct bq_err *err)
{
    const struct bq_items_file *file = bq_items_table;
    while (file->name && strcmp(file->name, name) != 0)
        file++;
    if (file->name) {
        struct reader r = { .items = { file->bytes, file->bytes + file->len }, .file = name };
        *rc = read_whole(&r, out, err);
    }
    return file->name != NULL;
}

int bq_program_builtin(const char *id, struct bq_program **out, struct bq_err *err)
{
    *out = NULL;
    for (const char *const *known = bq_program_builtin_ids(); *known; known++) {
        char name[ID_MAX];
        int rc;
        if (strcmp(*known, id) != 0)
            continue;
        snprintf(name, sizeof name, "programs/%s.yaml", id);
        if (read_baked(name, &rc, out, err))
            return rc;
        const struct bq_data *data = bq_data_find(name);
        if (data)
            return bq_program_parse((const char *)data->bytes, data->len, name, out, err);
    }
    return bq_err_set(err, BQ_ENOTFOUND, "there is no built-in program %s", id);
}
