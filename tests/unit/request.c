/* Requests in the forms people have them. */
#include "unit.h"

#include "bqi/request.h"
#include <stdlib.h>

static void read_request(const char *source, struct bq_request *r)
{
    struct bq_err err;
    bq_err_clear(&err);
    int rc = bq_request_parse(source, strlen(source), "r", 0, r, &err);
    if (rc != BQ_OK)
        print_message("%s\n%s\n", err.text, source);
    assert_int_equal(rc, BQ_OK);
}

static void assert_request(const char *source, const char *method, const char *url,
                           const char *text)
{
    struct bq_request r;
    read_request(source, &r);
    assert_string_equal(r.method, method);
    assert_string_equal(r.url, url);
    if (text)
        assert_string_equal(r.text, text);
    bq_request_clear(&r);
}

void test_request__raw(void **state)
{
    (void)state;
    assert_request("GET /a?b=c HTTP/1.1\r\nHost: x.example\r\n\r\n", "GET",
                   "https://x.example/a?b=c", "GET /a?b=c HTTP/1.1\nHost: x.example");
    assert_request("POST /a HTTP/2\nhost: x.example:8443\n\nk=v", "POST",
                   "https://x.example:8443/a", "POST /a HTTP/2\nhost: x.example:8443\n\nk=v");
    assert_request("GET http://x.example/a HTTP/1.1\nHost: y.example\n", "GET",
                   "http://x.example/a", NULL);
    assert_request("GET /a HTTP/1.1\nHost: x.example\nOrigin: http://x.example\n", "GET",
                   "http://x.example/a", NULL);
    assert_request("GET /a HTTP/1.1\nHost: x.example:80\n", "GET", "http://x.example:80/a", NULL);
    assert_request("GET /\xff\x01 HTTP/1.1\nHost: x\n", "GET", "https://x/\\xff\x01",
                   "GET /\\xff\x01 HTTP/1.1\nHost: x");
}

void test_request__curl(void **state)
{
    (void)state;
    assert_request("curl 'https://x.example/a?b=c#d' -H 'accept: */*' --compressed", "GET",
                   "https://x.example/a?b=c#d",
                   "GET /a?b=c HTTP/1.1\nHost: x.example\naccept: */*\n\n");
    assert_request("$ curl -sSLk -XPUT \\\n  https://u:p@x.example \\\n  -d a=1 -d 'b=2'", "PUT",
                   "https://u:p@x.example",
                   "PUT / HTTP/1.1\nHost: x.example\nContent-Type: "
                   "application/x-www-form-urlencoded\n\na=1&b=2");
    assert_request(
        "curl --data-raw $'{\"a\": \"it\\'s\\u0021\\n\"}' -H 'Content-Type: application/json' "
        "https://x/ -o out.txt",
        "POST", "https://x/",
        "POST / HTTP/1.1\nHost: x\nContent-Type: application/json\n\n{\"a\": \"it's!\n\"}");
    assert_request(
        "curl -G x.example/s --data-urlencode 'q=a b&c' -b 'sid=1; t=2' -A me -u joe:secret", "GET",
        "http://x.example/s?q=a%20b%26c",
        "GET /s?q=a%20b%26c HTTP/1.1\nHost: x.example\nCookie: sid=1; t=2\nUser-Agent: me\n"
        "Authorization: Basic am9lOnNlY3JldA==\n\n");
    assert_request("curl -d @/etc/passwd https://x/", "POST", "https://x/",
                   "POST / HTTP/1.1\nHost: x\nContent-Type: "
                   "application/x-www-form-urlencoded\n\n<contents of /etc/passwd>");
    assert_request("curl ^\"https://x/a^\" ^\r\n  -H ^\"a: b^\"", "GET", "https://x/a",
                   "GET /a HTTP/1.1\nHost: x\na: b\n\n");
    assert_request("curl https://x/ | jq .", "GET", "https://x/", NULL);
    assert_request("curl -I https://x/", "HEAD", "https://x/", NULL);
}

static const char har[] =
    "{\"log\": {\"entries\": [{\"request\": {\"method\": \"POST\", \"url\": "
    "\"https://x.example/api\", \"headers\": ["
    "{\"name\": \":authority\", \"value\": \"x.example\"}, {\"name\": \"Host\", \"value\": "
    "\"x.example\"},"
    "{\"name\": \"X-Api-Key\", \"value\": \"k1\"}], \"postData\": {\"text\": \"{\\\"token\\\": "
    "\\\"t1\\\"}\"}}},"
    "{\"request\": {\"method\": \"GET\", \"url\": \"https://y.example/\", \"headers\": []}}]}}";

void test_request__har(void **state)
{
    (void)state;
    struct bq_request r;
    struct bq_err err;
    read_request(har, &r);
    assert_int_equal(r.entries, 2);
    assert_string_equal(
        r.text, "POST /api HTTP/1.1\nHost: x.example\nX-Api-Key: k1\n\n{\"token\": \"t1\"}");
    assert_int_equal(r.secret_count, 2);
    bq_request_clear(&r);
    assert_int_equal(bq_request_parse(har, strlen(har), "r", 1, &r, &err), BQ_OK);
    assert_string_equal(r.url, "https://y.example/");
    bq_request_clear(&r);
    assert_int_equal(bq_request_parse(har, strlen(har), "r", 2, &r, &err), BQ_ENOTFOUND);
    assert_request("{\"request\": {\"method\": \"GET\", \"url\": \"https://z/\"}}", "GET",
                   "https://z/", NULL);
}

void test_request__secrets_are_masked(void **state)
{
    (void)state;
    struct bq_request r;
    read_request("POST /a?api_key=K1&q=ok HTTP/1.1\nHost: x\nCookie: sid=S1; "
                 "theme=dark\nAuthorization: Bearer B1\n"
                 "X-CSRF-Token: C1\nAccept: */*\n\nuser=joe&password=P1",
                 &r);
    assert_int_equal(r.secret_count, 6);
    assert_string_equal(r.secrets[0].what, "parameter api_key");
    assert_int_equal(bq_request_mask(&r, NULL), BQ_OK);
    assert_string_equal(
        r.text,
        "POST /a?api_key=[masked]&q=ok HTTP/1.1\nHost: x\nCookie: sid=[masked]; theme=[masked]\n"
        "Authorization: Bearer [masked]\nX-CSRF-Token: [masked]\nAccept: */*\n\n"
        "user=joe&password=[masked]");
    assert_string_equal(r.url, "https://x/a?api_key=[masked]&q=ok");
    bq_request_clear(&r);
    read_request("POST / HTTP/1.1\nHost: x\n\n{\"a\": {\"access_token\" : \"x\\\"y\"}, \"token\": "
                 "5, \"password\": \"\"}",
                 &r);
    assert_int_equal(r.secret_count, 1);
    assert_int_equal(bq_request_mask(&r, NULL), BQ_OK);
    assert_non_null(strstr(r.text, "\"access_token\" : \"[masked]\""));
    bq_request_clear(&r);
}

void test_request__refusals(void **state)
{
    (void)state;
    static const char *const bad[] = { "",
                                       "   \n",
                                       "hello world",
                                       "GET",
                                       "GET /a HTTP/1.1\n",
                                       "curl",
                                       "curl -X POST",
                                       "curl 'https://x",
                                       "{",
                                       "{}",
                                       "{\"log\": {}}",
                                       "{\"log\": {\"entries\": []}}",
                                       "{\"request\": 5}",
                                       "get / HTTP/1.1\nHost: x" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct bq_request r;
        struct bq_err err;
        bq_err_clear(&err);
        assert_int_not_equal(bq_request_parse(bad[i], strlen(bad[i]), "r", 0, &r, &err), BQ_OK);
        assert_string_equal(err.file, "r");
        assert_null(r.text);
    }
}
