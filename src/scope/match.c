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
    size_t lost; /* segments beyond the room */
    bool cut;    /* the present segment was cut */
};

static void put(struct normal *n, int c)
{
    if (n->lost > 0 || n->cut) {
        return;
    }
    if (n->len == n->max) {
        n->cut = true;
        return;
    }
    n->out[n->len++] = (char)c;
}

/* Ends the segment that began at start: "." and ".." go. Returns where the next one begins. */
static void end_segment(struct normal *n, size_t start, bool last)
{
    size_t len = n->len - start;
    bool up = len == 2 && n->out[start] == '.' && n->out[start + 1] == '.';
    bool here = len == 1 && n->out[start] == '.';

    if (n->cut || n->lost) {
        n->lost++;
        n->cut = false;
        return;
    }
    if (up || here) {
        n->len = start;
        if (up && n->len > 1) {
            n->len--;
            while (n->len > 0 && n->out[n->len - 1] != '/') {
                n->len--;
            }
        }
    } else if (!last) {
        put(n, '/');
    }
}

size_t bq_path_normal(const char *path, size_t len, bool special, char *out, size_t size)
{
    struct normal n = { out, 0, size - 1, 0, false };
    size_t at = 0, start;
    char lost_segment[3] = "";
    size_t lost_len = 0;
    int c = next_char(path, len, &at, special);

    if (c == '/') {
        c = next_char(path, len, &at, special);
    }
    put(&n, '/');
    start = n.len;
    for (;; c = next_char(path, len, &at, special)) {
        if (c >= 0 && c != '/') {
            put(&n, c);
            if (lost_len < 3) {
                lost_segment[lost_len++] = (char)c;
            }
            continue;
        }
        /* Beyond the room only the depth counts, so that ".." leads back to the right place. */
        if (n.lost > 0 && lost_len == 2 && memcmp(lost_segment, "..", 2) == 0) {
            n.cut = false;
            if (--n.lost == 0) {
                n.len = start;
            }
        } else if (!(n.lost > 0 && (lost_len == 0 || (lost_len == 1 && lost_segment[0] == '.')))) {
            end_segment(&n, start, c < 0);
        }
        lost_len = 0;
        if (c < 0) {
            break;
        }
        if (n.lost == 0) {
            start = n.len;
        }
    }
    out[n.len] = '\0';
    return n.len;
}
