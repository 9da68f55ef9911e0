/* Processor time (other programs do not count) of a search for each key of the queries in
 * tests/data, as a person types them; and of loading. */
#include "bugquill/taxonomy.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TIMES_MAX = 100000 };

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Every beginning of the query is one key. */
static size_t type_query(const struct bq_taxonomy *t, const char *query, double *times,
                         size_t count)
{
    char typed[256];
    struct bq_type_hit hits[20];
    for (size_t len = 1; len <= strlen(query) && len < sizeof typed && count < TIMES_MAX; len++) {
        memcpy(typed, query, len);
        typed[len] = 0;
        double before = now_us();
        bq_taxonomy_search(t, typed, hits, 20);
        times[count++] = now_us() - before;
    }
    return count;
}

int main(int argc, char **argv)
{
    static double times[TIMES_MAX];
    struct bq_taxonomy *t;
    char line[1024];
    size_t count = 0;
    double before = now_us();
    FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
    if (!file || bq_taxonomy_builtin(&t, NULL))
        return 1;
    double load = now_us() - before;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\t\n")] = 0;
        if (*line && *line != '#')
            count = type_query(t, line, times, count);
    }
    fclose(file);
    qsort(times, count, sizeof *times, compare);
    printf("taxonomy load, cold       %8.0f us\n", load);
    printf("search per key, %6zu   %8.0f us median, %.0f us p99, %.0f us worst\n", count,
           times[count / 2], times[count * 99 / 100], times[count - 1]);
    bq_taxonomy_free(t);
    return 0;
}
