/*
 * Batch commands confine themselves before they read anything from outside: the folders of the
 * files that were named may be read, the folder of the output written, and nothing else; no
 * sockets, no programs.
 */
#include "bqi/confine.h"
#include "bqi/programs.h"
#include "cli.h"
#include <stdlib.h>
#include <string.h>

enum { FIXED_PATHS = 8 };

/* The folder a file is in; attachments of a draft lie there too. */
static char *folder_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return bq_span_dup(bq_span_str("."));
    return bq_span_dup(bq_span_of(file, slash == file ? 1 : (size_t)(slash - file)));
}

/* Files named one after the other mostly lie in one folder: one rule for a run of them. */
static size_t add_folders(struct bq_confine_path *paths, size_t count, char **files,
                          size_t file_count)
{
    for (size_t i = 0; i < file_count; i++) {
        char *folder = folder_of(files[i]);
        if (!folder)
            continue;
        if (count && strcmp(paths[count - 1].path, folder) == 0) {
            free(folder);
            continue;
        }
        paths[count].path = folder;
        paths[count++].access = BQ_CONFINE_READ;
    }
    return count;
}

void cli_confine(struct cli *cli, char **files, size_t count, const char *output)
{
    struct bq_confine_report report;
    const char *program = cli_value(cli, "program");
    struct bq_confine_path *paths = calloc(count + FIXED_PATHS, sizeof *paths);
    if (!paths)
        return;
    char *named[2];
    size_t named_count = 0, folders, n = add_folders(paths, 0, files, count);
    if (program && bq_program_name_is_path(program))
        named[named_count++] = (char *)(uintptr_t)program;
    n = add_folders(paths, n, named, named_count);
    folders = n;
    if (cli->have_home) {
        paths[n++] = (struct bq_confine_path){ cli->paths.data, BQ_CONFINE_READ };
        paths[n++] = (struct bq_confine_path){ cli->paths.drafts, BQ_CONFINE_READ };
        paths[n++] = (struct bq_confine_path){ cli->paths.config, BQ_CONFINE_READ };
        paths[n++] = (struct bq_confine_path){ cli->paths.state, BQ_CONFINE_WRITE };
    }
    if (cli->paths.programs[0])
        paths[n++] = (struct bq_confine_path){ cli->paths.programs, BQ_CONFINE_READ };
    char *out = output ? folder_of(output) : NULL;
    if (out)
        paths[n++] = (struct bq_confine_path){ out, BQ_CONFINE_WRITE };
    bq_confine(paths, n, BQ_CONFINE_FILES | BQ_CONFINE_NO_EXEC, &report);
    for (size_t i = 0; i < folders; i++)
        free((char *)(uintptr_t)paths[i].path);
    free(out);
    free(paths);
}
