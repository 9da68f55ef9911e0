/* Runs the lines of a key script. */
#include "script.h"
#include "bqi/file.h"
#include "bqi/utf8.h"
#include "grid/grid.h"
#include "svg.h"
#include <fcntl.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SCRIPT_MAX = 4 << 20, QUIET_MS = 120 };
int script_rows = 24, script_columns = 80, script_colors = 256;
bool script_clipboard = true;

void script_fail(struct script *script, const char *format, ...)
{
    va_list args;

    script->failures++;
    printf("# %s:%zu: ", script->name, script->at);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

static bool take_word(const char **line, const char *word)
{
    size_t len = strlen(word);

    if (strncmp(*line, word, len) != 0 || ((*line)[len] != ' ' && (*line)[len] != '\0'))
        return false;
    *line += len;
    while (**line == ' ')
        (*line)++;
    return true;
}

bool script_load(struct script *script, const char *path, bool update)
{
    char *bytes;
    size_t len;
    struct bq_err err;

    memset(script, 0, sizeof *script);
    script->name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    script->update = update;
    bq_buf_init(&script->rewritten, SCRIPT_MAX);
    if (bq_file_read(path, SCRIPT_MAX, &bytes, &len, NULL, &err))
        return false;
    script->lines = calloc(len + 2, sizeof *script->lines);
    for (char *at = bytes; script->lines && at < bytes + len;) {
        char *end = strchr(at, '\n');
        if (end)
            *end = '\0';
        script->lines[script->line_count++] = strdup(at);
        at = end ? end + 1 : bytes + len;
    }
    free(bytes);
    return script->lines != NULL;
}

void script_free(struct script *script)
{
    for (size_t i = 0; i < script->line_count; i++)
        free(script->lines[i]);
    free(script->lines);
    free(script->paste);
    bq_buf_clear(&script->rewritten);
}

static const char *next_line(struct script *script)
{
    return script->at < script->line_count ? script->lines[script->at++] : NULL;
}

static void keep(struct script *script, const char *line)
{
    bq_buf_addf(&script->rewritten, "%s\n", line);
}

/* The `| ` lines up to `end`; copied to the rewritten file when copy is true. */
static void take_block(struct script *script, bool copy, struct bq_buf *out)
{
    const char *line;

    while ((line = next_line(script)) != NULL) {
        if (copy)
            keep(script, line);
        if (strcmp(line, "end") == 0)
            return;
        if (line[0] != '|')
            script_fail(script, "a line of a block begins with |");
        else
            bq_buf_addf(out, "%s\n", line[1] == ' ' ? line + 2 : line + 1);
    }
    script_fail(script, "a block without end");
}

static void put_block(struct script *script, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        bq_buf_addf(&script->rewritten, "|%s%.*s\n", len ? " " : "", (int)len, text);
        text += len + (text[len] == '\n');
    }
    keep(script, "end");
}

/* ---- what was drawn
 * -------------------------------------------------------------------------------- */

void script_dump(const struct ui_frame *frame, bool styles, struct bq_buf *out)
{
    ui_frame_dump(out, frame, styles);
    while (out->len > 1 && out->data[out->len - 1] == '\n' && out->data[out->len - 2] == '\n')
        bq_buf_truncate(out, out->len - 1);
    bq_buf_addc(out, '\0');
}

/* ---- expectations
 * ------------------------------------------------------------------------------------ */

static void print_block(const char *title, const char *text)
{
    printf("# %s\n", title);
    while (*text) {
        size_t len = strcspn(text, "\n");
        printf("#   |%.*s\n", (int)len, text);
        text += len + (text[len] == '\n');
    }
}

static void compare(struct script *script, const char *what, const char *got)
{
    struct bq_buf want;

    bq_buf_init(&want, SCRIPT_MAX);
    take_block(script, false, &want);
    bq_buf_addc(&want, '\0');
    put_block(script, got);
    script->checks++;
    if (!bq_buf_failed(&want) && strcmp(want.data, got) == 0) {
        printf("ok - %s: %s\n", script->name, what);
    } else if (script->update) {
        printf("ok - %s: %s (rewritten)\n", script->name, what);
    } else {
        script->failures++;
        printf("not ok - %s: %s\n", script->name, what);
        print_block("want", want.data);
        print_block("got", got);
    }
    bq_buf_clear(&want);
}

/* "the error stands there" of form.keys becomes FOLDER/form-the-error-stands-there.svg, and
 * -light.svg. */
static void draw_picture(const struct script *script, const struct ui_frame *frame,
                         const char *what)
{
    char path[1024], name[128];
    struct bq_buf svg;
    struct bq_err err;

    snprintf(name, sizeof name, "%s", what);
    for (char *at = name; *at; at++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *at))
            *at = '-';
    for (int light = 0; light < 2; light++) {
        snprintf(path, sizeof path, "%s/%s%s.svg", script->pictures, name, light ? "-light" : "");
        bq_buf_init(&svg, SCRIPT_MAX);
        svg_draw(frame, light != 0, what, &svg);
        if (bq_file_write(path, svg.data, svg.len, 0, NULL, NULL, &err))
            printf("# can't write %s\n", path);
        chmod(path, 0644);
        bq_buf_clear(&svg);
    }
}

/* What follows MASK is a time of the real clock: " 17:43", or " 25 Nov" from another day, which
 * moved what is before it one column to the left. Both become " --:--". */
static void mask_times(char *text, const char *mask)
{
    size_t len = strlen(mask);

    for (char *at = text; (at = strstr(at, mask)) != NULL; at += len) {
        char *time = at + len;
        if (strlen(time) <= 7)
            break;
        if (time[3] != ':') {
            memmove(at + 1, at, len);
            *at = ' ';
            at++, time++;
        }
        memcpy(time, " --:--", 6);
    }
}

/* Days with times to the second, in a list of files, are the files' own. */
static void mask_moments(char *text)
{
    static const char form[] = "dddd-dd-dd dd:dd:dd";

    for (char *at = text; *at; at++) {
        size_t same = 0;
        while (form[same] &&
               (form[same] == 'd' ? at[same] >= '0' && at[same] <= '9' : at[same] == form[same]))
            same++;
        for (size_t i = 0; !form[same] && i < same; i++)
            at[i] = form[i] == 'd' ? '-' : at[i];
    }
}

static void expect_frame(struct script *script, struct ui_fake *fake, const char *what, bool styles)
{
    struct bq_buf got;

    if (script->pictures)
        draw_picture(script, ui_fake_frame(fake), what);
    bq_buf_init(&got, SCRIPT_MAX);
    script_dump(ui_fake_frame(fake), styles, &got);
    if (script->mask && strcmp(script->mask, "moments") == 0)
        mask_moments(got.data);
    else if (script->mask)
        mask_times(got.data, script->mask);
    compare(script, what, got.data);
    bq_buf_clear(&got);
}

static void expect_file(struct script *script, const char *pattern)
{
    char path[1024], *bytes = NULL;
    size_t len;
    struct bq_buf text;
    glob_t found;
    struct bq_err err;

    snprintf(path, sizeof path, "%s/%s", script->home, pattern);
    if (glob(path, 0, NULL, &found) == 0) {
        if (bq_file_read(found.gl_pathv[0], SCRIPT_MAX, &bytes, &len, NULL, &err))
            bytes = NULL;
        globfree(&found);
    }
    bq_buf_init(&text, SCRIPT_MAX);
    bq_buf_adds(&text, bytes ? bytes : "(no such file)\n");
    if (!text.len || text.data[text.len - 1] != '\n')
        bq_buf_adds(&text, "\n(no line end)\n");
    compare(script, pattern, text.data);
    bq_buf_clear(&text);
    free(bytes);
}

static void expect_exit(struct script *script, const char *number, int exit_code)
{
    script->checks++;
    if (!script->running && exit_code == (int)strtol(number, NULL, 10)) {
        printf("ok - %s: ends with %s\n", script->name, number);
        return;
    }
    script->failures++;
    if (script->running)
        printf("not ok - %s: still runs, line %zu\n", script->name, script->at);
    else
        printf("not ok - %s: ends with %d, line %zu\n", script->name, exit_code, script->at);
}

/* ---- set-up
 * ------------------------------------------------------------------------------------------- */

static void write_file(struct script *script, const char *name)
{
    char path[1024], *slash;
    struct bq_buf text;
    struct bq_err err;

    snprintf(path, sizeof path, "%s/%s", script->home, name);
    slash = strrchr(path, '/');
    *slash = '\0';
    if (bq_file_make_dir(path, &err))
        script_fail(script, "can't make %s", path);
    *slash = '/';
    bq_buf_init(&text, SCRIPT_MAX);
    take_block(script, true, &text);
    if (bq_file_write(path, text.data, text.len, 0, NULL, NULL, &err))
        script_fail(script, "can't write %s", path);
    struct timespec times[2] = { { .tv_sec = SCRIPT_MOMENT }, { .tv_sec = SCRIPT_MOMENT } };
    utimensat(AT_FDCWD, path, times, 0);
    bq_buf_clear(&text);
}

static void set_variable(struct script *script, const char *assignment)
{
    char name[64], value[1024];
    const char *equals = strchr(assignment, '=');

    if (!equals || (size_t)(equals - assignment) >= sizeof name) {
        script_fail(script, "set NAME=VALUE");
        return;
    }
    memcpy(name, assignment, (size_t)(equals - assignment));
    name[equals - assignment] = '\0';
    snprintf(value, sizeof value, "%s%s", equals[1] == '~' ? script->home : "",
             equals + 1 + (equals[1] == '~'));
    setenv(name, value, 1);
}

/* `FROM TO`, both below the home. */
static void move_file(struct script *script, const char *names)
{
    char from[1024], to[1024];
    size_t len = strcspn(names, " ");

    snprintf(from, sizeof from, "%s/%.*s", script->home, (int)len, names);
    snprintf(to, sizeof to, "%s/%s", script->home, names + len + strspn(names + len, " "));
    if (rename(from, to) != 0)
        script_fail(script, "can't move %s", names);
}

/* Lines that need no program. False: it is another line. */
static bool set_up(struct script *script, const char *line, int exit_code)
{
    if (!*line || *line == '#')
        return true;
    if (take_word(&line, "size"))
        return sscanf(line, "%d %d", &script_rows, &script_columns) == 2;
    if (take_word(&line, "colors"))
        return sscanf(line, "%d", &script_colors) == 1;
    if (take_word(&line, "clipboard"))
        script_clipboard = *line == 'y';
    else if (take_word(&line, "set"))
        set_variable(script, line);
    else if (take_word(&line, "mask"))
        script->mask = line;
    else if (take_word(&line, "write"))
        write_file(script, line);
    else if (take_word(&line, "move"))
        move_file(script, line);
    else if (take_word(&line, "config"))
        write_file(script, "config/bugquill/config.yaml");
    else if (take_word(&line, "expect-file"))
        expect_file(script, line);
    else if (take_word(&line, "expect-exit"))
        expect_exit(script, line, exit_code);
    else
        return false;
    return true;
}

const char *script_next_run(struct script *script, int exit_code)
{
    const char *line;

    while ((line = next_line(script)) != NULL) {
        const char *rest = line;
        keep(script, line);
        if (take_word(&rest, "run"))
            return rest;
        if (!set_up(script, line, exit_code))
            script_fail(script, "not while nothing runs: %s", line);
    }
    return NULL;
}

/* ---- keys
 * ---------------------------------------------------------------------------------------------- */

static bool give_typed(struct script *script, struct ui_key *out)
{
    size_t len;

    if (!script->typing || !*script->typing)
        return false;
    len = bq_utf8_decode(script->typing, strlen(script->typing), &out->rune);
    out->code = UI_KEY_RUNE;
    script->typing += len ? len : 1;
    return true;
}

static bool give_key(struct script *script, struct ui_key *out)
{
    char name[64];
    size_t len;

    script->keys[sizeof script->keys - 1] = '\0';
    if (!script->keys[0])
        return false;
    len = strcspn(script->keys, " ");
    snprintf(name, sizeof name, "%.*s", (int)len, script->keys);
    len += strspn(script->keys + len, " ");
    memmove(script->keys, script->keys + len, strlen(script->keys + len) + 1);
    if (!ui_key_parse(name, out)) {
        script_fail(script, "no key: %s", name);
        return false;
    }
    return true;
}

static bool give_wait(struct script *script, struct ui_fake *fake, int timeout_ms,
                      struct ui_key *out)
{
    int step;

    if (script->waiting_ms <= 0)
        return false;
    step = timeout_ms >= 0 && timeout_ms < script->waiting_ms ? timeout_ms : script->waiting_ms;
    script->waiting_ms -= step > 0 ? step : 1;
    ui_fake_pass(fake, step);
    out->code = UI_KEY_TIMEOUT;
    return true;
}

static void give_paste(struct script *script, struct ui_key *out)
{
    struct bq_buf text;

    bq_buf_init(&text, SCRIPT_MAX);
    take_block(script, true, &text);
    if (text.len) /* the last line's end belongs to the script */
        bq_buf_truncate(&text, text.len - 1);
    free(script->paste);
    out->code = UI_KEY_PASTE;
    script->paste = bq_buf_take(&text, &out->paste_len);
    out->paste = script->paste;
}

static void give_mouse(const char *line, struct ui_key *out)
{
    out->code = UI_KEY_MOUSE;
    out->button = UI_BUTTON_PRESS;
    sscanf(line, "%d %d", &out->row, &out->column);
}

/* A line while the program runs; true: it gave a key. */
static bool run_line(struct script *script, struct ui_fake *fake, const char *line,
                     struct ui_key *out)
{
    int rows, columns;

    if (take_word(&line, "type")) {
        script->typing = line;
    } else if (take_word(&line, "key")) {
        snprintf(script->keys, sizeof script->keys, "%s", line);
    } else if (take_word(&line, "wait")) {
        script->waiting_ms = (int)strtol(line, NULL, 10);
    } else if (take_word(&line, "paste")) {
        give_paste(script, out);
        return true;
    } else if (take_word(&line, "click")) {
        give_mouse(line, out);
        return true;
    } else if (take_word(&line, "wheel")) {
        out->code = UI_KEY_MOUSE;
        out->button = *line == 'u' ? UI_BUTTON_WHEEL_UP : UI_BUTTON_WHEEL_DOWN;
        return true;
    } else if (take_word(&line, "resize")) {
        if (sscanf(line, "%d %d", &rows, &columns) != 2 || !ui_fake_resize(fake, rows, columns))
            script_fail(script, "resize ROWS COLUMNS");
        out->code = UI_KEY_RESIZE;
        return true;
    } else if (take_word(&line, "expect")) {
        expect_frame(script, fake, line, false);
    } else if (take_word(&line, "expect-styles")) {
        expect_frame(script, fake, line, true);
    } else if (take_word(&line, "expect-clipboard")) {
        struct bq_buf copied;
        bq_buf_init(&copied, SCRIPT_MAX);
        bq_buf_addf(&copied, "%s\n", ui_fake_clipboard(fake));
        compare(script, "clipboard", copied.data);
        bq_buf_clear(&copied);
    } else if (!set_up(script, line, 0)) {
        script_fail(script, "what is this: %s", line);
    }
    return false;
}

void script_read(void *context, struct ui_fake *fake, int timeout_ms, struct ui_key *out)
{
    struct script *script = context;
    const char *line;

    ui_fake_pass(fake, 1);
    for (;;) {
        if (give_typed(script, out) || give_key(script, out) ||
            give_wait(script, fake, timeout_ms, out))
            return;
        /* work that waits for a quiet moment is done before the next line looks at the screen */
        if (timeout_ms >= 0 && timeout_ms <= QUIET_MS) {
            ui_fake_pass(fake, timeout_ms);
            out->code = UI_KEY_TIMEOUT;
            return;
        }
        line = next_line(script);
        if (!line || strncmp(line, "run", 3) == 0) {
            script->at -= line != NULL;
            out->code = UI_KEY_GONE;
            return;
        }
        keep(script, line);
        if (run_line(script, fake, line, out))
            return;
    }
}
