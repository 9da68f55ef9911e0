/*
 * Exports of hostile text: never a crash, always well-formed UTF-8, no tag that is not ours. The
 * input is cut in five at bytes 0x1f: title, description, impact, proof, request.
 */
#include "bqi/buf.h"
#include "bqi/handoff.h"
#include "bqi/utf8.h"
#include "bugquill/report.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Nothing alive may be in the page after its head. */
static void check_page(const char *text)
{
    static const char *const never[] = { "<script", "<img",  "<iframe", "<svg",
                                         "<style",  "<meta", "<!--",    "href=\"j" };
    const char *body = strstr(text, "<body>");
    assert(body);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert(!strcasestr(body, never[i]));
}

static void export(const struct bq_report *report)
{
    for (int kind = BQ_REPORT_MARKDOWN; kind <= BQ_REPORT_OSV; kind++) {
        char *out = NULL;
        size_t len = 0;
        if (bq_report_format(report, (enum bq_report_kind)kind, BQ_FLAVOUR_GITHUB - (int)(kind & 1),
                             &out, &len, NULL))
            continue;
        assert(bq_utf8_valid(out, len, NULL));
        assert(strlen(out) == len);
        if (kind == BQ_REPORT_HTML)
            check_page(out);
        free(out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum bq_field fields[] = { BQ_FIELD_TITLE, BQ_FIELD_DESCRIPTION, BQ_FIELD_IMPACT,
                                            BQ_FIELD_POC, BQ_FIELD_REQUEST };
    const char *text = (const char *)data;
    struct bq_draft *draft = bq_draft_new();
    struct bq_handoff handoff;
    if (!draft || size > 1 << 16) {
        bq_draft_free(draft);
        return 0;
    }
    for (size_t i = 0; i < 5; i++) {
        const char *cut = size ? memchr(text, 0x1f, size) : NULL;
        size_t len = cut ? (size_t)(cut - text) : size;
        /* what is no text is refused at this door, and leaves the field empty */
        (void)!bq_draft_set_text(draft, fields[i], text, len, NULL);
        text += len + (cut != NULL);
        size -= len + (cut != NULL);
    }
    const struct bq_report report = { draft, NULL, NULL };
    export(&report);
    if (!bq_handoff_make(&report, &handoff, NULL))
        bq_handoff_clear(&handoff);
    bq_draft_free(draft);
    return 0;
}
