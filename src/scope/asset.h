/*
 * Inside of the asset reader: asset.c takes an entry's text apart into words, asset_word.c a word
 * into host, port and path, asset_host.c says what a host denotes.
 */
#ifndef SCOPE_ASSET_H
#define SCOPE_ASSET_H

#include "bugquill/scope.h"

#include "bqi/buf.h"

/* What the platform's own kind lets expect. */
enum bq_asset_hint { BQ_HINT_NONE, BQ_HINT_APP, BQ_HINT_HOST };

struct bq_asset_list {
    struct bq_asset *items;
    size_t count, max;
    bool full; /* there would have been more */
    bool out;  /* for the out-of-scope side: there the wider reading is the safe one */
};

enum { BQ_ASSET_HOST_MAX = 512 }; /* bytes of a host as it is written, with the terminator */

/* A word taken apart: spans of the word itself. */
struct bq_asset_parts {
    struct bq_span host, path;
    int port; /* -1: none */
    bool scheme;
};

/* The next free asset, cleared, or NULL (and full) when there is no room. */
struct bq_asset *bq_asset_add(struct bq_asset_list *list, enum bq_asset_kind kind);
/* One more, a label, with the reason. */
void bq_asset_add_label(struct bq_asset_list *list, struct bq_span text, const char *why);

/*
 * What one word denotes: adds one or more assets (alternations) and returns true, or adds nothing.
 * among_words: the word stands in prose, so that it has to look like an asset without doubt.
 */
bool bq_asset_word(struct bq_span word, enum bq_asset_hint hint, bool among_words,
                   struct bq_asset_list *list);
/* The same for a host without alternations, of a word taken apart. */
bool bq_asset_host(struct bq_span host, const struct bq_asset_parts *parts, bool among_words,
                   struct bq_asset_list *list);
/*
 * The plain host or "*.host" that most entries are, at once: what bq_asset_word would make of it,
 * without a hint. False, and nothing added, for anything else.
 */
bool bq_asset_plain(struct bq_span text, struct bq_asset_list *list);
/* Addresses: one, CIDR, first-last in its three spellings (blanks around the dash allowed). */
bool bq_asset_address(struct bq_span text, struct bq_asset_list *list);
/* Store ids and addresses, bundle ids, contracts. */
bool bq_asset_app(struct bq_span word, enum bq_asset_hint hint, struct bq_asset_list *list);
/* Reverse domain order: com.example.app. host is lower case. */
bool bq_asset_is_bundle(const char *host, size_t len, bool hinted);

/* Where an opening bracket at i is closed again, or i when it is not. */
size_t bq_asset_bracket(struct bq_span text, size_t i);
/* Bytes of an invisible or blank character beyond ASCII at i (0: none): soft hyphen, zero width,
 * no-break space. */
size_t bq_asset_invisible(struct bq_span text, size_t i);

/*
 * A path as the matcher wants it: placeholders and ".*" become a star, query, fragment and
 * invisible characters go. "" for the whole host. Returns the length, or size when it does not fit.
 */
size_t bq_asset_path(struct bq_span path, char *out, size_t size);

#endif
