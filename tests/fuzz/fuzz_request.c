/* Raw requests, HAR files and curl lines: what is read fits a draft, and masking leaves no secret.
 */
#include "bqi/request.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bq_request request;
    struct bq_err err;
    bq_err_clear(&err);
    if (bq_request_parse((const char *)data, size, "f", 0, &request, &err) != BQ_OK)
        return 0;
    size_t at = 0, len = strlen(request.text);
    for (size_t i = 0; i < request.secret_count; i++) {
        if (request.secrets[i].start < at || request.secrets[i].end > len ||
            request.secrets[i].start > request.secrets[i].end)
            abort();
        at = request.secrets[i].end;
    }
    struct bq_draft *draft = bq_draft_new();
    if (!draft || bq_request_mask(&request, &err) != BQ_OK || request.secret_count != 0)
        abort();
    int rc = bq_request_fill(&request, NULL, draft, &err);
    if (rc != BQ_OK && rc != BQ_ELIMIT)
        abort();
    bq_draft_free(draft);
    bq_request_clear(&request);
    return 0;
}
