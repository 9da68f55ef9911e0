/* Words looked for in drafts. */
#include "store/internal.h"

#include <stdlib.h>

enum { WORD_MAX = 200 };

/* The next word of *words into out; false at the end. Longer words are cut: they match by their
 * beginning. */
static bool next_word(const char **words, char out[WORD_MAX])
{
    const char *s = *words + strspn(*words, " \t\n");
    size_t len = strcspn(s, " \t\n");
    size_t kept = len < WORD_MAX ? len : WORD_MAX - 1;

    memcpy(out, s, kept);
    out[kept] = '\0';
    *words = s + len;
    return len > 0;
}

static bool in(const char *text, const char *word)
{
    struct bq_span span = bq_span_str(text);

    return bq_span_find_nocase(span, 0, word) < span.len;
}

static bool in_entry(const struct bq_store_entry *entry, const char *word)
{
    return in(entry->title, word) || in(bq_path_base(entry->path), word) || in(entry->id, word) ||
           in(entry->type, word) || in(entry->url, word) || in(entry->program, word) ||
           in(entry->status, word);
}

bool bq_store_entry_matches(const struct bq_store_entry *entry, const char *words)
{
    char word[WORD_MAX];

    while (next_word(&words, word))
        if (!in_entry(entry, word))
            return false;
    return true;
}

static bool in_draft(const struct bq_draft *draft, const char *word)
{
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        enum bq_field field = (enum bq_field)i;
        enum bq_field_kind kind = bq_field_info(field)->kind;

        if ((kind == BQ_KIND_LINE || kind == BQ_KIND_TEXT) &&
            in(bq_draft_text(draft, field, NULL), word))
            return true;
    }
    return false;
}

bool bq_store_text_matches(const struct bq_store_entry *entry, const char *words)
{
    struct bq_draft *draft = NULL;
    char word[WORD_MAX];
    bool tried = false, all = true;

    while (all && next_word(&words, word)) {
        if (in_entry(entry, word))
            continue;
        if (!tried && bq_store_load(entry->path, &draft, NULL, NULL))
            draft = NULL;
        tried = true;
        all = draft && in_draft(draft, word);
    }
    bq_draft_free(draft);
    return all;
}
