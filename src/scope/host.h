/*
 * The host of a URL, by the WHATWG URL standard (section 3, "Hosts"): percent-decoding, names to
 * ASCII, numbers that are IPv4 addresses, IPv6 in brackets.
 */
#ifndef SCOPE_HOST_H
#define SCOPE_HOST_H

#include "bugquill/scope.h"

/* A host as it stands in a URL, before decoding, is at most this long; a longer one is refused. */
enum { BQ_HOST_RAW_MAX = 2048 };

struct bq_host {
    enum bq_host_kind kind;
    char name[BQ_HOST_MAX]; /* as in struct bq_url */
    unsigned char address[16];
    bool non_ascii, odd;
};

/*
 * Reads raw (without port; IPv6 with its brackets). opaque: the scheme is not a special one, so
 * nothing is decoded. BQ_EPARSE says why. Tabs and newlines are gone already.
 */
int bq_host_parse(const char *raw, size_t len, bool opaque, struct bq_host *out,
                  struct bq_err *err) BQ_MUST_USE;

/*
 * Does the last label look like a number? Then the host is an IPv4 address or nothing. Such a
 * host, and one with a label that begins with "xn--", is no plain name.
 */
bool bq_host_ends_in_number(const char *host, size_t len);

/* Reads a dotted IPv4 address in any of the spellings that browsers take. */
bool bq_host_ipv4(const char *text, size_t len, unsigned char address[4]);
/* Reads an IPv6 address without brackets. */
bool bq_host_ipv6(const char *text, size_t len, unsigned char address[16]);
/* "10.1.2.3"; returns the length. */
size_t bq_host_ipv4_format(const unsigned char address[4], char out[16]);
/* The shortest spelling, as the standard serialises it; returns the length. */
size_t bq_host_ipv6_format(const unsigned char address[16], char out[48]);

/* ---- idn.c: the only file that knows libidn2 ---- */

/*
 * A name with characters beyond ASCII, or with "xn--" labels, to ASCII in lower case (out has
 * BQ_HOST_MAX bytes). Fails closed: what libidn2 refuses is refused, although browsers take some of
 * it (emoji, labels over 63 bytes; see doc/scope.md).
 */
int bq_idn_to_ascii(const char *utf8, size_t len, char *out, struct bq_err *err) BQ_MUST_USE;
/*
 * The same name in Unicode, for people and for look-alikes; false when it can't be decoded. size is
 * that of out.
 */
bool bq_idn_to_unicode(const char *ascii, char *out, size_t size);

#endif
