/*
 * Live session material of HTTP: what lets somebody else be the person. Read from raw requests and
 * responses, curl commands, JSON and code, wherever a header is named and given a value.
 */
#include "check/secret_scan.h"
#include <string.h>

enum { SCHEME_MAX = 20, VALUE_MAX = 4096, COOKIES_MAX = 8192 };

static void add_header(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                       struct bq_span value)
{
    struct bq_secret_found found = { kind, 0, 0, BQ_RANK_HEADER, BQ_MASK_TOKEN, 0 };

    found.start = (size_t)(value.s - scan->text.s);
    found.end = found.start + value.len;
    bq_secret_add(scan, &found);
}

/* What a credential in a header may look like: no prose, no placeholder. */
static bool is_credential(struct bq_span value)
{
    bool digit = false, upper = false, lower = false;
    size_t i;

    if (value.len < 8)
        return false;
    for (i = 0; i < value.len; i++) {
        char c = value.s[i];
        if ((unsigned char)c <= ' ' || (unsigned char)c >= 0x7F || strchr("<>{}()[]\"'`\\", c))
            return false;
        digit = digit || (c >= '0' && c <= '9');
        upper = upper || (c >= 'A' && c <= 'Z');
        lower = lower || (c >= 'a' && c <= 'z');
    }
    if (!(digit && (upper || lower)) && !(digit && value.len >= 16) &&
        !(upper && lower && value.len >= 20))
        return false;
    return bq_secret_entropy(value) >= 200 && !bq_secret_is_placeholder(value) &&
           !bq_span_starts(value, "http") && !bq_secret_is_known(value);
}

static struct bq_span up_to(struct bq_span value, const char *set)
{
    size_t n = 0;

    while (n < value.len && !strchr(set, value.s[n]))
        n++;
    return bq_span_of(value.s, n);
}

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

/* Decodes into out (size bytes); the length, 0 when it is no base64. */
static size_t decode(struct bq_span value, char *out, size_t size)
{
    unsigned bits = 0, have = 0;
    size_t i, n = 0;

    for (i = 0; i < value.len && value.s[i] != '='; i++) {
        int digit = base64_digit(value.s[i]);
        if (digit < 0)
            return 0;
        bits = (bits << 6 | (unsigned)digit) & 0xFFFFF;
        have += 6;
        if (have >= 8) {
            have -= 8;
            if (n == size)
                return n;
            out[n++] = (char)(bits >> have & 0xFF);
        }
    }
    return n;
}

/* Basic: user:password in base64, the password neither empty nor a stand-in. */
static bool is_basic(struct bq_span value)
{
    static const char *const stand_ins[] = { "pass", "password", "passwd", "pwd", "secret", NULL };
    char plain[256];
    size_t n = decode(value, plain, sizeof plain), i, colon = 0;
    const char *const *p;
    struct bq_span password;

    if (value.len < 6 || n < 4 || bq_secret_is_known(value))
        return false;
    for (i = 0; i < n; i++) {
        if ((unsigned char)plain[i] < ' ')
            return false;
        if (plain[i] == ':' && !colon)
            colon = i + 1;
    }
    if (!colon)
        return false;
    password = bq_span_of(plain + colon, n - colon);
    for (p = stand_ins; *p; p++) {
        if (bq_span_equal_nocase(password, bq_span_str(*p)))
            return false;
    }
    /* an API key as the user, the password left empty */
    if (password.len == 0)
        password = bq_span_of(plain, colon - 1);
    return password.len >= 3 && !bq_secret_is_placeholder(password);
}

/* Authorization: Bearer ..., Basic ..., Token ..., or the bare credential. */
static void read_authorization(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                               size_t start, size_t end)
{
    struct bq_span text = scan->text, scheme, rest;
    struct bq_secret_place place;
    size_t at;

    if (!bq_secret_begins(text, start) || !bq_secret_assigned(text, start, end, 0, &place))
        return;
    scheme = bq_secret_take(text, place.at, 0, BQ_TAKE_TOKEN, VALUE_MAX);
    at = place.at + scheme.len;
    if (at >= text.len || text.s[at] != ' ' || scheme.len > SCHEME_MAX) {
        if (bq_secret_is_random(scheme) || (scheme.len > 30 && is_credential(scheme)))
            add_header(scan, kind, scheme);
        return;
    }
    while (at < text.len && text.s[at] == ' ')
        at++;
    rest = bq_span_of(text.s + at, text.len - at);
    if (bq_span_starts(rest, "token="))
        at += 6;
    if (at < text.len && text.s[at] == '"' && place.quote != '"')
        at++;
    rest = bq_secret_take(text, at, 0, BQ_TAKE_TOKEN, VALUE_MAX);
    if (bq_span_equal_nocase(scheme, bq_span_str("basic")) ? is_basic(rest) : is_credential(rest))
        add_header(scan, kind, rest);
}

/* "Bearer X" without a header's name: in prose, in code, behind another header's name. */
static void read_bearer(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                        size_t start, size_t end)
{
    struct bq_span rest = bq_span_of(scan->text.s + end, scan->text.len - end);

    if (rest.len < 2 || rest.s[0] != ' ' || !bq_secret_begins(scan->text, start))
        return;
    rest = bq_secret_take(scan->text, end + 1, 0, BQ_TAKE_TOKEN, VALUE_MAX);
    if (rest.len && rest.s[rest.len - 1] == ')')
        rest.len--;
    if (rest.len >= 16 && is_credential(rest) && bq_secret_is_random(rest))
        add_header(scan, kind, rest);
}

/* ---- cookies
 * ---------------------------------------------------------------------------------------- */

static bool holds_any(struct bq_span name, const char *const *words)
{
    for (; *words; words++) {
        if (bq_span_find_nocase(name, 0, *words) < name.len)
            return true;
    }
    return false;
}

bool bq_secret_cookie_value(struct bq_span name, struct bq_span value)
{
    static const char *const counting[] = { "_ga",  "_gid",     "_gcl",    "_fbp",     "__utm",
                                            "_hj",  "optanon",  "consent", "ajs_",     "amplitude",
                                            "_dd_", "mixpanel", "locale",  "timezone", NULL };
    static const char *const session[] = { "sess",      "sid",      "auth",      "token", "jwt",
                                           "csrf",      "xsrf",     "login",     "user",  "ticket",
                                           "secret",    "remember", "clearance", "__cf",  "__host-",
                                           "__secure-", "key",      NULL };
    size_t i;
    bool digit = false, letter = false;

    value = bq_span_trim(value);
    if (value.len >= 2 && value.s[0] == '"' && value.s[value.len - 1] == '"')
        value = bq_span_of(value.s + 1, value.len - 2);
    if (value.len < 8)
        return false;
    for (i = 0; i < value.len; i++) {
        digit = digit || (value.s[i] >= '0' && value.s[i] <= '9');
        letter = letter || bq_secret_class_has('n', value.s[i]);
    }
    if (!letter || bq_secret_entropy(value) < 220 || holds_any(name, counting) ||
        bq_secret_is_placeholder(value))
        return false;
    if (holds_any(name, session))
        return digit || value.len >= 16;
    return value.len >= 20 && digit && bq_secret_is_random(value);
}

/*
 * Is there a cookie to hide among name=value; ...? Only the first is looked at when one is set.
 * used: behind the last to hide, seen: behind the last that was looked at.
 */
static bool has_cookie(struct bq_span pairs, bool one, size_t *used, size_t *seen)
{
    size_t at = 0;
    bool found = false;

    *used = *seen = 0;
    while (at < pairs.len) {
        const char *end = memchr(pairs.s + at, ';', pairs.len - at);
        size_t stop = end ? (size_t)(end - pairs.s) : pairs.len;
        const char *equals = memchr(pairs.s + at, '=', stop - at);

        if (!equals)
            break;
        *seen = stop;
        if (bq_secret_cookie_value(
                bq_span_trim(bq_span_of(pairs.s + at, (size_t)(equals - pairs.s) - at)),
                bq_span_of(equals + 1, stop - (size_t)(equals - pairs.s) - 1))) {
            found = true;
            *used = stop;
        }
        if (one)
            break;
        at = stop + (end != NULL);
    }
    return found;
}

static void add_cookies(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                        struct bq_span pairs, bool one)
{
    struct bq_secret_found found = { kind, 0, 0, BQ_RANK_PAIRS, BQ_MASK_PAIRS, 0 };
    size_t used, seen;
    bool some = has_cookie(pairs, one, &used, &seen);

    found.start = (size_t)(pairs.s - scan->text.s);
    found.end = found.start + used;
    scan->cookie_end = found.start + seen;
    if (some)
        bq_secret_add(scan, &found);
}

static void read_cookie(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                        size_t start, size_t end)
{
    struct bq_secret_place place;
    struct bq_span value;
    bool set = end - start > 6; /* set-cookie */

    /* Set-Cookie is told by its own keyword; what stands in a value that was read is no header */
    if ((!set && start > 0 && scan->text.s[start - 1] == '-') || start < scan->cookie_end ||
        !bq_secret_begins(scan->text, start) ||
        !bq_secret_assigned(scan->text, start, end, 0, &place))
        return;
    value = bq_secret_take(scan->text, place.at, place.quote, BQ_TAKE_LINE, COOKIES_MAX);
    add_cookies(scan, kind, bq_span_trim(value), set);
}

/* curl -b "name=value", --cookie 'name=value' */
static void read_curl_cookie(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                             size_t start, size_t end)
{
    struct bq_span text = scan->text;
    char quote;

    if (end + 3 > text.len || (text.s[end] != ' ' && text.s[end] != '=') ||
        (start > 0 && text.s[start - 1] != ' '))
        return;
    quote = text.s[end + 1];
    if (quote == '"' || quote == '\'')
        add_cookies(scan, kind, bq_secret_take(text, end + 2, quote, BQ_TAKE_LINE, COOKIES_MAX),
                    false);
}

/* ---- headers with one value
 * ----------------------------------------------------------------------- */

static void read_simple(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                        size_t start, size_t end)
{
    struct bq_secret_place place;
    struct bq_span value;

    if (!bq_secret_begins(scan->text, start) ||
        !bq_secret_assigned(scan->text, start, end, 0, &place))
        return;
    value = bq_secret_take(scan->text, place.at, 0, BQ_TAKE_TOKEN, VALUE_MAX);
    value = up_to(value, "&");
    if (is_credential(value))
        add_header(scan, kind, value);
}

/* `api-key: X` as a header; as a name in code it is read by secret_named.c */
static void read_plain_header(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                              size_t start, size_t end)
{
    const char *s = scan->text.s;

    if (end < scan->text.len && s[end] == ':' && (start == 0 || strchr("\n'\" ", s[start - 1])))
        read_simple(scan, kind, start, end);
}

#define SESSION(id_, name_, keywords_, read_)                                                      \
    {                                                                                              \
        .id = id_, .name = name_, .rule = BQ_RULE_SESSION, .keywords = keywords_, .read = read_    \
    }

const struct bq_secret_kind bq_secret_http_kinds[] = {
    SESSION("authorization-header", "credential of an Authorization header", "authorization",
            read_authorization),
    SESSION("bearer-token", "bearer token", "bearer", read_bearer),
    SESSION("cookie-header", "session cookie", "cookie", read_cookie),
    SESSION("curl-cookie", "session cookie of a curl command", "-b --cookie", read_curl_cookie),
    SESSION("set-cookie-header", "session cookie being set", "set-cookie", read_cookie),
    SESSION("api-key-header", "value of an API key header",
            "x-api-key x-apikey x-goog-api-key x-gitlab-token private-token "
            "job-token x-shopify-access-token x-amz-security-token x-rapidapi-key x-admin-key "
            "x-auth-key",
            read_simple),
    SESSION("key-header", "value of a key header", "api-key apikey", read_plain_header),
    SESSION("session-header", "value of a session header",
            "x-auth-token x-access-token x-session-token x-session-id x-user-token x-auth "
            "x-authorization x-refresh-token x-id-token x-jwt-assertion cf-access-jwt-assertion",
            read_simple),
    SESSION("csrf-token", "anti-forgery token",
            "x-csrf-token x-xsrf-token x-csrftoken csrf-token csrf_token csrftoken xsrf-token "
            "xsrf_token csrfmiddlewaretoken authenticity_token __requestverificationtoken",
            read_simple),
};
const size_t bq_secret_http_kind_count =
    sizeof bq_secret_http_kinds / sizeof bq_secret_http_kinds[0];
