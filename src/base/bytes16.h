/*
 * Sixteen bytes at once, for the loops that every byte of a million lines goes through. One way to
 * write such a loop, whatever the machine: SSE2 where there is one, plain C elsewhere. A question
 * about bytes is answered byte by byte: all ones where it holds, else zero.
 */
#ifndef BASE_BYTES16_H
#define BASE_BYTES16_H

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

typedef __m128i bq_16;

static inline bq_16 bq_16_or(bq_16 a, bq_16 b)
{
    return _mm_or_si128(a, b);
}

static inline bq_16 bq_16_and(bq_16 a, bq_16 b)
{
    return _mm_and_si128(a, b);
}

/* a, but not b */
static inline bq_16 bq_16_without(bq_16 a, bq_16 b)
{
    return _mm_andnot_si128(b, a);
}

static inline bq_16 bq_16_all(char c)
{
    return _mm_set1_epi8(c);
}

static inline bq_16 bq_16_equal(bq_16 v, char c)
{
    return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

/* Bytes from first on; first is ASCII, and above it no byte beyond ASCII counts. */
static inline bq_16 bq_16_from(bq_16 v, char first)
{
    return _mm_cmpgt_epi8(v, _mm_set1_epi8((char)(first - 1)));
}

/* Bit n: does it hold for byte n? */
static inline unsigned bq_16_mask(bq_16 v)
{
    return (unsigned)_mm_movemask_epi8(v);
}

#else

typedef struct {
    unsigned char b[16];
} bq_16;

static inline bq_16 bq_16_or(bq_16 a, bq_16 b)
{
    for (unsigned i = 0; i < 16; i++) {
        a.b[i] |= b.b[i];
    }
    return a;
}

static inline bq_16 bq_16_and(bq_16 a, bq_16 b)
{
    for (unsigned i = 0; i < 16; i++) {
        a.b[i] &= b.b[i];
    }
    return a;
}

static inline bq_16 bq_16_without(bq_16 a, bq_16 b)
{
    for (unsigned i = 0; i < 16; i++) {
        a.b[i] = (unsigned char)(a.b[i] & ~b.b[i]);
    }
    return a;
}

static inline bq_16 bq_16_all(char c)
{
    bq_16 v;

    memset(v.b, c, sizeof(v.b));
    return v;
}

static inline bq_16 bq_16_equal(bq_16 v, char c)
{
    for (unsigned i = 0; i < 16; i++) {
        v.b[i] = v.b[i] == (unsigned char)c ? 0xff : 0;
    }
    return v;
}

static inline bq_16 bq_16_from(bq_16 v, char first)
{
    for (unsigned i = 0; i < 16; i++) {
        v.b[i] = v.b[i] < 0x80 && v.b[i] >= (unsigned char)first ? 0xff : 0;
    }
    return v;
}

static inline unsigned bq_16_mask(bq_16 v)
{
    unsigned mask = 0;

    for (unsigned i = 0; i < 16; i++) {
        mask |= (unsigned)(v.b[i] >> 7) << i;
    }
    return mask;
}

#endif

static inline bq_16 bq_16_load(const char *s)
{
    bq_16 v;

    memcpy(&v, s, sizeof(v));
    return v;
}

static inline void bq_16_store(char *to, bq_16 v)
{
    memcpy(to, &v, sizeof(v));
}

/* Bytes from first to last; both are ASCII, and last is not DEL. */
static inline bq_16 bq_16_within(bq_16 v, char first, char last)
{
    return bq_16_without(bq_16_from(v, first), bq_16_from(v, (char)(last + 1)));
}

/* Capital ASCII letters as small ones. */
static inline bq_16 bq_16_lower(bq_16 v)
{
    return bq_16_or(v, bq_16_and(bq_16_within(v, 'A', 'Z'), bq_16_all(0x20)));
}

/* The place of the lowest bit; mask is not 0. */
static inline unsigned bq_16_first(unsigned mask)
{
    return (unsigned)__builtin_ctz(mask);
}

#endif
