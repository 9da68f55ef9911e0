/* Picking a vulnerability type: by words, or walking the tree. */
#include "bqi/taxonomy.h"
#include "bugquill/cvss.h"
#include "screen/form.h"
#include "screen/picker.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HITS_MAX = 200 };

struct types {
    struct form *form;
    const struct bq_taxonomy *taxonomy;
    const struct bq_type *branch; /* whose children are shown without words; NULL the top */
    const struct bq_type *shown[HITS_MAX];
    size_t count;
    bool searching;
};

static void add(struct types *types, const struct bq_type *type)
{
    if (types->count < HITS_MAX)
        types->shown[types->count++] = type;
}

static size_t types_filter(void *self, const char *words)
{
    struct types *types = self;
    struct bq_type_hit hits[HITS_MAX];
    size_t total;

    types->count = 0;
    types->searching = words[strspn(words, " ")] != '\0';
    if (types->searching) {
        size_t found = bq_taxonomy_search(types->taxonomy, words, hits, HITS_MAX);
        for (size_t i = 0; i < found; i++)
            add(types, hits[i].type);
    } else if (types->branch) {
        add(types, types->branch);
        for (size_t i = 0; i < types->branch->child_count; i++)
            add(types, types->branch->children[i]);
    } else {
        const struct bq_type *const *all = bq_taxonomy_types(types->taxonomy, &total);
        for (size_t i = 0; i < total; i++)
            if (!all[i]->parent)
                add(types, all[i]);
    }
    return types->count;
}

static size_t types_total(void *self)
{
    size_t total;

    bq_taxonomy_types(((struct types *)self)->taxonomy, &total);
    return total;
}

static struct bq_worth worth_of(const struct types *types, const struct bq_type *type)
{
    struct bq_worth worth;

    bq_worth_of(bq_session_program(types->form->session), type, &worth);
    return worth;
}

static void types_row(void *self, size_t index, struct bq_buf *name, struct bq_buf *remarks,
                      bool *marked)
{
    const struct types *types = self;
    const struct bq_type *type = types->shown[index];
    struct bq_worth worth = worth_of(types, type);

    *marked = worth.excluded;
    if (worth.rule)
        bq_buf_adds(remarks, worth.excluded ? "excluded " : "see policy ");
    if (types->searching)
        bq_buf_adds(name, type->path);
    else if (type == types->branch)
        bq_buf_addf(name, "%s (as a whole)", type->path);
    else
        bq_buf_addf(name, "%s%s", types->branch ? "  " : "", type->name);
    if (type->child_count && type != types->branch)
        bq_buf_addf(remarks, "%zu kind%s >", type->child_count, type->child_count == 1 ? "" : "s");
    else
        bq_buf_adds(remarks, bq_priority_name(type->priority));
}

/* The score that the taxonomy starts from, in tenths; -1: it maps none. */
static int default_score(const struct bq_type *type, enum bq_cvss_version *version,
                         const char **vector)
{
    struct bq_cvss cvss;

    *version = type->cvss_v3[0] ? BQ_CVSS_31 : BQ_CVSS_40;
    *vector = type->cvss_v3[0] ? type->cvss_v3 : type->cvss_v4;
    if (!**vector || bq_cvss_parse_metrics(*version, *vector, strlen(*vector), &cvss, NULL))
        return -1;
    return bq_cvss_overall(&cvss);
}

/* "CWE-79    CVSS 5.4", in columns: padded to where the longest priority begins. */
static void types_facts(void *self, size_t index, struct bq_buf *out)
{
    const struct types *types = self;
    const struct bq_type *type = types->shown[index];
    const char *priority = bq_priority_name(type->priority), *vector;
    enum bq_cvss_version version;
    int score = default_score(type, &version, &vector);

    if ((type->child_count && type != types->branch) || (score < 0 && !type->cwe[0]))
        return;
    bq_buf_addf(out, "%-9.*s", (int)strcspn(type->cwe, ","), type->cwe);
    if (score < 0)
        bq_buf_add_repeat(out, ' ', sizeof "CVSS 10.0" - 1);
    else
        bq_buf_addf(out, "CVSS %2d.%d", score / 10, score % 10);
    bq_buf_add_repeat(out, ' ', sizeof "varies" - 1 - strlen(priority));
}

static void types_about(void *self, size_t index, struct bq_buf *out)
{
    const struct types *types = self;
    const struct bq_type *type = types->shown[index];
    const struct bq_worth worth = worth_of(types, type);
    const struct bq_reward *reward = worth.reward;
    const char *vector;
    enum bq_cvss_version version;
    int score = default_score(type, &version, &vector);

    bq_buf_addf(out, "%s\n", type->path);
    /* first what speaks against it: the room may end before the rest */
    if (worth.rule)
        bq_buf_addf(out, "%s: %s.\n", worth.excluded ? "Excluded here" : "The policy has a rule",
                    worth.rule->message);
    if (type->child_count)
        bq_buf_addf(out, "%zu below it: the deeper, the clearer. ", type->child_count);
    if (type->priority == BQ_PRIORITY_VARIES)
        bq_buf_adds(out, "Priority varies: it depends on the case. ");
    else if (type->priority)
        bq_buf_addf(out, "Starts as %s, %d points. ", bq_priority_name(type->priority),
                    bq_priority_points(type->priority));
    if (type->priority == BQ_P5)
        bq_buf_adds(out, "Most programs do not pay P5. ");
    else if (reward && !worth.excluded)
        bq_buf_addf(out, "Worth %" PRId64 " to %" PRId64 " %s here%s. ", reward->min, reward->max,
                    reward->currency, reward->verified ? "" : " (not verified)");
    if (type->cwe[0])
        bq_buf_addf(out, "%s. ", type->cwe);
    if (score >= 0)
        bq_buf_addf(out, "Default CVSS %s: %d.%d, %s", bq_cvss_version_name(version), score / 10,
                    score % 10, vector);
    bq_buf_addf(out, "\n%s", type->id);
}

static void take(struct form *form, struct ui_host *host, const char *id)
{
    form_text_set(form, host, ITEM_TYPE, id);
    form_changed(form);
    if (form->focus == ITEM_TYPE)
        form_step(form, 1);
}

static bool types_pick(void *self, struct ui_host *host, size_t index)
{
    struct types *types = self;
    const struct bq_type *type = types->shown[index];

    if (type->child_count && type != types->branch) {
        types->branch = type;
        return false;
    }
    take(types->form, host, type->id);
    return true;
}

static void types_typed(void *self, struct ui_host *host, const char *typed)
{
    take(((struct types *)self)->form, host, typed);
}

static bool types_walk(void *self, size_t index, int direction, size_t *cursor)
{
    struct types *types = self;
    const struct bq_type *was = types->branch;

    if (direction > 0) {
        if (index >= types->count || !types->shown[index]->child_count ||
            types->shown[index] == types->branch)
            return false;
        types->branch = types->shown[index];
        *cursor = 1;
        return true;
    }
    if (!was)
        return false;
    types->branch = was->parent;
    types_filter(types, "");
    for (size_t i = 0; i < types->count; i++)
        if (types->shown[i] == was)
            *cursor = i;
    return true;
}

static void types_free(void *self)
{
    free(self);
}

static const struct picker_source types_source = {
    .filter = types_filter,
    .total = types_total,
    .row = types_row,
    .facts = types_facts,
    .parts = true,
    .about = types_about,
    .pick = types_pick,
    .take_typed = types_typed,
    .walk = types_walk,
    .free = types_free,
    .title = "Type: search the taxonomy",
    .empty = "No type matches. Other words for it? Without words the categories are listed.",
    .help = "## Picking a type\n\nType the words you use yourself: *idor*, *account takeover*, "
            "*stored xss admin*. Without words the categories are listed: Right goes into one, "
            "Left out of it. The priority at the right is where the report starts; P5 is not paid "
            "by most programs. CWE and the default CVSS score stand before it where there is room, "
            "and below the list.\n",
};

void form_pick_type(struct form *form, struct ui_host *host, const char *typed)
{
    const char *now = bq_draft_text(bq_session_draft(form->session), BQ_FIELD_TYPE, NULL);
    struct types *types = calloc(1, sizeof *types);
    const struct bq_type *chosen;
    size_t cursor = 0;

    if (!types)
        return;
    types->form = form;
    types->taxonomy = bq_session_taxonomy(form->session);
    chosen = bq_taxonomy_find(types->taxonomy, now);
    if (!typed && chosen) {
        types->branch = chosen->child_count ? chosen : chosen->parent;
        types_filter(types, "");
        for (size_t i = 0; i < types->count; i++)
            if (types->shown[i] == chosen)
                cursor = i;
    }
    picker_push(host, &types_source, types, typed ? typed : "", cursor);
}
