/*
 * Rows 4 and 5: the secret scan over a large mixed text, and over texts made to be slow.
 *
 *     secrets FILE [MB]     scans MB megabytes made of FILE (any text) with planted keys, prints
 * rows secrets -w FILE OUT [MB]   writes that text to OUT for others to scan
 */
#include "check/secrets.h"
#include "check/secret_scan.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PLANTED_EVERY = 50000, ROUNDS = 5 };

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool count_hit(void *context, const struct bq_secret_hit *hit)
{
    (void)hit;
    ++*(size_t *)context;
    return true;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b;
}

/* Median seconds of scanning text in pieces of 1 MB, as fields and attachments come. */
static double scan(struct bq_secrets *secrets, const char *text, size_t len, size_t *hits)
{
    double took[ROUNDS];
    size_t round, at;

    for (round = 0; round < ROUNDS; round++) {
        double start = cpu();
        *hits = 0;
        for (at = 0; at < len; at += 1 << 20) {
            size_t piece = len - at < 1 << 20 ? len - at : 1 << 20;
            if (bq_secrets_scan(secrets, bq_span_of(text + at, piece), count_hit, hits, NULL) < 0)
                abort();
        }
        took[round] = cpu() - start;
    }
    qsort(took, ROUNDS, sizeof took[0], by_value);
    return took[ROUNDS / 2];
}

/* MB megabytes of the file over and over, with a key every so often, in turn of every kind. */
static char *make_text(const struct bq_secrets *secrets, const char *name, size_t megabytes,
                       size_t *len, size_t *planted)
{
    static char seed[8 << 20];
    FILE *file = fopen(name, "rb");
    size_t have = file ? fread(seed, 1, sizeof seed, file) : 0, at = 0, kind = 0;
    struct bq_buf out;

    if (file)
        fclose(file);
    if (have < 1000)
        exit(1);
    bq_buf_init(&out, (megabytes + 1) << 20);
    for (*planted = 0; out.len < megabytes << 20;) {
        const char *end = memchr(seed + at, '\n', have - at);
        size_t stop = end ? (size_t)(end - seed) + 1 : have;
        bq_buf_add(&out, seed + at, stop - at);
        at = stop == have ? 0 : stop;
        if (out.len / PLANTED_EVERY > *planted) {
            struct bq_secret_kind_info info =
                bq_secrets_kind(secrets, kind++ % bq_secrets_kind_count(secrets));
            if (!info.example[0])
                continue;
            bq_buf_adds(&out, "export KEY=");
            bq_secret_expand(&out, bq_span_str(info.example), (uint32_t)*planted);
            bq_buf_addc(&out, '\n');
            ++*planted;
        }
    }
    return bq_buf_take(&out, len);
}

static void worst(struct bq_secrets *secrets, double clean)
{
    static const struct {
        const char *name, *piece;
    } texts[] = {
        { "api_key=api_key=", "api_key=" },
        { "one letter", "a" },
        { "spaces", " " },
        { "a@a@", "a@" },
        { "cookie=cookie=", "cookie=" },
        { "Authorization: Bearer", "Authorization: Bearer " },
        { "password=\"", "password=\"" },
        { "sk-proj-sk-proj-", "sk-proj-" },
        { "eyJa.eyJa.", "eyJaaaaaaaaaaaaaaaa.eyJaaaaaaaaaaaaa." },
        { "digits in fours", "4111 " },
        { "PEM heads", "-----BEGIN PRIVATE KEY-----" },
        { "?token=", "?token=aaaaaaaaaaaa1bC2" },
        { "://", "http://a:b" },
        { "base64 line", NULL },
    };
    double most = 0;
    const char *most_name = "";
    char *text = malloc((1 << 20) + 64);
    size_t i, k, hits;
    uint32_t x = 1;

    if (!text)
        exit(1);
    for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double took;
        for (k = 0; k < 1 << 20; k++) {
            x = x * 1664525u + 1013904223u;
            text[k] =
                texts[i].piece
                    ? texts[i].piece[k % strlen(texts[i].piece)]
                    : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[x >> 26];
        }
        took = scan(secrets, text, 1 << 20, &hits);
        printf("worst case: %-24s %6.2f ms per MB, %.1f x clean text\n", texts[i].name, took * 1e3,
               took / clean);
        if (took > most) {
            most = took;
            most_name = texts[i].name;
        }
    }
    printf("ROW\t5\tworst-case text for the scan (%s)\t%.1f ms/MB\tclean text %.1f ms/MB\t%.1f "
           "x\t<= 10x\t<= 3x\n",
           most_name, most * 1e3, clean * 1e3, most / clean);
    free(text);
}

int main(int argc, char **argv)
{
    struct bq_secrets *secrets = NULL;
    bool write = argc > 3 && strcmp(argv[1], "-w") == 0;
    size_t megabytes =
        (size_t)strtoul(argc > (write ? 4 : 2) ? argv[write ? 4 : 2] : "100", NULL, 10);
    size_t len, planted, hits;
    char *text;
    double took;

    if (argc < 2 || bq_secrets_new(NULL, &secrets, NULL) < 0)
        return 1;
    text = make_text(secrets, argv[write ? 2 : 1], megabytes, &len, &planted);
    if (!text)
        return 1;
    if (write) {
        FILE *out = fopen(argv[3], "wb");
        if (!out || fwrite(text, 1, len, out) != len || fclose(out) != 0)
            return 1;
    } else {
        took = scan(secrets, text, len, &hits);
        printf("scan: %.0f MB, %zu planted, %zu hits, %.3f s CPU, %.1f MB/s\n", (double)len / 1e6,
               planted, hits, took, (double)len / 1e6 / took);
        printf("OURS %.6f\n", took / ((double)len / (1 << 20)));
        worst(secrets, took / ((double)len / (1 << 20)));
    }
    free(text);
    bq_secrets_free(secrets);
    return 0;
}
