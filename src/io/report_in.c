/* Finds out what kind of report it is, and puts the draft together. */
#include "bqi/report_in.h"
#include "bqi/utf8.h"
#include "bugquill/io.h"
#include "io/report_in_impl.h"
#include <stdlib.h>
#include <string.h>

/* ---- labels
 * --------------------------------------------------------------------------------------------- */

/* How platforms, templates and people call the fields, in lower case with letters and digits only.
 */
static const struct {
    const char *label;
    enum bq_field field;
} labels[] = {
    { "title", BQ_FIELD_TITLE },
    { "summarytitle", BQ_FIELD_TITLE },
    { "submissiontitle", BQ_FIELD_TITLE },
    { "reporttitle", BQ_FIELD_TITLE },
    { "program", BQ_FIELD_PROGRAM },
    { "engagement", BQ_FIELD_PROGRAM },
    { "team", BQ_FIELD_PROGRAM },
    { "handle", BQ_FIELD_PROGRAM },
    { "target", BQ_FIELD_TARGET },
    { "asset", BQ_FIELD_TARGET },
    { "scope", BQ_FIELD_TARGET },
    { "affectedasset", BQ_FIELD_TARGET },
    { "affectedtarget", BQ_FIELD_TARGET },
    { "type", BQ_FIELD_TYPE },
    { "vrt", BQ_FIELD_TYPE },
    { "vrtid", BQ_FIELD_TYPE },
    { "vrtcategory", BQ_FIELD_TYPE },
    { "weakness", BQ_FIELD_TYPE },
    { "cwe", BQ_FIELD_TYPE },
    { "cweid", BQ_FIELD_TYPE },
    { "bugtype", BQ_FIELD_TYPE },
    { "vulnerability", BQ_FIELD_TYPE },
    { "vulnerabilitytype", BQ_FIELD_TYPE },
    { "technicalseverity", BQ_FIELD_TYPE },
    { "url", BQ_FIELD_URL },
    { "bugurl", BQ_FIELD_URL },
    { "endpoint", BQ_FIELD_URL },
    { "location", BQ_FIELD_URL },
    { "affectedurl", BQ_FIELD_URL },
    { "vulnerableurl", BQ_FIELD_URL },
    { "affectedendpoint", BQ_FIELD_URL },
    { "urllocationofvulnerability", BQ_FIELD_URL },
    { "vulnerabilityurl", BQ_FIELD_URL },
    { "request", BQ_FIELD_REQUEST },
    { "httprequest", BQ_FIELD_REQUEST },
    { "tracedumphttprequest", BQ_FIELD_REQUEST },
    { "tracedump", BQ_FIELD_REQUEST },
    { "description", BQ_FIELD_DESCRIPTION },
    { "vulnerabilityinformation", BQ_FIELD_DESCRIPTION },
    { "vulnerabilitydescription", BQ_FIELD_DESCRIPTION },
    { "summary", BQ_FIELD_DESCRIPTION },
    { "overview", BQ_FIELD_DESCRIPTION },
    { "details", BQ_FIELD_DESCRIPTION },
    { "technicaldetails", BQ_FIELD_DESCRIPTION },
    { "vulnerabilitydetails", BQ_FIELD_DESCRIPTION },
    { "impact", BQ_FIELD_IMPACT },
    { "businessimpact", BQ_FIELD_IMPACT },
    { "securityimpact", BQ_FIELD_IMPACT },
    { "impactassessment", BQ_FIELD_IMPACT },
    { "poc", BQ_FIELD_POC },
    { "proof", BQ_FIELD_POC },
    { "proofofconcept", BQ_FIELD_POC },
    { "proofofconceptpoc", BQ_FIELD_POC },
    { "steps", BQ_FIELD_POC },
    { "stepstoreproduce", BQ_FIELD_POC },
    { "reproductionsteps", BQ_FIELD_POC },
    { "reproduction", BQ_FIELD_POC },
    { "howtoreproduce", BQ_FIELD_POC },
    { "stepstoreplicate", BQ_FIELD_POC },
    { "replicationsteps", BQ_FIELD_POC },
    { "poccode", BQ_FIELD_POC },
    { "attachments", BQ_FIELD_ATTACHMENTS },
    { "supportingmaterial", BQ_FIELD_ATTACHMENTS },
    { "supportingmaterialreferences", BQ_FIELD_ATTACHMENTS },
    { "ownshare", BQ_FIELD_OWN_SHARE },
    { "collaborators", BQ_FIELD_COLLABORATORS },
    { "cvss", BQ_FIELD_CVSS },
    { "cvssvector", BQ_FIELD_CVSS },
    { "cvssscore", BQ_FIELD_CVSS },
    { "severity", BQ_FIELD_PRIORITY },
    { "priority", BQ_FIELD_PRIORITY },
    { "notes", BQ_FIELD_NOTES },
};

static enum bq_field find_label(struct bq_span label)
{
    char plain[40];
    size_t len = 0;
    for (size_t i = 0; i < label.len; i++) {
        char c = label.s[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if ((unsigned char)c >= 0x80)
            return BQ_FIELD_NONE;
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            continue;
        if (len + 1 == sizeof plain)
            return BQ_FIELD_NONE;
        plain[len++] = c;
    }
    plain[len] = '\0';
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(plain, labels[i].label) == 0)
            return labels[i].field;
    }
    return BQ_FIELD_NONE;
}

enum bq_field bq_report_in_label(struct bq_span label)
{
    label = bq_span_trim(label);
    if (label.len && label.s[label.len - 1] == ':')
        label = bq_span_trim(bq_span_of(label.s, label.len - 1));
    if (bq_span_ends(label, "(optional)") || bq_span_ends(label, "(required)"))
        label.len -= 10;
    enum bq_field field = find_label(label);
    /* "Proof of Concept / Replication Steps": the first of several names counts */
    const char *slash = label.len ? memchr(label.s, '/', label.len) : NULL;
    return field == BQ_FIELD_NONE && slash
               ? find_label(bq_span_of(label.s, (size_t)(slash - label.s)))
               : field;
}

/* ---- the whole
 * -----------------------------------------------------------------------------------------------
 */

/* LF line ends, and no byte order mark. */
static void normalise(const char *s, size_t len, struct bq_buf *out)
{
    size_t i = len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    for (; i < len; i++) {
        if (s[i] != '\r')
            bq_buf_addc(out, s[i]);
        else if (i + 1 == len || s[i + 1] != '\n')
            bq_buf_addc(out, '\n');
    }
}

static int check_text(const char *text, size_t len, const char *file, struct bq_err *err)
{
    size_t bad = 0;
    const char *nul = len ? memchr(text, '\0', len) : NULL;
    if (len > BQ_REPORT_FILE_MAX)
        return bq_err_at(err, BQ_ELIMIT, file, 0, 0, "larger than %d bytes", BQ_REPORT_FILE_MAX);
    if (!nul && bq_utf8_valid(text, len, &bad))
        return BQ_OK;
    unsigned line, column;
    bq_utf8_place(text, nul ? (size_t)(nul - text) : bad, &line, &column);
    return bq_err_at(err, BQ_EPARSE, file, line, column,
                     nul ? "a NUL byte: this is no text" : "not UTF-8");
}

static int put_texts(struct bq_report_in *im, struct bq_err *err)
{
    int rc = BQ_OK;
    for (int i = 0; i < BQ_FIELD_COUNT && rc == BQ_OK; i++) {
        struct bq_buf *text = &im->texts[i];
        if (text->failed)
            rc = bq_buf_check(text, err);
        else if (text->len > 0)
            rc = bq_draft_set_text(im->draft, (enum bq_field)i, text->data, text->len, err);
    }
    return rc;
}

static bool is_draft(struct bq_span text)
{
    if (bq_span_starts(text, "---\n"))
        text = bq_span_of(text.s + 4, text.len - 4);
    return bq_span_starts(text, "bugquill:");
}

static bool has_front(struct bq_span text)
{
    return bq_span_starts(text, "---\n") || bq_span_starts(text, "--- \n");
}

static int read_report(struct bq_report_in *im, struct bq_span text, struct bq_err *err)
{
    struct bq_span inside = bq_span_trim(text);
    int rc;
    if (inside.len == 0)
        return bq_err_at(err, BQ_EPARSE, im->file, 1, 1, "there is nothing in it");
    if (inside.s[0] == '{')
        rc = bq_report_in_json(im, inside, err);
    else if (has_front(text))
        rc = bq_report_in_front(im, text, err);
    else
        rc = bq_report_in_markdown(im, text, err);
    for (int i = BQ_FIELD_DESCRIPTION; i <= BQ_FIELD_POC && rc == BQ_OK; i++)
        rc = bq_report_in_uploads(im, (enum bq_field)i, err);
    return rc == BQ_OK ? put_texts(im, err) : rc;
}

int bq_report_import(const char *text, size_t len, const char *file,
                     const struct bq_taxonomy *taxonomy, struct bq_draft **out,
                     struct bq_buf *remarks, struct bq_err *err)
{
    struct bq_report_in im;
    struct bq_buf clean;
    *out = NULL;
    int rc = check_text(text, len, file, err);
    if (rc != BQ_OK)
        return rc;
    bq_buf_init(&clean, BQ_REPORT_FILE_MAX);
    normalise(text, len, &clean);
    rc = bq_buf_check(&clean, err);
    if (rc == BQ_OK && is_draft(bq_buf_span(&clean))) {
        rc = bq_draft_parse(clean.data, clean.len, file, out, err);
        bq_buf_clear(&clean);
        return rc;
    }
    memset(&im, 0, sizeof im);
    im.taxonomy = taxonomy;
    im.file = file;
    im.remarks = remarks;
    for (int i = 0; i < BQ_FIELD_COUNT; i++)
        bq_buf_init(&im.texts[i], BQ_FIELD_TEXT_MAX);
    im.draft = bq_draft_new();
    if (rc == BQ_OK && !im.draft)
        rc = bq_err_nomem(err);
    if (rc == BQ_OK)
        rc = read_report(&im, bq_buf_span(&clean), err);
    bq_err_in_file(rc == BQ_OK ? NULL : err, file);
    for (int i = 0; i < BQ_FIELD_COUNT; i++)
        bq_buf_clear(&im.texts[i]);
    bq_buf_clear(&clean);
    if (rc == BQ_OK)
        *out = im.draft;
    else
        bq_draft_free(im.draft);
    return rc;
}
