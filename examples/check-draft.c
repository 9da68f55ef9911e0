/*
 * Checks one draft with libbugquill and prints what it finds.
 *
 *     cc check-draft.c $(pkg-config --cflags --libs bugquill) -o check-draft
 *     ./check-draft draft.yaml
 */
#include <bugquill/check.h>
#include <bugquill/io.h>
#include <stdio.h>
#include <time.h>

static char text[1 << 20];

int main(int argc, char **argv)
{
    struct bq_err err = { 0 };
    struct bq_draft *draft = NULL;
    struct bq_program *program = NULL;
    struct bq_taxonomy *taxonomy = NULL;
    struct bq_checker *checker = NULL;
    struct bq_findings findings;
    bq_findings_init(&findings);
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    size_t len = file ? fread(text, 1, sizeof text, file) : 0;

    int status = !file ? bq_err_set(&err, BQ_EINVAL, "give one draft") : BQ_OK;
    if (status == BQ_OK)
        status = bq_draft_parse(text, len, argv[1], &draft, &err);
    if (status == BQ_OK)
        status = bq_program_builtin("openai", &program, &err);
    if (status == BQ_OK)
        status = bq_taxonomy_builtin(&taxonomy, &err);
    struct bq_check_options options = { .program = program,
                                        .taxonomy = taxonomy,
                                        .now = time(NULL) };
    if (status == BQ_OK)
        status = bq_checker_new(&options, &checker, &err);
    if (status == BQ_OK)
        status = bq_checker_run(checker, draft, NULL, &findings, &err);
    for (size_t i = 0; i < findings.count; i++)
        printf("%u:%u: %s: %s [%s]\n", findings.items[i].line, findings.items[i].column,
               bq_severity_name(findings.items[i].severity), findings.items[i].message,
               findings.items[i].rule);
    if (status < 0)
        fprintf(stderr, "%s\n", err.text);
    int code = status < 0 ? 3 : bq_findings_count(&findings, BQ_ERROR) > 0;
    bq_findings_clear(&findings);
    bq_checker_free(checker);
    bq_taxonomy_free(taxonomy);
    bq_program_free(program);
    bq_draft_free(draft);
    if (file)
        fclose(file);
    return code;
}
