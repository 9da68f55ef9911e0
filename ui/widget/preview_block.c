/* Blocks of Markdown, one after the other, into rows. */
#include "bqi/cluster.h"
#include "widget/preview_impl.h"

#include <stdio.h>

static struct preview_prefix no_prefix(int indent)
{
    return (struct preview_prefix){ .indent = indent };
}

/* `sign` as the prefix of all rows. */
static struct preview_prefix sign_prefix(struct ui_preview *preview, const char *sign,
                                         enum ui_style style)
{
    struct preview_prefix prefix = { .first = preview->text.len, .first_len = strlen(sign) };

    preview_adds(preview, sign, style);
    prefix.rest = prefix.first;
    prefix.rest_len = prefix.first_len;
    return prefix;
}

static size_t trimmed_end(const struct bq_prose *prose, size_t start, size_t end)
{
    while (end > start && strchr(" \t\n", prose->s[end - 1]))
        end--;
    return end;
}

static void put_words(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                      const struct bq_block *block, enum ui_style style,
                      const struct preview_prefix *prefix)
{
    size_t start = preview->text.len;

    preview_inline(preview, prose, next, block->text,
                   trimmed_end(prose, block->text, block->text_end), style);
    preview_flow(preview, start, preview->text.len, prefix, block->start);
}

static void put_rule(struct ui_preview *preview, int columns, size_t source)
{
    size_t start = preview->text.len;

    for (int i = 0; i < columns; i++)
        preview_adds(preview, preview->ascii ? "-" : "\u2500", UI_STYLE_RULE);
    preview_row(preview, source);
    preview_piece(preview, start, preview->text.len - start, 0);
}

static void put_heading(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                        const struct bq_block *block)
{
    size_t start = preview->text.len;
    struct preview_prefix none = no_prefix(0);
    int columns;

    put_words(preview, prose, next, block, UI_STYLE_HEADING, &none);
    if (block->level > 2 || bq_buf_failed(&preview->text))
        return;
    columns = (int)bq_columns(preview->text.data + start, preview->text.len - start);
    put_rule(preview, columns < preview->columns ? columns : preview->columns, block->start);
}

/* Lines as they stand, behind a bar; code is never joined. */
static void put_lines(struct ui_preview *preview, const struct bq_prose *prose, size_t start,
                      size_t end, size_t strip)
{
    struct preview_prefix bar =
        sign_prefix(preview, preview->ascii ? "| " : "\u2502 ", UI_STYLE_RULE);

    while (start < end) {
        const char *lf = memchr(prose->s + start, '\n', end - start);
        size_t stop = lf ? (size_t)(lf - prose->s) : end, from = start;
        size_t text = preview->text.len;

        while (from < stop && from < start + strip && prose->s[from] == ' ')
            from++;
        preview_add(preview, prose->s + from, stop - from, UI_STYLE_CODE);
        preview_flow(preview, text, preview->text.len, &bar, start);
        start = stop + 1;
    }
}

/* A quote: its lines without the marks, words flowing. */
static void put_quote(struct ui_preview *preview, const struct bq_prose *prose,
                      const struct bq_block *block)
{
    struct preview_prefix sign = sign_prefix(preview, "> ", UI_STYLE_QUOTE);
    size_t start = block->start;

    while (start < block->end) {
        const char *lf = memchr(prose->s + start, '\n', block->end - start);
        size_t stop = lf ? (size_t)(lf - prose->s) : block->end, from = start;
        size_t text = preview->text.len;

        while (from < stop && prose->s[from] == ' ')
            from++;
        if (from < stop && prose->s[from] == '>')
            from += from + 1 < stop && prose->s[from + 1] == ' ' ? 2 : 1;
        preview_add(preview, prose->s + from, stop - from, UI_STYLE_QUOTE);
        preview_flow(preview, text, preview->text.len, &sign, start);
        start = stop + 1;
    }
}

static void put_item(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                     const struct bq_block *block)
{
    char marker[32];
    struct preview_prefix prefix = { .first = preview->text.len };

    if (block->ordered)
        snprintf(marker, sizeof marker, "%u. ", block->number);
    else
        snprintf(marker, sizeof marker, "%s ", preview->ascii ? "-" : "\u2022");
    preview_adds(preview, marker, UI_STYLE_KEY);
    prefix.first_len = strlen(marker);
    prefix.indent = block->level < preview->columns / 2 ? block->level : preview->columns / 2;
    put_words(preview, prose, next, block, UI_STYLE_NORMAL, &prefix);
}

static void put_block(struct ui_preview *preview, const struct bq_prose *prose, size_t *next,
                      const struct bq_block *block)
{
    struct preview_prefix none = no_prefix(0);

    switch (block->kind) {
    case BQ_BLOCK_HEADING:
        put_heading(preview, prose, next, block);
        break;
    case BQ_BLOCK_FENCE:
        put_lines(preview, prose, block->text, block->text_end, 0);
        break;
    case BQ_BLOCK_CODE:
        put_lines(preview, prose, block->start, trimmed_end(prose, block->start, block->end), 4);
        break;
    case BQ_BLOCK_QUOTE:
        put_quote(preview, prose, block);
        break;
    case BQ_BLOCK_ITEM:
        put_item(preview, prose, next, block);
        break;
    case BQ_BLOCK_TABLE:
        preview_table(preview, prose, next, block);
        break;
    case BQ_BLOCK_RULE:
        put_rule(preview, preview->columns, block->start);
        break;
    default:
        put_words(preview, prose, next, block, UI_STYLE_NORMAL, &none);
        break;
    }
}

/* Items of one list stand close together, everything else an empty row apart. */
static bool apart(const struct bq_block *before, const struct bq_block *block)
{
    return before->kind != BQ_BLOCK_ITEM || block->kind != BQ_BLOCK_ITEM;
}

void preview_blocks(struct ui_preview *preview, const struct bq_prose *prose)
{
    size_t next = 0;

    for (size_t i = 0; i < prose->block_count && !preview->failed; i++) {
        const struct bq_block *block = &prose->blocks[i];

        if (i > 0 && apart(block - 1, block))
            preview_row(preview, block->start);
        put_block(preview, prose, &next, block);
    }
}
