/*
 * Files as attachments: what kind one is by its bytes, and which must not leave by accident.
 *
 * A credential file is attached only with an answer: an `allow` entry of the draft for the rule
 * attachment-credentials, with the reason the person gave.
 */
#ifndef BQI_ATTACH_H
#define BQI_ATTACH_H

#include "bugquill/draft.h"
#include <stddef.h>

struct bq_attach_kind {
    const char *name; /* "PNG image"; "" not known */
    bool opaque;      /* an archive or a program: triagers open such files last */
};

enum { BQ_ATTACH_HEAD = 512 }; /* bytes at a file's start that say its kind */

/* By the first bytes, never by the name. */
struct bq_attach_kind bq_attach_kind_of(const char *head, size_t len);

/* Is the file's name one under which keys and passwords are kept? */
bool bq_attach_is_credentials(const char *path);
/* Has the author answered for the attachment of that path? */
bool bq_attach_is_answered(const struct bq_draft *draft, const char *path);
/*
 * Writes the answer: reason must say something, by may be "", now in seconds. BQ_EINVAL for an
 * empty reason.
 */
int bq_attach_answer(struct bq_draft *draft, const char *path, const char *reason, const char *by,
                     int64_t now, struct bq_err *err) BQ_MUST_USE;

#endif
