/* Markdown out: pieces that can't reach beyond themselves, and the whole report. */
#include "report/report_impl.h"

#include "bqi/show.h"
#include "bugquill/cvss.h"

static void add(struct bq_buf *out, struct bq_span text, enum bq_report_mode mode)
{
    if (mode == BQ_REPORT_EXACT)
        bq_buf_add(out, text.s, text.len);
    else
        bq_show(out, text.s, text.len, BQ_SHOW_TEXT);
}

/* ---- what a text leaves open
 * ---------------------------------------------------------------------- */

/* What a scan over lines found open: a fence (its character, length, indent), or an HTML block. */
struct open_block {
    char fence;
    size_t length, indent;
    const char *until; /* what ends the HTML block, NULL: none is open */
};

static size_t run_of(struct bq_span line, size_t at, char c)
{
    size_t n = 0;
    while (at + n < line.len && line.s[at + n] == c)
        n++;
    return n;
}

static bool blank_from(struct bq_span line, size_t at)
{
    while (at < line.len && (line.s[at] == ' ' || line.s[at] == '\t'))
        at++;
    return at == line.len;
}

/* Which HTML block that no blank line ends begins here; NULL: none. */
static const char *html_end(struct bq_span line)
{
    static const char *const blocks[][2] = { { "<!--", "-->" },
                                             { "<?", "?>" },
                                             { "<![cdata[", "]]>" },
                                             { "<script", "</script>" },
                                             { "<pre", "</pre>" },
                                             { "<style", "</style>" },
                                             { "<textarea", "</textarea>" } };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        size_t len = strlen(blocks[i][0]);
        if (line.len >= len &&
            bq_span_equal_nocase(bq_span_of(line.s, len), bq_span_str(blocks[i][0])))
            return blocks[i][1];
    }
    return NULL;
}

static void scan_line(struct open_block *open, struct bq_span line)
{
    size_t indent = run_of(line, 0, ' ');
    struct bq_span rest = bq_span_of(line.s + indent, line.len - indent);
    char c = rest.len ? rest.s[0] : 0;
    size_t run = run_of(rest, 0, c);
    if (open->until) {
        if (bq_span_find_nocase(line, 0, open->until) < line.len)
            open->until = NULL;
    } else if (open->fence) {
        if (indent <= open->indent + 3 && c == open->fence && run >= open->length &&
            blank_from(rest, run))
            open->fence = 0;
    } else if ((c == '`' || c == '~') && run >= 3 &&
               !(c == '`' && memchr(rest.s + run, '`', rest.len - run))) {
        open->fence = c;
        open->length = run;
        open->indent = indent;
    } else if (indent <= 3 && c == '<' && (open->until = html_end(rest))) {
        if (bq_span_find_nocase(rest, 1, open->until) < rest.len)
            open->until = NULL;
    }
}

static struct open_block scan(struct bq_span text)
{
    struct open_block open = { 0 };
    while (text.len) {
        const char *end = memchr(text.s, '\n', text.len);
        size_t len = end ? (size_t)(end - text.s) : text.len;
        scan_line(&open, bq_span_of(text.s, len));
        len += end != NULL;
        text = bq_span_of(text.s + len, text.len - len);
    }
    return open;
}

static void add_text(struct bq_buf *out, struct bq_span text, enum bq_report_mode mode)
{
    struct open_block open = scan(text);
    while (text.len && text.s[text.len - 1] == '\n')
        text.len--;
    if (!text.len)
        return;
    add(out, text, mode);
    bq_buf_addc(out, '\n');
    if (open.until)
        bq_buf_addf(out, "%s\n", open.until);
    if (open.fence) {
        bq_buf_add_repeat(out, ' ', open.indent);
        bq_buf_add_repeat(out, open.fence, open.length);
        bq_buf_addc(out, '\n');
    }
}

void bq_md_text(struct bq_buf *out, struct bq_span text, enum bq_report_mode mode)
{
    struct bq_buf safe;
    bq_buf_init(&safe, BQ_REPORT_MAX);
    if (mode == BQ_REPORT_EXACT || mode == BQ_REPORT_INERT)
        add_text(out, text, mode);
    else if (bq_md_no_html(&safe, text, mode == BQ_REPORT_LAYOUT_HTML, NULL) == BQ_OK)
        add_text(out, bq_buf_span(&safe), mode);
    else
        out->failed = true;
    bq_buf_clear(&safe);
}

/* ---- words, code
 * ------------------------------------------------------------------------------------ */

/* Would Markdown read the byte at i of one line of words? Blocks begin at the line's start only. */
static bool is_markup(struct bq_span line, size_t i)
{
    char c = line.s[i];
    if (strchr("\\`*_[]<~$", c))
        return true;
    if (c == '&')
        return memchr(line.s + i, ';', line.len - i) != NULL;
    if (c == '#' && i + 1 == line.len)
        return true;
    if (i == 0)
        return strchr("#+-=>", c) != NULL;
    if (c != '.' && c != ')')
        return false;
    while (i > 0 && line.s[i - 1] >= '0' && line.s[i - 1] <= '9')
        i--;
    return i == 0; /* a number at the start, as in a list */
}

void bq_md_words(struct bq_buf *out, struct bq_span text)
{
    struct bq_buf shown;
    bq_buf_init(&shown, BQ_REPORT_MAX);
    bq_show(&shown, text.s, text.len, BQ_SHOW_LINE);
    struct bq_span line = bq_buf_span(&shown);
    for (size_t i = 0; i < line.len; i++) {
        if (is_markup(line, i))
            bq_buf_addc(out, '\\');
        bq_buf_addc(out, line.s[i]);
    }
    out->failed = out->failed || bq_buf_failed(&shown);
    bq_buf_clear(&shown);
}

static size_t longest_run(struct bq_span text, char c)
{
    size_t longest = 0;
    for (size_t i = 0; i < text.len; i++) {
        size_t run = run_of(text, i, c);
        if (run > longest)
            longest = run;
        i += run;
    }
    return longest;
}

void bq_md_code(struct bq_buf *out, struct bq_span text)
{
    struct bq_buf shown;
    bq_buf_init(&shown, BQ_REPORT_MAX);
    bq_show(&shown, text.s, text.len, BQ_SHOW_LINE);
    struct bq_span inside = bq_buf_span(&shown);
    size_t ticks = longest_run(inside, '`') + 1;
    bool pad = inside.len && (inside.s[0] == '`' || inside.s[inside.len - 1] == '`');
    bq_buf_add_repeat(out, '`', ticks);
    bq_buf_adds(out, pad ? " " : "");
    bq_buf_add(out, inside.s, inside.len);
    bq_buf_adds(out, pad ? " " : "");
    bq_buf_add_repeat(out, '`', ticks);
    out->failed = out->failed || bq_buf_failed(&shown);
    bq_buf_clear(&shown);
}

void bq_md_fence(struct bq_buf *out, struct bq_span text, const char *language,
                 enum bq_report_mode mode)
{
    size_t ticks = longest_run(text, '`') + 1;
    if (ticks < 3)
        ticks = 3;
    bq_buf_add_repeat(out, '`', ticks);
    bq_buf_addf(out, "%s\n", language);
    add(out, text, mode);
    if (text.len && text.s[text.len - 1] != '\n')
        bq_buf_addc(out, '\n');
    bq_buf_add_repeat(out, '`', ticks);
    bq_buf_addc(out, '\n');
}

/* ---- the whole report
 * -------------------------------------------------------------------------------- */

static void add_fact(struct bq_buf *out, const char *label, struct bq_span value)
{
    if (!value.len)
        return;
    bq_buf_addf(out, "- **%s:** ", label);
    bq_md_words(out, value);
    bq_buf_addc(out, '\n');
}

static void add_type(struct bq_buf *out, const struct bq_report *report)
{
    const struct bq_type *type = bq_report_type(report);
    struct bq_span id = bq_report_text(report, BQ_FIELD_TYPE);
    if (!id.len)
        return;
    bq_buf_adds(out, "- **Type:** ");
    if (type) {
        bq_md_words(out, bq_span_str(type->path));
        bq_buf_adds(out, ", ");
    }
    bq_md_code(out, id);
    if (type && type->priority)
        bq_buf_addf(out, ", %s", bq_priority_name(type->priority));
    bq_buf_addc(out, '\n');
    if (type && *type->cwe)
        add_fact(out, "CWE", bq_span_str(type->cwe));
}

static void add_cvss(struct bq_buf *out, const struct bq_report *report)
{
    struct bq_cvss cvss;
    struct bq_span vector = bq_report_text(report, BQ_FIELD_CVSS);
    if (!vector.len)
        return;
    bq_buf_adds(out, "- **CVSS:** ");
    bq_md_code(out, vector);
    if (bq_cvss_parse(vector.s, vector.len, &cvss, NULL) == BQ_OK) {
        int score = bq_cvss_overall(&cvss);
        bq_buf_addf(out, " (%d.%d %s)", score / 10, score % 10, bq_cvss_severity(score));
    }
    bq_buf_addc(out, '\n');
}

static void add_collaborators(struct bq_buf *out, const struct bq_report *report)
{
    size_t count;
    const struct bq_collaborator *people = bq_draft_collaborators(report->draft, &count);
    if (!count)
        return;
    bq_buf_adds(out, "\n## Collaborators\n\n");
    for (size_t i = 0; i < count; i++) {
        bq_buf_adds(out, "- ");
        bq_md_words(out, bq_span_str(people[i].name));
        if (people[i].share != INT64_MIN)
            bq_buf_addf(out, ", %lld %%", (long long)people[i].share);
        bq_buf_addc(out, '\n');
    }
}

void bq_report_markdown(struct bq_buf *out, const struct bq_report *report,
                        enum bq_report_flavour flavour)
{
    struct bq_span title = bq_report_text(report, BQ_FIELD_TITLE),
                   url = bq_report_text(report, BQ_FIELD_URL);
    bq_buf_adds(out, "# ");
    bq_md_words(out, title.len ? title : bq_span_str("Untitled report"));
    bq_buf_adds(out, "\n\n");
    if (flavour != BQ_FLAVOUR_GITHUB)
        add_fact(out, "Program", bq_span_str(bq_report_program(report)->name));
    add_fact(out, flavour == BQ_FLAVOUR_HACKERONE ? "Asset" : "Target",
             bq_report_text(report, BQ_FIELD_TARGET));
    add_type(out, report);
    if (url.len) {
        bq_buf_adds(out, "- **URL:** ");
        bq_md_code(out, url);
        bq_buf_addc(out, '\n');
    }
    add_cvss(out, report);
    bq_buf_addc(out, '\n');
    if (flavour == BQ_FLAVOUR_GITHUB)
        bq_report_advisory(out, report, BQ_REPORT_LAYOUT_HTML);
    else
        bq_report_body(out, report, false, BQ_REPORT_NO_HTML);
    add_collaborators(out, report);
}
