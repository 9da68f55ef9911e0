/* Appends to a field of a draft: the output of a command as a fenced block, a file as an
 * attachment. */
#include "bqi/attached.h"
#include "bqi/attach.h"
#include "bqi/file.h"
#include "bqi/store.h"
#include "bqi/utf8.h"
#include "cli.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct add {
    char path[BQ_PATH_MAX];
    struct bq_draft *draft;
    struct bq_file_stamp stamp;
    enum bq_field field;
};

/* ---- text
 * -------------------------------------------------------------------------------------------- */

/* LF line ends. A lone CR (a progress bar) ends a line too. */
static void normalise(struct bq_buf *out, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (s[i] != '\r')
            bq_buf_addc(out, s[i]);
        else if (i + 1 == len || s[i + 1] != '\n')
            bq_buf_addc(out, '\n');
    }
}

/* The longest run of backticks, so that the fence can be longer. */
static size_t longest_fence(struct bq_span text)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.len; i++) {
        run = text.s[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static const char *language_of(struct bq_span text)
{
    static const char *const methods[] = { "GET ",    "POST ", "PUT ",     "PATCH ",
                                           "DELETE ", "HEAD ", "OPTIONS ", "HTTP/" };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (bq_span_starts(text, methods[i]))
            return "http";
    }
    return text.len && (text.s[0] == '{' || text.s[0] == '[') ? "json" : "text";
}

static void put_block(struct bq_buf *out, struct bq_span text, bool fenced)
{
    size_t fence = longest_fence(text) + 1;
    fence = fence < 3 ? 3 : fence;
    if (fenced) {
        bq_buf_add_repeat(out, '`', fence);
        bq_buf_addf(out, "%s\n", language_of(text));
    }
    bq_buf_add(out, text.s, text.len);
    if (text.len && text.s[text.len - 1] != '\n')
        bq_buf_addc(out, '\n');
    if (fenced) {
        bq_buf_add_repeat(out, '`', fence);
        bq_buf_addc(out, '\n');
    }
}

static bool is_binary(const char *bytes, size_t len)
{
    return memchr(bytes, '\0', len) || !bq_utf8_valid(bytes, len, NULL);
}

static int binary(struct cli *cli, const char *name)
{
    fputs("bugquill: ", cli->err);
    cli_show(cli->err, name);
    fputs(" is not text (UTF-8); save it to a file and attach that: bugquill add DRAFT attachments "
          "FILE\n",
          cli->err);
    return CLI_FILE;
}

static int add_text(struct cli *cli, struct add *add, const char *name)
{
    struct bq_err err;
    struct bq_buf text, whole;
    char *bytes = NULL;
    size_t len, had;
    bool fenced =
        !cli_given(cli, "raw") && add->field != BQ_FIELD_REQUEST && add->field != BQ_FIELD_NOTES;
    if (cli_read(cli, name, BQ_FIELD_TEXT_MAX, &bytes, &len, &err) != BQ_OK)
        return cli_fail(cli, &err);
    if (is_binary(bytes, len)) {
        free(bytes);
        return binary(cli, strcmp(name, "-") == 0 ? "standard input" : name);
    }
    bq_buf_init(&text, BQ_FIELD_TEXT_MAX);
    bq_buf_init(&whole, BQ_FIELD_TEXT_MAX);
    normalise(&text, bytes, len);
    free(bytes);
    const char *before = bq_draft_text(add->draft, add->field, &had);
    bq_buf_add(&whole, before, had);
    if (had)
        bq_buf_adds(&whole, before[had - 1] == '\n' ? "\n" : "\n\n");
    put_block(&whole, bq_buf_span(&text), fenced);
    whole.failed |= text.failed;
    int status = text.len == 0 ? bq_err_at(&err, BQ_EPARSE, name, 0, 0, "there is nothing in it")
                               : bq_buf_check(&whole, &err);
    if (status == BQ_OK)
        status = bq_draft_set_text(add->draft, add->field, whole.data, whole.len, &err);
    bq_buf_clear(&text);
    bq_buf_clear(&whole);
    return status == BQ_OK ? CLI_OK : cli_fail(cli, &err);
}

/* ---- attachments
 * --------------------------------------------------------------------------------------- */

/* Keys leave with such a file: only a reason, which stays in the draft, lets it in. */
static int refuse_credentials(struct cli *cli, const char *file)
{
    fputs("bugquill: ", cli->err);
    cli_show(cli->err, file);
    fputs(" looks like a credential file, and its keys would leave with the report: nothing was "
          "attached.\nShow a masked part as text (bugquill add DRAFT poc), or answer for it: "
          "--allow 'why it is all right'\n",
          cli->err);
    return CLI_FILE;
}

/* It may hold keys, and nobody has answered for it. */
static bool is_held_back(struct cli *cli, const struct add *add, const char *file)
{
    char inside[BQ_PATH_MAX];
    if (!cli_attach_is_credentials(file))
        return false;
    return !cli_given(cli, "allow") && !(cli_attach_inside(add->path, file, inside) &&
                                         bq_attach_is_answered(add->draft, inside));
}

static int answer(struct cli *cli, struct add *add, const char *inside, struct bq_err *err)
{
    const struct bq_strings *me = &cli->config.me;
    if (!cli_given(cli, "allow") || !bq_attach_is_credentials(inside) ||
        bq_attach_is_answered(add->draft, inside))
        return BQ_OK;
    return bq_attach_answer(add->draft, inside, cli_value(cli, "allow"),
                            me->count ? me->items[0] : "", cli->now, err);
}

static int add_attachment(struct cli *cli, struct add *add, const char *file)
{
    struct bq_err err;
    struct cli_attached got;
    if (strcmp(file, "-") == 0)
        return cli_usage(cli, "an attachment needs a file with a name");
    if (is_held_back(cli, add, file))
        return refuse_credentials(cli, file);
    int status = cli_attach(add->path, file, &got, &err);
    if (status == BQ_OK)
        status = cli_attach_put(add->draft, &got, &err);
    if (status == BQ_OK)
        status = answer(cli, add, got.path, &err);
    if (status != BQ_OK)
        return cli_fail(cli, &err);
    cli_show(cli->out, got.path);
    fprintf(cli->out, "\t%" PRId64 "\t%s\n", got.size, got.sha256);
    return CLI_OK;
}

/* ---- the command
 * ----------------------------------------------------------------------------------------- */

static int add_and_save(struct cli *cli, struct add *add, const char *file)
{
    struct bq_err err;
    if (bq_store_load(add->path, &add->draft, &add->stamp, &err) != BQ_OK)
        return cli_fail(cli, &err);
    int code = add->field == BQ_FIELD_ATTACHMENTS ? add_attachment(cli, add, file)
                                                  : add_text(cli, add, file);
    if (code != CLI_OK)
        return code;
    if (bq_draft_had_comments(add->draft))
        fputs("bugquill: the comments in the draft's file are dropped; `bugquill history` has the "
              "file "
              "before\n",
              cli->err);
    if (bq_store_save(&cli->paths, add->draft, add->path, &add->stamp, NULL, cli->now, &err) !=
        BQ_OK)
        return cli_fail(cli, &err);
    return CLI_OK;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_err err;
    struct add add = { .draft = NULL };
    struct bq_lock *lock = NULL;
    if (argc < 2 || argc > 3)
        return cli_usage(cli, "give a draft, a field, and a file or nothing");
    add.field = bq_field_by_key(argv[1], strlen(argv[1]));
    if (add.field != BQ_FIELD_ATTACHMENTS &&
        (add.field == BQ_FIELD_NONE || bq_field_info(add.field)->kind != BQ_KIND_TEXT))
        return cli_usage(cli,
                         "'%s' can't be added to; request, description, impact, poc, notes and "
                         "attachments can",
                         argv[1]);
    const char *reason = cli_value(cli, "allow");
    if (reason && !reason[strspn(reason, " \t\n")])
        return cli_usage(cli, "--allow needs a reason: why the file may leave");
    if (bq_store_find(&cli->paths, argv[0], add.path, &err) != BQ_OK)
        return cli_fail(cli, &err);
    if (bq_lock_take(&cli->paths, add.path, cli->now, &lock, &err) == BQ_ELOCKED)
        return cli_fail(cli, &err);
    int code = add_and_save(cli, &add, argc == 3 ? argv[2] : "-");
    bq_lock_release(lock);
    bq_draft_free(add.draft);
    return code;
}

static const struct cli_option options[] = {
    { "allow", 0, "REASON",
      "attach a credential file all the same; the reason stays in the draft" },
    { "raw", 0, NULL, "append the text as it is, without a fence around it" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_add = {
    .name = "add",
    .synopsis = "DRAFT FIELD [FILE | -]",
    .summary = "append text to a field, or attach a file",
    .options = options,
    .example = "  curl -i https://api.example.com/ | bugquill add @ poc\n"
               "  bugquill add @ attachments screenshot.png\n"
               "  bugquill add @ attachments --allow 'expired key of my own account' old.pem\n",
    .completes = CLI_COMPLETES_DRAFT,
    .then = CLI_COMPLETES_FIELD,
    .run = run,
};
