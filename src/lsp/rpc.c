/* JSON-RPC framing. */
#include "rpc.h"
#include "bqi/show.h"
#include <inttypes.h>
#include <stdlib.h>

/* One header line without its CR LF; false at the end of the stream or when it is over the cap. */
static bool header_line(FILE *in, char *line, size_t size)
{
    size_t len = 0;
    int c;
    while ((c = getc(in)) != EOF && c != '\n') {
        if (len + 1 == size)
            return false;
        line[len++] = (char)c;
    }
    if (len && line[len - 1] == '\r')
        len--;
    line[len] = '\0';
    return c != EOF;
}

/* The length the headers announce; 0 when there is none. */
static size_t content_length(FILE *in)
{
    static const char name[] = "content-length:";
    char line[RPC_HEADER_MAX];
    size_t length = 0;
    while (header_line(in, line, sizeof line)) {
        if (line[0] == '\0')
            return length;
        struct bq_span span = bq_span_str(line);
        if (bq_span_find_nocase(span, 0, name) == 0) {
            unsigned long long n = strtoull(line + sizeof name - 1, NULL, 10);
            length = n <= RPC_MESSAGE_MAX ? (size_t)n : 0;
        }
    }
    return 0;
}

enum rpc_read rpc_read(FILE *in, struct bq_json **out, struct bq_err *err)
{
    *out = NULL;
    size_t len = content_length(in);
    if (len == 0)
        return RPC_END;
    char *body = malloc(len);
    if (!body)
        return RPC_END;
    enum rpc_read result = RPC_END;
    if (fread(body, 1, len, in) == len)
        result = bq_json_parse(body, len, NULL, out, err) == BQ_OK ? RPC_MESSAGE : RPC_BAD;
    free(body);
    return result;
}

bool rpc_write(FILE *out, const struct bq_buf *body)
{
    if (bq_buf_failed(body))
        return false;
    fprintf(out, "Content-Length: %zu\r\n\r\n", body->len);
    return fwrite(body->data, 1, body->len, out) == body->len && fflush(out) == 0;
}

void rpc_add_id(struct bq_buf *out, const struct bq_json *id)
{
    int64_t number;
    bq_buf_adds(out, "\"id\":");
    if (bq_json_whole(id, &number))
        bq_buf_addf(out, "%" PRId64, number);
    else if (bq_json_text(id))
        bq_json_string(out, bq_json_text(id), strlen(bq_json_text(id)));
    else
        bq_buf_adds(out, "null");
}
