/*
 * What single names tell: top-level domains, test systems, other people's services, private
 * networks.
 */
#ifndef SCOPE_NAMES_H
#define SCOPE_NAMES_H

#include "bugquill/scope.h"

/* Is label (lower case ASCII) a top-level domain of the root zone? "xn--" labels count. */
bool bq_tld_known(const char *label, size_t len);
/*
 * How many bytes at the end of host are a public suffix: "com" of "a.com", "co.uk" of "a.co.uk". By
 * rule, not by list: a country's two letters behind co, com, net, org, gov, edu, ac, or, ne, go.
 */
size_t bq_suffix_length(const char *host, size_t len);
/* The last label of "name.js" and the like: a file's ending, not a domain. */
bool bq_is_file_ending(const char *label, size_t len);

/*
 * Does some label of the first len bytes of host name a test system (staging, dev2, qa-api)?
 * Returns it in *label.
 */
bool bq_is_staging(const char *host, size_t len, const char **label, size_t *label_len);
/* Loopback, private, link-local and other addresses nobody outside can reach; what it is, or NULL.
 */
const char *bq_private_address(enum bq_host_kind kind, const unsigned char address[16]);
/* The same for names: localhost, *.local, *.internal and their kind. */
const char *bq_private_name(const char *host, size_t len);
/*
 * Calls visit for each line of a list in data/scope that is neither blank nor a comment. False when
 * visit said false, or there is no such list.
 */
typedef bool bq_names_visit_fn(void *context, const char *name, size_t len);
bool bq_names_each(const char *list, bq_names_visit_fn *visit, void *context);

#endif
