#include "bqi/taxonomy.h"

#include "bqi/file.h"

int bq_taxonomy_path(const struct bq_paths *paths, char *out, struct bq_err *err)
{
    if (!*paths->data)
        return bq_err_set(err, BQ_ENOTFOUND, "no data folder: set HOME or XDG_DATA_HOME");
    return bq_path_join(out, paths->data, "taxonomy.tsv", err);
}

int bq_taxonomy_open(const struct bq_paths *paths, struct bq_taxonomy **out, struct bq_err *err)
{
    char path[BQ_PATH_MAX];
    struct bq_file_stamp stamp = { 0 };
    *out = NULL;
    if (paths && *paths->data) {
        int status = bq_taxonomy_path(paths, path, err);
        if (!status)
            status = bq_file_stat(path, &stamp, err);
        if (status)
            return status;
    }
    return stamp.exists ? bq_taxonomy_load(path, out, err) : bq_taxonomy_builtin(out, err);
}
