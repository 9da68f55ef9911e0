/* How the report speaks, who was tested as whom, and what the text is made of. */
#include "bqi/show.h"
#include "bqi/utf8.h"
#include "check/body.h"
#include "check/checks.h"

/* ---- language ----------------------------------------------------------------------------------
 */

void bq_check_language(const struct bq_check_run *run, enum bq_field field)
{
    enum { WORDS_MIN = 40 };
    struct bq_word_count total = { .words = 0 };
    struct bq_emit emit = { .rule = BQ_R_NOT_ENGLISH, .field = field };
    unsigned english = 0;
    for (size_t i = 0; i < BQ_BODY_FIELDS; i++) {
        struct bq_word_count count = bq_run_word_count(run, bq_body_fields[i]);
        total.words += count.words;
        total.non_ascii += count.non_ascii;
        english += bq_run_hits(run, bq_body_fields[i], BQ_LIST_ENGLISH)->count;
    }
    bool foreign_script = total.words >= 8 && total.non_ascii * 2 > total.words;
    /* English prose has 30 to 50 of the list in a hundred words, terse technical notes 15. */
    bool few = total.words >= WORDS_MIN && english * 100 < total.words * 8;
    if (foreign_script || few)
        bq_run_add(run, &emit, "the text is mostly not in English");
}

/* ---- length ------------------------------------------------------------------------------------
 */

static size_t words_in(struct bq_span text)
{
    size_t words = 0;
    bool in = false;
    for (size_t i = 0; i < text.len; i++) {
        bool blank = text.s[i] == ' ' || text.s[i] == '\n' || text.s[i] == '\t';
        words += !blank && !in;
        in = !blank;
    }
    return words;
}

void bq_check_length(const struct bq_check_run *run, enum bq_field field)
{
    enum { PROSE_MAX = 900, PARAGRAPH_MAX = 150 };
    size_t words = bq_run_words(run, field);
    const struct bq_prose *prose = bq_run_prose(run, field);
    struct bq_emit emit = { .rule = BQ_R_TOO_LONG, .field = field };
    if (words > PROSE_MAX) {
        bq_run_add(run, &emit, "about %zu words of prose: few readers get to the end", words);
        return;
    }
    for (size_t i = 0; i < prose->block_count && words > PARAGRAPH_MAX; i++) {
        const struct bq_block *block = &prose->blocks[i];
        /* a word has a letter and a blank at least: what is shorter need not be counted */
        if (block->kind != BQ_BLOCK_PARAGRAPH || block->text_end - block->text < 2 * PARAGRAPH_MAX)
            continue;
        size_t count = words_in(bq_block_span(prose, block));
        if (count <= PARAGRAPH_MAX)
            continue;
        emit.start = block->text;
        emit.end = block->text_end;
        bq_run_add(run, &emit, "a paragraph of %zu words: break it up", count);
        return;
    }
}

/* ---- several bugs ------------------------------------------------------------------------------
 */

static const struct bq_type *top(const struct bq_type *type)
{
    while (type->parent)
        type = type->parent;
    return type;
}

/* Headings that each name a class of their own: two reports in one. */
void bq_check_classes(const struct bq_check_run *run, enum bq_field field)
{
    enum { CLASSES_MAX = 8 };
    const struct bq_prose *prose = bq_run_prose(run, field);
    const struct bq_type *first = NULL, *classes[CLASSES_MAX];
    for (size_t i = 0; i < prose->block_count; i++) {
        const struct bq_block *block = &prose->blocks[i];
        if (block->kind != BQ_BLOCK_HEADING)
            continue;
        struct bq_span text = bq_block_span(prose, block);
        size_t count =
            bq_taxonomy_classes_in(run->taxonomy, text.s, text.len, classes, CLASSES_MAX);
        /* "XSS to account takeover" names a chain; only headings about one thing count. */
        if (count != 1)
            continue;
        if (!first) {
            first = top(classes[0]);
        } else if (first != top(classes[0])) {
            struct bq_emit emit = { .rule = BQ_R_SEVERAL_CLASSES,
                                    .field = field,
                                    .start = block->text,
                                    .end = block->text_end };
            bq_run_add(run, &emit, "one report, two bugs? A heading speaks of %s, another of %s",
                       first->name, top(classes[0])->name);
            return;
        }
    }
}

/* ---- accounts ----------------------------------------------------------------------------------
 */

void bq_check_roles(const struct bq_check_run *run, enum bq_field field)
{
    static const char *const types[] = { "broken_access_control", NULL };
    static const char *const other[] = { "broken_access_control.username_enumeration",
                                         "broken_access_control.exposed_sensitive_android_intent",
                                         "broken_access_control.exposed_sensitive_ios_url_scheme",
                                         NULL };
    size_t accounts;
    struct bq_emit emit = { .rule = BQ_R_ROLES_NOT_NAMED, .field = field };
    bq_draft_accounts(run->draft, &accounts);
    if (accounts >= 2 || !bq_run_type_is(run, types) || bq_run_type_is(run, other) ||
        !bq_has_substance(run, BQ_FIELD_DESCRIPTION) || bq_body_hits(run, BQ_LIST_ROLES))
        return;
    bq_run_add(run, &emit, "nothing says whose account reads or changes whose data");
}

void bq_check_test_account(const struct bq_check_run *run, enum bq_field field)
{
    size_t accounts;
    struct bq_emit emit = { .rule = BQ_R_TEST_ACCOUNT, .field = field };
    bq_draft_accounts(run->draft, &accounts);
    if (!run->program || !*run->program->test_account || accounts ||
        bq_body_hits(run, BQ_LIST_ACCOUNT) || !bq_body_hits(run, BQ_LIST_LOGGED_IN) ||
        !bq_has_substance(run, BQ_FIELD_DESCRIPTION))
        return;
    bq_run_add(run, &emit, "nothing says which accounts were used; the program knows testers by %s",
               run->program->test_account);
}

void bq_check_test_header(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_emit emit = { .rule = BQ_R_TEST_HEADER, .field = field };
    if (!run->program || !*run->program->test_header || !bq_requests_any(run) ||
        bq_requests_have_header(run, bq_span_str(run->program->test_header)))
        return;
    bq_run_add(run, &emit, "no request shows the header %s", run->program->test_header);
}

/* ---- what stays behind -------------------------------------------------------------------------
 */

static const struct bq_request *find_delete(const struct bq_check_run *run)
{
    size_t count;
    const struct bq_request *requests = bq_requests(run, &count);
    for (size_t i = 0; i < count; i++) {
        if (bq_span_is(requests[i].method, "DELETE"))
            return &requests[i];
    }
    return NULL;
}

void bq_check_state(const struct bq_check_run *run, enum bq_field field)
{
    const struct bq_request *request = find_delete(run);
    struct bq_emit emit = { .rule = BQ_R_STATE_NOT_RESTORED };
    struct bq_hit hit;
    (void)field;
    if (bq_body_hits(run, BQ_LIST_RESTORED))
        return;
    if (request) {
        emit.field = request->field;
        emit.start = request->start;
        emit.end = request->line_end;
    } else if (bq_body_first(run, BQ_LIST_CHANGES, &emit.field, &hit)) {
        emit.start = hit.start;
        emit.end = hit.end;
    } else {
        return;
    }
    bq_run_add(
        run, &emit,
        "something was changed or deleted, and nothing says that it was put back or was your own");
}

/* ---- threats -----------------------------------------------------------------------------------
 */

void bq_check_threats(const struct bq_check_run *run, enum bq_field field)
{
    const struct bq_hits *hits = bq_run_hits(run, field, BQ_LIST_THREAT);
    if (!hits->count)
        return;
    struct bq_emit emit = { .rule = BQ_R_THREAT,
                            .field = field,
                            .start = hits->first[0].start,
                            .end = hits->first[0].end };
    bq_run_add(run, &emit, "\"%.*s\" reads like a threat or a demand", (int)(emit.end - emit.start),
               bq_run_prose(run, field)->s + emit.start);
}

/* ---- characters --------------------------------------------------------------------------------
 */

enum script { OTHER_SCRIPT, LATIN, LOOKALIKE_SCRIPT };

/* Cyrillic and Greek hold the letters that pass for Latin ones. */
static enum script script_of(uint32_t c)
{
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return LATIN;
    if ((c >= 0x400 && c <= 0x52f) || (c >= 0x391 && c <= 0x3c9))
        return LOOKALIKE_SCRIPT;
    return OTHER_SCRIPT;
}

/* Joiners hold emoji and some scripts together: odd only beside ASCII. */
static bool is_joiner(uint32_t c)
{
    return c == 0x200d || c == 0xfe0f || c == 0xfe0e;
}

void bq_check_characters(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_span text = bq_run_text(run, field);
    enum script before = OTHER_SCRIPT;
    uint32_t last = 0;
    for (size_t i = 0, n; i < text.len; i += n) {
        uint32_t c;
        char mark[12];
        if (text.s[i] >= ' ' && text.s[i] <= '~' && before != LOOKALIKE_SCRIPT) {
            n = 1;
            last = (unsigned char)text.s[i];
            before = script_of(last);
            continue;
        }
        n = bq_utf8_decode(text.s + i, text.len - i, &c);
        n = n ? n : 1;
        enum script script = script_of(c);
        struct bq_emit emit = {
            .rule = BQ_R_ODD_CHARACTERS, .field = field, .start = i, .end = i + n
        };
        bool joined = is_joiner(c) && last >= 0x80;
        if (!joined && bq_show_mark(c, mark)) {
            emit.fix = "";
            bq_run_add(run, &emit, "an invisible or direction-changing character: %s", mark);
            return;
        }
        if ((script == LOOKALIKE_SCRIPT && before == LATIN) ||
            (script == LATIN && before == LOOKALIKE_SCRIPT)) {
            bq_run_add(run, &emit,
                       "letters of two scripts in one word: U+%04X looks like another letter",
                       (unsigned)(script == LOOKALIKE_SCRIPT ? c : last));
            return;
        }
        before = script;
        last = c;
    }
}

/* ---- things without a URL ----------------------------------------------------------------------
 */

void bq_check_version(const struct bq_check_run *run, enum bq_field field)
{
    static const char *const catch_all[] = { "Other", "other", NULL };
    /* what was found lying about has no build, and was on no system of the finder's */
    static const char *const found_things[] = { "sensitive_data_exposure", NULL };
    const struct bq_target *target = bq_run_target(run);
    struct bq_emit emit = { .rule = BQ_R_VERSION_MISSING, .field = field };
    if (!target || target->out || bq_run_target_is_host(run) || bq_run_url(run) ||
        bq_run_type_is(run, found_things) || !bq_has_substance(run, BQ_FIELD_DESCRIPTION) ||
        bq_run_hits(run, BQ_FIELD_TITLE, BQ_LIST_VERSION)->count ||
        bq_body_hits(run, BQ_LIST_VERSION))
        return;
    for (size_t i = 0; catch_all[i]; i++) {
        if (strcmp(target->name, catch_all[i]) == 0)
            return;
    }
    bq_run_add(run, &emit,
               "\"%s\" is no website: name the version or build, and the system it ran on",
               target->name);
}
