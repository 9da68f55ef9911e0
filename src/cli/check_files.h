/* The drafts a check is asked about: named files, ids, folders walked, standard input. */
#ifndef CLI_CHECK_FILES_H
#define CLI_CHECK_FILES_H

#include "cli.h"

struct cli_files {
    char **items;
    size_t count, cap;
    int trouble; /* CLI_FILE when a name could not be resolved; each was told */
};
/* Resolves the words in order; folders give their .yaml files sorted by name. BQ_ENOMEM is told
 * too. */
void cli_files_collect(struct cli *cli, struct cli_files *files, int argc, char **argv);
void cli_files_clear(struct cli_files *files);

/*
 * Opens what a draft in `folder` attaches: the heads of its files and their digests. Names that are
 * absolute or leave the folder are refused, never opened.
 */
struct cli_attachments {
    struct bq_check_file *items;
    size_t count;
};
void cli_attachments_read(struct cli_attachments *files, const struct bq_draft *draft,
                          const char *folder);
void cli_attachments_clear(struct cli_attachments *files);

#endif
