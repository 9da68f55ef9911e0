#include "session/context.h"

#include "bqi/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SLICE_MS = 4, PEERS_MAX = 20000, HEAD_BYTES = 1 << 20 };

static const uint64_t attachment_max = (uint64_t)512 << 20;

/* ---- attachments -------------------------------------------------------------------------------
 */

static void file_clear(struct session_file *file)
{
    free(file->path);
    free(file->head);
    *file = (struct session_file){ 0 };
}

static void files_clear(struct session_context *context)
{
    for (size_t i = 0; i < context->file_count; i++)
        file_clear(&context->files[i]);
    free(context->files);
    free(context->shown);
    context->files = NULL;
    context->shown = NULL;
    context->file_count = 0;
    context->files_known = false;
}

static int read_head(int fd, struct session_file *file)
{
    ssize_t n;

    file->head = malloc(HEAD_BYTES);
    if (!file->head)
        return BQ_ENOMEM;
    n = pread(fd, file->head, HEAD_BYTES, 0);
    if (n < 0)
        return BQ_EIO;
    file->head_len = (size_t)n;
    return BQ_OK;
}

static void read_file(struct session_file *file, const char *path)
{
    struct stat st;
    uint64_t size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0) {
        file->status = errno == ENOENT ? BQ_ENOTFOUND : BQ_EIO;
        return;
    }
    if (fstat(fd, &st) || !S_ISREG(st.st_mode))
        file->status = BQ_EIO;
    else if ((uint64_t)st.st_size > attachment_max)
        file->status = BQ_ELIMIT;
    else
        file->status = read_head(fd, file);
    if (!file->status)
        file->status = bq_sha256_fd(fd, attachment_max, &size, file->sha256);
    file->size = (int64_t)size;
    close(fd);
}

/* What is known of an attachment is kept while its file is what it was. */
static void look_at_file(struct session_context *context, struct session_file *file,
                         const char *folder, const char *name)
{
    char path[BQ_PATH_MAX];
    struct bq_file_stamp stamp = { 0 };

    file->path = bq_span_dup(bq_span_str(name));
    file->status = bq_path_below(path, folder, name, NULL);
    if (!file->path || file->status)
        return;
    file->status = bq_file_stat(path, &stamp, NULL);
    if (file->status)
        return;
    for (size_t i = 0; i < context->file_count; i++) {
        struct session_file *known = &context->files[i];

        if (known->path && strcmp(known->path, name) == 0 && known->stamp.exists &&
            bq_file_same(&known->stamp, &stamp)) {
            free(file->path);
            *file = *known;
            *known = (struct session_file){ 0 };
            return;
        }
    }
    file->stamp = stamp;
    read_file(file, path);
}

static void gather_files(struct session_context *context, const struct bq_draft *draft,
                         const char *folder)
{
    size_t count;
    const struct bq_attachment *items = bq_draft_attachments(draft, &count);
    struct session_file *files = calloc(count + 1, sizeof *files);
    struct bq_check_file *shown = calloc(count + 1, sizeof *shown);

    if (!files || !shown) {
        free(files);
        free(shown);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        look_at_file(context, &files[i], folder, items[i].path);
        shown[i] = (struct bq_check_file){ .path = files[i].path ? files[i].path : "",
                                           .status = files[i].status,
                                           .size = files[i].size,
                                           .sha256 = files[i].sha256,
                                           .head = files[i].head ? files[i].head : "",
                                           .head_len = files[i].head_len };
    }
    files_clear(context);
    context->files = files;
    context->shown = shown;
    context->file_count = count;
    context->files_revision = bq_draft_revision(draft, BQ_FIELD_ATTACHMENTS);
    context->files_known = true;
}

/* ---- other drafts ------------------------------------------------------------------------------
 */

static void peers_clear(struct session_context *context)
{
    for (size_t i = 0; i < context->peer_count; i++) {
        bq_sketch_free((struct bq_sketch *)(uintptr_t)context->peers[i].sketch);
        free((char *)(uintptr_t)context->peers[i].id);
    }
    free(context->peers);
    free(context->program);
    bq_sketch_index_free(context->index);
    bq_store_list_clear(&context->list);
    context->peers = NULL;
    context->program = NULL;
    context->index = NULL;
    context->peer_count = context->peer_cap = context->next = context->near_count = 0;
    context->listed = context->complete = context->near_known = false;
}

void session_context_clear(struct session_context *context)
{
    files_clear(context);
    peers_clear(context);
}

/* Takes the sketch. Without memory the draft is not compared with. */
static void add_peer(struct session_context *context, struct bq_sketch *sketch, const char *name)
{
    void *items = context->peers;
    char *id = bq_span_dup(bq_span_str(name));
    bool room = id && !bq_array_grow(&items, context->peer_count, &context->peer_cap,
                                     sizeof *context->peers, PEERS_MAX);

    context->peers = items;
    if (room && !bq_sketch_index_add(context->index, sketch, NULL)) {
        context->peers[context->peer_count++] =
            (struct bq_check_peer){ .id = id, .sketch = sketch };
        return;
    }
    free(id);
    bq_sketch_free(sketch);
}

static void add_entry(struct session_context *context, const struct bq_store_entry *entry,
                      const char *own_id, const char *own_path)
{
    struct bq_draft *draft = NULL;
    struct bq_sketch *sketch;

    if (entry->trouble[0] || strcmp(entry->path, own_path) == 0 ||
        (own_id[0] && strcmp(entry->id, own_id) == 0) ||
        strcmp(entry->program, context->program) != 0 ||
        bq_store_load(entry->path, &draft, NULL, NULL))
        return;
    sketch = bq_sketch_of(draft);
    if (sketch)
        add_peer(context, sketch, entry->id[0] ? entry->id : bq_path_base(entry->path));
    bq_draft_free(draft);
}

/* True when there is more. */
static bool gather_peers(struct session_context *context, const struct bq_session_env *env,
                         const struct bq_draft *draft, const char *own_path)
{
    const char *program = bq_draft_text(draft, BQ_FIELD_PROGRAM, NULL);
    int64_t end = env->now_ms(env->context) + SLICE_MS;

    if (context->program && strcmp(context->program, program) != 0)
        peers_clear(context);
    if (context->complete)
        return false;
    if (!context->listed) {
        context->program = bq_span_dup(bq_span_str(program));
        context->listed = true;
        /* Without a list or memory nobody is alike: the check is worth having without. */
        context->complete = !context->program || bq_sketch_index_new(&context->index, NULL) ||
                            bq_store_list(env->paths, &context->list, NULL);
        return !context->complete;
    }
    while (context->next < context->list.count && context->next < PEERS_MAX) {
        add_entry(context, &context->list.items[context->next++],
                  bq_draft_text(draft, BQ_FIELD_ID, NULL), own_path);
        if (env->now_ms(env->context) >= end)
            return true;
    }
    bq_store_list_clear(&context->list);
    context->complete = true;
    return false;
}

/* Grows when any field that a sketch is made of changes. */
static uint64_t sketch_revision(const struct bq_draft *draft)
{
    static const enum bq_field fields[] = { BQ_FIELD_PROGRAM, BQ_FIELD_TITLE,       BQ_FIELD_TYPE,
                                            BQ_FIELD_URL,     BQ_FIELD_DESCRIPTION, BQ_FIELD_IMPACT,
                                            BQ_FIELD_POC,     BQ_FIELD_REQUEST };
    uint64_t sum = 0;

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        sum += bq_draft_revision(draft, fields[i]);
    return sum;
}

static void find_near(struct session_context *context, const struct bq_draft *draft)
{
    size_t numbers[CONTEXT_NEAR];
    struct bq_sketch *own = context->peer_count ? bq_sketch_of(draft) : NULL;

    context->near_count = 0;
    if (own)
        context->near_count = bq_sketch_index_find(context->index, own, numbers, CONTEXT_NEAR);
    for (size_t i = 0; i < context->near_count; i++)
        context->near[i] = context->peers[numbers[i]];
    context->near_revision = sketch_revision(draft);
    context->near_known = true;
    bq_sketch_free(own);
}

/* ---- both --------------------------------------------------------------------------------------
 */

bool session_context_is_stale(const struct session_context *context, const struct bq_draft *draft)
{
    return !context->files_known || !context->complete || !context->near_known ||
           context->files_revision != bq_draft_revision(draft, BQ_FIELD_ATTACHMENTS) ||
           context->near_revision != sketch_revision(draft);
}

bool session_context_gather(struct session_context *context, const struct bq_session_env *env,
                            const struct bq_draft *draft, const char *path)
{
    const char *base = bq_path_base(path);
    char folder[BQ_PATH_MAX];
    size_t len = (size_t)(base - path);

    /* A draft never saved will lie in the drafts folder. */
    if (!path[0]) {
        memcpy(folder, env->paths->drafts, sizeof folder);
    } else {
        memcpy(folder, len ? path : ".", len ? len : 1);
        folder[len ? len : 1] = '\0';
    }
    gather_files(context, draft, folder);
    if (gather_peers(context, env, draft, path))
        return true;
    if (!context->near_known || context->near_revision != sketch_revision(draft))
        find_near(context, draft);
    return false;
}

struct bq_check_context session_context_of(const struct session_context *context)
{
    struct bq_check_context out = {
        .files = context->shown,
        .file_count = context->file_count,
        .peers = context->near,
        .peer_count = context->near_count,
    };

    return out;
}
