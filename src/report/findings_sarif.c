/*
 * Findings as a SARIF 2.1.0 log (OASIS), written as they come: the results first, then the tool
 * with the rules that had results. What the author answered for is a suppressed result. Nothing of
 * the draft's text is quoted but what a message itself says.
 */
#include "report/findings_impl.h"

#include "bqi/show.h"
#include <stdlib.h>

void bq_sarif_begin(struct bq_findings_writer *writer)
{
    if (writer->begun)
        return;
    writer->begun = true;
    bq_buf_adds(&writer->buf,
                "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\n"
                "\"version\":\"2.1.0\",\n\"runs\":[{\n\"columnKind\":\"unicodeCodePoints\",\n"
                "\"results\":[");
}

/* The rule's place in the list, which it joins when it is new; negative status on failure. */
static int rule_index(struct bq_findings_writer *writer, const struct bq_finding *finding,
                      size_t *index, struct bq_err *err)
{
    for (*index = 0; *index < writer->rule_count; ++*index)
        if (!strcmp(writer->rules[*index].id, finding->rule))
            return BQ_OK;
    void *items = writer->rules;
    int status = bq_array_grow(&items, writer->rule_count, &writer->rule_cap, sizeof *writer->rules,
                               BQ_SARIF_RULES_MAX);
    writer->rules = items;
    if (status)
        return bq_err_set(err, status, "too many rules for one log");
    struct bq_sarif_rule *rule = &writer->rules[writer->rule_count++];
    rule->id = bq_span_dup(bq_span_str(finding->rule));
    rule->why = bq_span_dup(bq_span_str(finding->why));
    rule->source = bq_span_dup(bq_span_str(finding->source));
    return rule->id && rule->why && rule->source ? BQ_OK : bq_err_nomem(err);
}

/* A path as a URI reference: bytes that have a meaning of their own in one are percent-encoded. */
static void add_uri(struct bq_buf *out, const char *path)
{
    bq_buf_adds(out, *path == '/' ? "\"file://" : "\"");
    for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
        bool plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= '0' && *p <= '9') || strchr("-._~/", *p);
        if (plain)
            bq_buf_addc(out, (char)*p);
        else
            bq_buf_addf(out, "%%%02X", *p);
    }
    bq_buf_addc(out, '"');
}

static void add_location(struct bq_buf *out, const char *file, const struct bq_finding *f)
{
    bq_buf_adds(out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    add_uri(out, file);
    bq_buf_adds(out, "}");
    if (f->line)
        bq_buf_addf(out, ",\"region\":{\"startLine\":%u,\"startColumn\":%u}", bq_finding_line(f),
                    bq_finding_column(f));
    bq_buf_adds(out, "}}]");
}

int bq_sarif_add(struct bq_findings_writer *writer, const char *file, const struct bq_finding *f,
                 struct bq_err *err)
{
    struct bq_buf *out = &writer->buf;
    size_t index;
    bool first = !writer->begun;
    int status = rule_index(writer, f, &index, err);
    if (status)
        return status;
    bq_sarif_begin(writer);
    bq_buf_adds(out, first ? "\n{\"ruleId\":" : ",\n{\"ruleId\":");
    bq_json_string(out, f->rule, strlen(f->rule));
    bq_buf_addf(out, ",\"ruleIndex\":%zu,\"level\":\"%s\",\"message\":{\"text\":", index,
                bq_severity_name(f->severity));
    bq_json_string(out, f->message, strlen(f->message));
    bq_buf_addc(out, '}');
    add_location(out, file, f);
    if (*f->match)
        bq_buf_addf(out, ",\"partialFingerprints\":{\"match/v1\":\"%s\"}", f->match);
    if (f->allowed) {
        bq_buf_adds(out, ",\"suppressions\":[{\"kind\":\"inSource\",\"status\":\"accepted\"");
        bq_json_pair(out, "justification", f->allow_reason);
        bq_buf_adds(out, "}]");
    } else {
        bq_buf_adds(out, ",\"suppressions\":[]");
    }
    bq_buf_adds(out, ",\"properties\":{\"field\":");
    bq_json_string(out, bq_finding_field(f), strlen(bq_finding_field(f)));
    bq_json_pair(out, "hint", f->hint);
    if (*f->route)
        bq_json_pair(out, "route", f->route);
    bq_buf_adds(out, "}}");
    return BQ_OK;
}

static void add_rule(struct bq_buf *out, const struct bq_sarif_rule *rule)
{
    bq_buf_adds(out, "{\"id\":");
    bq_json_string(out, rule->id, strlen(rule->id));
    if (*rule->why) {
        bq_buf_adds(out, ",\"fullDescription\":{\"text\":");
        bq_json_string(out, rule->why, strlen(rule->why));
        bq_buf_addc(out, '}');
    }
    if (*rule->source) {
        bq_buf_adds(out, ",\"help\":{\"text\":");
        bq_json_string(out, rule->source, strlen(rule->source));
        bq_buf_addc(out, '}');
    }
    bq_buf_addc(out, '}');
}

void bq_sarif_end(struct bq_findings_writer *writer)
{
    struct bq_buf *out = &writer->buf;
    bq_sarif_begin(writer);
    bq_buf_addf(out,
                "\n],\n\"tool\":{\"driver\":{\"name\":\"bugquill\",\"version\":\"%s\",\"rules\":[",
                PACKAGE_VERSION);
    for (size_t i = 0; i < writer->rule_count; i++) {
        bq_buf_adds(out, i ? ",\n" : "\n");
        add_rule(out, &writer->rules[i]);
    }
    bq_buf_adds(out, "\n]}}\n}]}\n");
}

void bq_sarif_clear(struct bq_findings_writer *writer)
{
    for (size_t i = 0; i < writer->rule_count; i++) {
        free(writer->rules[i].id);
        free(writer->rules[i].why);
        free(writer->rules[i].source);
    }
    free(writer->rules);
}
