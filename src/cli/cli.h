/*
 * What commands share. Commands return an exit code, print results to cli->out and trouble to
 * cli->err; nothing raw from a file goes to either.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "bqi/buf.h"
#include "bqi/cli.h"
#include "bugquill/check.h"
#include "bugquill/program.h"
#include "bugquill/taxonomy.h"

/* An option's value: the last one given, "" for a flag that was given, NULL when absent. */
const char *cli_value(const struct cli *cli, const char *option);
bool cli_given(const struct cli *cli, const char *option);
/* The n-th value of an option given several times, NULL after the last. */
const char *cli_value_at(const struct cli *cli, const char *option, size_t n);

/* "bugquill: ..." to cli->err, shown safely. Returns CLI_FILE for files, CLI_USAGE for BQ_EINVAL.
 */
int cli_fail(struct cli *cli, const struct bq_err *err);
/* A usage mistake: the message, then how to get help. Returns CLI_USAGE. */
int cli_usage(struct cli *cli, const char *format, ...) BQ_PRINTF(2, 3);
/* Prints text from outside, shown safely on one line. */
void cli_show(FILE *to, const char *text);
/* Prints a buffer as it is; false (and a message) when the stream can't be written. */
bool cli_put(struct cli *cli, const struct bq_buf *buf);
/* Prints a draft as its file would be: what `-o -` means. */
int cli_put_draft(struct cli *cli, const struct bq_draft *draft, struct bq_err *err) BQ_MUST_USE;

/*
 * The program -p names (an id: imported ones first, then built-in; or a path), else fallback, which
 * is what a draft says and has to be an id, else config's. The caller frees.
 */
int cli_program(struct cli *cli, const char *fallback, struct bq_program **out,
                struct bq_err *err) BQ_MUST_USE;
/* A finding's words for the terminal are written by report.h; this is the fail-on threshold. */
int cli_fail_on(struct cli *cli, enum bq_severity *out);
/* Settings name what there is: rules that raise are rules. The nearest right name is said. */
int cli_check_raise(const struct bq_config *config, struct bq_err *err) BQ_MUST_USE;
/* The same of keys: `bugquill config` says it, the form goes on with the usual ones. */
int cli_check_keys(struct cli *cli, struct bq_err *err) BQ_MUST_USE;
/* All of a file, or of standard input for "-". */
int cli_read(struct cli *cli, const char *name, size_t cap, char **out, size_t *len,
             struct bq_err *err) BQ_MUST_USE;

/*
 * Opens the form (cli->form is one). Without a home folder only where a file is named: recovery
 * files then lie in .bugquill beside it. Else it is said what to do, and nothing is opened.
 */
int cli_open_form(struct cli *cli, const struct cli_form_request *request);

/*
 * Gives up what a batch command does not need, for good: sockets, programs, and files but those in
 * the folders of `files`, the person's own folders and the folder of `output` (NULL: none). Call it
 * before anything from outside is read. Where the system can't, nothing happens.
 */
void cli_confine(struct cli *cli, char **files, size_t count, const char *output);

#endif
