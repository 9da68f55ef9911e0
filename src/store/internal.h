/*
 * What the files of src/store share and nobody else needs.
 */
#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include "bqi/buf.h"
#include "bqi/store.h"

enum { BQ_STORE_KEY_LEN = 33 };

/* state/NAME, made if missing (0700). BQ_ENOTFOUND without a state folder. */
int bq_store_state_dir(const struct bq_paths *paths, const char *name, char *out,
                       struct bq_err *err) BQ_MUST_USE;
/*
 * A name for everything the state folder keeps about the file at path: 32 hex digits, the same for
 * every way to write the path as long as its folder exists.
 */
void bq_store_key(const char *path, char out[BQ_STORE_KEY_LEN]);
/* The folder of path ("." when it names none) into out, BQ_PATH_MAX bytes. */
int bq_store_folder(const char *path, char *out, struct bq_err *err) BQ_MUST_USE;
/* Puts suffix behind s; BQ_ELIMIT when it does not fit in BQ_PATH_MAX. */
int bq_store_append(char *s, const char *suffix, struct bq_err *err) BQ_MUST_USE;
/* A file of the drafts folder that is a draft by its name. */
bool bq_store_is_draft_name(const char *name);

/*
 * Keeps what stands at path now as an earlier version, then thins the old ones out. *linked: the
 * file got one more name for that (BQ_FILE_LINKED when it is replaced next).
 */
int bq_versions_keep(const struct bq_paths *paths, const char *path, int64_t now, bool *linked,
                     struct bq_err *err) BQ_MUST_USE;

#endif
