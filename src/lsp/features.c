/* Diagnostics, fixes and hovers. */
#include "features.h"
#include "bqi/show.h"

static void add_text(struct bq_buf *out, const char *text)
{
    bq_json_string(out, text, strlen(text));
}

static void add_range(struct bq_buf *out, struct lsp_range range)
{
    bq_buf_addf(out,
                "\"range\":{\"start\":{\"line\":%u,\"character\":%u},"
                "\"end\":{\"line\":%u,\"character\":%u}}",
                range.start.line, range.start.character, range.end.line, range.end.character);
}

/* The protocol's numbers: 1 error, 2 warning, 3 information, 4 hint (for what was answered for). */
static int severity_number(const struct bq_finding *finding)
{
    if (finding->allowed)
        return 4;
    return finding->severity == BQ_ERROR ? 1 : finding->severity == BQ_WARNING ? 2 : 3;
}

static void add_message(struct bq_buf *out, const struct bq_finding *finding)
{
    struct bq_buf text;
    bq_buf_init(&text, 1 << 16);
    bq_buf_adds(&text, finding->message);
    if (finding->hint[0])
        bq_buf_addf(&text, "\n%s", finding->hint);
    if (finding->route[0])
        bq_buf_addf(&text, "\n%s", finding->route);
    if (finding->allowed)
        bq_buf_addf(&text, "\nAnswered for: %s", finding->allow_reason);
    bq_json_string(out, text.data, text.len);
    bq_buf_clear(&text);
}

static void add_diagnostic(const struct document *document, const struct bq_finding *finding,
                           bool utf8, struct bq_buf *out)
{
    bq_buf_addc(out, '{');
    add_range(out, document_range(document, finding, utf8));
    bq_buf_addf(out,
                ",\"severity\":%d,\"source\":\"bugquill\",\"code\":", severity_number(finding));
    add_text(out, finding->rule);
    bq_buf_adds(out, ",\"message\":");
    add_message(out, finding);
    bq_buf_addc(out, '}');
}

void feature_diagnostics(const struct document *document, bool utf8, struct bq_buf *out)
{
    bq_buf_addc(out, '[');
    if (!document->draft) {
        const struct bq_err *trouble = &document->trouble;
        struct lsp_range range = { document_place(document, trouble->line, trouble->column, utf8),
                                   document_place(document, trouble->line, UINT32_MAX, utf8) };
        bq_buf_addc(out, '{');
        add_range(out, range);
        bq_buf_adds(out,
                    ",\"severity\":1,\"source\":\"bugquill\",\"code\":\"unreadable\",\"message\":");
        add_text(out, trouble->text);
        bq_buf_addc(out, '}');
    }
    for (size_t i = 0; i < document->findings.count; i++) {
        if (i)
            bq_buf_addc(out, ',');
        add_diagnostic(document, &document->findings.items[i], utf8, out);
    }
    bq_buf_addc(out, ']');
}

/*
 * May the fix be put into the file as it is? In a literal block anything on one line may; a plain
 * scalar must not turn into something else, and a quoted one has no places.
 */
static bool can_edit(const struct document *document, const struct bq_finding *finding)
{
    if (!finding->has_fix || finding->field == BQ_FIELD_NONE || finding->end <= finding->start)
        return false;
    enum bq_mark_style style = bq_draft_mark(document->draft, finding->field).style;
    if (style == BQ_MARK_LITERAL)
        return strchr(finding->fix, '\n') == NULL;
    return style == BQ_MARK_PLAIN && strpbrk(finding->fix, ":#\n\"'[]{},&*!|>%@`") == NULL &&
           finding->fix[0] != '\0' && finding->fix[0] != ' ';
}

static bool touches(struct lsp_range a, struct lsp_range b)
{
    return a.start.line <= b.end.line && b.start.line <= a.end.line;
}

void feature_actions(const struct document *document, struct lsp_range range, bool utf8,
                     struct bq_buf *out)
{
    bool first = true;
    bq_buf_addc(out, '[');
    for (size_t i = 0; i < document->findings.count; i++) {
        const struct bq_finding *finding = &document->findings.items[i];
        struct lsp_range place = document_range(document, finding, utf8);
        if (!can_edit(document, finding) || !touches(place, range))
            continue;
        bq_buf_adds(out, first ? "{\"title\":" : ",{\"title\":");
        first = false;
        add_text(out, finding->hint[0] ? finding->hint : finding->message);
        bq_buf_adds(out, ",\"kind\":\"quickfix\",\"diagnostics\":[");
        add_diagnostic(document, finding, utf8, out);
        bq_buf_adds(out, "],\"edit\":{\"changes\":{");
        add_text(out, document->uri);
        bq_buf_adds(out, ":[{");
        add_range(out, place);
        bq_buf_adds(out, ",\"newText\":");
        add_text(out, finding->fix);
        bq_buf_adds(out, "}]}}}");
    }
    bq_buf_addc(out, ']');
}

static bool holds(struct lsp_range range, struct lsp_place place)
{
    bool after = place.line > range.start.line ||
                 (place.line == range.start.line && place.character >= range.start.character);
    bool before = place.line < range.end.line ||
                  (place.line == range.end.line && place.character <= range.end.character);
    return after && before;
}

static void describe_finding(const struct bq_finding *finding, struct bq_buf *text)
{
    bq_buf_addf(text, "%s%s: %s\n", text->len ? "\n" : "", bq_severity_name(finding->severity),
                finding->message);
    if (finding->why[0])
        bq_buf_addf(text, "Why: %s\n", finding->why);
    if (finding->hint[0])
        bq_buf_addf(text, "What to do: %s\n", finding->hint);
    if (finding->route[0])
        bq_buf_addf(text, "Where it belongs: %s\n", finding->route);
    if (finding->source[0])
        bq_buf_addf(text, "Source: %s%s%s\n", finding->source, finding->as_of[0] ? ", as of " : "",
                    finding->as_of);
    bq_buf_addf(text, "Rule: %s\n", finding->rule);
}

/* The key that stands at the start of the line, with what it means. */
static void describe_key(const struct document *document, struct lsp_place place, bool utf8,
                         struct bq_buf *text)
{
    struct bq_span line = document_line(document, place.line);
    size_t len = 0;
    while (len < line.len && line.s[len] != ':' && line.s[len] != ' ')
        len++;
    enum bq_field field = bq_field_by_key(line.s, len);
    if (field != BQ_FIELD_NONE && document_column(document, place, utf8) <= len)
        bq_buf_addf(text, "%s%s: %s\n", text->len ? "\n" : "", bq_field_info(field)->label,
                    bq_field_info(field)->what);
}

void feature_hover(const struct document *document, struct lsp_place place, bool utf8,
                   struct bq_buf *out)
{
    struct bq_buf text;
    bq_buf_init(&text, 1 << 16);
    for (size_t i = 0; i < document->findings.count; i++)
        if (holds(document_range(document, &document->findings.items[i], utf8), place))
            describe_finding(&document->findings.items[i], &text);
    describe_key(document, place, utf8, &text);
    if (text.len) {
        bq_buf_adds(out, "{\"contents\":{\"kind\":\"plaintext\",\"value\":");
        bq_json_string(out, text.data, text.len);
        bq_buf_adds(out, "}}");
    } else {
        bq_buf_adds(out, "null");
    }
    bq_buf_clear(&text);
}
