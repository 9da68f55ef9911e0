/* The stack of layers and the message line. */
#include "screen/host.h"
#include "bqi/file.h"
#include "bqi/show.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void ui_host_push(struct ui_host *host, struct ui_layer *layer)
{
    layer->below = host->top;
    host->top = layer;
}

void ui_host_pop(struct ui_host *host)
{
    struct ui_layer *layer = host->top;

    host->top = layer->below;
    layer->below = host->trash;
    host->trash = layer;
}

void ui_host_sweep(struct ui_host *host)
{
    while (host->trash) {
        struct ui_layer *layer = host->trash;
        host->trash = layer->below;
        layer->ops->free(layer);
    }
}

void ui_host_quit(struct ui_host *host, int exit_code)
{
    host->done = true;
    host->exit_code = exit_code;
}

void ui_host_leave(struct ui_host *host)
{
    while (host->top && !host->top->ops->leave)
        ui_host_pop(host);
    if (host->top)
        host->top->ops->leave(host->top, host);
    else
        ui_host_quit(host, CLI_OK);
}

void ui_host_say(struct ui_host *host, enum ui_tone tone, const char *format, ...)
{
    char text[UI_MESSAGE_MAX * 2];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    bq_show_cut(host->message, sizeof host->message, text, strlen(text));
    host->tone = tone;
    host->message_until = ui_term_now_ms(host->term) + UI_MESSAGE_MS;
}

/* What happened comes before the place: one line has seldom room for both. */
void ui_host_say_error(struct ui_host *host, const struct bq_err *err)
{
    const char *name = bq_path_base(err->file);

    if (err->file[0] && err->line)
        ui_host_say(host, UI_TONE_BAD, "%s (%s:%u:%u)", err->text, name, err->line, err->column);
    else if (err->file[0])
        ui_host_say(host, UI_TONE_BAD, "%s (%s)", err->text, name);
    else
        ui_host_say(host, UI_TONE_BAD, "%s", err->text);
}

bool ui_host_too_soon(struct ui_host *host)
{
    if (ui_term_now_ms(host->term) >= host->paste_until)
        return false;
    ui_host_say(host, UI_TONE_PLAIN, "That came right behind a paste: press it once more");
    return true;
}

void ui_host_path(const struct ui_host *host, const char *path, char *out, size_t size)
{
    size_t len = strlen(host->home);
    char text[BQ_PATH_MAX + 2];

    if (len > 1 && strncmp(path, host->home, len) == 0 && (path[len] == '/' || !path[len]))
        snprintf(text, sizeof text, "~%s", path + len);
    else
        snprintf(text, sizeof text, "%s", path);
    bq_show_cut(out, size, text, strlen(text));
}

void ui_host_own_file(const struct ui_host *host, const char *name, char *out, size_t size)
{
    const char *dot = strrchr(name, '.');
    char path[BQ_PATH_MAX];
    struct bq_file_stamp there = { .exists = true };

    for (int n = 1; n < 100 && there.exists; n++) {
        if (n == 1)
            snprintf(out, size, "%s%s", host->home[0] ? "~/" : "", name);
        else
            snprintf(out, size, "%s%.*s-%d%s", host->home[0] ? "~/" : "", (int)(dot - name), name,
                     n, dot);
        ui_host_expand(host, out, path, sizeof path);
        if (bq_file_stat(path, &there, NULL))
            there.exists = false;
    }
}

void ui_host_expand(const struct ui_host *host, const char *typed, char *out, size_t size)
{
    bool home = typed[0] == '~' && (typed[1] == '/' || !typed[1]);

    snprintf(out, size, "%s%s", home ? host->home : "", typed + home);
}

int64_t ui_host_now(const struct ui_host *host)
{
    return host->session_env->now(host->session_env->context);
}

void ui_host_when(const struct ui_host *host, int64_t seconds, char *out, size_t size)
{
    time_t then = (time_t)seconds, now = (time_t)ui_host_now(host);
    struct tm a, b;

    out[0] = '\0';
    if (!localtime_r(&then, &a) || !localtime_r(&now, &b))
        return;
    if (a.tm_year == b.tm_year && a.tm_yday == b.tm_yday)
        strftime(out, size, "%H:%M", &a);
    else if (a.tm_year == b.tm_year)
        strftime(out, size, "%e %b", &a);
    else
        strftime(out, size, "%Y-%m-%d", &a);
}

void ui_host_moment(const struct ui_host *host, int64_t seconds, char *out, size_t size)
{
    time_t then = (time_t)seconds;
    struct tm parts;

    (void)host;
    out[0] = '\0';
    if (localtime_r(&then, &parts))
        strftime(out, size, "%Y-%m-%d %H:%M:%S", &parts);
}
