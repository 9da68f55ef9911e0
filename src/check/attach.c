/* What an attachment is, by name and by its first bytes: see bqi/attach.h. */
#include "bqi/attach.h"
#include "bqi/buf.h"
#include "bqi/clock.h"
#include "bqi/file.h"
#include "bqi/utf8.h"
#include "bugquill/check.h"
#include <stdio.h>
#include <string.h>

enum { NAME_COMPARED = 256 };

static const char rule[] = "attachment-credentials";

/* ---- kinds
 * -----------------------------------------------------------------------------------------------
 */

static const struct {
    const char *bytes;
    size_t at, len;
    struct bq_attach_kind kind;
} kinds[] = {
    { "\x89PNG\r\n\x1a\n", 0, 8, { "PNG image", false } },
    { "\xff\xd8\xff", 0, 3, { "JPEG image", false } },
    { "GIF8", 0, 4, { "GIF image", false } },
    { "WEBP", 8, 4, { "WebP image", false } },
    { "ftyp", 4, 4, { "MP4 video", false } },
    { "\x1a\x45\xdf\xa3", 0, 4, { "WebM video", false } },
    { "%PDF-", 0, 5, { "PDF document", false } },
    { "SQLite format 3\0", 0, 16, { "SQLite database", false } },
    { "PK\x03\x04", 0, 4, { "ZIP archive", true } },
    { "Rar!\x1a\x07", 0, 6, { "RAR archive", true } },
    { "7z\xbc\xaf\x27\x1c", 0, 6, { "7z archive", true } },
    { "\x1f\x8b", 0, 2, { "gzip archive", true } },
    { "\xfd"
      "7zXZ\0",
      0,
      6,
      { "xz archive", true } },
    { "BZh", 0, 3, { "bzip2 archive", true } },
    { "\x28\xb5\x2f\xfd", 0, 4, { "zstd archive", true } },
    { "ustar", 257, 5, { "tar archive", true } },
    { "\x7f"
      "ELF",
      0,
      4,
      { "Linux program", true } },
    { "\xcf\xfa\xed\xfe", 0, 4, { "macOS program", true } },
    { "\xca\xfe\xba\xbe", 0, 4, { "program", true } },
    { "MZ", 0, 2, { "Windows program", true } },
};

/* UTF-8 without the bytes that no text has; a character that the cut at BQ_ATTACH_HEAD went through
 * does not count. */
static bool is_text(const char *head, size_t len)
{
    size_t bad = len;

    for (size_t i = 0; i < len; i++)
        if ((unsigned char)head[i] < '\a')
            return false;
    if (!len)
        return false;
    return bq_utf8_valid(head, len, &bad) || (len == BQ_ATTACH_HEAD && len - bad < 4);
}

struct bq_attach_kind bq_attach_kind_of(const char *head, size_t len)
{
    len = len < BQ_ATTACH_HEAD ? len : BQ_ATTACH_HEAD;
    if (is_text(head, len))
        return (struct bq_attach_kind){
            bq_span_starts(bq_span_of(head, len), "%PDF-") ? "PDF document" : "text", false
        };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (len >= kinds[i].at + kinds[i].len &&
            memcmp(head + kinds[i].at, kinds[i].bytes, kinds[i].len) == 0)
            return kinds[i].kind;
    return (struct bq_attach_kind){ "", false };
}

/* ---- credentials
 * ----------------------------------------------------------------------------------------- */

static bool ends_with(struct bq_span name, const char *end)
{
    size_t n = strlen(end);

    return name.len >= n &&
           bq_span_equal_nocase(bq_span_of(name.s + name.len - n, n), bq_span_of(end, n));
}

bool bq_attach_is_credentials(const char *path)
{
    static const char *const ends[] = { ".pem",    ".p12",      ".pfx",    ".key",
                                        ".jks",    ".keystore", ".kdbx",   ".ppk",
                                        ".ovpn",   ".env",      ".netrc",  ".npmrc",
                                        ".pypirc", ".htpasswd", ".pgpass", NULL };
    static const char *const names[] = { "id_rsa",     "id_ed25519",  "id_ecdsa",
                                         "id_dsa",     "credentials", "shadow",
                                         "wallet.dat", "kubeconfig",  ".git-credentials",
                                         ".dockercfg", NULL };
    const char *slash = strrchr(path, '/');
    char name[NAME_COMPARED];

    snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
    if (name[0] == '_')
        name[0] = '.'; /* what the name of a copy begins with in place of a dot */
    struct bq_span span = bq_span_str(name);
    for (size_t i = 0; names[i]; i++)
        if (bq_span_is(span, names[i]))
            return true;
    for (size_t i = 0; ends[i]; i++)
        if (ends_with(span, ends[i]))
            return true;
    return bq_span_starts(span, ".env.");
}

static void fingerprint(const char *path, char out[BQ_FINGERPRINT_LEN])
{
    char hex[65];

    bq_sha256_hex(path, strlen(path), hex);
    memcpy(out, hex, BQ_FINGERPRINT_LEN - 1);
    out[BQ_FINGERPRINT_LEN - 1] = '\0';
}

bool bq_attach_is_answered(const struct bq_draft *draft, const char *path)
{
    char match[BQ_FINGERPRINT_LEN];
    size_t count;
    const struct bq_allow *allows = bq_draft_allows(draft, &count);

    fingerprint(path, match);
    for (size_t i = 0; i < count; i++)
        if (strcmp(allows[i].rule, rule) == 0 && strcmp(allows[i].match, match) == 0)
            return true;
    return false;
}

int bq_attach_answer(struct bq_draft *draft, const char *path, const char *reason, const char *by,
                     int64_t now, struct bq_err *err)
{
    char match[BQ_FINGERPRINT_LEN], date[BQ_DATE_LEN];
    struct bq_allow allow = { .rule = rule,
                              .field = bq_field_info(BQ_FIELD_ATTACHMENTS)->key,
                              .match = match,
                              .reason = reason,
                              .by = by,
                              .date = date };

    if (!reason[strspn(reason, " \t\n")])
        return bq_err_set(err, BQ_EINVAL, "a reason is needed");
    fingerprint(path, match);
    bq_date_format(now, date);
    return bq_draft_add_allow(draft, &allow, err);
}
