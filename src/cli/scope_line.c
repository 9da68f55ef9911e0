/* One line of `bugquill scope`: VERDICT, INPUT, TARGET, REASON. */
#include "scope_stream.h"

#include "bqi/show.h"

#include <string.h>

enum { ALSO_MAX = 8, PIECE = 32 << 10 };

/* One answer with what the program's name adds to it. */
struct told {
    struct bq_scope_line *line;
    size_t which, also_count;
    size_t also[ALSO_MAX];
};

static void ask(const struct scope_job *job, const char *line, size_t len, struct told *told)
{
    told->which = 0;
    told->also_count = 0;
    if (job->all) {
        told->also_count = bq_scopes_ask(job->all, line, len, &told->line->answer, &told->which,
                                         told->also, ALSO_MAX);
        told->line->plain = false;
    } else {
        struct bq_span one = { line, len };

        bq_scope_ask_lines(job->scopes[0], &one, 1, job->only, told->line);
    }
}

static const char *program_id(const struct scope_job *job, size_t which)
{
    return which < job->count ? bq_program_info(job->programs[which])->id : "";
}

static void add_target(const struct scope_job *job, const struct told *told, struct bq_buf *out)
{
    const char *name = told->line->answer.target ? told->line->answer.target->name : "";

    if (job->all && told->which < job->count) {
        const char *id = program_id(job, told->which);

        bq_tsv_cell(out, id, strlen(id));
        if (*name) {
            bq_buf_adds(out, ": ");
        }
    }
    bq_tsv_cell(out, name, strlen(name));
}

static void add_also(const struct scope_job *job, const struct told *told, struct bq_buf *out)
{
    for (size_t i = 0; i < told->also_count; i++) {
        const char *id = program_id(job, told->also[i]);

        bq_buf_adds(out, i ? ", " : "; the same for ");
        bq_tsv_cell(out, id, strlen(id));
    }
}

static void tail_tsv(const struct scope_job *job, const struct told *told, struct bq_buf *out)
{
    bq_buf_addc(out, '\t');
    add_target(job, told, out);
    bq_buf_addc(out, '\t');
    bq_tsv_cell(out, told->line->answer.reason, strlen(told->line->answer.reason));
    add_also(job, told, out);
    bq_buf_addc(out, '\n');
}

static void member(struct bq_buf *out, const char *key, const char *text, size_t len)
{
    bq_buf_addf(out, ",\"%s\":", key);
    bq_json_string(out, text, len);
}

static int port_of(const struct bq_url *url)
{
    static const struct {
        const char *scheme;
        int port;
    } ports[] = { { "https", 443 }, { "http", 80 }, { "wss", 443 }, { "ws", 80 }, { "ftp", 21 } };

    for (size_t i = 0; url->port < 0 && i < sizeof(ports) / sizeof(ports[0]); i++) {
        if (strcmp(url->scheme, ports[i].scheme) == 0) {
            return ports[i].port;
        }
    }
    return url->port;
}

static void tail_json(const struct scope_job *job, const struct told *told, struct bq_buf *out)
{
    const struct bq_url *url = &told->line->answer.url;
    const char *target = told->line->answer.target ? told->line->answer.target->name : "";

    member(out, "scheme", url->scheme, strlen(url->scheme));
    member(out, "host", url->host, strlen(url->host));
    if (port_of(url) >= 0) {
        bq_buf_addf(out, ",\"port\":%d", port_of(url));
    } else {
        bq_buf_adds(out, ",\"port\":null");
    }
    member(out, "path", url->path, url->path_len);
    if (job->all) {
        const char *id = program_id(job, told->which);

        member(out, "program", id, strlen(id));
    }
    member(out, "target", target, strlen(target));
    member(out, "reason", told->line->answer.reason, strlen(told->line->answer.reason));
    if (told->also_count > 0) {
        bq_buf_adds(out, ",\"also\":[");
        for (size_t i = 0; i < told->also_count; i++) {
            const char *id = program_id(job, told->also[i]);

            bq_buf_adds(out, i ? "," : "");
            bq_json_string(out, id, strlen(id));
        }
        bq_buf_addc(out, ']');
    }
    bq_buf_adds(out, "}\n");
}

/* First cells with the tab behind them, to be copied whole. */
static const struct {
    char text[12];
    size_t len;
} verdicts[] = { [BQ_IN] = { "in\t", 3 },
                 [BQ_OUT] = { "out\t", 4 },
                 [BQ_UNLISTED] = { "unlisted\t", 9 },
                 [BQ_CONFLICT] = { "conflict\t", 9 },
                 [BQ_INVALID] = { "invalid\t", 8 } };

/* Copies s behind p; where the copy ends. */
static char *put(char *p, const char *s, size_t len)
{
    memcpy(p, s, len);
    return p + len;
}

/*
 * The usual line at once: nothing in it needs an escape. False, and nothing written, when something
 * does.
 */
static bool usual_line(const struct scope_job *job, const struct bq_scope_line *found,
                       struct bq_span line, struct bq_buf *out)
{
    const struct bq_scope_answer *answer = &found->answer;
    struct bq_span name = found->name;
    char *p;

    if (job->json) {
        return false;
    }
    if (!found->plain) {
        name = bq_span_str(answer->target ? answer->target->name : "");
        if (!bq_tsv_plain(name.s, name.len) || !bq_tsv_plain(answer->reason, answer->reason_len)) {
            return false;
        }
    }
    if (!bq_tsv_plain(line.s, line.len) ||
        !bq_buf_reserve(out, line.len + name.len + answer->reason_len + 16)) {
        return false;
    }
    p = out->data + out->len;
    memcpy(p, verdicts[answer->verdict].text, sizeof(verdicts[0].text));
    p = put(p + verdicts[answer->verdict].len, line.s, line.len);
    *p++ = '\t';
    p = put(p, name.s, name.len);
    *p++ = '\t';
    p = put(p, answer->reason, answer->reason_len);
    *p++ = '\n';
    *p = '\0';
    out->len = (size_t)(p - out->data);
    return true;
}

static void write_line(const struct scope_job *job, const struct told *told, struct bq_span line,
                       struct bq_buf *out)
{
    const char *verdict = bq_verdict_name(told->line->answer.verdict);

    if (job->json) {
        bq_buf_addf(out, "{\"verdict\":\"%s\",\"input\":", verdict);
        bq_json_string(out, line.s, line.len);
        tail_json(job, told, out);
    } else {
        bq_buf_adds(out, verdict);
        bq_buf_addc(out, '\t');
        bq_tsv_cell(out, line.s, line.len);
        tail_tsv(job, told, out);
    }
}

static bool is_shown(const struct scope_job *job, const struct bq_scope_line *line)
{
    return job->only >> line->answer.verdict & 1;
}

/* The same of every program at once, one line after the other. */
static size_t lines_of_all(const struct scope_job *job, const struct bq_span *lines, size_t count,
                           struct bq_buf *out)
{
    struct bq_scope_line found;
    struct told told = { .line = &found };
    size_t other = 0;

    for (size_t i = 0; i < count; i++) {
        ask(job, lines[i].s, lines[i].len, &told);
        if (is_shown(job, &found)) {
            write_line(job, &told, lines[i], out);
        }
        other += found.answer.verdict != BQ_IN;
    }
    return other;
}

size_t scope_lines(const struct scope_job *job, const struct bq_span *lines, size_t count,
                   struct bq_buf *out)
{
    struct bq_scope_line found[BQ_ASK_LINES];
    size_t other = 0;

    if (job->all) {
        return lines_of_all(job, lines, count, out);
    }
    bq_scope_ask_lines(job->scopes[0], lines, count, job->only, found);
    for (size_t i = 0; i < count; i++) {
        if (is_shown(job, &found[i]) && !usual_line(job, &found[i], lines[i], out)) {
            struct told told = { .line = &found[i] };

            write_line(job, &told, lines[i], out);
        }
        other += found[i].answer.verdict != BQ_IN;
    }
    return other;
}

/* Where a piece of at most max bytes may end: not inside a code point. */
static size_t piece_length(const char *s, size_t len, size_t max)
{
    size_t n = len < max ? len : max;

    for (int back = 0; n < len && n > 0 && back < 4 && ((unsigned char)s[n] & 0xc0) == 0x80;
         back++) {
        n--;
    }
    return n ? n : len;
}

static void flush(struct bq_buf *out, FILE *to)
{
    if (out->len > 0) {
        (void)fwrite(out->data, 1, out->len, to);
    }
    bq_buf_reset(out);
}

/* A JSON string in pieces: each is written as one of its own, without the quotes between. */
static void long_text(const struct scope_job *job, const char *s, size_t len, struct bq_buf *out,
                      FILE *to)
{
    bq_buf_adds(out, job->json ? "\"" : "");
    while (len > 0) {
        size_t n = piece_length(s, len, PIECE);

        flush(out, to);
        if (job->json) {
            bq_json_string(out, s, n);
            if (out->len > 2) {
                (void)fwrite(out->data + 1, 1, out->len - 2, to);
            }
            bq_buf_reset(out);
        } else {
            bq_tsv_cell(out, s, n);
        }
        s += n;
        len -= n;
    }
    bq_buf_adds(out, job->json ? "\"" : "");
}

enum bq_verdict scope_long_line(const struct scope_job *job, const char *line, size_t len, FILE *to)
{
    struct bq_scope_line found;
    struct told told = { .line = &found };
    struct bq_buf out;
    const char *path;
    size_t path_len;

    ask(job, line, len, &told);
    if (!is_shown(job, &found)) {
        return found.answer.verdict;
    }
    bq_buf_init(&out, 1 << 20);
    if (job->json) {
        bq_buf_addf(&out, "{\"verdict\":\"%s\",\"input\":", bq_verdict_name(found.answer.verdict));
        long_text(job, line, len, &out, to);
        /* The path of a long line is its bulk: cut where the input above has all of it. */
        path = found.answer.url.path;
        path_len = found.answer.url.path_len;
        found.answer.url.path_len = path_len < 4096 ? path_len : piece_length(path, path_len, 4096);
        tail_json(job, &told, &out);
    } else {
        bq_buf_addf(&out, "%s\t", bq_verdict_name(found.answer.verdict));
        long_text(job, line, len, &out, to);
        tail_tsv(job, &told, &out);
    }
    flush(&out, to);
    bq_buf_clear(&out);
    return found.answer.verdict;
}
