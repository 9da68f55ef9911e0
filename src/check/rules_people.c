/* Collaborators and shares. What the form takes is in the program's data. */
#include "check/checks.h"

enum { NAMES_COMPARED = 200 };

static void add(const struct bq_check_run *run, enum bq_rule rule, int item, const char *match,
                const char *message)
{
    struct bq_emit emit = { .rule = rule,
                            .field = BQ_FIELD_COLLABORATORS,
                            .has_item = item >= 0,
                            .item = item,
                            .match = bq_span_str(match) };
    bq_run_add(run, &emit, "%s", message);
}

static void check_names(const struct bq_check_run *run, const struct bq_collaborator *people,
                        size_t count)
{
    for (size_t i = 0; i < count && i < NAMES_COMPARED; i++) {
        struct bq_span name = bq_span_trim(bq_span_str(people[i].name));
        if (!name.len) {
            add(run, BQ_R_COLLABORATOR_UNNAMED, (int)i, "", "a collaborator has no name");
            continue;
        }
        for (size_t k = 0; k < i; k++) {
            if (!bq_span_equal_nocase(name, bq_span_trim(bq_span_str(people[k].name))))
                continue;
            struct bq_emit emit = { .rule = BQ_R_COLLABORATOR_TWICE,
                                    .field = BQ_FIELD_COLLABORATORS,
                                    .has_item = true,
                                    .item = (int)i,
                                    .match = name };
            bq_run_add(run, &emit, "%s is named twice", people[i].name);
            break;
        }
    }
}

/* A share that is missing, 0, negative or more than the whole. */
static bool share_is_odd(int64_t share, int64_t total)
{
    return share < 1 || share > total;
}

static bool check_each_share(const struct bq_check_run *run, const struct bq_collaborator *people,
                             size_t count, int64_t own, int64_t total)
{
    bool fine = true;
    struct bq_emit emit = { .rule = BQ_R_SHARE_ZERO, .field = BQ_FIELD_OWN_SHARE };
    if (own == INT64_MIN) {
        bq_run_add(run, &emit, "your own share is not set");
        fine = false;
    } else if (share_is_odd(own, total)) {
        bq_run_add(run, &emit, "your own share is %lld percent", (long long)own);
        fine = false;
    }
    for (size_t i = 0; i < count; i++) {
        if (!share_is_odd(people[i].share, total))
            continue;
        fine = false;
        struct bq_emit other = { .rule = BQ_R_SHARE_ZERO,
                                 .field = BQ_FIELD_COLLABORATORS,
                                 .has_item = true,
                                 .item = (int)i,
                                 .match = bq_span_str(people[i].name) };
        if (people[i].share == INT64_MIN)
            bq_run_add(run, &other, "%s has no share",
                       *people[i].name ? people[i].name : "a collaborator");
        else
            bq_run_add(run, &other, "%s has a share of %lld percent",
                       *people[i].name ? people[i].name : "a collaborator",
                       (long long)people[i].share);
    }
    return fine;
}

static void check_total(const struct bq_check_run *run, const struct bq_collaborator *people,
                        size_t count, int64_t own, int64_t total)
{
    int64_t sum = own;
    struct bq_emit emit = { .rule = BQ_R_SHARES_TOTAL,
                            .field = count ? BQ_FIELD_COLLABORATORS : BQ_FIELD_OWN_SHARE };
    for (size_t i = 0; i < count; i++)
        sum += people[i].share; /* each is 1 to total: no overflow */
    if (sum != total)
        bq_run_add(run, &emit, "the shares come to %lld, not to %lld percent", (long long)sum,
                   (long long)total);
}

void bq_check_people(const struct bq_check_run *run, enum bq_field field)
{
    size_t count;
    const struct bq_collaborator *people = bq_draft_collaborators(run->draft, &count);
    int64_t own = bq_draft_number(run->draft, BQ_FIELD_OWN_SHARE);
    unsigned most = run->program ? run->program->form.collaborators_max : 0;
    int64_t total = run->program ? run->program->form.shares_total : 100;
    struct bq_emit emit = { .rule = BQ_R_COLLABORATORS_MANY, .field = field };
    check_names(run, people, count);
    if (most && count > most)
        bq_run_add(run, &emit, "there are %zu collaborators; the form takes %u", count, most);
    if (total > 0 && count && check_each_share(run, people, count, own, total))
        check_total(run, people, count, own, total);
    else if (total > 0 && !count && own != INT64_MIN)
        check_total(run, people, 0, own, total);
}

void bq_check_freeze(const struct bq_check_run *run, enum bq_field field)
{
    size_t count;
    struct bq_emit emit = { .rule = BQ_R_COLLABORATORS_FREEZE, .field = field };
    bq_draft_collaborators(run->draft, &count);
    if (count && run->status == BQ_RUN_READY)
        bq_run_add(run, &emit,
                   "collaborators and shares can't be changed once the report is filed");
}
