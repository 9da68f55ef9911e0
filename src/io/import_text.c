/*
 * security.txt (RFC 9116) and plain lists.
 */
#include "io/import_impl.h"

#include <string.h>

/* The next line without its end; false behind the last. */
static bool next_line(const struct bq_importing *in, size_t *at, struct bq_span *line)
{
    const char *end;

    if (*at >= in->len) {
        return false;
    }
    end = memchr(in->text + *at, '\n', in->len - *at);
    *line = bq_span_of(in->text + *at, end ? (size_t)(end - in->text) - *at : in->len - *at);
    *at += line->len + 1;
    if (line->len > 0 && line->s[line->len - 1] == '\r') {
        line->len--;
    }
    return true;
}

/* ---- security.txt ---------------------------------------------------------------------------- */

static bool take_field(struct bq_span line, const char *name, struct bq_span *value)
{
    size_t n = strlen(name);

    if (bq_span_find_nocase(line, 0, name) != 0 || line.len <= n || line.s[n] != ':') {
        return false;
    }
    *value = bq_span_trim(bq_span_of(line.s + n + 1, line.len - n - 1));
    return true;
}

/* "mailto:a@b" as an address people write to. */
static struct bq_span without_mailto(struct bq_span value)
{
    return bq_span_find_nocase(value, 0, "mailto:") == 0 ? bq_span_of(value.s + 7, value.len - 7)
                                                         : value;
}

static int read_field(struct bq_program *program, struct bq_span line, struct bq_err *err)
{
    struct bq_program_info *info = bq_program_edit(program);
    struct bq_span value;

    if (take_field(line, "contact", &value)) {
        /* A page to report on is better than an address; the first of each kind counts. */
        bool page = bq_span_starts(value, "http");
        bool had_page = strncmp(info->submit_url, "http", 4) == 0;

        value = without_mailto(value);
        if (!info->submit_url[0] || (page && !had_page)) {
            info->submit_url = bq_program_str(program, value.s, value.len);
        }
        return BQ_OK;
    }
    if (take_field(line, "policy", &value) || take_field(line, "canonical", &value)) {
        return bq_program_add_string(program, &info->urls, value.s, value.len, err);
    }
    return BQ_OK;
}

/* "https://example.com/.well-known/security.txt" names the host. */
static const char *host_name(struct bq_program *program, struct bq_span url)
{
    const char *host = memmem(url.s, url.len, "://", 3);
    size_t len;

    if (!host) {
        return "";
    }
    host += 3;
    len = url.len - (size_t)(host - url.s);
    if (memchr(host, '/', len)) {
        len = (size_t)((const char *)memchr(host, '/', len) - host);
    }
    return bq_program_str(program, host, len);
}

int bq_import_security_txt(struct bq_importing *in, struct bq_err *err)
{
    struct bq_program *program = bq_importing_program(in, "", "", err);
    struct bq_span line, value;
    size_t at = 0;
    int status = BQ_OK;

    if (!program) {
        return BQ_ENOMEM;
    }
    while (status == BQ_OK && next_line(in, &at, &line)) {
        line = bq_span_trim(line);
        if (bq_span_starts(line, "-----BEGIN PGP SIGNATURE")) {
            break;
        }
        if (line.len == 0 || line.s[0] == '#') {
            continue;
        }
        if (take_field(line, "canonical", &value)) {
            const char *host = host_name(program, value);

            if (*host) {
                bq_program_edit(program)->name = host;
            }
        }
        status = read_field(program, line, err);
    }
    if (status != BQ_OK) {
        bq_program_free(program);
        return status;
    }
    return bq_importing_take(in, program, NULL, err);
}

/* ---- plain lists ----------------------------------------------------------------------------- */

static int add_line(struct bq_program *program, struct bq_span line, struct bq_err *err)
{
    struct bq_target t = bq_target_none();

    if (line.s[0] == '!') {
        t.out = true;
        line = bq_span_trim(bq_span_of(line.s + 1, line.len - 1));
    }
    t.name = line.len > 0 ? bq_program_str(program, line.s, line.len) : "(no name)";
    return bq_program_add_target(program, &t, err);
}

/* Nobody's entry is longer; a page saved as one line is. */
enum { LINE_MAX_KIB = 64 };

int bq_import_plain(struct bq_importing *in, struct bq_err *err)
{
    struct bq_program *program = bq_importing_program(in, "", "", err);
    struct bq_span line;
    size_t at = 0;
    unsigned number = 0;
    int status = BQ_OK;

    if (!program) {
        return BQ_ENOMEM;
    }
    while (status == BQ_OK && next_line(in, &at, &line)) {
        line = bq_span_trim(line);
        number++;
        if (line.len > LINE_MAX_KIB << 10) {
            bq_importing_trouble(in, number, 1, "a line over %d KiB is no entry: skipped",
                                 LINE_MAX_KIB);
        } else if (line.len > 0 && line.s[0] != '#') {
            status = add_line(program, line, err);
        }
    }
    if (status != BQ_OK) {
        bq_program_free(program);
        return status;
    }
    return bq_importing_take(in, program, NULL, err);
}
