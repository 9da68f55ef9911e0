/*
 * What the files of the taxonomy share. A taxonomy is a handful of arrays made once: strings point
 * into the table, or into one copy of it when it is not built in, nodes into one array, so that
 * making it costs little at every start of the program.
 */
#ifndef MODEL_TAXONOMY_IMPL_H
#define MODEL_TAXONOMY_IMPL_H

#include "base/once.h"
#include "bqi/buf.h"
#include "bqi/taxonomy.h"
#include "bugquill/taxonomy.h"
#include <stdint.h>

enum {
    BQ_TAXONOMY_FILE_MAX = 4 << 20,
    BQ_TAXONOMY_TYPES_MAX =
        4096, /* upstream has 582; search keeps arrays of this size on the stack */
    BQ_TAXONOMY_OLD_MAX = 4096,
    BQ_TAXONOMY_DEPTH_MAX = 8,
    BQ_TAXONOMY_FORMAT = 1,
    BQ_VOCABULARY_MAX = 8192,
    BQ_ALIASES_MAX = 2048,
    BQ_ALIAS_WORDS = 6,
    BQ_ALIAS_TARGETS = 6,
    BQ_WORD_MAX = 40 /* longer words are cut */
};

/* A hash table of positions: slot holds position + 1, 0 when free. size is a power of two. */
struct bq_slots {
    uint32_t *items;
    size_t size;
};

struct bq_old_id {
    const char *from, *to; /* to: an id, perhaps an old one itself, or "other" */
};

/* One distinct word of the names, ids and aliases, in lower case. */
struct bq_vocabulary_word {
    const char *s;
    uint32_t hash;
    uint8_t len;
};
struct bq_vocabulary {
    char *text; /* where the next word's bytes go */
    struct bq_vocabulary_word *words;
    size_t count, cap;
    uint16_t *slots;   /* by hash: position + 1, 0 when free */
    size_t slot_count; /* grows within its room */
};

/* What hunters say, and the types they mean, most likely first. */
struct bq_type_alias {
    uint16_t words[BQ_ALIAS_WORDS]; /* in the vocabulary */
    uint16_t targets[BQ_ALIAS_TARGETS];
    uint8_t word_count, target_count;
    bool names_class; /* also tells the class of a bug in running text */
};

/*
 * What search needs. Its room is taken when the taxonomy is made, in one piece that nothing
 * touches; it is filled when first asked for, once, because most commands never search: first the
 * aliases, which are all that a check asks for, then the types. Read only from then on.
 */
struct bq_type_index {
    struct bq_once have_aliases, have_types;
    const char *alias_text; /* the table of aliases, not ours */
    size_t alias_text_len;
    void *room;
    struct bq_vocabulary alias_words;
    struct bq_type_alias *aliases;
    size_t alias_count;
    uint16_t *alias_next;  /* chain of aliases that begin with the same word, alias_count of them */
    uint16_t *alias_first; /* by word: first alias + 1 */
    struct bq_vocabulary words; /* begins with those of the aliases */
    uint16_t *type_words;       /* words of node i: from type_start[i] up to type_start[i + 1] */
    uint32_t *type_start;       /* count + 1 of them */
    char (*initials)[8];        /* of each node's name, cut */
};

struct bq_taxonomy {
    char *text, *paths; /* text: of a table that is not built in */
    const char *version;
    struct bq_type *items;
    const struct bq_type **order;    /* items by pointer, as the header gives them out */
    const struct bq_type **children; /* all nodes' children, one after the other */
    size_t count;
    struct bq_slots by_id;
    struct bq_old_id *old;
    size_t old_count;
    struct bq_slots by_old;
    struct bq_type_index *index;
};

uint32_t bq_taxonomy_hash(const char *s, size_t len);
/* How many slots a table of count entries has. */
size_t bq_slots_size(size_t count);
/* Room for count entries. */
int bq_slots_init(struct bq_slots *slots, size_t count, struct bq_err *err);

/* Takes the room for an index of the taxonomy and of that table of aliases, which stays where it
 * is. */
int bq_type_index_new(const struct bq_taxonomy *taxonomy, const char *aliases, size_t len,
                      struct bq_type_index **out, struct bq_err *err);
void bq_type_index_free(struct bq_type_index *index);
/* The taxonomy's index, filled. */
const struct bq_type_index *bq_type_index_get(const struct bq_taxonomy *taxonomy);
/* The same with the aliases alone. */
const struct bq_type_index *bq_type_index_aliases(const struct bq_taxonomy *taxonomy);

/*
 * Next word of a text from *at on: a run of ASCII letters and digits and of bytes over 0x7f,
 * lower-cased into out (BQ_WORD_MAX bytes with the terminator). False at the end.
 */
bool bq_word_next(const char *text, size_t len, size_t *at, char *out, size_t *out_len);
/* Position in the vocabulary, or -1. */
int bq_vocabulary_find(const struct bq_vocabulary *vocabulary, const char *word, size_t len);

static inline size_t bq_type_at(const struct bq_taxonomy *taxonomy, const struct bq_type *type)
{
    return (size_t)(type - taxonomy->items);
}

#endif
