/* Words without their markup: code, links, strong, emphasis, escapes. */
#include "widget/preview_impl.h"

/* State of a walk over the words of one block. */
struct words {
    struct ui_preview *preview;
    const char *s;
    size_t end;
    enum ui_style base;
    char strong, emphasis; /* the delimiter that is open, 0 none */
};

static enum ui_style style_of(const struct words *words)
{
    if (words->strong)
        return UI_STYLE_STRONG;
    return words->emphasis ? UI_STYLE_EMPHASIS : words->base;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool is_word(char c)
{
    return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Is there a closing run of `count` delimiters c behind at? Not over an empty line's worth of text.
 */
static bool closes_later(const struct words *words, size_t at, char c, size_t count)
{
    size_t far = words->end - at > 2000 ? at + 2000 : words->end;

    for (; at + count <= far; at++) {
        size_t run = 0;

        while (run < count && words->s[at + run] == c)
            run++;
        if (run == count && words->s[at - 1] != c && !is_blank(words->s[at - 1]) &&
            (at + count == words->end || words->s[at + count] != c) &&
            (c != '_' || at + count == words->end || !is_word(words->s[at + count])))
            return true;
    }
    return false;
}

/* A run of * or _ at `at`: opens, closes, or is text. Returns the bytes it takes, 0: text. */
static size_t delimiter(struct words *words, size_t at, size_t from)
{
    char c = words->s[at];
    size_t count = at + 1 < words->end && words->s[at + 1] == c ? 2 : 1;
    char *open = count == 2 ? &words->strong : &words->emphasis;
    bool inside_word = at > from && is_word(words->s[at - 1]);

    if (*open == c && at > from && !is_blank(words->s[at - 1])) {
        *open = 0;
        return count;
    }
    if (*open || at + count >= words->end || is_blank(words->s[at + count]) ||
        (c == '_' && inside_word) || !closes_later(words, at + count + 1, c, count))
        return 0;
    *open = c;
    return count;
}

/* A line end between words is a blank, after two blanks or a backslash a line end. */
static void line_end(struct words *words, size_t at, size_t from)
{
    struct ui_preview *preview = words->preview;
    bool hard = at >= from + 2 && words->s[at - 1] == ' ' && words->s[at - 2] == ' ';

    while (preview->text.len > 0 && preview->text.data[preview->text.len - 1] == ' ') {
        bq_buf_truncate(&preview->text, preview->text.len - 1);
        bq_buf_truncate(&preview->styles, preview->styles.len - 1);
    }
    preview_adds(preview, hard ? "\n" : " ", words->base);
}

static void plain(struct words *words, size_t start, size_t end)
{
    for (size_t at = start; at < end;) {
        char c = words->s[at];
        size_t taken = 0;

        if (c == '\n') {
            line_end(words, at, start);
            for (at++; at < end && (words->s[at] == ' ' || words->s[at] == '\t');)
                at++;
            continue;
        }
        if (c == '\\' && at + 1 < end && strchr("\\`*_{}[]()#+-.!|<>~", words->s[at + 1])) {
            preview_add(words->preview, words->s + at + 1, 1, style_of(words));
            at += 2;
            continue;
        }
        if (c == '\\' && at + 1 < end && words->s[at + 1] == '\n') {
            preview_adds(words->preview, "\n", words->base);
            at += 2;
            continue;
        }
        if (c == '*' || c == '_')
            taken = delimiter(words, at, start);
        if (taken == 0) {
            preview_add(words->preview, words->s + at, 1, style_of(words));
            taken = 1;
        }
        at += taken;
    }
}

static void add_one_line(struct ui_preview *preview, const char *s, size_t len, enum ui_style style)
{
    for (size_t i = 0; i < len; i++)
        preview_add(preview, s[i] == '\n' ? " " : s + i, 1, style);
}

/* The target stands beside the text: no link hides where it leads. */
static void add_target(const struct words *words, const struct bq_inline *one)
{
    preview_adds(words->preview, " <", UI_STYLE_DIM);
    add_one_line(words->preview, words->s + one->target, one->target_end - one->target,
                 UI_STYLE_LINK);
    preview_adds(words->preview, ">", UI_STYLE_DIM);
}

static void put_inline(struct words *words, const struct bq_inline *one)
{
    const char *text = words->s + one->text;
    size_t len = one->text_end - one->text;

    switch (one->kind) {
    case BQ_INLINE_CODE:
        add_one_line(words->preview, text, len, UI_STYLE_CODE);
        break;
    case BQ_INLINE_IMAGE:
        preview_adds(words->preview, "[image: ", UI_STYLE_DIM);
        add_one_line(words->preview, text, len, words->base);
        preview_adds(words->preview, "]", UI_STYLE_DIM);
        add_target(words, one);
        break;
    case BQ_INLINE_LINK:
        add_one_line(words->preview, text, len, words->base);
        add_target(words, one);
        break;
    case BQ_INLINE_URL:
        add_one_line(words->preview, words->s + one->target, one->target_end - one->target,
                     UI_STYLE_LINK);
        break;
    default:
        add_one_line(words->preview, words->s + one->start, one->end - one->start, UI_STYLE_LINK);
        break;
    }
}

void preview_inline(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                    size_t start, size_t end, enum ui_style base)
{
    struct words words = { preview, prose->s, end, base, 0, 0 };

    while (*next < prose->inline_count && prose->inlines[*next].start < start)
        ++*next;
    while (*next < prose->inline_count && prose->inlines[*next].end <= end) {
        const struct bq_inline *one = &prose->inlines[(*next)++];

        if (one->start < start)
            continue;
        plain(&words, start, one->start);
        put_inline(&words, one);
        start = one->end;
    }
    plain(&words, start, end);
}
