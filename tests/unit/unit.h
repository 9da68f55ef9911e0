/* What every unit test includes: cmocka, and what it wants before it. */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A build in which everything takes longer. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNIT_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define UNIT_SANITIZED 1
#endif

extern const struct CMUnitTest unit_tests[];
extern const size_t unit_tests_count;

#endif
