/*
 * Reads a draft straight from YAML's items into the fields, by the field table. No tree in between:
 * a text is handed over by the YAML reader and never copied.
 */
#include "bqi/buf.h"
#include "bqi/utf8.h"
#include "bugquill/io.h"
#include "io/draft_write.h"
#include "io/yaml.h"
#include "model/draft_priv.h"
#include <stdlib.h>
#include <string.h>

enum { DRAFT_ITEMS_MAX = 100000, ENTRY_KEYS_MAX = 8 };

struct reader {
    struct bq_yaml *yaml;
    struct bq_draft *draft;
    const char *source;
    size_t source_len;
    bool flow; /* the draft itself stands in braces */
    bool has_format;
    size_t comments_seen, before; /* before: where the item before the present key ended */
    char *pending;                /* key of an unknown field whose end is not known yet, or NULL */
    struct bq_yaml_item pending_key;
    size_t pending_end; /* of its value */
    bool pending_odd;   /* not simply "key:" at the start of a line */
};

/* ---- places
 * ------------------------------------------------------------------------------------------ */

/*
 * For a literal block: line of its first content and the indentation, found by laying the first
 * line that is not empty over the source. Left alone where that does not fit.
 */
static void mark_literal(struct bq_mark *mark, const struct bq_yaml_item *item, const char *source)
{
    const char *end = source + item->end;
    const char *src = memchr(source + item->start, '\n', item->end - item->start);
    const char *text = item->s;
    while (src && *text == '\n') {
        src = memchr(src + 1, '\n', (size_t)(end - src) - 1);
        text++;
    }
    if (!src)
        return;
    size_t want = strcspn(text, "\n");
    size_t line = 0;
    for (src++; src + line < end && src[line] != '\n' && src[line] != '\r';)
        line++;
    if (line < want || memcmp(src + line - want, text, want) != 0)
        return;
    mark->style = BQ_MARK_LITERAL;
    mark->line = item->line + 1;
    mark->indent = (unsigned)(line - want);
    mark->column = mark->indent + 1;
}

static struct bq_mark mark_of(const struct bq_yaml_item *item, const char *source)
{
    struct bq_mark mark = { item->line, item->column, 0, BQ_MARK_QUOTED };
    if (item->kind != BQ_YAML_SCALAR)
        return mark;
    if (item->style == BQ_YAML_LITERAL) {
        mark_literal(&mark, item, source);
        return mark;
    }
    size_t quote = item->style == BQ_YAML_SINGLE || item->style == BQ_YAML_DOUBLE;
    if (item->style != BQ_YAML_FOLDED && item->end - item->start == item->len + 2 * quote &&
        memcmp(source + item->start + quote, item->s, item->len) == 0) {
        mark.style = BQ_MARK_PLAIN;
        mark.column += (unsigned)quote;
    }
    return mark;
}

/* A setter's complaint gets the place of the value. */
static int at_item(const struct reader *r, const struct bq_yaml_item *item, int rc,
                   struct bq_err *err)
{
    if (rc == BQ_EINVAL || rc == BQ_ELIMIT) {
        struct bq_err why;
        bq_err_clear(&why);
        if (err)
            why = *err;
        bq_yaml_wrong(r->yaml, item, err, "%s", why.text);
        return BQ_EPARSE;
    }
    return rc;
}

/* ---- values
 * ---------------------------------------------------------------------------------------------- */

static int read_text(struct reader *r, enum bq_field field, const struct bq_yaml_item *item,
                     struct bq_err *err)
{
    if (item->kind != BQ_YAML_SCALAR)
        return bq_yaml_wrong(r->yaml, item, err, "%s has to be a text", bq_field_info(field)->key);
    if (bq_yaml_is_null(item))
        return BQ_OK;
    struct bq_mark mark = mark_of(item, r->source);
    size_t len = item->len;
    char *text = bq_yaml_take(r->yaml);
    int rc = at_item(r, item, bq_draft_take_text(r->draft, field, text, len, err), err);
    if (rc == BQ_OK)
        bq_draft_set_mark(r->draft, field, mark);
    return rc;
}

static int read_format(struct reader *r, const struct bq_yaml_item *item, long long number,
                       struct bq_err *err)
{
    r->has_format = true;
    if (number == BQ_DRAFT_FORMAT)
        return BQ_OK;
    if (number > BQ_DRAFT_FORMAT)
        return bq_yaml_wrong(r->yaml, item, err,
                             "format %lld: written by a newer bugquill; this one reads format %d",
                             number, BQ_DRAFT_FORMAT);
    return bq_yaml_wrong(r->yaml, item, err, "there is no format %lld", number);
}

static int read_number(struct reader *r, enum bq_field field, const struct bq_yaml_item *item,
                       struct bq_err *err)
{
    const char *key = bq_field_info(field)->key;
    long long number = 0;
    bool yes = false;
    if (field != BQ_FIELD_FORMAT && bq_yaml_is_null(item))
        return BQ_OK;
    if (bq_field_info(field)->kind == BQ_KIND_BOOL) {
        if (!bq_yaml_bool(item, &yes))
            return bq_yaml_wrong(r->yaml, item, err, "%s has to be true or false", key);
        number = yes;
    } else if (!bq_yaml_number(item, &number)) {
        return bq_yaml_wrong(r->yaml, item, err, "%s has to be a whole number", key);
    }
    bq_draft_set_number(r->draft, field, number);
    bq_draft_set_mark(r->draft, field, mark_of(item, r->source));
    return field == BQ_FIELD_FORMAT ? read_format(r, item, number, err) : BQ_OK;
}

/* The member of that name, or NULL with an error that names the right ones. */
static const struct bq_entry_member *member(const struct reader *r, enum bq_field field,
                                            const struct bq_yaml_item *key, struct bq_err *err)
{
    const struct bq_entry_info *info = bq_entry_info(field);
    struct bq_buf names;
    for (size_t i = 0; i < info->count; i++) {
        if (strcmp(info->members[i].key, key->s) == 0)
            return &info->members[i];
    }
    bq_buf_init(&names, 256);
    for (size_t i = 0; i < info->count; i++)
        bq_buf_addf(&names, "%s%s", i ? ", " : "", info->members[i].key);
    bq_yaml_wrong(r->yaml, key, err, "%s has no key %s, only %s", bq_field_info(field)->key, key->s,
                  names.data ? names.data : "");
    bq_buf_clear(&names);
    return NULL;
}

/* The value of one key of an entry. A text goes to *owned, which the caller frees. */
static int read_member(struct reader *r, const struct bq_entry_member *m, union bq_any_entry *entry,
                       char **owned, struct bq_err *err)
{
    struct bq_yaml_item item;
    long long number;
    int rc = bq_yaml_next(r->yaml, &item, err);
    if (rc != BQ_OK)
        return rc;
    if (item.kind != BQ_YAML_SCALAR)
        return bq_yaml_wrong(r->yaml, &item, err, "%s has to be a %s", m->key,
                             m->kind == BQ_KIND_NUMBER ? "whole number" : "text");
    if (bq_yaml_is_null(&item))
        return BQ_OK;
    if (m->kind == BQ_KIND_NUMBER) {
        if (!bq_yaml_number(&item, &number))
            return bq_yaml_wrong(r->yaml, &item, err, "%s has to be a whole number", m->key);
        int64_t value = number;
        memcpy((char *)entry + m->offset, &value, sizeof value);
        return BQ_OK;
    }
    rc = at_item(r, &item,
                 bq_draft_check_text(item.s, item.len, m->kind != BQ_KIND_TEXT, m->key, err), err);
    if (rc != BQ_OK)
        return rc;
    *owned = bq_yaml_take(r->yaml);
    const char *text = *owned;
    memcpy((char *)entry + m->offset, &text, sizeof text);
    return BQ_OK;
}

/* One entry, whose map has just begun. */
static int read_entry(struct reader *r, enum bq_field field, const struct bq_yaml_item *begin,
                      struct bq_err *err)
{
    union bq_any_entry entry;
    char *owned[ENTRY_KEYS_MAX] = { NULL };
    size_t count = 0;
    int rc = BQ_OK;
    bq_entry_init(field, &entry);
    for (;;) {
        struct bq_yaml_item key;
        rc = bq_yaml_next(r->yaml, &key, err);
        if (rc != BQ_OK || key.kind == BQ_YAML_MAP_END)
            break;
        /* Keys are those of the table and none is there twice, so there is room. */
        const struct bq_entry_member *m = member(r, field, &key, err);
        rc = m ? read_member(r, m, &entry, &owned[count++], err) : BQ_EPARSE;
        if (rc != BQ_OK)
            break;
    }
    if (rc == BQ_OK)
        rc = at_item(r, begin, bq_draft_add_entry(r->draft, field, &entry, err), err);
    for (size_t i = 0; i < count; i++)
        free(owned[i]);
    return rc;
}

static int read_entries(struct reader *r, enum bq_field field, const struct bq_yaml_item *begin,
                        struct bq_err *err)
{
    const struct bq_field_info *info = bq_field_info(field);
    bool map = info->kind == BQ_KIND_MAP;
    struct bq_yaml_item item = *begin;
    int rc = BQ_OK;
    if (bq_yaml_is_null(begin))
        return BQ_OK;
    if (begin->kind != (map ? BQ_YAML_MAP : BQ_YAML_LIST))
        return bq_yaml_wrong(r->yaml, begin, err, "%s has to be a %s", info->key,
                             map ? "map" : "list");
    if (map)
        rc = read_entry(r, field, begin, err);
    while (!map && rc == BQ_OK) {
        rc = bq_yaml_next(r->yaml, &item, err);
        if (rc != BQ_OK || item.kind == BQ_YAML_LIST_END)
            break;
        rc =
            item.kind == BQ_YAML_MAP
                ? read_entry(r, field, &item, err)
                : bq_yaml_wrong(r->yaml, &item, err, "each entry of %s has to be a map", info->key);
    }
    if (rc == BQ_OK)
        bq_draft_set_mark(r->draft, field, mark_of(begin, r->source));
    return rc;
}

/* ---- unknown keys
 * ------------------------------------------------------------------------------------------ */

/* The lines of the pending key, without the indentation that the whole draft has. */
static void cut_lines(const struct reader *r, size_t next, struct bq_buf *raw)
{
    const char *s = r->source;
    size_t at = r->pending_key.start, end = next, indent = 0;
    while (at > 0 && s[at - 1] == ' ') {
        at--;
        indent++;
    }
    while (end > at && s[end - 1] == ' ')
        end--;
    while (at < end) {
        const char *line_end = memchr(s + at, '\n', end - at);
        size_t line = line_end ? (size_t)(line_end - s) + 1 : end;
        for (size_t i = 0; i < indent && at < line && s[at] == ' '; i++)
            at++;
        bq_buf_add(raw, s + at, line - at);
        at = line;
    }
}

/* A key in braces gets lines of its own; lines inside its value stay indented. */
static void cut_flow(const struct reader *r, struct bq_buf *raw)
{
    const char *s = r->source;
    for (size_t i = r->pending_key.start; i < r->pending_end; i++) {
        bq_buf_addc(raw, s[i]);
        if (s[i] == '\n')
            bq_buf_addc(raw, ' ');
    }
}

/* Do the lines, read by themselves, hold the one key? */
static bool holds_key(const struct bq_buf *raw, const char *key)
{
    struct bq_yaml *yaml = NULL;
    struct bq_yaml_item item;
    bool ok = bq_yaml_open(raw->data, raw->len, "", DRAFT_ITEMS_MAX, &yaml, NULL) == BQ_OK &&
              bq_yaml_next(yaml, &item, NULL) == BQ_OK && item.kind == BQ_YAML_MAP && !item.flow &&
              bq_yaml_next(yaml, &item, NULL) == BQ_OK && item.column == 1 &&
              strcmp(item.s, key) == 0 && bq_yaml_next(yaml, &item, NULL) == BQ_OK &&
              bq_yaml_skip(yaml, &item, NULL) == BQ_OK &&
              bq_yaml_next(yaml, &item, NULL) == BQ_OK && item.kind == BQ_YAML_MAP_END &&
              bq_yaml_next(yaml, &item, NULL) == BQ_OK;
    bq_yaml_free(yaml);
    return ok;
}

/* The next key (or the end) begins at byte `next`: now the pending one's lines are known. */
static int keep_pending(struct reader *r, size_t next, struct bq_err *err)
{
    if (!r->pending)
        return BQ_OK;
    struct bq_buf raw;
    bq_buf_init(&raw, BQ_DRAFT_FILE_MAX);
    if (r->flow)
        cut_flow(r, &raw);
    else
        cut_lines(r, next, &raw);
    if (raw.len == 0 || raw.data[raw.len - 1] != '\n')
        bq_buf_addc(&raw, '\n');
    int rc = bq_buf_check(&raw, err);
    bool cut_short =
        next > 0 && r->source[next - 1] != '\n'; /* what follows began in the last line */
    if (rc == BQ_OK && (r->pending_odd || cut_short) && !holds_key(&raw, r->pending))
        rc = bq_yaml_wrong(r->yaml, &r->pending_key, err,
                           "the unknown key %s is written in a way that can't be kept", r->pending);
    if (rc == BQ_OK) {
        struct bq_unknown unknown = { r->pending, raw.data };
        rc = at_item(r, &r->pending_key, bq_draft_add_unknown(r->draft, &unknown, err), err);
    }
    bq_buf_clear(&raw);
    free(r->pending);
    r->pending = NULL;
    return rc;
}

/*
 * Nearly every key begins a line, so its lines can be kept without a second look. Others (in
 * braces, indented, behind a question mark) are read once more to be sure.
 */
static bool is_odd(const struct reader *r, const struct bq_yaml_item *key, size_t before)
{
    size_t at = key->start;
    return r->flow || (at > 0 && r->source[at - 1] != '\n') ||
           (at > before && memchr(r->source + before, '?', at - before));
}

static int read_unknown(struct reader *r, const struct bq_yaml_item *key, struct bq_err *err)
{
    struct bq_yaml_item value;
    r->pending_odd = is_odd(r, key, r->before);
    r->pending_key = *key;
    r->pending = bq_yaml_take(r->yaml);
    int rc = bq_yaml_next(r->yaml, &value, err);
    if (rc == BQ_OK)
        rc = bq_yaml_skip(r->yaml, &value, err);
    r->pending_end = bq_yaml_end(r->yaml);
    return rc;
}

/* ---- the whole
 * ------------------------------------------------------------------------------------------------
 */

static int read_field(struct reader *r, const struct bq_yaml_item *key, struct bq_err *err)
{
    enum bq_field field = bq_field_by_key(key->s, key->len);
    struct bq_yaml_item value;
    if (field == BQ_FIELD_NONE)
        return read_unknown(r, key, err);
    int rc = bq_yaml_next(r->yaml, &value, err);
    if (rc != BQ_OK)
        return rc;
    switch (bq_field_info(field)->kind) {
    case BQ_KIND_LINE:
    case BQ_KIND_TEXT:
    case BQ_KIND_TIME:
        return read_text(r, field, &value, err);
    case BQ_KIND_NUMBER:
    case BQ_KIND_BOOL:
        return read_number(r, field, &value, err);
    case BQ_KIND_LIST:
    case BQ_KIND_MAP:
        break;
    }
    return read_entries(r, field, &value, err);
}

/* Does a line end here for YAML: also at NEL and at the separators of lines and paragraphs? */
static bool line_ends(struct bq_span rest)
{
    return bq_span_starts(rest, "\n") || bq_span_starts(rest, "\r") ||
           bq_span_starts(rest, "\xc2\x85") || bq_span_starts(rest, "\xe2\x80\xa8") ||
           bq_span_starts(rest, "\xe2\x80\xa9");
}

/*
 * The one comment that is kept: a first line that tells editors where the schema is. It is written
 * back as the first line. Returns how many bytes it takes.
 */
static int keep_modeline(struct reader *r, size_t *len, struct bq_err *err)
{
    struct bq_span source = bq_span_of(r->source, r->source_len);
    struct bq_buf line;
    *len = 0;
    if (!bq_span_starts(source, BQ_MODELINE_START))
        return BQ_OK;
    size_t end = 0;
    while (end < source.len && !line_ends(bq_span_of(source.s + end, source.len - end)))
        end++;
    bq_buf_init(&line, BQ_DRAFT_FILE_MAX);
    bq_buf_add(&line, r->source, end);
    bq_buf_addc(&line, '\n');
    int rc = bq_buf_check(&line, err);
    if (rc == BQ_OK) {
        struct bq_unknown unknown = { BQ_MODELINE_KEY, line.data };
        rc = bq_draft_add_unknown(r->draft, &unknown, err);
        *len = end;
    }
    bq_buf_clear(&line);
    return rc;
}

/* Comments before the first key, without the line that is kept. */
static void see_first_comments(struct reader *r, size_t kept, size_t start)
{
    if (start > kept && memchr(r->source + kept, '#', start - kept))
        bq_draft_set_had_comments(r->draft, true);
    r->comments_seen = bq_yaml_comments(r->yaml);
}

/* What git leaves behind is no YAML; the message says so. */
static int say_conflict(const char *text, size_t len, const char *file, int rc, struct bq_err *err)
{
    static const char marker[] = "\n<<<<<<< ";
    const char *found = rc == BQ_EPARSE ? memmem(text, len, marker, sizeof marker - 1) : NULL;
    unsigned line, column;
    if (!found)
        return rc;
    bq_utf8_place(text, (size_t)(found - text) + 1, &line, &column);
    return bq_err_at(err, rc, file, line, column,
                     "a conflict of a merge is left here: keep one side and delete the marks");
}

static int read_draft(struct reader *r, const char *file, struct bq_err *err)
{
    size_t modeline = 0;
    struct bq_yaml_item item;
    int rc = bq_yaml_next(r->yaml, &item, err);
    if (rc == BQ_OK && item.kind != BQ_YAML_MAP)
        rc = bq_yaml_wrong(r->yaml, &item, err, "not a draft: no fields");
    if (rc == BQ_OK)
        rc = keep_modeline(r, &modeline, err);
    if (rc == BQ_OK)
        see_first_comments(r, modeline, item.start);
    r->flow = item.flow;
    while (rc == BQ_OK) {
        bool kept = r->pending != NULL;
        r->before = bq_yaml_end(r->yaml);
        rc = bq_yaml_next(r->yaml, &item, err);
        if (rc != BQ_OK)
            break;
        /* Comments that stand in the lines of an unknown key are kept with it. */
        size_t comments = bq_yaml_comments(r->yaml);
        if (comments > r->comments_seen && !(kept && !r->flow))
            bq_draft_set_had_comments(r->draft, true);
        r->comments_seen = comments;
        rc = keep_pending(r, item.start, err);
        if (rc != BQ_OK || item.kind == BQ_YAML_MAP_END)
            break;
        rc = read_field(r, &item, err);
        if (r->pending)
            r->comments_seen = bq_yaml_comments(r->yaml);
    }
    if (rc == BQ_OK)
        rc = bq_yaml_next(r->yaml, &item, err);
    if (rc == BQ_OK && bq_yaml_comments(r->yaml) > r->comments_seen)
        bq_draft_set_had_comments(r->draft, true);
    if (rc == BQ_OK && !r->has_format)
        rc = bq_err_at(err, BQ_EPARSE, file, 1, 1,
                       "not a draft: the key bugquill is missing (bugquill: %d)", BQ_DRAFT_FORMAT);
    return rc;
}

int bq_draft_parse(const char *text, size_t len, const char *file, struct bq_draft **out,
                   struct bq_err *err)
{
    struct reader r;
    *out = NULL;
    memset(&r, 0, sizeof r);
    if (len > BQ_DRAFT_FILE_MAX)
        return bq_err_at(err, BQ_ELIMIT, file, 0, 0, "larger than %d bytes", BQ_DRAFT_FILE_MAX);
    int rc = bq_yaml_open(text, len, file, DRAFT_ITEMS_MAX, &r.yaml, err);
    if (rc != BQ_OK)
        return rc;
    bool bom = len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    r.source = bom ? text + 3 : text;
    r.source_len = bom ? len - 3 : len;
    r.draft = bq_draft_new();
    rc = r.draft ? read_draft(&r, file, err) : bq_err_nomem(err);
    rc = say_conflict(text, len, file, rc, err);
    bq_yaml_free(r.yaml);
    free(r.pending);
    if (rc != BQ_OK)
        bq_draft_free(r.draft);
    else
        *out = r.draft;
    return rc;
}
