#include "store/internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int bq_store_append(char *s, const char *suffix, struct bq_err *err)
{
    size_t len = strlen(s), extra = strlen(suffix);

    if (extra >= BQ_PATH_MAX - len)
        return bq_err_set(err, BQ_ELIMIT, "a path is longer than %d bytes", BQ_PATH_MAX);
    memcpy(s + len, suffix, extra + 1);
    return BQ_OK;
}

int bq_store_state_dir(const struct bq_paths *paths, const char *name, char *out,
                       struct bq_err *err)
{
    int status;

    out[0] = '\0';
    if (!paths->state[0])
        return bq_err_set(err, BQ_ENOTFOUND,
                          "there is no home folder to keep recovery files in (set HOME)");
    status = bq_path_join(out, paths->state, name, err);
    return status ? status : bq_file_make_dir(out, err);
}

int bq_store_folder(const char *path, char *out, struct bq_err *err)
{
    const char *base = bq_path_base(path);
    size_t len = (size_t)(base - path);

    out[0] = '\0';
    while (len > 1 && path[len - 1] == '/')
        len--;
    if (len >= BQ_PATH_MAX)
        return bq_err_set(err, BQ_ELIMIT, "a path is longer than %d bytes", BQ_PATH_MAX);
    if (len == 0) {
        memcpy(out, ".", 2);
        return BQ_OK;
    }
    memcpy(out, path, len);
    out[len] = '\0';
    return BQ_OK;
}

void bq_store_key(const char *path, char out[BQ_STORE_KEY_LEN])
{
    char folder[BQ_PATH_MAX], digest[65];
    char *real = realpath(path, NULL);
    struct bq_buf name;

    bq_buf_init(&name, 2 * BQ_PATH_MAX);
    if (real) {
        bq_buf_adds(&name, real);
    } else {
        /* Not there yet: its folder decides. */
        if (!bq_store_folder(path, folder, NULL))
            real = realpath(folder, NULL);
        bq_buf_adds(&name, real ? real : folder);
        bq_buf_addc(&name, '/');
        bq_buf_adds(&name, bq_path_base(path));
    }
    bq_sha256_hex(name.data ? name.data : "", name.len, digest);
    memcpy(out, digest, BQ_STORE_KEY_LEN - 1);
    out[BQ_STORE_KEY_LEN - 1] = '\0';
    bq_buf_clear(&name);
    free(real);
}

bool bq_store_is_draft_name(const char *name)
{
    return name[0] != '.' && bq_span_ends(bq_span_str(name), ".yaml") && strlen(name) > 5;
}
