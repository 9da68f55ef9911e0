/* Distance of words: rows of the usual table, with swapped neighbours counting one. */
#include "bqi/near.h"
#include <string.h>

enum { WORD_MAX = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t bq_near_distance(const char *a, const char *b, size_t most)
{
    size_t n = strlen(a), m = strlen(b);
    size_t rows[3][WORD_MAX + 1];
    if (n > WORD_MAX || m > WORD_MAX || (n > m ? n - m : m - n) > most)
        return most + 1;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        const size_t *up = rows[(i - 1) % 3], *up2 = rows[(i + 1) % 3];
        size_t *row = rows[i % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            row[j] = least(least(up[j], row[j - 1]) + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], up2[j - 2] + 1);
        }
    }
    return least(rows[n % 3][m], most + 1);
}

const char *bq_near_find(const char *word, const void *words, size_t count, size_t stride)
{
    size_t most = strlen(word) / 3 + 1, best = most + 1;
    const char *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *candidate;
        memcpy(&candidate, (const char *)words + i * stride, sizeof candidate);
        size_t distance = bq_near_distance(word, candidate, most);
        if (distance < best) {
            best = distance;
            found = candidate;
        }
    }
    return found;
}
