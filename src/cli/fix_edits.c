/* Where corrections go in a file. */
#include "fix_edits.h"
#include <stdlib.h>
#include <string.h>

/* ---- from a field's text to the file's bytes
 * ---------------------------------------------------------- */

/* Byte offset of a line (from 1); text.len when there are not that many. */
static size_t line_start(struct bq_span text, unsigned line)
{
    size_t at = 0;
    while (line > 1 && at < text.len) {
        const char *end = memchr(text.s + at, '\n', text.len - at);
        at = end ? (size_t)(end - text.s) + 1 : text.len;
        line--;
    }
    return at;
}

/* In a literal block each line stands behind its indent; blank lines may have less. */
static size_t literal_place(struct bq_span text, const struct bq_mark *mark, const char *value,
                            size_t offset)
{
    size_t at = line_start(text, mark->line), done = 0;
    for (;;) {
        const char *end = memchr(value + done, '\n', offset - done);
        size_t indent = 0;
        while (indent < mark->indent && at + indent < text.len && text.s[at + indent] == ' ')
            indent++;
        if (!end)
            return at + indent + (offset - done);
        done = (size_t)(end - value) + 1;
        end = memchr(text.s + at, '\n', text.len - at);
        if (!end)
            return text.len;
        at = (size_t)(end - text.s) + 1;
    }
}

/*
 * Scalars on one line hold what matters verbatim (keys have no escapes): the first such place
 * behind the value's beginning and behind `floor`, the place before it in the same value.
 */
static size_t scalar_place(struct bq_span text, const struct bq_mark *mark, struct bq_span match,
                           size_t floor)
{
    size_t at = line_start(text, mark->line);
    const char *found;
    if (at < floor)
        at = floor;
    found = memmem(text.s + at, text.len - at, match.s, match.len);
    return found ? (size_t)(found - text.s) : text.len;
}

static bool place(struct bq_span text, const struct bq_draft *draft,
                  const struct bq_finding *finding, size_t floor, struct fix_edit *edit)
{
    struct bq_mark mark = bq_draft_mark(draft, finding->field);
    size_t len;
    const char *value = bq_draft_text(draft, finding->field, &len);
    struct bq_span match = bq_span_of(value + finding->start, finding->end - finding->start);
    if (finding->end > len || finding->start >= finding->end || mark.style == BQ_MARK_NONE)
        return false;
    if (mark.style == BQ_MARK_LITERAL) {
        edit->start = literal_place(text, &mark, value, finding->start);
        edit->end = literal_place(text, &mark, value, finding->end);
        return edit->start >= floor && edit->start < edit->end && edit->end <= text.len &&
               text.s[edit->start] == match.s[0];
    }
    edit->start = scalar_place(text, &mark, match, floor);
    edit->end = edit->start + match.len;
    return edit->end <= text.len;
}

/* ---- gathering
 * ---------------------------------------------------------------------------------------- */

static bool is_secret_rule(const char *rule)
{
    static const char *const rules[] = { "secret-in-text",   "openai-key",   "session-material",
                                         "password-in-body", "token-in-url", "personal-data",
                                         "pattern-limit" };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i], rule) == 0)
            return true;
    }
    return false;
}

static bool is_text(enum bq_field field)
{
    if (field < 0)
        return false;
    enum bq_field_kind kind = bq_field_info(field)->kind;
    return kind == BQ_KIND_LINE || kind == BQ_KIND_TEXT;
}

static int by_place(const void *left, const void *right)
{
    const struct fix_edit *a = left, *b = right;
    return a->start < b->start ? -1 : a->start > b->start;
}

/* Of corrections that overlap the first stays; the next round finds what is left of the other. */
static void drop_overlaps(struct fix_edits *edits)
{
    size_t n = 0;
    for (size_t i = 0; i < edits->count; i++) {
        if (n > 0 && edits->items[n - 1].end > edits->items[i].start) {
            if (edits->items[i].apply && !edits->items[n - 1].apply) {
                edits->items[n - 1] = edits->items[i];
                continue;
            }
            edits->lost += edits->items[i].apply;
            continue;
        }
        edits->items[n++] = edits->items[i];
    }
    edits->count = n;
}

/* The whole of a one-line field when a finding names no part of it. */
static struct bq_finding with_range(const struct bq_finding *finding, const struct bq_draft *draft)
{
    struct bq_finding whole = *finding;
    if (whole.start == whole.end && bq_field_info(whole.field)->kind == BQ_KIND_LINE) {
        whole.start = 0;
        bq_draft_text(draft, whole.field, &whole.end);
    }
    return whole;
}

int fix_edits_place(struct fix_edits *edits, struct bq_span text, const struct bq_draft *draft,
                    const struct bq_findings *findings, struct bq_err *err)
{
    enum bq_field field = BQ_FIELD_NONE;
    size_t floor = 0;
    memset(edits, 0, sizeof *edits);
    for (size_t i = 0; i < findings->count; i++) {
        const struct bq_finding *finding = &findings->items[i];
        struct fix_edit edit = { .with = finding->fix, .rule = finding->rule };
        edit.secret = is_secret_rule(finding->rule);
        edit.apply = finding->has_fix && !finding->allowed;
        if (!is_text(finding->field) || finding->item >= 0 || (!edit.apply && !edit.secret))
            continue;
        edits->offered += edit.apply;
        struct bq_finding exact = with_range(finding, draft);
        floor = finding->field == field ? floor : 0;
        field = finding->field;
        if (!place(text, draft, &exact, floor, &edit)) {
            edits->lost += edit.apply;
            continue;
        }
        floor = edit.end;
        if (bq_array_grow((void **)&edits->items, edits->count, &edits->cap, sizeof edit,
                          BQ_FINDINGS_MAX) < 0)
            return bq_err_nomem(err);
        edits->items[edits->count++] = edit;
    }
    if (edits->count)
        qsort(edits->items, edits->count, sizeof *edits->items, by_place);
    drop_overlaps(edits);
    return BQ_OK;
}

void fix_edits_clear(struct fix_edits *edits)
{
    free(edits->items);
    memset(edits, 0, sizeof *edits);
}

void fix_edits_apply(const struct fix_edits *edits, struct bq_span text, struct bq_buf *out)
{
    size_t at = 0;
    for (size_t i = 0; i < edits->count; i++) {
        const struct fix_edit *edit = &edits->items[i];
        if (!edit->apply)
            continue;
        bq_buf_add(out, text.s + at, edit->start - at);
        bq_buf_adds(out, edit->with);
        at = edit->end;
    }
    bq_buf_add(out, text.s + at, text.len - at);
}
