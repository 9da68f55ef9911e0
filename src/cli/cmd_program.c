/* Programs: those there are, what one says, importing scope lists. */
#include "cli.h"

#include "program_import.h"

#include "bqi/programs.h"
#include "bqi/show.h"
#include "bqi/utf8.h"
#include "bugquill/scope.h"

#include <stdlib.h>
#include <string.h>

enum { OUT_MAX = 256 << 20, COLUMN_MAX = 44 };

/* Shown text, padded to a column. */
static void column(struct bq_buf *out, const char *text, size_t width)
{
    size_t before = out->len, used;

    bq_show(out, text, strlen(text), BQ_SHOW_LINE);
    used = bq_utf8_count(out->data + before, out->len - before);
    bq_buf_add_repeat(out, ' ', used < width ? width - used : 0);
    bq_buf_adds(out, "  ");
}

/* ---- list ------------------------------------------------------------------------------------ */

static int list(struct cli *cli)
{
    struct bq_program_list programs;
    struct bq_buf out;
    struct bq_err err;
    int code = CLI_OK;

    if (bq_programs_list(&cli->paths, &programs, &err) != BQ_OK) {
        return cli_fail(cli, &err);
    }
    bq_buf_init(&out, OUT_MAX);
    for (size_t i = 0; i < programs.count; i++) {
        const struct bq_program_row *row = &programs.items[i];

        if (row->trouble[0]) {
            fputs("bugquill: ", cli->err);
            cli_show(cli->err, row->trouble);
            fputc('\n', cli->err);
            code = CLI_FILE;
        }
        bq_tsv_cell(&out, row->id, strlen(row->id));
        bq_buf_addf(&out, "\t%zu in\t%zu out\t", row->in, row->out);
        bq_tsv_cell(&out, row->as_of, strlen(row->as_of));
        bq_buf_addc(&out, '\t');
        bq_tsv_cell(&out, row->platform, strlen(row->platform));
        bq_buf_addc(&out, '\t');
        bq_tsv_cell(&out, row->trouble[0] ? "can't be read" : row->name,
                    strlen(row->trouble[0] ? "can't be read" : row->name));
        bq_buf_adds(&out, row->builtin ? "\tbuilt in\n" : "\timported\n");
    }
    if (!cli_put(cli, &out)) {
        code = CLI_FILE;
    }
    bq_buf_clear(&out);
    bq_program_list_clear(&programs);
    return code;
}

/* ---- show ------------------------------------------------------------------------------------ */

static void fact(struct bq_buf *out, const char *what, const char *text)
{
    if (text[0]) {
        bq_buf_addf(out, "%-13s", what);
        bq_show(out, text, strlen(text), BQ_SHOW_LINE);
        bq_buf_addc(out, '\n');
    }
}

static void show_facts(struct bq_buf *out, const struct bq_program_info *info)
{
    fact(out, "program", info->id);
    fact(out, "name", info->name);
    fact(out, "platform", info->platform);
    fact(out, "summary", info->summary);
    for (size_t i = 0; i < info->urls.count; i++) {
        fact(out, i ? "" : "pages", info->urls.items[i]);
    }
    fact(out, "form", info->submit_url);
    fact(out, "as of", info->as_of);
    fact(out, "source", info->source);
    fact(out, "verified", info->verified ? "" : "no: nothing here is certain");
    fact(out, "confidential", info->confidential ? "yes" : "");
    fact(out, "disclosure", info->disclosure);
    fact(out, "safe harbor", info->safe_harbor);
    fact(out, "test account", info->test_account);
    fact(out, "test header", info->test_header);
    for (size_t i = 0; i < info->reward_count; i++) {
        const struct bq_reward *r = &info->rewards[i];

        bq_buf_addf(out, "%-13s", i ? "" : "rewards");
        bq_show(out, r->level, strlen(r->level), BQ_SHOW_LINE);
        bq_buf_addf(out, " %lld to %lld ", (long long)r->min, (long long)r->max);
        bq_show(out, r->currency, strlen(r->currency), BQ_SHOW_LINE);
        bq_buf_adds(out, r->verified ? "\n" : " (not verified)\n");
    }
    if (info->rule_count > 0) {
        bq_buf_addf(out, "%-13s%zu rule%s of its own\n", "policy", info->rule_count,
                    info->rule_count == 1 ? "" : "s");
    }
}

/* One line for each asset: kind, normal form, the entry's name, why it can't match. */
static void show_target(struct bq_buf *out, const struct bq_target *t, struct bq_asset *assets)
{
    size_t count = bq_asset_parse(t, assets, BQ_ASSETS_MAX);

    for (size_t i = 0; i < count; i++) {
        bool label = assets[i].kind == BQ_ASSET_LABEL;

        bq_buf_adds(out, "  ");
        column(out, bq_asset_kind_name(assets[i].kind), 10);
        column(out, label ? "-" : assets[i].normal, COLUMN_MAX);
        bq_show(out, t->name, strlen(t->name), BQ_SHOW_LINE);
        if (label) {
            bq_buf_addf(out, "  (never matched: %s)", assets[i].why);
        }
        if (!t->out && !t->bounty && i == 0) {
            bq_buf_adds(out, "  (without bounty)");
        }
        if (t->note[0] && i == 0) {
            char note[100];

            bq_show_cut(note, sizeof(note), t->note, strlen(t->note));
            bq_buf_addf(out, "  %s", note);
        }
        bq_buf_addc(out, '\n');
    }
}

static void show_side(struct bq_buf *out, const struct bq_program_info *info, bool side,
                      struct bq_asset *assets)
{
    size_t count = 0;

    for (size_t i = 0; i < info->target_count; i++) {
        count += info->targets[i].out == side;
    }
    if (count == 0) {
        bq_buf_adds(out, side ? "\nnothing is listed as out of scope\n"
                              : "\nnothing is listed as in scope\n");
        return;
    }
    bq_buf_addf(out, side ? "\nout of scope (%zu)\n" : "\nin scope (%zu)\n", count);
    for (size_t i = 0; i < info->target_count; i++) {
        if (info->targets[i].out == side) {
            show_target(out, &info->targets[i], assets);
        }
    }
}

static int show(struct cli *cli, const char *id)
{
    struct bq_program *program = NULL;
    struct bq_asset *assets = calloc(BQ_ASSETS_MAX, sizeof(*assets));
    struct bq_buf out;
    struct bq_err err;
    int code = CLI_OK;

    bq_buf_init(&out, OUT_MAX);
    if (!assets) {
        (void)bq_err_nomem(&err);
        code = cli_fail(cli, &err);
    } else if (bq_programs_open(&cli->paths, id, &program, &err) != BQ_OK) {
        code = cli_fail(cli, &err);
    } else {
        show_facts(&out, bq_program_info(program));
        show_side(&out, bq_program_info(program), false, assets);
        show_side(&out, bq_program_info(program), true, assets);
        code = cli_put(cli, &out) ? CLI_OK : CLI_FILE;
    }
    bq_program_free(program);
    bq_buf_clear(&out);
    free(assets);
    return code;
}

/* ---- the command ----------------------------------------------------------------------------- */

static int run(struct cli *cli, int argc, char **argv)
{
    const char *verb = argc > 0 ? argv[0] : "";

    if (strcmp(verb, "list") == 0) {
        return argc == 1 ? list(cli) : cli_usage(cli, "program list takes nothing more");
    }
    if (strcmp(verb, "show") == 0) {
        return argc == 2 ? show(cli, argv[1])
                         : cli_usage(cli, "program show takes the id of a program");
    }
    if (strcmp(verb, "import") == 0) {
        return argc >= 2 ? program_import(cli, argv[1], argc - 2, argv + 2)
                         : cli_usage(cli, "program import takes a file");
    }
    return argc == 0 ? cli_usage(cli, "program takes list, show or import")
                     : cli_usage(cli, "program takes list, show or import, not '%s'", verb);
}

static const struct cli_option options[] = {
    { "as", 0, "ID", "import under this id; of a file with many programs, import this one" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_program = {
    .name = "program",
    .synopsis = "list | show ID | import FILE [ID...] [--as ID]",
    .summary = "programs: those there are, what one says, importing scope lists",
    .options = options,
    .example = "  bugquill program import hackerone_scope.csv --as example\n"
               "  bugquill program show example",
    .completes = CLI_COMPLETES_WORD,
    .then = CLI_COMPLETES_PROGRAM,
    .words = "list show import",
    .run = run,
};
