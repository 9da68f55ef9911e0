/* Markdown blocks: one pass over the lines. Inlines are in prose_inline.c. */
#include "bqi/prose.h"
#include "check/prose_inline.h"
#include <stdlib.h>

/* The line being looked at, and what the lines before it left open. */
struct reader {
    struct bq_prose *prose;
    size_t start, end, next; /* line without LF; next line */
    size_t text;             /* first byte that is no blank */
    unsigned indent;         /* columns */
    struct bq_block *open;   /* the block a further line may join, or NULL */
    bool blank_before, in_list;
    int status;
};

void bq_prose_init(struct bq_prose *prose)
{
    memset(prose, 0, sizeof *prose);
}

void bq_prose_clear(struct bq_prose *prose)
{
    free(prose->blocks);
    free(prose->inlines);
    bq_prose_init(prose);
}

bool bq_block_is_words(const struct bq_block *block)
{
    return block->kind != BQ_BLOCK_FENCE && block->kind != BQ_BLOCK_CODE &&
           block->kind != BQ_BLOCK_QUOTE && block->kind != BQ_BLOCK_RULE;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char at(const struct reader *r, size_t i)
{
    return i < r->end ? r->prose->s[i] : '\0';
}

static void take_line(struct reader *r, size_t from)
{
    const char *s = r->prose->s;
    const char *lf = memchr(s + from, '\n', r->prose->len - from);
    r->start = from;
    r->end = lf ? (size_t)(lf - s) : r->prose->len;
    r->next = lf ? r->end + 1 : r->end;
    r->indent = 0;
    for (r->text = from; r->text < r->end && is_blank(s[r->text]); r->text++)
        r->indent = s[r->text] == '\t' ? (r->indent / 4 + 1) * 4 : r->indent + 1;
}

static struct bq_block *add_block(struct reader *r, enum bq_block_kind kind)
{
    struct bq_prose *prose = r->prose;
    r->open = NULL;
    r->status = bq_array_grow((void **)&prose->blocks, prose->block_count, &prose->block_cap,
                              sizeof *prose->blocks, BQ_PROSE_PARTS_MAX);
    if (r->status < 0)
        return NULL;
    struct bq_block *block = &prose->blocks[prose->block_count++];
    memset(block, 0, sizeof *block);
    block->kind = kind;
    block->start = r->start;
    block->end = r->next;
    block->text = r->text;
    block->text_end = r->end;
    return block;
}

/* How many times c stands from i on. */
static size_t run_of(const struct reader *r, size_t i, char c)
{
    size_t n = 0;
    while (at(r, i + n) == c)
        n++;
    return n;
}

/* Reads on to the end of the fence that begins in this line; false when none does. */
static bool read_fence(struct reader *r)
{
    char mark = at(r, r->text);
    if ((mark != '`' && mark != '~') || (r->indent > 3 && !r->in_list))
        return false;
    size_t width = run_of(r, r->text, mark), info = r->text + width;
    if (width < 3)
        return false;
    struct bq_span rest = bq_span_of(r->prose->s + info, r->end - info);
    if (mark == '`' && rest.len && memchr(rest.s, '`', rest.len))
        return false;
    rest = bq_span_trim(rest);
    struct bq_block *block = add_block(r, BQ_BLOCK_FENCE);
    if (!block)
        return true;
    block->info = rest.len ? (size_t)(rest.s - r->prose->s) : info;
    block->info_end = block->info + rest.len;
    block->text = r->next;
    while (r->next < r->prose->len) {
        take_line(r, r->next);
        size_t closing = run_of(r, r->text, mark);
        if (closing >= width && (r->indent <= 3 || r->in_list) &&
            bq_span_trim(bq_span_of(r->prose->s + r->text + closing, r->end - r->text - closing))
                    .len == 0) {
            block->closed = true;
            break;
        }
    }
    block->text_end = block->closed ? r->start : r->prose->len;
    if (block->text > block->text_end)
        block->text = block->text_end;
    block->end = r->next;
    return true;
}

static bool read_heading(struct reader *r)
{
    size_t level = run_of(r, r->text, '#');
    if (r->indent > 3 || level < 1 || level > 6 ||
        (r->text + level < r->end && !is_blank(at(r, r->text + level))))
        return false;
    struct bq_block *block = add_block(r, BQ_BLOCK_HEADING);
    if (!block)
        return true;
    block->level = (unsigned char)level;
    struct bq_span text =
        bq_span_trim(bq_span_of(r->prose->s + r->text + level, r->end - r->text - level));
    while (text.len && text.s[text.len - 1] == '#')
        text.len--;
    text = bq_span_trim(text);
    block->text = text.len ? (size_t)(text.s - r->prose->s) : r->end;
    block->text_end = block->text + text.len;
    return true;
}

/* Only marks of one kind and blanks, at least three: --- *** ___ */
static bool is_rule_line(const struct reader *r)
{
    char mark = at(r, r->text);
    size_t count = 0;
    if ((mark != '-' && mark != '*' && mark != '_') || r->indent > 3)
        return false;
    for (size_t i = r->text; i < r->end; i++) {
        if (at(r, i) == mark)
            count++;
        else if (!is_blank(at(r, i)) && at(r, i) != '\r')
            return false;
    }
    return count >= 3;
}

/* "===" or "---" below a paragraph of one line makes it a heading. */
static bool read_underline(struct reader *r)
{
    char mark = at(r, r->text);
    struct bq_block *open = r->open;
    if (!open || open->kind != BQ_BLOCK_PARAGRAPH || (mark != '=' && mark != '-') || r->indent > 3)
        return false;
    size_t width = run_of(r, r->text, mark);
    if (bq_span_trim(bq_span_of(r->prose->s + r->text + width, r->end - r->text - width)).len)
        return false;
    open->kind = BQ_BLOCK_HEADING;
    open->level = mark == '=' ? 1 : 2;
    open->end = r->next;
    r->open = NULL;
    return true;
}

/* Length of a list marker with the blank behind it, 0 for none. */
static size_t item_marker(const struct reader *r, bool *ordered, unsigned *number)
{
    size_t i = r->text;
    char c = at(r, i);
    *ordered = false;
    *number = 0;
    if (c == '-' || c == '*' || c == '+') {
        i++;
    } else {
        while (i - r->text < 9 && at(r, i) >= '0' && at(r, i) <= '9')
            *number = *number * 10 + (unsigned)(at(r, i++) - '0');
        if (i == r->text || (at(r, i) != '.' && at(r, i) != ')'))
            return 0;
        *ordered = true;
        i++;
    }
    if (i < r->end && !is_blank(at(r, i)))
        return 0;
    return i - r->text + (i < r->end);
}

static bool read_item(struct reader *r)
{
    bool ordered;
    unsigned number;
    size_t marker = item_marker(r, &ordered, &number);
    if (!marker || (r->indent > 3 && !r->in_list))
        return false;
    struct bq_block *block = add_block(r, BQ_BLOCK_ITEM);
    if (!block)
        return true;
    block->ordered = ordered;
    block->number = number;
    block->level = (unsigned char)(r->indent > 255 ? 255 : r->indent);
    block->text = r->text + marker;
    r->open = block;
    r->in_list = true;
    return true;
}

/* "| --- | :-: |": what makes the line above it the head of a table. */
static bool is_table_rule(const struct reader *r)
{
    bool dash = false, bar = false;
    for (size_t i = r->text; i < r->end; i++) {
        char c = at(r, i);
        dash = dash || c == '-';
        bar = bar || c == '|';
        if (c != '-' && c != '|' && c != ':' && !is_blank(c))
            return false;
    }
    return dash && bar;
}

static void extend(struct reader *r)
{
    r->open->end = r->next;
    r->open->text_end = r->end;
}

/* A line that joins the block before it; false when it begins one of its own. */
static bool read_joined(struct reader *r)
{
    struct bq_block *open = r->open;
    if (!open)
        return false;
    if (open->kind == BQ_BLOCK_QUOTE)
        return at(r, r->text) == '>' ? (extend(r), true) : false;
    if (open->kind == BQ_BLOCK_TABLE) {
        if (!memchr(r->prose->s + r->start, '|', r->end - r->start))
            return false;
        extend(r);
        return true;
    }
    if (open->kind == BQ_BLOCK_PARAGRAPH && is_table_rule(r)) {
        open->kind = BQ_BLOCK_TABLE;
        extend(r);
        return true;
    }
    if (open->kind == BQ_BLOCK_CODE && r->indent < 4)
        return false;
    extend(r);
    return true;
}

static void read_line(struct reader *r)
{
    bool was_open = r->open != NULL && r->open->kind != BQ_BLOCK_CODE;
    if (read_fence(r)) {
        r->open = NULL;
        return;
    }
    if (at(r, r->text) == '>' && (r->indent <= 3 || r->in_list)) {
        if (r->open && r->open->kind == BQ_BLOCK_QUOTE)
            extend(r);
        else
            r->open = add_block(r, BQ_BLOCK_QUOTE);
        return;
    }
    if (read_underline(r) || read_heading(r))
        return;
    if (is_rule_line(r)) {
        add_block(r, BQ_BLOCK_RULE);
        return;
    }
    if (read_item(r))
        return;
    if (r->indent >= 4 && !was_open && !r->in_list) {
        if (r->open)
            extend(r);
        else
            r->open = add_block(r, BQ_BLOCK_CODE);
        return;
    }
    if (r->indent == 0 && !was_open)
        r->in_list = false;
    if (!read_joined(r))
        r->open = add_block(r, BQ_BLOCK_PARAGRAPH);
}

/* A paragraph that is one bold line ("**Steps to reproduce**", "__Impact:__") is meant as a
 * heading. */
static void promote_bold(struct bq_prose *prose)
{
    for (size_t i = 0; i < prose->block_count; i++) {
        struct bq_block *block = &prose->blocks[i];
        if (block->kind != BQ_BLOCK_PARAGRAPH)
            continue;
        struct bq_span text =
            bq_span_trim(bq_span_of(prose->s + block->text, block->text_end - block->text));
        if (text.len && text.s[text.len - 1] == ':')
            text.len--;
        if (text.len < 5 || text.len > 120 ||
            (!bq_span_starts(text, "**") && !bq_span_starts(text, "__")) ||
            text.s[text.len - 1] != text.s[0] || text.s[text.len - 2] != text.s[0] ||
            memchr(text.s, '\n', text.len) || memchr(text.s + 2, text.s[0], text.len - 4))
            continue;
        block->kind = BQ_BLOCK_HEADING;
        block->level = 7;
        block->text = (size_t)(text.s - prose->s) + 2;
        block->text_end = block->text + text.len - 4;
    }
}

int bq_prose_read(struct bq_prose *prose, const char *s, size_t len, struct bq_err *err)
{
    struct reader r = { .prose = prose };
    prose->s = s;
    prose->len = len;
    prose->block_count = prose->inline_count = 0;
    while (r.next < len && r.status >= 0) {
        take_line(&r, r.next);
        if (r.text == r.end) {
            r.open = NULL;
            continue;
        }
        read_line(&r);
    }
    if (r.status >= 0) {
        promote_bold(prose);
        r.status = bq_prose_read_inlines(prose);
    }
    if (r.status >= 0)
        return BQ_OK;
    prose->block_count = prose->inline_count = 0;
    return r.status == BQ_ENOMEM ? bq_err_nomem(err)
                                 : bq_err_set(err, BQ_ELIMIT, "a text with too many parts");
}

int bq_prose_plain(struct bq_prose *prose, const char *s, size_t len, struct bq_err *err)
{
    prose->s = s;
    prose->len = len;
    prose->block_count = prose->inline_count = 0;
    if (!len)
        return BQ_OK;
    if (bq_array_grow((void **)&prose->blocks, 0, &prose->block_cap, sizeof *prose->blocks,
                      BQ_PROSE_PARTS_MAX) < 0)
        return bq_err_nomem(err);
    prose->blocks[0] = (struct bq_block){ .kind = BQ_BLOCK_PARAGRAPH, .end = len, .text_end = len };
    prose->block_count = 1;
    return BQ_OK;
}
