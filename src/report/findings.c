#include "report/findings_impl.h"

#include "bqi/show.h"
#include <stdlib.h>

int bq_findings_format_parse(const char *word)
{
    static const char *const words[] = { "text", "json", "sarif", "github" };
    for (int i = 0; i < (int)(sizeof words / sizeof *words); i++)
        if (!strcmp(words[i], word))
            return i;
    return -1;
}

const char *bq_finding_field(const struct bq_finding *finding)
{
    return finding->field == BQ_FIELD_NONE ? "" : bq_field_info(finding->field)->key;
}

void bq_json_pair(struct bq_buf *out, const char *key, const char *value)
{
    bq_buf_addf(out, ",\"%s\":", key);
    bq_json_string(out, value, strlen(value));
}

static void show(struct bq_buf *out, const char *text)
{
    bq_show(out, text, strlen(text), BQ_SHOW_LINE);
}

/* ---- FILE:LINE:COL: SEVERITY: MESSAGE [RULE-ID]
 * --------------------------------------------------- */

static void add_text(struct bq_buf *out, const char *file, const struct bq_finding *f)
{
    show(out, file);
    bq_buf_addf(out, ":%u:%u: %s: ", bq_finding_line(f), bq_finding_column(f),
                bq_severity_name(f->severity));
    if (f->allowed) {
        bq_buf_adds(out, "(answered for: ");
        show(out, f->allow_reason);
        bq_buf_adds(out, ") ");
    }
    show(out, f->message);
    bq_buf_adds(out, " [");
    show(out, f->rule);
    bq_buf_adds(out, "]\n");
}

/* ---- one JSON object a line
 * ------------------------------------------------------------------------ */

static void add_json(struct bq_buf *out, const char *file, const struct bq_finding *f)
{
    bq_buf_adds(out, "{\"file\":");
    bq_json_string(out, file, strlen(file));
    bq_buf_addf(out, ",\"line\":%u,\"column\":%u", bq_finding_line(f), bq_finding_column(f));
    bq_json_pair(out, "field", bq_finding_field(f));
    if (f->item >= 0)
        bq_buf_addf(out, ",\"item\":%d", f->item);
    bq_json_pair(out, "severity", bq_severity_name(f->severity));
    bq_json_pair(out, "rule", f->rule);
    bq_json_pair(out, "message", f->message);
    bq_json_pair(out, "hint", f->hint);
    bq_json_pair(out, "source", f->source);
    if (*f->as_of)
        bq_json_pair(out, "as_of", f->as_of);
    if (*f->route)
        bq_json_pair(out, "route", f->route);
    if (*f->match)
        bq_json_pair(out, "match", f->match);
    bq_buf_adds(out, f->allowed ? ",\"allowed\":true" : ",\"allowed\":false");
    if (f->allowed)
        bq_json_pair(out, "reason", f->allow_reason);
    bq_buf_adds(out, "}\n");
}

/* ---- ::error file=F,line=L,col=C,title=RULE::MESSAGE
 * ------------------------------------------------ */

/* Workflow commands end at a line end, their properties at ',' and ':'; '%' escapes. */
static void add_escaped(struct bq_buf *out, const char *text, bool property)
{
    struct bq_buf shown;
    bq_buf_init(&shown, BQ_FINDING_TEXT_MAX);
    show(&shown, text);
    out->failed = out->failed || bq_buf_failed(&shown);
    for (size_t i = 0; i < shown.len; i++) {
        char c = shown.data[i];
        if (c == '%')
            bq_buf_adds(out, "%25");
        else if (property && c == ':')
            bq_buf_adds(out, "%3A");
        else if (property && c == ',')
            bq_buf_adds(out, "%2C");
        else
            bq_buf_addc(out, c);
    }
    bq_buf_clear(&shown);
}

static void add_github(struct bq_buf *out, const char *file, const struct bq_finding *f)
{
    static const char *const levels[] = { "notice", "warning", "error" };
    bq_buf_addf(out, "::%s file=", f->allowed ? levels[BQ_NOTE] : levels[f->severity]);
    add_escaped(out, file, true);
    bq_buf_addf(out, ",line=%u,col=%u,title=", bq_finding_line(f), bq_finding_column(f));
    add_escaped(out, f->rule, true);
    bq_buf_adds(out, "::");
    if (f->allowed) {
        bq_buf_adds(out, "(answered for: ");
        add_escaped(out, f->allow_reason, false);
        bq_buf_adds(out, ") ");
    }
    add_escaped(out, f->message, false);
    bq_buf_addc(out, '\n');
}

/* ---- the writer
 * --------------------------------------------------------------------------------------- */

int bq_findings_writer_new(enum bq_findings_format format, bq_write_fn *write, void *context,
                           struct bq_findings_writer **out, struct bq_err *err)
{
    struct bq_findings_writer *writer = *out = calloc(1, sizeof *writer);
    if (!writer)
        return bq_err_nomem(err);
    writer->format = format;
    writer->write = write;
    writer->context = context;
    bq_buf_init(&writer->buf, 16 * BQ_FINDING_TEXT_MAX);
    return BQ_OK;
}

/* Hands on what the buffer holds. */
static int flush(struct bq_findings_writer *writer, struct bq_err *err)
{
    int status = bq_buf_check(&writer->buf, err);
    if (!status && writer->buf.len)
        writer->write(writer->context, writer->buf.data, writer->buf.len);
    bq_buf_reset(&writer->buf);
    return status;
}

int bq_findings_writer_add(struct bq_findings_writer *writer, const char *file,
                           const struct bq_findings *findings, struct bq_err *err)
{
    int status = BQ_OK;
    for (size_t i = 0; !status && i < findings->count; i++) {
        const struct bq_finding *finding = &findings->items[i];
        switch (writer->format) {
        case BQ_FINDINGS_TEXT:
            add_text(&writer->buf, file, finding);
            break;
        case BQ_FINDINGS_JSON:
            add_json(&writer->buf, file, finding);
            break;
        case BQ_FINDINGS_SARIF:
            status = bq_sarif_add(writer, file, finding, err);
            break;
        case BQ_FINDINGS_GITHUB:
            add_github(&writer->buf, file, finding);
            break;
        }
        if (!status)
            status = flush(writer, err);
    }
    return status;
}

int bq_findings_writer_end(struct bq_findings_writer *writer, struct bq_err *err)
{
    if (writer->ended || writer->format != BQ_FINDINGS_SARIF)
        return BQ_OK;
    writer->ended = true;
    bq_sarif_end(writer);
    return flush(writer, err);
}

void bq_findings_writer_free(struct bq_findings_writer *writer)
{
    if (!writer)
        return;
    bq_sarif_clear(writer);
    bq_buf_clear(&writer->buf);
    free(writer);
}
