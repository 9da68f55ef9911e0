/* The language server: documents and the requests about them. */
#include "bqi/lsp.h"
#include "bqi/show.h"
#include "bqi/taxonomy.h"
#include "features.h"
#include "rpc.h"
#include <stdlib.h>

enum { DOCUMENTS_MAX = 200, ANSWER_MAX = 64 << 20 };

struct server {
    struct cli *cli;
    struct bq_taxonomy *taxonomy;
    struct document *documents[DOCUMENTS_MAX];
    size_t count;
    bool utf8;     /* the client counts characters in bytes */
    bool shutdown; /* asked to, so that exit is clean */
    bool done;
    int code;
};

/* One message from the client. id is NULL for notifications. */
struct request {
    const struct bq_json *id, *params;
};

static const char *uri_of(const struct request *request)
{
    return bq_json_get_text(bq_json_get(request->params, "textDocument"), "uri");
}

static struct document *find(const struct server *server, const char *uri, size_t *index)
{
    for (size_t i = 0; i < server->count; i++) {
        if (strcmp(server->documents[i]->uri, uri) == 0) {
            if (index)
                *index = i;
            return server->documents[i];
        }
    }
    return NULL;
}

static void send_answer(struct server *server, const struct bq_json *id,
                        const struct bq_buf *result)
{
    struct bq_buf body;
    bq_buf_init(&body, ANSWER_MAX);
    bq_buf_adds(&body, "{\"jsonrpc\":\"2.0\",");
    rpc_add_id(&body, id);
    bq_buf_adds(&body, ",\"result\":");
    bq_buf_add(&body, result->data, result->len);
    bq_buf_addc(&body, '}');
    if (!rpc_write(server->cli->out, &body))
        server->done = true;
    bq_buf_clear(&body);
}

static void send_error(struct server *server, const struct bq_json *id, int code,
                       const char *message)
{
    struct bq_buf body;
    bq_buf_init(&body, 1 << 16);
    bq_buf_adds(&body, "{\"jsonrpc\":\"2.0\",");
    rpc_add_id(&body, id);
    bq_buf_addf(&body, ",\"error\":{\"code\":%d,\"message\":", code);
    bq_json_string(&body, message, strlen(message));
    bq_buf_adds(&body, "}}");
    if (!rpc_write(server->cli->out, &body))
        server->done = true;
    bq_buf_clear(&body);
}

static void publish(struct server *server, const char *uri, const struct document *document)
{
    struct bq_buf body;
    bq_buf_init(&body, ANSWER_MAX);
    bq_buf_adds(&body, "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/publishDiagnostics\","
                       "\"params\":{\"uri\":");
    bq_json_string(&body, uri, strlen(uri));
    bq_buf_adds(&body, ",\"diagnostics\":");
    if (document)
        feature_diagnostics(document, server->utf8, &body);
    else
        bq_buf_adds(&body, "[]");
    bq_buf_adds(&body, "}}");
    if (!rpc_write(server->cli->out, &body))
        server->done = true;
    bq_buf_clear(&body);
}

/* ---- life cycle
 * ---------------------------------------------------------------------------------- */

static bool offers_utf8(const struct bq_json *params)
{
    const struct bq_json *list = bq_json_get(
        bq_json_get(bq_json_get(params, "capabilities"), "general"), "positionEncodings");
    for (const struct bq_json *item = bq_json_first(list); item; item = bq_json_next(item))
        if (bq_json_text(item) && strcmp(bq_json_text(item), "utf-8") == 0)
            return true;
    return false;
}

static void on_initialize(struct server *server, const struct request *request,
                          struct bq_buf *result)
{
    server->utf8 = offers_utf8(request->params);
    bq_buf_addf(result,
                "{\"capabilities\":{\"positionEncoding\":\"%s\",\"textDocumentSync\":"
                "{\"openClose\":true,\"change\":1},\"hoverProvider\":true,\"codeActionProvider\":"
                "{\"codeActionKinds\":[\"quickfix\"]},\"completionProvider\":"
                "{\"triggerCharacters\":[\":\",\" \"]}},\"serverInfo\":{\"name\":\"bugquill\","
                "\"version\":\"%s\"}}",
                server->utf8 ? "utf-8" : "utf-16", PACKAGE_VERSION);
}

static void on_shutdown(struct server *server, const struct request *request, struct bq_buf *result)
{
    (void)request;
    server->shutdown = true;
    bq_buf_adds(result, "null");
}

static void on_exit_message(struct server *server, const struct request *request,
                            struct bq_buf *result)
{
    (void)request;
    (void)result;
    server->done = true;
    server->code = server->shutdown ? CLI_OK : CLI_FINDINGS;
}

/* ---- documents
 * ------------------------------------------------------------------------------------ */

static void close_document(struct server *server, const char *uri)
{
    size_t index;
    struct document *document = find(server, uri, &index);
    if (!document)
        return;
    server->documents[index] = server->documents[--server->count];
    document_clear(document);
    free(document);
}

static void open_document(struct server *server, const char *uri, const char *text)
{
    close_document(server, uri);
    struct document *document = server->count < DOCUMENTS_MAX ? calloc(1, sizeof *document) : NULL;
    char *own_uri = document ? bq_span_dup(bq_span_str(uri)) : NULL;
    char *own_text = own_uri ? bq_span_dup(bq_span_str(text)) : NULL;
    if (!own_text) {
        free(own_uri);
        free(document);
        return;
    }
    document_init(document, own_uri, own_text, strlen(own_text));
    server->documents[server->count++] = document;
    document_check(document, server->cli, server->taxonomy);
    publish(server, uri, document);
}

static void on_open(struct server *server, const struct request *request, struct bq_buf *result)
{
    (void)result;
    const struct bq_json *document = bq_json_get(request->params, "textDocument");
    open_document(server, uri_of(request), bq_json_get_text(document, "text"));
}

/* The client sends the whole text; of several changes the last one counts. */
static void on_change(struct server *server, const struct request *request, struct bq_buf *result)
{
    (void)result;
    const char *text = NULL;
    const struct bq_json *changes = bq_json_get(request->params, "contentChanges");
    for (const struct bq_json *change = bq_json_first(changes); change;
         change = bq_json_next(change))
        text = bq_json_get_text(change, "text");
    if (text)
        open_document(server, uri_of(request), text);
}

static void on_close(struct server *server, const struct request *request, struct bq_buf *result)
{
    (void)result;
    close_document(server, uri_of(request));
    publish(server, uri_of(request), NULL);
}

/* ---- questions about a document
 * ------------------------------------------------------------------ */

static struct lsp_place place_of(const struct bq_json *position)
{
    int64_t line = 0, character = 0;
    struct lsp_place place = { 0, 0 };
    if (bq_json_whole(bq_json_get(position, "line"), &line) && line >= 0 && line < INT32_MAX)
        place.line = (unsigned)line;
    if (bq_json_whole(bq_json_get(position, "character"), &character) && character >= 0 &&
        character < INT32_MAX)
        place.character = (unsigned)character;
    return place;
}

static void on_hover(struct server *server, const struct request *request, struct bq_buf *result)
{
    const struct document *document = find(server, uri_of(request), NULL);
    if (document)
        feature_hover(document, place_of(bq_json_get(request->params, "position")), server->utf8,
                      result);
    else
        bq_buf_adds(result, "null");
}

static void on_completion(struct server *server, const struct request *request,
                          struct bq_buf *result)
{
    const struct document *document = find(server, uri_of(request), NULL);
    if (document)
        feature_completion(document, place_of(bq_json_get(request->params, "position")),
                           server->utf8, server->cli, server->taxonomy, result);
    else
        bq_buf_adds(result, "null");
}

static void on_action(struct server *server, const struct request *request, struct bq_buf *result)
{
    const struct document *document = find(server, uri_of(request), NULL);
    const struct bq_json *range = bq_json_get(request->params, "range");
    struct lsp_range wanted = { place_of(bq_json_get(range, "start")),
                                place_of(bq_json_get(range, "end")) };
    if (document)
        feature_actions(document, wanted, server->utf8, result);
    else
        bq_buf_adds(result, "null");
}

static const struct {
    const char *method;
    void (*handle)(struct server *server, const struct request *request, struct bq_buf *result);
} methods[] = {
    { "initialize", on_initialize },
    { "shutdown", on_shutdown },
    { "exit", on_exit_message },
    { "textDocument/didOpen", on_open },
    { "textDocument/didChange", on_change },
    { "textDocument/didClose", on_close },
    { "textDocument/hover", on_hover },
    { "textDocument/completion", on_completion },
    { "textDocument/codeAction", on_action },
};

static void dispatch(struct server *server, const struct bq_json *message)
{
    struct request request = { bq_json_get(message, "id"), bq_json_get(message, "params") };
    const char *method = bq_json_get_text(message, "method");
    struct bq_buf result;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(methods[i].method, method) != 0)
            continue;
        bq_buf_init(&result, ANSWER_MAX);
        methods[i].handle(server, &request, &result);
        if (request.id && bq_buf_failed(&result))
            send_error(server, request.id, -32603, "the answer is too large");
        else if (request.id)
            send_answer(server, request.id, &result);
        bq_buf_clear(&result);
        return;
    }
    /* Unknown notifications are ignored, unknown requests answered, as the protocol asks. */
    if (request.id && method[0])
        send_error(server, request.id, -32601, "no such method");
}

static void serve(struct server *server)
{
    while (!server->done) {
        struct bq_json *message;
        struct bq_err err;
        enum rpc_read got = rpc_read(server->cli->in, &message, &err);
        if (got == RPC_END)
            break;
        if (got == RPC_BAD)
            send_error(server, NULL, -32700, err.text);
        else
            dispatch(server, message);
        bq_json_free(message);
    }
}

int lsp_serve(struct cli *cli)
{
    struct server server = { .cli = cli, .code = CLI_FINDINGS };
    struct bq_err err;
    if (bq_taxonomy_open(cli->have_home ? &cli->paths : NULL, &server.taxonomy, &err) < 0) {
        fprintf(cli->err, "bugquill: %s\n", err.text);
        return CLI_FILE;
    }
    serve(&server);
    while (server.count)
        close_document(&server, server.documents[0]->uri);
    bq_taxonomy_free(server.taxonomy);
    return server.code;
}
