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
/*
 * The two ways through a URL, which bq_url_parse takes one after the other. The plain one (out is
 * cleared; false and out half filled where it doesn't know) finds what the whole one would find.
 */
bool bq_url_plain(const char *input, size_t len, bool allow_bare, struct bq_url *out);
int bq_url_parse_whole(const char *input, size_t len, bool allow_bare, struct bq_url *out,
                       struct bq_err *err) BQ_MUST_USE;
/* Bytes of s up to a question mark or number sign. */
size_t bq_url_path_length(const char *s, size_t len);

#endif
