#include "bugquill/check.h"
#include "bugquill/io.h"
#include "unit.h"
#include <stdio.h>
#include <string.h>

static struct bq_taxonomy *taxonomy;
static struct bq_program *program;

static struct bq_checker *make_checker(const char *program_text,
                                       const struct bq_check_options *more)
{
    struct bq_check_options options = { .now = 0 };
    struct bq_checker *checker;
    struct bq_err err = { .status = BQ_OK };
    if (more)
        options = *more;
    assert_int_equal(bq_taxonomy_builtin(&taxonomy, &err), BQ_OK);
    if (program_text)
        assert_int_equal(
            bq_program_parse(program_text, strlen(program_text), "p.yaml", &program, &err), BQ_OK);
    else
        assert_int_equal(bq_program_builtin("openai", &program, &err), BQ_OK);
    options.program = program;
    options.taxonomy = taxonomy;
    assert_int_equal(bq_checker_new(&options, &checker, &err), BQ_OK);
    return checker;
}

static void drop(struct bq_checker *checker)
{
    bq_checker_free(checker);
    bq_program_free(program);
    bq_taxonomy_free(taxonomy);
}

static void set(struct bq_draft *draft, enum bq_field field, const char *text)
{
    assert_int_equal(bq_draft_set_text(draft, field, text, strlen(text), NULL), BQ_OK);
}

static const struct bq_finding *find(const struct bq_findings *findings, const char *rule)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (strcmp(findings->items[i].rule, rule) == 0)
            return &findings->items[i];
    }
    return NULL;
}

static void run(struct bq_checker *checker, const struct bq_draft *draft,
                struct bq_findings *findings)
{
    assert_int_equal(bq_checker_run(checker, draft, NULL, findings, NULL), BQ_OK);
}

static void assert_same(const struct bq_findings *a, const struct bq_findings *b)
{
    for (size_t i = 0; a->count != b->count && i < a->count; i++)
        print_message("updated: %s %d\n", a->items[i].rule, (int)a->items[i].field);
    for (size_t i = 0; a->count != b->count && i < b->count; i++)
        print_message("whole:   %s %d\n", b->items[i].rule, (int)b->items[i].field);
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct bq_finding *x = &a->items[i], *y = &b->items[i];
        assert_string_equal(x->rule, y->rule);
        assert_string_equal(x->message, y->message);
        assert_string_equal(x->match, y->match);
        assert_string_equal(x->fix, y->fix);
        assert_true(x->severity == y->severity && x->field == y->field && x->item == y->item &&
                    x->start == y->start && x->end == y->end && x->allowed == y->allowed);
    }
}

/* ---- an update says what a whole run says
 * -------------------------------------------------------- */

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static const char *const pieces[] = {
    "",
    "Stored XSS in the share page lets an attacker read chats",
    "jailbreak makes the model write malware",
    "https://openai.com@evil.example/",
    "https://chat.openai.com/share",
    "ChatGPT",
    "Other",
    "cross_site_scripting_xss.stored.non_admin_to_anyone",
    "server_security_misconfiguration.clickjacking",
    "## Steps\n1. Log in\n2. Open {{URL}}\n\n## Impact\nAn attacker reads others' chats.\n",
    "```http\nPOST /share HTTP/1.1\nCookie: session=5f4dcc3b5aa765d61d8327deb882cf99\n\n{}\n```\n",
    "GET /x HTTP/1.1\nHost: api.openai.com\n\n",
    "I will publish this. It could potentially allow anything, and it may lead to more.\n",
    "maria.keller@posteo-mail.de and TODO\n",
    "P1",
    "CVSS:3.1/AV:N",
    "ready",
    "filed",
};
enum { PIECES = sizeof pieces / sizeof pieces[0] };

static void edit(struct bq_draft *draft, unsigned *seed)
{
    static const enum bq_field fields[] = {
        BQ_FIELD_TITLE,    BQ_FIELD_TARGET,          BQ_FIELD_TYPE,   BQ_FIELD_URL,
        BQ_FIELD_REQUEST,  BQ_FIELD_DESCRIPTION,     BQ_FIELD_IMPACT, BQ_FIELD_POC,
        BQ_FIELD_PRIORITY, BQ_FIELD_PRIORITY_REASON, BQ_FIELD_CVSS,   BQ_FIELD_NOTES,
    };
    enum { FIELDS = sizeof fields / sizeof fields[0] };
    unsigned choice = next(seed) % (FIELDS + 6);
    const char *piece = pieces[next(seed) % PIECES];
    struct bq_collaborator person = { "alice", (int64_t)(next(seed) % 3) * 40 };
    struct bq_attachment file = { next(seed) % 2 ? "id_rsa" : "a.png", "", -1 };
    if (choice < FIELDS)
        (void)!bq_draft_set_text(draft, fields[choice], piece, strlen(piece),
                                 NULL); /* one-line fields refuse some */
    else if (choice == FIELDS)
        bq_draft_set_number(draft, BQ_FIELD_OWN_SHARE, (int64_t)(next(seed) % 3) * 30);
    else if (choice == FIELDS + 1)
        assert_int_equal(bq_draft_add_collaborator(draft, &person, NULL), BQ_OK);
    else if (choice == FIELDS + 2)
        assert_int_equal(bq_draft_add_attachment(draft, &file, NULL), BQ_OK);
    else if (choice == FIELDS + 3)
        bq_draft_set_terms_accepted(draft, next(seed) % 2);
    else if (choice == FIELDS + 4)
        set(draft, BQ_FIELD_STATUS, pieces[16 + next(seed) % 2]);
    else
        set(draft, BQ_FIELD_STATUS, "draft");
}

void test_check__update_equals_run(void **state)
{
    unsigned seed = 7;
    struct bq_checker *live = make_checker(NULL, NULL), *fresh;
    struct bq_check_options options = { .program = program, .taxonomy = taxonomy };
    struct bq_findings a, b;
    (void)state;
    assert_int_equal(bq_checker_new(&options, &fresh, NULL), BQ_OK);
    bq_findings_init(&a);
    bq_findings_init(&b);
    for (int round = 0; round < 20; round++) {
        struct bq_draft *draft = bq_draft_new();
        run(live, draft, &a); /* another draft, perhaps at the address of the one before */
        for (int i = 0; i < 150; i++) {
            edit(draft, &seed);
            assert_int_equal(bq_checker_update(live, draft, NULL, &a, NULL), BQ_OK);
            run(fresh, draft, &b);
            assert_same(&a, &b);
        }
        bq_draft_free(draft);
    }
    bq_findings_clear(&a);
    bq_findings_clear(&b);
    bq_checker_free(fresh);
    drop(live);
}

void test_check__the_context_counts_as_a_change(void **state)
{
    struct bq_checker *checker = make_checker(NULL, NULL);
    struct bq_draft *draft = bq_draft_new();
    struct bq_attachment attachment = { "a.txt", "", -1 };
    struct bq_check_file file = {
        .path = "a.txt", .sha256 = "", .head = "x", .head_len = 1, .size = 1
    };
    struct bq_check_context context = { .files = &file, .file_count = 1 };
    struct bq_findings findings;
    (void)state;
    bq_findings_init(&findings);
    assert_int_equal(bq_draft_add_attachment(draft, &attachment, NULL), BQ_OK);
    assert_int_equal(bq_checker_update(checker, draft, &context, &findings, NULL), BQ_OK);
    assert_null(find(&findings, "attachment-missing"));
    file.status = BQ_ENOTFOUND;
    assert_int_equal(bq_checker_update(checker, draft, &context, &findings, NULL), BQ_OK);
    assert_non_null(find(&findings, "attachment-missing"));
    bq_findings_clear(&findings);
    bq_draft_free(draft);
    drop(checker);
}

/* ---- answers, severities, statuses
 * --------------------------------------------------------------- */

void test_check__an_answer_is_for_one_match(void **state)
{
    struct bq_checker *checker = make_checker(NULL, NULL);
    struct bq_draft *draft = bq_draft_new();
    struct bq_findings findings;
    struct bq_allow allow = { "placeholder", "description", "", "meant so", "me", "2026-11-24" };
    (void)state;
    bq_findings_init(&findings);
    set(draft, BQ_FIELD_DESCRIPTION, "See {{URL}} there.\n");
    run(checker, draft, &findings);
    const struct bq_finding *finding = find(&findings, "placeholder");
    assert_non_null(finding);
    assert_false(finding->allowed);
    char match[BQ_FINGERPRINT_LEN];
    memcpy(match, finding->match, sizeof match);
    allow.match = match;
    assert_int_equal(bq_draft_add_allow(draft, &allow, NULL), BQ_OK);
    size_t errors = bq_findings_count(&findings, BQ_ERROR);
    run(checker, draft, &findings);
    finding = find(&findings, "placeholder");
    assert_true(finding->allowed);
    assert_string_equal(finding->allow_reason, "meant so");
    assert_int_equal(bq_findings_count(&findings, BQ_ERROR), errors - 1);
    set(draft, BQ_FIELD_DESCRIPTION, "See {{target}} there.\n");
    run(checker, draft, &findings);
    assert_false(find(&findings, "placeholder")->allowed);
    bq_findings_clear(&findings);
    bq_draft_free(draft);
    drop(checker);
}

void test_check__severity_only_rises(void **state)
{
    static const struct bq_link raise[] = { { "no-steps", "error" }, { "placeholder", "note" } };
    struct bq_check_options options = { .raise = raise, .raise_count = 2 };
    struct bq_checker *checker = make_checker(NULL, &options);
    struct bq_draft *draft = bq_draft_new();
    struct bq_findings findings;
    (void)state;
    bq_findings_init(&findings);
    set(draft, BQ_FIELD_DESCRIPTION, "The title is shown at {{URL}} without escaping.\n");
    run(checker, draft, &findings);
    assert_int_equal(find(&findings, "no-steps")->severity, BQ_ERROR);
    assert_int_equal(find(&findings, "placeholder")->severity, BQ_ERROR);
    bq_findings_clear(&findings);
    bq_draft_free(draft);
    drop(checker);
}

void test_check__wrong_settings_are_refused(void **state)
{
    static const struct bq_link rule = { "no-such-rule", "error" }, word = { "no-steps", "fatal" };
    struct bq_checker *checker = make_checker(NULL, NULL), *none;
    struct bq_check_options options = {
        .program = program, .taxonomy = taxonomy, .raise = &rule, .raise_count = 1
    };
    struct bq_err err;
    (void)state;
    assert_int_equal(bq_checker_new(&options, &none, &err), BQ_EINVAL);
    assert_null(none);
    options.raise = &word;
    assert_int_equal(bq_checker_new(&options, &none, &err), BQ_EINVAL);
    drop(checker);
}

void test_check__missing_parts_count_when_ready(void **state)
{
    struct bq_checker *checker = make_checker(NULL, NULL);
    struct bq_draft *draft = bq_draft_new();
    struct bq_findings findings;
    (void)state;
    bq_findings_init(&findings);
    run(checker, draft, &findings);
    assert_int_equal(bq_findings_count(&findings, BQ_ERROR), 0);
    assert_int_equal(find(&findings, "title-missing")->severity, BQ_NOTE);
    set(draft, BQ_FIELD_STATUS, "ready");
    assert_int_equal(bq_checker_update(checker, draft, NULL, &findings, NULL), BQ_OK);
    assert_int_equal(find(&findings, "title-missing")->severity, BQ_ERROR);
    set(draft, BQ_FIELD_STATUS, "filed");
    assert_int_equal(bq_checker_update(checker, draft, NULL, &findings, NULL), BQ_OK);
    assert_int_equal(findings.count, 0);
    bq_findings_clear(&findings);
    bq_draft_free(draft);
    drop(checker);
}

/* ---- policy
 * --------------------------------------------------------------------------------------- */

static void assert_policy(const char *when, const char *title, const char *description,
                          const char *type, bool fires)
{
    char text[2000];
    struct bq_findings findings;
    snprintf(text, sizeof text,
             "bugquill: 1\nid: p\nname: P\nscope:\n  in:\n  - {name: shop, asset: "
             "\"https://shop.example\", group: g}\n"
             "policy:\n- id: r\n  severity: warning\n  message: m\n%s\n",
             when);
    struct bq_checker *checker = make_checker(text, NULL);
    struct bq_draft *draft = bq_draft_new();
    bq_findings_init(&findings);
    set(draft, BQ_FIELD_TITLE, title);
    set(draft, BQ_FIELD_DESCRIPTION, description);
    set(draft, BQ_FIELD_TYPE, type);
    set(draft, BQ_FIELD_TARGET, "shop");
    set(draft, BQ_FIELD_URL, "https://other.example/");
    run(checker, draft, &findings);
    assert_int_equal(find(&findings, "p/r") != NULL, fires);
    bq_findings_clear(&findings);
    bq_draft_free(draft);
    drop(checker);
}

void test_check__policy_groups(void **state)
{
    (void)state;
    assert_policy("  when: {words: [\"flood*\"]}", "Flooding the API", "", "", true);
    assert_policy("  when: {words: [\"flood*\"]}", "API",
                  "It is `flooding`.\n\n```\nflooding\n```\n\n> flooding\n", "", false);
    assert_policy("  when: {words: [flooding], fields: [title]}", "API", "flooding", "", false);
    assert_policy("  when: {words: [flooding], types: [a.b]}", "flooding", "", "", false);
    assert_policy("  when: {types: [cross_site_scripting_xss.stored]}", "x", "",
                  "cross_site_scripting_xss.stored.self", true);
    assert_policy("  when: {types: [cross_site_scripting_xss.sto]}", "x", "",
                  "cross_site_scripting_xss.stored.self", false);
    assert_policy("  when: {targets: [g]}", "x", "", "", true);
    assert_policy("  when: {targets: [other]}", "x", "", "", false);
    assert_policy("  when: {verdicts: [unlisted]}", "x", "", "", true);
    assert_policy("  when: {verdicts: [in]}", "x", "", "", false);
    assert_policy("  when: {patterns: ['fl.{2}d']}", "x", "a flood", "", true);
    assert_policy("  when: {patterns: ['fl.{2}d']}", "x", "```\nflood\n```\n", "", false);
    assert_policy("  when: {patterns: ['fl.{2}d'], fields: [description]}", "x",
                  "```\nflood\n```\n", "", true);
    assert_policy("  when: {absent: [\"field: impact\"]}", "x", "", "", true);
    assert_policy("  when: {absent: [\"field: title\"]}", "x", "", "", false);
    assert_policy("  when: {absent: [\"words: root cause\"]}", "x", "", "", true);
    assert_policy("  when: {absent: [\"words: root cause\"]}", "x", "The root cause is known.", "",
                  false);
    assert_policy("  when: {absent: [\"header: X-Bug\"]}", "x",
                  "```\nGET / HTTP/1.1\nHost: a\n```\n", "", true);
    assert_policy("  when: {absent: [\"header: X-Bug\"]}", "x",
                  "```\nGET / HTTP/1.1\nx-bug: a\n```\n", "", false);
    assert_policy("  when: {absent: [\"header: X-Bug\"]}", "x", "", "", false);
    assert_policy("  when: {words: [x]}\n  unless: {words: [chain]}", "x", "in a chain", "", false);
    assert_policy("  when: {words: [x]}\n  unless: {words: [chain], types: [a]}", "x", "in a row",
                  "", true);
}
