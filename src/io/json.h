/* JSON in: see bqi/json.h. */
#ifndef IO_JSON_H
#define IO_JSON_H
#include "bqi/json.h"
#endif
