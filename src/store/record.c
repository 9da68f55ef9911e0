#include "store/record.h"

#include "bqi/text.h"
#include "bqi/utf8.h"
#include "bugquill/io.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char journal_magic[16] = "bugquill-jnl-1\n";

static void put_number(unsigned char *to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t get_number(const char *from, int bytes)
{
    uint64_t value = 0;

    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)from[i] << (8 * i);
    return value;
}

/* ---- writing -----------------------------------------------------------------------------------
 */

void bq_journal_head(struct bq_buf *out, struct bq_journal_key *key)
{
    bq_random(key->bytes, sizeof key->bytes);
    bq_buf_add(out, journal_magic, sizeof journal_magic);
    bq_buf_add(out, key->bytes, sizeof key->bytes);
}

/* The checksum of the bytes, keyed by what stands around them. */
static uint64_t checksum(const struct bq_journal_key *key, uint64_t number, char kind,
                         const void *bytes, size_t len)
{
    unsigned char around[25];
    struct bq_journal_key inner = *key;
    uint64_t outer;

    put_number(around, number, 8);
    put_number(around + 8, len, 8);
    around[16] = (unsigned char)kind;
    outer = bq_hash64(key->bytes, bytes, len);
    put_number(around + 17, outer, 8);
    return bq_hash64(inner.bytes, around, sizeof around);
}

void bq_record_add(struct bq_buf *out, const struct bq_journal_key *key, uint64_t number, char kind,
                   const void *bytes, size_t len)
{
    unsigned char head[BQ_RECORD_HEAD];

    put_number(head, len, 4);
    head[4] = (unsigned char)kind;
    put_number(head + 5, checksum(key, number, kind, bytes, len), 8);
    if (!bq_buf_reserve(out, sizeof head + len))
        return;
    bq_buf_add(out, head, sizeof head);
    bq_buf_add(out, bytes, len);
}

void bq_record_owner(struct bq_buf *out, const struct bq_process *process,
                     const struct bq_file_stamp *stamp, const char *path)
{
    char who[400];

    bq_process_format(process, who, sizeof who);
    bq_buf_addf(out, "process %s\n", who);
    bq_buf_addf(out, "stamp %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %ld %u\n",
                stamp->exists ? 1 : 0, (int64_t)stamp->device, (int64_t)stamp->inode,
                (int64_t)stamp->size, stamp->mtime_sec, stamp->mtime_nsec, stamp->mode);
    bq_buf_addf(out, "path %s", path);
}

void bq_record_edit(struct bq_buf *out, enum bq_field field, size_t at, size_t removed,
                    const char *added, size_t len)
{
    const char *key = bq_field_info(field)->key;
    unsigned char numbers[16];

    put_number(numbers, at, 8);
    put_number(numbers + 8, removed, 8);
    bq_buf_addc(out, (char)strlen(key));
    bq_buf_adds(out, key);
    bq_buf_add(out, numbers, sizeof numbers);
    bq_buf_add(out, added, len);
}

/* ---- reading -----------------------------------------------------------------------------------
 */

struct reader {
    const char *bytes;
    size_t len, at;
    uint64_t number;
    struct bq_journal_key key;
};

struct record {
    char kind;
    struct bq_span bytes;
};

static bool open_reader(struct reader *reader, const char *bytes, size_t len)
{
    *reader = (struct reader){ .bytes = bytes, .len = len, .at = BQ_JOURNAL_HEAD };
    if (len < BQ_JOURNAL_HEAD || memcmp(bytes, journal_magic, sizeof journal_magic) != 0)
        return false;
    memcpy(reader->key.bytes, bytes + sizeof journal_magic, sizeof reader->key.bytes);
    return true;
}

/* The next sound record. False at the end and at the first damage: what lies behind can't be
 * trusted. */
static bool next_record(struct reader *reader, struct record *record)
{
    const char *head = reader->bytes + reader->at;
    size_t left = reader->len - reader->at, len;

    if (left < BQ_RECORD_HEAD)
        return false;
    len = (size_t)get_number(head, 4);
    if (len > left - BQ_RECORD_HEAD || len > BQ_RECORD_MAX)
        return false;
    record->kind = head[4];
    record->bytes = bq_span_of(head + BQ_RECORD_HEAD, len);
    if (get_number(head + 5, 8) !=
        checksum(&reader->key, reader->number, record->kind, record->bytes.s, len))
        return false;
    reader->at += BQ_RECORD_HEAD + len;
    reader->number++;
    return true;
}

static bool read_stamp(const char *s, struct bq_file_stamp *stamp)
{
    uint64_t values[7];
    char *end;

    for (int i = 0; i < 7; i++, s = end) {
        values[i] = (uint64_t)strtoll(s, &end, 10);
        if (end == s)
            return false;
    }
    *stamp = (struct bq_file_stamp){
        .exists = values[0] != 0,
        .device = values[1],
        .inode = values[2],
        .size = values[3],
        .mtime_sec = (int64_t)values[4],
        .mtime_nsec = (long)values[5],
        .mode = (unsigned)values[6],
    };
    return true;
}

static bool read_owner(struct bq_span bytes, struct bq_process *process,
                       struct bq_recovery_state *state)
{
    char text[sizeof state->path + 1000], *line, *path;

    if (bytes.len >= sizeof text)
        return false;
    memcpy(text, bytes.s, bytes.len);
    text[bytes.len] = '\0';
    if (strncmp(text, "process ", 8) != 0 || !(line = strstr(text, "\nstamp ")) ||
        !(path = strstr(line, "\npath ")))
        return false;
    *line = '\0';
    *path = '\0';
    path += strlen("\npath ");
    if (!bq_process_parse(text + 8, process) ||
        !read_stamp(line + strlen("\nstamp "), &state->stamp) || strlen(path) >= sizeof state->path)
        return false;
    memcpy(state->path, path, strlen(path) + 1);
    return true;
}

bool bq_journal_owner(const char *bytes, size_t len, struct bq_process *process,
                      struct bq_recovery_state *state)
{
    struct reader reader;
    struct record record;

    return open_reader(&reader, bytes, len) && next_record(&reader, &record) &&
           record.kind == 'P' && read_owner(record.bytes, process, state);
}

/* ---- replaying ---------------------------------------------------------------------------------
 */

/* The texts that edits touch, as edit buffers: a long journal of small edits stays cheap. */
struct replay {
    struct bq_draft *draft;
    struct bq_text *text[BQ_FIELD_COUNT];
};

static void replay_clear(struct replay *replay)
{
    for (int field = 0; field < BQ_FIELD_COUNT; field++) {
        bq_text_free(replay->text[field]);
        replay->text[field] = NULL;
    }
    bq_draft_free(replay->draft);
    replay->draft = NULL;
}

static struct bq_text *replay_text(struct replay *replay, enum bq_field field)
{
    size_t len;
    const char *s;

    if (replay->text[field])
        return replay->text[field];
    s = bq_draft_text(replay->draft, field, &len);
    replay->text[field] = bq_text_new(BQ_FIELD_TEXT_MAX);
    if (replay->text[field] && bq_text_load(replay->text[field], s, len, NULL)) {
        bq_text_free(replay->text[field]);
        replay->text[field] = NULL;
    }
    return replay->text[field];
}

static bool replay_edit(struct replay *replay, struct bq_span bytes)
{
    enum bq_field field;
    enum bq_field_kind kind;
    struct bq_text *text;
    size_t key, at, removed;

    if (!replay->draft || bytes.len < 1 || bytes.len < 17 + (key = (unsigned char)bytes.s[0]))
        return false;
    field = bq_field_by_key(bytes.s + 1, key);
    if (field == BQ_FIELD_NONE)
        return false;
    kind = bq_field_info(field)->kind;
    if (kind != BQ_KIND_LINE && kind != BQ_KIND_TEXT)
        return false;
    at = (size_t)get_number(bytes.s + 1 + key, 8);
    removed = (size_t)get_number(bytes.s + 9 + key, 8);
    text = replay_text(replay, field);
    if (!text || at > bq_text_len(text) || removed > bq_text_len(text) - at)
        return false;
    return !bq_text_replace(text, at, removed, bytes.s + 17 + key, bytes.len - 17 - key,
                            BQ_TEXT_STEP, 0, NULL);
}

static int finish(struct replay *replay, struct bq_err *err)
{
    int status = BQ_OK;

    for (int field = 0; !status && field < BQ_FIELD_COUNT; field++) {
        struct bq_span span;

        if (!replay->text[field])
            continue;
        span = bq_text_span(replay->text[field]);
        status = bq_draft_set_text(replay->draft, (enum bq_field)field, span.s, span.len, err);
    }
    return status;
}

/* The last whole state is what counts; states before it are only walked over. */
static bool last_state(struct reader reader, struct reader *at_state)
{
    struct record record;
    struct reader before = reader;
    bool found = false;

    while (next_record(&reader, &record)) {
        if (record.kind == 'S') {
            *at_state = before;
            found = true;
        }
        before = reader;
    }
    return found;
}

int bq_journal_replay(const char *bytes, size_t len, struct bq_recovery_state *state,
                      struct bq_err *err)
{
    struct replay replay = { 0 };
    struct bq_process process;
    struct reader reader;
    struct record record;
    int status;

    *state = (struct bq_recovery_state){ 0 };
    if (!bq_journal_owner(bytes, len, &process, state) || !open_reader(&reader, bytes, len) ||
        !last_state(reader, &reader) || !next_record(&reader, &record))
        return bq_err_set(err, BQ_EPARSE, "the journal holds no whole draft");
    status = bq_draft_parse(record.bytes.s, record.bytes.len, "journal", &replay.draft, err);
    while (!status && next_record(&reader, &record)) {
        if (record.kind != 'E')
            continue; /* a kind of a later version */
        if (!replay_edit(&replay, record.bytes)) {
            state->torn = true;
            break;
        }
        state->edits++;
    }
    if (!status)
        status = finish(&replay, err);
    if (!status) {
        state->torn = state->torn || reader.at != reader.len;
        state->draft = replay.draft;
        replay.draft = NULL;
    }
    replay_clear(&replay);
    return status;
}
