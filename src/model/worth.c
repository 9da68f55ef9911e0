/* What a type is worth in a program: its reward, and whether the policy wants it at all. */
#include "bqi/taxonomy.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct bq_reward *find_reward(const struct bq_program_info *info, const char *level)
{
    for (size_t i = 0; *level && i < info->reward_count; i++)
        if (!strcasecmp(info->rewards[i].level, level))
            return &info->rewards[i];
    return NULL;
}

/* Whole parts: "a.b" covers "a.b.c", not "a.bc". */
static bool covers(const char *prefix, const char *id)
{
    size_t len = strlen(prefix);
    return !strncmp(prefix, id, len) && (!id[len] || id[len] == '.');
}

static bool any_covers(const struct bq_strings *types, const char *id)
{
    for (size_t i = 0; i < types->count; i++)
        if (covers(types->items[i], id))
            return true;
    return false;
}

/* Does the rule speak of types only, so that no word of a report can change it? */
static bool types_only(const struct bq_policy_rule *rule)
{
    const struct bq_condition *when = &rule->when, *unless = &rule->unless;
    return !when->words.count && !when->patterns.count && !when->targets.count &&
           !when->verdicts.count && !when->absent.count && !unless->types.count &&
           !unless->words.count && !unless->patterns.count && !unless->targets.count &&
           !unless->verdicts.count && !unless->absent.count;
}

void bq_worth_of(const struct bq_program *program, const struct bq_type *type,
                 struct bq_worth *worth)
{
    memset(worth, 0, sizeof *worth);
    if (!program || !type)
        return;
    const struct bq_program_info *info = bq_program_info(program);
    worth->reward = find_reward(info, bq_priority_name(type->priority));
    for (size_t i = 0; i < info->rule_count; i++) {
        const struct bq_policy_rule *rule = &info->rules[i];
        if (!any_covers(&rule->when.types, type->id) || any_covers(&rule->unless.types, type->id))
            continue;
        bool always = types_only(rule) && rule->severity == BQ_ERROR;
        if (!worth->rule || (always && !worth->excluded))
            worth->rule = rule;
        worth->excluded = worth->excluded || always;
    }
}

static void append(char *out, size_t size, const char *format, ...) BQ_PRINTF(3, 4);
static void append(char *out, size_t size, const char *format, ...)
{
    size_t used = strlen(out);
    va_list args;
    va_start(args, format);
    vsnprintf(out + used, size - used, format, args);
    va_end(args);
}

void bq_worth_line(const struct bq_type *type, const struct bq_worth *worth, char *out, size_t size)
{
    const struct bq_reward *reward = worth->reward;
    int points = bq_priority_points(type->priority);
    if (!size)
        return;
    snprintf(out, size, "%s",
             type->child_count ? "no priority of its own" : bq_priority_name(type->priority));
    if (points >= 0)
        append(out, size, ", %d points", points);
    if (reward && reward->max > 0) {
        append(out, size, ", %lld-%lld %s", (long long)reward->min, (long long)reward->max,
               reward->currency);
        append(out, size, "%s", reward->verified ? "" : " (unverified)");
    } else if (reward) {
        append(out, size, ", unpaid");
    }
    if (worth->excluded)
        append(out, size, ", excluded by the program");
    else if (worth->rule)
        append(out, size, ", see the program's policy");
}
