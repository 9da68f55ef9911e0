/*
 * What the parts of the secret scanner share. secrets.c runs the pass and settles overlaps; a
 * *reader* looks at the text around one keyword and adds the hits it is sure of.
 */
#ifndef CHECK_SECRET_SCAN_H
#define CHECK_SECRET_SCAN_H

#include "check/keywords.h"
#include "check/pattern.h"
#include "check/secrets.h"
#include <stdint.h>

struct bq_secret_scan;
struct bq_secret_kind;
/* A keyword of the kind stands at start..end. */
typedef void bq_secret_reader(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                              size_t start, size_t end);

/* How a value is made unreadable. */
enum bq_secret_mask {
    BQ_MASK_TOKEN, /* a telling beginning and the last four stay */
    BQ_MASK_ALL,   /* nothing stays: passwords */
    BQ_MASK_PAIRS, /* the values of name=value; pairs, the names stay: cookies */
    BQ_MASK_EMAIL, /* first letter and top-level domain stay */
    BQ_MASK_DIGITS /* the last four stay */
};

enum bq_secret_flags {
    BQ_SECRET_BOUNDARY = 1,  /* a letter or digit before the keyword: not this kind */
    BQ_SECRET_CASE = 2,      /* the keyword's case counts */
    BQ_SECRET_BACK = 4,      /* the pattern begins where the word around the keyword begins */
    BQ_SECRET_ASSIGNED = 8,  /* KEYWORD... = VALUE; the pattern is for the value */
    BQ_SECRET_OPEN_END = 16, /* a letter or digit may follow */
    BQ_SECRET_FORM = 32      /* the form says little */
};

struct bq_secret_kind {
    const char *id, *name, *rule;
    const char *keywords; /* separated by blanks */
    bq_secret_reader *read;
    /* of kinds in the table: */
    const char *pattern, *example;
    unsigned flags;
    char need_class;   /* what must follow the keyword, see class_has; 0: nothing */
    unsigned need_min; /* so many times at least */
    unsigned entropy;  /* of the value, in hundredths of a bit a byte */
    struct bq_pattern *compiled;
};

/* Which of two hits on one place is told: the lower. */
enum bq_secret_rank {
    BQ_RANK_PAIRS,    /* covers several values at once */
    BQ_RANK_PROVIDER, /* a key of a known form */
    BQ_RANK_HEADER,
    BQ_RANK_FORM,  /* a token whose form says little: JWT */
    BQ_RANK_NAMED, /* told by the name before it */
    BQ_RANK_PERSONAL
};

struct bq_secret_found {
    const struct bq_secret_kind *kind;
    size_t start, end;
    enum bq_secret_rank rank;
    enum bq_secret_mask mask;
    unsigned keep; /* bytes at the beginning that say what it is, for BQ_MASK_TOKEN */
};

struct bq_secret_scan {
    struct bq_secrets *secrets;
    struct bq_span text;
    size_t from, to;
    struct bq_secret_found *found;
    size_t count, cap, personal;
    size_t run_end;      /* of the run of word characters last looked at, */
    unsigned run_tries;  /* and how often patterns were tried in it */
    size_t cookie_end;   /* of the cookies last read */
    size_t provider_end; /* behind the last hit of BQ_RANK_PROVIDER */
    int status;          /* BQ_ENOMEM ends the scan */
    /* The word that was last looked at from behind: so that looking again costs nothing. */
    size_t word_start, word_at;
    bool word_is_url;
};

/* Adds a hit; says nothing about what may be wrong with it. */
void bq_secret_add(struct bq_secret_scan *scan, const struct bq_secret_found *found);
struct bq_matcher *bq_secrets_matcher(struct bq_secret_scan *scan);
const struct bq_strings *bq_secrets_me(const struct bq_secret_scan *scan);
/* Holds a key that stands in public documentation as an example. */
bool bq_secret_is_known(struct bq_span value);

/* ---- the kinds (secret_kinds.c, secret_http.c, secret_named.c, secret_pairs.c, pii.c)
 * ---------------------------- */

/* Reads data/secrets.tsv, where the strings of *kinds stay; the caller frees *kinds. */
int bq_secret_kinds_load(struct bq_secret_kind **kinds, size_t *count,
                         struct bq_err *err) BQ_MUST_USE;
/* Kinds whose readers are C. */
extern const struct bq_secret_kind bq_secret_http_kinds[], bq_secret_named_kinds[],
    bq_secret_pair_kinds[], bq_pii_kinds[];
extern const size_t bq_secret_http_kind_count, bq_secret_named_kind_count,
    bq_secret_pair_kind_count, bq_pii_kind_count;
void bq_secret_read_pattern(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                            size_t start, size_t end);
/* Expands {n36} to 36 random characters of class n (see data/secrets.tsv); the same seed, the same
 * text. */
void bq_secret_expand(struct bq_buf *out, struct bq_span pattern, uint32_t seed);
/* Cards, bank accounts, phone and social security numbers: everything that is digits. */
void bq_pii_numbers(struct bq_secret_scan *scan, const struct bq_secret_kind *kinds);

/* ---- looking at values (secret_value.c)
 * ----------------------------------------------------------- */

bool bq_secret_is_word(char c);  /* A-Z a-z 0-9 _ - */
bool bq_secret_is_alnum(char c); /* ASCII */
/* x hex, d digit, n letter or digit, w the same or _, t the same or -, b base64 of both alphabets,
 * u A-Z 0-9 */
bool bq_secret_class_has(char class_name, char c);
/* Shannon's, in hundredths of a bit a byte. */
unsigned bq_secret_entropy(struct bq_span value);
/* Stands for a secret without being one: <token>, $TOKEN, {{token}}, xxxx, your-key, ..., masked
 * ones. */
bool bq_secret_is_placeholder(struct bq_span value);
/* Long and disorderly enough to be a key whose form is not known. */
bool bq_secret_is_random(struct bq_span value);
/* Is the keyword at start a word of its own at its beginning? Escapes (\n, %3D) count as an end. */
bool bq_secret_begins(struct bq_span text, size_t start);
/* Where the value of a name begins. */
struct bq_secret_place {
    size_t at;
    char quote;  /* that ends it, 0: none */
    size_t rest; /* bytes the name went on for */
};
/*
 * Is something assigned to the name that stands at name..at and may go on for `rest` bytes? NAME=v,
 * "NAME": "v", NAME => 'v', ["NAME"] = "v", {"name":"NAME","value":"v"}, -H 'NAME: v', <input
 * name="NAME" value="v">.
 */
bool bq_secret_assigned(struct bq_span text, size_t name, size_t at, size_t rest,
                        struct bq_secret_place *place);
enum bq_secret_take {
    BQ_TAKE_LINE = 1,  /* up to the quote, or the line's end */
    BQ_TAKE_TOKEN = 2, /* up to a blank, a comma, a semicolon or any quote */
    BQ_TAKE_WORD = 4   /* up to the quote, or what ends a value in code, forms and prose */
};
/* The value that begins at `at`, at most `most` bytes; may be empty. Escapes (\n in JSON) end it
 * too. */
struct bq_span bq_secret_take(struct bq_span text, size_t at, char quote, enum bq_secret_take how,
                              size_t most);

/* ---- masks (secret_mask.c)
 * -------------------------------------------------------------------------- */

/* Appends the masked form of found. */
void bq_secret_mask(struct bq_buf *out, struct bq_span text, const struct bq_secret_found *found);
/* Is this value of a cookie worth masking? Shared by reader and mask. */
bool bq_secret_cookie_value(struct bq_span name, struct bq_span value);

#endif
