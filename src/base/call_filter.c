/* The only file that names libseccomp. Part of what builds the program, or, where that can't run
 * here, of the program. */
#if defined BQ_WITH_SECCOMP && (defined BQ_BAKING || defined BQ_CROSS_COMPILED)
#include "base/call_filter.h"
#include "base/sanitizer.h"
#include <errno.h>
#include <seccomp.h>
#include <unistd.h>

/* Calls no part of bugquill makes. Those of the first group would reach the network. */
static const int never[] = {
    SCMP_SYS(socket),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(sendto),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter),

    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(bpf),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(kexec_load),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
};
static const int tracing[] = { SCMP_SYS(ptrace) };
static const int programs[] = { SCMP_SYS(execve), SCMP_SYS(execveat) };

static bool refuse(scmp_filter_ctx filter, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), calls[i], 0) < 0)
            return false;
    return true;
}

/* The library writes a filter to a file only; a pipe holds all of it. */
static bool export(scmp_filter_ctx filter, struct bq_call_filter *out)
{
    int ends[2];
    if (pipe(ends) < 0)
        return false;
    bool good = seccomp_export_bpf(filter, ends[1]) == 0;
    close(ends[1]);
    ssize_t len = good ? read(ends[0], out->steps, sizeof out->steps) : 0;
    close(ends[0]);
    out->count = len > 0 ? (unsigned short)((size_t)len / sizeof *out->steps) : 0;
    return out->count > 0 && out->count < BQ_CALL_FILTER_MAX;
}

bool bq_call_filter_make(bool no_exec, struct bq_call_filter *out)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool good = filter && refuse(filter, never, sizeof never / sizeof never[0]);
    if (good && !BQ_WITH_SANITIZER)
        good = refuse(filter, tracing, sizeof tracing / sizeof tracing[0]);
    if (good && no_exec)
        good = refuse(filter, programs, sizeof programs / sizeof programs[0]);
    good = good && export(filter, out);
    if (filter)
        seccomp_release(filter);
    return good;
}
#else
/* ISO C wants a declaration in every file. */
typedef int bq_no_call_filter;
#endif
