#include "unit.h"

#include "bqi/file.h"
#include "bqi/handoff.h"
#include "bqi/json.h"
#include "bqi/utf8.h"
#include "bugquill/io.h"
#include "report/base64.h"
#include "report/report_impl.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

/* What a test gets for each sample of tests/report. */
typedef void sample_fn(const char *name, const struct bq_report *report);

static char *folder(const char *below)
{
    static char path[4096];
    const char *src = getenv("BQ_SRC");
    snprintf(path, sizeof path, "%s/tests/report%s", src ? src : ".", below);
    return path;
}

static struct bq_program *program_of(const struct bq_draft *draft)
{
    static const char *const files[][2] = { { "h1", "/programs/hackerone.yaml" },
                                            { "gh", "/programs/github.yaml" },
                                            { "secret", "/programs/secret.yaml" } };
    struct bq_program *program = NULL;
    const char *id = bq_draft_text(draft, BQ_FIELD_PROGRAM, NULL);
    for (size_t i = 0; i < 3; i++)
        if (!strcmp(files[i][0], id))
            assert_int_equal(bq_program_load(folder(files[i][1]), &program, NULL), BQ_OK);
    if (!program)
        assert_int_equal(bq_program_builtin("openai", &program, NULL), BQ_OK);
    return program;
}

static void with_sample(const char *name, const struct bq_taxonomy *taxonomy, sample_fn *test)
{
    char path[5000], *text;
    size_t len;
    struct bq_draft *draft;
    struct bq_err err = { 0 };
    snprintf(path, sizeof path, "%s/%s", folder(""), name);
    assert_int_equal(bq_file_read(path, 1 << 20, &text, &len, NULL, &err), BQ_OK);
    if (bq_draft_parse(text, len, name, &draft, &err))
        fail_msg("%s:%u: %s", name, err.line, err.text);
    struct bq_program *program = program_of(draft);
    struct bq_report report = { draft, program, taxonomy };
    test(name, &report);
    bq_program_free(program);
    bq_draft_free(draft);
    free(text);
}

static void each_sample(sample_fn *test)
{
    struct bq_taxonomy *taxonomy;
    size_t count = 0;
    DIR *dir = opendir(folder(""));
    assert_non_null(dir);
    assert_int_equal(bq_taxonomy_builtin(&taxonomy, NULL), BQ_OK);
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *dot = strrchr(entry->d_name, '.');
        if (!dot || strcmp(dot, ".yaml") != 0)
            continue;
        with_sample(entry->d_name, taxonomy, test);
        count++;
    }
    closedir(dir);
    bq_taxonomy_free(taxonomy);
    assert_true(count >= 20);
}

static char *format(const struct bq_report *report, enum bq_report_kind kind, size_t *len)
{
    char *out;
    assert_int_equal(bq_report_format(report, kind, BQ_FLAVOUR_PLATFORM, &out, len, NULL), BQ_OK);
    assert_true(bq_utf8_valid(out, *len, NULL));
    assert_null(strstr(out, "CANARY"));
    return out;
}

static const struct bq_json *find(const struct bq_json *root, const char *a, const char *b)
{
    return b ? bq_json_get(bq_json_get(root, a), b) : bq_json_get(root, a);
}

static void same_text(const struct bq_json *value, const struct bq_report *report,
                      enum bq_field field)
{
    assert_non_null(bq_json_text(value));
    assert_string_equal(bq_json_text(value), bq_draft_text(report->draft, field, NULL));
}

static void json_reads_back(const char *name, const struct bq_report *report)
{
    static const enum bq_field fields[] = { BQ_FIELD_ID,     BQ_FIELD_TITLE,   BQ_FIELD_TARGET,
                                            BQ_FIELD_URL,    BQ_FIELD_REQUEST, BQ_FIELD_DESCRIPTION,
                                            BQ_FIELD_IMPACT, BQ_FIELD_POC,     BQ_FIELD_CVSS,
                                            BQ_FIELD_STATUS };
    size_t len, files;
    struct bq_json *root;
    int64_t number;
    char *text = format(report, BQ_REPORT_JSON, &len);
    assert_int_equal(bq_json_parse(text, len, name, &root, NULL), BQ_OK);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        same_text(bq_json_get(root, bq_field_info(fields[i])->key), report, fields[i]);
    same_text(find(root, "type", "id"), report, BQ_FIELD_TYPE);
    same_text(find(root, "program", "id"), report, BQ_FIELD_PROGRAM);
    const struct bq_attachment *attachments = bq_draft_attachments(report->draft, &files);
    const struct bq_json *item = bq_json_first(bq_json_get(root, "attachments"));
    for (size_t i = 0; i < files; i++, item = bq_json_next(item)) {
        assert_string_equal(bq_json_get_text(item, "path"), attachments[i].path);
        assert_true(attachments[i].size < 0 || (bq_json_whole(bq_json_get(item, "size"), &number) &&
                                                number == attachments[i].size));
    }
    assert_null(item);
    bq_json_free(root);
    free(text);
}

void test_report__json_reads_back_byte_for_byte(void **state)
{
    (void)state;
    each_sample(json_reads_back);
}

/* The fields and types of the API's request, and no others. */
static void payload_is_valid(const char *name, const struct bq_report *report)
{
    static const char *const known[] = { "team_handle", "title", "vulnerability_information",
                                         "impact", "severity_rating" };
    size_t len, required = 0;
    struct bq_json *root;
    char *text = format(report, BQ_REPORT_HACKERONE, &len);
    assert_int_equal(bq_json_parse(text, len, name, &root, NULL), BQ_OK);
    assert_string_equal(bq_json_get_text(bq_json_get(root, "data"), "type"), "report");
    const struct bq_json *item = bq_json_first(find(root, "data", "attributes"));
    for (; item; item = bq_json_next(item)) {
        bool found = false;
        for (size_t i = 0; i < 5; i++)
            found = found || !strcmp(known[i], bq_json_key(item));
        assert_true(found);
        assert_int_equal(bq_json_kind(item), BQ_JSON_TEXT);
        if (strcmp(bq_json_key(item), "severity_rating") != 0)
            required++;
        else
            assert_non_null(strstr("none low medium high critical", bq_json_text(item)));
    }
    assert_int_equal(required, 4);
    same_text(bq_json_get(find(root, "data", "attributes"), "title"), report, BQ_FIELD_TITLE);
    same_text(bq_json_get(find(root, "data", "attributes"), "impact"), report, BQ_FIELD_IMPACT);
    bq_json_free(root);
    free(text);
}

void test_report__the_payload_has_the_fields_of_the_api(void **state)
{
    (void)state;
    each_sample(payload_is_valid);
}

/* Every tag is one of ours, with attributes of ours; nothing hidden is left in the text. */
static void check_tag(const char *name, const char *tag, size_t len)
{
    static const char *const tags[] = { "h1",    "h2",     "h3",    "h4",  "h5",   "h6",
                                        "p",     "ul",     "ol",    "li",  "pre",  "code",
                                        "em",    "strong", "del",   "a",   "span", "blockquote",
                                        "table", "thead",  "tbody", "tr",  "th",   "td",
                                        "br",    "hr",     "body",  "html" };
    size_t start = tag[0] == '/', word = start;
    bool known = false;
    while (word < len && tag[word] != ' ')
        word++;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        known = known ||
                (strlen(tags[i]) == word - start && !memcmp(tags[i], tag + start, word - start));
    if (!known)
        fail_msg("%s: <%.*s>", name, (int)len, tag);
    struct bq_span rest = bq_span_of(tag + word, len - word);
    bool plain = !rest.len || bq_span_starts(rest, " class=\"") ||
                 bq_span_starts(rest, " start=\"") ||
                 bq_span_starts(rest, " rel=\"noopener noreferrer nofollow\" href=\"http") ||
                 bq_span_starts(rest, " rel=\"noopener noreferrer nofollow\" href=\"mailto:");
    if (!plain)
        fail_msg("%s: <%.*s>", name, (int)len, tag);
}

static void html_is_inert(const char *name, const struct bq_report *report)
{
    size_t len;
    char *text = format(report, BQ_REPORT_HTML, &len);
    const char *body = strstr(text, "<body>");
    assert_non_null(body);
    assert_non_null(strstr(text, "default-src 'none'"));
    for (const char *p = body; (p = strchr(p, '<')); p++) {
        const char *end = strchr(p, '>');
        assert_non_null(end);
        check_tag(name, p + 1, (size_t)(end - p) - 1);
    }
    for (size_t i = 0; i < len;) {
        uint32_t code;
        i += bq_utf8_decode(text + i, len - i, &code);
        assert_false(bq_utf8_is_hidden(code));
    }
    free(text);
}

void test_report__html_holds_nothing_alive(void **state)
{
    (void)state;
    each_sample(html_is_inert);
}

/* Sections are headings of their own in every sample that has them: nothing before can swallow
 * them. */
static void sections_stand(const char *name, const struct bq_report *report)
{
    static const struct {
        enum bq_field field;
        const char *heading;
    } sections[] = { { BQ_FIELD_IMPACT, "<h2>Impact</h2>" },
                     { BQ_FIELD_POC, "<h2>Proof of concept</h2>" },
                     { BQ_FIELD_REQUEST, "<h2>HTTP request</h2>" } };
    size_t len;
    char *text = format(report, BQ_REPORT_HTML, &len);
    bool own = strstr(name, "headings") || strstr(name, "github");
    for (size_t i = 0; i < 3 && !own; i++)
        if (bq_draft_has(report->draft, sections[i].field) && !strstr(text, sections[i].heading))
            fail_msg("%s: no %s", name, sections[i].heading);
    free(text);
}

void test_report__an_open_fence_swallows_nothing(void **state)
{
    (void)state;
    each_sample(sections_stand);
}

static void markdown_is_inert(const char *name, const struct bq_report *report)
{
    (void)name;
    size_t len;
    char *text = format(report, BQ_REPORT_MARKDOWN, &len),
         *again = format(report, BQ_REPORT_MARKDOWN, &len);
    assert_string_equal(text, again);
    for (size_t i = 0; i < len;) {
        uint32_t code;
        i += bq_utf8_decode(text + i, len - i, &code);
        assert_false(bq_utf8_is_hidden(code));
    }
    free(again);
    free(text);
}

void test_report__markdown_hides_nothing(void **state)
{
    (void)state;
    each_sample(markdown_is_inert);
}

static void osv_parses(const char *name, const struct bq_report *report)
{
    size_t len;
    struct bq_json *root;
    char *text = format(report, BQ_REPORT_OSV, &len);
    assert_int_equal(bq_json_parse(text, len, name, &root, NULL), BQ_OK);
    assert_string_equal(bq_json_get_text(root, "schema_version"), "1.6.0");
    same_text(bq_json_get(root, "summary"), report, BQ_FIELD_TITLE);
    bq_json_free(root);
    free(text);
}

void test_report__osv_is_one_record(void **state)
{
    (void)state;
    each_sample(osv_parses);
}

void test_report__words_and_code_stay_in_their_place(void **state)
{
    (void)state;
    static const char *const words[][2] = { { "plain words, 1.2.3 (a)", "plain words, 1.2.3 (a)" },
                                            { "# x", "\\# x" },
                                            { "12. x", "12\\. x" },
                                            { "- a", "\\- a" },
                                            { "a - b", "a - b" },
                                            { "<b>*_`[", "\\<b>\\*\\_\\`\\[" },
                                            { "AT&T", "AT&T" },
                                            { "&lt;", "\\&lt;" },
                                            { "a\nb", "a\\\\nb" },
                                            { "", "" },
                                            { "c#", "c\\#" },
                                            { "> q", "\\> q" } };
    static const char *const codes[][2] = {
        { "x", "`x`" }, { "a`b", "``a`b``" }, { "`", "`` ` ``" }, { "``` a", "```` ``` a ````" }
    };
    struct bq_buf out;
    bq_buf_init(&out, 1000);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        bq_buf_reset(&out);
        bq_md_words(&out, bq_span_str(words[i][0]));
        assert_string_equal(out.data ? out.data : "", words[i][1]);
    }
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        bq_buf_reset(&out);
        bq_md_code(&out, bq_span_str(codes[i][0]));
        assert_string_equal(out.data, codes[i][1]);
    }
    bq_buf_clear(&out);
}

void test_report__clipboard_sequences(void **state)
{
    (void)state;
    char *out, big[75000];
    size_t len;
    assert_int_equal(bq_osc52_format("hi!", 3, "xterm", false, &out, &len, NULL), BQ_OK);
    assert_string_equal(out, "\033]52;c;aGkh\a");
    free(out);
    assert_int_equal(bq_osc52_format("h", 1, NULL, true, &out, &len, NULL), BQ_OK);
    assert_string_equal(out, "\033]52;c;aA==\a\033Ptmux;\033\033]52;c;aA==\a\033\\");
    free(out);
    memset(big, 'x', sizeof big);
    assert_int_equal(bq_osc52_format(big, 2000, "screen-256color", false, &out, &len, NULL), BQ_OK);
    assert_true(!strncmp(out, "\033P\033]52;c;", 9) && !strcmp(out + len - 3, "\a\033\\"));
    free(out);
    assert_int_equal(bq_osc52_format(big, 74994, "xterm", false, &out, &len, NULL), BQ_OK);
    free(out);
    assert_int_equal(bq_osc52_format(big, 74995, "xterm", false, &out, &len, NULL), BQ_ELIMIT);
    assert_null(out);
}

static void hands_off(const char *name, const struct bq_report *report)
{
    struct bq_handoff handoff;
    (void)name;
    assert_int_equal(bq_handoff_make(report, &handoff, NULL), BQ_OK);
    assert_true(handoff.count >= 6);
    const struct bq_handoff_step *title = bq_handoff_find(&handoff, BQ_FIELD_TITLE);
    assert_string_equal(title->text, bq_draft_text(report->draft, BQ_FIELD_TITLE, NULL));
    assert_null(bq_handoff_find(&handoff, BQ_FIELD_NOTES));
    for (size_t i = 0; i < handoff.count; i++)
        assert_null(strstr(handoff.items[i].text, "CANARY"));
    /* a text with its own field is nowhere else; one without is in the description */
    bool apart = bq_handoff_find(&handoff, BQ_FIELD_IMPACT) != NULL;
    const char *impact = bq_draft_text(report->draft, BQ_FIELD_IMPACT, NULL);
    const char *body = bq_handoff_find(&handoff, BQ_FIELD_DESCRIPTION)->text;
    if (*impact)
        assert_int_equal(strstr(body, impact) == NULL, apart);
    bq_handoff_clear(&handoff);
}

void test_report__the_hand_off_follows_the_platform(void **state)
{
    (void)state;
    each_sample(hands_off);
}

static void count_bytes(void *context, const char *bytes, size_t len)
{
    bq_buf_add(context, bytes, len);
}

void test_report__names_in_a_bundle(void **state)
{
    (void)state;
    struct bq_buf out;
    struct bq_bundle *bundle;
    char name[300];
    bq_buf_init(&out, 1 << 20);
    assert_int_equal(bq_bundle_new(0, count_bytes, &out, &bundle, NULL), BQ_OK);
    static const char *const bad[] = { "",    "/a",   "../a", "a/../b", "a//b",
                                       "./a", "a\nb", "a/",   "a\\b" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(bq_bundle_add(bundle, bad[i], "x", 1, NULL), BQ_EINVAL);
    assert_int_equal(out.len, 0);
    memset(name, 'a', sizeof name);
    name[150] = '/';
    name[240] = 0;
    assert_int_equal(bq_bundle_add(bundle, name, "x", 1, NULL), BQ_OK);
    name[150] = 'a';
    assert_int_equal(bq_bundle_add(bundle, name, "x", 1, NULL), BQ_ELIMIT);
    assert_int_equal(bq_bundle_end(bundle, NULL), BQ_OK);
    assert_int_equal(out.len % 512, 0);
    bq_bundle_free(bundle);
    bq_buf_clear(&out);
}

void test_report__base64(void **state)
{
    (void)state;
    static const char *const pairs[][2] = { { "", "" },
                                            { "f", "Zg==" },
                                            { "fo", "Zm8=" },
                                            { "foo", "Zm9v" },
                                            { "foob", "Zm9vYg==" },
                                            { "fooba", "Zm9vYmE=" },
                                            { "foobar", "Zm9vYmFy" } };
    struct bq_buf out;
    bq_buf_init(&out, 100);
    for (size_t i = 0; i < 7; i++) {
        bq_buf_reset(&out);
        bq_base64(&out, pairs[i][0], strlen(pairs[i][0]));
        assert_string_equal(out.data ? out.data : "", pairs[i][1]);
    }
    bq_buf_clear(&out);
}
