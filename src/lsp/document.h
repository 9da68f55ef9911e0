/*
 * One open document: its text, the draft in it, and what the checks say.
 */
#ifndef LSP_DOCUMENT_H
#define LSP_DOCUMENT_H

#include "bqi/buf.h"
#include "bqi/cli.h"
#include "bugquill/check.h"
#include "bugquill/draft.h"

/* A place as the protocol counts: from 0, characters in UTF-16 units, or in bytes when the client
 * takes UTF-8. */
struct lsp_place {
    unsigned line, character;
};
struct lsp_range {
    struct lsp_place start, end;
};

struct document {
    char *uri, *text;
    size_t len;
    struct bq_draft *draft;     /* NULL: the text is no draft, trouble says why */
    struct bq_program *program; /* NULL: none */
    struct bq_err trouble;
    struct bq_findings findings;
};

/* Takes uri and text over. */
void document_init(struct document *document, char *uri, char *text, size_t len);
void document_clear(struct document *document);
/* Reads the text again and checks it. */
void document_check(struct document *document, struct cli *cli, const struct bq_taxonomy *taxonomy);

/* The line's text without its end; empty behind the last. */
struct bq_span document_line(const struct document *document, unsigned line);
/* From line and column as the library counts (from 1, code points). */
struct lsp_place document_place(const struct document *document, unsigned line, unsigned column,
                                bool utf8);
/* Code points before a place in its line. */
unsigned document_column(const struct document *document, struct lsp_place place, bool utf8);
/* Where a finding stands in the text; the field's line when it speaks of the whole field. */
struct lsp_range document_range(const struct document *document, const struct bq_finding *finding,
                                bool utf8);

#endif
