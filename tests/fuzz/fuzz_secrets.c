/* Any bytes: hits come in order, lie in the text, and what they offer never is the secret itself.
 */
#include "check/secrets.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct state {
    struct bq_span text;
    size_t at;
};

static void must(int good)
{
    if (!good)
        abort();
}

static bool on_hit(void *context, const struct bq_secret_hit *hit)
{
    struct state *state = context;

    must(hit->start >= state->at && hit->start < hit->end && hit->end <= state->text.len);
    must(hit->end - hit->start <= BQ_SECRET_SPAN_MAX);
    must(hit->rule && hit->kind && hit->name && hit->masked && hit->preview);
    must(strlen(hit->preview) <= 60 && !strchr(hit->preview, '\n'));
    must(strlen(hit->masked) != hit->end - hit->start ||
         memcmp(hit->masked, state->text.s + hit->start, hit->end - hit->start) != 0);
    state->at = hit->end;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bq_secrets *secrets; /* what it compiles is kept between inputs */
    struct state state = { { (const char *)data, size }, 0 };
    size_t half = size / 2;

    if (!secrets)
        must(bq_secrets_new(NULL, &secrets, NULL) == BQ_OK);
    must(bq_secrets_scan(secrets, state.text, on_hit, &state, NULL) == BQ_OK);
    state.at = 0;
    must(bq_secrets_scan_part(secrets, state.text, 0, half, on_hit, &state, NULL) == BQ_OK);
    state.at = 0;
    must(bq_secrets_scan_part(secrets, state.text, half, size, on_hit, &state, NULL) == BQ_OK);
    return 0;
}
