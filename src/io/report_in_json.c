/* JSON: this program's own reports, and what HackerOne's API takes. */
#include "bqi/json.h"
#include "io/report_in_impl.h"
#include <string.h>

static int put_member(struct bq_report_in *im, const char *key, const struct bq_json *value,
                      struct bq_err *err)
{
    struct bq_span label = bq_span_str(key);
    enum bq_field field = bq_field_by_key(key, strlen(key));
    const char *text = bq_json_text(value);
    int64_t number;
    if (field == BQ_FIELD_NONE)
        field = bq_report_in_label(label);
    if (bq_json_kind(value) ==
        BQ_JSON_OBJECT) /* {"id": ...}: program and type say more than the id */
        text = bq_json_text(bq_json_get(value, "id"));
    if (field == BQ_FIELD_OWN_SHARE && bq_json_whole(value, &number)) {
        bq_draft_set_number(im->draft, field, number);
        return BQ_OK;
    }
    if (!text || !*text || field == BQ_FIELD_ID || field == BQ_FIELD_UPDATED)
        return BQ_OK;
    if (field == BQ_FIELD_NONE) {
        bq_report_in_note(im, label, bq_span_str(text));
        return BQ_OK;
    }
    if (bq_field_info(field)->kind == BQ_KIND_TEXT) {
        /* Its own texts come back byte for byte. */
        if (im->texts[field].len == 0)
            bq_buf_adds(&im->texts[field], text);
        else
            bq_report_in_text(im, field, bq_span_str(text));
        return BQ_OK;
    }
    if (field == BQ_FIELD_CREATED || field == BQ_FIELD_STATUS || field == BQ_FIELD_PRIORITY_REASON)
        return bq_draft_set_text(im->draft, field, text, strlen(text), err);
    return bq_report_in_value(im, field, label, bq_span_str(text), err);
}

static int put_attachments(struct bq_report_in *im, const struct bq_json *list, struct bq_err *err)
{
    int rc = BQ_OK;
    for (const struct bq_json *e = bq_json_first(list); e && rc == BQ_OK; e = bq_json_next(e)) {
        struct bq_attachment file = { bq_json_get_text(e, "path"), bq_json_get_text(e, "sha256"),
                                      -1 };
        if (!bq_json_whole(bq_json_get(e, "size"), &file.size))
            file.size = -1;
        rc = bq_draft_add_attachment(im->draft, &file, err);
    }
    return rc;
}

static int put_people(struct bq_report_in *im, const struct bq_json *list, struct bq_err *err)
{
    int rc = BQ_OK;
    for (const struct bq_json *e = bq_json_first(list); e && rc == BQ_OK; e = bq_json_next(e)) {
        struct bq_collaborator who = { bq_json_get_text(e, "name"), INT64_MIN };
        if (!bq_json_whole(bq_json_get(e, "share"), &who.share))
            who.share = INT64_MIN;
        rc = bq_draft_add_collaborator(im->draft, &who, err);
    }
    return rc;
}

static int put_accounts(struct bq_report_in *im, const struct bq_json *list, struct bq_err *err)
{
    int rc = BQ_OK;
    for (const struct bq_json *e = bq_json_first(list); e && rc == BQ_OK; e = bq_json_next(e)) {
        struct bq_account account = { bq_json_get_text(e, "role"), bq_json_get_text(e, "id") };
        rc = bq_draft_add_account(im->draft, &account, err);
    }
    return rc;
}

static int put_object(struct bq_report_in *im, const struct bq_json *object, struct bq_err *err)
{
    int rc = BQ_OK;
    for (const struct bq_json *m = bq_json_first(object); m && rc == BQ_OK; m = bq_json_next(m)) {
        const char *key = bq_json_key(m);
        if (strcmp(key, "bugquill_report") == 0)
            continue;
        if (strcmp(key, "filed") == 0) {
            struct bq_filed filed = { bq_json_get_text(m, "url"), bq_json_get_text(m, "date") };
            rc = bq_draft_set_filed(im->draft, &filed, err);
        } else if (strcmp(key, "attachments") == 0 && bq_json_kind(m) == BQ_JSON_ARRAY) {
            rc = put_attachments(im, m, err);
        } else if (strcmp(key, "collaborators") == 0 && bq_json_kind(m) == BQ_JSON_ARRAY) {
            rc = put_people(im, m, err);
        } else if (strcmp(key, "accounts") == 0 && bq_json_kind(m) == BQ_JSON_ARRAY) {
            rc = put_accounts(im, m, err);
        } else {
            rc = put_member(im,
                            strcmp(key, "team_handle") == 0       ? "program"
                            : strcmp(key, "severity_rating") == 0 ? "severity"
                                                                  : key,
                            m, err);
        }
    }
    return rc;
}

int bq_report_in_json(struct bq_report_in *im, struct bq_span text, struct bq_err *err)
{
    struct bq_json *root = NULL;
    int64_t format = 0;
    int rc = bq_json_parse(text.s, text.len, im->file, &root, err);
    if (rc != BQ_OK)
        return rc;
    const struct bq_json *hackerone = bq_json_get(bq_json_get(root, "data"), "attributes");
    const struct bq_json *own = bq_json_get(root, "bugquill_report");
    if (own && (!bq_json_whole(own, &format) || format != 1))
        rc = bq_err_at(err, BQ_EPARSE, im->file, 1, 1, "written by a newer bugquill");
    else if (hackerone)
        rc = put_object(im, hackerone, err);
    else if (own || bq_json_get(root, "title"))
        rc = put_object(im, root, err);
    else
        rc = bq_err_at(err, BQ_EPARSE, im->file, 1, 1, "JSON, but no report: it has no title");
    bq_json_free(root);
    return rc;
}
