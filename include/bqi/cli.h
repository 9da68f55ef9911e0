/*
 * The command line: one table of commands, each in a file of its own (src/cli/cmd_NAME.c). Options,
 * help, manual and completions come from the tables.
 */
#ifndef BQI_CLI_H
#define BQI_CLI_H

#include "bqi/config.h"
#include "bqi/paths.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Exit codes, everywhere. */
enum { CLI_OK = 0, CLI_FINDINGS = 1, CLI_USAGE = 2, CLI_FILE = 3 };

struct bq_draft;
struct cli;
/* What the form is asked to do; main hands the form to the commands, so that cli/ knows no screen.
 */
struct cli_form_request {
    const char *path;       /* draft to open, NULL: none */
    struct bq_draft *draft; /* draft to begin with (taken over), NULL: none */
    const char *program;    /* for a new report, NULL: the default */
    bool named;             /* somebody chose that program; else it is only the usual one */
    const char *output;     /* where a new report is saved, NULL: the drafts folder */
    bool list;              /* begin at the drafts screen */
    bool mouse;
};
/* Returns an exit code. */
typedef int cli_form_fn(struct cli *cli, const struct cli_form_request *request);
/* The forms there are: main knows them, commands only use cli->form. */
struct cli_forms {
    cli_form_fn *full;  /* NULL in a build without the screen */
    cli_form_fn *plain; /* line by line */
    /* Are the settings' keys ones the full screen can take? NULL in a build without it. */
    int (*check_keys)(const struct bq_config *config, struct bq_err *err);
};

struct cli_option {
    const char *name;     /* long name without dashes; NULL ends a table */
    char letter;          /* 0: none */
    const char *argument; /* "FILE"; NULL: a flag */
    const char *help;
};
/* What an argument names, for completion. Files are the shell's business. */
enum cli_completes {
    CLI_COMPLETES_FILE,
    CLI_COMPLETES_DRAFT,
    CLI_COMPLETES_FIELD,
    CLI_COMPLETES_TYPE,
    CLI_COMPLETES_PROGRAM,
    CLI_COMPLETES_RULE,
    CLI_COMPLETES_WORD
};
struct cli_command {
    const char *name, *synopsis;
    const char *summary;              /* NULL: not for people, hidden from help */
    const struct cli_option *options; /* its own; common ones are added */
    const char *example;              /* lines for --help */
    enum cli_completes completes;     /* what its first argument is */
    enum cli_completes then;          /* and those after it; a field comes once */
    /* Options whose values are fixed words: name, "word word", ..., NULL. May be NULL. */
    const char *const *choices;
    const char *words; /* subcommands or fixed words, with blanks between; NULL: none */
    int (*run)(struct cli *cli, int argc, char **argv); /* argv: what is left after options */
};
/* Ends with a NULL name. */
extern const struct cli_command *const cli_commands[];

struct cli {
    FILE *in, *out, *err;
    const struct cli_command *command;
    const char *const *values; /* by option, see cli_value */
    struct bq_paths paths;
    bool have_home;
    struct bq_config config;
    int64_t now;
    bool as_of_given;
    bool color;
    const struct cli_forms *forms;
    cli_form_fn *form; /* the form to use in this run; NULL: none fits, form_trouble says why */
    const char *form_trouble;
    void *storage;
};

/* The whole program below main: parses, runs, returns the exit code. */
int cli_main(int argc, char **argv, const struct cli_forms *forms);

#endif
