/*
 * Other people's data: addresses, phone and card numbers, bank accounts, social security numbers.
 * What cannot be a real person's (reserved domains, fictional and test numbers) is no finding.
 */
#include "check/secret_scan.h"
#include <string.h>

enum kind_index { KIND_EMAIL, KIND_PHONE, KIND_CARD, KIND_IBAN, KIND_SSN };
enum { LOCAL_MAX = 64, DOMAIN_MAX = 190, RUN_MAX = 60 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_one_of(struct bq_span value, const char *const *words)
{
    for (; *words; words++) {
        if (bq_span_equal_nocase(value, bq_span_str(*words)))
            return true;
    }
    return false;
}

static void add(struct bq_secret_scan *scan, const struct bq_secret_kind *kind, size_t start,
                size_t end, enum bq_secret_mask mask)
{
    struct bq_secret_found found = { kind, start, end, BQ_RANK_PERSONAL, mask, 0 };

    if (start >= scan->from && start < scan->to)
        bq_secret_add(scan, &found);
}

/* ---- e-mail
 * ------------------------------------------------------------------------------------------- */

static bool is_local(char c)
{
    return bq_secret_is_alnum(c) || (c && strchr("._%+-", c));
}

/* domain is or ends with .suffix */
static bool is_under(struct bq_span domain, const char *suffix)
{
    size_t n = strlen(suffix);

    if (domain.len < n ||
        !bq_span_equal_nocase(bq_span_of(domain.s + domain.len - n, n), bq_span_of(suffix, n)))
        return false;
    return domain.len == n || domain.s[domain.len - n - 1] == '.';
}

/* Reserved names, aliases platforms give to testers, and endings that are files, not domains. */
static bool is_harmless_domain(struct bq_span domain)
{
    static const char *const suffixes[] = { "example.com",
                                            "example.org",
                                            "example.net",
                                            "example.edu",
                                            "example",
                                            "test",
                                            "invalid",
                                            "localhost",
                                            "local",
                                            "internal",
                                            "bugcrowdninja.com",
                                            "wearehackerone.com",
                                            "intigriti.me",
                                            "yeswehack.ninja",
                                            "users.noreply.github.com",
                                            "domain.com",
                                            "test.com",
                                            "email.com",
                                            "company.com",
                                            "evil.com",
                                            "attacker.com",
                                            "victim.com",
                                            "mailinator.com",
                                            "png",
                                            "jpg",
                                            "jpeg",
                                            "gif",
                                            "svg",
                                            "webp",
                                            "js",
                                            "css",
                                            "json",
                                            "yaml",
                                            "html",
                                            "php",
                                            "xml",
                                            "mjs",
                                            "ts",
                                            "oastify.com",
                                            "interact.sh",
                                            "oast.fun",
                                            "burpcollaborator.net",
                                            "foo.com",
                                            "bar.com",
                                            "acme.com",
                                            "corp.com",
                                            "host.com",
                                            "site.com",
                                            NULL };
    const char *const *p;

    for (p = suffixes; *p; p++) {
        if (is_under(domain, *p))
            return true;
    }
    return bq_span_find_nocase(domain, 0, "evil") < domain.len ||
           bq_span_find_nocase(domain, 0, "attacker") < domain.len ||
           bq_span_find_nocase(domain, 0, "example") < domain.len;
}

/* Roles and stand-ins are nobody. */
static bool is_nobody(struct bq_span local)
{
    static const char *const names[] = {
        "info",          "support",       "security",   "noreply",    "no-reply", "admin",
        "abuse",         "help",          "contact",    "sales",      "git",      "postmaster",
        "webmaster",     "hostmaster",    "root",       "user",       "username", "test",
        "tester",        "testuser",      "victim",     "attacker",   "hacker",   "evil",
        "you",           "your",          "me",         "name",       "email",    "foo",
        "bar",           "john.doe",      "jane.doe",   "johndoe",    "janedoe",  "alice",
        "bob",           "eve",           "mallory",    "someone",    "somebody", "anyone",
        "mailer-daemon", "notifications", "disclosure", "press",      "legal",    "privacy",
        "jobs",          "do-not-reply",  "donotreply", "hello",      "team",     "billing",
        "dpo",           "bounce",        "api",        "x",          "a",        "b",
        "service",       "robot",         "bot",        "newsletter", "demo",     "sample",
        "user1",         "user2",         "usera",      "userb",      NULL
    };
    size_t plus = 0;

    while (plus < local.len && local.s[plus] != '+')
        plus++;
    local.len = plus;
    return is_one_of(local, names) || bq_secret_is_placeholder(local) ||
           bq_span_starts(local, "victim") || bq_span_starts(local, "attacker") ||
           bq_span_starts(local, "test");
}

static bool is_mine(const struct bq_secret_scan *scan, struct bq_span local, struct bq_span domain,
                    struct bq_span whole)
{
    const struct bq_strings *me = bq_secrets_me(scan);
    const char *plus = memchr(local.s, '+', local.len); /* kim+test is kim */
    size_t i;

    if (plus)
        local.len = (size_t)(plus - local.s);
    for (i = 0; i < me->count; i++) {
        struct bq_span own = bq_span_str(me->items[i]);
        if (own.len == 0)
            continue;
        if (bq_span_equal_nocase(own, whole) || is_under(domain, me->items[i]) ||
            bq_span_equal_nocase(own, local))
            return true;
    }
    return false;
}

/* The domain behind the @: labels, at least one dot, letters at the end. Its length, or 0. */
static size_t domain_len(struct bq_span text, size_t at)
{
    size_t n = 0, dot = 0, i;

    while (at + n < text.len && n < DOMAIN_MAX &&
           (bq_secret_is_alnum(text.s[at + n]) || text.s[at + n] == '-' || text.s[at + n] == '.')) {
        if (text.s[at + n] == '.') {
            if (n == 0 || text.s[at + n - 1] == '.')
                break;
            dot = n;
        }
        n++;
    }
    while (n > 0 && !bq_secret_is_alnum(text.s[at + n - 1]))
        n--;
    if (dot >= n) { /* the last dot ended a sentence */
        for (i = 0, dot = 0; i < n; i++)
            dot = text.s[at + i] == '.' ? i : dot;
    }
    if (dot == 0 || n - dot < 3)
        return 0;
    for (i = dot + 1; i < n; i++) {
        if (is_digit(text.s[at + i]))
            return 0;
    }
    return n;
}

static void read_email(struct bq_secret_scan *scan, const struct bq_secret_kind *kind, size_t start,
                       size_t end)
{
    struct bq_span text = scan->text, local, domain;
    size_t begin = start, n;

    while (begin > 0 && start - begin <= LOCAL_MAX && is_local(text.s[begin - 1]))
        begin--;
    /* %3Cname@..., \nname@... */
    if (start - begin > 3 && text.s[begin] == '%')
        begin += 3;
    while (begin < start && !bq_secret_is_alnum(text.s[begin]))
        begin++;
    local = bq_span_of(text.s + begin, start - begin);
    if (local.len == 0 || local.len > LOCAL_MAX)
        return;
    n = domain_len(text, end);
    if (n == 0 || (begin > 0 && strchr(":/@", text.s[begin - 1]) && end + n < text.len &&
                   strchr(":/", text.s[end + n])))
        return; /* user@host of a URL or of ssh */
    domain = bq_span_of(text.s + end, n);
    if (is_harmless_domain(domain) || is_nobody(local) ||
        is_mine(scan, local, domain, bq_span_of(local.s, local.len + 1 + n)))
        return;
    add(scan, kind, begin, end + n, BQ_MASK_EMAIL);
}

/* ---- numbers
 * -------------------------------------------------------------------------------------------- */

/* A run of digits with the signs that group them. */
struct run {
    size_t start, end; /* from the first digit (or + or parenthesis) to behind the last */
    char digits[RUN_MAX];
    size_t count;      /* of digits */
    size_t groups[16]; /* digits in each group */
    size_t group_count;
    char sign; /* what stands between groups, 0: none, '?': several kinds */
    bool plus, parens;
};

static bool luhn(const char *digits, size_t count)
{
    unsigned sum = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        unsigned d = (unsigned)(digits[count - 1 - i] - '0');
        if (i % 2)
            d = d > 4 ? 2 * d - 9 : 2 * d;
        sum += d;
    }
    return sum % 10 == 0;
}

static unsigned prefix(const char *digits, size_t n)
{
    unsigned value = 0;

    while (n--)
        value = value * 10 + (unsigned)(*digits++ - '0');
    return value;
}

/* By the ranges of the networks (ISO/IEC 7812 issuers as they publish them) and their lengths. */
static bool is_card_range(const char *digits, size_t count)
{
    unsigned two = prefix(digits, 2), four = prefix(digits, 4);

    if (digits[0] == '4')
        return count == 16;
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))
        return count == 16;
    if (two == 34 || two == 37)
        return count == 15;
    if (four == 6011 || two == 65 || (four >= 6440 && four <= 6499) || two == 62)
        return count == 16;
    if (four >= 3528 && four <= 3589)
        return count == 16;
    return (two == 36 || two == 38 || two == 30) && count == 14;
}

static bool is_test_card(const char *digits)
{
    static const char *const numbers[] = { "4111111111111111",
                                           "4242424242424242",
                                           "4012888888881881",
                                           "4000056655665556",
                                           "5555555555554444",
                                           "5105105105105100",
                                           "2223003122003222",
                                           "5200828282828210",
                                           "378282246310005",
                                           "371449635398431",
                                           "378734493671000",
                                           "6011111111111117",
                                           "6011000990139424",
                                           "6011000000000012",
                                           "30569309025904",
                                           "38520000023237",
                                           "36227206271667",
                                           "3530111333300000",
                                           "3566002020360505",
                                           "6200000000000005",
                                           "4917610000000000",
                                           "4462030000000000",
                                           "5454545454545454",
                                           "4444333322221111",
                                           "4007000000027",
                                           "4012000033330026",
                                           "4532015112830366",
                                           "4716461583322103",
                                           NULL };
    const char *const *p;

    for (p = numbers; *p; p++) {
        if (strncmp(digits, *p, strlen(*p)) == 0)
            return true;
    }
    return strncmp(digits, "400000", 6) == 0; /* processors' test range */
}

static bool is_monotone(const char *digits, size_t count)
{
    size_t i, same = 0, up = 0;

    for (i = 1; i < count; i++) {
        same += digits[i] == digits[i - 1];
        up += digits[i] == digits[i - 1] + 1 || (digits[i] == '0' && digits[i - 1] == '9');
    }
    return same >= count - 3 || up >= count - 3;
}

static bool is_card(const struct run *run)
{
    if (run->count < 14 || run->count > 16 || run->plus || run->parens)
        return false;
    if (run->group_count > 1) {
        if (run->sign != ' ' && run->sign != '-')
            return false;
        if (run->count == 16 && (run->group_count != 4 || run->groups[0] != 4 ||
                                 run->groups[1] != 4 || run->groups[2] != 4))
            return false;
        if (run->count < 16 &&
            (run->group_count != 3 || run->groups[0] != 4 || run->groups[1] != 6))
            return false;
    }
    return is_card_range(run->digits, run->count) && luhn(run->digits, run->count) &&
           !is_test_card(run->digits) && !is_monotone(run->digits, run->count);
}

static bool is_ssn(const struct run *run)
{
    unsigned area, group, serial;

    if (run->count != 9 || run->group_count != 3 || run->sign != '-' || run->groups[0] != 3 ||
        run->groups[1] != 2 || run->plus || run->parens)
        return false;
    area = prefix(run->digits, 3);
    group = prefix(run->digits + 3, 2);
    serial = prefix(run->digits + 5, 4);
    if (area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0)
        return false;
    /* printed on specimen cards and in every textbook */
    return !(area == 78 && group == 5 && serial == 1120) &&
           !(area == 219 && group == 9 && serial == 9999) &&
           !(area == 123 && group == 45 && serial == 6789) && !is_monotone(run->digits, 9);
}

/* Numbers set apart for fiction and tests: 555-01xx, Ofcom's drama ranges. */
static bool is_fictional(const char *digits, size_t count)
{
    if (count == 10 || (count == 11 && digits[0] == '1')) {
        digits += count - 10;
        return strncmp(digits, "555", 3) == 0 || strncmp(digits + 3, "555", 3) == 0 ||
               strncmp(digits, "5005550", 7) == 0;
    }
    return strncmp(digits, "447700900", 9) == 0 || strncmp(digits, "442079460", 9) == 0;
}

static bool is_phone(const struct run *run)
{
    if (is_monotone(run->digits, run->count) || is_fictional(run->digits, run->count))
        return false;
    if (run->plus) /* E.164: + and 8 to 15 digits, the first no 0 */
        return run->count >= 9 && run->count <= 15 && run->digits[0] != '0' &&
               run->group_count <= 7;
    if (run->group_count > 1 && run->sign == ' ' && run->digits[0] == '0' &&
        run->digits[1] == '0' && run->digits[2] >= '1' && run->groups[0] == 4) /* 0049 30 ... */
        return run->count >= 11 && run->count <= 16;
    if (run->group_count < 3 || run->count != 10 || run->digits[0] < '2' || run->digits[3] < '2')
        return false;
    /* North American: 212-867-5309, (212) 867-5309, 212.867.5309 */
    return run->groups[0] == 3 && run->groups[1] == 3 && run->groups[2] == 4 &&
           (run->parens || run->sign == '-' || run->sign == '.');
}

/* Reads the run that begins at `at`, which is a digit. */
static void read_run(struct bq_span text, size_t at, struct run *run)
{
    size_t p = at, group = 0;
    char sign = 0;

    memset(run, 0, sizeof *run);
    run->start = at;
    while (p < text.len) {
        char c = text.s[p];
        size_t next = p + 1;
        if (is_digit(c)) {
            if (run->count < RUN_MAX)
                run->digits[run->count] = c;
            run->count++;
            group++;
            run->end = ++p;
            continue;
        }
        if (c == ')' && next < text.len && (text.s[next] == ' ' || text.s[next] == '-'))
            next++;
        if (!strchr(" -.)/", c) || c == 0 || next >= text.len || !is_digit(text.s[next]))
            break;
        if (group && run->group_count < 15)
            run->groups[run->group_count++] = group;
        group = 0;
        if (c != ')')
            sign = sign == 0 || sign == c ? c : '?';
        p = next;
    }
    if (run->group_count < 16)
        run->groups[run->group_count++] = group;
    run->sign = sign;
    if (at > 0 && text.s[at - 1] == '+') {
        run->plus = true;
        run->start = at - 1;
    } else if (at > 0 && text.s[at - 1] == '(') {
        run->parens = true;
        run->start = at - 1;
        if (at > 1 && text.s[at - 2] == '+')
            run->plus = true;
    }
}

/* Nothing that goes on before or behind: part of a longer name, number, path or parameter. */
static bool stands_alone(struct bq_span text, const struct run *run)
{
    char before = run->start > 0 ? text.s[run->start - 1] : ' ';
    char after = run->end < text.len ? text.s[run->end] : ' ';

    if (bq_secret_is_alnum(before) || (before && strchr("_-./#$%&+~^@", before)))
        return false;
    return !bq_secret_is_alnum(after) && !(after && strchr("_-/#%@=+", after)) &&
           !(after == '.' && run->end + 1 < text.len && bq_secret_is_alnum(text.s[run->end + 1]));
}

/* ---- bank accounts
 * ----------------------------------------------------------------------------------------- */

static size_t iban_len(const char *country)
{
    /* country and length, ISO 13616 registry */
    static const char table[] = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BR29BY28CH21CR22CY28CZ24DE22DK"
                                "18DO28EE20EG29ES24FI18FO18FR"
                                "27GB22GE22GI23GL18GR27GT28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20"
                                "LB28LC32LI21LT20LU20LV21LY25MC"
                                "27MD24ME22MK19MR27MT31MU30NL18NO15PK24PL28PS29PT25QA29RO24RS22SA24"
                                "SC31SE24SI19SK24SM27ST25SV28TL"
                                "23TN24TR26UA29VA22VG24XK20";
    size_t i;

    for (i = 0; i + 4 < sizeof table; i += 4) {
        if (table[i] == country[0] && table[i + 1] == country[1])
            return (size_t)(table[i + 2] - '0') * 10 + (size_t)(table[i + 3] - '0');
    }
    return 0;
}

static bool is_example_iban(const char *s)
{
    static const char *const examples[] = {
        "DE89370400440532013000",      "GB29NWBK60161331926819",   "GB82WEST12345698765432",
        "FR1420041010050500013M02606", "NL91ABNA0417164300",       "ES9121000418450200051332",
        "IT60X0542811101000000123456", "BE68539007547034",         "CH9300762011623852957",
        "AT611904300234573201",        "SE4550000000058398257466", "NO9386011117947",
        "DK5000400440116243",          "FI2112345600000785",       "PL61109010140000071219812874",
        "IE29AIBK93115212345678",      "GB33BUKB20201555555555",   NULL
    };
    const char *const *p;

    for (p = examples; *p; p++) {
        if (strcmp(s, *p) == 0)
            return true;
    }
    return false;
}

static bool mod97(const char *s, size_t len)
{
    unsigned rest = 0;
    size_t i;

    for (i = 0; i < len; i++) {
        char c = s[(i + 4) % len];
        rest = is_digit(c) ? (rest * 10 + (unsigned)(c - '0')) % 97
                           : (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
    }
    return rest == 1;
}

/* The digit at `at` is the first check digit of an account: adds it and says where it ends, else 0.
 */
static size_t read_iban(struct bq_secret_scan *scan, const struct bq_secret_kind *kind, size_t at)
{
    struct bq_span text = scan->text;
    char plain[40];
    size_t want, n = 0, p;

    if (at < 2 || (at > 2 && bq_secret_is_word(text.s[at - 3])))
        return 0;
    want = iban_len(text.s + at - 2);
    for (p = at - 2; want && p < text.len && n < want; p++) {
        char c = text.s[p];
        if (bq_secret_class_has('u', c))
            plain[n++] = c;
        else if (c != ' ' || n % 4 != 0)
            break;
    }
    if (want == 0 || n < want || (p < text.len && bq_secret_is_word(text.s[p])))
        return 0;
    plain[n] = 0;
    if (!mod97(plain, n) || is_example_iban(plain))
        return 0;
    add(scan, kind, at - 2, p, BQ_MASK_DIGITS);
    return p;
}

/* ---- the pass over digits
 * ------------------------------------------------------------------------------------ */

static size_t read_number(struct bq_secret_scan *scan, const struct bq_secret_kind *kinds,
                          size_t at)
{
    struct bq_span text = scan->text;
    struct run run;
    size_t end;

    if (at >= 2 && text.s[at - 1] >= 'A' && text.s[at - 1] <= 'Z') {
        end = read_iban(scan, &kinds[KIND_IBAN], at);
        if (end)
            return end;
    }
    read_run(text, at, &run);
    if (run.count < 9 || run.count > 16 || !stands_alone(text, &run))
        return run.end;
    if (is_card(&run))
        add(scan, &kinds[KIND_CARD], run.start, run.end, BQ_MASK_DIGITS);
    else if (is_ssn(&run))
        add(scan, &kinds[KIND_SSN], run.start, run.end, BQ_MASK_DIGITS);
    else if (is_phone(&run))
        add(scan, &kinds[KIND_PHONE], run.start, run.end, BQ_MASK_DIGITS);
    return run.end;
}

/* Where the number begins that has a digit at `at`: back over digits and single signs, not before
 * floor. */
static size_t number_begin(struct bq_span text, size_t at, size_t floor)
{
    size_t p = at;

    while (p > floor) {
        if (is_digit(text.s[p - 1]))
            p--;
        else if (p > floor + 1 && (text.s[p - 1] == ' ' || text.s[p - 1] == '-') &&
                 is_digit(text.s[p - 2]))
            p -= 2;
        else
            break;
    }
    return p;
}

/* Is one of eight bytes a digit? All at once: of those that are none the top bit is set. */
static bool has_digit(const char *s)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones * 0x80;
    uint64_t eight;

    memcpy(&eight, s, sizeof eight);
    eight ^= ones * '0';
    return ((((eight & ~tops) + ones * 0x76) | eight) & tops) != tops;
}

void bq_pii_numbers(struct bq_secret_scan *scan, const struct bq_secret_kind *kinds)
{
    const char *s = scan->text.s;
    size_t p = scan->from, floor = scan->from;

    /* whatever we look for has two digits side by side: every second byte is enough */
    while (p < scan->to && scan->status >= 0) {
        if (!is_digit(s[p])) {
            p += scan->to - p >= 8 && !has_digit(s + p) ? 8 : 2;
            continue;
        }
        floor = read_number(scan, kinds, number_begin(scan->text, p, floor));
        p = floor + 1;
    }
}

static void read_nothing(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                         size_t start, size_t end)
{
    (void)scan, (void)kind, (void)start, (void)end;
}

#define PERSONAL(id_, name_, keywords_, read_)                                                     \
    {                                                                                              \
        .id = id_, .name = name_, .rule = BQ_RULE_PERSONAL, .keywords = keywords_, .read = read_   \
    }

const struct bq_secret_kind bq_pii_kinds[] = {
    [KIND_EMAIL] = PERSONAL("email", "e-mail address", "@ %40", read_email),
    [KIND_PHONE] = PERSONAL("phone", "phone number", "", read_nothing),
    [KIND_CARD] = PERSONAL("card", "payment card number", "", read_nothing),
    [KIND_IBAN] = PERSONAL("iban", "bank account number", "", read_nothing),
    [KIND_SSN] = PERSONAL("ssn", "social security number", "", read_nothing),
};
const size_t bq_pii_kind_count = sizeof bq_pii_kinds / sizeof bq_pii_kinds[0];
