#include "check/report.h"
#include "bqi/file.h"
#include "bqi/show.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { STRINGS_MAX = 64 << 20, MESSAGE_MAX = 600 };

int bq_report_init(struct bq_report *report, size_t checks, struct bq_err *err)
{
    memset(report, 0, sizeof *report);
    report->lists = calloc(checks, sizeof *report->lists);
    if (!report->lists)
        return bq_err_nomem(err);
    report->list_count = checks;
    for (size_t i = 0; i < checks; i++)
        bq_buf_init(&report->lists[i].strings, STRINGS_MAX);
    return BQ_OK;
}

void bq_report_clear(struct bq_report *report)
{
    for (size_t i = 0; i < report->list_count; i++) {
        free(report->lists[i].items);
        bq_buf_clear(&report->lists[i].strings);
    }
    free(report->lists);
    free(report->order);
    memset(report, 0, sizeof *report);
}

void bq_report_begin(struct bq_report *report, size_t check)
{
    report->open = &report->lists[check];
    report->open->count = 0;
    bq_buf_reset(&report->open->strings);
}

/* ---- adding ------------------------------------------------------------------------------------
 */

/* Keeps a string; 0 for NULL. */
static size_t keep(struct bq_raw_list *list, const char *s, size_t len)
{
    if (!s)
        return 0;
    size_t at = list->strings.len;
    bq_buf_add(&list->strings, s, len);
    bq_buf_addc(&list->strings, '\0');
    return at + 1;
}

static size_t keep_string(struct bq_raw_list *list, const char *s)
{
    return s ? keep(list, s, strlen(s)) : 0;
}

/* The first eight hex digits of the SHA-256 of what the finding speaks of. */
static void fingerprint(const struct bq_check_run *run, const struct bq_emit *emit,
                        char out[BQ_FINGERPRINT_LEN])
{
    char hex[65];
    struct bq_span match = emit->match;
    if (!match.s && emit->field != BQ_FIELD_NONE) {
        enum bq_field_kind kind = bq_field_info(emit->field)->kind;
        struct bq_span text = bq_run_text(run, emit->field);
        if (emit->end > emit->start)
            match = bq_span_of(text.s + emit->start, emit->end - emit->start);
        else if (kind == BQ_KIND_LINE)
            match = text;
    }
    bq_sha256_hex(match.s ? match.s : "", match.len, hex);
    memcpy(out, hex, BQ_FINGERPRINT_LEN - 1);
    out[BQ_FINGERPRINT_LEN - 1] = '\0';
}

static enum bq_severity severity_of(const struct bq_check_run *run, const struct bq_emit *emit)
{
    if (emit->rule == BQ_R_POLICY)
        return emit->policy->severity;
    enum bq_severity severity = run->report->severities[emit->rule];
    if (emit->lighter && severity > BQ_NOTE)
        severity--;
    if ((bq_rule_flags(emit->rule) & BQ_RF_MISSING_PART) && run->status != BQ_RUN_READY)
        severity = BQ_NOTE;
    return severity;
}

static void add(const struct bq_check_run *run, const struct bq_emit *emit, const char *message)
{
    struct bq_report *report = run->report;
    struct bq_raw_list *list = report->open;
    int status = bq_array_grow((void **)&list->items, list->count, &list->cap, sizeof *list->items,
                               BQ_FINDINGS_MAX);
    if (status < 0) {
        if (status != BQ_ELIMIT)
            report->status = status;
        return;
    }
    struct bq_raw *raw = &list->items[list->count];
    *raw = (struct bq_raw){ .list = list,
                            .rule = emit->rule,
                            .policy = emit->policy,
                            .policy_of = emit->policy_of,
                            .severity = severity_of(run, emit),
                            .field = emit->field,
                            .item = emit->has_item ? emit->item : -1,
                            .start = emit->start,
                            .end = emit->end,
                            .has_fix = emit->fix != NULL };
    fingerprint(run, emit, raw->match);
    raw->message = keep_string(list, message);
    raw->hint = keep_string(list, emit->hint);
    raw->why = keep_string(list, emit->why);
    raw->source = keep_string(list, emit->source);
    raw->as_of = keep_string(list, emit->as_of);
    raw->route = keep_string(list, emit->route);
    raw->fix = emit->fix ? keep(list, emit->fix, emit->fix_len) : 0;
    if (bq_buf_failed(&list->strings)) {
        report->status = BQ_ENOMEM;
        return;
    }
    list->count++;
}

void bq_run_add(const struct bq_check_run *run, const struct bq_emit *emit, const char *format, ...)
{
    char message[MESSAGE_MAX], shown[MESSAGE_MAX * 2];
    va_list args;
    /* A filed report is looked at for secrets only. */
    if (run->status == BQ_RUN_FILED && !(bq_rule_flags(emit->rule) & BQ_RF_SECRET))
        return;
    if (run->discreet && (bq_rule_flags(emit->rule) & BQ_RF_NAMES)) {
        size_t count;
        add(run, emit, bq_rule_table(&count)[emit->rule].what);
        return;
    }
    va_start(args, format);
    int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    size_t len = n < 0 ? 0 : (size_t)n < sizeof message ? (size_t)n : sizeof message - 1;
    bq_show_cut(shown, sizeof shown, message, len);
    add(run, emit, shown);
}

/* ---- joining -----------------------------------------------------------------------------------
 */

static const char *rule_id(const struct bq_raw *raw)
{
    size_t count;
    return raw->rule == BQ_R_POLICY ? raw->policy->id : bq_rule_table(&count)[raw->rule].id;
}

static int by_place(const void *left, const void *right)
{
    const struct bq_raw *a = *(const struct bq_raw *const *)left,
                        *b = *(const struct bq_raw *const *)right;
    if (a->field != b->field)
        return a->field < b->field ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->severity != b->severity)
        return a->severity > b->severity ? -1 : 1;
    if (a->item != b->item)
        return a->item < b->item ? -1 : 1;
    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return strcmp(rule_id(a), rule_id(b));
}

static bool overlap(const struct bq_raw *a, const struct bq_raw *b)
{
    return a->field == b->field && a->start < b->end && b->start < a->end;
}

/* The same message of two policy rules says the same thing twice. */
static bool same_words(const struct bq_raw *a, const struct bq_raw *b)
{
    return a->policy == b->policy || strcmp(a->policy->message, b->policy->message) == 0;
}

/*
 * Does `other` already say what raw says? The program's policy speaks in place of a built-in rule
 * that has its id or marks the same words; of equals the first stays.
 */
static bool is_said_by(const struct bq_raw *raw, const struct bq_raw *other, bool other_is_first)
{
    bool policy = raw->rule == BQ_R_POLICY, other_policy = other->rule == BQ_R_POLICY;
    if (!policy && other_policy)
        return strcmp(rule_id(raw), rule_id(other)) == 0 ||
               ((bq_rule_flags(raw->rule) & BQ_RF_LOW_VALUE) && overlap(raw, other));
    if (policy && other_policy && same_words(raw, other))
        return raw->severity < other->severity ||
               (raw->severity == other->severity && other_is_first);
    return !policy && !other_policy && other_is_first && raw->rule == other->rule &&
           raw->field == other->field && raw->item == other->item && raw->start == other->start &&
           raw->end == other->end;
}

static int collect(struct bq_report *report, size_t *count, struct bq_err *err)
{
    size_t total = 0;
    for (size_t i = 0; i < report->list_count; i++)
        total += report->lists[i].count;
    if (total > report->order_cap) {
        const struct bq_raw **order = realloc(report->order, total * sizeof(const struct bq_raw *));
        if (!order)
            return bq_err_nomem(err);
        report->order = order;
        report->order_cap = total;
    }
    *count = 0;
    for (size_t i = 0; i < report->list_count; i++) {
        for (size_t k = 0; k < report->lists[i].count; k++)
            report->order[(*count)++] = &report->lists[i].items[k];
    }
    if (total)
        qsort(report->order, total, sizeof *report->order, by_place);
    return BQ_OK;
}

/* Only rules of policy and low value, and equal places, can say a thing twice; there are few of the
 * first. */
static size_t without_repeats(const struct bq_raw **order, size_t count)
{
    size_t kept = 0;
    const struct bq_raw *policies[64];
    size_t policy_count = 0;
    for (size_t i = 0; i < count && policy_count < 64; i++) {
        if (order[i]->rule == BQ_R_POLICY)
            policies[policy_count++] = order[i];
    }
    for (size_t i = 0; i < count; i++) {
        bool said = kept && is_said_by(order[i], order[kept - 1], true);
        bool seen = false;
        for (size_t k = 0; k < policy_count && !said; k++) {
            seen = seen || policies[k] == order[i];
            if (policies[k] != order[i])
                said = is_said_by(order[i], policies[k], !seen);
        }
        if (!said)
            order[kept++] = order[i];
    }
    return kept < BQ_FINDINGS_MAX ? kept : BQ_FINDINGS_MAX;
}

static bool is_listed(const struct bq_strings *strings, const char *word)
{
    for (size_t i = 0; i < strings->count; i++) {
        if (strcmp(strings->items[i], word) == 0)
            return true;
    }
    return false;
}

/* The reason the author gave, or NULL: nobody answered for it. */
static const char *find_allow(const struct bq_check_run *run, const struct bq_finding *finding,
                              const char *rule)
{
    size_t count;
    const struct bq_allow *allows = bq_draft_allows(run->draft, &count);
    const char *key = finding->field == BQ_FIELD_NONE ? "" : bq_field_info(finding->field)->key;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(allows[i].rule, rule) == 0 && strcmp(allows[i].field, key) == 0 &&
            strcmp(allows[i].match, finding->match) == 0)
            return is_listed(&run->options->no_allow, rule) ? NULL : allows[i].reason;
    }
    return NULL;
}

/* Run twice: first `at` is NULL and only the need is counted, then the strings are laid down. */
struct maker {
    char *at;
    size_t need;
    const struct bq_raw_list *list;
};

static const char *put(struct maker *maker, const char *s, size_t len)
{
    char *to = maker->at;
    maker->need += len + 1;
    if (!to)
        return s;
    memcpy(to, s, len);
    to[len] = '\0';
    maker->at += len + 1;
    return to;
}

static const char *put_string(struct maker *maker, const char *s)
{
    return put(maker, s, strlen(s));
}

static const char *put_kept(struct maker *maker, size_t kept, const char *fallback)
{
    return put_string(maker, kept ? maker->list->strings.data + kept - 1 : fallback);
}

enum { ID_MAX = 256 };

/* "PROGRAM/ID" for a rule of a policy; a program that is not to be named is called so. */
static void full_id(char out[ID_MAX], const struct bq_raw *raw, bool discreet)
{
    if (raw->rule == BQ_R_POLICY)
        snprintf(out, ID_MAX, "%s/%s", discreet ? "program" : raw->policy_of, raw->policy->id);
    else
        snprintf(out, ID_MAX, "%s", rule_id(raw));
}

static void put_finding(struct maker *maker, const struct bq_check_run *run,
                        const struct bq_raw *raw, struct bq_finding *out)
{
    size_t count;
    char id[ID_MAX];
    const struct bq_rule_info *rule =
        raw->rule == BQ_R_POLICY ? NULL : &bq_rule_table(&count)[raw->rule];
    *out = (struct bq_finding){ .severity = raw->severity,
                                .field = raw->field,
                                .item = raw->item,
                                .start = raw->start,
                                .end = raw->end,
                                .has_fix = raw->has_fix };
    memcpy(out->match, raw->match, sizeof out->match);
    full_id(id, raw, run->discreet);
    out->rule = put_string(maker, id);
    out->message = put_kept(maker, raw->message, "");
    out->hint = put_kept(maker, raw->hint, bq_rule_hint(raw->rule));
    out->why = put_kept(maker, raw->why, rule ? rule->why : "");
    out->source = put_kept(maker, raw->source, rule ? rule->source : "");
    out->as_of = put_kept(maker, raw->as_of, "");
    out->route = put_kept(maker, raw->route, "");
    out->fix = put_kept(maker, raw->fix, "");
    full_id(id, raw, false); /* what the draft's answers name */
    const char *reason = find_allow(run, out, id);
    out->allowed = reason != NULL;
    out->allow_reason = put_string(maker, reason ? reason : "");
    if (raw->field != BQ_FIELD_NONE)
        bq_draft_place(run->draft, raw->field, raw->start, &out->line, &out->column);
}

static void put_all(struct maker *maker, const struct bq_report *report,
                    const struct bq_check_run *run, struct bq_finding *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        maker->list = report->order[i]->list;
        put_finding(maker, run, report->order[i], &items[i]);
    }
}

int bq_report_finish(struct bq_report *report, const struct bq_check_run *run,
                     struct bq_findings *findings, struct bq_err *err)
{
    size_t count = 0;
    struct maker maker = { .at = NULL };
    bq_findings_clear(findings);
    int status = collect(report, &count, err);
    if (status < 0)
        return status;
    count = without_repeats(report->order, count);
    if (!count)
        return BQ_OK;
    findings->items = calloc(count, sizeof *findings->items);
    if (!findings->items)
        return bq_err_nomem(err);
    put_all(&maker, report, run, findings->items, count);
    findings->storage = malloc(maker.need);
    if (!findings->storage) {
        bq_findings_clear(findings);
        return bq_err_nomem(err);
    }
    maker.at = findings->storage;
    put_all(&maker, report, run, findings->items, count);
    findings->count = count;
    return BQ_OK;
}
