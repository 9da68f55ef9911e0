#include "bqi/scopes.h"

#include "base/once.h"
#include "scope/asset.h"
#include "scope/host.h"
#include "scope/index.h"
#include "scope/lookup.h"
#include "scope/names.h"

#include <stdlib.h>
#include <string.h>

/* One program has something under this hash. */
struct entry {
    uint64_t hash;
    uint32_t scope;
};

struct bq_scopes {
    struct bq_scope *const *scopes;
    size_t count;
    struct entry *entries; /* by hash */
    size_t entry_count;
    struct bq_filter filter; /* which hashes may be there; nearly every other question ends here */
    uint32_t
        *always; /* programs whose rules are not found by a name: ranges, ids, glued patterns */
    size_t always_count;
    bool has_ids; /* any of them */
    struct shapes *shapes;
};

/* Whose host looks like that: filled when the first host comes that is on no list. */
struct shapes {
    struct bq_once filled;
    struct bq_table table;
};

static int by_hash(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->hash != y->hash) {
        return x->hash < y->hash ? -1 : 1;
    }
    return (x->scope > y->scope) - (x->scope < y->scope);
}

static size_t count_slots(const struct bq_scopes *all)
{
    size_t n = 0;

    for (size_t i = 0; i < all->count; i++) {
        for (size_t k = 0; k <= all->scopes[i]->table.mask; k++) {
            n += all->scopes[i]->table.slots[k].hash != 0;
        }
    }
    return n;
}

static void collect(struct bq_scopes *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct bq_scope *scope = all->scopes[i];

        for (size_t k = 0; k <= scope->table.mask; k++) {
            if (scope->table.slots[k].hash) {
                all->entries[all->entry_count].hash = scope->table.slots[k].hash;
                all->entries[all->entry_count++].scope = (uint32_t)i;
            }
        }
        all->has_ids |= scope->has_ids;
        if (scope->segment_count > 0 || scope->has_ids || scope->has_glued) {
            all->always[all->always_count++] = (uint32_t)i;
        }
    }
    qsort(all->entries, all->entry_count, sizeof(*all->entries), by_hash);
}

static size_t count_shapes(const struct bq_scopes *all)
{
    size_t n = 0;

    for (size_t i = 0; i < all->count; i++) {
        n += bq_lookalike_count(all->scopes[i]);
    }
    return n;
}

static int make_shapes(struct bq_scopes *all, struct bq_err *err)
{
    struct shapes *shapes = all->shapes = calloc(1, sizeof(*shapes));

    if (!shapes) {
        return bq_err_nomem(err);
    }
    bq_once_init(&shapes->filled);
    return bq_table_room(&shapes->table, count_shapes(all), err);
}

static void free_shapes(struct shapes *shapes)
{
    if (shapes) {
        bq_table_clear(&shapes->table);
        bq_once_clear(&shapes->filled);
        free(shapes);
    }
}

static int make_room(struct bq_scopes *all, struct bq_err *err)
{
    size_t slots = count_slots(all);
    int status = BQ_OK;

    all->entries = calloc(slots + 1, sizeof(*all->entries));
    all->always = calloc(all->count + 1, sizeof(*all->always));
    if (!all->entries || !all->always) {
        status = bq_err_nomem(err);
    }
    if (status == BQ_OK) {
        status = bq_filter_room(&all->filter, slots, err);
    }
    return status == BQ_OK ? make_shapes(all, err) : status;
}

int bq_scopes_new(struct bq_scope *const *scopes, size_t count, struct bq_scopes **out,
                  struct bq_err *err)
{
    struct bq_scopes *all = calloc(1, sizeof(*all));
    int status;

    *out = NULL;
    if (!all) {
        return bq_err_nomem(err);
    }
    all->scopes = scopes;
    all->count = count;
    status = make_room(all, err);
    if (status != BQ_OK) {
        bq_scopes_free(all);
        return status;
    }
    collect(all);
    bq_filter_empty(&all->filter);
    for (size_t i = 0; i < all->entry_count; i++) {
        bq_filter_put(&all->filter, all->entries[i].hash);
    }
    *out = all;
    return BQ_OK;
}

void bq_scopes_free(struct bq_scopes *all)
{
    if (all) {
        free(all->entries);
        free(all->always);
        bq_filter_clear(&all->filter);
        free_shapes(all->shapes);
        free(all);
    }
}

/* ---- who could have something to say --------------------------------------------------------- */

enum { CANDIDATES_MAX = 256 };

struct candidates {
    uint32_t items[CANDIDATES_MAX];
    size_t count;
    bool all; /* too many: ask everybody */
};

static void add(struct candidates *c, uint32_t scope)
{
    for (size_t i = 0; i < c->count; i++) {
        if (c->items[i] == scope) {
            return;
        }
    }
    if (c->count == CANDIDATES_MAX) {
        c->all = true;
    } else {
        c->items[c->count++] = scope;
    }
}

/* The first entry whose hash is not smaller. */
static size_t first_entry(const struct bq_scopes *all, uint64_t hash)
{
    size_t low = 0, high = all->entry_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (all->entries[middle].hash < hash) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_hash(struct candidates *c, const struct bq_scopes *all, uint64_t hash)
{
    if (!bq_filter_maybe(&all->filter, hash)) {
        return;
    }
    for (size_t i = first_entry(all, hash);
         i < all->entry_count && all->entries[i].hash == hash && !c->all; i++) {
        add(c, all->entries[i].scope);
    }
}

/* Every suffix of the host, and of what stands before its public suffix. */
static void add_host(struct candidates *c, const struct bq_scopes *all, const char *host)
{
    size_t len = strlen(host), stem;

    if (len > 1 && host[len - 1] == '.') {
        len--;
    }
    stem = len - bq_suffix_length(host, len);
    for (size_t i = 0; i < len; i++) {
        if (i == 0 || host[i - 1] == '.') {
            add_hash(c, all, bq_hash_name(BQ_SEED_NAME, host + i, len - i));
            if (stem > i + 1) {
                add_hash(c, all, bq_hash_name(BQ_SEED_ANY_TLD, host + i, stem - 1 - i));
            }
        }
    }
    add_hash(c, all, bq_hash_name(BQ_SEED_ANY_TLD, "", 0));
}

/* A bare word may be an id, and so may what stands in a store's or an explorer's address, be it a
 * URL or not. */
static bool names_id(const char *input, size_t len)
{
    static const char *const places[] = { "apple.com", "google.com", "appsto.re", "0x" };
    struct bq_span text = bq_span_trim(bq_span_of(input, len));
    bool found = !memchr(text.s, '/', text.len);

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && !found; i++) {
        found = bq_span_find_nocase(text, 0, places[i]) < text.len;
    }
    return found && text.len <= BQ_HOST_RAW_MAX;
}

static bool worth_asking(const struct bq_scope *scope, const struct bq_url *url, bool id)
{
    return scope->has_glued || (scope->has_ids && id) ||
           (scope->segment_count > 0 &&
            (url->host_kind == BQ_HOST_IPV4 || url->host_kind == BQ_HOST_IPV6));
}

static void find_candidates(const struct bq_scopes *all, const char *input, size_t len,
                            struct candidates *c)
{
    struct bq_url url;
    bool id;

    c->count = 0;
    c->all = false;
    /* Even what is no URL may be an id. */
    if (bq_url_parse(input, len, true, &url, NULL) != BQ_OK) {
        url.host[0] = '\0';
        url.host_kind = BQ_HOST_NONE;
    } else {
        c->all =
            url.other_reader || url.user; /* other hosts take part: rare enough to ask everybody */
        add_host(c, all, url.host);
    }
    id = all->has_ids && names_id(input, len);
    for (size_t i = 0; i < all->always_count && !c->all; i++) {
        if (worth_asking(all->scopes[all->always[i]], &url, id)) {
            add(c, all->always[i]);
        }
    }
}

/* ---- asking ---------------------------------------------------------------------------------- */

/*
 * How much an answer counts when programs disagree. Of a host on no list those that warn count
 * more, in the order in which one program would give them.
 */
static int worth(const struct bq_scope_answer *answer)
{
    static const int verdicts[] = {
        [BQ_IN] = 40, [BQ_CONFLICT] = 30, [BQ_OUT] = 20, [BQ_UNLISTED] = 10, [BQ_INVALID] = 0
    };
    static const int causes[] = {
        [BQ_CAUSE_USER_NAME] = 7, [BQ_CAUSE_TWO_READERS] = 6, [BQ_CAUSE_APEX] = 5,
        [BQ_CAUSE_PART] = 5,      [BQ_CAUSE_LOOKALIKE] = 5,   [BQ_CAUSE_PRIVATE] = 4,
        [BQ_CAUSE_VENDOR] = 3,    [BQ_CAUSE_STAGING] = 2,     [BQ_CAUSE_NONE] = 1
    };

    return verdicts[answer->verdict] + (answer->verdict == BQ_UNLISTED ? causes[answer->cause] : 0);
}

/* Does the answer speak of the program, or of the host alone? */
static bool is_about_program(const struct bq_scope_answer *answer)
{
    switch (answer->cause) {
    case BQ_CAUSE_NONE:
    case BQ_CAUSE_TWO_READERS:
    case BQ_CAUSE_PRIVATE:
    case BQ_CAUSE_STAGING:
    case BQ_CAUSE_VENDOR:
    case BQ_CAUSE_UNREADABLE:
        return answer->target != NULL;
    default:
        return true;
    }
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* ---- whom a host on no list imitates ----------------------------------------------------------
 */

static void fill_shapes(const void *context)
{
    const struct bq_scopes *all = context;

    bq_table_empty(&all->shapes->table);
    for (size_t i = 0; i < all->count; i++) {
        bq_lookalike_fill(all->scopes[i], &i, &all->shapes->table);
    }
}

static const struct bq_table *shapes_of(const struct bq_scopes *all)
{
    bq_once_make(&all->shapes->filled, fill_shapes, all);
    return &all->shapes->table;
}

/* Does one of the programs list the name? */
static bool anybody_lists(const void *context, uint64_t hash, struct bq_span name)
{
    const struct bq_scopes *all = context;
    bool found = false;

    if (bq_filter_maybe(&all->filter, hash)) {
        for (size_t i = first_entry(all, hash);
             i < all->entry_count && all->entries[i].hash == hash && !found; i++) {
            found = bq_lookup_named(all->scopes[all->entries[i].scope], hash, name);
        }
    }
    return found;
}

/* Does what one program says of a host on no list weigh less than that it imitates another's? */
static bool may_imitate(const struct bq_scope_answer *answer)
{
    return answer->verdict == BQ_UNLISTED &&
           (answer->cause == BQ_CAUSE_NONE || answer->cause == BQ_CAUSE_STAGING ||
            answer->cause == BQ_CAUSE_VENDOR);
}

static void add_imitated(const struct bq_scopes *all, const struct bq_question *question,
                         enum bq_lookalike way, struct candidates *c)
{
    const struct bq_table *shapes = shapes_of(all);
    struct bq_traces traces;

    bq_lookalike_trace(question, way, &traces);
    for (size_t i = 0; i < traces.count; i++) {
        uint64_t hash = traces.items[i].hash;

        if (way != BQ_LOOKALIKE_SHAPE) {
            add_hash(c, all, hash);
        } else if (bq_table_maybe(shapes, hash)) {
            const struct bq_slot *slot = bq_table_find(shapes, hash);

            if (slot) {
                add(c, slot->first);
            }
        }
    }
}

static void ask_about(struct bq_question *question, const struct bq_url *url,
                      struct bq_path_room *room)
{
    bq_question_init(question, url, room);
    question->suffix = bq_suffix_length(question->host, question->len);
}

/* Is the host below a name that somebody lists? One program does not know what another one lists.
 */
static bool is_somebodys(const struct bq_scopes *all, const struct bq_url *url)
{
    struct bq_question question;
    struct bq_path_room room;

    ask_about(&question, url, &room);
    return bq_lookalike_owned(&question, anybody_lists, all);
}

static void find_imitated(const struct bq_scopes *all, const struct bq_url *url,
                          struct candidates *c)
{
    struct bq_question question;
    struct bq_path_room room;

    c->count = 0;
    c->all = false;
    ask_about(&question, url, &room);
    add_imitated(all, &question, BQ_LOOKALIKE_SHAPE, c);
    add_imitated(all, &question, BQ_LOOKALIKE_INSIDE, c);
    add_imitated(all, &question, BQ_LOOKALIKE_GLUED, c);
    qsort(c->items, c->count, sizeof(c->items[0]), by_number);
}

static void ask_imitated(const struct bq_scopes *all, const char *input, size_t len,
                         struct bq_scope_answer *answer, size_t *which)
{
    struct candidates c;
    struct bq_scope_answer next;

    find_imitated(all, &answer->url, &c);
    for (size_t i = 0; i < c.count; i++) {
        bq_scope_ask(all->scopes[c.items[i]], input, len, &next);
        if (next.cause == BQ_CAUSE_LOOKALIKE) {
            *answer = next;
            *which = c.items[i];
            return;
        }
    }
}

size_t bq_scopes_ask(const struct bq_scopes *all, const char *input, size_t len,
                     struct bq_scope_answer *answer, size_t *which, size_t *also, size_t max)
{
    struct candidates c;
    size_t more = 0;
    bool asked = false;

    find_candidates(all, input, len, &c);
    qsort(c.items, c.count, sizeof(c.items[0]), by_number);
    *which = all->count;
    for (size_t i = 0; i < (c.all ? all->count : c.count); i++) {
        size_t number = c.all ? i : c.items[i];
        struct bq_scope_answer next;

        bq_scope_ask(all->scopes[number], input, len, &next);
        if (next.cause == BQ_CAUSE_LOOKALIKE && is_somebodys(all, &next.url)) {
            continue;
        }
        if (asked && worth(&next) <= worth(answer)) {
            if (worth(&next) == worth(answer) && next.verdict != BQ_UNLISTED && also &&
                more < max) {
                also[more++] = number;
            }
            continue;
        }
        *answer = next;
        *which = is_about_program(&next) ? number : all->count;
        more = 0;
        asked = true;
    }
    if (!asked && all->count > 0) {
        bq_scope_ask(all->scopes[0], input, len, answer);
        *which = answer->cause == BQ_CAUSE_LOOKALIKE ? 0 : all->count;
    }
    if (all->count > 0 && may_imitate(answer) && !is_somebodys(all, &answer->url)) {
        ask_imitated(all, input, len, answer, which);
    }
    return more;
}
