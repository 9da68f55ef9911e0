/*
 * What the server says about a document, as JSON into a buffer.
 */
#ifndef LSP_FEATURES_H
#define LSP_FEATURES_H

#include "document.h"

/* The array of diagnostics: every finding, or the one reason why the text is no draft. */
void feature_diagnostics(const struct document *document, bool utf8, struct bq_buf *out);
/* Code actions for the offered fixes that touch the range. */
void feature_actions(const struct document *document, struct lsp_range range, bool utf8,
                     struct bq_buf *out);
/* What a finding or a key under the place means; null when there is nothing to say. */
void feature_hover(const struct document *document, struct lsp_place place, bool utf8,
                   struct bq_buf *out);
/* Keys at a line's start; targets, types, programs and words behind theirs. */
void feature_completion(const struct document *document, struct lsp_place place, bool utf8,
                        struct cli *cli, const struct bq_taxonomy *taxonomy, struct bq_buf *out);

#endif
