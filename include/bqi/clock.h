/*
 * Times and dates. The library never asks for the time: it comes in as seconds since 1970-01-01
 * UTC.
 */
#ifndef BQI_CLOCK_H
#define BQI_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { BQ_TIME_LEN = 21, BQ_DATE_LEN = 11 }; /* with the terminator */

/* "2026-11-24T09:30:00Z" */
void bq_time_format(int64_t seconds, char out[BQ_TIME_LEN]);
/* "2026-11-24" */
void bq_date_format(int64_t seconds, char out[BQ_DATE_LEN]);
/* Reads either form; false when it is neither or no such day. A date means its midnight. */
bool bq_time_parse(const char *text, int64_t *seconds);

#endif
