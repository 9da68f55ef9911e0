/*
 * The language server: drafts checked in any editor that speaks the Language Server Protocol, with
 * the findings of `check`, over standard input and output.
 */
#ifndef BQI_LSP_H
#define BQI_LSP_H

#include "bqi/cli.h"

/* Serves until the client says exit or hangs up. Returns an exit code. */
int lsp_serve(struct cli *cli);

#endif
