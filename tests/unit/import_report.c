/* Reports in the shapes that people have them, and the misreadings of other programs. */
#include "unit.h"

#include "bqi/report_in.h"
#include "bugquill/io.h"
#include <stdlib.h>

static struct bq_taxonomy *taxonomy;

static struct bq_draft *import(const char *text)
{
    struct bq_draft *draft = NULL;
    struct bq_buf remarks;
    struct bq_err err;
    bq_err_clear(&err);
    bq_buf_init(&remarks, 1 << 20);
    if (!taxonomy)
        assert_int_equal(bq_taxonomy_builtin(&taxonomy, NULL), BQ_OK);
    if (bq_report_import(text, strlen(text), "r.md", taxonomy, &draft, &remarks, &err) != BQ_OK) {
        print_message("%u:%u %s\n", err.line, err.column, err.text);
        fail();
    }
    bq_buf_clear(&remarks);
    return draft;
}

static void has(const struct bq_draft *draft, enum bq_field field, const char *want)
{
    assert_string_equal(bq_draft_text(draft, field, NULL), want);
}

static void done(struct bq_draft *draft)
{
    bq_draft_free(draft);
    bq_taxonomy_free(taxonomy);
    taxonomy = NULL;
}

void test_import_report__a_comment_in_a_fence_is_no_title(void **state)
{
    (void)state;
    struct bq_draft *d = import(
        "```sh\n# a comment\ncurl x\n```\n\n# The title\n\nText.\n\n## Steps to reproduce\n\n"
        "~~~\n## Impact\n~~~\n\n### Step one\n\ndo it\n");
    has(d, BQ_FIELD_TITLE, "The title");
    has(d, BQ_FIELD_DESCRIPTION, "```sh\n# a comment\ncurl x\n```\n\nText.\n");
    has(d, BQ_FIELD_POC, "~~~\n## Impact\n~~~\n\n### Step one\n\ndo it\n");
    has(d, BQ_FIELD_IMPACT, "");
    done(d);
}

void test_import_report__front_matter(void **state)
{
    (void)state;
    struct bq_draft *d =
        import("---\nprogram: OpenAI\nasset: ChatGPT\nweakness: |\n  stored xss\nseverity: high\n"
               "attachments: a.png, b c.png\ncollaborators:\n- {name: alice, share: 40}\n- bob\n"
               "reward: 100\n---\n# Title: with colon\n\nWhat\n\n## Impact\nbad\n");
    size_t n;
    has(d, BQ_FIELD_PROGRAM, "openai");
    has(d, BQ_FIELD_TARGET, "ChatGPT");
    assert_non_null(
        strstr(bq_draft_text(d, BQ_FIELD_TYPE, NULL), "cross_site_scripting_xss.stored"));
    has(d, BQ_FIELD_PRIORITY, "P2");
    has(d, BQ_FIELD_TITLE, "Title: with colon");
    has(d, BQ_FIELD_IMPACT, "bad\n");
    has(d, BQ_FIELD_NOTES, "reward: 100\n");
    const struct bq_attachment *files = bq_draft_attachments(d, &n);
    assert_int_equal(n, 2);
    assert_string_equal(files[1].path, "b c.png");
    const struct bq_collaborator *people = bq_draft_collaborators(d, &n);
    assert_int_equal(n, 2);
    assert_string_equal(people[0].name, "alice");
    assert_int_equal(people[0].share, 40);
    assert_int_equal(people[1].share, INT64_MIN);
    done(d);
}

void test_import_report__text_pasted_from_a_page(void **state)
{
    (void)state;
    struct bq_draft *d = import(
        "Summary Title\nIDOR in share links\nTarget\nChatGPT\nURL / Location of vulnerability\n"
        "https://chat.openai.com/share\nDescription\nfirst\n\nsecond\n\nSteps To Reproduce:\n\n"
        "1. one\n2. two\n\nImpact\n\nread chats\n");
    has(d, BQ_FIELD_TITLE, "IDOR in share links");
    has(d, BQ_FIELD_TARGET, "ChatGPT");
    has(d, BQ_FIELD_URL, "https://chat.openai.com/share");
    has(d, BQ_FIELD_DESCRIPTION, "first\n\nsecond\n");
    has(d, BQ_FIELD_POC, "1. one\n2. two\n");
    has(d, BQ_FIELD_IMPACT, "read chats\n");
    done(d);
    d = import("**Title:** SSRF in webhooks\n**Severity:** P1\n**URL:** `https://x.example/`\n\n## "
               "Summary:\nS\n\n"
               "## Steps To Reproduce:\nR\n\n## Supporting Material/References:\n  * a.png\n\n## "
               "Remediation\nfix it\n");
    has(d, BQ_FIELD_TITLE, "SSRF in webhooks");
    has(d, BQ_FIELD_PRIORITY, "P1");
    has(d, BQ_FIELD_URL, "https://x.example/");
    has(d, BQ_FIELD_DESCRIPTION, "S\n\n## Remediation\nfix it\n");
    has(d, BQ_FIELD_POC, "R\n");
    size_t n;
    assert_string_equal(bq_draft_attachments(d, &n)[0].path, "a.png");
    done(d);
}

void test_import_report__nothing_is_dropped(void **state)
{
    (void)state;
    struct bq_draft *d =
        import("intro\n\nMy title\n=====\n\n## Scope notes\n\nabc\n\n## URL\nhttps://a/\nand "
               "https://b/\n\n"
               "## HTTP request\n\n```http\nGET / HTTP/1.1\n```\n\n# Second top heading\n\nend\n");
    has(d, BQ_FIELD_TITLE, "My title");
    has(d, BQ_FIELD_DESCRIPTION,
        "intro\n\n## Scope notes\n\nabc\n\n## URL\nhttps://a/\nand https://b/\n\n"
        "# Second top heading\n\nend\n");
    has(d, BQ_FIELD_URL, "https://a/");
    has(d, BQ_FIELD_REQUEST, "GET / HTTP/1.1\n");
    done(d);
    d = import("plain words only\r\n\r\n    indented code\r\n");
    has(d, BQ_FIELD_TITLE, "");
    has(d, BQ_FIELD_DESCRIPTION, "plain words only\n\n    indented code\n");
    done(d);
    d = import("---\n\nA rule, no front matter\n");
    has(d, BQ_FIELD_DESCRIPTION, "---\n\nA rule, no front matter\n");
    done(d);
}

void test_import_report__json(void **state)
{
    (void)state;
    struct bq_draft *d = import("{\"bugquill_report\": 1, \"id\": \"x\", \"program\": {\"id\": "
                                "\"openai\", \"name\": \"OpenAI\"}, "
                                "\"title\": \"T\", \"type\": {\"id\": \"a_b.c\"}, \"poc\": \"  "
                                "1\\n\\n\", \"own_share\": 60, "
                                "\"collaborators\": [{\"name\": \"al\", \"share\": 40}], "
                                "\"attachments\": [{\"path\": \"a\", \"size\": 3}]}");
    has(d, BQ_FIELD_PROGRAM, "openai");
    has(d, BQ_FIELD_TITLE, "T");
    has(d, BQ_FIELD_TYPE, "a_b.c");
    has(d, BQ_FIELD_POC, "  1\n\n");
    has(d, BQ_FIELD_ID, "");
    assert_int_equal(bq_draft_number(d, BQ_FIELD_OWN_SHARE), 60);
    done(d);
    d = import(
        "{\"data\": {\"type\": \"report\", \"attributes\": {\"team_handle\": \"acme\", \"title\": "
        "\"T\", "
        "\"vulnerability_information\": \"V\", \"impact\": \"I\", \"severity_rating\": \"low\"}}}");
    has(d, BQ_FIELD_PROGRAM, "acme");
    has(d, BQ_FIELD_DESCRIPTION, "V");
    has(d, BQ_FIELD_PRIORITY, "P4");
    done(d);
    d = import("bugquill: 1\ntitle: a draft\n");
    has(d, BQ_FIELD_TITLE, "a draft");
    done(d);
}

void test_import_report__a_template_that_was_filled_in(void **state)
{
    (void)state;
    struct bq_draft *d = import(
        "# Bugcrowd Report Template\n\n## Submission title\n\nStored XSS in titles\n\n## Target\n\n"
        "ChatGPT\n\n## Technical severity\n\nP2, it runs for everyone\n\n## VRT Category\n\n"
        "Cross-Site Scripting (XSS) / Stored / Non-Privileged User to Anyone\n\n"
        "## Vulnerability details\n\n### URL / Location of vulnerability\n\nhttps://a.example/\n\n"
        "### Description\n\nNot escaped.\n\n### Proof of Concept / Replication Steps\n\n1. one\n\n"
        "## Attachments\n\n- poc.html\n");
    has(d, BQ_FIELD_TITLE, "Stored XSS in titles");
    has(d, BQ_FIELD_TYPE, "cross_site_scripting_xss.stored.non_admin_to_anyone");
    has(d, BQ_FIELD_PRIORITY, "P2");
    has(d, BQ_FIELD_URL, "https://a.example/");
    has(d, BQ_FIELD_DESCRIPTION, "Not escaped.\n");
    has(d, BQ_FIELD_POC, "1. one\n");
    has(d, BQ_FIELD_NOTES,
        "heading: Bugcrowd Report Template\nTechnical severity: P2, it runs for everyone\n");
    done(d);
    d = import(
        "## Weakness\n\nCWE-639 Authorization Bypass Through User-Controlled Key\n\n## Severity\n\n"
        "High, any account\n\n## Description\n\n### Summary\n\nS\n\n### Steps to Reproduce\n\n"
        "R\n\n### PoC Code / Requests\n\nQ\n\n## Impact\n\n### Summary\n\nAll files.\n");
    has(d, BQ_FIELD_TYPE, "broken_access_control.idor");
    has(d, BQ_FIELD_PRIORITY, "P2");
    has(d, BQ_FIELD_DESCRIPTION, "S\n");
    has(d, BQ_FIELD_POC, "R\n\nQ\n");
    has(d, BQ_FIELD_IMPACT, "All files.\n");
    done(d);
}

void test_import_report__what_was_filed_stays_filed(void **state)
{
    (void)state;
    struct bq_draft *d = import(
        "Report #42\nTitle: IDOR in files\nWeakness: IDOR\nSeverity: High\n"
        "Link: https://hackerone.com/reports/42\nDate: 2024-01-02\nBy: @al\n\nDetails:\n"
        "## Summary:\nS\n\n## Supporting Material/References:\n  * [attachment / reference]\n");
    size_t n;
    has(d, BQ_FIELD_TITLE, "IDOR in files");
    has(d, BQ_FIELD_DESCRIPTION, "S\n");
    has(d, BQ_FIELD_STATUS, "filed");
    assert_string_equal(bq_draft_filed(d).url, "https://hackerone.com/reports/42");
    has(d, BQ_FIELD_NOTES,
        "Report: #42\nDate: 2024-01-02\nBy: @al\nattachment: [attachment / reference]\n");
    bq_draft_attachments(d, &n);
    assert_int_equal(n, 0);
    done(d);
    d = import(
        "---\nweakness: reflected xss\nvrt: cross_site_scripting_xss.reflected.self\n"
        "report: https://bugcrowd.com/submissions/x\n---\n# T\n\n<img upload src=\"a/b.png\" />"
        " and `<img>`\n\n```\n<img upload src=\"c.png\" />\n```\n\n## Impact of it\n\nbad\n");
    assert_string_equal(bq_draft_filed(d).url, "https://bugcrowd.com/submissions/x");
    has(d, BQ_FIELD_TYPE, "cross_site_scripting_xss.reflected.self");
    has(d, BQ_FIELD_DESCRIPTION, "{b.png} and `<img>`\n\n```\n<img upload src=\"c.png\" />\n```\n");
    has(d, BQ_FIELD_IMPACT, "## Impact of it\n\nbad\n");
    assert_string_equal(bq_draft_attachments(d, &n)[0].path, "a/b.png");
    assert_int_equal(n, 1);
    done(d);
    d = import("# T\n\nLink: https://a.example/page\nState: of the art\n");
    has(d, BQ_FIELD_STATUS, "");
    assert_non_null(strstr(bq_draft_text(d, BQ_FIELD_DESCRIPTION, NULL), "https://a.example/page"));
    done(d);
}

static void assert_wrong(const char *text, size_t len, unsigned line, const char *words)
{
    struct bq_draft *draft = NULL;
    struct bq_buf remarks;
    struct bq_err err;
    bq_err_clear(&err);
    bq_buf_init(&remarks, 1000);
    assert_int_not_equal(bq_report_import(text, len, "r.md", NULL, &draft, &remarks, &err), BQ_OK);
    assert_null(draft);
    assert_int_equal(err.line, line);
    assert_non_null(strstr(err.text, words));
    assert_string_equal(err.file, "r.md");
    bq_buf_clear(&remarks);
}
#define WRONG(text, line, words) assert_wrong(text, sizeof(text) - 1, line, words)

void test_import_report__refusals(void **state)
{
    (void)state;
    WRONG("", 1, "nothing");
    WRONG(" \n\n", 1, "nothing");
    WRONG("a\n\xff", 2, "UTF-8");
    WRONG("a\0b", 1, "NUL");
    WRONG("---\ntitle: a\ntitle: b\n---\n", 3, "twice");
    WRONG("---\n- a\n---\n", 2, "map");
    WRONG("---\ntitle: [a\n---\n", 3, "");
    WRONG("{\"a\": 1}", 1, "no report");
    WRONG("{\"bugquill_report\": 2}", 1, "newer");
    WRONG("{", 1, "JSON");
}
