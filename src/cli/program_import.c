#include "program_import.h"

#include "bqi/clock.h"
#include "bqi/file.h"
#include "bqi/import.h"
#include "bqi/programs.h"
#include "bqi/show.h"
#include "bqi/store.h"
#include "bugquill/io.h"
#include "bugquill/scope.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS = BQ_ASSET_CONTRACT + 1, SHOWN_MAX = 40 };

/* One run of the command. */
struct importing {
    struct cli *cli;
    const char *file;
    char *text;
    size_t len;
    struct bq_import import;
    struct bq_store_list drafts;
    bool have_drafts;
    struct bq_asset *assets;
    size_t entries, kinds[KINDS];
    size_t programs;
    int code;
};

static void worse(struct importing *im, int code)
{
    im->code = code > im->code ? code : im->code;
}

static void say(struct importing *im, const char *text)
{
    cli_show(im->cli->out, text);
}

/* ---- which programs -------------------------------------------------------------------------- */

static const char *id_of(const struct bq_program *program)
{
    return bq_program_info(program)->id;
}

static bool is_named(const struct bq_program *program, const char *id)
{
    const struct bq_program_info *info = bq_program_info(program);
    char slug[81];

    bq_program_id_of(id, slug);
    return strcmp(info->id, id) == 0 || strcmp(info->name, id) == 0 || strcmp(info->id, slug) == 0;
}

/* The program of the file that goes by that id, NULL none. */
static const struct bq_program *find(const struct bq_import *import, const char *id)
{
    for (size_t i = 0; i < import->count; i++) {
        if (is_named(import->programs[i], id)) {
            return import->programs[i];
        }
    }
    return NULL;
}

/* ---- counting -------------------------------------------------------------------------------- */

static void count_entries(struct importing *im, const struct bq_program *program)
{
    const struct bq_program_info *info = bq_program_info(program);

    for (size_t i = 0; i < info->target_count; i++) {
        size_t n = bq_asset_parse(&info->targets[i], im->assets, BQ_ASSETS_MAX);

        /* An entry counts once: as what it is, and as a label only when it is nothing else. */
        im->kinds[n > 0 ? im->assets[0].kind : BQ_ASSET_LABEL]++;
        im->entries++;
    }
}

static void print_counts(const struct importing *im)
{
    static const char *const many[KINDS] = { "labels",   "hosts",        "wildcards",
                                             "patterns", "addresses",    "ranges",
                                             "apps",     "repositories", "contracts" };
    static const enum bq_asset_kind order[KINDS] = {
        BQ_ASSET_HOST, BQ_ASSET_WILDCARD, BQ_ASSET_PATTERN,  BQ_ASSET_ADDRESS, BQ_ASSET_RANGE,
        BQ_ASSET_APP,  BQ_ASSET_REPO,     BQ_ASSET_CONTRACT, BQ_ASSET_LABEL
    };
    FILE *out = im->cli->out;
    const char *comma = ": ";

    fprintf(out, "imported %zu %s", im->entries, im->entries == 1 ? "entry" : "entries");
    if (im->programs > 1) {
        fprintf(out, " of %zu programs", im->programs);
    }
    for (int i = 0; i < KINDS; i++) {
        size_t n = im->kinds[order[i]];

        if (n > 0) {
            fprintf(out, "%s%zu %s", comma, n,
                    n == 1 ? bq_asset_kind_name(order[i]) : many[order[i]]);
            comma = ", ";
        }
    }
    fputc('\n', out);
}

/* ---- what changes ---------------------------------------------------------------------------- */

static void print_list(struct importing *im, const char *mark, const struct bq_program *program,
                       const size_t *numbers, size_t count)
{
    const struct bq_program_info *info = bq_program_info(program);

    for (size_t i = 0; i < count && i < SHOWN_MAX; i++) {
        const struct bq_target *t = &info->targets[numbers[i]];

        fprintf(im->cli->out, "  %s %s", mark, t->out ? "out " : "");
        say(im, t->name);
        fputc('\n', im->cli->out);
    }
    if (count > SHOWN_MAX) {
        fprintf(im->cli->out, "  %s and %zu more\n", mark, count - SHOWN_MAX);
    }
}

static enum bq_verdict ask(const struct bq_scope *scope, const char *url)
{
    struct bq_scope_answer answer;

    bq_scope_ask(scope, url, strlen(url), &answer);
    return answer.verdict;
}

/* A draft whose URL gets another verdict, or whose target is gone. */
static void print_draft(struct importing *im, const struct bq_store_entry *entry,
                        const struct bq_program *old, const struct bq_program *now,
                        const struct bq_scope *before, const struct bq_scope *after)
{
    struct bq_draft *draft = NULL;
    enum bq_verdict was = entry->url[0] ? ask(before, entry->url) : BQ_UNLISTED;
    enum bq_verdict is = entry->url[0] ? ask(after, entry->url) : BQ_UNLISTED;
    const char *target = "";

    if (bq_store_load(entry->path, &draft, NULL, NULL) == BQ_OK) {
        target = bq_draft_text(draft, BQ_FIELD_TARGET, NULL);
    }
    if (was != is) {
        fputs("  draft ", im->cli->out);
        say(im, entry->id);
        fprintf(im->cli->out, ": its URL was %s and is now %s\n", bq_verdict_name(was),
                bq_verdict_name(is));
    }
    if (*target && bq_program_target(old, target) && !bq_program_target(now, target)) {
        fputs("  draft ", im->cli->out);
        say(im, entry->id);
        fputs(": its target is no longer listed: ", im->cli->out);
        say(im, target);
        fputc('\n', im->cli->out);
    }
    bq_draft_free(draft);
}

static void print_drafts(struct importing *im, const struct bq_program *old,
                         const struct bq_program *now)
{
    struct bq_scope *before = NULL, *after = NULL;

    if (im->have_drafts && bq_scope_new(old, &before, NULL) == BQ_OK &&
        bq_scope_new(now, &after, NULL) == BQ_OK) {
        for (size_t i = 0; i < im->drafts.count; i++) {
            if (strcmp(im->drafts.items[i].program, id_of(now)) == 0) {
                print_draft(im, &im->drafts.items[i], old, now, before, after);
            }
        }
    }
    bq_scope_free(before);
    bq_scope_free(after);
}

/* True when something is another than before. */
static bool print_changes(struct importing *im, const struct bq_program *old,
                          const struct bq_program *now)
{
    struct bq_program_changes c;
    struct bq_err err;
    bool any;

    if (bq_program_compare(old, now, &c, &err) != BQ_OK) {
        worse(im, cli_fail(im->cli, &err));
        return true;
    }
    any = c.added_count + c.removed_count + c.changed_count > 0;
    if (any) {
        say(im, id_of(now));
        fprintf(im->cli->out, ": %zu new, %zu gone, %zu changed\n", c.added_count, c.removed_count,
                c.changed_count);
        print_list(im, "+", now, c.added, c.added_count);
        print_list(im, "-", old, c.removed, c.removed_count);
        print_list(im, "~", now, c.changed, c.changed_count);
        print_drafts(im, old, now);
    }
    bq_program_changes_clear(&c);
    return any;
}

/* ---- saving ---------------------------------------------------------------------------------- */

static int save(struct importing *im, const struct bq_program *program, struct bq_err *err)
{
    char name[128], path[BQ_PATH_MAX], *text = NULL;
    size_t len = 0;
    int status;

    /* A program file is kept as it was written, with its comments, unless it gets another id. */
    if (strcmp(im->import.format, "program file") == 0 &&
        strcmp(id_of(program), id_of(im->import.programs[0])) == 0) {
        text = im->text;
        len = im->len;
        status = BQ_OK;
    } else {
        status = bq_program_format(program, &text, &len, err);
    }
    (void)snprintf(name, sizeof(name), "%.110s.yaml", id_of(program));
    if (status == BQ_OK) {
        status = bq_path_join(path, im->cli->paths.programs, name, err);
    }
    if (status == BQ_OK) {
        status =
            bq_file_write(path, text, len, BQ_FILE_PRIVATE | BQ_FILE_KEEP_BACKUP, NULL, NULL, err);
    }
    if (text != im->text) {
        free(text);
    }
    return status;
}

/* Is there a program of that id, imported or built in? (Opening a missing one would look for
 * similar ids.) */
static int open_old(struct importing *im, const char *id, struct bq_program **old,
                    struct bq_err *err)
{
    struct bq_file_stamp stamp = { .exists = false };
    char name[128], path[BQ_PATH_MAX];
    int status;

    *old = NULL;
    (void)snprintf(name, sizeof(name), "%.110s.yaml", id);
    status = bq_path_join(path, im->cli->paths.programs, name, err);
    if (status == BQ_OK) {
        status = bq_file_stat(path, &stamp, err);
    }
    if (status != BQ_OK) {
        return status;
    }
    status = stamp.exists ? bq_program_load(path, old, err) : bq_program_builtin(id, old, err);
    return status == BQ_ENOTFOUND ? BQ_OK : status;
}

/*
 * The id to import under: with --as that one; else the program's own, with the platform behind it
 * where another platform's program has it already.
 */
static int choose_id(struct importing *im, const struct bq_program *fresh, const char *as,
                     char id[128], struct bq_program **old, struct bq_err *err)
{
    const char *platform = bq_program_info(fresh)->platform;
    int status;

    (void)snprintf(id, 128, "%.80s", as ? as : id_of(fresh));
    status = open_old(im, id, old, err);
    if (status == BQ_OK && *old && !as && *platform && *bq_program_info(*old)->platform &&
        strcmp(platform, bq_program_info(*old)->platform) != 0) {
        (void)snprintf(id, 128, "%.80s-%.20s", id_of(fresh), platform);
        bq_program_free(*old);
        status = open_old(im, id, old, err);
    }
    return status;
}

static int import_one(struct importing *im, const struct bq_program *fresh, const char *as,
                      struct bq_err *err)
{
    struct bq_program *old = NULL, *merged = NULL;
    char id[128];
    int status;

    bq_err_clear(err);
    status = choose_id(im, fresh, as, id, &old, err);
    if (status != BQ_OK) {
        /* What stands there can't be read: said, and replaced by what can (the backup stays). */
        worse(im, cli_fail(im->cli, err));
        status = BQ_OK;
    }
    if (status == BQ_OK) {
        status = bq_program_merge(fresh, old, id, &merged, err);
    }
    if (status == BQ_OK) {
        if (old) {
            (void)print_changes(im, old, merged);
        }
        status = save(im, merged, err);
    }
    if (status == BQ_OK) {
        im->programs++;
        count_entries(im, fresh);
    }
    bq_program_free(old);
    bq_program_free(merged);
    return status;
}

static void import_or_fail(struct importing *im, const struct bq_program *program, const char *as)
{
    struct bq_err err;

    bq_err_clear(&err);
    if (import_one(im, program, as, &err) != BQ_OK) {
        worse(im, cli_fail(im->cli, &err));
    }
}

static void missing(struct importing *im, const char *id)
{
    struct bq_err err;

    bq_err_clear(&err);
    (void)bq_err_at(&err, BQ_ENOTFOUND, im->file, 0, 0, "there is no program %s among its %zu", id,
                    im->import.count);
    worse(im, cli_fail(im->cli, &err));
}

static void import_all(struct importing *im, int id_count, char **ids, const char *as)
{
    const struct bq_program *program;

    for (int i = 0; i < id_count; i++) {
        program = find(&im->import, ids[i]);
        if (program) {
            import_or_fail(im, program, as);
        } else {
            missing(im, ids[i]);
        }
    }
    if (id_count > 0) {
        return;
    }
    if (as && im->import.count > 1) {
        program = find(&im->import, as);
        if (program) {
            import_or_fail(im, program, as);
        } else {
            missing(im, as);
        }
        return;
    }
    for (size_t i = 0; i < im->import.count; i++) {
        import_or_fail(im, im->import.programs[i], as);
    }
}

static void print_troubles(struct importing *im)
{
    for (size_t i = 0; i < im->import.trouble_count; i++) {
        worse(im, cli_fail(im->cli, &im->import.troubles[i]));
    }
    if (im->import.troubles_more > 0) {
        fprintf(im->cli->err, "bugquill: and %zu more like these\n", im->import.troubles_more);
    }
}

static int check_names(struct cli *cli, int id_count, const char *as)
{
    char slug[81];

    if (!as) {
        return CLI_OK;
    }
    bq_program_id_of(as, slug);
    if (strcmp(slug, as) != 0) {
        return cli_usage(cli, "an id is lower case letters, digits and dashes: '%s' would do",
                         slug);
    }
    return id_count > 1 ? cli_usage(cli, "--as names one program, and %d are wanted", id_count)
                        : CLI_OK;
}

static int prepare(struct importing *im, struct bq_err *err)
{
    struct cli *cli = im->cli;
    char output[BQ_PATH_MAX];
    int status;

    if (!cli->paths.programs[0]) {
        return bq_err_set(err, BQ_ENOTFOUND,
                          "there is no home for programs: set HOME or give --programs");
    }
    status = bq_file_make_dir(cli->paths.programs, err);
    if (status == BQ_OK) {
        status = bq_path_join(output, cli->paths.programs, "x", err);
    }
    if (status == BQ_OK) {
        char *files[1] = { (char *)(uintptr_t)im->file };

        cli_confine(cli, files, strcmp(im->file, "-") != 0, output);
        status = cli_read(cli, im->file, BQ_IMPORT_FILE_MAX, &im->text, &im->len, err);
    }
    if (status == BQ_OK) {
        im->assets = calloc(BQ_ASSETS_MAX, sizeof(*im->assets));
        status = im->assets ? BQ_OK : bq_err_nomem(err);
    }
    return status;
}

int program_import(struct cli *cli, const char *file, int id_count, char **ids)
{
    struct importing im = { .cli = cli, .file = file };
    const char *as = cli_value(cli, "as");
    char date[BQ_DATE_LEN];
    struct bq_err err;
    int code = check_names(cli, id_count, as);

    if (code != CLI_OK) {
        return code;
    }
    bq_err_clear(&err);
    bq_date_format(cli->now, date);
    if (prepare(&im, &err) != BQ_OK ||
        bq_import_parse(im.text, im.len, strcmp(file, "-") == 0 ? "standard input" : file, date,
                        &im.import, &err) != BQ_OK) {
        worse(&im, cli_fail(cli, &err));
        goto done;
    }
    im.have_drafts = cli->have_home && bq_store_list(&cli->paths, &im.drafts, NULL) == BQ_OK;
    import_all(&im, id_count, ids, as);
    print_troubles(&im);
    print_counts(&im);
    if (im.have_drafts) {
        bq_store_list_clear(&im.drafts);
    }
done:
    bq_import_clear(&im.import);
    free(im.text);
    free(im.assets);
    return im.code;
}
