/*
 * From rules that fit to a verdict with a reason in words.
 */
#include "scope/index.h"

#include "bqi/scopes.h"
#include "scope/asset.h"
#include "scope/host.h"
#include "scope/lookup.h"
#include "scope/names.h"
#include "scope/url.h"

#include <string.h>

static const char *const names[] = { "in", "out", "unlisted", "conflict", "invalid" };

const char *bq_verdict_name(enum bq_verdict verdict)
{
    return names[verdict];
}

int bq_verdict_parse(const char *word)
{
    for (int i = 0; i < (int)(sizeof(names) / sizeof(names[0])); i++) {
        if (strcmp(word, names[i]) == 0) {
            return i;
        }
    }
    return -1;
}

/* ---- reasons --------------------------------------------------------------------------------- */

/* Words added to the reason of an answer; what does not fit is cut. */
struct words {
    char *at, *end;
    size_t *len; /* the answer's */
};

static struct words words_begin(struct bq_scope_answer *answer)
{
    struct words words = { answer->reason, answer->reason + sizeof(answer->reason) - 1,
                           &answer->reason_len };

    answer->reason[0] = '\0';
    answer->reason_len = 0;
    return words;
}

static void add(struct words *words, const char *s, size_t len)
{
    size_t room = (size_t)(words->end - words->at);

    if (len > room) {
        len = room;
    }
    memcpy(words->at, s, len);
    words->at += len;
    *words->len += len;
    *words->at = '\0';
}

static inline void say(struct words *words, const char *s)
{
    add(words, s, strlen(s));
}

/* The entry's asset in its normal form. */
static inline void say_rule(struct words *words, const struct bq_rule *rule)
{
    add(words, rule->text, rule->text_len);
}

/* ---- deciding -------------------------------------------------------------------------------- */

static struct bq_span entry_text(const struct bq_target *target)
{
    struct bq_span text = bq_span_trim(bq_span_str(target->asset));

    if (text.len == 0) {
        text = bq_span_trim(bq_span_str(target->name));
    }
    if (text.len > 0 && text.s[text.len - 1] == '/') {
        text.len--;
    }
    return text;
}

/* The very same entry on both sides: the list contradicts itself. */
static bool same_entry(const struct bq_rule *a, const struct bq_rule *b)
{
    return bq_span_equal_nocase(entry_text(a->target), entry_text(b->target));
}

static enum bq_verdict verdict_of(const struct bq_hit *hit)
{
    if (!hit->in && !hit->out) {
        return BQ_UNLISTED;
    }
    if (!hit->out || hit->in_rank > hit->out_rank) {
        return BQ_IN;
    }
    return hit->in && hit->in_rank == hit->out_rank && same_entry(hit->in, hit->out) ? BQ_CONFLICT
                                                                                     : BQ_OUT;
}

static void answer_in(struct bq_scope_answer *answer, const struct bq_question *q,
                      const struct bq_hit *hit)
{
    struct words words = words_begin(answer);
    const char *label;
    size_t label_len;

    answer->target = hit->in->target;
    answer->cause = BQ_CAUSE_LISTED;
    say(&words, "in scope: ");
    say_rule(&words, hit->in);
    if (!hit->in->paid) {
        answer->cause = BQ_CAUSE_UNPAID;
        say(&words, ", without bounty");
    } else if (hit->base_len > 0 &&
               bq_is_staging(q->host, q->len - hit->base_len - 1, &label, &label_len)) {
        answer->cause = BQ_CAUSE_STAGING;
        say(&words, ", but \"");
        add(&words, label, label_len);
        say(&words, "\" names a test system that is not listed by itself");
    }
}

static void answer_out(struct bq_scope_answer *answer, const struct bq_hit *hit)
{
    struct words words = words_begin(answer);

    answer->target = hit->out->target;
    answer->cause = BQ_CAUSE_LISTED;
    say(&words, "out of scope: ");
    say_rule(&words, hit->out);
    if (hit->in) {
        say(&words, ", although ");
        say_rule(&words, hit->in);
        say(&words, " is in");
    }
}

static void answer_conflict(struct bq_scope_answer *answer, const struct bq_hit *hit)
{
    struct words words = words_begin(answer);

    answer->target = hit->out->target;
    answer->cause = BQ_CAUSE_CONFLICT;
    say_rule(&words, hit->out);
    say(&words, " is listed both in and out of scope: ask the program");
}

/* Rules that almost fit say more than "on no list". */
static bool answer_near(const struct bq_scope *scope, struct bq_scope_answer *answer,
                        const struct bq_question *q, const struct bq_hit *hit)
{
    struct words words = words_begin(answer);

    if (hit->apex) {
        answer->cause = BQ_CAUSE_APEX;
        add(&words, q->host, q->len);
        say(&words, " is the parent of a listed wildcard, ");
        say_rule(&words, hit->apex);
        say(&words, ", and not listed itself");
    } else if (hit->other) {
        answer->cause = BQ_CAUSE_PART;
        say(&words, "only ");
        say_rule(&words, hit->other);
        say(&words, " is listed: another path or port");
    } else if (hit->part) {
        answer->cause = BQ_CAUSE_PART;
        say(&words, "only parts of ");
        add(&words, q->host, q->len);
        say(&words, " are listed, by path");
    } else if (hit->loose && !bq_lookalike_is_ours(scope, q)) {
        answer->cause = BQ_CAUSE_LOOKALIKE;
        add(&words, q->host, q->len);
        say(&words, " fits ");
        say_rule(&words, hit->loose);
        say(&words, " only without a dot between: anybody could register it");
    } else {
        return false;
    }
    return true;
}

static bool answer_private(struct bq_scope_answer *answer, const struct bq_question *q)
{
    const struct bq_url *url = &answer->url;
    const char *what = url->host_kind == BQ_HOST_DOMAIN
                           ? bq_private_name(q->host, q->len)
                           : bq_private_address(url->host_kind, url->address);
    struct words words;

    if (!what) {
        return false;
    }
    words = words_begin(answer);
    answer->cause = BQ_CAUSE_PRIVATE;
    add(&words, q->host, q->len);
    say(&words, " is ");
    say(&words, what);
    return true;
}

static bool answer_vendor(const struct bq_scope *scope, struct bq_scope_answer *answer,
                          const struct bq_question *q)
{
    bool named = false;
    size_t len = bq_vendors_find(scope, q->host, q->len, &named);
    struct words words;

    if (len == 0) {
        return false;
    }
    words = words_begin(answer);
    answer->cause = BQ_CAUSE_VENDOR;
    add(&words, q->host, q->len);
    say(&words,
        named ? " belongs to a third party that the program names: its systems must not be tested"
              : " belongs to a third party: the program can't allow testing it");
    return true;
}

static void answer_unlisted(const struct bq_scope *scope, struct bq_scope_answer *answer,
                            struct bq_question *q, const struct bq_hit *hit)
{
    const struct bq_rule *rule;
    const char *how = "", *label;
    size_t label_len;
    struct words words;

    answer->target = NULL;
    if (q->suffix == 0) {
        q->suffix = bq_suffix_length(q->host, q->len);
    }
    if (answer_near(scope, answer, q, hit) || answer_private(answer, q)) {
        return;
    }
    words = words_begin(answer);
    rule = bq_lookalike_find(scope, q, &how);
    if (rule) {
        answer->cause = BQ_CAUSE_LOOKALIKE;
        add(&words, q->host, q->len);
        say(&words, " ");
        say(&words, how);
        say(&words, " ");
        add(&words, rule->host, rule->host_len);
        say(&words, ", and is another host");
        return;
    }
    if (answer_vendor(scope, answer, q)) {
        return;
    }
    answer->cause = BQ_CAUSE_NONE;
    add(&words, q->host, q->len);
    say(&words, " is on no list");
    if (bq_is_staging(q->host, q->len, &label, &label_len)) {
        answer->cause = BQ_CAUSE_STAGING;
        say(&words, "; \"");
        add(&words, label, label_len);
        say(&words, "\" names a test system");
    }
}

/* The rule whose text is the reason, where it is only that. */
static const struct bq_rule *answer_hit(const struct bq_scope *scope,
                                        struct bq_scope_answer *answer, unsigned told,
                                        struct bq_question *q, const struct bq_hit *hit)
{
    const struct bq_rule *rule = NULL;

    answer->verdict = verdict_of(hit);
    if (!(told >> answer->verdict & 1)) {
        (void)words_begin(answer);
        answer->cause = hit->in || hit->out ? BQ_CAUSE_LISTED : BQ_CAUSE_NONE;
        answer->target = answer->verdict == BQ_IN ? hit->in->target
                         : hit->out               ? hit->out->target
                                                  : NULL;
        return NULL;
    }
    switch (answer->verdict) {
    case BQ_IN:
        answer_in(answer, q, hit);
        rule = hit->in;
        break;
    case BQ_OUT:
        answer_out(answer, hit);
        rule = hit->in ? NULL : hit->out;
        break;
    case BQ_CONFLICT:
        answer_conflict(answer, hit);
        break;
    default:
        answer_unlisted(scope, answer, q, hit);
        break;
    }
    return rule;
}

/* ---- what else can be wrong with a URL ------------------------------------------------------- */

static void look_up_text(const struct bq_scope *scope, const struct bq_url *from, const char *host,
                         struct bq_hit *hit)
{
    struct bq_url url;
    struct bq_question q;
    struct bq_path_room room;
    struct bq_host parsed;

    memset(hit, 0, sizeof(*hit));
    if (bq_host_parse(host, strlen(host), false, &parsed, NULL) != BQ_OK &&
        bq_host_parse(host, strlen(host), true, &parsed, NULL) != BQ_OK) {
        return;
    }
    url = *from;
    url.host_kind = parsed.kind;
    url.host_len = strlen(parsed.name);
    memcpy(url.host, parsed.name, url.host_len + 1);
    memcpy(url.address, parsed.address, sizeof(url.address));
    bq_question_init(&q, &url, &room);
    bq_lookup(scope, &q, hit);
}

/* Browsers go to one host, curl and Python to another: never in. */
static void check_readers(const struct bq_scope *scope, struct bq_scope_answer *answer)
{
    struct bq_hit other;
    struct words words;
    const struct bq_target *target = answer->target;
    bool other_out;

    look_up_text(scope, &answer->url, answer->url.other_host, &other);
    other_out = verdict_of(&other) == BQ_OUT;
    if (answer->verdict != BQ_OUT && other_out) {
        target = other.out->target;
    }
    answer->verdict = answer->verdict == BQ_OUT || other_out ? BQ_OUT : BQ_UNLISTED;
    answer->target = answer->verdict == BQ_OUT ? target : NULL;
    answer->cause = BQ_CAUSE_TWO_READERS;
    words = words_begin(answer);
    say(&words, "two readings: a browser connects to ");
    say(&words, answer->url.host);
    say(&words, ", curl and Python to ");
    say(&words, answer->url.other_host);
}

/* The name of a user that is a host of the scope: the reader's eye is to stop there. */
static void check_user(const struct bq_scope *scope, struct bq_scope_answer *answer)
{
    const struct bq_url *url = &answer->url;
    struct bq_url user;
    struct bq_question q;
    struct bq_path_room room;
    struct bq_hit hit;
    struct words words;
    const char *colon = memchr(url->user, ':', url->user_len);
    size_t len = colon ? (size_t)(colon - url->user) : url->user_len;

    if (len > BQ_HOST_RAW_MAX || bq_url_parse(url->user, len, true, &user, NULL) != BQ_OK ||
        user.host_kind == BQ_HOST_NONE || strcmp(user.host, url->host) == 0 ||
        !memchr(user.host, '.', strlen(user.host))) {
        return;
    }
    bq_question_init(&q, &user, &room);
    bq_lookup(scope, &q, &hit);
    if (!hit.in && !hit.out && !hit.apex && !hit.part && !hit.other) {
        const char *how;

        q.suffix = bq_suffix_length(q.host, q.len);
        if (!bq_lookalike_find(scope, &q, &how)) {
            return;
        }
    }
    answer->cause = BQ_CAUSE_USER_NAME;
    words = words_begin(answer);
    say(&words, "the host is ");
    say(&words, url->host);
    say(&words, ", not ");
    say(&words, user.host);
    say(&words, ": what stands before the @ is a user name; ");
    say(&words, url->host);
    say(&words, answer->verdict == BQ_IN    ? " is in scope"
                : answer->verdict == BQ_OUT ? " is out of scope"
                                            : " is on no list");
}

/* ---- ids --------------------------------------------------------------------------------------
 */

static bool answer_id(const struct bq_scope *scope, const char *id, size_t len,
                      struct bq_scope_answer *answer)
{
    char lower[BQ_HOST_MAX];
    const struct bq_rule *rule;
    struct bq_hit hit;
    struct bq_question q;
    struct bq_path_room room;

    if (len == 0 || len >= sizeof(lower)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        lower[i] = id[i] >= 'A' && id[i] <= 'Z' ? (char)(id[i] | 0x20) : id[i];
    }
    rule = bq_lookup_id(scope, lower, len);
    if (!rule) {
        return false;
    }
    memset(&hit, 0, sizeof(hit));
    if (rule->out) {
        hit.out = rule;
        hit.out_rank = 1;
    } else {
        hit.in = rule;
        hit.in_rank = 1;
    }
    bq_question_init(&q, &answer->url, &room);
    (void)answer_hit(scope, answer, ~0u, &q, &hit);
    return true;
}

/* An app's or contract's id, bare or in a store's address. Only asked when the scope has any. */
static bool ask_id(const struct bq_scope *scope, const char *input, size_t len,
                   struct bq_scope_answer *answer)
{
    struct bq_span text = bq_span_trim(bq_span_of(input, len));
    struct bq_asset asset;
    struct bq_asset_list list = { &asset, 0, 1, false, false };

    if (text.len > BQ_HOST_RAW_MAX) {
        return false;
    }
    return answer_id(scope, text.s, text.len, answer) ||
           (memchr(text.s, '/', text.len) && bq_asset_app(text, BQ_HINT_NONE, &list) &&
            answer_id(scope, asset.host, strlen(asset.host), answer));
}

static void answer_invalid(struct bq_scope_answer *answer, const char *why)
{
    struct words words = words_begin(answer);

    answer->verdict = BQ_INVALID;
    answer->cause = BQ_CAUSE_UNREADABLE;
    answer->target = NULL;
    say(&words, "not a URL: ");
    say(&words, why);
}

/* True when there is a host to look up; else the answer is given. */
static bool begin(const struct bq_scope *scope, const char *input, size_t len,
                  struct bq_scope_answer *answer)
{
    struct bq_err err;

    if (bq_url_parse(input, len, true, &answer->url, &err) != BQ_OK) {
        if (!(scope->has_ids && ask_id(scope, input, len, answer))) {
            answer_invalid(answer, err.text);
        }
        return false;
    }
    if (scope->has_ids && ask_id(scope, input, len, answer)) {
        return false;
    }
    if (answer->url.host_kind == BQ_HOST_NONE) {
        answer_invalid(answer, "there is no host");
        return false;
    }
    return true;
}

/* The question's rules are found. Returns what answer_hit does. */
static const struct bq_rule *finish(const struct bq_scope *scope, struct bq_question *q,
                                    unsigned verdicts, struct bq_scope_answer *answer)
{
    struct bq_hit hit;
    const struct bq_rule *rule;

    bq_lookup_found(scope, q, &hit);
    rule = answer_hit(scope, answer, verdicts, q, &hit);
    if (answer->url.other_reader) {
        check_readers(scope, answer);
        rule = NULL;
    }
    if (answer->url.user && verdicts >> answer->verdict & 1) {
        check_user(scope, answer);
        rule = NULL;
    }
    return rule;
}

/* The usual entry is called what its asset is, which is at hand; another name is fetched meanwhile.
 */
static void set_name(struct bq_scope_line *line, const struct bq_rule *rule)
{
    line->plain = rule && rule->as_named;
    if (line->plain) {
        line->name = bq_span_of(rule->text, rule->text_len);
    } else if (line->answer.target) {
        __builtin_prefetch(line->answer.target->name);
    }
}

void bq_scope_ask(const struct bq_scope *scope, const char *input, size_t len,
                  struct bq_scope_answer *answer)
{
    struct bq_question question;
    struct bq_path_room room;

    if (begin(scope, input, len, answer)) {
        bq_question_init(&question, &answer->url, &room);
        bq_lookup_hash(scope, &question);
        bq_lookup_slots(scope, &question);
        (void)finish(scope, &question, ~0u, answer);
    }
}

void bq_scope_ask_lines(const struct bq_scope *scope, const struct bq_span *lines, size_t count,
                        unsigned verdicts, struct bq_scope_line *out)
{
    struct bq_question questions[BQ_ASK_LINES];
    struct bq_path_room room;
    bool ask[BQ_ASK_LINES];

    for (size_t i = 0; i < count; i++) {
        ask[i] = begin(scope, lines[i].s, lines[i].len, &out[i].answer);
        if (ask[i]) {
            bq_question_init(&questions[i], &out[i].answer.url, &room);
            bq_lookup_hash(scope, &questions[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (ask[i]) {
            bq_lookup_slots(scope, &questions[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (ask[i] && count > 1) {
            bq_lookup_rules(scope, &questions[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        set_name(&out[i], ask[i] ? finish(scope, &questions[i], verdicts, &out[i].answer) : NULL);
    }
}

bool bq_scope_target_covers(const struct bq_target *target, const struct bq_url *url)
{
    struct bq_asset assets[BQ_ASSETS_MAX]; /* as many as the index takes, or they would disagree */
    size_t count = bq_asset_parse(target, assets, BQ_ASSETS_MAX);
    struct bq_question q;
    struct bq_path_room room;
    bool asked = false;

    bq_question_init(&q, url, &room);
    for (size_t i = 0; i < count; i++) {
        char host[sizeof(assets[i].normal)], path[BQ_PATH_RULE_MAX];
        struct bq_rule rule;

        if (!bq_rule_of(&assets[i], target, host, path, &rule) || rule.match == BQ_MATCH_ID) {
            continue;
        }
        asked = true;
        if (bq_rule_covers(&rule, &q, assets[i].first, assets[i].last)) {
            return true;
        }
    }
    return !asked;
}
