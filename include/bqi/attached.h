/* A file becomes an attachment of a draft: add and import share it. */
#ifndef BQI_ATTACHED_H
#define BQI_ATTACHED_H

#include "bqi/paths.h"
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

#endif
