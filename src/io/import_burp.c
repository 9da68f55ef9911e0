/*
 * Burp Suite's project options: target.scope, simple (prefixes) or advanced (regular expressions
 * for host, port and file).
 */
#include "io/import_impl.h"

#include "bqi/json.h"

#include <stdio.h>
#include <string.h>

static const struct bq_json *scope_of(const struct bq_json *root)
{
    const struct bq_json *scope = bq_json_get(bq_json_get(root, "target"), "scope");

    return scope ? scope : bq_json_get(root, "scope");
}

bool bq_import_is_burp(const struct bq_json *root)
{
    const struct bq_json *scope = scope_of(root);

    return bq_json_kind(scope) == BQ_JSON_OBJECT &&
           (bq_json_get(scope, "include") || bq_json_get(scope, "exclude"));
}

struct adding {
    struct bq_program *program;
    const struct bq_json *entry;
    const char *port, *file; /* as entries write them: ":443", a path with stars, "" */
    bool out;
};

static int add_named(struct adding *a, const char *name, const char *note, struct bq_err *err)
{
    struct bq_target t = bq_target_none();

    t.name = bq_program_strz(a->program, name);
    t.kind = "url";
    t.note = bq_program_strz(a->program, note);
    t.out = a->out;
    return bq_program_add_target(a->program, &t, err);
}

static int add_host(void *context, const char *host, size_t len, struct bq_err *err)
{
    struct adding *a = context;
    char name[1500], note[600];

    (void)snprintf(name, sizeof(name), "%.*s%s%s", (int)len, host, a->port, a->file);
    (void)snprintf(note, sizeof(note), "Burp: host %.400s", bq_json_get_text(a->entry, "host"));
    return add_named(a, bq_importing_mend(name), bq_importing_mend(note), err);
}

/* What can't be said with stars stays, as words for people. */
static int add_words(struct adding *a, const char *why, struct bq_err *err)
{
    char name[1500];

    (void)snprintf(name, sizeof(name),
                   "not matched, %s: protocol %s, host %.400s, port %.100s, file %.400s%s", why,
                   bq_json_get_text(a->entry, "protocol"), bq_json_get_text(a->entry, "host"),
                   bq_json_get_text(a->entry, "port"), bq_json_get_text(a->entry, "file"),
                   bq_json_get_text(a->entry, "prefix"));
    return add_named(a, bq_importing_mend(name), "", err);
}

static int take_one(void *context, const char *text, size_t len, struct bq_err *err)
{
    struct bq_buf *buf = context;

    (void)err;
    if (buf->len > 0) {
        buf->failed = true; /* more than one: not for ports and files */
    }
    bq_buf_add(buf, text, len);
    return BQ_OK;
}

/* A port or file expression as one text with stars; false when it is more than that. */
static bool one_text(const char *regex, struct bq_buf *out)
{
    int status;

    bq_buf_reset(out);
    if (!*regex || strcmp(regex, ".*") == 0 || strcmp(regex, "^.*$") == 0) {
        return true;
    }
    return bq_regex_to_entries(regex, take_one, out, &status, NULL) && !bq_buf_failed(out) &&
           out->len < 600;
}

static bool port_text(const char *regex, struct bq_buf *buf, char *out, size_t size)
{
    *out = '\0';
    if (!one_text(regex, buf)) {
        return false;
    }
    if (buf->len == 0 || strcmp(buf->data, "*") == 0) {
        return true;
    }
    for (size_t i = 0; i < buf->len; i++) {
        if (buf->data[i] < '0' || buf->data[i] > '9') {
            return false;
        }
    }
    (void)snprintf(out, size, ":%s", buf->data);
    return true;
}

static bool file_text(const char *regex, struct bq_buf *buf, char *out, size_t size)
{
    size_t len = strlen(regex);

    *out = '\0';
    if (!one_text(regex, buf) || (buf->len > 0 && buf->data[0] != '/' && buf->data[0] != '*')) {
        return false;
    }
    if (buf->len > 0) {
        /* Without a $ the expression goes on; a path of ours covers what is below it anyway. */
        (void)snprintf(out, size, "%s%s%s", buf->data[0] == '/' ? "" : "/", buf->data,
                       regex[len - 1] == '$' || buf->data[buf->len - 1] == '*' ? "" : "*");
    }
    return true;
}

static int add_advanced(struct adding *a, struct bq_err *err)
{
    const char *host = bq_json_get_text(a->entry, "host");
    char port[16], file[700];
    struct bq_buf buf;
    int status = BQ_OK;
    bool fine;

    bq_buf_init(&buf, 4096);
    fine = *host && port_text(bq_json_get_text(a->entry, "port"), &buf, port, sizeof(port)) &&
           file_text(bq_json_get_text(a->entry, "file"), &buf, file, sizeof(file));
    bq_buf_clear(&buf);
    a->port = port;
    a->file = file;
    if (!fine || !bq_regex_to_entries(host, add_host, a, &status, err)) {
        status =
            add_words(a, *host ? "an expression that stars can't say" : "covers every host", err);
    }
    a->port = a->file = "";
    return status;
}

/* The host of a prefix: what a "with subdomains" adds a wildcard for. */
static int add_subdomains(struct adding *a, const char *prefix, struct bq_err *err)
{
    const char *host = strstr(prefix, "://");
    char name[1500];

    host = host ? host + 3 : prefix;
    (void)snprintf(name, sizeof(name), "%.*s*.%.1400s", (int)(host - prefix), prefix, host);
    return add_named(a, bq_importing_mend(name), "Burp: with subdomains", err);
}

static int add_entry(struct bq_importing *in, struct adding *a, size_t number, struct bq_err *err)
{
    const struct bq_json *enabled = bq_json_get(a->entry, "enabled");
    const char *prefix = bq_json_get_text(a->entry, "prefix");
    int status;

    if (bq_json_kind(a->entry) != BQ_JSON_OBJECT) {
        bq_importing_trouble(in, 0, 0, "%s %zu is no object", a->out ? "exclude" : "include",
                             number);
        return add_named(a, "an entry that is not readable", "", err);
    }
    if (enabled && bq_json_kind(enabled) == BQ_JSON_BOOL && !bq_json_true(enabled)) {
        return add_words(a, "switched off in Burp", err);
    }
    if (!*prefix) {
        return add_advanced(a, err);
    }
    status = add_named(a, prefix, "", err);
    if (status == BQ_OK && bq_json_true(bq_json_get(a->entry, "include_subdomains"))) {
        status = add_subdomains(a, prefix, err);
    }
    return status;
}

static int add_side(struct bq_importing *in, struct bq_program *program, const struct bq_json *list,
                    bool out, struct bq_err *err)
{
    size_t number = 0;
    int status = BQ_OK;

    for (const struct bq_json *entry = bq_json_first(list); entry && status == BQ_OK;
         entry = bq_json_next(entry)) {
        struct adding a = { program, entry, "", "", out };

        status = add_entry(in, &a, ++number, err);
    }
    return status;
}

int bq_import_burp(struct bq_importing *in, const struct bq_json *root, struct bq_err *err)
{
    const struct bq_json *scope = scope_of(root);
    struct bq_program *program;
    int status;

    in->out->format = "Burp Suite scope";
    program = bq_importing_program(in, "", "", err);
    if (!program) {
        return BQ_ENOMEM;
    }
    status = add_side(in, program, bq_json_get(scope, "include"), false, err);
    if (status == BQ_OK) {
        status = add_side(in, program, bq_json_get(scope, "exclude"), true, err);
    }
    if (status != BQ_OK) {
        bq_program_free(program);
        return status;
    }
    return bq_importing_take(in, program, NULL, err);
}
