/*
 * Row 8: one large draft, loaded and saved.
 *
 * Loading: bq_store_load beside libyaml's own document load of the same file, both from disk, CPU
 * time; once each in a new process, and again and again in one that keeps its memory. Saving:
 * bq_store_save over the draft of the round before (format, read back, keep the version, write,
 * sync, rename, sync the folder) beside `cp` of the same bytes to a new file and an fsync, by the
 * clock. Rounds alternate; medians. usage: store FOLDER BYTES ROUNDS
 */
#include "bqi/store.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>

enum { ROUNDS_MAX = 101 };

static struct bq_paths paths;
static char draft_path[BQ_PATH_MAX];

static double seconds(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int status, const struct bq_err *err)
{
    if (!status)
        return;
    fprintf(stderr, "store: %s\n", err->text);
    exit(1);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *times, int n)
{
    qsort(times, (size_t)n, sizeof *times, compare);
    return times[n / 2];
}

/* Prose, requests and accents in turns, as long reports hold them. */
static void fill(struct bq_draft *draft, enum bq_field field, size_t bytes)
{
    struct bq_err err;
    struct bq_buf buf;

    bq_buf_init(&buf, bytes + 1024);
    for (unsigned i = 0; buf.len < bytes; i++)
        bq_buf_addf(&buf,
                    "%u. The share page puts the title into the page unescaped, s\u00ed.\n"
                    "   GET /share/%u HTTP/1.1\n   Host: chat.example\n   Cookie: s=0123456789\n\n",
                    i, i * 7919u);
    must(bq_buf_check(&buf, &err), &err);
    must(bq_draft_set_text(draft, field, buf.data, bytes, &err), &err);
    bq_buf_clear(&buf);
}

static struct bq_draft *make(size_t bytes)
{
    struct bq_draft *draft = bq_draft_new();
    struct bq_err err;

    if (!draft)
        exit(1);
    must(bq_draft_set_text(draft, BQ_FIELD_TITLE, "A long report", 13, &err), &err);
    fill(draft, BQ_FIELD_REQUEST, bytes / 10);
    fill(draft, BQ_FIELD_DESCRIPTION, bytes / 10 * 3);
    fill(draft, BQ_FIELD_POC, bytes / 10 * 6);
    return draft;
}

static double our_load(struct bq_file_stamp *stamp)
{
    double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct bq_draft *draft = NULL;
    struct bq_err err;

    must(bq_store_load(draft_path, &draft, stamp, &err), &err);
    bq_draft_free(draft);
    return seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
}

static double yaml_load(void)
{
    double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    FILE *file = fopen(draft_path, "rb");
    yaml_document_t document;
    yaml_parser_t parser;

    if (!file || !yaml_parser_initialize(&parser))
        exit(1);
    yaml_parser_set_input_file(&parser, file);
    if (!yaml_parser_load(&parser, &document))
        exit(1);
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
    fclose(file);
    return seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
}

/* The same in a process of its own: with memory that has to be asked for. */
static double first(bool ours)
{
    struct rusage before, after;
    int status = 1;
    pid_t child;

    getrusage(RUSAGE_CHILDREN, &before);
    child = fork();
    if (child == 0) {
        if (ours)
            our_load(NULL);
        else
            yaml_load();
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || status)
        exit(1);
    getrusage(RUSAGE_CHILDREN, &after);
    return (double)(after.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_utime.tv_sec -
                    before.ru_stime.tv_sec) +
           (double)(after.ru_utime.tv_usec + after.ru_stime.tv_usec - before.ru_utime.tv_usec -
                    before.ru_stime.tv_usec) /
               1e6;
}

static double our_save(struct bq_draft *draft, struct bq_file_stamp *stamp, int64_t now,
                       double *cpu)
{
    double start = seconds(CLOCK_MONOTONIC), busy = seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct bq_file_stamp expect = *stamp;
    struct bq_err err;

    *stamp = (struct bq_file_stamp){ 0 };
    must(bq_store_save(&paths, draft, draft_path, &expect, stamp, now, &err), &err);
    *cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - busy;
    return seconds(CLOCK_MONOTONIC) - start;
}

static double copy_and_sync(const char *copy_path)
{
    double start = seconds(CLOCK_MONOTONIC);
    int status = 1, fd;
    char *words[] = { "cp", draft_path, (char *)(uintptr_t)copy_path, NULL };
    pid_t child;

    /* Not fork: this process would pay for its memory anew. */
    if (posix_spawnp(&child, "cp", NULL, NULL, words, environ))
        exit(1);
    if (waitpid(child, &status, 0) != child || status)
        exit(1);
    fd = open(copy_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0)
        exit(1);
    close(fd);
    return seconds(CLOCK_MONOTONIC) - start;
}

int main(int argc, char **argv)
{
    static double load[ROUNDS_MAX], yaml[ROUNDS_MAX], save[ROUNDS_MAX], copy[ROUNDS_MAX];
    static double busy[ROUNDS_MAX], cold[ROUNDS_MAX], yaml_cold[ROUNDS_MAX];
    struct bq_file_stamp stamp = { 0 };
    int rounds = argc == 4 ? atoi(argv[3]) : 0;
    struct bq_draft *draft;
    char copy_path[BQ_PATH_MAX];
    double mb, cpu;

    if (rounds < 1 || rounds > ROUNDS_MAX)
        return 2;
    snprintf(paths.drafts, sizeof paths.drafts, "%s/drafts", argv[1]);
    snprintf(paths.state, sizeof paths.state, "%s/state", argv[1]);
    draft = make((size_t)strtoul(argv[2], NULL, 10));
    our_save(draft, &stamp, 1764000000, &cpu);
    mb = (double)stamp.size / 1e6;
    for (int i = 0; i < rounds; i++) {
        cold[i] = first(true);
        yaml_cold[i] = first(false);
    }
    for (int i = 0; i < rounds; i++) {
        load[i] = our_load(NULL);
        yaml[i] = yaml_load();
        save[i] = our_save(draft, &stamp, 1764000000 + i, &busy[i]);
        snprintf(copy_path, sizeof copy_path, "%s/copy-%d.yaml", argv[1], i);
        copy[i] = copy_and_sync(copy_path);
    }
    bq_draft_free(draft);
    printf("a draft of %.1f MB: load %.1f ms, libyaml %.1f ms; save %.1f ms (%.1f ms of it CPU), "
           "cp and fsync %.1f ms\n",
           mb, median(load, rounds) * 1e3, median(yaml, rounds) * 1e3, median(save, rounds) * 1e3,
           median(busy, rounds) * 1e3, median(copy, rounds) * 1e3);
    printf("ROW\t8\tload of one draft of %.0f MB in a new process, CPU ms\t%.1f\tlibyaml document "
           "load %.1f\t%.2fx\t2x\t1.3x\n",
           mb, median(cold, rounds) * 1e3, median(yaml_cold, rounds) * 1e3,
           median(cold, rounds) / median(yaml_cold, rounds));
    printf("ROW\t8\tload of one draft of %.0f MB, CPU ms\t%.1f\tlibyaml document load %.1f\t%.2fx\t"
           "2x\t1.3x\n",
           mb, median(load, rounds) * 1e3, median(yaml, rounds) * 1e3,
           median(load, rounds) / median(yaml, rounds));
    printf("ROW\t8\tsave of one draft of %.0f MB, ms\t%.1f\tcp and fsync %.1f\t%.2fx\t-\t2x\n", mb,
           median(save, rounds) * 1e3, median(copy, rounds) * 1e3,
           median(save, rounds) / median(copy, rounds));
    return 0;
}
