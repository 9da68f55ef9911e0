/* URLs as browsers read them. */
#include "unit.h"

#include "bugquill/scope.h"
#include "scope/host.h"
#include "scope/index.h"

struct url_case {
    const char *input, *host; /* host NULL: no URL */
    int port;
    const char *other; /* what another reader finds, "" the same or nothing */
};

static void check(const struct url_case *cases, size_t count, bool bare)
{
    for (size_t i = 0; i < count; i++) {
        const struct url_case *c = &cases[i];
        struct bq_url url;
        int status = bq_url_parse(c->input, strlen(c->input), bare, &url, NULL);

        if (!c->host) {
            if (status == BQ_OK) {
                fail_msg("%s: taken as %s", c->input, url.host);
            }
            continue;
        }
        if (status != BQ_OK) {
            fail_msg("%s: refused", c->input);
        }
        if (strcmp(url.host, c->host) != 0) {
            fail_msg("%s: %s, not %s", c->input, url.host, c->host);
        }
        assert_int_equal(url.host_len, strlen(url.host));
        assert_int_equal(url.port, c->port);
        assert_string_equal(url.other_host, c->other);
        assert_int_equal(url.other_reader, c->other[0] != '\0');
    }
}

void test_url__absolute(void **state)
{
    static const struct url_case cases[] = {
        { "https://openai.com", "openai.com", -1, "" },
        { "HTTPS://OPENAI.com:443/x", "openai.com", -1, "" },
        { "http://a.com:00080/", "a.com", -1, "" },
        { "http://a.com:8080", "a.com", 8080, "" },
        { "http://a.com:", "a.com", -1, "" },
        { "http://a.com:65536", NULL, 0, "" },
        { "http://a.com:80:443/", NULL, 0, "" },
        { "  https://openai.com \n", "openai.com", -1, "" },
        { "https://openai.com@evil.example", "evil.example", -1, "" },
        { "https://user@openai.com@evil.com/", "evil.com", -1, "" },
        { "https://@/", NULL, 0, "" },
        { "https://openai.com.evil.example", "openai.com.evil.example", -1, "" },
        { "https://evil.example\\@openai.com", "evil.example", -1, "openai.com" },
        { "https://openai.com\\@evil.example/", "openai.com", -1, "evil.example" },
        { "https:evil.com", "evil.com", -1, "" },
        { "https:/evil.com", "evil.com", -1, "" },
        { "https:\\\\evil.com", "evil.com", -1, "" },
        { "https://///evil.com/", "evil.com", -1, "" },
        { "https://op\tenai.com/", "openai.com", -1, "" },
        { "ht\ntps://openai.com\r\n.evil.com/", "openai.com.evil.com", -1, "" },
        { "https://api%2eopenai.com/", "api.openai.com", -1, "" },
        { "https://a%00b.com/", NULL, 0, "" },
        { "https://a%zz.com/", NULL, 0, "" },
        { "https://openai\xe3\x80\x82"
          "com/",
          "openai.com", -1, "" },
        { "https://\xef\xbd\x8fpenai.com", "openai.com", -1, "" },
        { "https://\xd0\xbepenai.com", "xn--penai-iye.com", -1, "" },
        { "https://fa\xc3\x9f.de", "xn--fa-hia.de", -1, "" },
        { "https://xn--lsh.la", NULL, 0, "" },
        { "https://xn--a/", NULL, 0, "" },
        { "https://\xff.com", NULL, 0, "" },
        { "http://0x7f.1", "127.0.0.1", -1, "" },
        { "http://017700000001", "127.0.0.1", -1, "" },
        { "http://2130706433/", "127.0.0.1", -1, "" },
        { "http://127.0.0.1./", "127.0.0.1", -1, "" },
        { "http://0x.0x.0", "0.0.0.0", -1, "" },
        { "http://256.256.256.256/", NULL, 0, "" },
        { "http://1.2.3.4.5/", NULL, 0, "" },
        { "http://09.1", NULL, 0, "" },
        { "http://a.0x7", NULL, 0, "" },
        { "http://1e2.com", "1e2.com", -1, "" },
        { "http://[::1]:8080/", "::1", 8080, "" },
        { "http://[1:2:0:0:5:0:0:0]/", "1:2:0:0:5::", -1, "" },
        { "http://[::ffff:10.1.2.3]/", "::ffff:a01:203", -1, "" },
        { "http://[1::2::3]/", NULL, 0, "" },
        { "http://[::1", NULL, 0, "" },
        { "http://[fe80::1%25eth0]", NULL, 0, "" },
        { "http://[::1.2.3.04]", NULL, 0, "" },
        { "https://a b.com", NULL, 0, "" },
        { "https://a|b.com", NULL, 0, "" },
        { "https://openai.com./", "openai.com.", -1, "" },
        { "https://", NULL, 0, "" },
        { "openai.com", NULL, 0, "" },
        { "//openai.com", NULL, 0, "" },
        { "", NULL, 0, "" },
        { "mailto:a@b.c", "", -1, "" },
        { "file:///etc/passwd", "", -1, "" },
        { "file://Host/x", "host", -1, "" },
        { "file://localhost/x", "", -1, "" },
        { "foo://Bar:99/x", "Bar", 99, "" },
        { "foo://a b/", NULL, 0, "" },
        { "wss://a.com:443", "a.com", -1, "" },
        { "ftp://a.com:21/", "a.com", -1, "" },
    };
    (void)state;
    check(cases, sizeof(cases) / sizeof(cases[0]), false);
}

void test_url__bare(void **state)
{
    static const struct url_case cases[] = {
        { "openai.com", "openai.com", -1, "" },
        { "Api.OpenAI.com:8443/v1?x#y", "api.openai.com", 8443, "" },
        { "localhost:8080", "localhost", 8080, "" },
        { "//openai.com/x", "openai.com", -1, "" },
        { "user@openai.com", "openai.com", -1, "" },
        { "evil.example\\@openai.com", "evil.example", -1, "openai.com" },
        { "[::1]/", "::1", -1, "" },
        { "10.0.0.1", "10.0.0.1", -1, "" },
        { "/path/only", NULL, 0, "" },
        { "javascript:alert(1)", "", -1, "" },
        { "https:evil.com", "evil.com", -1, "" },
        { "two words", NULL, 0, "" },
        { "   ", NULL, 0, "" },
    };
    (void)state;
    check(cases, sizeof(cases) / sizeof(cases[0]), true);
}

void test_url__parts(void **state)
{
    static const char text[] = "https://me:secret@a.com:81/x/y?q=1#f";
    struct bq_url url;
    (void)state;
    assert_int_equal(bq_url_parse(text, strlen(text), false, &url, NULL), BQ_OK);
    assert_string_equal(url.scheme, "https");
    assert_int_equal(url.user_len, 9);
    assert_memory_equal(url.user, "me:secret", 9);
    assert_int_equal(url.path_len, 4);
    assert_memory_equal(url.path, "/x/y", 4);
    assert_true(url.special);
}

/* Long hosts fail closed, long paths do not matter. */
void test_url__lengths(void **state)
{
    static char text[70000];
    struct bq_url url;
    (void)state;
    for (size_t n = 200; n < 300; n++) {
        memcpy(text, "https://", 8);
        memset(text + 8, 'a', n);
        memcpy(text + 8 + n, ".com", 5);
        if (n + 4 < BQ_HOST_MAX) {
            assert_int_equal(bq_url_parse(text, n + 12, false, &url, NULL), BQ_OK);
            assert_int_equal(url.host_len, n + 4);
        } else {
            assert_int_equal(bq_url_parse(text, n + 12, false, &url, NULL), BQ_EPARSE);
        }
    }
    memset(text, 'a', sizeof(text));
    memcpy(text, "https://a.com/", 14);
    assert_int_equal(bq_url_parse(text, sizeof(text), false, &url, NULL), BQ_OK);
    assert_int_equal(url.path_len, sizeof(text) - 13);
}

void test_url__normal_path(void **state)
{
    static const char *const cases[][2] = {
        { "", "/" },
        { "/a/b", "/a/b" },
        { "/a/../b", "/b" },
        { "/a/./b/..", "/a/" },
        { "/../../a", "/a" },
        { "/a/%2e%2e/b", "/b" },
        { "/%61dmin", "/admin" },
        { "/a%2fb", "/a%2fb" },
        { "\\a\\b", "/a/b" },
        { "/a\t/b\n", "/a/b" },
        { "/a//b", "/a//b" },
    };
    char out[64];
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        (void)bq_path_normal(cases[i][0], strlen(cases[i][0]), true, out, sizeof(out));
        assert_string_equal(out, cases[i][1]);
    }
}

/* What does not fit is forgotten, but ".." still finds its way back. */
void test_url__path_beyond_room(void **state)
{
    char path[400], out[32];
    size_t n = 0;
    (void)state;
    memcpy(path, "/keep", 5);
    n = 5;
    for (int i = 0; i < 20; i++) {
        memcpy(path + n, "/abcdefg", 8);
        n += 8;
    }
    for (int i = 0; i < 20; i++) {
        memcpy(path + n, "/..", 3);
        n += 3;
    }
    memcpy(path + n, "/end", 4);
    n += 4;
    (void)bq_path_normal(path, n, true, out, sizeof(out));
    assert_string_equal(out, "/keep/end");
}
