/*
 * A program in memory. One arena holds all its strings and small lists: a program is made once,
 * read often, and freed at once. Names of targets are found by a hash table made at the end.
 */
#include "bugquill/program.h"
#include "base/arena.h"
#include "bqi/buf.h"
#include "model/program_build.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_MAX = 100000 }; /* entries in a list of strings, links or rewards */

struct bq_program {
    struct bq_program_info info;
    struct bq_arena arena;
    struct bq_target *targets;
    size_t target_cap;
    uint32_t *index; /* open addressing: 1 + number of a target, 0 empty */
    size_t index_size;
    bool finished;
};

/* ---- building
 * ---------------------------------------------------------------------------------------- */

const char *bq_program_str(struct bq_program *program, const char *s, size_t len)
{
    return bq_arena_str(&program->arena, s, len);
}

const char *bq_program_strz(struct bq_program *program, const char *s)
{
    return s ? bq_program_str(program, s, strlen(s)) : "";
}

struct bq_program *bq_program_new(void)
{
    struct bq_program *program = calloc(1, sizeof *program);
    if (!program)
        return NULL;
    struct bq_program_info *info = &program->info;
    info->id = info->name = info->platform = info->as_of = info->source = info->summary = "";
    info->submit_url = info->disclosure = info->safe_harbor = "";
    info->test_account = info->test_header = "";
    info->form.attachment_ref = info->form.taxonomy = "";
    info->verified = true;
    return program;
}

void bq_program_free(struct bq_program *program)
{
    if (!program)
        return;
    bq_arena_clear(&program->arena);
    free(program->targets);
    free(program->index);
    free(program);
}

struct bq_program_info *bq_program_edit(struct bq_program *program)
{
    assert(!program->finished);
    return &program->info;
}

const struct bq_program_info *bq_program_info(const struct bq_program *program)
{
    return &program->info;
}

struct bq_target bq_target_none(void)
{
    struct bq_target target = { "", "", "", "", "", "", false, true };
    return target;
}

struct bq_reward bq_reward_none(void)
{
    struct bq_reward reward = { "", 0, 0, "", "", "", true };
    return reward;
}

struct bq_policy_rule bq_policy_rule_none(void)
{
    struct bq_policy_rule rule;
    memset(&rule, 0, sizeof rule);
    rule.id = rule.message = rule.route = rule.clause = rule.source = rule.as_of = "";
    rule.severity = BQ_WARNING;
    rule.verified = true;
    return rule;
}

int bq_program_add_target(struct bq_program *program, const struct bq_target *target,
                          struct bq_err *err)
{
    struct bq_program_info *info = bq_program_edit(program);
    void *items = program->targets;
    int rc = bq_array_grow(&items, info->target_count, &program->target_cap,
                           sizeof *program->targets, BQ_PROGRAM_TARGETS_MAX);
    program->targets = items;
    info->targets = items;
    if (rc == BQ_ELIMIT)
        return bq_err_set(err, BQ_ELIMIT, "more than %d targets", BQ_PROGRAM_TARGETS_MAX);
    if (rc != BQ_OK)
        return bq_err_nomem(err);
    struct bq_target *to = &program->targets[info->target_count++];
    *to = *target;
    if (!*to->name)
        to->name = to->asset;
    return BQ_OK;
}

int bq_program_add_reward(struct bq_program *program, const struct bq_reward *reward,
                          struct bq_err *err)
{
    struct bq_program_info *info = bq_program_edit(program);
    const void *items = info->rewards;
    int rc = bq_arena_append(&program->arena, &items, &info->reward_count, reward, sizeof *reward,
                             LIST_MAX, err);
    info->rewards = items;
    return rc;
}

int bq_program_add_rule(struct bq_program *program, const struct bq_policy_rule *rule,
                        struct bq_err *err)
{
    struct bq_program_info *info = bq_program_edit(program);
    const void *items = info->rules;
    int rc = bq_arena_append(&program->arena, &items, &info->rule_count, rule, sizeof *rule,
                             BQ_PROGRAM_RULES_MAX, err);
    info->rules = items;
    return rc;
}

int bq_program_add_link(struct bq_program *program, const struct bq_link **list, size_t *count,
                        const struct bq_link *link, struct bq_err *err)
{
    const void *items = *list;
    int rc = bq_arena_append(&program->arena, &items, count, link, sizeof *link, LIST_MAX, err);
    *list = items;
    return rc;
}

int bq_program_add_lasting(struct bq_program *program, struct bq_strings *list, const char *s,
                           struct bq_err *err)
{
    const void *items = list->items;
    int rc = bq_arena_append(&program->arena, &items, &list->count, &s, sizeof s, LIST_MAX, err);
    list->items = items;
    return rc;
}

int bq_program_add_string(struct bq_program *program, struct bq_strings *list, const char *s,
                          size_t len, struct bq_err *err)
{
    return bq_program_add_lasting(program, list, bq_program_str(program, s, len), err);
}

/* ---- names
 * ------------------------------------------------------------------------------------------------
 */

static size_t hash_name(const char *name)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (const unsigned char *p = (const unsigned char *)name; *p; p++)
        h = (h ^ *p) * UINT64_C(0x100000001b3);
    return (size_t)(h ^ h >> 32);
}

/*
 * The slot of name: where it is, or the empty one where it would be. More than a quarter of the
 * slots stays empty, so the walk ends.
 */
static size_t slot_of(const struct bq_program *program, const char *name)
{
    size_t mask = program->index_size - 1;
    size_t slot = hash_name(name) & mask;
    while (program->index[slot] &&
           strcmp(program->targets[program->index[slot] - 1].name, name) != 0)
        slot = (slot + 1) & mask;
    return slot;
}

/* Gives back the room for targets that are not to come. */
static void trim_targets(struct bq_program *program)
{
    size_t count = program->info.target_count;
    void *items = count > 0 && count < program->target_cap
                      ? realloc(program->targets, count * sizeof *program->targets)
                      : NULL;
    if (items) {
        program->info.targets = program->targets = items;
        program->target_cap = count;
    }
}

int bq_program_finish(struct bq_program *program, struct bq_err *err)
{
    size_t count = program->info.target_count;
    if (program->arena.failed)
        return bq_err_nomem(err);
    trim_targets(program);
    program->index_size = 16;
    while (program->index_size < count * 3 / 2)
        program->index_size *= 2;
    program->index = calloc(program->index_size, sizeof *program->index);
    if (!program->index)
        return bq_err_nomem(err);
    for (size_t i = 0; i < count; i++) {
        uint32_t *slot = &program->index[slot_of(program, program->targets[i].name)];
        if (*slot == 0 || (program->targets[*slot - 1].out && !program->targets[i].out))
            *slot = (uint32_t)i + 1;
    }
    program->finished = true;
    return BQ_OK;
}

const struct bq_target *bq_program_target(const struct bq_program *program, const char *name)
{
    assert(program->finished);
    uint32_t found = program->index[slot_of(program, name)];
    return found ? &program->targets[found - 1] : NULL;
}

/* ---- severities
 * ---------------------------------------------------------------------------------------------- */

static const char *const severities[] = { "note", "warning", "error" };

const char *bq_severity_name(enum bq_severity severity)
{
    assert(severity >= BQ_NOTE && severity <= BQ_ERROR);
    return severities[severity];
}

int bq_severity_parse(const char *word)
{
    for (int i = 0; i <= BQ_ERROR; i++) {
        if (strcmp(word, severities[i]) == 0)
            return i;
    }
    return -1;
}
