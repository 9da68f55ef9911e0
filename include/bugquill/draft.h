/*
 * A draft: an unfinished (later: filed) vulnerability report, in memory.
 *
 * A struct bq_draft owns all its texts. Everything a getter returns is borrowed and lives until
 * that field is set again or the draft is freed. Text is well-formed UTF-8 with LF line ends and
 * without U+0000; setters refuse anything else, so every reader can rely on it.
 *
 * Fields are one table, BQ_DRAFT_FIELDS: files, form, commands, JSON Schema and manual come from
 * it. Each field has a revision that grows with every change; caches compare revisions, never
 * texts.
 */
#ifndef BUGQUILL_DRAFT_H
#define BUGQUILL_DRAFT_H

#include "bugquill/errors.h"
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    BQ_FIELD_TEXT_MAX = 8 << 20,  /* bytes in one text */
    BQ_DRAFT_FILE_MAX = 64 << 20, /* bytes in one file */
    BQ_DRAFT_LIST_MAX = 1000,     /* entries in one list */
    BQ_DRAFT_FORMAT = 1           /* the number behind the key `bugquill` */
};

/* What kind of value a field holds. */
enum bq_field_kind {
    BQ_KIND_LINE, /* one line of text */
    BQ_KIND_TEXT, /* many lines of Markdown */
    BQ_KIND_BOOL,
    BQ_KIND_NUMBER, /* whole */
    BQ_KIND_TIME,   /* ISO 8601 text */
    BQ_KIND_LIST,   /* a list of entries with keys of their own */
    BQ_KIND_MAP     /* one entry with keys of its own */
};

/*
 * X(NAME, key in the file, kind, label in the form, what it is)
 * The order is the order in the file.
 */
#define BQ_DRAFT_FIELDS(X)                                                                         \
    X(FORMAT, "bugquill", NUMBER, "Format", "format number of the file, 1")                        \
    X(ID, "id", LINE, "Id", "name of the draft; born at the first save, never changes")            \
    X(PROGRAM, "program", LINE, "Program", "id of the program the report is for")                  \
    X(TITLE, "title", LINE, "Title",                                                               \
      "bug type, where and what it lets an attacker do, in one line")                              \
    X(TARGET, "target", LINE, "Target", "a target's name as the program's scope lists it")         \
    X(TYPE, "type", LINE, "Type", "full dotted id of a VRT node")                                  \
    X(URL, "url", LINE, "URL", "where the bug is")                                                 \
    X(REQUEST, "request", TEXT, "Request", "raw HTTP request or requests that show it")            \
    X(DESCRIPTION, "description", TEXT, "Description", "what is wrong, how to reproduce it")       \
    X(IMPACT, "impact", TEXT, "Impact", "what an attacker gains")                                  \
    X(POC, "poc", TEXT, "Proof", "proof of concept: steps, requests, what was observed")           \
    X(ATTACHMENTS, "attachments", LIST, "Attachments", "files that belong to the report")          \
    X(OWN_SHARE, "own_share", NUMBER, "Own share", "the author's share of the reward, percent")    \
    X(COLLABORATORS, "collaborators", LIST, "Collaborators", "people who share the reward")        \
    X(CVSS, "cvss", LINE, "CVSS", "CVSS vector")                                                   \
    X(ACCOUNTS, "accounts", LIST, "Accounts", "test accounts and roles that the proof uses")       \
    X(PRIORITY, "priority", LINE, "Priority", "priority the author claims, P1 to P5")              \
    X(PRIORITY_REASON, "priority_reason", LINE, "Priority reason",                                 \
      "why it differs from the type's")                                                            \
    X(NOTES, "notes", TEXT, "Notes", "private notes: in no export and no copy")                    \
    X(TERMS_ACCEPTED, "terms_accepted", BOOL, "Terms", "the program's terms are accepted")         \
    X(STATUS, "status", LINE, "Status", "draft, ready or filed")                                   \
    X(FILED, "filed", MAP, "Filed", "link and date once filed")                                    \
    X(OUTCOME, "outcome", LIST, "Outcome", "what became of it")                                    \
    X(SCOPE, "scope", MAP, "Scope",                                                                \
      "date of the scope the draft was checked against, and verdict")                              \
    X(TAXONOMY, "taxonomy", LINE, "Taxonomy", "VRT version the type was chosen from")              \
    X(ALLOW, "allow", LIST, "Allow", "findings the author answers for")                            \
    X(CREATED, "created", TIME, "Created", "when the draft was begun")                             \
    X(UPDATED, "updated", TIME, "Updated", "when the draft was last saved")

enum bq_field {
    BQ_FIELD_NONE = -1, /* the draft as a whole */
#define BQ_FIELD_ENUM(name, key, kind, label, what) BQ_FIELD_##name,
    BQ_DRAFT_FIELDS(BQ_FIELD_ENUM)
#undef BQ_FIELD_ENUM
        BQ_FIELD_COUNT
};

/* A set of fields. */
typedef uint32_t bq_field_set;
#define BQ_FIELD_BIT(field) ((bq_field_set)1 << (field))
#define BQ_FIELDS_ALL       (~(bq_field_set)0)

struct bq_field_info {
    const char *key, *label, *what;
    enum bq_field_kind kind;
};
const struct bq_field_info *bq_field_info(enum bq_field field);
/* BQ_FIELD_NONE for a key that is none. */
enum bq_field bq_field_by_key(const char *key, size_t len);

/* ---- entries of lists; all strings are owned by the draft, never NULL, "" when absent ---------
 */

struct bq_attachment {
    const char *path; /* relative to the draft's folder */
    const char *sha256;
    int64_t size; /* -1 unknown */
};
struct bq_collaborator {
    const char *name;
    int64_t share; /* whole percent; INT64_MIN when absent */
};
struct bq_account {
    const char *role, *id;
};
struct bq_outcome {
    const char *date, *state, *note;
};
struct bq_allow {
    const char *rule, *field, *match, *reason, *by, *date;
};
struct bq_filed {
    const char *url, *date;
};
struct bq_scope_note {
    const char *as_of, *verdict;
};
/* A key this version does not know: kept, and written back as it stood. raw has whole lines. */
struct bq_unknown {
    const char *key, *raw;
};

struct bq_draft;

struct bq_draft *bq_draft_new(void) BQ_MUST_USE; /* NULL without memory */
void bq_draft_free(struct bq_draft *draft);
/* A deep copy, or NULL without memory. */
struct bq_draft *bq_draft_copy(const struct bq_draft *draft) BQ_MUST_USE;

/*
 * Texts: every field of kind LINE, TEXT and TIME. Terminated; "" when absent. len may be NULL.
 */
const char *bq_draft_text(const struct bq_draft *draft, enum bq_field field, size_t *len);
/* Copies. BQ_EINVAL with the offset in words for bad UTF-8, U+0000, CR, or LF in a one-line field.
 */
int bq_draft_set_text(struct bq_draft *draft, enum bq_field field, const char *text, size_t len,
                      struct bq_err *err) BQ_MUST_USE;

/* Whole numbers; INT64_MIN when absent. Setting INT64_MIN makes the field absent. */
int64_t bq_draft_number(const struct bq_draft *draft, enum bq_field field);
void bq_draft_set_number(struct bq_draft *draft, enum bq_field field, int64_t value);
bool bq_draft_terms_accepted(const struct bq_draft *draft);
void bq_draft_set_terms_accepted(struct bq_draft *draft, bool accepted);

/* Lists. The array is borrowed until the list changes. */
const struct bq_attachment *bq_draft_attachments(const struct bq_draft *draft, size_t *count);
const struct bq_collaborator *bq_draft_collaborators(const struct bq_draft *draft, size_t *count);
const struct bq_account *bq_draft_accounts(const struct bq_draft *draft, size_t *count);
const struct bq_outcome *bq_draft_outcomes(const struct bq_draft *draft, size_t *count);
const struct bq_allow *bq_draft_allows(const struct bq_draft *draft, size_t *count);
const struct bq_unknown *bq_draft_unknowns(const struct bq_draft *draft, size_t *count);
/* One entry more, copied. */
int bq_draft_add_attachment(struct bq_draft *, const struct bq_attachment *,
                            struct bq_err *) BQ_MUST_USE;
int bq_draft_add_collaborator(struct bq_draft *, const struct bq_collaborator *,
                              struct bq_err *) BQ_MUST_USE;
int bq_draft_add_account(struct bq_draft *, const struct bq_account *, struct bq_err *) BQ_MUST_USE;
int bq_draft_add_outcome(struct bq_draft *, const struct bq_outcome *, struct bq_err *) BQ_MUST_USE;
int bq_draft_add_allow(struct bq_draft *, const struct bq_allow *, struct bq_err *) BQ_MUST_USE;
int bq_draft_add_unknown(struct bq_draft *, const struct bq_unknown *, struct bq_err *) BQ_MUST_USE;
/* Another value for entry index; the index must exist. */
int bq_draft_set_collaborator(struct bq_draft *, size_t index, const struct bq_collaborator *,
                              struct bq_err *) BQ_MUST_USE;
int bq_draft_set_attachment(struct bq_draft *, size_t index, const struct bq_attachment *,
                            struct bq_err *) BQ_MUST_USE;
/* Removes entry index of a list field. */
void bq_draft_remove(struct bq_draft *draft, enum bq_field field, size_t index);

struct bq_filed bq_draft_filed(const struct bq_draft *draft);
int bq_draft_set_filed(struct bq_draft *, const struct bq_filed *, struct bq_err *) BQ_MUST_USE;
struct bq_scope_note bq_draft_scope_note(const struct bq_draft *draft);
int bq_draft_set_scope_note(struct bq_draft *, const struct bq_scope_note *,
                            struct bq_err *) BQ_MUST_USE;

/* Is there anything in the field? */
bool bq_draft_has(const struct bq_draft *draft, enum bq_field field);
/* Do both hold the same in this field? */
bool bq_draft_same(const struct bq_draft *a, const struct bq_draft *b, enum bq_field field);
/* Copies one field (of any kind) from one draft to another. */
int bq_draft_copy_field(struct bq_draft *to, const struct bq_draft *from, enum bq_field field,
                        struct bq_err *err) BQ_MUST_USE;
/* Grows with every change of the field. Starts at 0. */
uint64_t bq_draft_revision(const struct bq_draft *draft, enum bq_field field);

/* ---- where things stood in the file ---------------------------------------------------------- */

enum bq_mark_style { BQ_MARK_NONE, BQ_MARK_PLAIN, BQ_MARK_QUOTED, BQ_MARK_LITERAL };
/*
 * The place of a field's value as the loader met it. For a literal block, line is that of its first
 * line of content and indent what stands before each; then any byte offset of the text has a place.
 */
struct bq_mark {
    unsigned line, column, indent;
    enum bq_mark_style style;
};
struct bq_mark bq_draft_mark(const struct bq_draft *draft, enum bq_field field);
void bq_draft_set_mark(struct bq_draft *draft, enum bq_field field, struct bq_mark mark);
/*
 * Line and column in the file of byte `offset` of the field's text; the value's start when the
 * style does not allow better; 0, 0 for a field that was not in a file or has changed since.
 */
void bq_draft_place(const struct bq_draft *draft, enum bq_field field, size_t offset,
                    unsigned *line, unsigned *column);
/* The file had comments that a save would drop. */
bool bq_draft_had_comments(const struct bq_draft *draft);
void bq_draft_set_had_comments(struct bq_draft *draft, bool had);

#ifdef __cplusplus
}
#endif
#endif
