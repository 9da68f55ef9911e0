/*
 * libyaml's events behind a small door with caps. Its own document loader expands nothing but
 * checks nothing either: without a cap on depth, 50 KB of '[' cost it seconds.
 */
#include "io/yaml.h"
#include "bqi/buf.h"
#include "bqi/utf8.h"
#include "io/literal.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

struct key {
    uint64_t hash;
    size_t at, len; /* in key_text */
};

struct frame {
    bool map, want_key;
    size_t first_key, first_byte; /* what keys and key_text held before it */
};

struct bq_yaml {
    yaml_parser_t parser;
    yaml_event_t event;
    bool have_event, begun, done;
    const char *source, *file;
    size_t source_len;
    const char *text; /* what libyaml reads: the source, or without its long literals */
    size_t len, items, max_items, events;
    struct bq_literals literals;
    size_t literal; /* the next one that is to come */
    size_t start, end; /* the event's place in the text */
    unsigned line, column;
    bool odd_breaks; /* holds line ends that libyaml counts and editors do not */
    bool ascii;      /* the text: a code point is a byte */
    struct {
        size_t at, chars; /* bytes and code points before it */
        unsigned line, column;
    } cursor;
    size_t last_end, comments;
    struct frame frames[BQ_YAML_DEPTH_MAX];
    size_t depth;
    struct key *keys;
    size_t key_count, key_cap;
    struct bq_buf key_text;
};

/* ---- places
 * ------------------------------------------------------------------------------------------ */

/* Rare lead bytes are found by memchr, many times faster than memmem finds two. */
static bool has_pair(const char *s, size_t len, const char *pair)
{
    for (const char *p = s; (p = memchr(p, pair[0], len - (size_t)(p - s))) != NULL; p++) {
        if (bq_span_starts(bq_span_of(p, len - (size_t)(p - s)), pair))
            return true;
    }
    return false;
}

/* libyaml ends lines at a lone CR, NEL, LS and PS too; whoever looks for line 7 in an editor does
 * not. */
static bool has_odd_breaks(const char *s, size_t len)
{
    for (const char *p = s; (p = memchr(p, '\r', len - (size_t)(p - s))) != NULL; p++) {
        if ((size_t)(p - s) + 1 == len || p[1] != '\n')
            return true;
    }
    return has_pair(s, len, "\xc2\x85") || has_pair(s, len, "\xe2\x80\xa8") ||
           has_pair(s, len, "\xe2\x80\xa9");
}

/* Moves the cursor on to the code point number `chars`; marks only go forward. */
static size_t move_to(struct bq_yaml *yaml, size_t chars)
{
    const char *s = yaml->text;
    size_t at = yaml->cursor.at, now = yaml->cursor.chars;
    if (yaml->ascii && !yaml->odd_breaks && chars > now)
        at = now = chars < yaml->len ? chars : yaml->len;
    while (now < chars && at < yaml->len) {
        if (yaml->odd_breaks) {
            if (s[at] == '\n') {
                yaml->cursor.line++;
                yaml->cursor.column = 0;
            } else {
                yaml->cursor.column++;
            }
        } else if (chars - now >= 8 && yaml->len - at >= 8) {
            uint64_t word;
            memcpy(&word, s + at, sizeof word);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                at += 8;
                now += 8;
                continue;
            }
        }
        at++;
        while (at < yaml->len && ((unsigned char)s[at] & 0xc0) == 0x80)
            at++;
        now++;
    }
    yaml->cursor.at = at;
    yaml->cursor.chars = now;
    return at;
}

static void place(const struct bq_yaml *yaml, const yaml_mark_t *mark, unsigned *line,
                  unsigned *column)
{
    *line = (unsigned)mark->line + 1;
    *column = (unsigned)mark->column + 1;
    if (yaml->odd_breaks) {
        *line = yaml->cursor.line + 1;
        *column = yaml->cursor.column + 1;
    }
}

/* The last literal that lies before a place of the text; NULL for none. */
static const struct bq_literal *literal_before(const struct bq_yaml *yaml, size_t at)
{
    const struct bq_literal *found = NULL;
    for (size_t i = 0; i < yaml->literals.count && yaml->literals.items[i].end <= at; i++)
        found = &yaml->literals.items[i];
    return found;
}

static size_t in_source(const struct bq_yaml *yaml, size_t at)
{
    const struct bq_literal *before = literal_before(yaml, at);
    return at + (before ? before->bytes_less : 0);
}

/* Where the event stands. Once an event: the cursor goes on. */
static void locate(struct bq_yaml *yaml)
{
    yaml->start = move_to(yaml, yaml->event.start_mark.index);
    place(yaml, &yaml->event.start_mark, &yaml->line, &yaml->column);
    yaml->end = move_to(yaml, yaml->event.end_mark.index);
    const struct bq_literal *before = literal_before(yaml, yaml->start);
    yaml->line += before ? (unsigned)before->lines_less : 0;
}

/* ---- errors
 * -------------------------------------------------------------------------------------------- */

static int wrong_event(const struct bq_yaml *yaml, enum bq_status status, struct bq_err *err,
                       const char *text)
{
    return bq_err_at(err, status, yaml->file, yaml->line, yaml->column, "%s", text);
}

int bq_yaml_wrong(const struct bq_yaml *yaml, const struct bq_yaml_item *item, struct bq_err *err,
                  const char *format, ...)
{
    char text[BQ_ERR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    /* A key may have been written over two lines; the message is one. */
    for (char *p = text; *p; p++) {
        if (*p == '\n')
            *p = ' ';
    }
    return bq_err_at(err, BQ_EPARSE, yaml->file, item->line, item->column, "%s", text);
}

/* What libyaml refused, in one line. */
static int parser_failed(struct bq_yaml *yaml, struct bq_err *err)
{
    const yaml_parser_t *parser = &yaml->parser;
    char text[256];
    if (parser->error == YAML_MEMORY_ERROR)
        return bq_err_nomem(err);
    if (parser->error == YAML_READER_ERROR) {
        unsigned line, column;
        size_t at = parser->problem_offset < yaml->len ? parser->problem_offset : yaml->len;
        bq_utf8_place(yaml->text, at, &line, &column);
        return bq_err_at(err, BQ_EPARSE, yaml->file, line, column,
                         "the character U+%04X has to be written as an escape in double quotes",
                         (unsigned)parser->problem_value);
    }
    snprintf(text, sizeof text, "%s%s%s", parser->context ? parser->context : "",
             parser->context ? ": " : "", parser->problem ? parser->problem : "not YAML");
    unsigned line, column;
    move_to(yaml, parser->problem_mark.index);
    place(yaml, &parser->problem_mark, &line, &column);
    return bq_err_at(err, BQ_EPARSE, yaml->file, line, column, "%s", text);
}

/* ---- keys
 * ------------------------------------------------------------------------------------------------
 */

static int add_key(struct bq_yaml *yaml, const struct bq_yaml_item *item, struct bq_err *err)
{
    const struct frame *frame = &yaml->frames[yaml->depth - 1];
    if (item->style == BQ_YAML_PLAIN && strcmp(item->s, "<<") == 0)
        return bq_yaml_wrong(yaml, item, err, "merge keys are not read");
    if (item->len > BQ_YAML_KEY_MAX)
        return bq_err_at(err, BQ_ELIMIT, yaml->file, item->line, item->column,
                         "a key longer than %d bytes", BQ_YAML_KEY_MAX);
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < item->len; i++)
        hash = (hash ^ (unsigned char)item->s[i]) * UINT64_C(0x100000001b3);
    for (size_t i = frame->first_key; i < yaml->key_count; i++) {
        const struct key *key = &yaml->keys[i];
        if (key->hash == hash && key->len == item->len &&
            memcmp(yaml->key_text.data + key->at, item->s, item->len) == 0)
            return bq_yaml_wrong(yaml, item, err, "the key %s is there twice", item->s);
    }
    if (yaml->key_count - frame->first_key >= BQ_YAML_KEYS_MAX)
        return bq_err_at(err, BQ_ELIMIT, yaml->file, item->line, item->column,
                         "more than %d keys in one map", BQ_YAML_KEYS_MAX);
    void *keys = yaml->keys;
    int rc = bq_array_grow(&keys, yaml->key_count, &yaml->key_cap, sizeof *yaml->keys,
                           BQ_YAML_KEYS_MAX * BQ_YAML_DEPTH_MAX);
    yaml->keys = keys;
    if (rc != BQ_OK)
        return bq_err_nomem(err);
    struct key key = { hash, yaml->key_text.len, item->len };
    bq_buf_add(&yaml->key_text, item->s, item->len);
    yaml->keys[yaml->key_count++] = key;
    return bq_buf_check(&yaml->key_text, err);
}

/* ---- the walk
 * ---------------------------------------------------------------------------------------------- */

static int push(struct bq_yaml *yaml, bool map, struct bq_err *err)
{
    if (yaml->depth == BQ_YAML_DEPTH_MAX) {
        char text[64];
        snprintf(text, sizeof text, "nested deeper than %d", BQ_YAML_DEPTH_MAX);
        return wrong_event(yaml, BQ_ELIMIT, err, text);
    }
    struct frame frame = { map, map, yaml->key_count, yaml->key_text.len };
    yaml->frames[yaml->depth++] = frame;
    return BQ_OK;
}

static void pop(struct bq_yaml *yaml)
{
    const struct frame *frame = &yaml->frames[--yaml->depth];
    yaml->key_count = frame->first_key;
    bq_buf_truncate(&yaml->key_text, frame->first_byte);
}

/* ---- long literals
 * ----------------------------------------------------------------------------------------------
 */

static void read_from(struct bq_yaml *yaml, const char *text, size_t len)
{
    yaml_parser_set_encoding(&yaml->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&yaml->parser, (const unsigned char *)text, len);
    yaml->text = text;
    yaml->len = len;
    yaml->ascii = bq_utf8_ascii_run(text, len) == len;
}

/* The guess was wrong: the whole text from its beginning, up to where we were. */
static bool start_over(struct bq_yaml *yaml)
{
    yaml_parser_delete(&yaml->parser);
    if (!yaml_parser_initialize(&yaml->parser))
        return false;
    memset(&yaml->cursor, 0, sizeof yaml->cursor);
    bq_literals_clear(&yaml->literals);
    yaml->literal = 0;
    read_from(yaml, yaml->source, yaml->source_len);
    for (size_t i = 0; i < yaml->events; i++) {
        yaml_event_t event;
        if (!yaml_parser_parse(&yaml->parser, &event))
            return false;
        yaml_event_delete(&event);
    }
    return true;
}

/* Gives a stand-in the text it stands for. False: the event shows that the guess was wrong. */
static bool put_literal(struct bq_yaml *yaml)
{
    yaml_event_t *event = &yaml->event;
    if (yaml->literal == yaml->literals.count)
        return true;
    const struct bq_literal *literal = &yaml->literals.items[yaml->literal];
    if (yaml->end <= literal->sign)
        return true;
    if (event->type != YAML_SCALAR_EVENT || yaml->start != literal->sign ||
        yaml->end != literal->end || event->data.scalar.style != YAML_LITERAL_SCALAR_STYLE)
        return false;
    size_t len;
    char *text = bq_literal_text(literal, yaml->source, &len);
    if (!text)
        return false;
    free(event->data.scalar.value);
    event->data.scalar.value = (yaml_char_t *)text;
    event->data.scalar.length = len;
    yaml->literal++;
    return true;
}

static bool parse(struct bq_yaml *yaml)
{
    for (;;) {
        bool good = yaml_parser_parse(&yaml->parser, &yaml->event);
        if (good) {
            locate(yaml);
            if (put_literal(yaml))
                break;
            yaml_event_delete(&yaml->event);
        }
        if (!yaml->literals.count || !start_over(yaml))
            return false;
    }
    yaml->events++;
    return true;
}

/* Fetches the next event; what the whole project refuses is refused here. */
static int fetch(struct bq_yaml *yaml, struct bq_err *err)
{
    if (yaml->have_event)
        yaml_event_delete(&yaml->event);
    yaml->have_event = false;
    if (!parse(yaml))
        return parser_failed(yaml, err);
    yaml->have_event = true;
    const yaml_event_t *event = &yaml->event;
    const char *refused = NULL;
    if (++yaml->items > yaml->max_items)
        return wrong_event(yaml, BQ_ELIMIT, err, "too many entries");
    if (event->type == YAML_ALIAS_EVENT)
        refused = "aliases are not read";
    else if (event->type == YAML_SCALAR_EVENT)
        refused = event->data.scalar.anchor ? "anchors are not read"
                  : event->data.scalar.tag  ? "tags are not read"
                                            : NULL;
    else if (event->type == YAML_MAPPING_START_EVENT)
        refused = event->data.mapping_start.anchor ? "anchors are not read"
                  : event->data.mapping_start.tag  ? "tags are not read"
                                                   : NULL;
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        refused = event->data.sequence_start.anchor ? "anchors are not read"
                  : event->data.sequence_start.tag  ? "tags are not read"
                                                    : NULL;
    return refused ? wrong_event(yaml, BQ_EPARSE, err, refused) : BQ_OK;
}

/* A comment in what lies between two items, or behind the sign of a block text. */
static void note_comments(struct bq_yaml *yaml, const struct bq_yaml_item *item)
{
    if (item->start > yaml->last_end &&
        memchr(yaml->source + yaml->last_end, '#', item->start - yaml->last_end))
        yaml->comments++;
    if (item->kind == BQ_YAML_SCALAR && item->style >= BQ_YAML_LITERAL) {
        size_t len = item->end - item->start;
        const char *head = yaml->source + item->start;
        const char *line_end = memchr(head, '\n', len);
        if (memchr(head, '#', line_end ? (size_t)(line_end - head) : len))
            yaml->comments++;
    }
    if (item->end > yaml->last_end)
        yaml->last_end = item->end;
}

static enum bq_yaml_style style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return BQ_YAML_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return BQ_YAML_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE:
        return BQ_YAML_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return BQ_YAML_FOLDED;
    default:
        return BQ_YAML_PLAIN;
    }
}

static int fill(struct bq_yaml *yaml, struct bq_yaml_item *item, enum bq_yaml_kind kind)
{
    const yaml_event_t *event = &yaml->event;
    memset(item, 0, sizeof *item);
    item->kind = kind;
    item->s = "";
    item->start = in_source(yaml, yaml->start);
    item->line = yaml->line;
    item->column = yaml->column;
    item->end = in_source(yaml, yaml->end);
    if (event->type == YAML_SCALAR_EVENT) {
        item->style = style_of(event->data.scalar.style);
        item->s = (const char *)event->data.scalar.value;
        item->len = event->data.scalar.length;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        item->flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        item->flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    }
    note_comments(yaml, item);
    return BQ_OK;
}

static int check_scalar(struct bq_yaml *yaml, struct bq_yaml_item *item, struct bq_err *err)
{
    struct frame *frame = yaml->depth ? &yaml->frames[yaml->depth - 1] : NULL;
    if (item->style == BQ_YAML_DOUBLE && memchr(item->s, '\0', item->len))
        return bq_yaml_wrong(yaml, item, err, "a NUL character in a text");
    if (!frame || !frame->map)
        return BQ_OK;
    item->is_key = frame->want_key;
    frame->want_key = !frame->want_key;
    return item->is_key ? add_key(yaml, item, err) : BQ_OK;
}

/* A map or list begins: it may not be a key, and is a value of what it stands in. */
static int begin(struct bq_yaml *yaml, struct bq_yaml_item *item, struct bq_err *err)
{
    struct frame *frame = yaml->depth ? &yaml->frames[yaml->depth - 1] : NULL;
    if (frame && frame->map) {
        if (frame->want_key)
            return bq_yaml_wrong(yaml, item, err, "a key has to be a plain word");
        frame->want_key = true;
    }
    return push(yaml, item->kind == BQ_YAML_MAP, err);
}

/* The one document is over: nothing may follow but the end of the stream. */
static int finish(struct bq_yaml *yaml, struct bq_yaml_item *item, struct bq_err *err)
{
    fill(yaml, item, BQ_YAML_DONE);
    yaml->done = true;
    int rc = fetch(yaml, err);
    if (rc == BQ_OK && yaml->event.type != YAML_STREAM_END_EVENT)
        rc = wrong_event(yaml, BQ_EPARSE, err,
                        "a second document: one file holds one");
    if (rc == BQ_OK) {
        struct bq_yaml_item end;
        fill(yaml, &end, BQ_YAML_DONE);
    }
    return rc;
}

/* Passes the start of the stream and of the document. */
static int start(struct bq_yaml *yaml, struct bq_err *err)
{
    yaml->begun = true;
    int rc = fetch(yaml, err);
    if (rc == BQ_OK)
        rc = fetch(yaml, err);
    if (rc != BQ_OK)
        return rc;
    if (yaml->event.type == YAML_STREAM_END_EVENT)
        return bq_err_at(err, BQ_EPARSE, yaml->file, 1, 1, "the file is empty");
    if (yaml->event.data.document_start.tag_directives.start !=
        yaml->event.data.document_start.tag_directives.end)
        return wrong_event(yaml, BQ_EPARSE, err, "tags are not read");
    return BQ_OK;
}

int bq_yaml_next(struct bq_yaml *yaml, struct bq_yaml_item *item, struct bq_err *err)
{
    int rc = BQ_OK;
    *item = (struct bq_yaml_item){ .kind = BQ_YAML_DONE, .s = "" };
    if (yaml->done)
        return BQ_OK;
    if (!yaml->begun)
        rc = start(yaml, err);
    if (rc == BQ_OK)
        rc = fetch(yaml, err);
    if (rc != BQ_OK)
        return rc;
    switch (yaml->event.type) {
    case YAML_SCALAR_EVENT:
        fill(yaml, item, BQ_YAML_SCALAR);
        return check_scalar(yaml, item, err);
    case YAML_MAPPING_START_EVENT:
        fill(yaml, item, BQ_YAML_MAP);
        return begin(yaml, item, err);
    case YAML_SEQUENCE_START_EVENT:
        fill(yaml, item, BQ_YAML_LIST);
        return begin(yaml, item, err);
    case YAML_MAPPING_END_EVENT:
        pop(yaml);
        return fill(yaml, item, BQ_YAML_MAP_END);
    case YAML_SEQUENCE_END_EVENT:
        pop(yaml);
        return fill(yaml, item, BQ_YAML_LIST_END);
    default:
        return finish(yaml, item, err);
    }
}

int bq_yaml_skip(struct bq_yaml *yaml, const struct bq_yaml_item *item, struct bq_err *err)
{
    if (item->kind != BQ_YAML_MAP && item->kind != BQ_YAML_LIST)
        return BQ_OK;
    size_t until = yaml->depth - 1;
    while (yaml->depth > until) {
        struct bq_yaml_item inner;
        int rc = bq_yaml_next(yaml, &inner, err);
        if (rc != BQ_OK)
            return rc;
    }
    return BQ_OK;
}

char *bq_yaml_take(struct bq_yaml *yaml)
{
    if (!yaml->have_event || yaml->event.type != YAML_SCALAR_EVENT)
        return NULL;
    char *text = (char *)yaml->event.data.scalar.value;
    yaml->event.data.scalar.value = NULL;
    return text;
}

size_t bq_yaml_end(const struct bq_yaml *yaml)
{
    return yaml->last_end;
}

size_t bq_yaml_comments(const struct bq_yaml *yaml)
{
    return yaml->comments;
}

/* ---- making and freeing
 * -------------------------------------------------------------------------------------- */

int bq_yaml_open(const char *text, size_t len, const char *file, size_t max_items,
                 struct bq_yaml **out, struct bq_err *err)
{
    size_t bad = 0;
    *out = NULL;
    if (!bq_utf8_valid(text, len, &bad)) {
        unsigned line, column;
        bq_utf8_place(text, bad, &line, &column);
        return bq_err_at(err, BQ_EPARSE, file, line, column, "not UTF-8: byte 0x%02X",
                         (unsigned char)text[bad]);
    }
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        len -= 3;
    }
    struct bq_yaml *yaml = calloc(1, sizeof *yaml);
    if (!yaml || !yaml_parser_initialize(&yaml->parser)) {
        free(yaml);
        return bq_err_nomem(err);
    }
    yaml->source = text;
    yaml->source_len = len;
    yaml->file = file;
    yaml->max_items = max_items;
    yaml->odd_breaks = has_odd_breaks(text, len);
    if (!yaml->odd_breaks)
        bq_literals_find(&yaml->literals, text, len);
    if (yaml->literals.count)
        read_from(yaml, yaml->literals.text, yaml->literals.len);
    else
        read_from(yaml, text, len);
    bq_buf_init(&yaml->key_text,
                (size_t)BQ_YAML_KEYS_MAX * BQ_YAML_DEPTH_MAX * BQ_YAML_KEY_MAX + 1);
    *out = yaml;
    return BQ_OK;
}

void bq_yaml_free(struct bq_yaml *yaml)
{
    if (!yaml)
        return;
    if (yaml->have_event)
        yaml_event_delete(&yaml->event);
    yaml_parser_delete(&yaml->parser);
    free(yaml->keys);
    bq_literals_clear(&yaml->literals);
    bq_buf_clear(&yaml->key_text);
    free(yaml);
}
