/* What a template left behind. */
#include "base/data.h"
#include "check/body.h"
#include "check/checks.h"

enum { NAME_BYTES_MAX = 40, PROMPT_BYTES_MAX = 200, TOLD_MAX = 20, LOOKED_UP_MAX = 200 };

/* A text, read for placeholders. */
struct hunt {
    const struct bq_check_run *run;
    enum bq_field field;
    struct bq_span text;
    size_t told, looked_up;
    bool templates; /* the report is about templates: braces are its payloads */
};

static void tell(struct hunt *hunt, size_t start, size_t end)
{
    struct bq_emit emit = {
        .rule = BQ_R_PLACEHOLDER, .field = hunt->field, .start = start, .end = end
    };
    if (hunt->told++ < TOLD_MAX)
        bq_run_add(hunt->run, &emit, "a placeholder was left in: %.*s",
                   (int)(end - start < 80 ? end - start : 80), hunt->text.s + start);
}

/* Words that templates put between braces. Others are payloads, or variables of a tool. */
static bool is_template_word(struct bq_span word)
{
    static const char *const words[] = {
        "url",      "request",  "response",    "screenshot", "screenshots", "payload",
        "target",   "action",   "parameter",   "param",      "endpoint",    "host",
        "hostname", "domain",   "ip",          "username",   "password",    "email",
        "user",     "victim",   "attacker",    "impact",     "description", "steps",
        "summary",  "title",    "application", "app",        "program",     "company",
        "feature",  "version",  "browser",     "date",       "name",        "value",
        "poc",      "video",    "image",       "file",       "filename",    "vulnerability",
        "severity", "function", NULL
    };
    for (size_t i = 0; words[i]; i++) {
        if (bq_span_equal_nocase(word, bq_span_str(words[i])))
            return true;
    }
    return false;
}

/* Does one of our own skeletons ask with these braces? Few lookups a text: each reads them all. */
static bool is_our_prompt(struct hunt *hunt, struct bq_span braces)
{
    static const char folder[] = "skeletons/";
    if (hunt->looked_up == LOOKED_UP_MAX)
        return false;
    hunt->looked_up++;
    for (const struct bq_data *data = bq_data_table; data->name; data++) {
        struct bq_span text = bq_span_of((const char *)data->bytes, data->len);
        if (strncmp(data->name, folder, sizeof folder - 1) != 0)
            continue;
        for (size_t at = 0; at + braces.len <= text.len; at++) {
            const char *open = memchr(text.s + at, '{', text.len - at - braces.len + 1);
            if (!open)
                break;
            at = (size_t)(open - text.s);
            if (!memcmp(open, braces.s, braces.len))
                return true;
        }
    }
    return false;
}

/* The next "{{words}}" from *at on, which moves behind it; false: none before `to`. */
static bool next_braces(struct bq_span text, size_t to, size_t *at, size_t *start)
{
    while (*at + 4 < to) {
        const char *open = memchr(text.s + *at, '{', to - *at);
        if (!open)
            break;
        size_t i = (size_t)(open - text.s), end = i + 2;
        *at = i + 1;
        if (end >= to || text.s[i + 1] != '{')
            continue;
        while (end < to && end - i < PROMPT_BYTES_MAX && text.s[end] != '}' && text.s[end] != '{' &&
               text.s[end] != '\n')
            end++;
        *at = end;
        if (end + 1 < to && end > i + 2 && text.s[end] == '}' && text.s[end + 1] == '}') {
            *at = end + 2;
            *start = i;
            return true;
        }
    }
    *at = to;
    return false;
}

/* What templates ask for by one well-known word, and what our own skeletons ask for in several. */
static bool is_known_prompt(struct hunt *hunt, size_t start, size_t end)
{
    struct bq_span inside = bq_span_trim(bq_span_of(hunt->text.s + start + 2, end - start - 4));
    if (memchr(inside.s, ' ', inside.len))
        return is_our_prompt(hunt, bq_span_of(hunt->text.s + start, end - start));
    return !hunt->templates && is_template_word(inside);
}

/* In fences too, where templates put {{request}}. */
static void find_braces(struct hunt *hunt)
{
    for (size_t at = 0, start; next_braces(hunt->text, hunt->text.len, &at, &start);)
        if (is_known_prompt(hunt, start, at))
            tell(hunt, start, at);
}

/* Several plain words: no code, and no statement of a template language. */
static bool is_plain_words(struct bq_span inside)
{
    static const char *const statements[] = { "if",      "else",   "elif", "for",     "each",
                                              "range",   "end",    "with", "include", "block",
                                              "define",  "set",    "let",  "unless",  "template",
                                              "partial", "import", "raw",  NULL };
    struct bq_span words = bq_span_trim(inside);
    size_t first = 0, letters = 0;
    for (size_t i = 0; i < words.len; i++) {
        unsigned char c = (unsigned char)words.s[i];
        bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        letters += letter || c >= 0x80;
        if (!letter && c < 0x80 && !(c >= '0' && c <= '9') && !strchr(" ,:;?'/-", c))
            return false;
    }
    while (first < words.len && words.s[first] != ' ')
        first++;
    for (size_t i = 0; statements[i]; i++)
        if (bq_span_is(bq_span_of(words.s, first), statements[i]))
            return false;
    return first < words.len && letters * 2 > words.len;
}

/* Outside of code: what a person's own skeleton asks for in words, and the single words of ours. */
static void find_prompts(struct hunt *hunt, size_t from, size_t to)
{
    for (size_t at = from, start; !hunt->templates && next_braces(hunt->text, to, &at, &start);) {
        struct bq_span braces = bq_span_of(hunt->text.s + start, at - start);
        struct bq_span inside = bq_span_of(braces.s + 2, braces.len - 4);
        if (is_known_prompt(hunt, start, at))
            continue; /* told already */
        if (is_plain_words(inside) ||
            (!memchr(inside.s, ' ', inside.len) && is_our_prompt(hunt, braces)))
            tell(hunt, start, at);
    }
}

/* What stands between brackets is an order to the writer: "insert ...", "your ...", "step". */
static bool is_order(struct bq_span words)
{
    static const char *const starts[] = { "insert ",  "your ",       "add ",   "describe ",
                                          "provide ", "todo",        "tbd",    "fill ",
                                          "enter ",   "placeholder", "paste ", "explain ",
                                          "attach ",  NULL };
    static const char *const whole[] = { "step",
                                         "steps",
                                         "step 1",
                                         "description",
                                         "impact",
                                         "screenshot",
                                         "url",
                                         "target",
                                         "summary",
                                         "name",
                                         "vuln",
                                         "vulnerability",
                                         "vulnerability name",
                                         "component",
                                         "app",
                                         "attacker",
                                         "vector",
                                         NULL };
    words = bq_span_trim(words);
    for (size_t i = 0; starts[i]; i++) {
        size_t n = strlen(starts[i]);
        if (words.len >= n && bq_span_equal_nocase(bq_span_of(words.s, n), bq_span_str(starts[i])))
            return true;
    }
    for (size_t i = 0; whole[i]; i++) {
        if (bq_span_equal_nocase(words, bq_span_str(whole[i])))
            return true;
    }
    return false;
}

/* The next c at or behind i, or `to`; known is what the call before said. */
static const char *next_of(struct bq_span text, const char *known, size_t i, size_t to, char c)
{
    if (known && known >= text.s + i)
        return known;
    known = memchr(text.s + i, c, to - i);
    return known ? known : text.s + to;
}

/* [insert URL], <your host>: words of one line, no link behind. */
static void find_brackets(struct hunt *hunt, size_t from, size_t to)
{
    struct bq_span text = hunt->text;
    const char *square = NULL, *angle = NULL;
    for (size_t i = from; i + 2 < to; i++) {
        square = next_of(text, square, i, to, '[');
        angle = next_of(text, angle, i, to, '<');
        i = (size_t)((square < angle ? square : angle) - text.s);
        if (i + 2 >= to)
            return;
        char open = text.s[i];
        size_t end = i + 1;
        while (end < to && end - i < NAME_BYTES_MAX && text.s[end] != (open == '[' ? ']' : '>') &&
               text.s[end] != '\n' && text.s[end] != open)
            end++;
        if (end < to && text.s[end] == (open == '[' ? ']' : '>') &&
            (end + 1 >= to || text.s[end + 1] != '(') &&
            is_order(bq_span_of(text.s + i + 1, end - i - 1)))
            tell(hunt, i, end + 1);
        i = end - 1;
    }
}

/* TODO, TBD, FIXME as capitals; lorem ipsum. Names (TODO_LIST) and what stands in brackets are
 * none. */
static void find_words(struct hunt *hunt)
{
    const struct bq_hits *hits = bq_run_hits(hunt->run, hunt->field, BQ_LIST_PLACEHOLDER);
    for (size_t i = 0; i < hits->count && i < BQ_HITS_KEPT; i++) {
        size_t start = hits->first[i].start, end = hits->first[i].end;
        char before = start ? hunt->text.s[start - 1] : ' ',
             after = end < hunt->text.len ? hunt->text.s[end] : ' ';
        bool lorem = (hunt->text.s[start] | 0x20) == 'l';
        bool capitals = hunt->text.s[start + 1] >= 'A' && hunt->text.s[start + 1] <= 'Z';
        if ((lorem || capitals) && !strchr("_<[", before) && !strchr("_(", after))
            tell(hunt, start, end);
    }
}

/* Inline code between a and b is evidence. */
static void find_in_words(struct hunt *hunt, const struct bq_prose *prose)
{
    size_t k = 0;
    for (size_t b = 0; b < prose->block_count; b++) {
        const struct bq_block *block = &prose->blocks[b];
        size_t at = block->text;
        if (!bq_block_is_words(block))
            continue;
        while (k < prose->inline_count && prose->inlines[k].block < b)
            k++;
        for (; k < prose->inline_count && prose->inlines[k].block == b; k++) {
            find_brackets(hunt, at, prose->inlines[k].start);
            find_prompts(hunt, at, prose->inlines[k].start);
            at = prose->inlines[k].end;
        }
        if (at < block->text_end) {
            find_brackets(hunt, at, block->text_end);
            find_prompts(hunt, at, block->text_end);
        }
    }
}

void bq_check_placeholders(const struct bq_check_run *run, enum bq_field field)
{
    static const char *const template_types[] = { "server_side_injection.ssti", NULL };
    struct hunt hunt = { .run = run, .field = field, .text = bq_run_text(run, field) };
    if (!hunt.text.len)
        return;
    hunt.templates = bq_run_type_is(run, template_types);
    find_braces(&hunt);
    if (field != BQ_FIELD_REQUEST) {
        find_in_words(&hunt, bq_run_prose(run, field));
        find_words(&hunt);
    }
}
