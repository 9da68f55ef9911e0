/*
 * Globs over hosts and paths. Backtracking goes to the last star only, so the cost is at most the
 * product of two short lengths.
 */
#include "scope/index.h"

#include <string.h>

bool bq_glob_host(const char *glob, size_t glob_len, const char *host, size_t len, bool wide)
{
    size_t g = 0, h = 0, star = SIZE_MAX, mark = 0;

    while (h < len || g < glob_len) {
        if (g < glob_len && glob[g] == '*') {
            star = g++;
            mark = h;
            continue;
        }
        if (g < glob_len && h < len && glob[g] == host[h]) {
            g++;
            h++;
            continue;
        }
        /* The last star takes one character more, if it may. */
        if (star == SIZE_MAX || mark >= len || (host[mark] == '.' && star != 0 && !wide)) {
            return false;
        }
        h = ++mark;
        g = star + 1;
    }
    return true;
}

static bool glob_path(const char *glob, size_t glob_len, const char *path, size_t len)
{
    size_t g = 0, p = 0, star = SIZE_MAX, mark = 0;

    for (;;) {
        if (g == glob_len &&
            (p == len || path[p] == '/' || (glob_len && glob[glob_len - 1] == '/'))) {
            return true;
        }
        if (g < glob_len && glob[g] == '*') {
            if (g + 1 == glob_len) {
                return true;
            }
            star = g++;
            mark = p;
        } else if (g < glob_len && p < len && glob[g] == path[p]) {
            g++;
            p++;
        } else {
            if (star == SIZE_MAX || mark >= len) {
                return false;
            }
            p = ++mark;
            g = star + 1;
        }
    }
}

bool bq_rule_path(const struct bq_rule *rule, const char *path, size_t len)
{
    size_t n = rule->path_len;

    if (rule->path_star) {
        /* "/a" followed by a slash and a star covers "/a" itself. */
        return glob_path(rule->path, n, path, len) ||
               (n >= 2 && rule->path[n - 1] == '*' && rule->path[n - 2] == '/' &&
                glob_path(rule->path, n - 2, path, len));
    }
    return len >= n && memcmp(rule->path, path, n) == 0 && (len == n || path[n] == '/');
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The next character of a path, escapes of unreserved ones decoded; -1 at the end. */
static int next_char(const char *path, size_t len, size_t *at, bool special)
{
    while (*at < len && (path[*at] == '\t' || path[*at] == '\n' || path[*at] == '\r')) {
        (*at)++;
    }
    if (*at >= len) {
        return -1;
    }
    if (path[*at] == '%' && *at + 2 < len && hex_value(path[*at + 1]) >= 0 &&
        hex_value(path[*at + 2]) >= 0) {
        int value = hex_value(path[*at + 1]) * 16 + hex_value(path[*at + 2]);

        if ((value >= '0' && value <= '9') || ((value | 0x20) >= 'a' && (value | 0x20) <= 'z') ||
            (value > 0 && value < 0x80 && strchr("-._~", value))) {
            *at += 3;
            return value;
        }
    }
    if (path[*at] == '\\' && special) {
        (*at)++;
        return '/';
    }
    return (unsigned char)path[(*at)++];
}

/* Output that keeps its beginning only, but knows how deep the rest goes. */
struct normal {
    char *out;
    size_t len, max;
    size_t start;    /* where the present segment begins */
    size_t lost;     /* segments beyond the room */
    bool cut;        /* the present segment did not fit */
    char head[3];    /* its first characters, kept or not */
    size_t head_len; /* at most 3 */
};

/* The last place is kept for a slash, so that what is kept always ends where a segment does. */
static void put(struct normal *n, char c)
{
    if (n->head_len < sizeof(n->head)) {
        n->head[n->head_len++] = c;
    }
    if (n->lost > 0 || n->cut) {
        return;
    }
    if (n->len + 1 >= n->max) {
        n->cut = true;
        return;
    }
    n->out[n->len++] = c;
}

/* Back over one segment, if there is one. */
static void step_up(struct normal *n)
{
    if (n->lost > 0) {
        n->lost--;
        return;
    }
    if (n->len > 1) {
        n->len--;
        while (n->len > 0 && n->out[n->len - 1] != '/') {
            n->len--;
        }
    }
}

/* A slash, or the end: "." and ".." go. */
static void end_segment(struct normal *n, bool last)
{
    bool here = n->head_len == 1 && n->head[0] == '.';
    bool up = n->head_len == 2 && n->head[0] == '.' && n->head[1] == '.';

    if (here || up) {
        n->len = n->lost > 0 ? n->len : n->start;
        if (up) {
            step_up(n);
        }
    } else if (n->lost > 0 || n->cut) {
        /* Of the very last one the beginning stays: prefixes are compared with it. */
        n->len = last && n->lost == 0 ? n->len : n->start;
        n->lost++;
    } else if (!last) {
        n->out[n->len++] = '/';
    }
    n->cut = false;
    n->head_len = 0;
    n->start = n->len;
}

size_t bq_path_normal(const char *path, size_t len, bool special, char *out, size_t size)
{
    struct normal n = { .out = out, .max = size - 1, .len = 1, .start = 1 };
    size_t at = 0;
    int c = next_char(path, len, &at, special);

    out[0] = '/';
    if (c == '/') {
        c = next_char(path, len, &at, special);
    }
    for (; c >= 0; c = next_char(path, len, &at, special)) {
        if (c == '/') {
            end_segment(&n, false);
        } else {
            put(&n, (char)c);
        }
    }
    end_segment(&n, true);
    out[n.len] = '\0';
    return n.len;
}
