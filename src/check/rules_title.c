/* The title: what it has to say in one line. */
#include "bqi/utf8.h"
#include "check/checks.h"

enum { TITLE_MAX_DEFAULT = 150 };

static void add(const struct bq_check_run *run, enum bq_rule rule, const char *message)
{
    struct bq_emit emit = { .rule = rule, .field = BQ_FIELD_TITLE };
    bq_run_add(run, &emit, "%s", message);
}

static void check_length(const struct bq_check_run *run, struct bq_span title)
{
    size_t count = bq_utf8_count(title.s, title.len);
    unsigned stated = run->program ? run->program->form.title_length : 0;
    unsigned limit = stated ? stated : TITLE_MAX_DEFAULT;
    struct bq_emit emit = { .rule = BQ_R_TITLE_TOO_LONG, .field = BQ_FIELD_TITLE };
    if (count <= limit)
        return;
    if (stated)
        bq_run_add(run, &emit, "the title has %zu characters; the form takes %u", count, limit);
    else
        bq_run_add(run, &emit, "the title has %zu characters; forms that publish a limit take %u",
                   count, limit);
}

/* Nothing but class names and filler: "XSS found", "Security issue". */
static bool is_vague(const struct bq_check_run *run)
{
    struct bq_word_count count = bq_run_word_count(run, BQ_FIELD_TITLE);
    const struct bq_hits *filler = bq_run_hits(run, BQ_FIELD_TITLE, BQ_LIST_TITLE_FILLER);
    if (count.words < 4)
        return true;
    return filler->count >= count.words;
}

/* "in credit-grant redemption" is a place, "in your website" could be anywhere. */
static bool is_anywhere(struct bq_span word)
{
    static const char *const words[] = { "openai",     "openais", "your",    "our",
                                         "this",       "its",     "website", "websites",
                                         "web",        "site",    "app",     "application",
                                         "system",     "server",  "company", "main",
                                         "production", "general", "target",  "order",
                                         "subdomain",  NULL };
    for (size_t i = 0; words[i]; i++) {
        if (bq_span_equal_nocase(word, bq_span_str(words[i])))
            return true;
    }
    return false;
}

static bool names_part(struct bq_span title)
{
    for (size_t at = 0; (at = bq_span_find_nocase(title, at, " in ")) < title.len; at++) {
        struct bq_span rest = bq_span_of(title.s + at + 4, title.len - at - 4);
        size_t n = 0;
        while (n < rest.len && (rest.s[n] | 0x20) >= 'a' && (rest.s[n] | 0x20) <= 'z')
            n++;
        if (n > 2 && !is_anywhere(bq_span_of(rest.s, n)))
            return true;
    }
    return false;
}

static bool names_place(const struct bq_check_run *run, struct bq_span title)
{
    if (bq_run_hits(run, BQ_FIELD_TITLE, BQ_LIST_TITLE_PLACE)->count || names_part(title))
        return true;
    for (size_t i = 0; i + 1 < title.len; i++) {
        char c = title.s[i], next = title.s[i + 1];
        bool letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '{';
        if (c == '/' && letter)
            return true; /* a path */
        if ((c == '.' || c == '_' || c == '`') && letter)
            return true; /* a host, a file, a parameter, code */
        if (c == '(' && next == ')')
            return true;
    }
    return false;
}

static bool shouts(struct bq_span title)
{
    size_t upper = 0, lower = 0, words = 0;
    for (size_t i = 0; i < title.len; i++) {
        char c = title.s[i];
        upper += c >= 'A' && c <= 'Z';
        lower += c >= 'a' && c <= 'z';
        words += c == ' ';
    }
    /* Acronyms alone (XSS, IDOR, API) do not make a shout: several words and hardly a small letter
     * do. */
    return words >= 2 && upper >= 12 && upper * 10 > (upper + lower) * 7;
}

static void check_tone(const struct bq_check_run *run, struct bq_span title)
{
    const struct bq_hits *loud = bq_run_hits(run, BQ_FIELD_TITLE, BQ_LIST_TITLE_LOUD);
    struct bq_emit emit = { .rule = BQ_R_TITLE_SHOUTING, .field = BQ_FIELD_TITLE };
    size_t marks = bq_span_find_nocase(title, 0, "!!");
    if (shouts(title)) {
        bq_run_add(run, &emit, "the title is written in capitals");
    } else if (marks < title.len) {
        emit.start = marks;
        emit.end = marks + 2;
        bq_run_add(run, &emit, "the title shouts with !!");
    } else if (loud->count) {
        emit.start = loud->first[0].start;
        emit.end = loud->first[0].end;
        bq_run_add(run, &emit, "the title states its own severity: \"%.*s\"",
                   (int)(emit.end - emit.start), title.s + emit.start);
    }
}

void bq_check_title(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_span title = bq_run_text(run, field);
    size_t classes;
    if (bq_span_trim(title).len == 0) {
        add(run, BQ_R_TITLE_MISSING, "no title yet");
        return;
    }
    check_length(run, title);
    check_tone(run, title);
    if (is_vague(run)) {
        add(run, BQ_R_TITLE_VAGUE,
            "the title says too little: no reader can tell this bug from others");
        return;
    }
    bq_run_title_classes(run, &classes);
    if (!classes && !bq_run_hits(run, field, BQ_LIST_CLASS)->count)
        add(run, BQ_R_TITLE_NO_CLASS, "the title does not name the kind of bug");
    if (!names_place(run, title))
        add(run, BQ_R_TITLE_NO_LOCATION, "the title does not say where the bug is");
    else if (!bq_run_hits(run, field, BQ_LIST_IMPACT)->count &&
             !bq_run_hits(run, field, BQ_LIST_TITLE_EFFECT)->count)
        add(run, BQ_R_TITLE_NO_IMPACT, "the title does not say what the bug allows");
}

void bq_check_title_type(const struct bq_check_run *run, enum bq_field field)
{
    size_t count;
    const struct bq_type *type = bq_run_type(run);
    const struct bq_type *const *classes = bq_run_title_classes(run, &count);
    struct bq_span title = bq_run_text(run, BQ_FIELD_TITLE);
    (void)field;
    if (!type || !count || bq_taxonomy_may_mean(run->taxonomy, title.s, title.len, type))
        return;
    struct bq_emit emit = { .rule = BQ_R_TITLE_TYPE_MISMATCH, .field = BQ_FIELD_TYPE };
    bq_run_add(run, &emit, "the title speaks of %s, the type is %s", classes[0]->name, type->path);
}
