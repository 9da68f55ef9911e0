/* Giving up what is not needed: the only file that names Landlock. */
#include "bqi/confine.h"
#include "base/sanitizer.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif
#ifdef BQ_WITH_SECCOMP
#include "base/call_filter.h"
#include <linux/seccomp.h>
#endif
#ifdef HAVE_LINUX_LANDLOCK_H
#include <linux/landlock.h>
#endif

static void because(struct bq_confine_report *report, const char *what)
{
    size_t len = strlen(report->why_not);
    snprintf(report->why_not + len, sizeof report->why_not - len, "%s%s", len ? "; " : "", what);
}

#if defined HAVE_LINUX_LANDLOCK_H && defined SYS_landlock_create_ruleset

/* Access rights of the first ABI; later ABIs add to them. */
enum { REFER_SINCE = 2, TRUNCATE_SINCE = 3 };
#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FILE_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE)
#define WRITE_RIGHTS                                                                               \
    (READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |                \
     LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR)
/* Defined by newer kernel headers than the ones this may be built with. */
#define RIGHT_REFER    (UINT64_C(1) << 13)
#define RIGHT_TRUNCATE (UINT64_C(1) << 14)

static int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi > 0 ? (int)abi : 0;
}

static uint64_t handled_rights(int abi)
{
    uint64_t rights = LANDLOCK_ACCESS_FS_EXECUTE | WRITE_RIGHTS | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                      LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                      LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
    if (abi >= REFER_SINCE)
        rights |= RIGHT_REFER;
    if (abi >= TRUNCATE_SINCE)
        rights |= RIGHT_TRUNCATE;
    return rights;
}

static void allow_path(int ruleset, const struct bq_confine_path *path, uint64_t handled)
{
    struct stat st;
    int fd = open(path->path, O_PATH | O_CLOEXEC);
    if (fd < 0)
        return;
    uint64_t rights = path->access == BQ_CONFINE_WRITE ? WRITE_RIGHTS | RIGHT_REFER | RIGHT_TRUNCATE
                                                       : READ_RIGHTS;
    if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rights &= FILE_RIGHTS | RIGHT_TRUNCATE;
    struct landlock_path_beneath_attr rule = { .allowed_access = rights & handled,
                                               .parent_fd = fd };
    /* A path that can't be allowed stays forbidden, which its reader then says. */
    if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
        errno = 0;
    close(fd);
}

static void confine_files(const struct bq_confine_path *paths, size_t count,
                          struct bq_confine_report *report)
{
    report->landlock_abi = landlock_abi();
    if (!report->landlock_abi) {
        because(report, "the kernel has no Landlock");
        return;
    }
    struct landlock_ruleset_attr attr = { .handled_access_fs =
                                              handled_rights(report->landlock_abi) };
    long ruleset = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0) {
        because(report, "Landlock refused the rules");
        return;
    }
    for (size_t i = 0; i < count; i++)
        allow_path((int)ruleset, &paths[i], attr.handled_access_fs);
    report->files = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    if (!report->files)
        because(report, "Landlock could not be switched on");
    close((int)ruleset);
}

#else

static int landlock_abi(void)
{
    return 0;
}

static void confine_files(const struct bq_confine_path *paths, size_t count,
                          struct bq_confine_report *report)
{
    (void)paths;
    (void)count;
    because(report, "built without Landlock");
}

#endif

#ifdef BQ_WITH_SECCOMP

static bool load(const struct bq_call_filter *filter)
{
    /* The kernel takes a pointer to what it does not change. */
    struct sock_fprog program = { filter->count, (struct sock_filter *)(uintptr_t)filter->steps };
    return filter->count && syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

static void confine_calls(unsigned flags, struct bq_confine_report *report)
{
    bool no_exec = flags & BQ_CONFINE_NO_EXEC;
#ifdef BQ_CROSS_COMPILED
    struct bq_call_filter filter = { .count = 0 };
    report->calls = bq_call_filter_make(no_exec, &filter) && load(&filter);
#else
    report->calls = load(&bq_call_filters[no_exec]);
#endif
    if (!report->calls)
        because(report, "the kernel refused the call filter");
}

#else

static void confine_calls(unsigned flags, struct bq_confine_report *report)
{
    (void)flags;
    because(report, "built without seccomp");
}

#endif

void bq_confine(const struct bq_confine_path *paths, size_t count, unsigned flags,
                struct bq_confine_report *report)
{
    memset(report, 0, sizeof *report);
#ifdef __linux__
    /* Both need the promise that no program started later can gain rights. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
        because(report, "the kernel refused");
        return;
    }
    if ((flags & BQ_CONFINE_FILES) && BQ_WITH_SANITIZER)
        because(report, "a build with sanitizers reads /proc at its end");
    else if (flags & BQ_CONFINE_FILES)
        confine_files(paths, count, report);
    confine_calls(flags, report);
#else
    (void)paths;
    (void)count;
    (void)flags;
    because(report, "only on Linux");
#endif
}

void bq_confine_probe(struct bq_confine_report *report)
{
    memset(report, 0, sizeof *report);
    report->landlock_abi = landlock_abi();
    report->files = report->landlock_abi > 0;
#ifdef BQ_WITH_SECCOMP
    report->calls = true;
#else
    because(report, "built without seccomp");
#endif
    if (!report->files)
        because(report, "no Landlock here");
}
