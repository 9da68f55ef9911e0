/*
 * Hosts that imitate one of the scope: letters that look alike (in Unicode and in ASCII), a listed
 * host as the beginning of another one, a listed name glued to something.
 */
#include "scope/lookup.h"

#include "scope/host.h"

#include "bqi/utf8.h"

#include <string.h>

enum { LABELS_MAX = 12, GLUED_MIN = 4 };

/*
 * What a letter looks like, as a letter of ASCII. Sorted. Facts of this kind are collected by the
 * Unicode consortium (confusables.txt); this is the part that hosts are built from. Fullwidth
 * letters and the like need no entry: mapping names to ASCII folds them.
 */
static const struct {
    uint16_t code;
    char looks;
} alike[] = {
    { 0x00df, 'b' }, { 0x00e0, 'a' }, { 0x00e1, 'a' }, { 0x00e2, 'a' }, { 0x00e3, 'a' },
    { 0x00e4, 'a' }, { 0x00e5, 'a' }, { 0x00e7, 'c' }, { 0x00e8, 'e' }, { 0x00e9, 'e' },
    { 0x00ea, 'e' }, { 0x00eb, 'e' }, { 0x00ec, 'l' }, { 0x00ed, 'l' }, { 0x00ee, 'l' },
    { 0x00ef, 'l' }, { 0x00f0, 'd' }, { 0x00f1, 'n' }, { 0x00f2, 'o' }, { 0x00f3, 'o' },
    { 0x00f4, 'o' }, { 0x00f5, 'o' }, { 0x00f6, 'o' }, { 0x00f8, 'o' }, { 0x00f9, 'u' },
    { 0x00fa, 'u' }, { 0x00fb, 'u' }, { 0x00fc, 'u' }, { 0x00fd, 'y' }, { 0x00fe, 'p' },
    { 0x00ff, 'y' }, { 0x0101, 'a' }, { 0x0103, 'a' }, { 0x0105, 'a' }, { 0x0107, 'c' },
    { 0x0109, 'c' }, { 0x010b, 'c' }, { 0x010d, 'c' }, { 0x010f, 'd' }, { 0x0111, 'd' },
    { 0x0113, 'e' }, { 0x0115, 'e' }, { 0x0117, 'e' }, { 0x0119, 'e' }, { 0x011b, 'e' },
    { 0x011d, 'g' }, { 0x011f, 'g' }, { 0x0121, 'g' }, { 0x0123, 'g' }, { 0x0125, 'h' },
    { 0x0127, 'h' }, { 0x0129, 'l' }, { 0x012b, 'l' }, { 0x012d, 'l' }, { 0x012f, 'l' },
    { 0x0131, 'l' }, { 0x0135, 'j' }, { 0x0137, 'k' }, { 0x013a, 'l' }, { 0x013c, 'l' },
    { 0x013e, 'l' }, { 0x0140, 'l' }, { 0x0142, 'l' }, { 0x0144, 'n' }, { 0x0146, 'n' },
    { 0x0148, 'n' }, { 0x014d, 'o' }, { 0x014f, 'o' }, { 0x0151, 'o' }, { 0x0155, 'r' },
    { 0x0157, 'r' }, { 0x0159, 'r' }, { 0x015b, 's' }, { 0x015d, 's' }, { 0x015f, 's' },
    { 0x0161, 's' }, { 0x0163, 't' }, { 0x0165, 't' }, { 0x0167, 't' }, { 0x0169, 'u' },
    { 0x016b, 'u' }, { 0x016d, 'u' }, { 0x016f, 'u' }, { 0x0171, 'u' }, { 0x0173, 'u' },
    { 0x0175, 'w' }, { 0x0177, 'y' }, { 0x017a, 'z' }, { 0x017c, 'z' }, { 0x017e, 'z' },
    { 0x0180, 'b' }, { 0x0192, 'f' }, { 0x01a1, 'o' }, { 0x01b0, 'u' }, { 0x0219, 's' },
    { 0x021b, 't' }, { 0x0251, 'a' }, { 0x0253, 'b' }, { 0x0256, 'd' }, { 0x0261, 'g' },
    { 0x0268, 'l' }, { 0x0269, 'l' }, { 0x026a, 'l' }, { 0x026f, 'w' }, { 0x0274, 'n' },
    { 0x0280, 'r' }, { 0x028b, 'u' }, { 0x0299, 'b' }, { 0x029c, 'h' }, { 0x029f, 'l' },
    { 0x03ac, 'a' }, { 0x03af, 'l' }, { 0x03b1, 'a' }, { 0x03b3, 'y' }, { 0x03b5, 'e' },
    { 0x03b9, 'l' }, { 0x03ba, 'k' }, { 0x03bd, 'v' }, { 0x03bf, 'o' }, { 0x03c1, 'p' },
    { 0x03c3, 'o' }, { 0x03c4, 't' }, { 0x03c5, 'u' }, { 0x03c7, 'x' }, { 0x03c9, 'w' },
    { 0x03cc, 'o' }, { 0x03f2, 'c' }, { 0x03f3, 'j' }, { 0x0430, 'a' }, { 0x0431, 'b' },
    { 0x0432, 'b' }, { 0x0433, 'r' }, { 0x0435, 'e' }, { 0x0437, 'e' }, { 0x0438, 'u' },
    { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' }, { 0x043e, 'o' }, { 0x043f, 'n' },
    { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' },
    { 0x044a, 'b' }, { 0x044c, 'b' }, { 0x0450, 'e' }, { 0x0451, 'e' }, { 0x0455, 's' },
    { 0x0456, 'l' }, { 0x0457, 'l' }, { 0x0458, 'j' }, { 0x045b, 'h' }, { 0x0461, 'w' },
    { 0x0475, 'v' }, { 0x04bb, 'h' }, { 0x04c0, 'l' }, { 0x04cf, 'l' }, { 0x0501, 'd' },
    { 0x051b, 'q' }, { 0x051d, 'w' }, { 0x0561, 'w' }, { 0x0563, 'q' }, { 0x0566, 'q' },
    { 0x0570, 'h' }, { 0x0575, 'j' }, { 0x0578, 'n' }, { 0x057a, 'w' }, { 0x057d, 'u' },
    { 0x0581, 'g' }, { 0x0582, 'l' }, { 0x0585, 'o' }, { 0x05d5, 'l' }, { 0x05d8, 'v' },
    { 0x05df, 'l' }, { 0x05e1, 'o' }, { 0x0661, 'l' }, { 0x0665, 'o' }, { 0x1d0f, 'o' },
    { 0x1e05, 'b' }, { 0x1e0d, 'd' }, { 0x1e25, 'h' }, { 0x1e33, 'k' }, { 0x1e37, 'l' },
    { 0x1e43, 'm' }, { 0x1e47, 'n' }, { 0x1e5b, 'r' }, { 0x1e63, 's' }, { 0x1e6d, 't' },
    { 0x1e7f, 'v' }, { 0x1e89, 'w' }, { 0x1e93, 'z' }, { 0x1ea1, 'a' }, { 0x1eb9, 'e' },
    { 0x1ecb, 'l' }, { 0x1ecd, 'o' }, { 0x1ee5, 'u' }, { 0x1ef3, 'y' }, { 0x1ef5, 'y' },
};

static char looks_like(uint32_t code)
{
    size_t low = 0, high = sizeof(alike) / sizeof(alike[0]);

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (alike[middle].code == code) {
            return alike[middle].looks;
        }
        if (alike[middle].code < code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return '\0';
}

/* Digits that stand for letters, and letters that are hardly told apart; 0: no sign of its own. */
static char fold_ascii(char c)
{
    switch (c) {
    case '0':
        return 'o';
    case '1':
    case 'i':
    case '|':
        return 'l';
    case '3':
        return 'e';
    case '5':
        return 's';
    case '8':
        return 'b';
    case '-':
    case '_':
        return '\0';
    default:
        return c;
    }
}

/* Two letters that look like one: rn, vv, cl. */
static size_t fold_pair(char *out, size_t n)
{
    if (n < 2) {
        return n;
    }
    if (out[n - 2] == 'r' && out[n - 1] == 'n') {
        out[n - 2] = 'm';
        return n - 1;
    }
    if (out[n - 2] == 'v' && out[n - 1] == 'v') {
        out[n - 2] = 'w';
        return n - 1;
    }
    if (out[n - 2] == 'c' && out[n - 1] == 'l') {
        out[n - 2] = 'd';
        return n - 1;
    }
    return n;
}

/* How a host looks: dots stay where they are between labels. Returns the length (out has
 * BQ_HOST_MAX bytes). */
static size_t skeleton(const char *host, size_t len, char *out)
{
    char unicode[4 * BQ_HOST_MAX];
    char ascii[BQ_HOST_MAX];
    size_t n = 0;

    if (memchr(host, 'x', len) && memmem(host, len, "xn--", 4) && len < sizeof(ascii)) {
        memcpy(ascii, host, len);
        ascii[len] = '\0';
        if (bq_idn_to_unicode(ascii, unicode, sizeof(unicode))) {
            host = unicode;
            len = strlen(unicode);
        }
    }
    for (size_t i = 0; i < len && n + 4 < BQ_HOST_MAX;) {
        uint32_t code;
        size_t used;
        char c;

        if ((unsigned char)host[i] < 0x80) {
            c = fold_ascii(host[i++]);
        } else {
            used = bq_utf8_decode(host + i, len - i, &code);
            c = looks_like(code);
            if (!c) {
                for (size_t k = 0; k < (used ? used : 1) && n + 1 < BQ_HOST_MAX; k++) {
                    out[n++] = host[i + k];
                }
            }
            i += used ? used : 1;
        }
        if (c) {
            out[n++] = c;
            n = fold_pair(out, n);
        }
    }
    return n;
}

/* Hashes on their way into the table: the places of a large one are fetched before they are
 * needed. */
enum { ON_THEIR_WAY = 16 };

struct waiting {
    uint64_t hash;
    size_t first; /* what stands there */
};

static uint64_t hash_of_shape(const struct bq_rule *rule)
{
    char shape[BQ_HOST_MAX];

    return bq_hash_name(BQ_SEED_NAME, shape, skeleton(rule->host, rule->host_len, shape));
}

/* A host or a wildcard of what is in scope: worth imitating. */
static bool has_shape(const struct bq_rule *rule)
{
    return !rule->out && rule->match <= BQ_MATCH_WILDCARD;
}

size_t bq_lookalike_count(const struct bq_scope *scope)
{
    size_t count = 0;

    for (size_t i = 0; i < scope->rule_count; i++) {
        count += has_shape(&scope->rules[i]);
    }
    return count;
}

void bq_lookalike_fill(const struct bq_scope *scope, const size_t *number,
                       struct bq_table *skeletons)
{
    struct waiting waiting[ON_THEIR_WAY];
    size_t count = 0, kept;

    for (size_t i = 0; i < scope->rule_count; i++) {
        const struct bq_rule *rule = &scope->rules[i];
        struct waiting *w = &waiting[count % ON_THEIR_WAY];

        if (!has_shape(rule) || !memchr(rule->host, '.', rule->host_len)) {
            continue;
        }
        if (count++ >= ON_THEIR_WAY) {
            (void)bq_table_put(skeletons, w->hash, w->first, 1);
        }
        *w = (struct waiting){ hash_of_shape(rule), number ? *number : i };
        __builtin_prefetch(bq_table_place(skeletons, w->hash), 1);
    }
    kept = count < ON_THEIR_WAY ? count : ON_THEIR_WAY;
    for (size_t i = count - kept; i < count; i++) {
        const struct waiting *w = &waiting[i % ON_THEIR_WAY];

        (void)bq_table_put(skeletons, w->hash, w->first, 1);
    }
}

/* ---- what a host may imitate ----------------------------------------------------------------- */

static void add(struct bq_traces *traces, uint64_t hash, size_t from, size_t len)
{
    if (traces->count < BQ_TRACES_MAX) {
        traces->items[traces->count++] = (struct bq_trace){ hash, (uint8_t)from, (uint8_t)len };
    }
}

/* Two or more of the last labels, by their looks; len counts them. */
static void trace_shapes(const char *host, size_t len, struct bq_traces *traces)
{
    char shape[BQ_HOST_MAX];
    size_t n = skeleton(host, len, shape), end = n, labels = 0;
    uint64_t hash = BQ_SEED_NAME;

    for (size_t start = n; start-- > 0;) {
        if (start > 0 && shape[start - 1] != '.') {
            continue;
        }
        hash = bq_hash_label(hash, shape, start, end);
        end = start ? start - 1 : 0;
        if (++labels > 1) {
            add(traces, hash, 0, labels);
        }
    }
}

/*
 * Two or more labels that are not the last ones: openai.com.evil.example. Names are hashed from the
 * right, so those with the same end share the work; the longest comes first.
 */
static void trace_inside(const char *host, size_t len, struct bq_traces *traces)
{
    size_t starts[LABELS_MAX + 1], count = 0;

    starts[count++] = 0;
    for (size_t i = 0; i < len && count < LABELS_MAX; i++) {
        if (host[i] == '.') {
            starts[count++] = i + 1;
        }
    }
    for (size_t end = 2; end < count; end++) {
        uint64_t hashes[LABELS_MAX], hash = BQ_SEED_NAME;

        for (size_t first = end; first-- > 0;) {
            hash = bq_hash_label(hash, host, starts[first], starts[first + 1] - 1);
            hashes[first] = hash;
        }
        for (size_t first = 0; first + 2 <= end; first++) {
            add(traces, hashes[first], starts[first], starts[end] - 1 - starts[first]);
        }
    }
}

/* The end of the label that was registered, and what follows: evilopenai.com. */
static void trace_glued(const char *host, size_t len, size_t suffix, struct bq_traces *traces)
{
    size_t end, start;
    uint64_t hash = BQ_SEED_NAME;

    if (suffix + 1 >= len) {
        return;
    }
    end = start = len - suffix - 1;
    while (start > 0 && host[start - 1] != '.') {
        start--;
    }
    for (size_t i = len, to = len; i-- > end + 1;) {
        if (i == end + 1 || host[i - 1] == '.') {
            hash = bq_hash_label(hash, host, i, to);
            to = i - 1;
        }
    }
    for (size_t i = start + 1; i + GLUED_MIN <= end; i++) {
        add(traces, bq_hash_label(hash, host, i, end), i, len - i);
    }
}

void bq_lookalike_trace(const struct bq_question *q, enum bq_lookalike way,
                        struct bq_traces *traces)
{
    traces->count = 0;
    if (q->url->host_kind != BQ_HOST_DOMAIN) {
        return;
    }
    switch (way) {
    case BQ_LOOKALIKE_SHAPE:
        trace_shapes(q->host, q->len, traces);
        break;
    case BQ_LOOKALIKE_INSIDE:
        trace_inside(q->host, q->len, traces);
        break;
    case BQ_LOOKALIKE_GLUED:
        trace_glued(q->host, q->len, q->suffix, traces);
        break;
    }
}

bool bq_lookalike_owned(const struct bq_question *q, bq_name_known *known, const void *context)
{
    uint64_t hash = BQ_SEED_NAME;
    size_t end = q->len;

    for (size_t i = q->len; i-- > 1;) {
        if (q->host[i - 1] != '.') {
            continue;
        }
        hash = bq_hash_label(hash, q->host, i, end);
        end = i - 1;
        if (q->len - i > q->suffix && known(context, hash, bq_span_of(q->host + i, q->len - i))) {
            return true;
        }
    }
    return false;
}

/* ---- one scope ------------------------------------------------------------------------------- */

/* The last `labels` labels of host. */
static struct bq_span last_labels(const char *host, size_t len, size_t labels)
{
    size_t i = len;

    while (i > 0) {
        if (host[i - 1] == '.' && --labels == 0) {
            break;
        }
        i--;
    }
    return bq_span_of(host + i, len - i);
}

/*
 * The rule whose host looks like name, which is not listed itself; nor are parts of it, as of the
 * parent of gist.github.com where a repository is listed.
 */
static const struct bq_rule *same_shape(const struct bq_scope *scope, const struct bq_slot *slot,
                                        struct bq_span name)
{
    const struct bq_rule *rule = &scope->rules[slot->first];
    char shape[BQ_HOST_MAX], other[BQ_HOST_MAX];
    size_t n;

    if (bq_span_equal(name, bq_span_of(rule->host, rule->host_len))) {
        return NULL;
    }
    n = skeleton(name.s, name.len, shape);
    if (skeleton(rule->host, rule->host_len, other) != n || memcmp(other, shape, n) != 0 ||
        bq_lookup_listed(scope, bq_hash_name(BQ_SEED_NAME, name.s, name.len), name)) {
        return NULL;
    }
    return rule;
}

/* Whom the trace leads to; NULL when the table only may have known the hash. */
static const struct bq_rule *follow(const struct bq_scope *scope, const struct bq_question *q,
                                    enum bq_lookalike way, const struct bq_trace *trace)
{
    const struct bq_slot *slot;

    if (way != BQ_LOOKALIKE_SHAPE) {
        return bq_lookup_listed(scope, trace->hash, bq_span_of(q->host + trace->from, trace->len));
    }
    slot = bq_table_find(bq_strangers_skeletons(scope), trace->hash);
    return slot ? same_shape(scope, slot, last_labels(q->host, q->len, trace->len)) : NULL;
}

static const struct bq_rule *find(const struct bq_scope *scope, const struct bq_question *q,
                                  enum bq_lookalike way)
{
    const struct bq_table *table =
        way == BQ_LOOKALIKE_SHAPE ? bq_strangers_skeletons(scope) : &scope->table;
    const struct bq_rule *rule = NULL;
    struct bq_traces traces;

    bq_lookalike_trace(q, way, &traces);
    for (size_t i = 0; i < traces.count && !rule; i++) {
        if (bq_table_maybe(table, traces.items[i].hash)) {
            rule = follow(scope, q, way, &traces.items[i]);
        }
    }
    return rule;
}

static bool is_listed(const void *context, uint64_t hash, struct bq_span name)
{
    return bq_lookup_named(context, hash, name);
}

bool bq_lookalike_is_ours(const struct bq_scope *scope, const struct bq_question *q)
{
    return bq_lookalike_owned(q, is_listed, scope);
}

const struct bq_rule *bq_lookalike_find(const struct bq_scope *scope, const struct bq_question *q,
                                        const char **how)
{
    const struct bq_rule *rule;

    if ((rule = find(scope, q, BQ_LOOKALIKE_SHAPE)) != NULL) {
        *how = "looks like";
    } else if ((rule = find(scope, q, BQ_LOOKALIKE_INSIDE)) != NULL) {
        *how = "only contains the name";
    } else if ((rule = find(scope, q, BQ_LOOKALIKE_GLUED)) != NULL) {
        *how = "ends, without a dot, like";
    }
    return rule && bq_lookalike_is_ours(scope, q) ? NULL : rule;
}
