/* Inside of the URL reader, for the rest of this floor. */
#ifndef SCOPE_URL_H
#define SCOPE_URL_H

#include "bugquill/scope.h"

/* As a URL that says nothing. The host's bytes behind the terminator are left alone. */
void bq_url_clear(struct bq_url *url);
/* The default port of a special scheme, -1 for others (and for file). */
int bq_url_default_port(const char *scheme);
/* The port a client would connect to: the one given, else the scheme's; -1 unknown. */
int bq_url_port(const struct bq_url *url);

#endif
