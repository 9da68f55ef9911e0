/* Sessions: edits, undo, journal, save, conflicts, findings. */
#include "bqi/session.h"
#include "bqi/store.h"
#include "unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char root[64];
static struct bq_paths paths;
static struct bq_config config;
static struct bq_taxonomy *taxonomy;
static struct bq_session_env env;

static int64_t now(void *context)
{
    (void)context;
    return 1764000000;
}

static int64_t now_ms(void *context)
{
    static int64_t ms;
    (void)context;
    return ms += 5000;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

static void enter(void)
{
    memcpy(root, "/tmp/bq-unit-XXXXXX", sizeof "/tmp/bq-unit-XXXXXX");
    assert_non_null(mkdtemp(root));
    memset(&paths, 0, sizeof paths);
    snprintf(paths.data, sizeof paths.data, "%s/data", root);
    snprintf(paths.drafts, sizeof paths.drafts, "%s/data/drafts", root);
    snprintf(paths.programs, sizeof paths.programs, "%s/data/programs", root);
    snprintf(paths.state, sizeof paths.state, "%s/state", root);
    assert_int_equal(bq_config_init(&config, NULL), BQ_OK);
    assert_int_equal(bq_taxonomy_builtin(&taxonomy, NULL), BQ_OK);
    env = (struct bq_session_env){
        .paths = &paths, .config = &config, .taxonomy = taxonomy, .now = now, .now_ms = now_ms
    };
}

static void leave(void)
{
    bq_taxonomy_free(taxonomy);
    bq_config_clear(&config);
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static struct bq_session *begin(void)
{
    struct bq_session *session;

    assert_int_equal(bq_session_new(&env, "openai", &session, NULL), BQ_OK);
    return session;
}

static void type(struct bq_session *session, enum bq_field field, const char *text)
{
    size_t at = bq_text_len(bq_session_text(session, field));

    assert_int_equal(
        bq_session_edit(session, field, at, 0, text, strlen(text), BQ_TEXT_TYPING, NULL), BQ_OK);
}

static const char *text_of(struct bq_session *session, enum bq_field field)
{
    return bq_draft_text(bq_session_draft(session), field, NULL);
}

static size_t recoveries(char *journal)
{
    struct bq_recovery_list list;
    size_t count;

    assert_int_equal(bq_recovery_list(&paths, &list, NULL), BQ_OK);
    count = list.count;
    if (count && journal)
        memcpy(journal, list.items[0].journal, BQ_PATH_MAX);
    bq_recovery_list_clear(&list);
    return count;
}

void test_session__opening_and_leaving_without_a_word_leaves_nothing(void **state)
{
    struct bq_session *session;
    (void)state;
    enter();
    session = begin();
    assert_false(bq_session_dirty(session));
    assert_string_equal(text_of(session, BQ_FIELD_PROGRAM), "openai");
    assert_non_null(bq_session_program(session));
    bq_session_close(session, true);
    assert_int_equal(access(paths.state, F_OK), -1);
    assert_int_equal(access(paths.drafts, F_OK), -1);
    leave();
}

void test_session__typed_text_is_saved_and_opened_again(void **state)
{
    char path[BQ_PATH_MAX];
    struct bq_session *session;
    struct bq_err err;
    (void)state;
    enter();
    session = begin();
    type(session, BQ_FIELD_TITLE, "Stored XSS");
    type(session, BQ_FIELD_DESCRIPTION, "one\ttab  \n\xf0\x9f\x98\x80\n\n");
    assert_true(bq_session_dirty(session));
    assert_int_equal(bq_session_edit(session, BQ_FIELD_TITLE, 0, 0, "a\nb", 3, BQ_TEXT_STEP, &err),
                     BQ_EINVAL);
    assert_int_equal(bq_session_save(session, NULL), BQ_OK);
    assert_false(bq_session_dirty(session));
    memcpy(path, bq_session_path(session), sizeof path);
    bq_session_close(session, true);
    assert_int_equal(recoveries(NULL), 0);
    assert_int_equal(bq_session_open(&env, path, &session, NULL), BQ_OK);
    assert_string_equal(text_of(session, BQ_FIELD_DESCRIPTION), "one\ttab  \n\xf0\x9f\x98\x80\n\n");
    /* Nobody else may edit it now. */
    {
        struct bq_session *other;

        assert_int_equal(bq_session_open(&env, path, &other, &err), BQ_ELOCKED);
    }
    bq_session_close(session, true);
    leave();
}

void test_session__unsaved_text_comes_back_after_a_kill(void **state)
{
    char journal[BQ_PATH_MAX];
    struct bq_session *session;
    pid_t child;
    int code;
    (void)state;
    enter();
    child = fork();
    if (child == 0) {
        session = begin();
        type(session, BQ_FIELD_TITLE, "Lost?");
        type(session, BQ_FIELD_POC, "1. Log in");
        type(session, BQ_FIELD_POC, " as A");
        bq_draft_set_number(bq_session_begin(session), BQ_FIELD_OWN_SHARE, 60);
        bq_session_end(session);
        type(session, BQ_FIELD_POC, "\n2. Look");
        if (bq_session_sync(session, NULL))
            _exit(1);
        kill(getpid(), SIGKILL);
    }
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFSIGNALED(code));
    assert_int_equal(recoveries(journal), 1);
    assert_int_equal(bq_session_recover(&env, journal, &session, NULL), BQ_OK);
    assert_true(bq_session_dirty(session));
    assert_string_equal(text_of(session, BQ_FIELD_TITLE), "Lost?");
    assert_string_equal(text_of(session, BQ_FIELD_POC), "1. Log in as A\n2. Look");
    assert_int_equal(bq_draft_number(bq_session_draft(session), BQ_FIELD_OWN_SHARE), 60);
    /* Leaving it again without saving keeps it once. */
    bq_session_close(session, true);
    assert_int_equal(recoveries(journal), 1);
    assert_int_equal(bq_session_recover(&env, journal, &session, NULL), BQ_OK);
    assert_int_equal(bq_session_save(session, NULL), BQ_OK);
    bq_session_close(session, true);
    assert_int_equal(recoveries(NULL), 0);
    leave();
}

/* The draft was saved by another session after the lost one had begun: neither may go under. */
void test_session__recovered_text_does_not_go_over_a_later_save(void **state)
{
    (void)state;
    for (int kept = 0; kept < 2; kept++) {
        char path[BQ_PATH_MAX], journal[BQ_PATH_MAX];
        struct bq_session *session;
        struct bq_recovery_list offered;
        struct bq_version_list list;
        struct bq_draft *later;
        struct bq_file_stamp stamp;
        bq_field_set conflicts;

        enter();
        session = begin();
        type(session, BQ_FIELD_TITLE, "Title");
        type(session, BQ_FIELD_DESCRIPTION, "one\n");
        assert_int_equal(bq_session_save(session, NULL), BQ_OK);
        memcpy(path, bq_session_path(session), sizeof path);
        type(session, BQ_FIELD_DESCRIPTION, "two\n");
        bq_session_close(session, true);
        assert_int_equal(bq_store_load(path, &later, &stamp, NULL), BQ_OK);
        assert_int_equal(bq_draft_set_text(later, BQ_FIELD_TITLE, "Later", 5, NULL), BQ_OK);
        assert_int_equal(bq_store_save(&paths, later, path, &stamp, NULL, 1764000100, NULL), BQ_OK);
        bq_draft_free(later);
        if (!kept) {
            assert_int_equal(bq_versions_list(&paths, path, &list, NULL), BQ_OK);
            assert_int_equal(list.count, 1);
            assert_int_equal(unlink(list.items[0].path), 0);
            bq_version_list_clear(&list);
        }
        assert_int_equal(bq_recovery_list(&paths, &offered, NULL), BQ_OK);
        assert_true(offered.count == 1 && offered.items[0].saved_since);
        bq_recovery_list_clear(&offered);
        assert_int_equal(recoveries(journal), 1);
        assert_int_equal(bq_session_recover(&env, journal, &session, NULL), BQ_OK);
        assert_int_equal(bq_session_save(session, NULL), BQ_ECONFLICT);
        assert_int_equal(bq_session_merge(session, &conflicts, NULL), BQ_OK);
        if (kept) {
            assert_string_equal(text_of(session, BQ_FIELD_TITLE), "Later");
            assert_false(conflicts);
        } else {
            assert_true(conflicts & BQ_FIELD_BIT(BQ_FIELD_TITLE));
        }
        assert_non_null(strstr(text_of(session, BQ_FIELD_DESCRIPTION), "two\n"));
        assert_int_equal(bq_session_save(session, NULL), BQ_OK);
        bq_session_close(session, true);
        leave();
    }
}

void test_session__undo_and_redo_reach_the_journal(void **state)
{
    char journal[BQ_PATH_MAX];
    struct bq_session *session;
    size_t cursor;
    (void)state;
    enter();
    session = begin();
    type(session, BQ_FIELD_DESCRIPTION, "first ");
    assert_int_equal(bq_session_edit(session, BQ_FIELD_DESCRIPTION, 6, 0, "\xc3\xa9\xc3\xa8", 4,
                                     BQ_TEXT_STEP, NULL),
                     BQ_OK);
    assert_int_equal(
        bq_session_edit(session, BQ_FIELD_DESCRIPTION, 0, 2, "\xc3\xa8", 2, BQ_TEXT_STEP, NULL),
        BQ_OK);
    assert_true(bq_session_undo(session, BQ_FIELD_DESCRIPTION, &cursor));
    assert_true(bq_session_undo(session, BQ_FIELD_DESCRIPTION, &cursor));
    assert_true(bq_session_redo(session, BQ_FIELD_DESCRIPTION, &cursor));
    assert_false(bq_session_undo(session, BQ_FIELD_POC, &cursor));
    assert_string_equal(text_of(session, BQ_FIELD_DESCRIPTION), "first \xc3\xa9\xc3\xa8");
    bq_session_close(session, true);
    assert_int_equal(recoveries(journal), 1);
    assert_int_equal(bq_session_recover(&env, journal, &session, NULL), BQ_OK);
    assert_string_equal(text_of(session, BQ_FIELD_DESCRIPTION), "first \xc3\xa9\xc3\xa8");
    bq_session_close(session, false);
    leave();
}

/* Two people: each changes a field, both change one line and other lines of one text. */
void test_session__what_others_saved_is_merged_field_by_field(void **state)
{
    char path[BQ_PATH_MAX];
    struct bq_session *session;
    struct bq_draft *theirs;
    struct bq_file_stamp stamp;
    bq_field_set conflicts;
    struct bq_err err;
    (void)state;
    enter();
    session = begin();
    type(session, BQ_FIELD_TITLE, "Title");
    type(session, BQ_FIELD_URL, "https://a.example/");
    type(session, BQ_FIELD_DESCRIPTION, "1\n2\n3\n4\n5\n");
    assert_int_equal(bq_session_save(session, NULL), BQ_OK);
    memcpy(path, bq_session_path(session), sizeof path);
    assert_int_equal(bq_store_load(path, &theirs, &stamp, NULL), BQ_OK);
    assert_int_equal(bq_draft_set_text(theirs, BQ_FIELD_TITLE, "Their title", 11, NULL), BQ_OK);
    assert_int_equal(bq_draft_set_text(theirs, BQ_FIELD_URL, "https://b.example/", 18, NULL),
                     BQ_OK);
    assert_int_equal(
        bq_draft_set_text(theirs, BQ_FIELD_DESCRIPTION, "1\n2\n3\n4\n5 theirs\n", 17, NULL), BQ_OK);
    assert_int_equal(bq_store_save(&paths, theirs, path, &stamp, NULL, 1764000100, NULL), BQ_OK);
    bq_draft_free(theirs);
    assert_int_equal(bq_session_set_text(session, BQ_FIELD_URL, "https://c.example/", 18, NULL),
                     BQ_OK);
    assert_int_equal(
        bq_session_edit(session, BQ_FIELD_DESCRIPTION, 0, 1, "ours", 4, BQ_TEXT_STEP, NULL), BQ_OK);
    type(session, BQ_FIELD_POC, "proof");
    assert_int_equal(bq_session_save(session, &err), BQ_ECONFLICT);
    assert_int_equal(bq_session_merge(session, &conflicts, NULL), BQ_OK);
    assert_true(conflicts & BQ_FIELD_BIT(BQ_FIELD_URL));
    assert_false(conflicts & BQ_FIELD_BIT(BQ_FIELD_TITLE));
    assert_false(conflicts & BQ_FIELD_BIT(BQ_FIELD_DESCRIPTION));
    assert_string_equal(text_of(session, BQ_FIELD_TITLE), "Their title");
    assert_string_equal(text_of(session, BQ_FIELD_URL), "https://c.example/");
    assert_string_equal(text_of(session, BQ_FIELD_DESCRIPTION), "ours\n2\n3\n4\n5 theirs\n");
    assert_string_equal(text_of(session, BQ_FIELD_POC), "proof");
    assert_int_equal(bq_session_save(session, NULL), BQ_OK);
    bq_session_close(session, true);
    leave();
}

void test_session__a_file_that_was_only_touched_is_no_conflict(void **state)
{
    char path[BQ_PATH_MAX], *bytes;
    size_t len;
    struct bq_session *session;
    (void)state;
    enter();
    session = begin();
    type(session, BQ_FIELD_TITLE, "Title");
    assert_int_equal(bq_session_save(session, NULL), BQ_OK);
    memcpy(path, bq_session_path(session), sizeof path);
    assert_int_equal(bq_file_read(path, 10000, &bytes, &len, NULL, NULL), BQ_OK);
    assert_int_equal(bq_file_write(path, bytes, len, 0, NULL, NULL, NULL), BQ_OK);
    free(bytes);
    type(session, BQ_FIELD_TITLE, " more");
    assert_int_equal(bq_session_save(session, NULL), BQ_OK);
    bq_session_close(session, true);
    leave();
}

void test_session__a_saved_draft_tells_editors_its_schema_when_asked_to(void **state)
{
    char path[BQ_PATH_MAX + 32], line[BQ_PATH_MAX + 64];
    (void)state;
    enter();
    config.modeline = true;
    struct bq_session *session = begin();
    type(session, BQ_FIELD_TITLE, "IDOR in export");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(bq_session_save(session, NULL), BQ_OK);
        FILE *file = fopen(bq_session_path(session), "r");
        assert_non_null(file);
        assert_non_null(fgets(line, sizeof line, file));
        snprintf(path, sizeof path, "$schema=%s/draft.schema.json\n", paths.data);
        assert_non_null(strstr(line, path));
        assert_non_null(fgets(line, sizeof line, file));
        assert_string_equal(line, "bugquill: 1\n");
        fclose(file);
        type(session, BQ_FIELD_TITLE, " lets anyone read chats");
    }
    bq_session_close(session, false);
    leave();
}

void test_session__large_texts_are_checked_when_nobody_types(void **state)
{
    struct bq_session *session;
    char *large = malloc(100001);
    (void)state;
    enter();
    session = begin();
    memset(large, 'x', 100000);
    large[100000] = '\0';
    type(session, BQ_FIELD_TITLE, "T");
    while (bq_session_check(session, false))
        ;
    type(session, BQ_FIELD_DESCRIPTION, large);
    assert_true(bq_session_check(session, false));
    assert_false(bq_session_check(session, false));
    type(session, BQ_FIELD_DESCRIPTION, "y");
    assert_true(bq_session_check(session, false));
    type(session, BQ_FIELD_DESCRIPTION, "y");
    assert_true(bq_session_check(session, false));
    assert_false(bq_session_check(session, true));
    assert_true(bq_session_findings(session)->count > 0);
    free(large);
    bq_session_close(session, false);
    leave();
}

/* The incremental result is that of a whole run, whatever was typed before. */
void test_session__findings_equal_those_of_a_fresh_check(void **state)
{
    static const char *const words[] = { "TODO ", "sk-", "https://openai.com@evil.example/ ",
                                         "a",     "\n",  "1. ",
                                         "{{x}} " };
    struct bq_session *session;
    unsigned seed = 3;
    (void)state;
    enter();
    session = begin();
    for (int i = 0; i < 120; i++) {
        static const enum bq_field fields[] = { BQ_FIELD_TITLE, BQ_FIELD_URL, BQ_FIELD_DESCRIPTION,
                                                BQ_FIELD_POC };
        enum bq_field field;
        const char *word;
        size_t cursor;

        seed = seed * 1103515245u + 12345u;
        field = fields[(seed >> 16) % 4];
        word = words[(seed >> 20) % 7];
        if (word[0] == '\n' && field <= BQ_FIELD_URL)
            word = "b";
        if ((seed >> 24) % 5 == 0)
            bq_session_undo(session, field, &cursor);
        else
            type(session, field, word);
        bq_session_check(session, true);
        if (i % 20 == 19) {
            struct bq_check_options options = { .program = bq_session_program(session),
                                                .taxonomy = taxonomy,
                                                .now = now(NULL) };
            struct bq_checker *checker;
            struct bq_findings fresh;

            bq_findings_init(&fresh);
            assert_int_equal(bq_checker_new(&options, &checker, NULL), BQ_OK);
            assert_int_equal(bq_checker_run(checker, bq_session_draft(session), NULL, &fresh, NULL),
                             BQ_OK);
            assert_int_equal(fresh.count, bq_session_findings(session)->count);
            for (size_t n = 0; n < fresh.count; n++)
                assert_string_equal(fresh.items[n].rule,
                                    bq_session_findings(session)->items[n].rule);
            bq_findings_clear(&fresh);
            bq_checker_free(checker);
        }
    }
    bq_session_close(session, false);
    leave();
}

void test_session__answers_and_fixes_change_the_draft(void **state)
{
    struct bq_session *session;
    const struct bq_findings *findings;
    struct bq_err err;
    size_t count, answered = SIZE_MAX;
    (void)state;
    enter();
    session = begin();
    type(session, BQ_FIELD_TITLE, "TODO write a title");
    bq_session_check(session, true);
    findings = bq_session_findings(session);
    assert_true(findings->count > 0);
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].field == BQ_FIELD_TITLE && answered == SIZE_MAX)
            answered = i;
    assert_true(answered != SIZE_MAX);
    assert_int_equal(bq_session_allow(session, answered, "  ", &err), BQ_EINVAL);
    assert_int_equal(bq_session_allow(session, answered, "it is a joke", NULL), BQ_OK);
    bq_draft_allows(bq_session_draft(session), &count);
    assert_int_equal(count, 1);
    bq_session_check(session, true);
    findings = bq_session_findings(session);
    answered = 0;
    for (size_t i = 0; i < findings->count; i++)
        answered += findings->items[i].allowed;
    assert_int_equal(answered, 1);
    bq_session_close(session, false);
    leave();
}

static bool finds(struct bq_session *session, const char *rule)
{
    const struct bq_findings *findings;

    while (bq_session_check(session, true))
        ;
    findings = bq_session_findings(session);
    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(findings->items[i].rule, rule) == 0)
            return true;
    return false;
}

void test_session__drafts_that_look_alike_are_noticed_while_writing(void **state)
{
    struct bq_session *session;
    (void)state;
    enter();
    session = begin();
    type(session, BQ_FIELD_TITLE, "Stored XSS in the share-page title of ChatGPT");
    type(session, BQ_FIELD_TYPE, "cross_site_scripting_xss.stored.non_admin_to_anyone");
    type(session, BQ_FIELD_URL, "https://chat.openai.com/share/1");
    assert_false(finds(session, "look-alike"));
    assert_int_equal(bq_session_save(session, NULL), BQ_OK);
    /* Not itself. */
    assert_false(finds(session, "look-alike"));
    bq_session_close(session, true);
    session = begin();
    assert_false(finds(session, "look-alike"));
    type(session, BQ_FIELD_TYPE, "cross_site_scripting_xss.stored.non_admin_to_anyone");
    type(session, BQ_FIELD_URL, "https://chat.openai.com/share/1");
    assert_true(finds(session, "look-alike"));
    assert_int_equal(bq_session_set_text(session, BQ_FIELD_URL, "https://openai.com/", 19, NULL),
                     BQ_OK);
    assert_false(finds(session, "look-alike"));
    bq_session_close(session, false);
    leave();
}

void test_session__attachments_are_looked_at_again_when_they_change(void **state)
{
    struct bq_attachment attachment = { .path = "poc.html", .sha256 = "", .size = -1 };
    char file[200], digest[65];
    const struct bq_findings *findings;
    struct bq_session *session;
    size_t missing, there, changed;
    (void)state;
    enter();
    session = begin();
    bq_sha256_hex("<b>", 3, digest);
    attachment.sha256 = digest;
    attachment.size = 3;
    assert_int_equal(bq_draft_add_attachment(bq_session_begin(session), &attachment, NULL), BQ_OK);
    bq_session_end(session);
    while (bq_session_check(session, true))
        ;
    findings = bq_session_findings(session);
    missing = findings->count;
    assert_int_equal(bq_file_make_dir(paths.drafts, NULL), BQ_OK);
    snprintf(file, sizeof file, "%s/data/drafts/poc.html", root);
    assert_int_equal(bq_file_write(file, "<b>", 3, 0, NULL, NULL, NULL), BQ_OK);
    bq_session_check(session, true);
    there = bq_session_findings(session)->count;
    assert_int_equal(bq_file_write(file, "<i>", 3, 0, NULL, NULL, NULL), BQ_OK);
    bq_session_check(session, true);
    changed = bq_session_findings(session)->count;
    assert_true(missing > there);
    assert_true(changed > there);
    bq_session_close(session, false);
    leave();
}

void test_session__another_program_keeps_the_answers(void **state)
{
    static const char other[] = "bugquill: 1\nid: openai-safety\nname: Safety\n";
    char file[200];
    struct bq_session *session;
    struct bq_err err;
    (void)state;
    enter();
    assert_int_equal(bq_file_make_dir(paths.programs, NULL), BQ_OK);
    snprintf(file, sizeof file, "%s/data/programs/openai-safety.yaml", root);
    assert_int_equal(bq_file_write(file, other, strlen(other), 0, NULL, NULL, NULL), BQ_OK);
    session = begin();
    type(session, BQ_FIELD_TITLE, "Kept");
    assert_int_equal(bq_session_set_program(session, "openai-safety", NULL), BQ_OK);
    assert_string_equal(text_of(session, BQ_FIELD_TITLE), "Kept");
    assert_string_equal(bq_program_info(bq_session_program(session))->id, "openai-safety");
    assert_true(bq_session_set_program(session, "no-such-program", &err) < 0);
    assert_string_equal(bq_program_info(bq_session_program(session))->id, "openai-safety");
    assert_string_equal(text_of(session, BQ_FIELD_PROGRAM), "openai-safety");
    bq_session_close(session, false);
    leave();
}
