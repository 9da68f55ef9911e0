/*
 * JSON-RPC messages with Content-Length framing, as the Language Server Protocol has them.
 */
#ifndef LSP_RPC_H
#define LSP_RPC_H

#include "bqi/buf.h"
#include "bqi/json.h"
#include <stdio.h>

enum { RPC_MESSAGE_MAX = 64 << 20, RPC_HEADER_MAX = 4096 };

enum rpc_read { RPC_MESSAGE, RPC_END, RPC_BAD };

/*
 * Reads one message. RPC_MESSAGE: *out is the caller's. RPC_BAD: the body is no JSON (the stream
 * goes on). RPC_END: the stream ended or lost its framing.
 */
enum rpc_read rpc_read(FILE *in, struct bq_json **out, struct bq_err *err);
/* Writes one message; false when the stream is gone. */
bool rpc_write(FILE *out, const struct bq_buf *body);
/* Appends "\"id\":..." as the request had it (number or text), null without one. */
void rpc_add_id(struct bq_buf *out, const struct bq_json *id);

#endif
