/* The one error type: see bugquill/errors.h. */
#include "bugquill/errors.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void bq_err_clear(struct bq_err *err)
{
    if (err) {
        err->status = BQ_OK;
        err->sys_errno = 0;
        err->line = err->column = 0;
        err->file[0] = '\0';
        err->text[0] = '\0';
    }
}

BQ_PRINTF(6, 0)
static int set(struct bq_err *err, enum bq_status status, const char *file, unsigned line,
               unsigned column, const char *format, va_list args)
{
    if (err) {
        bq_err_clear(err);
        err->status = status;
        err->line = line;
        err->column = column;
        if (file)
            snprintf(err->file, sizeof err->file, "%s", file);
        vsnprintf(err->text, sizeof err->text, format, args);
    }
    return status;
}

int bq_err_set(struct bq_err *err, enum bq_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(err, status, NULL, 0, 0, format, args);
    va_end(args);
    return status;
}

int bq_err_at(struct bq_err *err, enum bq_status status, const char *file, unsigned line,
              unsigned column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    set(err, status, file, line, column, format, args);
    va_end(args);
    return status;
}

int bq_err_system(struct bq_err *err, const char *file, int code, const char *what)
{
    char reason[128];
    /* The GNU form returns a string that need not be the buffer. */
    const char *text = strerror_r(code, reason, sizeof reason);
    enum bq_status status = BQ_EIO;
    if (code == ENOENT || code == ENOTDIR)
        status = BQ_ENOTFOUND;
    else if (code == EEXIST)
        status = BQ_EEXIST;
    bq_err_at(err, status, file, 0, 0, "cannot %s: %s", what, text);
    if (err)
        err->sys_errno = code;
    return status;
}

int bq_err_nomem(struct bq_err *err)
{
    return bq_err_set(err, BQ_ENOMEM, "out of memory");
}

void bq_err_in_file(struct bq_err *err, const char *file)
{
    if (err && err->file[0] == '\0' && file)
        snprintf(err->file, sizeof err->file, "%s", file);
}

size_t bq_err_format(const struct bq_err *err, char *out, size_t size)
{
    int n;
    if (err->file[0] && err->line)
        n = snprintf(out, size, "%s:%u:%u: %s", err->file, err->line, err->column, err->text);
    else if (err->file[0])
        n = snprintf(out, size, "%s: %s", err->file, err->text);
    else if (err->line)
        n = snprintf(out, size, "%u:%u: %s", err->line, err->column, err->text);
    else
        n = snprintf(out, size, "%s", err->text);
    return n < 0 ? 0 : (size_t)n;
}
