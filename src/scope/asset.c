/*
 * An entry of a scope list, as people really write them, taken apart. What can't be understood
 * without guessing is a label: it is shown, and never matched.
 */
#include "scope/asset.h"

#include "scope/names.h"

#include "bqi/utf8.h"

#include <stdio.h>
#include <string.h>

enum { ENTRY_MAX = 8192, WORDS_MAX = 64, PROSE_MAX = 10, BRACKET_MAX = 250 };

const char *bq_asset_kind_name(enum bq_asset_kind kind)
{
    static const char *const names[] = { "label", "host", "wildcard",   "pattern", "address",
                                         "range", "app",  "repository", "contract" };

    return names[kind];
}

struct bq_asset *bq_asset_add(struct bq_asset_list *list, enum bq_asset_kind kind)
{
    struct bq_asset *asset;

    if (list->count == list->max) {
        list->full = true;
        return NULL;
    }
    asset = &list->items[list->count++];
    asset->kind = kind;
    asset->normal[0] = asset->why[0] = asset->host[0] = '\0';
    asset->port = -1;
    asset->path = "";
    asset->path_len = 0;
    memset(asset->first, 0, sizeof(asset->first));
    memset(asset->last, 0, sizeof(asset->last));
    return asset;
}

/* Copies text cut at a code point. */
static void copy_cut(char *out, size_t size, struct bq_span text)
{
    size_t n = text.len < size ? text.len : size - 1;

    while (n > 0 && n < text.len && ((unsigned char)text.s[n] & 0xc0) == 0x80) {
        n--;
    }
    memcpy(out, text.s, n);
    out[n] = '\0';
}

void bq_asset_add_label(struct bq_asset_list *list, struct bq_span text, const char *why)
{
    struct bq_asset *asset = bq_asset_add(list, BQ_ASSET_LABEL);

    if (asset) {
        copy_cut(asset->normal, sizeof(asset->normal), text);
        copy_cut(asset->why, sizeof(asset->why), bq_span_str(why));
    }
}

size_t bq_asset_invisible(struct bq_span text, size_t i)
{
    uint32_t code;
    size_t n;

    if ((unsigned char)text.s[i] < 0x80) {
        return 0;
    }
    n = bq_utf8_decode(text.s + i, text.len - i, &code);
    if (n == 0 || !(code == 0xa0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200a) ||
                    bq_utf8_is_hidden(code))) {
        return 0;
    }
    return n;
}

/* What closes an opening bracket; 0 for anything else. */
static char closing(char open)
{
    switch (open) {
    case '(':
        return ')';
    case '[':
        return ']';
    case '{':
        return '}';
    case '<':
        return '>';
    default:
        return '\0';
    }
}

size_t bq_asset_bracket(struct bq_span text, size_t i)
{
    char open = text.s[i], close = closing(open);
    size_t depth = 0;

    for (size_t at = i; close && at < text.len && at - i < BRACKET_MAX; at++) {
        if (text.s[at] == open) {
            depth++;
        } else if (text.s[at] == close && --depth == 0) {
            return at;
        }
    }
    return i;
}

/* Trims blanks, invisible ones too. */
static struct bq_span trim(struct bq_span text)
{
    for (;;) {
        struct bq_span t = bq_span_trim(text);
        size_t n = t.len ? bq_asset_invisible(t, 0) : 0;

        t.s += n;
        t.len -= n;
        for (size_t back = 2; n == 0 && back <= 4 && back <= t.len; back++) {
            if (bq_asset_invisible(t, t.len - back) == back) {
                t.len -= back;
                n = back;
            }
        }
        if (n == 0) {
            return t;
        }
        text = t;
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Does what follows a comma, semicolon or bar begin another asset, rather than going on with this
 * one? */
static bool separates(struct bq_span text, size_t i)
{
    size_t at = i + 1;

    if (at >= text.len || is_blank(text.s[at]) || is_blank(text.s[i ? i - 1 : 0])) {
        return true;
    }
    for (; at < text.len && !is_blank(text.s[at]) && !strchr(",;|/", text.s[at]); at++) {
        if (text.s[at] == '.' || text.s[at] == '*' || text.s[at] == ':') {
            return true;
        }
    }
    return false;
}

/* Cuts text at blanks, commas, semicolons and bars outside of brackets. */
static size_t split(struct bq_span text, struct bq_span *words, size_t max)
{
    size_t count = 0, start = 0;

    for (size_t i = 0; i <= text.len && count < max; i++) {
        size_t gap = i < text.len ? bq_asset_invisible(text, i) : 0;
        bool cut =
            i == text.len || is_blank(text.s[i]) ||
            (memchr(",;|", text.s[i], 3) && separates(text, i)) ||
            (gap && ((unsigned char)text.s[i] == 0xc2 && (unsigned char)text.s[i + 1] == 0xa0));

        if (cut) {
            if (i > start) {
                words[count++] = bq_span_of(text.s + start, i - start);
            }
            start = i + (gap ? gap : 1);
            i += gap ? gap - 1 : 0;
        } else {
            i = bq_asset_bracket(text, i);
        }
    }
    return count;
}

static size_t count_of(struct bq_span word, char c)
{
    size_t n = 0;

    for (size_t i = 0; i < word.len; i++) {
        n += word.s[i] == c;
    }
    return n;
}

/* Without quotes, wrapping brackets and the punctuation of a sentence. */
static struct bq_span unwrap(struct bq_span word)
{
    for (;;) {
        size_t before = word.len;

        while (word.len > 0 && strchr("\"'`!,;", word.s[0])) {
            word.s++;
            word.len--;
        }
        while (word.len > 0 && strchr("\"'`!,;", word.s[word.len - 1])) {
            word.len--;
        }
        if (word.len > 1 && (word.s[word.len - 1] == '.' || word.s[word.len - 1] == ':') &&
            word.s[word.len - 2] != '*') {
            word.len--;
        }
        if (word.len > 1 && word.s[word.len - 1] == ')' &&
            count_of(word, ')') > count_of(word, '(')) {
            word.len--;
        }
        if (word.len > 2 && strchr("(<", word.s[0]) && bq_asset_bracket(word, 0) == word.len - 1) {
            word.s++;
            word.len -= 2;
        }
        if (word.len == before) {
            return word;
        }
    }
}

static bool is_one_of(struct bq_span word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bq_span_equal_nocase(word, bq_span_str(words[i]))) {
            return true;
        }
    }
    return false;
}

/* Words that turn what a sentence says about a host: such a sentence is for people. */
static bool turns_meaning(struct bq_span word)
{
    static const char *const words[] = { "any",     "all",     "only",    "except",   "excluding",
                                         "exclude", "not",     "other",   "unless",   "every",
                                         "no",      "without", "outside", "but",      "than",
                                         "never",   "don't",   "do",      "excluded", "out" };

    return is_one_of(word, words, sizeof(words) / sizeof(words[0]));
}

/* "Open redirect at a.example" speaks of something at the host, not of the host. */
static bool is_preposition(struct bq_span word)
{
    static const char *const words[] = { "at",    "on", "in",  "of",   "from", "to", "for",
                                         "under", "by", "via", "with", "like", "as", "accounts" };

    return is_one_of(word, words, sizeof(words) / sizeof(words[0]));
}

static bool has_scheme(struct bq_span word)
{
    return bq_span_find_nocase(word, 0, "://") < word.len;
}

static bool is_joint(struct bq_span word)
{
    return word.len == 0 || bq_span_is(word, "-") || bq_span_is(word, "&") ||
           bq_span_is(word, "+") || bq_span_is(word, "/") || bq_span_is(word, ":") ||
           bq_span_is(word, "*") || bq_span_is(word, "\xe2\x80\x93") ||
           bq_span_is(word, "\xe2\x80\x94") || bq_span_is(word, "\xe2\x80\xa2") ||
           bq_span_equal_nocase(word, bq_span_str("and")) ||
           bq_span_equal_nocase(word, bq_span_str("or"));
}

static bool ends_in_tld(struct bq_span word)
{
    const char *dot = memrchr(word.s, '.', word.len);

    return dot && bq_tld_known(dot + 1, word.len - (size_t)(dot + 1 - word.s));
}

/* ".fr" behind "community.example.com": the same host under another top-level domain. */
static bool other_suffix(struct bq_span word, size_t begin, struct bq_asset_list *list)
{
    const struct bq_asset *before = list->count > begin ? &list->items[list->count - 1] : NULL;
    struct bq_asset *asset;
    size_t len, keep;

    if (!before || before->kind != BQ_ASSET_HOST || before->path_len > 0 || word.len < 3 ||
        word.s[0] != '.' || bq_suffix_length(word.s + 1, word.len - 1) != word.len - 1 ||
        !ends_in_tld(word)) {
        return false;
    }
    len = strlen(before->host);
    keep = len - bq_suffix_length(before->host, len);
    if (keep == 0 || keep + word.len >= BQ_HOST_MAX) {
        return false;
    }
    asset = bq_asset_add(list, BQ_ASSET_HOST);
    if (asset) {
        memcpy(asset->host, before->host, keep - 1);
        memcpy(asset->host + keep - 1, word.s, word.len);
        asset->host[keep - 1 + word.len] = '\0';
        memcpy(asset->normal, asset->host, strlen(asset->host) + 1);
    }
    return true;
}

/* "*." with a blank behind it belongs to the host that follows. */
static void widen(struct bq_asset *asset)
{
    char normal[sizeof(asset->normal)];

    if (asset->kind == BQ_ASSET_HOST) {
        asset->kind = BQ_ASSET_WILDCARD;
        snprintf(normal, sizeof(normal), "*.%.*s", (int)sizeof(normal) - 3, asset->normal);
        memcpy(asset->normal, normal, sizeof(normal));
    }
}

static bool read_word(const struct bq_span *words, size_t i, enum bq_asset_hint hint, size_t begin,
                      struct bq_asset_list *list)
{
    size_t before = list->count;

    if (other_suffix(words[i], begin, list)) {
        return true;
    }
    if (!bq_asset_word(unwrap(words[i]), hint, true, list)) {
        return false;
    }
    if (i > 0 && bq_span_is(words[i - 1], "*.") && list->count > before) {
        widen(&list->items[before]);
    }
    return true;
}

/* "Shop: a.example", "Shop - a.example". */
static bool announces(struct bq_span before)
{
    return before.s[before.len - 1] == ':' ||
           (is_joint(before) && before.s[0] != 'a' && before.s[0] != 'o');
}

/*
 * Words around hosts. Taken apart only when the text names hosts and comments on them ("a.example
 * (the shop)", "Shop - https://a.example"); a sentence about hosts ("anything but a.example") stays
 * a label.
 */
static bool read_words(struct bq_span *words, size_t count, enum bq_asset_hint hint,
                       struct bq_asset_list *list)
{
    size_t begin = list->count, prose = 0, hosts = 0;
    bool sure = true;

    for (size_t i = 0; i < count && sure; i++) {
        bool comment = words[i].s[0] == '(';
        struct bq_span word = unwrap(words[i]);

        if (read_word(words, i, hint, begin, list)) {
            enum bq_asset_kind kind = list->items[list->count - 1].kind;
            bool named = has_scheme(word) || comment || kind == BQ_ASSET_ADDRESS ||
                         kind == BQ_ASSET_RANGE || (i > 0 && announces(words[i - 1]));

            sure = !(i > 0 && is_preposition(words[i - 1])) && (hosts > 0 || prose == 0 || named);
            hosts++;
        } else if (!is_joint(word) && !comment) {
            prose++;
            sure = !turns_meaning(word);
        }
    }
    if (sure && hosts > 0 && prose <= PROSE_MAX) {
        return true;
    }
    list->count = begin;
    return false;
}

/* A redaction block hides the only thing that counts. */
static bool is_redacted(struct bq_span text)
{
    return memmem(text.s, text.len, "\xe2\x96\x88", 3) != NULL;
}

static void read_text(struct bq_span text, enum bq_asset_hint hint, struct bq_asset_list *list)
{
    struct bq_span words[WORDS_MAX];
    size_t count, begin = list->count;
    bool all = true;

    if (hint == BQ_HINT_NONE && bq_asset_plain(text, list)) {
        return;
    }
    text = trim(text);
    if (text.len == 0) {
        bq_asset_add_label(list, text, "there is nothing");
        return;
    }
    if (text.len > ENTRY_MAX) {
        bq_asset_add_label(list, text, "too long for an asset");
        return;
    }
    if (is_redacted(text)) {
        bq_asset_add_label(list, text, "redacted by the platform");
        return;
    }
    if (bq_asset_address(text, list) || bq_asset_app(text, hint, list)) {
        return;
    }
    count = split(text, words, WORDS_MAX);
    if (count == 1) {
        if (bq_asset_word(unwrap(words[0]), hint, false, list)) {
            return;
        }
    } else if (count > 1 && count < WORDS_MAX) {
        for (size_t i = 0; i < count && all; i++) {
            all = is_joint(words[i]) || bq_span_is(words[i], "*.") ||
                  read_word(words, i, hint, begin, list);
        }
        if (all && list->count > begin) {
            return;
        }
        list->count = begin;
        list->full = false;
        if (read_words(words, count, hint, list)) {
            return;
        }
    }
    list->count = begin;
    bq_asset_add_label(
        list, text, count > 1 ? "words for people, no host to go by" : "no host, address or app");
}

static enum bq_asset_hint hint_of(const char *kind)
{
    static const char *const apps[] = { "ios",       "android",     "mobile",
                                        "apple",     "google_play", "testflight",
                                        "other_apk", "other_ipa",   "windows_app" };
    struct bq_span text = bq_span_str(kind);

    for (size_t i = 0; text.len > 0 && i < sizeof(apps) / sizeof(apps[0]); i++) {
        if (bq_span_find_nocase(text, 0, apps[i]) < text.len) {
            return BQ_HINT_APP;
        }
    }
    return BQ_HINT_NONE;
}

/* Would the name say something that the uri does not? Then both count. */
static bool adds_something(const struct bq_asset *known, size_t count, const struct bq_asset *more)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(known[i].normal, more->normal) == 0) {
            return false;
        }
    }
    return true;
}

/* The name, where it is nothing but an asset of its own and differs from the uri. */
static void read_name(struct bq_span name, struct bq_asset_list *list)
{
    struct bq_asset asset;
    struct bq_asset_list one = { &asset, 0, 1, false, list->out };
    bool only_labels = true;

    for (size_t i = 0; i < list->count; i++) {
        enum bq_asset_kind kind = list->items[i].kind;

        if (kind == BQ_ASSET_APP || kind == BQ_ASSET_REPO || kind == BQ_ASSET_CONTRACT) {
            return;
        }
        only_labels = only_labels && kind == BQ_ASSET_LABEL;
    }
    name = trim(name);
    if (name.len == 0 || name.len > ENTRY_MAX || is_redacted(name) ||
        !(bq_asset_address(name, &one) || bq_asset_word(name, BQ_HINT_NONE, true, &one)) ||
        one.full || asset.kind == BQ_ASSET_APP) {
        return;
    }
    if (only_labels) {
        list->count = 0;
    }
    if (adds_something(list->items, list->count, &asset) && list->count < list->max) {
        list->items[list->count++] = asset;
    }
}

size_t bq_asset_parse(const struct bq_target *target, struct bq_asset *out, size_t max)
{
    struct bq_asset_list list = { out, 0, max, false, target->out };
    enum bq_asset_hint hint = hint_of(target->kind);
    struct bq_span asset = trim(bq_span_str(target->asset));
    struct bq_span name = trim(bq_span_str(target->name));

    if (max == 0) {
        return 0;
    }
    if (asset.len == 0) {
        read_text(name, hint, &list);
    } else {
        read_text(asset, hint, &list);
        if (!bq_span_equal(asset, name)) {
            read_name(name, &list);
        }
    }
    return list.count;
}
