#include "check/phrases.h"
#include "unit.h"
#include <string.h>

enum { LISTS = 4 };

/* A dictionary of one list of phrases, read over one text: how often was one found? */
static unsigned count_in(unsigned parts, const char *const *words, const char *text,
                         struct bq_hit *first)
{
    struct bq_phrases *phrases = bq_phrases_new();
    struct bq_hits hits[LISTS];
    struct bq_word_count count;
    struct bq_prose prose;
    assert_non_null(phrases);
    assert_int_equal(bq_phrases_add_list(phrases, parts), 0);
    for (; *words; words++)
        assert_int_equal(bq_phrases_add(phrases, 0, bq_span_str(*words), NULL), BQ_OK);
    bq_prose_init(&prose);
    assert_int_equal(bq_prose_read(&prose, text, strlen(text), NULL), BQ_OK);
    memset(hits, 0, sizeof hits);
    memset(&count, 0, sizeof count);
    bq_phrases_read(phrases, &prose, hits, &count);
    if (first)
        *first = hits[0].first[0];
    bq_prose_clear(&prose);
    bq_phrases_free(phrases);
    return hits[0].count;
}

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

void test_phrases__words_and_blanks(void **state)
{
    struct bq_hit hit;
    (void)state;
    assert_int_equal(count_in(BQ_PARTS_WORDS, WORDS("self xss"),
                              "A Self-XSS, and a self  xss.\nself\nXSS", &hit),
                     3);
    assert_int_equal(hit.start, 2);
    assert_int_equal(hit.end, 10);
    assert_int_equal(
        count_in(BQ_PARTS_WORDS, WORDS("self xss"), "self. XSS; self/xss, selfxss", NULL), 0);
    assert_int_equal(count_in(BQ_PARTS_WORDS, WORDS("self xss"), "self\n\nxss", NULL), 0);
    assert_int_equal(
        count_in(BQ_PARTS_WORDS, WORDS("users"), "user's USERS user\xe2\x80\x99s", NULL), 3);
    assert_int_equal(count_in(BQ_PARTS_WORDS, WORDS("here"), "there here\xe2\x80\x94here", NULL),
                     2);
    assert_int_equal(
        count_in(BQ_PARTS_WORDS, WORDS("\xc3\xa4rger"), "\xc3\xa4rger, groesser", NULL), 1);
}

/* Words are hashed eight letters at a time, those with apostrophes one by one: it must not show. */
void test_phrases__long_words(void **state)
{
    (void)state;
    assert_int_equal(count_in(BQ_PARTS_WORDS, WORDS("credentials"),
                              "Credentials credential's CREDENTIAL\xe2\x80\x99S 'credentials' "
                              "credential credentialss",
                              NULL),
                     4);
    assert_int_equal(
        count_in(BQ_PARTS_WORDS, WORDS("organisations"), "(organisation's) organisations", NULL),
        2);
    assert_int_equal(
        count_in(BQ_PARTS_WORDS, WORDS("password"), "pass'word Password PASSWORD0", NULL), 2);
    assert_int_equal(count_in(BQ_PARTS_WORDS, WORDS("abcdefgh12345678"), "ABCDEFGH12345678", NULL),
                     1);
    assert_int_equal(count_in(BQ_PARTS_WORDS, WORDS("xss"), "x's's", NULL), 1);
    assert_int_equal(
        count_in(BQ_PARTS_WORDS, WORDS("impact is"), "the impact is this: is impact", NULL), 1);
    assert_int_equal(
        count_in(BQ_PARTS_WORDS, WORDS("the victim*"), "The victim's, victim the", NULL), 1);
}

void test_phrases__stars(void **state)
{
    (void)state;
    assert_int_equal(count_in(BQ_PARTS_WORDS, WORDS("jailbreak*"),
                              "jailbreaks Jailbreak jailbreaking jail", NULL),
                     3);
    assert_int_equal(
        count_in(BQ_PARTS_WORDS, WORDS("an exfil*"), "an exfiltration, exfiltrated", NULL), 1);
}

void test_phrases__refused(void **state)
{
    struct bq_phrases *phrases = bq_phrases_new();
    (void)state;
    assert_int_equal(bq_phrases_add_list(phrases, BQ_PARTS_WORDS), 0);
    assert_int_equal(bq_phrases_add(phrases, 0, bq_span_str(""), NULL), BQ_EINVAL);
    assert_int_equal(bq_phrases_add(phrases, 0, bq_span_str("..."), NULL), BQ_EINVAL);
    assert_int_equal(bq_phrases_add(phrases, 0, bq_span_str("ab*"), NULL), BQ_EINVAL);
    assert_int_equal(bq_phrases_add(phrases, 0, bq_span_str("a*bc"), NULL), BQ_EINVAL);
    assert_int_equal(bq_phrases_add(phrases, 0, bq_span_str("a b c d e f g h i"), NULL), BQ_EINVAL);
    bq_phrases_free(phrases);
}

void test_phrases__parts(void **state)
{
    static const char text[] = "## dan here\n\ndan `dan` [dan](https://dan.example/)\n\n> "
                               "dan\n\n```\ndan\n```\n\n    dan\n";
    (void)state;
    assert_int_equal(count_in(BQ_PART_HEADING, WORDS("dan"), text, NULL), 1);
    assert_int_equal(count_in(BQ_PART_PROSE, WORDS("dan"), text, NULL), 2);
    assert_int_equal(count_in(BQ_PART_CODE, WORDS("dan"), text, NULL), 1);
    assert_int_equal(count_in(BQ_PART_QUOTE, WORDS("dan"), text, NULL), 1);
    assert_int_equal(count_in(BQ_PART_URL, WORDS("dan"), text, NULL), 1);
    assert_int_equal(count_in(BQ_PARTS_NAMES, WORDS("dan"), text, NULL), 4);
}

/* A second reading knows nothing of the first. */
void test_phrases__readings_do_not_add_up(void **state)
{
    struct bq_phrases *phrases = bq_phrases_new();
    struct bq_hits hits[LISTS];
    struct bq_word_count count;
    struct bq_prose prose;
    (void)state;
    assert_int_equal(bq_phrases_add_list(phrases, BQ_PARTS_WORDS), 0);
    assert_int_equal(bq_phrases_add_list(phrases, BQ_PARTS_WORDS), 1);
    assert_int_equal(bq_phrases_add(phrases, 0, bq_span_str("one"), NULL), BQ_OK);
    assert_int_equal(bq_phrases_add(phrases, 1, bq_span_str("two"), NULL), BQ_OK);
    memset(hits, 0, sizeof hits);
    memset(&count, 0, sizeof count);
    bq_prose_init(&prose);
    assert_int_equal(bq_prose_read(&prose, "one two one", 11, NULL), BQ_OK);
    bq_phrases_read(phrases, &prose, hits, &count);
    assert_int_equal(hits[0].count, 2);
    assert_int_equal(hits[1].count, 1);
    assert_int_equal(count.words, 3);
    assert_int_equal(bq_prose_read(&prose, "two", 3, NULL), BQ_OK);
    bq_phrases_read(phrases, &prose, hits, &count);
    assert_int_equal(hits[0].count, 0);
    assert_int_equal(hits[1].count, 1);
    assert_int_equal(count.words, 1);
    bq_prose_clear(&prose);
    bq_phrases_free(phrases);
}
