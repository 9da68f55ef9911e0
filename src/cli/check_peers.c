/* Look-alikes among the drafts of one run. */
#include "check_peers.h"
#include "bqi/buf.h"
#include <stdlib.h>

int check_peers_init(struct check_peers *peers, struct bq_err *err)
{
    pthread_mutex_init(&peers->lock, NULL);
    pthread_cond_init(&peers->changed, NULL);
    peers->turn = 0;
    peers->full = false;
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

/* The item of the next number; false without memory. */
static bool make_item(struct check_peers *peers, const char *name, const struct bq_sketch *sketch)
{
    void *items = peers->items;
    char *id = bq_span_dup(bq_span_str(name));
    bool room = id && bq_array_grow(&items, peers->count, &peers->cap, sizeof *peers->items,
                                    BQ_SKETCHES_MAX) == BQ_OK;
    peers->items = items;
    if (!room) {
        free(id);
        return false;
    }
    peers->items[peers->count++] = (struct bq_check_peer){ .id = id, .sketch = sketch };
    return true;
}

/* Without memory, or past the limit, the draft is kept but not compared with later ones. */
static void meet(struct check_peers *peers, struct check_meeting *meeting)
{
    size_t numbers[CHECK_PEERS_MAX];
    meeting->count = 0;
    if (!meeting->sketch)
        return;
    if (peers->full || !make_item(peers, meeting->id, meeting->sketch)) {
        bq_sketch_free(meeting->sketch);
        meeting->sketch = NULL;
        return;
    }
    peers->full = bq_sketch_index_meet(peers->index, meeting->sketch, numbers, CHECK_PEERS_MAX,
                                       &meeting->count, NULL) < 0;
    for (size_t i = 0; i < meeting->count; i++)
        meeting->alike[i] = peers->items[numbers[i]];
}

void check_peers_meet(struct check_peers *peers, size_t first,
                      struct check_meeting *const *meetings, size_t count)
{
    pthread_mutex_lock(&peers->lock);
    while (peers->turn != first)
        pthread_cond_wait(&peers->changed, &peers->lock);
    for (size_t i = 0; i < count; i++)
        meet(peers, meetings[i]);
    peers->turn = first + count;
    pthread_cond_broadcast(&peers->changed);
    pthread_mutex_unlock(&peers->lock);
}
