/*
 * Row 15: vectors parsed and scored a second.
 *
 *     cvss VERSION FILE     each line a vector; prints "RATE SUM" and checks nothing else
 *     cvss -g VERSION N     writes N random vectors
 */
#include "bugquill/cvss.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINES_MAX = 200000, ROUNDS = 20 };

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static enum bq_cvss_version version_of(const char *name)
{
    return strcmp(name, "4.0") == 0   ? BQ_CVSS_40
           : strcmp(name, "3.0") == 0 ? BQ_CVSS_30
                                      : BQ_CVSS_31;
}

static void generate(enum bq_cvss_version version, size_t n)
{
    size_t count, i;
    const struct bq_cvss_metric *metrics = bq_cvss_metrics(version, &count);
    uint32_t x = 7;
    char text[BQ_CVSS_LEN_MAX];

    while (n--) {
        struct bq_cvss cvss = { .version = version };
        for (i = 0; i < count; i++) {
            size_t values = 0;
            while (metrics[i].values[values].key)
                values++;
            x = x * 1664525u + 1013904223u;
            cvss.value[i] = (uint8_t)((x >> 8) % values + (metrics[i].group == BQ_CVSS_BASE));
        }
        bq_cvss_format(&cvss, text);
        puts(text);
    }
}

int main(int argc, char **argv)
{
    static char *lines[LINES_MAX];
    static size_t lens[LINES_MAX];
    char line[512];
    size_t n = 0, i, round;
    long sum = 0;
    double took;
    FILE *file;

    if (argc > 3 && strcmp(argv[1], "-g") == 0) {
        generate(version_of(argv[2]), (size_t)strtoul(argv[3], NULL, 10));
        return 0;
    }
    file = argc > 2 ? fopen(argv[2], "r") : NULL;
    if (!file)
        return 1;
    while (n < LINES_MAX && fgets(line, sizeof line, file)) {
        lens[n] = strcspn(line, "\n");
        line[lens[n]] = 0;
        lines[n++] = strdup(line);
    }
    fclose(file);
    took = cpu();
    for (round = 0; round < ROUNDS; round++) {
        for (i = 0; i < n; i++) {
            struct bq_cvss cvss;
            if (bq_cvss_parse(lines[i], lens[i], &cvss, NULL) < 0)
                return 1;
            sum += bq_cvss_overall(&cvss);
        }
    }
    took = cpu() - took;
    printf("%.0f %ld\n", (double)n * ROUNDS / took, sum / ROUNDS);
    return 0;
}
