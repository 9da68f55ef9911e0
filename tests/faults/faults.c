/*
 * Every system call of saving, autosaving, listing, locking, moving and reading drafts fails in
 * turn, in every way that a disk has. After each the file must hold all of its old bytes or all of
 * its new ones, the failure must have been reported, and the next try without the fault must work.
 *
 *     fault-tests [MINIMUM]     how many points at least (default 500); above 5,000 also pairs of
 * faults
 */
#include "power.h"
#include "wrap.h"

#include "bqi/file.h"
#include "bqi/store.h"
#include "bugquill/io.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOW = 1764000000, EDITS = 6 };

/* ---- a small world, made anew for each point
 * ------------------------------------------------------ */

static char base[128];
static unsigned tests, failures, points, survived;
static struct world {
    char root[160];
    struct bq_paths paths;
    char path[BQ_PATH_MAX], out[BQ_PATH_MAX];
    struct bq_file_stamp stamp;
    struct bq_draft *draft;
    const char *old;
} w;
static volatile int *progress; /* shared with children that are killed */

static const char old_text[] = "bugquill: 1\nid: one\ntitle: Old title\ndescription: |\n  old\n";
static const char new_text[] =
    "bugquill: 1\nid: one\ntitle: New title\ndescription: |\n  new text\n";

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

static void end_world(void)
{
    bq_draft_free(w.draft);
    nftw(w.root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void must(int status)
{
    if (status) {
        fprintf(stderr, "fault-tests: the test itself fails: %s\n", strerror(errno));
        exit(99);
    }
}

static void put_file(const char *path, const char *text)
{
    must(bq_file_write(path, text, strlen(text), 0, NULL, NULL, NULL));
}

static void begin_world(void)
{
    memset(&w, 0, sizeof w);
    snprintf(w.root, sizeof w.root, "%s/world", base);
    snprintf(w.paths.data, sizeof w.paths.data, "%s/data", w.root);
    snprintf(w.paths.drafts, sizeof w.paths.drafts, "%s/data/drafts", w.root);
    snprintf(w.paths.state, sizeof w.paths.state, "%s/state", w.root);
    must(mkdir(w.root, 0700));
    must(mkdir(w.paths.data, 0700));
}

static void begin_with_draft(void)
{
    begin_world();
    must(mkdir(w.paths.drafts, 0700));
    snprintf(w.path, sizeof w.path, "%.200s/data/drafts/one.yaml", w.root);
    put_file(w.path, old_text);
    w.old = old_text;
    must(bq_store_load(w.path, &w.draft, &w.stamp, NULL));
    must(bq_draft_set_text(w.draft, BQ_FIELD_DESCRIPTION, "new text\n", 9, NULL));
}

/* NULL when there is none. */
static char *content(const char *path)
{
    char *text;
    size_t len;

    return bq_file_read(path, 1 << 20, &text, &len, NULL, NULL) ? NULL : text;
}

/* ---- scenarios
 * ------------------------------------------------------------------------------------ */

struct scenario {
    const char *name;
    void (*prepare)(void);
    int (*act)(struct bq_err *err);
    /* What is wrong, NULL when nothing is. clean: all was left to run without a fault. */
    const char *(*check)(int status, bool clean);
    bool in_place; /* the file may be torn as long as a whole copy is kept */
};

static bool whole_new(const char *text)
{
    return text && strstr(text, "new text") && strstr(text, "id:") &&
           text[strlen(text) - 1] == '\n';
}

/* A copy of the old bytes in the folder for files overwritten in place. */
static bool old_is_kept(void)
{
    char path[BQ_PATH_MAX];
    bool kept = false;
    struct dirent *item;
    DIR *dir;

    snprintf(path, sizeof path, "%.200s/state/overwritten", w.root);
    dir = opendir(path);
    while (dir && (item = readdir(dir)) != NULL) {
        char *text;

        snprintf(path, sizeof path, "%.150s/state/overwritten/%.200s", w.root, item->d_name);
        text = item->d_name[0] == '.' ? NULL : content(path);
        kept = kept || (text && strcmp(text, old_text) == 0);
        free(text);
    }
    if (dir)
        closedir(dir);
    return kept;
}

static bool torn_allowed;

static const char *check_file(int status, bool clean)
{
    char *text = content(w.path);
    const char *wrong = NULL;
    bool is_old = w.old ? text && strcmp(text, w.old) == 0 : !text, is_new = whole_new(text);

    (void)clean;
    if (status == BQ_OK && !is_new)
        wrong = "said to be saved, and is not";
    else if (!is_old && !is_new && !(torn_allowed && old_is_kept()))
        wrong = "neither the old nor the new bytes are there";
    free(text);
    return wrong;
}

static int act_write(struct bq_err *err)
{
    return bq_file_write(w.path, new_text, strlen(new_text), BQ_FILE_KEEP_BACKUP, &w.stamp,
                         &w.stamp, err);
}

static int act_save(struct bq_err *err)
{
    return bq_store_save(&w.paths, w.draft, w.path, &w.stamp, &w.stamp, NOW, err);
}

static void prepare_first(void)
{
    begin_world();
    w.draft = bq_draft_new();
    must(!w.draft);
    must(bq_draft_set_text(w.draft, BQ_FIELD_TITLE, "First", 5, NULL));
    must(bq_draft_set_text(w.draft, BQ_FIELD_DESCRIPTION, "new text\n", 9, NULL));
}

static const char *check_first(int status, bool clean)
{
    snprintf(w.path, sizeof w.path, "%.200s/data/drafts/2025-11-24-first.yaml", w.root);
    return check_file(status, clean);
}

static int act_first(struct bq_err *err)
{
    int status;

    w.path[0] = '\0';
    status = bq_store_save(&w.paths, w.draft, w.path, w.stamp.exists ? &w.stamp : NULL, &w.stamp,
                           NOW, err);
    return status;
}

/* The second try of a first save: the path is known once the file was written. */
static int act_first_again(struct bq_err *err)
{
    if (!w.stamp.exists)
        return act_first(err);
    return bq_store_save(&w.paths, w.draft, w.path, &w.stamp, &w.stamp, NOW, err);
}

static void prepare_link(void)
{
    char link[BQ_PATH_MAX];

    begin_with_draft();
    snprintf(link, sizeof link, "%.200s/link.yaml", w.root);
    must(symlink("data/drafts/one.yaml", link));
    memcpy(w.path, link, sizeof link);
}

static void prepare_hard_link(void)
{
    char link_path[BQ_PATH_MAX];

    begin_with_draft();
    snprintf(link_path, sizeof link_path, "%.200s/other.yaml", w.root);
    must(link(w.path, link_path));
}

static int act_save_text(struct bq_err *err)
{
    return bq_store_save_text(&w.paths, w.path, new_text, strlen(new_text), &w.stamp, &w.stamp, NOW,
                              err);
}

/* Exporting and importing write a file that must not be there. */
static void prepare_export(void)
{
    begin_world();
    snprintf(w.path, sizeof w.path, "%.200s/report.md", w.root);
}

static int act_export(struct bq_err *err)
{
    int status =
        bq_file_write(w.path, new_text, strlen(new_text), BQ_FILE_EXCLUSIVE, NULL, &w.stamp, err);

    /* Again after it was written though its folder could not be synced. */
    return status == BQ_EEXIST && w.stamp.exists ? BQ_OK : status;
}

static int act_load(struct bq_err *err)
{
    struct bq_draft *draft = NULL;
    int status = bq_store_load(w.path, &draft, NULL, err);

    if (!status && strcmp(bq_draft_text(draft, BQ_FIELD_TITLE, NULL), "Old title") != 0)
        status = 1000;
    bq_draft_free(draft);
    return status;
}

static const char *check_unchanged(int status, bool clean)
{
    char *text = content(w.path);
    const char *wrong = text && strcmp(text, w.old) == 0 ? NULL : "reading changed the file";

    (void)clean;
    free(text);
    return status == 1000 ? "read something else" : wrong;
}

static void prepare_list(void)
{
    char path[BQ_PATH_MAX];
    struct bq_store_list list;

    begin_with_draft();
    must(mkdir(w.paths.state, 0700));
    must(bq_store_list(&w.paths, &list, NULL));
    bq_store_list_clear(&list);
    snprintf(path, sizeof path, "%.200s/data/drafts/two.yaml", w.root);
    put_file(path, "bugquill: 1\nid: two\ntitle: Second\n");
}

static int act_list(struct bq_err *err)
{
    struct bq_store_list list;
    int status = bq_store_list(&w.paths, &list, err);
    size_t right = 0;

    if (status)
        return status;
    for (size_t i = 0; i < list.count; i++)
        right += list.items[i].trouble[0] || strcmp(list.items[i].title, "Old title") == 0 ||
                 strcmp(list.items[i].title, "Second") == 0;
    if (list.count != 2 || right != 2)
        status = 1000;
    bq_store_list_clear(&list);
    return status;
}

static int act_lock(struct bq_err *err)
{
    struct bq_lock *lock;
    int status = bq_lock_take(&w.paths, w.path, NOW, &lock, err);

    if (!status)
        bq_lock_release(lock);
    return status;
}

static int act_rename(struct bq_err *err)
{
    char to[BQ_PATH_MAX];

    return bq_store_rename(&w.paths, w.path, "renamed", NOW, to, err);
}

static int act_trash(struct bq_err *err)
{
    return bq_store_trash(&w.paths, w.path, NOW, w.out, err);
}

/* The draft lies whole under one of its names. */
static const char *check_moved(int status, bool clean)
{
    static const char *const names[] = { "data/drafts/one.yaml", "data/drafts/renamed.yaml",
                                         "data/trash/1764000000-0-one.yaml",
                                         "data/trash/1764000000-1-one.yaml" };
    size_t found = 0, left = 0;

    (void)clean;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[BQ_PATH_MAX], *text;

        snprintf(path, sizeof path, "%.200s/%s", w.root, names[i]);
        text = content(path);
        found += text && strcmp(text, w.old) == 0;
        left += text && i == 0;
        free(text);
    }
    if (!found)
        return "the draft is nowhere";
    return status == BQ_OK && left ? "said to be moved, and is still there" : NULL;
}

static int act_duplicate(struct bq_err *err)
{
    return bq_store_duplicate(&w.paths, w.path, NOW, w.out, err);
}

static const char *check_duplicate(int status, bool clean)
{
    char *text = content(w.path), *copy = w.out[0] ? content(w.out) : NULL;
    const char *wrong = !text || strcmp(text, w.old) != 0    ? "the original changed"
                        : status == BQ_OK && !copy           ? "said to be copied, and is not"
                        : copy && !strstr(copy, "Old title") ? "the copy is torn"
                                                             : NULL;

    (void)clean;
    free(text);
    free(copy);
    return wrong;
}

/* ---- the journal
 * ------------------------------------------------------------------------------------ */

static struct bq_journal *journal;
static int put_edits; /* so many were put since the last whole state that counted */

static void prepare_journal(void)
{
    begin_with_draft();
    must(bq_draft_set_text(w.draft, BQ_FIELD_DESCRIPTION, "", 0, NULL));
    journal = NULL;
}

/* What a session does: a state first and whenever one is wanted, then edits. */
static void journal_step(int i)
{
    char letters[EDITS + 2];

    for (int n = 0; n < i; n++)
        letters[n] = (char)('a' + n);
    if (i == 0 || bq_journal_wants_draft(journal)) {
        if (!bq_draft_set_text(w.draft, BQ_FIELD_DESCRIPTION, letters, (size_t)i, NULL))
            bq_journal_put_draft(journal, w.draft);
    }
    letters[0] = (char)('a' + i);
    bq_journal_put_edit(journal, BQ_FIELD_DESCRIPTION, (size_t)i, 0, letters, 1);
}

static int act_journal(struct bq_err *err)
{
    int status = journal ? BQ_OK : bq_journal_open(&w.paths, w.path, &journal, err);

    for (int i = 0; !status && i < EDITS; i++) {
        journal_step(i);
        put_edits = i + 1;
        if (i % 2 || i == EDITS - 1) {
            status = bq_journal_sync(journal, err);
            if (!status && progress)
                *progress = i + 1;
        }
    }
    return status;
}

/* The edits that come back from the newest journal in the folder; -1: none. */
static int recovered_edits(void)
{
    char folder[BQ_PATH_MAX], path[BQ_PATH_MAX];
    struct dirent *item;
    DIR *dir;
    int most = -1;

    snprintf(folder, sizeof folder, "%.200s/state/journal", w.root);
    dir = opendir(folder);
    while (dir && (item = readdir(dir)) != NULL) {
        struct bq_draft *draft;
        const char *text;
        int len;

        if (item->d_name[0] == '.' || strstr(item->d_name, ".tmp"))
            continue;
        snprintf(path, sizeof path, "%.200s/state/journal/%.200s", w.root, item->d_name);
        if (bq_recovery_load(path, &draft, NULL))
            continue;
        text = bq_draft_text(draft, BQ_FIELD_DESCRIPTION, NULL);
        len = (int)strlen(text);
        for (int i = 0; i < len; i++)
            if (text[i] != 'a' + i)
                len = -2; /* not a moment that was */
        most = len > most || len == -2 ? len : most;
        bq_draft_free(draft);
    }
    if (dir)
        closedir(dir);
    return most;
}

static const char *check_journal(int status, bool clean)
{
    struct bq_err err;
    const char *wrong = NULL;
    int want = progress ? *progress : 0, got;

    if (journal && !clean) {
        /* The session goes on: another key, and all must be on the disk. */
        got = recovered_edits();
        if (got == -2 || (status == BQ_OK && got != EDITS))
            wrong = "what was synced does not come back";
        if (put_edits < EDITS)
            journal_step(put_edits++);
        else if (bq_journal_wants_draft(journal)) {
            must(bq_draft_set_text(w.draft, BQ_FIELD_DESCRIPTION, "abcdef", (size_t)put_edits,
                                   NULL));
            bq_journal_put_draft(journal, w.draft);
        }
        if (!wrong && bq_journal_sync(journal, &err))
            wrong = "the journal does not recover";
        if (!wrong && bq_journal_wants_draft(journal))
            wrong = "a state is wanted again";
        if (!wrong && recovered_edits() != put_edits)
            wrong = "an edit is lost";
    } else if (!journal) {
        /* The process was killed. */
        got = recovered_edits();
        if (got == -2 || (got < want && want > 0))
            wrong = "less than was synced comes back";
    }
    if (journal)
        bq_journal_close(journal, true);
    journal = NULL;
    return wrong;
}

/* ---- what a dead session left
 * ------------------------------------------------------------------------ */

/* The journal of a session that died. Each world lies in the same place, so one such session is
 * enough: starting a process for each costs half of the time under the address sanitizer. */
static struct {
    char path[BQ_PATH_MAX], *bytes;
    size_t len;
} dead;

static void keep_dead_journal(const char *folder)
{
    struct dirent *item;
    DIR *dir = opendir(folder);

    must(!dir);
    while ((item = readdir(dir)) != NULL)
        if (item->d_name[0] != '.')
            snprintf(dead.path, sizeof dead.path, "%.200s/%.200s", folder, item->d_name);
    closedir(dir);
    must(bq_file_read(dead.path, 1 << 20, &dead.bytes, &dead.len, NULL, NULL));
}

static void prepare_recovery(void)
{
    char folder[BQ_PATH_MAX];

    prepare_journal();
    snprintf(folder, sizeof folder, "%.200s/state/journal", w.root);
    if (!dead.bytes) {
        pid_t child = fork();
        int code;

        if (child == 0) {
            _exit(act_journal(NULL) ? 1 : 0);
        }
        must(waitpid(child, &code, 0) != child || code != 0);
        keep_dead_journal(folder);
    } else {
        must(bq_file_make_dir(folder, NULL));
        must(bq_file_write(dead.path, dead.bytes, dead.len, 0, NULL, NULL, NULL));
    }
}

static int act_recovery(struct bq_err *err)
{
    struct bq_recovery_list list;
    int status = bq_recovery_list(&w.paths, &list, err);

    if (status)
        return status;
    if (list.count != 1 || (!list.items[0].trouble[0] && !list.items[0].title[0]))
        status = 1000;
    bq_recovery_list_clear(&list);
    return status;
}

static const char *check_recovery(int status, bool clean)
{
    (void)clean;
    if (recovered_edits() != EDITS)
        return "the journal is damaged or gone";
    return status == 1000 ? "the journal is not offered" : NULL;
}

static int act_discard(struct bq_err *err)
{
    struct bq_recovery_list list;
    int status = bq_recovery_list(&w.paths, &list, err);

    if (!status && list.count == 1)
        status = bq_recovery_discard(&w.paths, list.items[0].journal, err);
    bq_recovery_list_clear(&list);
    return status;
}

static const char *check_nothing(int status, bool clean)
{
    (void)clean;
    return status == 1000 ? "wrong result" : NULL;
}

static const struct scenario scenarios[] = {
    { "write", begin_with_draft, act_write, check_file, false },
    { "first save", prepare_first, act_first, check_first, false },
    { "save", begin_with_draft, act_save, check_file, false },
    { "save through a link", prepare_link, act_save, check_file, false },
    { "save with a hard link", prepare_hard_link, act_save, check_file, true },
    { "edited by hand", begin_with_draft, act_save_text, check_file, false },
    { "export", prepare_export, act_export, check_file, false },
    { "load", begin_with_draft, act_load, check_unchanged, false },
    { "list", prepare_list, act_list, check_unchanged, false },
    { "lock", begin_with_draft, act_lock, check_unchanged, false },
    { "rename", begin_with_draft, act_rename, check_moved, false },
    { "trash", begin_with_draft, act_trash, check_moved, false },
    { "duplicate", begin_with_draft, act_duplicate, check_duplicate, false },
    { "journal", prepare_journal, act_journal, check_journal, false },
    { "recovery", prepare_recovery, act_recovery, check_recovery, false },
    { "discard", prepare_recovery, act_discard, check_nothing, false },
};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

/* ---- one point
 * ---------------------------------------------------------------------------------------- */

struct point {
    const struct scenario *scenario;
    enum fault_mode mode;
    int at, code, second;
};

static const char *code_name(int code)
{
    return code == FAULT_SHORT ? "short" : strerrorname_np(code) ? strerrorname_np(code) : "0";
}

static void complain(const struct point *point, const char *name, const char *wrong,
                     const struct bq_err *err)
{
    static const char *const modes[] = { "none", "once", "same", "all", "kill", "memory" };

    if (++failures <= 30)
        printf("# %s: call %d (%s) %s %s%s: %s (said: %s)\n", point->scenario->name, point->at,
               name, modes[point->mode], code_name(point->code), point->second ? " and more" : "",
               wrong, err->text[0] ? err->text : "nothing");
}

static bool is_unlink(const char *name)
{
    return strncmp(name, "unlink", 6) == 0;
}

/* Scratch files that a failed write left behind. */
static size_t leftovers(void)
{
    static const char *const folders[] = { "data/drafts", "state/journal", "data/trash", "" };
    size_t count = 0;

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[BQ_PATH_MAX];
        struct dirent *item;
        DIR *dir;

        snprintf(path, sizeof path, "%.200s/%s", w.root, folders[i]);
        dir = opendir(path);
        while (dir && (item = readdir(dir)) != NULL)
            count += strlen(item->d_name) > 4 &&
                     strcmp(item->d_name + strlen(item->d_name) - 4, ".tmp") == 0;
        if (dir)
            closedir(dir);
    }
    return count;
}

/* Interrupted calls are simply made again. */
static bool must_succeed(const struct point *point, const char *name)
{
    static const char *const retried[] = { "open",      "openat",   "read",      "pread",
                                           "write",     "pwrite",   "fsync",     "fstat",
                                           "fdatasync", "renameat", "renameat2", "ftruncate",
                                           "rename",    "stat",     "fstatat" };

    if (point->mode != FAULT_ONCE || point->second ||
        (point->code != EINTR && (point->code != FAULT_SHORT || strstr(name, "r") == NULL)))
        return false;
    if (point->code == FAULT_SHORT)
        return strcmp(name, "read") == 0 || strcmp(name, "pread") == 0 ||
               strcmp(name, "write") == 0 || strcmp(name, "pwrite") == 0;
    /* The plain calls of locks and moves stand outside: their errors are reported. */
    if (point->scenario->act != act_write && point->scenario->act != act_save &&
        point->scenario->act != act_load && point->scenario->act != act_journal)
        return false;
    for (size_t i = 0; i < sizeof retried / sizeof *retried; i++)
        if (strcmp(name, retried[i]) == 0)
            return true;
    return false;
}

static int again(const struct scenario *scenario, struct bq_err *err)
{
    return scenario->act == act_first ? act_first_again(err) : scenario->act(err);
}

/* True when the point is real: the call was reached. */
static bool try_point(const struct point *point)
{
    const struct scenario *scenario = point->scenario;
    struct bq_err err = { 0 }, retry = { 0 };
    const char *wrong;
    char name[32];
    int status, calls;

    scenario->prepare();
    if (progress)
        *progress = 0;
    torn_allowed = scenario->in_place;
    fault_arm(point->mode, point->at, point->code, point->second);
    status = scenario->act(&err);
    calls = fault_disarm();
    snprintf(name, sizeof name, "%s", fault_name());
    wrong = scenario->check(status, false);
    if (!wrong && status && !err.text[0])
        wrong = "failed without a word";
    if (!wrong && status && must_succeed(point, name))
        wrong = "gave up though it was only interrupted";
    if (!wrong && point->mode == FAULT_ONCE && !point->second && !is_unlink(name) && leftovers())
        wrong = "left a scratch file";
    /* The next try, without a fault. */
    if (!wrong && status && scenario->check != check_journal &&
        !(scenario->in_place && point->mode == FAULT_ALL)) {
        /* (Nobody knows what a file is that was half overwritten while not even stat() answered: a
         * conflict.) */
        status = again(scenario, &retry);
        wrong = status && status != BQ_ENOTFOUND ? "the next try fails too"
                                                 : scenario->check(status, true);
        if (scenario->check == check_moved && status)
            wrong = NULL; /* moved already: there is nothing to move any more */
        err = retry.text[0] ? retry : err;
    }
    end_world();
    if (calls < point->at)
        return false;
    points++;
    if (wrong)
        complain(point, name, wrong, &err);
    else
        survived++;
    return true;
}

static void try_kill(const struct scenario *scenario, int at)
{
    struct point point = { scenario, FAULT_KILL, at, 0, 0 };
    struct bq_err err = { 0 };
    const char *wrong;
    pid_t child;
    int code = 0;

    scenario->prepare();
    *progress = 0;
    torn_allowed = scenario->in_place;
    child = fork();
    if (child == 0) {
        fault_arm(FAULT_KILL, at, 0, 0);
        _exit(scenario->act(&err) ? 1 : 0);
    }
    must(waitpid(child, &code, 0) != child);
    points++;
    if (scenario->check == check_journal)
        journal = NULL;
    wrong = scenario->check(WIFSIGNALED(code) ? 1 : BQ_OK, true);
    if (!wrong && scenario->check != check_journal && !scenario->in_place) {
        /* What a new session finds, it can save. */
        if (w.path[0] && bq_file_stat(w.path, &w.stamp, NULL) == BQ_OK) {
            int status = again(scenario, &err);

            wrong = scenario->check(status, true);
            if (status && scenario->check == check_file)
                wrong = "the next session can't save";
        }
    }
    if (wrong)
        complain(&point, "", wrong, &err);
    else
        survived++;
    end_world();
}

static int count_calls(const struct scenario *scenario, enum fault_mode mode)
{
    struct bq_err err = { 0 };
    int status, calls;
    const char *wrong;

    scenario->prepare();
    torn_allowed = false;
    fault_arm(mode, 0, 0, 0);
    status = scenario->act(&err);
    calls = fault_disarm();
    wrong = scenario->check(status, false);
    if (status || wrong) {
        printf("# %s: fails without any fault: %s %s\n", scenario->name, wrong ? wrong : "",
               err.text);
        failures++;
    }
    end_world();
    return calls;
}

static void ok(bool good, const char *what)
{
    printf("%sok %u - %s\n", good ? "" : "not ", ++tests, what);
    fflush(stdout);
}

static void try_scenario(const struct scenario *scenario, const int *codes, size_t code_count)
{
    static const enum fault_mode modes[] = { FAULT_ONCE, FAULT_SAME, FAULT_ALL };
    unsigned before = failures, first = points;
    int calls = count_calls(scenario, FAULT_NONE);
    char what[120];

    for (size_t m = 0; m < 3; m++)
        for (size_t c = 0; c < code_count; c++)
            for (int at = 1; at <= calls; at++) {
                struct point point = { scenario, modes[m], at, codes[c], 0 };

                try_point(&point);
            }
    for (int at = 1; at <= calls; at++)
        try_kill(scenario, at);
    calls = count_calls(scenario, FAULT_MEMORY);
    for (int at = 1; at <= calls; at++) {
        struct point point = { scenario, FAULT_MEMORY, at, 0, 0 };

        try_point(&point);
    }
    snprintf(what, sizeof what, "%s: %u points", scenario->name, points - first);
    ok(failures == before, what);
}

/* A second fault while the first is dealt with. */
static void try_pairs(unsigned minimum, const int *codes, size_t code_count)
{
    unsigned before = failures, first = points, seed = 1;
    char what[120];

    for (unsigned tries = 0; points < minimum && tries < 20 * minimum; tries++) {
        struct point point = { 0 };

        seed = seed * 1103515245u + 12345u;
        point.scenario = &scenarios[(seed >> 16) % SCENARIOS];
        point.mode = FAULT_ONCE;
        seed = seed * 1103515245u + 12345u;
        point.at = 1 + (int)((seed >> 16) % 40);
        seed = seed * 1103515245u + 12345u;
        point.second = point.at + 1 + (int)((seed >> 16) % 12);
        seed = seed * 1103515245u + 12345u;
        point.code = codes[(seed >> 16) % code_count];
        if (!point.scenario->in_place)
            try_point(&point);
    }
    snprintf(what, sizeof what, "pairs of faults: %u points", points - first);
    ok(failures == before, what);
}

int main(int argc, char **argv)
{
    static const int codes[] = { EIO, ENOSPC, EINTR, EACCES, EDQUOT, FAULT_SHORT };
    unsigned minimum = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 500;
    unsigned cuts = 0, wrong_cuts;
    const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");

    snprintf(base, sizeof base, "%.90s/bq-faults-XXXXXX", folder ? folder : "/tmp");
    must(!mkdtemp(base));
    progress =
        mmap(NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    must(progress == MAP_FAILED);
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < SCENARIOS; i++)
        try_scenario(&scenarios[i], codes, sizeof codes / sizeof *codes);
    if (points < minimum)
        try_pairs(minimum, codes, sizeof codes / sizeof *codes);
    wrong_cuts = power_cuts(base, &cuts);
    printf("# %u states after power cuts, %u survived\n", cuts, cuts - wrong_cuts);
    ok(!wrong_cuts && cuts > 100, "every power cut survived");
    printf("# %u fault points, %u survived\n", points, survived);
    ok(points >= minimum && points == survived, "every fault survived");
    printf("1..%u\n", tests);
    free(dead.bytes);
    nftw(base, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return failures || wrong_cuts || points < minimum;
}
