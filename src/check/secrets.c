#include "check/secrets.h"
#include "check/secret_scan.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEYWORDS_MAX = 1500,
    PERSONAL_MAX = 500, /* hits of personal data told of one text */
    ME_MAX = 1000,
    MASK_MAX = 2 * BQ_SECRET_SPAN_MAX + 64,
    PREVIEW_MAX = 60,
    NAME_REST = 40, /* bytes a name may go on behind its keyword */
    RUN_TRIES = 24  /* patterns tried in one run of word characters */
};

struct bq_secrets {
    struct bq_secret_kind *kinds;
    size_t count, table_count;
    struct bq_keywords *keywords; /* made at the first scan */
    uint16_t *kind_of;            /* by keyword */
    struct bq_span *words;        /* likewise; point into the kinds */
    struct bq_matcher *matcher;
    char **me_items;
    struct bq_strings me;
    struct bq_buf mask;
    struct bq_secret_found *found;
    size_t found_cap;
};

static const struct bq_secret_kind limit_kind = { .id = "pattern-limit",
                                                  .name = "text that exhausts a pattern",
                                                  .rule = BQ_RULE_PATTERN_LIMIT };

/* ---- life
 * ----------------------------------------------------------------------------------------- */

static int copy_me(struct bq_secrets *secrets, const struct bq_strings *me, struct bq_err *err)
{
    size_t i;

    if (!me->count)
        return BQ_OK;
    if (me->count > ME_MAX)
        return bq_err_set(err, BQ_ELIMIT, "more than %d names of one's own", ME_MAX);
    secrets->me_items = calloc(me->count, sizeof *secrets->me_items);
    if (!secrets->me_items)
        return bq_err_nomem(err);
    secrets->me.items = (const char *const *)secrets->me_items;
    for (i = 0; i < me->count; i++) {
        secrets->me_items[i] = bq_span_dup(bq_span_str(me->items[i]));
        if (!secrets->me_items[i])
            return bq_err_nomem(err);
        secrets->me.count = i + 1;
    }
    return BQ_OK;
}

/* The kinds whose readers are C, in the order that settles ties. bq_pii_numbers counts on the last.
 */
static const struct {
    const struct bq_secret_kind *kinds;
    const size_t *count;
} readers[] = {
    { bq_secret_http_kinds, &bq_secret_http_kind_count },
    { bq_secret_named_kinds, &bq_secret_named_kind_count },
    { bq_secret_pair_kinds, &bq_secret_pair_kind_count },
    { bq_pii_kinds, &bq_pii_kind_count },
};
enum { READERS = sizeof readers / sizeof readers[0] };

static int gather_kinds(struct bq_secrets *secrets, bool openai, struct bq_err *err)
{
    struct bq_secret_kind *table = NULL, *all;
    size_t n = 0, i;
    int status = bq_secret_kinds_load(&table, &n, err);

    if (status < 0)
        return status;
    secrets->count = n;
    for (i = 0; i < READERS; i++)
        secrets->count += *readers[i].count;
    all = realloc(table, secrets->count * sizeof *all);
    if (!all) {
        free(table);
        return bq_err_nomem(err);
    }
    secrets->kinds = all;
    secrets->table_count = n;
    for (i = 0; i < n; i++) {
        if (openai && strncmp(all[i].id, "openai-", 7) == 0)
            all[i].rule = BQ_RULE_OPENAI_KEY;
    }
    for (i = 0; i < READERS; i++) {
        memcpy(all + n, readers[i].kinds, *readers[i].count * sizeof *all);
        n += *readers[i].count;
    }
    return BQ_OK;
}

int bq_secrets_new(const struct bq_secrets_options *options, struct bq_secrets **out,
                   struct bq_err *err)
{
    struct bq_secrets *secrets = calloc(1, sizeof *secrets);
    int status;

    *out = NULL;
    if (!secrets)
        return bq_err_nomem(err);
    bq_buf_init(&secrets->mask, MASK_MAX);
    status = gather_kinds(secrets, options && options->openai, err);
    if (status == BQ_OK && options)
        status = copy_me(secrets, &options->me, err);
    if (status < 0)
        bq_secrets_free(secrets);
    else
        *out = secrets;
    return status;
}

void bq_secrets_free(struct bq_secrets *secrets)
{
    size_t i;

    if (!secrets)
        return;
    for (i = 0; i < secrets->table_count; i++)
        bq_pattern_free(secrets->kinds[i].compiled);
    for (i = 0; i < secrets->me.count; i++)
        free(secrets->me_items[i]);
    free(secrets->me_items);
    free(secrets->kinds);
    free(secrets->kind_of);
    free(secrets->words);
    free(secrets->found);
    bq_keywords_free(secrets->keywords);
    bq_matcher_free(secrets->matcher);
    bq_buf_clear(&secrets->mask);
    free(secrets);
}

/* ---- the automaton, at the first scan
 * -------------------------------------------------------------- */

static size_t split_keywords(struct bq_secrets *secrets, size_t max)
{
    size_t i, n = 0;

    for (i = 0; i < secrets->count; i++) {
        const char *p = secrets->kinds[i].keywords;
        while (p && *p) {
            size_t len = strcspn(p, " ");
            if (len && n < max) {
                secrets->kind_of[n] = (uint16_t)i;
                secrets->words[n++] = bq_span_of(p, len);
            }
            p += len + (p[len] == ' ');
        }
    }
    return n;
}

static int prepare(struct bq_secrets *secrets, struct bq_err *err)
{
    if (secrets->keywords)
        return BQ_OK;
    if (!secrets->kind_of)
        secrets->kind_of = calloc(KEYWORDS_MAX, sizeof *secrets->kind_of);
    if (!secrets->words)
        secrets->words = calloc(KEYWORDS_MAX, sizeof *secrets->words);
    if (!secrets->kind_of || !secrets->words)
        return bq_err_nomem(err);
    return bq_keywords_new(secrets->words, split_keywords(secrets, KEYWORDS_MAX),
                           &secrets->keywords, err);
}

/* ---- hits
 * ------------------------------------------------------------------------------------------- */

void bq_secret_add(struct bq_secret_scan *scan, const struct bq_secret_found *found)
{
    void *items = scan->found;

    if (scan->status < 0 || scan->count >= BQ_SECRET_HITS_MAX || found->start >= found->end)
        return;
    /* a table of addresses must not crowd out the key behind it */
    if (found->rank == BQ_RANK_PERSONAL && scan->personal++ >= PERSONAL_MAX)
        return;
    if (bq_array_grow(&items, scan->count, &scan->cap, sizeof *found, BQ_SECRET_HITS_MAX) < 0) {
        scan->status = BQ_ENOMEM;
        return;
    }
    scan->found = items;
    scan->found[scan->count++] = *found;
    if (found->rank == BQ_RANK_PROVIDER && found->end > scan->provider_end)
        scan->provider_end = found->end;
}

struct bq_matcher *bq_secrets_matcher(struct bq_secret_scan *scan)
{
    if (!scan->secrets->matcher && bq_matcher_new(&scan->secrets->matcher, NULL) < 0)
        scan->status = BQ_ENOMEM;
    return scan->secrets->matcher;
}

const struct bq_strings *bq_secrets_me(const struct bq_secret_scan *scan)
{
    return &scan->secrets->me;
}

static bool compile(struct bq_secret_scan *scan, struct bq_secret_kind *kind)
{
    if (!kind->compiled && bq_pattern_new(kind->pattern, strlen(kind->pattern), BQ_PATTERN_ANCHORED,
                                          &kind->compiled, NULL) < 0)
        scan->status = BQ_ENOMEM; /* a test compiles every pattern: only memory is left */
    return kind->compiled != NULL;
}

/* The cheap questions first: most hits of short keywords end here. */
static bool may_be(const struct bq_secret_kind *kind, struct bq_span text, size_t start, size_t end,
                   const char *keyword)
{
    unsigned n = 0;

    if ((kind->flags & BQ_SECRET_CASE) && memcmp(text.s + start, keyword, end - start) != 0)
        return false;
    if ((kind->flags & BQ_SECRET_BOUNDARY) && !bq_secret_begins(text, start))
        return false;
    if (!kind->need_class)
        return true;
    while (n < kind->need_min && end + n < text.len &&
           bq_secret_class_has(kind->need_class, text.s[end + n]))
        n++;
    return n >= kind->need_min;
}

/*
 * A text without blanks may hold a keyword at every few bytes; a real key stands at the beginning
 * of its word. So only the first few in a word are worth a pattern.
 */
static bool tried_enough(struct bq_secret_scan *scan, size_t start)
{
    size_t p = start;

    if (start < scan->run_end)
        return ++scan->run_tries > RUN_TRIES;
    while (p < scan->text.len && bq_secret_is_word(scan->text.s[p]))
        p++;
    scan->run_end = p;
    scan->run_tries = 0;
    return false;
}

static size_t word_begin(struct bq_span text, size_t at)
{
    size_t n = 0;

    while (at > 0 && n < 80 && (bq_secret_is_word(text.s[at - 1]) || text.s[at - 1] == '.')) {
        at--;
        n++;
    }
    return at;
}

/* `sk-proj-`, `ghp_`: the form's own beginning tells nothing but what it is */
static unsigned kept_beginning(const struct bq_secret_kind *kind, size_t start, size_t keyword,
                               size_t keyword_end)
{
    if ((kind->flags & (BQ_SECRET_ASSIGNED | BQ_SECRET_BACK)) || keyword != start)
        return 0;
    return keyword_end - keyword > 14 ? 0 : (unsigned)(keyword_end - keyword);
}

static void limit_reached(struct bq_secret_scan *scan, size_t start, size_t end)
{
    struct bq_secret_found found = { &limit_kind, start, end, BQ_RANK_PERSONAL, BQ_MASK_ALL, 0 };

    bq_secret_add(scan, &found);
}

void bq_secret_read_pattern(struct bq_secret_scan *scan, const struct bq_secret_kind *kind,
                            size_t start, size_t end)
{
    struct bq_span text = scan->text, value;
    struct bq_secret_found found = { kind, 0, 0, BQ_RANK_PROVIDER, BQ_MASK_TOKEN, 0 };
    struct bq_matcher *matcher = bq_secrets_matcher(scan);
    size_t at = start, limit;
    struct bq_match match;
    int got;

    if (kind->flags & BQ_SECRET_ASSIGNED) {
        struct bq_secret_place place;
        if (!bq_secret_assigned(text, start, end, NAME_REST, &place))
            return;
        at = place.at;
    } else if (kind->flags & BQ_SECRET_BACK) {
        at = word_begin(text, start);
    }
    limit = text.len - at > BQ_SECRET_SPAN_MAX ? at + BQ_SECRET_SPAN_MAX : text.len;
    if (!matcher || !kind->compiled)
        return;
    got = bq_pattern_find(kind->compiled, matcher, text, at, limit, &match);
    if (got == BQ_ELIMIT)
        limit_reached(scan, start, end);
    if (got != 1)
        return;
    found.start = match.start[1] != SIZE_MAX ? match.start[1] : match.start[0];
    found.end = match.start[1] != SIZE_MAX ? match.end[1] : match.end[0];
    if (!(kind->flags & BQ_SECRET_OPEN_END) && found.end < text.len &&
        bq_secret_is_alnum(text.s[found.end]))
        return;
    value = bq_span_of(text.s + found.start, found.end - found.start);
    if (kind->entropy && bq_secret_entropy(value) < kind->entropy)
        return;
    if (bq_secret_is_placeholder(value) || bq_secret_is_known(value))
        return;
    if (kind->flags & BQ_SECRET_FORM)
        found.rank = BQ_RANK_FORM;
    found.keep = kept_beginning(kind, found.start, start, end);
    bq_secret_add(scan, &found);
}

/* ---- the pass
 * ---------------------------------------------------------------------------------------- */

static void look(struct bq_secret_scan *scan, uint16_t word, size_t end)
{
    struct bq_secrets *secrets = scan->secrets;
    struct bq_secret_kind *kind = &secrets->kinds[secrets->kind_of[word]];
    size_t start = end - secrets->words[word].len;

    if (start < scan->from || start >= scan->to)
        return;
    if (kind->read != bq_secret_read_pattern) {
        kind->read(scan, kind, start, end);
        return;
    }
    if (start < scan->provider_end)
        return; /* inside a key that is told already */
    if (may_be(kind, scan->text, start, end, secrets->words[word].s) &&
        !tried_enough(scan, start) && compile(scan, kind))
        kind->read(scan, kind, start, end);
}

static void pass(struct bq_secret_scan *scan)
{
    struct bq_secrets *secrets = scan->secrets;
    struct bq_keyword_cursor cursor = { scan->from, 0 };
    size_t end = scan->text.len, count, i;
    const uint16_t *words;

    /* a keyword that begins before `to` may end behind it */
    if (end - scan->to > BQ_KEYWORD_LEN_MAX)
        end = scan->to + BQ_KEYWORD_LEN_MAX;
    while (scan->status >= 0 && scan->count < BQ_SECRET_HITS_MAX &&
           (words = bq_keywords_next(secrets->keywords, scan->text.s, end, &cursor, &count))) {
        for (i = 0; i < count; i++)
            look(scan, words[i], cursor.at);
    }
}

static int by_place(const void *left, const void *right)
{
    const struct bq_secret_found *a = left, *b = right;

    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return a->end > b->end ? -1 : a->end < b->end;
}

/* Of hits on one place the better stays. */
static size_t settle(struct bq_secret_found *found, size_t count)
{
    size_t i, n = 0;

    for (i = 0; i < count; i++) {
        bool keep = true;
        while (n > 0 && found[n - 1].end > found[i].start) {
            if (found[i].rank >= found[n - 1].rank) {
                keep = false;
                break;
            }
            n--;
        }
        if (keep)
            found[n++] = found[i];
    }
    return n;
}

static bool tell(struct bq_secret_scan *scan, const struct bq_secret_found *found, bq_secret_fn *fn,
                 void *context, struct bq_buf *mask)
{
    struct bq_secret_hit hit = {
        found->kind->rule, found->kind->id, found->kind->name, found->start, found->end, NULL, NULL
    };
    char preview[PREVIEW_MAX + 1];
    size_t n;

    bq_buf_reset(mask);
    bq_secret_mask(mask, scan->text, found);
    if (bq_buf_failed(mask) || !mask->data) {
        scan->status = BQ_ENOMEM;
        return false;
    }
    n = mask->len < PREVIEW_MAX ? mask->len : PREVIEW_MAX;
    while (n > 0 && n < mask->len && ((unsigned char)mask->data[n] & 0xC0) == 0x80)
        n--;
    memcpy(preview, mask->data, n);
    preview[n] = 0;
    if (strchr(preview, '\n'))
        *strchr(preview, '\n') = 0;
    hit.masked = mask->data;
    hit.preview = preview;
    return fn(context, &hit);
}

int bq_secrets_scan_part(struct bq_secrets *secrets, struct bq_span text, size_t from, size_t to,
                         bq_secret_fn *fn, void *context, struct bq_err *err)
{
    struct bq_secret_scan scan = { .secrets = secrets, .text = text, .from = from };
    size_t i;
    int status = prepare(secrets, err);

    if (status < 0)
        return status;
    scan.to = to < text.len ? to : text.len;
    if (from >= scan.to)
        return BQ_OK;
    scan.found = secrets->found;
    scan.cap = secrets->found_cap;
    scan.word_at = SIZE_MAX;
    pass(&scan);
    bq_pii_numbers(&scan, secrets->kinds + secrets->count - bq_pii_kind_count);
    secrets->found = scan.found;
    secrets->found_cap = scan.cap;
    if (scan.count > 1)
        qsort(scan.found, scan.count, sizeof *scan.found, by_place);
    scan.count = settle(scan.found, scan.count);
    for (i = 0; i < scan.count && scan.status >= 0; i++) {
        if (!tell(&scan, &scan.found[i], fn, context, &secrets->mask))
            break;
    }
    return scan.status < 0 ? bq_err_nomem(err) : BQ_OK;
}

int bq_secrets_scan(struct bq_secrets *secrets, struct bq_span text, bq_secret_fn *fn,
                    void *context, struct bq_err *err)
{
    return bq_secrets_scan_part(secrets, text, 0, text.len, fn, context, err);
}

size_t bq_secrets_kind_count(const struct bq_secrets *secrets)
{
    return secrets->count;
}

struct bq_secret_kind_info bq_secrets_kind(const struct bq_secrets *secrets, size_t index)
{
    const struct bq_secret_kind *kind = &secrets->kinds[index];
    struct bq_secret_kind_info info = { kind->id, kind->name, kind->rule,
                                        kind->example ? kind->example : "" };
    return info;
}
