/*
 * A leak checker traces the process and reads /proc at its end: a build with one keeps these two
 * rights. Never in a build that is shipped.
 */
#ifndef BASE_SANITIZER_H
#define BASE_SANITIZER_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BQ_WITH_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define BQ_WITH_SANITIZER 1
#endif
#ifndef BQ_WITH_SANITIZER
#define BQ_WITH_SANITIZER 0
#endif

#endif
