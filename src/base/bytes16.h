/*
 * Sixteen bytes at once, for the loops that every byte of a million lines goes through. One way to
 * write such a loop, whatever the machine: SSE2 where there is one, plain C elsewhere. Masks have
 * bit n set for byte n.
 */
#ifndef BASE_BYTES16_H
#define BASE_BYTES16_H

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>

typedef __m128i bq_16;

static inline bq_16 bq_16_load(const char *s)
{
    bq_16 v;

    memcpy(&v, s, sizeof(v));
    return v;
}

static inline unsigned bq_16_equal(bq_16 v, char c)
{
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
}

/* Bytes from first to last; both are ASCII, and last is not DEL. */
static inline unsigned bq_16_within(bq_16 v, char first, char last)
{
    return (unsigned)_mm_movemask_epi8(
        _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8((char)(first - 1))),
                      _mm_cmpgt_epi8(_mm_set1_epi8((char)(last + 1)), v)));
}

/* Capital ASCII letters as small ones. */
static inline bq_16 bq_16_lower(bq_16 v)
{
    __m128i capital = _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('A' - 1)),
                                    _mm_cmpgt_epi8(_mm_set1_epi8('Z' + 1), v));

    return _mm_or_si128(v, _mm_and_si128(capital, _mm_set1_epi8(0x20)));
}

#else

typedef struct {
    unsigned char b[16];
} bq_16;

static inline bq_16 bq_16_load(const char *s)
{
    bq_16 v;

    memcpy(&v, s, sizeof(v));
    return v;
}

static inline unsigned bq_16_within(bq_16 v, char first, char last)
{
    unsigned mask = 0;

    for (unsigned i = 0; i < 16; i++) {
        mask |= (unsigned)(v.b[i] >= (unsigned char)first && v.b[i] <= (unsigned char)last) << i;
    }
    return mask;
}

static inline unsigned bq_16_equal(bq_16 v, char c)
{
    return bq_16_within(v, c, c);
}

static inline bq_16 bq_16_lower(bq_16 v)
{
    for (unsigned i = 0; i < 16; i++) {
        v.b[i] |= v.b[i] >= 'A' && v.b[i] <= 'Z' ? 0x20 : 0;
    }
    return v;
}

#endif

static inline void bq_16_store(char *to, bq_16 v)
{
    memcpy(to, &v, sizeof(v));
}

/* The place of the lowest bit; mask is not 0. */
static inline unsigned bq_16_first(unsigned mask)
{
    return (unsigned)__builtin_ctz(mask);
}

#endif
