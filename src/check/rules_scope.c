/* The URL: is it in scope, is it what it seems, does it belong to the chosen target? */
#include "check/checks.h"
#include "check/prose_inline.h"

static enum bq_rule rule_of(const struct bq_scope_answer *answer)
{
    switch (answer->cause) {
    case BQ_CAUSE_USER_NAME:
    case BQ_CAUSE_LOOKALIKE:
    case BQ_CAUSE_TWO_READERS:
        return BQ_R_URL_DECEPTIVE;
    case BQ_CAUSE_UNPAID:
        return BQ_R_URL_UNPAID;
    case BQ_CAUSE_APEX:
        return BQ_R_URL_APEX;
    case BQ_CAUSE_CONFLICT:
        return BQ_R_URL_CONFLICT;
    case BQ_CAUSE_PRIVATE:
        return BQ_R_URL_PRIVATE;
    case BQ_CAUSE_STAGING:
        return BQ_R_URL_STAGING;
    case BQ_CAUSE_VENDOR:
        return BQ_R_URL_THIRD_PARTY;
    case BQ_CAUSE_UNREADABLE:
        return BQ_R_URL_UNREADABLE;
    case BQ_CAUSE_LISTED:
    case BQ_CAUSE_NONE:
    case BQ_CAUSE_PART:
        break;
    }
    switch (answer->verdict) {
    case BQ_OUT:
        return BQ_R_URL_OUT;
    case BQ_UNLISTED:
        return BQ_R_URL_UNLISTED;
    case BQ_CONFLICT:
        return BQ_R_URL_CONFLICT;
    case BQ_INVALID:
        return BQ_R_URL_UNREADABLE;
    case BQ_IN:
        break;
    }
    return BQ_R_COUNT; /* nothing to say */
}

/* One finding for the URL at most: the worst thing that is wrong with it. */
static bool check_verdict(const struct bq_check_run *run, const struct bq_scope_answer *answer)
{
    enum bq_rule rule = rule_of(answer);
    struct bq_emit emit = { .field = BQ_FIELD_URL, .as_of = run->program->as_of };
    if (answer->verdict == BQ_OUT && rule != BQ_R_URL_DECEPTIVE)
        rule = BQ_R_URL_OUT;
    /* What is listed as in is in, whatever its name looks like. */
    if (answer->verdict == BQ_IN && rule != BQ_R_URL_UNPAID && rule != BQ_R_URL_DECEPTIVE)
        return false;
    if (rule == BQ_R_COUNT)
        return false;
    emit.rule = rule;
    if (rule == BQ_R_URL_UNLISTED || rule == BQ_R_URL_OUT)
        bq_run_add(run, &emit, "%s (%s's scope as of %s)", answer->reason, run->program->name,
                   *run->program->as_of ? run->program->as_of : "an unknown date");
    else
        bq_run_add(run, &emit, "%s", answer->reason);
    return rule != BQ_R_URL_UNPAID;
}

static void check_target(const struct bq_check_run *run, const struct bq_url *url)
{
    const struct bq_target *target = bq_run_target(run);
    struct bq_emit emit = { .rule = BQ_R_URL_TARGET_MISMATCH, .field = BQ_FIELD_URL };
    const struct bq_scope_answer *answer = bq_run_answer(run);
    /* What that very target answered for is its own: an app's address in a store is nobody's host.
     */
    if (!target || !url || !bq_run_target_is_host(run) || (answer && answer->target == target) ||
        bq_scope_target_covers(target, url))
        return;
    if (answer && answer->target)
        bq_run_add(run, &emit, "%s belongs to the target \"%s\", not to \"%s\"", url->host,
                   answer->target->name, target->name);
    else
        bq_run_add(run, &emit, "%s does not belong to the target \"%s\"", url->host, target->name);
}

/* Without a program there still are URLs that nobody can use. */
static void check_alone(const struct bq_check_run *run)
{
    struct bq_emit emit = { .rule = BQ_R_URL_UNREADABLE, .field = BQ_FIELD_URL };
    struct bq_err err;
    struct bq_url url;
    struct bq_span text = bq_span_trim(bq_run_text(run, BQ_FIELD_URL));
    bq_err_clear(&err);
    if (bq_url_parse(text.s, text.len, true, &url, &err) < 0)
        bq_run_add(run, &emit, "the URL can't be read: %s", err.text);
}

void bq_check_url(const struct bq_check_run *run, enum bq_field field)
{
    const struct bq_target *target = bq_run_target(run);
    struct bq_emit emit = { .rule = BQ_R_URL_MISSING, .field = field };
    if (bq_run_empty(run, field)) {
        if (target && bq_run_target_is_host(run))
            bq_run_add(run, &emit, "no URL yet: \"%s\" is a web target", target->name);
        return;
    }
    const struct bq_scope_answer *answer = bq_run_answer(run);
    if (!answer)
        check_alone(run);
    else if (!check_verdict(run, answer))
        check_target(run, bq_run_url(run));
}

/* ---- other URLs in the text --------------------------------------------------------------------
 */

enum { OTHERS_MAX = 20, URLS_LOOKED_AT = 2000 };

static void check_other(const struct bq_check_run *run, enum bq_field field,
                        const struct bq_prose *prose)
{
    size_t told = 0;
    for (size_t i = 0; i < prose->inline_count && i < URLS_LOOKED_AT && told < OTHERS_MAX; i++) {
        const struct bq_inline *in = &prose->inlines[i];
        struct bq_scope_answer answer;
        if (in->target_end == in->target ||
            bq_prose_url_length(prose->s + in->target, in->target_end - in->target) == 0)
            continue;
        bq_scope_ask(run->scope, prose->s + in->target, in->target_end - in->target, &answer);
        /* Only what a list excludes by name; that a text mentions other sites is no fault. */
        if (answer.verdict != BQ_OUT || answer.cause != BQ_CAUSE_LISTED)
            continue;
        struct bq_emit emit = { .rule = BQ_R_OTHER_HOSTS_OUT,
                                .field = field,
                                .start = in->start,
                                .end = in->end,
                                .as_of = run->program->as_of };
        bq_run_add(run, &emit, "the text names %s, which is out of scope", answer.url.host);
        told++;
    }
}

void bq_check_other_urls(const struct bq_check_run *run, enum bq_field field)
{
    if (run->scope)
        check_other(run, field, bq_run_prose(run, field));
}
