/*
 * Scope: is this URL, host, address or app something the program lets people test?
 *
 * URLs are read as browsers read them (the WHATWG URL standard, special schemes), because the
 * attack is in the difference; where curl and Python (RFC 3986) would connect to another host, the
 * verdict says so.
 */
#ifndef BUGQUILL_SCOPE_H
#define BUGQUILL_SCOPE_H

#include "bugquill/errors.h"
#include "bugquill/program.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- URLs ------------------------------------------------------------------------------------ */

enum { BQ_HOST_MAX = 256, BQ_URL_INPUT_MAX = 16 << 20 };

enum bq_host_kind { BQ_HOST_NONE, BQ_HOST_DOMAIN, BQ_HOST_IPV4, BQ_HOST_IPV6, BQ_HOST_OPAQUE };

/* What a URL says. Spans point into the input, or into the struct; nothing is allocated. */
struct bq_url {
    char scheme[32]; /* lower case, "" when the input had none */
    enum bq_host_kind host_kind;
    size_t host_len;
    char host[BQ_HOST_MAX]; /* ASCII, lower case, as a browser would connect to it; no brackets on
                               IPv6 */
    unsigned char address[16]; /* of IPv4 (first 4) and IPv6 hosts, network order */
    int port;                  /* -1: the scheme's default */
    const char *user;          /* what stands before the @, NULL when nothing does */
    size_t user_len;
    const char *path; /* from the first slash on, without query and fragment; may be empty */
    size_t path_len;
    bool special;      /* http, https, ws, wss, ftp */
    bool other_reader; /* another reader (RFC 3986) finds another host: in other_host */
    char other_host[BQ_HOST_MAX];
    bool non_ascii; /* the input's host had characters beyond ASCII */
    bool odd; /* needed mending a person would not expect: tabs, backslashes, encoded host, odd IPv4
               */
};

/*
 * Reads an absolute URL. A bare host ("api.openai.com/path") is read as https:// when allow_bare is
 * true. BQ_EPARSE with the reason in words. Never accepts what the standard rejects.
 */
int bq_url_parse(const char *input, size_t len, bool allow_bare, struct bq_url *out,
                 struct bq_err *err) BQ_MUST_USE;

/* ---- assets: what an entry of a scope list denotes --------------------------------------------
 */

enum bq_asset_kind {
    BQ_ASSET_LABEL,    /* words for people; never matched */
    BQ_ASSET_HOST,     /* one host, perhaps with a path */
    BQ_ASSET_WILDCARD, /* *.host, perhaps with a path */
    BQ_ASSET_PATTERN,  /* a star or placeholder elsewhere: host.*, api-*.x, a.*.b */
    BQ_ASSET_ADDRESS,  /* one IP address */
    BQ_ASSET_RANGE,    /* CIDR or first-last */
    BQ_ASSET_APP,      /* store id or bundle id */
    BQ_ASSET_REPO,     /* source repository */
    BQ_ASSET_CONTRACT  /* blockchain address */
};
const char *bq_asset_kind_name(enum bq_asset_kind kind);

/* One understood asset. An entry may hold several (a list of hosts in one string). */
struct bq_asset {
    enum bq_asset_kind kind;
    char normal[512];       /* normal form for people: "*.openai.com", "10.0.0.0/8" */
    char why[160];          /* for a label: why it can't be matched; else "" */
    char host[BQ_HOST_MAX]; /* host or pattern; for WILDCARD without the "*." */
    int port;               /* -1: every port */
    const char *path;       /* into the input; path_len 0: the whole host */
    size_t path_len;
    unsigned char first[16], last[16]; /* ADDRESS and RANGE, as IPv6 (IPv4 mapped) */
};
/*
 * What target denotes: fills up to max assets, returns how many (at least 1; a label when nothing
 * else). The asset is read from the name where the uri is empty, both where they disagree.
 */
size_t bq_asset_parse(const struct bq_target *target, struct bq_asset *out, size_t max);
enum { BQ_ASSETS_MAX = 64 }; /* of one entry that verdicts look at */

/* ---- verdicts ---------------------------------------------------------------------------------
 */

enum bq_verdict { BQ_IN, BQ_OUT, BQ_UNLISTED, BQ_CONFLICT, BQ_INVALID };
const char *bq_verdict_name(enum bq_verdict verdict);
/* -1 when the word is none. */
int bq_verdict_parse(const char *word);

/* Why a verdict is what it is; also what rules turn into findings. */
enum bq_scope_cause {
    BQ_CAUSE_LISTED,      /* an entry decided */
    BQ_CAUSE_UNPAID,      /* in, but without bounty */
    BQ_CAUSE_NONE,        /* no entry */
    BQ_CAUSE_APEX,        /* parent of a listed wildcard */
    BQ_CAUSE_CONFLICT,    /* on both sides */
    BQ_CAUSE_TWO_READERS, /* browsers and curl see different hosts */
    BQ_CAUSE_USER_NAME,   /* what stands before the @ imitates a host of the scope */
    BQ_CAUSE_LOOKALIKE,   /* looks like a host of the scope */
    BQ_CAUSE_PRIVATE,     /* private, loopback or link-local address, or a name for one */
    BQ_CAUSE_STAGING,     /* a staging or test name that is not listed */
    BQ_CAUSE_VENDOR,      /* a third party's host */
    BQ_CAUSE_UNREADABLE,  /* no URL */
    BQ_CAUSE_PART         /* only another path or port of the host is listed */
};

struct bq_scope_answer {
    enum bq_verdict verdict;
    enum bq_scope_cause cause;
    const struct bq_target *target; /* the entry that decided, or NULL */
    struct bq_url url;              /* as understood (empty when invalid) */
    size_t reason_len;
    char reason[400];               /* in words, one line, no raw input bytes beyond host names */
};

struct bq_scope;

/* Builds the index. Keeps no pointer to program but to its targets: the program must outlive it. */
int bq_scope_new(const struct bq_program *program, struct bq_scope **out,
                 struct bq_err *err) BQ_MUST_USE;
void bq_scope_free(struct bq_scope *scope);
/* Thread safe, no allocation but for non-ASCII hosts. Cost is that of the input's length. */
void bq_scope_ask(const struct bq_scope *scope, const char *input, size_t len,
                  struct bq_scope_answer *answer);
/* Does the answer's host belong to this one target? (target/URL mismatch) A label: true. */
bool bq_scope_target_covers(const struct bq_target *target, const struct bq_url *url);

#ifdef __cplusplus
}
#endif
#endif
