/* The drafts folder: names, saves, the list and its index, locks, versions, journals. */
#include "bqi/store.h"
#include "bqi/process.h"
#include "unit.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOW = 1764000000 }; /* 2025-11-24 */

static struct bq_paths paths;
static char root[64];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

static void enter(void)
{
    memcpy(root, "/tmp/bq-unit-XXXXXX", sizeof "/tmp/bq-unit-XXXXXX");
    assert_non_null(mkdtemp(root));
    memset(&paths, 0, sizeof paths);
    snprintf(paths.data, sizeof paths.data, "%s/data", root);
    snprintf(paths.drafts, sizeof paths.drafts, "%s/data/drafts", root);
    snprintf(paths.state, sizeof paths.state, "%s/state", root);
}

static void leave(void)
{
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static struct bq_draft *draft_of(const char *title, const char *description)
{
    struct bq_draft *draft = bq_draft_new();

    assert_non_null(draft);
    assert_int_equal(bq_draft_set_text(draft, BQ_FIELD_TITLE, title, strlen(title), NULL), BQ_OK);
    assert_int_equal(
        bq_draft_set_text(draft, BQ_FIELD_DESCRIPTION, description, strlen(description), NULL),
        BQ_OK);
    return draft;
}

/* Saves a new draft and gives its path. */
static void save_new(const char *title, int64_t now, char *path)
{
    struct bq_draft *draft = draft_of(title, "text\n");

    path[0] = '\0';
    assert_int_equal(bq_store_save(&paths, draft, path, NULL, NULL, now, NULL), BQ_OK);
    bq_draft_free(draft);
}

void test_store__a_draft_gets_its_name_at_the_first_save(void **state)
{
    char path[BQ_PATH_MAX], second[BQ_PATH_MAX];
    struct bq_draft *draft = draft_of("Stored XSS in the share-page title", "x"), *back;
    struct bq_file_stamp stamp = { 0 };
    struct stat st;
    (void)state;
    enter();
    path[0] = '\0';
    assert_int_equal(bq_store_save(&paths, draft, path, NULL, &stamp, NOW, NULL), BQ_OK);
    assert_string_equal(bq_path_base(path), "2025-11-24-stored-xss-in-the-share-page-title.yaml");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(paths.drafts, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(bq_store_load(path, &back, NULL, NULL), BQ_OK);
    assert_string_equal(bq_draft_text(back, BQ_FIELD_UPDATED, NULL), "2025-11-24T16:00:00Z");
    bq_draft_free(back);
    /* Its title may change, its name does not. */
    assert_int_equal(bq_draft_set_text(draft, BQ_FIELD_TITLE, "Other", 5, NULL), BQ_OK);
    assert_int_equal(bq_store_save(&paths, draft, path, &stamp, &stamp, NOW + 9, NULL), BQ_OK);
    assert_string_equal(bq_path_base(path), "2025-11-24-stored-xss-in-the-share-page-title.yaml");
    save_new("Stored XSS in the share-page title", NOW, second);
    assert_string_equal(bq_path_base(second),
                        "2025-11-24-stored-xss-in-the-share-page-title-2.yaml");
    save_new("\xe6\xbc\x8f\xe6\xb4\x9e", NOW, second);
    assert_string_equal(bq_path_base(second), "2025-11-24-untitled.yaml");
    save_new("../../etc/passwd \x7f $(reboot)", NOW, second);
    assert_string_equal(bq_path_base(second), "2025-11-24-etc-passwd-reboot.yaml");
    bq_draft_free(draft);
    leave();
}

void test_store__a_save_over_a_change_of_others_is_refused(void **state)
{
    char path[BQ_PATH_MAX] = "";
    struct bq_draft *draft = draft_of("Title", "mine"), *back;
    struct bq_file_stamp stamp = { 0 };
    (void)state;
    enter();
    assert_int_equal(bq_store_save(&paths, draft, path, NULL, &stamp, NOW, NULL), BQ_OK);
    assert_int_equal(bq_file_write(path, "bugquill: 1\ntitle: theirs\n", 26, 0, NULL, NULL, NULL),
                     BQ_OK);
    assert_int_equal(bq_store_save(&paths, draft, path, &stamp, NULL, NOW, NULL), BQ_ECONFLICT);
    assert_int_equal(bq_store_save(&paths, draft, path, NULL, NULL, NOW, NULL), BQ_ECONFLICT);
    assert_int_equal(bq_store_load(path, &back, NULL, NULL), BQ_OK);
    assert_string_equal(bq_draft_text(back, BQ_FIELD_TITLE, NULL), "theirs");
    bq_draft_free(back);
    bq_draft_free(draft);
    leave();
}

void test_store__drafts_are_found_by_id_part_path_and_as_the_last(void **state)
{
    char a[BQ_PATH_MAX], b[BQ_PATH_MAX], found[BQ_PATH_MAX];
    struct bq_err err;
    (void)state;
    enter();
    assert_int_equal(bq_store_find(&paths, "@", found, &err), BQ_ENOTFOUND);
    save_new("Open redirect", NOW, a);
    save_new("Open port", NOW + 60, b);
    assert_int_equal(bq_store_find(&paths, "@", found, NULL), BQ_OK);
    assert_string_equal(found, b);
    assert_int_equal(bq_store_find(&paths, "2025-11-24-open-redirect", found, NULL), BQ_OK);
    assert_string_equal(found, a);
    assert_int_equal(bq_store_find(&paths, "redirect", found, NULL), BQ_OK);
    assert_string_equal(found, a);
    assert_int_equal(bq_store_find(&paths, "open", found, &err), BQ_EINVAL);
    assert_non_null(strstr(err.text, "open-port"));
    assert_non_null(strstr(err.text, "open-redirect"));
    assert_int_equal(bq_store_find(&paths, "nothing", found, &err), BQ_ENOTFOUND);
    assert_int_equal(bq_store_find(&paths, "x.yaml", found, NULL), BQ_OK);
    assert_string_equal(found, "x.yaml");
    assert_int_equal(bq_store_find(&paths, "..", found, &err), BQ_ENOTFOUND);
    leave();
}

static size_t count_list(const char *first, const char *trouble)
{
    struct bq_store_list list;
    size_t count;

    assert_int_equal(bq_store_list(&paths, &list, NULL), BQ_OK);
    count = list.count;
    if (count) {
        assert_string_equal(list.items[0].title, first);
        if (trouble)
            assert_non_null(strstr(list.items[0].trouble, trouble));
        else
            assert_string_equal(list.items[0].trouble, "");
    }
    bq_store_list_clear(&list);
    return count;
}

/* Files look old, so that the index trusts what it knows of them. */
static void age(const char *path)
{
    struct timespec pause = { 0, 60000000 };

    (void)path;
    nanosleep(&pause, NULL);
}

void test_store__the_list_is_right_however_files_change(void **state)
{
    char a[BQ_PATH_MAX], b[BQ_PATH_MAX];
    struct bq_file_stamp stamp;
    struct bq_draft *draft;
    (void)state;
    enter();
    assert_int_equal(count_list("", NULL), 0);
    save_new("First", NOW, a);
    save_new("Second", NOW + 1, b);
    age(b);
    for (int i = 0; i < 3; i++)
        assert_int_equal(count_list("Second", NULL), 2);
    /* Overwritten in place with as many bytes. */
    assert_int_equal(bq_store_load(b, &draft, &stamp, NULL), BQ_OK);
    assert_int_equal(bq_draft_set_text(draft, BQ_FIELD_TITLE, "Sec0nd", 6, NULL), BQ_OK);
    assert_int_equal(bq_store_save(&paths, draft, b, &stamp, NULL, NOW + 1, NULL), BQ_OK);
    bq_draft_free(draft);
    assert_int_equal(count_list("Sec0nd", NULL), 2);
    assert_int_equal(count_list("Sec0nd", NULL), 2);
    assert_int_equal(unlink(b), 0);
    assert_int_equal(count_list("First", NULL), 1);
    /* A draft that can't be read is shown with its reason. */
    assert_int_equal(bq_file_write(a, "bugquill: 1\ntitle: [\n", 21, 0, NULL, NULL, NULL), BQ_OK);
    assert_int_equal(count_list("", ""), 1);
    age(a);
    assert_int_equal(count_list("", "2:8: "), 1);
    assert_int_equal(count_list("", "2:8: "), 1);
    leave();
}

void test_store__a_damaged_index_is_only_slower(void **state)
{
    char a[BQ_PATH_MAX], index[100];
    char *bytes;
    size_t len;
    (void)state;
    enter();
    save_new("First", NOW, a);
    age(a);
    assert_int_equal(count_list("First", NULL), 1);
    snprintf(index, sizeof index, "%s/state/index", root);
    assert_int_equal(bq_file_read(index, 1 << 20, &bytes, &len, NULL, NULL), BQ_OK);
    for (size_t i = 0; i <= len; i++) {
        assert_int_equal(bq_file_write(index, bytes, i, BQ_FILE_NO_SYNC, NULL, NULL, NULL), BQ_OK);
        assert_int_equal(count_list("First", NULL), 1);
        if (i == len)
            break;
        bytes[i] ^= 0x41;
        assert_int_equal(bq_file_write(index, bytes, len, BQ_FILE_NO_SYNC, NULL, NULL, NULL),
                         BQ_OK);
        assert_int_equal(count_list("First", NULL), 1);
        bytes[i] ^= 0x41;
    }
    free(bytes);
    leave();
}

/* ---- locks -------------------------------------------------------------------------------------
 */

static void lock_of(const char *path, char *out)
{
    assert_true(snprintf(out, BQ_PATH_MAX, "%.100s/data/drafts/.%.200s.lock", root,
                         bq_path_base(path)) < BQ_PATH_MAX);
}

void test_lock__one_at_a_time_and_a_dead_owner_is_replaced(void **state)
{
    char path[BQ_PATH_MAX], lock_path[BQ_PATH_MAX];
    struct bq_lock *lock, *other;
    struct bq_err err;
    pid_t child;
    int code;
    (void)state;
    enter();
    save_new("Locked", NOW, path);
    assert_int_equal(bq_lock_take(&paths, path, NOW, &lock, NULL), BQ_OK);
    assert_int_equal(bq_lock_take(&paths, path, NOW, &other, &err), BQ_ELOCKED);
    assert_non_null(strstr(err.text, "2025-11-24T16:00:00Z"));
    bq_lock_release(lock);
    lock_of(path, lock_path);
    assert_int_equal(access(lock_path, F_OK), -1);
    child = fork();
    if (child == 0) {
        code = bq_lock_take(&paths, path, NOW, &other, NULL);
        _exit(code ? 1 : 0);
    }
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
    assert_int_equal(access(lock_path, F_OK), 0);
    assert_int_equal(bq_lock_take(&paths, path, NOW, &lock, NULL), BQ_OK);
    bq_lock_release(lock);
    leave();
}

void test_lock__that_of_another_host_is_never_taken(void **state)
{
    static const char theirs[] =
        "bob elsewhere 0123456789abcdef 11111111-2222-3333-4444-555555555555 17 99 "
        "2025-11-24T09:00:00Z\n";
    char path[BQ_PATH_MAX], lock_path[BQ_PATH_MAX];
    struct bq_lock *lock;
    struct bq_err err;
    (void)state;
    enter();
    save_new("Locked", NOW, path);
    lock_of(path, lock_path);
    assert_int_equal(bq_file_write(lock_path, theirs, strlen(theirs), 0, NULL, NULL, NULL), BQ_OK);
    assert_int_equal(bq_lock_take(&paths, path, NOW, &lock, &err), BQ_ELOCKED);
    assert_non_null(strstr(err.text, "bob has the draft open on elsewhere"));
    /* What a power cut leaves is nobody's. */
    assert_int_equal(bq_file_write(lock_path, "", 0, 0, NULL, NULL, NULL), BQ_OK);
    assert_int_equal(bq_lock_take(&paths, path, NOW, &lock, NULL), BQ_OK);
    bq_lock_release(lock);
    leave();
}

/* ---- versions -----------------------------------------------------------------------------------
 */

void test_versions__all_of_today_and_one_of_each_day_before(void **state)
{
    enum { DAY = 86400 };
    char path[BQ_PATH_MAX] = "", word[32];
    struct bq_draft *draft = draft_of("Versions", "0");
    struct bq_file_stamp stamp = { 0 };
    struct bq_version_list list;
    (void)state;
    enter();
    for (int i = 0; i < 12; i++) {
        /* Three saves on each of four days. */
        int64_t now = NOW + (i / 3) * DAY + i % 3 * 60;
        struct timespec times[2] = { { (time_t)now, 0 }, { (time_t)now, 0 } };

        snprintf(word, sizeof word, "%d", i);
        assert_int_equal(bq_draft_set_text(draft, BQ_FIELD_DESCRIPTION, word, strlen(word), NULL),
                         BQ_OK);
        assert_int_equal(bq_store_save(&paths, draft, path, i ? &stamp : NULL, &stamp, now, NULL),
                         BQ_OK);
        assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
        assert_int_equal(bq_file_stat(path, &stamp, NULL), BQ_OK);
    }
    bq_draft_free(draft);
    assert_int_equal(bq_versions_list(&paths, path, &list, NULL), BQ_OK);
    /* Today's two before the present one, and the last of three days. */
    assert_int_equal(list.count, 5);
    for (size_t i = 0; i < list.count; i++) {
        static const char *const want[] = { "10", "9", "8", "5", "2" };

        assert_int_equal(bq_store_load(list.items[i].path, &draft, NULL, NULL), BQ_OK);
        assert_string_equal(bq_draft_text(draft, BQ_FIELD_DESCRIPTION, NULL), want[i]);
        bq_draft_free(draft);
    }
    bq_version_list_clear(&list);
    leave();
}

/* In a folder that can't be written the file is overwritten in place; what it was stays kept. */
static int save_in_place(const char *path)
{
    struct bq_version_list list = { 0 };
    struct bq_file_stamp stamp, after = { 0 };
    struct bq_draft *draft = NULL, *old = NULL;
    char name[BQ_PATH_MAX];
    int result = 1;

    snprintf(name, sizeof name, "%s", path);
    if (geteuid() == 0 && setuid(65534))
        return 2;
    if (bq_store_load(path, &draft, &stamp, NULL) ||
        bq_draft_set_text(draft, BQ_FIELD_DESCRIPTION, "new", 3, NULL) ||
        bq_store_save(&paths, draft, name, &stamp, &after, NOW + 60, NULL))
        result = 3;
    else if (bq_versions_list(&paths, path, &list, NULL) || list.count != 1 ||
             bq_store_load(list.items[0].path, &old, NULL, NULL))
        result = 4;
    else if (strcmp(bq_draft_text(old, BQ_FIELD_DESCRIPTION, NULL), "text\n") == 0)
        result = 0;
    bq_version_list_clear(&list);
    bq_draft_free(draft);
    bq_draft_free(old);
    return result;
}

static int give_away(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return chown(path, 65534, (gid_t)-1);
}

void test_versions__a_file_overwritten_in_place_leaves_its_version_alone(void **state)
{
    char path[BQ_PATH_MAX];
    pid_t child;
    int code;
    (void)state;
    enter();
    save_new("In place", NOW, path);
    if (geteuid() == 0) /* root may write everywhere */
        assert_int_equal(nftw(root, give_away, 16, FTW_PHYS), 0);
    assert_int_equal(chmod(paths.drafts, 0555), 0);
    child = fork();
    if (child == 0)
        _exit(save_in_place(path));
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFEXITED(code));
    assert_int_equal(WEXITSTATUS(code), 0);
    assert_int_equal(chmod(paths.drafts, 0755), 0);
    leave();
}

/* ---- journal ------------------------------------------------------------------------------------
 */

static void only_journal(char *path)
{
    char command[300];
    FILE *pipe;

    snprintf(command, sizeof command, "ls %s/state/journal/*.jnl", root);
    pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(path, BQ_PATH_MAX, pipe));
    path[strcspn(path, "\n")] = '\0';
    pclose(pipe);
}

static void edit(struct bq_journal *journal, size_t at, size_t removed, const char *added)
{
    bq_journal_put_edit(journal, BQ_FIELD_DESCRIPTION, at, removed, added, strlen(added));
}

void test_journal__edits_come_back_after_the_session_is_gone(void **state)
{
    struct bq_journal *journal;
    struct bq_recovery_list list;
    struct bq_draft *draft = draft_of("Unsaved", "one two");
    (void)state;
    enter();
    assert_int_equal(bq_journal_open(&paths, "", &journal, NULL), BQ_OK);
    bq_journal_put_draft(journal, draft);
    edit(journal, 3, 1, ", ");
    edit(journal, 0, 3, "\xc3\xa9\xf0\x9f\x98\x80");
    edit(journal, 11, 0, "\n\ttail \n");
    assert_int_equal(bq_journal_sync(journal, NULL), BQ_OK);
    bq_draft_free(draft);
    /* While it lives nobody is offered its text. */
    assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
    assert_int_equal(list.count, 0);
    bq_recovery_list_clear(&list);
    bq_journal_close(journal, true);
    assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].title, "Unsaved");
    assert_string_equal(list.items[0].path, "");
    assert_int_equal(bq_recovery_load(list.items[0].journal, &draft, NULL), BQ_OK);
    assert_string_equal(bq_draft_text(draft, BQ_FIELD_DESCRIPTION, NULL),
                        "\xc3\xa9\xf0\x9f\x98\x80, two\n\ttail \n");
    bq_draft_free(draft);
    assert_int_equal(bq_recovery_discard(&paths, list.items[0].journal, NULL), BQ_OK);
    bq_recovery_list_clear(&list);
    assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
    assert_int_equal(list.count, 0);
    leave();
}

void test_journal__a_file_that_was_removed_is_there_again(void **state)
{
    struct bq_journal *journal;
    struct bq_draft *draft = draft_of("Removed", "abc");
    char path[BQ_PATH_MAX], command[600];
    struct bq_recovery_list list;

    (void)state;
    enter();
    assert_int_equal(bq_journal_open(&paths, "", &journal, NULL), BQ_OK);
    bq_journal_put_draft(journal, draft);
    assert_int_equal(bq_journal_sync(journal, NULL), BQ_OK);
    only_journal(path);
    snprintf(command, sizeof command, "rm -r %s/state/journal", root);
    assert_int_equal(system(command), 0);
    edit(journal, 3, 0, "d");
    assert_int_equal(bq_journal_sync(journal, NULL), BQ_OK);
    assert_int_equal(access(path, F_OK), 0);
    /* also when nothing was typed since */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(bq_journal_sync(journal, NULL), BQ_OK);
    assert_int_equal(access(path, F_OK), 0);
    bq_draft_free(draft);
    bq_journal_close(journal, true);
    assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(bq_recovery_load(list.items[0].journal, &draft, NULL), BQ_OK);
    assert_string_equal(bq_draft_text(draft, BQ_FIELD_DESCRIPTION, NULL), "abcd");
    bq_draft_free(draft);
    bq_recovery_list_clear(&list);
    leave();
}

void test_journal__what_is_saved_is_not_offered(void **state)
{
    struct bq_journal *journal;
    struct bq_recovery_list list;
    struct bq_draft *draft;
    char path[BQ_PATH_MAX];
    (void)state;
    enter();
    save_new("Saved", NOW, path);
    assert_int_equal(bq_store_load(path, &draft, NULL, NULL), BQ_OK);
    assert_int_equal(bq_journal_open(&paths, path, &journal, NULL), BQ_OK);
    bq_journal_put_draft(journal, draft);
    bq_journal_close(journal, true);
    assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
    assert_int_equal(list.count, 0);
    assert_int_equal(bq_journal_open(&paths, path, &journal, NULL), BQ_OK);
    bq_journal_put_draft(journal, draft);
    edit(journal, 0, 0, "more ");
    bq_journal_close(journal, true);
    assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].path, path);
    bq_recovery_list_clear(&list);
    bq_draft_free(draft);
    leave();
}

/* Two sessions that died in the same second: the one written last comes first, whatever its name.
 */
void test_journal__the_newest_is_offered_first(void **state)
{
    struct bq_recovery_list list;
    char newest[BQ_PATH_MAX];
    (void)state;
    for (int first = 0; first < 2; first++) {
        struct timespec times[2] = { { .tv_sec = NOW }, { .tv_sec = NOW } };

        enter();
        for (int i = 0; i < 2; i++) {
            struct bq_draft *draft = draft_of("Both", "text");
            struct bq_journal *journal;

            assert_int_equal(bq_journal_open(&paths, "", &journal, NULL), BQ_OK);
            bq_journal_put_draft(journal, draft);
            bq_journal_close(journal, true);
            bq_draft_free(draft);
        }
        assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
        assert_int_equal(list.count, 2);
        for (int i = 0; i < 2; i++) { /* in both orders of their names */
            times[1].tv_nsec = i == first ? 7000000 : 3000000;
            assert_int_equal(utimensat(AT_FDCWD, list.items[i].journal, times, 0), 0);
        }
        snprintf(newest, sizeof newest, "%s", list.items[first].journal);
        bq_recovery_list_clear(&list);
        assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
        assert_string_equal(list.items[0].journal, newest);
        bq_recovery_list_clear(&list);
        leave();
    }
}

void test_journal__stays_short_when_states_follow_each_other(void **state)
{
    struct bq_journal *journal;
    struct bq_draft *draft = draft_of("Long", "");
    char path[BQ_PATH_MAX];
    struct bq_recovery_state got;
    struct stat st;
    size_t states = 0;
    (void)state;
    enter();
    assert_int_equal(bq_journal_open(&paths, "", &journal, NULL), BQ_OK);
    bq_journal_put_draft(journal, draft);
    for (int i = 0; i < 30000; i++) {
        if (bq_journal_wants_draft(journal)) {
            char *text = malloc((size_t)i);

            memset(text, 'x', (size_t)i);
            assert_int_equal(bq_draft_set_text(draft, BQ_FIELD_DESCRIPTION, text, (size_t)i, NULL),
                             BQ_OK);
            free(text);
            bq_journal_put_draft(journal, draft);
            states++;
        }
        edit(journal, (size_t)i, 0, "x");
        if (i % 1000 == 0)
            assert_int_equal(bq_journal_sync(journal, NULL), BQ_OK);
    }
    bq_journal_close(journal, true);
    only_journal(path);
    assert_int_equal(stat(path, &st), 0);
    assert_true(states >= 2 && states < 30);
    assert_true(st.st_size < 400000);
    assert_int_equal(bq_recovery_read(path, &got, NULL), BQ_OK);
    assert_int_equal(strlen(bq_draft_text(got.draft, BQ_FIELD_DESCRIPTION, NULL)), 30000);
    bq_draft_free(got.draft);
    bq_draft_free(draft);
    leave();
}

/* Cut or flipped anywhere, a journal gives a moment that was, or says that it can't. */
void test_journal__damage_costs_the_end_and_never_more(void **state)
{
    struct bq_journal *journal;
    struct bq_draft *draft = draft_of("Torn", "");
    char path[BQ_PATH_MAX], letters[] = "abcdefghijklmnopqrstuvwxyz";
    size_t len, best = 0, flips = 0;
    char *bytes;
    (void)state;
    enter();
    assert_int_equal(bq_journal_open(&paths, "", &journal, NULL), BQ_OK);
    bq_journal_put_draft(journal, draft);
    bq_draft_free(draft);
    for (size_t i = 0; i < 26; i++) {
        char letter[2] = { letters[i], 0 };

        edit(journal, i, 0, letter);
    }
    bq_journal_close(journal, true);
    only_journal(path);
    assert_int_equal(bq_file_read(path, 1 << 20, &bytes, &len, NULL, NULL), BQ_OK);
    for (size_t cut = 0; cut <= len; cut++) {
        struct bq_recovery_state got;

        assert_int_equal(bq_file_write(path, bytes, cut, BQ_FILE_NO_SYNC, NULL, NULL, NULL), BQ_OK);
        if (bq_recovery_read(path, &got, NULL)) {
            assert_int_equal(best, 0);
            continue;
        }
        /* More bytes never mean less text. */
        assert_true(got.edits >= best);
        best = got.edits;
        assert_int_equal(strlen(bq_draft_text(got.draft, BQ_FIELD_DESCRIPTION, NULL)), best);
        assert_memory_equal(bq_draft_text(got.draft, BQ_FIELD_DESCRIPTION, NULL), letters, best);
        bq_draft_free(got.draft);
    }
    assert_int_equal(best, 26);
    for (size_t bit = 0; bit < len * 8; bit += 3) {
        struct bq_recovery_state got;

        bytes[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(bq_file_write(path, bytes, len, BQ_FILE_NO_SYNC, NULL, NULL, NULL), BQ_OK);
        if (!bq_recovery_read(path, &got, NULL)) {
            assert_memory_equal(bq_draft_text(got.draft, BQ_FIELD_DESCRIPTION, NULL), letters,
                                got.edits);
            assert_true(got.torn);
            bq_draft_free(got.draft);
            flips++;
        }
        bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_true(flips > 100);
    free(bytes);
    leave();
}
