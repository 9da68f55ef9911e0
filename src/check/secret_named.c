/*
 * Secrets told by the name before them: password=..., "client_secret": "...", ?access_token=...,
 * user:password@host; and private keys in PEM blocks.
 */
#include "check/secret_scan.h"
#include <string.h>

enum { NAME_REST = 24, PASSWORD_MIN = 4, PASSWORD_MAX = 128, LOOK_BACK = 2048, VALUE_MAX = 4096 };

static struct bq_secret_found at_span(const struct bq_secret_scan *scan,
                                      const struct bq_secret_kind *kind, struct bq_span value)
{
    struct bq_secret_found found = { kind, 0, 0, BQ_RANK_NAMED, BQ_MASK_TOKEN, 0 };

    found.start = (size_t)(value.s - scan->text.s);
    found.end = found.start + value.len;
    return found;
}

static bool is_one_of(struct bq_span value, const char *const *words)
{
    for (; *words; words++) {
        if (bq_span_equal_nocase(value, bq_span_str(*words)))
            return true;
    }
    return false;
}

/* ---- is this the query of a URL?
 * ------------------------------------------------------------------- */

/*
 * Whether `at` stands in a word that is a URL or a path with a query. The way back is walked once:
 * from where the last question was asked.
 */
static bool in_url(struct bq_secret_scan *scan, size_t at)
{
    const char *s = scan->text.s;
    size_t p = at, floor = at > LOOK_BACK ? at - LOOK_BACK : 0;
    bool query = false, slash = false;

    if (scan->word_at <= at && scan->word_at >= floor)
        floor = scan->word_at;
    for (; p > floor; p--) {
        char c = s[p - 1];
        if (c == ' ' || c == '\n' || c == '\t' || c == '"' || c == '\'' || c == '`' || c == '<' ||
            c == '(')
            break;
        query = query || c == '?';
        slash = slash || c == '/';
    }
    if (p == floor && p == scan->word_at && p < at + 1)
        scan->word_is_url = scan->word_is_url || (query && slash);
    else
        scan->word_is_url = query && slash;
    scan->word_at = at;
    return scan->word_is_url;
}

/* ---- name = value
 * ------------------------------------------------------------------------------------- */

/* "token_id", "secret_name": the name goes on to say that it is something else. */
static bool means_other(struct bq_span rest)
{
    static const char *const words[] = { "id",    "name",  "type",   "count", "url",    "uri",
                                         "expir", "limit", "length", "hash",  "field",  "path",
                                         "file",  "label", "size",   "usage", "budget", "s_",
                                         "ttl",   "at_",   "chang",  "updat", "creat",  NULL };
    const char *const *p;

    for (p = words; *p; p++) {
        size_t at = bq_span_find_nocase(rest, 0, *p);
        if (at < rest.len && (at == 0 || rest.s[at - 1] == '_' || rest.s[at - 1] == '-' ||
                              (rest.s[at] >= 'A' && rest.s[at] <= 'Z')))
            return true;
    }
    return false;
}

/* A name that says little by itself (token, key): a word of its own, and a value that says more. */
static void read_bare(struct bq_secret_scan *scan, const struct bq_secret_kind *kind, size_t start,
                      size_t end)
{
    struct bq_secret_place place;
    struct bq_secret_found found;
    struct bq_span value;
    bool key = end - start == 3; /* "key" names many harmless things */
    size_t i, digits = 0;

    if (!bq_secret_begins(scan->text, start) ||
        !bq_secret_assigned(scan->text, start, end, 0, &place))
        return;
    value = bq_secret_take(scan->text, place.at, place.quote, BQ_TAKE_WORD, VALUE_MAX);
    if (value.len < (key ? 32u : 20u))
        return;
    for (i = 0; i < value.len; i++) {
        char c = value.s[i];
        if (!bq_secret_class_has('b', c) && c != '.')
            return;
        digits += c >= '0' && c <= '9';
    }
    if (digits < 2 || bq_secret_entropy(value) < (key ? 400u : 320u) ||
        !bq_secret_is_random(value) || bq_secret_is_known(value))
        return;
    found = at_span(scan, kind, value);
    bq_secret_add(scan, &found);
}

static void read_named(struct bq_secret_scan *scan, const struct bq_secret_kind *kind, size_t start,
                       size_t end)
{
    struct bq_secret_found found;
    struct bq_secret_place place;
    struct bq_span value;

    if (!bq_secret_assigned(scan->text, start, end, NAME_REST, &place) ||
        means_other(bq_span_of(scan->text.s + end, place.rest)))
        return;
    value = bq_secret_take(scan->text, place.at, place.quote, BQ_TAKE_WORD, VALUE_MAX);
    if (!bq_secret_is_random(value) || bq_secret_is_known(value))
        return;
    found = at_span(scan, kind, value);
    bq_secret_add(scan, &found);
}

/* 12 to 15 characters, or without a digit: letters of both cases, and no words with signs between.
 */
static bool is_short_token(struct bq_span value)
{
    bool upper = false, lower = false;
    size_t i, digits = 0;

    for (i = 0; i < value.len; i++) {
        char c = value.s[i];
        upper = upper || (c >= 'A' && c <= 'Z');
        lower = lower || (c >= 'a' && c <= 'z');
        digits += c >= '0' && c <= '9';
        if (!bq_secret_is_alnum(c))
            return false;
    }
    return bq_secret_entropy(value) >= 300 && lower && (digits >= 2 || (upper && value.len >= 20));
}

/* ?token=...&sid=...: the name is a whole word behind ? or &. */
static void read_query(struct bq_secret_scan *scan, const struct bq_secret_kind *kind, size_t start,
                       size_t end)
{
    struct bq_span text = scan->text, value;
    struct bq_secret_found found;
    size_t p = start, name = 0, stop;

    /* the name may begin earlier: x_token=, reset-token= */
    while (p > 0 && name < NAME_REST && bq_secret_is_word(text.s[p - 1])) {
        p--;
        name++;
    }
    if (p == 0 || (text.s[p - 1] != '?' && text.s[p - 1] != '&' && text.s[p - 1] != '#' &&
                   !(p > 4 && memcmp(text.s + p - 5, "&amp;", 5) == 0)))
        return;
    for (stop = end; stop < text.len && stop - end < 4096; stop++) {
        if (strchr(" \t\r\n&?#\"'`<>)]}\\", text.s[stop]))
            break;
    }
    value = bq_span_of(text.s + end, stop - end);
    if (value.len < 12 || bq_secret_is_placeholder(value) || bq_secret_is_known(value))
        return;
    if (!bq_secret_is_random(value) && !is_short_token(value))
        return;
    if (!in_url(scan, p))
        return;
    found = at_span(scan, kind, value);
    bq_secret_add(scan, &found);
}

/* ---- passwords
 * --------------------------------------------------------------------------------------- */

static bool is_password(struct bq_span value, bool quoted, bool body)
{
    static const char *const stand_ins[] = {
        "password",    "passwd",   "pass",    "pwd",        "secret",   "string",   "null",
        "none",        "true",     "false",   "required",   "hidden",   "self",     "admin",
        "test",        "user",     "value",   "text",       "mypass",   "username", "empty",
        "wrong",       "invalid",  "payload", "any",        "nil",      "new",      "password1",
        "password123", "p@ssw0rd", "pass123", "[filtered]", "filtered", "optional", NULL
    };
    bool digit = false, letter = false, sign = false;
    size_t i;

    if (value.len < PASSWORD_MIN || value.len > PASSWORD_MAX)
        return false;
    for (i = 0; i < value.len; i++) {
        char c = value.s[i];
        if ((unsigned char)c <= ' ' && !quoted)
            return false;
        /* code: password = read(), form.password, [..] */
        if (!quoted && strchr("()[]{}<>\\,", c))
            return false;
        digit = digit || (c >= '0' && c <= '9');
        letter = letter || ((c | 32) >= 'a' && (c | 32) <= 'z');
        sign = sign || !bq_secret_is_alnum(c);
    }
    if (quoted || body ? !digit && !sign && value.len < 6
                       : value.len < 6 || !letter || !digit || (!sign && value.len >= 20) ||
                             memchr(value.s, '.', value.len))
        return false;
    if (!digit && bq_span_find_nocase(value, 0, "pass") < value.len)
        return false;
    return !is_one_of(value, stand_ins) && !bq_secret_is_placeholder(value);
}

static void read_password(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                          size_t start, size_t end)
{
    struct bq_span text = scan->text, value;
    struct bq_secret_found found;
    struct bq_secret_place place;
    size_t at, name;
    bool quoted, body;
    char before = start > 0 ? text.s[start - 1] : '\n';

    if (before == '/' || (end - start == 4 && !bq_secret_begins(text, start)) ||
        !bq_secret_assigned(text, start, end, 12, &place))
        return;
    name = end + place.rest;
    at = place.at;
    if (end - start == 4 && place.rest > 0)
        return; /* passport, passing: only "pass" itself */
    if (means_other(bq_span_of(text.s + end, place.rest)) || memchr(text.s + name, ',', at - name))
        return;
    value = bq_secret_take(text, at, place.quote, BQ_TAKE_WORD, PASSWORD_MAX + 1);
    quoted = (text.s[at - 1] == '"' || text.s[at - 1] == '\'') && before != '\'' &&
             !(before == '"' && text.s[name] != '"');
    /* a=1&password=x, or a line that is nothing else */
    body = text.s[at - 1] == '=' &&
           (before == '&' || before == '\n' || before == '\'' || before == '"' || before == '[');
    /* a path, a sentence, a synopsis */
    if (value.len == 0 || value.s[0] == '/' || memchr(value.s, '[', value.len) ||
        (quoted && memchr(value.s, ' ', value.len)))
        return;
    if (!is_password(value, quoted, body))
        return;
    found = at_span(scan, kind, value);
    found.mask = BQ_MASK_ALL;
    bq_secret_add(scan, &found);
}

/* curl -u name:password */
static void read_command(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                         size_t start, size_t end)
{
    struct bq_span text = scan->text, value;
    struct bq_secret_found found;
    const char *colon;
    size_t at = end + 1;

    if (at + 3 > text.len || text.s[end] != ' ' || (start > 0 && text.s[start - 1] != ' '))
        return;
    if (text.s[at] == '"' || text.s[at] == '\'')
        at++;
    value = bq_secret_take(text, at, 0, BQ_TAKE_TOKEN, PASSWORD_MAX);
    colon = memchr(value.s, ':', value.len);
    if (!colon || colon == value.s)
        return;
    value = bq_span_of(colon + 1, value.len - (size_t)(colon + 1 - value.s));
    if (!is_password(value, false, false))
        return;
    found = at_span(scan, kind, value);
    found.mask = BQ_MASK_ALL;
    bq_secret_add(scan, &found);
}

/* ---- user:password@host
 * -------------------------------------------------------------------------------- */

static void read_userinfo(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                          size_t start, size_t end)
{
    static const char *const stand_ins[] = {
        "pass",  "password",      "passwd",    "pwd",  "secret", "pw", "x",
        "token", "x-oauth-basic", "anonymous", "user", "test",   NULL
    };
    struct bq_span text = scan->text, password;
    struct bq_secret_found found;
    size_t p = end, colon = 0, at = 0, i;
    bool digits = true;

    (void)start;
    for (; p < text.len && p - end < 300; p++) {
        char c = text.s[p];
        if (c == '/' || c == '?' || c == '#' || (unsigned char)c <= ' ' || strchr("\"'`<>\\)", c))
            break;
        if (c == ':' && !colon)
            colon = p + 1;
        if (c == '@')
            at = p;
    }
    if (!colon || at <= colon || at + 1 == p)
        return;
    password = bq_span_of(text.s + colon, at - colon);
    for (i = 0; i < password.len; i++)
        digits = digits && password.s[i] >= '0' && password.s[i] <= '9';
    /* https://openai.com:443@evil.example is a trick with the host, not a password */
    if (password.len < 3 || (digits && password.len <= 5) || is_one_of(password, stand_ins) ||
        bq_secret_is_placeholder(password))
        return;
    if (memchr(text.s + end, '.', colon - end) && (digits || password.len < 8))
        return;
    found = at_span(scan, kind, password);
    found.mask = BQ_MASK_ALL;
    bq_secret_add(scan, &found);
}

/* ---- PEM
 * -------------------------------------------------------------------------------------------------
 */

/* The body of a private key: from behind the head line to before the foot, or as far as it is
 * base64. */
static void read_pem(struct bq_secret_scan *scan, const struct bq_secret_kind *kind, size_t start,
                     size_t end)
{
    struct bq_span text = scan->text, head;
    struct bq_secret_found found = { kind, 0, 0, BQ_RANK_PAIRS, BQ_MASK_TOKEN, 0 };
    size_t p = end, stop, body = 0, last;

    (void)start;
    while (p < text.len && p - end < 60 && text.s[p] != '-' && text.s[p] != '\n')
        p++;
    head = bq_span_of(text.s + end, p - end);
    if (bq_span_find_nocase(head, 0, "private key") == head.len || p + 5 > text.len ||
        memcmp(text.s + p, "-----", 5) != 0)
        return;
    p += 5;
    stop = text.len - p > BQ_SECRET_SPAN_MAX ? p + BQ_SECRET_SPAN_MAX : text.len;
    found.start = p;
    last = p;
    for (; p < stop && !(text.s[p] == '-' && p + 1 < stop && text.s[p + 1] == '-'); p++) {
        char c = text.s[p];
        if (bq_secret_class_has('b', c)) {
            body++;
            last = p + 1;
        } else if (!strchr(" \t\r\n\\:,.>\"'()", c) || c == 0) {
            break;
        }
    }
    while (found.start < last && !bq_secret_class_has('b', text.s[found.start]))
        found.start += text.s[found.start] == '\\' && found.start + 1 < last ? 2 : 1;
    found.end = last;
    if (body < 40 || found.start >= found.end ||
        bq_secret_entropy(bq_span_of(text.s + found.start, found.end - found.start)) < 350)
        return;
    bq_secret_add(scan, &found);
}

#define NAMED(id_, name_, rule_, keywords_, read_)                                                 \
    {                                                                                              \
        .id = id_, .name = name_, .rule = rule_, .keywords = keywords_, .read = read_              \
    }

const struct bq_secret_kind bq_secret_named_kinds[] = {
    NAMED("private-key", "private key", BQ_RULE_SECRET, "-----begin", read_pem),
    NAMED("url-password", "password in a URL", BQ_RULE_SECRET, "://", read_userinfo),
    NAMED("named-secret", "value named as a secret", BQ_RULE_SECRET,
          "api_key api-key apikey secret_key secret-key secretkey client_secret client-secret "
          "clientsecret access_token access-token accesstoken auth_token auth-token authtoken "
          "refresh_token refreshtoken id_token idtoken session_token sessiontoken session_id "
          "sessionid private_key access_key accesskey encryption_key signing_key signing_secret "
          "webhook_secret app_secret jwt_secret bearer_token api_token apitoken api_secret "
          "apisecret consumer_secret master_key service_key secret_token reset_token",
          read_named),
    NAMED("bare-secret", "value named as a token or key", BQ_RULE_SECRET,
          "token secret auth key session csrf xsrf credential credentials", read_bare),
    NAMED("command-password", "password on a command line", BQ_RULE_PASSWORD, "-u --user",
          read_command),
    NAMED("password", "password", BQ_RULE_PASSWORD,
          "password passwd passphrase pwd passcode passwort pass contrase\xc3\xb1"
          "a",
          read_password),
    NAMED("url-token", "token in a URL", BQ_RULE_URL_TOKEN,
          "token= access_token= sid= session= sessionid= session_id= auth= key= api_key= apikey= "
          "jwt= signature= sig= code= secret= password= ticket= hash= jsessionid= phpsessid=",
          read_query),
};
const size_t bq_secret_named_kind_count =
    sizeof bq_secret_named_kinds / sizeof bq_secret_named_kinds[0];
