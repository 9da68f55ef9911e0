#include "session/internal.h"

#include "bqi/clock.h"

#include <stdio.h>
#include <string.h>

static void make_checker(struct bq_session *session)
{
    const struct bq_config *config = session->env.config;
    struct bq_check_options options = {
        .program = session->program,
        .taxonomy = session->env.taxonomy,
        .now = session->env.now(session->env.context),
    };
    struct bq_err trouble = { 0 };

    if (config) {
        options.me = config->me;
        options.raise = config->raise;
        options.raise_count = config->raise_count;
    }
    if (bq_checker_new(&options, &session->checker, &trouble)) {
        session->no_checker = true;
        if (!session->program_trouble.status)
            session->program_trouble = trouble;
    }
}

bool bq_session_check(struct bq_session *session, bool all)
{
    /* A second call without an edit in between means that nobody types. */
    bool quiet = all || session->waiting;
    bool more = !bq_session_flush(session, quiet);
    struct bq_check_context context;

    if (!session->env.no_disk) {
        if (quiet)
            more |= session_context_gather(&session->context, &session->env, session->draft,
                                           session->path);
        else
            more |= session_context_is_stale(&session->context, session->draft);
    }
    session->waiting = more;
    context = session_context_of(&session->context);
    if (!session->checker && !session->no_checker)
        make_checker(session);
    if (session->checker)
        (void)!bq_checker_update(session->checker, session->draft,
                                 session->env.no_disk ? NULL : &context, &session->findings, NULL);
    return more;
}

const struct bq_findings *bq_session_findings(const struct bq_session *session)
{
    return &session->findings;
}

int bq_session_allow(struct bq_session *session, size_t index, const char *reason,
                     struct bq_err *err)
{
    struct bq_finding *finding;
    struct bq_allow allow;
    struct bq_draft *draft;
    char date[BQ_DATE_LEN];
    const struct bq_config *config = session->env.config;
    int status;

    if (index >= session->findings.count)
        return bq_err_set(err, BQ_EINVAL, "there is no such finding");
    if (!reason[strspn(reason, " \t\n")])
        return bq_err_set(err, BQ_EINVAL, "a reason is needed");
    finding = &session->findings.items[index];
    bq_date_format(session->env.now(session->env.context), date);
    allow = (struct bq_allow){
        .rule = finding->rule,
        .field = finding->field >= 0 ? bq_field_info(finding->field)->key : "",
        .match = finding->match,
        .reason = reason,
        .by = config && config->me.count ? config->me.items[0] : "",
        .date = date,
    };
    draft = bq_session_begin(session);
    status = bq_draft_add_allow(draft, &allow, err);
    bq_session_end(session);
    return status;
}

/* A finding keeps only the fingerprint of the id it speaks of. */
static const char *alike_id(const struct session_context *context, const char *match)
{
    char hex[65];

    for (size_t i = 0; i < context->near_count; i++) {
        const char *id = context->near[i].id;

        bq_sha256_hex(id, strlen(id), hex);
        if (strncmp(hex, match, BQ_FINGERPRINT_LEN - 1) == 0)
            return id;
    }
    return NULL;
}

int bq_session_look_alike(const struct bq_session *session, size_t index, char path[BQ_PATH_MAX],
                          struct bq_err *err)
{
    const char *id = index < session->findings.count
                         ? alike_id(&session->context, session->findings.items[index].match)
                         : NULL;
    struct bq_store_list list = { 0 };
    int status;

    path[0] = '\0';
    if (!id)
        return bq_err_set(err, BQ_ENOTFOUND, "no other draft looks like this one");
    status = bq_store_list(session->env.paths, &list, err);
    for (size_t i = 0; !status && !path[0] && i < list.count; i++) {
        const struct bq_store_entry *entry = &list.items[i];

        if (strcmp(entry->path, session->path) != 0 &&
            strcmp(entry->id[0] ? entry->id : bq_path_base(entry->path), id) == 0)
            snprintf(path, BQ_PATH_MAX, "%s", entry->path);
    }
    bq_store_list_clear(&list);
    if (!status && !path[0])
        status = bq_err_set(err, BQ_ENOTFOUND, "%s is not among the drafts any more", id);
    return status;
}

int bq_session_fix(struct bq_session *session, size_t index, struct bq_err *err)
{
    const struct bq_finding *finding;

    if (index >= session->findings.count)
        return bq_err_set(err, BQ_EINVAL, "there is no such finding");
    finding = &session->findings.items[index];
    if (!finding->has_fix || !bq_session_is_text(finding->field))
        return bq_err_set(err, BQ_EINVAL, "this finding has no fix to apply");
    return bq_session_edit(session, finding->field, finding->start, finding->end - finding->start,
                           finding->fix, strlen(finding->fix), BQ_TEXT_STEP, err);
}
