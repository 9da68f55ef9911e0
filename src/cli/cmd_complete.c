/*
 * What the shells ask when Tab is pressed: candidates for the last word, one a line, with a
 * description behind a tab. The completion scripts hold no list of their own.
 */
#include "bqi/programs.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "bqi/taxonomy.h"
#include "cli.h"
#include "options.h"
#include <stdlib.h>
#include <string.h>

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* One candidate. Nothing that a terminal or a shell could trip over is offered. */
static void offer(struct cli *cli, const char *word, const char *about, const char *prefix)
{
    char shown[160];
    if (!starts(word, prefix) || strpbrk(word, " \t\n\"'\\$`;&|<>()*?[]"))
        return;
    bq_show_cut(shown, sizeof shown, word, strlen(word));
    if (strcmp(shown, word) != 0)
        return;
    fputs(word, cli->out);
    if (about && about[0]) {
        bq_show_cut(shown, sizeof shown, about, strlen(about));
        fprintf(cli->out, "\t%s", shown);
    }
    fputc('\n', cli->out);
}

static void offer_commands(struct cli *cli, const char *prefix)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (cli_commands[i]->summary)
            offer(cli, cli_commands[i]->name, cli_commands[i]->summary, prefix);
}

static void offer_options(struct cli *cli, const struct cli_option *table, const char *prefix)
{
    for (; table && table->name; table++) {
        char word[80];
        snprintf(word, sizeof word, "--%s", table->name);
        offer(cli, word, table->help, prefix);
    }
}

static void offer_words(struct cli *cli, const char *words, const char *prefix)
{
    while (words && *words) {
        char word[80];
        size_t len = strcspn(words, " |,");
        snprintf(word, sizeof word, "%.*s", (int)len, words);
        if (len)
            offer(cli, word, "", prefix);
        words += len;
        words += strspn(words, " |,");
    }
}

static void offer_drafts(struct cli *cli, const char *prefix)
{
    struct bq_store_list list;
    if (!cli->have_home || bq_store_list(&cli->paths, &list, NULL) < 0)
        return;
    offer(cli, "@", "the draft changed last", prefix);
    for (size_t i = 0; i < list.count; i++)
        offer(cli, list.items[i].id, list.items[i].title, prefix);
    bq_store_list_clear(&list);
}

static void offer_programs(struct cli *cli, const char *prefix)
{
    struct bq_program_list list;
    if (bq_programs_list(&cli->paths, &list, NULL) < 0)
        return;
    for (size_t i = 0; i < list.count; i++)
        offer(cli, list.items[i].id, list.items[i].name, prefix);
    bq_program_list_clear(&list);
}

static void offer_types(struct cli *cli, const char *prefix)
{
    struct bq_taxonomy *taxonomy;
    size_t count;
    if (bq_taxonomy_open(cli->have_home ? &cli->paths : NULL, &taxonomy, NULL) < 0)
        return;
    const struct bq_type *const *types = bq_taxonomy_types(taxonomy, &count);
    for (size_t i = 0; i < count; i++)
        offer(cli, types[i]->id, types[i]->path, prefix);
    bq_taxonomy_free(taxonomy);
}

static void offer_rules(struct cli *cli, const char *prefix)
{
    size_t count;
    const struct bq_rule_info *rules = bq_rule_table(&count);
    for (size_t i = 0; i < count; i++)
        offer(cli, rules[i].id, rules[i].what, prefix);
}

/* The value of an option, by what its help calls it. Words in small letters are the choices
 * themselves. */
static void offer_value(struct cli *cli, const struct cli_option *option, const char *prefix)
{
    if (strcmp(option->argument, "PROGRAM") == 0)
        offer_programs(cli, prefix);
    else if (strcmp(option->name, "type") == 0)
        offer_types(cli, prefix);
    else if (strcmp(option->argument, "RULE") == 0)
        offer_rules(cli, prefix);
    else if (strcmp(option->argument, "WHEN") == 0)
        offer_words(cli, "auto always never", prefix);
    else if (strchr(option->argument, '|'))
        offer_words(cli, option->argument, prefix);
}

static const struct cli_option *find_option(const struct cli_option *table, const char *word)
{
    for (; table && table->name; table++)
        if ((word[1] == '-' && strcmp(word + 2, table->name) == 0) ||
            (word[1] == table->letter && word[1] != '-' && word[2] == '\0'))
            return table;
    return NULL;
}

static void offer_arguments(struct cli *cli, const struct cli_command *command, bool first,
                            const char *prefix)
{
    if (first && command->words)
        offer_words(cli, command->words, prefix);
    if (strcmp(command->name, "type") == 0 && !first)
        offer_types(cli, prefix);
    else if (strcmp(command->name, "program") == 0 && !first)
        offer_programs(cli, prefix);
    else if (command->completes == CLI_COMPLETES_DRAFT)
        offer_drafts(cli, prefix);
    else if (command->completes == CLI_COMPLETES_RULE)
        offer_rules(cli, prefix);
}

static const struct cli_command *command_named(const char *name)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

static int run(struct cli *cli, int argc, char **argv)
{
    const char *last = argc > 0 ? argv[argc - 1] : "";
    if (argc <= 1) {
        offer_commands(cli, last);
        return CLI_OK;
    }
    const struct cli_command *command = command_named(argv[0]);
    const char *before = argv[argc - 2];
    const struct cli_option *option = NULL;
    if (!command)
        return CLI_OK;
    if (argc > 2 && before[0] == '-') {
        option = find_option(command->options, before);
        option = option ? option : find_option(cli_common_options, before);
    }
    if (option && option->argument) {
        offer_value(cli, option, last);
    } else if (last[0] == '-') {
        offer_options(cli, command->options, last);
        offer_options(cli, cli_common_options, last);
    } else {
        offer_arguments(cli, command, argc == 2, last);
    }
    return CLI_OK;
}

const struct cli_command cli_cmd_complete = {
    .name = "__complete",
    .synopsis = "-- WORD...",
    .summary = NULL,
    .example = "  bugquill __complete -- check \"\"",
    .run = run,
};
