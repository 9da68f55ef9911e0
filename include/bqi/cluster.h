/*
 * User-perceived characters: grapheme clusters as Unicode's UAX #29 defines them (extended, version
 * of utf8proc), and how each is shown on a screen of columns.
 *
 * Columns are libc's wcwidth, code point by code point, because that is what curses places by: a
 * family emoji made of three people takes six columns here, as it does in most terminals. wcwidth
 * asks the process's locale (LC_CTYPE); where that is not UTF-8, everything outside ASCII is shown
 * as a mark.
 *
 * Bytes that are not UTF-8 count as one cluster each. A lookbehind is at most
 * BQ_CLUSTER_BACK_MAX bytes: longer heaps of marks are cut there.
 */
#ifndef BQI_CLUSTER_H
#define BQI_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BQ_CLUSTER_BACK_MAX = 1024 };

/* End of the cluster that starts at `at` (less than len). */
size_t bq_cluster_next(const char *s, size_t len, size_t at);
/* Start of the cluster that ends at `at`; 0 stays 0. `at` should be a cluster's end. */
size_t bq_cluster_previous(const char *s, size_t at);

/* ---- on a screen --------------------------------------------------------------------------- */

/* What a code point of a cluster becomes. */
enum bq_glyph_kind {
    BQ_GLYPH_BASE, /* takes columns */
    BQ_GLYPH_JOIN, /* none: goes onto the base before it */
    BQ_GLYPH_MARK  /* can't be shown: mark stands for it, see bqi/show.h */
};
struct bq_glyph {
    enum bq_glyph_kind kind;
    uint32_t code;
    int columns; /* BASE 1 or 2, JOIN 0, MARK its length */
    char mark[12];
};
/* Walks one cluster. */
struct bq_glyphs {
    const char *s;
    size_t len, at;
    unsigned stacked; /* code points without columns since the base */
    bool based;       /* there is a base to stack on */
    bool joinable;    /* ... of a script that knows joiners */
};
/* s[0..len) is one cluster. A tab or LF becomes a mark: who wants them as blanks sees to that. */
void bq_glyphs_init(struct bq_glyphs *glyphs, const char *s, size_t len);
bool bq_glyphs_next(struct bq_glyphs *glyphs, struct bq_glyph *out);

/* Columns that the cluster s[0..len) takes when shown. */
int bq_cluster_columns(const char *s, size_t len);
/* Columns of a whole text without tabs and line ends. */
size_t bq_columns(const char *s, size_t len);

/* ---- about single code points -------------------------------------------------------------- */

enum bq_code_class { BQ_CODE_BLANK, BQ_CODE_WORD, BQ_CODE_OTHER };
/* For movement by words: letters, digits, marks and _ make words. */
enum bq_code_class bq_code_class(uint32_t code);
/* Case folded for search: one code point to one. */
uint32_t bq_code_fold(uint32_t code);
/* Certainly a character of its own with no marks, two columns wide, that a line may break around.
 */
bool bq_code_is_ideograph(uint32_t code);

#endif
