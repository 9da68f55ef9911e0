/* Bytes with a gap where the last edit was: what the edit buffer keeps its text in. */
#ifndef TEXT_GAP_H
#define TEXT_GAP_H

#include <stdbool.h>
#include <stddef.h>

struct gap {
    char *data;
    size_t at;   /* bytes before the gap */
    size_t free; /* length of the gap */
    size_t tail; /* bytes behind it */
};

void gap_clear(struct gap *gap);
static inline size_t gap_len(const struct gap *gap)
{
    return gap->at + gap->tail;
}
/* Room for extra more bytes and a terminator. */
bool gap_reserve(struct gap *gap, size_t extra);
/* Replaces bytes; room must be there. s may not point into the gap's own bytes. */
void gap_replace(struct gap *gap, size_t at, size_t removed, const char *s, size_t len);
/* Copies len bytes that exist. */
void gap_copy(const struct gap *gap, size_t at, char *out, size_t len);
/* The longest run in one piece from `at`; *len 0 only at the end. */
const char *gap_piece(const struct gap *gap, size_t at, size_t *len);
/* All in one piece, terminated. */
const char *gap_whole(struct gap *gap);

static inline unsigned char gap_byte(const struct gap *gap, size_t at)
{
    return (unsigned char)gap->data[at < gap->at ? at : at + gap->free];
}

#endif
