/*
 * The generated parts of the manual, in mdoc: what man/make-pages puts around the texts in
 * man/about/. So the tables of commands, options, fields and rules in the manual are those of the
 * program.
 */
#include "cli.h"
#include "options.h"
#include <ctype.h>
#include <string.h>

/* Text for mdoc: backslashes and leading dots would be commands. */
static void text(FILE *out, const char *s)
{
    bool start = true;
    for (; *s; s++) {
        if (start && (*s == '.' || *s == '\''))
            fputs("\\&", out);
        if (*s == '\\')
            fputs("\\e", out);
        else
            fputc(*s, out);
        start = *s == '\n';
    }
}

static void title(FILE *out, const char *name)
{
    fputs(".Dd November 24, 2026\n.Dt BUGQUILL", out);
    if (name[0])
        fputc('-', out);
    for (; *name; name++)
        fputc(toupper((unsigned char)*name), out);
    fputs(" 1\n.Os\n", out);
}

static void options_section(FILE *out, const struct cli_option *table)
{
    for (; table && table->name; table++) {
        fputs(".It ", out);
        if (table->letter)
            fprintf(out, "Fl %c , ", table->letter);
        fprintf(out, "Fl -%s", table->name);
        if (table->argument) {
            fputs(" Ar \"", out);
            text(out, table->argument);
            fputc('"', out);
        }
        fputc('\n', out);
        text(out, table->help);
        fputs(".\n", out);
    }
}

static void head(FILE *out, const struct cli_command *command)
{
    title(out, command->name);
    fprintf(out, ".Sh NAME\n.Nm bugquill-%s\n.Nd ", command->name);
    text(out, command->summary);
    fprintf(out, "\n.Sh SYNOPSIS\n.Nm bugquill %s\n", command->name);
    text(out, command->synopsis);
    fputs(command->synopsis[0] ? "\n.Sh DESCRIPTION\n" : ".Sh DESCRIPTION\n", out);
}

static void tail(FILE *out, const struct cli_command *command)
{
    fputs(".Sh OPTIONS\n.Bl -tag -width Ds\n", out);
    options_section(out, command->options);
    options_section(out, cli_common_options);
    fputs(".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds\n"
          ".It 0\nNothing to report.\n"
          ".It 1\nFindings at or above the threshold, or something not in scope.\n"
          ".It 2\nThe command line makes no sense.\n"
          ".It 3\nA file could not be read, parsed or written.\n.El\n"
          ".Sh EXAMPLES\n.Bd -literal\n",
          out);
    text(out, command->example);
    fputs("\n.Ed\n.Sh SEE ALSO\n.Xr bugquill 1\n", out);
}

static void commands(FILE *out)
{
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 0; cli_commands[i]; i++) {
        if (!cli_commands[i]->summary)
            continue;
        fprintf(out, ".It Xr bugquill-%s 1\n", cli_commands[i]->name);
        text(out, cli_commands[i]->summary);
        fputs(".\n", out);
    }
    fputs(".El\n", out);
}

static void common(FILE *out)
{
    fputs(".Bl -tag -width Ds\n", out);
    options_section(out, cli_common_options);
    fputs(".El\n", out);
}

static void fields(FILE *out)
{
    static const char *const kinds[] = { "one line",     "text", "true or false", "number", "time",
                                         "list of maps", "map" };
    fputs(".Bl -tag -width Ds\n", out);
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        const struct bq_field_info *info = bq_field_info((enum bq_field)i);
        fprintf(out, ".It Li %s\n(%s) ", info->key, kinds[info->kind]);
        text(out, info->what);
        fputs(".\n", out);
    }
    fputs(".El\n", out);
}

/* The keys and what they do, as the form's own table has them. The last name is the one settings
 * use. */
static void keys(FILE *out)
{
    static const struct {
        const char *config, *keys, *help;
    } table[] = {
#define ACTION(name, config, keys, where, label, help) { config, keys, help },
#include "bqi/action.def"
#undef ACTION
    };
    fputs(".Bl -tag -width \"Ctrl-Space\"\n", out);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        fputs(".It ", out);
        for (const char *at = table[i].keys; *at; at++)
            if (*at == ' ')
                fputs(" , ", out);
            else
                fputc(*at, out);
        fputc('\n', out);
        text(out, table[i].help);
        fprintf(out, "\n.Pq Li %s .\n", table[i].config);
    }
    fputs(".El\n", out);
}

static void rules(FILE *out)
{
    size_t count;
    const struct bq_rule_info *table = bq_rule_table(&count);
    fputs(".Bl -tag -width Ds\n", out);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, ".It Li %s No ( Ns %s Ns )\n", table[i].id,
                bq_severity_name(table[i].severity));
        text(out, table[i].what);
        fputs(".\n", out);
        text(out, table[i].why);
        fputs(".\nSource: ", out);
        text(out, table[i].source);
        fputs(".\n", out);
    }
    fputs(".El\n", out);
}

static const struct {
    const char *part;
    void (*print)(FILE *out);
} parts[] = {
    { "commands", commands }, { "common", common }, { "fields", fields },
    { "keys", keys },         { "rules", rules },
};

static int list_names(struct cli *cli)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (cli_commands[i]->summary)
            fprintf(cli->out, "%s\n", cli_commands[i]->name);
    return CLI_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    if (argc == 1 && strcmp(argv[0], "names") == 0)
        return list_names(cli);
    for (size_t i = 0; argc == 1 && i < sizeof parts / sizeof parts[0]; i++) {
        if (strcmp(parts[i].part, argv[0]) == 0) {
            parts[i].print(cli->out);
            return CLI_OK;
        }
    }
    for (size_t i = 0; argc == 2 && cli_commands[i]; i++) {
        if (strcmp(cli_commands[i]->name, argv[1]) != 0)
            continue;
        if (strcmp(argv[0], "head") == 0)
            head(cli->out, cli_commands[i]);
        else
            tail(cli->out, cli_commands[i]);
        return CLI_OK;
    }
    return cli_usage(cli, "no such part of the manual");
}

const struct cli_command cli_cmd_manual = {
    .name = "__manual",
    .synopsis = "names | PART | head COMMAND | tail COMMAND",
    .summary = NULL,
    .example = "  bugquill __manual rules",
    .run = run,
};
