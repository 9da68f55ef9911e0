/* Scores CVSS vectors. */
#include "bqi/show.h"
#include "bugquill/cvss.h"
#include "cli.h"
#include <string.h>

enum { OUT_MAX = 1 << 24, FLUSH_AT = 1 << 16, LINE_CAP = 4096 };

struct scoring {
    struct cli *cli;
    struct bq_buf out;
    bool json, failed;
    unsigned line; /* of standard input, 0: arguments */
};

static void add_score(struct bq_buf *out, int tenths)
{
    if (tenths < 0)
        bq_buf_adds(out, "null");
    else
        bq_buf_addf(out, "%d.%d", tenths / 10, tenths % 10);
}

static void add_named_score(struct bq_buf *out, const char *name, int tenths)
{
    bq_buf_addf(out, ",\"%s\":", name);
    add_score(out, tenths);
}

static void add_metrics(struct bq_buf *out, const struct bq_cvss *cvss)
{
    size_t count, i;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(cvss->version, &count);
    const char *sep = "";

    bq_buf_adds(out, ",\"metrics\":[");
    for (i = 0; i < count; i++) {
        if (!cvss->value[i])
            continue;
        bq_buf_addf(out, "%s{\"key\":\"%s\",\"name\":\"%s\",\"value\":\"%s\",\"meaning\":\"%s\"}",
                    sep, metrics[i].key, metrics[i].name, bq_cvss_value_key(cvss, i),
                    bq_cvss_value_name(cvss, i));
        sep = ",";
    }
    bq_buf_addc(out, ']');
}

static void add_json(struct bq_buf *out, const struct bq_cvss *cvss)
{
    struct bq_cvss_scores scores;
    char vector[BQ_CVSS_LEN_MAX];
    bool v4 = cvss->version == BQ_CVSS_40;

    bq_cvss_score(cvss, &scores);
    bq_cvss_format(cvss, vector);
    bq_buf_addf(out, "{\"vector\":\"%s\",\"version\":\"%s\",\"score\":", vector,
                bq_cvss_version_name(cvss->version));
    add_score(out, scores.overall);
    bq_buf_addf(out, ",\"severity\":\"%s\"", bq_cvss_severity(scores.overall));
    add_named_score(out, "base", scores.base);
    add_named_score(out, v4 ? "threat" : "temporal", scores.temporal);
    add_named_score(out, "environmental", scores.environmental);
    if (v4) {
        bq_buf_addf(out, ",\"nomenclature\":\"%s\"", bq_cvss_nomenclature(cvss));
    } else {
        add_named_score(out, "impact", scores.impact);
        add_named_score(out, "exploitability", scores.exploitability);
    }
    bq_buf_addf(out, ",\"unmapped\":%s", bq_cvss_is_unmapped(cvss) ? "true" : "false");
    add_metrics(out, cvss);
    bq_buf_adds(out, "}\n");
}

static bool flush(struct scoring *scoring)
{
    bool done = cli_put(scoring->cli, &scoring->out);

    bq_buf_reset(&scoring->out);
    return done;
}

/* false when the output can't be written. A bad vector is said and remembered. */
static bool score_one(struct scoring *scoring, struct bq_span text)
{
    struct bq_cvss cvss;
    struct bq_err err;
    int tenths;

    bq_err_clear(&err);
    text = bq_span_trim(text);
    if (bq_cvss_parse(text.s, text.len, &cvss, &err) < 0) {
        /* the place: the column in the vector, and for standard input its line */
        if (scoring->line) {
            err.line = scoring->line;
            bq_err_in_file(&err, "-");
        } else {
            bq_err_in_file(&err, "VECTOR");
        }
        cli_fail(scoring->cli, &err);
        scoring->failed = true;
        return true;
    }
    if (scoring->json) {
        add_json(&scoring->out, &cvss);
    } else {
        tenths = bq_cvss_overall(&cvss);
        bq_buf_addf(&scoring->out, "%d.%d\t%s\t%.*s\n", tenths / 10, tenths % 10,
                    bq_cvss_severity(tenths), (int)text.len, text.s);
    }
    return scoring->out.len < FLUSH_AT || flush(scoring);
}

/* Reads on to the end of a line that is longer than any vector. */
static void skip_line(FILE *in)
{
    int c;

    while ((c = getc(in)) != EOF && c != '\n')
        continue;
}

static bool score_lines(struct scoring *scoring)
{
    char line[LINE_CAP];
    bool good = true;

    while (good && fgets(line, sizeof line, scoring->cli->in)) {
        size_t len = strlen(line);
        struct bq_span text = bq_span_trim(bq_span_of(line, len));
        scoring->line++;
        if (len == sizeof line - 1 && line[len - 1] != '\n')
            skip_line(scoring->cli->in);
        if (text.len > 0)
            good = score_one(scoring, text);
    }
    scoring->line = 0;
    return good;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct scoring scoring = { .cli = cli, .json = cli_given(cli, "json") };
    bool good = true;
    int i;

    if (argc == 0)
        return cli_usage(cli, "a vector is needed, or - for standard input");
    bq_buf_init(&scoring.out, OUT_MAX);
    for (i = 0; good && i < argc; i++)
        good = strcmp(argv[i], "-") == 0 ? score_lines(&scoring)
                                         : score_one(&scoring, bq_span_str(argv[i]));
    good = flush(&scoring) && good;
    bq_buf_clear(&scoring.out);
    return good && !scoring.failed ? CLI_OK : CLI_FILE;
}

static const struct cli_option options[] = {
    { "json", 0, NULL, "every score, and each metric in words; one object a line" },
    { NULL, 0, NULL, NULL },
};

const struct cli_command cli_cmd_cvss = {
    .name = "cvss",
    .synopsis = "[--json] VECTOR... | -",
    .summary = "score CVSS 3.0, 3.1 and 4.0 vectors: SCORE, SEVERITY, VECTOR",
    .options = options,
    .example = "  bugquill cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N\n"
               "  cut -f2 vectors.tsv | bugquill cvss -",
    .run = run,
};
