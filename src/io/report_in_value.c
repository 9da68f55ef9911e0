/* Single values of an imported report: what stands behind "Target:" and the like. */
#include "io/report_in_impl.h"
#include <stdio.h>
#include <string.h>

/* ---- texts
 * -----------------------------------------------------------------------------------------------
 */

void bq_report_in_text(struct bq_report_in *im, enum bq_field field, struct bq_span text)
{
    struct bq_buf *to = &im->texts[field];
    /* Blank lines before and after go; the indentation of the first line stays. */
    size_t start = 0;
    for (size_t i = 0; i < text.len && strchr(" \t\n", text.s[i]); i++) {
        if (text.s[i] == '\n')
            start = i + 1;
    }
    while (text.len > start && strchr(" \t\n", text.s[text.len - 1]))
        text.len--;
    if (text.len <= start)
        return;
    if (to->len)
        bq_buf_addc(to, '\n');
    bq_buf_add(to, text.s + start, text.len - start);
    bq_buf_addc(to, '\n');
}

void bq_report_in_note(struct bq_report_in *im, struct bq_span label, struct bq_span value)
{
    struct bq_buf *to = &im->texts[BQ_FIELD_NOTES];
    bq_buf_add(to, label.s, label.len);
    bq_buf_adds(to, memchr(value.s, '\n', value.len) ? ":\n" : ": ");
    bq_buf_add(to, value.s, value.len);
    bq_buf_addc(to, '\n');
}

/* ---- marks of Markdown
 * ---------------------------------------------------------------------------------------- */

static struct bq_span unwrap(struct bq_span v, const char *open, const char *close)
{
    size_t a = strlen(open), b = strlen(close);
    if (v.len > a + b && bq_span_starts(v, open) && bq_span_ends(v, close))
        return bq_span_trim(bq_span_of(v.s + a, v.len - a - b));
    return v;
}

/* "- **`x`**" says x. */
static struct bq_span plain(struct bq_span v)
{
    v = bq_span_trim(v);
    if (v.len > 2 && strchr("-*+", v.s[0]) && v.s[1] == ' ')
        v = bq_span_trim(bq_span_of(v.s + 2, v.len - 2));
    v = unwrap(v, "**", "**");
    v = unwrap(v, "<", ">");
    return unwrap(v, "`", "`");
}

/* What stands in backticks inside of the value, else the value. */
static struct bq_span quoted_part(struct bq_span v)
{
    const char *open = v.len ? memchr(v.s, '`', v.len) : NULL;
    if (!open)
        return v;
    size_t at = (size_t)(open - v.s) + 1;
    const char *close = memchr(v.s + at, '`', v.len - at);
    return close && close > v.s + at ? bq_span_of(v.s + at, (size_t)(close - v.s) - at) : v;
}

/* ---- values
 * ------------------------------------------------------------------------------------------------------
 */

/* Sets a field that is empty; a second, different value goes to the notes. */
static int set_line(struct bq_report_in *im, enum bq_field field, struct bq_span label,
                    struct bq_span value, struct bq_err *err)
{
    size_t len;
    const char *had = bq_draft_text(im->draft, field, &len);
    if (len > 0) {
        if (!bq_span_equal(bq_span_of(had, len), value))
            bq_report_in_note(im, label, value);
        return BQ_OK;
    }
    for (size_t i = 0; i < value.len; i++) {
        if (value.s[i] != '\n')
            continue;
        bq_report_in_note(im, label, value);
        value = bq_span_trim(bq_span_of(value.s, i));
    }
    return bq_draft_set_text(im->draft, field, value.s, value.len, err);
}

/* Is the type id the other one, or below it? */
static bool is_below(const char *id, const char *other)
{
    size_t len = strlen(other);
    return !strncmp(id, other, len) && (!id[len] || id[len] == '.');
}

/* Of two types the one that says more stays; the other is in the notes. */
static int put_type(struct bq_report_in *im, struct bq_span label, struct bq_span value,
                    const char *id, bool guessed, struct bq_err *err)
{
    const char *had = bq_draft_text(im->draft, BQ_FIELD_TYPE, NULL);
    bool better = is_below(id, had) || (im->type_guessed && !guessed);
    if (*had && !better) {
        if (!is_below(had, id))
            bq_report_in_note(im, label, value);
        return BQ_OK;
    }
    if (*had && !is_below(id, had))
        bq_report_in_note(im, bq_span_str("type"), bq_span_str(had));
    im->type_guessed = guessed;
    return bq_draft_set_text(im->draft, BQ_FIELD_TYPE, id, strlen(id), err);
}

/* "P2", "P2, as it needs no login" */
static bool starts_with_priority(struct bq_span value)
{
    return value.len >= 2 && (value.s[0] | 0x20) == 'p' && value.s[1] >= '1' && value.s[1] <= '5' &&
           (value.len == 2 || strchr(" ,;:(-", value.s[2]));
}

static int set_priority(struct bq_report_in *im, struct bq_span label, struct bq_span value,
                        struct bq_err *err);

/* A type by id, or the best guess from its words; the guess is said. */
static int set_type(struct bq_report_in *im, struct bq_span label, struct bq_span value,
                    struct bq_err *err)
{
    char words[200];
    struct bq_type_hit hit;
    struct bq_span id = quoted_part(value);
    snprintf(words, sizeof words, "%.*s", (int)(id.len > 199 ? 199 : id.len), id.s);
    if (starts_with_priority(value)) /* "Technical severity: P2" */
        return set_priority(im, label, value, err);
    /* an id, perhaps of another version */
    if (!im->taxonomy || bq_taxonomy_find(im->taxonomy, words) ||
        (!memchr(id.s, ' ', id.len) && memchr(id.s, '_', id.len)))
        return put_type(im, label, value, words, false, err);
    if (bq_taxonomy_search(im->taxonomy, words, &hit, 1) == 0) {
        bq_report_in_note(im, label, value);
        bq_buf_addf(im->remarks, "type: nothing found for \"%s\"; it is in the notes\n", words);
        return BQ_OK;
    }
    bq_buf_addf(im->remarks, "type: \"%s\" was read as %s\n", words, hit.type->id);
    return put_type(im, label, value, hit.type->id, true, err);
}

static int set_priority(struct bq_report_in *im, struct bq_span label, struct bq_span value,
                        struct bq_err *err)
{
    static const char *const words[][2] = { { "critical", "P1" },      { "high", "P2" },
                                            { "medium", "P3" },        { "moderate", "P3" },
                                            { "low", "P4" },           { "none", "P5" },
                                            { "informational", "P5" }, { "info", "P5" } };
    if (starts_with_priority(value)) {
        char name[] = { 'P', value.s[1] };
        if (value.len > 2)
            bq_report_in_note(im, label, value);
        return set_line(im, BQ_FIELD_PRIORITY, label, bq_span_of(name, 2), err);
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i][0]);
        if (value.len < len || (value.len > len && !strchr(" ,;:(-", value.s[len])) ||
            !bq_span_equal_nocase(bq_span_of(value.s, len), bq_span_str(words[i][0])))
            continue;
        bq_buf_addf(im->remarks, "priority: \"%s\" was read as %s\n", words[i][0], words[i][1]);
        if (value.len > len)
            bq_report_in_note(im, label, value);
        return set_line(im, BQ_FIELD_PRIORITY, label, bq_span_str(words[i][1]), err);
    }
    bq_report_in_note(im, label, value);
    return BQ_OK;
}

/* What is called a title wins over the first heading, which may be the template's own. */
static int set_title(struct bq_report_in *im, struct bq_span label, struct bq_span value,
                     struct bq_err *err)
{
    size_t len;
    const char *had = bq_draft_text(im->draft, BQ_FIELD_TITLE, &len);
    bool heading = bq_span_is(label, "heading");
    if (!im->title_guessed || heading || bq_span_equal(bq_span_of(had, len), value))
        return set_line(im, BQ_FIELD_TITLE, label, value, err);
    im->title_guessed = false;
    bq_report_in_note(im, bq_span_str("heading"), bq_span_of(had, len));
    int rc = bq_draft_set_text(im->draft, BQ_FIELD_TITLE, "", 0, err);
    return rc == BQ_OK ? set_line(im, BQ_FIELD_TITLE, label, value, err) : rc;
}

/* A program's id is lower case: "OpenAI" names openai. */
static int set_program(struct bq_report_in *im, struct bq_span label, struct bq_span value,
                       struct bq_err *err)
{
    char id[101];
    size_t len = 0;
    for (; len < value.len && len + 1 < sizeof id; len++) {
        char c = value.s[len];
        id[len] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c == ' ' ? '-' : c);
    }
    return set_line(im, BQ_FIELD_PROGRAM, label, bq_span_of(id, len), err);
}

/* ---- lists
 * ---------------------------------------------------------------------------------------------------------
 */

/* The first whole number in the text from `at` on; -1 when there is none. */
static long number_from(struct bq_span v, size_t at)
{
    while (at < v.len && (v.s[at] < '0' || v.s[at] > '9'))
        at++;
    if (at == v.len)
        return -1;
    long number = 0;
    for (; at < v.len && v.s[at] >= '0' && v.s[at] <= '9' && number < 1000000; at++)
        number = number * 10 + (v.s[at] - '0');
    return number;
}

/* "alice, 40 %", "alice: 40%", "@alice (40)". */
static int add_person(struct bq_report_in *im, struct bq_span item, struct bq_err *err)
{
    size_t end = 0;
    if (item.len && item.s[0] == '@')
        item = bq_span_of(item.s + 1, item.len - 1);
    while (end < item.len && !strchr(",:( \t", item.s[end]))
        end++;
    long share = number_from(item, end);
    char name[200];
    if (end == 0 || end >= sizeof name || share > 100) {
        bq_report_in_note(im, bq_span_str("collaborator"), item);
        return BQ_OK;
    }
    snprintf(name, sizeof name, "%.*s", (int)end, item.s);
    struct bq_collaborator who = { name, share < 0 ? INT64_MIN : share };
    return bq_draft_add_collaborator(im->draft, &who, err);
}

/* "{a.png}, 3 bytes", "![text](a.png)", "a.png". */
static int add_file(struct bq_report_in *im, struct bq_span item, struct bq_err *err)
{
    char path[1024];
    const char *open = item.len ? memchr(item.s, '(', item.len) : NULL;
    if (item.len && item.s[0] == '{') {
        const char *close = memchr(item.s, '}', item.len);
        item = bq_span_of(item.s + 1, close ? (size_t)(close - item.s) - 1 : item.len - 1);
    } else if (open && memchr(item.s, '[', item.len) && bq_span_ends(item, ")")) {
        item = bq_span_of(open + 1, (size_t)(item.s + item.len - open) - 2);
    }
    item = plain(item);
    if (item.len && item.s[0] == '[' && item.s[item.len - 1] == ']') {
        bq_report_in_note(im, bq_span_str("attachment"), item); /* a template's prompt */
        return BQ_OK;
    }
    if (item.len == 0 || item.len >= sizeof path || bq_span_starts(item, "http")) {
        if (item.len)
            bq_report_in_note(im, bq_span_str("attachment"), item);
        return BQ_OK;
    }
    snprintf(path, sizeof path, "%.*s", (int)item.len, item.s);
    struct bq_attachment file = { path, "", -1 };
    return bq_draft_add_attachment(im->draft, &file, err);
}

/* One entry a line, or several with commas in a single line. */
static int add_items(struct bq_report_in *im, enum bq_field field, struct bq_span value,
                     struct bq_err *err)
{
    bool lines = memchr(value.s, '\n', value.len) != NULL;
    bool person = field == BQ_FIELD_COLLABORATORS;
    int rc = BQ_OK;
    for (size_t at = 0; at < value.len && rc == BQ_OK;) {
        size_t stop = at;
        while (stop < value.len && value.s[stop] != '\n' &&
               (lines || value.s[stop] != ',' ||
                (person && stop + 1 < value.len && number_from(value, stop) >= 0 &&
                 strspn(value.s + stop + 1, " 0123456789%") > 1)))
            stop++;
        struct bq_span item = plain(bq_span_of(value.s + at, stop - at));
        if (item.len && !bq_span_is(item, "[]"))
            rc = person ? add_person(im, item, err) : add_file(im, item, err);
        at = stop + 1;
    }
    return rc;
}

int bq_report_in_value(struct bq_report_in *im, enum bq_field field, struct bq_span label,
                       struct bq_span value, struct bq_err *err)
{
    value = bq_span_trim(value);
    if (value.len == 0)
        return BQ_OK;
    switch (field) {
    case BQ_FIELD_ATTACHMENTS:
    case BQ_FIELD_COLLABORATORS:
        return add_items(im, field, value, err);
    case BQ_FIELD_OWN_SHARE: {
        long share = number_from(value, 0);
        if (share >= 0 && share <= 100)
            bq_draft_set_number(im->draft, field, share);
        return BQ_OK;
    }
    case BQ_FIELD_TITLE:
        return set_title(im, label, value, err);
    case BQ_FIELD_TYPE:
        return set_type(im, label, plain(value), err);
    case BQ_FIELD_PRIORITY:
        return set_priority(im, label, plain(value), err);
    case BQ_FIELD_PROGRAM:
        return set_program(im, label, plain(value), err);
    case BQ_FIELD_URL:
    case BQ_FIELD_CVSS:
        return set_line(im, field, label, quoted_part(plain(value)), err);
    default:
        break;
    }
    if (bq_field_info(field)->kind == BQ_KIND_TEXT) {
        bq_report_in_text(im, field, value);
        return BQ_OK;
    }
    return set_line(im, field, label, plain(value), err);
}
