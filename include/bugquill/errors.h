/*
 * What went wrong, where, in words: the one error type of the library.
 *
 * Three kinds of trouble are never mixed:
 *   - a finding says something about the draft (see check.h); it is a result, not an error;
 *   - a failure is an operation that could not be done: the function returns a negative
 *     enum bq_status and fills the caller's struct bq_err;
 *   - a bug in the program is an assert.
 *
 * A struct bq_err lives on the caller's stack and owns nothing. Functions take it last and accept
 * NULL. It is written only on failure.
 */
#ifndef BUGQUILL_ERRORS_H
#define BUGQUILL_ERRORS_H

#include <stddef.h>

#if defined(__GNUC__)
#define BQ_PRINTF(at, first) __attribute__((__format__(__printf__, at, first)))
#define BQ_MUST_USE          __attribute__((warn_unused_result))
#else
#define BQ_PRINTF(at, first)
#define BQ_MUST_USE
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum bq_status {
    BQ_OK = 0,
    BQ_ENOMEM = -1,    /* memory could not be had */
    BQ_EIO = -2,       /* the system refused: sys_errno says why */
    BQ_EPARSE = -3,    /* a text is not what it should be: line and column say where */
    BQ_ELIMIT = -4,    /* larger, deeper or more than the program accepts */
    BQ_ENOTFOUND = -5, /* no such thing */
    BQ_EINVAL = -6,    /* the caller asked for something that makes no sense */
    BQ_EEXIST = -7,    /* there already */
    BQ_ECONFLICT = -8, /* changed by somebody else in the meantime */
    BQ_ELOCKED = -9    /* held by another session */
};

enum { BQ_ERR_FILE_MAX = 1024, BQ_ERR_TEXT_MAX = 1024 };

/*
 * file is empty when no file is involved; line and column count from 1, 0 when unknown, columns in
 * code points. text is one line in words, without the place and without a final stop. Both texts
 * may hold bytes from the outside: show them through bq_show (bqi/show.h).
 */
struct bq_err {
    enum bq_status status;
    int sys_errno;
    unsigned line, column;
    char file[BQ_ERR_FILE_MAX];
    char text[BQ_ERR_TEXT_MAX];
};

/* Forgets everything. */
void bq_err_clear(struct bq_err *err);

/* Sets status and text, without a place; returns the status, so that `return bq_err_set(...)`
 * works. */
int bq_err_set(struct bq_err *err, enum bq_status status, const char *format, ...) BQ_PRINTF(3, 4);

/* The same with a place. file may be NULL. */
int bq_err_at(struct bq_err *err, enum bq_status status, const char *file, unsigned line,
              unsigned column, const char *format, ...) BQ_PRINTF(6, 7);

/* A system call on file failed with errno value code while doing `what` ("read", "rename"). */
int bq_err_system(struct bq_err *err, const char *file, int code, const char *what);

/* Out of memory. */
int bq_err_nomem(struct bq_err *err);

/* Puts a file name to an error that has none yet (a parser knows the line, its caller the file). */
void bq_err_in_file(struct bq_err *err, const char *file);

/*
 * "FILE:LINE:COL: TEXT" into out (always terminated, cut when too small). Returns the length that
 * the whole would have.
 */
size_t bq_err_format(const struct bq_err *err, char *out, size_t size);

#ifdef __cplusplus
}
#endif
#endif
