/* Earlier versions of a draft: listed, shown, compared, brought back. */
#include "bqi/clock.h"
#include "bqi/diff.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "cli.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static int list_versions(struct cli *cli, const struct bq_version_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct bq_version *version = &list->items[i];
        struct bq_draft *draft = NULL;
        struct bq_err err;
        char saved[BQ_TIME_LEN];

        bq_time_format(version->saved, saved);
        fprintf(cli->out, "%zu\t%s\t%" PRIu64 "\t", i + 1, saved, version->size);
        if (bq_store_load(version->path, &draft, NULL, &err))
            cli_show(cli->out, err.text);
        else
            cli_show(cli->out, bq_draft_text(draft, BQ_FIELD_TITLE, NULL));
        fputc('\n', cli->out);
        bq_draft_free(draft);
    }
    if (!list->count)
        fputs("bugquill: no earlier version is kept\n", cli->err);
    return CLI_OK;
}

/* The version of number N, counted as the list counts. */
static const struct bq_version *pick(const struct bq_version_list *list, const char *number)
{
    char *end;
    unsigned long n = strtoul(number, &end, 10);

    return number[0] >= '0' && number[0] <= '9' && !*end && n >= 1 && n <= list->count
               ? &list->items[n - 1]
               : NULL;
}

static int show_version(struct cli *cli, const struct bq_version *version, struct bq_err *err)
{
    struct bq_buf out;
    char *text = NULL;
    size_t len;
    int status = bq_file_read(version->path, BQ_DRAFT_FILE_MAX, &text, &len, NULL, err);

    if (status)
        return status;
    bq_buf_init(&out, (size_t)BQ_DRAFT_FILE_MAX * 12);
    bq_show(&out, text, len, BQ_SHOW_TEXT);
    cli_put(cli, &out);
    bq_buf_clear(&out);
    free(text);
    return BQ_OK;
}

static int diff_version(struct cli *cli, const char *path, const struct bq_version *version,
                        struct bq_err *err)
{
    char *old = NULL, *now = NULL;
    size_t old_len, now_len;
    struct bq_diff diff = { 0 };
    struct bq_buf out;
    int status = bq_file_read(version->path, BQ_DRAFT_FILE_MAX, &old, &old_len, NULL, err);

    bq_buf_init(&out, (size_t)BQ_DRAFT_FILE_MAX * 12);
    if (!status)
        status = bq_file_read(path, BQ_DRAFT_FILE_MAX, &now, &now_len, NULL, err);
    if (!status)
        status = bq_diff_make(bq_span_of(old, old_len), bq_span_of(now, now_len), &diff, err);
    if (!status) {
        bq_diff_show(&diff, &out);
        cli_put(cli, &out);
    }
    bq_diff_clear(&diff);
    bq_buf_clear(&out);
    free(old);
    free(now);
    return status;
}

/* The version's bytes become the draft's; what the draft was becomes a version. */
static int restore(struct cli *cli, const char *path, const struct bq_version *version,
                   struct bq_err *err)
{
    struct bq_file_stamp stamp;
    struct bq_lock *lock = NULL;
    struct bq_err trouble;
    char *text = NULL;
    size_t len;
    int status;

    if (bq_lock_take(&cli->paths, path, cli->now, &lock, &trouble) == BQ_ELOCKED) {
        if (err)
            *err = trouble;
        return BQ_ELOCKED;
    }
    status = bq_file_read(version->path, BQ_DRAFT_FILE_MAX, &text, &len, NULL, err);
    if (!status)
        status = bq_file_stat(path, &stamp, err);
    if (!status)
        status = bq_store_save_text(&cli->paths, path, text, len, &stamp, NULL, cli->now, err);
    if (!status) {
        cli_show(cli->out, path);
        fputs(": restored; what it was is version 1 now\n", cli->out);
    }
    bq_lock_release(lock);
    free(text);
    return status;
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const char *const actions[] = { "restore", "show", "diff" };
    struct bq_version_list list = { 0 };
    const struct bq_version *version = NULL;
    const char *action = NULL;
    char path[BQ_PATH_MAX];
    struct bq_err err;
    int status, code = CLI_OK;

    if (argc != 1)
        return cli_usage(cli, "give one draft");
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (cli_given(cli, actions[i])) {
            if (action)
                return cli_usage(cli, "--%s and --%s don't go together", action, actions[i]);
            action = actions[i];
        }
    status = bq_store_find(&cli->paths, argv[0], path, &err);
    if (!status)
        status = bq_versions_list(&cli->paths, path, &list, &err);
    if (!status && action && !(version = pick(&list, cli_value(cli, action))))
        code = cli_usage(cli, "there is no version %s of this draft (it has %zu)",
                         cli_value(cli, action), list.count);
    else if (!status && !action)
        code = list_versions(cli, &list);
    else if (!status && strcmp(action, "restore") == 0)
        status = restore(cli, path, version, &err);
    else if (!status && strcmp(action, "show") == 0)
        status = show_version(cli, version, &err);
    else if (!status)
        status = diff_version(cli, path, version, &err);
    bq_version_list_clear(&list);
    return status ? cli_fail(cli, &err) : code;
}

static const struct cli_option options[] = {
    { "restore", 0, "N", "bring version N back" },
    { "show", 0, "N", "print version N" },
    { "diff", 0, "N", "what changed since version N" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_history = {
    .name = "history",
    .synopsis = "DRAFT [--restore N | --show N | --diff N]",
    .summary = "earlier versions of a draft: number, time, size, title",
    .options = options,
    .example =
        "  bugquill history @\n  bugquill history @ --diff 1\n  bugquill history @ --restore 1",
    .completes = CLI_COMPLETES_DRAFT,
    .run = run,
};
