/* Merges two edits of one draft; what git calls when told to. */
#include "bqi/file.h"
#include "bqi/merge.h"
#include "bugquill/io.h"
#include "cli.h"
#include <stdlib.h>
#include <string.h>

struct side {
    struct bq_draft *draft;
    struct bq_file_stamp stamp;
};

/* git hands over an empty file for a base that never was. */
static int load(const char *path, bool may_be_empty, struct side *side, struct bq_err *err)
{
    char *text = NULL;
    size_t len;
    int status = bq_file_read(path, BQ_DRAFT_FILE_MAX, &text, &len, &side->stamp, err);
    if (status == BQ_OK && len == 0 && may_be_empty) {
        side->draft = bq_draft_new();
        status = side->draft ? BQ_OK : bq_err_nomem(err);
    } else if (status == BQ_OK) {
        status = bq_draft_parse(text, len, path, &side->draft, err);
    }
    free(text);
    return status;
}

static int put(struct cli *cli, const char *path, const struct bq_file_stamp *stamp,
               const char *text, size_t len, struct bq_err *err)
{
    if (!cli_given(cli, "stdout"))
        return bq_file_write(path, text, len, 0, stamp, NULL, err);
    if (fwrite(text, 1, len, cli->out) != len)
        return bq_err_set(err, BQ_EIO, "standard output can't be written");
    return BQ_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct side sides[3];
    struct bq_merge_names names = { "ours", "theirs" };
    struct bq_err err;
    char *text = NULL;
    size_t len, conflicts = 0;
    if (argc != 3)
        return cli_usage(cli, "give three files: base, ours, theirs");
    memset(sides, 0, sizeof sides);
    int status = BQ_OK;
    for (int i = 0; status == BQ_OK && i < 3; i++)
        status = load(argv[i], i == 0, &sides[i], &err);
    if (status == BQ_OK)
        status = bq_draft_merge(sides[0].draft, sides[1].draft, sides[2].draft, &names, &text, &len,
                                &conflicts, &err);
    if (status == BQ_OK)
        status = put(cli, argv[1], &sides[1].stamp, text, len, &err);
    if (status == BQ_OK && conflicts > 0)
        fprintf(cli->err, "bugquill: %zu conflict%s left\n", conflicts, conflicts == 1 ? "" : "s");
    free(text);
    for (int i = 0; i < 3; i++)
        bq_draft_free(sides[i].draft);
    if (status != BQ_OK)
        return cli_fail(cli, &err);
    return conflicts ? CLI_FINDINGS : CLI_OK;
}

static const struct cli_option options[] = {
    { "stdout", 0, NULL, "print the result instead of writing it to OURS" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_merge_file = {
    .name = "merge-file",
    .synopsis = "BASE OURS THEIRS",
    .summary = "merge two edits of a draft into OURS, field by field",
    .options = options,
    .example = "  git config merge.bugquill.driver 'bugquill merge-file %O %A %B'\n"
               "  echo '*.yaml merge=bugquill' >> .gitattributes\n",
    .completes = CLI_COMPLETES_FILE,
    .run = run,
};
