/*
 * Markdown, or plain text with labels: headings that name a field begin it, all else stays where it
 * stands. What is inside a fence is evidence and never a heading, a label or a title.
 */
#include "io/report_in_impl.h"
#include <string.h>

struct section {
    enum bq_field field;
    size_t level;         /* of the heading that began it; 0: none */
    struct bq_span label; /* the heading's words */
    size_t start;         /* its text in the source */
    bool keep_heading;
    size_t heading; /* where the heading's line begins */
};

struct scan {
    struct bq_report_in *im;
    struct bq_span text;
    struct bq_report_in_fence fence;
    struct section now;
    bool preamble; /* no section has begun: labels may stand here */
    bool has_title;
};

/* ---- lines
 * -----------------------------------------------------------------------------------------------
 */

static struct bq_span line_at(struct bq_span text, size_t at)
{
    const char *end = memchr(text.s + at, '\n', text.len - at);
    return bq_span_of(text.s + at, end ? (size_t)(end - text.s) - at : text.len - at);
}

static size_t behind_line(struct bq_span text, size_t at)
{
    size_t end = at + line_at(text, at).len;
    return end < text.len ? end + 1 : end;
}

static bool is_blank(struct bq_span line)
{
    return bq_span_trim(line).len == 0;
}

/* Up to three blanks do not change what a line is. */
static struct bq_span unindent(struct bq_span line)
{
    for (int i = 0; i < 3 && line.len && line.s[0] == ' '; i++) {
        line.s++;
        line.len--;
    }
    return line;
}

bool bq_report_in_fenced(struct bq_report_in_fence *fence, struct bq_span line)
{
    struct bq_span s = unindent(line);
    size_t run = 0;
    char mark = (char)(s.len ? s.s[0] : 0);
    if (mark == '`' || mark == '~') {
        while (run < s.len && s.s[run] == mark)
            run++;
    }
    if (!fence->mark) {
        if (run < 3 || (mark == '`' && memchr(s.s + run, '`', s.len - run)))
            return false;
        fence->mark = mark;
        fence->length = run;
        return true;
    }
    if (mark == fence->mark && run >= fence->length && is_blank(bq_span_of(s.s + run, s.len - run)))
        fence->mark = 0;
    return true;
}

/* "## Words ##": the level and the words; 0 for another line. */
static size_t atx_heading(struct bq_span line, struct bq_span *words)
{
    struct bq_span s = unindent(line);
    size_t level = 0;
    while (level < s.len && s.s[level] == '#')
        level++;
    if (level == 0 || level > 6 || (level < s.len && s.s[level] != ' ' && s.s[level] != '\t'))
        return 0;
    s = bq_span_trim(bq_span_of(s.s + level, s.len - level));
    size_t end = s.len;
    while (end > 0 && s.s[end - 1] == '#')
        end--;
    if (end < s.len && (end == 0 || s.s[end - 1] == ' ' || s.s[end - 1] == '\t'))
        s.len = end;
    *words = bq_span_trim(s);
    return level;
}

/* A line of = or - under a line of words. */
static size_t setext_level(struct bq_span below)
{
    struct bq_span s = bq_span_trim(below);
    if (s.len < 3 || (s.s[0] != '=' && s.s[0] != '-'))
        return 0;
    for (size_t i = 1; i < s.len; i++) {
        if (s.s[i] != s.s[0])
            return 0;
    }
    return s.s[0] == '=' ? 1 : 2;
}

/* ---- sections
 * ---------------------------------------------------------------------------------------------- */

/* The text of one fenced block, when the section is nothing else. */
static struct bq_span without_fence(struct bq_span text)
{
    struct bq_report_in_fence fence = { 0, 0 };
    struct bq_span trimmed = bq_span_trim(text);
    size_t at = 0, first = 0;
    if (trimmed.len == 0 || !bq_report_in_fenced(&fence, line_at(trimmed, 0)))
        return text;
    first = at = behind_line(trimmed, 0);
    while (at < trimmed.len) {
        size_t next = behind_line(trimmed, at);
        bq_report_in_fenced(&fence, line_at(trimmed, at));
        if (!fence.mark)
            return next >= trimmed.len ? bq_span_of(trimmed.s + first, at - first) : text;
        at = next;
    }
    return text;
}

static size_t full_lines(struct bq_span text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len; at = behind_line(text, at))
        count += !is_blank(line_at(text, at));
    return count;
}

/* The section's text goes to its field. */
static int end_section(struct scan *s, size_t end, struct bq_err *err)
{
    struct section *now = &s->now;
    struct bq_span text = bq_span_of(s->text.s + now->start, end - now->start);
    enum bq_field_kind kind = bq_field_info(now->field)->kind;
    if (now->field == BQ_FIELD_REQUEST)
        text = without_fence(text);
    if (now->keep_heading)
        text = bq_span_of(s->text.s + now->heading, end - now->heading);
    if (kind == BQ_KIND_TEXT) {
        bq_report_in_text(s->im, now->field, text);
        return BQ_OK;
    }
    if (kind != BQ_KIND_LIST && full_lines(text) > 1)
        bq_report_in_text(s->im, BQ_FIELD_DESCRIPTION,
                          bq_span_of(s->text.s + now->heading, end - now->heading));
    struct bq_span value = bq_span_trim(text);
    if (kind != BQ_KIND_LIST)
        value = line_at(value, 0);
    return bq_report_in_value(s->im, now->field, now->label, value, err);
}

/* "Impact on users": a heading of its own, kept with the text. */
static bool speaks_of_impact(struct bq_span words)
{
    size_t blanks = 0;
    for (size_t i = 0; i < words.len; i++)
        blanks += words.s[i] == ' ';
    return words.len > 7 && blanks < 4 &&
           bq_span_equal_nocase(bq_span_of(words.s, 7), bq_span_str("impact "));
}

static int begin_section(struct scan *s, size_t level, struct bq_span words, size_t heading,
                         size_t start, struct bq_err *err)
{
    enum bq_field field = bq_report_in_label(words);
    bool inside = s->now.level && level > s->now.level;
    if (inside && field == BQ_FIELD_NONE)
        return BQ_OK; /* a heading inside of the section */
    if (inside && field == BQ_FIELD_DESCRIPTION && s->now.field != field &&
        bq_field_info(s->now.field)->kind == BQ_KIND_TEXT) {
        /* "Summary" below "Impact" is the impact's own */
        if (is_blank(bq_span_of(s->text.s + s->now.start, heading - s->now.start)))
            s->now.start = start;
        return BQ_OK;
    }
    int rc = end_section(s, heading, err);
    bool description = field == BQ_FIELD_NONE || field == BQ_FIELD_DESCRIPTION;
    bool impact = field == BQ_FIELD_NONE && speaks_of_impact(words);
    s->now.field = impact ? BQ_FIELD_IMPACT : field == BQ_FIELD_NONE ? BQ_FIELD_DESCRIPTION : field;
    s->now.level = level;
    s->now.label = words;
    s->now.start = start;
    s->now.heading = heading;
    /* The first description needs no heading; a second piece is told apart by its own. */
    s->now.keep_heading =
        field == BQ_FIELD_NONE || (description && s->im->texts[BQ_FIELD_DESCRIPTION].len > 0);
    s->preamble = false;
    return rc;
}

/* ---- labels: "- **Target:** ChatGPT", "Severity: High"
 * ------------------------------------------------------- */

static bool label_line(struct bq_span line, struct bq_span *label, struct bq_span *value)
{
    struct bq_span s = bq_span_trim(line);
    if (s.len > 2 && strchr("-*+", s.s[0]) && s.s[1] == ' ')
        s = bq_span_trim(bq_span_of(s.s + 2, s.len - 2));
    const char *colon = s.len ? memchr(s.s, ':', s.len) : NULL;
    if (!colon || colon - s.s > 60)
        return false;
    struct bq_span before = bq_span_of(s.s, (size_t)(colon - s.s));
    struct bq_span after = bq_span_of(colon + 1, s.len - before.len - 1);
    if (bq_span_starts(before, "**")) {
        before = bq_span_of(before.s + 2, before.len - 2);
        if (bq_span_starts(after, "**"))
            after = bq_span_of(after.s + 2, after.len - 2);
        else if (bq_span_ends(before, "**"))
            before.len -= 2;
    }
    *label = bq_span_trim(before);
    *value = bq_span_trim(after);
    enum bq_field field = bq_report_in_label(*label);
    return field != BQ_FIELD_NONE && value->len > 0 && bq_field_info(field)->kind != BQ_KIND_TEXT;
}

/* "Link: https://...", and "Report #123", as HackerOne prints them above a report. */
static bool fact_line(struct bq_span line, struct bq_span *label, struct bq_span *value)
{
    struct bq_span s = bq_span_trim(line);
    const char *colon = s.len ? memchr(s.s, ':', s.len) : NULL;
    if (bq_span_starts(s, "Report #")) {
        *label = bq_span_of(s.s, 6);
        *value = bq_span_of(s.s + 7, s.len - 7);
        return true;
    }
    if (!colon || colon - s.s > 20)
        return false;
    *label = bq_span_of(s.s, (size_t)(colon - s.s));
    *value = bq_span_trim(bq_span_of(colon + 1, s.len - label->len - 1));
    return value->len > 0;
}

/* A line that is nothing but a label: "Steps To Reproduce:", as pasted from a page. */
static bool bare_label(struct bq_span line, struct bq_span *label)
{
    struct bq_span s = bq_span_trim(line);
    if (s.len > 4 && bq_span_starts(s, "**") && bq_span_ends(s, "**"))
        s = bq_span_trim(bq_span_of(s.s + 2, s.len - 4));
    if (s.len && s.s[s.len - 1] == ':')
        s.len--;
    if (s.len == 0 || s.len > 60 || s.s[0] < 'A' || s.s[0] > 'Z')
        return false;
    *label = s;
    return bq_report_in_label(s) != BQ_FIELD_NONE;
}

/* ---- the walk
 * --------------------------------------------------------------------------------------------------
 */

static int take_title(struct scan *s, struct bq_span words, size_t at, size_t next,
                      struct bq_err *err)
{
    /* What stood before the title stays in the description. */
    bq_report_in_text(s->im, BQ_FIELD_DESCRIPTION,
                      bq_span_of(s->text.s + s->now.start, at - s->now.start));
    s->now.start = next;
    if (words.len > 8 &&
        bq_span_equal_nocase(bq_span_of(words.s + words.len - 8, 8), bq_span_str("template"))) {
        bq_report_in_note(s->im, bq_span_str("heading"), words);
        return BQ_OK; /* "Report template" is nobody's title */
    }
    s->has_title = true;
    s->im->title_guessed = !bq_draft_has(s->im->draft, BQ_FIELD_TITLE);
    return bq_report_in_value(s->im, BQ_FIELD_TITLE, bq_span_str("heading"), words, err);
}

static int heading(struct scan *s, size_t level, struct bq_span words, size_t at, size_t next,
                   struct bq_err *err)
{
    size_t had;
    const char *title = bq_draft_text(s->im->draft, BQ_FIELD_TITLE, &had);
    bool known = bq_report_in_label(words) != BQ_FIELD_NONE;
    if (level == 1 && s->preamble && !known && words.len &&
        (!s->has_title || bq_span_equal(words, bq_span_of(title, had))))
        return take_title(s, words, at, next, err);
    return begin_section(s, level, words, at, next, err);
}

/* One line outside of a fence. *next may move on over a line that belongs to it. */
static int one_line(struct scan *s, size_t at, size_t *next, bool after_blank, struct bq_err *err)
{
    struct bq_span line = line_at(s->text, at), words, value;
    size_t level = atx_heading(line, &words);
    if (level)
        return heading(s, level, words, at, *next, err);
    if (!is_blank(line) && *next < s->text.len && after_blank && line.s[0] != ' ' &&
        line.s[0] != '-') {
        level = setext_level(line_at(s->text, *next));
        if (level) {
            *next = behind_line(s->text, *next);
            return heading(s, level, bq_span_trim(line), at, *next, err);
        }
    }
    if (s->preamble && label_line(line, &words, &value)) {
        bq_report_in_text(s->im, BQ_FIELD_DESCRIPTION,
                          bq_span_of(s->text.s + s->now.start, at - s->now.start));
        s->now.start = *next;
        s->has_title |= bq_report_in_label(words) == BQ_FIELD_TITLE;
        return bq_report_in_value(s->im, bq_report_in_label(words), words, value, err);
    }
    if (s->preamble && fact_line(line, &words, &value)) {
        bool used = false;
        int rc = bq_report_in_fact(s->im, words, value, &used, err);
        if (used) {
            bq_report_in_text(s->im, BQ_FIELD_DESCRIPTION,
                              bq_span_of(s->text.s + s->now.start, at - s->now.start));
            s->now.start = *next;
        }
        return rc;
    }
    /* Among labels of a pasted page values of one line may be followed by the next label at once.
     */
    bool short_value = !s->preamble && bq_field_info(s->now.field)->kind == BQ_KIND_LINE;
    bool empty = !s->preamble && is_blank(bq_span_of(s->text.s + s->now.start, at - s->now.start));
    if ((after_blank || short_value || empty) && bare_label(line, &words))
        return begin_section(s, 2, words, at, *next, err);
    return BQ_OK;
}

int bq_report_in_markdown(struct bq_report_in *im, struct bq_span text, struct bq_err *err)
{
    struct scan s;
    bool after_blank = true;
    int rc = BQ_OK;
    memset(&s, 0, sizeof s);
    s.im = im;
    s.text = text;
    s.now.field = BQ_FIELD_DESCRIPTION;
    s.preamble = true;
    s.has_title = bq_draft_has(im->draft, BQ_FIELD_TITLE);
    for (size_t at = 0, next; at < text.len && rc == BQ_OK; at = next) {
        next = behind_line(text, at);
        if (!bq_report_in_fenced(&s.fence, line_at(text, at)))
            rc = one_line(&s, at, &next, after_blank, err);
        after_blank = is_blank(line_at(text, at));
    }
    return rc == BQ_OK ? end_section(&s, text.len, err) : rc;
}
