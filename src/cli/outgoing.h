/* What copy, export and show share: one draft, with its program and taxonomy, on its way out. */
#ifndef CLI_OUTGOING_H
#define CLI_OUTGOING_H

#include "bugquill/report.h"
#include "cli.h"

struct cli_outgoing {
    char path[BQ_PATH_MAX], folder[BQ_PATH_MAX];
    struct bq_draft *draft;
    struct bq_program *program; /* NULL: it could not be had, which was told */
    struct bq_taxonomy *taxonomy;
    struct bq_report report; /* the three of them */
};

/* Opens the draft that name stands for (id, path, @). An exit code; trouble is told. Always clear.
 */
int cli_outgoing_open(struct cli *cli, const char *name, struct cli_outgoing *out);
void cli_outgoing_clear(struct cli_outgoing *outgoing);
/* Tells the errors left in the draft, one line each, on cli->err. They stop nothing. */
void cli_outgoing_errors(struct cli *cli, const struct cli_outgoing *outgoing);

#endif
