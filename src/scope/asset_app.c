/*
 * Assets that are no hosts: apps in stores, bundle ids, blockchain contracts.
 */
#include "scope/asset.h"

#include "scope/names.h"

#include <stdio.h>
#include <string.h>

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
           c == '-';
}

static size_t digits_at(struct bq_span text, size_t from)
{
    size_t n = 0;

    while (from + n < text.len && text.s[from + n] >= '0' && text.s[from + n] <= '9') {
        n++;
    }
    return n;
}

/* id is lower case already where case does not count. */
static bool add_app(struct bq_asset_list *list, struct bq_span id, const char *what)
{
    struct bq_asset *asset;

    if (id.len == 0 || id.len >= BQ_HOST_MAX) {
        return false;
    }
    asset = bq_asset_add(list, BQ_ASSET_APP);
    if (asset) {
        for (size_t i = 0; i < id.len; i++) {
            char c = id.s[i];

            asset->host[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
        }
        asset->host[id.len] = '\0';
        snprintf(asset->normal, sizeof(asset->normal), "%s %.*s", what, (int)id.len, id.s);
    }
    return true;
}

/* The number behind "/id" in a path of Apple's store. */
static bool apple_url(struct bq_span text, struct bq_asset_list *list)
{
    size_t at = 0;

    while ((at = bq_span_find_nocase(text, at, "/id")) < text.len) {
        size_t n = digits_at(text, at + 3);

        if (n >= 5) {
            return add_app(list, bq_span_of(text.s + at + 3, n), "App Store id");
        }
        at += 3;
    }
    return false;
}

/* What follows "id=" in an address of Google's store. */
static bool google_url(struct bq_span text, struct bq_asset_list *list)
{
    size_t at = bq_span_find_nocase(text, 0, "?id="), n = 0;

    if (at == text.len) {
        at = bq_span_find_nocase(text, 0, "&id=");
    }
    if (at == text.len) {
        return false;
    }
    at += 4;
    while (at + n < text.len && (is_word(text.s[at + n]) || text.s[at + n] == '.')) {
        n++;
    }
    return add_app(list, bq_span_of(text.s + at, n), "bundle id");
}

static bool store_url(struct bq_span text, struct bq_asset_list *list)
{
    if (bq_span_find_nocase(text, 0, "apps.apple.com/") < text.len ||
        bq_span_find_nocase(text, 0, "itunes.apple.com/") < text.len ||
        bq_span_find_nocase(text, 0, "appsto.re/") < text.len) {
        return apple_url(text, list);
    }
    return bq_span_find_nocase(text, 0, "play.google.com/store/apps/details") < text.len &&
           google_url(text, list);
}

/* 0x and 40 or 64 hex digits, anywhere. */
static bool contract(struct bq_span text, struct bq_asset_list *list)
{
    size_t at = 0;

    while ((at = bq_span_find_nocase(text, at, "0x")) < text.len) {
        size_t n = 0;

        while (at + 2 + n < text.len && is_hex(text.s[at + 2 + n])) {
            n++;
        }
        if ((n == 40 || n == 64) && (at + 2 + n == text.len || !is_word(text.s[at + 2 + n]))) {
            struct bq_asset *asset = bq_asset_add(list, BQ_ASSET_CONTRACT);

            if (asset) {
                for (size_t i = 0; i < n + 2; i++) {
                    char c = text.s[at + i];

                    asset->host[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
                }
                asset->host[n + 2] = '\0';
                memcpy(asset->normal, asset->host, n + 3);
            }
            return true;
        }
        at += 2;
    }
    return false;
}

static size_t label_count(const char *host, size_t len)
{
    size_t n = 1;

    for (size_t i = 0; i < len; i++) {
        n += host[i] == '.';
    }
    return n;
}

static bool one_of(const char *label, size_t len, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i]) == len && memcmp(label, words[i], len) == 0) {
            return true;
        }
    }
    return false;
}

bool bq_asset_is_bundle(const char *host, size_t len, bool hinted)
{
    static const char *const reverse[] = { "com", "org", "net" };
    static const char *const real[] = { "com", "org", "net",  "edu", "gov",
                                        "mil", "int", "info", "biz" };
    const char *dot = memchr(host, '.', len);
    size_t first = dot ? (size_t)(dot - host) : len, last = len;

    while (last > 0 && host[last - 1] != '.') {
        last--;
    }
    if (!dot || !bq_tld_known(host, first)) {
        return false;
    }
    if (hinted) {
        return true;
    }
    if (one_of(host, first, reverse, 3) && label_count(host, len) >= 3) {
        return !one_of(host + last, len - last, real, 9) &&
               bq_suffix_length(host, len) <= len - last;
    }
    return label_count(host, len) >= 3 && !bq_tld_known(host + last, len - last);
}

/* A word that is a bundle id by its looks; stars are allowed at the end. */
static bool bundle(struct bq_span word, enum bq_asset_hint hint, struct bq_asset_list *list)
{
    char lower[BQ_HOST_MAX];
    size_t len = word.len;

    if (word.len < 3 || word.len >= sizeof(lower)) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        char c = word.s[i];

        if (!is_word(c) && c != '.' && !(c == '*' && i + 1 == word.len)) {
            return false;
        }
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    while (len > 0 && (lower[len - 1] == '*' || lower[len - 1] == '.')) {
        len--;
    }
    return bq_asset_is_bundle(lower, len, hint == BQ_HINT_APP) && add_app(list, word, "bundle id");
}

/* Twelve letters and digits that begin with a 9. */
static bool is_store_product(struct bq_span word)
{
    if (word.len != 12 || word.s[0] != '9') {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        if (!is_word(word.s[i]) || word.s[i] == '-' || word.s[i] == '_') {
            return false;
        }
    }
    return true;
}

bool bq_asset_app(struct bq_span word, enum bq_asset_hint hint, struct bq_asset_list *list)
{
    size_t n = digits_at(word, 0);

    if ((memchr(word.s, '/', word.len) && store_url(word, list)) ||
        (memmem(word.s, word.len, "0x", 2) && contract(word, list))) {
        return true;
    }
    if (n == word.len && n >= 8 && n <= 12) {
        return add_app(list, word, "App Store id");
    }
    if (word.len > 2 && bq_span_starts(word, "id") && (n = digits_at(word, 2)) >= 8 &&
        n + 2 == word.len) {
        return add_app(list, bq_span_of(word.s + 2, n), "App Store id");
    }
    if (hint == BQ_HINT_APP && is_store_product(word)) {
        return add_app(list, word, "Microsoft Store id");
    }
    return bundle(word, hint, list);
}
