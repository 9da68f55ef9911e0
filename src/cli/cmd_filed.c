/* Remembers that a report was filed, and where. */
#include "bqi/clock.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "cli.h"

#include <string.h>

static int record(struct cli *cli, struct bq_draft *draft, const char *url, struct bq_err *err)
{
    char date[BQ_DATE_LEN];
    struct bq_filed filed = { .url = url, .date = date };
    int status;

    bq_date_format(cli->now, date);
    status = bq_draft_set_filed(draft, &filed, err);
    return status ? status : bq_draft_set_text(draft, BQ_FIELD_STATUS, "filed", 5, err);
}

static int file_it(struct cli *cli, const char *name, const char *url, struct bq_err *err)
{
    char path[BQ_PATH_MAX];
    struct bq_draft *draft = NULL;
    struct bq_file_stamp stamp;
    struct bq_lock *lock = NULL;
    struct bq_err trouble;
    int status = bq_store_find(&cli->paths, name, path, err);

    if (status)
        return status;
    /* A folder where no lock can be made is no reason not to record; somebody else's lock is. */
    if (bq_lock_take(&cli->paths, path, cli->now, &lock, &trouble) == BQ_ELOCKED) {
        if (err)
            *err = trouble;
        return BQ_ELOCKED;
    }
    status = bq_store_load(path, &draft, &stamp, err);
    if (!status)
        status = record(cli, draft, url, err);
    if (!status && bq_draft_had_comments(draft))
        fputs("bugquill: the comments in the file are dropped; history keeps them\n", cli->err);
    if (!status)
        status = bq_store_save(&cli->paths, draft, path, &stamp, NULL, cli->now, err);
    bq_draft_free(draft);
    bq_lock_release(lock);
    if (!status) {
        cli_show(cli->out, path);
        fputs(": filed\n", cli->out);
    }
    return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_err err;

    if (argc != 2)
        return cli_usage(cli, "give a draft and the report's link");
    if (!argv[1][0])
        return cli_usage(cli, "the link is empty");
    if (strncmp(argv[1], "http://", 7) != 0 && strncmp(argv[1], "https://", 8) != 0)
        fputs("bugquill: recorded as it is, though it does not begin with https://\n", cli->err);
    return file_it(cli, argv[0], argv[1], &err) < 0 ? cli_fail(cli, &err) : CLI_OK;
}

const struct cli_command cli_cmd_filed = {
    .name = "filed",
    .synopsis = "DRAFT URL",
    .summary = "mark as filed, with the report's link",
    .example = "  bugquill filed @ https://bugcrowd.com/submissions/0f3c...",
    .completes = CLI_COMPLETES_DRAFT,
    .run = run,
};
