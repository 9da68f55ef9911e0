/*
 * What the shells ask when Tab is pressed: candidates for the last word, one a line, with a
 * description behind a tab. The completion scripts hold no list of their own; they quote.
 */
#include "bqi/programs.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "bqi/taxonomy.h"
#include "cli.h"
#include "options.h"
#include <stdlib.h>
#include <string.h>

/* The word to complete: what stands fixed before it (--format=, "in,"), and what is typed of it. */
struct word {
    const char *head;
    size_t head_len;
    const char *typed;
};

/* One candidate. Nothing that a terminal could trip over is offered. */
static void offer(struct cli *cli, const char *candidate, const char *about,
                  const struct word *word)
{
    char shown[160];
    if (strncmp(candidate, word->typed, strlen(word->typed)) != 0)
        return;
    bq_show_cut(shown, sizeof shown, candidate, strlen(candidate));
    if (strcmp(shown, candidate) != 0)
        return;
    fwrite(word->head, 1, word->head_len, cli->out);
    fputs(candidate, cli->out);
    if (about && about[0]) {
        bq_show_cut(shown, sizeof shown, about, strlen(about));
        fprintf(cli->out, "\t%s", shown);
    }
    fputc('\n', cli->out);
}

static void offer_commands(struct cli *cli, const struct word *word)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (cli_commands[i]->summary)
            offer(cli, cli_commands[i]->name, cli_commands[i]->summary, word);
}

static void offer_options(struct cli *cli, const struct cli_option *table, const struct word *word)
{
    for (; table && table->name; table++) {
        char name[80];
        snprintf(name, sizeof name, "--%s", table->name);
        offer(cli, name, table->help, word);
    }
}

static void offer_words(struct cli *cli, const char *words, const struct word *word)
{
    while (words && *words) {
        char one[80];
        size_t len = strcspn(words, " ");
        snprintf(one, sizeof one, "%.*s", (int)len, words);
        if (len)
            offer(cli, one, "", word);
        words += len;
        words += strspn(words, " ");
    }
}

static void offer_drafts(struct cli *cli, const struct word *word)
{
    struct bq_store_list list;
    if (!cli->have_home || bq_store_list(&cli->paths, &list, NULL) < 0)
        return;
    offer(cli, "@", "the draft changed last", word);
    for (size_t i = 0; i < list.count; i++)
        offer(cli, list.items[i].id, list.items[i].title, word);
    bq_store_list_clear(&list);
}

static void offer_programs(struct cli *cli, const struct word *word)
{
    struct bq_program_list list;
    if (bq_programs_list(&cli->paths, &list, NULL) < 0)
        return;
    for (size_t i = 0; i < list.count; i++)
        offer(cli, list.items[i].id, list.items[i].name, word);
    bq_program_list_clear(&list);
}

static void offer_types(struct cli *cli, const struct word *word)
{
    struct bq_taxonomy *taxonomy;
    size_t count;
    if (bq_taxonomy_open(cli->have_home ? &cli->paths : NULL, &taxonomy, NULL) < 0)
        return;
    const struct bq_type *const *types = bq_taxonomy_types(taxonomy, &count);
    for (size_t i = 0; i < count; i++)
        offer(cli, types[i]->id, types[i]->path, word);
    bq_taxonomy_free(taxonomy);
}

static void offer_rules(struct cli *cli, const struct word *word)
{
    size_t count;
    const struct bq_rule_info *rules = bq_rule_table(&count);
    for (size_t i = 0; i < count; i++)
        offer(cli, rules[i].id, rules[i].what, word);
}

static void offer_fields(struct cli *cli, const struct word *word)
{
    for (int field = 0; field < BQ_FIELD_COUNT; field++) {
        const struct bq_field_info *info = bq_field_info((enum bq_field)field);
        offer(cli, info->key, info->what, word);
    }
}

/* The targets of the program that the line names, else of the usual one. */
static void offer_targets(struct cli *cli, const char *program, const struct word *word)
{
    struct bq_program *open;
    if (bq_programs_open(&cli->paths, program ? program : cli->config.program, &open, NULL) < 0)
        return;
    const struct bq_program_info *info = bq_program_info(open);
    for (size_t i = 0; i < info->target_count; i++)
        offer(cli, info->targets[i].name, info->targets[i].out ? "OUT of scope" : "in scope", word);
    bq_program_free(open);
}

/* ---- the line so far ----------------------------------------------------------------------- */

struct line {
    const struct cli_command *command; /* NULL: none yet, or an unknown one */
    bool named;
    const char *program;              /* -p, NULL: not given */
    const char *subcommand;           /* its first argument, NULL: none yet */
    size_t arguments;                 /* before the word to complete */
    const struct cli_option *waiting; /* the option whose value comes next */
};

static const struct cli_option *option_in(const struct cli_option *table, const char *word,
                                          size_t len)
{
    for (; table && table->name; table++)
        if ((word[1] == '-' && strlen(table->name) == len - 2 &&
             strncmp(word + 2, table->name, len - 2) == 0) ||
            (len == 2 && word[1] == table->letter && word[1] != '-'))
            return table;
    return NULL;
}

/* `word` up to len is an option: which one? NULL: none. */
static const struct cli_option *find_option(const struct line *line, const char *word, size_t len)
{
    const struct cli_option *found = NULL;
    if (len < 2 || word[0] != '-')
        return NULL;
    if (line->command)
        found = option_in(line->command->options, word, len);
    return found ? found : option_in(cli_common_options, word, len);
}

static const struct cli_command *command_named(const char *name)
{
    for (size_t i = 0; cli_commands[i]; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

static void note_value(struct line *line, const struct cli_option *option, const char *value)
{
    if (strcmp(option->name, "program") == 0)
        line->program = value;
}

static void note_word(struct line *line, const char *word)
{
    size_t len = strcspn(word, "=");
    const struct cli_option *option = find_option(line, word, len);
    if (line->waiting) {
        note_value(line, line->waiting, word);
        line->waiting = NULL;
    } else if (option && option->argument && word[len] == '=') {
        note_value(line, option, word + len + 1);
    } else if (option) {
        line->waiting = option->argument ? option : NULL;
    } else if (word[0] == '-' && word[1]) {
        return;
    } else if (!line->named) {
        line->command = command_named(word);
        line->named = true;
    } else if (line->arguments++ == 0) {
        line->subcommand = word;
    }
}

/* ---- what fits there ----------------------------------------------------------------------- */

static const char *choices_of(const struct line *line, const struct cli_option *option)
{
    const char *const *pair = line->command ? line->command->choices : NULL;
    for (; pair && *pair; pair += 2)
        if (strcmp(pair[0], option->name) == 0)
            return pair[1];
    return strcmp(option->name, "color") == 0 ? "auto always never" : NULL;
}

/* Of a list with commas the last one is completed; those before it stay. */
static struct word after_comma(const struct word *word)
{
    const char *comma = strrchr(word->typed, ',');
    struct word rest = *word;
    if (comma && word->head + word->head_len == word->typed) {
        rest.head_len = (size_t)(comma + 1 - word->head);
        rest.typed = comma + 1;
    }
    return rest;
}

static void offer_value(struct cli *cli, const struct line *line, const struct cli_option *option,
                        const struct word *word)
{
    struct word last = after_comma(word);
    if (strcmp(option->argument, "PROGRAM") == 0)
        offer_programs(cli, word);
    else if (strcmp(option->argument, "RULE") == 0)
        offer_rules(cli, word);
    else if (strcmp(option->name, "type") == 0)
        offer_types(cli, word);
    else if (strcmp(option->name, "target") == 0)
        offer_targets(cli, line->program, word);
    else
        offer_words(cli, choices_of(line, option), &last);
}

static void offer_kind(struct cli *cli, enum cli_completes kind, const struct word *word)
{
    static void (*const offers[])(struct cli * cli, const struct word *word) = {
        [CLI_COMPLETES_DRAFT] = offer_drafts,     [CLI_COMPLETES_RULE] = offer_rules,
        [CLI_COMPLETES_FIELD] = offer_fields,     [CLI_COMPLETES_TYPE] = offer_types,
        [CLI_COMPLETES_PROGRAM] = offer_programs, [CLI_COMPLETES_WORD] = NULL,
    };
    if (offers[kind])
        offers[kind](cli, word);
}

static void offer_arguments(struct cli *cli, const struct line *line, const struct word *word)
{
    const struct cli_command *command = line->command;
    size_t place = line->arguments;
    if (place == 0 && command->words)
        offer_words(cli, command->words, word);
    else if (place == 0)
        offer_kind(cli, command->completes, word);
    else if (command->words && strcmp(line->subcommand, "import") == 0)
        return; /* a file: the shell knows those */
    else if (place == 1 || command->then != CLI_COMPLETES_FIELD)
        offer_kind(cli, command->then, word);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct line line = { 0 };
    for (int i = 0; i + 1 < argc; i++)
        note_word(&line, argv[i]);
    const char *last = argc > 0 ? argv[argc - 1] : "";
    size_t len = strcspn(last, "=");
    struct word whole = { last, 0, last };
    struct word value = { last, len + 1, last + len + 1 };
    const struct cli_option *option = last[len] ? find_option(&line, last, len) : NULL;
    if (line.waiting) {
        offer_value(cli, &line, line.waiting, &whole);
    } else if (option && option->argument) {
        offer_value(cli, &line, option, &value);
    } else if (last[0] == '-') {
        if (line.command)
            offer_options(cli, line.command->options, &whole);
        offer_options(cli, cli_common_options, &whole);
    } else if (line.command) {
        offer_arguments(cli, &line, &whole);
    } else if (!line.named) {
        offer_commands(cli, &whole);
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
