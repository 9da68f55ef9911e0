/* Keys, sessions, passwords and other people's data: what the scanner finds, as findings. */
#include "check/checks.h"
#include "check/secrets.h"

/* OpenAI's own form for keys that were found in public, as the program's first description gave it.
 */
#define KEY_FORM "https://forms.gle/h8bQ5YKWzXb8FtrQ8"

struct scan {
    const struct bq_check_run *run;
    enum bq_field field;
    int item;         /* of an attachment, else -1 */
    const char *path; /* likewise */
    struct bq_span text;
};

static enum bq_rule rule_of(const char *id)
{
    static const enum bq_rule rules[] = { BQ_R_SECRET,        BQ_R_OPENAI_KEY, BQ_R_SESSION,
                                          BQ_R_PERSONAL_DATA, BQ_R_PASSWORD,   BQ_R_URL_TOKEN,
                                          BQ_R_PATTERN_LIMIT };
    size_t count;
    const struct bq_rule_info *table = bq_rule_table(&count);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(table[rules[i]].id, id) == 0)
            return rules[i];
    }
    return BQ_R_SECRET;
}

/* The scanner's preview is masked: nothing here shows what was found. */
static bool report(void *context, const struct bq_secret_hit *hit)
{
    struct scan *scan = context;
    struct bq_emit emit = { .rule = rule_of(hit->rule), .field = scan->field };
    emit.match = bq_span_of(scan->text.s + hit->start, hit->end - hit->start);
    emit.lighter = scan->field == BQ_FIELD_NOTES; /* private: in no export */
    if (emit.rule == BQ_R_OPENAI_KEY)
        emit.route = KEY_FORM;
    if (scan->path) {
        emit.has_item = true;
        emit.item = scan->item;
        bq_run_add(scan->run, &emit, "%s in %s: %s", hit->name, scan->path, hit->preview);
        return true;
    }
    emit.start = hit->start;
    emit.end = hit->end;
    emit.fix = emit.rule == BQ_R_PATTERN_LIMIT ? NULL : hit->masked;
    emit.fix_len = emit.fix ? strlen(emit.fix) : 0;
    bq_run_add(scan->run, &emit, "%s: %s", hit->name, hit->preview);
    return true;
}

static void look(struct scan *scan)
{
    if (scan->text.len &&
        bq_secrets_scan(scan->run->secrets, scan->text, report, scan, NULL) == BQ_ENOMEM)
        scan->run->facts->status = BQ_ENOMEM;
}

void bq_check_secrets(const struct bq_check_run *run, enum bq_field field)
{
    struct scan scan = { .run = run, .field = field, .text = bq_run_text(run, field) };
    look(&scan);
}

/* Text files only: a picture holds no text that could be copied. */
void bq_check_file_secrets(const struct bq_check_run *run, enum bq_field field)
{
    size_t count;
    const struct bq_attachment *attachments = bq_draft_attachments(run->draft, &count);
    for (size_t i = 0; i < run->context->file_count; i++) {
        const struct bq_check_file *file = &run->context->files[i];
        struct scan scan = { .run = run, .field = field, .item = -1, .path = file->path };
        if (file->status < 0 || !file->head_len || memchr(file->head, '\0', file->head_len))
            continue;
        scan.text = bq_span_of(file->head, file->head_len);
        for (size_t k = 0; k < count && scan.item < 0; k++) {
            if (strcmp(attachments[k].path, file->path) == 0)
                scan.item = (int)k;
        }
        look(&scan);
    }
}
