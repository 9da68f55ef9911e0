/*
 * The journal's file: a head, then records. Every record carries its length, its kind and a keyed
 * checksum over both, its number and its bytes, so what was torn by a power cut, flipped, or left
 * over from another file is told from what was written here.
 *
 *   head    "bugquill-jnl-1\n", NUL, 16 random bytes (the key)
 *   record  length u32, kind u8, checksum u64, bytes; little-endian
 *   kinds   P  whose it is: "process ...", "stamp ...", "path ..." (last, to the end)
 *           S  the whole draft, as its file would be
 *           E  one edit: length of the field's key u8, key, at u64, removed u64, added bytes
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include "bqi/process.h"
#include "bqi/store.h"

enum {
    BQ_JOURNAL_HEAD = 32,
    BQ_RECORD_HEAD = 13,
    BQ_RECORD_MAX = BQ_DRAFT_FILE_MAX + 4096,
    BQ_JOURNAL_FILE_MAX = 512 << 20
};

struct bq_journal_key {
    unsigned char bytes[16];
};

void bq_journal_head(struct bq_buf *out, struct bq_journal_key *key);
/* Appends one record; number counts from 0 behind the head. */
void bq_record_add(struct bq_buf *out, const struct bq_journal_key *key, uint64_t number, char kind,
                   const void *bytes, size_t len);
/* The bytes of a P record. */
void bq_record_owner(struct bq_buf *out, const struct bq_process *process,
                     const struct bq_file_stamp *stamp, const char *path);
/* The bytes of an E record. */
void bq_record_edit(struct bq_buf *out, enum bq_field field, size_t at, size_t removed,
                    const char *added, size_t len);

/* What the first record says. False: this is no journal, or torn before it says anything. */
bool bq_journal_owner(const char *bytes, size_t len, struct bq_process *process,
                      struct bq_recovery_state *state);
/* Replays: sets state->draft and the rest. BQ_EPARSE when there is no whole state in it. */
int bq_journal_replay(const char *bytes, size_t len, struct bq_recovery_state *state,
                      struct bq_err *err) BQ_MUST_USE;

#endif
