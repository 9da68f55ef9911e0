/*
 * Row 3: reading clean ASCII URLs, nothing else: bq_url_parse beside libcurl's URL API, which gets
 * its best case (one handle for all, and nothing but the host asked for). The hosts are compared
 * before anything is timed; both sides alternate, CPU time, medians.
 */
#include "bugquill/scope.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifdef BENCH_CURL
#include <curl/curl.h>
#endif

enum { ROUNDS = 9, TEXT_MAX = 1 << 28 };

struct list {
    char *text;
    const char **urls;
    size_t *lengths;
    size_t count;
};

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *times)
{
    qsort(times, ROUNDS, sizeof(*times), by_size);
    return times[ROUNDS / 2];
}

static void *must(void *memory)
{
    if (!memory) {
        perror("url");
        exit(1);
    }
    return memory;
}

static void read_list(const char *path, struct list *list)
{
    FILE *file = must(fopen(path, "r"));
    size_t len;
    char *at;

    list->text = must(malloc(TEXT_MAX));
    len = fread(list->text, 1, TEXT_MAX - 1, file);
    list->text[len] = '\0';
    fclose(file);
    list->count = 0;
    for (at = list->text; (at = strchr(at, '\n')) != NULL; at++) {
        list->count++;
    }
    list->urls = must(calloc(list->count + 1, sizeof(*list->urls)));
    list->lengths = must(calloc(list->count + 1, sizeof(*list->lengths)));
    at = list->text;
    for (size_t i = 0; i < list->count; i++) {
        char *end = strchr(at, '\n');

        *end = '\0';
        list->urls[i] = at;
        list->lengths[i] = (size_t)(end - at);
        at = end + 1;
    }
}

static double ours(const struct list *list, size_t *sum)
{
    double start = cpu();

    for (size_t i = 0; i < list->count; i++) {
        struct bq_url url;

        if (bq_url_parse(list->urls[i], list->lengths[i], false, &url, NULL) == BQ_OK) {
            *sum += url.host_len + (unsigned char)url.host[0];
        }
    }
    return cpu() - start;
}

#ifdef BENCH_CURL

static double theirs(const struct list *list, size_t *sum)
{
    CURLU *handle = must(curl_url());
    double start = cpu(), used;

    for (size_t i = 0; i < list->count; i++) {
        char *host;

        if (curl_url_set(handle, CURLUPART_URL, list->urls[i], 0) == CURLUE_OK &&
            curl_url_get(handle, CURLUPART_HOST, &host, 0) == CURLUE_OK) {
            *sum += strlen(host) + (unsigned char)host[0];
            curl_free(host);
        }
    }
    used = cpu() - start;
    curl_url_cleanup(handle);
    return used;
}

static size_t differences(const struct list *list)
{
    CURLU *handle = must(curl_url());
    size_t n = 0;

    for (size_t i = 0; i < list->count; i++) {
        struct bq_url url;
        char *host = NULL;

        if (bq_url_parse(list->urls[i], list->lengths[i], false, &url, NULL) != BQ_OK ||
            curl_url_set(handle, CURLUPART_URL, list->urls[i], 0) != CURLUE_OK ||
            curl_url_get(handle, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
            strcmp(host, url.host) != 0) {
            n++;
        }
        curl_free(host);
    }
    curl_url_cleanup(handle);
    return n;
}

#endif

int main(int argc, char **argv)
{
    struct list list;
    double a[ROUNDS], b[ROUNDS], mine, peer = 0;
    size_t sum = 0;

    if (argc != 2) {
        return 2;
    }
    read_list(argv[1], &list);
#ifdef BENCH_CURL
    printf("%zu URLs, %zu hosts differ\n", list.count, differences(&list));
#endif
    for (int i = 0; i < ROUNDS; i++) {
        a[i] = ours(&list, &sum);
#ifdef BENCH_CURL
        b[i] = theirs(&list, &sum);
#else
        b[i] = 0;
#endif
    }
    mine = median(a);
    peer = median(b);
    printf("bq_url_parse: %.1f million a second (%zu)\n", (double)list.count / mine / 1e6, sum);
    if (peer > 0) {
        printf("libcurl's URL API: %.1f million a second\n", (double)list.count / peer / 1e6);
        printf("ROW\t3\tURL parsing alone, clean ASCII\t%.1f M/s\tlibcurl %.1f M/s\t%.1f times\t2x "
               "libcurl's URL API\t10 M/s\n",
               (double)list.count / mine / 1e6, (double)list.count / peer / 1e6, peer / mine);
    } else {
        printf("ROW\t3\tURL parsing alone, clean ASCII\t%.1f M/s\t-\t-\t2x libcurl's URL API\t10 "
               "M/s\n",
               (double)list.count / mine / 1e6);
    }
    free(list.text);
    free(list.urls);
    free(list.lengths);
    return 0;
}
