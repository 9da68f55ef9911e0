/* Confinement holds: in a child, what was given up is refused, and what was kept works. */
#include "bqi/confine.h"
#include "bqi/file.h"
#include "unit.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HELD = 0, BROKEN = 1, NOT_HERE = 2 };

static int in_child(int (*probe)(const char *dir), const char *dir)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(probe(dir));
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int probe_sockets(const char *dir)
{
    struct bq_confine_report report;
    (void)dir;
    bq_confine(NULL, 0, BQ_CONFINE_NO_EXEC, &report);
    if (!report.calls)
        return NOT_HERE;
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || errno != EPERM)
        return BROKEN;
    char *argv[] = { (char *)(uintptr_t) "true", NULL };
    execv("/bin/true", argv);
    return errno == EPERM ? HELD : BROKEN;
}

static int probe_files(const char *dir)
{
    char readable[512], writable[512];
    struct bq_confine_report report;
    struct bq_err err;
    snprintf(readable, sizeof readable, "%s/readable", dir);
    snprintf(writable, sizeof writable, "%s/out", dir);
    const struct bq_confine_path paths[] = { { readable, BQ_CONFINE_READ },
                                             { writable, BQ_CONFINE_WRITE } };
    bq_confine(paths, 2, BQ_CONFINE_FILES, &report);
    if (!report.files)
        return NOT_HERE;
    int fd = open(readable, O_RDONLY);
    if (fd < 0 || open("/etc/passwd", O_RDONLY) >= 0 || open(readable, O_WRONLY) >= 0)
        return BROKEN;
    char target[1024];
    snprintf(target, sizeof target, "%s/new.yaml", writable);
    if (bq_file_write(target, "one", 3, 0, NULL, NULL, &err) < 0 ||
        bq_file_write(target, "two", 3, 0, NULL, NULL, &err) < 0)
        return BROKEN;
    snprintf(target, sizeof target, "%s/elsewhere", dir);
    return open(target, O_CREAT | O_WRONLY, 0600) < 0 ? HELD : BROKEN;
}

static void held_or_not_here(int result)
{
    if (result == NOT_HERE)
        skip();
    assert_int_equal(result, HELD);
}

void test_confine__refuses_sockets_and_programs(void **state)
{
    (void)state;
    held_or_not_here(in_child(probe_sockets, NULL));
}

void test_confine__keeps_files_to_what_is_named(void **state)
{
    char dir[] = "/tmp/bq-confine.XXXXXX", command[600];
    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(command, sizeof command, "%s/out", dir);
    assert_int_equal(bq_file_make_dir(command, NULL), BQ_OK);
    snprintf(command, sizeof command, "%s/readable", dir);
    assert_int_equal(bq_file_write(command, "x", 1, 0, NULL, NULL, NULL), BQ_OK);
    int result = in_child(probe_files, dir);
    unlink(command);
    snprintf(command, sizeof command, "%s/out/new.yaml", dir);
    unlink(command);
    snprintf(command, sizeof command, "%s/out", dir);
    rmdir(command);
    rmdir(dir);
    held_or_not_here(result);
}
