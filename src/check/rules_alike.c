/* Drafts that say the same: one bug filed twice makes the second a duplicate. */
#include "bugquill/sketch.h"
#include "check/checks.h"

/* One finding, for the strongest likeness: place before text before title. */
void bq_check_look_alike(const struct bq_check_run *run, enum bq_field field)
{
    struct bq_sketch *made = NULL;
    const struct bq_sketch *own = run->context->sketch;
    const struct bq_check_peer *best = NULL;
    enum bq_likeness strongest = BQ_LIKE_NOT;
    unsigned percent = 0, same;

    if (!run->context->peer_count)
        return;
    if (!own)
        own = made = bq_sketch_of(run->draft);
    if (!own) {
        run->facts->status = BQ_ENOMEM;
        return;
    }
    for (size_t i = 0; i < run->context->peer_count; i++) {
        const struct bq_check_peer *peer = &run->context->peers[i];
        enum bq_likeness likeness = bq_sketch_compare(own, peer->sketch, &same);
        if (likeness > strongest) {
            strongest = likeness;
            best = peer;
            percent = same;
        }
    }
    bq_sketch_free(made);
    struct bq_emit emit = { .rule = BQ_R_LOOK_ALIKE, .field = field };
    if (!best)
        return;
    emit.match = bq_span_str(best->id);
    if (strongest == BQ_LIKE_PLACE)
        bq_run_add(run, &emit, "%s is of the same type at the same URL", best->id);
    else if (strongest == BQ_LIKE_TEXT)
        bq_run_add(run, &emit, "%s has about %u %% of this text", best->id, percent);
    else
        bq_run_add(run, &emit, "%s has nearly the same title", best->id);
}
