/*
 * The journal's reader on arbitrary bytes: no crash, and a draft that can be saved or nothing. The
 * first byte picks how much of the rest is given proper checksums, so that edits are reached at
 * all.
 */
#include "bqi/store.h"
#include "bugquill/io.h"
#include "store/record.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Cuts the bytes at 0xFF into records and makes a sound journal of them. */
static void wrap(const uint8_t *data, size_t size, struct bq_buf *out)
{
    static const char state[] = "bugquill: 1\ntitle: fuzz\ndescription: text\n";
    static const struct bq_file_stamp stamp = { 0 };
    struct bq_journal_key key;
    struct bq_process process = { .user = "u", .host = "h", .pid = 1 };
    struct bq_buf owner;
    uint64_t number = 0;

    bq_buf_init(&owner, 8192);
    bq_record_owner(&owner, &process, &stamp, "");
    bq_journal_head(out, &key);
    bq_record_add(out, &key, number++, 'P', owner.data, owner.len);
    bq_record_add(out, &key, number++, 'S', state, sizeof state - 1);
    for (size_t at = 0; at < size;) {
        size_t len = 0;

        while (at + len < size && data[at + len] != 0xFF)
            len++;
        bq_record_add(out, &key, number++, len && data[at] == 'S' ? 'S' : 'E', data + at, len);
        at += len + 1;
    }
    bq_buf_clear(&owner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bq_recovery_state state;
    struct bq_buf sound;
    const char *bytes = (const char *)data + 1;
    size_t len = size ? size - 1 : 0;

    if (!size)
        return 0;
    bq_buf_init(&sound, 4 << 20);
    if (data[0] & 1) {
        wrap(data + 1, len, &sound);
        bytes = sound.data;
        len = sound.len;
    }
    if (!bq_journal_replay(bytes, len, &state, NULL)) {
        struct bq_draft *back = NULL;
        char *text = NULL;
        size_t text_len;

        if (bq_draft_format(state.draft, &text, &text_len, NULL) ||
            bq_draft_parse(text, text_len, "fuzz", &back, NULL))
            abort();
        free(text);
        bq_draft_free(back);
        bq_draft_free(state.draft);
    }
    bq_buf_clear(&sound);
    return 0;
}
