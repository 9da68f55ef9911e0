/*
 * Row 7: look-alikes. Sketches of N drafts of about 5 KB, each looked up among those before it;
 * then one new draft against all of them.
 */
#include "bugquill/sketch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint32_t random_state = 1;

static unsigned next_random(void)
{
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 10;
}

static void fill(struct bq_draft *draft, size_t number)
{
    static char text[8192];
    size_t len = 0;
    int status;

    while (len < 5600)
        len += (size_t)snprintf(text + len, sizeof text - len, "word%u%s", next_random() % 2000,
                                next_random() % 12 ? " " : ".\n");
    status = bq_draft_set_text(draft, BQ_FIELD_DESCRIPTION, text, len, NULL);
    len = (size_t)snprintf(text, sizeof text, "bug %u in the %zu part of page %u", next_random(),
                           number, next_random() % 500);
    if (status < 0 || bq_draft_set_text(draft, BQ_FIELD_TITLE, text, len, NULL) < 0)
        exit(1);
}

/* Seconds for N drafts: sketches, then finding and adding each. */
static double run(size_t n, double *one)
{
    struct bq_sketch **sketches = calloc(n, sizeof *sketches);
    struct bq_sketch_index *index = NULL;
    double took = 0, start;
    size_t i, out[16], same = 0;

    if (!sketches || bq_sketch_index_new(&index, NULL) < 0)
        exit(1);
    for (i = 0; i < n; i++) {
        struct bq_draft *draft = bq_draft_new();
        fill(draft, i);
        start = cpu();
        sketches[i] = bq_sketch_of(draft);
        same += bq_sketch_index_find(index, sketches[i], out, 16);
        if (bq_sketch_index_add(index, sketches[i], NULL) < 0)
            exit(1);
        took += cpu() - start;
        bq_draft_free(draft);
    }
    start = cpu();
    for (i = 0; i < n; i++)
        same += bq_sketch_compare(sketches[0], sketches[i], NULL) != BQ_LIKE_NOT;
    *one = cpu() - start;
    printf("%zu drafts: %.3f s, one new against all %.3f ms (%zu alike)\n", n, took, *one * 1e3,
           same);
    for (i = 0; i < n; i++)
        bq_sketch_free(sketches[i]);
    free(sketches);
    bq_sketch_index_free(index);
    return took;
}

int main(int argc, char **argv)
{
    size_t n = (size_t)strtoul(argc > 1 ? argv[1] : "10000", NULL, 10);
    double one, few = run(n / 10, &one), many = run(n, &one);

    printf("ROW\t7\tlook-alikes of %zu drafts; one new against them\t%.2f s; %.2f ms\t%zu drafts "
           "%.3f s\t%.1f x\t"
           "<= 13x\t0.7 s; 2 ms\n",
           n, many, one * 1e3, n / 10, few, many / few);
    return 0;
}
