/* Entries of scope lists, one of each class that occurs in the wild. */
#include "unit.h"

#include "bugquill/scope.h"
#include "scope/asset.h"

#include <stdio.h>

struct asset_case {
    const char *kind, *name, *uri;
    const char *want; /* "KIND NORMAL", several with ", " between; labels only "label" */
};

static const struct asset_case cases[] = {
    { "", "capital.com/*", "", "host capital.com" },
    { "", "HelloSign.example", "", "host hellosign.example" },
    { "URL", "https://www.glass.example/Salaries/*", "", "host www.glass.example/Salaries/*" },
    { "", "https://platform.a.com/playground?x=1#y", "", "host platform.a.com/playground" },
    { "", "*.account.mongo.com/*", "", "wildcard *.account.mongo.com" },
    { "", "https://*.a.org", "", "wildcard *.a.org" },
    { "", "https://*.a.com/path*", "", "wildcard *.a.com/path*" },
    { "", "\\*.zd.com  ", "", "wildcard *.zd.com" },
    { "", ".example.com", "", "wildcard *.example.com" },
    { "", "*. spaced.com", "", "wildcard *.spaced.com" },
    { "", "Any subdomain not listed is out of scope.", "", "label" },
    { "", "Third Party Targets", "", "label" },
    { "", "Node.js", "", "label" },
    { "", "", "", "label" },
    { "", "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88.com", "", "label" },
    { "", "com.valve.Steam", "", "app bundle id com.valve.Steam" },
    { "android", "io.foo.app", "", "app bundle id io.foo.app" },
    { "", "de.wiki.org", "", "host de.wiki.org" },
    { "", "com.smule.sing.*", "", "app bundle id com.smule.sing.*" },
    { "APPLE_STORE_APP_ID", "1013961111", "", "app App Store id 1013961111" },
    { "", "https://apps.apple.com/se/app/atg/id1434660322", "", "app App Store id 1434660322" },
    { "", "https://play.google.com/store/apps/details?id=se.atg.live&hl=en", "",
      "app bundle id se.atg.live" },
    { "", "https://github.com/swift/*/wiki", "", "repository github.com/swift/*/wiki" },
    { "", "https://github.com/openai/codex", "", "repository github.com/openai/codex" },
    { "", "203.0.113.7", "", "address 203.0.113.7" },
    { "", "203.79.37.2/29", "", "range 203.79.37.0/29" },
    { "", "2a02:2c40::/32", "", "range 2a02:2c40::/32" },
    { "", "2001:db8::1", "", "address 2001:db8::1" },
    { "", "194.9.120.0 - 194.9.123.255", "", "range 194.9.120.0-194.9.123.255" },
    { "", "31.31.140.92-254", "", "range 31.31.140.92-31.31.140.254" },
    { "", "31.31.140.0-87", "", "range 31.31.140.0-31.31.140.87" },
    { "", "31.31.140.9-3", "", "label" },
    { "", "IPv4: 134.58.0.0/16", "", "range 134.58.0.0/16" },
    { "", "*dev*.arlo.com", "", "pattern *dev*.arlo.com" },
    { "", "*deere.com*", "", "pattern *deere.com" },
    { "", "*news.com.au", "", "pattern *news.com.au" },
    { "", "vp-*.kohls.com", "", "pattern vp-*.kohls.com" },
    { "", ".*mercado.*", "", "pattern *mercado.*" },
    { "", "pay.amazon.*", "", "pattern pay.amazon.*" },
    { "", "https://www.fork.*", "", "pattern www.fork.*" },
    { "", "*.trip.*/Mobile*", "", "pattern *.trip.*/Mobile*" },
    { "", "*.*", "", "label" },
    { "", "*", "", "label" },
    { "", "*.com", "", "label" },
    { "", "www.*", "", "label" },
    { "", "*.test.*.lf.com", "", "pattern *.test.*.lf.com" },
    { "", "enjin.com,*.enjin.com", "", "host enjin.com, wildcard *.enjin.com" },
    { "", "a.x.com | b.x.fr", "", "host a.x.com, host b.x.fr" },
    { "", "c.doctor.com | .fr | .co.uk", "",
      "host c.doctor.com, host c.doctor.fr, host c.doctor.co.uk" },
    { "", "help.quiz.com (zendesk)", "", "host help.quiz.com" },
    { "", "*.lab.x.com, *.y.com (DNS service)", "", "wildcard *.lab.x.com, wildcard *.y.com" },
    { "", "Shop - https://shop.x.com/a", "", "host shop.x.com/a" },
    { "", "Open redirect at *.x.com", "", "label" },
    { "", "Everything on x.com", "", "label" },
    { "", "https://www.deca.(fr|ch|co.uk)/", "",
      "host www.deca.fr, host www.deca.ch, host www.deca.co.uk" },
    { "", "https://[it | fr].lv.com", "", "host it.lv.com, host fr.lv.com" },
    { "", "s2{1,2}-05.x.com", "", "host s21-05.x.com, host s22-05.x.com" },
    { "", "https://pam-###.okta.com", "", "pattern pam-*.okta.com" },
    { "", "https://t-<intigriti handle>-<nn>.per.de", "", "pattern t-*-*.per.de" },
    { "", "%username%.x.com", "", "wildcard *.x.com" },
    { "", "{tenant}.x.com", "", "wildcard *.x.com" },
    { "", "[locale].x.com", "", "wildcard *.x.com" },
    { "", "(yoursubdomain).x.com", "", "wildcard *.x.com" },
    { "", "*your-own-instance*.x.com", "", "wildcard *.x.com" },
    { "", "ov-XX.y.com", "", "pattern ov-*.y.com" },
    { "", "https://api-*exo.com/v2", "", "pattern api-*exo.com/v2" },
    { "", "s3://bucket", "", "label" },
    { "", "sftp://files.x.com", "", "host files.x.com" },
    { "", "http://nohost:8080", "", "host nohost:8080" },
    { "", "x.com:8443", "", "host x.com:8443" },
    { "", "security@x.com", "", "label" },
    { "", "0x52908400098527886E0F7030069857D2E4169EE7", "",
      "contract 0x52908400098527886e0f7030069857d2e4169ee7" },
    { "", "foo\xc2\xad.com", "", "host foo.com" },
    { "", "\xd0\xbepenai.com", "", "host xn--penai-iye.com" },
    /* Name and uri: the uri, and the name where it says something else. */
    { "website", "ChatGPT", "https://chat.openai.com", "host chat.openai.com" },
    { "website", "https://openai.org", "https://*.openai.org",
      "wildcard *.openai.org, host openai.org" },
    { "api", "api.openai.com", "https://api.openai.com", "host api.openai.com" },
    { "ios", "Shop.com", "https://apps.apple.com/app/id1434660322", "app App Store id 1434660322" },
};

static void describe(const struct bq_asset *assets, size_t count, char *out, size_t size)
{
    size_t n = 0;

    out[0] = '\0';
    for (size_t i = 0; i < count && n < size; i++) {
        bool label = assets[i].kind == BQ_ASSET_LABEL;

        assert_int_equal(label, assets[i].why[0] != '\0');
        n += (size_t)snprintf(out + n, size - n, "%s%s%s%s", i ? ", " : "",
                              bq_asset_kind_name(assets[i].kind), label ? "" : " ",
                              label ? "" : assets[i].normal);
    }
}

void test_asset__classes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bq_target target = { .name = cases[i].name,
                                    .kind = cases[i].kind,
                                    .asset = cases[i].uri,
                                    .note = "",
                                    .group = "",
                                    .max_severity = "",
                                    .bounty = true };
        struct bq_asset assets[16];
        char got[2000];

        describe(assets, bq_asset_parse(&target, assets, 16), got, sizeof(got));
        if (strcmp(got, cases[i].want) != 0) {
            fail_msg("\"%s\" \"%s\": %s; wanted %s", cases[i].name, cases[i].uri, got,
                     cases[i].want);
        }
    }
}

/* However little room there is, what comes back fits. */
void test_asset__room(void **state)
{
    struct bq_target target = { .name = "a{1,2,3,4,5,6}{1,2,3,4,5,6}.x.com",
                                .kind = "",
                                .asset = "",
                                .note = "",
                                .group = "",
                                .max_severity = "" };
    struct bq_asset assets[3];
    (void)state;
    for (size_t max = 0; max <= 3; max++) {
        assert_int_equal(bq_asset_parse(&target, assets, max), max);
    }
}

/* Words from pieces that matter: what the short way takes, the long way takes for the same. */
void test_asset__plain_equals_long(void **state)
{
    static const char *const fronts[] = { "", "*.", "*.*.", "www.", "com.", "-", "9", "org.x." };
    static const char *const labels[] = { "api", "a",  "a-b", "a_b", "xn--a",  "co",
                                          "com", "1a", "X",   "",    "github", "0x00" };
    static const char *const ends[] = { ".com", ".co.uk", ".de", ".zz",   ".local",
                                        ".exe", ".",      "",    ".com.", ".fr",
                                        ".b.c", "/x",     ":80", ".dev",  ".app" };
    struct bq_asset plain, whole[4];
    size_t taken = 0;

    (void)state;
    for (size_t i = 0; i < 8 * 12 * 12 * 15; i++) {
        struct bq_asset_list quick = { &plain, 0, 1, false, false };
        struct bq_asset_list slow = { whole, 0, 4, false, false };
        char text[64];
        int n = snprintf(text, sizeof(text), "%s%s%s%s%s", fronts[i % 8], labels[i / 8 % 12],
                         i % 3 ? "." : "", labels[i / 96 % 12], ends[i / 1152]);

        if (!bq_asset_plain(bq_span_of(text, (size_t)n), &quick)) {
            continue;
        }
        taken++;
        if (!bq_asset_word(bq_span_of(text, (size_t)n), BQ_HINT_NONE, false, &slow) ||
            slow.count != 1 || whole[0].kind != plain.kind ||
            strcmp(whole[0].normal, plain.normal) != 0 || strcmp(whole[0].host, plain.host) != 0 ||
            whole[0].port != plain.port || whole[0].path_len != plain.path_len) {
            fail_msg("%s: %s, but %s", text, plain.normal, slow.count ? whole[0].normal : "none");
        }
    }
    assert_true(taken > 1000);
}
