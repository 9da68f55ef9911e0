/*
 * A model of a disk that keeps only what was synced. Calls of a save and of a journal are recorded;
 * for a cut after each of them every state is made that is allowed then: names     any subset of
 * the renames, links and removals since the folder was last synced; contents  what was written
 * since the file was last synced is there, is not there, is there up to any 512-byte step, or is
 * there as zeros. In each the file must be all old or all new, and once the save has said yes, new.
 * A journal must give a moment that was, and no less than what a sync has promised.
 */
#include "power.h"
#include "wrap.h"

#include "bqi/file.h"
#include "bqi/store.h"
#include "bugquill/draft.h"
#include "store/record.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MAX = 12, STEP = 512, CONTENT_MAX = 1 << 20, SYNCS_MAX = 16 };

/* What one cut may find; size -1: no file. Returns what is wrong, NULL fine. */
typedef const char *judge_fn(void *context, const char *bytes, long size, size_t events_done);

struct disk {
    const struct event *events;
    size_t count;
    uint64_t folder; /* whose names are modelled */
    uint64_t start_inode;
    const char *start_bytes; /* of the file before, NULL none */
    const char *name;
    judge_fn *judge;
    void *context;
    unsigned states, wrong;
    bool quiet; /* this one is expected to go wrong */
};

/* ---- contents
 * ------------------------------------------------------------------------------------ */

struct content {
    char bytes[CONTENT_MAX];
    size_t len;
};

static void apply_write(struct content *content, const struct event *event, size_t len, bool zeros)
{
    size_t end = (size_t)event->at + len;

    if (end > CONTENT_MAX)
        abort();
    if (end > content->len) {
        memset(content->bytes + content->len, 0, end - content->len);
        content->len = end;
    }
    if (zeros)
        memset(content->bytes + event->at, 0, len);
    else
        memcpy(content->bytes + event->at, event->bytes, len);
}

/* The inode's bytes as synced before event `done`; *unsynced: the first write that is not. */
static void synced_content(const struct disk *disk, uint64_t inode, size_t done,
                           struct content *content, size_t *unsynced)
{
    size_t last = 0;

    content->len = 0;
    if (disk->start_bytes && inode == disk->start_inode) {
        content->len = strlen(disk->start_bytes);
        memcpy(content->bytes, disk->start_bytes, content->len);
    }
    for (size_t i = 0; i < done; i++)
        if (disk->events[i].kind == EVENT_SYNC && disk->events[i].inode == inode)
            last = i;
    for (size_t i = 0; i < last; i++)
        if (disk->events[i].inode == inode && disk->events[i].kind == EVENT_WRITE)
            apply_write(content, &disk->events[i], disk->events[i].len, false);
    *unsynced = last;
}

static void judge(struct disk *disk, const char *bytes, long size, size_t done)
{
    const char *wrong = disk->judge(disk->context, bytes, size, done);

    disk->states++;
    if (wrong && ++disk->wrong <= 10 && !disk->quiet)
        printf("# power cut after call %zu of %zu: %s (%ld bytes)\n", done, disk->count, wrong,
               size);
}

/* All contents the inode may have at the cut. */
static void try_contents(struct disk *disk, uint64_t inode, size_t done)
{
    static struct content safe, some;
    size_t unsynced;

    synced_content(disk, inode, done, &safe, &unsynced);
    judge(disk, safe.bytes, (long)safe.len, done);
    for (int zeros = 0; zeros < 2; zeros++) {
        some = safe;
        for (size_t i = unsynced; i < done; i++) {
            const struct event *event = &disk->events[i];

            if (event->inode != inode || event->kind != EVENT_WRITE)
                continue;
            for (size_t len = 0; len<event->len; len += event->len> 4 * STEP ? STEP : 3) {
                struct content *torn = malloc(sizeof *torn);

                if (!torn)
                    abort();
                *torn = some;
                apply_write(torn, event, len, zeros);
                judge(disk, torn->bytes, (long)torn->len, done);
                free(torn);
            }
            apply_write(&some, event, event->len, zeros);
            judge(disk, some.bytes, (long)some.len, done);
        }
    }
}

/* ---- names
 * --------------------------------------------------------------------------------------- */

struct names {
    struct {
        char name[256];
        uint64_t inode;
    } items[64];
    size_t count;
};

static uint64_t *entry(struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i].name, name) == 0)
            return &names->items[i].inode;
    if (names->count == 64)
        abort();
    snprintf(names->items[names->count].name, 256, "%s", name);
    names->items[names->count].inode = 0;
    return &names->items[names->count++].inode;
}

static bool changes_names(const struct event *event)
{
    return event->kind == EVENT_CREATE || event->kind == EVENT_RENAME ||
           event->kind == EVENT_LINK || event->kind == EVENT_UNLINK;
}

static void apply_name(struct names *names, struct names *truth, const struct event *event)
{
    uint64_t inode = 0;

    /* Which file was meant is what was true when the call was made. */
    if (event->kind == EVENT_CREATE)
        inode = event->inode;
    else if (event->kind != EVENT_UNLINK)
        inode = *entry(truth, event->from);
    *entry(names, event->kind == EVENT_RENAME || event->kind == EVENT_LINK ? event->to
                  : event->kind == EVENT_CREATE                            ? event->to
                                                                           : event->from) = inode;
    if (event->kind == EVENT_RENAME)
        *entry(names, event->from) = 0;
}

static void try_cut(struct disk *disk, size_t done)
{
    size_t pending[NAMES_MAX], count = 0, safe = 0;
    struct names start = { 0 }, truth;

    if (disk->start_bytes)
        *entry(&start, disk->name) = disk->start_inode;
    for (size_t i = 0; i < done; i++)
        if (disk->events[i].kind == EVENT_SYNC_FOLDER && disk->events[i].inode == disk->folder)
            safe = i;
    truth = start;
    for (size_t i = 0; i < safe; i++)
        if (changes_names(&disk->events[i])) {
            struct names before = truth;

            apply_name(&truth, &before, &disk->events[i]);
        }
    start = truth;
    for (size_t i = safe; i < done; i++)
        if (changes_names(&disk->events[i])) {
            if (count == NAMES_MAX)
                abort();
            pending[count++] = i;
        }
    for (unsigned subset = 0; subset < 1u << count; subset++) {
        struct names now = start, real = start;

        for (size_t i = 0; i < count; i++) {
            struct names before = real;

            apply_name(&real, &before, &disk->events[pending[i]]);
            if (subset & 1u << i)
                apply_name(&now, &before, &disk->events[pending[i]]);
        }
        if (*entry(&now, disk->name))
            try_contents(disk, *entry(&now, disk->name), done);
        else
            judge(disk, NULL, -1, done);
    }
}

static void try_all_cuts(struct disk *disk)
{
    for (size_t done = 0; done <= disk->count; done++)
        try_cut(disk, done);
}

/* ---- a save
 * ---------------------------------------------------------------------------------------- */

struct save_case {
    const char *old;
    char *now;
    size_t count;
};

static const char *judge_save(void *context, const char *bytes, long size, size_t done)
{
    const struct save_case *save = context;
    size_t old_len = save->old ? strlen(save->old) : 0, new_len = strlen(save->now);
    bool is_old =
        save->old ? size == (long)old_len && memcmp(bytes, save->old, old_len) == 0 : size == -1;
    bool is_new = size == (long)new_len && memcmp(bytes, save->now, new_len) == 0;

    if (!is_old && !is_new)
        return "neither old nor new";
    return done == save->count && !is_new ? "the save had said yes" : NULL;
}

static void must(bool good)
{
    if (!good) {
        fprintf(stderr, "fault-tests: the power test itself fails\n");
        exit(99);
    }
}

static void cut_save(const char *folder, bool first, struct disk *disk)
{
    char path[BQ_PATH_MAX] = "", old_path[BQ_PATH_MAX];
    struct save_case save = { 0 };
    struct bq_paths paths = { 0 };
    struct bq_file_stamp stamp = { 0 };
    struct bq_draft *draft = bq_draft_new();
    char *old = NULL, *large = malloc(3000);
    size_t len;
    struct stat st;

    must(draft && large);
    memset(large, 'x', 3000);
    snprintf(paths.drafts, sizeof paths.drafts, "%s/%s", folder, first ? "first" : "again");
    snprintf(paths.state, sizeof paths.state, "%s/state", folder);
    must(!bq_file_make_dir(paths.drafts, NULL) && !stat(paths.drafts, &st));
    disk->folder = (uint64_t)st.st_ino;
    must(!bq_draft_set_text(draft, BQ_FIELD_TITLE, "Cut", 3, NULL));
    if (!first) {
        must(!bq_store_save(&paths, draft, path, NULL, &stamp, 1764000000, NULL));
        memcpy(old_path, path, sizeof path);
        must(!bq_file_read(old_path, 1 << 20, &old, &len, NULL, NULL));
        disk->start_inode = stamp.inode;
    }
    must(!bq_draft_set_text(draft, BQ_FIELD_POC, large, 3000, NULL));
    events_start();
    must(!bq_store_save(&paths, draft, path, first ? NULL : &stamp, NULL, 1764000000, NULL));
    disk->events = events_stop(&disk->count);
    must(!bq_file_read(path, 1 << 20, &save.now, &len, NULL, NULL));
    save.old = old;
    save.count = disk->count;
    disk->start_bytes = old;
    disk->name = bq_path_base(path);
    disk->judge = judge_save;
    disk->context = &save;
    try_all_cuts(disk);
    free(old);
    free(save.now);
    free(large);
    bq_draft_free(draft);
}

/* ---- a journal
 * -------------------------------------------------------------------------------------- */

struct journal_case {
    struct {
        size_t events, edits;
    } syncs[SYNCS_MAX];
    size_t count;
};

static const char *judge_journal(void *context, const char *bytes, long size, size_t done)
{
    const struct journal_case *journal = context;
    struct bq_recovery_state state;
    size_t promised = 0, got = 0;
    bool any = false;
    const char *text, *wrong = NULL;

    for (size_t i = 0; i < journal->count; i++)
        if (journal->syncs[i].events <= done) {
            promised = journal->syncs[i].edits;
            any = true;
        }
    if (size < 0 || bq_journal_replay(bytes, (size_t)size, &state, NULL))
        return any ? "nothing comes back though it was synced" : NULL;
    text = bq_draft_text(state.draft, BQ_FIELD_DESCRIPTION, &got);
    for (size_t i = 0; i < got; i++)
        if (text[i] != (char)('a' + i % 26))
            wrong = "a text that never was";
    if (got < promised)
        wrong = "less than was synced";
    bq_draft_free(state.draft);
    return wrong;
}

static void journal_name(const char *folder, char *name, size_t size)
{
    DIR *dir = opendir(folder);
    struct dirent *item;

    name[0] = '\0';
    while (dir && (item = readdir(dir)) != NULL)
        if (strstr(item->d_name, ".jnl") && !strstr(item->d_name, ".tmp"))
            snprintf(name, size, "%s", item->d_name);
    if (dir)
        closedir(dir);
}

static void cut_journal(const char *folder, struct disk *disk)
{
    static struct journal_case made;
    char path[BQ_PATH_MAX], name[300];
    struct bq_paths paths = { 0 };
    struct bq_journal *journal;
    struct bq_draft *draft = bq_draft_new();
    struct stat st;

    must(draft != NULL);
    snprintf(paths.state, sizeof paths.state, "%s/journals", folder);
    snprintf(path, sizeof path, "%s/journals/journal", folder);
    must(!bq_file_make_dir(path, NULL) && !stat(path, &st));
    disk->folder = (uint64_t)st.st_ino;
    must(!bq_journal_open(&paths, "", &journal, NULL));
    events_start();
    bq_journal_put_draft(journal, draft);
    for (size_t i = 0; i < 12; i++) {
        char letter = (char)('a' + i % 26);

        bq_journal_put_edit(journal, BQ_FIELD_DESCRIPTION, i, 0, &letter, 1);
        if (i % 3 == 2) {
            must(!bq_journal_sync(journal, NULL));
            events_stop(&made.syncs[made.count].events);
            events_continue();
            made.syncs[made.count++].edits = i + 1;
        }
    }
    disk->events = events_stop(&disk->count);
    journal_name(path, name, sizeof name);
    bq_journal_close(journal, true);
    bq_draft_free(draft);
    disk->name = name;
    disk->judge = judge_journal;
    disk->context = &made;
    try_all_cuts(disk);
}

/* A write that syncs nothing must be found out, else the model is blind. */
static bool sees_missing_syncs(const char *folder)
{
    static const char old[] = "old bytes", now[] = "new bytes, and more of them";
    struct disk disk = {
        .name = "unsynced", .start_bytes = old, .judge = judge_save, .quiet = true
    };
    char path[BQ_PATH_MAX], copy[sizeof now];
    struct save_case save = { .old = old, .now = copy };
    struct bq_file_stamp stamp;
    struct stat st;

    memcpy(copy, now, sizeof now);
    snprintf(path, sizeof path, "%s/unsynced", folder);
    must(!bq_file_write(path, old, strlen(old), 0, NULL, &stamp, NULL) && !stat(folder, &st));
    disk.folder = (uint64_t)st.st_ino;
    disk.start_inode = stamp.inode;
    disk.context = &save;
    events_start();
    must(!bq_file_write(path, now, strlen(now), BQ_FILE_NO_SYNC, NULL, NULL, NULL));
    disk.events = events_stop(&disk.count);
    save.count = disk.count;
    try_all_cuts(&disk);
    return disk.wrong > 2;
}

unsigned power_cuts(const char *folder, unsigned *states)
{
    unsigned wrong = 0;

    *states = 0;
    if (!sees_missing_syncs(folder)) {
        printf("# the model does not see that nothing was synced\n");
        wrong++;
    }
    for (int i = 0; i < 3; i++) {
        struct disk disk = { 0 };

        if (i < 2)
            cut_save(folder, i == 0, &disk);
        else
            cut_journal(folder, &disk);
        wrong += disk.wrong;
        *states += disk.states;
    }
    return wrong;
}
