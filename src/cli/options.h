/*
 * Options of one run, by the tables of the command and the common one; and the help made from them.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "bqi/cli.h"

struct options;

/* Options every command takes. Ends with a NULL name. */
extern const struct cli_option cli_common_options[];

/*
 * Parses argc words (without program and command name) by cli->command's table. *first is where the
 * words that are no options begin; argv is reordered so that they come last. CLI_OK or CLI_USAGE.
 */
int options_parse(struct cli *cli, int argc, char **argv, struct options **out, int *first);
void options_free(struct options *options);
/* The n-th value given for an option ("" for a flag), NULL when there are not that many. */
const char *options_value(const struct options *options, const char *name, size_t n);
/* Adds an option that was given in another way. CLI_OK, or the exit code when it can't. */
int options_add_flag(struct cli *cli, struct options *options, const char *name);
/* Prints the help of cli->command, or of the whole program for the bare command. */
int options_help(struct cli *cli);
/* The command that looks most like name, NULL when none does. */
const char *options_nearest_command(const char *name);

#endif
