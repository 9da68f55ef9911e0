/* What a template left behind. */
#include "check/body.h"
#include "check/checks.h"

enum { NAME_BYTES_MAX = 40, TOLD_MAX = 20 };

/* A text, read for placeholders. */
struct hunt {
    const struct bq_check_run *run;
    enum bq_field field;
    struct bq_span text;
    size_t told;
};

static void tell(struct hunt *hunt, size_t start, size_t end)
{
    struct bq_emit emit = {
        .rule = BQ_R_PLACEHOLDER, .field = hunt->field, .start = start, .end = end
    };
    if (hunt->told++ < TOLD_MAX)
        bq_run_add(hunt->run, &emit, "a placeholder was left in: %.*s",
                   (int)(end - start < 60 ? end - start : 60), hunt->text.s + start);
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

/* {{word}}: in fences too, where templates put {{request}}. */
static void find_braces(struct hunt *hunt)
{
    static const char *const template_types[] = { "server_side_injection.ssti", NULL };
    struct bq_span text = hunt->text;
    if (bq_run_type_is(hunt->run, template_types))
        return;
    for (size_t i = 0; i + 4 < text.len;) {
        const char *open = memchr(text.s + i, '{', text.len - i);
        if (!open)
            return;
        i = (size_t)(open - text.s);
        if (i + 4 >= text.len || text.s[i + 1] != '{') {
            i++;
            continue;
        }
        size_t room = text.len - i - 2 < NAME_BYTES_MAX ? text.len - i - 2 : NAME_BYTES_MAX;
        const char *close = memchr(text.s + i + 2, '}', room);
        size_t end = close ? (size_t)(close - text.s) : i + 1;
        if (close && end + 1 < text.len && text.s[end + 1] == '}' &&
            is_template_word(bq_span_trim(bq_span_of(text.s + i + 2, end - i - 2))))
            tell(hunt, i, end + 2);
        i = end + 1;
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

/* [insert URL], <your host>: words of one line, no link behind. */
static void find_brackets(struct hunt *hunt, size_t from, size_t to)
{
    struct bq_span text = hunt->text;
    for (size_t i = from; i + 2 < to; i++) {
        char open = text.s[i];
        if (open != '[' && open != '<')
            continue;
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
            at = prose->inlines[k].end;
        }
        if (at < block->text_end)
            find_brackets(hunt, at, block->text_end);
    }
}

void bq_check_placeholders(const struct bq_check_run *run, enum bq_field field)
{
    struct hunt hunt = { .run = run, .field = field, .text = bq_run_text(run, field) };
    if (!hunt.text.len)
        return;
    find_braces(&hunt);
    if (field != BQ_FIELD_REQUEST) {
        find_in_words(&hunt, bq_run_prose(run, field));
        find_words(&hunt);
    }
}
