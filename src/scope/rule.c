#include "scope/rule.h"

#include "scope/asset.h"
#include "scope/host.h"
#include "scope/names.h"
#include "scope/url.h"

#include <stdio.h>
#include <string.h>

/* ---- from an asset --------------------------------------------------------------------------- */

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

/* Splits a glob: what is literal behind its last star, and how the rule is found. */
static void classify_glob(struct bq_rule *rule, char *host)
{
    size_t len = strlen(host), star, suffix;
    const char *dot;

    if (len > 2 && strcmp(host + len - 2, ".*") == 0) {
        host[len -= 2] = '\0';
        rule->match = BQ_MATCH_ANY_TLD;
        rule->glob = strchr(host, '*') != NULL;
    } else {
        rule->match = BQ_MATCH_PATTERN;
        rule->glob = true;
    }
    rule->host_len = rule->tail = (uint16_t)len;
    if (!rule->glob) {
        return;
    }
    for (star = len; star > 0 && host[star - 1] != '*'; star--) {
    }
    suffix = bq_suffix_length(host, len);
    dot = memchr(host + star, '.', len - star);
    rule->tail = dot ? (uint16_t)(len - (size_t)(dot + 1 - host)) : 0;
    if (rule->match == BQ_MATCH_PATTERN && (rule->tail <= suffix || !dot)) {
        rule->match = BQ_MATCH_GLUED;
        rule->tail = (uint16_t)(len - star);
    }
}

/* Escapes of unreserved characters decoded as bq_path_normal does, no slash at the end. */
static void set_path(struct bq_rule *rule, const struct bq_asset *asset, char *path)
{
    char raw[BQ_PATH_RULE_MAX];
    size_t n = bq_asset_path((struct bq_span){ asset->path, asset->path_len }, raw, sizeof(raw));

    path[0] = '\0';
    if (n > 0 && n < sizeof(raw)) {
        n = bq_path_normal(raw, n, true, path, BQ_PATH_RULE_MAX);
        if (n > 0 && path[n - 1] == '/') {
            path[--n] = '\0';
        }
        rule->path_len = (uint16_t)n;
        rule->path_star = memchr(path, '*', n) != NULL;
    }
    rule->path = path;
}

bool bq_rule_of(const struct bq_asset *asset, const struct bq_target *target, char *host,
                char *path, struct bq_rule *rule)
{
    size_t len = strlen(asset->host);
    unsigned char address[16];

    memset(rule, 0, sizeof(*rule));
    rule->target = target;
    rule->out = target->out;
    rule->paid = target->bounty;
    rule->port = asset->port;
    if (asset->kind == BQ_ASSET_RANGE) {
        len = strlen(asset->normal);
        memcpy(host, asset->normal, len + 1);
    } else {
        memcpy(host, asset->host, len + 1);
    }
    rule->host = host;
    rule->host_len = (uint16_t)len;
    set_path(rule, asset, path);
    switch (asset->kind) {
    case BQ_ASSET_HOST:
    case BQ_ASSET_REPO:
    case BQ_ASSET_ADDRESS:
        rule->match = BQ_MATCH_HOST;
        if (strchr(host, ':') && bq_host_ipv6(host, len, address) &&
            memcmp(address, mapped, 12) == 0) {
            rule->host_len = (uint16_t)bq_host_ipv4_format(address + 12, host);
        }
        return len > 0;
    case BQ_ASSET_WILDCARD:
        rule->match = BQ_MATCH_WILDCARD;
        return len > 0;
    case BQ_ASSET_PATTERN:
        classify_glob(rule, host);
        return true;
    case BQ_ASSET_RANGE:
        rule->match = BQ_MATCH_RANGE;
        return true;
    case BQ_ASSET_APP:
    case BQ_ASSET_CONTRACT:
        rule->match = BQ_MATCH_ID;
        return len > 0;
    case BQ_ASSET_LABEL:
        break;
    }
    return false;
}

/* ---- in words -------------------------------------------------------------------------------- */

struct room {
    char *out;
    size_t len;
};

static void put(struct room *room, const char *s, size_t len)
{
    for (size_t i = 0; i < len && room->len + 4 < BQ_RULE_TEXT_MAX; i++) {
        if (s[i] <= 0x20 || s[i] >= 0x7f) {
            memcpy(room->out + room->len, "...", 3);
            room->len += 3;
            return;
        }
        room->out[room->len++] = s[i];
    }
}

size_t bq_rule_text(const struct bq_rule *rule, char out[BQ_RULE_TEXT_MAX])
{
    struct room room = { out, 0 };
    char port[16];

    if (rule->match == BQ_MATCH_WILDCARD) {
        put(&room, "*.", 2);
    }
    put(&room, rule->host, rule->host_len);
    if (rule->match == BQ_MATCH_ANY_TLD) {
        put(&room, ".*", 2);
    }
    if (rule->port >= 0) {
        put(&room, port, (size_t)snprintf(port, sizeof(port), ":%d", (int)rule->port));
    }
    put(&room, rule->path, rule->path_len);
    out[room.len] = '\0';
    return room.len;
}

/* ---- one rule asked -------------------------------------------------------------------------- */

void bq_question_init(struct bq_question *q, const struct bq_url *url, struct bq_path_room *room)
{
    q->url = url;
    q->host = url->host;
    q->len = url->host_len;
    if (q->len > 1 && q->host[q->len - 1] == '.') {
        q->len--;
    }
    if (url->host_kind == BQ_HOST_IPV6 && memcmp(url->address, mapped, 12) == 0) {
        q->len = bq_host_ipv4_format(url->address + 12, q->plain);
        q->host = q->plain;
    }
    q->suffix = 0;
    q->have_path = false;
    q->found_count = 0;
    q->whole = false;
    q->room = room;
    q->path_len = 0;
}

const char *bq_question_path(struct bq_question *q, size_t *len)
{
    if (!q->have_path) {
        q->path_len = bq_path_normal(q->url->path, q->url->path_len, q->url->special, q->room->s,
                                     sizeof(q->room->s));
        q->have_path = true;
    }
    *len = q->path_len;
    return q->room->s;
}

static bool same_end(const struct bq_rule *rule, const char *host, size_t len)
{
    return len >= rule->tail && memcmp(host + len - rule->tail,
                                       rule->host + rule->host_len - rule->tail, rule->tail) == 0;
}

/*
 * A star that touches the registered name would let anybody register a host that fits
 * ("*news.example" and evilnews.example). What is in scope therefore needs a dot before the literal
 * tail; for exclusions the wide reading is the safe one.
 */
static bool glued(const struct bq_rule *rule, const char *host, size_t len)
{
    if (!same_end(rule, host, len)) {
        return false;
    }
    if (!rule->out && rule->tail > 0 && len > rule->tail && host[len - rule->tail - 1] != '.') {
        return false;
    }
    return bq_glob_host(rule->host, rule->host_len, host, len, true);
}

bool bq_rule_host(const struct bq_rule *rule, struct bq_question *q)
{
    size_t stem;

    switch ((enum bq_match)rule->match) {
    case BQ_MATCH_HOST:
    case BQ_MATCH_ID:
        return q->len == rule->host_len && memcmp(q->host, rule->host, q->len) == 0;
    case BQ_MATCH_WILDCARD:
        return q->len > rule->host_len + 1u && q->host[q->len - rule->host_len - 1] == '.' &&
               memcmp(q->host + q->len - rule->host_len, rule->host, rule->host_len) == 0;
    case BQ_MATCH_PATTERN:
        return same_end(rule, q->host, q->len) &&
               bq_glob_host(rule->host, rule->host_len, q->host, q->len, rule->out);
    case BQ_MATCH_GLUED:
        return glued(rule, q->host, q->len);
    case BQ_MATCH_ANY_TLD:
        if (q->suffix == 0) {
            q->suffix = bq_suffix_length(q->host, q->len);
        }
        if (q->suffix + 1 >= q->len) {
            return false;
        }
        stem = q->len - q->suffix - 1;
        return same_end(rule, q->host, stem) &&
               bq_glob_host(rule->host, rule->host_len, q->host, stem, rule->out);
    case BQ_MATCH_RANGE:
        break;
    }
    return false;
}

bool bq_rule_port(const struct bq_rule *rule, const struct bq_url *url)
{
    int port;

    if (rule->port < 0) {
        return true;
    }
    port = bq_url_port(url);
    if (!url->scheme[0] && url->port < 0) {
        return rule->port == 80 || rule->port == 443;
    }
    return port == rule->port;
}

enum {
    CLASS_PATTERN = 2 << 16,
    CLASS_WILDCARD = 3 << 16,
    CLASS_TLD = 4 << 16,
    CLASS_HOST = 5 << 16,
    CLASS_PATH = 6 << 16
};

uint32_t bq_rule_rank(const struct bq_rule *rule, struct bq_question *q)
{
    bool out = rule->out;

    /* An exclusion by path counts as one under a wildcard too: it would mean nothing otherwise. */
    if (rule->path_len > 0 && (out || rule->match == BQ_MATCH_HOST)) {
        return CLASS_PATH + rule->path_len * 2u + (rule->match == BQ_MATCH_HOST);
    }
    switch ((enum bq_match)rule->match) {
    case BQ_MATCH_HOST:
    case BQ_MATCH_ID:
        return CLASS_HOST + (rule->port >= 0);
    case BQ_MATCH_WILDCARD:
        return CLASS_WILDCARD + rule->host_len * 4u + 2 + (rule->path_len > 0);
    case BQ_MATCH_RANGE:
        return CLASS_WILDCARD;
    case BQ_MATCH_PATTERN:
        /* "vp-*.a.example" is narrower than "*.a.example": as an exclusion it has to win. */
        return out ? CLASS_WILDCARD + rule->tail * 4u + 3 : CLASS_PATTERN;
    case BQ_MATCH_GLUED:
        return out ? CLASS_WILDCARD + rule->tail * 4u + 1 : CLASS_PATTERN;
    case BQ_MATCH_ANY_TLD:
        if (!out) {
            return CLASS_PATTERN;
        }
        return rule->glob ? CLASS_WILDCARD + (rule->tail + 1u + (uint32_t)q->suffix) * 4 + 1
                          : CLASS_TLD;
    }
    return 0;
}

static bool in_range(const struct bq_url *url, const unsigned char first[16],
                     const unsigned char last[16])
{
    unsigned char address[16];

    if (url->host_kind != BQ_HOST_IPV4 && url->host_kind != BQ_HOST_IPV6) {
        return false;
    }
    memcpy(address, url->address, 16);
    if (url->host_kind == BQ_HOST_IPV4) {
        memcpy(address, mapped, 12);
        memcpy(address + 12, url->address, 4);
    }
    return memcmp(first, address, 16) <= 0 && memcmp(address, last, 16) <= 0;
}

bool bq_rule_covers(const struct bq_rule *rule, struct bq_question *q,
                    const unsigned char first[16], const unsigned char last[16])
{
    const char *path;
    size_t len;

    if (rule->match == BQ_MATCH_RANGE ? !in_range(q->url, first, last) : !bq_rule_host(rule, q)) {
        return false;
    }
    if (!bq_rule_port(rule, q->url)) {
        return false;
    }
    if (rule->path_len == 0) {
        return true;
    }
    path = bq_question_path(q, &len);
    return bq_rule_path(rule, path, len);
}
