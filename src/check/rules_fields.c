/* Target, type, CVSS, priority, terms: the choices of the form. */
#include "bqi/clock.h"
#include "bugquill/cvss.h"
#include "check/checks.h"
#include <stdlib.h>

/* ---- target ------------------------------------------------------------------------------------
 */

static void check_missing_target(const struct bq_check_run *run)
{
    struct bq_emit emit = { .rule = BQ_R_TARGET_MISSING, .field = BQ_FIELD_TARGET };
    bq_run_add(run, &emit, "no target yet");
}

/* A catch-all says nothing by itself: a URL or a few sentences must. */
static void check_unspecific(const struct bq_check_run *run, const struct bq_target *target)
{
    enum { ENOUGH_WORDS = 12 };
    struct bq_emit emit = { .rule = BQ_R_TARGET_UNSPECIFIC, .field = BQ_FIELD_TARGET };
    if (bq_run_target_is_host(run) || bq_run_url(run) ||
        bq_run_words(run, BQ_FIELD_DESCRIPTION) >= ENOUGH_WORDS)
        return;
    bq_run_add(run, &emit, "\"%s\" is a label, not a host: nothing says yet what was tested",
               target->name);
}

void bq_check_target(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_span name = bq_span_trim(bq_run_text(run, field));
    struct bq_emit emit = { .field = field };
    if (name.len == 0) {
        check_missing_target(run);
        return;
    }
    if (!run->program)
        return;
    const struct bq_target *target = bq_run_target(run);
    if (!target) {
        emit.rule = BQ_R_TARGET_UNKNOWN;
        if (run->program->target_count)
            bq_run_add(run, &emit, "\"%.*s\" is no target of %s",
                       (int)(name.len < 200 ? name.len : 200), name.s, run->program->name);
        return;
    }
    if (target->out) {
        emit.rule = BQ_R_TARGET_OUT;
        emit.as_of = run->program->as_of;
        bq_run_add(run, &emit, "%s lists \"%s\" as out of scope%s%s", run->program->name,
                   target->name, *target->note ? ": " : "", target->note);
        return;
    }
    check_unspecific(run, target);
}

/* ---- type --------------------------------------------------------------------------------------
 */

/* Below what the words of an id that never was may belong, NULL: nothing. */
static const struct bq_type *by_words(const struct bq_taxonomy *taxonomy, struct bq_span id)
{
    char words[160];
    struct bq_type_hit hit;
    size_t n = 0;
    for (; n < id.len && n + 1 < sizeof words; n++)
        words[n] = id.s[n] == '_' || id.s[n] == '.' ? ' ' : id.s[n];
    words[n] = '\0';
    if (!n || !bq_taxonomy_search(taxonomy, words, &hit, 1))
        return NULL;
    return hit.type->parent ? hit.type->parent : hit.type;
}

static void check_unknown_type(const struct bq_check_run *run)
{
    struct bq_span id = bq_span_trim(bq_run_text(run, BQ_FIELD_TYPE));
    struct bq_emit emit = { .rule = BQ_R_TYPE_UNKNOWN, .field = BQ_FIELD_TYPE };
    const struct bq_type *to = NULL;
    enum bq_migration found =
        bq_taxonomy_migrate(run->taxonomy, bq_run_text(run, BQ_FIELD_TYPE).s, &to);
    const char *version = bq_taxonomy_version(run->taxonomy);
    int len = (int)(id.len < 160 ? id.len : 160);
    if (to && (found == BQ_MIGRATE_MOVED || found == BQ_MIGRATE_PARENT)) {
        emit.fix = to->id;
        emit.fix_len = strlen(to->id);
        emit.end = bq_run_text(run, BQ_FIELD_TYPE).len;
    }
    if (found == BQ_MIGRATE_MOVED && to) {
        emit.hint = "take the offered id, or search again";
        bq_run_add(run, &emit, "%.*s is not in VRT %s any more: it became %s", len, id.s, version,
                   to->path);
    } else if (found == BQ_MIGRATE_PARENT && to) {
        emit.hint = "take the offered group and choose below it, or search again";
        bq_run_add(run, &emit,
                   "%.*s is not in VRT %s; the nearest that is left is %s: choose again", len, id.s,
                   version, to->path);
    } else {
        to = by_words(run->taxonomy, id);
        bq_run_add(run, &emit, "%.*s is not in VRT %s%s%s", len, id.s, version,
                   to ? "; look below " : "", to ? to->path : "");
    }
}

/* A sentence that argues the severity, in the text or in fields made for it. */
static bool argues_severity(const struct bq_check_run *run)
{
    return !bq_run_empty(run, BQ_FIELD_PRIORITY_REASON) || !bq_run_empty(run, BQ_FIELD_CVSS) ||
           bq_run_hits(run, BQ_FIELD_DESCRIPTION, BQ_LIST_SEVERITY)->count ||
           bq_run_hits(run, BQ_FIELD_IMPACT, BQ_LIST_SEVERITY)->count;
}

void bq_check_type(const struct bq_check_run *run, enum bq_field field)
{
    const struct bq_type *type = bq_run_type(run);
    struct bq_emit emit = { .field = field };
    if (bq_run_empty(run, field)) {
        emit.rule = BQ_R_TYPE_MISSING;
        bq_run_add(run, &emit, "no vulnerability type yet");
        return;
    }
    if (bq_span_is(bq_span_trim(bq_run_text(run, field)), "other"))
        return; /* the form's own last choice, in no version of the tree */
    if (!type) {
        check_unknown_type(run);
    } else if (type->child_count) {
        emit.rule = BQ_R_TYPE_NOT_LEAF;
        if (type->child_count == 1)
            bq_run_add(run, &emit, "%s has a variant below it: choose that", type->path);
        else
            bq_run_add(run, &emit, "%s has %zu variants below it: choose one", type->path,
                       type->child_count);
    } else if (type->priority == BQ_P5) {
        emit.rule = BQ_R_TYPE_P5;
        bq_run_add(run, &emit, "%s is P5: 0 points, usually no reward", type->path);
    } else if (type->priority == BQ_PRIORITY_VARIES && !argues_severity(run)) {
        emit.rule = BQ_R_TYPE_VARIES;
        bq_run_add(run, &emit, "the VRT leaves the priority of %s open: argue it", type->path);
    }
}

/* ---- CVSS, priority, terms ---------------------------------------------------------------------
 */

void bq_check_priority(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_span claim = bq_span_trim(bq_run_text(run, field));
    const struct bq_type *type = bq_run_type(run);
    struct bq_emit emit = { .rule = BQ_R_PRIORITY_WITHOUT_REASON, .field = field };
    if (!claim.len || !type || !bq_run_empty(run, BQ_FIELD_PRIORITY_REASON))
        return;
    if (type->priority >= BQ_P1 && type->priority <= BQ_P5 &&
        !bq_span_equal_nocase(claim, bq_span_str(bq_priority_name(type->priority))))
        bq_run_add(run, &emit, "the type's priority is %s, %.*s is claimed: say why",
                   bq_priority_name(type->priority), (int)(claim.len < 20 ? claim.len : 20),
                   claim.s);
}

/* The same words as in the schema; a priority in small letters is understood everywhere. */
void bq_check_word(const struct bq_check_run *run, enum bq_field field)
{
    static const char *const states[] = { "draft", "ready", "filed", NULL };
    static const char *const priorities[] = { "P1", "P2", "P3", "P4", "P5", NULL };
    bool status = field == BQ_FIELD_STATUS;
    struct bq_span word = bq_run_text(run, field);
    struct bq_emit emit = { .rule = BQ_R_WORD_UNKNOWN, .field = field, .lighter = !status };
    if (!word.len)
        return;
    for (const char *const *known = status ? states : priorities; *known; known++) {
        if (status ? bq_span_is(word, *known)
                   : bq_span_equal_nocase(bq_span_trim(word), bq_span_str(*known)))
            return;
    }
    bq_run_add(run, &emit, "there is no %s %.*s, only %s", bq_field_info(field)->key,
               (int)(word.len < 40 ? word.len : 40), word.s,
               status ? "draft, ready and filed" : "P1, P2, P3, P4 and P5");
}

void bq_check_terms(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_emit emit = { .rule = BQ_R_TERMS_OPEN, .field = field };
    if (run->program && run->program->terms.count && !bq_draft_terms_accepted(run->draft))
        bq_run_add(run, &emit, "%s's terms are not accepted yet", run->program->name);
}

void bq_check_cvss(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_span text = bq_span_trim(bq_run_text(run, field));
    struct bq_emit emit = { .rule = BQ_R_CVSS_INVALID, .field = field };
    struct bq_cvss cvss;
    struct bq_err err;
    bq_err_clear(&err);
    if (!text.len)
        return;
    if (bq_cvss_parse(text.s, text.len, &cvss, &err) < 0) {
        bq_run_add(run, &emit, "the CVSS vector can't be read: %s", err.text);
    } else if (bq_cvss_is_unmapped(&cvss)) {
        emit.rule = BQ_R_CVSS_DEFAULT;
        bq_run_add(run, &emit, "the CVSS vector says that nothing is affected: it scores 0.0");
    }
}

/* ---- age of what was checked against ------------------------------------------------------------
 */

enum { OLD_DAYS = 180, DAY = 86400 };

void bq_check_age(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_emit emit = { .rule = BQ_R_SCOPE_OLD, .field = field };
    int64_t program = 0, noted = 0;
    if (!run->program || !bq_time_parse(run->program->as_of, &program))
        return;
    emit.as_of = run->program->as_of;
    struct bq_scope_note note = bq_draft_scope_note(run->draft);
    int64_t days = (run->options->now - program) / DAY;
    if (bq_time_parse(note.as_of, &noted) && noted / DAY < program / DAY)
        bq_run_add(run, &emit, "the draft was checked against the scope of %s; this one is of %s",
                   note.as_of, run->program->as_of);
    else if (run->options->now > 0 && days > OLD_DAYS)
        bq_run_add(run, &emit, "the scope of %s is %lld days old", run->program->name,
                   (long long)days);
}
