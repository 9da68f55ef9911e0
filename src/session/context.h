/*
 * What a check reads beside the draft: its attachments as they are on the disk, and other drafts
 * that look alike. Both are gathered when nobody types, a few milliseconds at a time.
 */
#ifndef SESSION_CONTEXT_H
#define SESSION_CONTEXT_H

#include "bqi/session.h"
#include "bqi/store.h"
#include "bugquill/sketch.h"

enum { CONTEXT_NEAR = 16 };

struct session_file {
    struct bq_file_stamp stamp;
    char *path, *head, sha256[65];
    size_t head_len;
    int64_t size;
    int status;
};

struct session_context {
    /* attachments, in the order of the draft */
    struct session_file *files;
    struct bq_check_file *shown; /* the same as the checker wants them */
    size_t file_count;
    uint64_t files_revision;
    bool files_known;

    /* other drafts of the same program */
    struct bq_store_list list;
    size_t next; /* of the list */
    bool listed, complete;
    char *program;
    struct bq_sketch_index *index;
    struct bq_check_peer *peers; /* by their number in the index; own their parts */
    size_t peer_count, peer_cap;
    struct bq_check_peer near[CONTEXT_NEAR];
    size_t near_count;
    uint64_t near_revision;
    bool near_known;
};

void session_context_clear(struct session_context *context);
/* Gathers for a few milliseconds. True: more is left to do. */
bool session_context_gather(struct session_context *context, const struct bq_session_env *env,
                            const struct bq_draft *draft, const char *path);
/* Is what was gathered no longer what the draft asks for? */
bool session_context_is_stale(const struct session_context *context, const struct bq_draft *draft);
struct bq_check_context session_context_of(const struct session_context *context);

#endif
