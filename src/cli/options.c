/* Options by table, on getopt_long. */
#include "options.h"
#include "cli.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 4096, OPTIONS_MAX = 64 };

struct value {
    const char *name, *text;
};
struct options {
    struct value *values;
    size_t count, cap;
};

const struct cli_option cli_common_options[] = {
    { "program", 'p', "PROGRAM", "program to check against: an id, or a path to a program file" },
    { "programs", 0, "DIR", "folder of imported programs" },
    { "config", 0, "FILE", "settings file to use" },
    { "no-config", 0, NULL, "use no settings file" },
    { "as-of", 0, "DATE", "pretend that today is DATE (2026-11-24)" },
    { "color", 0, "WHEN", "auto, always or never" },
    { "plain", 0, NULL, "line by line, without the full screen" },
    { "help", 'h', NULL, "this help" },
    { "version", 'V', NULL, "print the version" },
    { NULL, 0, NULL, NULL },
};

/* The tables as getopt wants them. */
struct getopt_tables {
    struct option longs[OPTIONS_MAX + 1];
    const char *names[OPTIONS_MAX];
    char letters[OPTIONS_MAX];
    char shorts[2 * OPTIONS_MAX + 2];
    size_t count, shorts_len;
};

static bool has_option(const struct getopt_tables *tables, const char *name)
{
    for (size_t i = 0; i < tables->count; i++)
        if (strcmp(tables->names[i], name) == 0)
            return true;
    return false;
}

/* Options of the command come first and win over common ones of the same name. */
static void add_table(struct getopt_tables *tables, const struct cli_option *table)
{
    for (; table && table->name && tables->count < OPTIONS_MAX; table++) {
        if (has_option(tables, table->name))
            continue;
        size_t i = tables->count++;
        tables->names[i] = table->name;
        tables->letters[i] = table->letter;
        tables->longs[i].name = table->name;
        tables->longs[i].has_arg = table->argument ? required_argument : no_argument;
        tables->longs[i].flag = NULL;
        tables->longs[i].val = 1000 + (int)i;
        if (table->letter) {
            tables->shorts[tables->shorts_len++] = table->letter;
            if (table->argument)
                tables->shorts[tables->shorts_len++] = ':';
        }
    }
}

static const char *name_of(const struct getopt_tables *tables, int code)
{
    if (code >= 1000)
        return tables->names[code - 1000];
    for (size_t i = 0; i < tables->count; i++)
        if (tables->letters[i] == code)
            return tables->names[i];
    return NULL;
}

static int add_value(struct cli *cli, struct options *options, const char *name, const char *text)
{
    struct bq_err err;
    void *values = options->values;
    int status =
        bq_array_grow(&values, options->count, &options->cap, sizeof *options->values, VALUES_MAX);
    if (status == BQ_ELIMIT)
        return cli_usage(cli, "more than %d options", VALUES_MAX);
    if (status < 0) {
        bq_err_nomem(&err);
        return cli_fail(cli, &err);
    }
    options->values = values;
    options->values[options->count].name = name;
    options->values[options->count].text = text ? text : "";
    options->count++;
    return CLI_OK;
}

static int usage_of(struct cli *cli, int code, int letter, const char *word)
{
    if (code == ':')
        return cli_usage(cli, "option '%s' needs a value", word);
    if (letter > 0 && letter < 256)
        return cli_usage(cli, "no option '-%c'", letter);
    return cli_usage(cli, "no option '%s', or the value is not wanted", word);
}

/* getopt wants a program name before the words; the words after options end up last. */
static int run_getopt(struct cli *cli, int argc, char **argv, const struct getopt_tables *tables,
                      struct options *options, int *first)
{
    int code = CLI_OK, found;
    opterr = 0;
    optind = 0;
    while (code == CLI_OK &&
           (found = getopt_long(argc, argv, tables->shorts, tables->longs, NULL)) != -1) {
        const char *name = found == '?' || found == ':' ? NULL : name_of(tables, found);
        code = name ? add_value(cli, options, name, optarg)
                    : usage_of(cli, found, optopt, argv[optind - 1]);
    }
    *first = optind - 1;
    return code;
}

int options_parse(struct cli *cli, int argc, char **argv, struct options **out, int *first)
{
    struct getopt_tables tables;
    int code = CLI_USAGE;
    memset(&tables, 0, sizeof tables);
    tables.shorts[tables.shorts_len++] = ':';
    add_table(&tables, cli->command->options);
    add_table(&tables, cli_common_options);
    *out = calloc(1, sizeof **out);
    /* argv - 1 is the word before, which the caller has already read. */
    if (*out)
        code = run_getopt(cli, argc + 1, argv - 1, &tables, *out, first);
    return code;
}

void options_free(struct options *options)
{
    if (options)
        free(options->values);
    free(options);
}

const char *options_value(const struct options *options, const char *name, size_t n)
{
    for (size_t i = 0; options && i < options->count; i++)
        if (strcmp(options->values[i].name, name) == 0 && n-- == 0)
            return options->values[i].text;
    return NULL;
}

int options_add_flag(struct cli *cli, struct options *options, const char *name)
{
    return add_value(cli, options, name, "");
}

static void help_table(FILE *out, const struct cli_option *table)
{
    for (; table && table->name; table++) {
        char left[64];
        snprintf(left, sizeof left, "%s%c%s--%s%s%s", table->letter ? "-" : "  ",
                 table->letter ? table->letter : ' ', table->letter ? ", " : " ", table->name,
                 table->argument ? " " : "", table->argument ? table->argument : "");
        fprintf(out, "  %-26s %s\n", left, table->help);
    }
}

static void help_program(FILE *out)
{
    fputs("bugquill writes vulnerability reports that don't bounce.\n\n"
          "Usage: bugquill [COMMAND] [OPTIONS] [ARGUMENTS]\n\n"
          "Without a command the drafts screen opens; on first use it offers a new report.\n\n"
          "Commands:\n",
          out);
    for (size_t i = 0; cli_commands[i]; i++)
        if (cli_commands[i]->summary)
            fprintf(out, "  %-12s %s\n", cli_commands[i]->name, cli_commands[i]->summary);
    fputs(
        "\nExample:\n  bugquill new -p openai\n\n"
        "'bugquill COMMAND --help' says more about one command. Exit codes: 0 nothing to report,\n"
        "1 findings, 2 usage, 3 a file could not be read, parsed or written.\n",
        out);
}

int options_help(struct cli *cli)
{
    const struct cli_command *command = cli->command;
    if (strcmp(command->name, "drafts") == 0) {
        help_program(cli->out);
    } else {
        fprintf(cli->out, "%s\n\nUsage: bugquill %s %s\n", command->summary, command->name,
                command->synopsis);
        if (command->options && command->options->name)
            fputs("\nOptions:\n", cli->out);
        help_table(cli->out, command->options);
        fprintf(cli->out, "\nExample:\n%s\n", command->example);
    }
    fputs("\nCommon options:\n", cli->out);
    help_table(cli->out, cli_common_options);
    return CLI_OK;
}

/* Edit distance of two short words, at most 31 letters each. */
static size_t distance(const char *a, const char *b)
{
    size_t row[32], la = strlen(a), lb = strlen(b);
    if (la > 31 || lb > 31)
        return 99;
    for (size_t j = 0; j <= lb; j++)
        row[j] = j;
    for (size_t i = 1; i <= la; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= lb; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[lb];
}

const char *options_nearest_command(const char *name)
{
    const char *nearest = NULL;
    size_t best = 3; /* further away is no typo */
    for (size_t i = 0; cli_commands[i]; i++) {
        size_t d = distance(name, cli_commands[i]->name);
        if (d < best) {
            best = d;
            nearest = cli_commands[i]->name;
        }
    }
    return nearest;
}
