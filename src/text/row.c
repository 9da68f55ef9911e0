#include "text/row.h"

#include "bqi/cluster.h"
#include "bqi/utf8.h"

#include <string.h>

/* Printable ASCII, one column each: how many bytes of it s begins with. */
static size_t plain_run(const char *s, size_t len)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    size_t i = 0;

    for (; i + 8 <= len; i += 8) {
        uint64_t w, delete;

        memcpy(&w, s + i, 8);
        delete = w ^ (ones * 0x7f);
        if ((w | ((w - ones * 0x20) & ~w) | ((delete - ones) & ~delete)) & tops)
            break;
    }
    while (i < len && (unsigned char)(s[i] - 0x20) < 0x5f)
        i++;
    return i;
}

int row_cluster_columns(const struct bq_wrap_options *options, const char *s, size_t len,
                        int column)
{
    if (len == 1 && *s == '\t')
        return options->tab - column % options->tab;
    return bq_cluster_columns(s, len);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* May the row break between what stands before and the cluster at s? Blanks are seen to elsewhere.
 */
static bool breaks_before(const char *s, size_t len, bool after_ideograph, bool *ideograph)
{
    uint32_t code;

    *ideograph = (unsigned char)*s >= 0x80 && bq_utf8_decode(s, len, &code) > 0 &&
                 bq_code_is_ideograph(code);
    return *ideograph || (after_ideograph && bq_code_class((unsigned char)*s) == BQ_CODE_WORD &&
                          (unsigned char)*s < 0x80);
}

/* Cluster by cluster. */
static size_t any_row(const struct bq_wrap_options *options, const char *s, size_t len, int column)
{
    size_t at = 0, cut = 0;
    bool ideograph = false;

    while (at < len) {
        size_t next = bq_cluster_next(s, len, at);
        int columns = row_cluster_columns(options, s + at, next - at, column);
        bool blank = is_blank(s[at]);

        if (breaks_before(s + at, next - at, ideograph, &ideograph))
            cut = at;
        if (column + columns > options->columns) {
            if (blank || at == 0)
                return next;
            return cut ? cut : at;
        }
        column += columns;
        at = next;
        if (blank)
            cut = at;
    }
    return len;
}

size_t row_length(const struct bq_wrap_options *options, const char *s, size_t len, bool whole,
                  int indent)
{
    size_t room = options->columns > indent ? (size_t)(options->columns - indent) : 0;
    size_t want = room + 2 < len ? room + 2 : len;
    size_t plain = plain_run(s, want), cut = room;

    if (room == 0 || (plain < room + 2 && !(plain == len && whole)))
        return any_row(options, s, len, indent);
    if (plain == len && whole && len <= room)
        return len;
    if (s[room] == ' ')
        return room + 1;
    while (cut > 0 && s[cut - 1] != ' ')
        cut--;
    return cut ? cut : room;
}

static size_t blanks(const char *s, size_t len, size_t at)
{
    while (at < len && is_blank(s[at]))
        at++;
    return at;
}

/* Behind a list marker or quote mark with its blank at `at`, or `at`. */
static size_t marker(const char *s, size_t len, size_t at)
{
    size_t end = at;

    if (end < len && strchr("-*+>", s[end])) {
        end++;
    } else {
        while (end < len && end - at < 9 && s[end] >= '0' && s[end] <= '9')
            end++;
        if (end == at || end >= len || (s[end] != '.' && s[end] != ')'))
            return at;
        end++;
    }
    return end < len && s[end] == ' ' ? end + 1 : at;
}

int row_hang(const struct bq_wrap_options *options, const char *s, size_t len)
{
    size_t end;
    int column = 0;

    if (!options->hang)
        return 0;
    if (len > ROW_HANG_BYTES)
        len = ROW_HANG_BYTES;
    end = marker(s, len, blanks(s, len, 0));
    for (size_t i = 0; i < end; i++)
        column += row_cluster_columns(options, s + i, 1, column);
    return column > options->columns / 2 ? options->columns / 2 : column;
}
