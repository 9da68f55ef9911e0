#include "text/gap.h"

#include "base/pages.h"
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void gap_clear(struct gap *gap)
{
    free(gap->data);
    memset(gap, 0, sizeof *gap);
}

bool gap_reserve(struct gap *gap, size_t extra)
{
    size_t len = gap_len(gap), need, cap;
    char *data;

    if (gap->data && extra < gap->free)
        return true;
    if (extra > SIZE_MAX / 4 || len > SIZE_MAX / 4)
        return false;
    need = len + extra + 1;
    cap = need + need / 4 + 64;
    data = malloc(cap);
    if (!data)
        return false;
    bq_pages_ready(data, need);
    if (gap->at)
        memcpy(data, gap->data, gap->at);
    if (gap->tail)
        memcpy(data + cap - gap->tail, gap->data + gap->at + gap->free, gap->tail);
    free(gap->data);
    gap->data = data;
    gap->free = cap - len;
    return true;
}

static void move_to(struct gap *gap, size_t at)
{
    if (at < gap->at) {
        size_t n = gap->at - at;

        memmove(gap->data + at + gap->free, gap->data + at, n);
        gap->tail += n;
    } else if (at > gap->at) {
        size_t n = at - gap->at;

        memmove(gap->data + gap->at, gap->data + gap->at + gap->free, n);
        gap->tail -= n;
    }
    gap->at = at;
}

void gap_replace(struct gap *gap, size_t at, size_t removed, const char *s, size_t len)
{
    assert(at <= gap_len(gap) && removed <= gap_len(gap) - at);
    move_to(gap, at);
    gap->free += removed;
    gap->tail -= removed;
    assert(len < gap->free);
    if (len)
        memcpy(gap->data + gap->at, s, len);
    gap->at += len;
    gap->free -= len;
}

void gap_copy(const struct gap *gap, size_t at, char *out, size_t len)
{
    size_t before = at < gap->at ? gap->at - at : 0;

    if (before > len)
        before = len;
    if (before)
        memcpy(out, gap->data + at, before);
    if (len > before)
        memcpy(out + before, gap->data + gap->free + at + before, len - before);
}

const char *gap_piece(const struct gap *gap, size_t at, size_t *len)
{
    if (at < gap->at) {
        *len = gap->at - at;
        return gap->data + at;
    }
    *len = gap_len(gap) - at;
    return *len ? gap->data + gap->free + at : "";
}

const char *gap_whole(struct gap *gap)
{
    if (!gap->data)
        return "";
    move_to(gap, gap_len(gap));
    gap->data[gap->at] = 0;
    return gap->data;
}
