/* Types: finding them, what they are worth, importing newer trees, old ids. */
#include "cli.h"

#include "bqi/file.h"
#include "bqi/show.h"
#include "bqi/skeleton.h"
#include "bqi/taxonomy.h"
#include <errno.h>
#include <stdlib.h>

enum { HITS_MAX = 1000, HITS_DEFAULT = 20, JSON_FILE_MAX = 32 << 20, IDS_FILE_MAX = 4 << 20 };

/* ---- search
 * ---------------------------------------------------------------------------------------- */

static int limit(struct cli *cli, size_t *out)
{
    const char *value = cli_value(cli, "limit");
    char *end = NULL;
    *out = HITS_DEFAULT;
    if (!value)
        return CLI_OK;
    errno = 0;
    unsigned long number = strtoul(value, &end, 10);
    if (errno || *end || !*value || *value == '-' || !number || number > HITS_MAX)
        return cli_usage(cli, "--limit takes a number from 1 to %d", HITS_MAX);
    *out = number;
    return CLI_OK;
}

static void add_row(struct bq_buf *out, const struct bq_type *type)
{
    bq_tsv_cell(out, type->id, strlen(type->id));
    bq_buf_addf(out, "\t%s\t", bq_priority_name(type->priority));
    bq_tsv_cell(out, type->path, strlen(type->path));
    bq_buf_addc(out, '\n');
}

static int search(struct cli *cli, const struct bq_taxonomy *taxonomy, int argc, char **argv)
{
    struct bq_buf words, out;
    struct bq_type_hit hits[HITS_MAX];
    size_t max;
    int code = limit(cli, &max);
    if (code)
        return code;
    bq_buf_init(&words, 4096);
    bq_buf_init(&out, 1 << 20);
    for (int i = 0; i < argc; i++)
        bq_buf_addf(&words, "%s ", argv[i]);
    size_t count = bq_taxonomy_search(taxonomy, words.len ? words.data : "", hits, max);
    for (size_t i = 0; i < count; i++)
        add_row(&out, hits[i].type);
    if (!cli_put(cli, &out))
        code = CLI_FILE;
    else if (!count)
        code = CLI_FINDINGS;
    bq_buf_clear(&words);
    bq_buf_clear(&out);
    return code;
}

/* ---- show
 * --------------------------------------------------------------------------------------------- */

static void show(struct bq_buf *out, const char *text)
{
    bq_show(out, text, strlen(text), BQ_SHOW_LINE);
}

static void add_pair(struct bq_buf *out, const char *key, const char *prefix, const char *value)
{
    bq_buf_addf(out, "%-10s %s", key, prefix);
    show(out, value);
    bq_buf_addc(out, '\n');
}

static void add_reward(struct bq_buf *out, const struct bq_program_info *program,
                       const struct bq_reward *reward)
{
    bq_buf_addf(out, "%-10s ", "reward");
    if (reward && reward->max > 0) {
        bq_buf_addf(out, "%lld-%lld ", (long long)reward->min, (long long)reward->max);
        show(out, reward->currency);
    } else {
        bq_buf_adds(out, reward ? "none" : "not known");
    }
    bq_buf_adds(out, " at ");
    show(out, program->name);
    if (reward && *reward->as_of) {
        bq_buf_adds(out, ", as of ");
        show(out, reward->as_of);
    }
    if (reward && !reward->verified)
        bq_buf_adds(out, " (unverified)");
    bq_buf_addc(out, '\n');
}

static void add_policy(struct bq_buf *out, const struct bq_worth *worth)
{
    const struct bq_policy_rule *rule = worth->rule;
    if (!rule)
        return;
    bq_buf_addf(out, "%-10s %s: ", "policy", worth->excluded ? "excluded" : "on a condition");
    show(out, rule->message);
    bq_buf_adds(out, " [");
    show(out, rule->id);
    bq_buf_adds(out, "]\n");
    if (*rule->route)
        add_pair(out, "", "belongs: ", rule->route);
}

static void add_facts(struct bq_buf *out, const struct bq_type *type,
                      const struct bq_program *program)
{
    struct bq_worth worth;
    int points = bq_priority_points(type->priority);
    bq_worth_of(program, type, &worth);
    add_pair(out, "type", "", type->id);
    add_pair(out, "path", "", type->path);
    if (type->child_count)
        add_pair(out, "priority", "", "none: a parent, choose a type below");
    else if (points < 0)
        add_pair(out, "priority", "", "varies: argue the severity in the report");
    else
        bq_buf_addf(out, "%-10s %s\n%-10s %d\n", "priority", bq_priority_name(type->priority),
                    "points", points);
    if (*type->cwe)
        add_pair(out, "cwe", "", type->cwe);
    if (*type->cvss_v3)
        add_pair(out, "cvss", "CVSS:3.1/", type->cvss_v3);
    if (*type->cvss_v4)
        add_pair(out, "cvss", "CVSS:4.0/", type->cvss_v4);
    if (program)
        add_reward(out, bq_program_info(program), worth.reward);
    if (type->priority == BQ_P5)
        add_pair(out, "warning", "", "P5: no points, hardly ever paid");
    add_policy(out, &worth);
    for (size_t i = 0; i < type->child_count; i++) {
        bq_buf_addf(out, "%-10s ", i ? "" : "below");
        show(out, type->children[i]->id);
        bq_buf_addf(out, "  %s\n", bq_priority_name(type->children[i]->priority));
    }
}

/* The skeleton, filled with what is known of the type. */
static int add_skeleton(struct cli *cli, struct bq_buf *out, const struct bq_taxonomy *taxonomy,
                        const struct bq_type *type, const struct bq_program *program, bool alone)
{
    struct bq_err err;
    struct bq_skeleton skeleton;
    struct bq_draft *draft = bq_draft_new();
    const char *id = program ? bq_program_info(program)->id : "";
    int status =
        bq_skeleton_open(cli->have_home ? &cli->paths : NULL, id, type->id, &skeleton, &err);
    if (!status && !draft)
        status = bq_err_nomem(&err);
    if (!status)
        status = bq_draft_set_text(draft, BQ_FIELD_TYPE, type->id, strlen(type->id), &err);
    if (!status)
        status = bq_skeleton_fill(&skeleton, draft, program, taxonomy, &err);
    if (!status && !alone) {
        add_pair(out, "skeleton", "", skeleton.name);
        bq_buf_addc(out, '\n');
    }
    if (!status)
        bq_show(out, skeleton.text, skeleton.len, BQ_SHOW_TEXT);
    bq_skeleton_clear(&skeleton);
    bq_draft_free(draft);
    return status ? cli_fail(cli, &err) : CLI_OK;
}

/* Says what the id may have meant. */
static int no_such_type(struct cli *cli, const struct bq_taxonomy *taxonomy, const char *id)
{
    struct bq_type_hit hit;
    const struct bq_type *to = NULL;
    bq_taxonomy_migrate(taxonomy, id, &to);
    fputs("bugquill: no type with the id '", cli->err);
    cli_show(cli->err, id);
    fprintf(cli->err, "' in the taxonomy %s", bq_taxonomy_version(taxonomy));
    if (to)
        fprintf(cli->err, "; it became %s", to->id);
    else if (bq_taxonomy_search(taxonomy, id, &hit, 1))
        fprintf(cli->err, "; did you mean %s?", hit.type->id);
    fputc('\n', cli->err);
    return CLI_USAGE;
}

static int show_type(struct cli *cli, const struct bq_taxonomy *taxonomy, int argc, char **argv)
{
    struct bq_err err;
    struct bq_program *program = NULL;
    struct bq_buf out;
    if (argc != 1)
        return cli_usage(cli, "type show takes one id");
    const struct bq_type *type = bq_taxonomy_find(taxonomy, argv[0]);
    if (!type)
        return no_such_type(cli, taxonomy, argv[0]);
    if (cli_program(cli, NULL, &program, &err))
        return cli_fail(cli, &err);
    bq_buf_init(&out, 1 << 20);
    bool alone = cli_given(cli, "skeleton");
    if (!alone)
        add_facts(&out, type, program);
    int code = add_skeleton(cli, &out, taxonomy, type, program, alone);
    if (!code && !cli_put(cli, &out))
        code = CLI_FILE;
    bq_buf_clear(&out);
    bq_program_free(program);
    return code;
}

/* ---- migrate
 * ---------------------------------------------------------------------------------------------- */

/* ID, what became of it, the new id, its path. False when a person has to choose. */
static bool add_migration(struct bq_buf *out, const struct bq_taxonomy *taxonomy, const char *id)
{
    static const char *const words[] = { "live", "moved", "choose", "other", "unknown" };
    const struct bq_type *to = NULL;
    enum bq_migration how = bq_taxonomy_migrate(taxonomy, id, &to);
    bq_tsv_cell(out, id, strlen(id));
    bq_buf_addf(out, "\t%s\t%s\t", words[how], to ? to->id : "");
    bq_tsv_cell(out, to ? to->path : "", to ? strlen(to->path) : 0);
    bq_buf_addc(out, '\n');
    return how == BQ_MIGRATE_LIVE || how == BQ_MIGRATE_MOVED;
}

static int migrate_lines(struct cli *cli, struct bq_buf *out, const struct bq_taxonomy *taxonomy,
                         bool *clean)
{
    struct bq_err err;
    char *text;
    size_t len;
    if (cli_read(cli, "-", IDS_FILE_MAX, &text, &len, &err))
        return cli_fail(cli, &err);
    for (char *line = text, *next; *line; line = next) {
        next = line + strcspn(line, "\n");
        if (*next)
            *next++ = 0;
        *clean = add_migration(out, taxonomy, line) && *clean;
    }
    free(text);
    return CLI_OK;
}

static int migrate(struct cli *cli, const struct bq_taxonomy *taxonomy, int argc, char **argv)
{
    struct bq_buf out;
    bool clean = true;
    int code = CLI_OK;
    if (!argc)
        return cli_usage(cli, "type migrate takes ids, or - to read them line by line");
    bq_buf_init(&out, 64 << 20);
    for (int i = 0; i < argc && !code; i++) {
        if (!strcmp(argv[i], "-"))
            code = migrate_lines(cli, &out, taxonomy, &clean);
        else
            clean = add_migration(&out, taxonomy, argv[i]) && clean;
    }
    if (!code && !cli_put(cli, &out))
        code = CLI_FILE;
    bq_buf_clear(&out);
    return code ? code : clean ? CLI_OK : CLI_FINDINGS;
}

/* ---- import
 * ------------------------------------------------------------------------------------------------
 */

static int read_part(struct cli *cli, struct bq_taxonomy_import *import, const char *name)
{
    struct bq_err err;
    enum bq_taxonomy_part part;
    char *text = NULL;
    size_t len;
    int status = cli_read(cli, name, JSON_FILE_MAX, &text, &len, &err);
    if (!status)
        status = bq_taxonomy_import_add(import, text, len, name, &part, &err);
    free(text);
    if (status)
        return cli_fail(cli, &err);
    cli_show(cli->out, name);
    fprintf(cli->out, ": %s\n", bq_taxonomy_part_name(part));
    return CLI_OK;
}

static void say_counts(struct cli *cli, const struct bq_taxonomy *taxonomy, const char *path)
{
    size_t count, leaves = 0;
    const struct bq_type *const *types = bq_taxonomy_types(taxonomy, &count);
    for (size_t i = 0; i < count; i++)
        leaves += types[i]->child_count == 0;
    fputs("taxonomy ", cli->out);
    cli_show(cli->out, bq_taxonomy_version(taxonomy));
    fprintf(cli->out, ": %zu types, %zu leaves; saved as ", count, leaves);
    cli_show(cli->out, path);
    fputc('\n', cli->out);
}

/* Checks that what will be saved reads back, then saves it. */
static int save_import(struct cli *cli, struct bq_taxonomy_import *import,
                       const struct bq_taxonomy *known, struct bq_err *err)
{
    char path[BQ_PATH_MAX], *text = NULL;
    size_t len;
    struct bq_taxonomy *made = NULL;
    int status = bq_taxonomy_import_format(import, cli_value(cli, "as"), known, &text, &len, err);
    if (!status)
        status = bq_taxonomy_parse(text, len, "the imported table", &made, err);
    if (!status)
        status = bq_taxonomy_path(&cli->paths, path, err);
    if (!status)
        status = bq_file_make_dir(cli->paths.data, err);
    if (!status)
        status =
            bq_file_write(path, text, len, BQ_FILE_PRIVATE | BQ_FILE_KEEP_BACKUP, NULL, NULL, err);
    if (!status)
        say_counts(cli, made, path);
    bq_taxonomy_free(made);
    free(text);
    return status;
}

static int import_files(struct cli *cli, const struct bq_taxonomy *known, int argc, char **argv)
{
    struct bq_err err;
    struct bq_taxonomy_import *import = NULL;
    int code = CLI_OK;
    if (!argc)
        return cli_usage(cli, "type import takes the tree's JSON file, and mapping files");
    if (bq_taxonomy_import_new(&import, &err))
        return cli_fail(cli, &err);
    for (int i = 0; i < argc && !code; i++)
        code = read_part(cli, import, argv[i]);
    if (!code && save_import(cli, import, known, &err))
        code = cli_fail(cli, &err);
    bq_taxonomy_import_free(import);
    return code;
}

/* ---- the command
 * ------------------------------------------------------------------------------------------- */

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(struct cli *, const struct bq_taxonomy *, int, char **);
    } verbs[] = { { "search", search },
                  { "show", show_type },
                  { "import", import_files },
                  { "migrate", migrate } };
    struct bq_err err;
    struct bq_taxonomy *taxonomy;
    for (size_t i = 0; argc > 0 && i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(verbs[i].name, argv[0]) != 0)
            continue;
        bool importing =
            verbs[i].run == import_files; /* a broken imported one must not stand in its own way */
        if (bq_taxonomy_open(cli->have_home && !importing ? &cli->paths : NULL, &taxonomy, &err))
            return cli_fail(cli, &err);
        int code = verbs[i].run(cli, taxonomy, argc - 1, argv + 1);
        bq_taxonomy_free(taxonomy);
        return code;
    }
    return cli_usage(cli, "type: search, show, import or migrate");
}

static const struct cli_option options[] = {
    { "limit", 'n', "N", "search: at most N types (20)" },
    { "skeleton", 0, NULL, "show: only the skeleton of a description" },
    { "as", 0, "VERSION", "import: the version to call it" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_type = {
    .name = "type",
    .synopsis = "search WORDS... | show ID | import FILE... | migrate ID...",
    .summary = "find vulnerability types and what they are worth",
    .options = options,
    .example =
        "  bugquill type search reflected xss\n"
        "  bugquill type show server_side_injection.sql_injection\n"
        "  bugquill type import vulnerability-rating-taxonomy.json cwe.json cvss_v3.json --as 1.20",
    .completes = CLI_COMPLETES_WORD,
    .then = CLI_COMPLETES_TYPE,
    .words = "search show import migrate",
    .run = run,
};
