/*
 * Markdown to HTML by md4c's parser and a renderer of our own, because what comes in is hostile:
 * raw HTML is text, a link is one only when it leads to http, https or mail, an image is its words,
 * an entity is what it stands for only when that is harmless to see.
 */
#include "report/report_impl.h"

#include "bqi/show.h"
#include "bqi/utf8.h"
#include <md4c.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct page {
    struct bq_buf *out;
    bool dead_link; /* inside a link that is shown as text */
};

void bq_html_text(struct bq_buf *out, struct bq_span text)
{
    struct bq_buf shown;
    bq_buf_init(&shown, BQ_REPORT_MAX);
    bq_show(&shown, text.s, text.len, BQ_SHOW_TEXT);
    for (size_t i = 0; i < shown.len; i++) {
        char c = shown.data[i];
        if (c == '&')
            bq_buf_adds(out, "&amp;");
        else if (c == '<')
            bq_buf_adds(out, "&lt;");
        else if (c == '>')
            bq_buf_adds(out, "&gt;");
        else if (c == '"')
            bq_buf_adds(out, "&quot;");
        else if (c == '\'')
            bq_buf_adds(out, "&#39;");
        else
            bq_buf_addc(out, c);
    }
    out->failed = out->failed || bq_buf_failed(&shown);
    bq_buf_clear(&shown);
}

/* ---- entities
 * --------------------------------------------------------------------------------------- */

static const char *named_entity(struct bq_span entity)
{
    static const char *const names[][2] = { { "&amp;", "&" },
                                            { "&lt;", "<" },
                                            { "&gt;", ">" },
                                            { "&quot;", "\"" },
                                            { "&apos;", "'" },
                                            { "&nbsp;", " " },
                                            { "&copy;", "\xc2\xa9" },
                                            { "&hellip;", "..." },
                                            { "&mdash;", "\xe2\x80\x94" },
                                            { "&ndash;", "\xe2\x80\x93" },
                                            { "&rarr;", "\xe2\x86\x92" },
                                            { "&larr;", "\xe2\x86\x90" },
                                            { "&times;", "\xc3\x97" },
                                            { "&euro;", "\xe2\x82\xac" } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (bq_span_is(entity, names[i][0]))
            return names[i][1];
    return NULL;
}

/* What an entity stands for, appended as plain text; one that we do not know stays as it was typed.
 */
static void add_entity(struct bq_buf *plain, struct bq_span entity)
{
    char utf8[4];
    const char *known = named_entity(entity);
    unsigned long code = 0;
    if (entity.len > 3 && entity.s[1] == '#') {
        bool hex = entity.s[2] == 'x' || entity.s[2] == 'X';
        code = strtoul(entity.s + (hex ? 3 : 2), NULL, hex ? 16 : 10);
    }
    size_t len = code && code <= 0x10ffff ? bq_utf8_encode((uint32_t)code, utf8) : 0;
    if (known)
        bq_buf_adds(plain, known);
    else if (len)
        bq_buf_add(plain, utf8, len);
    else
        bq_buf_add(plain, entity.s, entity.len);
}

static void add_entity_text(struct bq_buf *out, struct bq_span entity)
{
    struct bq_buf plain;
    bq_buf_init(&plain, BQ_REPORT_MAX);
    add_entity(&plain, entity);
    bq_html_text(out, bq_buf_span(&plain));
    bq_buf_clear(&plain);
}

/* An attribute (a link's address) as plain text. */
static void add_attribute(struct bq_buf *plain, const MD_ATTRIBUTE *attribute)
{
    for (int i = 0; attribute->text && attribute->substr_offsets[i] < attribute->size; i++) {
        struct bq_span part =
            bq_span_of(attribute->text + attribute->substr_offsets[i],
                       attribute->substr_offsets[i + 1] - attribute->substr_offsets[i]);
        if (attribute->substr_types[i] == MD_TEXT_ENTITY)
            add_entity(plain, part);
        else
            bq_buf_add(plain, part.s, part.len);
    }
}

/* ---- blocks
 * -------------------------------------------------------------------------------------------- */

static void open_item(struct bq_buf *out, const MD_BLOCK_LI_DETAIL *item)
{
    bq_buf_adds(out, "<li>");
    if (item->is_task)
        bq_buf_adds(out, item->task_mark == ' ' ? "\xe2\x98\x90 " : "\xe2\x98\x91 ");
}

static void open_cell(struct bq_buf *out, const MD_BLOCK_TD_DETAIL *cell, const char *tag)
{
    static const char *const classes[] = { "", " class=\"left\"", " class=\"center\"",
                                           " class=\"right\"" };
    bq_buf_addf(out, "<%s%s>", tag, classes[cell->align]);
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct bq_buf *out = ((struct page *)context)->out;
    switch (type) {
    case MD_BLOCK_QUOTE:
        bq_buf_adds(out, "<blockquote>\n");
        break;
    case MD_BLOCK_UL:
        bq_buf_adds(out, "<ul>\n");
        break;
    case MD_BLOCK_OL:
        bq_buf_addf(out, "<ol start=\"%u\">\n", ((MD_BLOCK_OL_DETAIL *)detail)->start);
        break;
    case MD_BLOCK_LI:
        open_item(out, detail);
        break;
    case MD_BLOCK_HR:
        bq_buf_adds(out, "<hr>\n");
        break;
    case MD_BLOCK_H:
        bq_buf_addf(out, "<h%u>", ((MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_CODE:
        bq_buf_adds(out, "<pre><code>");
        break;
    case MD_BLOCK_P:
        bq_buf_adds(out, "<p>");
        break;
    case MD_BLOCK_TABLE:
        bq_buf_adds(out, "<table>\n");
        break;
    case MD_BLOCK_THEAD:
        bq_buf_adds(out, "<thead>\n");
        break;
    case MD_BLOCK_TBODY:
        bq_buf_adds(out, "<tbody>\n");
        break;
    case MD_BLOCK_TR:
        bq_buf_adds(out, "<tr>");
        break;
    case MD_BLOCK_TH:
        open_cell(out, detail, "th");
        break;
    case MD_BLOCK_TD:
        open_cell(out, detail, "td");
        break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
        break;
    }
    return bq_buf_failed(out);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct bq_buf *out = ((struct page *)context)->out;
    static const char *const ends[] = { [MD_BLOCK_DOC] = "",
                                        [MD_BLOCK_QUOTE] = "</blockquote>\n",
                                        [MD_BLOCK_UL] = "</ul>\n",
                                        [MD_BLOCK_OL] = "</ol>\n",
                                        [MD_BLOCK_LI] = "</li>\n",
                                        [MD_BLOCK_HR] = "",
                                        [MD_BLOCK_H] = "",
                                        [MD_BLOCK_CODE] = "</code></pre>\n",
                                        [MD_BLOCK_HTML] = "",
                                        [MD_BLOCK_P] = "</p>\n",
                                        [MD_BLOCK_TABLE] = "</table>\n",
                                        [MD_BLOCK_THEAD] = "</thead>\n",
                                        [MD_BLOCK_TBODY] = "</tbody>\n",
                                        [MD_BLOCK_TR] = "</tr>\n",
                                        [MD_BLOCK_TH] = "</th>",
                                        [MD_BLOCK_TD] = "</td>" };
    if (type == MD_BLOCK_H)
        bq_buf_addf(out, "</h%u>\n", ((MD_BLOCK_H_DETAIL *)detail)->level);
    else
        bq_buf_adds(out, ends[type]);
    return bq_buf_failed(out);
}

/* ---- spans
 * ------------------------------------------------------------------------------------------------
 */

static bool address_safe(struct bq_span address)
{
    static const char *const schemes[] = { "http://", "https://", "mailto:" };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t len = strlen(schemes[i]);
        if (address.len > len &&
            bq_span_equal_nocase(bq_span_of(address.s, len), bq_span_str(schemes[i])))
            return true;
    }
    return false;
}

static void open_link(struct page *page, const MD_SPAN_A_DETAIL *link)
{
    struct bq_buf address;
    bq_buf_init(&address, BQ_REPORT_MAX);
    add_attribute(&address, &link->href);
    page->dead_link = !address_safe(bq_buf_span(&address));
    if (page->dead_link) {
        bq_buf_adds(page->out, "<span class=\"dead\">");
    } else {
        bq_buf_adds(page->out, "<a rel=\"noopener noreferrer nofollow\" href=\"");
        bq_html_text(page->out, bq_buf_span(&address));
        bq_buf_adds(page->out, "\">");
    }
    bq_buf_clear(&address);
}

/* " (ADDRESS)": where a link that is none, or an image, would have led, is part of the proof. */
static void show_address(struct bq_buf *out, const MD_ATTRIBUTE *attribute, const char *end)
{
    struct bq_buf address;
    bq_buf_init(&address, BQ_REPORT_MAX);
    add_attribute(&address, attribute);
    bq_buf_adds(out, " (");
    bq_html_text(out, bq_buf_span(&address));
    bq_buf_addf(out, ")%s</span>", end);
    bq_buf_clear(&address);
}

static void close_link(struct page *page, const MD_SPAN_A_DETAIL *link)
{
    if (page->dead_link)
        show_address(page->out, &link->href, "");
    else
        bq_buf_adds(page->out, "</a>");
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct page *page = context;
    if (type == MD_SPAN_A)
        open_link(page, detail);
    else if (type == MD_SPAN_IMG)
        bq_buf_adds(page->out, "<span class=\"image\">[image: ");
    else if (type == MD_SPAN_EM)
        bq_buf_adds(page->out, "<em>");
    else if (type == MD_SPAN_STRONG)
        bq_buf_adds(page->out, "<strong>");
    else if (type == MD_SPAN_CODE)
        bq_buf_adds(page->out, "<code>");
    else if (type == MD_SPAN_DEL)
        bq_buf_adds(page->out, "<del>");
    return bq_buf_failed(page->out);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct page *page = context;
    if (type == MD_SPAN_A)
        close_link(page, detail);
    else if (type == MD_SPAN_IMG)
        show_address(page->out, &((MD_SPAN_IMG_DETAIL *)detail)->src, "]");
    else if (type == MD_SPAN_EM)
        bq_buf_adds(page->out, "</em>");
    else if (type == MD_SPAN_STRONG)
        bq_buf_adds(page->out, "</strong>");
    else if (type == MD_SPAN_CODE)
        bq_buf_adds(page->out, "</code>");
    else if (type == MD_SPAN_DEL)
        bq_buf_adds(page->out, "</del>");
    return bq_buf_failed(page->out);
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct page *page = context;
    struct bq_span span = bq_span_of(text, size);
    if (type == MD_TEXT_BR)
        bq_buf_adds(page->out, "<br>\n");
    else if (type == MD_TEXT_SOFTBR)
        bq_buf_adds(page->out, "\n");
    else if (type == MD_TEXT_NULLCHAR)
        bq_buf_adds(page->out, "\xef\xbf\xbd");
    else if (type == MD_TEXT_ENTITY)
        add_entity_text(page->out, span);
    else
        bq_html_text(page->out, span);
    return bq_buf_failed(page->out);
}

#define MD_FLAGS                                                                                   \
    (MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS | MD_FLAG_PERMISSIVEURLAUTOLINKS)

int bq_md_html(struct bq_buf *out, struct bq_span markdown, struct bq_err *err)
{
    struct page page = { .out = out };
    MD_PARSER parser = { .abi_version = 0,
                         .flags = MD_FLAGS | MD_FLAG_NOHTML,
                         .enter_block = enter_block,
                         .leave_block = leave_block,
                         .enter_span = enter_span,
                         .leave_span = leave_span,
                         .text = add_text };
    if (markdown.len > BQ_REPORT_MAX)
        return bq_err_set(err, BQ_ELIMIT, "more Markdown than fits");
    if (md_parse(markdown.s ? markdown.s : "", (MD_SIZE)markdown.len, &parser, &page) == 0)
        return BQ_OK;
    return bq_buf_failed(out) ? bq_buf_check(out, err) : bq_err_nomem(err);
}

/* ---- Markdown without raw HTML
 * ----------------------------------------------------------------------- */

enum { ROUNDS_MAX = 8 };

/* Where raw HTML begins in a Markdown text, one round of reading it. */
struct raw_html {
    struct bq_span text;
    char *marks; /* one a byte of the text: this < has to go */
    bool layout, last;
    bool block, first; /* inside an HTML block; before its first tag */
    bool kept;         /* and that one stays */
    bool any;
};

/* <kbd>, </kbd>, <br/>: no attributes, and nothing that loads, leads away or hides. */
static bool lays_out(struct bq_span tag)
{
    static const char *const names[] = { "details", "summary", "br",  "hr", "kbd",
                                         "sub",     "sup",     "ins", "del" };
    size_t at = 1;
    at += at < tag.len && tag.s[at] == '/';
    size_t start = at;
    while (at < tag.len && ((tag.s[at] | 32) >= 'a' && (tag.s[at] | 32) <= 'z'))
        at++;
    struct bq_span name = bq_span_of(tag.s + start, at - start);
    while (at < tag.len && (tag.s[at] == ' ' || tag.s[at] == '/'))
        at++;
    for (size_t i = 0; at < tag.len && tag.s[at] == '>' && i < sizeof names / sizeof *names; i++)
        if (bq_span_equal_nocase(name, bq_span_str(names[i])))
            return true;
    return false;
}

static bool begins_tag(struct bq_span text, size_t at)
{
    char c = at + 1 < text.len ? text.s[at + 1] : 0;
    return text.s[at] == '<' &&
           (c == '/' || c == '!' || c == '?' || ((c | 32) >= 'a' && (c | 32) <= 'z'));
}

static void mark(struct raw_html *raw, const char *at)
{
    raw->marks[at - raw->text.s] = 1;
    raw->any = true;
}

/*
 * A tag in running text, or a line of an HTML block. Of a block only the first tag is marked: what
 * follows may be Markdown then, code even, and is looked at in the next round.
 */
static int find_raw(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct raw_html *raw = context;
    uintptr_t start = (uintptr_t)raw->text.s, at = (uintptr_t)text;
    if (type != MD_TEXT_HTML || at < start || at + size > start + raw->text.len)
        return 0;
    struct bq_span chunk = bq_span_of(text, size);
    for (size_t i = 0; i < size; i++) {
        if (!begins_tag(chunk, i))
            continue;
        bool stays = raw->layout && lays_out(bq_span_of(text + i, size - i));
        if (raw->first)
            raw->kept = stays;
        if (!stays && (raw->first || raw->kept || raw->last || !raw->block))
            mark(raw, text + i);
        raw->first = false;
    }
    return 0;
}

static int enter_raw(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct raw_html *raw = context;
    (void)detail;
    raw->block = raw->first = type == MD_BLOCK_HTML;
    raw->kept = false;
    return 0;
}

static int leave_raw(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct raw_html *raw = context;
    (void)type;
    (void)detail;
    raw->block = raw->first = raw->kept = false;
    return 0;
}

static int pass_span(MD_SPANTYPE type, void *detail, void *context)
{
    (void)type;
    (void)detail;
    (void)context;
    return 0;
}

/* One round: the text of *have with what was found escaped. */
static int escape_raw(struct bq_buf *have, struct raw_html *raw, struct bq_err *err)
{
    struct bq_buf out;
    const MD_PARSER parser = { .flags = MD_FLAGS,
                               .enter_block = enter_raw,
                               .leave_block = leave_raw,
                               .enter_span = pass_span,
                               .leave_span = pass_span,
                               .text = find_raw };
    raw->text = bq_buf_span(have);
    raw->any = false;
    raw->marks = calloc(have->len + 1, 1);
    if (!raw->marks || md_parse(raw->text.s, (MD_SIZE)raw->text.len, &parser, raw) != 0) {
        free(raw->marks);
        return bq_err_nomem(err);
    }
    bq_buf_init(&out, BQ_REPORT_MAX);
    for (size_t i = 0; raw->any && i < have->len; i++) {
        if (raw->marks[i])
            bq_buf_adds(&out, "&lt;");
        else
            bq_buf_addc(&out, have->data[i]);
    }
    free(raw->marks);
    if (!raw->any)
        return BQ_OK;
    bq_buf_clear(have);
    *have = out;
    return bq_buf_check(have, err);
}

int bq_md_no_html(struct bq_buf *out, struct bq_span markdown, bool layout, struct bq_err *err)
{
    struct bq_buf text;
    struct raw_html raw = { .layout = layout,
                            .any = markdown.len && memchr(markdown.s, '<', markdown.len) };
    int status = BQ_OK;
    bq_buf_init(&text, BQ_REPORT_MAX);
    bq_buf_add(&text, markdown.s, markdown.len);
    status = bq_buf_check(&text, err);
    for (int round = 1; raw.any && status == BQ_OK && round <= ROUNDS_MAX; round++) {
        raw.last = round == ROUNDS_MAX;
        status = escape_raw(&text, &raw, err);
    }
    if (status == BQ_OK)
        bq_buf_add(out, text.data, text.len);
    bq_buf_clear(&text);
    return status;
}
