#include "check/policy.h"
#include "base/data.h"
#include "bugquill/io.h"
#include "check/pattern.h"
#include "check/requests.h"
#include "check/run.h"
#include <stdio.h>
#include <stdlib.h>

enum { NAMED_POLICIES_MAX = 16, NO_LIST = -1 };

/* One condition, ready. */
struct condition {
    const struct bq_condition *data;
    int words;                    /* number of the phrase list, NO_LIST without words */
    int absent;                   /* list of the first "words:" of absent; the others follow */
    struct bq_pattern **patterns; /* by data->patterns; NULL until first needed */
};
struct rule {
    const struct bq_policy_rule *data;
    const char *program; /* id */
    struct condition when, unless;
};
struct bq_policy {
    struct rule *rules;
    size_t count;
    struct bq_program *named[NAMED_POLICIES_MAX]; /* owned */
    size_t named_count;
    struct bq_matcher *matcher;
};

/* ---- making ------------------------------------------------------------------------------------
 */

static bool is_words_entry(const char *entry)
{
    return strncmp(entry, "words:", 6) == 0;
}

static int add_words(struct bq_phrases *phrases, const char *const *words, size_t count,
                     size_t skip, int *list, struct bq_err *err)
{
    *list = bq_phrases_add_list(phrases, BQ_PARTS_WORDS);
    if (*list < 0)
        return bq_err_set(err, BQ_ELIMIT, "too many word lists");
    for (size_t i = 0; i < count; i++) {
        int status = bq_phrases_add(phrases, (unsigned)*list,
                                    bq_span_trim(bq_span_str(words[i] + skip)), err);
        if (status < 0)
            return status;
    }
    return BQ_OK;
}

static int make_condition(struct condition *to, const struct bq_condition *data,
                          struct bq_phrases *phrases, struct bq_err *err)
{
    int status = BQ_OK, list;
    to->data = data;
    to->words = to->absent = NO_LIST;
    if (data->words.count)
        status = add_words(phrases, data->words.items, data->words.count, 0, &to->words, err);
    for (size_t i = 0; i < data->absent.count && status >= 0; i++) {
        if (!is_words_entry(data->absent.items[i]))
            continue;
        status = add_words(phrases, &data->absent.items[i], 1, 6, &list, err);
        if (to->absent == NO_LIST)
            to->absent = list;
    }
    if (status >= 0 && data->patterns.count) {
        to->patterns = calloc(data->patterns.count, sizeof(struct bq_pattern *));
        if (!to->patterns)
            return bq_err_nomem(err);
    }
    return status;
}

static int add_rules(struct bq_policy *policy, const struct bq_program_info *info,
                     struct bq_phrases *phrases, struct bq_err *err)
{
    size_t total = policy->count + info->rule_count;
    struct rule *rules = realloc(policy->rules, (total ? total : 1) * sizeof *rules);
    if (!rules)
        return bq_err_nomem(err);
    policy->rules = rules;
    for (size_t i = 0; i < info->rule_count; i++) {
        struct rule *rule = &policy->rules[policy->count];
        *rule = (struct rule){ .data = &info->rules[i], .program = info->id };
        policy->count++;
        int status = make_condition(&rule->when, &rule->data->when, phrases, err);
        if (status >= 0)
            status = make_condition(&rule->unless, &rule->data->unless, phrases, err);
        if (status < 0)
            return status;
    }
    return BQ_OK;
}

static int add_named(struct bq_policy *policy, const char *name, struct bq_phrases *phrases,
                     struct bq_err *err)
{
    char file[128];
    snprintf(file, sizeof file, "policies/%s.yaml", name);
    const struct bq_data *data = bq_data_find(file);
    if (!data || policy->named_count == NAMED_POLICIES_MAX)
        return bq_err_set(err, BQ_ENOTFOUND, "no policy is named '%s'", name);
    struct bq_program **named = &policy->named[policy->named_count];
    int status = bq_program_parse((const char *)data->bytes, data->len, file, named, err);
    if (status < 0)
        return status;
    policy->named_count++;
    return add_rules(policy, bq_program_info(*named), phrases, err);
}

int bq_policy_new(const struct bq_program *program, struct bq_phrases *phrases,
                  struct bq_policy **out, struct bq_err *err)
{
    *out = NULL;
    struct bq_policy *policy = calloc(1, sizeof *policy);
    if (!policy)
        return bq_err_nomem(err);
    int status = bq_matcher_new(&policy->matcher, err);
    if (status >= 0 && program) {
        const struct bq_program_info *info = bq_program_info(program);
        status = add_rules(policy, info, phrases, err);
        for (size_t i = 0; i < info->policies.count && status >= 0; i++)
            status = add_named(policy, info->policies.items[i], phrases, err);
    }
    if (status < 0) {
        bq_policy_free(policy);
        return status;
    }
    *out = policy;
    return BQ_OK;
}

static void clear_condition(struct condition *condition)
{
    for (size_t i = 0; condition->patterns && i < condition->data->patterns.count; i++)
        bq_pattern_free(condition->patterns[i]);
    free(condition->patterns);
}

void bq_policy_free(struct bq_policy *policy)
{
    if (!policy)
        return;
    for (size_t i = 0; i < policy->count; i++) {
        clear_condition(&policy->rules[i].when);
        clear_condition(&policy->rules[i].unless);
    }
    for (size_t i = 0; i < policy->named_count; i++)
        bq_program_free(policy->named[i]);
    bq_matcher_free(policy->matcher);
    free(policy->rules);
    free(policy);
}

/* ---- groups ------------------------------------------------------------------------------------
 */

/* Where in the draft a condition held, for the finding. */
struct place {
    enum bq_field field;
    size_t start, end;
};
/* One look at one condition. */
struct look {
    struct bq_policy *policy;
    const struct bq_check_run *run;
    struct condition *condition;
    const struct rule *rule;
    struct place place;
    bool placed;
};

static void set_place(struct look *look, enum bq_field field, size_t start, size_t end)
{
    if (look->placed)
        return;
    look->place = (struct place){ field, start, end };
    look->placed = true;
}

/* The fields a condition looks into. Title first: that is where intent is said. */
static const enum bq_field search_order[] = {
    BQ_FIELD_TITLE, BQ_FIELD_TYPE,   BQ_FIELD_DESCRIPTION, BQ_FIELD_IMPACT,         BQ_FIELD_POC,
    BQ_FIELD_URL,   BQ_FIELD_TARGET, BQ_FIELD_REQUEST,     BQ_FIELD_PRIORITY_REASON
};
enum { SEARCH_COUNT = sizeof search_order / sizeof search_order[0] };
#define DEFAULT_FIELDS                                                                             \
    (BQ_FIELD_BIT(BQ_FIELD_TITLE) | BQ_FIELD_BIT(BQ_FIELD_TYPE) |                                  \
     BQ_FIELD_BIT(BQ_FIELD_DESCRIPTION) | BQ_FIELD_BIT(BQ_FIELD_IMPACT) |                          \
     BQ_FIELD_BIT(BQ_FIELD_POC))

static bool looks_into(const struct look *look, enum bq_field field)
{
    bq_field_set fields = look->condition->data->fields;
    return ((fields ? fields : DEFAULT_FIELDS) & BQ_FIELD_BIT(field)) != 0;
}

static bool words_hold(struct look *look)
{
    for (size_t i = 0; i < SEARCH_COUNT; i++) {
        enum bq_field field = search_order[i];
        if (!looks_into(look, field))
            continue;
        const struct bq_hits *hits =
            bq_run_hits(look->run, field, (unsigned)look->condition->words);
        if (!hits->count)
            continue;
        if (field == BQ_FIELD_TYPE)
            set_place(look, field, 0, 0);
        else
            set_place(look, field, hits->first[0].start, hits->first[0].end);
        return true;
    }
    return false;
}

/* One pattern over one text, or over its paragraphs only. -1: gave up. */
static int search(struct look *look, const struct bq_pattern *pattern, enum bq_field field,
                  bool words_only)
{
    const struct bq_prose *prose = bq_run_prose(look->run, field);
    struct bq_span text = bq_span_of(prose->s, prose->len);
    struct bq_match match;
    int found = 0;
    if (!words_only) {
        found = prose->len
                    ? bq_pattern_find(pattern, look->policy->matcher, text, 0, text.len, &match)
                    : 0;
    } else {
        for (size_t i = 0; i < prose->block_count && found == 0; i++) {
            const struct bq_block *block = &prose->blocks[i];
            if (bq_block_is_words(block))
                found = bq_pattern_find(pattern, look->policy->matcher, text, block->text,
                                        block->text_end, &match);
        }
    }
    if (found > 0 && field == BQ_FIELD_TYPE)
        set_place(look, field, 0, 0);
    else if (found > 0)
        set_place(look, field, match.start[0], match.end[0]);
    return found;
}

static void report_limit(const struct look *look, enum bq_field field)
{
    struct bq_emit emit = { .rule = BQ_R_PATTERN_LIMIT, .field = field };
    bq_run_add(look->run, &emit, "the policy rule %s/%s could not be looked for within the limit",
               look->rule->program, look->rule->data->id);
}

static const struct bq_pattern *pattern_of(struct look *look, size_t i)
{
    struct condition *condition = look->condition;
    const char *source = condition->data->patterns.items[i];
    if (!condition->patterns[i] &&
        bq_pattern_new(source, strlen(source), BQ_PATTERN_UTF | BQ_PATTERN_LINES,
                       &condition->patterns[i], NULL) < 0)
        condition->patterns[i] = NULL;
    return condition->patterns[i];
}

static bool patterns_hold(struct look *look)
{
    for (size_t p = 0; p < look->condition->data->patterns.count; p++) {
        const struct bq_pattern *pattern = pattern_of(look, p);
        for (size_t i = 0; i < SEARCH_COUNT && pattern; i++) {
            if (!looks_into(look, search_order[i]))
                continue;
            int found = search(look, pattern, search_order[i], look->condition->data->fields == 0);
            if (found > 0)
                return true;
            if (found < 0)
                report_limit(look, search_order[i]);
        }
    }
    return false;
}

static bool types_hold(struct look *look)
{
    const struct bq_strings *types = &look->condition->data->types;
    struct bq_span id = bq_run_text(look->run, BQ_FIELD_TYPE);
    for (size_t i = 0; i < types->count; i++) {
        size_t len = strlen(types->items[i]);
        if (bq_span_starts(id, types->items[i]) && (id.len == len || id.s[len] == '.')) {
            set_place(look, BQ_FIELD_TYPE, 0, 0);
            return true;
        }
    }
    return false;
}

static bool targets_hold(struct look *look)
{
    const struct bq_strings *targets = &look->condition->data->targets;
    const struct bq_target *target = bq_run_target(look->run);
    struct bq_span name = bq_span_trim(bq_run_text(look->run, BQ_FIELD_TARGET));
    for (size_t i = 0; i < targets->count; i++) {
        if ((name.len && bq_span_is(name, targets->items[i])) ||
            (target && *target->group && strcmp(target->group, targets->items[i]) == 0)) {
            set_place(look, BQ_FIELD_TARGET, 0, 0);
            return true;
        }
    }
    return false;
}

static bool verdicts_hold(struct look *look)
{
    const struct bq_strings *verdicts = &look->condition->data->verdicts;
    const struct bq_scope_answer *answer = bq_run_answer(look->run);
    for (size_t i = 0; answer && i < verdicts->count; i++) {
        if (strcmp(bq_verdict_name(answer->verdict), verdicts->items[i]) == 0) {
            set_place(look, BQ_FIELD_URL, 0, 0);
            return true;
        }
    }
    return false;
}

/* ---- what must be there ------------------------------------------------------------------------
 */

static bool has_words(const struct look *look, int list)
{
    for (size_t i = 0; i < SEARCH_COUNT; i++) {
        if ((DEFAULT_FIELDS & BQ_FIELD_BIT(search_order[i])) &&
            bq_run_hits(look->run, search_order[i], (unsigned)list)->count)
            return true;
    }
    return false;
}

static bool absent_holds(struct look *look)
{
    const struct bq_strings *absent = &look->condition->data->absent;
    int list = look->condition->absent;
    for (size_t i = 0; i < absent->count; i++) {
        const char *entry = absent->items[i], *colon = strchr(entry, ':');
        struct bq_span value = bq_span_trim(bq_span_str(colon ? colon + 1 : entry));
        bool missing = false;
        if (is_words_entry(entry)) {
            missing = !has_words(look, list++);
        } else if (strncmp(entry, "header:", 7) == 0) {
            missing = bq_requests_any(look->run) && !bq_requests_have_header(look->run, value);
        } else if (strncmp(entry, "field:", 6) == 0) {
            enum bq_field field = bq_field_by_key(value.s, value.len);
            missing = field != BQ_FIELD_NONE && !bq_draft_has(look->run->draft, field);
            if (missing)
                set_place(look, field, 0, 0);
        }
        if (missing)
            return true;
    }
    return false;
}

/* ---- rules -------------------------------------------------------------------------------------
 */

/* Every group that is given (all), or any of them. */
static bool holds(struct look *look, bool all)
{
    const struct bq_condition *c = look->condition->data;
    const struct {
        bool given;
        bool (*holds)(struct look *look);
    } groups[] = {
        { c->types.count > 0, types_hold },       { c->targets.count > 0, targets_hold },
        { c->verdicts.count > 0, verdicts_hold }, { c->words.count > 0, words_hold },
        { c->patterns.count > 0, patterns_hold }, { c->absent.count > 0, absent_holds },
    };
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (groups[i].given && groups[i].holds(look) != all)
            return !all;
    }
    return all;
}

static void report(const struct look *look)
{
    const struct bq_policy_rule *rule = look->rule->data;
    char hint[600], source[400];
    if (*rule->route)
        snprintf(hint, sizeof hint, "take it to %s instead", rule->route);
    else
        snprintf(hint, sizeof hint,
                 "leave it out, or show in the text why the rule does not apply");
    snprintf(source, sizeof source, "%s%s", rule->source, rule->verified ? "" : " (unverified)");
    struct bq_emit emit = { .rule = BQ_R_POLICY,
                            .policy = rule,
                            .policy_of = look->rule->program,
                            .field = look->placed ? look->place.field : BQ_FIELD_NONE,
                            .start = look->place.start,
                            .end = look->place.end,
                            .hint = hint,
                            .why = rule->clause,
                            .source = source,
                            .as_of = rule->as_of,
                            .route = rule->route };
    bq_run_add(look->run, &emit, "%s%s", rule->message,
               rule->verified ? "" : " (recalled, not verified with the program)");
}

void bq_policy_run(struct bq_policy *policy, const struct bq_check_run *run)
{
    if (run->status == BQ_RUN_FILED)
        return;
    for (size_t i = 0; i < policy->count; i++) {
        struct rule *rule = &policy->rules[i];
        struct look when = { .policy = policy, .run = run, .condition = &rule->when, .rule = rule };
        struct look unless = {
            .policy = policy, .run = run, .condition = &rule->unless, .rule = rule
        };
        if (holds(&when, true) && !holds(&unless, false))
            report(&when);
    }
}
