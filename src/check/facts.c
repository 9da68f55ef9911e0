#include "check/facts.h"
#include "base/data.h"
#include <stdio.h>
#include <stdlib.h>

/* What words are looked for in: Markdown first, then what is read as it stands (a type by its
 * names). */
enum { MARKDOWN_FIELDS = 3 };
static const enum bq_field prose_fields[BQ_PROSE_FIELDS] = {
    BQ_FIELD_DESCRIPTION, BQ_FIELD_IMPACT, BQ_FIELD_POC,     BQ_FIELD_TITLE,          BQ_FIELD_TYPE,
    BQ_FIELD_URL,         BQ_FIELD_TARGET, BQ_FIELD_REQUEST, BQ_FIELD_PRIORITY_REASON
};

/* ---- word lists --------------------------------------------------------------------------------
 */

static int load_list(struct bq_phrases *phrases, const char *file, unsigned parts,
                     struct bq_err *err)
{
    char name[80];
    snprintf(name, sizeof name, "words/%s.txt", file);
    const struct bq_data *data = bq_data_find(name);
    if (!data)
        return bq_err_set(err, BQ_ENOTFOUND, "the built-in file %s is not there", name);
    int list = bq_phrases_add_list(phrases, parts);
    if (list < 0)
        return bq_err_nomem(err);
    struct bq_span rest = bq_span_of((const char *)data->bytes, data->len);
    while (rest.len) {
        const char *lf = memchr(rest.s, '\n', rest.len);
        struct bq_span line = bq_span_of(rest.s, lf ? (size_t)(lf - rest.s) : rest.len);
        size_t skip = line.len + (lf != NULL);
        rest = bq_span_of(rest.s + skip, rest.len - skip);
        line = bq_span_trim(line);
        if (!line.len || line.s[0] == '#')
            continue;
        int status = bq_phrases_add(phrases, (unsigned)list, line, err);
        if (status < 0)
            return status;
    }
    return BQ_OK;
}

int bq_words_load(struct bq_phrases *phrases, struct bq_err *err)
{
    static const struct {
        const char *file;
        unsigned parts;
    } lists[] = {
#define BQ_LIST(name, file, parts) { file, parts },
#include "check/words.def"
#undef BQ_LIST
    };
    for (size_t i = 0; i < BQ_LIST_COUNT; i++) {
        int status = load_list(phrases, lists[i].file, lists[i].parts, err);
        if (status < 0)
            return status;
    }
    return BQ_OK;
}

/* ---- life --------------------------------------------------------------------------------------
 */

int bq_facts_init(struct bq_facts *facts, const struct bq_phrases *phrases, struct bq_err *err)
{
    size_t lists = bq_phrases_list_count(phrases);
    memset(facts, 0, sizeof *facts);
    facts->phrases = phrases;
    for (size_t i = 0; i < BQ_PROSE_FIELDS; i++) {
        bq_prose_init(&facts->texts[i].prose);
        facts->texts[i].hits = calloc(lists ? lists : 1, sizeof *facts->texts[i].hits);
        if (!facts->texts[i].hits) {
            bq_facts_clear(facts);
            return bq_err_nomem(err);
        }
    }
    return BQ_OK;
}

void bq_facts_clear(struct bq_facts *facts)
{
    for (size_t i = 0; i < BQ_PROSE_FIELDS; i++) {
        bq_prose_clear(&facts->texts[i].prose);
        free(facts->texts[i].hits);
    }
    free(facts->requests.items);
    memset(facts, 0, sizeof *facts);
}

void bq_facts_forget(struct bq_facts *facts, bq_field_set fields)
{
    for (size_t i = 0; i < BQ_PROSE_FIELDS; i++) {
        if (fields & BQ_FIELD_BIT(prose_fields[i]))
            facts->texts[i].have_prose = facts->texts[i].have_hits = false;
    }
    if (fields & (BQ_FIELD_BIT(BQ_FIELD_REQUEST) | BQ_FIELD_BIT(BQ_FIELD_DESCRIPTION) |
                  BQ_FIELD_BIT(BQ_FIELD_IMPACT) | BQ_FIELD_BIT(BQ_FIELD_POC)))
        facts->requests.have = false;
    if (fields & BQ_FIELD_BIT(BQ_FIELD_TITLE))
        facts->have_classes = false;
    if (fields & BQ_FIELD_BIT(BQ_FIELD_TYPE))
        facts->have_type = false;
    if (fields & BQ_FIELD_BIT(BQ_FIELD_TARGET))
        facts->have_target = false;
    if (fields & BQ_FIELD_BIT(BQ_FIELD_URL))
        facts->have_answer = facts->have_url = false;
}

/* ---- texts -------------------------------------------------------------------------------------
 */

struct bq_span bq_run_text(const struct bq_check_run *run, enum bq_field field)
{
    size_t len;
    const char *s = bq_draft_text(run->draft, field, &len);
    return bq_span_of(s, len);
}

bool bq_run_empty(const struct bq_check_run *run, enum bq_field field)
{
    return bq_span_trim(bq_run_text(run, field)).len == 0;
}

static size_t text_index(enum bq_field field)
{
    size_t i = 0;
    while (i + 1 < BQ_PROSE_FIELDS && prose_fields[i] != field)
        i++;
    return i;
}

bool bq_run_has_prose(enum bq_field field)
{
    return prose_fields[text_index(field)] == field;
}

const struct bq_prose *bq_run_prose(const struct bq_check_run *run, enum bq_field field)
{
    size_t i = text_index(field);
    struct bq_text_facts *facts = &run->facts->texts[i];
    if (!facts->have_prose) {
        struct bq_span text = bq_run_text(run, field);
        if (field == BQ_FIELD_TYPE && bq_run_type(run))
            text = bq_span_str(bq_run_type(run)->path);
        int status = i < MARKDOWN_FIELDS ? bq_prose_read(&facts->prose, text.s, text.len, NULL)
                                         : bq_prose_plain(&facts->prose, text.s, text.len, NULL);
        if (status < 0 && status != BQ_ELIMIT)
            run->facts->status = status;
        facts->have_prose = true;
    }
    return &facts->prose;
}

static const struct bq_text_facts *read_text(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_text_facts *facts = &run->facts->texts[text_index(field)];
    const struct bq_prose *prose = bq_run_prose(run, field);
    if (!facts->have_hits) {
        bq_phrases_read(run->facts->phrases, prose, facts->hits, &facts->count);
        facts->have_hits = true;
    }
    return facts;
}

const struct bq_hits *bq_run_hits(const struct bq_check_run *run, enum bq_field field,
                                  unsigned list)
{
    return &read_text(run, field)->hits[list];
}

size_t bq_run_words(const struct bq_check_run *run, enum bq_field field)
{
    return read_text(run, field)->count.words;
}

struct bq_word_count bq_run_word_count(const struct bq_check_run *run, enum bq_field field)
{
    return read_text(run, field)->count;
}

/* ---- type, target, URL -------------------------------------------------------------------------
 */

const struct bq_type *bq_run_type(const struct bq_check_run *run)
{
    struct bq_facts *facts = run->facts;
    if (!facts->have_type) {
        facts->type = bq_taxonomy_find(run->taxonomy, bq_run_text(run, BQ_FIELD_TYPE).s);
        facts->have_type = true;
    }
    return facts->type;
}

bool bq_run_type_is(const struct bq_check_run *run, const char *const *ids)
{
    struct bq_span id = bq_run_text(run, BQ_FIELD_TYPE);
    for (; *ids; ids++) {
        size_t len = strlen(*ids);
        if (bq_span_starts(id, *ids) && (id.len == len || id.s[len] == '.'))
            return true;
    }
    return false;
}

static bool is_host(const struct bq_target *target)
{
    struct bq_asset assets[4];
    size_t count = bq_asset_parse(target, assets, 4);
    for (size_t i = 0; i < count; i++) {
        if (assets[i].kind == BQ_ASSET_HOST || assets[i].kind == BQ_ASSET_WILDCARD ||
            assets[i].kind == BQ_ASSET_PATTERN || assets[i].kind == BQ_ASSET_ADDRESS ||
            assets[i].kind == BQ_ASSET_RANGE)
            return true;
    }
    return false;
}

const struct bq_target *bq_run_target(const struct bq_check_run *run)
{
    struct bq_facts *facts = run->facts;
    /* Without a program the answer is the same for every draft; with one, bq_program_target walks a
     * list. */
    if (!facts->have_target) {
        struct bq_span name = bq_span_trim(bq_run_text(run, BQ_FIELD_TARGET));
        facts->target =
            run->options->program && name.len
                ? bq_program_target(run->options->program, bq_run_text(run, BQ_FIELD_TARGET).s)
                : NULL;
        facts->target_is_host = facts->target && is_host(facts->target);
        facts->have_target = true;
    }
    return facts->target;
}

const struct bq_url *bq_run_url(const struct bq_check_run *run)
{
    struct bq_facts *facts = run->facts;
    if (!facts->have_url) {
        struct bq_span text = bq_span_trim(bq_run_text(run, BQ_FIELD_URL));
        facts->url_is_there =
            text.len && bq_url_parse(text.s, text.len, true, &facts->url, NULL) >= 0;
        facts->have_url = true;
    }
    return facts->url_is_there ? &facts->url : NULL;
}

const struct bq_scope_answer *bq_run_answer(const struct bq_check_run *run)
{
    struct bq_facts *facts = run->facts;
    if (!facts->have_answer) {
        struct bq_span text = bq_span_trim(bq_run_text(run, BQ_FIELD_URL));
        facts->answer_is_there = run->scope && text.len;
        if (facts->answer_is_there)
            bq_scope_ask(run->scope, text.s, text.len, &facts->answer);
        facts->have_answer = true;
    }
    return facts->answer_is_there ? &facts->answer : NULL;
}

bool bq_run_target_is_host(const struct bq_check_run *run)
{
    return bq_run_target(run) && run->facts->target_is_host;
}

const struct bq_type *const *bq_run_title_classes(const struct bq_check_run *run, size_t *count)
{
    struct bq_facts *facts = run->facts;
    if (!facts->have_classes) {
        struct bq_span title = bq_span_trim(bq_run_text(run, BQ_FIELD_TITLE));
        /* An empty title names none, and asking would make the taxonomy's index. */
        facts->class_count = title.len ? bq_taxonomy_classes_in(run->taxonomy, title.s, title.len,
                                                                facts->classes, BQ_CLASSES_MAX)
                                       : 0;
        facts->have_classes = true;
    }
    *count = facts->class_count;
    return facts->classes;
}

bool bq_run_is_web(const struct bq_check_run *run)
{
    static const char *const other_types[] = { "automotive_security_misconfiguration",
                                               "blockchain_infrastructure_misconfiguration",
                                               "decentralized_application_misconfiguration",
                                               "protocol_specific_misconfiguration",
                                               "smart_contract_misconfiguration",
                                               "zero_knowledge_security_misconfiguration",
                                               "insecure_os_firmware",
                                               "indicators_of_compromise",
                                               "client_side_injection",
                                               "insecure_data_storage",
                                               "mobile_security_misconfiguration",
                                               "physical_security_issues",
                                               "network_security_misconfiguration",
                                               "active_directory",
                                               "lack_of_binary_hardening",
                                               "ai_application_security",
                                               "algorithmic_biases",
                                               "data_biases",
                                               "external_behavior",
                                               "developer_biases",
                                               "misinterpretation_biases",
                                               "societal_biases",
                                               NULL };
    const struct bq_url *url = bq_run_url(run);
    const struct bq_target *target = bq_run_target(run);
    if (url)
        return url->special && strcmp(url->scheme, "ftp") != 0;
    if (target)
        return bq_run_target_is_host(run);
    return bq_run_type(run) && !bq_run_type_is(run, other_types);
}

bool bq_run_is_mine(const struct bq_check_run *run, struct bq_span text)
{
    const struct bq_strings *me = &run->options->me;
    for (size_t i = 0; i < me->count; i++) {
        struct bq_span own = bq_span_str(me->items[i]);
        if (bq_span_equal_nocase(text, own))
            return true;
        if (own.len && text.len > own.len && text.s[text.len - own.len - 1] == '.' &&
            bq_span_equal_nocase(bq_span_of(text.s + text.len - own.len, own.len), own))
            return true;
    }
    return false;
}
