/*
 * Regular expressions of proxies, as entries with stars. Burp and ZAP write every host as one;
 * nearly all of them say no more than "this host", "anything below it" or "one of these". What says
 * more is left to people.
 */
#include "io/import_impl.h"

#include <string.h>

enum { TEXT_MAX = 1024, EXPANSIONS_MAX = 32, DEPTH_MAX = 8 };

struct expansion {
    bq_regex_add_fn *add;
    void *context;
    int status;
    struct bq_err *err;
    size_t count;
    bool failed; /* more than stars can say, or too many */
};

/* Text still to read: a stack of pieces, so that a group can be followed by what stands behind it.
 */
struct piece {
    const char *at, *end;
    const struct piece *then;
};

static void read_on(struct expansion *e, struct piece piece, char *out, size_t n, bool quoted,
                    int depth);

static void finish(struct expansion *e, const char *out, size_t n)
{
    if (n == 0 || ++e->count > EXPANSIONS_MAX) {
        e->failed = true;
    } else if (e->status == BQ_OK && e->add) {
        e->status = e->add(e->context, out, n, e->err);
    }
}

/* Where the group that opens at s is closed; NULL when it is not. */
static const char *group_end(const char *s, const char *end)
{
    int depth = 0;
    bool set = false;

    for (; s < end; s++) {
        if (*s == '\\') {
            s++;
        } else if (*s == '[') {
            set = true;
        } else if (*s == ']') {
            set = false;
        } else if (*s == '(' && !set) {
            depth++;
        } else if (*s == ')' && !set && --depth == 0) {
            return s;
        }
    }
    return NULL;
}

/* A star once. */
static size_t put_star(char *out, size_t n)
{
    if (n == 0 || out[n - 1] != '*') {
        out[n++] = '*';
    }
    return n;
}

/* How many bytes a repetition at s takes (star, plus, question mark, braces, lazy or greedy);
 * *optional: may be none. */
static size_t repetition(const char *s, const char *end, bool *many, bool *optional)
{
    size_t n = 0;

    *many = *optional = false;
    if (s < end && (*s == '*' || *s == '+')) {
        *many = true;
        n = 1;
    } else if (s < end && *s == '?') {
        *optional = true;
        n = 1;
    } else if (s < end && *s == '{') {
        const char *close = memchr(s, '}', (size_t)(end - s));

        *many = true;
        n = close ? (size_t)(close - s) + 1 : 0;
    }
    if (n > 0 && s + n < end && (s[n] == '?' || s[n] == '+')) {
        n++;
    }
    return n;
}

/* Each branch of a group, then what follows; an optional group may be left out, a repeated one is a
 * star. */
static void read_group(struct expansion *e, struct piece piece, char *out, size_t n, int depth)
{
    const char *close = group_end(piece.at, piece.end), *at, *from;
    bool many, optional;
    int level = 0;
    struct piece rest;

    if (!close || depth >= DEPTH_MAX) {
        e->failed = true;
        return;
    }
    rest = piece;
    rest.at = close + 1;
    rest.at += repetition(rest.at, piece.end, &many, &optional);
    from = piece.at + 1;
    if (close - from >= 2 && from[0] == '?') {
        if (from[1] != ':') {
            e->failed = true; /* look-around and flags */
            return;
        }
        from += 2;
    }
    if (many) {
        read_on(e, rest, out, put_star(out, n), false, depth + 1);
        return;
    }
    for (at = from; at <= close; at++) {
        if (at < close && *at == '\\') {
            at++;
        } else if (at < close && *at == '(') {
            level++;
        } else if (at < close && *at == ')') {
            level--;
        } else if (at == close || (*at == '|' && level == 0)) {
            struct piece branch = { from, at, &rest };

            read_on(e, branch, out, n, false, depth + 1);
            from = at + 1;
        }
    }
    if (optional) {
        read_on(e, rest, out, n, false, depth + 1);
    }
}

/* A set stands for one character: with a repetition it is a star, of one literal it is that. */
static const char *read_set(struct expansion *e, const char *s, const char *end, char *out,
                            size_t *n)
{
    const char *close = s + 1;
    bool many, optional;
    size_t used;

    close += close < end && *close == '^';
    close += close < end && *close == ']';
    while (close < end && *close != ']') {
        close += *close == '\\' && close + 1 < end ? 2 : 1;
    }
    if (close >= end) {
        e->failed = true;
        return end;
    }
    used = repetition(close + 1, end, &many, &optional);
    if (close - s == 2 && !many && !optional) {
        out[(*n)++] = s[1];
    } else {
        *n = put_star(out, *n);
    }
    return close + 1 + used;
}

/* One escape; false for those that stars can't say. */
static bool read_escape(char c, char *out, size_t *n)
{
    if (c == 'd' || c == 'w' || c == 'S') {
        *n = put_star(out, *n);
        return true;
    }
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        return false;
    }
    out[(*n)++] = c;
    return true;
}

static void read_on(struct expansion *e, struct piece piece, char *out, size_t n, bool quoted,
                    int depth)
{
    bool many, optional;

    for (;;) {
        const char *s = piece.at;

        if (e->failed || e->status != BQ_OK || n + 4 >= TEXT_MAX) {
            e->failed = e->failed || n + 4 >= TEXT_MAX;
            return;
        }
        if (s >= piece.end) {
            if (!piece.then) {
                finish(e, out, n);
                return;
            }
            piece = *piece.then;
            continue;
        }
        piece.at++;
        if (quoted || *s == '\\') {
            if (s + 1 < piece.end && s[0] == '\\' && (s[1] == 'E' || (!quoted && s[1] == 'Q'))) {
                quoted = s[1] == 'Q';
                piece.at++;
                continue;
            }
            if (quoted) {
                out[n++] = *s;
                continue;
            }
            if (s + 1 >= piece.end || !read_escape(s[1], out, &n)) {
                e->failed = true;
                return;
            }
            piece.at++;
        } else if (*s == '^' || *s == '$') {
            continue;
        } else if (*s == '(') {
            piece.at = s;
            read_group(e, piece, out, n, depth);
            return;
        } else if (*s == '[') {
            piece.at = read_set(e, s, piece.end, out, &n);
            continue;
        } else if (*s == '.' && repetition(s + 1, piece.end, &many, &optional) > 0) {
            n = put_star(out, n);
            piece.at += repetition(s + 1, piece.end, &many, &optional);
            continue;
        } else if (strchr(")|*+?{}", *s)) {
            e->failed = true;
            return;
        } else {
            out[n++] = *s;
        }
        /* A literal that may be missing ("https?") goes both ways; a repeated one is a star. */
        s = piece.at;
        piece.at += repetition(s, piece.end, &many, &optional);
        if (optional) {
            char copy[TEXT_MAX];

            memcpy(copy, out, n);
            read_on(e, piece, copy, n - 1, false, depth + 1);
            e->failed = e->failed || depth >= DEPTH_MAX;
        } else if (many) {
            n = put_star(out, n);
        }
    }
}

/* Top-level alternatives are a group without brackets. */
static bool has_top_bar(const char *s, const char *end)
{
    int level = 0;

    for (; s < end; s++) {
        if (*s == '\\') {
            s++;
        } else if (*s == '(') {
            level++;
        } else if (*s == ')') {
            level--;
        } else if (*s == '|' && level == 0) {
            return true;
        }
    }
    return false;
}

static void expand(struct expansion *e, const char *regex, size_t len)
{
    char out[TEXT_MAX], wrapped[TEXT_MAX];
    struct piece piece = { regex, regex + len, NULL };

    if (has_top_bar(regex, regex + len) && len + 2 < sizeof(wrapped)) {
        wrapped[0] = '(';
        memcpy(wrapped + 1, regex, len);
        wrapped[len + 1] = ')';
        piece.at = wrapped;
        piece.end = wrapped + len + 2;
    }
    read_on(e, piece, out, 0, false, 0);
}

bool bq_regex_to_entries(const char *regex, bq_regex_add_fn *add, void *context, int *status,
                         struct bq_err *err)
{
    struct expansion e = { NULL, context, BQ_OK, err, 0, false };
    size_t len = strlen(regex);

    *status = BQ_OK;
    if (len == 0 || len >= TEXT_MAX) {
        return false;
    }
    /* First without adding anything: all of it or nothing. */
    expand(&e, regex, len);
    if (e.failed || e.count == 0) {
        return false;
    }
    e.add = add;
    e.count = 0;
    expand(&e, regex, len);
    *status = e.status;
    return true;
}
