/*
 * Secrets told by what stands before them, without a name: the password of a login written as
 * "anna@acme.example / Winter2024!", the secret of an AWS key behind the key's id.
 */
#include "check/secret_scan.h"
#include <string.h>

enum {
    DOMAIN_MAX = 253,
    GAP_MAX = 6, /* between a login and its password */
    PASSWORD_MIN = 8,
    PASSWORD_MAX = 64,
    AWS_ID_LEN = 16,       /* behind AKIA or ASIA */
    AWS_SECRET_LEN = 40,   /* of base64 */
    AWS_SECRET_FAR = 240,  /* from the id to its secret, on one line */
    AWS_SECRET_BITS = 400, /* hundredths; above what hex reaches */
};

static void add(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                struct bq_span value, enum bq_secret_mask mask)
{
    struct bq_secret_found found = { kind, 0, 0, BQ_RANK_NAMED, mask, 0 };

    found.start = (size_t)(value.s - scan->text.s);
    found.end = found.start + value.len;
    bq_secret_add(scan, &found);
}

/* What kinds of characters a value is made of. */
struct mixture {
    bool digit, lower, upper;
    bool sign; /* one that people put into passwords, and hardly into anything else that follows */
};

static struct mixture mixture_of(struct bq_span value)
{
    struct mixture m = { false, false, false, false };
    size_t i;

    for (i = 0; i < value.len; i++) {
        char c = value.s[i];
        m.digit = m.digit || (c >= '0' && c <= '9');
        m.lower = m.lower || (c >= 'a' && c <= 'z');
        m.upper = m.upper || (c >= 'A' && c <= 'Z');
        m.sign = m.sign || memchr("!@$^&", c, 5);
    }
    return m;
}

/* ---- login / password
 * --------------------------------------------------------------------------------- */

/* Where the domain behind the @ ends; at when it is none. */
static size_t domain_end(struct bq_span text, size_t at)
{
    size_t p = at;
    bool dot = false;

    while (p < text.len && p - at <= DOMAIN_MAX &&
           (bq_secret_is_word(text.s[p]) || text.s[p] == '.')) {
        dot = dot || text.s[p] == '.';
        p++;
    }
    return dot && p - at <= DOMAIN_MAX ? p : at;
}

/*
 * The separator between a login and a password: a slash between blanks, a colon, a bar; quotes of
 * either may stand around. Returns where the password begins, or at.
 */
static size_t behind_gap(struct bq_span text, size_t at)
{
    size_t p = at, n = 0;
    char separator = 0;
    bool blank_before = false;

    for (; p < text.len && n < GAP_MAX; p++, n++) {
        char c = text.s[p];
        if (memchr("/:|", c, 3) && !separator) {
            separator = c;
            blank_before = p > 0 && text.s[p - 1] == ' ';
        } else if (!memchr(" `'\"*", c, 5)) {
            break;
        }
    }
    if (!separator || p == at || n == GAP_MAX)
        return at;
    return separator != '/' || (blank_before && text.s[p - 1] != '/') ? p : at;
}

/* As nobody writes anything else behind a login: letters, a digit and a sign; no path, no query, no
 * second address. */
static bool is_password(struct bq_span value)
{
    const struct mixture m = mixture_of(value);
    const char *at = memchr(value.s, '@', value.len);
    size_t i;

    if (value.len < PASSWORD_MIN || value.len > PASSWORD_MAX || value.s[0] == '$')
        return false;
    for (i = 0; i < value.len; i++) {
        if (memchr("/=<>(){}[]\\#?%,", value.s[i], 15))
            return false;
    }
    if (at && memchr(at, '.', value.len - (size_t)(at - value.s)))
        return false;
    return m.digit && m.sign && (m.lower || m.upper) && !bq_secret_is_placeholder(value) &&
           !bq_secret_is_known(value);
}

static void read_login(struct bq_secret_scan *scan, const struct bq_secret_kind *kind, size_t start,
                       size_t end)
{
    struct bq_span text = scan->text, value;
    size_t domain, at, stop;

    if (start == 0 || !bq_secret_is_alnum(text.s[start - 1]))
        return;
    domain = domain_end(text, end);
    at = domain > end ? behind_gap(text, domain) : domain;
    if (at == domain)
        return;
    for (stop = at; stop < text.len && stop - at <= PASSWORD_MAX; stop++) {
        if ((unsigned char)text.s[stop] <= ' ' || memchr("`'\"|", text.s[stop], 4))
            break;
    }
    while (stop > at && memchr(".;:,)*", text.s[stop - 1], 6))
        stop--;
    value = bq_span_of(text.s + at, stop - at);
    if (value.len > 0 && is_password(value))
        add(scan, kind, value, BQ_MASK_ALL);
}

/* ---- AWS
 * ---------------------------------------------------------------------------------------------- */

static bool is_key_id(struct bq_span text, size_t start, size_t end)
{
    size_t i;

    if (!bq_secret_begins(text, start) || text.len - end < AWS_ID_LEN)
        return false;
    for (i = end; i < end + AWS_ID_LEN; i++) {
        if (!bq_secret_class_has('u', text.s[i]))
            return false;
    }
    return end + AWS_ID_LEN == text.len || !bq_secret_is_word(text.s[end + AWS_ID_LEN]);
}

static bool in_secret(char c)
{
    return bq_secret_is_alnum(c) || c == '/' || c == '+';
}

static bool is_aws_secret(struct bq_span value)
{
    const struct mixture m = mixture_of(value);

    return value.len == AWS_SECRET_LEN && memcmp(value.s, "//", 2) != 0 && m.digit && m.lower &&
           m.upper && bq_secret_entropy(value) >= AWS_SECRET_BITS &&
           !bq_secret_is_placeholder(value) && !bq_secret_is_known(value);
}

/*
 * The first run of base64 from `at` on that has a secret's length, on the same line: an edit has
 * its own lines looked at again, no others. A URL ("//...") or a piece of one is none.
 */
static void find_aws_secret(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                            size_t at)
{
    struct bq_span text = scan->text;
    size_t limit = text.len - at > AWS_SECRET_FAR ? at + AWS_SECRET_FAR : text.len, run;

    for (; at < limit && text.s[at] != '\n'; at += run + 1) {
        struct bq_span value;
        for (run = 0; at + run < text.len && run <= AWS_SECRET_LEN && in_secret(text.s[at + run]);)
            run++;
        value = bq_span_of(text.s + at, run);
        if (is_aws_secret(value) && !memchr(".%_-", text.s[at - 1], 4)) {
            add(scan, kind, value, BQ_MASK_TOKEN);
            break;
        }
        /* the rest of a longer run is no beginning */
        while (at + run < limit && in_secret(text.s[at + run]))
            run++;
        if (at + run < limit && text.s[at + run] == '\n')
            break;
    }
}

static void read_behind_id(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                           size_t start, size_t end)
{
    if (is_key_id(scan->text, start, end))
        find_aws_secret(scan, kind, end + AWS_ID_LEN);
}

/* "SecretAccessKey" and a blank, as a table of the console has it; with = or : between, the table
 * of kinds knows it. */
static void read_behind_name(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                             size_t start, size_t end)
{
    (void)start;
    if (end < scan->text.len && memchr(" \t|", scan->text.s[end], 3))
        find_aws_secret(scan, kind, end);
}

const struct bq_secret_kind bq_secret_pair_kinds[] = {
    { .id = "login-password",
      .name = "password behind a login",
      .rule = BQ_RULE_PASSWORD,
      .keywords = "@",
      .read = read_login },
    { .id = "aws-secret-behind-id",
      .name = "AWS secret access key behind its id",
      .rule = BQ_RULE_SECRET,
      .keywords = "akia asia",
      .read = read_behind_id },
    { .id = "aws-secret-behind-name",
      .name = "AWS secret access key",
      .rule = BQ_RULE_SECRET,
      .keywords = "secretaccesskey secret_access_key",
      .read = read_behind_name },
};
const size_t bq_secret_pair_kind_count =
    sizeof bq_secret_pair_kinds / sizeof bq_secret_pair_kinds[0];
