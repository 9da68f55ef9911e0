#include "io/import_impl.h"

#include "bqi/file.h"
#include "bqi/paths.h"
#include "bqi/utf8.h"
#include "bugquill/io.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ID_LEN = 80 };

void bq_program_id_of(const char *name, char out[ID_LEN + 1])
{
    size_t n = 0;

    for (; *name && n < ID_LEN; name++) {
        char c = *name;

        if (c >= 'A' && c <= 'Z') {
            c = (char)(c | 0x20);
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            out[n++] = c;
        } else if (n > 0 && out[n - 1] != '-') {
            out[n++] = '-';
        }
    }
    while (n > 0 && out[n - 1] == '-') {
        n--;
    }
    out[n] = '\0';
    if (n == 0) {
        memcpy(out, "program", 8);
    }
}

struct bq_program *bq_importing_program(struct bq_importing *in, const char *name,
                                        const char *platform, struct bq_err *err)
{
    struct bq_program *program = bq_program_new();
    struct bq_program_info *info;
    char source[300];

    if (!program) {
        (void)bq_err_nomem(err);
        return NULL;
    }
    info = bq_program_edit(program);
    info->name = bq_program_strz(program, name);
    if (!info->name[0]) {
        const char *base = bq_path_base(in->file), *dot = strrchr(base, '.');
        size_t len = dot && dot > base ? (size_t)(dot - base) : strlen(base);

        info->name = len > 0 && strcmp(base, "-") != 0 && bq_utf8_valid(base, len, NULL)
                         ? bq_program_str(program, base, len)
                         : "imported";
    }
    info->platform = platform;
    info->as_of = bq_program_strz(program, in->date);
    (void)snprintf(source, sizeof(source), "imported from %.200s (%s)", bq_path_base(in->file),
                   in->out->format);
    info->source = bq_utf8_valid(source, strlen(source), NULL) ? bq_program_strz(program, source)
                                                               : in->out->format;
    return program;
}

static bool id_taken(const struct bq_import *import, const char *id)
{
    for (size_t i = 0; i < import->count; i++) {
        if (strcmp(bq_program_info(import->programs[i])->id, id) == 0) {
            return true;
        }
    }
    return false;
}

int bq_importing_take(struct bq_importing *in, struct bq_program *program, const char *wanted,
                      struct bq_err *err)
{
    struct bq_import *import = in->out;
    struct bq_program_info *info = bq_program_edit(program);
    char id[ID_LEN + 1], unique[ID_LEN + 16];
    void *items = import->programs;
    int status;

    bq_program_id_of(wanted && *wanted ? wanted : info->name, id);
    memcpy(unique, id, sizeof(id));
    for (unsigned n = 2; id_taken(import, unique); n++) {
        (void)snprintf(unique, sizeof(unique), "%s-%u", id, n);
    }
    info->id = bq_program_strz(program, unique);
    if (!info->name[0]) {
        info->name = info->id;
    }
    status = bq_program_finish(program, err);
    if (status == BQ_OK) {
        status = bq_array_grow(&items, import->count, &import->cap, sizeof(struct bq_program *),
                               BQ_IMPORT_PROGRAMS_MAX);
        import->programs = items;
        if (status != BQ_OK) {
            (void)bq_err_set(err, (enum bq_status)status, "more than %d programs",
                             BQ_IMPORT_PROGRAMS_MAX);
        }
    }
    if (status != BQ_OK) {
        bq_program_free(program);
        return status;
    }
    import->programs[import->count++] = program;
    return BQ_OK;
}

void bq_importing_trouble(struct bq_importing *in, unsigned line, unsigned column,
                          const char *format, ...)
{
    struct bq_import *import = in->out;
    void *items = import->troubles;
    char text[400];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (bq_array_grow(&items, import->trouble_count, &import->trouble_cap, sizeof(struct bq_err),
                      BQ_IMPORT_TROUBLES_MAX) != BQ_OK) {
        import->troubles_more++;
        return;
    }
    import->troubles = items;
    bq_err_clear(&import->troubles[import->trouble_count]);
    (void)bq_err_at(&import->troubles[import->trouble_count], BQ_EPARSE, in->file, line, column,
                    "%s", text);
    import->trouble_count++;
}

const char *bq_importing_mend(char *text)
{
    size_t len = strlen(text), bad;

    while (!bq_utf8_valid(text, len, &bad)) {
        text[bad] = '?';
    }
    return text;
}

/* ---- what kind of file it is ----------------------------------------------------------------- */

static struct bq_span first_line(struct bq_span text)
{
    const char *end;

    text = bq_span_trim(text);
    end = memchr(text.s, '\n', text.len);
    return bq_span_trim(bq_span_of(text.s, end ? (size_t)(end - text.s) : text.len));
}

static bool is_csv(struct bq_span text)
{
    struct bq_span line = first_line(text);

    return memchr(line.s, ',', line.len) && bq_span_find_nocase(line, 0, "identifier") < line.len;
}

static bool is_program_file(struct bq_span text)
{
    size_t at = 0;

    while (at < text.len) {
        const char *end = memchr(text.s + at, '\n', text.len - at);
        size_t next = end ? (size_t)(end - text.s) + 1 : text.len;
        struct bq_span line = bq_span_of(text.s + at, next - at);

        if (bq_span_starts(line, "bugquill:")) {
            return true;
        }
        line = bq_span_trim(line);
        if (line.len > 0 && line.s[0] != '#' && !bq_span_is(line, "---")) {
            return false;
        }
        at = next;
    }
    return false;
}

static bool is_security_txt(struct bq_span text)
{
    static const char *const fields[] = {
        "contact:",         "expires:",          "policy:", "canonical:",          "encryption:",
        "acknowledgments:", "acknowledgements:", "hiring:", "preferred-languages:"
    };
    size_t at = 0;

    if (bq_span_starts(bq_span_trim(text), "-----BEGIN PGP SIGNED MESSAGE-----")) {
        return true;
    }
    while (at < text.len) {
        const char *end = memchr(text.s + at, '\n', text.len - at);
        size_t next = end ? (size_t)(end - text.s) + 1 : text.len;
        struct bq_span line = bq_span_trim(bq_span_of(text.s + at, next - at));

        if (line.len > 0 && line.s[0] != '#') {
            for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
                if (bq_span_find_nocase(line, 0, fields[i]) == 0) {
                    return true;
                }
            }
            return false;
        }
        at = next;
    }
    return false;
}

/* The file says itself that it is a program: kept as it is, under its own id. */
static int import_program(struct bq_importing *in, struct bq_err *err)
{
    struct bq_program *program = NULL;
    int status = bq_program_parse(in->text, in->len, in->file, &program, err);
    void *items = in->out->programs;

    if (status != BQ_OK) {
        return status;
    }
    status = bq_array_grow(&items, in->out->count, &in->out->cap, sizeof(struct bq_program *),
                           BQ_IMPORT_PROGRAMS_MAX);
    in->out->programs = items;
    if (status != BQ_OK) {
        bq_program_free(program);
        return bq_err_nomem(err);
    }
    in->out->programs[in->out->count++] = program;
    return BQ_OK;
}

static int check_text(const struct bq_importing *in, struct bq_err *err)
{
    size_t bad;
    unsigned line, column;
    const char *nul;

    if (!bq_utf8_valid(in->text, in->len, &bad)) {
        bq_utf8_place(in->text, bad, &line, &column);
        return bq_err_at(err, BQ_EPARSE, in->file, line, column, "this is no UTF-8 text");
    }
    nul = memchr(in->text, '\0', in->len);
    if (nul) {
        bq_utf8_place(in->text, (size_t)(nul - in->text), &line, &column);
        return bq_err_at(err, BQ_EPARSE, in->file, line, column,
                         "this is no text: it holds U+0000");
    }
    return BQ_OK;
}

static int read_any(struct bq_importing *in, struct bq_err *err)
{
    struct bq_span text = bq_span_trim(bq_span_of(in->text, in->len));

    if (text.len == 0) {
        return bq_err_at(err, BQ_EPARSE, in->file, 1, 1, "the file is empty");
    }
    if (text.s[0] == '<') {
        in->out->format = "ZAP context";
        return bq_import_zap(in, err);
    }
    if (text.s[0] == '{' ||
        (text.s[0] == '[' && (text.len < 2 || strchr("[{ \t\r\n]", text.s[1])))) {
        in->out->format = "JSON";
        return bq_import_json(in, err);
    }
    if (is_program_file(text)) {
        in->out->format = "program file";
        return import_program(in, err);
    }
    if (is_csv(text)) {
        in->out->format = "HackerOne CSV";
        return bq_import_csv(in, err);
    }
    if (is_security_txt(text)) {
        in->out->format = "security.txt";
        return bq_import_security_txt(in, err);
    }
    in->out->format = "plain list";
    return bq_import_plain(in, err);
}

int bq_import_parse(const char *text, size_t len, const char *file, const char *date,
                    struct bq_import *out, struct bq_err *err)
{
    struct bq_importing in = { out, file, date, text, len };
    int status;

    memset(out, 0, sizeof(*out));
    out->format = "";
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        in.text += 3;
        in.len -= 3;
    }
    status = check_text(&in, err);
    if (status == BQ_OK) {
        status = read_any(&in, err);
    }
    if (status != BQ_OK) {
        bq_err_in_file(err, file);
        bq_import_clear(out);
    }
    return status;
}

void bq_import_clear(struct bq_import *import)
{
    for (size_t i = 0; i < import->count; i++) {
        bq_program_free(import->programs[i]);
    }
    free(import->programs);
    free(import->troubles);
    memset(import, 0, sizeof(*import));
    import->format = "";
}
