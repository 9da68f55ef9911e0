/* See draft_samples.h. */
#include "draft_samples.h"
#include "unit.h"

#include "bugquill/io.h"

const char draft_sample[] = "bugquill: 1\nid: 2026-11-24-stored-xss\nprogram: openai\ntitle: "
                            "Stored XSS in the \xc3\xa4 page\ntarget: ChatGPT\n"
                            "type: cross_site_scripting_xss.stored.non_admin_to_anyone\nurl: "
                            "https://chat.openai.com/share/0f3c\nrequest: |\n"
                            "  POST /share HTTP/1.1\n  Host: chat.openai.com\n\n  {\"a\": [1, "
                            "2]}\ndescription: |2+\n\n  ## Summary\n  \ttext  \n\n"
                            "attachments:\n- path: poc.html\n  size: 1834\nown_share: "
                            "60\ncollaborators:\n- {name: alice, share: 40}\n"
                            "terms_accepted: false\nfiled: {url: \"https://x/\\u00e4\", date: "
                            "2026-11-24}\nx-own: [a, {b: c}]\n"
                            "created: 2026-11-24T09:30:00Z\n";

uint32_t sample_draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*seed >> 33) % below);
}

struct bq_draft *sample_parse(const char *text)
{
    struct bq_draft *draft = NULL;
    struct bq_err err;
    bq_err_clear(&err);
    if (bq_draft_parse(text, strlen(text), "d.yaml", &draft, &err) != BQ_OK) {
        print_message("%u:%u: %s\n%s\n", err.line, err.column, err.text, text);
        fail();
    }
    return draft;
}

char *sample_format(const struct bq_draft *draft, size_t *len)
{
    char *text = NULL;
    assert_int_equal(bq_draft_format(draft, &text, len, NULL), BQ_OK);
    return text;
}

void assert_same_draft(const struct bq_draft *a, const struct bq_draft *b)
{
    for (int i = 0; i < BQ_FIELD_COUNT; i++) {
        if (!bq_draft_same(a, b, (enum bq_field)i)) {
            print_message("field %s differs\n", bq_field_info((enum bq_field)i)->key);
            fail();
        }
    }
    size_t n, m;
    const struct bq_unknown *x = bq_draft_unknowns(a, &n), *y = bq_draft_unknowns(b, &m);
    assert_int_equal(n, m);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(x[i].key, y[i].key);
        assert_string_equal(x[i].raw, y[i].raw);
    }
}
