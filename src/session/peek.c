#include "internal.h"

const struct bq_draft *bq_session_peek(const struct bq_session *session)
{
    return session->draft;
}
