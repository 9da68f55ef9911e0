/*
 * System calls that a signal may interrupt, tried again, but not for ever: a file system that only
 * answers EINTR is an error too.
 */
#ifndef BASE_RETRY_H
#define BASE_RETRY_H

#include <errno.h>

enum { BQ_RETRY_MAX = 1000 };

/* result = call, again while it is interrupted. */
#define BQ_RETRY(result, call)                                                                     \
    do {                                                                                           \
        int retry_tries = 0;                                                                       \
        do                                                                                         \
            (result) = (call);                                                                     \
        while ((result) < 0 && errno == EINTR && ++retry_tries < BQ_RETRY_MAX);                    \
    } while (0)

#endif
