/*
 * Lines in, lines out: the pipeline of `bugquill scope`. Chunks of whole lines go through one or
 * more workers and come out in the order they came in; memory does not depend on how much there is.
 */
#ifndef CLI_SCOPE_STREAM_H
#define CLI_SCOPE_STREAM_H

#include "cli.h"

#include "bqi/scopes.h"

enum { SCOPE_THREADS_MAX = 64 };

/* What the lines are asked of, and how answers are written. */
struct scope_job {
    struct bq_scope *const *scopes;
    struct bq_program *const *programs;
    size_t count;
    const struct bq_scopes *all; /* NULL: the one scope */
    bool json;
    unsigned only;        /* bit of each verdict that is shown */
    struct bq_pool *pool; /* answers lines; NULL: one thread */
};

/* Writes the answers for lines (without their ends), at most BQ_ASK_LINES. Returns how many are not
 * in. */
size_t scope_lines(const struct scope_job *job, const struct bq_span *lines, size_t count,
                   struct bq_buf *out);
/*
 * The same for a long line, straight to the stream in pieces. Returns the verdict.
 */
enum bq_verdict scope_long_line(const struct scope_job *job, const char *line, size_t len,
                                FILE *to);

/* What came of a stream. */
struct scope_totals {
    uint64_t lines, other; /* other: lines whose verdict is not in */
    bool trouble;          /* lines over the cap, or nothing could be read or written */
};
/* From descriptor fd (name is for messages) to cli->out. */
void scope_stream(struct cli *cli, const struct scope_job *job, int fd, const char *name,
                  struct scope_totals *totals);

#endif
