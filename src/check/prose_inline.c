#include "check/prose_inline.h"

/* Longer runs of backticks are taken as they stand; and the longest link target, in bytes. */
enum { TICKS_MAX = 32, NAME_MAX_BYTES = 255 };

struct scan {
    struct bq_prose *prose;
    size_t block, end; /* of the block's text */
    size_t bracket;    /* last "[" without its "]", SIZE_MAX none */
    bool no_closer[TICKS_MAX + 1];
};

static int add_inline(struct scan *scan, struct bq_inline what)
{
    struct bq_prose *prose = scan->prose;
    int status = bq_array_grow((void **)&prose->inlines, prose->inline_count, &prose->inline_cap,
                               sizeof *prose->inlines, BQ_PROSE_PARTS_MAX);
    if (status < 0)
        return status;
    what.block = scan->block;
    prose->inlines[prose->inline_count++] = what;
    return BQ_OK;
}

static size_t ticks_at(const struct scan *scan, size_t i)
{
    size_t n = 0;
    while (i + n < scan->end && scan->prose->s[i + n] == '`')
        n++;
    return n;
}

/* Inline code from i on. *next: where to go on. */
static int read_code(struct scan *scan, size_t i, size_t *next)
{
    const char *s = scan->prose->s;
    size_t width = ticks_at(scan, i);
    *next = i + width;
    if (width > TICKS_MAX || scan->no_closer[width])
        return BQ_OK;
    for (size_t j = i + width; j < scan->end;) {
        const char *tick = memchr(s + j, '`', scan->end - j);
        if (!tick)
            break;
        j = (size_t)(tick - s);
        size_t closing = ticks_at(scan, j);
        if (closing == width) {
            struct bq_inline code = { .kind = BQ_INLINE_CODE,
                                      .start = i,
                                      .end = j + width,
                                      .text = i + width,
                                      .text_end = j };
            *next = j + width;
            return add_inline(scan, code);
        }
        j += closing;
    }
    scan->no_closer[width] = true;
    return BQ_OK;
}

static bool ends_url(unsigned char c)
{
    return c <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' || c == 0x7f;
}

size_t bq_prose_url_length(const char *s, size_t len)
{
    struct bq_span span = bq_span_of(s, len < 8 ? len : 8);
    size_t scheme =
        span.len >= 8 && bq_span_equal_nocase(span, bq_span_str("https://"))              ? 8
        : span.len >= 7 && bq_span_equal_nocase(bq_span_of(s, 7), bq_span_str("http://")) ? 7
                                                                                          : 0;
    if (!scheme)
        return 0;
    size_t n = scheme, open = 0, close = 0;
    for (; n < len && !ends_url((unsigned char)s[n]); n++) {
        open += s[n] == '(';
        close += s[n] == ')';
    }
    while (n > scheme) {
        char c = s[n - 1];
        if (c == ')' && close > open)
            close--;
        else if (!strchr(".,;:!?'*_]|}", c))
            break;
        n--;
    }
    return n > scheme ? n : 0;
}

static int read_url(struct scan *scan, size_t i, size_t *next)
{
    size_t n = bq_prose_url_length(scan->prose->s + i, scan->end - i);
    *next = i + (n ? n : 1);
    if (!n)
        return BQ_OK;
    struct bq_inline url = { .kind = BQ_INLINE_URL,
                             .start = i,
                             .end = i + n,
                             .text = i,
                             .text_end = i + n,
                             .target = i,
                             .target_end = i + n };
    return add_inline(scan, url);
}

/* "](" at i closes the last "[". The target ends at a blank, a bracket or the line's end. */
static int read_link(struct scan *scan, size_t i, size_t *next)
{
    const char *s = scan->prose->s;
    size_t open = scan->bracket, j = i + 2, target = i + 2;
    unsigned depth = 0;
    *next = i + 1;
    scan->bracket = SIZE_MAX;
    if (open == SIZE_MAX)
        return BQ_OK;
    for (; j < scan->end && !ends_url((unsigned char)s[j]) && s[j] != ']' && s[j] != '['; j++) {
        if (s[j] == ')' && depth-- == 0)
            break;
        if (s[j] == '(')
            depth++;
    }
    size_t target_end = j;
    if (j < scan->end && (s[j] == ' ' || s[j] == '\t')) { /* a title: "..." */
        while (j < scan->end && s[j] != ')' && s[j] != '\n' && s[j] != '[')
            j++;
    }
    if (j >= scan->end || s[j] != ')')
        return BQ_OK;
    bool image = open > 0 && s[open - 1] == '!';
    struct bq_inline link = { .kind = image ? BQ_INLINE_IMAGE : BQ_INLINE_LINK,
                              .start = open - image,
                              .end = j + 1,
                              .text = open + 1,
                              .text_end = i,
                              .target = target,
                              .target_end = target_end };
    *next = j + 1;
    /* What was found inside the link's text (its URL shown again, code) is part of the link. */
    while (scan->prose->inline_count &&
           scan->prose->inlines[scan->prose->inline_count - 1].start > open)
        scan->prose->inline_count--;
    return add_inline(scan, link);
}

static int read_file(struct scan *scan, size_t i, size_t *next)
{
    const char *s = scan->prose->s;
    size_t j = i + 1;
    *next = i + 1;
    if (j < scan->end && s[j] == '{') {
        *next = i + 2;
        return BQ_OK;
    }
    while (j < scan->end && j - i <= NAME_MAX_BYTES && s[j] != '}' && s[j] != '{' && s[j] != '\n' &&
           s[j] != '"')
        j++;
    if (j >= scan->end || s[j] != '}' || j == i + 1)
        return BQ_OK;
    struct bq_inline file = {
        .kind = BQ_INLINE_FILE, .start = i, .end = j + 1, .text = i + 1, .text_end = j
    };
    *next = j + 1;
    return add_inline(scan, file);
}

/* What scan_block looks at: all else is passed over. */
static const bool begins[256] = { ['`'] = true, ['{'] = true, ['['] = true, [']'] = true,
                                  ['h'] = true, ['H'] = true, ['\\'] = true };

static int scan_block(struct scan *scan, size_t from)
{
    const char *s = scan->prose->s;
    int status = BQ_OK;
    scan->bracket = SIZE_MAX;
    memset(scan->no_closer, 0, sizeof scan->no_closer);
    for (size_t i = from, next; i < scan->end && status >= 0; i = next) {
        next = i + 1;
        if (!begins[(unsigned char)s[i]])
            continue;
        switch (s[i]) {
        case '`':
            status = read_code(scan, i, &next);
            break;
        case '{':
            status = read_file(scan, i, &next);
            break;
        case '[':
            scan->bracket = i;
            break;
        case ']':
            if (next < scan->end && s[next] == '(')
                status = read_link(scan, i, &next);
            break;
        case 'h':
        case 'H':
            if (i + 7 < scan->end && (s[i + 1] | 0x20) == 't' && (s[i + 2] | 0x20) == 't')
                status = read_url(scan, i, &next);
            break;
        case '\\':
            next = i + 2;
            break;
        default:
            break;
        }
    }
    return status;
}

int bq_prose_read_inlines(struct bq_prose *prose)
{
    struct scan scan = { .prose = prose };
    int status = BQ_OK;
    for (scan.block = 0; scan.block < prose->block_count && status >= 0; scan.block++) {
        const struct bq_block *block = &prose->blocks[scan.block];
        if (block->kind == BQ_BLOCK_FENCE || block->kind == BQ_BLOCK_CODE ||
            block->kind == BQ_BLOCK_RULE)
            continue;
        scan.end = block->text_end;
        status = scan_block(&scan, block->text);
    }
    return status;
}
