/* Starting programs: by ourselves, and by the child that was forked before. */
#include "bqi/launch.h"
#include "bqi/confine.h"
#include "unit.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void words(const char *line, const char *extra, const char *want)
{
    char **got, joined[200] = "";
    assert_int_equal(launch_split(line, extra, &got, NULL), BQ_OK);
    for (size_t i = 0; got[i]; i++) {
        size_t len = strlen(joined);
        snprintf(joined + len, sizeof joined - len, "[%s]", got[i]);
    }
    assert_string_equal(joined, want);
    launch_free_words(got);
}

void test_launch__splits_as_a_shell_does(void **state)
{
    char **got;
    struct bq_err err;
    (void)state;
    words("vi", "a b.md", "[vi][a b.md]");
    words("  code --wait\t-n ", NULL, "[code][--wait][-n]");
    words("'/opt/my editor/ed' \"a \\\" b\" c\\ d $HOME", "x",
          "[/opt/my editor/ed][a \" b][c d][$HOME][x]");
    words("e ''", NULL, "[e][]");
    assert_int_equal(launch_split("", NULL, &got, &err), BQ_EINVAL);
    assert_int_equal(launch_split("vi 'x", NULL, &got, &err), BQ_EINVAL);
}

static void run_both(struct launcher *launcher)
{
    char *good[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c",
                     (char *)(uintptr_t) "exit 7", NULL };
    char *feed[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c",
                     (char *)(uintptr_t) "test \"$(cat)\" = hello", NULL };
    char *killed[] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c",
                       (char *)(uintptr_t) "kill -9 $$", NULL };
    char *none[] = { (char *)(uintptr_t) "no-such-program-here", NULL };
    int code;
    struct bq_err err;
    assert_int_equal(launcher_run(launcher, good, NULL, 0, &code, &err), BQ_OK);
    assert_int_equal(code, 7);
    assert_int_equal(launcher_run(launcher, feed, "hello", 5, &code, &err), BQ_OK);
    assert_int_equal(code, 0);
    assert_int_equal(launcher_run(launcher, killed, NULL, 0, &code, &err), BQ_OK);
    assert_int_equal(code, 128 + 9);
    assert_int_equal(launcher_run(launcher, none, NULL, 0, &code, &err), BQ_ENOTFOUND);
}

void test_launch__runs_programs_and_says_how_they_ended(void **state)
{
    (void)state;
    run_both(NULL);
}

void test_launch__the_child_starts_programs_after_we_gave_it_up(void **state)
{
    int status;
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        struct launcher *launcher;
        struct bq_confine_report report;
        if (launcher_new(&launcher, NULL) < 0)
            _exit(1);
        bq_confine(NULL, 0, BQ_CONFINE_NO_EXEC, &report);
        run_both(launcher);
        launcher_free(launcher);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
