/*
 * The URL reader on arbitrary bytes: what it takes is in order, and a host it found is found again.
 */
#include "bugquill/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct bq_url *url, const char *input, size_t len)
{
    if (url->host_len != strlen(url->host) || url->host_len >= BQ_HOST_MAX || url->port > 65535 ||
        url->port < -1 || (url->other_reader != (url->other_host[0] != '\0'))) {
        abort();
    }
    if (url->path_len > 0 && (url->path < input || url->path + url->path_len > input + len)) {
        abort();
    }
    if (url->user && (url->user < input || url->user + url->user_len > input + len)) {
        abort();
    }
    for (size_t i = 0; i < url->host_len; i++) {
        unsigned char c = (unsigned char)url->host[i];

        if (c <= 0x20 || c >= 0x7f || (url->special && c >= 'A' && c <= 'Z') ||
            strchr("/?#@\\", c)) {
            abort();
        }
    }
}

/* The host as it came out, read once more. */
static void check_again(const struct bq_url *url)
{
    char text[BQ_HOST_MAX + 32];
    struct bq_url again;
    bool v6 = url->host_kind == BQ_HOST_IPV6;
    int n =
        snprintf(text, sizeof(text), "https://%s%s%s/", v6 ? "[" : "", url->host, v6 ? "]" : "");

    if (bq_url_parse(text, (size_t)n, false, &again, NULL) != BQ_OK ||
        strcmp(again.host, url->host) != 0 || again.host_kind != url->host_kind) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of the very size, so that a read beyond it is seen. */
    char *input = malloc(size ? size : 1);

    if (!input) {
        return 0;
    }
    memcpy(input, data, size);
    for (int bare = 0; bare < 2; bare++) {
        struct bq_url url;

        if (bq_url_parse(input, size, bare, &url, NULL) != BQ_OK) {
            continue;
        }
        check(&url, input, size);
        if (url.special && url.host_kind != BQ_HOST_NONE) {
            check_again(&url);
        }
    }
    free(input);
    return 0;
}
