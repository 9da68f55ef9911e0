/*
 * Old ids. The table maps an old id to its successor in the version that dropped it, so successors
 * may be old themselves: chains are followed, but only as long as the id at hand is not alive in
 * the loaded tree (three old ids came back to life later). Ids that vanished without an entry fall
 * back to the nearest living parent.
 */
#include "model/taxonomy_impl.h"

enum { HOPS_MAX = 64 }; /* the longest real chain has 5; a hand-made file may have a ring */

static const char *successor(const struct bq_taxonomy *t, const char *id)
{
    size_t mask = t->by_old.size - 1;
    for (size_t i = bq_taxonomy_hash(id, strlen(id)) & mask; t->by_old.items[i];
         i = (i + 1) & mask) {
        const struct bq_old_id *old = &t->old[t->by_old.items[i] - 1];
        if (!strcmp(old->from, id))
            return old->to;
    }
    return NULL;
}

static enum bq_migration arrived(const struct bq_type *type, bool lost, const struct bq_type **to)
{
    *to = type;
    if (!strcmp(type->id, "other"))
        return BQ_MIGRATE_OTHER;
    return lost || type->child_count ? BQ_MIGRATE_PARENT : BQ_MIGRATE_MOVED;
}

enum bq_migration bq_taxonomy_migrate(const struct bq_taxonomy *t, const char *id,
                                      const struct bq_type **to)
{
    char at[1024];
    bool lost = false; /* a part of the id was given up */
    *to = bq_taxonomy_find(t, id);
    if (*to)
        return BQ_MIGRATE_LIVE;
    if (strlen(id) >= sizeof at)
        return BQ_MIGRATE_UNKNOWN;
    memcpy(at, id, strlen(id) + 1);
    for (int hops = 0; hops < HOPS_MAX; hops++) {
        const struct bq_type *type = bq_taxonomy_find(t, at);
        if (type)
            return arrived(type, lost, to);
        const char *next = successor(t, at);
        char *dot = strrchr(at, '.');
        if (next && strlen(next) < sizeof at) {
            memcpy(at, next, strlen(next) + 1);
        } else if (dot) {
            *dot = 0;
            lost = true;
        } else {
            break;
        }
    }
    return BQ_MIGRATE_UNKNOWN;
}
