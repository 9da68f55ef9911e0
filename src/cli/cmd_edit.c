/* Opens a draft: in the form, or with -e its YAML in the person's editor. */
#include "bqi/file.h"
#include "bqi/store.h"
#include "cli.h"
#include "bqi/editor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct edit {
    char path[BQ_PATH_MAX], copy[BQ_PATH_MAX];
    struct bq_file_stamp stamp;
    char *before;
    size_t before_len;
    bool said; /* the trouble is printed already */
};

/* A text that is not taken over is kept where the message says. */
static void keep_rejected(struct cli *cli, struct edit *edit, const char *text, size_t len)
{
    char folder[BQ_PATH_MAX], path[BQ_PATH_MAX], name[400];
    struct bq_err err;

    snprintf(name, sizeof name, "%" PRId64 "-%ld-%.250s", cli->now, (long)getpid(),
             bq_path_base(edit->path));
    if (!cli->have_home || bq_path_join(folder, cli->paths.state, "edits", &err) ||
        bq_file_make_dir(folder, &err) || bq_path_join(path, folder, name, &err) ||
        bq_file_write(path, text, len, BQ_FILE_PRIVATE, NULL, NULL, &err)) {
        /* Then the editor's own copy stays. */
        memcpy(path, edit->copy, sizeof path);
        edit->copy[0] = '\0';
    }
    fputs("bugquill: the draft is unchanged; what you wrote is in ", cli->err);
    cli_show(cli->err, path);
    fputc('\n', cli->err);
}

static bool ask_again(struct cli *cli)
{
    char answer[64];

    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return false;
    fputs("Edit again? [Y/n] ", cli->err);
    fflush(cli->err);
    if (!fgets(answer, sizeof answer, cli->in))
        return false;
    return answer[0] != 'n' && answer[0] != 'N';
}

/* One round in the editor. BQ_OK also when nothing changed. *again: the person wants another round.
 */
static int round_trip(struct cli *cli, struct edit *edit, bool *again, struct bq_err *err)
{
    struct bq_err editor_err;
    char *text = NULL;
    size_t len = 0;
    int status, ended = cli_editor_run(cli, NULL, edit->copy, &editor_err);

    *again = false;
    status = bq_file_read(edit->copy, BQ_DRAFT_FILE_MAX, &text, &len, NULL, err);
    if (status) {
        /* Too large, or gone: it stays where it is. */
        edit->copy[0] = '\0';
        return status;
    }
    if (len == edit->before_len && memcmp(text, edit->before, len) == 0) {
        if (ended && err)
            *err = editor_err;
        status = ended;
    } else if (ended) {
        if (err)
            *err = editor_err;
        status = ended;
        keep_rejected(cli, edit, text, len);
    } else {
        status = bq_store_save_text(&cli->paths, edit->path, text, len, &edit->stamp, NULL,
                                    cli->now, err);
        if (status == BQ_EPARSE || status == BQ_ELIMIT) {
            cli_fail(cli, err);
            edit->said = true;
            *again = ask_again(cli);
        }
        if (status && !*again)
            keep_rejected(cli, edit, text, len);
    }
    free(text);
    return status;
}

static int edit_yaml(struct cli *cli, const char *path)
{
    struct edit edit = { 0 };
    struct bq_err err;
    int code;
    struct bq_lock *lock = NULL;
    struct bq_err trouble;
    bool again = true;
    int status;

    memcpy(edit.path, path, strlen(path) + 1);
    if (bq_lock_take(&cli->paths, path, cli->now, &lock, &trouble) == BQ_ELOCKED)
        return cli_fail(cli, &trouble);
    /* Also a draft that can't be parsed: this is the way to mend it. */
    status =
        bq_file_read(path, BQ_DRAFT_FILE_MAX, &edit.before, &edit.before_len, &edit.stamp, &err);
    if (!status)
        status = cli_scratch_make(cli, bq_path_base(path), edit.before, edit.before_len, edit.copy,
                                  &err);
    while (!status && again) {
        edit.said = false;
        status = round_trip(cli, &edit, &again, &err);
        if (again)
            status = BQ_OK;
    }
    code = !status ? CLI_OK : edit.said ? CLI_FILE : cli_fail(cli, &err);
    if (edit.copy[0])
        cli_scratch_remove(edit.copy);
    bq_lock_release(lock);
    free(edit.before);
    return code;
}

static int edit_form(struct cli *cli, const char *path)
{
    struct cli_form_request request = { .path = path };

    if (!cli->form)
        return cli_usage(cli, "%s", cli->form_trouble);
    request.mouse = cli_given(cli, "mouse") || cli->config.mouse;
    return cli_open_form(cli, &request);
}

static int run(struct cli *cli, int argc, char **argv)
{
    char path[BQ_PATH_MAX];
    struct bq_err err;

    if (argc != 1)
        return cli_usage(cli, "give one draft");
    if (bq_store_find(&cli->paths, argv[0], path, &err) < 0)
        return cli_fail(cli, &err);
    if (!cli_given(cli, "editor"))
        return edit_form(cli, path);
    return edit_yaml(cli, path);
}

static const struct cli_option options[] = {
    { "editor", 'e', NULL, "the draft's YAML in $VISUAL or $EDITOR, checked before it counts" },
    { "mouse", 0, NULL, "let the mouse click fields and pages" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_edit = {
    .name = "edit",
    .synopsis = "[-e] [--mouse] DRAFT",
    .summary = "open a draft in the form; with -e its file in your editor",
    .options = options,
    .example = "  bugquill edit @\n  bugquill edit -e 2026-11-24-stored-xss-share-title",
    .completes = CLI_COMPLETES_DRAFT,
    .run = run,
};
