/* `bugquill program import`: scope lists become programs of one's own. */
#ifndef CLI_PROGRAM_IMPORT_H
#define CLI_PROGRAM_IMPORT_H

#include "cli.h"

/* ids: the programs of the file that are wanted; none: all. Returns an exit code. */
int program_import(struct cli *cli, const char *file, int id_count, char **ids);

#endif
