/* Completion: keys, and the values that come from the program and the taxonomy. */
#include "bqi/programs.h"
#include "bqi/show.h"
#include "bugquill/check.h"
#include "features.h"

/*
 * The protocol's kinds: 12 a value, 10 a property.
 *
 * Every item says what it replaces. Left to themselves editors complete the word before the cursor,
 * and what a word is they decide: of a.b.c or "ChatGPT Plugins" only the last part.
 */
enum { KIND_PROPERTY = 10, KIND_VALUE = 12 };

struct items {
    struct bq_buf *out;
    size_t count;
    unsigned line, start, end;  /* what the items replace, in the client's characters */
    const char *before, *after; /* a blank before a value, a colon behind a key, or "" */
};

/* May the text stand in YAML without quotes, as the value of a key, and be a text? */
static bool is_plain(const char *text)
{
    static const char first[] = "-?:,[]{}#&*!|>'\"%@` ";
    size_t len = strlen(text);
    return len > 0 && !strchr(first, text[0]) && text[len - 1] != ' ' && text[len - 1] != ':' &&
           !strstr(text, ": ") && !strstr(text, " #");
}

/* The text as it has to stand in the file. */
static void add_scalar(struct bq_buf *out, const char *text)
{
    if (is_plain(text)) {
        bq_buf_adds(out, text);
        return;
    }
    bq_buf_addc(out, '\'');
    for (; *text; text++)
        bq_buf_adds(out, *text == '\'' ? "''" : (char[2]){ *text, '\0' });
    bq_buf_addc(out, '\'');
}

static void add_item(struct items *items, const char *label, const char *detail, int kind)
{
    struct bq_buf text;
    bq_buf_init(&text, 1 << 16);
    bq_buf_adds(&text, items->before);
    add_scalar(&text, label);
    bq_buf_adds(&text, items->after);
    bq_buf_adds(items->out, items->count++ ? ",{\"label\":" : "{\"label\":");
    bq_json_string(items->out, label, strlen(label));
    bq_buf_addf(items->out, ",\"kind\":%d,\"detail\":", kind);
    bq_json_string(items->out, detail, strlen(detail));
    bq_buf_addf(items->out,
                ",\"textEdit\":{\"range\":{\"start\":{\"line\":%u,\"character\":%u},"
                "\"end\":{\"line\":%u,\"character\":%u}},\"newText\":",
                items->line, items->start, items->line, items->end);
    bq_json_string(items->out, text.data ? text.data : "", text.len);
    bq_buf_adds(items->out, "}}");
    bq_buf_clear(&text);
}

static void add_keys(struct items *items)
{
    for (int field = 0; field < BQ_FIELD_COUNT; field++) {
        const struct bq_field_info *info = bq_field_info((enum bq_field)field);
        add_item(items, info->key, info->what, KIND_PROPERTY);
    }
}

static void add_targets(struct items *items, const struct bq_program *program)
{
    const struct bq_program_info *info = program ? bq_program_info(program) : NULL;
    for (size_t i = 0; info && i < info->target_count; i++)
        add_item(items, info->targets[i].name, info->targets[i].out ? "OUT of scope" : "in scope",
                 KIND_VALUE);
}

static void add_types(struct items *items, const struct bq_taxonomy *taxonomy)
{
    size_t count;
    const struct bq_type *const *types = bq_taxonomy_types(taxonomy, &count);
    for (size_t i = 0; i < count; i++) {
        char detail[400];
        snprintf(detail, sizeof detail, "%s  %s", bq_priority_name(types[i]->priority),
                 types[i]->path);
        add_item(items, types[i]->id, detail, KIND_VALUE);
    }
}

static void add_programs(struct items *items, const struct cli *cli)
{
    struct bq_program_list list;
    if (bq_programs_list(&cli->paths, &list, NULL) < 0)
        return;
    for (size_t i = 0; i < list.count; i++)
        add_item(items, list.items[i].id, list.items[i].name, KIND_VALUE);
    bq_program_list_clear(&list);
}

static void add_words(struct items *items, const char *const *words)
{
    for (; *words; words++)
        add_item(items, *words, "", KIND_VALUE);
}

static void add_values(struct items *items, enum bq_field field, const struct document *document,
                       const struct cli *cli, const struct bq_taxonomy *taxonomy)
{
    static const char *const states[] = { "draft", "ready", "filed", NULL };
    static const char *const priorities[] = { "P1", "P2", "P3", "P4", "P5", NULL };
    static const char *const yes_no[] = { "true", "false", NULL };
    switch ((int)field) {
    case BQ_FIELD_TARGET:
        add_targets(items, document->program);
        break;
    case BQ_FIELD_TYPE:
        add_types(items, taxonomy);
        break;
    case BQ_FIELD_PROGRAM:
        add_programs(items, cli);
        break;
    case BQ_FIELD_STATUS:
        add_words(items, states);
        break;
    case BQ_FIELD_PRIORITY:
        add_words(items, priorities);
        break;
    case BQ_FIELD_TERMS_ACCEPTED:
        add_words(items, yes_no);
        break;
    default:
        break;
    }
}

static void add_rules(struct items *items)
{
    size_t count;
    const struct bq_rule_info *rules = bq_rule_table(&count);
    for (size_t i = 0; i < count; i++)
        add_item(items, rules[i].id, rules[i].what, KIND_VALUE);
}

static void add_field_names(struct items *items)
{
    for (int field = 0; field < BQ_FIELD_COUNT; field++) {
        const struct bq_field_info *info = bq_field_info((enum bq_field)field);
        add_item(items, info->key, info->label, KIND_VALUE);
    }
}

/* Does the line stand in the list of the key? The last line that begins with another letter says.
 */
static bool is_below(const struct document *document, unsigned line, const char *key)
{
    struct bq_span text = { NULL, 0 };
    while (line > 0) {
        text = document_line(document, --line);
        if (text.len && text.s[0] != ' ' && text.s[0] != '-' && text.s[0] != '#')
            break;
    }
    return bq_span_starts(text, key) && text.len > strlen(key) && text.s[strlen(key)] == ':';
}

/* The key of an entry, without its indentation and dash. */
static struct bq_span entry_key(struct bq_span line, size_t len)
{
    size_t at = 0;
    while (at < len && (line.s[at] == ' ' || line.s[at] == '-'))
        at++;
    return bq_span_of(line.s + at, len - at);
}

/* Values of an entry of `allow`: what a finding of `check` names. */
static void add_entry_values(struct items *items, struct bq_span key,
                             const struct document *document, unsigned line)
{
    if (bq_span_is(key, "rule") && is_below(document, line, "allow"))
        add_rules(items);
    else if (bq_span_is(key, "field") && is_below(document, line, "allow"))
        add_field_names(items);
}

void feature_completion(const struct document *document, struct lsp_place place, bool utf8,
                        struct cli *cli, const struct bq_taxonomy *taxonomy, struct bq_buf *out)
{
    struct items items = { out, 0, place.line, 0, place.character, "", "" };
    struct bq_span line = document_line(document, place.line);
    size_t len = 0;
    while (len < line.len && line.s[len] != ':')
        len++;
    bq_buf_addc(out, '[');
    if (len == line.len || document_column(document, place, utf8) <= len) {
        /* Only the start of a line can be a key; deeper lines belong to a text or a list. */
        items.after = len == line.len ? ": " : "";
        if (line.len == 0 || line.s[0] != ' ')
            add_keys(&items);
    } else {
        /* The keys that have values to offer are ASCII: bytes are characters up to here. */
        size_t value = len + 1;
        while (value < line.len && line.s[value] == ' ')
            value++;
        items.start = (unsigned)value < place.character ? (unsigned)value : place.character;
        items.before = items.start == len + 1 ? " " : "";
        add_values(&items, bq_field_by_key(line.s, len), document, cli, taxonomy);
        if (line.s[0] == ' ' || line.s[0] == '-')
            add_entry_values(&items, entry_key(line, len), document, place.line);
    }
    bq_buf_addc(out, ']');
}
