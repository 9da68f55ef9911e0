/*
 * The checker: runs the checks whose fields changed and joins what all of them have found.
 */
#include "check/checks.h"
#include "check/policy.h"
#include "check/report.h"
#include "check/secrets.h"
#include <stdio.h>
#include <stdlib.h>

static const struct {
    bq_check_fn *run;
    enum bq_field field;
    bq_field_set reads;
} checks[] = {
#define BQ_CHECK(function, field, reads) { function, BQ_FIELD_##field, reads },
#include "check/checks.def"
#undef BQ_CHECK
};
enum { CHECK_COUNT = sizeof checks / sizeof checks[0] };

struct bq_checker {
    struct bq_check_options options;
    char status_word[16];
    char **strings; /* copies of the options' */
    size_t string_count;
    struct bq_phrases *phrases;
    struct bq_scope *scope;
    struct bq_policy *policy;
    struct bq_secrets *secrets;
    struct bq_facts facts;
    struct bq_report report;
    enum bq_severity severities[BQ_R_COUNT];
    /* What the last run looked at. */
    const struct bq_draft *draft;
    uint64_t revisions[BQ_FIELD_COUNT];
    const char *texts[BQ_FIELD_COUNT]; /* a text set to what it was moves, and what was worked out
                                          points into it */
    uint64_t files_stamp, peers_stamp;
    enum bq_run_status status;
};

/* ---- making ------------------------------------------------------------------------------------
 */

static int copy_strings(struct bq_checker *checker, const struct bq_strings *from,
                        struct bq_strings *to, struct bq_err *err)
{
    char **items = checker->strings + checker->string_count;
    for (size_t i = 0; i < from->count; i++) {
        items[i] = bq_span_dup(bq_span_str(from->items[i]));
        if (!items[i])
            return bq_err_nomem(err);
        checker->string_count++;
    }
    *to = (struct bq_strings){ (const char *const *)items, from->count };
    return BQ_OK;
}

static int copy_options(struct bq_checker *checker, const struct bq_check_options *options,
                        struct bq_err *err)
{
    checker->options = *options;
    if (options->status) {
        snprintf(checker->status_word, sizeof checker->status_word, "%s", options->status);
        checker->options.status = checker->status_word;
    }
    checker->options.me = checker->options.no_allow = (struct bq_strings){ NULL, 0 };
    checker->options.raise = NULL;
    checker->options.raise_count = 0;
    checker->strings =
        calloc(options->me.count + options->no_allow.count + 1, sizeof *checker->strings);
    if (!checker->strings)
        return bq_err_nomem(err);
    int status = copy_strings(checker, &options->me, &checker->options.me, err);
    if (status >= 0)
        status = copy_strings(checker, &options->no_allow, &checker->options.no_allow, err);
    return status;
}

/* Raises what a program or a person's settings raise; what they would lower stays. */
static int raise_rules(struct bq_checker *checker, const struct bq_link *links, size_t count,
                       const char *of, struct bq_err *err)
{
    size_t rules;
    const struct bq_rule_info *table = bq_rule_table(&rules);
    for (size_t i = 0; i < count; i++) {
        const struct bq_rule_info *rule = bq_rule_find(links[i].name);
        int severity = bq_severity_parse(links[i].url);
        if (!rule)
            return bq_err_set(err, BQ_EINVAL,
                              "%s raises '%s', which is no rule; `bugquill rules` lists them", of,
                              links[i].name);
        if (severity < 0)
            return bq_err_set(err, BQ_EINVAL,
                              "%s raises %s to '%s'; that must be note, warning or error", of,
                              links[i].name, links[i].url);
        size_t k = (size_t)(rule - table);
        if ((enum bq_severity)severity > checker->severities[k])
            checker->severities[k] = (enum bq_severity)severity;
    }
    return BQ_OK;
}

static int set_severities(struct bq_checker *checker, const struct bq_check_options *options,
                          struct bq_err *err)
{
    size_t count;
    const struct bq_rule_info *table = bq_rule_table(&count);
    for (size_t i = 0; i < count; i++)
        checker->severities[i] = table[i].severity;
    int status = raise_rules(checker, options->raise, options->raise_count, "config", err);
    if (status >= 0 && options->program) {
        const struct bq_program_info *info = bq_program_info(options->program);
        status = raise_rules(checker, info->raise, info->raise_count, "the program", err);
    }
    return status;
}

static int make_words(struct bq_checker *checker, struct bq_err *err)
{
    checker->phrases = bq_phrases_new();
    if (!checker->phrases)
        return bq_err_nomem(err);
    int status = bq_words_load(checker->phrases, err);
    if (status >= 0)
        status = bq_policy_new(checker->options.program, checker->phrases, &checker->policy, err);
    return status;
}

/* OpenAI's programs want its keys in a form of their own. */
static int make_secrets(struct bq_checker *checker, struct bq_err *err)
{
    struct bq_secrets_options options = { .me = checker->options.me };
    if (checker->options.program)
        options.openai =
            bq_span_starts(bq_span_str(bq_program_info(checker->options.program)->id), "openai");
    return bq_secrets_new(&options, &checker->secrets, err);
}

int bq_checker_new(const struct bq_check_options *options, struct bq_checker **out,
                   struct bq_err *err)
{
    *out = NULL;
    struct bq_checker *checker = calloc(1, sizeof *checker);
    if (!checker)
        return bq_err_nomem(err);
    int status = copy_options(checker, options, err);
    if (status >= 0)
        status = set_severities(checker, options, err);
    if (status >= 0)
        status = make_words(checker, err);
    if (status >= 0 && options->program)
        status = bq_scope_new(options->program, &checker->scope, err);
    if (status >= 0)
        status = make_secrets(checker, err);
    if (status >= 0)
        status = bq_facts_init(&checker->facts, checker->phrases, err);
    if (status >= 0)
        status = bq_report_init(&checker->report, CHECK_COUNT, err);
    if (status < 0) {
        bq_checker_free(checker);
        return status;
    }
    checker->report.severities = checker->severities;
    *out = checker;
    return BQ_OK;
}

void bq_checker_free(struct bq_checker *checker)
{
    if (!checker)
        return;
    bq_report_clear(&checker->report);
    bq_facts_clear(&checker->facts);
    bq_scope_free(checker->scope);
    bq_policy_free(checker->policy);
    bq_secrets_free(checker->secrets);
    bq_phrases_free(checker->phrases);
    for (size_t i = 0; i < checker->string_count; i++)
        free(checker->strings[i]);
    free(checker->strings);
    free(checker);
}

/* ---- what changed ------------------------------------------------------------------------------
 */

static uint64_t stamp_bytes(uint64_t stamp, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++)
        stamp = (stamp ^ p[i]) * UINT64_C(0x100000001b3);
    return (stamp ^ len) * UINT64_C(0x100000001b3);
}

static uint64_t stamp_files(const struct bq_check_context *context)
{
    uint64_t stamp = 1;
    for (size_t i = 0; i < context->file_count; i++) {
        const struct bq_check_file *file = &context->files[i];
        stamp = stamp_bytes(stamp, file->path, strlen(file->path));
        stamp = stamp_bytes(stamp, &file->status, sizeof file->status);
        stamp = stamp_bytes(stamp, &file->size, sizeof file->size);
        stamp = stamp_bytes(stamp, file->sha256, strlen(file->sha256));
        if (!*file->sha256)
            stamp = stamp_bytes(stamp, file->head, file->head_len);
        stamp = stamp_bytes(stamp, &file->head_len, sizeof file->head_len);
    }
    return stamp;
}

static uint64_t stamp_peers(const struct bq_check_context *context)
{
    uint64_t stamp = 2;
    for (size_t i = 0; i < context->peer_count; i++) {
        const void *which = context->peers[i].sketch; /* by its place: it does not change */
        stamp = stamp_bytes(stamp, context->peers[i].id, strlen(context->peers[i].id));
        stamp = stamp_bytes(stamp, &which, sizeof which);
    }
    return stamp;
}

static enum bq_run_status status_of(const struct bq_checker *checker, const struct bq_draft *draft)
{
    const char *word = checker->options.status ? checker->options.status
                                               : bq_draft_text(draft, BQ_FIELD_STATUS, NULL);
    return strcmp(word, "ready") == 0   ? BQ_RUN_READY
           : strcmp(word, "filed") == 0 ? BQ_RUN_FILED
                                        : BQ_RUN_DRAFT;
}

/* The fields that changed since the last run; all of them for another draft or status. Remembers
 * the new state. */
static bq_field_set take_changes(struct bq_checker *checker, const struct bq_check_run *run,
                                 bool all)
{
    bq_field_set changed = 0;
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        enum bq_field_kind kind = bq_field_info((enum bq_field)i)->kind;
        bool has_text = kind == BQ_KIND_LINE || kind == BQ_KIND_TEXT;
        uint64_t revision = bq_draft_revision(run->draft, (enum bq_field)i);
        const char *text = has_text ? bq_draft_text(run->draft, (enum bq_field)i, NULL) : NULL;
        if (revision != checker->revisions[i] || text != checker->texts[i])
            changed |= BQ_FIELD_BIT(i);
        checker->revisions[i] = revision;
        checker->texts[i] = text;
    }
    uint64_t files = stamp_files(run->context), peers = stamp_peers(run->context);
    if (files != checker->files_stamp)
        changed |= BQ_READS_FILES;
    if (peers != checker->peers_stamp)
        changed |= BQ_READS_PEERS;
    if (all || run->draft != checker->draft || run->status != checker->status)
        changed = BQ_FIELDS_ALL;
    checker->files_stamp = files;
    checker->peers_stamp = peers;
    checker->draft = run->draft;
    checker->status = run->status;
    return changed;
}

/* ---- running -----------------------------------------------------------------------------------
 */

static int run_checks(struct bq_checker *checker, const struct bq_draft *draft,
                      const struct bq_check_context *context, struct bq_findings *findings,
                      bool all, struct bq_err *err)
{
    static const struct bq_check_context nothing = { .files = NULL };
    struct bq_check_run run = {
        .options = &checker->options,
        .program = checker->options.program ? bq_program_info(checker->options.program) : NULL,
        .scope = checker->scope,
        .taxonomy = checker->options.taxonomy,
        .draft = draft,
        .context = context ? context : &nothing,
        .have_context = context != NULL,
        .discreet = checker->options.discreet && checker->options.program &&
                    bq_program_info(checker->options.program)->confidential,
        .status = status_of(checker, draft),
        .facts = &checker->facts,
        .report = &checker->report,
        .policy = checker->policy,
        .secrets = checker->secrets,
    };
    bq_field_set changed = take_changes(checker, &run, all);
    bq_facts_forget(&checker->facts, changed);
    checker->facts.status = checker->report.status = BQ_OK;
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        if (!(checks[i].reads & changed))
            continue;
        bq_report_begin(&checker->report, i);
        checks[i].run(&run, checks[i].field);
    }
    int status = checker->facts.status < 0 ? checker->facts.status : checker->report.status;
    if (status < 0) {
        checker->draft = NULL; /* the next run starts from nothing */
        return bq_err_nomem(err);
    }
    return bq_report_finish(&checker->report, &run, findings, err);
}

int bq_checker_run(struct bq_checker *checker, const struct bq_draft *draft,
                   const struct bq_check_context *context, struct bq_findings *findings,
                   struct bq_err *err)
{
    return run_checks(checker, draft, context, findings, true, err);
}

int bq_checker_update(struct bq_checker *checker, const struct bq_draft *draft,
                      const struct bq_check_context *context, struct bq_findings *findings,
                      struct bq_err *err)
{
    return run_checks(checker, draft, context, findings, false, err);
}
