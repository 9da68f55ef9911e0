/* The body of the report: is it there, can it be followed, does it say what matters? */
#include "check/body.h"
#include "check/checks.h"

const enum bq_field bq_body_fields[BQ_BODY_FIELDS] = { BQ_FIELD_DESCRIPTION, BQ_FIELD_IMPACT,
                                                       BQ_FIELD_POC };

unsigned bq_body_hits(const struct bq_check_run *run, unsigned list)
{
    unsigned count = 0;
    for (size_t i = 0; i < BQ_BODY_FIELDS; i++)
        count += bq_run_hits(run, bq_body_fields[i], list)->count;
    return count;
}

size_t bq_body_words(const struct bq_check_run *run)
{
    size_t words = 0;
    for (size_t i = 0; i < BQ_BODY_FIELDS; i++)
        words += bq_run_words(run, bq_body_fields[i]);
    return words;
}

bool bq_body_first(const struct bq_check_run *run, unsigned list, enum bq_field *field,
                   struct bq_hit *hit)
{
    for (size_t i = 0; i < BQ_BODY_FIELDS; i++) {
        const struct bq_hits *hits = bq_run_hits(run, bq_body_fields[i], list);
        if (!hits->count)
            continue;
        *field = bq_body_fields[i];
        *hit = hits->first[0];
        return true;
    }
    return false;
}

struct bq_span bq_block_span(const struct bq_prose *prose, const struct bq_block *block)
{
    return bq_span_trim(bq_span_of(prose->s + block->text, block->text_end - block->text));
}

bool bq_has_substance(const struct bq_check_run *run, enum bq_field field)
{
    enum { ENOUGH_BYTES = 12 };
    const struct bq_prose *prose = bq_run_prose(run, field);
    size_t bytes = 0;
    for (size_t i = 0; i < prose->block_count; i++) {
        const struct bq_block *block = &prose->blocks[i];
        if (block->kind != BQ_BLOCK_HEADING && block->kind != BQ_BLOCK_RULE)
            bytes += bq_block_span(prose, block).len;
        if (bytes >= ENOUGH_BYTES)
            return true;
    }
    return false;
}

/* ---- steps -------------------------------------------------------------------------------------
 */

/* "Step 2: ..." or, in a heading, "2. ..." */
static bool is_named_step(struct bq_span text, bool heading)
{
    size_t i = 0;
    if (text.len > 5 && bq_span_equal_nocase(bq_span_of(text.s, 4), bq_span_str("step")))
        i = text.s[4] == ' ' || text.s[4] == '-' ? 5 : 4;
    else if (!heading)
        return false;
    return i < text.len && text.s[i] >= '0' && text.s[i] <= '9';
}

static bool is_steps_heading(const struct bq_check_run *run, enum bq_field field,
                             const struct bq_block *block)
{
    const struct bq_hits *hits = bq_run_hits(run, field, BQ_LIST_STEPS_HEADING);
    for (size_t i = 0; i < hits->count && i < BQ_HITS_KEPT; i++) {
        if (hits->first[i].start >= block->start && hits->first[i].start < block->end)
            return true;
    }
    return false;
}

/* "How to reproduce:" on a line of its own is meant as a heading. */
static bool announces_steps(const struct bq_prose *prose, const struct bq_block *block)
{
    enum { HEADING_MAX = 80 };
    static const char *const words[] = { "reproduc", "repro ", "repro:", "steps", NULL };
    struct bq_span text = bq_block_span(prose, block);
    if (block->kind != BQ_BLOCK_PARAGRAPH || !text.len || text.len > HEADING_MAX ||
        text.s[text.len - 1] != ':' || memchr(text.s, '\n', text.len))
        return false;
    for (size_t i = 0; words[i]; i++) {
        if (bq_span_find_nocase(text, 0, words[i]) < text.len)
            return true;
    }
    return false;
}

size_t bq_count_steps(const struct bq_check_run *run, enum bq_field field)
{
    const struct bq_prose *prose = bq_run_prose(run, field);
    size_t numbered = 0, below_heading = 0;
    bool below = false;
    for (size_t i = 0; i < prose->block_count; i++) {
        const struct bq_block *block = &prose->blocks[i];
        bool heading = block->kind == BQ_BLOCK_HEADING;
        if (heading)
            below = is_steps_heading(run, field, block);
        else if (announces_steps(prose, block))
            below = true;
        if ((block->kind == BQ_BLOCK_ITEM && block->ordered) ||
            is_named_step(bq_block_span(prose, block), heading))
            numbered++;
        else if (below && !heading && block->kind != BQ_BLOCK_RULE)
            below_heading++;
    }
    return numbered > below_heading ? numbered : below_heading;
}

static bool has_steps(const struct bq_check_run *run)
{
    for (size_t i = 0; i < BQ_BODY_FIELDS; i++) {
        if (bq_count_steps(run, bq_body_fields[i]) >= 2)
            return true;
    }
    /* "First ... then ... finally" */
    return bq_body_hits(run, BQ_LIST_SEQUENCE) >= 3;
}

static void check_steps(const struct bq_check_run *run)
{
    struct bq_emit emit = { .rule = BQ_R_NO_STEPS, .field = BQ_FIELD_POC };
    if (!has_steps(run))
        bq_run_add(run, &emit, "no steps to reproduce yet");
}

/* The first numbered item of a field, and where its sub-blocks end (the next item of its level, or
 * a heading). */
static const struct bq_block *first_step(const struct bq_prose *prose, size_t *end)
{
    const struct bq_block *first = NULL;
    for (size_t i = 0; i < prose->block_count; i++) {
        const struct bq_block *block = &prose->blocks[i];
        if (!first && block->kind == BQ_BLOCK_ITEM && block->ordered) {
            first = block;
            *end = block->end;
        } else if (first) {
            if (block->kind == BQ_BLOCK_HEADING ||
                (block->kind == BQ_BLOCK_ITEM && block->level <= first->level))
                break;
            *end = block->end;
        }
    }
    return first;
}

static bool hits_within(const struct bq_hits *hits, size_t start, size_t end)
{
    for (size_t i = 0; i < hits->count && i < BQ_HITS_KEPT; i++) {
        if (hits->first[i].start >= start && hits->first[i].start < end)
            return true;
    }
    return false;
}

static void check_first_step(const struct bq_check_run *run, enum bq_field field)
{
    const struct bq_prose *prose = bq_run_prose(run, field);
    size_t end = 0;
    const struct bq_block *step = first_step(prose, &end);
    if (!step || hits_within(bq_run_hits(run, field, BQ_LIST_START), step->start, end))
        return;
    struct bq_span text = bq_span_of(prose->s + step->start, end - step->start);
    if (memchr(text.s, '/', text.len) || memchr(text.s, '`', text.len) ||
        bq_span_find_nocase(text, 0, "~~~") < text.len)
        return; /* a path, a URL, code */
    struct bq_emit emit = {
        .rule = BQ_R_FIRST_STEP_UNCLEAR, .field = field, .start = step->text, .end = step->text_end
    };
    bq_run_add(run, &emit, "the first step says neither where to go nor as whom");
}

void bq_check_first_step(const struct bq_check_run *run, enum bq_field field)
{
    (void)field;
    if (bq_count_steps(run, BQ_FIELD_POC) >= 2)
        check_first_step(run, BQ_FIELD_POC);
    else if (bq_count_steps(run, BQ_FIELD_DESCRIPTION) >= 2)
        check_first_step(run, BQ_FIELD_DESCRIPTION);
}

/* ---- impact ------------------------------------------------------------------------------------
 */

static bool says_impact(const struct bq_check_run *run)
{
    return bq_has_substance(run, BQ_FIELD_IMPACT) || bq_body_hits(run, BQ_LIST_IMPACT_HEADING) ||
           bq_body_hits(run, BQ_LIST_IMPACT);
}

static void check_impact(const struct bq_check_run *run)
{
    bool apart = run->program && run->program->form.impact_apart;
    struct bq_emit emit = { .field = apart ? BQ_FIELD_IMPACT : BQ_FIELD_DESCRIPTION };
    enum bq_field field;
    struct bq_hit hit;
    if (!says_impact(run)) {
        emit.rule = BQ_R_NO_IMPACT;
        bq_run_add(run, &emit, "nothing says what an attacker gains");
        return;
    }
    if (bq_body_first(run, BQ_LIST_GENERIC, &field, &hit) && !bq_body_hits(run, BQ_LIST_CONCRETE)) {
        emit = (struct bq_emit){
            .rule = BQ_R_IMPACT_GENERIC, .field = field, .start = hit.start, .end = hit.end
        };
        bq_run_add(run, &emit, "the impact is a stock phrase: \"%.*s\"", (int)(hit.end - hit.start),
                   bq_run_prose(run, field)->s + hit.start);
    }
}

/* ---- results -----------------------------------------------------------------------------------
 */

static void check_results(const struct bq_check_run *run)
{
    enum { WORDS_MIN = 50, HEDGES_MIN = 2 };
    enum bq_field field = BQ_FIELD_NONE;
    struct bq_hit hit = { 0, 0 };
    if (bq_body_hits(run, BQ_LIST_HEDGE) >= HEDGES_MIN && !bq_body_hits(run, BQ_LIST_OBSERVED) &&
        !bq_has_code(run) && bq_body_first(run, BQ_LIST_HEDGE, &field, &hit)) {
        struct bq_emit emit = {
            .rule = BQ_R_HEDGING, .field = field, .start = hit.start, .end = hit.end
        };
        bq_run_add(run, &emit, "the text says what might happen and never what did (\"%.*s\")",
                   (int)(hit.end - hit.start), bq_run_prose(run, field)->s + hit.start);
        return;
    }
    struct bq_emit emit = { .rule = BQ_R_NO_RESULT, .field = BQ_FIELD_DESCRIPTION };
    if (bq_body_words(run) >= WORDS_MIN && !bq_body_hits(run, BQ_LIST_OBSERVED) &&
        !bq_body_hits(run, BQ_LIST_RESULT))
        bq_run_add(run, &emit, "nothing says what should happen and what happens instead");
}

/* ---- proof -------------------------------------------------------------------------------------
 */

bool bq_has_code(const struct bq_check_run *run)
{
    for (size_t f = 0; f < BQ_BODY_FIELDS; f++) {
        const struct bq_prose *prose = bq_run_prose(run, bq_body_fields[f]);
        for (size_t i = 0; i < prose->block_count; i++) {
            const struct bq_block *block = &prose->blocks[i];
            if ((block->kind == BQ_BLOCK_FENCE || block->kind == BQ_BLOCK_CODE) &&
                bq_block_span(prose, block).len)
                return true;
        }
    }
    return false;
}

bool bq_has_inline(const struct bq_check_run *run, enum bq_inline_kind kind)
{
    for (size_t f = 0; f < BQ_BODY_FIELDS; f++) {
        const struct bq_prose *prose = bq_run_prose(run, bq_body_fields[f]);
        for (size_t i = 0; i < prose->inline_count; i++) {
            if (prose->inlines[i].kind == kind)
                return true;
        }
    }
    return false;
}

/* A link with a query in the proof: whoever opens it sees the bug. */
static bool has_payload_url(const struct bq_check_run *run)
{
    const struct bq_prose *prose = bq_run_prose(run, BQ_FIELD_POC);
    for (size_t i = 0; i < prose->inline_count; i++) {
        const struct bq_inline *in = &prose->inlines[i];
        if (in->kind == BQ_INLINE_URL &&
            memchr(prose->s + in->target, '?', in->target_end - in->target))
            return true;
    }
    return false;
}

static void check_proof(const struct bq_check_run *run)
{
    size_t attachments;
    bq_draft_attachments(run->draft, &attachments);
    bool text_proof = !bq_run_empty(run, BQ_FIELD_REQUEST) || bq_has_code(run) ||
                      bq_has_inline(run, BQ_INLINE_CODE) || bq_requests_any(run) ||
                      has_payload_url(run) || bq_count_steps(run, BQ_FIELD_POC) >= 2;
    bool pictures =
        attachments || bq_has_inline(run, BQ_INLINE_IMAGE) || bq_has_inline(run, BQ_INLINE_FILE);
    struct bq_emit emit = { .rule = BQ_R_NO_PROOF, .field = BQ_FIELD_POC };
    if (!text_proof && !pictures) {
        bq_run_add(run, &emit, "no proof yet: no request, no code, no steps, no file");
    } else if (!text_proof && !has_steps(run)) {
        emit.rule = BQ_R_SCREENSHOT_ONLY;
        bq_run_add(run, &emit, "the proof is in files only: no request, payload or output as text");
    }
}

void bq_check_parts(const struct bq_check_run *run, enum bq_field field)
{
    bool described = bq_has_substance(run, BQ_FIELD_DESCRIPTION);
    struct bq_emit emit = { .rule = BQ_R_DESCRIPTION_EMPTY, .field = field };
    if (!described)
        bq_run_add(run, &emit,
                   bq_run_empty(run, field) ? "no description yet"
                                            : "the description holds hardly more than headings");
    check_proof(run);
    if (!described && !bq_has_substance(run, BQ_FIELD_POC))
        return; /* the rest would say the same once more */
    check_steps(run);
    check_impact(run);
    check_results(run);
}
