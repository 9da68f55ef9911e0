/*
 * Handing a text to the person's own editor and back. What counts is the file, never how the editor
 * ended: changed content comes in as one undo step, anything else leaves the text as it was.
 */
#include "bqi/file.h"
#include "bqi/paste.h"
#include "screen/form.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 32 };

/* A private file in the drafts folder's own scratch, with an ending editors know. */
static int make_scratch(const struct ui_host *host, const char *key, char *path, struct bq_err *err)
{
    char folder[BQ_PATH_MAX], name[64];
    unsigned char random[6];
    int status = bq_path_join(folder, host->paths->drafts, ".scratch", err);

    if (!status)
        status = bq_file_make_dir(folder, err);
    if (status)
        return status;
    bq_random(random, sizeof random);
    snprintf(name, sizeof name, "%.20s-%02x%02x%02x%02x%02x%02x.md", key, random[0], random[1],
             random[2], random[3], random[4], random[5]);
    return bq_path_join(path, folder, name, err);
}

/*
 * Splits a command line as a shell would split words and quotes; nothing is expanded. words point
 * into line. Returns how many.
 */
static int split_words(char *line, char **words)
{
    int count = 0;
    char *out = line;

    while (*line && count < WORDS_MAX - 2) {
        char quote = '\0';
        line += strspn(line, " \t");
        if (!*line)
            break;
        words[count++] = out;
        for (; *line && (quote || !strchr(" \t", *line)); line++) {
            if (quote ? *line == quote : *line == '\'' || *line == '"')
                quote = quote ? '\0' : *line;
            else if (*line == '\\' && quote != '\'' && line[1])
                *out++ = *++line;
            else
                *out++ = *line;
        }
        line += *line != '\0';
        *out++ = '\0';
    }
    words[count] = NULL;
    return count;
}

static const char *choose_editor(const struct ui_host *host)
{
    const char *const tries[] = { host->config->editor, getenv("VISUAL"), getenv("EDITOR") };

    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++)
        if (tries[i] && *tries[i])
            return tries[i];
    return access("/usr/bin/sensible-editor", X_OK) == 0 ? "sensible-editor" : "vi";
}

/* Waits for the editor; a stopped one is continued, there is no shell here to do it. */
static int await(pid_t child, int *how)
{
    for (;;) {
        pid_t got = waitpid(child, how, WUNTRACED);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (!WIFSTOPPED(*how))
            return 0;
        kill(child, SIGCONT);
    }
}

static int run_editor(struct ui_host *host, const char *command, char *path, struct bq_err *err)
{
    char line[BQ_PATH_MAX], *words[WORDS_MAX];
    int count, how = 0;
    pid_t child;

    snprintf(line, sizeof line, "%s", command);
    count = split_words(line, words);
    if (!count)
        return bq_err_set(err, BQ_EINVAL, "no editor: set $VISUAL or $EDITOR");
    words[count++] = path;
    words[count] = NULL;
    ui_term_leave(host->term);
    child = fork();
    if (child == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        signal(SIGPIPE, SIG_DFL);
        signal(SIGXFSZ, SIG_DFL);
        execvp(words[0], words);
        _exit(127);
    }
    if (child > 0)
        await(child, &how);
    ui_term_enter(host->term);
    if (child < 0)
        return bq_err_system(err, words[0], errno, "start the editor");
    if (WIFEXITED(how) && WEXITSTATUS(how) == 127)
        return bq_err_set(err, BQ_ENOTFOUND, "%s could not be started: set $VISUAL or $EDITOR",
                          words[0]);
    return BQ_OK;
}

/* Editors end a file with a line end; the text gets one only if it had one. */
static void take_back(struct form *form, struct ui_host *host, enum bq_field field,
                      const struct bq_span *before, const char *bytes, size_t len)
{
    struct bq_paste_note note = { 0 };
    struct bq_buf clean;
    struct bq_err err;
    char words[160];
    bool one_line = bq_field_info(field)->kind == BQ_KIND_LINE;
    bool ended = before->len && before->s[before->len - 1] == '\n';

    if (len && bytes[len - 1] == '\n' && !ended)
        len--;
    bq_buf_init(&clean, BQ_FIELD_TEXT_MAX);
    bq_paste_clean(&clean, bytes, len, one_line, &note);
    bq_paste_note_text(&note, words, sizeof words);
    if (bq_buf_check(&clean, &err))
        ui_host_say_error(host, &err);
    else if (clean.len == before->len && memcmp(clean.data, before->s, clean.len) == 0)
        ui_host_say(host, UI_TONE_PLAIN, "Nothing changed in the editor");
    else if (bq_session_set_text(form->session, field, clean.data, clean.len, &err))
        ui_host_say_error(host, &err);
    else
        ui_host_say(host, UI_TONE_GOOD, "Taken over from the editor%s%s; undo takes it back",
                    words[0] ? ", " : "", words);
    bq_buf_clear(&clean);
}

void form_editor(struct form *form, struct ui_host *host)
{
    enum bq_field field = form_item_info(form->focus)->field;
    char path[BQ_PATH_MAX], *bytes = NULL;
    struct bq_span before = bq_text_span(bq_session_text(form->session, field));
    size_t len;
    struct bq_err err;
    int status;

    bq_err_clear(&err);
    status = make_scratch(host, bq_field_info(field)->key, path, &err);
    if (!status)
        status = bq_session_sync(form->session, &err);
    if (!status)
        status = bq_file_write(path, before.s, before.len, BQ_FILE_PRIVATE | BQ_FILE_EXCLUSIVE,
                               NULL, NULL, &err);
    if (status) {
        ui_host_say_error(host, &err);
        return;
    }
    status = run_editor(host, choose_editor(host), path, &err);
    if (!status)
        status = bq_file_read(path, BQ_FIELD_TEXT_MAX, &bytes, &len, NULL, &err);
    if (status) {
        ui_host_say(host, UI_TONE_BAD, "%s. Your text is as it was", err.text);
    } else {
        before = bq_text_span(bq_session_text(form->session, field));
        take_back(form, host, field, &before, bytes, len);
        unlink(path);
    }
    free(bytes);
    form_changed(form);
}
