/*
 * Secrets and other people's data in a text: keys and tokens of some two hundred kinds
 * (data/secrets.tsv), session material of HTTP, passwords, tokens in URLs, personal data.
 *
 * One automaton finds the keywords of all kinds in one pass; what stands around a hit is then
 * looked at by a bounded pattern or a small reader. So cost grows with the text, not with the
 * number of kinds.
 *
 * A scanner is made once per checker (one a thread) and keeps what it compiles: patterns are
 * compiled at the first hit of their keyword.
 */
#ifndef CHECK_SECRETS_H
#define CHECK_SECRETS_H

#include "bqi/buf.h"
#include "bugquill/program.h"

/* Rule ids the hits carry. */
#define BQ_RULE_SECRET        "secret-in-text"
#define BQ_RULE_OPENAI_KEY    "openai-key"
#define BQ_RULE_SESSION       "session-material"
#define BQ_RULE_PASSWORD      "password-in-body"
#define BQ_RULE_URL_TOKEN     "token-in-url"
#define BQ_RULE_PERSONAL      "personal-data"
#define BQ_RULE_PATTERN_LIMIT "pattern-limit"

enum {
    BQ_SECRET_SPAN_MAX = 16384, /* the longest thing one hit covers (a PEM key) */
    BQ_SECRET_HITS_MAX = 5000   /* hits reported for one text; the rest is dropped */
};

struct bq_secrets;

struct bq_secrets_options {
    struct bq_strings me; /* the person's own handles, addresses, hosts: no findings. Copied. */
    bool openai;          /* OpenAI's keys belong to a form of their own: BQ_RULE_OPENAI_KEY */
};

/* options may be NULL. */
int bq_secrets_new(const struct bq_secrets_options *options, struct bq_secrets **out,
                   struct bq_err *err) BQ_MUST_USE;
void bq_secrets_free(struct bq_secrets *secrets);

/* Lives during the callback only. */
struct bq_secret_hit {
    const char *rule;    /* one of the ids above; lives as long as the program */
    const char *kind;    /* "github-pat", "email", ...; lives as long as the scanner */
    const char *name;    /* "GitHub personal access token"; likewise */
    size_t start, end;   /* what a fix replaces, bytes of the text */
    const char *masked;  /* the replacement: ends kept, the middle gone; terminated */
    const char *preview; /* masked, one line, at most 60 bytes: for messages */
};
/* false stops the scan. */
typedef bool bq_secret_fn(void *context, const struct bq_secret_hit *hit);

/*
 * Reports what is in text in order of start; hits never overlap. text is well-formed UTF-8 or, for
 * attachments, any bytes.
 */
int bq_secrets_scan(struct bq_secrets *secrets, struct bq_span text, bq_secret_fn *fn,
                    void *context, struct bq_err *err) BQ_MUST_USE;
/*
 * The same for hits that begin in from..to only, with all of text around them. Apart from PEM
 * blocks no hit crosses a line, so after an edit only its lines need another look.
 */
int bq_secrets_scan_part(struct bq_secrets *secrets, struct bq_span text, size_t from, size_t to,
                         bq_secret_fn *fn, void *context, struct bq_err *err) BQ_MUST_USE;

/* ---- the kinds, for documentation and tests
 * -------------------------------------------------------- */

struct bq_secret_kind_info {
    const char *id, *name, *rule;
    const char
        *example; /* one that must be found; made at run time, so that no file holds it. "" none */
};
size_t bq_secrets_kind_count(const struct bq_secrets *secrets);
struct bq_secret_kind_info bq_secrets_kind(const struct bq_secrets *secrets, size_t index);

#endif
