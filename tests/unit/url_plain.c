/* The fast way through a URL finds what the whole machine finds, or leaves it alone. */
#include "unit.h"

#include "bugquill/scope.h"
#include "scope/url.h"

#include <stdio.h>
#include <stdlib.h>

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void same(const char *input, size_t len, bool bare, size_t *taken)
{
    struct bq_url plain, whole;
    struct bq_err err;

    bq_url_clear(&plain);
    if (!bq_url_plain(input, len, bare, &plain)) {
        return;
    }
    ++*taken;
    if (bq_url_parse_whole(input, len, bare, &whole, &err) != BQ_OK) {
        fail_msg("%.*s: taken as %s, refused by the whole reader", (int)len, input, plain.host);
    }
    if (strcmp(plain.host, whole.host) != 0 || strcmp(plain.scheme, whole.scheme) != 0) {
        fail_msg("%.*s: %s://%s, not %s://%s", (int)len, input, plain.scheme, plain.host,
                 whole.scheme, whole.host);
    }
    assert_int_equal(plain.host_kind, whole.host_kind);
    assert_int_equal(plain.host_len, whole.host_len);
    assert_int_equal(plain.port, whole.port);
    assert_ptr_equal(plain.path, whole.path);
    assert_int_equal(plain.path_len, whole.path_len);
    assert_null(whole.user);
    assert_false(whole.other_reader || whole.odd || whole.non_ascii);
    assert_int_equal(plain.special, whole.special);
    if (whole.host_kind == BQ_HOST_IPV4) {
        assert_memory_equal(plain.address, whole.address, 4);
    }
}

/* In a piece of memory of the very size, so that a read beyond it is seen. */
static void same_alone(const char *text, size_t len, size_t *taken)
{
    char *copy = malloc(len ? len : 1);

    assert_non_null(copy);
    memcpy(copy, text, len);
    same(copy, len, true, taken);
    same(copy, len, false, taken);
    free(copy);
}

/* URLs put together from pieces that matter, some with a byte changed. */
void test_url_plain__equals_whole(void **state)
{
    static const char *const schemes[] = { "https://", "http://", "HTTPS://", "hTTp://", "",
                                           "https:/",  "wss://",  "https:",   "http:///" };
    static const char *const hosts[] = { "a",
                                         "openai.com",
                                         "API.Openai.COM",
                                         "x.y.z",
                                         "xn--a.com",
                                         "a.xn--b",
                                         "axn--b.com",
                                         "10.1.2.3",
                                         "1.2.3",
                                         "01.2.3.4",
                                         "1.2.3.256",
                                         "0x7f.1",
                                         "1.2.3.4.",
                                         "openai.com.",
                                         "a..b",
                                         ".",
                                         "a.b-c_d.de",
                                         "127.0.0.1.nip.io",
                                         "a.0x",
                                         "a.9b",
                                         "face.b00c",
                                         "a-name-of-sixteen.and-more-of-it.example.co.uk" };
    static const char *const tails[] = { "",
                                         "/",
                                         ":443",
                                         ":80/x",
                                         ":8443?q",
                                         ":",
                                         ":99999",
                                         "?a=b",
                                         "#frag",
                                         "/p?x#y",
                                         "/a/b/c/d/e/f/g/h#i?",
                                         "\\x",
                                         "@b.c",
                                         ":0",
                                         "/%2e%2e/x" };
    static const char bytes[] = "\t\n\r /\\@:?#%.-_xX019aZ\x7f\x80\xc3";
    char text[256];
    uint32_t seed = 7;
    size_t taken = 0;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        size_t len;

        (void)snprintf(text, sizeof(text), "%s%s%s%s",
                       schemes[next(&seed) % (sizeof(schemes) / sizeof(schemes[0]))],
                       next(&seed) % 3 ? "" : "sub.",
                       hosts[next(&seed) % (sizeof(hosts) / sizeof(hosts[0]))],
                       tails[next(&seed) % (sizeof(tails) / sizeof(tails[0]))]);
        len = strlen(text);
        for (uint32_t n = next(&seed) % 3; n > 0 && len > 0; n--) {
            text[next(&seed) % len] = bytes[next(&seed) % (sizeof(bytes) - 1)];
        }
        same_alone(text, len, &taken);
    }
    assert_true(taken > 50000);
}

/* Every length around the places where sixteen bytes end, and where the host's room does. */
void test_url_plain__every_length(void **state)
{
    char text[600];
    size_t taken = 0;

    (void)state;
    for (size_t host = 1; host < 270; host++) {
        memcpy(text, "https://", 8);
        for (size_t i = 0; i < host; i++) {
            text[8 + i] = i % 9 == 8 && i + 1 < host ? '.' : (char)('a' + i % 26);
        }
        for (size_t path = 0; path < 20; path++) {
            memset(text + 8 + host, '/', path);
            same_alone(text, 8 + host + path, &taken);
            text[8 + host + path] = path % 2 ? '?' : '#';
            same_alone(text, 9 + host + path, &taken);
        }
    }
    assert_true(taken > 8000);
}
