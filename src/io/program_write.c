/*
 * Programs as files: every key in the order of the reader's table, what is empty left out.
 */
#include "bqi/import.h"

#include "io/yaml_write.h"

#include <inttypes.h>
#include <string.h>

static void key(struct bq_buf *out, unsigned indent, const char *name)
{
    bq_buf_add_repeat(out, ' ', indent);
    bq_buf_adds(out, name);
    bq_buf_addc(out, ':');
}

static void text(struct bq_buf *out, unsigned indent, const char *name, const char *value)
{
    if (*value) {
        key(out, indent, name);
        bq_yaml_put(out, value, strlen(value), indent, BQ_YAML_WANT_TIME);
    }
}

static void number(struct bq_buf *out, unsigned indent, const char *name, uint64_t value)
{
    if (value > 0) {
        key(out, indent, name);
        bq_buf_addf(out, " %" PRIu64 "\n", value);
    }
}

static void flag(struct bq_buf *out, unsigned indent, const char *name, bool value, bool usual)
{
    if (value != usual) {
        key(out, indent, name);
        bq_buf_adds(out, value ? " true\n" : " false\n");
    }
}

static void strings(struct bq_buf *out, unsigned indent, const char *name,
                    const struct bq_strings *list)
{
    if (list->count == 0) {
        return;
    }
    key(out, indent, name);
    bq_buf_addc(out, '\n');
    for (size_t i = 0; i < list->count; i++) {
        bq_buf_add_repeat(out, ' ', indent);
        bq_buf_addc(out, '-');
        bq_yaml_put(out, list->items[i], strlen(list->items[i]), indent, BQ_YAML_WANT_LINE);
    }
}

/* "- key: value", then the other keys two further in. */
static void first_text(struct bq_buf *out, unsigned indent, const char *name, const char *value)
{
    bq_buf_add_repeat(out, ' ', indent);
    bq_buf_addf(out, "- %s:", name);
    bq_yaml_put(out, value, strlen(value), indent + 2, BQ_YAML_WANT_LINE);
}

static void target(struct bq_buf *out, const struct bq_target *t)
{
    bool bare =
        !*t->kind && !*t->asset && !*t->note && !*t->group && !*t->max_severity && t->bounty;

    if (bare) {
        bq_buf_adds(out, "  -");
        bq_yaml_put(out, t->name, strlen(t->name), 2, BQ_YAML_WANT_LINE);
        return;
    }
    first_text(out, 2, "name", t->name);
    text(out, 4, "kind", t->kind);
    text(out, 4, "asset", t->asset);
    text(out, 4, "note", t->note);
    text(out, 4, "group", t->group);
    flag(out, 4, "bounty", t->bounty, true);
    text(out, 4, "max_severity", t->max_severity);
}

static void targets(struct bq_buf *out, const struct bq_program_info *info, bool side)
{
    bool begun = false;

    for (size_t i = 0; i < info->target_count; i++) {
        if (info->targets[i].out != side) {
            continue;
        }
        if (!begun) {
            bq_buf_adds(out, side ? "  out:\n" : "  in:\n");
            begun = true;
        }
        target(out, &info->targets[i]);
    }
}

static void rewards(struct bq_buf *out, const struct bq_program_info *info)
{
    if (info->reward_count > 0) {
        bq_buf_adds(out, "rewards:\n");
    }
    for (size_t i = 0; i < info->reward_count; i++) {
        const struct bq_reward *r = &info->rewards[i];

        first_text(out, 0, "level", r->level);
        number(out, 2, "min", (uint64_t)r->min);
        number(out, 2, "max", (uint64_t)r->max);
        text(out, 2, "currency", r->currency);
        text(out, 2, "source", r->source);
        text(out, 2, "as_of", r->as_of);
        flag(out, 2, "verified", r->verified, true);
    }
}

static void form(struct bq_buf *out, const struct bq_form_limits *f)
{
    size_t before = out->len;

    bq_buf_adds(out, "form:\n");
    number(out, 2, "attachment_size", f->attachment_size);
    number(out, 2, "attachment_count", f->attachment_count);
    text(out, 2, "attachment_ref", f->attachment_ref);
    number(out, 2, "title_length", f->title_length);
    text(out, 2, "taxonomy", f->taxonomy);
    number(out, 2, "collaborators_max", f->collaborators_max);
    number(out, 2, "shares_total", f->shares_total);
    flag(out, 2, "impact_apart", f->impact_apart, false);
    if (out->len == before + 6) {
        bq_buf_truncate(out, before);
    }
}

static bool is_empty(const struct bq_condition *c)
{
    return c->types.count + c->words.count + c->patterns.count + c->targets.count +
                   c->verdicts.count + c->absent.count ==
               0 &&
           c->fields == 0;
}

static void condition(struct bq_buf *out, const char *name, const struct bq_condition *c)
{
    if (is_empty(c)) {
        return;
    }
    key(out, 2, name);
    bq_buf_addc(out, '\n');
    strings(out, 4, "types", &c->types);
    strings(out, 4, "words", &c->words);
    strings(out, 4, "patterns", &c->patterns);
    if (c->fields) {
        bq_buf_adds(out, "    fields:\n");
        for (int f = 0; f < BQ_FIELD_COUNT; f++) {
            if (c->fields & BQ_FIELD_BIT(f)) {
                bq_buf_addf(out, "    - %s\n", bq_field_info((enum bq_field)f)->key);
            }
        }
    }
    strings(out, 4, "targets", &c->targets);
    strings(out, 4, "verdicts", &c->verdicts);
    strings(out, 4, "absent", &c->absent);
}

static void policy(struct bq_buf *out, const struct bq_program_info *info)
{
    if (info->rule_count > 0) {
        bq_buf_adds(out, "policy:\n");
    }
    for (size_t i = 0; i < info->rule_count; i++) {
        const struct bq_policy_rule *r = &info->rules[i];

        first_text(out, 0, "id", r->id);
        text(out, 2, "severity", bq_severity_name(r->severity));
        condition(out, "when", &r->when);
        condition(out, "unless", &r->unless);
        text(out, 2, "message", r->message);
        text(out, 2, "route", r->route);
        text(out, 2, "clause", r->clause);
        text(out, 2, "source", r->source);
        text(out, 2, "as_of", r->as_of);
        flag(out, 2, "verified", r->verified, true);
    }
}

static void links(struct bq_buf *out, const struct bq_program_info *info)
{
    if (info->related_count > 0) {
        bq_buf_adds(out, "related:\n");
    }
    for (size_t i = 0; i < info->related_count; i++) {
        first_text(out, 0, "name", info->related[i].name);
        text(out, 2, "url", info->related[i].url);
    }
    if (info->raise_count > 0) {
        bq_buf_adds(out, "raise:\n");
    }
    for (size_t i = 0; i < info->raise_count; i++) {
        text(out, 2, info->raise[i].name, info->raise[i].url);
    }
}

int bq_program_format(const struct bq_program *program, char **out, size_t *len, struct bq_err *err)
{
    const struct bq_program_info *info = bq_program_info(program);
    struct bq_buf buf;
    int status;

    *out = NULL;
    bq_buf_init(&buf, BQ_PROGRAM_FILE_MAX);
    bq_buf_addf(&buf, "bugquill: %d\n", BQ_PROGRAM_FORMAT);
    text(&buf, 0, "id", info->id);
    text(&buf, 0, "name", info->name);
    text(&buf, 0, "platform", info->platform);
    text(&buf, 0, "summary", info->summary);
    strings(&buf, 0, "urls", &info->urls);
    text(&buf, 0, "submit_url", info->submit_url);
    text(&buf, 0, "as_of", info->as_of);
    text(&buf, 0, "source", info->source);
    flag(&buf, 0, "verified", info->verified, true);
    flag(&buf, 0, "confidential", info->confidential, false);
    text(&buf, 0, "disclosure", info->disclosure);
    text(&buf, 0, "safe_harbor", info->safe_harbor);
    text(&buf, 0, "test_account", info->test_account);
    text(&buf, 0, "test_header", info->test_header);
    form(&buf, &info->form);
    if (info->target_count > 0) {
        bq_buf_adds(&buf, "scope:\n");
        targets(&buf, info, false);
        targets(&buf, info, true);
    }
    rewards(&buf, info);
    strings(&buf, 0, "vendors", &info->vendors);
    strings(&buf, 0, "terms", &info->terms);
    strings(&buf, 0, "policies", &info->policies);
    links(&buf, info);
    policy(&buf, info);
    status = bq_buf_check(&buf, err);
    if (status == BQ_OK) {
        *out = bq_buf_take(&buf, len);
    }
    bq_buf_clear(&buf);
    return status;
}
