/*
 * What is worked out of a draft once and asked by many checks: prose, phrases, type, target, scope
 * answer. Each is made at the first question and forgotten when its field changes.
 */
#ifndef CHECK_FACTS_H
#define CHECK_FACTS_H

#include "check/requests.h"
#include "check/run.h"

/* Numbers of the built-in word lists. */
enum bq_word_list {
#define BQ_LIST(name, file, parts) BQ_LIST_##name,
#include "check/words.def"
#undef BQ_LIST
    BQ_LIST_COUNT
};

enum { BQ_PROSE_FIELDS = 9, BQ_CLASSES_MAX = 16 };

struct bq_text_facts {
    struct bq_prose prose;
    struct bq_hits *hits; /* by list */
    struct bq_word_count count;
    bool have_prose, have_hits;
};

/* The requests of a draft, requests.c. */
struct bq_request_list {
    struct bq_request *items;
    size_t count, cap;
    bool have;
};

struct bq_facts {
    struct bq_request_list requests;
    const struct bq_phrases *phrases;
    struct bq_text_facts texts[BQ_PROSE_FIELDS];
    const struct bq_type *type;
    const struct bq_target *target;
    struct bq_scope_answer answer;
    struct bq_url url;
    bool target_is_host;
    const struct bq_type *classes[BQ_CLASSES_MAX]; /* named in the title */
    size_t class_count;
    bool have_classes, have_type, have_target, have_answer, answer_is_there, have_url, url_is_there;
    int status; /* the first failure */
};

int bq_facts_init(struct bq_facts *facts, const struct bq_phrases *phrases,
                  struct bq_err *err) BQ_MUST_USE;
void bq_facts_clear(struct bq_facts *facts);
/* Forgets what was worked out of these fields. */
void bq_facts_forget(struct bq_facts *facts, bq_field_set fields);
/* Adds the built-in lists and their phrases. */
int bq_words_load(struct bq_phrases *phrases, struct bq_err *err) BQ_MUST_USE;

#endif
