/* What stands around a report: the platform's head of a filed one, and files inside of its text. */
#include "io/report_in_impl.h"
#include <stdio.h>
#include <string.h>

enum { PATH_MAX_BYTES = 1024 };

static bool is_one_of(struct bq_span label, const char *const *names)
{
    for (; *names; names++)
        if (bq_span_equal_nocase(label, bq_span_str(*names)))
            return true;
    return false;
}

/* The link of a report on a platform: it has been filed. */
static int set_filed(struct bq_report_in *im, struct bq_span url, struct bq_err *err)
{
    char link[PATH_MAX_BYTES];
    struct bq_filed filed = { link, "" };
    snprintf(link, sizeof link, "%.*s", (int)url.len, url.s);
    int rc = bq_draft_set_filed(im->draft, &filed, err);
    if (rc == BQ_OK)
        rc = bq_draft_set_text(im->draft, BQ_FIELD_STATUS, "filed", 5, err);
    bq_buf_addf(im->remarks, "filed: it was filed already, as %s\n", link);
    return rc;
}

int bq_report_in_fact(struct bq_report_in *im, struct bq_span label, struct bq_span value,
                      bool *used, struct bq_err *err)
{
    static const char *const links[] = { "link", "report", "report link", "report url", NULL };
    static const char *const remarks[] = { "report", "date", "by", "state", "reporter", NULL };
    value = bq_span_trim(value);
    bool link = is_one_of(label, links) && bq_span_starts(value, "https://") &&
                value.len < PATH_MAX_BYTES && !memchr(value.s, '\n', value.len) &&
                (bq_span_find_nocase(value, 0, "/reports/") < value.len ||
                 bq_span_find_nocase(value, 0, "/submissions/") < value.len);
    *used = link || is_one_of(label, remarks);
    if (link)
        return set_filed(im, value, err);
    if (*used)
        bq_report_in_note(im, label, value);
    return BQ_OK;
}

/* ---- files inside of the text
 * ------------------------------------------------------------------- */

/* The path of an upload tag that begins the text; *len: of the whole tag. Empty: it is none. */
static struct bq_span upload_at(struct bq_span text, size_t *len)
{
    struct bq_span none = { "", 0 };
    const char *close = memchr(text.s, '>', text.len);
    if (!close || !(bq_span_starts(text, "<img upload ") || bq_span_starts(text, "<video upload ")))
        return none;
    *len = (size_t)(close - text.s) + 1;
    struct bq_span tag = bq_span_of(text.s, *len);
    size_t at = bq_span_find_nocase(tag, 0, "src=\"");
    if (at == tag.len)
        return none;
    const char *end = memchr(tag.s + at + 5, '"', tag.len - at - 5);
    return end ? bq_span_of(tag.s + at + 5, (size_t)(end - tag.s) - at - 5) : none;
}

/* The file of an image, `![words](dir/a.png)`, that begins the text; empty: none, or not a file. */
static struct bq_span image_at(struct bq_span text)
{
    struct bq_span none = { "", 0 };
    if (!bq_span_starts(text, "!["))
        return none;
    text.len = text.len < PATH_MAX_BYTES ? text.len : PATH_MAX_BYTES;
    size_t open = bq_span_find_nocase(text, 2, "]");
    if (open + 1 >= text.len || text.s[open + 1] != '(')
        return none;
    size_t close = bq_span_find_nocase(text, open, ")");
    if (close == text.len)
        return none;
    struct bq_span path = bq_span_of(text.s + open + 2, close - open - 2);
    for (size_t i = 0; i < path.len; i++)
        if (strchr(" \t:<>\"?#%", path.s[i]))
            return none; /* an address, or one with a title: no plain file */
    return bq_span_starts(path, "/") || !memchr(path.s, '.', path.len) ? none : path;
}

static int add_file_once(struct bq_report_in *im, struct bq_span path, struct bq_err *err)
{
    char file[PATH_MAX_BYTES];
    size_t count;
    const struct bq_attachment *have = bq_draft_attachments(im->draft, &count);
    if (bq_span_starts(path, "./"))
        path = bq_span_of(path.s + 2, path.len - 2);
    if (!path.len || path.len >= sizeof file)
        return BQ_OK;
    snprintf(file, sizeof file, "%.*s", (int)path.len, path.s);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(have[i].path, file))
            return BQ_OK;
    struct bq_attachment attachment = { file, "", -1 };
    return bq_draft_add_attachment(im->draft, &attachment, err);
}

static int add_line(struct bq_report_in *im, struct bq_span line, struct bq_buf *out,
                    struct bq_err *err)
{
    size_t len = 0;
    bool code = false;
    for (size_t i = 0; i < line.len; i++) {
        struct bq_span path = { "", 0 };
        if (line.s[i] == '`')
            code = !code;
        if (line.s[i] == '!' && !code) {
            int rc = add_file_once(im, image_at(bq_span_of(line.s + i, line.len - i)), err);
            if (rc != BQ_OK)
                return rc;
        }
        if (line.s[i] == '<')
            path = upload_at(bq_span_of(line.s + i, line.len - i), &len);
        if (!path.len || path.len >= PATH_MAX_BYTES) {
            bq_buf_addc(out, line.s[i]);
            continue;
        }
        char file[PATH_MAX_BYTES];
        snprintf(file, sizeof file, "%.*s", (int)path.len, path.s);
        const char *name = strrchr(file, '/');
        struct bq_attachment attachment = { file, "", -1 };
        int rc = bq_draft_add_attachment(im->draft, &attachment, err);
        if (rc != BQ_OK)
            return rc;
        bq_buf_addf(out, "{%s}", name ? name + 1 : file);
        i += len - 1;
    }
    return BQ_OK;
}

int bq_report_in_uploads(struct bq_report_in *im, enum bq_field field, struct bq_err *err)
{
    struct bq_span text = bq_buf_span(&im->texts[field]);
    struct bq_report_in_fence fence = { 0, 0 };
    struct bq_buf out;
    int rc = BQ_OK;
    if (bq_span_find_nocase(text, 0, " upload ") == text.len &&
        bq_span_find_nocase(text, 0, "![") == text.len)
        return BQ_OK;
    bq_buf_init(&out, BQ_FIELD_TEXT_MAX);
    for (size_t at = 0; at < text.len && rc == BQ_OK;) {
        const char *end = memchr(text.s + at, '\n', text.len - at);
        size_t next = end ? (size_t)(end - text.s) + 1 : text.len;
        struct bq_span line = bq_span_of(text.s + at, next - at);
        if (bq_report_in_fenced(&fence, bq_span_of(line.s, line.len - (end != NULL))))
            bq_buf_add(&out, line.s, line.len);
        else
            rc = add_line(im, line, &out, err);
        at = next;
    }
    if (rc == BQ_OK)
        rc = bq_buf_check(&out, err);
    if (rc == BQ_OK) {
        bq_buf_clear(&im->texts[field]);
        im->texts[field] = out;
    } else {
        bq_buf_clear(&out);
    }
    return rc;
}
