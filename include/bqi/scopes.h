/*
 * Many programs' scopes at once: "which of my programs is this in?" A look-up finds the few
 * programs that could have something to say, and asks only those.
 */
#ifndef BQI_SCOPES_H
#define BQI_SCOPES_H

#include "bqi/buf.h"
#include "bqi/pool.h"
#include "bugquill/scope.h"

/* bq_scope_new on the threads of a pool (may be NULL), where there are some thousand entries. */
int bq_scope_new_on(struct bq_pool *pool, const struct bq_program *program, struct bq_scope **out,
                    struct bq_err *err) BQ_MUST_USE;

/*
 * bq_scope_ask for filters, several lines at a time (at most BQ_ASK_LINES): what one look-up waits
 * for is fetched while the others are worked on. Only answers with a verdict of the set (bits
 * 1 << verdict) are put in words; of the others nothing but verdict, target and url is certain.
 */
enum { BQ_ASK_LINES = 8 };
struct bq_scope_line {
    struct bq_scope_answer answer;
    bool plain; /* neither the target's name nor the reason needs an escape (bq_tsv_cell) */
    struct bq_span name; /* where plain: that name, from nearer than the target */
};
void bq_scope_ask_lines(const struct bq_scope *scope, const struct bq_span *lines, size_t count,
                        unsigned verdicts, struct bq_scope_line *out);

struct bq_scopes;

/* Keeps pointers to the scopes, which must outlive it. */
int bq_scopes_new(struct bq_scope *const *scopes, size_t count, struct bq_scopes **out,
                  struct bq_err *err) BQ_MUST_USE;
void bq_scopes_free(struct bq_scopes *scopes);

/*
 * The best answer over all programs (in, conflict, out, unlisted with a warning, unlisted, invalid,
 * in this order; the first program among equals). *which is the number of the program that gave it,
 * count when none has anything to say (then the answer is unlisted or invalid). also (may be NULL)
 * takes up to max numbers of further programs with the same verdict; their number comes back.
 * Thread safe.
 */
size_t bq_scopes_ask(const struct bq_scopes *scopes, const char *input, size_t len,
                     struct bq_scope_answer *answer, size_t *which, size_t *also, size_t max);

#endif
