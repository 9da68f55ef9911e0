/* One open document. */
#include "document.h"
#include "bqi/programs.h"
#include "bqi/utf8.h"
#include "bugquill/io.h"
#include <stdlib.h>

void document_init(struct document *document, char *uri, char *text, size_t len)
{
    memset(document, 0, sizeof *document);
    document->uri = uri;
    document->text = text;
    document->len = len;
    bq_findings_init(&document->findings);
}

static void forget(struct document *document)
{
    bq_findings_clear(&document->findings);
    bq_draft_free(document->draft);
    bq_program_free(document->program);
    document->draft = NULL;
    document->program = NULL;
    bq_err_clear(&document->trouble);
}

void document_clear(struct document *document)
{
    forget(document);
    free(document->uri);
    free(document->text);
    memset(document, 0, sizeof *document);
}

void document_check(struct document *document, struct cli *cli, const struct bq_taxonomy *taxonomy)
{
    struct bq_checker *checker = NULL;
    forget(document);
    int status =
        bq_draft_parse(document->text, document->len, NULL, &document->draft, &document->trouble);
    if (status < 0)
        return;
    const char *name = bq_draft_text(document->draft, BQ_FIELD_PROGRAM, NULL);
    /* An unknown program is no trouble of the text: its rules are silent then. */
    if (bq_programs_open(&cli->paths, name[0] ? name : cli->config.program, &document->program,
                         NULL) < 0)
        document->program = NULL;
    struct bq_check_options options = { .program = document->program,
                                        .taxonomy = taxonomy,
                                        .me = cli->config.me,
                                        .raise = cli->config.raise,
                                        .raise_count = cli->config.raise_count,
                                        .now = cli->now };
    if (bq_checker_new(&options, &checker, &document->trouble) == BQ_OK)
        (void)!bq_checker_run(checker, document->draft, NULL, &document->findings,
                              &document->trouble);
    bq_checker_free(checker);
}

struct bq_span document_line(const struct document *document, unsigned line)
{
    const char *at = document->text, *end = document->text + document->len;
    for (; line > 0; line--) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        if (!next)
            return bq_span_of(end, 0);
        at = next + 1;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    return bq_span_of(at, (size_t)((stop ? stop : end) - at));
}

/* How far the client counts one code point of `bytes` bytes. */
static unsigned units(size_t bytes, bool utf8)
{
    return utf8 ? (unsigned)bytes : bytes == 4 ? 2 : 1;
}

struct lsp_place document_place(const struct document *document, unsigned line, unsigned column,
                                bool utf8)
{
    struct lsp_place place = { line ? line - 1 : 0, 0 };
    struct bq_span text = document_line(document, place.line);
    for (size_t at = 0; at < text.len && column > 1; column--) {
        uint32_t code;
        size_t n = bq_utf8_decode(text.s + at, text.len - at, &code);
        at += n ? n : 1;
        place.character += units(n ? n : 1, utf8);
    }
    return place;
}

unsigned document_column(const struct document *document, struct lsp_place place, bool utf8)
{
    struct bq_span text = document_line(document, place.line);
    unsigned column = 0, seen = 0;
    for (size_t at = 0; at < text.len && seen < place.character; column++) {
        uint32_t code;
        size_t n = bq_utf8_decode(text.s + at, text.len - at, &code);
        at += n ? n : 1;
        seen += units(n ? n : 1, utf8);
    }
    return column;
}

struct lsp_range document_range(const struct document *document, const struct bq_finding *finding,
                                bool utf8)
{
    unsigned line = finding->line, column = finding->column, end_line = 0, end_column = 0;
    bool exact = finding->field != BQ_FIELD_NONE && finding->end > finding->start;
    if (exact)
        bq_draft_place(document->draft, finding->field, finding->end, &end_line, &end_column);
    struct lsp_range range = { document_place(document, line ? line : 1, column ? column : 1, utf8),
                               { 0, 0 } };
    range.end = document_place(document, end_line, end_column, utf8);
    bool forward =
        range.end.line > range.start.line ||
        (range.end.line == range.start.line && range.end.character > range.start.character);
    if (!exact || end_line == 0 || !forward)
        range.end = document_place(document, line ? line : 1, UINT32_MAX, utf8);
    return range;
}
