/*
 * What a key costs in a text field, in process: buffer, wrap and drawing into the grid of 80x24.
 * Prints one line a measurement: shape, size, place, keys, median, 99th percentile and maximum in
 * microseconds. With --smoke few keys and small texts.
 */
#include "bqi/paste.h"
#include "widget/area.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX = 8 << 20, KEYS_MAX = 1000 };

static int key_count = KEYS_MAX;
static struct ui_grid grid;

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void draw(struct ui_area *area)
{
    ui_grid_erase(&grid);
    ui_area_draw(area, &grid, (struct ui_rect){ 0, 0, 24, 80 }, true, NULL, 0);
}

/* The shapes that texts come in, repeated to size. */
static const struct {
    const char *name, *piece;
} shapes[] = {
    { "lines", "The share page puts the title into the page unescaped, so that a script in it\n"
               "runs for every viewer.\n\n- first step of several\n" },
    { "one-line", "The share page puts the title into the page unescaped; " },
    { "no-blanks", "abcdefghijklmnopqrstuvwxyz0123456789" },
    { "cjk-line", "\u5171\u6709\u30da\u30fc\u30b8\u306e\u984c\u540d\u304c" },
    { "accents", "Se\u00f1or \u00fcber na\u00efve e\u0301t\u00e9 \U0001f469\u200d\U0001f4bb ok\n" },
    { "newlines", "\n" },
};

static char *make(const char *piece, size_t size, size_t *len)
{
    size_t n = strlen(piece);
    char *s = malloc(size + 1);

    if (!s)
        exit(1);
    for (*len = 0; *len + n <= size; *len += n)
        memcpy(s + *len, piece, n);
    s[*len] = 0;
    return s;
}

static void report(const char *shape, size_t size, const char *what, double *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, compare);
    printf("%-10s %8zu  %-14s %6d  %9.1f %9.1f %9.1f\n", shape, size, what, count, times[count / 2],
           times[count * 99 / 100], times[count - 1]);
}

static void one_key(struct ui_area *area, const struct ui_key *key, double *time)
{
    double start = now_us();
    struct bq_err err;

    if (ui_area_key(area, key, &err) == UI_AREA_REFUSED) {
        fprintf(stderr, "refused: %s\n", err.text);
        exit(1);
    }
    draw(area);
    *time = now_us() - start;
}

static void type(struct ui_area *area, const char *shape, size_t size, size_t at, const char *what)
{
    static double times[KEYS_MAX];
    static const char keys[] = "some words typed into it ";

    ui_area_move_to(area, at);
    draw(area);
    for (int i = 0; i < key_count; i++) {
        struct ui_key key = { .code = UI_KEY_RUNE,
                              .rune = (unsigned char)keys[(size_t)i % (sizeof keys - 1)] };

        if (i % 7 == 6)
            key = (struct ui_key){ .code = UI_KEY_BACKSPACE };
        ui_area_set_time(area, i * 50);
        one_key(area, &key, &times[i]);
    }
    report(shape, size, what, times, key_count);
}

static void jump(struct ui_area *area, const char *shape, size_t size)
{
    static double times[KEYS_MAX];
    int count = key_count < 40 ? key_count : 40;

    for (int i = 0; i < count; i++) {
        struct ui_key key = { .code = i % 2 ? UI_KEY_HOME : UI_KEY_END, .mods = UI_MOD_CTRL };
        struct ui_key x = { .code = UI_KEY_RUNE, .rune = 'x' };
        double typed;

        one_key(area, &key, &times[i]);
        one_key(area, &x, &typed);
        times[i] += typed;
    }
    report(shape, size, "jump and type", times, count);
}

static void page(struct ui_area *area, const char *shape, size_t size)
{
    static double times[KEYS_MAX];
    struct ui_key key = { .code = UI_KEY_PAGE_DOWN };
    int count = key_count < 500 ? key_count : 500;

    ui_area_move_to(area, 0);
    draw(area);
    for (int i = 0; i < count; i++)
        one_key(area, &key, &times[i]);
    report(shape, size, "page down", times, count);
}

static void measure(const char *shape, const char *piece, size_t size)
{
    struct bq_text *text = bq_text_new(MAX + KEYS_MAX * 8);
    struct ui_area *area = ui_area_new(text, NULL, NULL);
    struct ui_area_options options = { .lists = true };
    struct ui_key key = { .code = UI_KEY_PASTE };
    double time;
    size_t len;
    char *s = make(piece, size, &len);

    ui_area_set_options(area, &options);
    draw(area);
    key.paste = s;
    key.paste_len = len;
    one_key(area, &key, &time);
    report(shape, size, "paste", &time, 1);
    type(area, shape, size, 0, "type at start");
    type(area, shape, size, bq_text_len(text) / 2, "type in middle");
    type(area, shape, size, bq_text_len(text), "type at end");
    jump(area, shape, size);
    page(area, shape, size);
    ui_area_free(area);
    bq_text_free(text);
    free(s);
}

int main(int argc, char **argv)
{
    bool smoke = argc > 1 && strcmp(argv[1], "--smoke") == 0;
    size_t largest = smoke ? 100000 : MAX;

    if (!setlocale(LC_CTYPE, "C.UTF-8") || ui_grid_resize(&grid, 24, 80, NULL) < 0)
        return 1;
    key_count = smoke ? 200 : KEYS_MAX;
    printf("%-10s %8s  %-14s %6s  %9s %9s %9s\n", "shape", "bytes", "what", "keys", "median us",
           "p99 us", "max us");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        for (size_t size = 10000; size < largest; size *= 10)
            measure(shapes[i].name, shapes[i].piece, size);
        measure(shapes[i].name, shapes[i].piece, largest);
    }
    ui_grid_clear(&grid);
    return 0;
}
