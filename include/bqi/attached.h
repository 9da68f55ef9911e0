/* A file becomes an attachment of a draft: for the commands and both forms. */
#ifndef BQI_ATTACHED_H
#define BQI_ATTACHED_H

#include "bqi/paths.h"
#include "bugquill/draft.h"
#include <stdbool.h>
#include <stdint.h>

struct cli_attached {
    char path[BQ_PATH_MAX]; /* as the draft names it: from its folder on */
    char sha256[65];
    int64_t size;
};
/*
 * Reads file. One that does not lie in the draft's folder or below it is copied beside the draft,
 * into NAME.files, where nothing is overwritten. draft: its path.
 */
int cli_attach(const char *draft, const char *file, struct cli_attached *out,
               struct bq_err *err) BQ_MUST_USE;
/*
 * The path by which the draft (or any other file) names a file that lies below its folder, links
 * followed; false: it lies elsewhere, or is not there.
 */
bool cli_attach_inside(const char *draft, const char *file, char out[BQ_PATH_MAX]);
/* Is its name, or that of the file a link leads to, one under which keys and passwords are kept? */
bool cli_attach_is_credentials(const char *file);
/* Names the file in the draft: in place of the attachment of the same path, or as one more. */
int cli_attach_put(struct bq_draft *draft, const struct cli_attached *file,
                   struct bq_err *err) BQ_MUST_USE;

#endif
