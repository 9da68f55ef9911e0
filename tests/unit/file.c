/* Files: read with a cap, refused promptly when they are none, written whole or not at all. */
#include "bqi/file.h"
#include "bqi/paths.h"
#include "unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[64];

static void enter(void)
{
    memcpy(folder, "/tmp/bq-unit-XXXXXX", sizeof "/tmp/bq-unit-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static void leave(void)
{
    DIR *dir = opendir(folder);
    struct dirent *item;

    assert_non_null(dir);
    while ((item = readdir(dir)) != NULL)
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0 &&
            unlinkat(dirfd(dir), item->d_name, 0) != 0)
            unlinkat(dirfd(dir), item->d_name, AT_REMOVEDIR);
    closedir(dir);
    rmdir(folder);
}

static const char *in(const char *name)
{
    static char paths[8][128];
    static int next;

    next = (next + 1) % 8;
    snprintf(paths[next], sizeof paths[next], "%s/%s", folder, name);
    return paths[next];
}

static int put(const char *name, const char *text, unsigned flags)
{
    return bq_file_write(in(name), text, strlen(text), flags, NULL, NULL, NULL);
}

static void holds(const char *name, const char *text)
{
    char *bytes;
    size_t len;

    assert_int_equal(bq_file_read(in(name), 1000, &bytes, &len, NULL, NULL), BQ_OK);
    assert_string_equal(bytes, text);
    free(bytes);
}

static size_t files(void)
{
    DIR *dir = opendir(folder);
    struct dirent *item;
    size_t count = 0;

    while ((item = readdir(dir)) != NULL)
        count += strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0;
    closedir(dir);
    return count;
}

static unsigned mode_of(const char *name)
{
    struct stat st;

    assert_int_equal(stat(in(name), &st), 0);
    return st.st_mode & 0777;
}

void test_file__comes_back_as_written_and_private(void **state)
{
    mode_t before = umask(0);
    (void)state;
    enter();
    assert_int_equal(put("a", "one", 0), BQ_OK);
    holds("a", "one");
    assert_int_equal(mode_of("a"), 0600);
    umask(0777);
    assert_int_equal(put("b", "two", BQ_FILE_PRIVATE), BQ_OK);
    assert_int_equal(bq_file_make_dir(in("d"), NULL), BQ_OK);
    umask(before);
    assert_int_equal(mode_of("b"), 0600);
    assert_int_equal(mode_of("d"), 0700);
    assert_int_equal(files(), 3);
    leave();
}

void test_file__keeps_a_mode_unless_told_to_be_private(void **state)
{
    (void)state;
    enter();
    assert_int_equal(put("a", "one", 0), BQ_OK);
    assert_int_equal(chmod(in("a"), 0644), 0);
    assert_int_equal(put("a", "two", 0), BQ_OK);
    assert_int_equal(mode_of("a"), 0644);
    assert_int_equal(put("a", "three", BQ_FILE_PRIVATE), BQ_OK);
    assert_int_equal(mode_of("a"), 0600);
    leave();
}

void test_file__a_link_stays_and_its_target_changes(void **state)
{
    struct stat st;
    (void)state;
    enter();
    assert_int_equal(put("real", "one", 0), BQ_OK);
    assert_int_equal(symlink("real", in("second")), 0);
    assert_int_equal(symlink(in("second"), in("first")), 0);
    assert_int_equal(put("first", "two", 0), BQ_OK);
    holds("real", "two");
    assert_int_equal(lstat(in("first"), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    /* One whose file is gone gets it back. */
    assert_int_equal(unlink(in("real")), 0);
    assert_int_equal(put("first", "three", 0), BQ_OK);
    holds("real", "three");
    assert_int_equal(symlink("loop", in("loop")), 0);
    assert_int_equal(put("loop", "x", 0), BQ_EIO);
    leave();
}

void test_file__hard_links_stay_together(void **state)
{
    struct bq_file_stamp before, after;
    (void)state;
    enter();
    assert_int_equal(put("a", "a longer text", 0), BQ_OK);
    assert_int_equal(link(in("a"), in("b")), 0);
    assert_int_equal(bq_file_stat(in("a"), &before, NULL), BQ_OK);
    assert_int_equal(bq_file_write(in("a"), "short", 5, 0, &before, &after, NULL), BQ_OK);
    holds("a", "short");
    holds("b", "short");
    assert_int_equal(before.inode, after.inode);
    assert_int_equal(files(), 2);
    /* A second name that the caller gave it is no reason to. */
    assert_int_equal(put("a", "new", BQ_FILE_LINKED), BQ_OK);
    holds("a", "new");
    holds("b", "short");
    leave();
}

void test_file__notices_what_others_changed(void **state)
{
    struct bq_file_stamp stamp, none = { 0 };
    char *bytes;
    size_t len;
    (void)state;
    enter();
    assert_int_equal(put("a", "one", 0), BQ_OK);
    assert_int_equal(bq_file_read(in("a"), 100, &bytes, &len, &stamp, NULL), BQ_OK);
    free(bytes);
    assert_int_equal(bq_file_write(in("a"), "two", 3, 0, &stamp, &stamp, NULL), BQ_OK);
    assert_int_equal(put("a", "theirs", 0), BQ_OK);
    assert_int_equal(bq_file_write(in("a"), "mine", 4, 0, &stamp, NULL, NULL), BQ_ECONFLICT);
    holds("a", "theirs");
    assert_int_equal(unlink(in("a")), 0);
    assert_int_equal(bq_file_write(in("a"), "mine", 4, 0, &stamp, NULL, NULL), BQ_ECONFLICT);
    assert_int_equal(bq_file_write(in("a"), "mine", 4, 0, &none, NULL, NULL), BQ_OK);
    assert_int_equal(bq_file_write(in("a"), "mine", 4, 0, &none, NULL, NULL), BQ_ECONFLICT);
    assert_int_equal(put("a", "x", BQ_FILE_EXCLUSIVE), BQ_EEXIST);
    assert_int_equal(put("new", "x", BQ_FILE_EXCLUSIVE), BQ_OK);
    assert_int_equal(files(), 2);
    leave();
}

void test_file__keeps_a_backup_when_asked(void **state)
{
    (void)state;
    enter();
    assert_int_equal(put("a", "one", BQ_FILE_KEEP_BACKUP), BQ_OK);
    assert_int_equal(put("a", "two", BQ_FILE_KEEP_BACKUP), BQ_OK);
    assert_int_equal(put("a", "three", BQ_FILE_KEEP_BACKUP), BQ_OK);
    holds("a", "three");
    holds("a~", "two");
    leave();
}

void test_file__what_is_no_file_is_refused_at_once(void **state)
{
    static const char *const names[] = { "fifo", "folder", "zero", "nowhere" };
    struct bq_err err;
    char *bytes;
    size_t len;
    (void)state;
    enter();
    assert_int_equal(mkfifo(in("fifo"), 0600), 0);
    assert_int_equal(mkdir(in("folder"), 0700), 0);
    assert_int_equal(symlink("/dev/zero", in("zero")), 0);
    assert_int_equal(symlink("nowhere", in("nowhere")), 0);
    alarm(5);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(bq_file_read(in(names[i]), 1000, &bytes, &len, NULL, &err), BQ_EIO);
        assert_null(bytes);
        assert_string_equal(err.file, in(names[i]));
        assert_true(put(names[i], "x", 0) < 0);
    }
    alarm(0);
    leave();
}

void test_file__the_cap_is_exact_and_a_sparse_giant_is_refused(void **state)
{
    char *bytes;
    size_t len;
    int fd;
    (void)state;
    enter();
    assert_int_equal(put("a", "12345", 0), BQ_OK);
    assert_int_equal(bq_file_read(in("a"), 5, &bytes, &len, NULL, NULL), BQ_OK);
    assert_int_equal(len, 5);
    free(bytes);
    assert_int_equal(bq_file_read(in("a"), 4, &bytes, &len, NULL, NULL), BQ_ELIMIT);
    fd = open(in("giant"), O_CREAT | O_WRONLY, 0600);
    assert_int_equal(ftruncate(fd, (off_t)10 << 30), 0);
    close(fd);
    assert_int_equal(bq_file_read(in("giant"), 1 << 20, &bytes, &len, NULL, NULL), BQ_ELIMIT);
    /* What tells no size beforehand is read to its end. */
    assert_int_equal(bq_file_read("/proc/self/status", 1 << 20, &bytes, &len, NULL, NULL), BQ_OK);
    assert_true(len > 100);
    free(bytes);
    leave();
}

void test_file__temporary_names_are_known_and_cleaned(void **state)
{
    int dir;
    (void)state;
    enter();
    assert_true(bq_file_is_temp(".a.yaml.0123456789abcdef.tmp"));
    assert_false(bq_file_is_temp("a.yaml.0123456789abcdef.tmp"));
    assert_false(bq_file_is_temp(".a.yaml.0123456789abcdeg.tmp"));
    assert_false(bq_file_is_temp(".tmp"));
    assert_int_equal(put(".a.yaml.0123456789abcdef.tmp", "torn", 0), BQ_OK);
    dir = open(folder, O_RDONLY | O_DIRECTORY);
    bq_file_clean(dir, ".a.yaml.0123456789abcdef.tmp", 1000);
    assert_int_equal(files(), 1);
    bq_file_clean(dir, ".a.yaml.0123456789abcdef.tmp", INT64_MAX);
    assert_int_equal(files(), 0);
    close(dir);
    leave();
}

void test_file__folders_are_made_with_their_parents(void **state)
{
    struct bq_err err;
    char deep[200];
    (void)state;
    enter();
    snprintf(deep, sizeof deep, "%s/x/y/z", folder);
    assert_int_equal(bq_file_make_dir(deep, NULL), BQ_OK);
    assert_int_equal(bq_file_make_dir(deep, NULL), BQ_OK);
    assert_int_equal(put("file", "x", 0), BQ_OK);
    assert_int_equal(bq_file_make_dir(in("file"), &err), BQ_EIO);
    snprintf(deep, sizeof deep, "%s/file/y", folder);
    assert_true(bq_file_make_dir(deep, &err) < 0);
    snprintf(deep, sizeof deep, "%s/x/y/z", folder);
    rmdir(deep);
    snprintf(deep, sizeof deep, "%s/x/y", folder);
    rmdir(deep);
    leave();
}

/* Four writers, some of them killed: what stays is one writer's whole text, never a mixture. */
void test_file__writers_at_once_leave_one_whole_text(void **state)
{
    enum { WRITERS = 4, SIZE = 60000, KILLED = 2 };
    pid_t pids[WRITERS];
    struct timespec pause = { 0, 150000000 };
    char *text = malloc(SIZE), *bytes;
    size_t len;
    (void)state;
    enter();
    for (int i = 0; i < WRITERS; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            memset(text, 'a' + i, SIZE);
            for (int n = 0; i < KILLED || n < 60; n++)
                if (bq_file_write(in("shared"), text, SIZE - (size_t)i, BQ_FILE_PRIVATE, NULL, NULL,
                                  NULL))
                    _exit(1);
            _exit(0);
        }
    }
    nanosleep(&pause, NULL);
    for (int i = 0; i < WRITERS; i++) {
        int code;

        if (i < KILLED)
            kill(pids[i], SIGKILL);
        assert_int_equal(waitpid(pids[i], &code, 0), pids[i]);
        assert_true(i < KILLED ? WIFSIGNALED(code) : code == 0);
        assert_int_equal(bq_file_read(in("shared"), SIZE, &bytes, &len, NULL, NULL), BQ_OK);
        assert_int_equal(len, SIZE - (size_t)(bytes[0] - 'a'));
        memset(text, bytes[0], SIZE);
        assert_memory_equal(bytes, text, len);
        free(bytes);
    }
    free(text);
    leave();
}
