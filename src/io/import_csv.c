/*
 * HackerOne's scope CSV, read by RFC 4180: quoted fields may hold commas, quotes (doubled) and line
 * ends. Columns are found by their names; old exports have fewer.
 */
#include "io/import_impl.h"

#include <string.h>

enum { COLUMNS_MAX = 64, ROW_TEXT_MAX = 1 << 20 };

enum column { IDENTIFIER, KIND, INSTRUCTION, BOUNTY, SUBMISSION, SEVERITY, COLUMN_COUNT };

struct csv {
    struct bq_importing *in;
    size_t at;
    unsigned line;      /* where the reader is */
    unsigned row_line;  /* where the row began */
    struct bq_buf text; /* fields of the row, each with a terminator */
    size_t starts[COLUMNS_MAX];
    size_t count;
    int columns[COLUMN_COUNT]; /* number of each column, -1 absent */
};

/* A quoted field; at stands behind the opening quote. False when it is never closed. */
static bool quoted(struct csv *csv)
{
    const char *s = csv->in->text;

    while (csv->at < csv->in->len) {
        char c = s[csv->at++];

        if (c == '"') {
            if (csv->at >= csv->in->len || s[csv->at] != '"') {
                return true;
            }
            csv->at++;
        }
        csv->line += c == '\n';
        if (!(c == '\r' && csv->at < csv->in->len && s[csv->at] == '\n')) {
            bq_buf_addc(&csv->text, c);
        }
    }
    return false;
}

/* One field up to a comma or the line's end. */
static void field(struct csv *csv)
{
    const char *s = csv->in->text;

    if (csv->count < COLUMNS_MAX) {
        csv->starts[csv->count++] = csv->text.len;
    }
    if (csv->at < csv->in->len && s[csv->at] == '"') {
        csv->at++;
        if (!quoted(csv)) {
            bq_importing_trouble(csv->in, csv->row_line, 1,
                                 "a quote is opened in this row and never closed");
        }
    }
    while (csv->at < csv->in->len && s[csv->at] != ',' && s[csv->at] != '\n') {
        if (s[csv->at] != '\r') {
            bq_buf_addc(&csv->text, s[csv->at]);
        }
        csv->at++;
    }
    bq_buf_addc(&csv->text, '\0');
}

/* The next row that is not blank; false at the end. */
static bool row(struct csv *csv)
{
    const char *s = csv->in->text;

    while (csv->at < csv->in->len && (s[csv->at] == '\n' || s[csv->at] == '\r')) {
        csv->line += s[csv->at++] == '\n';
    }
    if (csv->at >= csv->in->len) {
        return false;
    }
    bq_buf_reset(&csv->text);
    csv->count = 0;
    csv->row_line = csv->line;
    for (;;) {
        field(csv);
        if (csv->at >= csv->in->len || s[csv->at] == '\n') {
            break;
        }
        csv->at++; /* the comma */
    }
    return true;
}

static const char *cell(const struct csv *csv, enum column column)
{
    int number = csv->columns[column];

    return number >= 0 && (size_t)number < csv->count ? csv->text.data + csv->starts[number] : "";
}

static void read_header(struct csv *csv)
{
    static const char *const names[COLUMN_COUNT][2] = {
        { "identifier", "asset_identifier" }, { "asset_type", "type" },
        { "instruction", "description" },     { "eligible_for_bounty", NULL },
        { "eligible_for_submission", NULL },  { "max_severity", NULL }
    };

    for (int c = 0; c < COLUMN_COUNT; c++) {
        csv->columns[c] = -1;
        for (size_t i = 0; i < csv->count; i++) {
            struct bq_span name = bq_span_trim(bq_span_str(csv->text.data + csv->starts[i]));

            if (bq_span_equal_nocase(name, bq_span_str(names[c][0])) ||
                (names[c][1] && bq_span_equal_nocase(name, bq_span_str(names[c][1])))) {
                csv->columns[c] = (int)i;
            }
        }
    }
}

static bool says_no(const char *text)
{
    return bq_span_equal_nocase(bq_span_str(text), bq_span_str("false")) ||
           strcmp(text, "0") == 0 || bq_span_equal_nocase(bq_span_str(text), bq_span_str("no"));
}

static int add_row(struct csv *csv, struct bq_program *program, struct bq_err *err)
{
    struct bq_target t = bq_target_none();

    if (bq_buf_failed(&csv->text)) {
        bq_importing_trouble(csv->in, csv->row_line, 1, "a row over %d MiB", ROW_TEXT_MAX >> 20);
        t.name = "a row that is too long";
        return bq_program_add_target(program, &t, err);
    }
    t.name = bq_program_strz(program, cell(csv, IDENTIFIER));
    t.kind = bq_program_strz(program, cell(csv, KIND));
    t.note = bq_program_strz(program, cell(csv, INSTRUCTION));
    t.max_severity = bq_program_strz(program, cell(csv, SEVERITY));
    t.bounty = !says_no(cell(csv, BOUNTY));
    t.out = says_no(cell(csv, SUBMISSION));
    if (!t.name[0]) {
        bq_importing_trouble(csv->in, csv->row_line, 1, "this row has no identifier");
        t.name = "(no name)";
    }
    return bq_program_add_target(program, &t, err);
}

int bq_import_csv(struct bq_importing *in, struct bq_err *err)
{
    struct csv csv = { .in = in, .line = 1 };
    struct bq_program *program = bq_importing_program(in, "", "hackerone", err);
    int status = BQ_OK;

    if (!program) {
        return BQ_ENOMEM;
    }
    bq_program_edit(program)->form.taxonomy = "cwe";
    bq_buf_init(&csv.text, ROW_TEXT_MAX);
    if (row(&csv)) {
        read_header(&csv);
    }
    if (csv.columns[IDENTIFIER] < 0) {
        status = bq_err_at(err, BQ_EPARSE, in->file, 1, 1, "no column is named identifier");
    }
    while (status == BQ_OK && row(&csv)) {
        status = add_row(&csv, program, err);
    }
    bq_buf_clear(&csv.text);
    if (status != BQ_OK) {
        bq_program_free(program);
        return status;
    }
    return bq_importing_take(in, program, NULL, err);
}
