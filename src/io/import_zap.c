/*
 * ZAP contexts: the only file that knows expat. Entities and document types have no place in a
 * context and are refused: they are how small files become large ones.
 */
#include "io/import_impl.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_MAX = 4096, DEPTH_MAX = 64, ADDED_MAX = 32 };

enum wanted { NOTHING, NAME, INCLUDE, EXCLUDE };

struct zap {
    struct bq_importing *in;
    XML_Parser parser;
    struct bq_program *program;
    struct bq_buf value;
    enum wanted wanted;
    bool out; /* the side that is being added to */
    bool dtd;
    int depth, context_depth; /* where <context> was opened, 0: not inside */
    int wanted_depth;
    int status;
    struct bq_err *err;
    const char *regex;
    const char *added[ADDED_MAX]; /* names that this expression gave */
    size_t added_count;
};

static int add_named(struct zap *zap, const char *name, const char *note)
{
    struct bq_target t = bq_target_none();

    /* "https?" and an optional path make several of one. */
    for (size_t i = 0; i < zap->added_count; i++) {
        if (strcmp(zap->added[i], name) == 0) {
            return BQ_OK;
        }
    }
    t.name = bq_program_strz(zap->program, name);
    if (zap->added_count < ADDED_MAX) {
        zap->added[zap->added_count++] = t.name;
    }
    t.kind = "url";
    t.note = bq_program_strz(zap->program, note);
    t.out = zap->out;
    return bq_program_add_target(zap->program, &t, zap->err);
}

/*
 * The expression is about whole URLs: a star that ends a host, or is all of a path, says "and
 * everything on it". Schemes never decide.
 */
static int add_entry(void *context, const char *entry, size_t len, struct bq_err *err)
{
    struct zap *zap = context;
    char name[1500], note[1100];
    const char *host = memmem(entry, len, "://", 3);
    size_t from = host ? (size_t)(host + 3 - entry) : 0;

    (void)err;
    if (len > from + 1 && entry[len - 1] == '*' && !memchr(entry + from, '/', len - from)) {
        len--;
    }
    if (len > from + 2 && entry[len - 1] == '*' && entry[len - 2] == '/' &&
        memchr(entry + from, '/', len - from) == entry + len - 2) {
        len -= 2;
    }
    entry += from;
    len -= from;
    (void)snprintf(name, sizeof(name), "%.*s", (int)len, entry);
    (void)snprintf(note, sizeof(note), "ZAP: %.1000s", zap->regex);
    return add_named(zap, name[0] ? bq_importing_mend(name) : "(any host)",
                     bq_importing_mend(note));
}

static void add_regex(struct zap *zap)
{
    zap->added_count = 0;
    zap->regex = zap->value.len ? zap->value.data : "";
    zap->out = zap->wanted == EXCLUDE;
    if (!bq_regex_to_entries(zap->regex, add_entry, zap, &zap->status, zap->err)) {
        char name[1200];

        (void)snprintf(name, sizeof(name),
                       "not matched, an expression that stars can't say: %.1000s", zap->regex);
        zap->status = add_named(zap, bq_importing_mend(name), "");
    }
}

static void begin_context(struct zap *zap)
{
    if (!zap->program) {
        zap->program = bq_importing_program(zap->in, "", "", zap->err);
        zap->status = zap->program ? BQ_OK : BQ_ENOMEM;
    }
    zap->context_depth = zap->depth;
}

static void end_context(struct zap *zap)
{
    struct bq_program *program = zap->program;

    zap->program = NULL;
    zap->context_depth = 0;
    zap->status = bq_importing_take(zap->in, program, NULL, zap->err);
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct zap *zap = user;

    (void)attributes;
    zap->depth++;
    if (zap->depth > DEPTH_MAX) {
        zap->status = bq_err_at(zap->err, BQ_ELIMIT, zap->in->file,
                                (unsigned)XML_GetCurrentLineNumber(zap->parser), 0,
                                "deeper than %d levels", DEPTH_MAX);
        (void)XML_StopParser(zap->parser, XML_FALSE);
        return;
    }
    if (strcmp(name, "context") == 0 && zap->context_depth == 0) {
        begin_context(zap);
    } else if (zap->context_depth > 0 && zap->wanted == NOTHING) {
        zap->wanted = strcmp(name, "incregexes") == 0                                     ? INCLUDE
                      : strcmp(name, "excregexes") == 0                                   ? EXCLUDE
                      : strcmp(name, "name") == 0 && zap->depth == zap->context_depth + 1 ? NAME
                                                                                          : NOTHING;
        zap->wanted_depth = zap->depth;
        bq_buf_reset(&zap->value);
    } else if (zap->wanted != NOTHING) {
        bq_buf_reset(&zap->value); /* a nested <regex>, as people write by hand */
    }
    if (zap->status != BQ_OK) {
        (void)XML_StopParser(zap->parser, XML_FALSE);
    }
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    struct zap *zap = user;
    struct bq_span value = bq_span_trim(bq_buf_span(&zap->value));
    bool nested = zap->wanted != NOTHING && zap->depth == zap->wanted_depth + 1;

    if (zap->wanted != NOTHING && (zap->depth == zap->wanted_depth || nested)) {
        if (bq_buf_failed(&zap->value)) {
            bq_importing_trouble(zap->in, (unsigned)XML_GetCurrentLineNumber(zap->parser), 0,
                                 "an expression over %d bytes", VALUE_MAX);
        } else if (zap->wanted == NAME && value.len > 0) {
            bq_program_edit(zap->program)->name = bq_program_str(zap->program, value.s, value.len);
        } else if (zap->wanted != NAME && value.len > 0) {
            add_regex(zap);
        }
        bq_buf_reset(&zap->value);
        if (!nested) {
            zap->wanted = NOTHING;
        }
    }
    if (zap->status == BQ_OK && zap->context_depth == zap->depth && strcmp(name, "context") == 0) {
        end_context(zap);
    }
    zap->depth--;
    if (zap->status != BQ_OK) {
        (void)XML_StopParser(zap->parser, XML_FALSE);
    }
}

static void XMLCALL on_text(void *user, const XML_Char *text, int len)
{
    struct zap *zap = user;

    if (zap->wanted != NOTHING) {
        bq_buf_add(&zap->value, text, (size_t)len);
    }
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public_id, int internal)
{
    struct zap *zap = user;

    (void)name;
    (void)system;
    (void)public_id;
    (void)internal;
    zap->dtd = true;
    (void)XML_StopParser(zap->parser, XML_FALSE);
}

static int outcome(struct zap *zap, enum XML_Status parsed)
{
    unsigned line = (unsigned)XML_GetCurrentLineNumber(zap->parser);
    unsigned column = (unsigned)XML_GetCurrentColumnNumber(zap->parser) + 1;

    if (zap->status != BQ_OK) {
        return zap->status;
    }
    if (zap->dtd) {
        return bq_err_at(zap->err, BQ_EPARSE, zap->in->file, line, column,
                         "a document type has no place in a context");
    }
    if (parsed != XML_STATUS_OK) {
        return bq_err_at(zap->err, BQ_EPARSE, zap->in->file, line, column, "XML: %s",
                         XML_ErrorString(XML_GetErrorCode(zap->parser)));
    }
    if (zap->in->out->count == 0) {
        return bq_err_at(zap->err, BQ_EPARSE, zap->in->file, 1, 1, "this XML holds no ZAP context");
    }
    return BQ_OK;
}

int bq_import_zap(struct bq_importing *in, struct bq_err *err)
{
    struct zap zap = { .in = in, .err = err, .status = BQ_OK };
    enum XML_Status parsed;
    int status;

    zap.parser = XML_ParserCreate("UTF-8");
    if (!zap.parser) {
        return bq_err_nomem(err);
    }
    bq_buf_init(&zap.value, VALUE_MAX);
    XML_SetUserData(zap.parser, &zap);
    XML_SetElementHandler(zap.parser, on_start, on_end);
    XML_SetCharacterDataHandler(zap.parser, on_text);
    XML_SetStartDoctypeDeclHandler(zap.parser, on_doctype);
    parsed = XML_Parse(zap.parser, in->text, (int)in->len, 1);
    status = outcome(&zap, parsed);
    XML_ParserFree(zap.parser);
    bq_buf_clear(&zap.value);
    bq_program_free(zap.program);
    return status;
}
