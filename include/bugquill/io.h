/*
 * Drafts and programs in and out of YAML. Reading uses libyaml's events with caps of our own;
 * writing is this project's own writer, because every text has to come back byte for byte and to
 * diff well.
 */
#ifndef BUGQUILL_IO_H
#define BUGQUILL_IO_H

#include "bugquill/draft.h"
#include "bugquill/errors.h"
#include "bugquill/program.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Reads a draft. file is for messages. Refuses, with line and column: malformed UTF-8, duplicate
 * keys, anchors, aliases, tags, several documents, wrong types, a newer format number, anything
 * over its cap. Unknown keys are kept.
 */
int bq_draft_parse(const char *text, size_t len, const char *file, struct bq_draft **out,
                   struct bq_err *err) BQ_MUST_USE;
/*
 * Writes it: key order fixed, long text as literal blocks. The caller frees *out. What is written
 * parses back to an equal draft.
 */
int bq_draft_format(const struct bq_draft *draft, char **out, size_t *len,
                    struct bq_err *err) BQ_MUST_USE;

/*
 * One from YAML text; file is for messages. Frees nothing of the caller's. The program's id is the
 * `id` key, or the file's base name without .yaml.
 */
int bq_program_parse(const char *text, size_t len, const char *file, struct bq_program **out,
                     struct bq_err *err) BQ_MUST_USE;
int bq_program_load(const char *path, struct bq_program **out, struct bq_err *err) BQ_MUST_USE;
/* A built-in one by id ("openai", "openai-safety"), or BQ_ENOTFOUND. */
int bq_program_builtin(const char *id, struct bq_program **out, struct bq_err *err) BQ_MUST_USE;
/* Ids of the built-in ones, ending with NULL. */
const char *const *bq_program_builtin_ids(void);

#ifdef __cplusplus
}
#endif
#endif
