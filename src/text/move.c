#include "bqi/move.h"

#include "bqi/cluster.h"
#include "bqi/utf8.h"

enum { AHEAD = 256, FAR_AHEAD = 4096, BEHIND = BQ_CLUSTER_BACK_MAX + 8 };

size_t bq_move_right(const struct bq_text *text, size_t at)
{
    char scratch[FAR_AHEAD];
    struct bq_span window = bq_text_peek(text, at, AHEAD, scratch);
    size_t next;

    if (window.len == 0)
        return at;
    next = bq_cluster_next(window.s, window.len, 0);
    if (next + 4 > window.len && window.len == AHEAD) { /* it may go on behind the window */
        window = bq_text_peek(text, at, FAR_AHEAD, scratch);
        next = bq_cluster_next(window.s, window.len, 0);
    }
    return at + next;
}

/* What stands before `at`, from a boundary of code points on. */
static struct bq_span before(const struct bq_text *text, size_t at, char scratch[BEHIND])
{
    size_t want = at < BEHIND ? at : BEHIND, skip = 0;
    struct bq_span window = bq_text_peek(text, at - want, want, scratch);

    while (skip < 4 && skip < window.len && ((unsigned char)window.s[skip] & 0xc0) == 0x80)
        skip++;
    return bq_span_of(window.s + skip, window.len - skip);
}

size_t bq_move_left(const struct bq_text *text, size_t at)
{
    char scratch[BEHIND];
    struct bq_span window = before(text, at, scratch);

    return at - (window.len - bq_cluster_previous(window.s, window.len));
}

size_t bq_move_code_left(const struct bq_text *text, size_t at)
{
    char scratch[BEHIND];
    struct bq_span window = before(text, at, scratch);

    return window.len ? at - (window.len - bq_utf8_previous(window.s, window.len)) : at;
}

static enum bq_code_class class_at(const struct bq_text *text, size_t at, size_t *len)
{
    char scratch[4];
    struct bq_span window = bq_text_peek(text, at, 4, scratch);
    uint32_t code;

    *len = bq_utf8_decode(window.s, window.len, &code);
    return bq_code_class(code);
}

size_t bq_move_word_right(const struct bq_text *text, size_t at)
{
    size_t end = bq_text_len(text), len;

    while (at < end && class_at(text, at, &len) != BQ_CODE_WORD)
        at += len;
    while (at < end && class_at(text, at, &len) == BQ_CODE_WORD)
        at += len;
    return at;
}

static bool word_before(const struct bq_text *text, size_t at, size_t *start)
{
    size_t len, n = 1;
    char bytes[4];

    while (n < 4 && n < at && bq_text_copy(text, at - n, bytes, 1) == 1 &&
           ((unsigned char)bytes[0] & 0xc0) == 0x80)
        n++;
    *start = at - n;
    return class_at(text, *start, &len) == BQ_CODE_WORD;
}

size_t bq_move_word_left(const struct bq_text *text, size_t at)
{
    size_t start;

    while (at > 0 && !word_before(text, at, &start))
        at = start;
    while (at > 0 && word_before(text, at, &start))
        at = start;
    return at;
}

static bool is_empty_line(const struct bq_text *text, size_t line)
{
    size_t start = bq_text_line_start(text, line), end = bq_text_line_end(text, line);
    char c;

    for (; start < end; start++) {
        bq_text_copy(text, start, &c, 1);
        if (c != ' ' && c != '\t')
            return false;
    }
    return true;
}

size_t bq_move_paragraph_down(const struct bq_text *text, size_t at)
{
    size_t line = bq_text_line_of(text, at), count = bq_text_line_count(text);

    while (line < count && is_empty_line(text, line))
        line++;
    while (line < count && !is_empty_line(text, line))
        line++;
    return bq_text_line_start(text, line);
}

size_t bq_move_paragraph_up(const struct bq_text *text, size_t at)
{
    size_t line = bq_text_line_of(text, at);

    while (line > 0 && is_empty_line(text, line))
        line--;
    while (line > 0 && !is_empty_line(text, line))
        line--;
    return bq_text_line_start(text, line);
}
