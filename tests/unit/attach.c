#include "unit.h"

#include "bqi/attach.h"
#include "bqi/buf.h"
#include <string.h>

static void kind(const char *bytes, size_t len, const char *name, bool opaque)
{
    struct bq_attach_kind found = bq_attach_kind_of(bytes, len);

    assert_string_equal(found.name, name);
    assert_int_equal(found.opaque, opaque);
}

void test_attach__the_bytes_say_what_it_is(void **state)
{
    char tar[512] = { 0 }, long_text[BQ_ATTACH_HEAD + 2];

    (void)state;
    kind("\x89PNG\r\n\x1a\n", 8, "PNG image", false);
    kind("\x89PNG\r\n\x1a", 7, "", false);
    kind("RIFF\x10\0\0\0WEBPVP8 ", 16, "WebP image", false);
    kind("\0\0\0\x18"
         "ftypmp42",
         12, "MP4 video", false);
    kind("PK\x03\x04\x14\0", 6, "ZIP archive", true);
    kind("\x7f"
         "ELF\x02\x01\x01\0",
         8, "Linux program", true);
    kind("MZ\x90\0", 4, "Windows program", true);
    memcpy(tar + 257, "ustar", 5);
    kind(tar, sizeof tar, "tar archive", true);
    kind("%PDF-1.7\n", 9, "PDF document", false);
    kind("%PDF-1.7\n%\xe2\xe3", 12, "PDF document", false);
    kind("", 0, "", false);
    /* words that begin like a program or an archive are words */
    kind("MZ is what it begins with", 25, "text", false);
    kind("BZh", 3, "text", false);
    /* a character that the cut goes through */
    memset(long_text, 'x', sizeof long_text);
    memcpy(long_text + BQ_ATTACH_HEAD - 1, "\xc3\xa9", 2);
    kind(long_text, sizeof long_text, "text", false);
}

void test_attach__names_of_keys_and_what_only_sounds_like_them(void **state)
{
    static const char *const keys[] = { ".aws/credentials", "x.files/_env", "_netrc",    "ID.PEM",
                                        "a/.env.local",     "id_ed25519",   "vault.kdbx" };
    static const char *const others[] = { "credentials.png", "my_environment", "id_rsa.pub",
                                          "monkey",          "shadows",        "a.pem/readme" };

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_true(bq_attach_is_credentials(keys[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(bq_attach_is_credentials(others[i]));
}

void test_attach__an_answer_is_for_one_file(void **state)
{
    struct bq_draft *draft = bq_draft_new();

    (void)state;
    assert_int_equal(bq_attach_answer(draft, "a.pem", " ", "", 0, NULL), BQ_EINVAL);
    assert_false(bq_attach_is_answered(draft, "a.pem"));
    assert_int_equal(bq_attach_answer(draft, "a.pem", "expired", "", 0, NULL), BQ_OK);
    assert_true(bq_attach_is_answered(draft, "a.pem"));
    assert_false(bq_attach_is_answered(draft, "b.pem"));
    bq_draft_free(draft);
}
