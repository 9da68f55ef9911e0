/* The drafts, newest first. */
#include "bqi/clock.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "cli.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { LINKS_MAX = 1000 };

static void json_pair(struct bq_buf *out, const char *key, const char *value)
{
    bq_buf_addf(out, ", \"%s\": ", key);
    bq_json_string(out, value, strlen(value));
}

static void add_json(struct bq_buf *out, const struct bq_store_entry *entry)
{
    char updated[BQ_TIME_LEN];

    bq_time_format(entry->updated, updated);
    bq_buf_adds(out, "{\"id\": ");
    bq_json_string(out, entry->id, strlen(entry->id));
    json_pair(out, "path", entry->path);
    json_pair(out, "title", entry->title);
    json_pair(out, "program", entry->program);
    json_pair(out, "type", entry->type);
    json_pair(out, "url", entry->url);
    json_pair(out, "status", entry->status[0] ? entry->status : "draft");
    json_pair(out, "updated", updated);
    json_pair(out, "filed_url", entry->filed_url);
    json_pair(out, "filed_date", entry->filed_date);
    json_pair(out, "trouble", entry->trouble);
    bq_buf_adds(out, "}\n");
}

/* The name that opens it: the file's, without .yaml. */
static void add_name(struct bq_buf *out, const struct bq_store_entry *entry)
{
    const char *base = bq_path_base(entry->path);

    bq_show(out, base, strlen(base) - strlen(".yaml"), BQ_SHOW_LINE);
}

static void add_line(struct bq_buf *out, const struct bq_store_entry *entry)
{
    char updated[BQ_TIME_LEN];
    const char *status = entry->status[0] ? entry->status : "draft";
    size_t start;

    bq_time_format(entry->updated, updated);
    updated[10] = ' ';
    updated[16] = '\0';
    bq_buf_addf(out, "%s  ", updated);
    start = out->len;
    bq_show(out, entry->trouble[0] ? "!" : status, entry->trouble[0] ? 1 : strlen(status),
            BQ_SHOW_LINE);
    while (out->len - start < 5 && !bq_buf_failed(out))
        bq_buf_addc(out, ' ');
    bq_buf_adds(out, "  ");
    add_name(out, entry);
    bq_buf_adds(out, "  ");
    if (entry->trouble[0])
        bq_show(out, entry->trouble, strlen(entry->trouble), BQ_SHOW_LINE);
    else
        bq_show(out, entry->title, strlen(entry->title), BQ_SHOW_LINE);
    if (entry->filed_url[0]) {
        bq_buf_adds(out, "  ");
        bq_show(out, entry->filed_url, strlen(entry->filed_url), BQ_SHOW_LINE);
        bq_buf_adds(out, " ");
        bq_show(out, entry->filed_date, strlen(entry->filed_date), BQ_SHOW_LINE);
    }
    bq_buf_addc(out, '\n');
}

/* A draft may be a link to a file elsewhere; that file is named by it. */
static size_t find_links(const char *folder, char **out)
{
    DIR *dir = opendir(folder);
    struct dirent *item;
    char path[BQ_PATH_MAX];
    size_t count = 0;

    while (dir && count < LINKS_MAX && (item = readdir(dir)) != NULL)
        if (item->d_type == DT_LNK && !bq_path_join(path, folder, item->d_name, NULL) &&
            (out[count] = realpath(path, NULL)) != NULL)
            count++;
    if (dir)
        closedir(dir);
    return count;
}

static void confine(struct cli *cli)
{
    char *links[LINKS_MAX];
    size_t count = find_links(cli->paths.drafts, links);
    struct bq_file_stamp stamp;

    /* So that the index can be kept there. */
    if (cli->have_home && !bq_file_stat(cli->paths.drafts, &stamp, NULL) && stamp.exists)
        (void)!bq_file_make_dir(cli->paths.state, NULL);
    cli_confine(cli, links, count, NULL);
    while (count)
        free(links[--count]);
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct bq_store_list list;
    struct bq_buf words, out;
    struct bq_err err;
    int code = CLI_OK;

    bq_buf_init(&words, 64 << 10);
    bq_buf_init(&out, 1 << 20);
    for (int i = 0; i < argc; i++) {
        bq_buf_adds(&words, argv[i]);
        bq_buf_addc(&words, ' ');
    }
    if (bq_buf_failed(&words))
        return cli_usage(cli, "too many words");
    confine(cli);
    if (bq_store_list(&cli->paths, &list, &err) < 0) {
        code = cli_fail(cli, &err);
        goto done;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct bq_store_entry *entry = &list.items[i];

        if (argc && !bq_store_text_matches(entry, words.data))
            continue;
        bq_buf_reset(&out);
        if (cli_given(cli, "json"))
            add_json(&out, entry);
        else
            add_line(&out, entry);
        if (!cli_put(cli, &out))
            break;
        /* Listed, and said that not all is well. */
        if (entry->trouble[0])
            code = CLI_FILE;
    }
    bq_store_list_clear(&list);
done:
    bq_buf_clear(&words);
    bq_buf_clear(&out);
    return code;
}

static const struct cli_option options[] = {
    { "json", 0, NULL, "one JSON object a draft" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_list = {
    .name = "list",
    .synopsis = "[WORDS...] [--json]",
    .summary = "the drafts, newest first; with words, those that have them all",
    .options = options,
    .example = "  bugquill list\n  bugquill list xss share --json",
    .run = run,
};
