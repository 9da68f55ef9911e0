/*
 * bounty-targets-data's five shapes and HackerOne's API. A shape is told by its keys.
 */
#include "io/import_impl.h"

#include "bqi/json.h"

#include <stdio.h>
#include <string.h>

/* How a platform names things. */
struct shape {
    const char *platform, *mark; /* a key that only this one's programs have */
    const char *id;              /* where the id is; NULL: the last part of the url */
    const char *entry;           /* key of an entry's text */
    const char *kind, *note;     /* keys of an entry, NULL: none */
};

static const struct shape shapes[] = {
    { "bugcrowd", "managed_by_bugcrowd", NULL, "target", "type", NULL },
    { "hackerone", "submission_state", "handle", "asset_identifier", "asset_type", "instruction" },
    { "intigriti", "company_handle", "handle", "endpoint", "type", "description" },
    { "federacy", "offers_awards", NULL, "target", "type", NULL },
    { "yeswehack", "disabled", "id", "target", "type", NULL },
};

static const char *str(struct bq_program *p, const struct bq_json *object, const char *key)
{
    return key ? bq_program_strz(p, bq_json_get_text(object, key)) : "";
}

static bool is_false(const struct bq_json *object, const char *key)
{
    const struct bq_json *value = bq_json_get(object, key);

    return value && bq_json_kind(value) == BQ_JSON_BOOL && !bq_json_true(value);
}

/* An entry that is no object, or says nothing, is kept as words. */
static int add_unreadable(struct bq_importing *in, struct bq_program *p, bool out, size_t number,
                          struct bq_err *err)
{
    struct bq_target t = bq_target_none();
    char name[64];

    (void)snprintf(name, sizeof(name), "entry %zu, which is not readable", number);
    t.name = bq_program_strz(p, name);
    t.out = out;
    bq_importing_trouble(in, 0, 0, "%.100s: entry %zu on the %s side is no object",
                         bq_program_edit(p)->name, number, out ? "out" : "in");
    return bq_program_add_target(p, &t, err);
}

/* What an entry says of itself, beyond side and text. */
static void details(struct bq_program *p, const struct bq_json *entry, struct bq_target *t)
{
    const char *impact = bq_json_get_text(entry, "impact");

    t->max_severity = str(p, entry, "max_severity");
    if (is_false(entry, "eligible_for_bounty")) {
        t->bounty = false;
    }
    if (*impact && strcmp(impact, "Out of scope") != 0) {
        t->group = bq_program_strz(p, impact);
        if (strcmp(impact, "No Bounty") == 0) {
            t->bounty = false;
        }
    }
}

/* Bugcrowd gives a name for the dropdown, an address, and sometimes an IP address, any of them
 * empty. */
static void name_and_asset(struct bq_program *p, const struct shape *shape,
                           const struct bq_json *entry, struct bq_target *t)
{
    const char *text = bq_json_get_text(entry, shape->entry);
    const char *name = bq_json_get_text(entry, "name"), *uri = bq_json_get_text(entry, "uri");
    const char *ip = bq_json_get_text(entry, "ipAddress");

    t->name = bq_program_strz(p, *name ? name : text);
    if (*uri) {
        t->asset = bq_program_strz(p, uri);
    } else if (*ip) {
        t->asset = bq_program_strz(p, ip);
    } else if (*text && *name && strcmp(text, name) != 0) {
        t->asset = bq_program_strz(p, text);
    }
}

static int add_side(struct bq_importing *in, struct bq_program *p, const struct shape *shape,
                    const struct bq_json *list, bool out, struct bq_err *err)
{
    size_t number = 0;
    int status = BQ_OK;

    for (const struct bq_json *entry = bq_json_first(list); entry && status == BQ_OK;
         entry = bq_json_next(entry)) {
        struct bq_target t = bq_target_none();

        number++;
        if (bq_json_kind(entry) != BQ_JSON_OBJECT) {
            status = add_unreadable(in, p, out, number, err);
            continue;
        }
        name_and_asset(p, shape, entry, &t);
        t.kind = str(p, entry, shape->kind);
        t.note = str(p, entry, shape->note);
        t.out = out;
        details(p, entry, &t);
        if (!t.name[0] && !t.asset[0]) {
            t.name = "(no name)";
        }
        status = bq_program_add_target(p, &t, err);
    }
    return status;
}

/* The last part of an address: https://bugcrowd.com/engagements/openai gives openai. */
static const char *last_part(const char *url, char *out, size_t size)
{
    size_t end = strlen(url), start;

    while (end > 0 && url[end - 1] == '/') {
        end--;
    }
    for (start = end; start > 0 && url[start - 1] != '/'; start--) {
    }
    (void)snprintf(out, size, "%.*s", (int)(end - start < size ? end - start : size - 1),
                   url + start);
    return out;
}

static int add_reward(struct bq_program *p, const char *level, const struct bq_json *value,
                      const char *currency, struct bq_err *err)
{
    struct bq_reward r = bq_reward_none();
    int64_t amount;

    if (!bq_json_whole(value, &amount) || amount <= 0) {
        return BQ_OK;
    }
    r.level = level;
    r.max = amount;
    r.currency = currency;
    r.source = bq_program_edit(p)->source;
    r.as_of = bq_program_edit(p)->as_of;
    return bq_program_add_reward(p, &r, err);
}

static int program_details(struct bq_program *p, const struct shape *shape,
                           const struct bq_json *object, struct bq_err *err)
{
    struct bq_program_info *info = bq_program_edit(p);
    const char *url = bq_json_get_text(object, "url");
    int status = BQ_OK;

    if (*url) {
        status = bq_program_add_string(p, &info->urls, url, strlen(url), err);
    } else if (strcmp(shape->platform, "yeswehack") == 0) {
        char text[300];

        (void)snprintf(text, sizeof(text), "https://yeswehack.com/programs/%.200s",
                       bq_json_get_text(object, "id"));
        (void)bq_importing_mend(text);
        status = bq_program_add_string(p, &info->urls, text, strlen(text), err);
    }
    info->safe_harbor = str(p, object, "safe_harbor");
    if (strcmp(shape->platform, "bugcrowd") == 0) {
        info->form.taxonomy = "vrt";
        if (status == BQ_OK) {
            status = add_reward(p, "P1", bq_json_get(object, "max_payout"), "USD", err);
        }
    } else if (strcmp(shape->platform, "hackerone") == 0) {
        info->form.taxonomy = "cwe";
    }
    return status;
}

static int add_program(struct bq_importing *in, const struct shape *shape,
                       const struct bq_json *object, struct bq_err *err)
{
    const struct bq_json *targets = bq_json_get(object, "targets");
    const char *name = bq_json_get_text(object, "name");
    char id[200];
    struct bq_program *p = bq_importing_program(in, name, shape->platform, err);
    int status;

    if (!p) {
        return BQ_ENOMEM;
    }
    if (shape->id) {
        (void)snprintf(id, sizeof(id), "%.190s", bq_json_get_text(object, shape->id));
    } else {
        last_part(bq_json_get_text(object, "url"), id, sizeof(id));
    }
    status = program_details(p, shape, object, err);
    if (status == BQ_OK) {
        status = add_side(in, p, shape, bq_json_get(targets, "in_scope"), false, err);
    }
    if (status == BQ_OK) {
        status = add_side(in, p, shape, bq_json_get(targets, "out_of_scope"), true, err);
    }
    if (status != BQ_OK) {
        bq_program_free(p);
        return status;
    }
    return bq_importing_take(in, p, id, err);
}

/* Which platform a program comes from: by a key of its own, else by those of its entries. */
static const struct shape *shape_of(const struct bq_json *object)
{
    const struct bq_json *targets = bq_json_get(object, "targets"), *entry;

    if (bq_json_kind(targets) != BQ_JSON_OBJECT) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        if (bq_json_get(object, shapes[i].mark)) {
            return &shapes[i];
        }
    }
    entry = bq_json_first(bq_json_get(targets, "in_scope"));
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]) && entry; i++) {
        if (bq_json_get(entry, shapes[i].entry)) {
            return &shapes[i];
        }
    }
    return entry ? NULL : &shapes[0];
}

static int import_programs(struct bq_importing *in, const struct bq_json *first, bool many,
                           struct bq_err *err)
{
    size_t number = 0;
    int status = BQ_OK;

    for (const struct bq_json *object = first; object && status == BQ_OK;
         object = many ? bq_json_next(object) : NULL) {
        const struct shape *shape =
            bq_json_kind(object) == BQ_JSON_OBJECT ? shape_of(object) : NULL;

        number++;
        if (!shape) {
            bq_importing_trouble(in, 0, 0, "program %zu has no targets in a shape that is known",
                                 number);
            continue;
        }
        if (in->out->count == 0) {
            in->out->format = strcmp(shape->platform, "hackerone") == 0   ? "HackerOne list"
                              : strcmp(shape->platform, "bugcrowd") == 0  ? "Bugcrowd list"
                              : strcmp(shape->platform, "intigriti") == 0 ? "Intigriti list"
                              : strcmp(shape->platform, "federacy") == 0  ? "Federacy list"
                                                                          : "YesWeHack list";
        }
        status = add_program(in, shape, object, err);
    }
    if (status == BQ_OK && in->out->count == 0) {
        status = bq_err_at(err, BQ_EPARSE, in->file, 1, 1,
                           "this JSON is no scope list of a kind that is known");
    }
    return status;
}

/* ---- HackerOne's API: structured scopes ------------------------------------------------------ */

static const struct bq_json *structured_scopes(const struct bq_json *root)
{
    const struct bq_json *data = bq_json_get(root, "data");
    const struct bq_json *related =
        bq_json_get(bq_json_get(root, "relationships"), "structured_scopes");

    if (related) {
        return bq_json_get(related, "data");
    }
    if (bq_json_kind(data) == BQ_JSON_OBJECT) {
        return structured_scopes(data);
    }
    if (bq_json_kind(data) == BQ_JSON_ARRAY) {
        const struct bq_json *first = bq_json_first(data);

        return !first || bq_json_get(bq_json_get(first, "attributes"), "asset_identifier") ? data
                                                                                           : NULL;
    }
    return NULL;
}

static int add_structured(struct bq_program *p, const struct bq_json *entry, struct bq_err *err)
{
    const struct bq_json *attributes = bq_json_get(entry, "attributes");
    struct bq_target t = bq_target_none();

    t.name = str(p, attributes, "asset_identifier");
    t.kind = str(p, attributes, "asset_type");
    t.note = str(p, attributes, "instruction");
    t.out = is_false(attributes, "eligible_for_submission");
    details(p, attributes, &t);
    if (!t.name[0]) {
        t.name = "(no name)";
    }
    return bq_program_add_target(p, &t, err);
}

static int import_structured(struct bq_importing *in, const struct bq_json *root,
                             const struct bq_json *list, struct bq_err *err)
{
    const struct bq_json *attributes = bq_json_get(root, "attributes");
    const char *handle = bq_json_get_text(attributes, "handle");
    struct bq_program *p;
    int status = BQ_OK;

    in->out->format = "HackerOne structured scopes";
    p = bq_importing_program(in, bq_json_get_text(attributes, "name"), "hackerone", err);
    if (!p) {
        return BQ_ENOMEM;
    }
    bq_program_edit(p)->form.taxonomy = "cwe";
    for (const struct bq_json *entry = bq_json_first(list); entry && status == BQ_OK;
         entry = bq_json_next(entry)) {
        status = add_structured(p, entry, err);
    }
    if (status != BQ_OK) {
        bq_program_free(p);
        return status;
    }
    return bq_importing_take(in, p, handle, err);
}

int bq_import_json(struct bq_importing *in, struct bq_err *err)
{
    struct bq_json *root = NULL;
    const struct bq_json *list;
    int status = bq_json_parse(in->text, in->len, in->file, &root, err);

    if (status != BQ_OK) {
        return status;
    }
    if (bq_json_kind(root) == BQ_JSON_ARRAY) {
        status = import_programs(in, bq_json_first(root), true, err);
    } else if (bq_import_is_burp(root)) {
        status = bq_import_burp(in, root, err);
    } else if ((list = structured_scopes(root)) != NULL) {
        status = import_structured(in, root, list, err);
    } else {
        status = import_programs(in, root, false, err);
    }
    bq_json_free(root);
    return status;
}
