/* Look-alikes among the drafts of one run. */
#include "check_peers.h"
#include "bqi/buf.h"
#include <stdlib.h>

int check_peers_init(struct check_peers *peers, struct bq_err *err)
{
    pthread_mutex_init(&peers->lock, NULL);
    pthread_cond_init(&peers->changed, NULL);
    peers->turn = 0;
    peers->items = NULL;
    peers->count = peers->cap = 0;
    return bq_sketch_index_new(&peers->index, err);
}

void check_peers_clear(struct check_peers *peers)
{
    for (size_t i = 0; i < peers->count; i++) {
        bq_sketch_free((struct bq_sketch *)(uintptr_t)peers->items[i].sketch);
        free((char *)(uintptr_t)peers->items[i].id);
    }
    free(peers->items);
    bq_sketch_index_free(peers->index);
    pthread_cond_destroy(&peers->changed);
    pthread_mutex_destroy(&peers->lock);
}

/* Takes the sketch. Without memory the draft is not compared with later ones. */
static void add(struct check_peers *peers, struct bq_sketch *sketch, const char *name)
{
    void *items = peers->items;
    char *id = bq_span_dup(bq_span_str(name));
    bool room = id && bq_array_grow(&items, peers->count, &peers->cap, sizeof *peers->items,
                                    BQ_SKETCHES_MAX) == BQ_OK;
    peers->items = items;
    if (room && bq_sketch_index_add(peers->index, sketch, NULL) == BQ_OK) {
        peers->items[peers->count++] = (struct bq_check_peer){ .id = id, .sketch = sketch };
        return;
    }
    free(id);
    bq_sketch_free(sketch);
}

size_t check_peers_meet(struct check_peers *peers, size_t number, const struct bq_draft *draft,
                        const char *path, struct bq_check_peer out[CHECK_PEERS_MAX])
{
    struct bq_sketch *sketch = draft ? bq_sketch_of(draft) : NULL;
    size_t numbers[CHECK_PEERS_MAX], found = 0;
    pthread_mutex_lock(&peers->lock);
    while (peers->turn != number)
        pthread_cond_wait(&peers->changed, &peers->lock);
    if (sketch) {
        const char *id = bq_draft_text(draft, BQ_FIELD_ID, NULL);
        found = bq_sketch_index_find(peers->index, sketch, numbers, CHECK_PEERS_MAX);
        for (size_t i = 0; i < found; i++)
            out[i] = peers->items[numbers[i]];
        add(peers, sketch, id[0] ? id : path);
    }
    peers->turn++;
    pthread_cond_broadcast(&peers->changed);
    pthread_mutex_unlock(&peers->lock);
    return found;
}
