/*
 * An import over a program that is there already, and what it changes.
 */
#include "bqi/import.h"

#include "model/program_build.h"

#include <stdlib.h>
#include <string.h>

/* ---- merging --------------------------------------------------------------------------------- */

static int copy_strings(struct bq_program *to, struct bq_strings *list,
                        const struct bq_strings *from, struct bq_err *err)
{
    int status = BQ_OK;

    list->items = NULL;
    list->count = 0;
    for (size_t i = 0; i < from->count && status == BQ_OK; i++) {
        status = bq_program_add_string(to, list, from->items[i], strlen(from->items[i]), err);
    }
    return status;
}

static int copy_condition(struct bq_program *to, struct bq_condition *c,
                          const struct bq_condition *from, struct bq_err *err)
{
    struct bq_strings *lists[] = { &c->types,   &c->words,    &c->patterns,
                                   &c->targets, &c->verdicts, &c->absent };
    const struct bq_strings *sources[] = { &from->types,   &from->words,    &from->patterns,
                                           &from->targets, &from->verdicts, &from->absent };
    int status = BQ_OK;

    c->fields = from->fields;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) && status == BQ_OK; i++) {
        status = copy_strings(to, lists[i], sources[i], err);
    }
    return status;
}

static int copy_rules(struct bq_program *to, const struct bq_program_info *from, struct bq_err *err)
{
    int status = BQ_OK;

    for (size_t i = 0; i < from->rule_count && status == BQ_OK; i++) {
        const struct bq_policy_rule *old = &from->rules[i];
        struct bq_policy_rule rule = *old;

        rule.id = bq_program_strz(to, old->id);
        rule.message = bq_program_strz(to, old->message);
        rule.route = bq_program_strz(to, old->route);
        rule.clause = bq_program_strz(to, old->clause);
        rule.source = bq_program_strz(to, old->source);
        rule.as_of = bq_program_strz(to, old->as_of);
        status = copy_condition(to, &rule.when, &old->when, err);
        if (status == BQ_OK) {
            status = copy_condition(to, &rule.unless, &old->unless, err);
        }
        if (status == BQ_OK) {
            status = bq_program_add_rule(to, &rule, err);
        }
    }
    return status;
}

static int copy_links(struct bq_program *to, const struct bq_link **list, size_t *count,
                      const struct bq_link *from, size_t n, struct bq_err *err)
{
    int status = BQ_OK;

    for (size_t i = 0; i < n && status == BQ_OK; i++) {
        struct bq_link link = { bq_program_strz(to, from[i].name),
                                bq_program_strz(to, from[i].url) };

        status = bq_program_add_link(to, list, count, &link, err);
    }
    return status;
}

static int copy_targets(struct bq_program *to, const struct bq_program_info *from,
                        struct bq_err *err)
{
    int status = BQ_OK;

    for (size_t i = 0; i < from->target_count && status == BQ_OK; i++) {
        struct bq_target t = from->targets[i];

        t.name = bq_program_strz(to, t.name);
        t.kind = bq_program_strz(to, t.kind);
        t.asset = bq_program_strz(to, t.asset);
        t.note = bq_program_strz(to, t.note);
        t.group = bq_program_strz(to, t.group);
        t.max_severity = bq_program_strz(to, t.max_severity);
        status = bq_program_add_target(to, &t, err);
    }
    return status;
}

static int copy_rewards(struct bq_program *to, const struct bq_program_info *from,
                        struct bq_err *err)
{
    int status = BQ_OK;

    for (size_t i = 0; i < from->reward_count && status == BQ_OK; i++) {
        struct bq_reward r = from->rewards[i];

        r.level = bq_program_strz(to, r.level);
        r.currency = bq_program_strz(to, r.currency);
        r.source = bq_program_strz(to, r.source);
        r.as_of = bq_program_strz(to, r.as_of);
        status = bq_program_add_reward(to, &r, err);
    }
    return status;
}

static const char *either(struct bq_program *to, const char *fresh, const char *old)
{
    return bq_program_strz(to, *fresh ? fresh : old);
}

static void merge_texts(struct bq_program *to, const struct bq_program_info *fresh,
                        const struct bq_program_info *old, const char *id)
{
    struct bq_program_info *info = bq_program_edit(to);

    info->id = bq_program_strz(to, id);
    info->name = either(to, fresh->name, old->name);
    info->platform = either(to, fresh->platform, old->platform);
    info->summary = either(to, fresh->summary, old->summary);
    info->as_of = either(to, fresh->as_of, old->as_of);
    info->source = either(to, fresh->source, old->source);
    info->submit_url = either(to, fresh->submit_url, old->submit_url);
    info->disclosure = either(to, fresh->disclosure, old->disclosure);
    info->safe_harbor = either(to, fresh->safe_harbor, old->safe_harbor);
    info->test_account = either(to, fresh->test_account, old->test_account);
    info->test_header = either(to, fresh->test_header, old->test_header);
    info->verified = fresh->verified;
    info->confidential = fresh->confidential || old->confidential;
}

/* What the platform's form takes: lists from elsewhere know no more than the taxonomy. */
static void merge_form(struct bq_program *to, const struct bq_form_limits *fresh,
                       const struct bq_form_limits *old)
{
    struct bq_form_limits *form = &bq_program_edit(to)->form;

    bool better = fresh->attachment_size || fresh->title_length || fresh->collaborators_max;

    *form = better ? *fresh : *old;
    form->attachment_ref = bq_program_strz(to, form->attachment_ref);
    form->taxonomy = either(to, form->taxonomy, fresh->taxonomy);
}

int bq_program_merge(const struct bq_program *fresh, const struct bq_program *old, const char *id,
                     struct bq_program **out, struct bq_err *err)
{
    const struct bq_program_info *new_info = bq_program_info(fresh);
    const struct bq_program_info *old_info = old ? bq_program_info(old) : new_info;
    struct bq_program *p = bq_program_new();
    struct bq_program_info *info;
    const struct bq_program_info *related = new_info->related_count ? new_info : old_info;
    const struct bq_program_info *raise = new_info->raise_count ? new_info : old_info;
    int status;

    *out = NULL;
    if (!p) {
        return bq_err_nomem(err);
    }
    info = bq_program_edit(p);
    merge_texts(p, new_info, old_info, id);
    merge_form(p, &new_info->form, &old_info->form);
#define EITHER(list) (new_info->list.count ? &new_info->list : &old_info->list)
    if ((status = copy_strings(p, &info->urls, EITHER(urls), err)) == BQ_OK &&
        (status = copy_strings(p, &info->vendors, EITHER(vendors), err)) == BQ_OK &&
        (status = copy_strings(p, &info->terms, EITHER(terms), err)) == BQ_OK &&
        (status = copy_strings(p, &info->policies, EITHER(policies), err)) == BQ_OK &&
        (status = copy_targets(p, new_info->target_count ? new_info : old_info, err)) == BQ_OK &&
        (status = copy_rewards(p, old_info->reward_count ? old_info : new_info, err)) == BQ_OK &&
        (status = copy_rules(p, new_info->rule_count ? new_info : old_info, err)) == BQ_OK &&
        (status = copy_links(p, &info->related, &info->related_count, related->related,
                             related->related_count, err)) == BQ_OK) {
        status =
            copy_links(p, &info->raise, &info->raise_count, raise->raise, raise->raise_count, err);
    }
#undef EITHER
    if (status == BQ_OK) {
        status = bq_program_finish(p, err);
    }
    if (status != BQ_OK) {
        bq_program_free(p);
        return status;
    }
    *out = p;
    return BQ_OK;
}

/* ---- comparing ------------------------------------------------------------------------------- */

/* Targets of one program by what they are: side, name, asset. */
struct ordered {
    const struct bq_target *target;
    size_t number;
};

static int by_key(const void *a, const void *b)
{
    const struct bq_target *x = ((const struct ordered *)a)->target;
    const struct bq_target *y = ((const struct ordered *)b)->target;
    int order = (x->out > y->out) - (x->out < y->out);

    order = order ? order : strcmp(x->name, y->name);
    return order ? order : strcmp(x->asset, y->asset);
}

static struct ordered *order(const struct bq_program_info *info)
{
    struct ordered *list = calloc(info->target_count + 1, sizeof(*list));

    for (size_t i = 0; list && i < info->target_count; i++) {
        list[i].target = &info->targets[i];
        list[i].number = i;
    }
    if (list && info->target_count > 1) {
        qsort(list, info->target_count, sizeof(*list), by_key);
    }
    return list;
}

static bool says_the_same(const struct bq_target *a, const struct bq_target *b)
{
    return a->bounty == b->bounty && strcmp(a->max_severity, b->max_severity) == 0 &&
           strcmp(a->note, b->note) == 0 && strcmp(a->kind, b->kind) == 0 &&
           strcmp(a->group, b->group) == 0;
}

int bq_program_compare(const struct bq_program *before, const struct bq_program *now,
                       struct bq_program_changes *c, struct bq_err *err)
{
    const struct bq_program_info *old = bq_program_info(before), *fresh = bq_program_info(now);
    struct ordered *a = order(old), *b = order(fresh);
    size_t i = 0, k = 0;
    int status = BQ_OK;

    memset(c, 0, sizeof(*c));
    c->removed = calloc(old->target_count + 1, sizeof(size_t));
    c->added = calloc(fresh->target_count + 1, sizeof(size_t));
    c->changed = calloc(fresh->target_count + 1, sizeof(size_t));
    if (!a || !b || !c->removed || !c->added || !c->changed) {
        bq_program_changes_clear(c);
        status = bq_err_nomem(err);
        goto done;
    }
    while (i < old->target_count || k < fresh->target_count) {
        int side = i == old->target_count     ? 1
                   : k == fresh->target_count ? -1
                                              : by_key(&a[i], &b[k]);

        if (side < 0) {
            c->removed[c->removed_count++] = a[i++].number;
        } else if (side > 0) {
            c->added[c->added_count++] = b[k++].number;
        } else {
            if (!says_the_same(a[i].target, b[k].target)) {
                c->changed[c->changed_count++] = b[k].number;
            }
            i++;
            k++;
        }
    }
done:
    free(a);
    free(b);
    return status;
}

void bq_program_changes_clear(struct bq_program_changes *c)
{
    free(c->added);
    free(c->removed);
    free(c->changed);
    memset(c, 0, sizeof(*c));
}
