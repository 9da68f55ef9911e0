/* The check functions, one a thing that is looked at. checks.def says when each runs. */
#ifndef CHECK_CHECKS_H
#define CHECK_CHECKS_H

#include "check/facts.h"
#include "check/run.h"

typedef void bq_check_fn(const struct bq_check_run *run, enum bq_field field);

#define BQ_CHECK(function, field, reads) bq_check_fn function;
#include "check/checks.def"
#undef BQ_CHECK

#endif
