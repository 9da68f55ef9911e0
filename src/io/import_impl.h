/* What the importers share. */
#ifndef IO_IMPORT_IMPL_H
#define IO_IMPORT_IMPL_H

#include "bqi/buf.h"
#include "bqi/import.h"
#include "model/program_build.h"

/* Where an importer is: the result, and what its messages name. */
struct bq_importing {
    struct bq_import *out;
    const char *file, *date;
    const char *text;
    size_t len;
};

/* A new program under that name, taken into the result when it is finished. */
struct bq_program *bq_importing_program(struct bq_importing *in, const char *name,
                                        const char *platform, struct bq_err *err);
/* Takes the program over: gives it an id (from wanted, else its name), finishes it, keeps it. */
int bq_importing_take(struct bq_importing *in, struct bq_program *program, const char *wanted,
                      struct bq_err *err) BQ_MUST_USE;
/* Something could not be read; the rest goes on. */
void bq_importing_trouble(struct bq_importing *in, unsigned line, unsigned column,
                          const char *format, ...) BQ_PRINTF(4, 5);

/* A text that was cut at a number of bytes: pieces of characters become question marks. Returns it.
 */
const char *bq_importing_mend(char *text);

/* The importers. Each reads all of in->text. */
int bq_import_json(struct bq_importing *in, struct bq_err *err) BQ_MUST_USE;
int bq_import_csv(struct bq_importing *in, struct bq_err *err) BQ_MUST_USE;
int bq_import_zap(struct bq_importing *in, struct bq_err *err) BQ_MUST_USE;
int bq_import_security_txt(struct bq_importing *in, struct bq_err *err) BQ_MUST_USE;
int bq_import_plain(struct bq_importing *in, struct bq_err *err) BQ_MUST_USE;

struct bq_json;
/* Burp's project options, when root is such. */
bool bq_import_is_burp(const struct bq_json *root);
int bq_import_burp(struct bq_importing *in, const struct bq_json *root,
                   struct bq_err *err) BQ_MUST_USE;

/*
 * A regular expression over hosts or URLs as entries with stars: calls add for each of at most 32.
 * False when it says more than stars can.
 */
typedef int bq_regex_add_fn(void *context, const char *entry, size_t len, struct bq_err *err);
bool bq_regex_to_entries(const char *regex, bq_regex_add_fn *add, void *context, int *status,
                         struct bq_err *err);

#endif
